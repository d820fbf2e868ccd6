"""
Checks of records that a store or a snapshot returns, before they become state.

A record that was damaged is refused here, with a sentence that names it; otherwise a later request would fail.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final, cast

from fivetran_common.json_types import is_array, is_object
from fivetran_common.pointers import pointer_of

from ..contract.request_schemas import validator
from ..formats.json import first_flaw, may_have_flaw, to_bytes
from ..state.account import HELD, OF_CONNECTION, OF_DESTINATION, OWNER_CREATED_AT, TABLES
from ..state.clock import END
from ..state.store import Change, InvalidRecord
from .transitions import DESTINATION_STATES, SETUP_STATES, SYNC_STATES, moment_of

MOST: Final = 1 << 60
"""The highest number of a record."""

Check = Callable[[Any], str]
"""Takes the decoded value of a record and returns the reason why it is damaged, or an empty string."""


def checked(changes: Iterable[Change]) -> list[Change]:
    """
    Return the records in the order in which they are entered: by account, kind and number.

    Raises `InvalidRecord` for the first one that is damaged, or that belongs to a record which is not there.
    Removals, which some stores return too, are left out.
    """
    found = [change for change in changes if change.value is not None]
    for problem in _damaged(found) or _orphans(found):
        raise problem
    return sorted(found)


def sound(changes: Iterable[Change]) -> tuple[list[Change], list[InvalidRecord]]:
    """
    Return the records that can be kept, and the problems of those that cannot.

    The group of a connection or destination is made anew if its record is lost.
    """
    kept, problems = _without(changes, _damaged)
    kept, orphans = _without([*kept, *_lost_groups(kept)], _orphans)
    return checked(kept), [*problems, *orphans]


def _without(
    changes: Iterable[Change], find: Callable[[Sequence[Change]], list[InvalidRecord]]
) -> tuple[list[Change], list[InvalidRecord]]:
    """Return the records that have no problem, and the problems of the others."""
    kept, problems = list(changes), list[InvalidRecord]()
    while found := find(kept):
        problems += found
        lost = {problem.record for problem in found}
        kept = [change for change in kept if change not in lost]
    return kept, problems


def _damaged(found: Sequence[Change]) -> list[InvalidRecord]:
    """Return the problems of records that are damaged or repeated."""
    there: set[tuple[str, str, object]] = set()
    return [
        InvalidRecord(change, problem) for change in found if (problem := _problem(change) or _repeated(change, there))
    ]


def _orphans(found: Sequence[Change]) -> list[InvalidRecord]:
    """Return the problems of records that belong to a record which is not there."""
    there: set[tuple[str, str, object]] = {change[:3] for change in found}
    there |= {(change.account, "group id", _decoded(change)["id"]) for change in found if change.kind == "group"}
    return [InvalidRecord(change, problem) for change in found if (problem := _orphaned(change, there))]


def _lost_groups(kept: Sequence[Change]) -> list[Change]:
    """Return records of groups that are named and not there, with the group's id as its name."""
    groups = {(each.account, _decoded(each)["id"]) for each in kept if each.kind == "group"}
    named = [(each.account, _decoded(each)["group_id"]) for each in kept if each.kind in _OF_GROUPS]
    last = max((each.key for each in kept if each.kind == "group"), default=0)
    return [
        Change(account, "group", last + place, to_bytes({"id": group, "name": group, "created_at": OWNER_CREATED_AT}))
        for place, (account, group) in enumerate(dict.fromkeys(each for each in named if each not in groups), start=1)
    ]


def _decoded(change: Change) -> Any:
    return json.loads(change.value or b"null")


def _problem(change: Change) -> str:
    """Return the reason why a record alone is damaged, or an empty string."""
    account = cast("object", change.account)  # a snapshot may have any JSON in the place of texts and numbers
    kind = cast("object", change.kind)
    if not isinstance(account, str) or first_flaw(account):
        return "the account is not a text"
    if not isinstance(kind, str) or kind not in _CHECKS:
        return "there is no such kind of record"
    lowest, highest = _NUMBERS.get(kind, (1, MOST))
    if type(change.key) is not int or not lowest <= change.key <= highest:
        return "the number is out of range"
    return _problem_of_value(kind, change.value or b"")


def _problem_of_value(kind: str, value: bytes) -> str:
    try:
        decoded = json.loads(value)
    except (ValueError, RecursionError):
        return "the value is not JSON"
    flaw = first_flaw(decoded) if may_have_flaw(value, decoded) else None
    return f"{flaw.pointer or '/'}: {flaw.problem}" if flaw else _CHECKS[kind](decoded)


_NUMBERS: Final = {"next": (0, len(TABLES)), "clock": (0, 0)}
"""The lowest and the highest number of records that belong to nothing else."""


def _repeated(change: Change, there: set[tuple[str, str, object]]) -> str:
    """Note a record and its id; return a problem if either is there already."""
    account, kind, number = change[:3]
    names: list[tuple[str, str, object]] = [(account, kind, number)]
    if kind in ("connection", *TABLES):
        names.append((account, f"{kind} id", _decoded(change)["id"]))
    for name in names:
        if name in there:
            return f"the {name[1]} {name[2]!r} is there twice"
        there.add(name)
    return ""


def _orphaned(change: Change, there: set[tuple[str, str, object]]) -> str:
    """Return a problem if a record belongs to one that is not there."""
    account, kind, number = change[:3]
    owner = _OWNERS.get(kind)
    if owner is not None and (account, owner, number) not in there:
        return f"there is no {owner} {number}"
    group = _decoded(change)["group_id"] if kind in _OF_GROUPS else None
    if group is not None and (account, "group id", group) not in there:
        return f"there is no group {group!r}"
    return ""


_OF_GROUPS: Final = ("connection", "destination")
"""The kinds of record that name a group."""

_OWNERS: Final[Mapping[str, str]] = {
    "due": "connection",
    **dict.fromkeys(OF_CONNECTION, "connection"),
    "members": "group",
    **dict.fromkeys(OF_DESTINATION, "destination"),
}


def _shown(reference: str) -> Check:
    """Return a check by a schema of the document."""

    def check(value: Any) -> str:
        error = next(iter(validator(reference).iter_errors(value)), None)
        return "" if error is None else f"{pointer_of(error.instance_path) or '/'}: {error.message[:200]}"

    return check


def _connection(value: Any) -> str:
    if problem := _shown("#/components/schemas/Connection")(value):
        return problem
    missing = [key for key in _NEEDED if key not in value]
    if missing or not is_object(value["config"]):
        return f"/{(missing or ['config'])[0]}: this is needed"
    status = value["status"]
    if status.get("setup_state") not in _SETUP or status.get("sync_state") not in _SYNC:
        return "/status: this state is unknown"
    if type(status.get("is_historical_sync")) is not bool or type(value["paused"]) is not bool:
        return "/status: is_historical_sync or paused is missing"
    if (status["sync_state"] == "paused") != value["paused"]:
        return "/status/sync_state: this contradicts paused"
    return _schedule(value) or _moment(status.get("rescheduled_for"))


_NEEDED: Final = (
    "id",
    "group_id",
    "service",
    "schema",
    "status",
    "config",
    "paused",
    "sync_frequency",
    "schedule_type",
    "created_at",
)
_SETUP: Final = frozenset(state for state, _ in SETUP_STATES)
_SYNC: Final = frozenset(state for state, _ in SYNC_STATES)


def _schedule(record: Mapping[str, Any]) -> str:
    frequency, schedule = record["sync_frequency"], record.get("schedule")
    interval = schedule.get("interval", frequency) if is_object(schedule) else frequency
    if not all(type(each) is int and 0 < each <= MOST_MINUTES for each in (frequency, interval)):
        return "/sync_frequency: this is not a number of minutes"
    daily = record.get("daily_sync_time")
    return "" if daily is None or _HOUR.fullmatch(daily) else "/daily_sync_time: this is not an hour"


_HOUR: Final = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")

MOST_MINUTES: Final = 10_000_000
"""The longest time between two syncs: 19 years."""


def _moment(text: Any) -> str:
    if text is None:
        return ""
    try:
        moment_of(text)
    except (ValueError, TypeError):
        return "/status/rescheduled_for: this is not a time"
    return ""


def _whole(most: int) -> Check:
    return lambda value: "" if type(value) is int and 0 <= value <= most else f"this is not a number from 0 to {most}"


def _errors(value: Any) -> str:
    for each in value if is_array(value) else [None]:
        if not is_array(each) or len(each) != 2 or _whole(END)(each[0]):
            return "this is not a list of moments and errors"
        if problem := _shown("#/components/schemas/ConnectionError")(each[1]):
            return problem
    moments: Sequence[int] = [each[0] for each in value]
    return "" if list(moments) == sorted(moments) else "the errors are not in the order of time"


def _schemas(value: Any) -> str:
    if problem := _shown("#/components/schemas/SchemaConfig")(value):
        return problem
    try:
        tables = [table for schema in value["schemas"].values() for table in schema["tables"].values()]
        settings = [*tables, *(column for table in tables for column in table.get("columns", {}).values())]
        complete = all(_has_settings(each) for each in settings) and value["schema_change_handling"] is not None
    except (KeyError, TypeError, AttributeError):
        complete = False
    return "" if complete else "a schema, table or column lacks its settings"


def _has_settings(settings: Mapping[str, Any]) -> bool:
    patch = settings["enabled_patch_settings"]
    return type(settings["enabled"]) is bool and type(patch["allowed"]) is bool and _is_reason(patch)


def _is_reason(patch: Mapping[str, Any]) -> bool:
    """Return whether settings that cannot be changed have a reason."""
    return patch["allowed"] or isinstance(patch.get("reason_code"), str)


def _members(value: Any) -> str:
    fine = is_object(value) and all(isinstance(role, str) for role in value.values())
    return "" if fine else "this is not an object of roles"


def _has_id(value: Any) -> str:
    return "" if is_object(value) and isinstance(value.get("id"), str) else "/id: this is needed"


def _with_id(reference: str, *keys: str) -> Check:
    """Return a check for an object of a schema of the document, with an id and other texts."""
    shown = _shown(reference)

    def check(value: Any) -> str:
        if problem := shown(value) or _has_id(value):
            return problem
        return next((f"/{key}: this is needed" for key in keys if not isinstance(value.get(key), str)), "")

    return check


_is_destination: Final = _with_id(
    "#/components/schemas/Destination", "group_id", "service", "region", "time_zone_offset", "setup_status"
)
_is_user: Final = _with_id("#/components/schemas/User", "email", "role", "created_at")


def _destination(value: Any) -> str:
    if problem := _is_destination(value):
        return problem
    if value["id"] != value["group_id"]:
        return "/id: this is not the id of the group"
    if value["setup_status"] not in DESTINATION_STATES:
        return "/setup_status: this state is unknown"
    return "" if is_object(value.get("config")) else "/config: this is needed"


def _user(value: Any) -> str:
    problem = _is_user(value)
    return problem or ("" if type(value.get("active")) is bool else "/active: this is needed")


def _trust(value: Any) -> str:
    for kind, reference in _APPROVED.items():
        approved = value.get(kind) if is_object(value) else None
        if not is_array(approved) or any(_shown(reference)(each) for each in approved):
            return f"/{kind}: this is not a list of approved {kind}"
    return ""


_APPROVED: Final = {
    "certificates": "#/components/schemas/Certificate",
    "fingerprints": "#/components/schemas/Fingerprint",
}

_CHECKS: Final[Mapping[str, Check]] = {
    "clock": _whole(END),
    "next": _whole(MOST),
    "connection": _connection,
    "due": _whole(HELD),
    "schemas": _schemas,
    "state": _shown("#/components/schemas/ConnectionState"),
    "errors": _errors,
    "trust": _trust,
    "group": _with_id("#/components/schemas/Group", "name", "created_at"),
    "members": _members,
    "deleted_group": _has_id,
    "user": _user,
    "destination": _destination,
    "destination_trust": _trust,
}
"""The check of the value of each kind of record."""
