"""A fixed clock."""

import time

import pytest

from ._tables import NOW


@pytest.fixture(autouse=True)
def _still_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fix the time of the rules to that of the tables."""
    monkeypatch.setattr(time, "time", lambda: NOW)
