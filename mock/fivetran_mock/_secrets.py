"""Which keys hold secrets, and what stands in their place."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, Final

from ._json import is_array, is_object

STARS: Final = "******"
"""What the API shows instead of a secret in `config` (observed)."""

_SECRET: Final = re.compile(
    r"passw(or)?d|passphrase|secret|token|credential|private_?key|api_?key|access_?key|encryption_?key"
    r"|\bpat\b|_pat$|connection_string|sas_|_key_json|service_account_key",
    re.IGNORECASE,
)
_HARMLESS: Final = re.compile(
    r"expires|expiry|_type$|_mode$|_url$|_uri$|_endpoint$|_count$|_name$|public|external_secrets_manager_id|_manager_",
    re.IGNORECASE,
)


@lru_cache(4096)
def is_secret(key: str) -> bool:
    """
    Tell whether a key names a secret, by its name.

    The API masks what its own metadata calls a password; that list is not public for 773 services, so names decide.
    """
    return _SECRET.search(key) is not None and _HARMLESS.search(key) is None


def masked(value: Any) -> Any:
    """Give the value with every secret in it replaced by stars; null and empty values hide nothing."""
    if is_object(value):
        return {key: _masked_at(key, inner) for key, inner in value.items()}
    if is_array(value):
        return [masked(inner) for inner in value]
    return value


def _masked_at(key: str, value: Any) -> Any:
    if not is_secret(key):
        return masked(value)
    return all_masked(value)


def all_masked(value: Any) -> Any:
    """Give the value with everything in it replaced by stars, its shape kept."""
    if is_object(value):
        return {key: all_masked(inner) for key, inner in value.items()}
    if is_array(value):
        return [all_masked(inner) for inner in value]
    return STARS if value not in (None, "") and not isinstance(value, bool) else value


def without_token(target: str) -> str:
    """Give a target as it may be shown: that of a connect card's page has the card's token in it."""
    return _CARD_TOKEN.sub(STARS, target)


_CARD_TOKEN: Final = re.compile(r"(?<=[?&]auth=)[^&]*")
