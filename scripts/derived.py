"""Rewrite the page of the rules and the schema for editors from the document and the rules."""

from __future__ import annotations

import json
from pathlib import Path

from fivetran_connections.code.file_schema import file_schema
from fivetran_rules._docs_page import catalogue_markdown

ROOT = Path(__file__).resolve().parents[1]


def editors_schema() -> str:
    """Return the JSON Schema of a connection file, as `fivetran-connections schema` prints it."""
    return json.dumps(file_schema(), indent=2, ensure_ascii=False) + "\n"


for name, text in {"docs/rules.md": catalogue_markdown(), "examples/connection.schema.json": editors_schema()}.items():
    (ROOT / name).write_text(text, encoding="utf-8")
    print(f"wrote {name}")
