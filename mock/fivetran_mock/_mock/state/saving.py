"""A state with the store that keeps it: every change reaches the store before it is acknowledged."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from contextlib import suppress
from typing import Final

from .records import Names, Store, StoredRow
from .snapshots import check_records
from .state import State


class Saving:
    """Writes the changed rows of a state to its store, if it has one."""

    def __init__(self, state: State, store: Store | None) -> None:
        """Read the store; raises `InvalidRecord` for a damaged row."""
        self.state: Final = state
        self._store = store
        self._load()
        self._begin()

    def save(self, removed: Iterable[StoredRow] = (), *, since: int | None = None) -> None:
        """
        Write all changes, and delete removed rows; if the store fails, undo them and raise its error, an OSError.

        The time is then that of ``since``, by default now.
        """
        since = self.state.clock.now() if since is None else since
        try:
            self._write(removed)
        except Exception:  # back to the stored, acknowledged rows; time is kept
            self._load()
            self.state.clock.set(since)
            raise

    def try_save(self) -> None:
        """Write the changes that time alone caused; if the store fails, they wait for the next write."""
        with suppress(OSError):
            self._write(())

    def restore(self, rows: Iterable[StoredRow]) -> None:
        """Replace all records by these rows, which were checked; if the store fails, undo that and raise its error."""
        now = self.state.clock.now()
        removed = [row._replace(value=None) for row in self.state.rows()]
        self.state.load(rows)
        self.state.changed |= {(kind, number) for kind, number, _ in self.state.rows()}
        self.save(removed, since=now)
        self.state.generation += 1

    def clear(self, *, continue_ids: bool) -> None:
        """Forget all records and the passed time; raises OSError, and then forgets nothing, if the store fails."""
        kept = [self.state.saved_row(("next", 0))] if continue_ids else []
        if self._store is not None:
            self._store.write([row._replace(value=None) for row in self._store.load()])
        self.state.forgotten |= self.state.connections.ids.keys()
        self.state.clock.reset()
        self.state.load(kept)
        self._begin()
        self.state.changed |= {(row.kind, row.key) for row in kept}
        self.try_save()
        self.state.generation += 1

    def _begin(self) -> None:
        """Let an empty store be an account of its own: what is remembered of another account is not about it."""
        if self._store is not None and not list(self._store.load()):
            self.state.account_id = Names(seed=secrets.randbits(32), key="account of ").next()

    def _write(self, removed: Iterable[StoredRow]) -> None:
        if self._store is not None and self.state.changed:
            changed = sorted({*self.state.changed, ("account", 0), ("clock", 0)})
            self._store.write([*removed, *map(self.state.saved_row, changed)])
        self.state.changed.clear()

    def _load(self) -> None:
        if self._store is not None:
            rows = [row for row in self._store.load() if row.value is not None]
            check_records(rows)
            self.state.load(rows)
