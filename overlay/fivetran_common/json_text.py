"""JSON as text: texts that UTF-8 cannot write, keys that stand twice in one object, and the place of each value."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from .json_types import child


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


class JsonPlace(NamedTuple):
    """The place of a value: that of its key or, in a list, its own. Line and column count from 1."""

    pointer: str
    line: int
    column: int
    text: str
    """The value as written; only the first character of an object or list."""


def json_places(text: str) -> Iterator[JsonPlace]:
    """Yield the place of each value of valid JSON, in the order of the text; a key that stands twice has two."""
    tokens = _tokens(text)
    for token in tokens:  # the first one; the others are taken below
        yield from _places("", token, tokens)


_TOKEN: Final = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}:,]|[^\s\[\]{}:,"]+')


def _tokens(text: str) -> Iterator[JsonPlace]:
    line, begin, end = 1, 0, 0
    for match in _TOKEN.finditer(text):
        if breaks := text.count("\n", end, match.start()):
            line += breaks
            begin = text.rindex("\n", end, match.start()) + 1
        end = match.start()
        yield JsonPlace("", line, end - begin + 1, match.group())


def _places(pointer: str, value: JsonPlace, rest: Iterator[JsonPlace]) -> Iterator[JsonPlace]:
    yield value._replace(pointer=pointer)
    if value.text == "{":
        while (key := next(rest)).text != "}":
            if key.text != ",":
                next(rest)  # the colon
                below = next(rest)._replace(line=key.line, column=key.column)
                yield from _places(child(pointer, json.loads(key.text)), below, rest)
    elif value.text == "[":
        index = 0
        while (item := next(rest)).text != "]":
            if item.text != ",":
                yield from _places(child(pointer, index), item, rest)
                index += 1
