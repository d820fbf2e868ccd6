"""The page about the document."""

from __future__ import annotations

from pathlib import Path

import pytest

from fivetran_openapi import document

PAGE = (Path(__file__).parents[2] / "docs" / "document.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", document()["paths"])
def test_page_names_every_path(path: str) -> None:
    """The page has every path of the document."""
    assert f" {path}`" in PAGE
