"""Key pairs that work, and the role of each: what a request with it may do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

RoleName = Literal["administrator", "reviewer", "creator"]

CREATED_BY_CREATORS: Final = frozenset(
    {
        "create_connection",
        "create_connect_card",
        "create_destination",
        "create_group",
        "run_destination_setup_tests",
        "run_setup_tests",
    }
)
"""The operations beside reading that a creator may call. The API's own roles are finer; this is a choice."""

PERMISSIONS: Final = (
    ("account", "ACCOUNT"),
    ("user", "USER"),
    ("group", "GROUP"),
    ("destination", "DESTINATION"),
    ("connector_type", "ACCOUNT"),
)
"""Words in an operation's id, and the resource that its permission names; CONNECTOR for every other operation."""


@dataclass(frozen=True, slots=True)
class Role:
    """A role of a key."""

    name: RoleName

    def forbids(self, method: str, operation: str) -> bool:
        """Return whether a key of this role may not call an operation."""
        if method == "GET" or self.name == "administrator":
            return False
        return self.name == "reviewer" or operation not in CREATED_BY_CREATORS


def permission(operation: str) -> str:
    """Return the name of the permission that an operation other than a reading one needs."""
    return next((name for word, name in PERMISSIONS if word in operation), "CONNECTOR") + "_WRITE"


class Credential(NamedTuple):
    """A secret and the role of its key; a secret of None stands for any."""

    secret: str | None
    role: Role


ADMINISTRATOR: Final = Role("administrator")

ANY: Final = Credential(None, ADMINISTRATOR)
"""The credential of every key if the mock was given none."""
