"""The accepted key pairs with their roles, and the header that carries a pair."""

from __future__ import annotations

import base64
import binascii
from typing import Final, Literal, NamedTuple

from .formats import refusals

RoleName = Literal["administrator", "reviewer", "creator"]


class Credential(NamedTuple):
    """A secret (None accepts any), and the role of its key, which decides which requests are allowed."""

    secret: str | None
    role: RoleName = "administrator"


ANY: Final = Credential(None)
"""The credential of every key if the mock was given none."""


def key_pair(header: str) -> tuple[str, str]:
    """Return key and secret of basic authentication; raises a refusal unless both are there."""
    scheme, _, token = header.partition(" ")
    if scheme.lower() == "bearer":
        raise refusals.not_basic()
    try:
        key, _, secret = base64.b64decode(token.strip(), validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        raise refusals.unauthorized() from None
    if scheme.lower() != "basic" or not key or not secret:
        raise refusals.unauthorized()
    return key, secret
