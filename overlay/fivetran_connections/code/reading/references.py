"""
References in texts: ``${env:NAME}``, ``${file:PATH}``, ``${command:[...]}`` and, below ``for_each``, ``${column}``.

A column may also stand within another reference. A text is parsed once, before any value is filled in, so that a value
that looks like a reference is never taken for one. ``$${`` stands for ``${``.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

from fivetran_common.files import CONNECTION_BYTES, MIB, SECRET_BYTES, STANDARD_INPUT
from fivetran_common.json_types import is_array, is_mapping, keys_of, mapped
from fivetran_common.nearest import hint
from fivetran_rules import without_url_secrets

from ..._secrets.masking import ANY_SERVICE, is_secret_by_place, is_secret_name, service_of
from ..._secrets.secret import Secret
from .files import beside, read_text
from .source import Problem, Unreadable

if TYPE_CHECKING:
    from fivetran_client.models import Group

Kind = Literal["env", "file", "command", "column"]
Selects = Callable[[str, str, str], bool]
"""Whether a connection is needed, by its group, service and schema."""

_MARK: Final = re.compile(r"\$?\$\{")


class Misspelt(ValueError):
    """A text holds a reference that cannot be understood; the message says how to write it."""


class Reference(NamedTuple):
    """One reference: its kind, and the words of the command, or one word: the name or path."""

    kind: Kind
    words: tuple[str | Deferred, ...]

    def beside(self, file: str) -> Reference:
        """Return the reference of a file as any file may write it."""
        return Reference("file", (beside(file, str(self.words[0])),)) if self.kind == "file" else self

    def from_anywhere(self, file: str) -> Reference:
        """Return it with the whole path of its file, so that two that stand for one file are equal."""
        path = os.path.normpath(Path.cwd() / beside(file, str(self.words[0])))
        return Reference("file", (path,)) if self.kind == "file" else self

    def __str__(self) -> str:
        """Spell it as it may be shown; it names a value and holds none."""
        words = [*map(str, self.words)]
        argument = json.dumps(words) if self.kind == "command" else words[0]
        return f"${{{argument}}}" if self.kind == "column" else f"${{{self.kind}:{argument}}}"


@dataclass(frozen=True, slots=True)
class Deferred:
    """A text whose references are not yet resolved: texts and references in turn."""

    parts: tuple[str | Reference, ...]

    @property
    def references(self) -> Iterator[Reference]:
        """The references in the text."""
        return (part for part in self.parts if isinstance(part, Reference))

    @property
    def columns(self) -> Iterator[str]:
        """The columns of a row that the text names, also within its references."""
        for reference in self.references:
            if reference.kind == "column":
                yield str(reference)[2:-1]
            for word in reference.words:
                yield from word.columns if isinstance(word, Deferred) else ()

    def __str__(self) -> str:
        """Spell the text with its references, as a stand-in where no value is looked up."""
        return "".join(map(str, self.parts))


def parse(text: str) -> str | Deferred:
    """Return a text, with its references set apart if it has some. Raises `Misspelt`."""
    parts: list[str | Reference] = []
    texts: list[str] = []
    end = 0
    for mark in _MARK.finditer(text):
        if mark.start() < end:  # inside the words of a command
            continue
        texts.append(text[end : mark.start()])
        if mark[0] == "$${":
            texts.append("${")
            end = mark.end()
        else:
            reference, end = _reference(text, mark.end())
            parts += filter(None, ("".join(texts), reference))
            texts = []
    last = "".join((*texts, text[end:]))
    return Deferred((*parts, last) if last else tuple(parts)) if parts else last


def _reference(text: str, start: int) -> tuple[Reference, int]:
    """Read a reference from its kind on; the reference, and the index behind its closing brace."""
    if text.startswith("command:", start):
        words: Any = None
        end = start
        with suppress(json.JSONDecodeError):
            words, end = json.JSONDecoder().raw_decode(text, start + len("command:"))
        is_command = is_array(words) and words and all(isinstance(word, str) and word for word in words)
        if not is_command or not text.startswith("}", end):
            raise Misspelt('Write a command as a JSON list of its words: ${command:["program", "argument"]}.')
        return Reference("command", tuple(map(_word, words))), end + 1
    inner = _INNER.match(text, start)
    if not inner or not text.startswith("}", inner.end()):
        raise Misspelt("A ${ has no closing brace: add }, or write $${ for the text ${.")
    kind, colon, argument = inner[0].partition(":")
    if colon and kind not in _NAMED:
        raise Misspelt("A reference is ${env:NAME}, ${file:PATH} or ${command:[...]}; write $${ for the text ${.")
    if not (argument if colon else kind):
        raise Misspelt("A reference names nothing: write ${env:NAME}, or $${ for the text ${.")
    reference = Reference(_NAMED[kind], (_word(argument),)) if colon else Reference("column", (kind,))
    return reference, inner.end() + 1


_INNER: Final = re.compile(r"(?:\$\{[^{}]*+\}|[^}])*+")
"""The text between the braces of a reference, which may have columns in braces of their own."""


def _word(text: str) -> str | Deferred:
    """Return a name, path or word of a command, with its columns set apart if it has some."""
    word = parse(text)
    if isinstance(word, Deferred) and any(reference.kind != "column" for reference in word.references):
        raise Misspelt("Within a reference only a column of for_each may stand, as in ${file:secrets/${brand}}.")
    return word


_NAMED: Final[Mapping[str, Kind]] = {"env": "env", "file": "file"}


def fill(value: Deferred, row: Mapping[str, Any]) -> Any:
    """
    Return a text with the columns of a row filled in; a lone column becomes the cell itself, of its type.

    Raises `Misspelt` for a cell that may not stand within a reference, and for a result that is too large.
    """
    filled = list[Any]()
    for part in value.parts:
        if isinstance(part, str):
            filled.append(part)
        elif part.kind == "column":
            cell = row[str(part.words[0])]
            filled += cell.parts if isinstance(cell, Deferred) else [cell]
        else:
            words = (word if isinstance(word, str) else _filled_word(part.kind, word, row) for word in part.words)
            filled.append(Reference(part.kind, tuple(words)))
    if len(filled) == 1:
        return Deferred((filled[0],)) if isinstance(filled[0], Reference) else filled[0]
    try:
        parts = [part if isinstance(part, Reference) else spelt(part) for part in filled]
    except TypeError:  # json.dumps found a reference inside
        raise Misspelt("A list or mapping with references cannot be a part of a text.") from None
    if sum(len(part) for part in parts if isinstance(part, str)) > CONNECTION_BYTES:
        raise Misspelt("With the cells of this row the text is larger than a body of the API.")
    return Deferred(tuple(parts)) if any(isinstance(part, Reference) for part in parts) else "".join(map(str, parts))


def _filled_word(kind: Kind, word: Deferred, row: Mapping[str, Any]) -> str:
    """Return a word of a reference with the columns of a row; a cell never leads to another folder or variable."""
    may_have, allowed = _WITHIN[kind]
    cells = {column: row[column] for column in word.columns}
    for column, cell in cells.items():
        if isinstance(cell, Deferred) or not may_have.fullmatch(spelt(cell)):
            raise Misspelt(f"The cell of column {column} stands within a reference, where it may have {allowed}.")
    return str(fill(word, {column: spelt(cell) for column, cell in cells.items()}))


_WITHIN: Final[Mapping[str, tuple[re.Pattern[str], str]]] = {
    "env": (
        re.compile(r"[A-Za-z0-9_]+"),
        "only letters, digits and _: add a column with such a word, and name it here",
    ),
    "file": (re.compile(r"(?!\.+\Z)[^/\\]+", re.DOTALL), "no / and no \\, and is neither empty nor dots alone"),
    "command": (re.compile(r".+", re.DOTALL), "any text that is not empty"),
}
"""The cells that may stand within a name, a path, or a word of a command."""


def spelt(value: object) -> str:
    """Return a value as it stands within a text: true and null as JSON spells them, a reference as it is written."""
    return str(value) if isinstance(value, str | Deferred) else json.dumps(value)


POLICY: Final = "/tables"
"""The pointer of the policy for tables, which stands beside the body."""

NAMES: Final = ("/config/schema", "/config/schema_prefix", "/config/table", "/config/table_group_name")
"""Values that name a connection in the destination."""

SHOWN: Final = frozenset({"/group_id", "/group_name", "/service", *NAMES})
"""Values that identify a connection, which every message shows."""

_SECONDS: Final = 60
"""The time limit of a command: one that asks a question would wait for an answer without end."""


_EMPTY: Final = "{0} is empty, and {1} is made of it: set it, leave {1} out, or write null."


class NoValue(Exception):
    """A reference has no value, or a name no group; the message names the next step."""


@dataclass(slots=True)
class Lookup:
    """Looks up each reference once; a command runs only with ``allow_commands``, and never through a shell."""

    allow_commands: bool
    environment: Mapping[str, str] = field(default_factory=lambda: os.environ)
    groups: Iterable[Group] | None = None
    """The groups of the account, which are read once a connection names one."""
    read_groups: dict[str, str] | None = None
    former_groups: Callable[[], Mapping[str, str]] = dict
    """Returns the ids of groups by the names that they had at the last apply."""
    selects: Selects | None = None
    show_values: bool = False
    """Whether values of environment variables are shown in fields that hold no secret."""
    characters: int = 16 * CONNECTION_BYTES
    """The characters of values that it may still fill in."""
    _known: dict[Reference, str | NoValue] = field(default_factory=dict["Reference", "str | NoValue"], repr=False)

    def resolved(
        self,
        value: Any,
        pointer: str = "",
        *,
        file: str = STANDARD_INPUT,
        may_be_secret: Callable[[str], bool] | None = None,
        references: dict[str, Deferred] | None = None,
    ) -> tuple[Any, list[Problem]]:
        """
        Return a body, or the policy at its pointer, with the values of its references, and the problems.

        Texts from references are masked wherever the body is shown. With ``show_values``, those of environment
        variables are shown in fields that hold no secret by ``may_be_secret``, unless the name of a variable is that
        of a secret. ``references`` gets the text of each masked value, and of each name, by its pointer. An empty or
        blank reference is a problem where it is the whole value, or a part of a secret.
        """
        service = service_of(value, None) if is_mapping(value) else None
        problems: list[Problem] = []

        def resolve(item: Any, at: str) -> Any:
            if not isinstance(item, Deferred):
                return item
            is_plain = bool(self.show_values and may_be_secret and not may_be_secret(at)) and all(
                each.kind == "env" and not is_secret_name(str(each.words[0]), ANY_SERVICE) for each in item.references
            )
            if references is not None and not is_plain:
                references[at] = item
            found = [part if isinstance(part, str) else self._value(part, file) for part in item.parts]
            problems.extend(Problem("file.reference", str(part), at) for part in found if isinstance(part, NoValue))
            self.characters -= sum(len(part) for part in found if isinstance(part, str))
            if self.characters < 0:
                message = f"The values of references have together more than {16 * CONNECTION_BYTES // MIB} MiB."
                problems.append(Problem("file.size", message, at))
                return None
            text = "".join(map(str, found))
            values = zip(item.parts, found, strict=True)
            if blank := [part for part, one in values if isinstance(part, Reference) and not str(one).strip()]:
                stand_in = "".join(part if isinstance(part, str) else "x" for part in item.parts)
                is_secret = any(is_secret_name(key, service) for key in keys_of(at))
                if is_secret or is_secret_by_place(stand_in, at) or not text.strip():
                    problems.append(Problem("file.reference", _EMPTY.format(blank[0], at), at))
            return text if is_plain or at in SHOWN or at.startswith(f"{POLICY}/") else Secret(text)

        return mapped(value, resolve, pointer, keys=resolve), problems

    def _value(self, reference: Reference, file: str) -> str | NoValue:
        reference = reference.beside(file)
        if reference not in self._known:
            try:
                self._known[reference] = self._found(reference)
            except NoValue as missing:
                self._known[reference] = missing
        return self._known[reference]

    def _found(self, reference: Reference) -> str:
        """Return a value: files and the output of commands are without the line breaks at their end."""
        argument = str(reference.words[0])
        if column := next(Deferred((reference,)).columns, ""):
            raise NoValue(f"There is no for_each with a column {column}: write ${{env:{column}}}.")
        if reference.kind == "command":
            return self._printed([*map(str, reference.words)])
        if reference.kind == "env":
            try:
                return self.environment[argument]
            except (KeyError, ValueError):  # ValueError: a null character in it
                raise NoValue(f"Set the environment variable {argument}: this value is taken from it.") from None
        try:
            return read_text(argument, limit=SECRET_BYTES).rstrip("\r\n")
        except Unreadable as error:
            reason = f"it cannot be read. {error.problems[0].message}"
            raise NoValue(f"Write this value into the file {argument}: {reason}") from None

    def _printed(self, words: Sequence[str]) -> str:
        """Return the output of a command."""
        if not self.allow_commands:
            raise NoValue("Add --allow-commands (allow_commands=True in Python) to run the command of this value.")
        import subprocess  # slow to import, and few files have commands

        try:
            done = subprocess.run(  # noqa: S603  no shell, and only where the caller has allowed it
                words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, timeout=_SECONDS, check=True
            )
            return done.stdout.decode().rstrip("\r\n")
        except subprocess.CalledProcessError as error:
            reason = f"ended with status {error.returncode}"
        except subprocess.TimeoutExpired:
            reason = f"did not end within {_SECONDS} seconds"
        except OSError as error:
            reason = f"cannot be started: {error.strerror}"
        except UnicodeDecodeError:
            reason = "printed bytes that are not UTF-8"
        raise NoValue(f"The command {words[0]} of this value {reason}.")

    def group_id(self, name: str) -> str:
        """Return the id of a group; raise `NoValue` unless one group has the name."""
        if self.groups is None:
            raise NoValue("The groups of the account are needed: load(..., groups=fivetran.groups.list()) in Python.")
        names = self.group_names()
        ids = [group_id for group_id, other in names.items() if other == name]
        if len(ids) == 1:
            return ids[0]
        if ids:
            raise NoValue(f"Several groups have the name {name}: write group_id, one of {', '.join(ids)}.")
        if now := names.get(self.former_groups().get(name, "")):
            raise NoValue(f"The group {name} is now called {now}: write this name.")
        meant = hint(name, names.values(), "; see `groups`.")
        raise NoValue(f"The account has no group {without_url_secrets(name)}{meant}")

    def group_names(self) -> dict[str, str]:
        """Return the names of the groups of the account by their ids; none where no groups were passed."""
        if self.read_groups is None:
            self.read_groups = {str(group.id): str(group.name) for group in self.groups or ()}
        return self.read_groups
