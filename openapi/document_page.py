"""
Write docs/document.md from the document, so that the page cannot say anything else.

    python openapi/document_page.py            write the page
    python openapi/document_page.py --check    end with status 1 if the page is not what the document gives
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))  # the folder is a source root, not a package

from bundle import HERE, load

PAGE = HERE.parent / "docs" / "document.md"
METHODS = ("get", "post", "put", "patch", "delete")

INTRODUCTION = """\
# The document

<!-- Written by openapi/document_page.py. Change the files in openapi/, then run `make generate`. -->

The document is the only description of shapes in the project. Client, mock, Prism and the schema for editors are made
from it. It is OpenAPI 3.1, written by hand, and so small that it can be read: `openapi/openapi.yaml` lists the paths,
`connections`, `schemas`, `groups`, `destinations`, `users` and `metadata` describe one family each, `shared` holds the
parts that several of them use, and `typed/` has one file for each service with a schema of its own. The files are plain
YAML, joined by relative `$ref`. `openapi/generate.py` bundles them into one JSON document, which is shipped:

```python
from fivetran_openapi import document

whole = document()
for_generators = document(conditions=False)  # without the rules on several fields together
```

openapi-typescript, swagger-parser, Spectral, Redocly, datamodel-code-generator, openapi-core, openapi-generator and
Prism read the files and the bundle alike; schemathesis generates requests for every operation of the document without
conditions. `make test-deep` shows it. Spectral alone needs `oas3-schema` off for the files: its copy of the schema of
OpenAPI 3.1 lacks the `$ref` of a path.

- **Requests are closed, answers are open.** A misspelt key in a request is refused before it is sent. An answer may
  grow keys and enum values; the client keeps them and raises nothing.
- **No `default` in a request.** A generated client sends defaults, and a PATCH would reset fields. What the API takes
  for an absent key stands in the description of the key.
- **Null and absent are two things.** An update clears a key with null where there is evidence that it can be cleared.
- **Rules stand here too.** What is documented or observed of several fields together is written as `if`/`then` and
  `dependentRequired`, so that Prism, or any other tool, enforces it. What is only inferred is left to `fivetran_rules`,
  which warns.
- **Other services are not locked out.** Any service without a schema of its own takes an untyped `config` and `auth`;
  the fields of the connection itself stay typed and checked.
- **Bad examples** stand beside the good ones, as `x-bad-examples`, each with the JSON pointer that is at fault. Tests
  show them to every judge.
"""

VINTAGE = """\
## Vintage

The document describes the API as of 2025-12-01 to 2026-03-19, the time of the configuration page that the project
starts from. What came or went later is in, with a label that gives the date and the source.
"""


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield every operation with its method and path."""
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                yield method.upper(), path, item[method]


def nodes(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield everything that can carry a label: every key with its schema, every operation with its path."""
    for name, schema in document["components"]["schemas"].items():
        for key, field in schema.get("properties", {}).items():
            yield key, name, field
    for method, path, operation in operations(document):
        yield f"{method} {path}", "", operation


def labels(document: dict[str, Any]) -> list[tuple[str, ...]]:
    """Return every label of vintage: what carries it, in which schemas, what happened, when, and who says so."""
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
        table(("operation", "request", "what it does", "statuses"), rows),
        VINTAGE,
        table(("key", "in", "what", "date", "source"), labels(document)),
        "## Only on create\n",
        table(("key", "in"), immutable(document)),
    ]
    return "\n".join(parts)


def main(arguments: list[str]) -> int:
    """Run the command line."""
    wanted = page(load())
    if arguments != ["--check"]:
        PAGE.write_text(wanted, encoding="utf-8")
        print(f"wrote docs/{PAGE.name}")
        return 0
    if PAGE.exists() and PAGE.read_text(encoding="utf-8") == wanted:
        print(f"docs/{PAGE.name} is what the document gives")
        return 0
    print(f"docs/{PAGE.name} is not what the document gives: run `make generate`")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
