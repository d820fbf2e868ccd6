"""The fixture `fivetran_prism` in a user's test."""

from __future__ import annotations

import pytest

from fivetran_mock import prism
from fivetran_mock.prism import Prism, PrismUnavailable

from ._support import get


def test_fixture_gives_a_running_prism(fivetran_prism: Prism) -> None:
    """The fixture provides a running Prism."""
    assert 200 == fivetran_prism.handle(get("/v1/account/info")).status


def test_fixture_fails_in_one_sentence(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without Node, a test fails with one sentence that names the package to install."""

    def refuse(_: object) -> None:
        raise PrismUnavailable("Prism needs Node: pip install it")

    monkeypatch.setattr(prism.Prism, "start", refuse)
    pytester.makepyfile("def test_it(fivetran_prism): pass")

    result = pytester.runpytest_inprocess("-o", "asyncio_default_fixture_loop_scope=function")

    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["Prism needs Node: pip install it"])
    assert "Traceback" not in result.stdout.str()
