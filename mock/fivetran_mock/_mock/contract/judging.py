"""Judges the bodies of connections by the rules, for a mock that a test may have told of more services."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import replace
from functools import lru_cache
from shlex import quote
from typing import Any, Final

from fivetran_common.json_types import is_object
from fivetran_rules import Violation, check, check_change

UNKNOWN_SERVICE: Final = frozenset({"published.service", "published.misspelt"})
"""The rules about services that are not in the catalogue."""

_LONGEST: Final = 50


def judge_new(body: Any, services: AbstractSet[str], *, strict: bool) -> list[Violation]:
    """Judge a new connection."""
    service = body.get("service") if is_object(body) else None
    return check(body, strict=strict, unchecked=_is_named(service, services), escape=_escape(service))


def judge_change(patch: Any, stored: Mapping[str, Any], services: AbstractSet[str], *, strict: bool) -> list[Violation]:
    """Judge a change of a stored connection."""
    service = stored["service"]
    return check_change(patch, stored, strict=strict, unchecked=_is_named(service, services), escape=_escape(service))


def _is_named(service: object, services: AbstractSet[str]) -> bool:
    """Return whether a test named the service, so that the catalogue does not count."""
    return isinstance(service, str) and service in services


def _escape(service: object) -> str:
    return _way(service if isinstance(service, str) and len(service) <= _LONGEST else "...")


@lru_cache(maxsize=128)
def _way(shown: str) -> str:
    return f"name it to the mock: FivetranMock(services=[{shown!r}]), or --service {quote(shown)}"


def as_refused(violation: Violation, service: str) -> Violation:
    """Return the warning of an unknown service as an error, for a create is refused, and say how a test adds it."""
    if violation.rule not in UNKNOWN_SERVICE or violation.severity == "error":
        return violation
    way = f"If the API takes it, {_escape(service)}."
    return replace(violation, severity="error", message=f"{violation.message} {way}")
