"""The rules that a schema can state: those of the document, and those of the published catalogue of services."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from . import _sources as source
from ._rule import Basis, documented, observed
from ._violation import Evidence, Severity, Violation

MOST: Final = 100
"""Findings of one body that are listed."""


class Finding(NamedTuple):
    """One violation of the document."""

    pointer: str
    rule: str
    message: str
    source: str = ""


class ShapeRule(NamedTuple):
    """
    The general meaning of one kind of finding, and its evidence.

    ``weight`` is the severity if the evidence does not give it. ``by_key`` tells that keys alone break the rule,
    whatever their values are.
    """

    basis: Basis
    message: str
    weight: Severity | None = None
    by_key: bool = False

    @property
    def severity(self) -> Severity:
        """The severity of a violation without `strict`."""
        return self.weight or self.basis.evidence.severity


SHAPE_RULES: Final[Mapping[str, ShapeRule]] = {
    "shape.body": ShapeRule(
        documented(source.DEFINITION), "Send a JSON object, and only values that JSON can represent."
    ),
    "shape.masked": ShapeRule(
        documented(source.DEFINITION), "Write the secret itself: stars stand for it in answers only."
    ),
    "shape.type": ShapeRule(documented(source.DEFINITION), "Write a value of the type that the field has."),
    "shape.enum": ShapeRule(documented(source.DEFINITION), "Choose one of the values that the field has."),
    "shape.format": ShapeRule(documented(source.DEFINITION), "Write the text in the form that the field has."),
    "shape.range": ShapeRule(documented(source.DEFINITION), "Write a number within the limits of the field."),
    "shape.empty": ShapeRule(documented(source.DEFINITION), "Fill the field, or remove it."),
    "shape.required": ShapeRule(documented(source.DEFINITION), "Add the field: it is required."),
    "shape.unknown": ShapeRule(
        observed(source.UNKNOWN_KEY_ISSUE),
        "Remove the key, or correct its spelling: the API may silently ignore it.",
        by_key=True,
    ),
    "shape.more": ShapeRule(
        documented(source.DEFINITION), f"Correct the first {MOST} findings; the others are only counted."
    ),
}
"""By id, what tells most first: where several speak of one place, the first is reported."""

_PUBLISHED: Final = Basis(Evidence.PUBLISHED, source.DEFINITION)

PUBLISHED_RULES: Final[Mapping[str, ShapeRule]] = {
    # docs/evidence.md#null-clears
    "published.null": ShapeRule(_PUBLISHED, "Remove a field that has no value; null clears one only in an update."),
    "published.type": ShapeRule(_PUBLISHED, "Write a value of the type that the service's field has.", "error"),
    "published.value": ShapeRule(_PUBLISHED, "Choose one of the values that the service's field has."),
    "published.required": ShapeRule(_PUBLISHED, "Add the keys that name the destination of the service.", "error"),
    "published.naming": ShapeRule(
        _PUBLISHED, "Name the destination with the keys that the service has for it.", by_key=True
    ),
    "published.permanent": ShapeRule(
        _PUBLISHED, "Remove a key that names the destination from the update.", "error", by_key=True
    ),
    "published.readonly": ShapeRule(_PUBLISHED, "Remove a field that only answers have.", by_key=True),
    "published.misspelt_key": ShapeRule(
        _PUBLISHED,
        "Correct a key of `config` that is one letter away from a field of the service.",
        "error",
        by_key=True,
    ),
    "published.unknown": ShapeRule(
        _PUBLISHED, "Remove a key that the service does not have, or correct its spelling.", by_key=True
    ),
    "published.misspelt": ShapeRule(
        _PUBLISHED, "Correct a service that is one letter away from a published one.", "error"
    ),
    "published.undefined": ShapeRule(_PUBLISHED, "Check that the API still has a service that no definition has."),
    "published.service": ShapeRule(_PUBLISHED, "Check the name of a service that is not published."),
}
"""By id; where two speak of one place, the first is reported."""


ALL_RULES: Final[Mapping[str, ShapeRule]] = {**SHAPE_RULES, **PUBLISHED_RULES}

_RANK: Final = {rule: rank for rank, rule in enumerate(ALL_RULES)}


def one_each(findings: list[Finding]) -> list[Violation]:
    """Keep the most specific finding of each place, as violations."""
    telling: dict[str, Finding] = {}
    for finding in sorted(findings, key=lambda finding: _RANK[finding.rule]):
        telling.setdefault(finding.pointer, finding)
    return [violation_of(finding) for finding in telling.values()]


def violation_of(finding: Finding) -> Violation:
    """Return the violation of a finding, with its evidence."""
    rule = ALL_RULES[finding.rule]
    pointer, name, message, source = finding
    return Violation(pointer, name, rule.basis.evidence, message, rule.severity, source)
