"""
Expand a document: one body, or version 1 with ``defaults`` and ``connections``, of which ``for_each`` makes many.

Nothing is looked up here but the rows of a CSV file: references stay `Deferred`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, NamedTuple

from fivetran_common.json_types import is_array, is_mapping
from fivetran_common.nearest import nearest
from fivetran_common.pointers import child, mapped

from .declarations import Origin, Protection
from .files import beside, read_table
from .references import POLICY, Deferred, Misspelt, Reference, fill, parse, stands_for_secret
from .source import Problem, Source, Unreadable

_KEYS: Final = ("version", "defaults", "connections", "protect")
_OWN: Final = ("for_each", "ignore_changes", "tables")
"""Keys of an entry that are not part of the body that the API takes."""


class Expanded(NamedTuple):
    """A body before its references are resolved, with the settings beside it."""

    body: Mapping[str, Any]
    ignore_changes: tuple[str, ...]
    tables: Mapping[str, Any] | None
    flexible: frozenset[str]
    """Pointers of values that are one reference: such a text takes the type of its field."""
    origin: Origin


@dataclass(slots=True)
class Expansion:
    """The connections of a document, and its problems with the entries or rows that have them."""

    connections: list[Expanded] = field(default_factory=list[Expanded])
    flaws: list[tuple[Origin, Problem]] = field(default_factory=list[tuple[Origin, Problem]])
    protections: list[Protection] = field(default_factory=list[Protection])


def expand(source: Source) -> Expansion:
    """Return every connection that a document declares, and every flaw of its own form."""
    found = Expansion()
    body = source.body
    if not any(key in body for key in _KEYS):
        _expand_entry(found, Origin(source), {}, body)
        return found
    origin = Origin(source)
    found.flaws += [(origin, problem) for problem in _document_problems(body)]
    if found.flaws:
        return found
    protect: Any = body.get("protect") or ()
    for index, patterns in enumerate(protect):
        place = ":".join(map(str, (source.file, *(origin.position(f"/protect/{index}") or ())[:1])))
        found.protections.append(Protection(**patterns, place=place))
    entries: list[Any] = body["connections"]  # type: ignore[assignment]  # seen to be a list by _document_problems
    defaults: Any = body.get("defaults") or {}
    for index, entry in enumerate(entries):
        _expand_entry(found, Origin(source, f"/connections/{index}"), defaults, entry)
    return found


def _document_problems(body: Mapping[str, object]) -> Iterator[Problem]:
    if body.get("version") != 1 or isinstance(body.get("version"), bool):
        yield Problem("file.version", "Write version: 1, the only version of the format so far.", "/version")
    for key in body.keys() - set(_KEYS):
        near = nearest(key, _KEYS)
        hint = f"did you mean {near}?" if near else "put the keys of a connection below connections or defaults."
        yield Problem("file.key", f"A file of version 1 has no key {key}: {hint}", child("", key))
    defaults = body.get("defaults")
    if defaults is not None and not is_mapping(defaults):
        yield Problem("file.defaults", "Write defaults as a mapping with keys of a connection.", "/defaults")
    elif defaults and "for_each" in defaults:
        yield Problem("file.defaults", "Write for_each below an entry of connections.", "/defaults/for_each")
    protect = body.get("protect")
    if protect is not None and not (is_array(protect) and all(map(_is_pattern, protect))):
        yield Problem("file.protect", _PROTECT, "/protect")
    entries = body.get("connections")
    if not is_array(entries):
        yield Problem("file.connections", "Write connections as a list of mappings.", "/connections")
        return
    for index, entry in enumerate(entries):
        if not is_mapping(entry):
            message = "Write a connection as a mapping with keys such as service and config."
            yield Problem("file.connections", message, f"/connections/{index}")


def _is_pattern(value: object) -> bool:
    if not is_mapping(value) or not value:
        return False
    return all(key in _PATTERNS and isinstance(pattern, str) for key, pattern in value.items())


_PATTERNS: Final = ("group", "service", "schema")
_PROTECT: Final = (
    "Write protect as a list of mappings with patterns of group, service or schema, for instance [{schema: prod_*}]."
)


def _expand_entry(found: Expansion, origin: Origin, defaults: Mapping[str, Any], entry: Mapping[str, Any]) -> None:
    """Expand one entry of the list, or the body that is the whole document."""
    known = len(found.flaws)
    merged = _merged(defaults, entry)
    body = {key: value for key, value in merged.items() if key not in _OWN or not origin.pointer}
    settings: dict[str, Any] = merged if origin.pointer else {}
    ignored = () if settings.get("ignore_changes") is None else settings["ignore_changes"]
    tables = settings.get("tables")
    if not is_array(ignored) or not all(isinstance(each, str) and each.startswith("/") for each in ignored):
        message = "Write ignore_changes as a list of JSON pointers, for instance [/config/advertisers]."
        found.flaws.append((origin, Problem("file.ignore_changes", message, "/ignore_changes")))
    if tables is not None and not _is_policy(tables):
        found.flaws.append((origin, Problem("file.tables", _TABLES, "/tables")))
    template = _Template(origin, found.flaws)
    parsed = mapped(body, template.parsed), mapped(tables, template.parsed, POLICY, keys=template.parsed)
    rows = _rows(found, origin, settings["for_each"]) if "for_each" in settings else [(origin, None)]
    if len(found.flaws) > known:
        return
    flexible = frozenset(template.flexible)
    for place, row in rows:
        if row is None and template.columns:
            for pointer, name in template.columns:
                message = (
                    f"There is no for_each with a column {name}: write ${{env:{name}}} for the environment variable."
                )
                found.flaws.append((place, Problem("file.column", message, pointer)))
        elif made := _filled_row(found, place, *parsed, row or {}) if template.columns else parsed:
            found.connections.append(Expanded(made[0], tuple(ignored), made[1], flexible, place))


def _merged(below: Any, above: Any) -> Any:
    """Merge mappings deeply; anything else above replaces the value below."""
    if not (is_mapping(below) and is_mapping(above)):
        return above
    merged = dict(below)
    for key, value in above.items():
        merged[key] = _merged(below[key], value) if key in below else value
    return merged


def _is_policy(tables: object) -> bool:
    """Return whether a policy has the form of a schema update, down to its columns."""
    if not is_mapping(tables) or not tables.keys() <= {"schema_change_handling", "exclusive", "schemas"}:
        return False
    level: list[object] = [tables.get("schemas")]
    for section in ("tables", "columns", ""):
        named = [each for mapping in level if is_mapping(mapping) for each in mapping.values()]
        if not all(is_mapping(mapping) or mapping is None for mapping in level) or not all(map(is_mapping, named)):
            return False
        level = [each.get(section) for each in named if section in each]
    return True


_TABLES: Final = (
    "Write tables as a schema update has them: schema_change_handling, and schemas with tables with columns, each a "
    "mapping of names; exclusive beside them disables the rest."
)


class _Template:
    """Parses the texts of one entry, and remembers where references stand."""

    def __init__(self, origin: Origin, flaws: list[tuple[Origin, Problem]]) -> None:
        self._origin = origin
        self._flaws = flaws
        self.flexible: set[str] = set()
        self.columns: list[tuple[str, str]] = []

    def parsed(self, value: Any, pointer: str) -> Any:
        """Return a text with its references set apart."""
        if not isinstance(value, str):
            return value
        try:
            text = parse(value, secret=stands_for_secret(pointer))
        except Misspelt as error:
            self._flaws.append((self._origin, Problem("file.reference", str(error), pointer)))
            return value
        if isinstance(text, Deferred):
            if len(text.parts) == 1:
                self.flexible.add(pointer)
            references = (part for part in text.parts if isinstance(part, Reference))
            self.columns += [(pointer, str(each.argument)) for each in references if each.kind == "column"]
        return text


_Rows = list[tuple[Origin, Mapping[str, Any] | None]]


def _rows(found: Expansion, origin: Origin, given: object) -> _Rows:
    """Return the rows of a ``for_each``: an inline list of mappings, or those of a CSV file beside the document."""
    if is_array(given) and all(is_mapping(row) for row in given):
        return [(replace(origin, row=f"row {number}"), row) for number, row in enumerate(given, 1)]
    if is_mapping(given) and [*given] == ["csv"] and isinstance(name := given["csv"], str) and name:
        try:
            rows = read_table(beside(origin.source.file, name))
            return [(replace(origin, row=f"{name}:{row.line}"), row.cells) for row in rows]
        except Unreadable as error:
            for problem in error.problems:
                place = f", line {problem.position.line}" if problem.position else ""
                message = f"{problem.message.removesuffix('.')} ({name}{place})."
                found.flaws.append((origin, Problem(problem.rule, message, "/for_each/csv")))
            return []
    message = "Write for_each as a list of mappings, or as {csv: FILE}."
    found.flaws.append((origin, Problem("file.for_each", message, "/for_each")))
    return []


def _filled_row(found: Expansion, origin: Origin, body: Any, tables: Any, row: Mapping[str, Any]) -> Any:
    """Return the body and the policy for one row, or None after a flaw."""
    lacking: dict[str, str] = {}

    def filled(value: Any, pointer: str) -> Any:
        try:
            return fill(value, row) if isinstance(value, Deferred) else value
        except KeyError as error:
            lacking.setdefault(str(error.args[0]), pointer)
            return None

    made = mapped(body, filled), mapped(tables, filled, POLICY, keys=filled)
    for column, pointer in lacking.items():
        near = nearest(column, row) or nearest(column, row, tolerance=1)
        hint = f"did you mean {near}?" if near else f"it has {', '.join(row) or 'none'}."
        problem = Problem("file.column", f"The row has no column {column}: {hint}", pointer)
        found.flaws.append((origin, problem))
    return None if lacking else made
