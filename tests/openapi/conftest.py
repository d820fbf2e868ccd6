"""Fixtures of the tests of the document and its tools."""

import copy
import importlib
import json
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from fivetran_openapi import document

OPENAPI = Path(__file__).parents[2] / "openapi"


@pytest.fixture
def tool(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], ModuleType]:
    """Import a program of openapi/, which is not a package."""
    monkeypatch.syspath_prepend(str(OPENAPI))
    return importlib.import_module


@pytest.fixture
def spoiled() -> dict[str, Any]:
    """Return a copy of the document for changes."""
    return copy.deepcopy(document())


@pytest.fixture
def write(tmp_path: Path) -> Callable[[Any], Path]:
    """Write a document to a file."""

    def write(content: Any) -> Path:
        path = tmp_path / "document.json"
        path.write_text(json.dumps(content), encoding="utf-8")
        return path

    return write
