"""The tables of the page about the document are generated from it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from fivetran_openapi import document

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "document.md").read_text(encoding="utf-8")


def test_page_is_current(tool: Callable[[str], ModuleType]) -> None:
    """The committed page equals the generated one, byte for byte."""
    assert 0 == tool("document_page").main(["--check"])


@pytest.mark.parametrize("path", document()["paths"])
def test_page_names_every_path(path: str) -> None:
    """The page has every path of the document."""
    assert f" {path}`" in PAGE


def test_a_page_that_is_behind_is_refused_and_mended(
    tool: Callable[[str], ModuleType],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The check names an outdated page and the command; a run without options rewrites it."""
    program, page = tool("document_page"), tmp_path / "document.md"
    page.write_text(PAGE.replace("| `list_connections` |", "| `list` |"), encoding="utf-8")
    monkeypatch.setattr(program, "PAGE", page)

    assert [1, 0, 0] == [program.main(["--check"]), program.main([]), program.main(["--check"])]
    assert PAGE == page.read_text(encoding="utf-8")
    assert "docs/document.md differs from the document: run `make generate`" in capsys.readouterr().out
