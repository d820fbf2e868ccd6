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
    """A tree of path segments; finding a path takes one lookup for each segment."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._root: dict[str, Any] = {}
        self._fixed: dict[str, Found] = {}
        for method, path, operation in _every_spelling(document):
            leaf = self._leaf(path)
            leaf[method.upper()] = operation
            if "{" not in path:
                self._fixed[path] = Found(leaf, ())

    def find(self, path: str) -> Found:
        """Return the operations of a raw path, which may end with a slash."""
        fixed = self._fixed.get(path)
        if fixed is not None:
            return fixed
        node = self._root
        arguments: tuple[str, ...] = ()
        for segment in (path[:-1] if path[-1:] == "/" else path).split("/"):
            if segment in node:
                node = node[segment]
            elif segment and _ANY in node:
                node, arguments = node[_ANY], (*arguments, unquote(segment) if "%" in segment else segment)
            else:
                return _NOWHERE
        return Found(node.get(_LEAF, _NO_METHODS), arguments)

    def _leaf(self, path: str) -> dict[str, str]:
        node = self._root
        for segment in path.split("/"):
            node = node.setdefault(_ANY if segment.startswith("{") else segment, {})
        leaf: dict[str, str] = node.setdefault(_LEAF, {})
        return leaf


_NO_METHODS: Final[dict[str, str]] = {}
_NOWHERE: Final = Found(_NO_METHODS, ())


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
