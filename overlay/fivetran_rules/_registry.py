"""The rules and traits of each service, and the judgement by those rules whose keys a body has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from importlib import import_module
from typing import Final, Protocol, cast

from fivetran_common.json_types import is_object
from fivetran_common.pointers import keys_of

from . import connection
from ._rule import Moment, Rule, State
from ._schemas import variants
from ._traits import UNTYPED, Traits
from ._violation import Violation

TYPED: Final = tuple(sorted(filter(None, variants())))
"""The services that have a schema of their own in the document, and so a module of rules and traits."""


def _module(service: str) -> _ServiceModule:
    return cast("_ServiceModule", import_module(f".services.{service}", __package__))


class _ServiceModule(Protocol):
    """A module of ``services``."""

    RULES: tuple[Rule, ...]
    TRAITS: Traits


SERVICE_RULES: Final[Mapping[str, tuple[Rule, ...]]] = {
    service: tuple(replace(rule, id=f"{service}.{rule.id}") for rule in _module(service).RULES) for service in TYPED
}
"""The rules of each typed service, beside those of every connection; an id starts with the name of the service."""

TRAITS: Final[Mapping[str, Traits]] = {**UNTYPED, **{service: _module(service).TRAITS for service in TYPED}}
"""The traits of each service that has any."""

INSTEAD_OF: Final[Mapping[str, str]] = {
    rule.id: rule.instead_of
    for rules in (connection.SCHEMA_RULES, connection.RULES, *SERVICE_RULES.values())
    for rule in rules
}
"""The shape rule, if any, that each rule speaks instead of."""


@cache
def rules_for(service: str | None, moment: Moment) -> tuple[Rule, ...]:
    """List the rules for a service that has rules of its own, or for any other (None)."""
    rules = connection.RULES
    if service is not None:
        rules = (*connection.SCHEMA_RULES, *rules, *SERVICE_RULES[service])
    return tuple(rule for rule in rules if moment in rule.condition.moments)


@cache
def rules_by_need(service: str | None, *, accepted: bool) -> tuple[tuple[bool, str, Rule], ...]:
    """List the rules for a new connection, each with the key that it needs, and whether `config` has that key."""
    found: list[tuple[bool, str, Rule]] = []
    for rule in rules_for(service, "create"):
        if not (accepted and rule.said_by_document):
            part, *inner = keys_of(rule.condition.needs)
            in_config = part == "config" and bool(inner)
            found.append((in_config, inner[0] if in_config else part, rule))
    return tuple(found)


def new_violations(service: str | None, state: State, *, accepted: bool) -> list[Violation]:
    """
    Judge a new connection by every rule whose key it has.

    A body that the document has ``accepted`` keeps all rules that the document states as well.
    """
    return [
        rule.violation(pointer, state)
        for in_config, key, rule in rules_by_need(service, accepted=accepted)
        if key in (state.config if in_config else state.connection)
        for pointer in rule.condition.find(state)
    ]


def change_violations(service: str | None, state: State) -> list[Violation]:
    """Judge a change by every rule that reads a key which the change has."""
    return [
        rule.violation(pointer, state)
        for rule in rules_for(service, "change")
        if any(_has(state.request, key) for key in rule.condition.wakes)
        for pointer in rule.condition.find(state)
    ]


def _has(request: Mapping[str, object], pointer: str) -> bool:
    here: object = request
    for key in keys_of(pointer):
        if not is_object(here) or key not in here:
            return False
        here = here[key]
    return True
