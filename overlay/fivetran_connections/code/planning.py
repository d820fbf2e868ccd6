"""Make a plan: read the connections of the groups that the files name, and compare. Written once, as steps."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from fivetran_client.api import groups as groups_api
from fivetran_common.answers import Misshapen
from fivetran_common.json_types import Json, is_mapping, merged

from .._api.details import OnRead, in_full
from .._api.methods import Listing
from .._http.credentials import DEFAULT_BASE_URL
from .._http.steps import Steps, call, with_reader
from ..client import AsyncFivetran, Fivetran
from ..errors import NotFound, RequestFailed
from .body import compare_body
from .hold import Hold, copied, looked_up, tightened
from .left import warnings as left_warnings
from .memory import Entry, Knowledge, Memory
from .pause import compare_pause
from .pause import warnings as pause_warnings
from .plans import Action, Captured, Change, Plan, PlanOptions
from .policies import names_in
from .reading.declarations import Declaration, Declarations, Protection, others_of
from .saved import SavedPlan
from .tables import captured_tables, compare_tables, new_policy

_PAGE: Final = 1000
"""Connections to a page, the API's maximum."""

Found = Mapping[tuple[str, str], Sequence[Json]]
"""Existing connections by group and schema, the oldest first."""


_DEFAULT: Final = PlanOptions()


def plan(
    fivetran: Fivetran,
    declared: Iterable[Declaration],
    *,
    options: PlanOptions = _DEFAULT,
    memory: Memory | None = None,
    approved: SavedPlan | None = None,
    on_read: OnRead | None = None,
) -> Plan:
    """
    Compare declared connections with the existing ones; nothing is changed.

    The groups are read in lists of a thousand. If their items lack ``config``, each existing declared connection is
    read as well, eight at once, within the documented rate limits; ``on_read`` is called with the number of
    connections read, and of all. A ``memory`` shows which secrets changed since the last apply. With an ``approved``
    plan, hidden values are sent where that plan sends them. Raises `FivetranError` if the API cannot be read.
    """
    planning = _Planning(declared, options, memory, approved, on_read)
    return fivetran.connections.__driver__.hiding(others_of(planning.declared)).run(planning.steps())


async def aplan(
    fivetran: AsyncFivetran,
    declared: Iterable[Declaration],
    *,
    options: PlanOptions = _DEFAULT,
    memory: Memory | None = None,
    approved: SavedPlan | None = None,
    on_read: OnRead | None = None,
) -> Plan:
    """Compare declared connections with those that exist, as `plan` does."""
    planning = _Planning(declared, options, memory, approved, on_read)
    return await fivetran.connections.__driver__.hiding(others_of(planning.declared)).run(planning.steps())


@dataclass(slots=True)
class _Planning:
    """Reads the account, decides which connections are to exist, and compares the parts of each."""

    given: Iterable[Declaration]
    options: PlanOptions
    memory: Memory | None
    approved: SavedPlan | None
    on_read: OnRead | None
    declared: Declarations = field(init=False)
    managed: set[tuple[str, str]] = field(init=False)
    missing_groups: set[str] = field(default_factory=set[str])
    unreadable: dict[str, RequestFailed] = field(default_factory=dict[str, RequestFailed])
    """The failures of connections that cannot be read, or whose tables cannot, by id."""
    named_groups: set[str] = field(init=False)
    varying_groups: set[str] = field(init=False)
    varying_schemas: set[str] = field(init=False)
    """The schemas of the declarations whose group a reference names."""
    gone_files: dict[Path, list[Entry]] = field(init=False)
    """The files of the memory that do not exist any more."""
    renamed: dict[str, str] = field(default_factory=dict[str, str])
    """The ids of undeclared connections that are deleted with `was` alone, each with its former folder."""

    def __post_init__(self) -> None:
        """Accept declarations made in Python, which have no files."""
        self.declared = self.given if isinstance(self.given, Declarations) else Declarations(self.given, paths=())
        self.managed = {declaration.key for declaration in self.declared}
        selected, varying = self.options.selector.groups, [each for each in self.declared if "group" in each.varies]
        self.named_groups = {*(declaration.group_id for declaration in self.declared), *selected}
        self.varying_groups = {*(declaration.group_id for declaration in varying), *selected}
        self.varying_schemas = {declaration.schema for declaration in varying}
        known = self.memory.by_file() if self.memory and self.declared.paths else ()
        self.gone_files = {file: entries for file, entries in known if not file.exists()}

    def steps(self) -> Steps[Plan]:
        """Read the account and compare it with the declared connections."""
        options, selector = self.options, self.options.selector
        undeclared = self.left_entries()
        named = selector.groups if options.unmanaged and not options.delete_unmanaged else ()
        groups = dict.fromkeys([*(declaration.group_id for declaration in self.declared), *named])
        left = [entry for entry in undeclared if not self.elsewhere(entry)]
        others = Counter(note for entry in undeclared if (note := self.elsewhere(entry)))
        ids_left = {entry.id: entry for entry in left}
        listed = yield from self.survey({**groups, **dict.fromkeys(entry.group_id for entry in left)})
        known = {(each.group_id, each.service, each.schema) for each in self.declared}
        known |= {(item["group_id"], str(item.get("service")), str(item.get("schema"))) for item in listed.values()}
        selector.check(known | {(entry.group_id, entry.service, entry.schema) for entry in undeclared})
        chosen = [each for each in self.declared if selector.names(each.group_id, each.service, each.schema)]
        ids = {entry.id: (entry.group_id, entry.schema) for entry in left}
        if self.memory:
            ids |= {self.memory.known_id(*declaration.key): declaration.key for declaration in chosen}
        there = yield from self.in_detail(listed, ids, {declaration.key for declaration in chosen})
        existing = [self.existence(declaration, there) for declaration in chosen]
        selected = [
            change for change in existing if not selector.states or (change.found and selector.has(change.found))
        ]
        compared = yield from self.with_parts(selected)
        protections = _Protections(self.declared.protections)
        changes = tuple(
            protections.kept(each, ids_left)
            for each in (*compared, *self.undeclared(ids_left, compared, groups, there))
        )
        ids_there = {str(item.get("id")) for items in there.values() for item in items}
        gone = tuple((entry.group_id, entry.schema, entry.id) for entry in left if entry.id not in ids_there)
        for group_id, service, schema in known:
            protections.of(group_id, (service,), schema)
        notes = tuple(
            f"protect in {protection.place} has {protection}, which matches no connection of these files and groups."
            for protection in protections.unmet
        )
        notes = (*notes, *(note.format(number) for note, number in others.items()))
        return Plan(changes, (*notes, *self.orphans({entry.id for entry in undeclared})), gone, options)

    def survey(self, groups: Iterable[str]) -> Steps[dict[str, Json]]:
        """Read the connections of some groups, a thousand with each request, by id; note the missing groups."""
        found: dict[str, Json] = {}
        for group in groups:
            first = call(groups_api.list_group_connections, group, limit=_PAGE)
            pages = Listing(with_reader(first, _Connections))
            while pages.more:
                try:
                    items = yield from pages.next_page()
                except NotFound:
                    self.missing_groups.add(group)
                    break
                # A page may repeat an item.
                found |= {str(item.get("id")): {**item, "group_id": group} for item in items}
        return found

    def in_detail(
        self, listed: Mapping[str, Json], known: Mapping[str, tuple[str, str]], keys: Collection[tuple[str, str]]
    ) -> Steps[Found]:
        """Read details, and connections known by id that a lagging list lacks; leave out deleted connections."""
        unlisted = {
            identifier: {"id": identifier, "group_id": group, "schema": schema}
            for identifier, (group, schema) in known.items()
            if identifier and identifier not in listed
        }
        selector = self.options.selector
        chosen = [
            item for item in listed.values() if _home(item) in keys and (not selector.states or selector.has(item))
        ]
        wanted = [*chosen, *unlisted.values()]
        details = {str(item["id"]): item for item in (yield from in_full(wanted, self.on_read, self.unreadable))}
        gone = {str(item["id"]) for item in wanted} - details.keys()
        found: dict[tuple[str, str], list[Json]] = {}
        for identifier, item in {**listed, **unlisted}.items():
            if identifier not in gone:
                found.setdefault(_home(item), []).append(details.get(identifier, item))
        for items in found.values():
            items.sort(key=lambda item: (str(item.get("created_at")), str(item.get("id"))))
        return found

    def elsewhere(self, entry: Entry) -> str:
        """Return the note for a connection that another environment may declare; nothing for one of this run."""
        varies = "group" in entry.varies or entry.schema in self.varying_schemas
        named = self.varying_groups if varies else self.named_groups
        if (varies or self.varying_schemas) and entry.group_id not in named:
            return _OTHER_GROUPS
        return _OTHER_SCHEMAS if "schema" in entry.varies and not self.options.selector.schemas else ""

    def orphans(self, left: Collection[str]) -> Iterator[str]:
        """Return a note about connections of files that do not exist any more, which may be of another project."""
        files = [
            file
            for file, entries in self.gone_files.items()
            for entry in entries
            if (entry.group_id, entry.schema) not in self.managed and entry.id not in left and not self.elsewhere(entry)
        ]
        if files:
            yield _ORPHANS.format(len(files), os.path.relpath(min(files).parent))

    def left_entries(self) -> list[Entry]:
        """Return the connections that an earlier apply, or a saved plan, knew from the paths, and no file declares."""
        if self.approved:
            entries = [*self.approved.undeclared]
            self.renamed = dict.fromkeys(self.approved.spared, "")
        else:
            paths = (*self.declared.paths, *self.options.was)
            entries = [*self.memory.declared_in(paths)] if self.memory else []
            known = {entry.id for entry in entries}
            for entry, folder in self.in_renamed_folders(self.memory) if self.memory and self.gone_files else ():
                if entry.id not in known:
                    self.renamed[entry.id] = os.path.relpath(folder)
                    entries.append(entry)
        names = self.options.selector.names
        return [
            entry
            for entry in entries
            if (entry.group_id, entry.schema) not in self.managed and names(entry.group_id, entry.service, entry.schema)
        ]

    def in_renamed_folders(self, memory: Memory) -> Iterator[tuple[Entry, Path]]:
        """
        Yield connections of a folder that is gone, with the folder, where this run declares another of it elsewhere.

        A folder of the run was the one above that has the same path to the file of a connection that moved.
        """
        files = {each.key: each.origin.source.file for each in self.declared if each.origin}
        places = [Path(os.path.realpath(path)) for path in self.declared.paths if Path(path).is_dir()]
        moves = {
            (Path(os.path.normpath(memory.path.parent / old)), Path(os.path.realpath(file)))
            for entry in memory.entries
            if (file := files.get((entry.group_id, entry.schema)))
            for old in (entry.file, entry.was)
        }
        folders = {_counterpart(old, new, place) for old, new in moves for place in places if new.is_relative_to(place)}
        folders = {folder for folder in folders if not folder.exists()}
        for gone, entries in self.gone_files.items():
            for folder in [folder for folder in folders if gone.is_relative_to(folder)][:1]:
                yield from ((entry, folder) for entry in entries)

    def known(self, found: Json) -> Knowledge:
        """Return the knowledge of memory and saved plan about a connection."""
        known = self.memory.known(found) if self.memory else Knowledge()
        if self.options.unpause_when_connected and known.entry is None:  # as if its create had the option
            known = replace(known, hold=known.hold.beginning({*known.hold.held, "set-up"}, None))
        return self.approved.known(found, known) if self.approved else known

    def existence(self, declaration: Declaration, there: Found) -> Change:
        """Return a create, a refusal, or the connection to compare; of several, the memory's or the oldest."""
        change = Change(Action.CREATE, *declaration.key, declaration.service, declaration=declaration)
        known_id = self.memory.known_id(*declaration.key) if self.memory else ""
        if declaration.group_id in self.missing_groups:
            reason = f"There is no group {declaration.group_id}: list them with `groups`."
            return replace(change, action=Action.REFUSED, reasons=(declaration.placed("/group_id", reason),))
        existing = there.get(declaration.key)
        if not existing:
            change = replace(change, differences=new_policy(declaration))
            spelled = declaration.schema.lower().replace(" ", "_")
            if spelled != declaration.schema and there.get((declaration.group_id, spelled)):
                return replace(change, warnings=(_SPELLED.format(spelled),))
            if self.memory and known_id:
                is_fivetran = self.memory.account.address == DEFAULT_BASE_URL
                return replace(change, warnings=((_DELETED if is_fivetran else _NOT_THERE).format(known_id),))
            return change
        found, *others = sorted(existing, key=lambda item: item.get("id") != known_id)
        identifier = str(found.get("id"))
        change = replace(change, found=found)
        broken = [_BROKEN] if change.setup_state == "broken" else []
        return replace(
            change,
            action=Action.UNCHANGED,
            connection_id=identifier,
            warnings=(*([_ANEW.format(known_id)] if known_id not in {"", identifier} else []), *broken),
            duplicates=tuple(str(other.get("id")) for other in others),
        )

    def with_parts(self, changes: Sequence[Change]) -> Steps[list[Change]]:
        """Compare the connections that exist; schemas are read where a policy is declared."""
        policies = {
            change.connection_id: policy
            for change in changes
            if change.declaration and change.found and change.connection_id not in self.unreadable
            if (policy := self.policy(change.declaration, change.found)) and change.connection_id
        }
        captured = yield from captured_tables(policies, self.unreadable)
        return [self.compared(change, captured) for change in changes]

    def policy(self, declared: Declaration, found: Json) -> Json:
        """Return the policy to read the schema for: with the names that left it, and those never in place."""
        known = self.known(found)
        left = names_in(known.entry.declared) if known.entry and not known.is_anew else {}
        policy: Json = merged(left, looked_up(declared, known.hold))
        return policy

    def compared(self, change: Change, captured: Mapping[str, Captured]) -> Change:
        """Compare the parts of an existing connection, and decide its action."""
        declaration, found, identifier = change.declaration, change.found, str(change.connection_id)
        if not (declaration and found):
            return change
        if failure := self.unreadable.get(identifier):
            return replace(change, action=Action.REFUSED, reasons=(failure.reason,))
        known, options = self.known(found), self.options
        change = replace(change, sent=known.entry.sent if known.entry else None)
        body = compare_body(declaration, found, known, options)
        is_permanent = [each.is_permanent for each in body if each.status == "refused"]
        if is_permanent and all(is_permanent) and options.allow_replace:
            return replace(change, action=Action.REPLACE, differences=(*body, *new_policy(declaration)))
        there = captured.get(identifier, Captured(None))
        tables = compare_tables(declaration, found, there, known, options)
        pause = compare_pause(declaration, found, known, tables, options, there=there)
        early = copied(declaration, found, there, known.hold, options)
        told = [Hold(copied=early).told(identifier)] if early else tightened(found, tables)
        left = left_warnings(declaration, found, there, known, (*body, *tables))
        warnings = (*change.warnings, *pause_warnings(declaration, found, there, pause), *told, *left)
        differences = (*body, *tables, *pause)
        change = replace(change, differences=differences, captured=there, warnings=warnings, copied=early)
        return _decided(change)

    def undeclared(
        self, left: Mapping[str, Entry], compared: Iterable[Change], groups: Collection[str], there: Found
    ) -> Iterator[Change]:
        """Return the connections that no file declares any more, by their ids, and others that none does if wanted."""
        options = self.options
        created = {change.service for change in compared if change.action is Action.CREATE}
        wants_all = options.unmanaged or options.delete_unmanaged
        for key, items in there.items():
            is_unmanaged = wants_all and key not in self.managed and key[0] in groups
            for found in items:
                is_left, service = found.get("id") in left, str(found.get("service"))
                if not (is_left or is_unmanaged) or not options.selector.has(found):
                    continue
                action, identifier = Action.UNDECLARED if is_left else Action.UNMANAGED, str(found.get("id"))
                is_deleted = options.delete_undeclared and is_left and identifier not in self.renamed
                if is_deleted or (options.delete_unmanaged and key[0] in groups):
                    action = Action.DELETE
                warnings = (_RENAMED,) if is_left and service in created else ()
                if is_left and "schema" in left[identifier].varies:
                    warnings = (*warnings, _VARIES)
                if folder := self.renamed.get(identifier):
                    warnings = (*warnings, _FOLDER.format(folder))
                yield Change(action, *key, service, identifier, warnings=warnings, found=found)


def _decided(change: Change) -> Change:
    """Return a change with the action that follows from its differences, and the reasons of refusals."""
    refused = change.having("refused")
    is_changed = bool(change.having("change"))
    if any(each.part == "body" or each.held for each in refused) or (refused and not is_changed):
        action = Action.REFUSED
    elif is_changed:
        action = Action.UPDATE
    else:
        action = Action.WAITING if change.having("waiting") else Action.UNCHANGED
    reasons = tuple(each.reason for each in refused if each.reason)
    return replace(change, action=action, reasons=reasons)


class _Protections:
    """The protections of a set, and those of them that no connection has matched yet."""

    def __init__(self, protections: Sequence[Protection]) -> None:
        self.unmet = self._all = tuple(protections)

    def of(self, group_id: str, services: Collection[str], schema: str) -> list[Protection]:
        """Return the protections that a connection matches, which are met then."""
        met = [each for each in self._all if any(each.covers(group_id, one, schema) for one in services)]
        self.unmet = tuple(each for each in self.unmet if each not in met)
        return met

    def kept(self, change: Change, undeclared: Collection[str]) -> Change:
        """Return a change without the deletion that a file forbids; an undeclared connection gets the reason, too."""
        if change.action not in {Action.DELETE, Action.REPLACE, Action.UNDECLARED}:
            return change
        services = {change.service, str((change.found or {}).get("service"))}
        guards = self.of(change.group_id, services, change.schema)
        if not guards:
            return change
        if change.action is Action.REPLACE:
            reason = f"It would be replaced, and protect in {guards[0].place} forbids that."
            return replace(change, action=Action.REFUSED, reasons=(*change.reasons, reason))
        action = Action.UNDECLARED if change.connection_id in undeclared else Action.UNMANAGED
        warnings = (*change.warnings, f"protect in {guards[0].place} keeps it.")
        return replace(change, action=action, warnings=warnings, is_protected=True)


def _counterpart(old: Path, new: Path, place: Path) -> Path:
    """Return the folder that was this place of the run before, for a file that moved into the place."""
    below = new.relative_to(place).parts
    return old.parents[len(below) - 1 if old.parts[-len(below) :] == below else 0]


def _home(item: Json) -> tuple[str, str]:
    return str(item.get("group_id")), str(item.get("schema"))


class _Connections:
    """A page of connections as JSON: thousands are read, and a model of each would take time and memory."""

    def __init__(self, envelope: Json) -> None:
        data = envelope["data"]
        self.items: list[Json] = list(data["items"])
        cursor: object = data.get("next_cursor")
        if not (all(map(is_mapping, self.items)) and isinstance(cursor, str | None)):
            raise TypeError
        for number, item in enumerate(self.items):
            for key, (kind, name) in _KINDS.items():
                if not isinstance(item.get(key), kind | None):
                    raise Misshapen(f"is not {name}", f"/data/items/{number}/{key}")
        self.next_cursor: str | None = cursor


_KINDS: Final = {"config": (dict, "an object"), "schema": (str, "text"), "status": (dict, "an object")}
"""The parts of a listed connection that the comparison goes into, and by which a connection is found."""


_ORPHANS: Final = (
    "Connections whose files do not exist any more, and which no file of this run declares: {0:,}. If {1} was a folder "
    "of this set, add --was {1} to list its connections as undeclared."
)

_FOLDER: Final = (
    "Its folder {0} is gone, and other connections of it moved to the files of this run. --delete-undeclared deletes "
    "it only beside --was {0}."
)
_OTHER_GROUPS: Final = (
    "Connections in groups that no reference of this run names: {0:,}. A reference names or named their groups, so "
    "they may belong to another environment; --group GROUP lists those of one group."
)
_OTHER_SCHEMAS: Final = (
    "Connections whose schema a reference named, and that no file of this run declares: {0:,}. They may belong to "
    "another environment; --schema PATTERN lists those of one."
)
_VARIES: Final = "A reference named its schema: it may belong to another environment that --schema fits."
_SPELLED: Final = (
    "{0} exists in this group. The API may have changed capitals and blanks of the name: if it is the one that is "
    "declared, write {0} in the file."
)
_ANEW: Final = "It was created again since the last apply, when its id was {0}: all hidden values are sent."
_BROKEN: Final = "It is broken, so it does not sync. To see why: fivetran-connections status --state broken"
_DELETED: Final = "It was deleted since the last apply, when its id was {0}."
_NOT_THERE: Final = "It was deleted since the last apply, when its id was {0}, or this is a new mock."
_RENAMED: Final = (
    "Another connection of its service is created. If that is its new name or group: a connection can be neither "
    "renamed nor moved, so the history is synced again."
)
