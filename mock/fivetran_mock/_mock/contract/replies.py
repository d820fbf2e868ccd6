"""Every answer against the document: a status that is declared, and a body of the declared schema."""

from __future__ import annotations

import json
from typing import Any

from fivetran_openapi import document

from ..formats.messages import Reply
from .request_schemas import JSON_MEDIA, operation, validator


class NonConforming(AssertionError):
    """An answer of the mock that the document does not allow: a fault of the mock, never of its user."""


def check_reply(operation_id: str, reply: Reply) -> None:
    """Raise if an operation may not answer so."""
    declared = operation(operation_id)["responses"]
    found = declared.get(str(reply.status)) or declared.get(f"{reply.status // 100}XX")
    if found is None:
        raise NonConforming(f"{operation_id} does not declare status {reply.status}")
    if dict(reply.headers).get("content-type") != JSON_MEDIA:
        raise NonConforming(f"{operation_id} answers {reply.status} with another type than {JSON_MEDIA}")
    _check_body(f"{operation_id} {reply.status}", _reference(found), reply.body)


def _reference(response: dict[str, Any]) -> str:
    """Give the schema of a response, which may itself stand among the components."""
    if "$ref" in response:
        response = document()["components"]["responses"][response["$ref"].rpartition("/")[2]]
    reference: str = response["content"][JSON_MEDIA]["schema"]["$ref"]
    return reference


def _check_body(answer: str, reference: str, body: bytes) -> None:
    value = json.loads(body)
    judge = validator(reference)
    problems = [f"{'/'.join(map(str, error.instance_path))}: {error.message}" for error in judge.iter_errors(value)]
    if problems:
        raise NonConforming(f"{answer} does not fit {reference}: {'; '.join(problems)}")
