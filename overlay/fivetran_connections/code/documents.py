"""
Expand a document: one body, or version 1 with ``defaults`` and ``connections``, of which ``for_each`` makes many.

Nothing is looked up here but the rows of a CSV file: references stay `Deferred`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from fivetran_common.json_types import is_array, is_mapping
from fivetran_common.nearest import nearest
from fivetran_common.pointers import child, keys_of, mapped

from .declarations import Origin, Protection
from .files import Table, beside, read_table
from .references import POLICY, SHOWN, Deferred, Misspelt, Reference, fill, parse, stands_for_secret
from .source import Allowance, Problem, Source, Unreadable

_KEYS: Final = ("version", "defaults", "connections", "protect")
_OWN: Final = ("for_each", "ignore_changes", "tables")
"""Keys of an entry that are not part of the body that the API takes."""
_IGNORED: Final = "x-"
"""Keys of a file that begin so hold what YAML anchors refer to."""
_PER_VALUE: Final = 100
"""A longer text counts as one more value for each so many characters."""


class Expanded(NamedTuple):
    """A body before its references are resolved, with the settings beside it."""

    body: Mapping[str, Any]
    ignore_changes: tuple[str, ...]
    tables: Mapping[str, Any] | None
    flexible: frozenset[str]
    """Pointers of values that are one reference: such a text takes the type of its field."""
    origin: Origin
    columns: Sequence[tuple[str, str]] = ()
    """The pointers of values from columns of ``row``, with their columns."""
    row: Mapping[str, Any] = MappingProxyType({})


@dataclass(slots=True)
class Expansion:
    """The connections of a document, and its problems with the entries or rows that have them."""

    allowance: Allowance
    tables: dict[str, Table]
    """The CSV files that were read, each once in a run."""
    connections: list[Expanded] = field(default_factory=list[Expanded])
    flaws: list[tuple[Origin, Problem]] = field(default_factory=list[tuple[Origin, Problem]])
    protections: list[Protection] = field(default_factory=list[Protection])


def expand(source: Source, allowance: Allowance | None = None, tables: dict[str, Table] | None = None) -> Expansion:
    """
    Return every connection that a document declares, and every flaw of its own form.

    ``allowance`` and ``tables`` are shared by the documents of a run. Raises `TooManyValues`.
    """
    found = Expansion(allowance or Allowance(), {} if tables is None else tables)
    body = {key: value for key, value in source.body.items() if not key.startswith(_IGNORED)}
    origin = Origin(source)
    if not any(key in body for key in _KEYS):
        found.allowance.take(_weight(body))
        _expand_entry(found, origin, {}, body)
        return found
    found.flaws += [(origin, problem) for problem in _document_problems(body)]
    if found.flaws:
        return found
    protect: Any = body.get("protect") or ()
    for index, patterns in enumerate(protect):
        found.protections.append(Protection(**patterns, place=origin.where(f"/protect/{index}")))
    entries: list[Any] = body["connections"]  # type: ignore[assignment]  # seen to be a list by _document_problems
    defaults: Any = body.get("defaults") or {}
    found.allowance.take(_weight(defaults) * len(entries) + _weight(entries))
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
    ignored, tables = _settings(found, origin, settings)
    template = _Template(origin, found.flaws)
    parsed = mapped(body, template.parsed), mapped(tables, template.parsed, POLICY, keys=template.parsed)
    count, rows = _rows(found, origin, settings["for_each"]) if "for_each" in settings else (1, [(origin, None)])
    if len(found.flaws) > known:
        return
    found.allowance.take((_weight(body) + _weight(tables)) * (count - 1))
    flexible = frozenset(template.flexible)
    filling = _Filling(found, template.columns)
    for place, row in rows:
        if not template.columns:
            found.connections.append(Expanded(parsed[0], tuple(ignored), parsed[1], flexible, place))
        elif row is None:
            for pointer, name in template.columns:
                message = (
                    f"There is no for_each with a column {name}: write ${{env:{name}}} for the environment variable."
                )
                found.flaws.append((place, Problem("file.column", message, pointer)))
        elif made := filling.filled(place, *parsed, row):
            found.connections.append(Expanded(made[0], tuple(ignored), made[1], flexible, place, template.columns, row))


def _settings(found: Expansion, origin: Origin, settings: Mapping[str, Any]) -> tuple[Any, Any]:
    """Return the pointers that changes ignore, and the policy for tables, of an entry of the list."""
    ignored = () if settings.get("ignore_changes") is None else settings["ignore_changes"]
    tables = settings.get("tables")
    if not is_array(ignored) or not all(isinstance(each, str) and each.startswith("/") for each in ignored):
        message = "Write ignore_changes as a list of JSON pointers, for instance [/config/advertisers]."
        found.flaws.append((origin, Problem("file.ignore_changes", message, "/ignore_changes")))
    if tables is not None and not _is_policy(tables):
        found.flaws.append((origin, Problem("file.tables", _TABLES, "/tables")))
    for key in settings.keys() - set(_OWN):
        if near := nearest(key, _OWN, tolerance=2):
            message = f"An entry of connections has no key {key}: did you mean {near}?"
            found.flaws.append((origin, Problem("file.key", message, child("", key))))
    return ignored, tables


def _weight(value: Any) -> int:
    """Return how many values a value counts as."""
    if is_mapping(value):
        return 1 + sum(map(_weight, value.values()))
    if is_array(value):
        return 1 + sum(map(_weight, value))
    return 1 + len(value) // _PER_VALUE if isinstance(value, str) else 1


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


_Rows = Iterable[tuple[Origin, Mapping[str, Any] | None]]


class Cells(dict[str, str]):
    """The cells of a row of a CSV file, where an empty cell is an absent value, and ``null`` clears one."""


def _rows(found: Expansion, origin: Origin, given: object) -> tuple[int, _Rows]:
    """Return the number of rows of a ``for_each``, and the rows: an inline list of mappings, or those of a CSV file."""
    if is_array(given) and all(is_mapping(row) for row in given):
        return len(given), ((replace(origin, row=f"row {number}"), row) for number, row in enumerate(given, 1))
    if is_mapping(given) and [*given] == ["csv"] and isinstance(name := given["csv"], str) and name:
        try:
            columns, rows = _table(found, beside(origin.source.file, name))
        except Unreadable as error:
            for problem in error.problems:
                place = f", line {problem.position.line}" if problem.position else ""
                message = f"{problem.message.removesuffix('.')} ({name}{place})."
                found.flaws.append((origin, Problem(problem.rule, message, "/for_each/csv")))
            return 0, ()
        return len(rows), (
            (replace(origin, row=f"{name}:{line}"), Cells(zip(columns, row, strict=True))) for row, line in rows
        )
    message = "Write for_each as a list of mappings, or as {csv: FILE}."
    found.flaws.append((origin, Problem("file.for_each", message, "/for_each")))
    return 0, ()


def _table(found: Expansion, file: str) -> Table:
    """Read a CSV file once in a run; its cells count as values."""
    if file not in found.tables:
        found.tables[file] = read_table(file, most_cells=found.allowance.values)
        columns, rows = found.tables[file]
        found.allowance.take(len(columns) * len(rows))
    return found.tables[file]


_ABSENT: Final = object()


class _Filling:
    """Fills the rows of one entry in."""

    def __init__(self, found: Expansion, columns: Sequence[tuple[str, str]]) -> None:
        self._found = found
        self._columns = columns
        self._hints: dict[tuple[str, tuple[str, ...]], str] = {}

    def filled(self, origin: Origin, body: Any, tables: Any, row: Mapping[str, Any]) -> Any:
        """Return the body and the policy for one row, or None after a flaw."""
        known = len(self._found.flaws)
        if lacking := {column: pointer for pointer, column in reversed(self._columns) if column not in row}:
            for column, pointer in reversed(lacking.items()):
                message = f"The row has no column {column}: {self._hint(column, tuple(row))}"
                self._found.flaws.append((origin, Problem("file.column", message, pointer)))
            return None
        if isinstance(row, Cells):
            empty = ((pointer, column) for pointer, column in self._columns if not row[column] and pointer in SHOWN)
            for pointer, column in empty:
                message = f"The cell of column {column} is empty, and {keys_of(pointer)[-1]} is made of it: fill it in."
                self._found.flaws.append((origin, Problem("file.cell", message, pointer)))
        absent = False

        def filled(value: Any, pointer: str) -> Any:
            nonlocal absent
            if not isinstance(value, Deferred):
                return value
            try:
                made = fill(value, row)
            except Misspelt as error:
                self._found.flaws.append((origin, Problem("file.size", str(error), pointer)))
                return None
            self._found.allowance.take(_weight(made) - 1)
            if isinstance(row, Cells) and len(value.parts) == 1 and made in ("", "null"):
                absent = absent or not made
                return None if made else _ABSENT
            return made

        made = mapped(body, filled), mapped(tables, filled, POLICY, keys=filled)
        if len(self._found.flaws) > known:
            return None
        return (_present(made[0]), _present(made[1])) if absent else made

    def _hint(self, column: str, known: tuple[str, ...]) -> str:
        """Return the nearest column, looked for once for all rows with the same columns."""
        key = column, known
        if key not in self._hints:
            near = nearest(column, known) or nearest(column, known, tolerance=1)
            self._hints[key] = f"did you mean {near}?" if near else f"it has {', '.join(known) or 'none'}."
        return self._hints[key]


def _present(value: Any) -> Any:
    """Return a value without what is absent."""
    if is_mapping(value):
        return {key: _present(item) for key, item in value.items() if _ABSENT not in (key, item)}
    return [_present(item) for item in value if item is not _ABSENT] if is_array(value) else value
