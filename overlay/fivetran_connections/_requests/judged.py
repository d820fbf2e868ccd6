"""
Which requests have been judged, so that what a builder has found right is not judged again while it stays as it is.

To judge a body takes a client the time of a twentieth of a call. Models can be changed, so a body is remembered with
its request and compared before it is sent: whatever is not plainly the same is judged again.
"""

from __future__ import annotations

from collections.abc import Mapping
from time import monotonic
from typing import Any, Final
from weakref import ref

from .._values.json import SCALARS
from .._values.secret import Secret

GOOD_FOR: Final = 60.0
"""Seconds for which a judgement holds: some rules read the clock, and a minute more or less is nothing to them."""


class _Judged(ref[Any]):
    """A request while it lives, and its body as it was judged; no repr shows that, since its secrets are plain."""

    __slots__ = ("body", "key", "until")

    body: Mapping[str, Any]
    key: int
    until: float


_known: dict[int, _Judged] = {}
"""By the id of a request, since models cannot be hashed."""


def remember(request: object, body: Mapping[str, Any]) -> None:
    """
    Take note, while a request lives, that its body was judged and nothing was found.

    Nobody else may have the body, nor a dictionary or list in it, or it could change with the request.
    """
    judged = _Judged(request, _forget)
    judged.body = body
    judged.key = id(request)
    judged.until = monotonic() + GOOD_FOR
    _known[judged.key] = judged


def is_as_judged(request: object, body: Mapping[str, Any]) -> bool:
    """Say whether a request was judged a moment ago and its body is still the same."""
    judged = _known.get(id(request))
    if judged is None or judged() is not request or monotonic() > judged.until:
        return False
    return _is_same(judged.body, body)


def _forget(judged: _Judged) -> None:
    _known.pop(judged.key, None)


def _is_same(before: Any, now: Any) -> bool:
    """
    Say whether a value is what it was, down to its type: to Python, true is 1 and 1440.0 is 1440.

    Types are compared first, so that no value's own idea of equality is ever asked.
    """
    kind = before.__class__
    if type(now) is not kind:
        return kind is str and type(now) is Secret and now.reveal() == before
    if kind is dict:
        return len(before) == len(now) and _has_same_items(before, now)
    if kind is list:
        return len(before) == len(now) and all(map(_is_same, before, now))
    return kind in SCALARS and bool(before == now)


def _has_same_items(before: dict[str, Any], now: dict[str, Any]) -> bool:
    for key, item in before.items():
        other = now.get(key, _ABSENT)
        if item is not other and not _is_same(item, other):
            return False
    return True


_ABSENT: Final = object()
