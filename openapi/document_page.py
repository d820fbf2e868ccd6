"""Write the tables of docs/document.md from the document, so that both always agree."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bundle import HERE, load, operations

PAGE = HERE.parent / "docs" / "document.md"


def nodes(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield every node that can have a label: each key with its schema, each operation with its path."""
    for name, schema in document["components"]["schemas"].items():
        for key, field in schema.get("properties", {}).items():
            yield f"`{key}`", name, field
    for method, path, operation in operations(document):
        yield f"`{method.upper()} {path}`", "", operation


def page(text: str, document: dict[str, Any]) -> str:
    """Return the page with its tables written anew; the text around them is written by hand."""
    vintage: dict[tuple[str, ...], list[str]] = {}
    immutable: dict[str, list[str]] = {}
    for key, place, node in nodes(document):
        for change in ("added", "removed"):
            if label := node.get(f"x-fivetran-{change}"):
                vintage.setdefault((key, change, label["date"], label["source"]), []).append(place)
        if node.get("x-fivetran-immutable"):
            immutable.setdefault(key, []).append(place)
    tables: dict[str, list[tuple[str, ...]]] = {
        "operations": [
            ("operation", "request", "summary", "statuses"),
            *(
                (
                    f"`{each['operationId']}`",
                    f"`{method.upper()} {path}`",
                    each["summary"],
                    ", ".join(sorted(each["responses"])),
                )
                for method, path, each in operations(document)
            ),
        ],
        "vintage": [
            ("key", "in", "change", "date", "source"),
            *((key, ", ".join(places), *label) for (key, *label), places in vintage.items()),
        ],
        "immutable": [("key", "in"), *((key, ", ".join(places)) for key, places in immutable.items())],
    }
    for name, (head, *lines) in tables.items():
        table = "\n".join(f"| {' | '.join(cells)} |" for cells in (head, ("---",) * len(head), *lines))
        before, start, rest = text.partition(f"<!-- {name} -->\n\n")
        text = before + start + table + "".join(rest.partition("\n\n<!-- end -->")[1:])
    return text


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8"), load()), encoding="utf-8")
    print(f"wrote docs/{PAGE.name}")


if __name__ == "__main__":
    main()
