"""The document, the rules and the gaps of the mock as readable pages, from the data that the package carries."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from fivetran_openapi import document
from fivetran_rules import RuleInfo, catalogue

from ...._mock.contract.replies import contract
from ...._mock.contract.routes import operations
from .._visit import Page, Problem, Visit

SCHEMAS: Final = "#/components/schemas/"


def index(_: Visit) -> Page:
    """List the operations by their group, and the schemas."""
    grouped: dict[str, list[dict[str, str]]] = {}
    for method, path, each in operations(document()):
        entry = {"id": each["operationId"], "method": method.upper(), "path": path, "summary": each["summary"]}
        grouped.setdefault(each["tags"][0], []).append(entry)
    values = {"tab": "docs", "groups": grouped, "schemas": sorted(document()["components"]["schemas"])}
    return Page("docs.html", {**values, "info": document()["info"], "rule_count": len(catalogue())})


def operation(visit: Visit) -> Page:
    """Show one operation: parameters, body and answers."""
    name = visit.arguments[0]
    for method, path, each in operations(document()):
        if each["operationId"] == name:
            return Page("operation.html", {"tab": "docs", "method": method.upper(), "path": path, **_described(each)})
    raise Problem(f"The document has no operation {name}.", 404)


def schema(visit: Visit) -> Page:
    """Show one schema with its fields."""
    name = visit.arguments[0]
    described = document()["components"]["schemas"].get(name)
    if described is None:
        raise Problem(f"The document has no schema {name}.", 404)
    values = {"tab": "docs", "name": name, "description": described.get("description", ""), **_shape(described)}
    return Page("schema.html", values)


def rules(_: Visit) -> Page:
    """List every rule with its evidence and source."""
    grouped: dict[str, list[RuleInfo]] = {}
    for rule in catalogue():
        grouped.setdefault(rule.service or "every connection", []).append(rule)
    return Page("rules.html", {"tab": "docs", "groups": grouped})


def not_imitated(visit: Visit) -> Page:
    """List the gaps of the mock."""
    grouped: dict[str, list[str]] = {}
    for missing in visit.mock.not_imitated():
        grouped.setdefault(missing.kind, []).append(missing.what)
    return Page("not_imitated.html", {"tab": "docs", "groups": grouped})


def _described(each: Mapping[str, Any]) -> dict[str, Any]:
    body = each.get("requestBody")
    return {
        "operation": each,
        "parameters": [contract().resolve(parameter) for parameter in each.get("parameters", [])],
        "body": None if body is None else _content(body),
        "examples": _examples(body or {}),
        "responses": [
            {"status": status, "description": answer.get("description", ""), "schema": _content(answer)}
            for status, answer in ((status, contract().resolve(answer)) for status, answer in each["responses"].items())
        ],
    }


def _content(described: Mapping[str, Any]) -> str:
    """Return the name of the schema of a body, or an empty text."""
    media = described.get("content", {}).get("application/json", {})
    return str(media.get("schema", {}).get("$ref", "")).removeprefix(SCHEMAS)


def _examples(body: Mapping[str, Any]) -> list[dict[str, str]]:
    media = body.get("content", {}).get("application/json", {})
    return [
        {"name": name, "text": json.dumps(contract().resolve(example)["value"], indent=2, ensure_ascii=False)}
        for name, example in media.get("examples", {}).items()
    ]


def _shape(described: Mapping[str, Any]) -> dict[str, Any]:
    required = described.get("required", ())
    fields = [
        {
            "name": name,
            "required": name in required,
            "type": type_of(field),
            "link": _link(field),
            "description": field.get("description", ""),
            "values": _values(field),
        }
        for name, field in described.get("properties", {}).items()
    ]
    variants = [
        str(each["$ref"]).removeprefix(SCHEMAS)
        for word in ("oneOf", "anyOf", "allOf")
        for each in described.get(word, ())
        if "$ref" in each
    ]
    return {"fields": fields, "variants": variants, "values": _values(described), "type": type_of(described)}


def type_of(field: Mapping[str, Any]) -> str:
    """Return the type of a field in words, such as `text or null` or `list of SetupTest`."""
    if "$ref" in field:
        return str(field["$ref"]).removeprefix(SCHEMAS)
    if "const" in field:
        return json.dumps(field["const"])
    if "type" not in field:
        parts = [type_of(each) for word in ("anyOf", "oneOf") for each in field.get(word, ())]
        return " or ".join(dict.fromkeys(parts)) or "any value"
    named = [field["type"]] if isinstance(field["type"], str) else field["type"]
    return " or ".join(_word(word, field) for word in named)


def _word(word: str, field: Mapping[str, Any]) -> str:
    if word == "array":
        return f"list of {type_of(field.get('items', {}))}"
    return {"string": "text", "integer": "whole number", "boolean": "true or false"}.get(word, word)


def _link(field: Mapping[str, Any]) -> str:
    """Return the first schema that a field refers to, or an empty text."""
    inner = [field, field.get("items", {}), *field.get("anyOf", ()), *field.get("oneOf", ())]
    return next((str(each["$ref"]).removeprefix(SCHEMAS) for each in inner if "$ref" in each), "")


def _values(field: Mapping[str, Any]) -> list[str]:
    return [json.dumps(value) for value in field.get("enum", ())]
