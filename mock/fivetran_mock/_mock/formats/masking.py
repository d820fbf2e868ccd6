"""Masking of secrets in shown values."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Set as AbstractSet
from functools import lru_cache, partial
from typing import Any, Final

from fivetran_common.json_types import SCALARS, is_array, is_object, mapped
from fivetran_common.text import HEADER_VALUE
from fivetran_rules import ServiceCatalogue, is_secret, without_url_secrets

STARS: Final = "******"
"""The text that the API shows instead of a secret in `config` (observed)."""


IsSecret = Callable[[str], bool]
"""Tells whether a key has a secret as its value."""


@lru_cache(maxsize=1024)
def secrets_of(service: str) -> IsSecret:
    """Return the test for keys of a service's `config` and `auth`; one of the catalogue remembers its answers."""
    if ServiceCatalogue.packaged().entry(service) is None:
        return is_secret
    return lru_cache(maxsize=1024)(partial(is_secret, service=service))


def masked(value: Any, secret: IsSecret = is_secret, also: AbstractSet[str] = frozenset()) -> Any:
    """
    Return the value with every secret in it replaced by stars; null and empty values are kept.

    An object that names its service, as bodies and records of connections do, is masked as this service needs it.
    `also` has further keys, in lower case, whose values are masked; the case of the value's keys does not matter.
    """
    if is_object(value):
        service = value.get("service")
        own = secrets_of(service) if isinstance(service, str) and not _PARTS.isdisjoint(value) else secret
        return {
            key: inner if type(inner) in SCALARS and not (also or own(str(key))) else _masked_at(key, inner, own, also)
            for key, inner in value.items()
        }
    if is_array(value):
        return [inner if type(inner) in SCALARS else masked(inner, secret, also) for inner in value]
    return value


_PARTS: Final = frozenset({"config", "auth"})


def masked_by_place(value: Any) -> Any:
    """Return a value with stars for the values of HTTP headers in it, and for the secrets of URLs."""

    def hide(item: Any, pointer: str) -> Any:
        if not isinstance(item, str) or item == "":
            return item
        return STARS if HEADER_VALUE.search(pointer) else without_url_secrets(item)

    return mapped(value, hide)


NAMED_SECRETS: Final = "secrets_list"
"""A list of secrets with names: a name is the item's `key`, and no secret by the official provider's list."""


def _masked_at(key: str, value: Any, secret: IsSecret, also: AbstractSet[str]) -> Any:
    if (also and key.lower() in also) or (key == "auth" and type(value) not in SCALARS):  # a text may be a choice
        return all_masked(value)
    if not secret(str(key)):  # JSON has only text keys, but the values of an assertion may have others
        return value if type(value) in SCALARS else masked(value, secret, also)
    if key == NAMED_SECRETS and is_array(value):
        return [
            {**all_masked(named), "key": named["key"]}
            if is_object(named) and isinstance(named.get("key"), str)
            else all_masked(named)
            for named in value
        ]
    return all_masked(value)


def all_masked(value: Any) -> Any:
    """Return the value with everything in it replaced by stars; its shape is kept."""
    return mapped(value, lambda inner, _: inner if inner in (None, "") or isinstance(inner, bool) else STARS)
