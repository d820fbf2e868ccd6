"""The evidence page has each fact that the code cites."""

import re
from collections import Counter
from pathlib import Path

from fivetran_rules import ServiceCatalogue

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


def test_every_row_is_a_fact_with_anchor_and_mark():
    """Each line of the page with an anchor has a fact, a known mark, and a source unless it is inferred."""
    assert PAGE.count("<a id=") == len(ROWS)
    assert sorted(set(ANCHORS)) == sorted(ANCHORS)
    for anchor, shown, fact, mark, source in ROWS:
        assert anchor == shown
        assert fact.endswith(".")
        assert mark in MARKS, anchor
        assert source or mark == "inferred", anchor


def test_no_citation_is_dead():
    """Each citation of the page names an anchor that it has, and the code cites it at all."""
    files = sources()
    cited = {(path.name, anchor) for path in files for anchor in CITED.findall(path.read_text(encoding="utf-8"))}
    known = {*ANCHORS, "anchor", *re.findall(r"^## (.+)$", PAGE.lower(), re.MULTILINE)}

    assert files
    assert [] == sorted((name, anchor) for name, anchor in cited if anchor not in known)
    assert {anchor for name, anchor in cited if name.endswith(".py")} & set(ANCHORS)


CATALOGUE = ServiceCatalogue.packaged()
DEFINED = [entry for name in CATALOGUE.names() if (entry := CATALOGUE.entry(name)) and not entry.undefined]
WAYS = Counter("+".join(entry.naming[0]) for entry in DEFINED)
BEYOND = [entry.name for entry in DEFINED if any("definition" not in field.sources for _, field in entry.walk())]


def lacks(service: str, key: str, value: str = "") -> bool:
    """Return whether the definition lacks a field of `config`, or a value of it."""
    entry = CATALOGUE.entry(service)
    assert entry is not None
    return value in entry.config[key].tested if value else "definition" not in entry.config[key].sources


OF_SERVICES = {
    "naming-formats": (
        f"Of {len(DEFINED)} services, {WAYS['schema']} have `schema`, {WAYS['schema+table']} `schema` and `table`, "
        f"{WAYS['schema_prefix']} `schema_prefix`, {WAYS['schema+table_group_name']} `schema` and `table_group_name`."
    ),
    "service-fields": f"of {len(DEFINED)} services, the provider knows fields of {len(BEYOND)} that the definition",
    "sunset-field": "lacks both" if lacks("salesforce", "password") and lacks("salesforce", "username") else "has them",
    "live-values": "Values that the definition lacks: live tests send `update_method` XMIN of postgres, `file_type`"
    if lacks("postgres", "update_method", "XMIN") and lacks("share_point", "file_type", "unstructured")
    else "in the definition",
}
"""Sentences of the page about services in the definition, computed from the packaged catalogue."""

ELSEWHERE = {"list-items", "setup-test-states", "differences", "unknown-group", "row-filter", "validated-by"} | {
    "webhook-create",
    "content-type",
}
"""Facts about parts of the definition that the project does not ship."""

SPEAKS = re.compile(r"[Dd]efinition[^|.]*? (has|lacks|lists|requires|still)\b|counts by the definition")


def test_what_the_page_says_of_the_definition_is_true():
    """Each sentence about a service in the definition agrees with the packaged catalogue; others are in ELSEWHERE."""
    facts = {row[0]: f"{row[2]} | {row[4]}" for row in ROWS}

    assert {*OF_SERVICES, *ELSEWHERE} == {anchor for anchor, fact in facts.items() if SPEAKS.search(fact)}
    assert [] == [anchor for anchor, fact in OF_SERVICES.items() if fact not in facts[anchor]]
