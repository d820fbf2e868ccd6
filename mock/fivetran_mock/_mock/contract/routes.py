"""Finds the operation of a path and a method: those of the document, and their older paths."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple
from urllib.parse import unquote

METHODS: Final = ("get", "post", "patch", "put", "delete", "head", "options", "trace")

OLDER_SPELLINGS: Final = (
    ("/v1/connections", "/v1/connectors"),
    ("/v1/groups/{groupId}/connections", "/v1/groups/{groupId}/connectors"),
    ("/v1/metadata/connector-types", "/v1/metadata/connectors"),
)
"""Beginnings of paths in the document, and the older ones that some clients still call."""

_ANY: Final = "/any"
_LEAF: Final = "/leaf"


class Found(NamedTuple):
    """The operations of a path, and the ids in it."""

    methods: Mapping[str, str]
    """Operation by method (upper case); empty for a path that the document does not have."""
    arguments: tuple[str, ...]
    """The segments that are ids or names, percent-decoded, in the order of the path."""


class Routes:
    """A tree of path segments."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._root: dict[str, Any] = {}
        self._fixed: dict[str, Found] = {}
        for method, path, operation in _every_spelling(document):
            leaf = self._leaf(path)
            leaf[method.upper()] = operation
            if "{" not in path:
                self._fixed[path] = Found(leaf, ())

    def find(self, path: str, method: str) -> Found:
        """
        Return the operations of a raw path, which may end with a slash.

        Where a segment is both fixed and a possible name (`/schemas/reload`), the path that has the method is meant.
        """
        fixed = self._fixed.get(path)
        if fixed is not None:
            return fixed
        segments = (path[:-1] if path[-1:] == "/" else path).split("/")
        return _found(self._root, segments, method) or _found(self._root, segments, None) or _NOWHERE

    def _leaf(self, path: str) -> dict[str, str]:
        node = self._root
        for segment in path.split("/"):
            node = node.setdefault(_ANY if segment.startswith("{") else segment, {})
        leaf: dict[str, str] = node.setdefault(_LEAF, {})
        return leaf


_NO_METHODS: Final[dict[str, str]] = {}
_NOWHERE: Final = Found(_NO_METHODS, ())


def _found(
    node: dict[str, Any], segments: list[str], method: str | None, place: int = 0, arguments: tuple[str, ...] = ()
) -> Found | None:
    """Follow the segments from a place on to a path with the method; a fixed segment comes before an id or name."""
    if place == len(segments):
        leaf = node.get(_LEAF)
        return Found(leaf, arguments) if leaf is not None and (method is None or method in leaf) else None
    segment = segments[place]
    fixed = node.get(segment)
    found = None if fixed is None else _found(fixed, segments, method, place + 1, arguments)
    if found is None and segment and _ANY in node:
        named = unquote(segment) if "%" in segment else segment
        found = _found(node[_ANY], segments, method, place + 1, (*arguments, named))
    return found


def operations(document: Mapping[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Return method, path and description of each operation of the document."""
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                yield method, path, item[method]


def _every_spelling(document: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    for method, path, operation in operations(document):
        yield method, path, operation["operationId"]
        for new, old in OLDER_SPELLINGS:
            if path.startswith(new):
                yield method, old + path.removeprefix(new), operation["operationId"]
