"""The rules of shape: what the document can refuse, each with what it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from . import _sources as source
from ._rule import Basis, documented, inferred, observed
from ._violation import Violation

MOST: Final = 100
"""Findings of one body that are listed."""


class Finding(NamedTuple):
    """One thing that the document refuses."""

    pointer: str
    rule: str
    message: str


class ShapeRule(NamedTuple):
    """What one kind of finding means in general, and how it is known."""

    basis: Basis
    message: str


SHAPE_RULES: Final[Mapping[str, ShapeRule]] = {
    "shape.body": ShapeRule(
        documented(source.DEFINITION), "Send a JSON object; what Python has and JSON has not cannot be sent."
    ),
    "shape.type": ShapeRule(documented(source.DEFINITION), "Give a value of the type that the field has."),
    "shape.enum": ShapeRule(documented(source.DEFINITION), "Choose one of the values that the field has."),
    "shape.format": ShapeRule(documented(source.DEFINITION), "Give the text in the form that the field has."),
    "shape.range": ShapeRule(documented(source.DEFINITION), "Give a number within the limits of the field."),
    "shape.empty": ShapeRule(documented(source.DEFINITION), "Fill a field that is given."),
    "shape.required": ShapeRule(documented(source.DEFINITION), "Add a field that has to be there."),
    "shape.unknown": ShapeRule(
        observed(source.UNKNOWN_KEY_ISSUE),
        "Leave out, or spell as the API does, what is not a field: the API was seen to drop such a key in silence.",
    ),
    "shape.more": ShapeRule(
        documented(source.DEFINITION), f"Mend the first {MOST} findings: those after them are only counted."
    ),
    "shape.service": ShapeRule(
        inferred(source.DEFINITION), "Check the spelling of a service that is close to one known here."
    ),
}
"""By id, what tells most first: where several speak of one place, the first is reported."""

_RANK: Final = {rule: rank for rank, rule in enumerate(SHAPE_RULES)}


def one_each(findings: list[Finding]) -> list[Violation]:
    """Keep the most telling finding of each place, as violations."""
    telling: dict[str, Finding] = {}
    for finding in sorted(findings, key=lambda finding: _RANK[finding.rule]):
        telling.setdefault(finding.pointer, finding)
    return [violation_of(finding) for finding in telling.values()]


def violation_of(finding: Finding) -> Violation:
    """Add to a finding how its rule is known."""
    evidence = SHAPE_RULES[finding.rule].basis.evidence
    return Violation(finding.pointer, finding.rule, evidence, finding.message, evidence.severity)
