"""JSON as text: texts that UTF-8 cannot write, keys that stand twice in one object, and the place of each value."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

from .json_types import child

LARGEST: Final = 2**1024
"""From here on an integer is beyond what JSON readers take as a number; Python does not write the longest."""


def is_utf8(text: str) -> bool:
    """Return whether UTF-8 can write a text; it cannot write half of a surrogate pair."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


class KeyTwice(ValueError):
    """An object has a key twice."""


def unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object, as ``object_pairs_hook`` of `json.loads`; raise `KeyTwice` for a double key."""
    made = dict(pairs)
    if len(made) != len(pairs):
        counts = Counter(key for key, _ in pairs)
        twice = next(key for key, count in counts.items() if count > 1)
        raise KeyTwice(f"the key {twice[:100]!r} stands twice in one object")
    return made


def integer(text: str) -> int:
    """Return an integer, as ``parse_int`` of `json.loads`; raises ValueError for one that Python does not read."""
    try:
        return int(text)
    except ValueError:
        raise ValueError(f"a number of {len(text):,} digits is too long") from None


def json_places(text: str) -> Iterator[tuple[str, int, int]]:
    """
    Yield pointer, line and column of each value of valid JSON, in the order of the text.

    The place is where the key of the value begins, or in a list the value. Lines and columns count from 1. A key that
    stands twice is yielded twice.
    """
    tokens = _TOKEN.finditer(text)
    lines = [0, *(found.end() for found in re.finditer("\n", text))]

    def places(pointer: str, start: int, value: re.Match[str]) -> Iterator[tuple[str, int, int]]:
        line = bisect_right(lines, start)
        yield pointer, line, start - lines[line - 1] + 1
        if value[0] == "{":
            while (key := next(tokens))[0] != "}":
                if key[0] != ",":
                    next(tokens)  # the colon
                    yield from places(child(pointer, json.loads(key[0])), key.start(), next(tokens))
        elif value[0] == "[":
            index = 0
            while (item := next(tokens))[0] != "]":
                if item[0] != ",":
                    yield from places(child(pointer, index), item.start(), item)
                    index += 1

    first = next(tokens)
    return places("", first.start(), first)


_TOKEN: Final = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}:,]|[^\s\[\]{}:,"]+')
