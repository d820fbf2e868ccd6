"""Judges connections by the rules, which a test's own services bypass, and whether a person has to authorize them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from shlex import quote
from typing import Any, Final

from fivetran_common.json_types import is_object, scalars
from fivetran_rules import Effect, ServiceCatalogue, Violation, check, check_change, lacking_keys

from ..clock.moments import SECOND
from ..formats.masking import STARS
from ..state.state import State

_LONGEST: Final = 50

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


def judge_new(body: Any, state: State) -> list[Violation]:
    """Judge a new connection."""
    return check(body, **_settings(body, state))


def judge_change(patch: Any, stored: Mapping[str, Any], state: State) -> list[Violation]:
    """Judge a change of a stored connection."""
    return check_change(patch, stored, **_settings(stored, state))


def lacking(record: Mapping[str, Any], state: State) -> tuple[str, ...]:
    """Return the keys without which setup tests cannot pass; a service that a test has added needs none."""
    return () if record["service"] in state.settings.services else lacking_keys(record)


def _settings(connection: object, state: State) -> dict[str, Any]:
    """Return how strictly to judge, the time, and whether a test named the service, past the catalogue."""
    service = connection.get("service") if is_object(connection) else None
    named = isinstance(service, str) and service in state.settings.services
    shown = service if isinstance(service, str) and len(service) <= _LONGEST else "..."

    def bypass(_: str) -> str:
        return f"let the mock take it: FivetranMock(services=[{shown!r}]), or --service {quote(shown)}"

    now = state.clock.now() / SECOND
    return {"strict": state.settings.strict, "unchecked": named, "bypass": bypass, "now": now}


def as_refused(violation: Violation, body: object, state: State) -> Violation:
    """Return the warning of an unknown service as an error, with the way to make the service known to the mock."""
    if violation.effect is not Effect.UNKNOWN_SERVICE or violation.severity == "error":
        return violation
    way = _settings(body, state)["bypass"]("")
    return replace(violation, severity="error", message=f"{violation.message} If the API takes it, {way}.")


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
