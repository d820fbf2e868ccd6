"""
Keyed fingerprints of values that no answer shows, so that a changed secret is noticed.

For each value the file holds an HMAC-SHA-256, cut to 128 bits, under a random key that stays on this machine in a file
of its own. Without the key a fingerprint tells nothing; with it, a guess could be checked. Neither file holds a value.
"""

from __future__ import annotations

import hmac
import json
import os
import secrets
import sqlite3
from collections.abc import Generator, Iterable
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final, Self

from ...errors import InvalidRequest
from .data_folder import data_folder

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
                database.execute(_TABLE)
                for connection, pointer, mac in database.execute(_ALL):
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
            database.execute(_FORGET, (connection_id,))
            database.executemany(_ADD, [(connection_id, pointer, mac) for pointer, mac in rows.items()])

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


_TABLE: Final = (
    "CREATE TABLE IF NOT EXISTS fingerprint"
    " (connection TEXT, pointer TEXT, mac TEXT, PRIMARY KEY (connection, pointer)) WITHOUT ROWID"
)
_ALL: Final = "SELECT connection, pointer, mac FROM fingerprint"
_FORGET: Final = "DELETE FROM fingerprint WHERE connection = ?"
_ADD: Final = "INSERT INTO fingerprint VALUES (?, ?, ?)"


def _key(path: Path) -> bytes:
    """Return the key, made on first use; readable by its owner alone."""
    try:
        key = _new_key(path) or path.read_bytes()
    except OSError as error:
        raise InvalidRequest(f"The key of the fingerprints {path} cannot be used: {error.strerror}.") from None
    if len(key) != _KEY_BYTES:
        raise InvalidRequest(
            f"The key of the fingerprints {path} does not have {_KEY_BYTES} bytes: remove it and the file."
        )
    return key


def _new_key(path: Path) -> bytes | None:
    """Make the file with a new key; None if it exists."""
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return None
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(key := secrets.token_bytes(_KEY_BYTES))
    return key
