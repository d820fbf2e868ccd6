"""
Judge a new connection, a change or another request by the document, the catalogue and the rules together.

This module imports jsonschema-rs, which takes 40 ms.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache, lru_cache
from typing import Final, NamedTuple

from fivetran_common.json_types import AsObject, is_mapping, is_object, keys_of

from . import connection
from ._registry import SERVICE_RULES
from ._rule import UNKNOWN, BodyState, Effect, Evidence, Moment, Rule, Unchecked, Violation
from ._schemas import change_root, create_root, rooted, schemas, variants
from ._shape import FITS, Findings, Shape
from ._shape_rules import MOST, violation_of
from .published.catalogue import ServiceCatalogue, naming_keys
from .published.requirements import requirement_rules
from .published.verdicts import View, doubt_about


def _by_argument(key: str) -> str:
    """Return the way out that Python code has, if only the catalogue refuses a key, or a body."""
    return f"pass unchecked={[key]!r}" if key else "pass unchecked=True"


_NOT_AN_OBJECT: Final = violation_of("shape.body", "", "The body has to be a JSON object.")


def check(
    body: object,
    *,
    strict: bool = False,
    unchecked: Unchecked = False,
    bypass: Callable[[str], str] = _by_argument,
    now: float | None = None,
) -> list[Violation]:
    """
    Judge a body for POST /v1/connections, and return all its violations.

    An empty list, or one with warnings only, means valid. ``strict`` makes warnings errors. The catalogue of services
    judges `config` and `auth` of services without a schema of their own; ``unchecked`` leaves that out, or with keys of
    `config` and `auth` only what the catalogue says about these.
    ``bypass`` returns the words by which the errors of the catalogue tell the caller's own users how to leave out a
    key, or with an empty key the catalogue. ``now`` is the time in seconds since 1970, by default the real one. After
    100 violations, one more has the number of the others.

    No body of JSON or of Python's own types raises: a value that JSON cannot represent is a violation too. Only an
    object that raises when it is compared, or a subclass of dict, list or str that raises when it is read, can do so.
    """
    if not is_object(body):
        return [_NOT_AN_OBJECT]
    service, config = body.get("service"), body.get("config")
    service = service if isinstance(service, str) else None
    config = config if is_object(config) else {}
    judge = _judge_of(service, None if unchecked is True else ServiceCatalogue.packaged(), "create")
    state = BodyState(body, body, config, None, None, time.time() if now is None else now)
    broken = [
        rule.violation(pointer)
        for key in judge.rules.keys() & {*body, *config}
        for rule in judge.rules[key]
        for pointer in rule.condition.find(state)
    ]
    return _verdict(
        [*broken, *judge.doubts], judge.shape.findings(body), strict=strict, unchecked=unchecked, bypass=bypass
    )


def check_change(
    patch: object,
    stored: Mapping[str, object] | AsObject | None = None,
    *,
    strict: bool = False,
    unchecked: Unchecked = False,
    bypass: Callable[[str], str] = _by_argument,
    now: float | None = None,
) -> list[Violation]:
    """
    Judge a body for PATCH /v1/connections/{connectionId}, by itself and by the connection after it.

    ``stored`` is the connection as the API returns it, or its known fields: a mapping, or a model with ``to_dict``. A
    field is unknown if neither the patch nor ``stored`` has it, and a rule that needs it stays silent. A stored
    ``config`` counts as complete unless it is empty: the API was seen to answer with an empty one for a connection
    that must have had a schema. A list that the stored connection itself lacks is a warning.
    ``unchecked``, ``bypass`` and ``now`` are those of ``check``; the catalogue needs a stored ``service``. As with
    ``check``, no patch raises; a ``stored`` of another type raises ``TypeError``.
    """
    kept: object = {} if stored is None else stored
    to_dict: Callable[[], object] | None = getattr(stored, "to_dict", None)
    if to_dict is not None and not is_mapping(stored):
        kept = to_dict()
    if not is_mapping(kept):
        message = f"stored is of type {type(stored).__name__}: pass a mapping, a model with to_dict, or None."
        raise TypeError(message)
    if not is_object(patch):
        return [_NOT_AN_OBJECT]
    service = kept.get("service")
    service = service if isinstance(service, str) else None
    judge = _judge_of(service, None if unchecked is True else ServiceCatalogue.packaged(), "change")
    config = {**_config_of(kept), **_config_of(patch)}
    whole = {**kept, **patch, "config": config}
    config_gap = None if _config_of(kept) else UNKNOWN
    state = BodyState(patch, whole, config, UNKNOWN, config_gap, time.time() if now is None else now)
    before = BodyState({}, kept, _config_of(kept), UNKNOWN, config_gap)
    broken: list[Violation] = []
    for rule in (rule for rules in judge.rules.values() for rule in rules):
        if rule.condition.is_triggered_by(patch):
            is_old = rule.effect is Effect.NEEDED_LIST and any(rule.condition.find(before))
            found = (rule.violation(pointer) for pointer in rule.condition.find(state))
            broken += (replace(violation, severity="warning") for violation in found) if is_old else found
    if service not in variants() and "schema" not in naming_keys(service):
        permanent = ("/config/schema", Effect.PERMANENT)
        broken = [violation for violation in broken if (violation.pointer, violation.effect) != permanent]
    return _verdict(broken, judge.shape.findings(patch), strict=strict, unchecked=unchecked, bypass=bypass)


def lacking_keys(connection: Mapping[str, object]) -> tuple[str, ...]:
    """Return the keys of `config` that a connection lacks, and without which its setup tests cannot pass."""
    service, config = connection.get("service"), _config_of(connection)
    if not isinstance(service, str):
        return ()
    judge = _judge_of(service, ServiceCatalogue.packaged(), "create")
    state = BodyState({}, connection, config, None, None)
    needed = (rule for rules in judge.rules.values() for rule in rules if rule.effect is Effect.NEEDED)
    return tuple(keys_of(pointer)[1] for rule in needed for pointer in rule.condition.find(state))


def check_request(schema: str, body: object) -> list[Violation]:
    """
    Judge the body of a request other than a create or an update of a connection, by the document alone.

    ``schema`` is the name of its schema in the document, for instance ``SchemaConfigUpdate``. Raises ``KeyError`` for a
    schema that the document does not have.
    """
    if not is_object(body):
        return [_NOT_AN_OBJECT]
    return _verdict([], _shape_of_request(schema).findings(body))


def _config_of(connection: Mapping[str, object]) -> Mapping[str, object]:
    config = connection.get("config")
    return config if is_object(config) else {}


# --- what judges ------------------------------------------------------------------------------------------------------


class _Judge(NamedTuple):
    """The schema and the rules that judge new connections of one service, or changes of them."""

    shape: Shape
    rules: Mapping[str, list[Rule]]
    """The rules by a key without which no new connection can break them: most bodies have few of these keys."""
    doubts: tuple[Violation, ...]


@lru_cache(maxsize=1024)
def _judge_of(service: str | None, catalogue: ServiceCatalogue | None, moment: Moment) -> _Judge:
    typed = service in variants()
    general = (*connection.SCHEMA_RULES, *connection.RULES) if typed else connection.RULES
    own = SERVICE_RULES.get(service or "", ())
    rules: dict[str, list[Rule]] = {}
    entry = catalogue.entry(service) if catalogue and service else None
    stated = {rule.condition.pointer for rule in own}
    for rule in (*general, *own, *(requirement_rules(entry, stated=stated) if entry else ())):
        if moment in rule.condition.moments:
            rules.setdefault(_needed(rule), []).append(rule)
    if moment == "change" and service is None:
        return _Judge(_shape_of_request("ConnectionUpdate"), rules, ())
    doubt = doubt_about(service, catalogue, typed=[*filter(None, variants())]) if service and catalogue else None
    doubts = (doubt,) if doubt and moment == "create" else ()
    in_catalogue = entry is not None and not typed
    shape = _shape_of(service if typed or in_catalogue else None, catalogue if in_catalogue else None, moment)
    return _Judge(shape, rules, doubts)


def _needed(rule: Rule) -> str:
    part, *inner = keys_of(rule.condition.triggers[0]) or ("",)
    return inner[0] if part == "config" and inner else part


@lru_cache(maxsize=128)
def _shape_of(service: str | None, catalogue: ServiceCatalogue | None, moment: Moment) -> Shape:
    """Compile the judge of a typed service, of one that only the catalogue has, or of any other (None)."""
    root_of = create_root if moment == "create" else change_root
    entry = catalogue.entry(service) if catalogue and service else None
    if catalogue and entry:
        return Shape(root_of(None, entry), View(entry, catalogue.source, is_change=moment == "change"))
    return Shape(root_of(service))


@cache
def _shape_of_request(schema: str) -> Shape:
    return Shape(rooted(schema, schemas()))


# --- the verdict ------------------------------------------------------------------------------------------------------

_INSTEAD_OF: Final[Mapping[str, str]] = {
    rule.id: rule.instead_of
    for rules in (connection.SCHEMA_RULES, connection.RULES, *SERVICE_RULES.values())
    for rule in rules
}
"""The shape rule, if any, that each rule replaces."""


def _verdict(
    by_rules: list[Violation],
    by_document: Findings,
    *,
    strict: bool = False,
    unchecked: Unchecked = False,
    bypass: Callable[[str], str] = _by_argument,
) -> list[Violation]:
    """Join, grade and limit the violations; the document's conditions count only if nothing else is an error."""
    if not by_rules and by_document is FITS:
        return []
    unfilled = {violation.pointer for violation in by_document.always if violation.rule == "shape.placeholder"}
    by_rules = [violation for violation in by_rules if violation.pointer not in unfilled]
    said_better = {(violation.pointer, _INSTEAD_OF.get(violation.rule)) for violation in by_rules}
    rest = (violation for violation in by_document.always if (violation.pointer, violation.rule) not in said_better)
    found = [*by_rules, *rest]
    if unchecked and not isinstance(unchecked, bool):
        left_out = {unchecked} if isinstance(unchecked, str) else unchecked
        found = [each for each in found if not (_is_of_catalogue(each) and _key_of(each) in left_out)]
    if not any(violation.severity == "error" for violation in found):
        found += by_document.conditional
    graded = [
        _graded(violation, bypass) if strict or violation.severity == "error" else violation for violation in found
    ]
    graded.sort(key=_by_place)
    more = by_document.left_out + max(0, len(graded) - MOST)
    if not more:
        return graded
    kept = sorted(graded, key=lambda violation: violation.severity != "error")[:MOST]
    serious = by_document.unexamined or kept[0].severity == "error"
    note = violation_of("shape.more", "", f"At least {more} more findings are not listed: correct these first.")
    return [replace(note, severity="error" if serious else "warning"), *sorted(kept, key=_by_place)]


def _by_place(violation: Violation) -> tuple[str, str]:
    return violation.pointer, violation.rule


def _is_of_catalogue(violation: Violation) -> bool:
    """Return whether a finding comes from the catalogue, or from the facts beside it."""
    return violation.evidence is Evidence.PUBLISHED or violation.effect is Effect.NEEDED


def _key_of(violation: Violation) -> str:
    """Return the key of `config` or `auth` that a violation is about; empty for other places."""
    part, *inner = keys_of(violation.pointer) or ("",)
    return inner[0] if part in {"config", "auth"} and inner else ""


def _graded(error: Violation, bypass: Callable[[str], str]) -> Violation:
    """Return a violation as an error; one of the catalogue says how the body is sent all the same."""
    hint = f" If the API takes it, {bypass(_key_of(error))}." if _is_of_catalogue(error) else ""
    return replace(error, severity="error", message=f"{error.message}{hint}")
