"""The document, the rules and the gaps of the mock as readable pages, from the data that the package carries."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from fivetran_openapi import document
from fivetran_rules import RuleInfo, all_rules

from ...._mock.contract.differences import contract
from ...._mock.contract.routes import operations
from ...._mock.formats.http import Reply
from .._visit import Problem, Visit

SCHEMAS: Final = "#/components/schemas/"


def index(visit: Visit) -> Reply:
    """List the operations by their group, and the schemas."""
    grouped: dict[str, list[dict[str, str]]] = {}
    for method, path, each in operations(document()):
        entry = {"id": each["operationId"], "method": method.upper(), "path": path, "summary": each["summary"]}
        grouped.setdefault(each["tags"][0], []).append(entry)
    return visit.page(
        "docs.html",
        tab="docs",
        groups=grouped,
        schemas=sorted(document()["components"]["schemas"]),
        info=document()["info"],
        rule_count=len(all_rules()),
    )


def operation(visit: Visit) -> Reply:
    """Show one operation: parameters, body and answers."""
    name = visit.arguments[0]
    for method, path, each in operations(document()):
        if each["operationId"] == name:
            return visit.page(
                "operation.html",
                tab="docs",
                method=method.upper(),
                path=path,
                operation=each,
                resolve=contract().resolve,
                named=_named,
                spelled=_spelled,
            )
    raise Problem(f"The document has no operation {name}.", 404)


def schema(visit: Visit) -> Reply:
    """Show one schema with its fields."""
    name = visit.arguments[0]
    described = document()["components"]["schemas"].get(name)
    if described is None:
        raise Problem(f"The document has no schema {name}.", 404)
    variants = [_named(each) for word in ("oneOf", "anyOf", "allOf") for each in described.get(word, ())]
    return visit.page(
        "schema.html",
        tab="docs",
        name=name,
        schema=described,
        variants=[each for each in variants if each],
        type_of=_type_of,
        linked=_linked,
        spelled=_spelled,
    )


def rules(visit: Visit) -> Reply:
    """List every rule with its evidence and source."""
    grouped: dict[str, list[RuleInfo]] = {}
    for rule in all_rules():
        grouped.setdefault(rule.service or "every connection", []).append(rule)
    return visit.page("rules.html", tab="docs", groups=grouped)


def not_imitated(visit: Visit) -> Reply:
    """List the gaps of the mock."""
    grouped: dict[str, list[str]] = {}
    for missing in visit.mock.not_imitated():
        grouped.setdefault(missing.kind, []).append(missing.what)
    return visit.page("not_imitated.html", tab="docs", groups=grouped)


def _spelled(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)


def _named(described: Mapping[str, Any]) -> str:
    """Return the name of the schema that is referred to, or an empty text."""
    return str(described.get("$ref", "")).removeprefix(SCHEMAS)


def _linked(field: Mapping[str, Any]) -> str:
    """Return the first schema that a field refers to, or an empty text."""
    inner = [field, field.get("items", {}), *field.get("anyOf", ()), *field.get("oneOf", ())]
    return next((name for name in map(_named, inner) if name), "")


def _type_of(field: Mapping[str, Any]) -> str:
    """Return the type of a field in words, such as `text or null` or `list of SetupTest`."""
    if "$ref" in field:
        return _named(field)
    if "const" in field:
        return json.dumps(field["const"])
    if "type" in field:
        words = [field["type"]] if isinstance(field["type"], str) else field["type"]
        names = {**_WORDS, "array": f"list of {_type_of(field.get('items', {}))}"} if "array" in words else _WORDS
        return " or ".join(names.get(word, word) for word in words)
    parts = [_type_of(each) for word in ("anyOf", "oneOf") for each in field.get(word, ())]
    return " or ".join(dict.fromkeys(parts)) or "any value"


_WORDS: Final = {"string": "text", "integer": "whole number", "boolean": "true or false"}
