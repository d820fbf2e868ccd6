"""A plan: one change for each connection, fit to be shown, with what an apply needs to carry it out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from ..declared.model import Declaration


class Action(StrEnum):
    """The action for one connection."""

    CREATE = "create"
    UPDATE = "update"
    REPLACE = "replace"
    DELETE = "delete"
    REFUSED = "refused"
    UNMANAGED = "unmanaged"
    UNCHANGED = "unchanged"


PENDING = (Action.CREATE, Action.UPDATE, Action.REPLACE, Action.DELETE)
"""Actions that an apply carries out."""


@dataclass(frozen=True, slots=True)
class KeyChange:
    """One value that changes; secrets are masked on both sides."""

    pointer: str
    old: Any
    new: Any
    reason: str = ""
    """Why it changes where the values do not show it, for instance a secret that is new since the last apply."""

    def as_json(self) -> dict[str, Any]:
        """Return it as ``--output json`` prints it."""
        shown = {"pointer": self.pointer, "old": self.old, "new": self.new}
        return {**shown, "reason": self.reason} if self.reason else shown


@dataclass(frozen=True, slots=True)
class Change:
    """
    The planned change of one connection.

    ``unseen`` are pointers that the API masks or leaves out, ``reasons`` say why it is refused, and ``duplicates`` are
    ids of further connections of the same group and schema.
    """

    action: Action
    group_id: str
    schema: str
    service: str
    connection_id: str | None = None
    keys: tuple[KeyChange, ...] = ()
    unseen: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    duplicates: tuple[str, ...] = ()
    declaration: Declaration | None = field(default=None, repr=False, compare=False)
    found: Mapping[str, Any] | None = field(default=None, repr=False, compare=False)
    patch: Mapping[str, Any] = field(default_factory=dict[str, Any], repr=False, compare=False)
    tables: Mapping[str, Any] | None = field(default=None, repr=False, compare=False)

    def __str__(self) -> str:
        """Return group and schema in one word."""
        return f"{self.group_id}/{self.schema}"

    @property
    def setup_state(self) -> str | None:
        """The setup state as it was found."""
        status: Mapping[str, Any] = (self.found or {}).get("status") or {}
        state = status.get("setup_state")
        return None if state is None else str(state)

    def as_json(self) -> dict[str, Any]:
        """Return the change as ``--output json`` prints it and a saved plan keeps it; it holds no secret."""
        shown: dict[str, Any] = {
            "action": str(self.action),
            "group_id": self.group_id,
            "schema": self.schema,
            "service": self.service,
            "id": self.connection_id,
            "changes": [key.as_json() for key in self.keys],
            "cannot_be_seen": list(self.unseen),
            "reasons": list(self.reasons),
            "warnings": list(self.warnings),
            "duplicates": list(self.duplicates),
        }
        return {key: value for key, value in shown.items() if value or key in {"action", "schema"}}


@dataclass(frozen=True, slots=True)
class Plan:
    """The changes of a set, in the order of the files; deletions come last."""

    changes: tuple[Change, ...]

    def __iter__(self) -> Iterator[Change]:
        """Return the changes one by one."""
        return iter(self.changes)

    def __len__(self) -> int:
        """Return the number of changes, unchanged connections among them."""
        return len(self.changes)

    @property
    def is_empty(self) -> bool:
        """Whether everything that can be seen is as the files declare it."""
        return not self.count(*PENDING, Action.REFUSED)

    @property
    def counts(self) -> Mapping[Action, int]:
        """The number of connections for each action."""
        return Counter(change.action for change in self.changes)

    def count(self, *actions: Action) -> int:
        """Return the number of connections with one of these actions."""
        counts = self.counts
        return sum(counts[action] for action in actions if action in counts)

    def having(self, *actions: Action) -> tuple[Change, ...]:
        """Return the changes with one of these actions."""
        return tuple(change for change in self.changes if change.action in actions)


def summary(counts: Mapping[Action, int]) -> str:
    """Return the number for each action in one line."""
    named = [f"{counts[action]:,} {_NAMES[action]}" for action in Action if counts.get(action)]
    return ", ".join(named) or "no connections"


_NAMES: Mapping[Action, str] = {
    Action.CREATE: "to create",
    Action.UPDATE: "to update",
    Action.REPLACE: "to replace",
    Action.DELETE: "to delete",
    Action.REFUSED: "refused",
    Action.UNMANAGED: "unmanaged",
    Action.UNCHANGED: "unchanged",
}


def of_groups(declarations: Iterable[Declaration]) -> tuple[str, ...]:
    """Return the groups that declarations name, each once."""
    return tuple(dict.fromkeys(declaration.group_id for declaration in declarations))
