"""The operations of the document and the rules as one page, from the data of the package."""

from __future__ import annotations

from fivetran_openapi import document
from fivetran_rules import RuleInfo, all_rules

from ...._mock.formats.http import OPERATIONS, Reply
from .._visit import Visit


def show(visit: Visit) -> Reply:
    """Show the operations by their tag, and the rules by their service."""
    tags: dict[str, list[dict[str, str]]] = {}
    for name, (method, path, described, *_) in OPERATIONS.items():
        row = {"id": name, "method": method, "path": path, "summary": described["summary"]}
        tags.setdefault(described["tags"][0], []).append(row)
    services: dict[str, list[RuleInfo]] = {}
    for rule in all_rules():
        services.setdefault(rule.service or "every connection", []).append(rule)
    return visit.page("docs.html", tab="docs", info=document()["info"], tags=tags, services=services)
