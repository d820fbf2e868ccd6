"""Lines and JSON: plain for programs, with colour on terminals."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from functools import lru_cache
from typing import IO, TYPE_CHECKING, TextIO

from fivetran_common.text import printable

if TYPE_CHECKING:
    from rich.console import Console


def print_json(value: object, *, indent: int | None = 2) -> None:
    """Print a value as JSON on standard output; characters that its encoding lacks are escaped as JSON escapes them."""
    text = json.dumps(value, indent=indent, ensure_ascii=False, default=str)
    if not _has_bytes_for(text, sys.stdout):
        text = json.dumps(value, indent=indent, default=str)
    sys.stdout.write(f"{text}\n")


def _has_bytes_for(text: str, stream: TextIO) -> bool:
    try:
        text.encode(stream.encoding or "utf-8")
    except UnicodeEncodeError:
        return False
    return True


def print_line(parts: Sequence[tuple[str, str]], *, stream: IO[str]) -> None:
    """Print texts with their styles, as plain text unless ``stream`` is a terminal."""
    # A line break may stand in a sentence; all else that steers a terminal is escaped.
    shown = [(printable(text, keep="\n"), style) for text, style in parts]
    if not stream.isatty():
        print("".join(text for text, _ in shown), file=stream)
        return
    from rich.text import Text

    console(stream).print(Text.assemble(*shown))


@lru_cache(maxsize=4)
def console(stream: IO[str]) -> Console:
    """Return the console of a terminal. rich costs as much as the rest of a command, so only terminals pay for it."""
    from rich.console import Console

    return Console(file=stream, soft_wrap=True)


def print_note(sentence: object) -> None:
    """Print additional information on standard error."""
    print_line([("note", "bold"), (f": {sentence}", "")], stream=sys.stderr)


def print_error(sentence: object) -> None:
    """Print what went wrong on standard error."""
    print_line([("error", "bold red"), (f": {sentence}", "")], stream=sys.stderr)


def print_wait(seconds: float) -> None:
    """Print how long the command waits for the rate limits."""
    print_note(f"Waiting {seconds:.0f} s: the rate limits of the API allow no request before.")
