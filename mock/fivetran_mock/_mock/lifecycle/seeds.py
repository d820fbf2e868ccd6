"""What a mock begins with, from plain data: groups, connections, and how tests and syncs will end."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Final, get_args

from fivetran_common.json_types import is_array, is_object

from ..formats.json_values import first_flaw
from ..state.scripts import Outcome, Scripts, SetupTest, SetupTestScript, SyncScript, TestStatus


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

    def script(self, scripts: Scripts) -> None:
        """Let the scripts stand, the first of each kind before the others."""
        for setup_test in reversed(self.setup_tests):
            scripts.add(setup_test)
        for sync in reversed(self.syncs):
            scripts.add(sync)


def read_seed(data: object) -> Seed:
    """Read a seed from plain data; raises `InvalidSeed` with the pointer of what is wrong."""
    if flaw := first_flaw(data):
        raise InvalidSeed(*flaw)
    given = _object(data, "", _READERS)
    return Seed(**{key: _READERS[key](_list(value, f"/{key}"), f"/{key}") for key, value in given.items()})


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
    _one_of(said, "outcome", get_args(Outcome), pointer)
    _texts(said, pointer)
    return SyncScript(**said, **_aim(given, pointer))


def _setup_test(data: object, pointer: str) -> SetupTest:
    given = _object(data, pointer, _names(SetupTest))
    _one_of(given, "status", get_args(TestStatus), pointer)
    _texts({key: value for key, value in given.items() if key != "details"}, pointer)
    return SetupTest(**given)


def _aim(given: dict[str, Any], pointer: str) -> dict[str, Any]:
    times = given.get("times")
    if times is not None and (type(times) is not int or times < 1):
        raise InvalidSeed(f"{pointer}/times", "this has to be a whole number from 1")
    _texts({key: value for key, value in given.items() if key != "times" and value is not None}, pointer)
    return given


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
    return list(data)


def _one_of(given: Mapping[str, Any], key: str, allowed: Sequence[str], pointer: str) -> None:
    if key in given and given[key] not in allowed:
        raise InvalidSeed(f"{pointer}/{key}", f"this has to be one of {', '.join(allowed)}")


def _texts(given: Mapping[str, Any], pointer: str) -> None:
    for key, value in given.items():
        if not isinstance(value, str):
            raise InvalidSeed(f"{pointer}/{key}", "this has to be a text")
