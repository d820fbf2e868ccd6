"""The document's schemas of requests, compiled at their first use."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from fivetran_common.json_types import is_array, is_object
from fivetran_common.pointers import pointer_of
from fivetran_openapi import document
from fivetran_rules import Evidence, Violation

from .routes import operations

if TYPE_CHECKING:
    from jsonschema_rs import Draft202012Validator, ValidationError

MOST: Final = 100
"""Violations of one body that are listed."""
MANY: Final = 10_000

JSON_MEDIA: Final = "application/json"

_RULES: Final = {
    "required": "shape.required",
    "additionalProperties": "shape.unknown",
    "enum": "shape.enum",
    "pattern": "shape.format",
    "type": "shape.type",
    "minProperties": "shape.empty",
    "minItems": "shape.empty",
    "minLength": "shape.empty",
}
"""The id of the rule for each keyword of JSON Schema."""

_SENTENCES: Final = {
    "shape.required": "this key is required",
    "shape.unknown": "there is no such key",
    "shape.enum": "this is not one of the allowed values",
    "shape.format": "this has the wrong format",
    "shape.empty": "this may not be empty",
    "shape.type": "this has the wrong type",
}


@cache
def operation(operation_id: str) -> Mapping[str, Any]:
    """Return the description of an operation."""
    return next(each for _, _, each in operations(document()) if each["operationId"] == operation_id)


@cache
def validator(reference: str) -> Draft202012Validator:
    """Return the validator of one schema of the document."""
    from jsonschema_rs import Draft202012Validator

    schema = {"$ref": reference, "components": document()["components"]}
    return Draft202012Validator(schema, validate_formats=True)


def violations(operation_id: str, body: object) -> list[Violation]:
    """Return the violations of the document in the body of an operation without rules of its own."""
    reference = operation(operation_id)["requestBody"]["content"][JSON_MEDIA]["schema"]["$ref"]
    judge = validator(reference)
    if judge.is_valid(body):
        return []
    errors = judge.iter_errors(body) if _is_small(body) else _first_error(judge, body)
    return list(islice((each for error in errors for each in _violations(error)), MOST))


def _is_small(body: object) -> bool:
    """Return whether a body has at most `MANY` values: listing the errors of a larger one would take seconds."""
    waiting = [body]
    for value in waiting:  # which grows by the values within
        waiting.extend(value.values() if is_object(value) else value if is_array(value) else ())
        if len(waiting) > MANY:
            return False
    return True


def _first_error(judge: Draft202012Validator, body: object) -> Iterator[ValidationError]:
    from jsonschema_rs import ValidationError

    try:
        judge.validate(body)
    except ValidationError as error:
        yield error


def _violations(error: ValidationError) -> Iterator[Violation]:
    rule = _RULES[error.kind.name]
    for keys in _places(error):
        yield Violation(pointer_of(keys), rule, Evidence.DOCUMENTED, _SENTENCES[rule], "error")


def _places(error: ValidationError) -> Iterator[list[Any]]:
    """Return the places of an error: of the missing key, of each unknown key, or of the value itself."""
    missing: str | None = getattr(error.kind, "property", None)
    for key in getattr(error.kind, "unexpected", [] if missing is None else [missing]):
        yield [*error.instance_path, key]
    if _RULES[error.kind.name] not in ("shape.required", "shape.unknown"):
        yield list(error.instance_path)
