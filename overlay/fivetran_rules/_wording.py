"""Messages for errors of jsonschema-rs: the wrong key and the next step."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, Final, cast

from jsonschema_rs import ValidationError
from jsonschema_rs import ValidationErrorKind as Kind

from fivetran_common.json_schema import Schema, part_at
from fivetran_common.json_types import pointer_of
from fivetran_common.nearest import nearest
from fivetran_common.text import listed

from ._rule import Violation
from ._schemas import resolved
from ._shape_rules import violation_of

_TYPES: Final[Mapping[str, str]] = {
    "array": "a list",
    "boolean": "true or false",
    "integer": "a whole number",
    "number": "a number",
    "object": "an object",
    "string": "text",
    "null": "null",
}

_KINDS: Final[tuple[tuple[type, str], ...]] = (
    (bool, "true or false"),
    (int, "a number"),
    (float, "a fraction"),
    (str, "text"),
    (list, "a list"),
    (dict, "an object"),
)


_LONGEST: Final = 100
"""The most characters of a key that a message repeats."""

_SHORTEST: Final = 4
"""The fewest characters of a key that is taken for the begin of a longer name, as `hash` of `hashed`."""

_SUGGESTIONS: Final = 10
"""The most unknown keys of one body to suggest a name for."""


class Guide:
    """Finds the schema that refused, and the field that an unknown key may have meant."""

    def __init__(self, root: Schema) -> None:
        """Take the root that the validator was made from."""
        self.root = root
        self.components: Mapping[str, Schema] = root["components"]["schemas"]
        self._body = resolved(root, self.components)
        self._suggestions = _SUGGESTIONS

    def around(self, error: ValidationError) -> Any:
        """Return the schema with the keyword that failed."""
        return part_at(self.root, error.schema_path[:-1])

    def is_required(self, path: Sequence[str | int]) -> bool:
        """Return whether the object around a place requires it, as far as the schema says so without a choice."""
        schema = self._body
        for key in path[:-1]:
            schema = resolved(schema.get("properties", {}).get(key, {}), self.components)
        return path[-1] in schema.get("required", ())

    def hint(self, key: str, siblings: Collection[str], there: Collection[str]) -> str:
        """Return the fix of an unknown key; only the first few are compared with the known names."""
        self._suggestions -= 1
        if self._suggestions < 0:
            return ": remove it."
        if (place := self._places.get(key)) is not None:
            return f": it belongs into {_name(place[:-1])}."
        longer = [name for name in siblings if len(key) >= _SHORTEST and name.startswith(key)]
        fewer = [name for name in siblings if _has_fewer_words(name, key)]
        near = (fewer[0] if len(fewer) == 1 else nearest(key, siblings)) or (longer[0] if len(longer) == 1 else None)
        if near:
            return f": remove it, {near} is there as well." if near in there else f": did you mean {near}?"
        return ": remove it; the API may silently ignore it."

    @cached_property
    def _places(self) -> Mapping[str, tuple[str, ...]]:
        """Map each key to the outermost place where it belongs."""
        found: dict[str, tuple[str, ...]] = {}
        level: list[tuple[tuple[str, ...], Schema]] = [((), self._body)]
        for path, schema in level:  # grows by nested schemas while it is read
            for key, value in schema.get("properties", {}).items():
                found.setdefault(key, (*path, key))
                level.append(((*path, key), resolved(value, self.components)))
        return found


def _has_fewer_words(name: str, key: str) -> bool:
    """Return whether a name is a key without some of its inner words, as `filter_value` is of `filter_field_value`."""
    kept, words = name.split("_"), key.split("_")
    return len(kept) > 1 and set(kept) < set(words) and (kept[0], kept[-1]) == (words[0], words[-1])


def findings_of(error: ValidationError, guide: Guide) -> Iterator[Violation]:
    """Explain one error of a validator of this root."""
    match error.kind:
        case Kind.Required(key):
            yield _missing_key(error, key, guide)
        case Kind.AdditionalProperties(keys):
            yield from (_unknown_key(error, key, guide) for key in keys)
        case Kind.AnyOf(branches) | Kind.OneOfNotValid(branches):
            yield from _no_alternative(error, branches, guide)
        case Kind.Pattern():
            schema = guide.around(error)
            example = "".join(f" For instance {example}." for example in schema.get("examples", ()))
            yield _here(error, "shape.format", f"does not have the right form. {schema['description']}{example}")
        case Kind.Type(types):
            yield _wrong_type(error, types, guide)
        case Kind.Enum(options):
            yield _wrong_choice(error, options)
        case Kind.Constant(option):
            yield _wrong_choice(error, [option])
        case Kind.Minimum(limit) | Kind.Maximum(limit):
            bound = "least" if isinstance(error.kind, Kind.Minimum) else "most"
            yield _here(error, "shape.range", f"has to be at {bound} {limit}.")
        case Kind.MinItems() | Kind.MinLength() | Kind.MinProperties():
            yield _here(error, "shape.empty", "is empty: fill it.")
        case _:
            yield _here(error, "shape.body", "does not fit the document.")


def _here(error: ValidationError, rule: str, says: str) -> Violation:
    subject = _name(error.instance_path) if error.instance_path else "The body"
    return violation_of(rule, pointer_of(error.instance_path), f"{subject} {says}")


# --- wrong values -----------------------------------------------------------------------------------------------------


def _wrong_type(error: ValidationError, types: Collection[str], guide: Guide) -> Violation:
    wanted = " or ".join(words for name, words in _TYPES.items() if name in types)
    hint = _type_hint(error.instance, types)
    if error.instance is None and error.instance_path:
        hint = " Fill it." if guide.is_required(error.instance_path) else " Remove it instead."
    kind = next((words for kind, words in _KINDS if isinstance(error.instance, kind)), "null")
    if "string" in types and error.instance is not None and (options := guide.around(error).get("enum")):
        wanted, hint = _listed([option for option in options if option is not None]), ""
    is_spelt = hint == _UNQUOTED and error.instance_path[:1] == ["config"]
    return _here(error, "published.text" if is_spelt else "shape.type", f"has to be {wanted}, not {kind}.{hint}")


_UNQUOTED: Final = " Write it without quotes."
_SPELT: Final = {
    "integer": re.compile(r"-?(0|[1-9][0-9]{0,14})"),
    "number": re.compile(r"-?(0|[1-9][0-9]{0,14})([.][0-9]{1,15})?"),
    "boolean": re.compile("true|false", re.IGNORECASE),
}
"""The texts that spell a value of a type."""


def _type_hint(value: object, types: Collection[str]) -> str:
    match value:
        case str() if any(_SPELT[name].fullmatch(value) for name in types if name in _SPELT):
            return _UNQUOTED
        case str() if "array" in types:
            return " Put it into a list."
        case int() | float() if "string" in types:
            return " Put it into quotes."
        case _:
            return ""


def _wrong_choice(error: ValidationError, options: Iterable[object]) -> Violation:
    words = [option for option in options if isinstance(option, str)]
    near = nearest(error.instance, words) if isinstance(error.instance, str) else None
    hint = f" Did you mean {listed(near)}?" if near else ""
    return _here(error, "shape.enum", f"has to be {_listed(options)}.{hint}")


def _listed(options: Iterable[object]) -> str:
    shown = [listed(option) for option in options]
    return " or ".join(filter(None, (", ".join(shown[:-1]), shown[-1])))


def _no_alternative(
    error: ValidationError, branches: Iterable[list[ValidationError]], guide: Guide
) -> Iterator[Violation]:
    """Explain the first alternative of the right type, or list the possible types."""
    types: list[str] = []
    for branch in branches:
        here = [inner.kind for inner in branch if inner.instance_path == error.instance_path]
        wanted = [name for kind in here if isinstance(kind, Kind.Type) for name in kind.types]
        if not wanted:
            for inner in branch:
                yield from findings_of(inner, guide)
            return
        types += wanted
    yield _wrong_type(error, types, guide)


# --- wrong keys -------------------------------------------------------------------------------------------------------


def _missing_key(error: ValidationError, key: str, guide: Guide) -> Violation:
    schema = resolved(guide.around(error).get("properties", {}).get(key, {}), guide.components)
    message = f"Add {key}. {schema.get('description', '')}"
    return violation_of("shape.required", pointer_of([*error.instance_path, key]), message.strip())


def _unknown_key(error: ValidationError, key: str, guide: Guide) -> Violation:
    hint = guide.hint(key, guide.around(error)["properties"], cast("Schema", error.instance))
    shown = key if len(key) <= _LONGEST else f"{key[:_LONGEST]}..."
    message = f"{shown} is not a field of {_name(error.instance_path)}{hint}"
    return violation_of("shape.unknown", pointer_of([*error.instance_path, key]), message)


def _name(path: Iterable[str | int]) -> str:
    """Name a place by its last key and, in a list, its position."""
    name = ""
    for part in path:
        name = f"{name}[{part}]" if isinstance(part, int) else part
    return name or "the body"
