"""How the commands print: plain text and JSON for programs, colour for terminals."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import IO, TextIO


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
    if not stream.isatty():
        print("".join(text for text, _ in parts), file=stream)
        return
    # rich costs as much as all the rest of a command, so only terminals pay for it.
    from rich.console import Console
    from rich.text import Text

    Console(file=stream, soft_wrap=True).print(Text.assemble(*parts))


def print_error(sentence: object) -> None:
    """Print what went wrong on standard error."""
    print_line([("error", "bold red"), (f": {sentence}", "")], stream=sys.stderr)
