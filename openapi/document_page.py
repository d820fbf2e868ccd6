"""
Write the tables of docs/document.md from the document, so that both always agree.

    python openapi/document_page.py            write the tables
    python openapi/document_page.py --check    end with status 1 if the page differs from the document
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from typing import Any

from bundle import HERE, load, operations

PAGE = HERE.parent / "docs" / "document.md"


def nodes(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield every node that can have a label: each key with its schema, each operation with its path."""
    for name, schema in document["components"]["schemas"].items():
        for key, field in schema.get("properties", {}).items():
            yield key, name, field
    for method, path, operation in operations(document):
        yield f"{method.upper()} {path}", "", operation


def labels(document: dict[str, Any]) -> list[tuple[str, ...]]:
    """Return every label of vintage: the key or path, its schemas, the change, the date and the source."""
    places: dict[tuple[str, ...], list[str]] = {}
    for key, place, node in nodes(document):
        for what in ("added", "removed"):
            label = node.get(f"x-fivetran-{what}")
            if label:
                places.setdefault((f"`{key}`", what, label["date"], label["source"]), []).append(place)
    return [(key, ", ".join(where), what, date, source) for (key, what, date, source), where in places.items()]


def immutable(document: dict[str, Any]) -> list[tuple[str, ...]]:
    """Return the keys that only a create may set, with the schemas that have them."""
    places: dict[str, list[str]] = {}
    for key, place, node in nodes(document):
        if node.get("x-fivetran-immutable"):
            places.setdefault(key, []).append(place)
    return [(f"`{key}`", ", ".join(where)) for key, where in places.items()]


def page(text: str, document: dict[str, Any]) -> str:
    """Return the page with its tables written anew; the text around them is written by hand."""
    rows = [
        (
            f"`{operation['operationId']}`",
            f"`{method.upper()} {path}`",
            operation["summary"],
            ", ".join(sorted(operation["responses"])),
        )
        for method, path, operation in operations(document)
    ]
    tables: dict[str, list[tuple[str, ...]]] = {
        "operations": [("operation", "request", "summary", "statuses"), *rows],
        "vintage": [("key", "in", "change", "date", "source"), *labels(document)],
        "immutable": [("key", "in"), *immutable(document)],
    }
    for name, (head, *lines) in tables.items():
        table = "\n".join(f"| {' | '.join(cells)} |" for cells in (head, ("---",) * len(head), *lines))
        before, start, rest = text.partition(f"<!-- {name} -->\n\n")
        text = before + start + table + "".join(rest.partition("\n\n<!-- end -->")[1:])
    return text


def main(words: list[str] | None = None) -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(description="Write docs/document.md from the document.")
    parser.add_argument("--check", action="store_true", help="only compare")
    check, found = parser.parse_args(words).check, PAGE.read_text(encoding="utf-8")
    wanted = page(found, load())
    if not check:
        PAGE.write_text(wanted, encoding="utf-8")
        print(f"wrote docs/{PAGE.name}")
        return 0
    if found == wanted:
        print(f"docs/{PAGE.name} matches the document")
        return 0
    print(f"docs/{PAGE.name} differs from the document: run `make generate`")
    return 1


if __name__ == "__main__":
    sys.exit(main())
