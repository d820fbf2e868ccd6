"""The update of one connection: which keys change, and the body that changes them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from fivetran_common.json_types import is_array, is_mapping
from fivetran_common.pointers import is_within, keys_of, pointer_of
from fivetran_common.text import is_mask
from fivetran_rules import kept_fields

from .._api.difference import Comparison, Kind, comparisons
from .memory import State, States
from .plans import KeyChange

TRANSIENT: Final = ("run_setup_tests", "trust_certificates", "trust_fingerprints")
"""Read by the call that has them, and not stored."""

_REMEMBERED: Final = "changed since the last apply"
_PENDING: Final = "not confirmed, since an apply was stopped"
_ROTATED: Final = "sent again by --rotate-secrets"
_UNSEEN: Final = "not shown by the API"


_BY_STATE: Final[Mapping[State | None, str | None]] = {"applied": None, "assumed": None, "changed": _REMEMBERED}


class Compared(NamedTuple):
    """
    The differences of a declared connection from the existing one, and the values that no answer shows.

    Of the values in ``unseen``, the memory assumes those in ``assumed``, and knows nothing of those in ``unknown``.
    """

    keys: tuple[KeyChange, ...]
    changed: tuple[tuple[str, ...], ...]
    unseen: tuple[str, ...]
    assumed: tuple[str, ...]
    unknown: tuple[str, ...]


def compared(
    body: Mapping[str, Any],
    found: Mapping[str, Any],
    *,
    ignored: tuple[str, ...],
    memory: States | None,
    rotate: bool,
) -> Compared:
    """Compare a declared body with the connection that exists."""
    keys: list[KeyChange] = []
    changed: list[tuple[str, ...]] = []
    unseen: dict[str, State | None] = {}
    for each in comparisons(body, found):
        pointer = pointer_of(each.at)
        if is_within(pointer, ignored):
            continue
        state = memory.state(found, pointer, remembered(each)) if memory and each.kind is not Kind.DIFFERENT else None
        reason = _reason(each, pointer, state, rotate=rotate)
        if reason is None:
            unseen[pointer] = state
        else:
            shown = each.shown()
            keys.append(KeyChange(pointer, shown.found, shown.asked, reason))
            changed.append(each.at)
    assumed = tuple(pointer for pointer, state in unseen.items() if state == "assumed")
    unknown = tuple(pointer for pointer, state in unseen.items() if state is None)
    return Compared(tuple(keys), tuple(changed), tuple(unseen), assumed, unknown)


def _reason(each: Comparison, pointer: str, state: State | None, *, rotate: bool) -> str | None:
    """Return why a value has to be sent, or None if it may already be as it was asked for."""
    if each.kind is Kind.DIFFERENT:
        return ""
    if rotate and each.kind is Kind.MASKED and each.asked is not None:
        return _ROTATED
    if state in _BY_STATE:
        return _BY_STATE[state]
    match each.kind:
        case Kind.MASKED:
            return _PENDING if state else None
        case Kind.CLEARED:
            return None if kept_fields().get(pointer.removeprefix("/")) == each.found else ""
        case _:
            return _UNSEEN


def remembered(each: Comparison) -> Any:
    """Return what a memory keeps of a value that no answer shows; of a cleared one, what the API put in its place."""
    return ["null", each.found] if each.kind is Kind.CLEARED else each.asked


def to_remember(body: Mapping[str, Any], found: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Return each value, with its pointer, that a memory needs to notice later changes of it."""
    for each in comparisons(body, found):
        if each.kind is not Kind.DIFFERENT:
            yield pointer_of(each.at), remembered(each)


def not_taken(patch: Mapping[str, Any], before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    """Return a sentence about what an update sent and the connection does not have: another value, or the old one."""
    old = {each.at: each.found for each in comparisons({**patch, "service": before.get("service")}, before)}
    kept = comparisons({**patch, "service": after.get("service")}, after)
    pointers = [
        pointer_of(each.at)
        for each in kept
        if each.kind is Kind.DIFFERENT or (each.kind is Kind.CLEARED and old.get(each.at) == each.found)
    ]
    if not pointers:
        return ""
    return f"The API answers with another value than was sent: {', '.join(pointers)}. It ignored or changed it."


def is_sent(pointer: str, patch: Any) -> bool:
    """Return whether the body of an update has a value, of which a list is sent whole."""
    for key in keys_of(pointer):
        if is_array(patch):
            return True
        if not is_mapping(patch) or key not in patch:
            return False
        patch = patch[key]
    return True


def patch_of(
    body: Mapping[str, Any],
    found: Mapping[str, Any],
    changed: Iterable[tuple[str, ...]],
    *,
    ignored: tuple[str, ...],
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
    return {**patch, **{key: body[key] for key in TRANSIENT if body.get(key) is not None}}


def _combined(asked: Any, found: Any, at: tuple[str, ...], ignored: tuple[str, ...]) -> Any:
    """Return a declared value with what only the existing connection has; masks are never sent back."""
    if not (is_mapping(asked) and is_mapping(found)):
        return asked
    combined = {key: value for key, value in found.items() if key not in asked and not _has_mask(value)}
    for key, value in asked.items():
        below = (*at, key)
        if not is_within(pointer_of(below), ignored):
            combined[key] = _combined(value, found.get(key), below, ignored)
        elif key in found and not _has_mask(found[key]):
            combined[key] = found[key]
    return combined


def _has_mask(value: Any) -> bool:
    if is_mapping(value):
        return any(map(_has_mask, value.values()))
    return any(map(_has_mask, value)) if is_array(value) else is_mask(value)


def without_nulls(value: Any) -> Any:
    """Return a body as a create takes it: null is the same as absent there."""
    if is_mapping(value):
        return {key: without_nulls(item) for key, item in value.items() if item is not None}
    return value
