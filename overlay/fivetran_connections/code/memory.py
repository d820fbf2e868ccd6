"""The user's data folder: fingerprints of secrets, the journal, and the lock of an apply."""

from __future__ import annotations

import hmac
import json
import os
import secrets
import sqlite3
from collections.abc import Callable, Generator, Iterable
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, Self

from ..errors import FivetranError, InvalidRequest
from .reports import Outcome


def data_folder() -> Path:
    """Return the folder, made if need be and closed to other users. `FIVETRAN_CONNECTIONS_DATA` names another one."""
    named = os.environ.get("FIVETRAN_CONNECTIONS_DATA")
    folder = Path(named) if named else _usual_folder()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise InvalidRequest(f"The data folder {folder} cannot be made: {error.strerror}.") from None
    return folder


def _usual_folder() -> Path:
    try:
        from platformdirs import user_data_path  # in an extra, and only here
    except ImportError:
        raise InvalidRequest(
            "The usual data folder needs platformdirs: pip install 'fivetran-connections[cli]', "
            "or name a folder in FIVETRAN_CONNECTIONS_DATA."
        ) from None
    return user_data_path("fivetran-connections")


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


_KEY_BYTES: Final = 32
_DIGITS: Final = 32  # hexadecimal digits of a fingerprint


class Fingerprints:
    """
    The fingerprints of the connections that were applied from this machine.

    Losing the file loses no connection: secrets that change are then noticed only after the next apply, or sent with
    ``rotate_secrets``.
    """

    def __init__(self, path: Path, key: bytes) -> None:
        """Take the file and the key; `open` finds both in the user's data folder."""
        self._path = path
        self._key = key
        self._known: dict[str, dict[str, str]] = {}
        try:
            with self._database() as database:
                database.execute(
                    "CREATE TABLE IF NOT EXISTS fingerprint"
                    " (connection TEXT, pointer TEXT, mac TEXT, PRIMARY KEY (connection, pointer)) WITHOUT ROWID"
                )
                rows = database.execute("SELECT connection, pointer, mac FROM fingerprint")
                for connection, pointer, mac in rows:
                    self._known.setdefault(connection, {})[pointer] = mac
        except (OSError, sqlite3.Error) as error:
            raise InvalidRequest(f"The file of fingerprints {path} cannot be used ({error}): remove it.") from None

    @classmethod
    def open(cls, folder: Path | None = None) -> Self:
        """Return the fingerprints in a folder, by default the user's data folder; key and file are made if need be."""
        folder = folder or data_folder()
        return cls(folder / "fingerprints.sqlite", _key(folder / "fingerprints.key"))

    def is_known(self, connection_id: str, pointer: str, value: Any) -> bool | None:
        """Return whether the value is the one last applied; None where nothing is remembered."""
        known = self._known.get(connection_id, {}).get(pointer)
        return None if known is None else hmac.compare_digest(known, self._mac(connection_id, pointer, value))

    def remember(self, connection_id: str, values: Iterable[tuple[str, Any]]) -> None:
        """Keep the fingerprints of values of a connection in place of earlier ones."""
        rows = {pointer: self._mac(connection_id, pointer, value) for pointer, value in values}
        if rows == self._known.get(connection_id, {}):
            return
        self._known[connection_id] = rows
        with self._database() as database:
            database.execute("DELETE FROM fingerprint WHERE connection = ?", (connection_id,))
            added = [(connection_id, pointer, mac) for pointer, mac in rows.items()]
            database.executemany("INSERT INTO fingerprint VALUES (?, ?, ?)", added)

    def forget(self, connection_id: str) -> None:
        """Drop the fingerprints of a connection that is gone."""
        self.remember(connection_id, ())

    def _mac(self, connection_id: str, pointer: str, value: Any) -> str:
        text = json.dumps([connection_id, pointer, [value]], sort_keys=True)  # which writes a `Secret` whole
        return hmac.digest(self._key, text.encode(), "sha256").hex()[:_DIGITS]

    @contextmanager
    def _database(self) -> Generator[sqlite3.Connection, None, None]:
        """Open the file for one transaction, and close it in any case, also a file that is no database."""
        with closing(sqlite3.connect(self._path)) as database:
            self._path.chmod(0o600)
            database.execute("PRAGMA synchronous = OFF")  # thousands of writes; a lost fingerprint loses no connection
            with database:
                yield database


def _key(path: Path) -> bytes:
    """Return the key, made on first use; readable by its owner alone."""
    try:
        try:
            descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        except FileExistsError:
            key = path.read_bytes()
        else:
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(key := secrets.token_bytes(_KEY_BYTES))
    except OSError as error:
        raise InvalidRequest(f"The key of the fingerprints {path} cannot be used: {error.strerror}.") from None
    if len(key) != _KEY_BYTES:
        raise InvalidRequest(
            f"The key of the fingerprints {path} does not have {_KEY_BYTES} bytes: remove it and the file."
        )
    return key


@contextmanager
def journal(path: Path) -> Generator[Callable[[Outcome], None], None, None]:
    """
    Yield a function that appends an outcome to a file, as one line of JSON without values.

    The file is made if need be, and only its owner can read it. Each line is written before the next change begins.
    Raises `InvalidRequest` where the file cannot be written.
    """
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
    except OSError as error:
        raise InvalidRequest(f"The journal {path} cannot be written: {error.strerror}.") from None
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:

        def write(outcome: Outcome) -> None:
            line = {"time": datetime.now(UTC).isoformat(timespec="milliseconds"), **outcome.as_json()}
            stream.write(json.dumps(line, ensure_ascii=False) + "\n")
            stream.flush()

        yield write
