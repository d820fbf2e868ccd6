"""Checks of the mock's arguments: a wrong one is refused in one sentence that names it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from numbers import Real
from typing import Any, Final, cast

from fivetran_common.json_text import is_utf8
from fivetran_common.json_types import is_array, is_mapping

from .clock.moments import SECOND
from .formats.schema import Checker, an_object, or_null, whole
from .seeds import Seed, read_seed
from .state.faults import Fault
from .state.scripts import SETUP_TEST_SCRIPT, SYNC_SCRIPT, SetupTest, SetupTestScript, SyncScript

MOST_YEARS: Final = 100
MOST_SECONDS: Final = MOST_YEARS * 366 * 86_400
"""How far time can be moved at once, and how long something may take."""


def listed(values: object) -> Any:
    """Return the items of an iterable; a text or a mapping is none, and is returned itself for a check to refuse."""
    found: Any = values
    if isinstance(values, Iterable) and not isinstance(values, str | bytes | Mapping):
        found = list(cast("Iterable[object]", values))
    return found


def require_text(name: str, value: object) -> None:
    """Raise TypeError or ValueError unless an argument is a text in UTF-8 that is not empty."""
    if not isinstance(value, str):
        raise TypeError(f"{name} has to be a text that is not empty")
    if not value or not is_utf8(value):
        raise ValueError(f"{name} has to be a text in UTF-8 that is not empty")


def read_lists(groups: object, connections: object) -> Seed:
    """Read the arguments beside a seed's data; raises `InvalidSeed` with the pointer of the mistake."""
    bodies = listed(connections)
    if is_array(bodies):
        bodies = [dict(body) if is_mapping(body) else body for body in bodies]
    return read_seed({"groups": listed(groups), "connections": bodies})


def faults_of(values: object) -> tuple[Fault, ...]:
    """Read faults, which may be given as data; raises `InvalidFault` with the pointer of the mistake."""
    faults = listed(values)
    if not is_array(faults):
        raise TypeError("faults has to be a list of faults or of their data")
    return tuple(fault_of(fault, pointer=f"/{place}") for place, fault in enumerate(faults))


def fault_of(value: object, *, pointer: str = "") -> Fault:
    """Read a fault, or the data of one."""
    if isinstance(value, Fault):
        return value
    return Fault.from_data(dict(value) if is_mapping(value) else value, pointer=pointer)


def scripts_of(name: str, values: object, kind: type[SetupTestScript | SyncScript]) -> tuple[Any, ...]:
    """Read scripts of one kind."""
    scripts = listed(values)
    if not is_array(scripts):
        raise TypeError(f"{name} has to be a list of {kind.__name__}")
    for place, script in enumerate(scripts):
        if not isinstance(script, kind):
            raise TypeError(f"{name}[{place}] has to be a {kind.__name__}")
        check_script(script, within=f"{name}[{place}].")
    return tuple(scripts)


def check_script(script: SetupTestScript | SyncScript, *, within: str = "") -> None:
    """Raise TypeError or ValueError for a script that cannot be used."""
    if isinstance(script, SyncScript):
        SYNC_SCRIPT.check_arguments(within, **asdict(script))
        return
    tests = listed(script.tests)
    if not is_array(tests):
        raise TypeError(f'{within}tests has to be a list of SetupTest, as in [SetupTest(status="FAILED")]')
    for place, test in enumerate(tests):
        if not isinstance(test, SetupTest):
            raise TypeError(f'{within}tests[{place}] has to be a SetupTest, as in SetupTest(status="FAILED")')
    SETUP_TEST_SCRIPT.check_arguments(within, **asdict(script))


TIMES: Final = Checker(an_object({"times": or_null(whole(0))}))

UNITS: Final[Mapping[str, int]] = {"days": 86_400, "hours": 3_600, "minutes": 60, "seconds": 1}
"""The seconds of each unit."""


def microseconds_of(**amounts: Any) -> int:
    """Return how far to move time; raises ValueError for the past and for more than a hundred years."""
    for name, amount in amounts.items():
        if isinstance(amount, bool) or not isinstance(amount, Real):
            raise TypeError(f"{name} has to be a number")
    near = all(abs(amount) <= MOST_SECONDS for amount in amounts.values())  # neither NaN nor beyond floats
    seconds = sum(amount * UNITS[name] for name, amount in amounts.items()) if near else -1
    if not 0 <= seconds <= MOST_SECONDS:
        raise ValueError(f"time moves forward, and by at most {MOST_YEARS} years at once")
    return int(seconds * SECOND)
