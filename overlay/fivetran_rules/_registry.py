"""The rules and traits of each service, and the list of all rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from . import connection
from ._rule import Rule, RuleInfo
from ._shape_rules import SHAPE_RULES
from ._traits import UNTYPED, Traits
from .services import facebook_ads, google_ads, pinterest_ads, untyped

_MODULES: Final[Mapping[str, Any]] = {
    "facebook_ads": facebook_ads,
    "google_ads": google_ads,
    "pinterest_ads": pinterest_ads,
}
"""The modules of the typed services, which have a schema of their own in the document."""

SERVICE_RULES: Final[Mapping[str, tuple[Rule, ...]]] = {
    service: tuple(replace(rule, id=f"{service}.{rule.id}") for rule in rules)
    for service, rules in {**{name: module.RULES for name, module in _MODULES.items()}, **untyped.RULES}.items()
}
"""The rules of each service, beside those of every connection; an id starts with the name of the service."""

_TRAITS: Final[Mapping[str, Traits]] = {**UNTYPED, **{service: module.TRAITS for service, module in _MODULES.items()}}


def traits(service: str) -> Traits:
    """Return the traits of a service: its defaults, and the `sync_mode` of each list."""
    return _TRAITS.get(service) or Traits()


def all_rules() -> tuple[RuleInfo, ...]:
    """List every rule: those of shape, those of every connection, those of each service."""
    general = (*connection.SCHEMA_RULES, *connection.RULES)
    return (
        *SHAPE_RULES.values(),
        *(_info(rule, None) for rule in general),
        *(_info(rule, service) for service, rules in SERVICE_RULES.items() for rule in rules),
    )


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
        effect=rule.effect,
        presence_only=rule.condition.presence_only,
        reads=rule.condition.reads,
    )
