"""The body of a connection: its differences, the update that changes them, and the answer to it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Final, NamedTuple

from fivetran_common.json_types import (
    Json,
    child,
    has_value,
    is_array,
    is_mapping,
    is_within,
    keys_of,
    merged,
    object_at,
    pointer_of,
    scalars,
)
from fivetran_common.text import is_mask
from fivetran_rules import Effect, Violation, check_change, naming_keys

from .._api.difference import HIDDEN, TRUST, Comparison, Kind, comparisons
from .._api.updates import is_test
from .._secrets.masking import revealed
from .._secrets.secret import MASK
from .memory import Decision, Knowledge, State
from .plans import Difference, Mark, PlanOptions
from .reading.declarations import Declaration, bypass_of, downgrade_unknown_keys, unchecked_of

_IN_EACH_UPDATE: Final = ("run_setup_tests", *TRUST)
"""Keys that each update sends if the file has them, and that no answer shows."""

_PERMANENT_HINT: Final = (
    "Leave it as it is, or add --allow-replace: the connection is then deleted and created again, and its history is "
    "synced again."
)

_REASONS: Final = {
    "changed": "changed since the last apply",
    "extended": "changed since the last apply",
    "pending": "not confirmed by an answer",
    "unsure": "not confirmed by an answer",
    "anew": "it was created again",
}
_NAMED: Final[Mapping[State | None, Mark]] = {"sent": "sent", "assumed": "assumed", "kept": "kept"}
"""The marks of values that are only named; of all others the memory does not say that they were sent."""
_UNSEEN: Final = "not shown by the API"
_APPROVED: Final = "sent by the saved plan"
_ROTATED: Final = "sent again by --rotate-secrets"
_SENT_AGAIN: Final[tuple[Decision, str, Mark]] = "send", "", "gone"
_LOST_ITS_MASK: Final = frozenset({Kind.NULL, Kind.ABSENT, Kind.LACKING})
"""The kinds of a value that a read once showed as a mask, if it is gone from the account, also as its only value."""
_ALONG: Final[Mapping[str, str]] = {
    "unknown": "sent with the values beside it",
    "assumed": "sent with the values beside it: assumed, perhaps older than the account's",
}


def compare_body(declared: Declaration, found: Json, known: Knowledge, options: PlanOptions) -> list[Difference]:
    """Compare a declared body with the existing connection; refuse changes that the rules forbid."""
    differences = _differences(declared, found, known, options, ())
    errors = _errors(declared, found, differences, options)
    nulls = {pointer for pointer, value in scalars(declared.body) if value is None} if errors else ()
    if unsendable := [error.pointer for error in errors if _is_of_create(error) or error.pointer in nulls]:
        differences = _differences(declared, found, known, options, unsendable)
        errors = _errors(declared, found, differences, options)
    if not errors:
        patch = sent_by(declared, differences, found)
        auth = merged(known.auth, object_at(declared.body, "auth"))
        lost = [] if options.allow_loss else losses(patch, {**found, "auth": auth})
        doubtful = (each for each in differences if each.status == "unseen" and each.mark in {"unknown", "assumed"})
        along = {each.pointer for each in doubtful if has_value(each.pointer, patch)}
        shown = (
            replace(each, status="change", reason=_ALONG[each.mark], mark="") if each.pointer in along else each
            for each in differences
        )
        return [*shown, *lost]
    is_permanent = {error.effect for error in errors} == {Effect.PERMANENT}
    changes = [difference for difference in differences if difference.status == "change"]
    reasons: dict[str, list[str]] = {}
    for error in errors:
        reason = (
            f"{error.pointer} is permanent. {_PERMANENT_HINT}" if is_permanent else f"{error.pointer}: {error.message}"
        )
        near = (each.pointer for each in changes if is_within(each.pointer, [error.pointer]))
        reasons.setdefault(next(near, changes[0].pointer), []).append(declared.placed(error.pointer, reason))
    return [
        replace(
            each, status="refused", reason=" ".join(reasons.get(each.pointer, ())), mark="", is_permanent=is_permanent
        )
        if each.status == "change"
        else each
        for each in differences
    ]


def _differences(
    declared: Declaration, found: Json, known: Knowledge, options: PlanOptions, unsendable: Collection[str]
) -> list[Difference]:
    """Return the differences; hidden values at ``unsendable`` are only named. The pause is no part of the body."""
    differences: list[Difference] = []
    names = {("config", name) for name in naming_keys(declared.body.get("service"))}
    for one in comparisons(declared.body, found):
        pointer = pointer_of(one.at)
        if pointer == "/paused" or is_within(pointer, declared.ignore_changes):
            continue
        says = known.says(pointer, remembered(one))
        mask = known.mask(pointer) if one.kind in _LOST_ITS_MASK and one.requested is not None else ""
        if mask == "shown":
            decision, reason, mark = _SENT_AGAIN
        else:
            decision, reason, mark = _decided(one, says, known, options)
            mark = "gone" if mask and decision != "send" else mark
        is_unread = one.at[0] in TRUST and declared.body.get("run_setup_tests") is False
        is_unsendable = is_unread or one.at in names or is_within(pointer, unsendable)
        if decision == "send" and is_unsendable and one.kind not in {Kind.DIFFERENT, Kind.CLEARED}:
            decision = "name"
            mark = _NAMED.get(says) or "unknown"
        shown = one.shown()
        values = declared.shown(pointer, shown.found, shown.requested)
        if decision == "send":
            differences.append(Difference("body", pointer, *values, "change", reason, mark))
        elif decision == "name" or one.kind in HIDDEN:
            differences.append(Difference("body", pointer, *values, "unseen", mark=mark))
    return differences


def _decided(one: Comparison, says: State | None, known: Knowledge, options: PlanOptions) -> tuple[Decision, str, Mark]:
    """Return the status of a value that differs or cannot be compared, why it is sent, and its mark."""
    if one.kind is Kind.DIFFERENT:
        return "send", "", ""
    if options.rotate_secrets and one.kind in HIDDEN and one.requested is not None:
        return "send", _ROTATED, ""
    decision = _decision(one, says, adopt=options.adopt)
    if known.decisions is not None and says not in {"changed", "pending", "unsure"}:
        saved = known.decisions.get(pointer_of(one.at), "keep")
        # A value sent since the plan was saved is not sent again: the plan is outdated.
        decision = "keep" if saved == "send" and says == "sent" and one.kind is not Kind.CLEARED else saved
    if decision == "keep":
        return decision, "", "dropped" if one.may_be_dropped else "sent"
    if decision == "name":
        return decision, "", (_NAMED.get(says) if one.kind is not Kind.LACKING else None) or "unknown"
    if says in _REASONS or one.kind in {Kind.CLEARED, Kind.LACKING}:
        return decision, _REASONS.get(says or "", "not set in the account" if one.kind is Kind.LACKING else ""), ""
    return (decision, _UNSEEN, "unknown") if known.decisions is None else (decision, _APPROVED, "")


def _decision(one: Comparison, says: State | None, *, adopt: bool) -> Decision:
    """Return the status of a value that cannot be compared; null in ``auth`` may stand for a value to clear."""
    kind = Kind.ABSENT if one.requested is None and one.at[0] == "auth" else one.kind
    if says in {"changed", "pending", "unsure"}:
        return "send"
    if kind is Kind.UNSET or says == "sent":
        return "keep"
    if kind is Kind.LACKING:
        return "name" if adopt and one.is_secret else "send"
    if says in {"extended", "anew"}:
        return "send"
    if kind is Kind.CLEARED and says != "kept":
        return "keep" if says == "assumed" else "send"
    return "send" if kind is Kind.ABSENT and says == "unknown" and not adopt else "name"


def _errors(
    declared: Declaration, found: Json, differences: Iterable[Difference], options: PlanOptions
) -> list[Violation]:
    """Return the errors of the update that some differences come to."""
    patch = sent_by(declared, differences, found)
    if not patch or is_test(patch):
        return []
    service = found.get("service") or declared.service
    unchecked = unchecked_of(service, options.unchecked, declared.unchecked)
    by_rules = check_change(
        revealed(patch),  # plain text is checked much faster
        {**found, "service": service},
        unchecked=unchecked,
        bypass=partial(bypass_of, service),
    )
    errors = [
        each for each in downgrade_unknown_keys(by_rules, service, unchecked=unchecked) if each.severity == "error"
    ]
    # For another service only that error counts: the connection has to be replaced.
    return [error for error in errors if error.pointer == "/service"] or errors


def _is_of_create(violation: Violation) -> bool:
    """Return whether only a create can set a key: by a rule, or since an update has no such field."""
    is_field = violation.pointer.count("/") == 1
    return violation.effect in {Effect.PERMANENT, *([Effect.UNKNOWN_KEY] if is_field else ())}


def masks(body: Json, found: Json) -> dict[str, bool]:
    """Return where a connection, as a read shows it, has the mask of a declared value, and where it lacks one."""
    return {
        pointer_of(one.at): one.kind is Kind.MASKED
        for one in comparisons(body, found)
        if one.kind in _LOST_ITS_MASK or is_mask(one.found)
    }


def remembered(comparison: Comparison) -> Any:
    """Return the value to remember if no answer shows it; for a cleared value, the API's replacement."""
    return ["null", comparison.found] if comparison.kind is Kind.CLEARED else comparison.requested


def to_remember(body: Json, found: Json) -> Iterator[tuple[str, Any]]:
    """Return each value, with its pointer, that a memory needs to notice later changes of it."""
    for comparison in comparisons(body, found):
        if comparison.kind is not Kind.DIFFERENT and comparison.at != ("paused",):
            yield pointer_of(comparison.at), remembered(comparison)


class AnsweredBody(NamedTuple):
    """The outcome of a body, as its answer shows it."""

    others: str
    """Sentences about the values that it shows otherwise, or that null did not clear; empty without any."""
    doubts: tuple[str, ...]
    """A sentence about the values that it lacks."""
    kept: Collection[str]
    """The pointers of values that null did not clear: they are as they were before."""


def answer_to(sent: Json, before: Json, after: Json) -> AnsweredBody:
    """Compare a sent body with the answer to it, and with the connection as it was before."""
    whole = {**_without_nulls(sent), "service": sent.get("service") or after.get("service")}
    old = {each.at: each.found for each in comparisons(whole, before)}
    others, dropped, kept = list[str](), list[str](), list[str]()
    for each in comparisons(whole, after):
        if each.kind is Kind.DIFFERENT:
            others.append(pointer_of(each.at))
        if each.may_be_dropped:
            dropped.append(pointer_of(each.at))
        if each.kind is Kind.CLEARED and old.get(each.at) == each.found:
            kept.append(pointer_of(each.at))
    taken = taken_secrets(sent, before)
    left = sorted(taken & _secret_keys(after)) if taken else []
    pairs = (_OTHERS, others), (_SECRETS_LEFT, left), (_LEFT, kept)
    told = [text.format(", ".join(names)) for text, names in pairs if names]
    doubts = (_DROPPED.format(", ".join(dropped)),) if dropped else ()
    return AnsweredBody(" ".join(told), doubts, kept)


def taken_secrets(sent: Json, before: Json) -> set[str]:
    """Return the keys of the secrets of a Connector SDK that an update takes away; the API may keep them."""
    is_sent = _SECRETS in object_at(sent, "config")
    return _secret_keys(before) - _secret_keys(_without_nulls(sent)) if is_sent else set()


def _without_nulls(sent: Json) -> Json:
    """Return a body without the secrets of a Connector SDK that it deletes by null."""
    config = object_at(sent, "config")
    if not is_array(secrets := config.get(_SECRETS)):
        return sent
    kept = [item for item in secrets if not is_mapping(item) or item.get("value") is not None]
    return {**sent, "config": {**config, _SECRETS: kept}}


def _secret_keys(connection: Json) -> set[str]:
    config: Json = revealed(object_at(connection, "config"))
    return {str(item.get("key")) for item in config.get(_SECRETS) or () if is_mapping(item)}


_SECRETS: Final = "secrets_list"


_OTHERS: Final = "The API answers with another value than was sent: {0}. It ignored or changed it."
_SECRETS_LEFT: Final = "The API merges secrets by key, and still has {0}: send each with the value null."
_DROPPED: Final = "The answer lacks a sent value: {0}. Perhaps the API dropped it."
_LEFT: Final = "Null cleared nothing: {0}."


def sent_by(declared: Declaration, differences: Iterable[Difference], found: Json) -> dict[str, Any]:
    """Return the body of the update that differences come to; it begins a hold, and ends none that tables need."""
    changes = [each for each in differences if each.status == "change"]
    changed = [
        keys_of(each.pointer)
        for each in changes
        if each.part == "body" or (each.part == "hold" and not each.held and (each.new or not declared.tables))
    ]
    patch = update_of(declared.body, found, changed, ignored=frozenset(declared.ignore_changes)) if changed else {}
    if found.get("service") == "connector_sdk" and (taken := taken_secrets(patch, found)):
        nulls = [{"key": key, "value": None} for key in sorted(taken)]  # docs/evidence.md#secrets-by-key
        patch["config"][_SECRETS] = [*patch["config"][_SECRETS], *nulls]
    if any(each.part == "hold" and each.held and each.new for each in changes):
        return {**(patch or {"run_setup_tests": False}), "paused": True}
    return patch


def update_of(
    body: Json, found: Json, changed: Iterable[tuple[str, ...]], *, ignored: Collection[str]
) -> dict[str, Any]:
    """
    Return the body of the update.

    The API merges ``config`` key by key; whether it merges deeper is unknown, so a key is sent whole, with the
    undeclared parts as they were found. ``auth`` is sent whole, since no answer shows its values. An ``ignored`` part
    is sent as it was found, or left out.
    """
    patch: dict[str, Any] = {}
    stored = found.get("config")
    for section, *rest in changed:
        if section == "config" and rest:
            kept = stored.get(rest[0]) if is_mapping(stored) else None
            at = ("config", rest[0])
            patch.setdefault("config", {})[rest[0]] = _combined(body["config"][rest[0]], kept, at, ignored)
        else:
            patch[section] = _combined(body[section], found.get(section), (section,), ignored)
    options = [key for key in _IN_EACH_UPDATE if body.get(key) is not None and not is_within(child("", key), ignored)]
    return {**patch, **{key: body[key] for key in options}}


def update_with(values: Json, found: Json) -> dict[str, Any]:
    """Return the body of an update of some values; a key that is sent whole keeps its other visible members."""
    config = values.get("config")
    changed = [("config", key) for key in config] if is_mapping(config) else []
    others = [(key,) for key in values if key != "config" or not is_mapping(config)]
    return update_of(values, found, [*changed, *others], ignored=())


def losses(patch: Json, found: Json) -> list[Difference]:
    """
    Return the hidden members of a connection that an update leaves out of the keys that it sends whole.

    Whether the API merges below a key of ``config`` or in ``auth`` is not known, so each of them may be removed.
    ``found`` may have the ``auth`` of the memory and the file, which is hidden whatever its values are.
    """
    config = object_at(found, "config")
    before = {**found, "config": {key: config.get(key) for key in object_at(patch, "config")}}
    pointers = dict.fromkeys(pointer_of(at) for key in patch for at in _lost(patch[key], before.get(key), (key,)))
    return [Difference("body", at, MASK, None, "refused", _LOST.format(at)) for at in pointers]


_LOST: Final = "{0} may be removed, as its parent is sent whole: declare it and do not ignore it, or add --allow-loss."


def _lost(sent: Any, found: Any, at: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Yield the place of each masked member that the sent value lacks; an item without a match may be any other."""
    if is_mapping(sent) and is_mapping(found):
        for key, value in found.items():
            yield from _lost(sent[key], value, (*at, key)) if key in sent else _masked(value, (*at, key))
    elif is_array(sent) and is_array(found):
        pairs = _matches(sent, found)
        others = [item for index, item in enumerate(sent) if index not in pairs]
        for index, item in enumerate(found):
            matching = [sent[one] for one, other in pairs.items() if other == index]
            for one in matching or others:
                yield from _lost(one, item, (*at, str(index)))


def _masked(value: Any, at: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for pointer, item in scalars(value, pointer_of(at)):
        if is_mask(item) or at[0] == "auth":
            yield keys_of(pointer)


def _matches(sent: Sequence[Any], found: Sequence[Any]) -> dict[int, int]:
    """Match the objects of two lists, by index: those with the most equal visible values first."""

    def equal(one: Any, other: Any) -> int:
        both = one.keys() & other.keys() if is_mapping(one) and is_mapping(other) else set[str]()
        return sum(one[key] == other[key] and not is_mask(one[key]) for key in both)

    if len(sent) * len(found) > _MOST_MATCHED:
        return dict(enumerate(range(min(len(sent), len(found)))))
    scores = [(-equal(one, other), i, j) for i, one in enumerate(sent) for j, other in enumerate(found)]
    pairs: dict[int, int] = {}
    for score, i, j in sorted(scores):
        if score and i not in pairs and j not in pairs.values():
            pairs[i] = j
    return pairs


_MOST_MATCHED: Final = 10_000
"""The most pairs of items to compare; longer lists are taken to be in the same order."""


def _combined(requested: Any, found: Any, at: tuple[str, ...], ignored: Collection[str]) -> Any:
    """Return a declared value merged with the existing connection's other members, except masks and nulls."""
    if is_array(requested) and is_array(found):
        pairs = _matches(requested, found)
        return [
            _combined(item, found[pairs[index]], (*at, str(index)), ignored) if index in pairs else item
            for index, item in enumerate(requested)
        ]
    if not is_mapping(requested):
        return requested
    found = found if is_mapping(found) else {}
    combined = {key: value for key, value in found.items() if key not in requested and not _is_hidden(value)}
    for key, value in requested.items():
        below = (*at, key)
        if not is_within(pointer_of(below), ignored):
            combined[key] = _combined(value, found.get(key), below, ignored)
        elif key in found and not _is_hidden(found[key]):
            combined[key] = found[key]
    return combined


def _is_hidden(value: Any) -> bool:
    """Return whether a value is null or a mask, or has a mask within."""
    if is_mapping(value):
        return any(_is_hidden(item) for item in value.values() if item is not None)
    return any(map(_is_hidden, value)) if is_array(value) else value is None or is_mask(value)
