"""The ways in which a server may write a secret that it repeats: plain, escaped, or encoded."""

from __future__ import annotations

import html
import json
import re
from base64 import b64encode
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

_SHORT: Final = 3
"""Characters up to which a secret counts only as a word of its own: it would shred the words of a text."""

_ENCODED: Final = 6
"""Characters from which a secret is looked for inside of base64, where it may begin at any place."""


def pattern_of(secret: str, *, escaped: bool) -> str:
    """Return the pattern of a secret; `escaped` says whether the text may have percent or HTML escapes by number."""
    # The length of a run of backslashes depends only on how often the text was escaped.
    characters = re.sub(r"\\+", r"\\", secret)
    spelled = "".join(_character(character, escaped=escaped) for character in characters)
    if len(secret) <= _SHORT:
        return rf"(?<![^\W_]){spelled}(?![^\W_])"
    return "|".join([spelled, *_encodings(secret)])


def _encodings(secret: str) -> Iterator[str]:
    """Return the patterns of a secret in hexadecimal digits and in base64, the longer ones first."""
    data = secret.encode("utf-8", "surrogatepass")
    yield f"(?i:{data.hex()})"
    yield _base64(b64encode(data).decode().rstrip("=")) + "={0,2}"
    if len(data) >= _ENCODED:
        for before in range(3):
            # Characters that depend on the bytes around the secret are left out.
            coded = b64encode(b"\0" * before + data).decode().rstrip("=")
            yield _base64(coded[(before * 8 + 5) // 6 : (before + len(data)) * 8 // 6])


def _base64(coded: str) -> str:
    """Return the pattern of a text in base64, in either of its two alphabets."""
    return re.escape(coded).replace(r"\+", r"(?:\+|-|%2B)").replace("/", r"(?:\\?/|_|%2F)")


@lru_cache(maxsize=4096)
def _character(character: str, *, escaped: bool) -> str:
    """Return the pattern of one character: as it is, or as JSON, HTML or a URL escape it, JSON up to three times."""
    plain = character.isascii() and character.isalnum()
    if plain and not escaped:
        return character
    ways = [*_numbers(character)] if escaped else []
    # No two of these match the same text, or a long secret would have them tried in every combination; and where one
    # begins another, the longer stands first.
    units = re.findall("....", character.encode("utf-16-be", "surrogatepass").hex())
    ways.append("".join(rf"\\{{1,8}}u(?i:{unit})" for unit in units))
    if (entity := html.escape(character)) != character:
        ways.append(re.escape(entity))
    if (short := json.dumps(character)[2:-1]).isalpha() and not plain:  # n for a line break
        ways.append(rf"\\{{1,8}}{short}")
    if character == "\\":  # stands for a run of them
        ways = [f"(?:{'|'.join(ways)})+", r"(?<!\\)\\+"]
    else:
        ways.append(character if plain else rf"\\{{0,8}}{re.escape(character)}")
    return f"(?:{'|'.join(ways)})"


def _numbers(character: str) -> Iterator[str]:
    """Return the patterns of a character as HTML and URLs number it, escaped any number of times."""
    point = ord(character)
    yield rf"&(?:amp;)*#(?:0*{point}|[xX]0*(?i:{point:x}));?"
    yield "".join(f"%(?:25)*(?i:{byte:02x})" for byte in character.encode("utf-8", "surrogatepass"))
    if character == " ":
        yield r"\+"
