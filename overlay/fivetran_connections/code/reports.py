"""The results of the changes of a plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from ..errors import FivetranError, RequestFailed, StatusError
from .plans import Change

Result = Literal["done", "unchanged", "undeclared", "failed", "refused", "skipped"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """
    The result of one change.

    ``result`` is ``done``, ``unchanged``, ``undeclared`` of a connection that no file declares and that is left as it
    is, ``failed`` (see ``error``), ``refused`` by the plan, or ``skipped`` since the run was stopped before. A change
    that is ``done`` has an ``error`` if a request after it failed, for instance for a Connect Card. ``setup_state`` and
    ``failed_tests`` are as the last answer had them.
    """

    change: Change
    result: Result
    connection_id: str | None = None
    setup_state: str | None = None
    failed_tests: tuple[str, ...] = ()
    link: str | None = field(default=None, repr=False)
    """The page of a Connect Card, on which anyone may authorize the connection."""
    notes: tuple[str, ...] = ()
    error: FivetranError | None = None
    undone: str = ""
    """The part that the error left undone, where the rest of the change is carried out."""

    @property
    def is_connected(self) -> bool:
        """Whether the connection is set up, as far as is known."""
        return self.setup_state == "connected"

    @property
    def message(self) -> str:
        """Why it failed or was refused, in a sentence."""
        if self.undone:
            reason = self.error.reason if isinstance(self.error, RequestFailed) else self.error
            return f"{self.connection_id} is {self.change.action}d, but {self.undone}: {reason}"
        return str(self.error) if self.error else " ".join(self.change.reasons)

    def as_json(self) -> dict[str, Any]:
        """Return the outcome as the journal and ``--output json`` have it; links are left out."""
        error = self.error
        shown: Mapping[str, Any] = {
            "result": self.result,
            "action": str(self.change.action),
            "group_id": self.change.group_id,
            "schema": self.change.schema,
            "service": self.change.service,
            "id": self.connection_id,
            "setup_state": self.setup_state,
            "failed_tests": list(self.failed_tests),
            "changes": [key.pointer for key in self.change.keys],
            "notes": list(self.notes),
            "error": type(error).__name__ if error else None,
            "status": error.status if isinstance(error, StatusError) else None,
            "message": self.message,
        }
        return {key: value for key, value in shown.items() if value or key == "result"}


@dataclass(frozen=True, slots=True)
class Report:
    """
    The results of all changes of a plan, in the order of the plan.

    ``failure`` says why the memory or the journal could not be written; no other change was started after it.
    ``unkept`` are the changes that had begun by then.
    """

    outcomes: tuple[Outcome, ...]
    failure: FivetranError | None = None
    unkept: tuple[Outcome, ...] = ()

    def having(self, *results: Result) -> tuple[Outcome, ...]:
        """Return the outcomes with one of these results."""
        return tuple(outcome for outcome in self.outcomes if outcome.result in results)

    @property
    def interrupted(self) -> bool:
        """Whether the run was stopped before its end."""
        return bool(self.having("skipped"))

    @property
    def failures(self) -> tuple[Outcome, ...]:
        """The changes that failed or were refused, and those that are done but for a request after them."""
        failed = ("failed", "refused")
        return tuple(
            outcome
            for outcome in self.outcomes
            if outcome.result in failed or (outcome.result == "done" and outcome.error)
        )

    @property
    def ok(self) -> bool:
        """Whether nothing failed, was refused, or was left undone."""
        return not (self.failures or self.interrupted or self.failure)

    @property
    def not_connected(self) -> tuple[Outcome, ...]:
        """The declared connections that exist and are not set up, which is no failure."""
        declared = self.having("done", "unchanged")
        return tuple(outcome for outcome in declared if outcome.setup_state not in {None, "connected"})
