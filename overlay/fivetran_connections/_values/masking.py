"""Bodies and texts as they may be shown: secrets masked."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from fivetran_common.json_types import is_array, is_mapping
from fivetran_rules import is_secret, may_be_secret

from .secret import MASK, Secret
from .spellings import pattern_of

if TYPE_CHECKING:
    from fivetran_rules import ServiceCatalogue

API_MASK = "******"
"""The text that the API answers in place of a sensitive value (observed, go-fivetran's live tests)."""

ANY_SERVICE: Final = ""
"""The service of a body whose service is not known."""

# Everything below these keys is secret, whatever its own name.
_SECRET_BRANCHES = frozenset({"auth"})


def masked(value: Any, *, name: str = "", secret: bool = False, service: str | None = None) -> Any:
    """Return a copy of a JSON value in which every secret is `***`; a body says itself which service it is for."""
    secret = secret or is_secret_name(name, service)
    if is_mapping(value):
        known = service_of(value, service)
        return {key: masked(item, name=key, secret=secret, service=known) for key, item in value.items()}
    if is_array(value):
        return [masked(item, secret=secret, service=service) for item in value]
    return MASK if _hidden(value, secret=secret) else value


def secrets_in(value: Any, *, name: str = "", secret: bool = False, service: str | None = None) -> Iterator[str]:
    """Return every secret in a JSON value, numbers in digits; a body says itself which service it is for."""
    secret = secret or is_secret_name(name, service)
    if is_mapping(value):
        known = service_of(value, service)
        for key, item in value.items():
            yield from secrets_in(item, name=key, secret=secret, service=known)
    elif is_array(value):
        for item in value:
            yield from secrets_in(item, secret=secret, service=service)
    elif _hidden(value, secret=secret):
        # A sealed number shows its mask as text; the encoder writes it as it is sent.
        yield str.__str__(value) if isinstance(value, str) else json.dumps(value, default=str)


def scrubbed(text: str, *, body: Any, secrets: Iterable[str] = ()) -> str:
    """Return a text of the server's in which none of these secrets is left, and none of the request's body."""
    try:
        hidden = {*secrets, *secrets_in(body)}
    except RecursionError:  # Python can write a body that is nested too deep for it to be walked
        return MASK
    escaped = any(mark in text for mark in "%&+")  # a plus stands for a space in URLs
    # The longest first: a secret may contain another one.
    patterns = (pattern_of(secret, escaped=escaped) for secret in sorted(hidden, key=len, reverse=True))
    return re.sub("|".join(patterns), MASK, text) if hidden else text


@lru_cache(maxsize=1024)  # bodies have the same few keys again and again
def is_secret_name(name: str, service: str | None = None, catalogue: ServiceCatalogue | None = None) -> bool:
    """
    Return whether what stands under this key, in a body for this service, is to be masked.

    Of `ANY_SERVICE` it is masked if it is a secret of some service. ``catalogue`` replaces the packaged one.
    """
    text = str(name)  # JSON has only text keys, but a caller's mapping may not
    if text in _SECRET_BRANCHES:
        return True
    return may_be_secret(text, catalogue) if service == ANY_SERVICE else is_secret(text, service, catalogue)


def service_of(body: Mapping[str, Any], otherwise: str | None) -> str | None:
    """Return the service that a body names beside its config or auth; an update names none, and may be of any."""
    if "config" not in body and "auth" not in body:
        return otherwise
    service = body.get("service")
    return service if type(service) is str else otherwise or ANY_SERVICE


def _hidden(value: object, *, secret: bool) -> bool:
    return isinstance(value, Secret) or (secret and value is not None and value != "" and not isinstance(value, bool))
