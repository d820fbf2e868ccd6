"""The evidence page has each fact that the code cites."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "evidence.md").read_text(encoding="utf-8")
MARKS = {"recorded", "live test", "client", "pasted", "published", "documented", "inferred"}
ROWS = re.findall(
    r'^\| <a id="([a-z0-9-]+)"></a>([a-z0-9-]+) \| (.+) \| ([a-z ]+) \| ?([^|]*?) ?\|$', PAGE, re.MULTILINE
)
ANCHORS = [row[0] for row in ROWS]
CITED = re.compile(r"evidence\.md#([\w-]+)")


def sources() -> list[Path]:
    """Return the files that may cite a fact."""
    folders = ("docs", "mock", "openapi", "overlay", "tests")
    found = [path for folder in folders for path in (ROOT / folder).rglob("*.*") if "node_modules" not in path.parts]
    return [path for path in found if path.suffix in {".py", ".md", ".yaml", ".json"} and path.is_file()]


def test_every_row_is_a_fact_with_anchor_and_mark() -> None:
    """Each line of the page with an anchor has a fact, a known mark, and a source unless it is inferred."""
    assert PAGE.count("<a id=") == len(ROWS)
    assert sorted(set(ANCHORS)) == sorted(ANCHORS)
    for anchor, shown, fact, mark, source in ROWS:
        assert anchor == shown
        assert fact.endswith(".")
        assert mark in MARKS, anchor
        assert source or mark == "inferred", anchor


def test_no_citation_is_dead() -> None:
    """Each citation of the page names an anchor that it has, and the code cites it at all."""
    files = sources()
    cited = {(path.name, anchor) for path in files for anchor in CITED.findall(path.read_text(encoding="utf-8"))}
    known = {*ANCHORS, "anchor", *re.findall(r"^## (.+)$", PAGE.lower(), re.MULTILINE)}

    assert files
    assert [] == sorted((name, anchor) for name, anchor in cited if anchor not in known)
    assert {anchor for name, anchor in cited if name.endswith(".py")} & set(ANCHORS)
