"""Differences of a stored connection from a request, without false alarms."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from enum import Enum, auto
from math import floor
from typing import Any, Final, NamedTuple

from fivetran_common.json_types import Json, is_array, is_mapping, pointer_of
from fivetran_common.text import is_mask
from fivetran_rules import default_of, is_shown, kept_fields, naming_keys, traits

from .._results import Mismatch
from .._secrets.masking import is_choice, is_secret_name, masked, secrets_in

# Options of one request, which are not stored (docs/evidence.md#transient-fields).
_OF_REQUEST = frozenset({"connect_card_config", "run_setup_tests"})

TRUST: Final = ("trust_certificates", "trust_fingerprints")
"""Fields of an update that only its setup tests read: they approve certificates and fingerprints of a source."""

# daily_sync_time: null if it does not apply (definition), absent in a real answer
# (docs/evidence.md#daily-sync-time-absent). service: each connection has one, so null hides it.
_NULL_AT_TIMES = frozenset({"daily_sync_time", "service"})

# Digits by the definition's example, a date and time by its format (docs/evidence.md#refresh-token-expiry).
_MOMENTS = frozenset({"refresh_token_expires_at"})
_SECONDS = re.compile("[0-9]{1,11}")

_ABSENT = object()
_NEVER_SHOWN = object()


class Kind(Enum):
    """The result of comparing one value, other than equality."""

    DIFFERENT = auto()
    CLEARED = auto()
    """Null was requested, and the answer has a value: perhaps the API's default for null."""
    MASKED = auto()
    """The API shows a mask, or no `config` at all."""
    NULL = auto()
    """Null within `config`: some answers have it for a stored value (docs/evidence.md#null-in-config)."""
    ABSENT = auto()
    """The answer lacks the key, as every answer lacks `auth`: never set, or left out."""
    LACKING = auto()
    """The answer lacks the key, which it would have if it were set: never set, cleared, or dropped by the API."""
    UNSET = auto()
    """The answer shows no value, and the requested one is empty or the default: equal unless another one was sent."""


HIDDEN: Final = frozenset({Kind.MASKED, Kind.NULL, Kind.ABSENT, Kind.LACKING})
"""The kinds of a value that cannot be seen."""


class Comparison(NamedTuple):
    """A value that differs, or cannot be compared; it is not masked, so do not print it."""

    at: tuple[str, ...]
    kind: Kind
    requested: Any
    found: Any
    service: str | None = None

    @property
    def is_secret(self) -> bool:
        """Whether the name is that of a secret, or the requested value has a secret in it."""
        if self.at and all(is_choice(self.at[-1], value, self.service) for value in (self.requested, self.found)):
            return False
        return any(is_secret_name(key, self.service) for key in self.at) or bool(secrets_in(self.requested))

    @property
    def may_be_dropped(self) -> bool:
        """Whether the API may have dropped a value that was sent: it is missing, and no secret that may be null."""
        is_secret = any(is_secret_name(key, self.service) for key in self.at)
        is_missing = self.kind in {Kind.NULL, Kind.ABSENT} and is_shown(self.at, {}) and not is_secret
        return is_missing or self.kind is Kind.LACKING

    def shown(self) -> Mismatch:
        """Return the difference with masked secrets."""
        secret = self.is_secret  # the answer may show a requested secret under another name, or at another index
        found = None if self.found in (_ABSENT, _NEVER_SHOWN) else self.found
        return Mismatch(pointer_of(self.at), masked(self.requested, secret=secret), masked(found, secret=secret))


def comparisons(requested: Json, found: Json) -> Iterator[Comparison]:
    """
    Compare a create body with a connection as the API returns it; yield each value that differs or cannot be compared.

    Only requested values count: the API fills in defaults (observed), and leaves keys out (observed: an OAuth
    service with an empty `config`). A text that spells a number, true or false equals this value: config
    values shift their type between request and answer (observed).
    """
    service = requested.get("service")
    service = service if isinstance(service, str) else None
    for one in _comparisons(requested, found, service):
        kind = Kind.LACKING if one.kind is Kind.ABSENT and is_shown(one.at, found) else one.kind
        yield one._replace(kind=kind, service=service)


def _comparisons(requested: Json, found: Json, service: str | None) -> Iterator[Comparison]:
    for key, value in requested.items():
        if key == "config" and is_mapping(value):
            # Many answers have no naming keys in config: their values are in the connection's `schema`.
            naming, stored = naming_keys(service), found.get(key)
            wanted = {name: item for name, item in value.items() if name not in naming}
            if not is_mapping(stored):
                yield from _compare(wanted, _NEVER_SHOWN if stored is None else stored, at=(key,))
            else:
                is_default = traits(str(service)).is_default
                for name, item in wanted.items():
                    default = item if is_default(name, item) else default_of(service, name)
                    yield from _compare(item, stored.get(name, _ABSENT), at=(key, name), default=default)
            yield from _either_name(value, stored if is_mapping(stored) else {}, service)
        elif key not in _OF_REQUEST and not (key in TRUST and value is None):
            there = found.get(key, _ABSENT) if is_shown((key,), found) else _ABSENT
            yield from _compare(value, there, at=(key,), default=False if key in TRUST else kept_fields().get(key))


def _either_name(config: Json, stored: Json, service: str | None) -> Iterator[Comparison]:
    """Compare the key that names the table: of a service with two, `schema` does not show which a create had."""
    if not {*_OF_TABLE}.issubset(naming_keys(service)):
        return
    shown = [name for name in _OF_TABLE if stored.get(name) is not None]
    for name in _OF_TABLE:
        if config.get(name) is not None and name not in shown:
            kind = Kind.DIFFERENT if shown else Kind.MASKED
            yield Comparison(("config", name), kind, config[name], _NEVER_SHOWN, service)


_OF_TABLE: Final = ("table", "table_group_name")
"""The keys of which services with Merge Mode have one (docs/evidence.md#naming-formats)."""


def _compare(requested: Any, found: Any, *, at: tuple[str, ...], default: object = None) -> Iterator[Comparison]:
    """Compare a value with the answer, an object key by key; ``default`` is the default for a missing value."""
    hidden = _hidden(found, at)
    if is_mapping(requested) and (is_mapping(found) or hidden):
        for key, value in requested.items():
            yield from _compare(value, found if hidden else found.get(key, _ABSENT), at=(*at, key))
    elif (is_array(requested) and is_array(found) and len(requested) == len(found)) and any(
        is_mapping(item) or is_array(item) for item in requested
    ):  # objects in a list count in any order; if no order fits, they are compared by position
        for index, other in enumerate(_fitting_order(requested, found) or range(len(found))):
            yield from _compare(requested[index], found[other], at=(*at, str(index)))
    elif kind := _kind(requested, found, hidden, key=at[-1], default=default):
        yield Comparison(at, kind, requested, found)


def _hidden(found: Any, at: tuple[str, ...]) -> Kind | None:
    """Return why a value cannot be seen; None if it can."""
    if found is _NEVER_SHOWN or is_mask(found):
        return Kind.MASKED
    if found is _ABSENT or (found is None and at[0] in _NULL_AT_TIMES):
        return Kind.ABSENT
    return Kind.NULL if found is None and at[0] == "config" else None


def _fitting_order(requested: Sequence[Any], found: Sequence[Any]) -> Sequence[int] | None:
    """Return for each requested item a different matching one; None if impossible, or if it takes too long."""
    if all(map(_fits, requested, found)):
        return range(len(found))
    if len(found) > _MOST_MATCHED:
        return None
    fits = [[_fits(one, other) for other in found] for one in requested]
    taken: dict[int, int] = {}

    def place(index: int, tried: set[int]) -> bool:
        for other, is_fit in enumerate(fits[index]):
            if is_fit and other not in tried:
                tried.add(other)
                if other not in taken or place(taken[other], tried):
                    taken[other] = index
                    return True
        return False

    if not all(place(index, set()) for index in range(len(requested))):
        return None
    return sorted(taken, key=taken.__getitem__)


_MOST_MATCHED: Final = 300
"""The longest list whose items are matched in any order: each is compared with each, so 4,000 would take a minute."""


def _fits(requested: Any, found: Any) -> bool:
    return all(comparison.kind in {*HIDDEN, Kind.UNSET} for comparison in _compare(requested, found, at=("config",)))


def _kind(requested: Any, found: Any, hidden: Kind | None, *, key: str, default: object) -> Kind | None:
    """Compare a value without parts with the found one; None if both are the same."""
    is_unset = requested in _NOTHING or (default is not None and _is_as_good(requested, default, key=key))
    if hidden is Kind.MASKED:
        return Kind.CLEARED if requested is None and is_mask(found) else Kind.MASKED
    if found is _ABSENT or found is None:
        return Kind.UNSET if is_unset else hidden or Kind.DIFFERENT
    if requested is None:
        is_same = found in ("", [], {}) or (default is not None and _is_as_good(found, default, key=key))
        return None if is_same else Kind.CLEARED
    if not _is_as_good(requested, found, key=key):
        return Kind.DIFFERENT
    return Kind.MASKED if is_array(found) and any(map(is_mask, found)) else None


_NOTHING: Final[tuple[Any, ...]] = (None, "", [])
"""Values that mean the same as an absent key."""


def _is_as_good(requested: Any, found: Any, *, key: str) -> bool:
    if is_array(requested) and is_array(found):  # lists of ids are sets; a mask may stand for any requested id
        shown = Counter(_spelt(item) for item in found if not is_mask(item))
        return len(requested) == len(found) and shown <= Counter(map(_spelt, requested))
    if requested == found or _spelt(requested) == _spelt(found):
        return True
    if isinstance(requested, bool) or isinstance(found, bool):  # a text such as `TRUE` equals true
        return str(_spelt(requested)).lower() == str(_spelt(found)).lower()
    return key in _MOMENTS and _moment(requested) == _moment(found) is not None


def _spelt(value: object) -> str | tuple[str]:
    """Return a scalar as text, a secret as its value, and anything else as a tuple, which equals no text."""
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and not value.is_integer():
        return float.__repr__(value)
    return int.__repr__(int(value)) if isinstance(value, int | float) else (repr(value),)


def _moment(value: object) -> int | None:
    """Read a time in the API's two documented formats: Unix seconds, or date and time."""
    text = str(_spelt(value))
    if _SECONDS.fullmatch(text):
        return int(text)
    from datetime import UTC, datetime  # only for time keys

    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return floor((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())
