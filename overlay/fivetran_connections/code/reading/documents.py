"""
Expand a document: one body, or version 1 with ``defaults`` and ``connections``, of which ``for_each`` makes many.

Nothing is looked up here but the rows of a CSV file: references stay `Deferred`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, Final, NamedTuple

from fivetran_common.json_types import Json, child, is_array, is_mapping, keys_of, mapped, merged, scalars
from fivetran_common.nearest import hint, nearest

from .declarations import Origin, Protection, config_keys
from .files import Table, beside, read_table
from .references import POLICY, SHOWN, Deferred, Misspelt, fill, parse
from .source import MOST_VALUES, PER_VALUE, Problem, Source, Unreadable

_KEYS: Final = ("version", "defaults", "connections", "protect")
_OWN: Final = ("for_each", "ignore_changes", "tables", "unchecked")
"""Keys of an entry beside those of the API's body."""
_GROUP: Final = frozenset({"group_id", "group_name"})
"""Keys that name the group, of which the one of an entry replaces the one of the defaults."""
_IGNORED: Final = "x-"
"""The prefix of keys that are ignored: their values are for YAML anchors."""


class Expanded(NamedTuple):
    """A body before its references are resolved, with the settings beside it."""

    body: Json
    ignore_changes: tuple[str, ...]
    tables: Json | None
    single_references: frozenset[str]
    """Pointers of values that consist of one reference: such a text takes the type of its field."""
    origin: Origin
    columns: Sequence[tuple[str, str]]
    """The pointers of values from columns of ``row``, with their columns."""
    row: Json
    unchecked: frozenset[str] = frozenset()
    """The keys of ``config`` and ``auth`` that the catalogue does not judge."""


@dataclass(slots=True)
class Expansion:
    """The connections of a document, and its problems, each with its entry or row."""

    tables: dict[str, Table]
    """The CSV files that were read, each once in a run."""
    connections: list[Expanded] = field(default_factory=list[Expanded])
    flaws: list[tuple[Origin, Problem]] = field(default_factory=list[tuple[Origin, Problem]])
    protections: list[Protection] = field(default_factory=list[Protection])
    values: int = 0

    def count(self, values: int) -> None:
        """Count values before the document is expanded to them; raise `Unreadable` for too many."""
        self.values += values
        if self.values > MOST_VALUES:
            raise Unreadable(Problem("file.size", f"The file expands to more than {MOST_VALUES:,} values: split it."))


def expand(source: Source, tables: dict[str, Table] | None = None) -> Expansion:
    """Return the connections of a document, and the flaws of its form; raises `Unreadable` for too many values."""
    found = Expansion({} if tables is None else tables)
    body = {key: value for key, value in source.body.items() if not key.startswith(_IGNORED)}
    origin = Origin(source)
    if not any(key in body for key in _KEYS):
        _expand_entry(found, origin, {}, body)
        return found
    problems = list(_document_problems(body))
    found.flaws += [(origin, problem) for problem in problems]
    flawed = {keys_of(problem.pointer)[0] for problem in problems}
    protect: list[dict[str, Any]] = body.get("protect") or []  # type: ignore[assignment]  # unless it is flawed
    for index, patterns in enumerate(protect if "protect" not in flawed else ()):
        found.protections.append(Protection(**patterns, place=origin.where(f"/protect/{index}")))
    listed: Any = body.get("connections")
    entries = [(index, entry) for index, entry in enumerate(listed) if is_mapping(entry)] if is_array(listed) else []
    misspelt = next((key for key in body if key in flawed and nearest(key, _KEYS) == "defaults"), "")
    defaults: Any = body.get("defaults") or body.get(misspelt) or {}
    if "defaults" in flawed or not is_mapping(defaults):
        return found  # without defaults, each entry would draw false findings
    for index, entry in entries:
        _expand_entry(found, Origin(source, f"/connections/{index}"), defaults, entry)
    return found


def _document_problems(body: Mapping[str, object]) -> Iterator[Problem]:
    if body.get("version") != 1 or isinstance(body.get("version"), bool):
        yield Problem("file.version", "Write version: 1, the only version of the format so far.", "/version")
    for key in body.keys() - set(_KEYS):
        meant = hint(key, _KEYS, "; put the keys of a connection below connections or defaults.")
        yield Problem("file.key", f"A file of version 1 has no key {key}{meant}", child("", key))
    defaults = body.get("defaults")
    if defaults is not None and not is_mapping(defaults):
        yield Problem("file.defaults", "Write defaults as a mapping with keys of a connection.", "/defaults")
    elif defaults and "for_each" in defaults:
        yield Problem("file.defaults", "Write for_each below an entry of connections.", "/defaults/for_each")
    protect = body.get("protect")
    if protect is not None and not (
        is_array(protect)
        and all(is_mapping(patterns) and patterns and patterns.keys() <= _PATTERNS for patterns in protect)
        and all(isinstance(pattern, str) for patterns in protect for pattern in patterns.values())
    ):
        yield Problem("file.protect", _PROTECT, "/protect")
    entries = body.get("connections")
    if not is_array(entries):
        yield Problem("file.connections", "Write connections as a list of mappings.", "/connections")
        return
    for index, entry in enumerate(entries):
        if not is_mapping(entry):
            message = "Write a connection as a mapping with keys such as service and config."
            yield Problem("file.connections", message, f"/connections/{index}")


_PATTERNS: Final = {"group", "service", "schema"}
_PROTECT: Final = (
    "Write protect as a list of mappings with patterns of group, service or schema, for instance [{schema: prod_*}]."
)


def _expand_entry(found: Expansion, origin: Origin, defaults: Json, entry: Json) -> None:
    """Expand one entry of the list, or a document of one body."""
    known = len(found.flaws)
    own_group = _GROUP & entry.keys()
    whole = merged({key: value for key, value in defaults.items() if not (own_group and key in _GROUP)}, entry)
    body = {key: value for key, value in whole.items() if key not in _OWN or not origin.pointer}
    settings: dict[str, Any] = whole if origin.pointer else {}
    ignored = () if settings.get("ignore_changes") is None else settings["ignore_changes"]
    tables = settings.get("tables")
    unchecked: Any = settings.get("unchecked") or ()
    found.flaws += [(origin, problem) for problem in _setting_problems(settings, ignored, unchecked)]
    count, rows = _rows(found, origin, settings)
    found.count((_weight(body) + _weight(tables)) * max(count, 1))
    values = [*scalars(body), *scalars(tables, POLICY, keys=True)]
    parsed: dict[str, tuple[str | Deferred, str]] = {}
    deferred: list[tuple[str, Deferred]] = []
    for pointer, text in values:
        if isinstance(text, str):
            read, flaw = parsed[text] = parsed.get(text) or _read(text)
            found.flaws += [(origin, Problem("file.reference", flaw, pointer))] if flaw else []
            deferred += [(pointer, read)] if isinstance(read, Deferred) else []
    single = frozenset(pointer for pointer, text in deferred if len(text.parts) == 1)
    columns = [(pointer, column) for pointer, text in deferred for column in text.columns]

    def set_apart(value: Any, _: str) -> Any:
        return parsed[value][0] if value in parsed else value

    body, tables = mapped(body, set_apart), mapped(tables, set_apart, keys=set_apart)
    if len(found.flaws) > known:
        return
    keys = frozenset(keys_of(at)[1] for at in unchecked)
    for place, row in rows:
        expanded = Expanded(body, tuple(ignored), tables, single, place, columns, row, keys)
        made = _filled(found, expanded) if columns else expanded
        if made:
            found.connections.append(made)


def _setting_problems(settings: Json, ignored: Any, unchecked: Any) -> Iterator[Problem]:
    """Yield the problems of an entry's keys beside its body."""
    if not is_array(ignored) or not all(isinstance(at, str) and at.startswith("/") and at[1:] for at in ignored):
        message = "Write ignore_changes as a list of JSON pointers, for instance [/config/advertisers]."
        yield Problem("file.ignore_changes", message, "/ignore_changes")
    if not is_array(unchecked) or not all(isinstance(at, str) and config_keys([at]) for at in unchecked):
        message = "Write unchecked as a list of JSON pointers of keys, for instance [/config/new_key]."
        yield Problem("file.unchecked", message, "/unchecked")
    if not is_mapping(settings.get("tables") or {}):
        yield Problem("file.tables", _TABLES, POLICY)
    for key in settings.keys() - set(_OWN):
        if near := nearest(key, _OWN, tolerance=2):
            message = f"An entry of connections has no key {key}: did you mean {near}?"
            yield Problem("file.key", message, child("", key))


_ITEM: Final = re.compile("/[0-9]+$")
_TABLES: Final = (
    "Write tables as a schema update has them: schema_change_handling, and schemas with tables with columns, each a "
    "mapping of names; exclusive beside them disables the rest."
)


def _weight(value: Any) -> int:
    """Return how many values a value counts as."""
    if is_mapping(value):
        return 1 + sum(map(_weight, value.values()))
    if is_array(value):
        return 1 + sum(map(_weight, value))
    return 1 + len(value) // PER_VALUE if isinstance(value, str) else 1


_Rows = Iterable[tuple[Origin, Json]]


class Cells(dict[str, str | Deferred]):
    """The cells of a row of a CSV file, where an empty cell is an absent value, and ``null`` clears one."""


def _rows(found: Expansion, origin: Origin, settings: Json) -> tuple[int, _Rows]:
    """Return the number of rows of an entry, and the rows: an inline list, those of a CSV file, or an empty one."""
    if "for_each" not in settings:
        return 1, ((origin, {}),)
    given: object = settings["for_each"]
    if is_array(given) and all(is_mapping(row) for row in given):

        def read(value: Any, pointer: str) -> Any:
            cell, flaw = _read(value) if isinstance(value, str) else (value, "")
            if isinstance(cell, Deferred) and (column := next(cell.columns, "")):
                flaw = f"A row has no other columns: write ${{env:{column}}}, or $${{ for the text ${{."
            found.flaws += [(origin, Problem("file.reference", flaw, pointer))] if flaw else []
            return cell

        parsed: list[Json] = mapped(given, read, "/for_each")
        return len(given), ((replace(origin, row=f"row {number}"), row) for number, row in enumerate(parsed, 1))
    if not (is_mapping(given) and [*given] == ["csv"] and isinstance(name := given["csv"], str) and name):
        message = "Write for_each as a list of mappings, or as {csv: FILE}."
        found.flaws.append((origin, Problem("file.for_each", message, "/for_each")))
        return 0, ()
    file = beside(origin.source.file, name)
    try:
        if file not in found.tables:
            found.tables[file] = read_table(file)
    except Unreadable as error:
        for problem in error.problems:
            place = f", line {problem.position.line}" if problem.position else ""
            message = f"{problem.message.removesuffix('.')} ({name}{place})."
            found.flaws.append((origin, Problem(problem.rule, message, "/for_each/csv")))
        return 0, ()
    columns, rows = found.tables[file]
    return len(rows), (
        (replace(origin, row=f"{name}:{line}"), Cells(zip(columns, (_read(cell)[0] for cell in row), strict=True)))
        for row, line in rows
    )


def _read(text: str) -> tuple[str | Deferred, str]:
    """Return a text with its references set apart, and the flaw of a misspelt one."""
    try:
        return parse(text) if "${" in text else text, ""
    except Misspelt as flaw:
        return Deferred((text,)), str(flaw)


_ABSENT: Final = object()


def _filled(found: Expansion, one: Expanded) -> Expanded | None:
    """Return a connection with the cells of its row filled in, or None after a flaw."""
    known = len(found.flaws)
    found.flaws += [(one.origin, problem) for problem in _cell_problems(one)]
    if len(found.flaws) > known:
        return None
    row, is_csv = one.row, isinstance(one.row, Cells)
    absent = False

    def filled(value: Any, pointer: str) -> Any:
        nonlocal absent
        if not isinstance(value, Deferred):
            return value
        try:
            made = fill(value, row)
        except Misspelt as error:
            found.flaws.append((one.origin, Problem("file.cell", str(error), pointer)))
            return None
        found.count(_weight(made) - 1)
        if is_csv and len(value.parts) == 1 and made in ("", "null"):
            absent = absent or not made
            return None if made else _ABSENT
        return made

    body, tables = mapped(one.body, filled), mapped(one.tables, filled, POLICY, keys=filled)
    if absent:
        body, tables = _present(body), _present(tables)
    return None if len(found.flaws) > known else one._replace(body=body, tables=tables)


def _cell_problems(one: Expanded) -> Iterator[Problem]:
    """Yield missing columns of a row, empty cells in a name, and references in cells."""
    for pointer, column in one.columns:
        cell = one.row.get(column)
        if column not in one.row:
            message = (
                f"There is no for_each with a column {column}: write ${{env:{column}}} for the environment variable."
            )
            if one.origin.row:
                message = f"The row has no column {column}: {_hint(column, tuple(one.row))}"
            yield Problem("file.column", message, pointer)
        elif cell in ("", None) and pointer in SHOWN:
            message = f"The cell of column {column} is empty, and {keys_of(pointer)[-1]} is made of it: fill it in."
            yield Problem("file.cell", message, pointer)
        elif isinstance(cell, str) and ";" in cell and pointer in one.single_references and _ITEM.search(pointer):
            message = f"The cell of column {column} has several items: write ${{{column}}} without brackets."
            yield Problem("file.cell", message, pointer)
        elif isinstance(one.row, Cells) and isinstance(cell, Deferred):
            message = (
                f"The cell of column {column} is a reference, which no CSV file may have: write it into this file with "
                f"a column, as in ${{file:secrets/${{{next(iter(one.row))}}}}}, or $${{ in the cell for the text ${{."
            )
            yield Problem("file.cell", message, pointer)


@lru_cache(maxsize=256)  # many rows have the same columns
def _hint(column: str, known: tuple[str, ...]) -> str:
    """Return the nearest column of a row."""
    near = nearest(column, known) or nearest(column, known, tolerance=1)
    return f"did you mean {near}?" if near else f"it has {', '.join(known) or 'none'}."


def _present(value: Any) -> Any:
    """Return a value without its absent parts."""
    if is_mapping(value):
        return {key: _present(item) for key, item in value.items() if _ABSENT not in (key, item)}
    return [_present(item) for item in value if item is not _ABSENT] if is_array(value) else value
