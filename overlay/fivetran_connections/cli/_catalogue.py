"""The commands ``schema`` and ``rules``: what the document and the rules say of themselves."""

from __future__ import annotations

import sys
from dataclasses import asdict

from fivetran_rules import SERVICE_RULES, RuleInfo, catalogue, connection_file_schema

from ._printing import print_error, print_json, print_line
from ._status import OK, USAGE


def print_schema() -> int:
    """Print the JSON Schema of a connection file."""
    print_json(connection_file_schema())
    return OK


def print_rules(*, service: str | None, output: str) -> int:
    """Print every rule, or those that a connection of ``service`` meets."""
    if service not in (None, *SERVICE_RULES):
        named = ", ".join(SERVICE_RULES)
        print_error(f"There are no rules of {service!r} alone: choose one of {named}.")
        return USAGE
    rules = [rule for rule in catalogue() if service is None or rule.service in (None, service)]
    if output == "json":
        print_json([asdict(rule) for rule in rules])
    else:
        for rule in rules:
            _print_rule(rule)
    return OK


def _print_rule(rule: RuleInfo) -> None:
    met = " and ".join(rule.applies)
    facts = (rule.pointer, rule.service or "every service", f"on {met}")
    parts = [(rule.id, "bold cyan"), (f"  {', '.join(filter(None, facts))}", ""), (f"  {rule.evidence}", "yellow")]
    for line in (parts, [(f"  {rule.message}", "")], [(f"  {rule.source}", "dim")]):
        print_line(line, stream=sys.stdout)
