"""YAML as plain data: one document without repeated keys. Imported only when there is YAML to read."""

from __future__ import annotations

from typing import Any, Final

import yaml

from fivetran_common.yaml_nodes import compose, repeated_keys

MOST_VALUES: Final = 1_000_000
"""The most values of a document, with those that aliases repeat."""


def read_yaml(text: str) -> Any:
    """Return the value of a text; raises ValueError with the line, if it is known, and the reason."""
    try:
        root = compose(text, most_values=MOST_VALUES)
        for key in repeated_keys(root):
            place = f"line {key.start_mark.line + 1}"
            raise ValueError(f"{place}: the key {key.value[:100]!r} stands twice in one object")
        constructor: Any = _Constructor()
        return None if root is None else constructor.construct_document(root)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 1}: " if mark else ""
        problem = getattr(error, "problem", None) or "not YAML"
        raise ValueError(where + _PROBLEMS.get(problem, problem)) from None


_PROBLEMS: Final = {
    "but found another document": "a second document begins here, and a file holds one",
    "exceeded maximum nesting depth": "this is nested too deeply",
}
"""Messages of the YAML parser in plain words."""


class _Constructor(yaml.constructor.SafeConstructor):
    """Names a scalar that has no value, such as a date that does not exist."""

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:  # PyYAML's signature
        base: Any = super()
        try:
            return base.construct_object(node, deep)
        except (ValueError, LookupError, AttributeError, ArithmeticError):
            problem = f"{node.value[:40]!r} cannot be read as what it looks like: write a text in quotes"
            raise yaml.constructor.ConstructorError(None, None, problem, node.start_mark) from None
