"""The rules and traits of each service, and an index of rules by the keys that wake them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from importlib import import_module
from typing import Final, NamedTuple, Protocol, cast

from fivetran_common.json_types import is_object
from fivetran_common.pointers import keys_of

from . import connection
from ._rule import Find, Guard, Moment, Rule, State
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

Entry = tuple[str, str, object, bool, Find, Rule]
"""The key that a rule needs, then its guard: the key, the value, and whether that value is the one which breaks."""

Index = tuple[Entry, ...]


class Page(NamedTuple):
    """Rules, each with what tells that it need not be asked; most are not, and asking costs ten times as much."""

    of_connection: Index
    of_config: Index

    def violations(self, state: State) -> list[Violation]:
        """Judge a new connection."""
        found: list[Violation] = []
        for index, keys in ((self.of_connection, state.connection), (self.of_config, state.config)):
            for key, guard, value, breaks, find, rule in index:
                if key in keys and (keys.get(guard) == value) is breaks and (pointers := find(state)):
                    found += [rule.violation(pointer, state) for pointer in pointers]
        return found


class Book(NamedTuple):
    """The rules for new connections of one service."""

    whole: Page
    unsaid: Page
    """Those that the document does not say as well; one that it has accepted keeps all others."""


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
def book_for(service: str | None) -> Book:
    """Index the rules for new connections of a service that has rules of its own, or of any other (None)."""
    rules = rules_for(service, "create")
    return Book(_page(rules), _page(rule for rule in rules if not rule.said_by_document))


def _page(rules: Iterable[Rule]) -> Page:
    of_connection: list[Entry] = []
    of_config: list[Entry] = []
    for rule in rules:
        condition = rule.condition
        parent, key = _place(condition.needs)
        index = of_config if parent == "config" else of_connection
        index.append((key, *_guard(condition.guard, parent), condition.find, rule))
    return Page(tuple(of_connection), tuple(of_config))


def _guard(guard: Guard | None, parent: str) -> tuple[str, object, bool]:
    """Return a guard that reads a key of the same object; any other, and none, becomes one that clears none."""
    if guard is None:
        return _CLEARS_NONE
    *above, key = keys_of(guard.pointer)
    return (key, guard.value, guard.breaks) if "/".join(above) == parent else _CLEARS_NONE


_CLEARS_NONE: Final = ("", object(), False)
"""No value is equal to that one."""


def _place(pointer: str) -> tuple[str, str]:
    """Return the object that a place is in, `config` or the connection (empty), and its outermost key there."""
    match keys_of(pointer):
        case ["config", key, *_]:
            return "config", key
        case parts:
            return "", parts[0]


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
