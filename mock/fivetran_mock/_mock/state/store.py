"""Where state may be kept beyond the process: small encoded records, written before a reply leaves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple, Protocol


class Change(NamedTuple):
    """One small record of the state, or its removal."""

    account: str
    """Whose state it is; the empty string for what all accounts share."""
    kind: str
    """What it is: `connection`, `due`, `schemas`, `state`, `errors`, `group`, `next` or `clock`."""
    key: int
    """Which one, within account and kind."""
    value: bytes | None
    """JSON as bytes; None removes the record."""


class Store(Protocol):
    """
    Keeps changes; a mock without one keeps its state in memory alone.

    What cannot be done raises OSError, and has then not been done in part. The mock answers 500 and
    goes back to what `load` gives: a call that the store did not keep has not happened.
    """

    def load(self) -> Iterable[Change]:
        """Give back every record that is kept, connections before what belongs to them."""
        ...

    def write(self, changes: Sequence[Change]) -> None:
        """Keep all of these or none, durably, before returning: the reply leaves afterwards."""
        ...

    def clear(self, account: str | None) -> None:
        """Forget one account, or everything."""
        ...
