"""
Registers `tests/pages.py` for the project's own runs of pytest: they execute the examples of the pages.

A test that a reader saves in the clone gets nothing from here, and needs none of our tools.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parent / "tests"


def pytest_addoption(pluginmanager: pytest.PytestPluginManager) -> None:
    """Register the plugin in a run whose settings are ours; it adds an option."""
    config = pluginmanager.get_plugin("pytestconfig")
    if isinstance(config, pytest.Config) and config.inipath == TESTS / "pytest.toml":
        sys.path.insert(0, str(TESTS))
        pluginmanager.import_plugin("pages")
        sys.path.remove(str(TESTS))
