"""List every rule, how it is known, and its source."""

from __future__ import annotations

import sys
from argparse import Namespace
from dataclasses import asdict
from typing import TYPE_CHECKING

from fivetran_common.command_line import Parser

from ...options import add_output
from ...printing.lines import print_error, print_json, print_line
from ...statuses import Status

if TYPE_CHECKING:
    from fivetran_rules import RuleInfo


def build(parser: Parser) -> None:
    """Declare the arguments."""
    parser.add_argument("--service", metavar="NAME", help="only the rules that apply to this service")
    add_output(parser, ("text", "json"))
    parser.epilog = """\
Examples:
  fivetran-connections rules --service pinterest_ads
  fivetran-connections rules --output json | jq '.[].id'
"""


def run(options: Namespace) -> int:
    """Print every rule, or those of one service."""
    from fivetran_rules import SERVICE_RULES, catalogue

    service = options.service
    if service not in (None, *SERVICE_RULES):
        named = ", ".join(SERVICE_RULES)
        print_error(f"There are no rules for {service!r} alone: choose one of {named}.")
        return Status.USAGE
    rules = [rule for rule in catalogue() if service is None or rule.service in (None, service)]
    if options.output == "json":
        print_json([asdict(rule) for rule in rules])
    else:
        for rule in rules:
            _print_rule(rule)
    return Status.DONE


def _print_rule(rule: RuleInfo) -> None:
    moments = " and ".join(rule.applies)
    facts = (rule.pointer, rule.service or "every service", f"on {moments}")
    parts = [(rule.id, "bold cyan"), (f"  {', '.join(filter(None, facts))}", ""), (f"  {rule.evidence}", "yellow")]
    for line in (parts, [(f"  {rule.message}", "")], [(f"  {rule.source}", "dim")]):
        print_line(line, stream=sys.stdout)
