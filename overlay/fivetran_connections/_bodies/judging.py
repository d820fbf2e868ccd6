"""Judges a body before it is sent: by the rules, or by its schema in the document."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from fivetran_client.new_connection import NewConnectionModel
from fivetran_common.json_types import AsObject, scalars
from fivetran_common.text import STARS, is_mask

from .._secrets.secret import Secret
from ..errors import InvalidBody, InvalidConnection, InvalidRequest

if TYPE_CHECKING:
    from fivetran_rules import Unchecked, Violation

_logger = logging.getLogger("fivetran_connections")


Body: TypeAlias = AsObject | Mapping[str, Any]
"""A body as users may give it: a generated model, or the JSON object itself."""

NewConnection: TypeAlias = NewConnectionModel | Mapping[str, Any]
"""The body of a create: the model that a builder returns, or the JSON object as the API takes it."""


UNENCODABLE: tuple[type[Exception], ...] = (RecursionError, TypeError, ValueError)
"""The errors of `encode` for a value that JSON cannot hold."""

# One encoder for all: `json.dumps` with options makes a new one for each call.
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def encode(body: Any) -> bytes:
    """Write a body as it is sent; a `Secret` is written whole."""
    return _ENCODER.encode(body).encode()


def as_json(body: Body) -> dict[str, Any]:
    """Return the JSON object of a body; the model's own, or a shallow copy of the mapping. Raises `InvalidRequest`."""
    if isinstance(body, Mapping):
        return dict(body)
    if not hasattr(type(body), "to_dict"):
        raise InvalidRequest(
            f"A body is a model or a mapping, and not a value of type {type(body).__name__}; nothing was sent."
        )
    try:
        return body.to_dict()
    except (AttributeError, TypeError, ValueError) as error:
        # A model is not checked when it is made. The error may quote its values, so only the kind is named.
        raise InvalidRequest(
            f"The {type(body).__name__} holds a value of a type that does not fit ({type(error).__name__}); "
            "nothing was sent."
        ) from None


def checked_by(schema: str, request: Body) -> dict[str, Any]:
    """Check the body of a request by its schema in the document, and return it as JSON. Raises `InvalidBody`."""
    from fivetran_rules import check_request  # brings the validator, which reading alone does not need

    body = as_json(request)
    if violations := check_request(schema, as_sent(body)):
        raise InvalidBody(violations)
    return body


def checked_new(request: Body, *, unchecked: Unchecked) -> dict[str, Any]:
    """Check the body of a new connection by the rules, and return it as JSON."""
    from fivetran_rules import check  # brings the validator, which reading alone does not need

    body = connection_json(request)
    raise_or_warn(check(as_sent(body), unchecked=unchecked))
    refuse_masks(body)
    return body


def connection_json(body: Body) -> dict[str, Any]:
    """Return the JSON object of a connection's body or of its update, with `true` and `false` in quotes read."""
    from fivetran_client.models import NewOtherConnection

    from .coerce import coercions_of, truth  # of the builders, which reading alone does not need

    coercions = coercions_of(NewOtherConnection)
    return {key: truth(value) if coercions.get(key) is truth else value for key, value in as_json(body).items()}


def refuse_masks(body: Mapping[str, Any]) -> None:
    """Raise for a text that ends as the mask of an answer does (docs/evidence.md#masks); a `Secret` may."""
    if STARS not in _ENCODER.encode(body):
        return  # the usual case, without the slower walk over all values

    from fivetran_rules import Evidence, Violation

    masks = [pointer for pointer, value in scalars(body) if is_mask(value) and type(value) is not Secret]
    if masks:
        raise InvalidConnection(
            [Violation(pointer, "shape.masked", Evidence.INFERRED, _MASKED, "error") for pointer in masks]
        )


_MASKED: Final = (
    "This ends with stars, as the mask of an answer does: write the value itself, in a Secret if it ends so."
)


def as_sent(body: dict[str, Any]) -> Any:
    """Return the body as the API will read it."""
    try:
        return json.loads(encode(body))
    except UNENCODABLE:
        return body  # the rules name the place that JSON cannot hold


def raise_or_warn(violations: list[Violation]) -> None:
    """Raise `InvalidConnection` with all errors, if any; write warnings to the log."""
    if errors := [violation for violation in violations if violation.severity == "error"]:
        raise InvalidConnection(errors)
    for violation in violations:
        where, what, rule, evidence = violation.pointer, violation.message, violation.rule, violation.evidence.value
        _logger.warning("%s: %s (rule %s, %s)", where, what, rule, evidence)
