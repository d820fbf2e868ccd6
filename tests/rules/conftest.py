"""A fixed clock."""

from __future__ import annotations

import pytest

from fivetran_rules import _clock

from ._tables import NOW


@pytest.fixture(autouse=True)
def _still_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fix the time of the rules to that of the tables."""
    monkeypatch.setattr(_clock, "now", lambda: NOW)
