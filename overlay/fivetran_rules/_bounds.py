"""
A body cut down to what can produce findings, so that judging a huge one takes little longer than reading it.

The validator takes microseconds for each error and copies the object around it. A body of a few megabytes can have a
million errors, of which only the first hundred are reported.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

from jsonschema_rs import Draft202012Validator

from fivetran_common.json_schema import Schema
from fivetran_common.json_types import is_array, is_object

from ._schemas import resolved
from ._shape_rules import MOST

_COUNTED: Final = 1000
"""Wrong items of one list that are counted; a list may have more."""

_ANYTHING: Final[Schema] = {}

Items = list[object] | tuple[object, ...]
Judges = dict[int, Draft202012Validator]


class Cutter:
    """Cuts bodies by one schema; ``left_out`` counts what is certainly wrong and was cut."""

    def __init__(self, root: Schema, judges: Judges) -> None:
        """Take the schema, and a place where the validators of its lists are kept for the next body."""
        self._root = root
        self._judges = judges
        self.left_out = 0
        self.unexamined = False

    def cut(self, value: object, *, free: bool = False) -> object:
        """Return the body without surplus unknown keys and wrong items; with ``free``, without free content as well."""
        return self._cut(value, self._root, free=free)

    def _cut(self, value: object, schema: Schema, *, free: bool) -> object:
        if is_object(value):
            return self._cut_object(value, self._only(schema, "object"), free=free)
        if is_array(value):
            return self._cut_array(value, self._only(schema, "array"), free=free)
        return value

    def _cut_object(self, value: dict[str, object], schema: Schema, *, free: bool) -> object:
        known: dict[str, Schema] = schema.get("properties", {})
        closed = schema.get("additionalProperties") is False
        kept: dict[str, object] = {}
        unknown = 0
        for key, item in value.items():
            unknown += key not in known
            if key in known or (free and unknown <= MOST):
                kept[key] = self._cut(item, known.get(key, _ANYTHING), free=free)
            elif unknown <= MOST or not (closed or free):
                kept[key] = item
        self.left_out += max(0, unknown - MOST) if closed else 0
        is_same = len(kept) == len(value) and all(item is value[key] for key, item in kept.items())
        return value if is_same else kept

    def _cut_array(self, value: Items, schema: Schema, *, free: bool) -> Items:
        items = schema.get("items")
        if items is None:
            return self._cut_items(value[:MOST], _ANYTHING, range(MOST), free=free) if free else value
        if len(value) <= MOST:
            return self._cut_items(value, items, range(MOST), free=free)
        wrong = list(islice(self._wrong(value, items), _COUNTED))
        if not wrong:
            return value[:MOST]
        surplus = wrong[MOST:]
        self.left_out += len(surplus)
        self.unexamined = self.unexamined or bool(surplus)
        return self._cut_items(value[: surplus[0]] if surplus else value, items, wrong[:MOST], free=free)

    def _cut_items(self, value: Items, schema: Schema, places: Iterable[int], *, free: bool) -> Items:
        cut = {place: self._cut(value[place], schema, free=free) for place in places if place < len(value)}
        if all(value[place] is item for place, item in cut.items()):
            return value  # itself, so that a list within itself is still known
        return [cut.get(place, item) for place, item in enumerate(value)]

    def _wrong(self, value: Items, items: Schema) -> Iterator[int]:
        """Yield the positions of the items that do not fit their schema."""
        judge = self._judges.get(id(items))
        if judge is None:
            schema = {"allOf": [items], "components": self._root["components"]}
            judge = self._judges[id(items)] = Draft202012Validator(schema)
        for place, item in enumerate(value):
            try:
                fits = judge.is_valid(item)
            except ValueError:  # a type of Python that is not JSON's
                fits = False
            if not fits:
                yield place

    def _only(self, schema: Schema, kind: str) -> Schema:
        """Return the schema that a value of this kind has to fit; an empty one if there are several, or none."""
        components = self._root["components"]["schemas"]
        whole = resolved(schema, components)
        choices = [resolved(choice, components) for choice in whole.get("oneOf", [whole])]
        fitting = [choice for choice in choices if kind in choice.get("type", kind)]  # a type, or a list of types
        return fitting.pop() if len(fitting) == 1 else _ANYTHING
