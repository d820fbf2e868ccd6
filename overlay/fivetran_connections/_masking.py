"""Bodies and texts as they may be shown: secrets masked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from ._json import is_array, is_object
from ._secret import MASK, Secret

API_MASK = "******"
"""What the API itself answers in place of a sensitive value (observed, go-fivetran's live tests)."""

# Everything below these keys is secret, whatever its own name.
_SECRET_BRANCHES = frozenset({"auth"})

# Config keys of the 773 services have no common list of secrets, so names decide.
_SECRET_NAME = re.compile(
    r"secret|token|passw|passphrase|credential|private_key|(?:^|_)(?:api|access|account|pat|pem|sas|auth|encryption)_?key"
    r"|(?:^|_)(?:pat|pem|pwd|jwt|pin)$|certificate|connection_string",
)
# ... but these only look like it: the time a token ends, or an id beside the secret.
_OPEN_NAME = re.compile(r"_expires_at$|_id$|^trust_|_ids$")

_SHORT = 3


def masked(value: Any, *, name: str = "", secret: bool = False) -> Any:
    """Give a copy of a JSON value in which every secret is `***`."""
    secret = secret or is_secret_name(name)
    if is_object(value):
        return {key: masked(item, name=key, secret=secret) for key, item in value.items()}
    if is_array(value):
        return [masked(item, secret=secret) for item in value]
    return MASK if _hidden(value, secret=secret) else value


def secrets_in(value: Any, *, name: str = "", secret: bool = False) -> Iterator[str]:
    """Give every secret text in a JSON value."""
    secret = secret or is_secret_name(name)
    if is_object(value):
        for key, item in value.items():
            yield from secrets_in(item, name=key, secret=secret)
    elif is_array(value):
        for item in value:
            yield from secrets_in(item, secret=secret)
    elif isinstance(value, str) and _hidden(value, secret=secret):
        yield str.__str__(value)


def scrubbed(text: str, *, body: Any) -> str:
    """Give a text of the server's in which no secret of the request's body is left."""
    # The longest first: a secret may contain another one. One of three letters would shred the text.
    for secret in sorted(set(secrets_in(body)), key=len, reverse=True):
        if len(secret) > _SHORT:
            text = text.replace(secret, MASK)
    return text


@lru_cache(maxsize=1024)  # bodies have the same few keys again and again
def is_secret_name(name: str) -> bool:
    """Say whether what stands under this key is to be masked."""
    lowered = str(name).lower()  # JSON has only text keys, but a caller's mapping may not
    if lowered in _SECRET_BRANCHES:
        return True
    return bool(_SECRET_NAME.search(lowered)) and not _OPEN_NAME.search(lowered)


def _hidden(value: object, *, secret: bool) -> bool:
    return isinstance(value, Secret) or (secret and value is not None and value != "" and not isinstance(value, bool))
