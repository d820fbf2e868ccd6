"""
Which requests have been judged, so that what a builder has found right is not judged again while it stays as it is.

To judge a body takes a client the time of a twentieth of a call. Models can be changed, so a body is remembered with
its request and compared before it is sent.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, cast
from weakref import ref


class _Judged(ref[Any]):
    """A request while it lives, and its body as it was judged; no repr shows that, since its secrets are plain."""

    __slots__ = ("body", "key")

    body: Mapping[str, Any]
    key: int


_known: dict[int, _Judged] = {}
"""By the id of a request, since models cannot be hashed."""


def remember(request: object, body: Mapping[str, Any]) -> None:
    """
    Take note, while a request lives, that its body was judged and nothing was found.

    The body must have no dictionary and no list in common with the request, or it would change with it.
    """
    judged = _Judged(request, _forget)
    judged.body = body
    judged.key = id(request)
    _known[judged.key] = judged


def is_as_judged(request: object, body: Mapping[str, Any]) -> bool:
    """Say whether a request was judged and its body is still the same."""
    judged = _known.get(id(request))
    if judged is None or judged() is not request:
        return False
    return judged.body == body and _has_same_types(judged.body, body)


def _forget(judged: _Judged) -> None:
    _known.pop(judged.key, None)


_HOLDERS = frozenset[object]({dict, list})


def _has_same_types(before: Any, now: Any) -> bool:
    """Tell equal values of different types apart: to Python, true is 1 and 1440.0 is 1440."""
    kind = before.__class__
    if kind not in _HOLDERS:
        return bool(kind is type(now))
    items = cast("Iterable[tuple[Any, Any]]", before.items() if kind is dict else enumerate(before))
    for key, item in items:
        if type(item) is not str and item is not now[key] and not _has_same_types(item, now[key]):
            return False
    return True
