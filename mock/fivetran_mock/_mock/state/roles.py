"""Key pairs that work, and the role of each, which decides what a request with it may do."""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

RoleName = Literal["administrator", "reviewer", "creator"]


class Credential(NamedTuple):
    """A secret and the role of its key; a secret of None stands for any."""

    secret: str | None
    role: RoleName = "administrator"


ANY: Final = Credential(None)
"""The credential of every key if the mock was given none."""
