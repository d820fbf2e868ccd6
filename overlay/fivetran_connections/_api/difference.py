"""Differences of a stored connection from a request, without false alarms."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from enum import Enum, auto
from math import floor
from typing import Any, NamedTuple, TypeGuard

from fivetran_common.json_types import is_array, is_mapping
from fivetran_common.pointers import pointer_of
from fivetran_common.text import is_mask
from fivetran_rules import naming_keys

from .._results import Difference
from .._secrets.masking import is_secret_name, masked, secrets_in

# Sent with a create, but not a property of the connection that an answer could show
# (docs/evidence.md#transient-fields).
_NOT_STORED = frozenset({"connect_card_config", "run_setup_tests", "trust_certificates", "trust_fingerprints"})

# Null where it does not apply, says the definition; a real answer lacked it
# (docs/evidence.md#daily-sync-time-absent).
_NULL_AT_TIMES = frozenset({"daily_sync_time"})

# Digits by the definition's example, a date and time by its format
# (docs/evidence.md#refresh-token-expiry).
_MOMENTS = frozenset({"refresh_token_expires_at"})
_SECONDS = re.compile("[0-9]{1,11}")

_ABSENT = object()

# Values that say no more than an absent key does; zero equals False.
_EMPTY: tuple[Any, ...] = (None, "", [], {}, False)


class Kind(Enum):
    """The result of comparing one value, other than equality."""

    DIFFERENT = auto()
    CLEARED = auto()
    """Null was asked for, and there is a value: perhaps the default that the API fills in for null."""
    MASKED = auto()
    """The API shows a mask, or never returns the value."""
    ABSENT = auto()
    """The answer lacks the key: never set, or left out."""


class Comparison(NamedTuple):
    """A value that differs, or cannot be compared; it is not masked, so do not print it."""

    at: tuple[str, ...]
    kind: Kind
    asked: Any
    found: Any
    service: str | None = None

    def shown(self) -> Difference:
        """Return the difference with masked secrets."""
        # What was asked for as a secret may be found under any name, and elsewhere in a list.
        secret = any(is_secret_name(key, self.service) for key in self.at) or bool(secrets_in(self.asked))
        found = None if self.found is _ABSENT else self.found
        return Difference(pointer_of(self.at), masked(self.asked, secret=secret), masked(found, secret=secret))


def differences(asked: Mapping[str, Any], found: Mapping[str, Any]) -> tuple[Difference, ...]:
    """
    Compare a create body with a connection as the API returns it.

    Only what was asked for counts: the API fills in defaults (observed), and leaves keys out (observed: an OAuth
    service with an empty `config`), so a key that one side lacks proves nothing. Neither does `******`. Null is as good
    as nothing, and a text that spells a number or a truth value is as good as that: config values shift their type
    between request and answer (observed).
    """
    return tuple(each.shown() for each in comparisons(asked, found) if each.kind is Kind.DIFFERENT)


def comparisons(asked: Mapping[str, Any], found: Mapping[str, Any]) -> Iterator[Comparison]:
    """Compare as `differences` does, and return also the values that cannot be compared, with the reason."""
    service = asked.get("service")
    service = service if isinstance(service, str) else None
    for key, value in asked.items():
        if key == "auth":
            yield from _unseen(value, (key,))
        elif key == "config" and is_mapping(value):
            # An answer shows the keys that name the destination in the connection's `schema`.
            naming, stored = naming_keys(service), found.get(key)
            wanted = {name: item for name, item in value.items() if name not in naming}
            for each in _unseen(wanted, (key,)) if stored is None else _compare(wanted, stored, at=(key,)):
                yield each._replace(service=service)
        elif key not in _NOT_STORED:
            yield from _compare(value, found.get(key, _ABSENT), at=(key,))


def _unseen(asked: Any, at: tuple[str, ...]) -> Iterator[Comparison]:
    """Return every requested value that no answer shows."""
    if is_mapping(asked):
        for key, value in asked.items():
            yield from _unseen(value, (*at, key))
    else:
        yield Comparison(at, Kind.MASKED, asked, _ABSENT)


def _compare(asked: Any, found: Any, *, at: tuple[str, ...]) -> Iterator[Comparison]:
    if is_mapping(asked) and is_mapping(found):
        for key, value in asked.items():
            yield from _compare(value, found.get(key, _ABSENT), at=(*at, key))
    elif _has_parts(asked) and is_array(found) and len(asked) == len(found):
        # Objects in a list count in any order; if no order fits, they are compared by position.
        for index, other in enumerate(_fitting_order(asked, found) or range(len(found))):
            yield from _compare(asked[index], found[other], at=(*at, str(index)))
    elif kind := _kind(asked, found, key=at[-1]):
        yield Comparison(at, kind, asked, found)


def _fitting_order(asked: Sequence[Any], found: Sequence[Any]) -> Sequence[int] | None:
    """Return for each requested item a different matching one; None if that is impossible."""
    fits = [[_fits(one, other) for other in found] for one in asked]
    if all(row[index] for index, row in enumerate(fits)):
        return range(len(found))
    taken: dict[int, int] = {}

    def place(index: int, tried: set[int]) -> bool:
        for other, is_fit in enumerate(fits[index]):
            if is_fit and other not in tried:
                tried.add(other)
                if other not in taken or place(taken[other], tried):
                    taken[other] = index
                    return True
        return False

    if not all(place(index, set()) for index in range(len(asked))):
        return None
    return sorted(taken, key=taken.__getitem__)


def _fits(asked: Any, found: Any) -> bool:
    return all(each.kind in _UNPROVEN for each in _compare(asked, found, at=("",)))


_UNPROVEN = frozenset({Kind.MASKED, Kind.ABSENT})


def _has_parts(value: object) -> TypeGuard[list[Any] | tuple[Any, ...]]:
    return is_array(value) and any(is_mapping(item) or is_array(item) for item in value)


def _kind(asked: Any, found: Any, *, key: str) -> Kind | None:
    if found is _ABSENT or (found is None and key in _NULL_AT_TIMES):
        return None if asked in _EMPTY else Kind.ABSENT
    if found is None:
        return None if asked in _EMPTY else Kind.DIFFERENT
    if asked is None:
        return None if found in _EMPTY else Kind.CLEARED
    if is_mask(found):
        return Kind.MASKED
    if not _is_as_good(asked, found, key=key):
        return Kind.DIFFERENT
    return Kind.MASKED if is_array(found) and any(map(is_mask, found)) else None


def _is_as_good(asked: Any, found: Any, *, key: str) -> bool:
    if is_array(asked) and is_array(found):
        return _has_same_items(asked, found)
    if asked == found or _spelt(asked) == _spelt(found):
        return True
    return key in _MOMENTS and _moment(asked) == _moment(found) is not None


def _has_same_items(asked: Sequence[Any], found: Sequence[Any]) -> bool:
    """Lists of ids are sets to the API: their order means nothing. A masked item may be any of those asked for."""
    shown = Counter(_spelt(item) for item in found if not is_mask(item))
    return len(asked) == len(found) and shown <= Counter(map(_spelt, asked))


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
    from datetime import UTC, datetime  # only such a key needs it

    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return floor((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())
