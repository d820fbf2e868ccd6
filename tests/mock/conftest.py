"""Fixtures of the tests of the mock."""

import pytest

from fivetran_mock import FivetranMock


@pytest.fixture
def mock() -> FivetranMock:
    """Return a mock with its default settings, whose answers are checked against the document."""
    return FivetranMock(check_replies=True)
