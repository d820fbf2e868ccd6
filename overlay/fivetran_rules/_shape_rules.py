"""The rules that a schema can state: those of the document, and those of the published catalogue of services."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from . import _sources as source
from ._rule import Basis, Effect, Evidence, RuleInfo, Severity, Violation, inferred, observed

MOST: Final = 100
"""The most findings of one body to list."""


def _rule(
    id_: str, message: str, severity: Severity | None = None, *, basis: Basis | None = None, **more: Any
) -> RuleInfo:
    """Return a rule, by default known from the definition: of its catalogue, or of its shapes."""
    published = Evidence.PUBLISHED if id_.startswith("published.") else Evidence.DOCUMENTED
    evidence, address = basis or Basis(published, source.DEFINITION)
    grade = severity or evidence.severity
    return RuleInfo(id=id_, message=message, evidence=evidence, severity=grade, source=address, **more)


_RULES: Final = (
    _rule("shape.body", "Send a JSON object, and only values that JSON can represent."),
    _rule(
        "shape.masked",
        "Write the secret itself: stars stand for it in answers only.",
        "error",
        basis=inferred(source.DEFINITION),
    ),
    _rule(
        "shape.placeholder",
        "Fill in a value in the place of a text such as `<host>`, which a template has for the key `host`.",
        "error",
        basis=inferred(source.DEFINITION),
    ),
    _rule("shape.type", "Write a value of the type that the field has.", effect=Effect.WRONG_TYPE),
    _rule("shape.enum", "Choose one of the values that the field has."),
    _rule("shape.format", "Write the text in the form that the field has."),
    _rule("shape.range", "Write a number within the limits of the field.", "error", basis=inferred(source.DEFINITION)),
    _rule("shape.empty", "Fill the field, or remove it.", "error", basis=inferred(source.DEFINITION)),
    _rule("shape.required", "Add the field: it is required.", effect=Effect.MISSING),
    _rule(
        "shape.unknown",
        "Remove the key, or correct its spelling: the API may silently ignore it.",
        basis=observed(source.UNKNOWN_KEY_ISSUE),
        effect=Effect.UNKNOWN_KEY,
        presence_only=True,
    ),
    _rule("shape.more", f"Correct the first {MOST} findings; the others are only counted."),
    # docs/evidence.md#null-clears
    _rule("published.null", "Remove a field that has no value; null clears a field only in an update."),
    _rule(
        "published.type", "Write a value of the type that the service's field has.", "error", effect=Effect.WRONG_TYPE
    ),
    # docs/evidence.md#text-for-values
    _rule(
        "published.text",
        "Write a number, true or false in `config` without quotes.",
        pointer="/config",
        effect=Effect.QUOTED,
    ),
    _rule("published.value", "Choose one of the values that the service's field has."),
    _rule(
        "published.required",
        "Add the keys that name the destination of the service.",
        "error",
        pointer="/config",
        applies=("create",),
        effect=Effect.MISSING,
    ),
    _rule(
        "published.naming",
        "Name the destination with the keys that the service has for it.",
        pointer="/config",
        presence_only=True,
    ),
    _rule(
        "published.permanent",
        "Remove a key that names the destination from the update.",
        "error",
        pointer="/config",
        applies=("change",),
        effect=Effect.PERMANENT,
        presence_only=True,
    ),
    _rule(
        "published.needed_list",
        "Fill a list that the service needs because of the value of another key of `config`.",
        "error",
        pointer="/config",
        effect=Effect.NEEDED_LIST,
    ),
    _rule(
        "published.needed",
        "Fill a key that the set-up of the service needs, always or because of the value of another key.",
        pointer="/config",
        effect=Effect.NEEDED,
    ),
    _rule(
        "inferred.host",
        "Fill the host of a service that connects to one: the set-up cannot pass without it.",
        basis=inferred(source.DEFINITION),
        pointer="/config",
        effect=Effect.NEEDED,
    ),
    _rule(
        "published.idle",
        "Remove a key that has no effect unless another key of `config` has a certain value.",
        pointer="/config",
    ),
    _rule("published.readonly", "Remove a field that only answers have.", presence_only=True),
    _rule(
        "published.misspelt_key",
        "Correct a key of `config` that is one letter away from a field of the service.",
        "error",
        pointer="/config",
        effect=Effect.MISSPELT_KEY,
        presence_only=True,
    ),
    _rule(
        "published.unknown",
        "Remove a key that the service does not have, or correct its spelling.",
        effect=Effect.UNKNOWN_KEY,
        presence_only=True,
    ),
    _rule(
        "published.misspelt",
        "Correct a service that is one letter away from a published one.",
        "error",
        pointer="/service",
        applies=("create",),
        effect=Effect.UNKNOWN_SERVICE,
    ),
    _rule(
        "published.undefined",
        "Check that the API still has a service that no definition has.",
        pointer="/service",
        applies=("create",),
    ),
    _rule(
        "published.service",
        "Check the name of a service that is not published.",
        pointer="/service",
        applies=("create",),
        effect=Effect.UNKNOWN_SERVICE,
    ),
)

SHAPE_RULES: Final[Mapping[str, RuleInfo]] = {rule.id: rule for rule in _RULES}
"""The rules by id, the most informative first: of several findings at one place, the first is reported."""

_RANK: Final = {rule: rank for rank, rule in enumerate(SHAPE_RULES)}


def one_each(violations: Iterable[Violation]) -> list[Violation]:
    """Keep the most specific violation of each place."""
    telling: dict[str, Violation] = {}
    for violation in sorted(violations, key=lambda violation: _RANK[violation.rule]):
        telling.setdefault(violation.pointer, violation)
    return list(telling.values())


def violation_of(name: str, pointer: str, message: str, source: str = "") -> Violation:
    """Return a violation of one of these rules, with its evidence."""
    rule = SHAPE_RULES[name]
    return Violation(pointer, name, rule.evidence, message, rule.severity, source, rule.effect)
