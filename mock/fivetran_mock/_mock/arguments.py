"""Checks of the mock's arguments: a wrong one is refused in one sentence that names it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from numbers import Real
from typing import Any, Final, cast, get_args

from fivetran_common.json_text import is_utf8
from fivetran_common.json_types import is_array, is_mapping
from fivetran_rules.behaviours import BEHAVIOURS

from .clock.moments import SECOND
from .credentials import Credential, RoleName
from .faults import FAULT, Fault
from .formats.schema import FLAG, NAME, Checker, an_object, array, number, one_of, or_null, whole
from .journal import MOST_BYTES, MOST_ENTRIES
from .seeds import SCRIPTS, SEED, Seed, read_seed
from .state.rate_limits import RateLimitPlan
from .state.scripts import SETUP_TEST_SCRIPT, SYNC_SCRIPT, SetupTest, SetupTestScript, SyncScript
from .state.state import CARD_PAGE, Unimitated
from .state.store import Store

MOST_YEARS: Final = 100
MOST_SECONDS: Final = MOST_YEARS * 366 * 86_400
"""How far time can be moved at once, and how long something may take."""

_SECONDS: Final = number(0, MOST_SECONDS, f"a number of seconds from 0 to {MOST_SECONDS} ({MOST_YEARS} years)")
_ROLES: Final = get_args(RoleName)

SETTINGS: Final = Checker(
    an_object(
        {
            "credentials": {
                "type": "object",
                "minProperties": 1,
                "propertyNames": {"pattern": "^[^:]+$"},  # a colon ends the key in basic authentication
                "additionalProperties": {
                    "type": ["string", "array"],
                    "minLength": 1,
                    "prefixItems": [{"type": "string", "minLength": 1}, {"enum": [*_ROLES]}],
                    "minItems": 2,
                    "maxItems": 2,
                },
                "title": "a mapping of at least one key, which has no colon, to its secret or to a pair of secret and "
                f"role ({', '.join(_ROLES)})",
            },
            "groups": {
                "type": ["array", "object"],
                "items": NAME,
                "additionalProperties": NAME,
                "propertyNames": NAME,
                "title": "a list of ids of groups, or a mapping of ids to names",
            },
            "user_id": NAME,
            "owner": an_object(
                {
                    **dict.fromkeys(("given_name", "family_name", "phone"), NAME),
                    "email": {"type": "string", "pattern": r"^[^@\s]+@[^@\s]+$", "title": "an e-mail address"},
                }
            ),
            "unimitated": {**one_of(*get_args(Unimitated)), "default": "refused"},
            "services": {"type": "array", "items": NAME, "title": "a list of names of services", "default": []},
            "strict": {**FLAG, "default": False},
            "rate_limits": or_null(one_of(*get_args(RateLimitPlan))),
            "realtime": {**FLAG, "default": False},
            "random_seed": {"type": "integer", "title": "a whole number", "default": 0},
            "faults": array(FAULT.schema),
            "behaviours": an_object(
                {
                    row.name: {**one_of(*row.values), "default": row.default, "description": row.about}
                    for row in BEHAVIOURS
                }
            ),
            "check_replies": {**FLAG, "default": False},
            "journal_entries": {**whole(0), "default": MOST_ENTRIES},
            "journal_bytes": {**whole(0), "default": MOST_BYTES},
            "start_time": {"type": "string", "title": "a date and time with its zone, as in 2026-01-01T00:00:00Z"},
            "sync_seconds": {**_SECONDS, "default": 60},
            "seconds_per_call": {**_SECONDS, "default": 0},
            "card_page": {
                "type": "string",
                "pattern": "^https?://",
                "title": "an address that begins with http:// or https://",
                "default": CARD_PAGE,
            },
        }
    )
)
"""The settings of `FivetranMock` as plain data; without `store`, which is an object of Python."""

SCHEMAS: Final = {
    "seed": SEED.schema,
    "faults": array(FAULT.schema),
    "scripts": an_object(SCRIPTS),
    "settings": SETTINGS.schema,
}
"""The schemas that `fivetran-mock schema` prints."""


def check_settings(*, store: object = None, **settings: Any) -> None:
    """Raise TypeError or ValueError for the first wrong setting; `faults` and `behaviours` have their own readers."""
    if isinstance(settings.get("start_time"), datetime):
        settings["start_time"] = settings["start_time"].isoformat()
    usual = {name: schema.get("default") for name, schema in SETTINGS.schema["properties"].items()}
    changed = {name: _plain(value) for name, value in settings.items() if value != usual[name]}
    given = {name: value for name, value in changed.items() if name not in ("faults", "behaviours")}
    if given:
        SETTINGS.check_arguments(**given)
    if store is not None and not isinstance(store, Store):
        raise TypeError("store has to be a Store, with load, write and clear, or None")


def _plain(value: object) -> object:
    """Return a setting as a file of JSON has it."""
    if is_mapping(value):
        return {key: list(inner) if is_array(inner) else inner for key, inner in value.items()}
    return float(value) if isinstance(value, Real) and not isinstance(value, (int, float)) else value


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


def credentials_of(values: Mapping[str, str | tuple[str, RoleName]] | None) -> dict[str, Credential] | None:
    """Read key pairs that were checked."""
    if values is None:
        return None
    return {key: Credential(value) if isinstance(value, str) else Credential(*value) for key, value in values.items()}


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

ADVANCE: Final = Checker(an_object({unit: {"type": "number", "title": "a number"} for unit in UNITS}))
"""How far to move time, as plain data."""


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
