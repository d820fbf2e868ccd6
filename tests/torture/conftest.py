"""The random source of attacks that Hypothesis does not draw."""

import random

import pytest


@pytest.fixture
def rng(request: pytest.FixtureRequest) -> random.Random:
    """Return a random source that `--hypothesis-seed` sets, so that a finding can be repeated."""
    seed = request.config.getoption("--hypothesis-seed")
    return random.Random(f"{seed} {request.node.nodeid}")  # noqa: S311  # repeatable, not secret
