"""Damaged files: each is refused in one sentence, or read."""

import io
import json
import random
import sqlite3
import tempfile
from contextlib import closing, redirect_stderr, redirect_stdout
from pathlib import Path

import pytest
from hypothesis import given, note

from fivetran_connections.__main__ import main
from fivetran_mock import FivetranMock, InvalidRecord
from fivetran_mock._mock.state.sqlite_store import SQLiteStore, StateFileError  # `serve --state` is its public name

from ._support import ODD, PAIR, RANDOM, ask, edited_bytes, edited_json, new

STATUSES = {0, 3}
"""The permitted exit statuses of `validate`: valid, or invalid input."""


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Return the bytes of a state file with connections."""
    file = tmp_path_factory.mktemp("whole") / "state.db"
    store = SQLiteStore(file)
    mock = FivetranMock(credentials=dict([PAIR]), store=store)
    for number in range(20):
        ask(mock, "POST", "/v1/connections", new(f"schema_{number}"))
    store.close()
    return file.read_bytes()


@pytest.mark.slow
@given(RANDOM)
def test_a_damaged_state_file_is_refused_or_works(whole, rng):
    """A state file with damaged bytes, or with an edited record, is refused, or the mock works with its records."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "state.db"
        if rng.random() < 0.6:
            file.write_bytes(edited_bytes(rng, whole))
        else:
            file.write_bytes(whole)
            _edit_a_record(rng, file)
        try:
            with closing(SQLiteStore(file)) as store:
                mock = FivetranMock(credentials=dict([PAIR]), store=store)
                assert 201 == ask(mock, "POST", "/v1/connections", new("another_schema")).status
                assert 200 == ask(mock, "GET", "/v1/connections").status
        except (StateFileError, InvalidRecord):
            return


def _edit_a_record(rng: random.Random, file: Path) -> None:
    """Change one value of one row, as another program could."""
    with closing(sqlite3.connect(file)) as base, base:
        tables = [row[0] for row in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        table = rng.choice([each for each in tables if each.isidentifier()])
        columns = [row[1] for row in base.execute(f"PRAGMA table_info({table})")]
        rows = list(base.execute(f"SELECT * FROM {table}"))  # noqa: S608  # an identifier, checked above
        if not rows:
            return
        row, column = rng.choice(rows), rng.choice(columns)
        value = rng.choice((None, "", "x", -1, 10**18, b"{", b"\xff", b"{}", b"null", b"[]", 1.5))
        try:
            same = " AND ".join(f"{name} IS ?" for name in columns)
            base.execute(f"UPDATE {table} SET {column} = ? WHERE {same}", (value, *row))  # noqa: S608  # likewise
        except (sqlite3.IntegrityError, sqlite3.OperationalError):
            base.rollback()


@pytest.mark.slow
@given(RANDOM)
def test_any_connection_file_is_judged(rng):
    """`validate` ends with a verdict on any file."""
    content = json.dumps(edited_json(rng, new("pin_eu", sync_frequency=rng.choice(ODD)))).encode()
    if rng.random() < 0.7:
        content = edited_bytes(rng, content)
    note(repr(content))
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"connection.{rng.choice(('yaml', 'json'))}"
        file.write_bytes(content)
        printed = io.StringIO()
        with redirect_stdout(printed), redirect_stderr(printed):
            assert main(["validate", str(file)]) in STATUSES
