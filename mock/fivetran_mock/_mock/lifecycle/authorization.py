"""Decides which connections need a person's authorization, and keeps the state until then."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from fivetran_common.json_types import scalars
from fivetran_rules import ServiceCatalogue

from ..formats.masking import STARS

TYPE_KEYS: Final = ("auth_type", "auth_method", "auth_mode", "authentication_method")
"""The keys of `config` that name the kind of authorization."""

WITHOUT_PERSON: Final = frozenset(
    (
        *("AWS_IAM", "CUSTOM_SERVICE_ACCOUNT", "FIVETRAN_SERVICE_ACCOUNT", "IAM_ROLE", "MANAGED_IDENTITY_SYSTEM"),
        *("MANAGED_IDENTITY_USER", "NONE", "PUBLIC_BUCKET", "SERVICE_ACCOUNT"),
        "ServiceAccount",  # docs/evidence.md#service-account-auth
    )
)
"""The kinds of authorization that need neither `auth` nor a secret (docs/evidence.md#auth-without-person)."""

BY_REQUEST: Final = ("auth", "external_secrets_manager_id")
"""The fields of a create or update that authorize (docs/evidence.md#missing-auth)."""

MISSING: Final = "Either accessToken or refreshToken must not be null"
"""The message of the setup test of a connection without authorization (docs/evidence.md#missing-auth)."""


def is_authorized_by(body: Mapping[str, Any], record: Mapping[str, Any]) -> bool:
    """
    Return whether a connection is authorized after a create or update with this body.

    A person has to authorize it if its service has published fields of `auth`, and neither the body nor its config has
    a secret (docs/evidence.md#who-needs-authorization).
    """
    entry = ServiceCatalogue.packaged().entry(record["service"])
    if any(map(body.get, BY_REQUEST)) or entry is None or not entry.has_published_auth:
        return True
    config = record["config"]
    has_secret = any(value == STARS for _, value in scalars(config))
    return has_secret or any(config.get(key) in WITHOUT_PERSON for key in TYPE_KEYS)


def loses_token(patch: Mapping[str, Any], record: Mapping[str, Any]) -> bool:
    """Return whether the `auth` of an update, in place of the stored one, leaves a connection without its token."""
    entry, given = ServiceCatalogue.packaged().entry(record["service"]), patch.get("auth")
    tokens = {"access_token", "refresh_token"} & (entry.auth.keys() if entry is not None else set())
    return bool(given and tokens and tokens.isdisjoint(given)) and not is_authorized_by({}, record)
