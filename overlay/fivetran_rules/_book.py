"""The rule book: which rules a body of which service has to obey, found by the keys that the body has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Final, NamedTuple

from . import connection
from ._json import is_object
from ._pointer import parts_of
from ._rule import Find, Moment, Rule, State
from ._violation import Violation
from .services import facebook_ads, google_ads, pinterest_ads

SERVICE_RULES: Final[Mapping[str, tuple[Rule, ...]]] = {
    "facebook_ads": facebook_ads.RULES,
    "google_ads": google_ads.RULES,
    "pinterest_ads": pinterest_ads.RULES,
}
"""The rules of each service that has some, beside those of every connection."""

Index = tuple[tuple[str, Find, Rule], ...]


class Page(NamedTuple):
    """Rules, each with the key that it needs; without that it is not asked."""

    of_connection: Index
    of_config: Index

    def violations(self, state: State) -> list[Violation]:
        """Judge a new connection."""
        found: list[Violation] = []
        for index, keys in ((self.of_connection, state.connection), (self.of_config, state.config)):
            for key, find, rule in index:
                if key in keys and (pointers := find(state)):
                    found.extend(map(rule.violation, pointers))
        return found


class Book(NamedTuple):
    """The rules for new connections of one service: all, and those that the document does not say as well."""

    whole: Page
    unsaid: Page

    def violations(self, state: State, *, accepted: bool) -> list[Violation]:
        """Judge a new connection; one that the document has accepted keeps every rule that stands there too."""
        return (self.unsaid if accepted else self.whole).violations(state)


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
    of_connection: list[tuple[str, Find, Rule]] = []
    of_config: list[tuple[str, Find, Rule]] = []
    for rule in rules:
        first, *rest = parts_of(rule.condition.needs)
        index, key = (of_config, rest[0]) if first == "config" and rest else (of_connection, first)
        index.append((key, rule.condition.find, rule))
    return Page(tuple(of_connection), tuple(of_config))


def change_violations(service: str | None, state: State) -> list[Violation]:
    """Judge a change by every rule that reads a key which the change has."""
    return [
        rule.violation(pointer)
        for rule in rules_for(service, "change")
        if any(_has(state.request, key) for key in rule.condition.wakes)
        for pointer in rule.condition.find(state)
    ]


def _has(request: Mapping[str, object], pointer: str) -> bool:
    here: object = request
    for key in parts_of(pointer):
        if not is_object(here) or key not in here:
            return False
        here = here[key]
    return True
