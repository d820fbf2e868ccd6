"""YAML as plain data: one document without repeated keys. Imported only when there is YAML to read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import yaml

from fivetran_common.yaml_nodes import TooManyValues, compose, construct, repeated_keys, values_of

MOST_VALUES: Final = 1_000_000
"""The most values of a document, with those that aliases repeat."""


class InvalidYAML(ValueError):
    """The text is not YAML that can be read; the message has the line, if it is known, and the reason."""


def read_yaml(text: str) -> Any:
    """Return the value of a text; raises `InvalidYAML`."""
    try:
        root = compose(text, most_values=MOST_VALUES)
    except TooManyValues as problem:
        raise InvalidYAML(str(problem)) from None
    except yaml.YAMLError as error:
        raise InvalidYAML(_sentence(error)) from None
    for key in repeated_keys(root):
        raise InvalidYAML(f"{_line(key)}: the key {key.value[:100]!r} stands twice in one object")
    return _constructed(root)


def _constructed(root: yaml.Node | None) -> Any:
    """Return the value of a document; a scalar that has no value, such as a date that does not exist, is named."""
    try:
        return construct(root)
    except yaml.YAMLError as error:
        raise InvalidYAML(_sentence(error)) from None
    except (ValueError, LookupError, AttributeError, ArithmeticError):
        wrong, *_ = filter(_has_no_value, _scalars(root))
        raise InvalidYAML(
            f"{_line(wrong)}: {wrong.value[:40]!r} cannot be read as what it looks like: write a text in quotes"
        ) from None


def _scalars(root: yaml.Node | None) -> Iterator[yaml.ScalarNode]:
    """Yield every scalar, keys included, in the order of the text."""
    waiting = [root] if root else []
    while waiting:
        node = waiting.pop()
        if isinstance(node, yaml.ScalarNode):
            yield node
        keys = [key for key, _ in node.value] if isinstance(node, yaml.MappingNode) else []
        waiting += reversed([*keys, *values_of(node)])


def _has_no_value(node: yaml.ScalarNode) -> bool:
    try:
        construct(node)
    except (yaml.YAMLError, ValueError, LookupError, AttributeError, ArithmeticError):
        return True
    return False


def _line(node: yaml.Node) -> str:
    return f"line {node.start_mark.line + 1}"


def _sentence(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    where = f"line {mark.line + 1}: " if mark else ""
    problem = getattr(error, "problem", None) or "not YAML"
    return where + _PROBLEMS.get(problem, problem)


_PROBLEMS: Final = {
    "but found another document": "a second document begins here, and a file holds one",
    "exceeded maximum nesting depth": "this is nested too deeply",
}
"""Messages of the YAML parser in plain words."""
