"""A store in an SQLite file: every acknowledged change survives the process, however it ends."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Generator, Iterable, Sequence
from contextlib import contextmanager, suppress
from os import PathLike, fspath
from pathlib import Path
from typing import Final

from .records import StoredRow

APPLICATION: Final = 0x46_69_76_4D
"""SQLite's `application_id` of a file of ours: `FivM`."""
VERSION: Final = 4

_SCHEMA: Final = f"""
PRAGMA application_id = {APPLICATION};
PRAGMA user_version = {VERSION};
CREATE TABLE record (
    kind TEXT NOT NULL,
    key INTEGER NOT NULL,
    value BLOB NOT NULL,
    PRIMARY KEY (kind, key)
) WITHOUT ROWID;
"""
_LOAD: Final = "SELECT kind, key, value FROM record ORDER BY kind, key"
_KEEP: Final = "INSERT OR REPLACE INTO record VALUES (?, ?, ?)"
_DROP: Final = "DELETE FROM record WHERE kind = ? AND key = ?"

_BROKEN: Final = (sqlite3.Error, UnicodeDecodeError)
"""The errors of the sqlite3 module; it fails to decode some messages about damaged files."""

_OWNER_ONLY: Final = 0o600


class StateFileError(OSError):
    """The file cannot keep the state; the message names it and says why."""


class SQLiteStore:
    """
    Keeps every change in one file, in a transaction that ends before the reply is sent.

    The kernel has the change then, so that it outlives a killed process, whatever happens to the files beside it. A
    power failure may damage the file, unless it is `durable`: then each change waits for the disk. Only its owner may
    read the file, and one process at a time may have it. Raises `StateFileError`.
    """

    def __init__(self, path: str | PathLike[str], *, durable: bool = False) -> None:
        self._path = fspath(path)
        self._durable = durable
        if self._path == ":memory:":
            raise StateFileError(":memory: would keep nothing: name a file, or leave out --state.")
        with self._explained():
            with suppress(OSError):  # SQLite's message is better
                os.close(os.open(self._path, os.O_CREAT | os.O_EXCL | os.O_RDWR, _OWNER_ONLY))
            if Path(self._path).exists() and not (Path(self._path).is_file() or Path(self._path).is_dir()):
                raise StateFileError(f"{self._path} is not a regular file, so it would keep nothing: name a file.")
            # One thread at a time uses it: the mock holds a lock.
            self._database = sqlite3.connect(self._path, timeout=0, isolation_level=None, check_same_thread=False)
            try:
                self._prepare()
                with suppress(OSError):  # another user's file: its owner decides
                    Path(self._path).chmod(_OWNER_ONLY)
                self._identity = _identity(self._path)
            except BaseException:
                self._database.close()
                raise

    def load(self) -> Iterable[StoredRow]:
        """Return every row, by kind and number."""
        with self._explained():
            rows = self._database.execute(_LOAD).fetchall()
        return [StoredRow(*row) for row in rows]

    def write(self, changes: Sequence[StoredRow]) -> None:
        """Keep all of these, or none if it fails."""
        if _identity(self._path) != self._identity:
            raise StateFileError(
                f"{self._path} was removed or replaced while the server was running: restart the server."
            )
        with self._explained(), self._database as database:
            database.execute("BEGIN")
            for change in changes:
                if change.value is None:
                    database.execute(_DROP, change[:2])
                else:
                    database.execute(_KEEP, change)

    def close(self) -> None:
        """Release the file for another process."""
        self._database.close()

    def _prepare(self) -> None:
        database = self._database
        database.execute("PRAGMA locking_mode = EXCLUSIVE")
        # A damaged schema can look empty, so the application id is read as well.
        is_new = not (_ask(database, "PRAGMA application_id") or _ask(database, "SELECT count(*) FROM sqlite_schema"))
        if not is_new:
            self._recognize()
        database.execute("PRAGMA journal_mode = DELETE")
        database.execute(f"PRAGMA synchronous = {'NORMAL' if self._durable else 'OFF'}")
        # The file is locked from here on.
        database.executescript(f"BEGIN EXCLUSIVE; {_SCHEMA if is_new else ''} COMMIT;")

    def _recognize(self) -> None:
        """Refuse a foreign or damaged file before changing anything in it."""
        version = _ask(self._database, "PRAGMA user_version")
        if _ask(self._database, "PRAGMA application_id") != APPLICATION:
            raise StateFileError(f"{self._path} is a database of another program: name another file with --state.")
        if version != VERSION:
            raise StateFileError(
                f"{self._path} was written by another version of fivetran-mock (format {version}, "
                f"this one reads {VERSION}): delete it, or name another file with --state."
            )
        (found,) = self._database.execute("PRAGMA integrity_check(1)").fetchone()
        if found != "ok":
            raise sqlite3.DatabaseError(_DAMAGED)

    @contextmanager
    def _explained(self) -> Generator[None]:
        try:
            yield
        except _BROKEN as error:
            text = _DAMAGED if isinstance(error, UnicodeDecodeError) else str(error)
            raise StateFileError(f"{self._path} cannot keep the state: {_REASONS.get(text, text)}.") from None


def _identity(path: str) -> tuple[int, int] | None:
    """Return the identity of a file; None if it is not there."""
    try:
        found = os.stat(path)  # noqa: PTH116  # at each write: a Path object would take longer than the call
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _ask(database: sqlite3.Connection, query: str) -> int:
    (answer,) = database.execute(query).fetchone()
    return int(answer)


_DAMAGED: Final = "database disk image is malformed"

_REASONS: Final = {
    "database is locked": "another process has it open",
    "database or disk is full": "the disk is full",
    "disk I/O error": "it cannot grow, or its disk fails",
    "file is not a database": "it is not an SQLite database",
    "unable to open database file": "its folder does not exist or may not be written",
    _DAMAGED: "it is damaged: name another file with --state, or restore a copy",
}
