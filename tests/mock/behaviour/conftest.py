"""One mock, reached in one way after the other; every answer is checked against the document."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from fivetran_mock import FivetranMock

from ._backends import BACKENDS, Api
from ._served import SERVED

ApiOf = Callable[[FivetranMock], Api]


WAYS = BACKENDS | SERVED


@pytest.fixture(params=sorted(WAYS))
def api_of(request: pytest.FixtureRequest) -> Iterator[ApiOf]:
    """Give a way to any mock."""
    with ExitStack() as stack:
        yield lambda mock: Api(mock, stack.enter_context(WAYS[request.param](mock)))


@pytest.fixture
def api(api_of: ApiOf) -> Api:
    """Give a way to a mock as it is by default."""
    return api_of(FivetranMock(check_replies=True))
