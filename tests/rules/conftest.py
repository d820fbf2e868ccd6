"""A clock that stands still."""

from __future__ import annotations

import pytest

from fivetran_rules import _clock

from ._tables import NOW


@pytest.fixture(autouse=True)
def _still_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let rules see the time that the tables are written for."""
    monkeypatch.setattr(_clock, "now", lambda: NOW)
