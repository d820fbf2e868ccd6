"""
Which requests have been judged, so that what a builder has found right is not judged again while it stays as it is.

To judge a body takes a client the time of a twentieth of a call. Models can be changed, so a body is remembered with
its request and compared before it is sent.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, cast
from weakref import ref

_known: dict[int, tuple[ref[Any], Mapping[str, Any]]] = {}
"""By the id of a request, since models cannot be hashed: the request, and its body as it was judged."""


def remember(request: object, body: Mapping[str, Any]) -> None:
    """
    Take note, while a request lives, that its body was judged and nothing was found.

    The body must have no dictionary and no list in common with the request, or it would change with it.
    """
    key = id(request)
    _known[key] = ref(request, lambda _: _known.pop(key, None)), body


def is_as_judged(request: object, body: Mapping[str, Any]) -> bool:
    """Say whether a request was judged and its body is still the same."""
    known = _known.get(id(request))
    if known is None:
        return False
    judged, before = known
    return judged() is request and before == body and _has_same_types(before, body)


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
