"""Key pairs that work, and the role of each: what a request with it may do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

RoleName = Literal["administrator", "reviewer", "creator"]


@dataclass(frozen=True, slots=True)
class Role:
    """A role of a key."""

    name: RoleName

    def may_write(self, *, creators: bool) -> bool:
        """Return whether a key of this role may call an operation that writes; `creators` says whether creators may."""
        return self.name == "administrator" or (self.name == "creator" and creators)


class Credential(NamedTuple):
    """A secret and the role of its key; a secret of None stands for any."""

    secret: str | None
    role: Role


ADMINISTRATOR: Final = Role("administrator")

ANY: Final = Credential(None, ADMINISTRATOR)
"""The credential of every key if the mock was given none."""
