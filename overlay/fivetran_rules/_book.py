"""The rule book: which rules a body of which service has to obey, and what tells quickly that it breaks none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Final, NamedTuple

from . import connection
from ._json import is_object
from ._pointer import parts_of
from ._rule import Moment, Rule, Screen, State
from ._state import NOTHING
from ._violation import Violation
from .services import facebook_ads, google_ads, pinterest_ads

SERVICE_RULES: Final[Mapping[str, tuple[Rule, ...]]] = {
    "facebook_ads": facebook_ads.RULES,
    "google_ads": google_ads.RULES,
    "pinterest_ads": pinterest_ads.RULES,
}
"""The rules of each service that has some, beside those of every connection."""

May = Callable[[Mapping[str, object], Mapping[str, object]], object]
"""Tell whether a new connection and its config, of the right shape, may break a rule."""


class Book(NamedTuple):
    """The rules for new connections of one service."""

    rules: tuple[Rule, ...]
    may_break: May

    def violations(self, state: State) -> list[Violation]:
        """Judge a new connection."""
        return [rule.violation(pointer) for rule in self.rules for pointer in rule.condition.find(state)]


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
    """Open the book for new connections of a service that has rules of its own, or of any other (None)."""
    rules = rules_for(service, "create")
    return Book(rules, _may_break(rule.condition.screen for rule in rules if not rule.instead_of))


def _may_break(screens: Iterable[Screen]) -> May:
    """Make one function of screens; asking rule after rule takes five times as long."""
    names: dict[str, object] = {"NOTHING": NOTHING}
    sources = ["False"]
    for number, screen in enumerate(screens):
        name = f"holds_{number}"
        names[name] = screen.holds
        sources.append(screen.source.replace("holds(", f"{name}("))
    may: May = eval(f"lambda connection, config: {' or '.join(f'({each})' for each in sources)}", names)  # noqa: S307  # our own rules
    return may


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
