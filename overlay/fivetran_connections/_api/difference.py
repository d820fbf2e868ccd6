"""How a stored connection differs from what was asked for, without false alarms."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from math import floor
from typing import Any, TypeGuard

from fivetran_common.json_types import is_array, is_mapping
from fivetran_common.pointers import pointer_of

from .._values.masking import API_MASK, is_secret_name, masked, secrets_in
from .._values.results import Difference

# Sent with a create, but not a property of the connection that an answer could show
# (facts, section 7, rows 32 and 33; `auth` is never returned).
_NOT_STORED = frozenset({"auth", "connect_card_config", "run_setup_tests", "trust_certificates", "trust_fingerprints"})

# The answer has it under the connection's own name, in whatever format the service wants.
_NAMING = frozenset({"schema", "schema_prefix", "table", "table_group_name"})

# Null where it does not apply, says the definition; a real answer lacked it (facts, section 2).
_NULL_AT_TIMES = frozenset({"daily_sync_time"})

# Digits by the definition's example, a date and time by its format (facts, section 8).
_MOMENTS = frozenset({"refresh_token_expires_at"})
_SECONDS = re.compile("[0-9]{1,11}")

_ABSENT = object()


def differences(asked: Mapping[str, Any], found: Mapping[str, Any]) -> tuple[Difference, ...]:
    """
    Compare a create body with a connection as the API gives it.

    Only what was asked for counts: the API fills in defaults (observed), and
    leaves keys out (observed: an OAuth service with an empty `config`), so a key
    that one side lacks proves nothing. Neither does `******`. Null is as good as
    nothing, and a text that spells a number or a truth value as good as that:
    config values shift their type between request and answer (observed).
    """
    wanted = {key: value for key, value in asked.items() if key not in _NOT_STORED}
    if is_mapping(config := wanted.get("config")):
        wanted["config"] = {key: value for key, value in config.items() if key not in _NAMING}
    return tuple(_compare(wanted, found, at=()))


def _compare(asked: Any, found: Any, *, at: tuple[str, ...]) -> Iterator[Difference]:
    if is_mapping(asked) and is_mapping(found):
        for key, value in asked.items():
            yield from _compare(value, found.get(key, _ABSENT), at=(*at, key))
    elif _has_parts(asked) and is_array(found) and len(asked) == len(found):
        for index, (one, other) in enumerate(zip(asked, found, strict=True)):
            yield from _compare(one, other, at=(*at, str(index)))
    elif not (_proves_nothing(asked, found, key=at[-1]) or _is_as_good(asked, found, key=at[-1])):
        yield _shown(asked, found, at)


def _has_parts(value: object) -> TypeGuard[list[Any] | tuple[Any, ...]]:
    return is_array(value) and any(is_mapping(item) or is_array(item) for item in value)


def _proves_nothing(asked: Any, found: Any, *, key: str) -> bool:
    if found is None:
        return not asked or key in _NULL_AT_TIMES
    return asked is None or found is _ABSENT or found == API_MASK


def _is_as_good(asked: Any, found: Any, *, key: str) -> bool:
    if is_array(asked) and is_array(found):
        return _has_same_items(asked, found)
    if asked == found or _spelt(asked) == _spelt(found):
        return True
    return key in _MOMENTS and _moment(asked) == _moment(found) is not None


def _has_same_items(asked: Sequence[Any], found: Sequence[Any]) -> bool:
    """Lists of ids are sets to the API: their order means nothing. A masked item may be any of those asked for."""
    shown = Counter(_spelt(item) for item in found if item != API_MASK)
    return len(asked) == len(found) and shown <= Counter(map(_spelt, asked))


def _spelt(value: object) -> str | tuple[str]:
    """Spell a scalar as text, a secret by what it holds; anything else is like no text."""
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and not value.is_integer():
        return float.__repr__(value)
    return int.__repr__(int(value)) if isinstance(value, int | float) else (repr(value),)


def _moment(value: object) -> int | None:
    """Read a moment in either way that the API is said to write it: Unix seconds, or date and time."""
    text = str(_spelt(value))
    if _SECONDS.fullmatch(text):
        return int(text)
    from datetime import UTC, datetime  # only such a key needs it

    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return floor((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())


def _shown(asked: Any, found: Any, at: tuple[str, ...]) -> Difference:
    # What was asked for as a secret may be found under any name, and elsewhere in a list.
    secret = any(map(is_secret_name, at)) or any(True for _ in secrets_in(asked))
    return Difference(pointer_of(at), masked(asked, secret=secret), masked(found, secret=secret))
