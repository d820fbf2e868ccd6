"""What the tests of the mock have in common."""

from __future__ import annotations

import pytest

from fivetran_mock import FivetranMock


@pytest.fixture
def mock() -> FivetranMock:
    """Give a mock as it is by default, whose answers are checked against the document."""
    return FivetranMock(check_replies=True)
