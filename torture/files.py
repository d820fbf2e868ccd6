"""Damaged files: each is refused in one sentence or read whole, never in part."""

from __future__ import annotations

import io
import json
import random
import sqlite3
import tempfile
from contextlib import closing, redirect_stderr, redirect_stdout
from pathlib import Path

from fivetran_connections.__main__ import main
from fivetran_mock import FivetranMock, InvalidRecord
from fivetran_mock._mock.state.sqlite_store import SQLiteStore, StateFileError  # `serve --state` is its public name

from ._budget import ODD, Budget, Findings, edited_bytes, edited_json
from ._requests import PAIR, create, new

STATUSES = {0, 3}
"""How `validate` may end: valid, or invalid input."""
SIDES = ("-wal", "-shm", "-journal")


def attack(rng: random.Random, budget: Budget) -> Findings:
    """Damage state files, on the level of bytes and of records, and connection files."""
    findings = Findings()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        whole, expected = _state(folder / "whole.db")
        for number in budget:
            findings.attempts += 1
            if number % 3 == 2:
                _judge_connection_file(findings, rng, folder / f"connection.{rng.choice(('yaml', 'json'))}")
                continue
            file = folder / "damaged.db"
            for path in (file, *(Path(f"{file}{side}") for side in SIDES)):
                path.unlink(missing_ok=True)
            if number % 3:
                file.write_bytes(edited_bytes(rng, whole) or whole)  # an empty file is a new one
            else:
                file.write_bytes(whole)
                _edit_a_record(rng, file)
            with findings.watching("a damaged state file"):
                _judge_state_file(findings, file, expected)
    return findings


def _state(file: Path) -> tuple[bytes, str]:
    """Make a state file, and return its bytes and what it holds."""
    store = SQLiteStore(file)
    mock = FivetranMock(credentials=dict([PAIR]), store=store)
    for number in range(20):
        create(mock, new(f"schema_{number}"))
    held = _held(mock)
    store.close()
    return file.read_bytes(), held


def _held(mock: FivetranMock) -> str:
    """Return the state of a mock as a text that can be compared."""
    return json.dumps(mock.connections(api_key=PAIR[0]), sort_keys=True)


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


def _judge_state_file(findings: Findings, file: Path, expected: str) -> None:
    try:
        store = SQLiteStore(file)
    except StateFileError:
        return
    try:
        mock = FivetranMock(credentials=dict([PAIR]), store=store)
        held = _held(mock)
    except (StateFileError, InvalidRecord):
        return
    finally:
        store.close()
    if held != expected:
        findings.mistake(f"a damaged state file was read, and {_difference(held, expected)}")


def _difference(held: str, expected: str) -> str:
    mine, theirs = json.loads(held), json.loads(expected)
    if len(mine) != len(theirs):
        return f"{len(theirs) - len(mine)} of {len(theirs)} connections are lost"
    changed = [one for one, other in zip(mine, theirs, strict=True) if one != other]
    return f"{len(changed)} connections are altered"


def _judge_connection_file(findings: Findings, rng: random.Random, file: Path) -> None:
    """Let the command judge a file that is not what it should be."""
    text = json.dumps(edited_json(rng, new("pin_eu", sync_frequency=rng.choice(ODD)))).encode()
    content = edited_bytes(rng, text) if rng.random() < 0.7 else text
    file.write_bytes(content)
    printed = io.StringIO()
    with findings.watching(content[:300]), redirect_stdout(printed), redirect_stderr(printed):
        status = main(["validate", str(file)])
        if status not in STATUSES:
            findings.mistake(f"validate ended with {status}: {content[:300]!r}")
