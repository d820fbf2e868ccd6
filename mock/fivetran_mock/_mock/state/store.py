"""The interface of a store, which keeps the state beyond the process as small encoded rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple, Protocol, runtime_checkable


class StoredRow(NamedTuple):
    """One row of the state, or its removal."""

    kind: str
    """For instance `connection`, `group`, `next` or `clock`."""
    key: int
    """Its number, within its kind."""
    value: bytes | None
    """JSON as bytes; None removes the row."""


class InvalidRecord(ValueError):
    """A damaged row of a store or of a snapshot; the message names it and says why."""

    def __init__(self, record: StoredRow, problem: str) -> None:
        kind, key, _ = record
        super().__init__(f"the record {kind!r} {key!r} is damaged: {problem}")
        self.record = record


@runtime_checkable
class Store(Protocol):
    """
    Keeps changes; a mock without a store keeps its state in memory alone.

    A method that fails raises OSError and has then done nothing. The mock answers 500 and returns to the rows of
    `load`: a call whose changes the store did not keep has not happened.
    """

    def load(self) -> Iterable[StoredRow]:
        """Return all kept rows."""
        ...

    def write(self, changes: Sequence[StoredRow]) -> None:
        """Keep all of these or none, durably, before returning: the reply is sent afterwards."""
        ...
