"""Finds the operation of a path and a method: those of the document, and their older paths."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, Final, Generic, NamedTuple, TypeVar
from urllib.parse import unquote

from fivetran_common.nearest import nearest

from ..formats.http import OPERATIONS

OLDER_SPELLINGS: Final = (
    ("/v1/connections", "/v1/connectors"),
    ("/v1/groups/{groupId}/connections", "/v1/groups/{groupId}/connectors"),
    ("/v1/metadata/connector-types", "/v1/metadata/connectors"),
)
"""Beginnings of paths in the document, and the older ones that some clients still call."""

_ANY: Final = "/any"
_LEAF: Final = "/leaf"


T = TypeVar("T")


class FoundRoute(NamedTuple, Generic[T]):
    """The operations of a path by method, or another registered value, and the ids in the path."""

    methods: Mapping[str, T]
    """The registered values by method (upper case); empty for an unknown path."""
    arguments: tuple[str, ...]
    """The ids and names among the segments, percent-decoded, in the order of the path."""


class Routes(Generic[T]):
    """A tree of path segments; one in braces stands for any."""

    def __init__(self, routes: Iterable[tuple[str, str, T]]) -> None:
        """Take methods and paths, each with its operation or other value."""
        self._root: dict[str, Any] = {}
        self._fixed: dict[str, FoundRoute[T]] = {}
        for method, path, there in routes:
            node = self._root
            for segment in path.split("/"):
                node = node.setdefault(_ANY if segment.startswith("{") else segment, {})
            leaf: dict[str, T] = node.setdefault(_LEAF, {})
            leaf[method.upper()] = there
            if "{" not in path:
                self._fixed[path] = FoundRoute(leaf, ())

    def find(self, path: str, method: str) -> FoundRoute[T]:
        """
        Return the entry of a raw path, which may end with a slash.

        Where a segment is both fixed and a possible name (`/schemas/reload`), the path with the method wins.
        """
        fixed = self._fixed.get(path)
        if fixed is not None:
            return fixed
        segments = (path[:-1] if path[-1:] == "/" else path).split("/")
        return _found(self._root, segments, method) or _found(self._root, segments, None) or FoundRoute({}, ())


def _found(
    node: dict[str, Any], segments: list[str], method: str | None, place: int = 0, arguments: tuple[str, ...] = ()
) -> FoundRoute[Any] | None:
    """Follow the segments from a place on to a path with the method; a fixed segment comes before an id or name."""
    if place == len(segments):
        leaf = node.get(_LEAF)
        return FoundRoute(leaf, arguments) if leaf is not None and (method is None or method in leaf) else None
    segment = segments[place]
    fixed = node.get(segment)
    found = None if fixed is None else _found(fixed, segments, method, place + 1, arguments)
    if found is None and segment and _ANY in node:
        named = unquote(segment) if "%" in segment else segment
        found = _found(node[_ANY], segments, method, place + 1, (*arguments, named))
    return found


def nearest_path(path: str, known: Collection[str]) -> str | None:
    """
    Return the known path that a misspelt one is closest to, with names in braces; None if there is none.

    Each fixed segment has to be close. Doubled slashes and a doubled version count as slips of the caller.
    """
    once = re.sub(r"^(/v1)+(?=/)", "/v1", re.sub("/+", "/", path.rstrip("/")))
    for written in (path, once):
        segments = written.split("/")
        near: dict[str, str] = {}
        for template in known:
            parts = template.split("/")
            filled = [given if part.startswith("{") else part for given, part in zip(segments, parts, strict=False)]
            pairs = zip(segments, filled, strict=False)
            if len(parts) == len(segments) and all(nearest(given, [part]) is not None for given, part in pairs):
                near["/".join(filled)] = template
        if found := nearest(written, near):
            return near[found]
    return None


def every_spelling() -> Iterator[tuple[str, str, str]]:
    """Return method, path and id of each operation, also with the older spellings of its path."""
    for name, (method, path, *_) in OPERATIONS.items():
        yield method, path, name
        for new, old in OLDER_SPELLINGS:
            if path.startswith(new):
                yield method, old + path.removeprefix(new), name
