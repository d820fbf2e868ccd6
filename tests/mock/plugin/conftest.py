"""A pytest inside pytest, which begins each module with the `PRELUDE` of its test's module."""

from collections.abc import Callable

import pytest

Run = Callable[..., pytest.RunResult]


@pytest.fixture
def run(request: pytest.FixtureRequest, pytester: pytest.Pytester) -> Run:
    """Run a module of tests in its own pytest, whose summary does not repeat messages."""

    def run_module(body: str, *arguments: str) -> pytest.RunResult:
        pytester.makeini("[pytest]")  # the temporary folder may be below that of a project, such as this one
        pytester.makepyfile(getattr(request.module, "PRELUDE", "") + body)
        return pytester.runpytest("-q", "-rN", "-W", "always", "-p", "no:cacheprovider", "-p", "no:asyncio", *arguments)

    return run_module
