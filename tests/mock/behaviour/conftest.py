"""One mock behind each backend; every answer is checked against the document."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from fivetran_mock import FivetranMock

from ._backends import BACKENDS, Api

ApiOf = Callable[[FivetranMock], Api]


MARKS = {"core": (), "asgi": pytest.mark.slow, "httpx": pytest.mark.slow, "server": pytest.mark.slow}
"""Marks of the ways: `make test` goes by the core alone, and ways that are variants of these are deep."""


@pytest.fixture(params=[pytest.param(name, marks=MARKS.get(name, pytest.mark.deep)) for name in sorted(BACKENDS)])
def api_of(request: pytest.FixtureRequest) -> Iterator[ApiOf]:
    """Return a function that connects the backend to a mock."""
    with ExitStack() as stack:
        yield lambda mock: Api(mock, stack.enter_context(BACKENDS[request.param](mock)))


@pytest.fixture
def api(api_of: ApiOf) -> Api:
    """Return the backend of a mock with its default settings."""
    return api_of(FivetranMock(check_replies=True))
