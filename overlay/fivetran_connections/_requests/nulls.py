"""
Nulls in answers, where the document does not know them.

The generated models read a null there as what it is not: a time, a list, an object. It says no more than an absent key,
so it is left out; but only after reading has failed, since answers are almost always as the document has them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fivetran_common.json_types import is_array, is_mapping

from .coerce import named_model


def without_nulls(model: type[Any], answer: Mapping[str, Any]) -> dict[str, Any]:
    """Return a copy of an answer without the nulls that this model, or one inside it, cannot read."""
    said: Mapping[str, str] = model.__annotations__
    return {
        key: _inner(said.get(key, ""), item)
        for key, item in answer.items()
        if item is not None or not _is_unreadable(said.get(key, ""))
    }


def _inner(said: str, item: Any) -> Any:
    model = named_model(said) if is_mapping(item) or is_array(item) else None
    if model is None:
        return item
    return without_nulls(model, item) if is_mapping(item) else [_inner(said, each) for each in item]


def _is_unreadable(said: str) -> bool:
    """Say whether reading a null fails for what is annotated so; an enum, a text or a number would pass."""
    if "None" in said:
        return False
    return "datetime" in said or "list[" in said or _is_model(named_model(said))


def _is_model(kind: type[Any] | None) -> bool:
    return hasattr(kind, "from_dict")
