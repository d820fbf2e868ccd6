"""
A body cut down to what can produce findings, so that judging a huge one takes little longer than reading it.

The validator takes 20 microseconds for each error, and copies what is around it. A body of a few megabytes can have a
million errors, of which only the first hundred are reported.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import Final, NamedTuple

from jsonschema_rs import Draft202012Validator

from fivetran_common.json_schema import Schema
from fivetran_common.json_types import is_array, is_object

from ._schemas import resolved
from ._shape_rules import MOST

_COUNTED: Final = 1000
"""Wrong items of one list that are counted; a list may have more."""

_ALTERNATIVES: Final = frozenset({"allOf", "anyOf", "oneOf"})
"""Keywords whose schemas may describe keys that stand nowhere else."""


class Cut(NamedTuple):
    """A body of plain JSON that was cut by its schema."""

    body: object
    left_out: int
    """The number of unknown keys and wrong items that were cut."""
    unexamined: bool
    """Whether items are among them: these may be wrong in another way than those that are left."""


def cut(body: object, root: Schema) -> Cut:
    """Return a body without surplus unknown keys, wrong items, and content in which everything is allowed."""
    cutter = _Cutter(root)
    return Cut(cutter.cut(body, root), cutter.left_out, cutter.unexamined)


class _Cutter:
    """Cuts the parts of one body, and counts what is cut."""

    def __init__(self, root: Schema) -> None:
        self._components = root["components"]
        self._judges: dict[int, Draft202012Validator] = {}  # by the schema of items: making one takes a millisecond
        self.left_out = 0
        self.unexamined = False

    def cut(self, value: object, schema: Schema) -> object:
        if not schema:
            return {} if is_object(value) else [] if is_array(value) else value
        if is_object(value):
            only = self._only(schema, "object")
            known, others = only.get("properties", {}), only.get("additionalProperties", True)
            inner: Schema = others if is_object(others) else {}
            if others is True and not (only and _ALTERNATIVES.isdisjoint(only)):
                return {key: self.cut(item, known[key]) if key in known else item for key, item in value.items()}
            if others is False:
                surplus = {*[key for key in value if key not in known][MOST:]}
                self.left_out += len(surplus)
                value = {key: item for key, item in value.items() if key not in surplus}
            elif inner and not known:  # a map
                value = dict(zip(value, self._first_wrong([*value.values()], inner), strict=False))
            return {key: self.cut(item, known.get(key, inner)) for key, item in value.items()}
        if is_array(value) and (items := self._only(schema, "array").get("items")):
            return [self.cut(item, items) for item in self._first_wrong(value, items)]
        return value

    def _first_wrong(self, value: Sequence[object], items: Schema) -> Sequence[object]:
        """Return a list up to its last wrong item that is examined."""
        if len(value) <= MOST:
            return value
        judge = self._judges.get(id(items))
        if judge is None:
            schema = {"allOf": [items], "components": self._components}
            judge = self._judges[id(items)] = Draft202012Validator(schema)
        wrong = list(islice((place for place, item in enumerate(value) if not judge.is_valid(item)), _COUNTED))
        surplus = wrong[MOST:]
        self.left_out += len(surplus)
        self.unexamined |= bool(surplus)
        return value[: surplus[0]] if surplus else value

    def _only(self, schema: Schema, kind: str) -> Schema:
        """Return the schema that a value of this kind has to fit; an empty one if there are several, or none."""
        components = self._components["schemas"]
        whole = resolved(schema, components)
        choices = [resolved(choice, components) for choice in whole.get("oneOf", [whole])]
        fitting = [choice for choice in choices if kind in choice.get("type", kind)]  # a type, or a list of types
        return fitting[0] if len(fitting) == 1 else {}
