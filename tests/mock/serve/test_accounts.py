"""One account for all key pairs on a port, or one for each, and states of the other mode."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from fivetran_mock import FivetranMock, Request
from fivetran_mock._mock.arguments import AccountMode
from fivetran_mock._mock.state.sqlite_store import SQLiteStore
from fivetran_mock._mock.state.store import WrongAccountMode
from fivetran_mock.admin import Site

from ._processes import CREATE, ask, call, refused, served

pytestmark = pytest.mark.posix("signals")

SEEDED = {"groups": ["g"], "connections": [{**CREATE, "id": "seeded_one"}]}


@pytest.fixture
def seed(tmp_path: Path) -> str:
    """Write a seed file."""
    path = tmp_path / "seed.json"
    path.write_text(json.dumps(SEEDED))
    return str(path)


def last_line(process: Any) -> str:
    """Return the second line of a server's output, which is the last one without TLS."""
    line: str = process.stdout.readline()
    return line


def ids(items: Any) -> list[str]:
    """Return the ids of connections."""
    return [each["id"] for each in items]


def test_every_key_sees_the_seed(seed: str) -> None:
    """On a port, every key pair sees the seeded connections, and so do the mock's own API and its snapshot."""
    with served("--seed-file", seed) as (url, process):
        said = last_line(process)
        for pair in ("key:secret", "other:secret", "mock-key:mock-secret"):
            assert ["seeded_one"] == ids(ask(f"{url}/v1/connections", pair=pair)["data"]["items"])
        assert ["seeded_one"] == ids(ask(f"{url}/__mock__/state?api_key=any")["accounts"]["any"])
        (connection,) = (each for each in ask(f"{url}/__mock__/snapshot")["records"] if each[1] == "connection")

    assert "" == connection[0]
    assert "every key pair works, and all have one account: FIVETRAN_API_KEY=mock-key FIVETRAN_API_SECRET=" in said


def test_separate_accounts(seed: str) -> None:
    """With `--accounts separate` each key has its account; seeds and readers of the mock's own API take `api_key`."""
    with served("--accounts", "separate", "--seed-file", seed) as (url, process):
        said = last_line(process)
        assert ["seeded_one"] == ids(ask(f"{url}/v1/connections", pair="mock-key:s")["data"]["items"])
        assert [] == ask(f"{url}/v1/connections", pair="other:s")["data"]["items"]
        (made,) = ask(f"{url}/__mock__/seed?api_key=other", {"connections": [CREATE]})["connections"]
        assert [made] == ids(ask(f"{url}/v1/connections", pair="other:s")["data"]["items"])
        assert {"other"} == ask(f"{url}/__mock__/state?api_key=other")["accounts"].keys()
        assert 404 == refused(f"{url}/__mock__/state?api_key=othr")
        assert {"mock-key", "other"} == ask(f"{url}/__mock__/state")["accounts"].keys()
        assert ["other"] * 2 == [each["account"] for each in ask(f"{url}/__mock__/journal?api_key=other")]
        assert 400 == refused(f"{url}/__mock__/seed?api_key=", {"connections": [CREATE]})

    assert "every key pair works and has its own account; that of seeds and pages: FIVETRAN_API_KEY=mock-key" in said


def test_given_credentials_are_named_without_their_secrets() -> None:
    """`serve` names the keys that work, and not the secrets that were given."""
    with served("--credential", "k:hush", "--credential", "r:hush:reviewer") as (_, process):
        said = last_line(process)

    assert "API keys that work, with their secrets: k, r\n" == said


def keep(path: Path, accounts: AccountMode, *keys: str) -> list[str]:
    """Write a state file, in which each key has created a connection, and return the ids."""
    with closing(SQLiteStore(path)) as store:
        mock = FivetranMock(accounts=accounts, store=store)
        return [mock.seed(connections=[{**CREATE, "config": {"schema": key}}], api_key=key)[0] for key in keys]


def test_state_file_of_one_key_is_taken_over(tmp_path: Path) -> None:
    """A state file with one account becomes that of all keys, for good, and its owner stays."""
    made = keep(tmp_path / "state.db", "separate", "mine")
    for _ in range(2):
        with closing(SQLiteStore(tmp_path / "state.db")) as store:
            mock = FivetranMock(accounts="shared", store=store)
            with mock.client(api_key="other") as fivetran:
                owners = [user["id"] for user in fivetran.users.list()]
            (connection,) = mock.connections()

            assert made == [connection["id"]]
            assert owners == [connection["connected_by"]]
            assert {""} == {change.account for change in store.load()}


@pytest.mark.parametrize(
    ("kept", "accounts", "sentence"),
    [
        ("separate", "shared", "the state has 2 accounts, and this mock one for all key pairs: use --accounts"),
        (
            "shared",
            "separate",
            "the state has one account for all key pairs, and this mock one for each: use --accounts",
        ),
    ],
)
def test_state_file_of_the_other_mode_is_refused(
    tmp_path: Path, kept: AccountMode, accounts: str, sentence: str
) -> None:
    """A state file whose accounts nobody would see is refused unchanged, and the message names the option."""
    path = tmp_path / "state.db"
    keep(path, kept, "a", "b")
    before = path.read_bytes()
    done = call("serve", "--accounts", accounts, "--state", str(path))

    assert 1 == done.returncode
    assert f"fivetran-mock serve: {path}: {sentence}" in done.stderr
    assert before == path.read_bytes()


def test_snapshot_of_the_other_mode() -> None:
    """A snapshot of one key is moved over; one of several keys, or of all keys for separate ones, changes nothing."""
    separate, shared = FivetranMock(), FivetranMock(accounts="shared")
    made = separate.seed(connections=[CREATE], api_key="a")
    shared.restore(separate.snapshot())
    assert made == ids(shared.connections())
    separate.seed(connections=[CREATE], api_key="b")
    with pytest.raises(WrongAccountMode, match="the state has 2 accounts"):
        shared.restore(separate.snapshot())
    request = Request("POST", "/__mock__/restore", {}, separate.snapshot())
    assert 400 == Site(shared).answer(request, local=True).status
    with pytest.raises(WrongAccountMode, match="use --accounts shared"):
        separate.restore(shared.snapshot())

    assert made == ids(shared.connections())
    assert made == ids(separate.connections(api_key="a"))


def test_store_that_fails_while_it_is_taken_over(tmp_path: Path) -> None:
    """If the moved account cannot be kept, the mock is not made, and the state stays."""
    keep(tmp_path / "state.db", "separate", "mine")
    with closing(SQLiteStore(tmp_path / "state.db")) as store:
        before = list(store.load())
        (tmp_path / "state.db").rename(tmp_path / "away.db")
        with pytest.raises(OSError, match="was removed or replaced"):
            FivetranMock(accounts="shared", store=store)

        assert before == list(store.load())
