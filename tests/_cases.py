"""Cases of parametrized tests, of which `make test` takes some and `make test-deep` all."""

from collections.abc import Iterable
from typing import Any

import pytest


def slow_after(quick: int, cases: Iterable[Any]) -> list[Any]:
    """Return cases for `parametrize`; those after the first ones are slow. A tuple is one case of several arguments."""
    return [
        pytest.param(*(case if isinstance(case, tuple) else (case,)), marks=() if number < quick else pytest.mark.slow)
        for number, case in enumerate(cases)
    ]
