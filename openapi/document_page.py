"""
Write docs/document.md from the document, so that both always agree.

    python openapi/document_page.py            write the page
    python openapi/document_page.py --check    end with status 1 if the page differs from the document
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from typing import Any

from bundle import HERE, METHODS, load

PAGE = HERE.parent / "docs" / "document.md"

INTRODUCTION = """\
# The document

<!-- Written by openapi/document_page.py. Change the files in openapi/, then run `make generate`. -->

The document is the project's only description of the shapes of bodies. Client, mock, Prism and the schema for editors
all use it. It is OpenAPI 3.1, written by hand, and short enough to read:

- `openapi/openapi.yaml` lists the paths.
- `connections`, `schemas`, `groups`, `destinations`, `users` and `metadata` describe one family each.
- `shared` holds the parts that several families use.
- `typed/` has one file for each service with its own schema.

The files are plain YAML, joined by relative `$ref`. `openapi/generate.py` bundles them into one JSON document, which is
part of the package:

```python
from fivetran_openapi import document

whole = document()
for_generators = document(conditions=False)  # without the rules on several fields together
```

openapi-typescript, swagger-parser, Spectral, Redocly, datamodel-code-generator, openapi-core, openapi-generator and
Prism read both the files and the bundle. schemathesis generates requests for every operation of the document without
conditions. `make test-deep` runs all of these tools. For the files, Spectral needs its rule `oas3-schema` off: its copy
of the schema of OpenAPI 3.1 lacks the `$ref` of a path.

- **Request schemas are closed, response schemas are open.** The client refuses a misspelt key before it sends the
  request. A response may have new keys and enum values; the client keeps them and raises no exception.
- **No `default` in a request.** A generated client sends defaults, so a PATCH would reset fields. The description of a
  key names the value that the API takes for an absent key.
- **Null differs from absent.** An update clears a key with null, if there is evidence that the API can clear it.
- **Rules between fields are part of the document.** Documented and observed rules are written as `if`/`then` and
  `dependentRequired`, so that Prism and any other tool can enforce them. Rules that are only inferred are in
  `fivetran_rules`, which warns.
- **Other services are allowed.** A service without its own schema takes an untyped `config` and `auth`. The fields of
  the connection itself stay typed and checked.
- **Bad examples** are beside the good ones, as `x-bad-examples`, each with the JSON pointer of its mistake. Tests show
  each of them to the rules, the document, the mock and Prism.
"""

VINTAGE = """\
## Vintage

The document describes the API between 2025-12-01 and 2026-03-19, the time of the configuration page on which the
project is based. Later additions and removals have a label with the date and the source.
"""


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield every operation with its method and path."""
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                yield method.upper(), path, item[method]


def nodes(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield every node that can have a label: each key with its schema, each operation with its path."""
    for name, schema in document["components"]["schemas"].items():
        for key, field in schema.get("properties", {}).items():
            yield key, name, field
    for method, path, operation in operations(document):
        yield f"{method} {path}", "", operation


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


def table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    """Lay out a Markdown table."""
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def page(document: dict[str, Any]) -> str:
    """Lay out the whole page."""
    rows = [
        (
            f"`{operation['operationId']}`",
            f"`{method} {path}`",
            operation["summary"],
            ", ".join(sorted(operation["responses"])),
        )
        for method, path, operation in operations(document)
    ]
    parts = [
        INTRODUCTION,
        "## Operations\n",
        table(("operation", "request", "summary", "statuses"), rows),
        VINTAGE,
        table(("key", "in", "change", "date", "source"), labels(document)),
        "## Only on create\n",
        table(("key", "in"), immutable(document)),
    ]
    return "\n".join(parts)


def main(words: list[str] | None = None) -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(description="Write docs/document.md from the document.")
    parser.add_argument("--check", action="store_true", help="only compare")
    check, wanted = parser.parse_args(words).check, page(load())
    if not check:
        PAGE.write_text(wanted, encoding="utf-8")
        print(f"wrote docs/{PAGE.name}")
        return 0
    if PAGE.exists() and PAGE.read_text(encoding="utf-8") == wanted:
        print(f"docs/{PAGE.name} matches the document")
        return 0
    print(f"docs/{PAGE.name} differs from the document: run `make generate`")
    return 1


if __name__ == "__main__":
    sys.exit(main())
