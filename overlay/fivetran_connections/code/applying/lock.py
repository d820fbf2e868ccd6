"""One apply at a time: a lock that dies with its process."""

from __future__ import annotations

import sqlite3
from collections.abc import Generator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

from ...errors import FivetranError, InvalidRequest


class AnotherApply(FivetranError):
    """Another apply of this user is running; nothing was sent."""


@contextmanager
def only_apply(folder: Path) -> Generator[None, None, None]:
    """
    Hold the lock of a folder; raise `AnotherApply` where another process holds it.

    The lock is that of an SQLite file, which the operating system releases however the process ends.
    """
    path = folder / "apply.lock"
    with ExitStack() as held:
        try:
            database = held.enter_context(closing(sqlite3.connect(path, timeout=0, isolation_level=None)))
            database.execute("BEGIN EXCLUSIVE")
        except sqlite3.Error as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                raise InvalidRequest(f"The lock {path} cannot be used ({error}): remove it.") from None
            raise AnotherApply(
                "Another apply is running on this machine; nothing was sent. Wait until it has ended, then plan again."
            ) from None
        yield
