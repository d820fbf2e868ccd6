"""Checks the mock's own answers against the document."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from fivetran_openapi import document

from ..formats.http import Reply

if TYPE_CHECKING:
    from jsonschema_rs import Draft202012Validator

    from .differences import Contract


class NonConforming(AssertionError):
    """An answer of the mock that the document does not allow: a defect of the mock, never of its user."""


@cache
def contract() -> Contract:
    """Return the contract of the document that this package brings."""
    from .differences import Contract  # only `check_replies` and some faults need it

    return Contract(document())


def check_reply(operation_id: str, reply: Reply) -> None:
    """Raise `NonConforming` if the document does not allow this answer of an operation."""
    differences = contract().differences(operation_id, reply)
    if differences:
        listed = "; ".join(map(str, differences))
        raise NonConforming(f"{operation_id} {reply.status} does not fit the document: {listed}")


@cache
def validator(name: str) -> Draft202012Validator:
    """Return the validator of a component schema of the document."""
    from jsonschema_rs import Draft202012Validator

    whole = {"$ref": f"#/components/schemas/{name}", "components": document()["components"]}
    return Draft202012Validator(whole, validate_formats=True)
