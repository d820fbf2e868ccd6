"""Make a plan: read the connections of the groups that the files name, and compare. Written once, as steps."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from fivetran_client.api import groups as groups_api
from fivetran_common.json_types import Json, is_mapping, scalars
from fivetran_common.nearest import nearest
from fivetran_rules import Violation, check_change

from .._api.details import OnRead, in_full
from .._api.methods import Listing
from .._http.settings import settings
from .._http.steps import Steps, call, with_reader
from .._secrets.masking import revealed
from ..client import AsyncFivetran, Fivetran
from ..errors import NotFound, RequestFailed
from .memory import Entry, States
from .patching import Compared, compared, patch_of
from .plans import Action, Change, Plan, PlanOptions
from .reading.declarations import Declaration, Declarations, Protection, bypass_of, downgrade_unknown_keys
from .tables import captured_tables, with_tables

_PAGE: Final = 1000
"""Connections to a page, the API's maximum."""

_PERMANENT: Final = (".create_only", ".permanent")
"""Endings of the rules about keys that no update may carry."""

Found = Mapping[tuple[str, str], Sequence[Json]]
"""Existing connections by group and schema, the oldest first."""


class World(NamedTuple):
    """The existing connections in the groups of the files."""

    connections: Found
    missing_groups: frozenset[str]
    unreadable: Mapping[str, RequestFailed]
    """The failures of connections that cannot be read, by id."""


_DEFAULT: Final = PlanOptions()


def plan(
    fivetran: Fivetran,
    declared: Iterable[Declaration],
    *,
    options: PlanOptions = _DEFAULT,
    memory: States | None = None,
    on_read: OnRead | None = None,
) -> Plan:
    """
    Compare declared connections with those that exist; nothing is changed.

    The groups are read in lists of a thousand. Where their items lack ``config``, each declared connection that exists
    is read as well, eight at once, within the documented rate limits; ``on_read`` is called with the number that is
    read, and with the number of all. With a ``memory``, a secret that is new since the last apply is noticed. Raises
    `FivetranError` where the API cannot be read.
    """
    return fivetran.connections.driver.run(_plan(declared, options, memory or States(), on_read))


async def aplan(
    fivetran: AsyncFivetran,
    declared: Iterable[Declaration],
    *,
    options: PlanOptions = _DEFAULT,
    memory: States | None = None,
    on_read: OnRead | None = None,
) -> Plan:
    """Compare declared connections with those that exist, as `plan` does."""
    return await fivetran.connections.driver.run(_plan(declared, options, memory or States(), on_read))


def _plan(declared: Iterable[Declaration], options: PlanOptions, memory: States, on_read: OnRead | None) -> Steps[Plan]:
    """Read what exists and compare it with what is declared."""
    declarations = declared if isinstance(declared, Declarations) else Declarations(declared, paths=())
    if options.catalogue is None:
        options = replace(options, catalogue=(yield from settings()).catalogue)
    selector = options.selector
    managed = {declaration.key for declaration in declarations}
    left = [
        entry
        for entry in memory.declared_in(declarations.paths)
        if (entry.group_id, entry.schema) not in managed and selector.names(entry.group_id, entry.service, entry.schema)
    ]
    named = selector.groups if options.unmanaged and not options.delete_unmanaged else ()
    groups = dict.fromkeys([*(declaration.group_id for declaration in declarations), *named])
    listed, missing = yield from _survey({**groups, **dict.fromkeys(entry.group_id for entry in left)})
    known = {(declaration.group_id, declaration.service, declaration.schema) for declaration in declarations}
    known |= {(item["group_id"], str(item.get("service")), str(item.get("schema"))) for item in listed.values()}
    selector.check(known)
    chosen = [
        declaration
        for declaration in declarations
        if selector.names(declaration.group_id, declaration.service, declaration.schema)
    ]
    keys = dict.fromkeys(declaration.key for declaration in chosen)
    ids = {memory.known_id(*key): key for key in keys} | {entry.id: (entry.group_id, entry.schema) for entry in left}

    def is_read(item: Json) -> bool:
        return _home(item) in keys and (not selector.states or selector.has(item))

    world = yield from _in_detail(listed, missing, ids, is_read, on_read)

    compared = [_planned(declaration, world, options, memory) for declaration in chosen]
    with_policies = yield from _with_policies(compared, options, memory)
    selected = [
        change for change in with_policies if not selector.states or (change.found and selector.has(change.found))
    ]
    undeclared = [
        change for change in _undeclared(left, selected, world.connections, memory) if selector.has(change.found or {})
    ]
    undeclared_ids = {str(change.connection_id) for change in undeclared}
    proposed = [
        replace(change, action=Action.DELETE)
        if options.delete_undeclared or (options.delete_unmanaged and change.group_id in groups)
        else change
        for change in undeclared
    ]
    inside = {key: items for key, items in world.connections.items() if key[0] in groups}
    unmanaged = _unmanaged(managed, undeclared_ids, inside, options)
    changes = tuple(
        _guarded(change, declarations.protections, undeclared_ids) for change in (*selected, *proposed, *unmanaged)
    )

    there = {str(item.get("id")) for items in world.connections.values() for item in items}
    gone = tuple((entry.group_id, entry.schema, entry.id) for entry in left if entry.id not in there)
    notes = tuple(
        f"protect in {protection.place} has {protection}, which matches no connection of these files and groups."
        for protection in declarations.protections
        if not any(protection.covers(*names) for names in known)
    )
    return Plan(changes, notes, gone)


def _with_policies(changes: Sequence[Change], options: PlanOptions, memory: States) -> Steps[list[Change]]:
    """Add what their policies for tables change to the connections that stay; each schema is read first."""
    declared = {
        str(change.connection_id): change.declaration
        for change in changes
        if change.action in {Action.UNCHANGED, Action.UPDATE} and change.declaration and change.declaration.tables
    }
    failed: dict[str, RequestFailed] = {}
    policies = {identifier: declaration.tables or {} for identifier, declaration in declared.items()}
    captured = yield from captured_tables(policies, failed)

    def completed(change: Change) -> Change:
        identifier = str(change.connection_id)
        if failure := failed.get(identifier):
            return replace(change, action=Action.REFUSED, keys=(), reasons=(failure.reason,))
        if identifier not in captured:
            return change
        sync_first = options.sync_before_tables
        return with_tables(change, declared[identifier], captured[identifier], memory, sync_first=sync_first)

    return list(map(completed, changes))


def _guarded(change: Change, protections: Iterable[Protection], undeclared: Collection[str]) -> Change:
    """Return a change without the deletion that a file forbids; an undeclared connection gets the reason, too."""
    if change.action not in {Action.DELETE, Action.REPLACE, Action.UNDECLARED}:
        return change
    services = {change.service, str((change.found or {}).get("service"))}
    guards = [
        protection.place
        for protection in protections
        if any(protection.covers(change.group_id, service, change.schema) for service in services)
    ]
    if not guards:
        return change
    if change.action is Action.REPLACE:
        reason = f"It would be replaced, and protect in {guards[0]} forbids that."
        return replace(change, action=Action.REFUSED, reasons=(*change.reasons, reason))
    action = Action.UNDECLARED if change.connection_id in undeclared else Action.UNMANAGED
    return replace(change, action=action, warnings=(*change.warnings, f"protect in {guards[0]} keeps it."))


def _survey(groups: Iterable[str]) -> Steps[tuple[dict[str, Json], frozenset[str]]]:
    """Read the connections of some groups, a thousand with each request; return them by id, and missing groups."""
    found: dict[str, Json] = {}
    missing: set[str] = set()
    for group in groups:
        asked = call(groups_api.list_group_connections, group, limit=_PAGE)
        pages = Listing(with_reader(asked, _Connections))
        while pages.more:
            try:
                items = yield from pages.next_page()
            except NotFound:
                missing.add(group)
                break
            found |= {str(item.get("id")): {**item, "group_id": group} for item in items}  # a page may repeat an item
    return found, frozenset(missing)


def _in_detail(
    listed: Mapping[str, Json],
    missing_groups: frozenset[str],
    known: Mapping[str, tuple[str, str]],
    is_declared: Callable[[Json], bool],
    on_read: OnRead | None,
) -> Steps[World]:
    """Read what the lists lack: details, and connections known by id, since lists may lag; leave out what is gone."""
    unlisted = {
        identifier: {"id": identifier, "group_id": group, "schema": schema}
        for identifier, (group, schema) in known.items()
        if identifier and identifier not in listed and group not in missing_groups
    }
    wanted = [*filter(is_declared, listed.values()), *unlisted.values()]
    failed: dict[str, RequestFailed] = {}
    details = {str(item["id"]): item for item in (yield from in_full(wanted, on_read, failed))}
    gone = {str(item["id"]) for item in wanted} - details.keys()
    found: dict[tuple[str, str], list[Json]] = {}
    for identifier, item in {**listed, **unlisted}.items():
        if identifier not in gone:
            found.setdefault(_home(item), []).append(details.get(identifier, item))
    for items in found.values():
        items.sort(key=lambda item: (str(item.get("created_at")), str(item.get("id"))))
    return World(found, missing_groups, failed)


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
        self.next_cursor: str | None = cursor


def _planned(declaration: Declaration, world: World, options: PlanOptions, memory: States) -> Change:
    named = declaration.group_id, declaration.schema, declaration.service
    if declaration.group_id in world.missing_groups:
        reason = f"There is no group {declaration.group_id}: list them with `groups`."
        return Change(Action.REFUSED, *named, reasons=(reason,), declaration=declaration)
    existing = world.connections.get(declaration.key)
    if not existing:
        known = memory.known_id(*declaration.key)
        spelled = declaration.schema.lower().replace(" ", "_")
        changed = spelled != declaration.schema and world.connections.get((declaration.group_id, spelled))
        warnings = [*([_SPELLED.format(spelled)] if changed else []), *([_DELETED.format(known)] if known else [])]
        return Change(Action.CREATE, *named, warnings=tuple(warnings), declaration=declaration)
    identifier = str(existing[0].get("id"))
    if failure := world.unreadable.get(identifier):
        reasons = (failure.reason,)
        return Change(Action.REFUSED, *named, identifier, reasons=reasons, declaration=declaration, found=existing[0])
    return compare_one(declaration, existing, options, memory)


_SPELLED: Final = (
    "{0} exists in this group. The API may have changed capitals and blanks of the name: if it is the one that is "
    "declared, write {0} in the file."
)


def compare_one(declaration: Declaration, existing: Sequence[Json], options: PlanOptions, memory: States) -> Change:
    """Return the change of a connection that exists; of several with one group and schema, the oldest is compared."""
    found, *others = existing
    known = memory.known_id(*declaration.key)
    change = Change(
        Action.UNCHANGED,
        declaration.group_id,
        declaration.schema,
        declaration.service,
        str(found.get("id")),
        warnings=(_ANEW.format(known),) if known not in {"", str(found.get("id"))} else (),
        duplicates=tuple(str(other.get("id")) for other in others),
        declaration=declaration,
        found=found,
    )
    differences, patch, errors = _update_of(declaration, found, options, memory)
    nulls = {pointer for pointer, value in scalars(declaration.body) if value is None} if errors else ()
    if unsendable := [error.pointer for error in errors if _is_of_create(error) or error.pointer in nulls]:
        differences, patch, errors = _update_of(declaration, found, options, memory, unsendable=unsendable)
    change = replace(change, keys=differences.keys, hidden=differences.hidden)
    if not change.keys:
        return change
    if not errors:
        return replace(change, action=Action.UPDATE, patch=patch)
    if not all(violation.rule.endswith(_PERMANENT) for violation in errors):
        reasons = tuple(f"{violation.pointer}: {violation.message}" for violation in errors)
    elif options.allow_replace:
        return replace(change, action=Action.REPLACE)
    else:
        reasons = tuple(f"{violation.pointer} is permanent. {_PERMANENT_HINT}" for violation in errors)
    return replace(change, action=Action.REFUSED, reasons=reasons)


_ANEW: Final = "It was made anew since the last apply, when its id was {0}: all values that no answer shows are sent."
_DELETED: Final = "It was deleted since the last apply, when its id was {0}."


def _update_of(
    declaration: Declaration, found: Json, options: PlanOptions, memory: States, unsendable: Sequence[str] = ()
) -> tuple[Compared, Json, list[Violation]]:
    """Return the differences of a connection, the update that they come to, and its errors."""
    body, service = declaration.body, found.get("service") or declaration.service
    ignored = frozenset(declaration.ignore_changes)
    differences = compared(
        body, found, ignored=ignored, memory=memory, rotate=options.rotate_secrets, unsendable=unsendable
    )
    if not differences.keys:
        return differences, {}, []
    patch = patch_of(body, found, differences.changed, ignored=ignored)
    unchecked = service in options.unchecked
    found_by_rules = check_change(
        revealed(patch),  # plain text is checked much faster
        {**found, "service": service},
        catalogue=options.catalogue,
        unchecked=unchecked,
        bypass=bypass_of(service),
    )
    violations = downgrade_unknown_keys(found_by_rules, service, unchecked=unchecked)
    errors = [violation for violation in violations if violation.severity == "error"]
    # Of another service, the keys of the body are no part of an update: the whole connection is another one.
    return differences, patch, [violation for violation in errors if violation.pointer == "/service"] or errors


def _is_of_create(violation: Violation) -> bool:
    """Return whether only a create can set a key: by a rule, or since an update has no such field."""
    is_field = violation.pointer.count("/") == 1
    return violation.rule.endswith(_PERMANENT) or (violation.rule == "shape.unknown" and is_field)


_PERMANENT_HINT: Final = (
    "Leave it as it is, or add --allow-replace: the connection is then deleted and created again, and its history is "
    "synced again."
)


def _undeclared(
    left: Iterable[Entry], changes: Iterable[Change], connections: Found, memory: States
) -> Iterator[Change]:
    """Return the connections that an earlier apply knew from these files, and that no file declares any more."""
    created: dict[tuple[str, str], list[Declaration]] = {}
    for change in changes:
        if change.declaration and change.action is Action.CREATE:
            home = change.service, memory.place(change.declaration)
            created.setdefault(home, []).append(change.declaration)
    for entry in left:
        for found in connections.get((entry.group_id, entry.schema), ()):
            if found.get("id") == entry.id:
                # A saved plan knows no file of an entry, so there a create may be of any file.
                new = created.get((entry.service, entry.file), ()) if entry.file else ()
                moved = [change for change in new if change.schema == entry.schema]
                renamed = [change for change in new if change.group_id == entry.group_id]
                warnings = [_MOVED.format(moved[0])] if moved else []
                if renamed and not moved:
                    schemas = [declaration.schema for declaration in renamed[:_MOST_COMPARED]]
                    near = nearest(entry.schema, schemas, tolerance=len(entry.schema)) or schemas[0]
                    warnings = [_RENAMED.format(near)]
                names = entry.group_id, entry.schema, entry.service
                yield Change(Action.UNDECLARED, *names, entry.id, warnings=tuple(warnings), found=found)


_MOST_COMPARED: Final = 20
"""The most new names that an undeclared one is compared with: ten thousand of each would take minutes."""


_RENAMED: Final = (
    "If {0} is its new name: a schema cannot be renamed. {0} is another connection, whose history is synced again."
)


_MOVED: Final = (
    "If {0} is its new group: a connection cannot move. {0} is another connection, whose history is synced again."
)


def _unmanaged(
    managed: Collection[tuple[str, str]], undeclared: Collection[str], connections: Found, options: PlanOptions
) -> list[Change]:
    """Return the connections that no file declares; those beside a declared one of the same name are not touched."""
    if not (options.unmanaged or options.delete_unmanaged):
        return []
    action = Action.DELETE if options.delete_unmanaged else Action.UNMANAGED
    return [
        Change(action, key[0], key[1], str(found.get("service")), str(found.get("id")), found=found)
        for key, items in connections.items()
        if key not in managed
        for found in items
        if found.get("id") not in undeclared and options.selector.has(found)
    ]
