"""YAML as nodes, by the parser of libyaml if PyYAML has it; imported only to read YAML."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import yaml

Loader: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The safe loader in C where PyYAML has it: ten times as fast, with a tenth of the memory."""

MERGE: Final = "tag:yaml.org,2002:merge"


class TooManyValues(ValueError):
    """A document has, or its aliases expand to, more values than allowed."""


def compose(text: str, *, most_values: int) -> yaml.Node | None:
    """
    Return the root node of a text with one document; None for an empty one.

    Raises `yaml.YAMLError`, and `TooManyValues` for more values than `most_values`, those of unfolded aliases and
    merges included.
    """
    loader: Any = Loader(text)
    made = 0

    def count(_parent: yaml.Node | None, index: object) -> None:
        nonlocal made
        made += index is not None  # a key has no index
        if made > most_values:
            raise TooManyValues(f"the document has more than {most_values:,} values")

    loader.descend_resolver = count  # counts before a node is made, which takes some 400 bytes
    try:
        root: yaml.Node | None = loader.get_single_node()
    finally:
        loader.dispose()
    if root is not None and _unfolded(root, {}) > most_values:
        raise TooManyValues(
            f"the document expands to more than {most_values:,} values: its aliases refer to each other"
        )
    return root


def construct(root: yaml.Node | None) -> Any:
    """Return the value of a composed document; raises `yaml.YAMLError`, also for a scalar without a value."""
    constructor: Any = _Constructor()  # constructing is Python in either loader
    return None if root is None else constructor.construct_document(root)


class _Constructor(yaml.constructor.SafeConstructor):
    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:  # PyYAML's signature
        base: Any = super()
        try:
            return base.construct_object(node, deep)
        except (ValueError, LookupError, AttributeError, ArithmeticError):  # such as a date that does not exist
            problem = "a value is not valid for its type: write it in quotes"  # it may be a secret
            raise yaml.constructor.ConstructorError(None, None, problem, node.start_mark) from None


def _integer(constructor: Any, node: yaml.ScalarNode) -> int:
    if ":" in node.value:  # to base 60, which takes time with the square of its length
        raise ValueError
    return int(constructor.construct_yaml_int(node))


_Constructor.add_constructor("tag:yaml.org,2002:int", _integer)


def repeated_keys(root: yaml.Node | None) -> Iterator[yaml.ScalarNode]:
    """Yield every key that stands twice in one mapping, as written before merges: the second of the two nodes."""
    seen_nodes: set[int] = set()
    waiting = [root] if root else []
    while waiting:
        node = waiting.pop()
        if id(node) in seen_nodes:
            continue
        seen_nodes.add(id(node))
        waiting.extend(reversed(values_of(node)))
        if not isinstance(node, yaml.MappingNode):
            continue
        seen: set[tuple[str, str]] = set()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode):
                if (key.tag, key.value) in seen:
                    yield key
                seen.add((key.tag, key.value))


def values_of(node: yaml.Node) -> list[yaml.Node]:
    """Return the values directly below a node."""
    if isinstance(node, yaml.MappingNode):
        return [value for _, value in node.value]
    return list(node.value) if isinstance(node, yaml.SequenceNode) else []


def _unfolded(node: yaml.Node, known: dict[int, int]) -> int:
    """Count the values below a node, with those that aliases and merges repeat; a node within itself counts once."""
    if id(node) not in known:
        known[id(node)] = 1
        known[id(node)] += sum(_unfolded(value, known) for value in values_of(node))
    return known[id(node)]
