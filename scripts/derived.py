"""Rewrite what is made from the document and the rules, apart from generated/: a docs page and the editors' schema."""

from __future__ import annotations

import json
from pathlib import Path

from fivetran_rules import connection_file_schema
from fivetran_rules._docs_page import catalogue_markdown

ROOT = Path(__file__).resolve().parents[1]


def editors_schema() -> str:
    """Give the JSON Schema of a connection file, as `fivetran-connections schema` prints it."""
    return json.dumps(connection_file_schema(), indent=2, ensure_ascii=False) + "\n"


for name, text in {"docs/rules.md": catalogue_markdown(), "examples/connection.schema.json": editors_schema()}.items():
    (ROOT / name).write_text(text, encoding="utf-8")
    print(f"wrote {name}")
