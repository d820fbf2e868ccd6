"""Judges that take a while to start, once a run; examples that are the same in every run."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, Phase, settings

import fivetran_openapi
from fivetran_mock.prism import Prism

from ._judges import Document, Judges, Mock, PrismMock, Rules

settings.register_profile(
    "contract",
    deadline=None,
    database=None,
    derandomize=True,
    # A body is several hundred choices, and a condition now and then cannot be broken in the body that was drawn.
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
    phases=[Phase.generate],
)
CONTRACT = settings.get_profile("contract")


@pytest.fixture(scope="session")
def prism() -> Iterator[Prism]:
    """One Prism as a mock, for all tests that only ask it."""
    with Prism() as started:
        yield started


@pytest.fixture(scope="session")
def judges(prism: Prism) -> Judges:
    """Everyone who judges a body."""
    document = fivetran_openapi.document()
    return {"rules": Rules(), "document": Document(document), "mock": Mock(), "prism": PrismMock(prism)}
