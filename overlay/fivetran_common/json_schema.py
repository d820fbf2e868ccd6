"""JSON Schemas as data: rewrite every schema within one."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from copy import deepcopy
from functools import reduce
from operator import getitem
from typing import Any, Final, cast

from .json_types import is_array, is_object

Schema = dict[str, Any]

_BY_NAME: Final = frozenset({"properties", "$defs", "schemas"})
"""Keys whose value has a schema for each name; a name may be spelt like a keyword, as a field named `properties` is."""

_DATA: Final = frozenset({"const", "enum", "default", "example", "examples", "required", "dependentRequired"})
"""Keywords whose value is data, and no schema."""


def part_at(schema: Schema, steps: Iterable[str | int]) -> Any:
    """Return the part of a schema to which the steps of a path lead, such as `schema_path` of a validator's error."""
    return reduce(getitem, steps, cast("Any", schema))


def rewritten(schema: Schema, change: Callable[[Schema], Schema], *, keep: Collection[str] = ()) -> Schema:
    """Return a copy in which `change` made each schema anew, inner ones first; the keywords of `keep` stay."""
    copy: Schema = {}
    for keyword, value in schema.items():
        if keyword in _DATA or keyword in keep:
            copy[keyword] = deepcopy(value)
        elif keyword in _BY_NAME:
            copy[keyword] = {name: rewritten(inner, change, keep=keep) for name, inner in value.items()}
        elif is_object(value):
            copy[keyword] = rewritten(value, change, keep=keep)
        elif is_array(value):
            copy[keyword] = [rewritten(item, change, keep=keep) if is_object(item) else item for item in value]
        else:
            copy[keyword] = value
    return change(copy)
