"""What a mock begins with, from plain data: groups, connections, and how tests and syncs will end."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Final, get_args

from fivetran_rules import check

from ._envelope import to_bytes
from ._json import is_array, is_object
from ._lifecycle import SETUP_STATES, SYNC_STATES, next_due
from ._records import new_connection, schema_name
from ._scripts import Outcome, SetupTest, SetupTestScript, SyncScript, TestStatus
from ._state import Account
from ._world import World

BESIDE: Final = frozenset(
    {"id", "service_version", "connected_by", "created_at", "succeeded_at", "failed_at", "status"}
)
"""What a seeded connection may say beside the body of a create: what an answer says."""


class InvalidSeed(ValueError):
    """A seed that cannot be planted; says in one sentence where it is wrong."""

    def __init__(self, pointer: str, problem: str) -> None:
        super().__init__(f"{pointer or '/'}: {problem}")
        self.pointer = pointer
        self.problem = problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Seed:
    """What to plant."""

    groups: Sequence[str] = ()
    """Ids of groups that exist."""
    connections: Sequence[Mapping[str, Any]] = ()
    """Bodies of creates, each with what an answer says beside, for instance `id` or `status`."""
    setup_tests: Sequence[SetupTestScript] = ()
    syncs: Sequence[SyncScript] = ()


def read_seed(data: object) -> Seed:
    """Read a seed from plain data; raises `InvalidSeed` with the pointer of what is wrong."""
    given = _object(data, "", _READERS)
    return Seed(**{key: _READERS[key](_list(value, f"/{key}"), f"/{key}") for key, value in given.items()})


def plant(world: World, account: Account, seed: Seed) -> None:
    """Put a seed into an account: all of it, or nothing where a connection is refused."""
    taken: set[str | None] = set()
    for place, connection in enumerate(seed.connections):
        _judge(connection, f"/connections/{place}", strict=world.strict)
        wanted = connection.get("id")
        if wanted is not None and (wanted in taken or account.number(wanted) is not None):
            raise InvalidSeed(f"/connections/{place}/id", "this id is taken")
        taken.add(wanted)
    for group in seed.groups:
        account.meet_group(group, world.clock)
    for connection in seed.connections:
        _plant_connection(world, account, connection)
    for test_script in reversed(seed.setup_tests):
        world.scripts.add(test_script)
    for sync_script in reversed(seed.syncs):
        world.scripts.add(sync_script)


def read_setup_test_script(data: object, pointer: str = "") -> SetupTestScript:
    """Read how setup tests end: `tests`, or `status` and `message` of one, and for which connections."""
    given = _object(data, pointer, {*_names(SetupTestScript), "status", "message", "title", "details"})
    one = {key: given.pop(key) for key in ("title", "status", "message", "details") if key in given}
    listed = _list(given.pop("tests", [one] if one else []), f"{pointer}/tests")
    tests = tuple(_setup_test(each, f"{pointer}/tests/{place}") for place, each in enumerate(listed))
    return SetupTestScript(tests=tests, **_aim(given, pointer))


def read_sync_script(data: object, pointer: str = "") -> SyncScript:
    """Read how syncs end: `outcome`, and for which connections."""
    given = _object(data, pointer, _names(SyncScript))
    said: dict[str, Any] = {key: given.pop(key) for key in ("outcome", "message") if key in given}
    if said.get("outcome", "succeed") not in get_args(Outcome):
        raise InvalidSeed(f"{pointer}/outcome", f"this has to be one of {', '.join(get_args(Outcome))}")
    _texts(said, pointer)
    return SyncScript(**said, **_aim(given, pointer))


def _setup_test(data: object, pointer: str) -> SetupTest:
    given = _object(data, pointer, _names(SetupTest))
    if given.get("status", "PASSED") not in get_args(TestStatus):
        raise InvalidSeed(f"{pointer}/status", f"this has to be one of {', '.join(get_args(TestStatus))}")
    _texts({key: value for key, value in given.items() if key != "details"}, pointer)
    return SetupTest(**given)


def _aim(given: dict[str, Any], pointer: str) -> dict[str, Any]:
    times = given.get("times")
    if times is not None and (type(times) is not int or times < 1):
        raise InvalidSeed(f"{pointer}/times", "this has to be a whole number from 1")
    _texts({key: value for key, value in given.items() if key != "times"}, pointer)
    return given


def _judge(connection: Mapping[str, Any], pointer: str, *, strict: bool) -> None:
    body = {key: value for key, value in connection.items() if key not in BESIDE}
    for violation in check(body, strict=strict):
        if violation.severity == "error":
            raise InvalidSeed(pointer + violation.pointer, violation.message)
    _texts({key: connection[key] for key in BESIDE & connection.keys() if key not in _NOT_TEXT}, pointer)
    status = _object(connection.get("status", {}), f"{pointer}/status", None)
    for key, allowed in _STATES.items():
        if key in status and status[key] not in allowed:
            raise InvalidSeed(f"{pointer}/status/{key}", f"this has to be one of {', '.join(allowed)}")


_NOT_TEXT: Final = frozenset({"status", "service_version"})

_STATES: Final = {
    "setup_state": sorted({state for state, _ in SETUP_STATES}),
    "sync_state": sorted({state for state, _ in SYNC_STATES}),
}


def _plant_connection(world: World, account: Account, connection: Mapping[str, Any]) -> None:
    fresh = new_connection(world, account, connection, schema_name(connection), tested=False)
    record = json.loads(fresh.record)
    record.update({key: connection[key] for key in BESIDE & connection.keys() if key != "status"})
    record["status"].update(connection.get("status", {}))
    if record["status"]["sync_state"] == "paused":
        record["paused"] = True
    account.meet_group(record["group_id"], world.clock)
    number = account.add(record["id"], record["group_id"], record["schema"], to_bytes(record))
    account.plan(number, next_due(world, record, None))


def _groups(data: list[Any], pointer: str) -> tuple[str, ...]:
    for place, group in enumerate(data):
        if not isinstance(group, str) or not group:
            raise InvalidSeed(f"{pointer}/{place}", "a group is named by its id, a text")
    return tuple(data)


def _connections(data: list[Any], pointer: str) -> tuple[dict[str, Any], ...]:
    return tuple(_object(each, f"{pointer}/{place}", None) for place, each in enumerate(data))


def _each(read: Callable[[object, str], Any]) -> Callable[[list[Any], str], tuple[Any, ...]]:
    return lambda data, pointer: tuple(read(each, f"{pointer}/{place}") for place, each in enumerate(data))


_READERS: Final[dict[str, Callable[[list[Any], str], Any]]] = {
    "groups": _groups,
    "connections": _connections,
    "setup_tests": _each(read_setup_test_script),
    "syncs": _each(read_sync_script),
}


def _names(kind: type[Any]) -> set[str]:
    return {field.name for field in fields(kind)}


def _object(data: object, pointer: str, keys: Iterable[str] | None) -> dict[str, Any]:
    """Give a copy of an object, after making sure that it has no other than these keys."""
    if not is_object(data):
        raise InvalidSeed(pointer, "this has to be an object")
    known = None if keys is None else sorted(keys)
    for key in data:
        if known is not None and key not in known:
            raise InvalidSeed(f"{pointer}/{key}", f"there is no such key; there are {', '.join(known)}")
    return dict(data)


def _list(data: object, pointer: str) -> list[Any]:
    if not is_array(data):
        raise InvalidSeed(pointer, "this has to be a list")
    return data


def _texts(given: Mapping[str, Any], pointer: str) -> None:
    for key, value in given.items():
        if value is not None and not isinstance(value, str):
            raise InvalidSeed(f"{pointer}/{key}", "this has to be a text")
