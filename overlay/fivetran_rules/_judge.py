"""Judge a new connection or a change by the document and the rules together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from fivetran_common.json_types import is_object

from ._account import Account
from ._registry import INSTEAD_OF, SERVICE_RULES, TYPED, change_violations, new_violations
from ._shape_rules import MOST, Finding, violation_of
from ._state import state_of_change, state_of_create
from ._violation import Evidence, Violation
from .published.catalogue import ServiceCatalogue
from .published.verdicts import doubt_about

if TYPE_CHECKING:
    from . import _shape

_NOT_AN_OBJECT: Final = violation_of(Finding("", "shape.body", "The body has to be a JSON object."))


class Grading(NamedTuple):
    """How serious violations are, and how a body is sent that only the catalogue refuses."""

    strict: bool
    escape: str

    def of(self, violation: Violation) -> Violation:
        """Return a violation as the caller is to see it; an error of the catalogue names the escape."""
        if not (self.strict or violation.severity == "error"):
            return violation
        is_published = violation.evidence is Evidence.PUBLISHED
        escape = f" If the API takes it, {self.escape}." if is_published else ""
        return replace(violation, severity="error", message=f"{violation.message}{escape}")


_AS_DOCUMENTED: Final = Grading(strict=False, escape="")


def violations_of_new(
    body: object, *, strict: bool, escape: str, account: Account, catalogue: ServiceCatalogue | None
) -> list[Violation]:
    """Judge a body that is to create a connection; without a catalogue, only as far as the document goes."""
    if not is_object(body):
        return [_NOT_AN_OBJECT]
    judge = _judge_of(_text_or_none(body.get("service")), catalogue)
    state = state_of_create(body, account)
    accepted = judge.shape.accepts(body)
    by_rules = [*judge.doubts, *new_violations(judge.service, state, accepted=accepted)]
    if accepted:
        return _graded(by_rules, Grading(strict, escape)) if by_rules else by_rules
    return _verdict(by_rules, judge.shape.findings(body), Grading(strict, escape))


def violations_of_change(
    patch: object,
    stored: Mapping[str, object],
    *,
    strict: bool,
    escape: str,
    account: Account,
    catalogue: ServiceCatalogue,
    unchecked: bool,
) -> list[Violation]:
    """
    Judge a body that is to change a connection.

    Where it is unchecked, the catalogue only tells which keys name the destination.
    """
    if not is_object(patch):
        return [_NOT_AN_OBJECT]
    service = _text_or_none(stored.get("service"))
    by_rules = change_violations(_with_rules(service), state_of_change(patch, stored, account))
    if service not in TYPED and "schema" not in catalogue.naming_keys(service):
        by_rules = [violation for violation in by_rules if violation.rule != "schema.permanent"]
    shape = _shape_of_change(service, None if unchecked else catalogue)
    return _verdict(by_rules, shape.findings(patch), Grading(strict, escape))


def violations_of_request(schema: str, body: object) -> list[Violation]:
    """Judge the body of a request that has no rules of its own."""
    if not is_object(body):
        return [_NOT_AN_OBJECT]
    from ._shape import shape_of_request  # imports jsonschema-rs

    return _verdict([], shape_of_request(schema).findings(body), _AS_DOCUMENTED)


class _Judge(NamedTuple):
    """All that new connections of one service are judged by."""

    service: str | None
    shape: _shape.Shape
    doubts: tuple[Violation, ...]


@lru_cache(maxsize=1024)
def _judge_of(service: str | None, catalogue: ServiceCatalogue | None) -> _Judge:
    doubt = doubt_about(service, catalogue, TYPED) if service and catalogue else None
    return _Judge(_with_rules(service), _shape_of_create(service, catalogue), (violation_of(doubt),) if doubt else ())


def _shape_of_create(service: str | None, catalogue: ServiceCatalogue | None) -> _shape.Shape:
    from ._shape import published_shape_of_create, shape_of_create  # imports jsonschema-rs

    if _is_only_published(service, catalogue):
        return published_shape_of_create(service, catalogue)
    return shape_of_create(service if service in TYPED else None)


def _shape_of_change(service: str | None, catalogue: ServiceCatalogue | None) -> _shape.Shape:
    from ._shape import (  # imports jsonschema-rs
        published_shape_of_change,
        shape_of_any_change,
        shape_of_change,
    )

    if service is None:
        return shape_of_any_change()
    if _is_only_published(service, catalogue):
        return published_shape_of_change(service, catalogue)
    return shape_of_change(service if service in TYPED else None)


def _is_only_published(service: str | None, catalogue: ServiceCatalogue | None) -> bool:
    """Return whether a service is in the catalogue and not in the document, which says more."""
    if not service or catalogue is None:
        return False
    return service not in TYPED and catalogue.entry(service) is not None


def _with_rules(service: str | None) -> str | None:
    return service if service in SERVICE_RULES else None


def _text_or_none(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _together(by_rules: list[Violation], by_document: _shape.Findings) -> list[Violation]:
    """Join the violations of rules and document; the document's conditions count only if nothing else is an error."""
    said_better = {(violation.pointer, INSTEAD_OF.get(violation.rule)) for violation in by_rules}
    shape = [violation for violation in by_document.first if (violation.pointer, violation.rule) not in said_better]
    both = [*by_rules, *shape]
    explained = any(violation.severity == "error" for violation in both)
    return both if explained else [*both, *by_document.second]


def _graded(found: list[Violation], grading: Grading) -> list[Violation]:
    """Sort by place and rule; with `strict` every violation is an error."""
    ordered = sorted(found, key=lambda violation: (violation.pointer, violation.rule))
    return list(map(grading.of, ordered))


def _verdict(by_rules: list[Violation], by_document: _shape.Findings, grading: Grading) -> list[Violation]:
    """Join, grade and limit the violations of rules and document."""
    found = _graded(_together(by_rules, by_document), grading)
    more = by_document.left_out + max(0, len(found) - MOST)
    if not more:
        return found
    kept = sorted(found, key=lambda violation: violation.severity != "error")[:MOST]
    serious = by_document.unexamined or kept[0].severity == "error"
    note = violation_of(
        Finding("", "shape.more", f"At least {more} more findings are not listed: correct these first.")
    )
    ordered = sorted(kept, key=lambda violation: (violation.pointer, violation.rule))
    return [replace(note, severity="error" if serious else "warning"), *ordered]
