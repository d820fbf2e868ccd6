"""YAML as plain data, one document of it and no key twice; imported only where there is YAML to read."""

from __future__ import annotations

from typing import Any, Final

import yaml


class InvalidYAML(ValueError):
    """The text is not YAML that can be read; says the line, where it is known, and why."""


def read_yaml(text: str) -> Any:
    """Give the value of a text; raises `InvalidYAML`."""
    try:
        return yaml.load(text, _Loader)  # noqa: S506  # a safe loader, with more to refuse
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 1}: " if mark else ""
        problem = getattr(error, "problem", None) or "not YAML"
        raise InvalidYAML(where + _PROBLEMS.get(problem, problem)) from None


_PROBLEMS: Final = {"but found another document": "a second document begins here, and a file holds one"}
"""What PyYAML says with only half a sentence."""


MOST_VALUES: Final = 1_000_000
"""Above any seed, and still looked through in seconds."""


class _Loader(yaml.SafeLoader):
    """A safe loader that refuses what the usual one takes silently or answers with a traceback."""

    def compose_mapping_node(self, anchor: Any) -> yaml.MappingNode:
        """Read an object, as it stands before anything is merged into it."""
        node = super().compose_mapping_node(anchor)
        seen: set[tuple[str, str]] = set()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode):
                if (key.tag, key.value) in seen:
                    raise _refusal(f"the key {key.value!r} stands twice in one object", key)
                seen.add((key.tag, key.value))
        return node

    def construct_document(self, node: yaml.Node) -> Any:
        """Make the value of a document, unless its aliases unfold to more than can be looked through."""
        if _unfolded(node, {}) > MOST_VALUES:
            raise _refusal(f"this unfolds to more than {MOST_VALUES:,} values: its aliases hold each other", node)
        return super().construct_document(node)  # pyright: ignore[reportUnknownMemberType]  # untyped stub

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        """Make a value; a date that is none, for instance, is told with its line."""
        try:
            return super().construct_object(node, deep=deep)  # pyright: ignore[reportUnknownMemberType]  # untyped stub
        except (ValueError, LookupError, AttributeError, ArithmeticError):
            shown = str(node.value)[:40]
            raise _refusal(f"{shown!r} cannot be read as what it looks like: write a text in quotes", node) from None


def _refusal(problem: str, node: yaml.Node) -> yaml.MarkedYAMLError:
    return yaml.MarkedYAMLError(problem=problem, problem_mark=node.start_mark)


def _unfolded(node: yaml.Node, known: dict[int, int]) -> int:
    """Count what a node stands for, with all that its aliases and merges bring in; what holds itself counts once."""
    if id(node) not in known:
        known[id(node)] = 1
        known[id(node)] += sum(_unfolded(value, known) for value in _values(node))
    return known[id(node)]


def _values(node: yaml.Node) -> list[yaml.Node]:
    if isinstance(node, yaml.MappingNode):
        return [value for _, value in node.value]
    return node.value if isinstance(node, yaml.SequenceNode) else []
