"""The catalogue of all rules, made from the rules themselves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from . import connection
from ._registry import SERVICE_RULES
from ._rule import Moment, Rule
from ._shape_rules import SHAPE_RULES
from ._violation import Evidence, Severity

_ALWAYS: tuple[Moment, ...] = ("create", "change")


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleInfo:
    """
    What one rule is about.

    ``pointer`` is where it usually finds a violation (a shape rule finds them anywhere, and has an empty one).
    ``service`` is None for rules of every service; ``applies`` names the moments at which it is looked at.
    """

    id: str
    pointer: str
    service: str | None
    applies: tuple[Moment, ...]
    evidence: Evidence
    severity: Severity
    source: str
    message: str


def rules() -> tuple[RuleInfo, ...]:
    """List every rule."""
    return tuple(_all())


def _all() -> Iterator[RuleInfo]:
    for name, shape in SHAPE_RULES.items():
        evidence = shape.basis.evidence
        yield RuleInfo(
            id=name,
            pointer="/service" if name == "shape.service" else "",
            service=None,
            applies=("create",) if name == "shape.service" else _ALWAYS,
            evidence=evidence,
            severity=evidence.severity,
            source=shape.basis.source,
            message=shape.message,
        )
    for rule in (*connection.SCHEMA_RULES, *connection.RULES):
        yield _info(rule, None)
    for service, own in SERVICE_RULES.items():
        for rule in own:
            yield _info(rule, service)


def _info(rule: Rule, service: str | None) -> RuleInfo:
    return RuleInfo(
        id=rule.id,
        pointer=rule.condition.pointer,
        service=service,
        applies=rule.condition.moments,
        evidence=rule.basis.evidence,
        severity=rule.basis.evidence.severity,
        source=rule.basis.source,
        message=rule.message,
    )
