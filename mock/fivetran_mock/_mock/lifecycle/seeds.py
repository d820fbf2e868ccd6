"""Seeds: the groups, connections and scripts that a mock begins with, read from plain data."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, Final, get_args

from fivetran_common.json_types import is_array, is_object

from ..formats.json import first_flaw
from ..state.scripts import (
    OUTCOMES,
    STATUSES,
    Needed,
    Outcome,
    Scripts,
    SetupTest,
    SetupTestScript,
    SyncScript,
    TestStatus,
)


class InvalidSeed(ValueError):
    """A seed that cannot be planted; the message is one sentence with the pointer of the mistake."""

    def __init__(self, pointer: str, problem: str) -> None:
        super().__init__(f"{pointer or '/'}: {problem}")
        self.pointer = pointer
        self.problem = problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Seed:
    """The groups, connections and scripts to add to an account."""

    groups: Mapping[str, str | None] = field(default_factory=dict[str, str | None])
    """The names of groups by id; None for a made-up name."""
    connections: Sequence[Mapping[str, Any]] = ()
    """Bodies of creates, which may also have keys that answers add, such as `id` or `status`."""
    setup_tests: Sequence[SetupTestScript] = ()
    syncs: Sequence[SyncScript] = ()

    def script(self, scripts: Scripts) -> None:
        """Add the scripts; the first of each kind is asked first."""
        for setup_test in reversed(self.setup_tests):
            scripts.add(setup_test)
        for sync in reversed(self.syncs):
            scripts.add(sync)


def read_seed(data: object) -> Seed:
    """Read a seed from plain data; raises `InvalidSeed` with the pointer of the mistake."""
    if flaw := first_flaw(data):
        raise InvalidSeed(*flaw)
    given = _object(data, "", _READERS)
    return Seed(**{key: _READERS[key](_list(value, f"/{key}"), f"/{key}") for key, value in given.items()})


def read_setup_test_script(data: object, pointer: str = "") -> SetupTestScript:
    """Read how setup tests end: `tests`, or `status` and `message` of one, and for which connections."""
    given = _object(data, pointer, _names(SetupTestScript) | _names(SetupTest))
    one = {key: given.pop(key) for key in sorted(_names(SetupTest)) if key in given}
    listed = _list(given.pop("tests", [one] if one else []), f"{pointer}/tests")
    tests = tuple(_setup_test(each, f"{pointer}/tests/{place}") for place, each in enumerate(listed))
    return SetupTestScript(tests=tests, **_aim(given, pointer))


def read_sync_script(data: object, pointer: str = "") -> SyncScript:
    """Read how syncs end: `outcome`, and for which connections."""
    given = _object(data, pointer, _names(SyncScript))
    said: dict[str, Any] = {key: given.pop(key) for key in ("outcome", "message") if key in given}
    _one_of(said, "outcome", get_args(Outcome), pointer, spellings=OUTCOMES)
    _texts(said, pointer)
    return SyncScript(**said, **_aim(given, pointer))


def _setup_test(data: object, pointer: str) -> SetupTest:
    given = _object(data, pointer, _names(SetupTest))
    _one_of(given, "status", get_args(TestStatus), pointer, spellings=STATUSES)
    _one_of(given, "needs", (*get_args(Needed), None), pointer)
    _texts({key: value for key, value in given.items() if key not in ("details", "needs")}, pointer)
    return SetupTest(**given)


def _aim(given: dict[str, Any], pointer: str) -> dict[str, Any]:
    times = given.get("times")
    if times is not None and (type(times) is not int or times < 1):
        raise InvalidSeed(f"{pointer}/times", "this has to be a whole number from 1")
    _texts({key: value for key, value in given.items() if key != "times" and value is not None}, pointer)
    return given


def _groups(data: list[Any], pointer: str) -> dict[str, str | None]:
    return dict(_group(each, f"{pointer}/{place}") for place, each in enumerate(data))


def _group(data: object, pointer: str) -> tuple[str, str | None]:
    """Read a group: its id, or an object with `id` and `name`."""
    given: dict[str, Any] = _object(data, pointer, ("id", "name")) if is_object(data) else {"id": data}
    if not isinstance(given.get("id"), str) or not given["id"]:
        raise InvalidSeed(pointer, "a group is named by its id, a text")
    _texts(given, pointer)
    return given["id"], given.get("name")


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
    """Return a copy of an object after checking that it has only these keys."""
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


def _one_of(
    given: Mapping[str, Any], key: str, allowed: Sequence[str | None], pointer: str, *, spellings: Iterable[str] = ()
) -> None:
    """Refuse another word than the allowed ones, which may have other spellings."""
    if key in given and given[key] not in (*allowed, *spellings):
        raise InvalidSeed(f"{pointer}/{key}", f"this has to be one of {', '.join(filter(None, allowed))}")


def _texts(given: Mapping[str, Any], pointer: str) -> None:
    for key, value in given.items():
        if not isinstance(value, str):
            raise InvalidSeed(f"{pointer}/{key}", "this has to be a text")
