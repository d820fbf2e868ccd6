"""
A body cut down to what can produce findings, so that judging a huge one takes little longer than reading it.

The validator takes microseconds for each error and copies the object around it. A body of a few megabytes can have a
million errors, of which only the first hundred are reported.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

import jsonschema_rs

from fivetran_common.json_schema import Schema
from fivetran_common.json_types import is_array, is_object

from ._schemas import resolved
from ._shape_rules import MOST

_COUNTED: Final = 1000
"""Wrong items of one list that are counted; a list may have more."""

_CHUNK: Final = 256

_ANYTHING: Final[Schema] = {}

Items = list[object] | tuple[object, ...]


class Cutter:
    """Cuts bodies by one schema; ``left_out`` counts what is certainly wrong and was cut."""

    def __init__(self, root: Schema, validators: dict[int, Validators]) -> None:
        """Take the schema, and a place where the validators of its lists are kept for the next body."""
        self._root = root
        self._validators = validators
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
        others = [key for key in value if key not in known] if closed or free else []
        surplus = others[MOST:]
        self.left_out += len(surplus) if closed else 0
        kept = {key: value[key] for key in (*filter(value.__contains__, known), *others[:MOST])} if surplus else value
        cut = {
            key: self._cut(item, known.get(key, _ANYTHING), free=free)
            for key, item in kept.items()
            if key in known or free
        }
        return kept if all(kept[key] is item for key, item in cut.items()) else {**kept, **cut}

    def _cut_array(self, value: Items, schema: Schema, *, free: bool) -> Items:
        items = schema.get("items")
        if items is None:
            return self._cut_items(value[:MOST], _ANYTHING, range(MOST), free=free) if free else value
        if len(value) <= MOST:
            return self._cut_items(value, items, range(MOST), free=free)
        wrong = list(islice(self._validators_of(items).wrong(value), _COUNTED))
        surplus = wrong[MOST:]
        self.left_out += len(surplus)
        self.unexamined = self.unexamined or bool(surplus)
        end = surplus[0] if surplus else len(value) if wrong else MOST
        return self._cut_items(value[:end], items, wrong[:MOST], free=free)

    def _cut_items(self, value: Items, schema: Schema, places: Iterable[int], *, free: bool) -> Items:
        cut = {place: self._cut(value[place], schema, free=free) for place in places if place < len(value)}
        if all(value[place] is item for place, item in cut.items()):
            return value  # itself, so that a list within itself is still known
        return [cut.get(place, item) for place, item in enumerate(value)]

    def _validators_of(self, items: Schema) -> Validators:
        made = self._validators.get(id(items))
        if made is None:
            made = self._validators[id(items)] = Validators(items, self._root)
        return made

    def _only(self, schema: Schema, kind: str) -> Schema:
        """Return the schema that a value of this kind has to fit; an empty one if there are several, or none."""
        components = self._root["components"]["schemas"]
        whole = resolved(schema, components)
        choices = [resolved(choice, components) for choice in whole.get("oneOf", [whole])]
        fitting = [choice for choice in choices if kind in choice.get("type", kind)]  # a type, or a list of types
        return fitting.pop() if len(fitting) == 1 else _ANYTHING


class Validators:
    """Tells which items of a list are wrong, a few hundred at a time while they are right."""

    def __init__(self, items: Schema, root: Schema) -> None:
        """Compile the schema of an item, by itself and in a list."""
        components = {"components": root["components"]}
        self._one = jsonschema_rs.Draft202012Validator({"allOf": [items], **components})
        self._many = jsonschema_rs.Draft202012Validator({"items": items, **components})

    def wrong(self, values: Items) -> Iterator[int]:
        """Yield the positions of the wrong items."""
        for start in range(0, len(values), _CHUNK):
            chunk = list(values[start : start + _CHUNK])
            if not _fits(self._many, chunk):
                yield from (start + place for place, item in enumerate(chunk) if not _fits(self._one, item))


def _fits(validator: jsonschema_rs.Draft202012Validator, value: object) -> bool:
    try:
        return validator.is_valid(value)
    except ValueError:  # a type of Python that is not JSON's
        return False
