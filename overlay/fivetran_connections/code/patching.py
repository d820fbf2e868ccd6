"""The update of one connection: which keys change, and the body that changes them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, Final, Literal, NamedTuple

from fivetran_common.json_types import Json, child, is_array, is_mapping, is_within, pointer_of
from fivetran_common.text import is_mask
from fivetran_rules import naming_keys

from .._api.difference import HIDDEN, Comparison, Kind, comparisons
from .._secrets.masking import revealed
from .memory import State, States
from .plans import Hidden, KeyChange

_IN_EACH_UPDATE: Final = ("run_setup_tests", "trust_certificates", "trust_fingerprints")
"""Sent with each update that has them, and shown by no answer."""

_Decision = Literal["send", "keep", "name"]

_DECISIONS: Final[Mapping[State | None, tuple[_Decision, ...]]] = {
    # what is known:   masked, null, absent, as good as unset, cleared
    "applied": ("keep", "keep", "keep", "keep", "keep"),
    "changed": ("send", "send", "send", "send", "send"),
    "extended": ("send", "send", "send", "keep", "send"),
    "pending": ("send", "send", "send", "send", "send"),
    "created": ("send", "send", "send", "send", "send"),
    "anew": ("send", "send", "send", "keep", "send"),
    "assumed": ("name", "name", "send", "keep", "keep"),
    "unknown": ("name", "name", "send", "keep", "send"),
    None: ("name", "name", "name", "keep", "send"),
}
_COLUMNS: Final = (Kind.MASKED, Kind.NULL, Kind.ABSENT, Kind.UNSET, Kind.CLEARED)
"""
What happens to a value that cannot be compared: it is sent, kept as it is, or only named in the plan.

A null within `config` is as good as a mask, since both may stand for any value. One that the answer lacks is sent once.
"""

_REASONS: Final[Mapping[State | None, str]] = {
    "changed": "changed since the last apply",
    "extended": "changed since the last apply",
    "pending": "not confirmed, since an apply was stopped",
    "created": "not confirmed, since an apply was stopped",
    "anew": "the connection was made anew",
}
_UNSEEN: Final = "not shown by the API"
_ROTATED: Final = "sent again by --rotate-secrets"


class Compared(NamedTuple):
    """The differences of a declared connection from the existing one, and the hidden values that are not sent."""

    keys: tuple[KeyChange, ...]
    changed: tuple[tuple[str, ...], ...]
    hidden: Mapping[str, Hidden]


def compared(
    body: Json,
    found: Json,
    *,
    ignored: Collection[str],
    memory: States,
    rotate: bool = False,
    unsendable: Collection[str] = (),
) -> Compared:
    """Compare a declared body with the connection that exists; hidden values at ``unsendable`` are only named."""
    keys: list[KeyChange] = []
    changed: list[tuple[str, ...]] = []
    hidden: dict[str, Hidden] = {}
    names = {("config", name) for name in naming_keys(body.get("service"))}
    for comparison in comparisons(body, found):
        pointer = pointer_of(comparison.at)
        if is_within(pointer, ignored):
            continue
        if comparison.kind is Kind.DIFFERENT:
            decision, reason = "send", ""
        else:
            state = memory.state(found, pointer, remembered(comparison))
            decision, reason = _decided(comparison, state, rotate=rotate)
            is_unsendable = comparison.at in names or is_within(pointer, unsendable)
            if decision == "send" and comparison.kind is not Kind.CLEARED and is_unsendable:
                decision = "name"
            if decision == "name":
                hidden[pointer] = "assumed" if state == "assumed" else "unknown"
            elif decision == "keep" and comparison.kind in HIDDEN:
                hidden[pointer] = "dropped" if comparison.may_be_dropped else "sent"
        if decision == "send":
            shown = comparison.shown()
            keys.append(KeyChange(pointer, shown.found, shown.requested, reason))
            changed.append(comparison.at)
    return Compared((*keys,), (*changed,), hidden)


def _decided(comparison: Comparison, state: State | None, *, rotate: bool) -> tuple[_Decision, str]:
    """Return what happens to a value that cannot be compared, and why it is sent."""
    if rotate and comparison.kind in HIDDEN and comparison.requested is not None:
        return "send", _ROTATED
    decision = _DECISIONS[state][_COLUMNS.index(comparison.kind)]
    return decision, _REASONS.get(state, "" if comparison.kind is Kind.CLEARED else _UNSEEN)


def remembered(comparison: Comparison) -> Any:
    """Return what a memory keeps of a value that no answer shows; of a cleared one, what the API put in its place."""
    return ["null", comparison.found] if comparison.kind is Kind.CLEARED else comparison.requested


def to_remember(body: Json, found: Json) -> Iterator[tuple[str, Any]]:
    """Return each value, with its pointer, that a memory needs to notice later changes of it."""
    for comparison in comparisons(body, found):
        if comparison.kind is not Kind.DIFFERENT:
            yield pointer_of(comparison.at), remembered(comparison)


def other_values(sent: Json, before: Json, after: Json) -> str:
    """Return sentences about the values that a body had and that its answer shows otherwise; empty without any."""
    pointers = [
        pointer_of(comparison.at) for comparison in _in_answer(sent, after) if comparison.kind is Kind.DIFFERENT
    ]
    left = sorted(taken_secrets(sent, before) & _secret_keys(after))
    told = ((_OTHERS, pointers), (_SECRETS_LEFT, left))
    return " ".join(sentence.format(", ".join(names)) for sentence, names in told if names)


def taken_secrets(sent: Json, before: Json) -> set[str]:
    """Return the keys of the secrets of a Connector SDK that an update takes away; the API may keep them."""
    config: Json = sent.get("config") or {}
    return _secret_keys(before) - _secret_keys(sent) if _SECRETS in config else set()


def _secret_keys(connection: Json) -> set[str]:
    config: Json = revealed(connection.get("config") or {})
    return {str(item.get("key")) for item in config.get(_SECRETS) or () if is_mapping(item)}


_SECRETS: Final = "secrets_list"


def doubts_of(sent: Json, before: Json, after: Json) -> tuple[str, ...]:
    """Return sentences about the values that a body had and that its answer lacks, or that null did not clear."""
    old = {comparison.at: comparison.found for comparison in _in_answer(sent, before)}
    dropped: list[str] = []
    left: list[str] = []
    for comparison in _in_answer(sent, after):
        if comparison.may_be_dropped:
            dropped.append(pointer_of(comparison.at))
        elif comparison.kind is Kind.CLEARED and old.get(comparison.at) == comparison.found:
            left.append(pointer_of(comparison.at))
    told = ((_DROPPED, dropped), (_LEFT, left))
    return tuple(sentence.format(", ".join(pointers)) for sentence, pointers in told if pointers)


def _in_answer(sent: Json, shown: Json) -> Iterator[Comparison]:
    return comparisons({**sent, "service": sent.get("service") or shown.get("service")}, shown)


_OTHERS: Final = "The API answers with another value than was sent: {0}. It ignored or changed it."
_SECRETS_LEFT: Final = "The API merges secrets by key, and still has {0}: remove them in Fivetran."
_DROPPED: Final = "The answer lacks what was sent: {0}. Perhaps the API dropped it."
_LEFT: Final = "Null cleared nothing: {0}."


def patch_of(
    body: Json, found: Json, changed: Iterable[tuple[str, ...]], *, ignored: Collection[str]
) -> dict[str, Any]:
    """
    Return the body of the update.

    The API merges ``config`` key by key; whether it merges deeper is unknown, so a key is sent whole, with what the
    file does not declare as it was found. ``auth`` is sent whole, since no answer shows what is in it.
    """
    patch: dict[str, Any] = {}
    stored = found.get("config")
    for section, *rest in changed:
        if section == "config" and rest:
            kept = stored.get(rest[0]) if is_mapping(stored) else None
            at = ("config", rest[0])
            patch.setdefault("config", {})[rest[0]] = _combined(body["config"][rest[0]], kept, at, ignored)
        elif section == "auth":
            patch["auth"] = body["auth"]
        else:
            patch[section] = _combined(body[section], found.get(section), (section,), ignored)
    options = [key for key in _IN_EACH_UPDATE if body.get(key) is not None and not is_within(child("", key), ignored)]
    return {**patch, **{key: body[key] for key in options}}


def _combined(asked: Any, found: Any, at: tuple[str, ...], ignored: Collection[str]) -> Any:
    """Return a declared value with what only the existing connection has; masks and nulls are never sent back."""
    if not (is_mapping(asked) and is_mapping(found)):
        return asked
    combined = {key: value for key, value in found.items() if key not in asked and not _is_hidden(value)}
    for key, value in asked.items():
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
