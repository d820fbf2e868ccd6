"""How the commands print: plain text and JSON for programs, colour for terminals."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Sequence
from typing import IO, Final, TextIO


def print_json(value: object) -> None:
    """Print a value as JSON on standard output; what its encoding has no bytes for is escaped as JSON escapes it."""
    text = json.dumps(value, indent=2, ensure_ascii=False)
    if not _has_bytes_for(text, sys.stdout):
        text = json.dumps(value, indent=2)
    sys.stdout.write(f"{text}\n")


def _has_bytes_for(text: str, stream: TextIO) -> bool:
    try:
        text.encode(stream.encoding or "utf-8")
    except UnicodeEncodeError:
        return False
    return True


def print_line(parts: Sequence[tuple[str, str]], *, stream: IO[str]) -> None:
    """Print texts with their styles, as plain text unless ``stream`` is a terminal."""
    shown = [(_CONTROL.sub(_escaped, text), style) for text, style in parts]
    if not stream.isatty():
        print("".join(text for text, _ in shown), file=stream)
        return
    # rich costs as much as all the rest of a command, so only terminals pay for it.
    from rich.console import Console
    from rich.text import Text

    Console(file=stream, soft_wrap=True).print(Text.assemble(*shown))


_CONTROL: Final = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]")
"""What would steer a terminal: a file or an answer may be somebody else's. A line break may stand in a sentence."""


def _escaped(character: re.Match[str]) -> str:
    return f"\\x{ord(character[0]):02x}"


def print_note(sentence: object) -> None:
    """Print on standard error what is good to know."""
    print_line([("note", "bold"), (f": {sentence}", "")], stream=sys.stderr)


def print_error(sentence: object) -> None:
    """Print what went wrong on standard error."""
    print_line([("error", "bold red"), (f": {sentence}", "")], stream=sys.stderr)
