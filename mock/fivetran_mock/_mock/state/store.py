"""The interface of a store, which keeps the state beyond the process as small encoded records."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple, Protocol, runtime_checkable


class Change(NamedTuple):
    """One small record of the state, or its removal."""

    account: str
    """The account that it belongs to; the empty string for the time, or if all credentials share one account."""
    kind: str
    """For instance `connection`, `due`, `schemas`, `group`, `next` or `clock`."""
    key: int
    """Its number, within account and kind."""
    value: bytes | None
    """JSON as bytes; None removes the record."""


class InvalidRecord(ValueError):
    """A record of a store or of a snapshot that is damaged; the message names it and says why."""

    def __init__(self, record: Change, problem: str) -> None:
        account, kind, key, _ = record
        super().__init__(f"the record {kind!r} {key!r} of account {account!r} is damaged: {problem}")
        self.record = record


class WrongAccountMode(ValueError):
    """A state of the other mode: of one account for all key pairs, or of one for each."""


@runtime_checkable
class Store(Protocol):
    """
    Keeps changes; a mock without a store keeps its state in memory alone.

    A method that fails raises OSError and has then done nothing. The mock answers 500 and returns to the records of
    `load`: a call whose changes the store did not keep has not happened.
    """

    def load(self) -> Iterable[Change]:
        """Return every record that is kept."""
        ...

    def write(self, changes: Sequence[Change]) -> None:
        """Keep all of these or none, durably, before returning: the reply is sent afterwards."""
        ...

    def clear(self, account: str | None) -> None:
        """Forget one account, or everything."""
        ...
