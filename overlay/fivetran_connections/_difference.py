"""How a stored connection differs from what was asked for, without false alarms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeGuard

from ._json import is_array, is_object
from ._masking import API_MASK, is_secret_name, masked

# Sent with a create, but not a property of the connection that an answer could show
# (facts, section 7, rows 32 and 33; `auth` is never returned).
_NOT_STORED = frozenset({"auth", "connect_card_config", "run_setup_tests", "trust_certificates", "trust_fingerprints"})

# The answer has it under the connection's own name, in whatever format the service wants.
_NAMING = frozenset({"schema", "schema_prefix", "table", "table_group_name"})

_ABSENT = object()


@dataclass(frozen=True, slots=True)
class Difference:
    """One value that is not what was asked for; secrets are masked."""

    pointer: str
    asked: Any
    found: Any

    def __str__(self) -> str:
        """Give it as one line."""
        return f"{self.pointer}: asked for {self.asked!r}, found {self.found!r}"


def differences(asked: Mapping[str, Any], found: Mapping[str, Any]) -> tuple[Difference, ...]:
    """
    Compare a create body with a connection as the API gives it.

    Only what was asked for counts: the API fills in defaults (observed), and
    leaves keys out (observed: an OAuth service with an empty `config`), so a key
    that one side lacks proves nothing. Neither does `******`.
    """
    wanted = {key: value for key, value in asked.items() if key not in _NOT_STORED}
    if is_object(config := wanted.get("config")):
        wanted["config"] = {key: value for key, value in config.items() if key not in _NAMING}
    return tuple(_compare(wanted, found, pointer=""))


def _compare(asked: Any, found: Any, *, pointer: str) -> Iterator[Difference]:
    if found is _ABSENT or asked is None or found == API_MASK:
        return
    if is_object(asked) and is_object(found):
        for key, value in asked.items():
            yield from _compare(value, found.get(key, _ABSENT), pointer=f"{pointer}/{_escaped(key)}")
    elif _has_objects(asked) and is_array(found) and len(asked) == len(found):
        for index, (one, other) in enumerate(zip(asked, found, strict=True)):
            yield from _compare(one, other, pointer=f"{pointer}/{index}")
    elif _comparable(asked) != _comparable(found):
        yield _shown(pointer, asked, found)


def _has_objects(value: object) -> TypeGuard[list[Any] | tuple[Any, ...]]:
    return is_array(value) and any(is_object(item) for item in value)


def _comparable(value: Any) -> Any:
    # Lists of ids are sets to the API: their order means nothing.
    return sorted(map(repr, value)) if is_array(value) else value


def _shown(pointer: str, asked: Any, found: Any) -> Difference:
    secret = any(is_secret_name(part) for part in pointer.split("/"))
    return Difference(pointer, masked(asked, secret=secret), masked(found, secret=secret))


def _escaped(key: str) -> str:
    return str(key).replace("~", "~0").replace("/", "~1")
