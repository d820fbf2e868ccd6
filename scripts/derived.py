"""Rewrite the tables of the pages of document, rules, behaviours and client, and the schema for editors."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path
from typing import Any

from fivetran_common.command_line import Parser
from fivetran_connections import Fivetran
from fivetran_connections._api.methods import ClientMethod, Resource
from fivetran_connections.cli.app import PROGRAM
from fivetran_connections.cli.states import STEPS
from fivetran_mock import FivetranMock
from fivetran_mock.admin._api import OPERATIONS, PREFIX
from fivetran_openapi import document
from fivetran_rules import Evidence, RuleInfo, all_rules, check
from fivetran_rules.behaviours import BEHAVIOURS

ROOT = Path(__file__).resolve().parents[1]


def with_rows(page: str, before: str, rows: Iterable[str]) -> str:
    """Return a page with these rows in the first table after a text."""
    table = re.compile(re.escape(before) + r"\n(?:.*\n)*?(?:\|-+)+\|\n")
    found = table.search(page)
    if found is None:
        raise ValueError(f"the page has no table after {before!r}")
    return page[: found.end()] + "".join(rows) + re.sub(r"^(?:\|.*\n)+", "", page[found.end() :])


def rules_page(page: str) -> str:
    """Return docs/rules.md with its rules, and with the verdict on its example."""
    sections: dict[str, list[str]] = {}
    for rule in all_rules():
        sections.setdefault(_section(rule), []).append(_row(rule))
    for title, rows in sections.items():
        page = with_rows(page, f"## {title}", rows)
    example = json.loads(page.partition("```json\n")[2].partition("```")[0])
    verdict = (f"| `{one.pointer}` | `{one.rule}` | {one.severity} | {one.message} |\n" for one in check(example))
    return with_rows(page, "`check` returns for it:", verdict)


def _section(rule: RuleInfo) -> str:
    if rule.service:
        return f"`{rule.service}`"
    if rule.evidence is Evidence.PUBLISHED:
        return "Services of the catalogue"
    return "Shape" if rule.id.startswith("shape.") else "Every connection"


def _row(rule: RuleInfo) -> str:
    elsewhere = {"Shape": "anywhere", "Services of the catalogue": "`/config` and `/auth`"}.get(
        _section(rule), "the body"
    )
    place = f"`{rule.pointer}`" if rule.pointer else elsewhere
    evidence = f"[{rule.evidence}]({rule.source})"
    return f"| `{rule.id}` | {place} | {' and '.join(rule.applies)} | {evidence} | {rule.severity} | {rule.message} |\n"


def behaviours_page(page: str) -> str:
    """Return docs/behaviours.md with the table of behaviours."""
    rows: list[str] = []
    for name, row in BEHAVIOURS.items():
        values = ", ".join(f"`{value}` ({mark})" for value, mark in row.values.items())
        about = ". ".join(text[0].upper() + text[1:] for text in (row.about, row.reason, row.limit) if text)
        rows.append(f"| `{name}` | {about} | {values} | [{row.evidence}](evidence.md#{row.evidence}) |\n")
    return with_rows(page, "| Behaviour | About | Values | Evidence |", rows)


def client_page(page: str) -> str:
    """Return docs/client.md with the methods of each resource in its table."""
    rows: list[str] = []
    with Fivetran(api_key="key", api_secret="secret") as client:  # noqa: S106  # it sends nothing
        for name, resource in vars(client).items():
            if isinstance(resource, Resource):
                members = [member for kind in type(resource).__mro__ for member in vars(kind).items()]
                methods = [f"`{method}`" for method, value in members if isinstance(value, ClientMethod)]
                rows.append(f"| `fivetran.{name}` | {', '.join(methods)} |\n")
    return with_rows(page, "## Methods", rows)


def cli_page(page: str) -> str:
    """Return docs/cli.md with the next step of each state, and each option with its commands."""
    steps = (
        f"| {state} | {str(step).replace('{asked}', 'KEY=?') or 'nothing to do'} |\n" for state, step in STEPS.items()
    )
    page = with_rows(page, "## Next steps", steps)
    options = (f"| `{option}` | {text} | {', '.join(names)} |\n" for (option, text), names in _options().items())
    return with_rows(page, "## Options", options)


def _options() -> dict[tuple[str, str], list[str]]:
    """Return the commands of each option and its words."""
    users: dict[tuple[str, str], list[str]] = {}
    below = {f"{name} {last}": one for name, each in PROGRAM.commands.items() for last, one in each.commands.items()}
    for name, command in {**PROGRAM.commands, **below}.items():
        parser = Parser(prog=name, add_help=False)
        if command.module:
            command.handler().build(parser)
        for action in parser._actions:  # noqa: SLF001  argparse lists them nowhere else
            if action.option_strings:
                option = f"{', '.join(action.option_strings)} {action.metavar or ''}".rstrip()
                choices = ", ".join(f"`{choice}`" for choice in action.choices or ())
                text = f"{action.help}{choices and f': {choices}'}".replace("*", r"\*")
                users.setdefault((option, text), []).append(f"`{name}`")
    return users


def server_page(page: str) -> str:
    """Return docs/server.md with the operations of the mock's own API."""
    rows: list[str] = []
    for key, found in OPERATIONS.items():
        given, required = found.schema().get("properties", ()), found.schema().get("required", ())
        names = ", ".join(f"`{name}`{'' if name in required else '?'}" for name in given)
        rows.append(
            f"| `{key.replace(' ', f' {PREFIX}/')}` | {found.about} | {'the body' if found.is_whole else names} |\n"
        )
    return with_rows(page, "returns their JSON Schema:\n", rows)


def document_page(page: str) -> str:
    """Return docs/document.md with the operations, the labels of vintage, and the keys that only a create sets."""
    operations: list[str] = []
    vintage: dict[tuple[str, ...], list[str]] = {}
    immutable: dict[str, list[str]] = {}

    def note(key: str, place: str, described: dict[str, Any]) -> None:
        for change in ("added", "removed"):
            if label := described.get(f"x-fivetran-{change}"):
                vintage.setdefault((key, change, label["date"], label["source"]), []).append(place)
        if described.get("x-fivetran-immutable"):
            immutable.setdefault(key, []).append(place)

    for name, schema in document()["components"]["schemas"].items():
        for key, field in schema.get("properties", {}).items():
            note(f"`{key}`", name, field)
    for path, item in document()["paths"].items():
        for method, operation in item.items():
            if "operationId" in operation:
                request, statuses = f"`{method.upper()} {path}`", ", ".join(sorted(operation["responses"]))
                operations.append(
                    f"| `{operation['operationId']}` | {request} | {operation['summary']} | {statuses} |\n"
                )
                note(request, "", operation)
    labels = [" | ".join((key, ", ".join(places), *label)) for (key, *label), places in vintage.items()]
    page = with_rows(page, "<!-- operations -->", operations)
    page = with_rows(page, "<!-- vintage -->", [f"| {label} |\n" for label in labels])
    rows = [f"| {key} | {', '.join(places)} |\n" for key, places in immutable.items()]
    return with_rows(page, "<!-- immutable -->", rows)


def not_imitated_page(_: str) -> str:
    """Return docs/not-imitated.md: the page that the mock has, with each item in one line."""
    page = files("fivetran_mock._mock.contract").joinpath("not_imitated.md").read_text(encoding="utf-8")
    for kind, title in {"operation": "Operations", "behaviour": "Behaviour", "unknown": "Choices"}.items():
        parts = (part.what for part in FivetranMock.not_imitated() if part.kind == kind)
        items = "".join(f"- {what}\n" for what in parts if "; the behaviour " not in what)  # others: docs/behaviours.md
        head, section = page.split(f"## {title}\n\n")
        meaning, _, rest = section.partition("\n\n")
        rest = re.sub(r"\A(?:[- ] .*\n)+", "", rest)
        page = f"{head}## {title}\n\n{meaning}\n\n{items}{rest}"
    return page


def readme_page(page: str) -> str:
    """Return README.md with the figures of the page of benchmarks."""
    kept = (ROOT / "docs" / "benchmarks.md").read_text(encoding="utf-8")
    ratios = sorted(map(float, re.findall(r"(?m)^\| `rate_\d+` .* \*\*([\d.]+)\*\* ", kept)))
    words = f"{ratios[0]:.1f} to {ratios[-1]:.1f} times the creates"
    return re.sub(r"[\d.]+ to [\d.]+ times the creates", words, page)


PAGES = {
    "README.md": readme_page,
    "docs/document.md": document_page,
    "docs/rules.md": rules_page,
    "docs/behaviours.md": behaviours_page,
    "docs/client.md": client_page,
    "docs/cli.md": cli_page,
    "docs/server.md": server_page,
    "docs/not-imitated.md": not_imitated_page,
}

if __name__ == "__main__":
    for name, changed in PAGES.items():
        try:
            text = changed((ROOT / name).read_text(encoding="utf-8"))
        except ValueError as error:
            sys.exit(f"{name}: {error}")
        (ROOT / name).write_text(text, encoding="utf-8")
        print(f"wrote {name}")
