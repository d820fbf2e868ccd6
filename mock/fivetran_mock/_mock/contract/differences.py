"""
Compares answers with the document: status, content type, headers and body.

Used by the contract tests and by the mock itself, for answers of any server. Every difference has a pointer into the
body. A key or enum value that the document does not have is no difference where the document allows others.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, reduce
from typing import Any, Final, cast

from jsonschema_rs import Draft202012Validator

from fivetran_common.json_types import is_array, is_object, pointer_of
from fivetran_openapi import document

from ..formats.http import Reply


@dataclass(frozen=True, slots=True)
class ReplyDifference:
    """One difference between an answer and the document."""

    pointer: str
    """The place in the body; or `status`, `content-type` or the name of a header."""
    message: str

    def __str__(self) -> str:
        return f"{self.pointer}: {self.message}" if self.pointer else self.message


class Contract:
    """A document to compare answers with."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._document = document
        items = (described for item in document["paths"].values() for described in item.values())
        self._operations: Final = {each["operationId"]: each for each in items if "operationId" in each}
        self._compiled = cache(self._compile)

    def differences(self, operation_id: str, reply: Reply) -> list[ReplyDifference]:
        """Return every difference between an answer of an operation and the document."""
        responses: Mapping[str, Mapping[str, Any]] = self._operations[operation_id]["responses"]
        names = (str(reply.status), f"{reply.status // 100}XX", "default")
        name = next((name for name in names if name in responses), None)
        if name is None:
            declared = ", ".join(sorted(responses))
            return [ReplyDifference("status", f"{reply.status} is not declared; declared are {declared}")]
        response = self.resolve(responses[name])
        return [*self._header_differences(response, reply), *self._body_differences(response, reply)]

    def resolve(self, node: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the target of a reference; anything else is returned unchanged."""
        while "$ref" in node:
            steps = cast("str", node["$ref"]).removeprefix("#/").split("/")
            node = reduce(lambda at, step: at[step], steps, self._document)
        return node

    def keys_in(self, part: object) -> frozenset[str]:
        """Return the names of all properties of the schemas in a part of the document, at any depth."""
        found: set[str] = set()
        seen: set[str] = set()
        waiting: list[Any] = [part]
        while waiting:
            node = waiting.pop()
            if is_array(node):
                waiting += node
            elif is_object(node) and node.get("$ref") not in seen:
                seen |= {node["$ref"]} if "$ref" in node else set()
                schema = self.resolve(node)
                found |= schema.get("properties", {}).keys()
                waiting += [value for key, value in schema.items() if key not in ("example", "examples")]
        return frozenset(found)

    def _header_differences(self, response: Mapping[str, Any], reply: Reply) -> Iterator[ReplyDifference]:
        given = {name.lower(): value for name, value in reply.headers}
        for name, header in response.get("headers", {}).items():
            is_whole = self.resolve(header)["schema"].get("type") == "integer"
            value = given.get(name.lower())
            if is_whole and value is not None and not re.fullmatch(r"-?\d+", value):
                yield ReplyDifference(name, f"{value!r} is not of type integer")

    def _body_differences(self, response: Mapping[str, Any], reply: Reply) -> Iterator[ReplyDifference]:
        media = response.get("content", {}).get("application/json")
        if media is None:
            return
        given = {name.lower(): value for name, value in reply.headers}.get("content-type", "none")
        if given.partition(";")[0].strip() != "application/json":
            yield ReplyDifference("content-type", f"{given} instead of application/json")
        try:
            body = json.loads(reply.body)
        except (ValueError, RecursionError):
            yield ReplyDifference("", "the body is not JSON")
            return
        for error in self.validator(media["schema"]).iter_errors(body):
            yield ReplyDifference(pointer_of(error.instance_path), error.message)

    def validator(self, schema: Mapping[str, Any]) -> Draft202012Validator:
        """Return the validator of a schema that may refer to components of the document."""
        return self._compiled(json.dumps(schema))

    def _compile(self, schema: str) -> Draft202012Validator:
        whole = {**json.loads(schema), "components": self._document.get("components", {})}
        return Draft202012Validator(whole, validate_formats=True)


@cache
def contract() -> Contract:
    """Return the contract of the document that this package brings."""
    return Contract(document())


class NonConforming(AssertionError):
    """An answer of the mock that the document does not allow: a defect of the mock, never of its user."""


def check_reply(operation_id: str, reply: Reply) -> None:
    """Raise `NonConforming` if the document does not allow this answer of an operation."""
    differences = contract().differences(operation_id, reply)
    if differences:
        listed = "; ".join(map(str, differences))
        raise NonConforming(f"{operation_id} {reply.status} does not fit the document: {listed}")
