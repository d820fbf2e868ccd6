"""Rewrite the pages of rules and behaviours, the schema for editors and the methods of the client."""

from __future__ import annotations

import json
from pathlib import Path

from fivetran_connections import Fivetran
from fivetran_connections._api.faces import Resource, listing, twin
from fivetran_connections.code.file_schema import file_schema
from fivetran_rules._docs_page import behaviours_markdown, catalogue_markdown

ROOT = Path(__file__).resolve().parents[1]


def editors_schema() -> str:
    """Return the JSON Schema of a connection file, as `fivetran-connections schema` prints it."""
    return json.dumps(file_schema(), indent=2, ensure_ascii=False) + "\n"


def client_page() -> str:
    """Return docs/client.md with the methods of each resource in its table."""
    head, title, rest = (
        (ROOT / "docs/client.md").read_text(encoding="utf-8").partition("## Methods\n\n| | |\n|---|---|\n")
    )
    rows: list[str] = []
    with Fivetran(api_key="key", api_secret="secret") as client:  # noqa: S106  # it asks nothing
        for name, resource in vars(client).items():
            if isinstance(resource, Resource):
                members = [each for kind in type(resource).__mro__ for each in vars(kind).items()]
                methods = [f"`{method}`" for method, value in members if isinstance(value, twin | listing)]
                rows.append(f"| `fivetran.{name}` | {', '.join(methods)} |\n")
    return f"{head}{title}{''.join(rows)}\n{rest.partition(chr(10) * 2)[2]}"


PAGES = {
    "docs/rules.md": catalogue_markdown(),
    "docs/behaviours.md": behaviours_markdown(),
    "docs/client.md": client_page(),
    "examples/connection.schema.json": editors_schema(),
}
for name, text in PAGES.items():
    (ROOT / name).write_text(text, encoding="utf-8")
    print(f"wrote {name}")
