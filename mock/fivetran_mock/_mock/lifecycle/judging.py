"""Judges the bodies of connections by the rules; a test may have named services that the catalogue lacks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from shlex import quote
from typing import Any, Final

from fivetran_common.json_types import is_object
from fivetran_rules import Effect, Violation, check, check_change, lacking_keys

from ..clock.moments import SECOND
from ..state.state import State

_LONGEST: Final = 50


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
