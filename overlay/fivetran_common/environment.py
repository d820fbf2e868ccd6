"""Variables of the environment of which an empty one is a mistake: the variable that it was made of is not set."""

from __future__ import annotations

import os
from collections.abc import Mapping


def variable(
    name: str, environ: Mapping[str, str] = os.environ, *, refusal: type[Exception] = ValueError
) -> str | None:
    """Return the value of a variable, None if it is not set; raises the refusal, which names an empty one."""
    value = environ.get(name)
    if value is not None and not value.strip():
        raise refusal(f"{name} is set in the environment, but empty: set it to a value, or unset it.")
    return value
