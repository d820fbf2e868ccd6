"""The list of all rules, made from the rules themselves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from . import connection
from ._registry import SERVICE_RULES
from ._rule import Moment, Rule
from ._shape_rules import ALL_RULES
from ._violation import Evidence, Severity

_ALWAYS: Final[tuple[Moment, ...]] = ("create", "change")
_MOMENTS: Final[Mapping[str, tuple[Moment, ...]]] = {
    "published.misspelt": ("create",),
    "published.undefined": ("create",),
    "published.permanent": ("change",),
    "published.required": ("create",),
    "published.service": ("create",),
}
_PLACES: Final = {
    "published.misspelt": "/service",
    "published.misspelt_key": "/config",
    "published.undefined": "/service",
    "published.naming": "/config",
    "published.permanent": "/config",
    "published.required": "/config",
    "published.service": "/service",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleInfo:
    """
    The description of one rule.

    ``pointer`` is where it usually finds a violation (a shape rule finds them anywhere, and has an empty one).
    ``service`` is None for rules of every service; ``applies`` names the moments at which it is looked at. ``by_key``
    tells that the keys of a body break it, whatever their values are.
    """

    id: str
    pointer: str
    service: str | None
    applies: tuple[Moment, ...]
    evidence: Evidence
    severity: Severity
    source: str
    message: str
    by_key: bool


def all_rules() -> tuple[RuleInfo, ...]:
    """List every rule."""
    return tuple(_all())


def _all() -> Iterator[RuleInfo]:
    for name, rule in ALL_RULES.items():
        yield RuleInfo(
            id=name,
            pointer=_PLACES.get(name, ""),
            service=None,
            applies=_MOMENTS.get(name, _ALWAYS),
            evidence=rule.basis.evidence,
            severity=rule.severity,
            source=rule.basis.source,
            message=rule.message,
            by_key=rule.by_key,
        )
    for general in (*connection.SCHEMA_RULES, *connection.RULES):
        yield _info(general, None)
    for service, own in SERVICE_RULES.items():
        yield from (_info(each, service) for each in own)


def _info(rule: Rule, service: str | None) -> RuleInfo:
    return RuleInfo(
        id=rule.id,
        pointer=rule.condition.pointer,
        service=service,
        applies=rule.condition.moments,
        evidence=rule.basis.evidence,
        severity=rule.severity,
        source=rule.basis.source,
        message=rule.message,
        by_key=rule.condition.by_key,
    )
