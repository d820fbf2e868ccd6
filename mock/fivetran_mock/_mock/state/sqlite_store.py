"""State in an SQLite file: what has been answered survives the process, however it ends."""

from __future__ import annotations

import sqlite3
from collections.abc import Generator, Iterable, Sequence
from contextlib import contextmanager
from os import PathLike, fspath
from typing import Final

from .store import Change

APPLICATION: Final = 0x46_69_76_4D
"""SQLite's `application_id` of a file of ours: `FivM`."""
VERSION: Final = 1

_SCHEMA: Final = f"""
PRAGMA application_id = {APPLICATION};
PRAGMA user_version = {VERSION};
CREATE TABLE record (
    account TEXT NOT NULL,
    kind TEXT NOT NULL,
    key INTEGER NOT NULL,
    value BLOB NOT NULL,
    PRIMARY KEY (account, kind, key)
) WITHOUT ROWID;
"""
_LOAD: Final = "SELECT account, kind, key, value FROM record ORDER BY kind <> 'connection', account, kind, key"
_KEEP: Final = "INSERT OR REPLACE INTO record VALUES (?, ?, ?, ?)"
_DROP: Final = "DELETE FROM record WHERE account = ? AND kind = ? AND key = ?"


class StateFileError(OSError):
    """The file cannot keep the state; the text names it and says why."""


class SQLiteStore:
    """
    Keep every change in one file, in a transaction that ends before the reply leaves.

    A write-ahead log in the hands of the kernel outlives a killed process; only a power
    failure may lose the last moments, and even then the file stays whole. One process at
    a time may have the file. Raises `StateFileError`.
    """

    def __init__(self, path: str | PathLike[str]) -> None:
        self._path = fspath(path)
        with self._explained():
            # The mock's lock lets one thread in at a time, whichever it is.
            self._database = sqlite3.connect(self._path, timeout=0, isolation_level=None, check_same_thread=False)
            try:
                self._prepare()
            except BaseException:
                self._database.close()
                raise

    def load(self) -> Iterable[Change]:
        """Give every record, connections before what belongs to them."""
        with self._explained():
            return [Change(*row) for row in self._database.execute(_LOAD)]

    def write(self, changes: Sequence[Change]) -> None:
        """Keep all of these, or none if it fails."""
        with self._transaction() as database:
            for change in changes:
                if change.value is None:
                    database.execute(_DROP, change[:3])
                else:
                    database.execute(_KEEP, change)

    def clear(self, account: str | None) -> None:
        """Forget one account, or with None everything."""
        with self._transaction() as database:
            if account is None:
                database.execute("DELETE FROM record")
            else:
                database.execute("DELETE FROM record WHERE account = ?", (account,))

    def close(self) -> None:
        """Let another process have the file."""
        self._database.close()

    def _prepare(self) -> None:
        database = self._database
        database.execute("PRAGMA locking_mode = EXCLUSIVE")
        is_new = not self._ask("SELECT count(*) FROM sqlite_schema")
        if not is_new:
            self._recognize()
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = NORMAL")
        if is_new:
            database.executescript(f"BEGIN EXCLUSIVE; {_SCHEMA} COMMIT;")

    def _recognize(self) -> None:
        """Refuse a file that is not ours, before anything in it is changed."""
        version = self._ask("PRAGMA user_version")
        if self._ask("PRAGMA application_id") != APPLICATION:
            raise StateFileError(f"{self._path} is a database of another program: name another file with --state.")
        if version != VERSION:
            raise StateFileError(
                f"{self._path} was written by another version of fivetran-mock (format {version}, "
                f"this one reads {VERSION}): name another file with --state."
            )

    def _ask(self, query: str) -> int:
        (answer,) = self._database.execute(query).fetchone()
        return int(answer)

    @contextmanager
    def _transaction(self) -> Generator[sqlite3.Connection]:
        with self._explained(), self._database:
            self._database.execute("BEGIN")
            yield self._database

    @contextmanager
    def _explained(self) -> Generator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise StateFileError(f"{self._path} cannot keep the state: {_reason(error)}.") from None


def _reason(error: sqlite3.Error) -> str:
    """Say in words of the field what SQLite says in its own."""
    text = str(error)
    return _REASONS.get(text, text)


_REASONS: Final = {
    "database is locked": "another process has it",
    "database or disk is full": "the disk is full",
    "disk I/O error": "it cannot grow, or its disk fails",
    "file is not a database": "it is not an SQLite database",
    "unable to open database file": "its folder does not exist or may not be written",
}
