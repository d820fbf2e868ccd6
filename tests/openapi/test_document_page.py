"""The tables of the page about the document are generated from it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from fivetran_openapi import document

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "document.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", document()["paths"])
def test_page_names_every_path(path: str) -> None:
    """The page has every path of the document."""
    assert f" {path}`" in PAGE


def test_a_page_that_is_behind_is_mended(
    tool: Callable[[str], ModuleType], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A run rewrites an outdated page; the committed page is the result, byte for byte."""
    program, page = tool("document_page"), tmp_path / "document.md"
    page.write_text(PAGE.replace("| `list_connections` |", "| `list` |"), encoding="utf-8")
    monkeypatch.setattr(program, "PAGE", page)
    program.main()

    assert PAGE == page.read_text(encoding="utf-8")
