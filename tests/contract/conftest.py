"""Judges that are slow to start, once for each run."""

from collections.abc import Iterator

import pytest

import fivetran_openapi
from fivetran_mock.prism import Prism

from ._judges import Document, Judges, Mock, PrismMock, Rules


@pytest.fixture(scope="session")
def prism() -> Iterator[Prism]:
    """Start one Prism as a mock, for all tests that only send requests."""
    with Prism() as started:
        yield started


@pytest.fixture(scope="session")
def own_judges() -> Judges:
    """Return the judges in this process: rules, document and mock."""
    return {"rules": Rules(), "document": Document(fivetran_openapi.document()), "mock": Mock()}


@pytest.fixture(scope="session")
def judges(own_judges: Judges, prism: Prism) -> Judges:
    """Return every judge of a body, Prism included."""
    return {**own_judges, "prism": PrismMock(prism)}
