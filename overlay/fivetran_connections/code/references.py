"""
References in texts: ``${env:NAME}``, ``${file:PATH}``, ``${command:[...]}`` and, below ``for_each``, ``${column}``.

A text is parsed once, before any value is filled in, so that a value that looks like a reference is never taken for
one. ``$${`` stands for ``${``. The older spellings ``env:NAME`` and ``file:PATH`` stand for a whole value, and only
where a secret belongs.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, NamedTuple

from fivetran_common.json_types import is_array

from .source import holds_secret

Kind = Literal["env", "file", "command", "column"]

_MARK: Final = re.compile(r"\$?\$\{")
_OLD: Final = re.compile(r"(env|file):(.*)", re.DOTALL)
_OLD_NAME: Final = re.compile(r"env:[A-Za-z_][A-Za-z0-9_]*")


class Misspelt(ValueError):
    """A text holds a reference that cannot be understood; the message says how to write it."""


class Reference(NamedTuple):
    """One reference: its kind, and the name, path or words of the command."""

    kind: Kind
    argument: str | tuple[str, ...]
    beside_file: bool = True
    """Whether a path is relative to the file that names it; the older spelling is relative to the working folder."""

    def __str__(self) -> str:
        """Spell it as it may be shown; it names a value and holds none."""
        if isinstance(self.argument, tuple):
            return f"${{command:{json.dumps(self.argument)}}}"
        return f"${{{self.argument}}}" if self.kind == "column" else f"${{{self.kind}:{self.argument}}}"


@dataclass(frozen=True, slots=True)
class Deferred:
    """A text whose references are not yet resolved: texts and references in turn."""

    parts: tuple[str | Reference, ...]

    @property
    def is_whole(self) -> bool:
        """Whether the value is one reference and nothing else; it then takes the type of its field."""
        return len(self.parts) == 1

    def references(self) -> Iterator[Reference]:
        """Return the references."""
        return (part for part in self.parts if isinstance(part, Reference))

    def __str__(self) -> str:
        """Spell the text with its references, as a stand-in where no value is looked up."""
        return "".join(map(str, self.parts))


def parse(text: str, *, secret: bool) -> str | Deferred:
    """
    Return a text, with its references set apart if it has some.

    ``secret`` says that the value stands where a secret belongs. Raises `Misspelt`.
    """
    if secret and (old := _OLD.fullmatch(text)):
        return Deferred((Reference("env" if old[1] == "env" else "file", old[2], beside_file=False),))
    if not secret and _OLD_NAME.fullmatch(text):
        raise Misspelt(f"Write ${{{text}}}: without the braces, {text} is taken as text outside secrets.")
    if "${" not in text:
        return text
    parts = _joined(_parts(text))
    if all(isinstance(part, str) for part in parts):
        return "".join(map(str, parts))
    return Deferred(parts)


def stands_for_secret(pointer: str) -> bool:
    """Return whether the older spellings may stand at this pointer of a body."""
    return pointer.split("/")[1] in {"auth", "config"} and holds_secret(pointer)


def _parts(text: str) -> Iterator[str | Reference]:
    end = 0
    for mark in _MARK.finditer(text):
        if mark.start() < end:  # inside the words of a command
            continue
        yield text[end : mark.start()]
        if mark[0] == "$${":
            yield "${"
            end = mark.end()
        else:
            reference, end = _reference(text, mark.end())
            yield reference
    yield text[end:]


def _joined(parts: Iterator[str | Reference]) -> tuple[str | Reference, ...]:
    """Drop empty texts and join neighbours."""
    joined: list[str | Reference] = []
    for part in parts:
        if isinstance(part, str) and joined and isinstance(joined[-1], str):
            joined[-1] += part
        elif part != "":
            joined.append(part)
    return tuple(joined)


def _reference(text: str, start: int) -> tuple[Reference, int]:
    """Read a reference from its kind on; the reference, and the index behind its closing brace."""
    if text.startswith("command:", start):
        return _command(text, start + len("command:"))
    end = text.find("}", start)
    if end < 0:
        raise Misspelt("A ${ has no closing brace: add }, or write $${ for the text ${.")
    kind, colon, argument = text[start:end].partition(":")
    if colon and kind not in {"env", "file"}:
        raise Misspelt("A reference is ${env:NAME}, ${file:PATH} or ${command:[...]}; write $${ for the text ${.")
    name = argument if colon else kind
    if not name:
        raise Misspelt("A reference names nothing: write ${env:NAME}, or $${ for the text ${.")
    kinds: Mapping[str, Kind] = {"env": "env", "file": "file"}
    return Reference(kinds[kind] if colon else "column", name), end + 1


def _command(text: str, start: int) -> tuple[Reference, int]:
    words: Any
    try:
        words, end = json.JSONDecoder().raw_decode(text, start)
    except json.JSONDecodeError:
        words, end = None, start
    named = _words(words)
    if not named or not text.startswith("}", end):
        raise Misspelt('Write a command as a JSON list of its words: ${command:["program", "argument"]}.')
    return Reference("command", named), end + 1


def _words(value: Any) -> tuple[str, ...]:
    """Return the words of a command; none where the value is not a list of them."""
    if not is_array(value) or not all(isinstance(word, str) and word for word in value):
        return ()
    return tuple(value)


def fill(value: Deferred, row: Mapping[str, Any]) -> Any:
    """
    Return a text with the columns of a row filled in; a value that is one column is the cell itself, of its type.

    Raises `KeyError` with the name of a column that the row lacks.
    """
    filled = [_cell(part, row) for part in value.parts]
    if len(filled) == 1:
        return Deferred((filled[0],)) if isinstance(filled[0], Reference) else filled[0]
    parts = _joined(iter(part if isinstance(part, Reference) else spelt(part) for part in filled))
    return Deferred(parts) if any(isinstance(part, Reference) for part in parts) else "".join(map(str, parts))


def _cell(part: str | Reference, row: Mapping[str, Any]) -> Any:
    return row[str(part.argument)] if isinstance(part, Reference) and part.kind == "column" else part


def spelt(value: object) -> str:
    """Return a value as it stands within a text: true and null as JSON spells them, a reference as it is written."""
    if isinstance(value, Deferred):
        return str(value)
    return value if isinstance(value, str) else json.dumps(value)
