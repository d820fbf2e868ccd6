"""Load a set of files: every connection that they declare, and every problem at once."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from os import PathLike, fspath
from typing import Any, Final, TypeAlias

from fivetran_common.json_types import is_array, is_mapping
from fivetran_common.pointers import child, keys_of, pointer_of
from fivetran_rules import ServiceCatalogue, Violation, check, check_request

from .._requests.names import connection_name
from .._values.masking import sealed
from .._values.secret import Secret
from ..errors import InvalidRequest
from .declarations import Declaration, Finding, InvalidFiles, Origin, way_round
from .documents import POLICY, Expanded, Flaw, expand
from .files import files_of, read
from .lookup import NAMES, Lookup
from .references import Deferred, spelt
from .source import Problem, Source, Unreadable, key_of_line

Judge: TypeAlias = Callable[[Any], list[Violation]]

_JSON_SCALAR: Final = re.compile(r"true|false|null|-?[\d.eE+-]+")


@dataclass(frozen=True, slots=True)
class Loaded:
    """The connections that files declare, and the problems of the files."""

    connections: tuple[Declaration, ...]
    findings: tuple[Finding, ...]
    files: tuple[str, ...]

    @property
    def valid(self) -> bool:
        """Whether there is nothing but warnings."""
        return all(finding.severity != "error" for finding in self.findings)


def load(
    *paths: str | PathLike[str],
    allow_commands: bool = False,
    strict: bool = False,
    catalogue: ServiceCatalogue | None = None,
    unchecked: Collection[str] = (),
) -> tuple[Declaration, ...]:
    """
    Return the connections that files and folders declare, their references resolved.

    ``allow_commands`` lets ``${command:[...]}`` run programs, and ``strict`` makes warnings errors. ``catalogue``
    replaces the packaged catalogue of services, by which those named in ``unchecked`` are not judged. Raises
    `InvalidFiles` with every problem of every file, and `InvalidRequest` without any path.
    """
    if not paths:
        raise InvalidRequest("load takes at least one file or folder; nothing was read.")
    loaded = load_files(
        [fspath(path) for path in paths],
        lookup=Lookup(allow_commands=allow_commands),
        strict=strict,
        catalogue=catalogue,
        unchecked=unchecked,
    )
    if not loaded.valid:
        raise InvalidFiles(loaded.findings)
    return loaded.connections


def load_files(
    paths: Sequence[str],
    *,
    lookup: Lookup | None,
    strict: bool = False,
    named: bool = True,
    catalogue: ServiceCatalogue | None = None,
    unchecked: Collection[str] = (),
) -> Loaded:
    """
    Return what files and folders declare, as one set, and all that is wrong with them.

    Without ``lookup`` no reference is resolved, and no rule judges a value that is one. ``named`` asks every connection
    for a name in the destination, half of its identity. ``catalogue`` replaces the packaged one, and ``config``
    and ``auth`` of the services of ``unchecked`` are not judged by it.
    """

    skipped = tuple(unchecked)  # a set has no place for a service that is a list

    def judge(body: Any) -> list[Violation]:
        service = body.get("service")
        escape = way_round(service)
        return check(body, strict=strict, catalogue=catalogue, unchecked=service in skipped, escape=escape)

    loading = _Loading(lookup, judge, catalogue, named=named)
    try:
        files = tuple(files_of(paths))
    except OSError as error:  # a folder that is closed to us, or a name that is too long
        files = (str(error.filename),)
        loading.note(files[0], Problem("file.missing", f"The path cannot be read: {error.strerror}."))
    else:
        for file in files:
            loading.add(file)
    if not files:
        loading.note(paths[0], Problem("file.missing", "There is no YAML or JSON file in this folder."))
    return Loaded(tuple(loading.found), tuple(loading.grouped()), files)


class _Loading:
    """Collects connections and findings over all files."""

    def __init__(self, lookup: Lookup | None, judge: Judge, catalogue: ServiceCatalogue | None, *, named: bool) -> None:
        self._lookup = lookup
        self._catalogue = catalogue
        self._violations = judge
        self._named = named
        self._findings: list[Finding] = []
        self._lines: dict[str, list[str]] = {}
        self._met: dict[tuple[str, str], Origin] = {}
        self.found: list[Declaration] = []

    def add(self, file: str) -> None:
        """Read one file and judge each connection in it."""
        try:
            source = read(file)
        except Unreadable as error:
            for problem in error.problems:
                shown = key_of_line(error.text, problem.position.line) if problem.position else ""
                self.note(file, problem, shown)
            return
        expansion = expand(source)
        for flaw in expansion.flaws:
            self._flaw(flaw)
        for expanded in expansion.connections:
            self._judge(expanded)

    def note(self, file: str, problem: Problem, shown: str = "") -> None:
        """Keep a problem of a file as such; its evidence is that it was seen there."""
        found = Finding(
            file, problem.position, problem.pointer, problem.rule, "observed", "error", problem.message, shown
        )
        self._findings.append(found)

    def grouped(self) -> Iterator[Finding]:
        """Return the findings file by file in the order of lines, one for all rows that have the same."""
        counts = Counter(map(_without_row, self._findings))
        first: dict[Finding, Finding] = {}
        for finding in self._findings:
            first.setdefault(_without_row(finding), finding)
        order = {file: index for index, file in enumerate(dict.fromkeys(finding.file for finding in self._findings))}
        for key, finding in sorted(first.items(), key=lambda item: (order[item[1].file], item[1].position or (0, 0))):
            yield replace(finding, count=counts[key])

    def _judge(self, expanded: Expanded) -> None:
        if self._lookup:
            expanded, problems = self._lookup.resolved(expanded)
            if problems:
                for problem in problems:
                    self._flaw(Flaw(expanded.origin, problem))
                return
        judged, unknown = _as_judged(expanded.body)
        body, violations = _typed(expanded.body, judged, expanded.flexible, self._violations)
        for violation in violations:
            if not any(f"{violation.pointer}/".startswith(f"{pointer}/") for pointer in unknown):
                self._violation(expanded.origin, violation)
        self._keep(expanded, sealed(body, catalogue=self._catalogue), unknown)

    def _keep(self, expanded: Expanded, body: Mapping[str, Any], unknown: frozenset[str]) -> None:
        try:
            name = connection_name(body)
        except InvalidRequest:
            name = None
        group = body.get("group_id")
        unclear = unknown & {"/group_id", "/config", *NAMES}
        if not (isinstance(group, str) and name) or unclear:
            if self._named and not unclear and not name:
                self._flaw(Flaw(expanded.origin, Problem("file.nameless", _NAMELESS, "/config")))
            group, name = str(group), name or ""
        else:
            pointer = next(each for each in NAMES if body["config"].get(keys_of(each)[1]))
            self._meet((group, name), pointer, expanded.origin)
        tables = self._policy(expanded)
        made = Declaration(group, str.__str__(name), body, expanded.ignore_changes, tables, expanded.origin)
        self.found.append(made)

    def _policy(self, expanded: Expanded) -> Any:
        """Return the policy for tables, judged by the document as the schema update that it becomes."""
        unknown: set[str] = set()
        policy = _named_policy(expanded.tables, POLICY, unknown)
        for violation in check_request("SchemaConfigUpdate", policy) if policy else ():
            placed = replace(violation, pointer=POLICY + violation.pointer)
            if placed.rule not in _FILLED_IN and placed.pointer not in unknown:
                self._violation(expanded.origin, placed)
        return policy

    def _meet(self, key: tuple[str, str], pointer: str, origin: Origin) -> None:
        first = self._met.setdefault(key, origin)
        if first is not origin:
            where = ":".join(map(str, (first.source.file, *(first.position(pointer) or ())[:1])))
            row = f", {first.row}" if first.row else ""
            message = f"The group {key[0]} and the schema {key[1]} are declared twice, first in {where}{row}."
            self._flaw(Flaw(origin, Problem("file.duplicate", message, pointer)))

    def _flaw(self, flaw: Flaw) -> None:
        problem = flaw.problem
        found = Finding("", None, problem.pointer, problem.rule, "observed", "error", problem.message)
        self._placed(flaw.origin, found)

    def _violation(self, origin: Origin, violation: Violation) -> None:
        message = violation.message + _hint(origin, violation)
        evidence = str(violation.evidence)
        found = Finding("", None, violation.pointer, violation.rule, evidence, violation.severity, message)
        self._placed(origin, found)

    def _placed(self, origin: Origin, found: Finding) -> None:
        """Keep a finding of a body, with its place in the file."""
        position = origin.position(found.pointer)
        shown = self._line(origin.source, position.line) if position else ""
        pointer = origin.pointer + found.pointer
        placed = replace(
            found, file=origin.source.file, position=position, pointer=pointer, shown=shown, row=origin.row
        )
        self._findings.append(placed)

    def _line(self, source: Source, number: int) -> str:
        if source.file not in self._lines:
            self._lines[source.file] = source.lines(self._catalogue)
        return self._lines[source.file][number - 1]


_NAMELESS: Final = (
    "Name the schema (or schema_prefix) as text: with the group it identifies the connection, and it is permanent."
)


_FILLED_IN: Final = frozenset({"shape.required", "shape.empty"})
"""Rules of a schema update that a policy may leave to the plan, which fills `enabled` in."""


def _named_policy(value: Any, pointer: str, unknown: set[str]) -> Any:
    """
    Return a policy without nulls, whose names are texts, and whose texts true and false are booleans.

    Such texts come from references and cells. ``unknown`` collects the pointers of references that are not resolved.
    """
    if is_mapping(value):
        named = [(spelt(key), item) for key, item in value.items() if item is not None]
        return {name: _named_policy(item, child(pointer, name), unknown) for name, item in named}
    if isinstance(value, Deferred):
        unknown.add(pointer)
        return str(value)
    return {"true": True, "false": False}.get(value, value) if isinstance(value, str) else value


def _without_row(finding: Finding) -> Finding:
    return replace(finding, row="", shown="")


def _as_judged(body: Mapping[str, Any]) -> tuple[Any, frozenset[str]]:
    """Return a body as the rules read it, without nulls and with plain secrets, and the pointers of unknown values."""
    unknown: set[str] = set()
    return _plain(body, "", unknown), frozenset(unknown)


def _plain(value: Any, pointer: str, unknown: set[str]) -> Any:
    if isinstance(value, Deferred):
        unknown.add(pointer)
        return str(value)
    if is_mapping(value):
        items = value.items()
        return {key: _plain(item, child(pointer, key), unknown) for key, item in items if item is not None}
    if is_array(value):
        return [_plain(item, child(pointer, index), unknown) for index, item in enumerate(value)]
    return value.reveal() if isinstance(value, Secret) else value


def _typed(body: Any, judged: Any, flexible: Iterable[str], judge: Judge) -> tuple[Mapping[str, Any], list[Violation]]:
    """Return a body whose references have the types of their fields, and what the rules say of it."""
    violations = judge(judged)
    mistyped = {violation.pointer for violation in violations if violation.rule in _TYPE_RULES}.intersection(flexible)
    for pointer in mistyped:
        text = _at(judged, pointer)
        try:
            value = json.loads(text) if isinstance(text, str) else text
        except ValueError:
            continue
        secret = isinstance(_at(body, pointer), Secret)
        judged = _with(judged, pointer, value)
        body = _with(body, pointer, sealed(value, secret))
    return body, judge(judged) if mistyped else violations


_TYPE_RULES: Final = frozenset({"shape.type", "published.type"})


def _at(value: Any, pointer: str) -> Any:
    for key in keys_of(pointer):
        value = value[int(key) if is_array(value) else key]
    return value


def _with(value: Any, pointer: str, new: Any) -> Any:
    """Return a copy of a body with another value at a pointer."""
    if not pointer:
        return new
    key, *rest = keys_of(pointer)
    below = pointer_of(rest)
    if is_array(value):
        return [_with(item, below, new) if str(index) == key else item for index, item in enumerate(value)]
    return {**value, key: _with(value[key], below, new)}


def _hint(origin: Origin, violation: Violation) -> str:
    """Explain a word that YAML does not read as text, like ``on``; numbers and true explain themselves."""
    word = origin.source.plain.get(origin.pointer + violation.pointer, "")
    if violation.rule not in _TYPE_RULES or not word or _JSON_SCALAR.fullmatch(word):
        return ""
    return f" Write {word} in quotes: without them it is not text in YAML."
