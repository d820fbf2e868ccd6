"""`--state FILE`: acknowledged changes survive any end of the server."""

import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from itertools import takewhile
from pathlib import Path
from typing import Final

import pytest

from fivetran_mock import FivetranMock, InvalidRecord, StoredRow
from fivetran_mock._mock.state.sqlite_store import SQLiteStore, StateFileError

from ._processes import CREATE, ask, call, refused, send, served

RECORDS = [
    StoredRow("group", 2, b"5"),
    StoredRow("connection", 2, b'{"id":"two"}'),
    StoredRow("connection", 1, b'{"id":"one"}'),
    StoredRow("clock", 0, b"7"),
]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return the path of a new file."""
    return tmp_path / "state.db"


@pytest.fixture
def store(path: Path) -> Iterator[SQLiteStore]:
    """Open a new file."""
    store = SQLiteStore(path)
    yield store
    store.close()


def reopened(store: SQLiteStore, path: Path) -> list[StoredRow]:
    """Return the records that another process reads."""
    store.close()
    other = SQLiteStore(path)
    found = list(other.load())
    other.close()
    return found


def test_records_are_written_by_any_thread(store, path):
    """Another thread than that which opened the file may write to it."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(store.write, RECORDS).result()

    assert sorted(RECORDS) == sorted(reopened(store, path))


def test_records_are_replaced_and_removed(store, path):
    """A record has one value, and None removes it."""
    store.write(RECORDS)
    store.write([StoredRow("group", 2, b"6"), StoredRow("connection", 1, None), StoredRow("connection", 9, None)])

    assert {("group", 2, b"6"), RECORDS[1], RECORDS[3]} == set(reopened(store, path))


def test_changes_are_kept_together_or_not_at_all(store, path):
    """If one change of several cannot be stored, none is."""
    wrong = StoredRow("group", 1, b"1")._replace(kind=None)  # type: ignore[arg-type]  # as a defect would be
    with pytest.raises(StateFileError, match="cannot keep the state: "):
        store.write([RECORDS[1], wrong])

    assert [] == reopened(store, path)


def test_one_process_at_a_time(store, path):
    """A file in use is refused in one sentence, before and after the first write."""
    store.write(RECORDS)
    with pytest.raises(StateFileError, match=r"state.db cannot keep the state: another process has it open\."):
        SQLiteStore(path)


@pytest.mark.parametrize(
    ("spoil", "complaint"),
    [
        (lambda path: path.write_text("no database " * 100), "it is not an SQLite database"),
        (lambda path: path.mkdir(), "its folder does not exist or may not be written"),
        (lambda path: _database(path, "CREATE TABLE theirs (x)"), "is a database of another program"),
        (
            lambda path: _database(path, f"{_OURS}; PRAGMA user_version = 3"),
            "was written by another version of fivetran-mock (format 3, this one reads 4): delete it, or name another",
        ),
    ],
)
def test_file_that_is_not_ours(path, spoil, complaint):
    """A file of another kind is named and stays unchanged."""
    spoil(path)  # type: ignore[operator]  # a table of functions
    before = path.read_bytes() if path.is_file() else b""
    done = call("serve", "--state", str(path))

    assert 1 == done.returncode
    assert f"{path} " in done.stderr
    assert complaint in done.stderr
    assert 1 == done.stderr.count("\n")
    assert before == (path.read_bytes() if path.is_file() else b"")


_OURS = "CREATE TABLE record (x); PRAGMA application_id = 1181316685"


def _database(path: Path, script: str) -> None:
    database = sqlite3.connect(path)
    database.executescript(script)
    database.close()


def test_nothing_acknowledged_is_lost(path):
    """After a kill, the file has every acknowledged connection, and no incomplete one."""
    acknowledged: list[str] = []
    for life in range(3):
        with served("--state", str(path)) as (url, process):
            for number in range(20):
                body = {**CREATE, "config": {"schema": f"s_{life}_{number}"}}
                acknowledged.append(ask(f"{url}/v1/connections", body)["data"]["id"])
            process.kill()
    with served("--state", str(path)) as (url, _):
        found = ask(f"{url}/v1/connections?limit=1000")["data"]["items"]

    assert acknowledged == [each["id"] for each in found]


DAMAGES: Final[dict[str, Callable[[Path], object]]] = {
    "removed": Path.unlink,
    "cut": lambda side: side.write_bytes(side.read_bytes()[:-1000]),
    "damaged": lambda side: side.write_bytes(b"\xa5" * side.stat().st_size),
}


@pytest.mark.slow
@pytest.mark.parametrize("options", [(), ("--durable",)], ids=["fast", "durable"])
def test_files_beside_the_state_file_hold_nothing(path, options):
    """After 100 creates and a kill, nothing is lost if the files beside the state file are cut, damaged or removed."""
    with served("--state", str(path), *options) as (url, process):
        made = [
            ask(f"{url}/v1/connections", {**CREATE, "config": {"schema": f"s{number}"}})["data"]["id"]
            for number in range(100)
        ]
        process.kill()
        process.wait()
    for name, damage in DAMAGES.items():
        copy = path.parent / name
        shutil.copytree(path.parent, copy, ignore=shutil.ignore_patterns(*DAMAGES))
        for side in set(copy.iterdir()) - {copy / path.name}:
            damage(side)
        with closing(SQLiteStore(copy / path.name)) as store:
            mock = FivetranMock(store=store)

            assert made == [each["id"] for each in mock.connections()]


def test_change_that_a_kill_cut_off_is_undone(path, tmp_path):
    """A change that was half written when the process ended is undone by the journal beside the file."""
    old = tmp_path / "old.db"
    with closing(SQLiteStore(old)) as store:
        store.write(RECORDS)
    with closing(sqlite3.connect(old, isolation_level=None)) as database:
        database.execute("PRAGMA cache_size = 1")
        database.execute("BEGIN")
        database.execute("UPDATE record SET value = zeroblob(100000)")
        for suffix in ("", "-journal"):
            shutil.copyfile(f"{old}{suffix}", f"{path}{suffix}")

    assert path.stat().st_size > 100_000
    assert sorted(RECORDS) == sorted(reopened(SQLiteStore(path), path))


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        (":memory:", ":memory: would keep nothing: name a file, or leave out --state."),
        pytest.param(
            "/dev/null",
            "/dev/null is not a regular file, so it would keep nothing: name a file.",
            marks=pytest.mark.posix("devices"),
        ),
    ],
)
def test_a_state_that_nothing_keeps_is_refused(name, sentence):
    """SQLite's name for a database in memory and a device are no state file: one sentence says so."""
    done = call("serve", "--state", name)

    assert f"fivetran-mock serve: {sentence}\n" == done.stderr
    assert 1 == done.returncode


@pytest.fixture
def seed(tmp_path: Path) -> Path:
    """Write a seed that names an id, leaves one to the mock, and says how setup tests end."""
    file = tmp_path / "seed.json"
    connections = [{**CREATE, "id": "my_own"}, {**CREATE, "config": {"schema": "other"}}]
    file.write_text(json.dumps({"connections": connections, "setup_tests": [{"status": "FAILED"}]}))
    return file


def test_server_with_a_seed_is_started_again(path, seed):
    """A seed is applied only to an empty state file; later starts say so, and apply its scripts."""
    found: list[list[str]] = []
    lines: list[str] = []
    for _ in range(2):
        with served("--state", str(path), "--seed-file", str(seed)) as (url, process):
            tests = ask(f"{url}/v1/connections/my_own/test", {}, pair="mock-key:mock-secret")["data"]["setup_tests"]
            found.append([each["id"] for each in ask(f"{url}/__mock__/state")["connections"]])
            assert ["FAILED"] == [test["status"] for test in tests]
            process.terminate()
            lines.append(process.communicate()[1])

    assert 2 == len(found[0])
    assert found[0] == found[1]
    assert [
        "",
        f"fivetran-mock serve: {path} is not empty: the groups and connections of {seed} were not added.\n",
    ] == lines


def test_a_state_file_is_an_account_of_its_own(path):
    """Two new state files are two accounts, also after a reset; a restart keeps the account, and so does a failure."""

    def account(mock: FivetranMock) -> str:
        with mock.client() as fivetran:
            return fivetran.account.info().account_id

    with closing(SQLiteStore(path)) as store, closing(SQLiteStore(path.with_name("other"))) as other:
        mock = FivetranMock(store=store)
        first = account(mock)
        mock.seed(groups=["g"])
        assert account(FivetranMock()) != first != account(FivetranMock(store=other))
        assert first == account(FivetranMock(store=store))
        mock.restore(FivetranMock().snapshot())
        assert first == account(FivetranMock(store=store))
        mock.reset()
        assert first != account(mock)


def test_seed_that_is_not_planted_is_judged_all_the_same(path, seed):
    """An invalid seed file is reported at every start; a seed with only scripts needs no notice."""
    with served("--state", str(path)) as (url, _):
        ask(f"{url}/v1/connections", CREATE)
    seed.write_text('{"groups": 5}')
    wrong = call("serve", "--state", str(path), "--seed-file", str(seed))
    seed.write_text('{"syncs": []}')
    with served("--state", str(path), "--seed-file", str(seed)) as (_, process):
        process.terminate()
        silent = process.communicate()[1]

    assert 3 == wrong.returncode
    assert f"fivetran-mock serve: {seed}: /groups: this has to be a list\n" == wrong.stderr
    assert "" == silent


@pytest.mark.posix("only a Unix shell limits the size of files")
def test_file_that_cannot_grow(path):
    """If the file cannot grow, a create is 500 with one sentence and one log line; reads still succeed."""
    # Coverage is not measured there: its data would meet the limit too.
    limited = ("sh", "-c", 'ulimit -f 100; unset COVERAGE_PROCESS_CONFIG; exec "$@"', "sh")
    with served("--state", str(path), before=limited) as (url, process):
        made = list(takewhile(lambda status: status == 201, (_create(url, number) for number in range(200))))
        found = ask(f"{url}/v1/connections?limit=1000")["data"]["items"]
        admin = refused(f"{url}/__mock__/seed", {"groups": [f"g{number}" for number in range(3_000)]})
        process.terminate()
        log = process.communicate()[1]

    assert 0 < len(made) < 200
    assert len(made) == len(found)
    assert 500 == admin
    assert (
        f"create_connection changed nothing: {path} cannot keep the state: it cannot grow, or its disk fails.\n" == log
    )
    with served("--state", str(path)) as (url, _):
        assert found == ask(f"{url}/v1/connections?limit=1000")["data"]["items"]


def _create(url: str, number: int) -> int:
    return send(f"{url}/v1/connections", {**CREATE, "config": {"schema": f"s{number}"}}).status_code


@pytest.mark.posix("other systems have no file modes")
def test_file_is_its_owners(path, store):
    """Only the owner may read the file and the journal beside it, also one that others could read before."""
    store.write(RECORDS)
    new = {each.stat().st_mode & 0o777 for each in path.parent.iterdir()}
    store.close()
    path.chmod(0o644)
    with closing(SQLiteStore(path)):
        assert {0o600} == {*new, path.stat().st_mode & 0o777}


@pytest.fixture
def full(path: Path) -> Path:
    """Return the path of a file with two connections."""
    with closing(SQLiteStore(path)) as store:
        bodies = [{**CREATE, "id": "first"}, {**CREATE, "id": "second", "config": {"schema": "other"}}]
        FivetranMock(store=store).seed(connections=bodies)
    return path


_CHANGE_FIRST = "UPDATE record SET {} WHERE kind = 'connection' AND key = 1"


def test_damaged_record_is_named(full):
    """A server refuses a state file with a damaged record: it names the file, the record, and the next step."""
    _database(full, _CHANGE_FIRST.format("value = CAST('{}' AS BLOB)"))
    done = call("serve", "--state", str(full))

    assert 1 == done.returncode
    assert (
        f"fivetran-mock serve: {full}: the record 'connection' 1 is damaged: "
        '"record" is a required property: name another file with --state, or restore a copy.\n'
    ) == done.stderr


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ("value = CAST(replace(value, '\"', '') AS BLOB)", "'connection' 1 is damaged: its value is not JSON"),
        ("value = CAST(replace(value, 'false', 'NaN') AS BLOB)", "'connection' 1 is damaged: its value is not JSON"),
        ("value = 'text'", "'connection' 1 is damaged: its value is not JSON"),
        ("value = 7", "'connection' 1 is damaged: its value is not JSON"),
        ("value = CAST(replace(value, 'scheduled', 'dreaming') AS BLOB)", "damaged: /record/status/sync_state: "),
        ("value = CAST(replace(value, 'first', 'second') AS BLOB)", "the connection id 'second' is there twice"),
        ("value = CAST(replace(value, 'group_id\":\"g', 'group_id\":\"h') AS BLOB)", "the group id 'h.*, which is"),
        ("kind = x'ff'", r"b'\\xff' 1 is damaged: it is not JSON"),
        ("kind = 'cat'", "'cat' 1 is damaged: /0: "),
        ("key = 'x'", "'connection' 'x' is damaged: /1: "),
    ],
)
def test_damage_is_told(full, change, problem):
    """A record that is no JSON, or that a mock could not have kept, is refused with the reason."""
    _database(full, _CHANGE_FIRST.format(change))
    with closing(SQLiteStore(full)) as store, pytest.raises(InvalidRecord, match=problem):
        FivetranMock(store=store)


def test_damaged_pages_are_noticed(path):
    """A file with an overwritten page is refused as damaged, with the next step."""
    with closing(SQLiteStore(path)) as store:
        bodies = [{**CREATE, "config": {"schema": f"s{number}"}} for number in range(200)]
        FivetranMock(store=store).seed(connections=bodies)
    content = bytearray(path.read_bytes())
    middle = len(content) // 2 // 4096 * 4096
    content[middle : middle + 4096] = b"\xa5" * 4096
    path.write_bytes(content)

    with pytest.raises(StateFileError, match="it is damaged: name another file with --state, or restore a copy"):
        SQLiteStore(path)


FREE_PAGES: Final = slice(36, 40)
TABLES: Final = slice(103, 105)
"""Where SQLite counts the free pages, and the tables and indexes."""


@pytest.mark.parametrize(("place", "value"), [(FREE_PAGES, 5), (TABLES, 0)])
def test_file_with_damaged_metadata_is_refused(full, place, value):
    """A file with damaged metadata is refused before any write, even if it seems to have no table and so to be new."""
    content = bytearray(full.read_bytes())
    content[place] = value.to_bytes(place.stop - place.start, "big")
    full.write_bytes(content)

    with pytest.raises(StateFileError, match="it is damaged: name another file"):
        SQLiteStore(full)
    assert content == full.read_bytes()


def test_file_that_is_gone_is_noticed(path, store):
    """A store whose file was deleted refuses writes, and can still be read."""
    store.write(RECORDS)
    path.rename(f"{path}.moved")

    with pytest.raises(StateFileError, match="was removed or replaced while the server was running"):
        store.write(RECORDS)
    assert sorted(RECORDS) == sorted(store.load())
