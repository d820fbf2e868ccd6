"""
A rule, the state that it judges, the violations that it finds, and the conditions that rules are made of.

A rule does not know whether a body is about to be sent or has just arrived. It judges the connection as the request
would leave it, and only if the request has a key that the rule is about: a request is not refused for values that were
stored before. It is unknown how the API treats a stored value whose counterpart a change removes, so a change of
the counterpart alone does not start a rule about that value.
A condition reads JSON of any type and is silent about a type that it does not expect; the shape check names that. It
checks the type of a value before it compares it, since other Python values may return anything from a comparison.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import Enum, StrEnum
from typing import Final, Literal, NamedTuple

from fivetran_common.json_types import has_value, is_array, is_object, keys_of

Severity = Literal["error", "warning"]

Unchecked = bool | Collection[str]
"""Whether the catalogue does not count, or the keys of `config` and `auth` about which it does not."""


class Evidence(StrEnum):
    """The kind of source of a rule. Only documented and observed rules are always errors; others differ by rule."""

    DOCUMENTED = "documented"
    OBSERVED = "observed"
    PUBLISHED = "published"
    INFERRED = "inferred"

    @property
    def severity(self) -> Severity:
        """The severity of a violation without `strict`."""
        return "warning" if self in {Evidence.INFERRED, Evidence.PUBLISHED} else "error"


class Effect(StrEnum):
    """The meaning of a violation for code that acts on it."""

    WRONG = "wrong"
    """The request cannot be sent as it is."""
    PERMANENT = "permanent"
    """Only a create can set the key, so an update of it needs a new connection."""
    UNKNOWN_KEY = "unknown key"
    """No source knows the key."""
    MISSPELT_KEY = "misspelt key"
    """No source knows the key, and it resembles a known one."""
    UNKNOWN_SERVICE = "unknown service"
    """No source knows the service."""
    MISSING = "missing"
    """A required key is missing."""
    NEEDED = "needed"
    """The setup tests cannot pass without the key."""
    NEEDED_LIST = "needed list"
    """The value of another key needs this list."""
    WRONG_TYPE = "wrong type"
    """The value has another type than the field."""
    QUOTED = "quoted"
    """The value is a text that spells a value of the field's type."""


@dataclass(frozen=True, slots=True)
class Violation:
    """
    One problem of a body, and the fix.

    ``pointer`` is a JSON pointer (RFC 6901) into the body; a missing key is named by the pointer it would have.
    ``message`` never repeats a value that may be secret. ``source`` names, for ``published`` evidence, the catalogue
    and its date. ``effect`` is that of the rule.
    """

    pointer: str
    rule: str
    evidence: Evidence
    message: str
    severity: Severity
    source: str = ""
    effect: Effect = Effect.WRONG
    answer: str = ""
    """The words of the API's own refusal, where one was seen."""


Moment = Literal["create", "change"]

ALWAYS: Final[tuple[Moment, ...]] = ("create", "change")


class Unknown(Enum):
    """The type of UNKNOWN: a value neither in the request nor known as stored; it is not absent."""

    UNKNOWN = "unknown"


UNKNOWN: Final = Unknown.UNKNOWN
Gap = Unknown | None


class BodyState(NamedTuple):
    """
    A connection as a request would leave it.

    ``request`` is the body, ``connection`` the connection after it, and ``config`` that key of the connection.
    ``gap`` is the value of a missing key of the connection, and ``config_gap`` that of a missing key of ``config``:
    None where everything is known, UNKNOWN where something may be stored. Rules treat null and absent alike. ``now`` is
    the time in seconds since 1970.
    """

    request: Mapping[str, object]
    connection: Mapping[str, object]
    config: Mapping[str, object]
    gap: Gap
    config_gap: Gap
    now: float = 0.0


Read = Callable[[BodyState], object]
Find = Callable[[BodyState], Iterable[str]]
Holds = Callable[[object], bool]
Plain = str | int | bool

SOUND: Final[tuple[str, ...]] = ()


@dataclass(frozen=True, slots=True)
class Condition:
    """
    The place and the condition of a possible problem.

    ``find`` returns the pointers of the wrong values, usually ``pointer``. A change is judged if it has one of the keys
    ``triggers``; a new connection without the first of them cannot break the rule.
    ``presence_only`` says that keys alone break the rule, whatever their values are. ``reads`` is another key, of which
    every value but one breaks it.
    """

    pointer: str
    find: Find
    triggers: tuple[str, ...]
    moments: tuple[Moment, ...] = ALWAYS
    presence_only: bool = False
    reads: str = ""

    def is_triggered_by(self, request: Mapping[str, object]) -> bool:
        """Return whether a change has a key that the rule is about."""
        return any(has_value(pointer, request, in_arrays=False) for pointer in self.triggers)


class Basis(NamedTuple):
    """The evidence of a rule, with the address of its source."""

    evidence: Evidence
    source: str


def documented(source: str) -> Basis:
    """Stated by Fivetran."""
    return Basis(Evidence.DOCUMENTED, source)


def observed(source: str) -> Basis:
    """Seen in an answer of the real API."""
    return Basis(Evidence.OBSERVED, source)


def inferred(source: str) -> Basis:
    """Our reading; stated nowhere, so it only warns."""
    return Basis(Evidence.INFERRED, source)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """
    One cross-field rule.

    ``message`` names the next step. Code that acts on a violation reads ``effect``, never the id. ``instead_of`` names
    a less precise shape rule about the same key. ``severity_override`` takes the place of the severity by evidence: a
    key that the API ignores (documented) is a warning. ``answer`` is the text of the API's refusal, if one was seen.
    """

    id: str
    condition: Condition
    basis: Basis
    message: str
    effect: Effect = Effect.WRONG
    instead_of: str = ""
    severity_override: Severity | None = None
    answer: str = ""

    @property
    def severity(self) -> Severity:
        """The severity of a violation without `strict`."""
        return self.severity_override or self.basis.evidence.severity

    def violation(self, pointer: str) -> Violation:
        """Return the violation of this rule at a place."""
        source = self.basis.source if self.basis.evidence is Evidence.PUBLISHED else ""
        return Violation(
            pointer, self.id, self.basis.evidence, self.message, self.severity, source, self.effect, self.answer
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleInfo:
    """
    The description of one rule.

    ``pointer`` is where it usually finds a violation (a shape rule finds them anywhere, and has an empty one).
    ``service`` is None for rules of every service; ``applies`` names the moments at which it is looked at.
    ``presence_only`` says that the keys of a body break it, whatever their values are. ``reads`` is another key, of
    which every value but one breaks it.
    """

    id: str
    pointer: str = ""
    service: str | None = None
    applies: tuple[Moment, ...] = ALWAYS
    evidence: Evidence
    severity: Severity
    source: str
    message: str
    effect: Effect = Effect.WRONG
    presence_only: bool = False
    reads: str = ""


# --- reading ----------------------------------------------------------------------------------------------------------


def read(pointer: str) -> Read:
    """Make a reader of one key; it returns None for absent and null, and UNKNOWN for an unknown value."""
    match keys_of(pointer):
        case [key]:
            return lambda state: state.connection.get(key, state.gap)
        case ["config", key]:
            return lambda state: state.config.get(key, state.config_gap)
        case parts:
            return lambda state: _inside(state.connection.get(parts[0], state.gap), parts[1:])


def _inside(value: object, keys: Iterable[str]) -> object:
    for key in keys:
        if not is_object(value):
            return value if value is UNKNOWN else None
        value = value.get(key)
    return value


def is_set(value: object) -> bool:
    """Return whether a key has a value, as far as is known."""
    return value is not None and value is not UNKNOWN


def is_filled(value: object) -> bool:
    """Return whether a key has a non-empty value."""
    return is_set(value) and not ((isinstance(value, str) or is_object(value) or is_array(value)) and not value)


def is_positive(value: object) -> bool:
    """Return whether a key has a number above zero."""
    return _is_number(value) and value > 0  # type: ignore[operator]  # a number can be compared


def _is_number(value: object) -> bool:
    """Return JSON's numbers, which integers and floats are and booleans are not."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def is_same(value: object, expected: Plain) -> bool:
    """Return whether a key has the expected value, of the expected type."""
    return value is not None and _alike(value, expected) and value == expected


def _differs(value: object, expected: Plain) -> bool:
    """Return whether a value is known to be another one of the expected type, or known to be missing."""
    return value is None or (_alike(value, expected) and value != expected)


def _alike(value: object, expected: Plain) -> bool:
    """Return whether two values are of one JSON type."""
    if isinstance(expected, str):
        return isinstance(value, str)
    return isinstance(value, bool) if isinstance(expected, bool) else _is_number(value)


# --- conditions -------------------------------------------------------------------------------------------------------


def wrong_if(pointer: str, test: Callable[[BodyState], object], *, triggers: tuple[str, ...] = ()) -> Condition:
    """A key is wrong if a test of the state says so; only that key triggers the rule, unless others are named."""
    return Condition(pointer, lambda state: (pointer,) if test(state) else SOUND, triggers or (pointer,))


def required_when(pointer: str, *, key: str, equals: Plain) -> Condition:
    """A field has to be filled if another key has a certain value."""
    target, other = read(pointer), read(key)
    return wrong_if(
        pointer,
        lambda state: is_same(other(state), equals) and target(state) is not UNKNOWN and not is_filled(target(state)),
        triggers=(key, pointer),
    )


def only_when(pointer: str, *, key: str, equals: Plain, holds: Holds = is_set) -> Condition:
    """A field may be given only if another key has a certain value; absence is another value."""
    target, other = read(pointer), read(key)
    condition = wrong_if(pointer, lambda state: _differs(other(state), equals) and holds(target(state)))
    return replace(condition, reads=key)


def not_while(pointer: str, *, key: str, equals: Plain, holds: Holds = is_set) -> Condition:
    """A field may not be given, or has no effect, if another key has a certain value."""
    target, other = read(pointer), read(key)
    return wrong_if(pointer, lambda state: is_same(other(state), equals) and holds(target(state)))


def not_beside(pointer: str, *, key: str) -> Condition:
    """A field may not be given, or has no effect, beside another one."""
    target, other = read(pointer), read(key)
    return replace(wrong_if(pointer, lambda state: is_set(target(state)) and is_set(other(state))), presence_only=True)


def only_text(pointer: str, *, holds: Callable[[str], object]) -> Condition:
    """A text has to pass a test."""
    target = read(pointer)
    return wrong_if(pointer, lambda state: isinstance(text := target(state), str) and not holds(text))


def none_of(pointer: str, *values: str) -> Condition:
    """Some values of the API make no sense in this place; unknown values are left to the shape check."""
    return only_text(pointer, holds=lambda text: text not in values)


def unsupported(pointer: str) -> Condition:
    """A field makes no sense for this service."""
    target = read(pointer)
    return replace(wrong_if(pointer, lambda state: is_set(target(state))), presence_only=True)


def matching(pointer: str, *, pattern: str) -> Condition:
    """A whole text has to match a pattern."""
    return only_text(pointer, holds=re.compile(pattern).fullmatch)


def create_only(pointer: str) -> Condition:
    """No change may have this field, even with its stored value."""
    return replace(on_change(wrong_if(pointer, lambda _: True)), presence_only=True)


def complete(parent: str, *keys: str, or_empty: bool = False) -> Condition:
    """An object of a new connection has to have certain keys, or with ``or_empty`` none at all."""
    target = read(parent)

    def find(state: BodyState) -> Iterable[str]:
        value = target(state)
        if not is_object(value) or (or_empty and not value):
            return SOUND
        return [f"{parent}/{key}" for key in keys if key not in value]

    return on_create(Condition(f"{parent}/{keys[0]}", find, triggers=(parent,)))


def on_create(condition: Condition) -> Condition:
    """Judge a new connection only."""
    return replace(condition, moments=("create",))


def on_change(condition: Condition) -> Condition:
    """Judge a change only."""
    return replace(condition, moments=("change",))
