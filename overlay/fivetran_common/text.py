"""Escaping of foreign text for output: file names, messages, bodies."""

from __future__ import annotations

import json
import os
import re
import sys
from contextlib import suppress
from typing import Final

_UNSAFE: Final = re.compile(
    "["
    "\x00-\x1f\x7f-\x9f"  # C0 and C1 control characters, the escape among them
    "\u2028\u2029"  # line and paragraph separators
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # direction marks, overrides and isolates
    "\ud800-\udfff"  # an unpaired surrogate, which no encoding can write
    "]"
)


STARS: Final = "****"
"""The fewest stars that hide a value: answers have six or eight, also after a prefix (docs/evidence.md#prefix-kept)."""


HEADER_VALUE: Final = re.compile(r"/[^/]*headers?/(?:\d+/)?value")
"""The pointer of the value of an HTTP header, which may authorize."""


def is_mask(value: object, *, whole: bool = False) -> bool:
    """Return whether a value only stands for a secret: a text that ends with stars, or ``whole`` has nothing else."""
    if not isinstance(value, str):
        return False
    text = str.__str__(value)
    return text.endswith(STARS) and not (whole and text.strip("*"))


def printable(text: str) -> str:
    """Return a text with every character escaped that steers a terminal, breaks a line or reverses text."""
    return _UNSAFE.sub(_escaped, text)


def shortened(text: str, most: int) -> str:
    """Return a text of at most so many characters."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def listed(value: object) -> str:
    """Return a value for a list of choices: as JSON, but a printable text with a letter or digit without quotes."""
    bare = isinstance(value, str) and value.isprintable() and any(map(str.isalnum, value))
    return str(value) if bare else json.dumps(value)


def printable_json(value: object, *, indent: int | None = None, ascii_only: bool = True) -> str:
    """Return JSON with escapes in place of characters that steer a terminal; a value of another type becomes text."""
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only, default=str)
    return _UNSAFE.sub(lambda found: "\n" if found[0] == "\n" else f"\\u{ord(found[0]):04x}", text)


def _escaped(found: re.Match[str]) -> str:
    code = ord(found[0])
    return f"\\x{code:02x}" if code <= 0xFF else f"\\u{code:04x}"


def discard_output() -> None:
    """Let the interpreter flush to the null device: the output has no reader, or no room."""
    with suppress(OSError):  # a stream that the caller replaced has no descriptor
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
