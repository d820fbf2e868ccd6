"""The page about the document is made of the document."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from fivetran_openapi import document

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "document.md").read_text(encoding="utf-8")


def test_page_is_current() -> None:
    """The committed page is, byte for byte, what the document gives."""
    command = [sys.executable, str(ROOT / "openapi" / "document_page.py"), "--check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert (0, "") == (done.returncode, done.stderr), done.stdout


@pytest.mark.parametrize("path", document()["paths"])
def test_page_names_every_path(path: str) -> None:
    """Whoever reads the page sees every path of the document."""
    assert f" {path}`" in PAGE
