"""One mock behind each backend; every answer is checked against the document."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from fivetran_mock import FivetranMock

from ._backends import BACKENDS, Api
from ._served import SERVED

ApiOf = Callable[[FivetranMock], Api]


WAYS = BACKENDS | SERVED


IN_EVERY_RUN = ("core", "server")
"""The ways of `make test`."""
SLOW = ("asgi", "httpx")
"""Ways that `make test-deep` takes too, with coverage; the others are variants of these and deep."""


@pytest.fixture(
    params=[
        pytest.param(
            name, marks=[] if name in IN_EVERY_RUN else [pytest.mark.slow if name in SLOW else pytest.mark.deep]
        )
        for name in sorted(WAYS)
    ]
)
def api_of(request: pytest.FixtureRequest) -> Iterator[ApiOf]:
    """Return a function that connects the backend to a mock."""
    with ExitStack() as stack:
        yield lambda mock: Api(mock, stack.enter_context(WAYS[request.param](mock)))


@pytest.fixture
def api(api_of: ApiOf) -> Api:
    """Return the backend of a mock with its default settings."""
    return api_of(FivetranMock(check_replies=True))
