"""Checks the data of files and callers by a JSON Schema; the first mistake is one sentence with its place."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, wraps
from typing import Any, Final, TypeVar

from jsonschema_rs import Draft202012Validator, ValidationError

from fivetran_common.json_schema import Schema, part_at
from fivetran_common.json_types import child, keys_of, pointer_of
from fivetran_common.nearest import hint

from .json import Mistake, flaw

T = TypeVar("T")


class InvalidData(ValueError):
    """Data that a mock cannot use; the message is one sentence with the pointer of the mistake."""

    def __init__(self, pointer: str, problem: str) -> None:
        super().__init__(f"{pointer or '/'}: {problem}")
        self.pointer = pointer
        self.problem = problem


@dataclass(frozen=True)
class Checker:
    """
    Checks values by a schema, which is compiled at its first use.

    The title of a subschema completes the sentence `this has to be ...`. Mistakes in a subschema without a title are
    reported at the nearest enclosing one with a title.
    """

    schema: Schema

    def mistake(self, value: object) -> Mistake | None:
        """Return the first mistake in a value: it has no form in JSON, or the schema refuses a place."""
        problem = flaw(value)
        if problem:
            return Mistake("", problem)
        error = next(self._validator.iter_errors(value), None)
        return None if error is None else self._explained(error)

    def check(self, value: object, error: type[InvalidData], *, pointer: str = "") -> None:
        """Raise an error for the first mistake in a value that stands at a pointer."""
        mistake = self.mistake(value)
        if mistake is not None:
            raise error(pointer + mistake.pointer, mistake.problem)

    def check_arguments(self, **values: object) -> None:
        """Raise TypeError or ValueError for the first mistake in arguments of a call; it names the argument."""
        # A secret of the client is a subclass of str, which the validator does not take.
        plain = {name: str.__str__(value) if isinstance(value, str) else value for name, value in values.items()}
        odd = next((name for name, value in plain.items() if flaw(value)), None)
        mistake = Mistake(child("", odd), flaw(plain[odd])) if odd else self.mistake(plain)
        if mistake is not None:
            kind = TypeError if mistake.is_type else ValueError
            says = mistake.problem.removeprefix("this").replace("or null", "or None")
            name, *rest = keys_of(mistake.pointer)
            place = name + "".join(f"[{key}]" if key.isdecimal() else f".{key}" for key in rest)
            raise kind(f"{place}{says if says[0] == ' ' else f': {says}'}")

    @cached_property
    def _validator(self) -> Draft202012Validator:
        return Draft202012Validator(self.schema)

    def _explained(self, error: ValidationError) -> Mistake:
        path, steps = error.instance_path, error.schema_path[:-1]
        unknown, missing = getattr(error.kind, "unexpected", None), getattr(error.kind, "property", None)
        if unknown:
            known = list(part_at(self.schema, steps)["properties"])
            other = hint(unknown[0], known, f"; there are {', '.join(known)}")
            return Mistake(child(pointer_of(path), unknown[0]), f"there is no such key{other}")
        if missing:
            return Mistake(child(pointer_of(path), missing), "this key is required")
        while steps[-1:] == ["properties"] or "title" not in part_at(self.schema, steps):
            steps = steps[:-1]
        schema = part_at(self.schema, steps)
        is_key = error.kind.name == "falseSchema"
        place = path if is_key else path[: sum(step in _DESCENDING for step in steps)]
        words = [word for word in schema.get("enum", ()) if isinstance(word, str)]
        near = hint(error.instance, words) if isinstance(error.instance, str) else ""
        return Mistake(
            pointer_of(place),
            f"this has to be {schema['title']}{near}",
            is_type=error.kind.name == "type" and len(place) == len(path),
        )


def require_names(called: str, given: Iterable[str], known: Collection[str]) -> None:
    """Raise TypeError for the first unknown name, with the nearest known one."""
    for name in sorted({*given} - {*known}):
        other = hint(name, known, f"; there are {', '.join(known)}" if known else "")
        raise TypeError(f"{called} has no {name!r}{other}")


def known_fields(kind: type[T]) -> type[T]:
    """Let a dataclass refuse an unknown field, with the nearest name."""
    made: Any = kind
    init, known = made.__init__, [*made.__dataclass_fields__]

    @wraps(init)
    def __init__(self: T, **given: Any) -> None:  # noqa: N807  # it becomes the constructor
        require_names(kind.__name__, given, known)
        init(self, **given)

    made.__init__ = __init__
    return kind


_DESCENDING: Final = frozenset({"properties", "additionalProperties", "items", "prefixItems"})
"""The keywords whose schemas are for the members of a value."""


# --- parts of schemas -------------------------------------------------------------------------------------------------

TEXT: Final[Schema] = {"type": "string", "title": "a text"}
NAME: Final[Schema] = {"type": "string", "minLength": 1, "title": "a text that is not empty"}
FLAG: Final[Schema] = {"type": "boolean", "title": "true or false"}

MOST_WHOLE: Final = (1 << 63) - 1
"""The greatest whole number of a file: every JSON library and every file format reads it."""


def whole(low: int, high: int = MOST_WHOLE) -> Schema:
    """Return the schema of a whole number."""
    title = f"a whole number from {low}" + ("" if high == MOST_WHOLE else f" to {high}")
    return {"type": "integer", "minimum": low, "maximum": high, "title": title}


def number(low: float, high: float, title: str) -> Schema:
    """Return the schema of a number."""
    return {"type": "number", "minimum": low, "maximum": high, "title": title}


def one_of(*words: str) -> Schema:
    """Return the schema of a text that is one of these words."""
    return {"type": "string", "enum": [*words], "title": f"one of {', '.join(words)}"}


def or_null(schema: Schema) -> Schema:
    """Return the schema of a value that may be null."""
    null = {"enum": [*schema["enum"], None]} if "enum" in schema else {}
    return {**schema, **null, "type": [schema["type"], "null"], "title": f"{schema['title']}, or null"}


def array(items: Schema) -> Schema:
    """Return the schema of a list."""
    return {"type": "array", "items": items, "title": "a list"}


def mapping_of(values: Schema) -> Schema:
    """Return the schema of an object with any keys."""
    return {"type": "object", "additionalProperties": values, "title": "an object"}


def an_object(properties: Mapping[str, Schema], **keywords: Any) -> Schema:
    """Return the schema of an object with these keys alone."""
    return {
        "type": "object",
        "properties": dict(properties),
        "additionalProperties": False,
        "title": "an object",
        **keywords,
    }
