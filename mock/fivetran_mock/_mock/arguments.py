"""Checks of the mock's arguments, as tables: a wrong one is refused in one sentence that names it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from numbers import Integral, Real
from types import NoneType
from typing import Any, Final, Literal, Protocol, TypeGuard, get_args, runtime_checkable

from .faults import Fault
from .formats.json import to_bytes
from .lifecycle.seeds import Seed, read_seed
from .state.clock import SECOND
from .state.rate_limits import Plan
from .state.roles import ADMINISTRATOR, Credential, Role, RoleName
from .state.scripts import Needed, Outcome, SetupTest, SetupTestScript, SyncScript, TestStatus
from .state.store import Store

Accounts = Literal["apart", "one"]
Duplicates = Literal["refuse", "allow"]

MOST_YEARS: Final = 100
MOST_SECONDS: Final = MOST_YEARS * 366 * 86_400
"""How far time can be moved at once, and how long something may take."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of value."""

    what: str
    """Words that follow `has to be`; messages never show the value, which may be a secret."""
    types: tuple[type, ...]
    fits: Callable[[Any], object] = lambda _: True
    """A check of values that have the type."""

    def takes(self, value: object) -> bool:
        """Return whether a value is of this kind."""
        return self._has_type(value) and bool(self.fits(value))

    def check(self, name: str, value: object) -> None:
        """Raise TypeError or ValueError with the argument's name for a value of another kind."""
        if not self.takes(value):
            raise (ValueError if self._has_type(value) else TypeError)(f"{name} has to be {self.what}")

    def _has_type(self, value: object) -> bool:
        return isinstance(value, self.types) and (bool in self.types or not isinstance(value, bool))


def check(kinds: Mapping[str, Kind], within: str = "", /, **values: object) -> None:
    """Raise TypeError or ValueError for the first value that is not of its kind."""
    for name, value in values.items():
        kinds[name].check(within + name, value)


def listed(name: str, values: object, what: str) -> tuple[Any, ...]:
    """Return the items of an iterable; a text or a mapping is not accepted as one."""
    if not _is_list(values):
        raise TypeError(f"{name} has to be a list of {what}")
    return tuple(values)


def _is_list(values: object) -> TypeGuard[Iterable[Any]]:
    return isinstance(values, Iterable) and not isinstance(values, str | bytes | Mapping)


def groups_of(values: object) -> dict[str, str]:
    """Read groups: a list of ids, or a mapping of ids to names; a name is empty where the mock makes it up."""
    if _is_mapping(values):
        for group, name in values.items():
            NAME.check("each id of groups", group)
            NAME.check(f"groups[{group!r}]", name)
        return dict(values)
    found = listed("groups", values, "ids of groups")
    for place, each in enumerate(found):
        NAME.check(f"groups[{place}]", each)
    return dict.fromkeys(found, "")


def services_of(values: object) -> frozenset[str]:
    """Read the names of services."""
    found = listed("services", values, "names of services")
    for place, each in enumerate(found):
        NAME.check(f"services[{place}]", each)
    return frozenset(found)


def read_lists(groups: object, connections: object) -> Seed:
    """Read the arguments beside a seed's data; raises `InvalidSeed` with the pointer of the mistake."""
    bodies = listed("connections", connections, "mappings")
    plain = [dict(each) if _is_mapping(each) else each for each in bodies]
    return read_seed({"groups": list(listed("groups", groups, "ids of groups")), "connections": plain})


def faults_of(values: object) -> tuple[Fault, ...]:
    """Read faults, which may be given as data; raises `InvalidFault` with the pointer of the mistake."""
    found = listed("faults", values, "faults or of their data")
    return tuple(fault_of(each, pointer=f"/{place}") for place, each in enumerate(found))


def fault_of(value: object, *, pointer: str = "") -> Fault:
    """Read a fault, or the data of one."""
    if isinstance(value, Fault):
        return value
    return Fault.from_data(dict(value) if _is_mapping(value) else value, pointer=pointer)


def scripts_of(name: str, values: object, kind: type[SetupTestScript | SyncScript]) -> tuple[Any, ...]:
    """Read scripts of one kind."""
    found = listed(name, values, kind.__name__)
    for place, each in enumerate(found):
        Kind(f"a {kind.__name__}", (kind,)).check(f"{name}[{place}]", each)
        check_script(each, within=f"{name}[{place}].")
    return found


def check_script(script: SetupTestScript | SyncScript, *, within: str = "") -> None:
    """Raise TypeError or ValueError for a script that cannot be used."""
    check(_SCRIPT, within, **_values(script))
    for place, test in enumerate(script.tests if isinstance(script, SetupTestScript) else ()):
        Kind("a SetupTest", (SetupTest,)).check(f"{within}tests[{place}]", test)
        check_test(test, within=f"{within}tests[{place}].")


def check_test(test: SetupTest, *, within: str = "") -> None:
    """Raise TypeError or ValueError for a result of a setup test that cannot be used."""
    check(_SETUP_TEST, within, **_values(test))


def _is_mapping(value: object) -> TypeGuard[Mapping[str, Any]]:
    return isinstance(value, Mapping)


def _values(given: SetupTestScript | SyncScript | SetupTest) -> dict[str, object]:
    return {field.name: getattr(given, field.name) for field in fields(given)}


def _one_of(words: Any) -> Kind:
    """Return the kind of a Literal's words."""
    *most, last = map(repr, get_args(words))
    return Kind(f"{', '.join(most)} or {last}", (str,), lambda value: value in get_args(words))


def _or_none(kind: Kind) -> Kind:
    return Kind(f"{kind.what}, or None", (*kind.types, NoneType), lambda value: value is None or kind.fits(value))


def _whole(low: int) -> Kind:
    return Kind(f"a whole number from {low}", (Integral,), lambda value: value >= low)


def credentials_of(values: Mapping[str, str | tuple[str, RoleName]] | None) -> dict[str, Credential] | None:
    """Read key pairs that were checked."""
    if values is None:
        return None
    return {
        key: Credential(value, ADMINISTRATOR) if isinstance(value, str) else Credential(value[0], Role(value[1]))
        for key, value in values.items()
    }


def secret_of(value: str | tuple[str, RoleName]) -> str:
    """Return the secret of a credential."""
    return value if isinstance(value, str) else value[0]


def _are_credentials(credentials: Mapping[Any, Any]) -> bool:
    """Return whether these are key pairs; a key has no colon, which ends the key in basic authentication."""
    return bool(credentials) and all(
        NAME.takes(key) and ":" not in key and _is_credential(value) for key, value in credentials.items()
    )


def _is_credential(value: object) -> bool:
    if _is_tuple(value):
        return len(value) == 2 and NAME.takes(value[0]) and value[1] in get_args(RoleName)
    return NAME.takes(value)


def _is_tuple(value: object) -> TypeGuard[tuple[Any, ...]]:
    return isinstance(value, tuple)


def _is_json(value: object) -> bool:
    try:
        to_bytes(value)
    except (TypeError, ValueError, RecursionError):
        return False
    return True


@runtime_checkable
class _AnyStore(Store, Protocol):
    """A store, as `isinstance` finds it by its methods."""


NAME: Final = Kind("a non-empty text in UTF-8", (str,), lambda value: value and _is_json(value))
NUMBER: Final = Kind("a number", (Real,))
API_KEY: Final = _or_none(NAME)
TIMES: Final = _or_none(_whole(0))
TOKEN: Final = Kind("a text", (str,))
_TEXT: Final = Kind("a text in UTF-8", (str,), _is_json)
_FLAG: Final = Kind("True or False", (bool,))
_SECONDS: Final = Kind(
    f"a number of seconds from 0 to {MOST_SECONDS} ({MOST_YEARS} years)",
    (Real,),
    lambda value: 0 <= value <= MOST_SECONDS,
)

ADVANCE: Final = {"days": NUMBER, "hours": NUMBER, "minutes": NUMBER, "seconds": NUMBER}

SETTINGS: Final = {
    "credentials": _or_none(
        Kind(
            "a mapping of at least one key, which has no colon, to its secret or to a pair of secret and role "
            f"({', '.join(get_args(RoleName))})",
            (Mapping,),
            _are_credentials,
        )
    ),
    "accounts": _one_of(Accounts),
    "user_id": _or_none(NAME),
    "strict": _FLAG,
    "rate_limits": _or_none(_one_of(Plan)),
    "realtime": _FLAG,
    "seed": Kind("a whole number", (Integral,)),
    "duplicate_schemas": _one_of(Duplicates),
    "check_replies": _FLAG,
    "store": _or_none(Kind("a Store, with load, write and clear", (_AnyStore,))),
    "journal_entries": _whole(0),
    "journal_bytes": _whole(0),
    "sync_seconds": _SECONDS,
    "seconds_per_call": _SECONDS,
    "card_page": Kind(
        "an address that begins with http:// or https://",
        (str,),
        lambda value: value.startswith(("http://", "https://")),
    ),
}
"""The settings of `FivetranMock` that need no conversion."""

_SETUP_TEST: Final = {
    "title": _TEXT,
    "status": _one_of(TestStatus),
    "message": _TEXT,
    "details": Kind("a JSON value", (object, bool), _is_json),
    "needs": _or_none(_one_of(Needed)),
}

_SCRIPT: Final = {
    "connection_id": _or_none(NAME),
    "destination_id": _or_none(NAME),
    "service": _or_none(NAME),
    "times": _or_none(_whole(1)),
    "tests": Kind("a tuple of SetupTest", (tuple,)),
    "outcome": _one_of(Outcome),
    "message": _TEXT,
}


def microseconds_of(**amounts: float) -> int:
    """Return how far to move time; raises ValueError for the past and for more than a hundred years."""
    check(ADVANCE, **amounts)
    near = all(abs(amount) <= MOST_SECONDS for amount in amounts.values())  # neither NaN nor beyond floats
    seconds = sum(amount * UNITS[name] for name, amount in amounts.items()) if near else -1
    if not 0 <= seconds <= MOST_SECONDS:
        raise ValueError(f"time moves forward, and by at most {MOST_YEARS} years at once")
    return int(seconds * SECOND)


UNITS: Final[Mapping[str, int]] = {"days": 86_400, "hours": 3_600, "minutes": 60, "seconds": 1}
"""The seconds of each unit."""
