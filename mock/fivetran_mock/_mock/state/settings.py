"""The settings of a mock, by the names that its constructor, its marker and its command line share."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from functools import update_wrapper
from typing import Any, Concatenate, Final, Literal, NamedTuple, ParamSpec, TypeVar, cast, get_args

from fivetran_rules.behaviours import BEHAVIOURS, read_behaviours

from ..clock.moments import MOST_SECONDS, MOST_YEARS
from ..formats import refusals
from ..formats.json import listed, plain
from ..formats.schema import FLAG, NAME, Checker, an_object, array, number, one_of, or_null, require_names, whole
from .faults import FAULT, Fault, faults_of
from .rate_limits import RateLimitPlan, RateLimits
from .records import Store

P = ParamSpec("P")
T = TypeVar("T")

RoleName = Literal["administrator", "reviewer", "creator"]


class Credential(NamedTuple):
    """A secret, and the role of its key, which decides which requests are allowed."""

    secret: str
    role: RoleName = "administrator"


_ROLES: Final = get_args(RoleName)
_SECONDS: Final = number(0, MOST_SECONDS, f"a number of seconds from 0 to {MOST_SECONDS} ({MOST_YEARS} years)")


CARD_PAGE: Final = "https://fivetran.com"
"""The address of Connect Cards of a mock without a server."""

MOST_SPEED: Final = 1_000_000
"""The highest speed of time: eleven days in a second."""

Unimitated = Literal["refused", "empty"]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class MockSettings:
    """
    The settings of a `FivetranMock`, which takes them as its arguments.

    Raises TypeError or ValueError, which name the setting and the permitted values. The repr shows no value, since some
    are secrets. The metadata of a field is the JSON Schema of its values as plain data.
    """

    credentials: Mapping[str, str | tuple[str, RoleName]] | None = field(
        default=None,
        metadata={
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
    )
    """The keys that work, each with its secret, or with secret and role; by default every well-formed pair works."""
    groups: Iterable[str] | Mapping[str, str] | None = field(
        default=None,
        metadata={
            "type": ["array", "object"],
            "items": NAME,
            "additionalProperties": NAME,
            "propertyNames": NAME,
            "title": "a list of ids of groups, or a mapping of ids to names",
        },
    )
    """The groups that exist, as ids, or as ids with names; by default every group exists."""
    user_id: str | None = field(default=None, metadata=NAME)
    """The id of the user whose key it is; by default a made-up one."""
    owner: Mapping[str, str] | None = field(
        default=None,
        metadata=an_object(
            {
                **dict.fromkeys(("given_name", "family_name", "phone"), NAME),
                "email": {"type": "string", "pattern": r"^[^@\s]+@[^@\s]+$", "title": "an e-mail address"},
            }
        ),
    )
    """The `given_name`, `family_name`, `email` and `phone` of that user, as far as they are known."""
    services: Iterable[str] = field(
        default=(), metadata={"type": "array", "items": NAME, "title": "a list of names of services"}
    )
    """Services that exist beside those of the catalogue."""
    unimitated: Unimitated = field(default="refused", metadata=one_of(*get_args(Unimitated)))
    """The answer of families of the API that the mock does not imitate: 501, or empty lists and 404."""
    strict: bool = field(default=False, metadata=FLAG)
    """Whether the mock refuses a body for which the rules have only a warning."""
    rate_limits: RateLimitPlan | None = field(default=None, metadata=or_null(one_of(*get_args(RateLimitPlan))))
    """The account's plan, by which calls are counted and refused with 429 as the API does; None does not count."""
    realtime: bool = field(default=False, metadata=FLAG)
    """Whether time runs as the real clock does, as with `speed=1`; else `advance` and `seconds_per_call` move it."""
    speed: float | None = field(
        default=None,
        metadata=or_null({**number(0, MOST_SPEED, f"a number above 0, up to {MOST_SPEED:,}"), "exclusiveMinimum": 0}),
    )
    """How many times as fast as the clock time runs; by default, `advance` and `seconds_per_call` move it."""
    random_seed: int = field(default=0, metadata={"type": "integer", "title": "a whole number"})
    """Changes the made-up ids."""
    faults: Iterable[Fault | Mapping[str, Any]] = field(default=(), metadata=array(FAULT.schema))
    """Faults, or their data."""
    behaviours: Mapping[str, object] | None = field(
        default=None,
        metadata=an_object(
            {
                name: {**one_of(*row.values), "default": row.default, "description": row.about}
                for name, row in BEHAVIOURS.items()
            }
        ),
    )
    """Choices for unknown behaviour of the API, by name or as the data of a file (docs/behaviours.md)."""
    check_replies: bool = field(default=False, metadata=FLAG)
    """Whether an answer that does not fit the document raises."""
    store: Store | None = None
    """Keeps the state."""
    journal_entries: int = field(default=10_000, metadata=whole(0))
    """The most calls in the journal; the oldest are dropped first."""
    journal_bytes: int = field(default=4 * 1024 * 1024, metadata=whole(0))
    """The most bytes of bodies, headers and findings in the journal; the oldest calls are dropped first."""
    start_time: str | datetime | None = field(
        default=None, metadata={"type": "string", "title": "a date and time with its zone, as in 2026-01-01T00:00:00Z"}
    )
    """The start of time: by default 2026-01-01T00:00:00Z, or the real time if time runs by itself."""
    sync_seconds: float = field(default=60, metadata=_SECONDS)
    """The duration of a sync; a historical one takes ten times as long."""
    seconds_to_first_sync: float = field(default=60, metadata=_SECONDS)
    """The seconds from the set-up of a connection to its first sync."""
    seconds_per_call: float = field(default=0, metadata=_SECONDS)
    """The seconds by which each call moves virtual time, so that a polling client sees a sync end."""
    card_page: str = field(
        default=CARD_PAGE,
        metadata={
            "type": "string",
            "pattern": "^https?://",
            "title": "an address that begins with http:// or https://",
        },
    )
    """The address of Connect Cards, until a server serves them."""

    def __post_init__(self) -> None:
        """Check each setting that differs from its default; `faults` and `behaviours` have their own readers."""
        given: dict[str, Any] = {}
        for each in fields(self):
            value = getattr(self, each.name)
            if value is each.default or each.name in ("store", "faults", "behaviours"):
                continue
            if each.name in ("groups", "services"):
                value = listed(value)  # an iterator yields its items once
                object.__setattr__(self, each.name, value)
            given[each.name] = plain(value)
        if given:
            SETTINGS.check_arguments(**given)
        if not isinstance(cast("object", self.store), Store | None):
            raise TypeError("store has to be a Store, with load and write, or None")
        if self.realtime and self.speed not in (None, 1):
            raise ValueError(f"speed is 1 with realtime, not {self.speed}: leave one of them out")
        if self.realtime:
            object.__setattr__(self, "speed", 1)
        object.__setattr__(self, "faults", faults_of(self.faults))
        object.__setattr__(self, "behaviours", read_behaviours(self.behaviours or {}))

    def key_pairs(self) -> dict[str, Credential] | None:
        """Return the keys that work with their credentials; None if every key does."""
        if self.credentials is None:
            return None
        pairs = self.credentials.items()
        return {key: Credential(value) if isinstance(value, str) else Credential(*value) for key, value in pairs}

    def limits(self) -> RateLimits | None:
        """Return the counter of calls; None without rate limits."""
        return None if self.rate_limits is None else RateLimits(self.rate_limits)


SETTINGS: Final = Checker(
    an_object(
        {
            each.name: {**each.metadata, **({} if each.default is None else {"default": each.default})}
            for each in fields(MockSettings)
            if each.metadata
        }
    )
)
"""The settings as plain data; without `store`, which is an object of Python."""


def key_pair(header: str) -> tuple[str, str]:
    """Return key and secret of basic authentication; raises a refusal unless both are there."""
    scheme, _, token = header.partition(" ")
    if scheme.lower() == "bearer":
        raise refusals.not_basic()
    try:
        key, _, secret = base64.b64decode(token.strip(), validate=True).decode().partition(":")
    except ValueError:
        raise refusals.unauthorized() from None
    if scheme.lower() != "basic" or not key or not secret:
        raise refusals.unauthorized()
    return key, secret


def by_settings(
    settings: Callable[P, MockSettings],
) -> Callable[[Callable[[T, MockSettings], None]], Callable[Concatenate[T, P], None]]:
    """Let a constructor take the fields of its settings as arguments, which editors and type checkers know."""

    def decorate(init: Callable[[T, MockSettings], None]) -> Callable[Concatenate[T, P], None]:
        def __init__(self: T, /, *args: P.args, **given: P.kwargs) -> None:  # noqa: N807  # it becomes the constructor
            called = type(self).__name__
            known = [each.name for each in fields(MockSettings)]
            if args:
                raise TypeError(f"the arguments of {called} are named, as in {called}(sync_seconds=5)")
            require_names(called, given, known)
            init(self, settings(*args, **given))

        update_wrapper(__init__, MockSettings.__init__)  # for `inspect.signature`
        return __init__

    return decorate
