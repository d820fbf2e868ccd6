"""A client of a mock in this process."""

from collections.abc import Iterator

import pytest

from fivetran_connections import Fivetran
from fivetran_mock import FivetranMock


@pytest.fixture
def fivetran() -> Iterator[Fivetran]:
    """Return a client of a mock, which does not repeat a request."""
    with FivetranMock().client(retries=0) as client:
        yield client
