"""A declared connection, and a finding about one."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from shlex import quote
from types import MappingProxyType
from typing import Any, Final, Literal, Self

from fivetran_common.json_types import Json, child, is_mapping, is_within, keys_of, mapped, pointer_of
from fivetran_common.text import printable
from fivetran_rules import Effect, Evidence, Unchecked, Violation

from ..._secrets.masking import is_secret_by_place
from ..._secrets.scrubbing import Others
from ..._secrets.secret import MASK
from ...errors import InvalidRequest
from .references import POLICY, SHOWN, Deferred
from .source import Position, Source


@dataclass(frozen=True, slots=True)
class Origin:
    """The entry of a file that declares a connection, with the row of its ``for_each``."""

    source: Source
    pointer: str = ""
    row: str = ""

    def position(self, pointer: str) -> Position | None:
        """Return the position of a value of the body: in the entry, else in the defaults, else of its container."""
        keys = keys_of(pointer)
        ancestors = [pointer_of(keys[:count]) for count in range(len(keys), -1, -1)]
        places = (prefix + ancestor for ancestor in ancestors for prefix in (self.pointer, "/defaults"))
        return next((found for place in places if (found := self.source.positions.get(place))), None)

    def where(self, pointer: str) -> str:
        """Return the file, with the line of a value if it is known."""
        position = self.position(pointer)
        return f"{self.source.file}:{position.line}" if position else self.source.file


IdentityPart = Literal["group", "schema"]
"""A part of the identity of a connection."""


@dataclass(frozen=True, slots=True)
class Declaration:
    """
    One connection as the files declare it.

    ``body`` is the body of a create as the API takes it; null clears a field. ``tables`` is the policy for its schemas,
    tables and columns, as a schema update takes it. Pointers of ``ignore_changes`` are left to others.
    """

    group_id: str
    schema: str
    """The name that the API shows: schema, schema and table, or schema prefix."""
    body: Json = field(repr=False)  # may hold secrets
    ignore_changes: tuple[str, ...] = ()
    tables: Json | None = None
    references: Mapping[str, Deferred] = field(default_factory=dict[str, Deferred], repr=False, compare=False)
    """The text as it is written of each value from a reference, by its pointer, unless the value may be shown."""
    origin: Origin | None = field(default=None, repr=False, compare=False)
    varies: tuple[IdentityPart, ...] = field(default=(), compare=False)
    """The parts of its identity that a reference names, so that another run of the same files may name others."""
    unchecked: frozenset[str] = field(default=frozenset(), compare=False)
    """The keys of ``config`` and ``auth`` that the catalogue does not judge, by the file."""
    is_whole: bool = field(default=True, compare=False)
    """Whether the body is a whole declaration, and not only some values to change."""

    @property
    def key(self) -> tuple[str, str]:
        """The identity: group and schema."""
        return self.group_id, self.schema

    @property
    def service(self) -> str:
        """The connector service."""
        return str(self.body.get("service"))

    @property
    def commands(self) -> dict[str, str]:
        """The text of each value, by its pointer, that the output of a command is a part of."""
        return {
            at: str(text)
            for at, text in self.references.items()
            if any(reference.kind == "command" for reference in text.references)
        }

    @property
    def pointers(self) -> list[str]:
        """The pointers of all values that a memory keeps; those of the policy for tables are among them."""
        values = [*leaves(self.body), *(leaves(self.tables, POLICY) if self.tables is not None else ())]
        return sorted({pointer for pointer, _ in values} - _NOT_KEPT)

    def placed(self, pointer: str, sentence: str) -> str:
        """Return a sentence about a value, after its file and line if they are known."""
        return f"{self.origin.where(pointer)}: {sentence}" if self.origin else sentence

    def shown(self, pointer: str, old: Any, new: Any) -> tuple[Any, Any]:
        """
        Return both values of a difference as a plan may show them.

        A reference stands as it is written, with a mask for the old value; names and the policy for tables are shown.
        Secrets by their place are masked: a password in a URL, and the value of a header.
        """
        if pointer in SHOWN or is_within(pointer, (POLICY,)):
            return old, new

        near = {at for at in self.references if is_within(at, (pointer,)) or is_within(pointer, (at,))}

        def show(value: Any, at: str) -> Any:
            written = next((str(self.references[place]) for place in near if is_within(at, (place,))), "")
            return written or (MASK if value and is_secret_by_place(value, at) else value)

        hidden = None if old is None else MASK
        before = hidden if near else mapped(old, show, pointer)
        return before, show(new, pointer) if is_within(pointer, near) else mapped(new, show, pointer)

    def __str__(self) -> str:
        """Return group and schema in one word."""
        return f"{self.group_id}/{self.schema}"


def others_of(declared: Iterable[Declaration]) -> Others:
    """Return the function that masks the secrets of all these connections in the message of any request."""
    given = list(declared)
    names = {name for each in given for name in (*each.key, each.service)}
    return Others([each.body for each in given], names)


@dataclass(frozen=True, slots=True)
class Protection:
    """Patterns of group (id or name), service and schema: no apply deletes or replaces a match of all three."""

    group: str = "*"
    service: str = "*"
    schema: str = "*"
    place: str = field(default="", compare=False)
    """The file and line."""
    named: frozenset[str] = field(default=frozenset(), compare=False)
    """The ids of the groups whose names match."""

    def __str__(self) -> str:
        """Return the patterns as a file has them."""
        patterns = {"group": self.group, "service": self.service, "schema": self.schema}
        return "{" + ", ".join(f"{key}: {pattern}" for key, pattern in patterns.items() if pattern != "*") + "}"

    def covers(self, group_id: str, service: str, schema: str) -> bool:
        """Return whether a connection matches."""
        if not (fnmatchcase(schema, self.schema) and fnmatchcase(service, self.service)):
            return False
        return group_id in self.named or fnmatchcase(group_id, self.group)


class Declarations(tuple[Declaration, ...]):  # noqa: SLOT001  # a tuple can have no slots
    """The connections of files, the paths that were read, and the protections of the files."""

    paths: tuple[str, ...]
    protections: tuple[Protection, ...]
    group_names: Mapping[str, str] = MappingProxyType({})
    """The names of groups by their ids, if they were read."""

    def __new__(
        cls, connections: Iterable[Declaration], *, paths: Iterable[str], protections: Iterable[Protection] = ()
    ) -> Self:
        """Take all of it."""
        declarations = super().__new__(cls, connections)
        declarations.paths = tuple(paths)
        declarations.protections = tuple(protections)
        return declarations


_NOT_KEPT: Final = frozenset({"/group_id", "/service", "/run_setup_tests"})
"""The pointers of values that name a connection, or that only a request has."""

Keys = tuple[str, ...]
"""The keys down to a part of a policy: `schemas` and a name, then `tables` and a name, then `columns` and a name."""

TABLE: Final = 4
COLUMN: Final = 6
"""The length of the path of a table, and of a column."""

_LEVELS: Final = ("schemas", "tables", "columns")


def policy_parts(owner: Json, path: Keys = ()) -> Iterator[tuple[Keys, Json]]:
    """Yield a policy or configuration, and each schema, table and column below it, with its path."""
    yield path, owner
    for level in _LEVELS[len(path) // 2 :][:1]:
        named: Any = owner.get(level)
        for name, part in named.items() if is_mapping(named) else ():
            yield from policy_parts(part if is_mapping(part) else {}, (*path, level, name))


def leaves(value: Any, pointer: str = "") -> Iterator[tuple[str, Any]]:
    """Return each value of a body with its pointer; a list is one value."""
    if is_mapping(value) and value:
        for key, item in value.items():
            yield from leaves(item, child(pointer, key))
    else:
        yield pointer, value


def config_keys(pointers: Iterable[str]) -> set[str]:
    """Return the keys of ``config`` and ``auth`` that pointers lead to, or through."""
    return {keys_of(at)[1] for at in pointers if re.match("/(?:config|auth)/.", at)}


def downgrade_unknown_keys(
    violations: Iterable[Violation], service: object, *, unchecked: Unchecked
) -> list[Violation]:
    """Return violations; an unknown key, which the document may lack, is a warning, or left out if it is unchecked."""
    found: list[Violation] = []
    for violation in violations:
        _, *keys = keys_of(violation.pointer) or ("",)
        is_unknown = violation.effect is Effect.UNKNOWN_KEY and violation.evidence is not Evidence.PUBLISHED
        if not (is_unknown and violation.pointer.startswith(("/config/", "/auth/"))):
            found.append(violation)
        elif unchecked is True:
            found.append(replace(violation, severity="warning"))
        elif keys[0] not in (unchecked or ()):
            hint = f" If the API takes it, {bypass_of(service, keys[0])}."
            found.append(replace(violation, message=f"{violation.message}{hint}"))
    return found


def unchecked_of(service: object, names: Collection[str], keys: Collection[str] = ()) -> Unchecked:
    """Return whether names, each a SERVICE or SERVICE:KEY, have a service, or else these keys and those among them."""
    own = (name.partition(":")[2] for name in names if name.startswith(f"{service}:"))
    return service in names or frozenset((*keys, *own))


def bypass_of(service: object, key: str = "") -> str:
    """Return how a user of the command or of Python sends a body, or a key, that only the catalogue refuses."""
    name = ":".join(part[:_LONGEST] for part in (str(service), key) if part)
    in_file = ", or its pointer to unchecked in the file" if key else ""
    return f"add --unchecked {quote(name)} (unchecked=[{name!r}] in Python){in_file}"


_LONGEST: Final = 100


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem of a file, and its place."""

    file: str
    position: Position | None
    pointer: str
    rule: str
    evidence: str
    severity: str
    message: str
    row: str = ""
    """The row of a ``for_each`` with the problem, or the first of several."""
    count: int = 1
    """The number of connections with it, if one entry declares many."""

    @property
    def line(self) -> int | None:
        """The line, counted from 1."""
        return self.position.line if self.position else None

    def as_json(self) -> dict[str, Any]:
        """Return the finding as ``--output json`` prints it."""
        return {
            "file": self.file,
            "line": self.line,
            "column": self.position.column if self.position else None,
            "pointer": self.pointer,
            "rule": self.rule,
            "evidence": self.evidence,
            "severity": self.severity,
            "message": self.message,
            **({"row": self.row, "connections": self.count} if self.row else {}),
        }

    def __str__(self) -> str:
        """Return the finding as one line."""
        at = f" {self.pointer}:" if self.pointer else ""
        return printable(f"{self.place}:{at} {self.sentence}")

    @property
    def place(self) -> str:
        """File, line and column, as editors and terminals link them."""
        return ":".join(str(part) for part in (self.file, *(self.position or ())))

    @property
    def sentence(self) -> str:
        """The message, with the row that it is about."""
        more = f" and {self.count - 1:,} more" if self.count > 1 else ""
        return f"{self.message} ({self.row}{more})" if self.row else self.message


class InvalidFiles(InvalidRequest):
    """Files do not declare a valid set of connections; nothing was sent. `findings` names every problem."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        """Take every problem."""
        self.findings: tuple[Finding, ...] = tuple(findings)
        errors = [finding for finding in self.findings if finding.severity == "error"]
        lines = "\n  ".join(map(str, errors))
        super().__init__(f"The files do not declare a valid set of connections, nothing was sent:\n  {lines}")
