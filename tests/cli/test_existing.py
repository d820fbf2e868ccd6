"""The commands for existing connections, against the mock's server."""

import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from importlib.metadata import PackageNotFoundError
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

import pytest
import yaml
from platformdirs import user_config_path

from fivetran_connections import Fivetran, errors
from fivetran_connections.__main__ import main
from fivetran_connections.cli.session import status_of
from fivetran_connections.code import CannotKeep, Memory
from fivetran_connections.code.data_files import only_apply
from fivetran_mock import Fault, FivetranMock, SetupTest

from .._disk import full_disk
from .conftest import Ran, Run, Serve, Terminal

Write = Callable[..., Path]


@pytest.fixture(autouse=True)
def mock(serve: Serve) -> FivetranMock:
    """Serve a mock with three connections."""
    mock = serve(FivetranMock(behaviours={"duplicate_schema": "allowed", "authorization": "assumed"}))
    mock.seed(connections=[pinterest("brand_eu"), pinterest("brand_us", paused=True), database()])
    return mock


def pinterest(schema: str, **more: Any) -> dict[str, Any]:
    """Return a body."""
    return {"group_id": "amber_kettle", "service": "pinterest_ads", "config": {"schema": schema}, **more}


def database(**config: Any) -> dict[str, Any]:
    """Return a body with a password."""
    return {
        "group_id": "azure_lantern",
        "service": "postgres",
        "config": {"schema_prefix": "pg", "host": "h", "password": "p", **config},
    }


CONNECTED = {"setup_state": "connected"}
ENDED = {"status": CONNECTED, "failed_at": "2026-01-02T00:00:00Z"}


def quick(monkeypatch: pytest.MonkeyPatch, sleep: Callable[[float], object]) -> None:
    """Replace waiting by a function that changes the mock."""
    monkeypatch.setattr("fivetran_connections.client.Fivetran", partial(Fivetran, sleep=sleep))


def test_lists_as_text_and_for_programs(run):
    """`list` prints a table, CSV, or JSON with all fields."""
    text, csv = run("list"), run("list", "--output", "csv", "--group", "amber_kettle")
    lines = run("list", "--output", "jsonl", "--service", "postgres")

    assert text.out.splitlines()[0].split() == [
        *("id", "group_id", "group_name", "service", "schema", "setup_state", "sync_state", "update_state"),
        *("paused", "succeeded_at", "failed_at"),
    ]
    assert 3 == len(csv.out.splitlines())
    assert "pg" == json.loads(lines.out)["schema"]


@pytest.mark.parametrize("command", [("get", "azure_lantern/pg"), ("list", "--output", "json")])
def test_a_secret_that_an_answer_shows_is_not_printed(run, serve, command):
    """`get` and `list` mask a password that the API did not mask, in a URL or a header too, and keep other masks."""
    mock = serve(FivetranMock())
    mock.seed(connections=[database(host="h")])
    whole = {"id": "a", "service": "postgres", "group_id": "azure_lantern", "schema": "pg"}
    config = {"password": "hush", "user": "u", "private_key": "******", "base_url": "https://u:hush@h"}
    found = {**whole, "config": {**config, "headers": [{"key": "a", "value": "hush"}, {"key": "b", "value": "******"}]}}
    for operation in ("list_connections", "list_group_connections"):
        body = {"code": "Success", "data": {"items": [found]}}
        mock.add_fault(Fault(operation=operation, status=200, body=body))
    printed = run(*command).out

    assert '"password": "***"' in printed
    assert 2 == printed.count('"******"')
    assert 3 == printed.count('"***"')
    assert "hush" not in printed


def test_gets_by_id_and_by_name(run):
    """One connection is printed by id or GROUP/SCHEMA, several as a list."""
    (one,) = run("get", "amber_kettle/brand_eu").data

    assert one["id"] == run("get", one["id"]).data[0]["id"]
    assert 2 == len(run("get", "--schema", "brand_*").data)
    assert "amber_kettle" == json.loads(run("get", "--output", "jsonl", one["id"]).out)["group_id"]


@pytest.mark.parametrize(
    ("name", "command", "status"),
    [
        ("FIVETRAN_BASE_URL", "list", 2),
        ("FIVETRAN_REHEARSAL", "list", 2),
        ("FIVETRAN_LOG", "doctor", 2),
        ("FIVETRAN_CONNECTIONS_MEMORY", "memory show", 3),
        ("FIVETRAN_CONNECTIONS_DATA", "memory show", 3),
    ],
)
def test_an_empty_variable_is_named(run, monkeypatch, name, command, status):
    """A variable that is set and empty ends a command that reads it, and no default stands in for it."""
    monkeypatch.setenv(name, "")

    ran = run(*command.split())

    assert (status, f"error: {name} is set in the environment, but empty: set it to a value, or unset it.\n") == (
        ran.status,
        ran.err,
    )


def test_says_what_is_not_there(run):
    """An unknown connection ends with status 5, by id and by name."""
    assert 5 == run("get", "no_such").status
    ran = run("get", "amber_kettle/none")
    assert 5 == ran.status
    assert "error: There is no connection amber_kettle/none. Run: fivetran-connections list\n" == ran.err


@pytest.mark.parametrize(
    "command", ["get", "test", "sync", "resync", "pause", "unpause", "delete", "connect-card", "tables", "apply"]
)
def test_needs_a_choice(run, command):
    """Without a selection, the error says how to select connections, or files."""
    ran = run(command)

    assert 2 == ran.status
    told = "the files or folders to apply," if command == "apply" else "connections by id or GROUP/SCHEMA,"
    assert f"Name {told} " in ran.err


def test_status_shows_delays_and_failures(run, mock):
    """`status` prints the state of updates and the time of the last failure; --fail-on changes no row."""
    mock.seed(
        connections=[
            pinterest("late", status={**CONNECTED, "update_state": "delayed"}),
            pinterest("failed", status=CONNECTED, failed_at="2026-01-02T00:00:00Z"),
        ]
    )

    ran = run("status", "--output", "json")

    shown = {row["schema"]: row for row in ran.data}
    assert "delayed" == shown["late"]["update_state"]
    assert shown["late"]["failed_at"] is None
    assert "2026-01-02" in shown["failed"]["failed_at"]
    assert ran.data == run("status", "--output", "json", "--fail-on", "incomplete", "--schema", "*").data


@pytest.mark.parametrize(
    ("state", "words", "status"),
    [
        ({"status": {"setup_state": "connected"}}, "incomplete broken delayed failed", 0),
        ({"status": {"setup_state": "broken"}}, "incomplete broken", 10),
        ({"status": {"setup_state": "broken"}}, "incomplete", 0),
        ({"status": {"setup_state": "connected", "update_state": "delayed"}}, "delayed", 10),
        (ENDED, "failed", 10),
        ({**ENDED, "succeeded_at": "2026-01-03T00:00:00Z"}, "failed", 0),
    ],
)
def test_fails_on_states_that_are_named(run, mock, state, words, status):
    """`status --fail-on` ends with a status of its own if a chosen connection has one of the states."""
    mock.seed(connections=[{**pinterest("probe"), **state}])

    options = [part for word in words.split() for part in ("--fail-on", word)]
    assert status == run("status", "--schema", "probe", *options).status


@pytest.mark.parametrize(
    ("selection", "told"),
    [
        ("service pinterest_adds", "; did you mean pinterest_ads?"),
        ("schema brandeu", "; did you mean brand_eu?"),
        ("schema zzz_*", ". Nothing"),
        ("group amber_ketle", "; did you mean amber_kettle?"),
    ],
)
def test_a_selection_that_matches_nothing_is_an_error(run, mock, selection, told):
    """A group, service or schema that no connection has is refused with the nearest that one has."""
    mock.seed(groups=[{"id": "velvet_anchor", "name": "Of people"}])
    option, _, word = selection.partition(" ")

    ran = run("list", f"--{option}", word)

    assert 3 == ran.status
    assert f"The {selection} matches no connection{told}" in ran.err


def test_a_group_is_chosen_by_its_name(run, mock, tmp_path, write):
    """`--group`, GROUP/SCHEMA and `protect` take a name as well, and outputs show name and id."""
    groups = {"amber_kettle": "Of brands", "velvet_anchor": "Twice", "blue_lamp": "Twice"}
    mock.seed(groups=[{"id": key, "name": name} for key, name in groups.items()])

    listed = run("list", "--group", "Of brands")
    rows = run("list", "--group", "Of brands", "--output", "json").data
    imported = run("import", "--group", "Of brands", "--schema", "brand_eu", "-o", tmp_path / "files")
    protect = {"version": 1, "protect": [{"group": "Of *"}], "connections": []}
    write(protect, "files/protect.yaml")
    planned = run("plan", "--group", "Of brands", "--unmanaged", "--delete-unmanaged", tmp_path / "files")
    twice = run("list", "--group", "Twice")

    assert "amber_kettle  Of brands" in listed.out
    assert "note: The group Of brands is amber_kettle." in listed.err
    assert {("amber_kettle", "Of brands")} == {(row["group_id"], row["group_name"]) for row in rows}
    assert (0, 0) == (imported.status, planned.status), imported.err + planned.err
    assert "group_id: amber_kettle" in (tmp_path / "files" / "amber_kettle.brand_eu.yaml").read_text()
    assert "to delete" not in planned.out
    assert "keeps it" in planned.out
    assert (3, True) == (twice.status, "write the id, one of velvet_anchor, blue_lamp." in twice.err)


@pytest.mark.parametrize("words", [("--group", "velvet_anchor"), ("--state", "broken")])
def test_says_that_no_connection_is_selected(run, mock, words):
    """A command that acts on no connection says so, and it is no failure."""
    mock.seed(groups=[{"id": "velvet_anchor", "name": "Of people"}])

    ran = run("pause", *words)

    assert 0 == ran.status
    assert "note: No connection is selected, so there is nothing to do.\n" == ran.err


def test_shows_errors(run, mock):
    """`errors` prints the errors of a connection; an account without that preview is no failure."""
    data = {"items": [{"type": "broken", "title": "No", "message": "Denied."}]}
    body = {"code": "Success", "data": data}
    mock.add_fault(Fault(operation="list_connection_errors", nth=1, status=200, body=body))
    mock.add_fault(Fault(operation="list_connection_errors", nth=2, status=403))

    found = run("errors", "--output", "json", "azure_lantern/pg")
    none = run("errors", "azure_lantern/pg")

    assert "pg" == found.data[0]["schema"]
    assert "Denied." == found.data[0]["message"]
    assert 0 == none.status
    assert "this account has no list of errors, which is a private preview of the API." in none.err
    assert (0, "", "note: None found.\n") == run("errors", "azure_lantern/pg")


def test_tests_and_tells_each_result(run, mock):
    """Each setup test is a row; a failed one ends the command with status 9."""
    assert 0 == run("test", "amber_kettle/brand_eu").status
    mock.script_setup_tests(SetupTest(title="Login", status="FAILED", message="No."))

    ran = run("test", "--output", "json", "amber_kettle/brand_us")

    assert 9 == ran.status
    assert {"schema": "brand_us", "test": "Login", "result": "FAILED", "message": "No."}.items() <= ran.data[0].items()


def test_one_failure_stops_no_other(run, mock):
    """One failure does not stop the others; for a single connection, its error sets the status."""
    mock.add_fault(Fault(operation="update_connection", nth=1, status=403))
    several = run("pause", "--output", "json", "--schema", "brand_*")
    mock.add_fault(Fault(operation="update_connection", nth=1, status=403))
    alone = run("pause", "amber_kettle/brand_eu")

    assert 9 == several.status
    assert 4 == alone.status
    assert ["failed", "paused"] == [row["result"] for row in several.data]


def test_pauses_and_unpauses(run, mock):
    """`pause` and `unpause` run no setup tests."""
    assert 0 == run("unpause", "amber_kettle/brand_us").status
    assert 0 == run("pause", "amber_kettle/brand_eu").status

    assert {"brand_eu": True, "brand_us": False} == {
        row["schema"]: row["paused"] for row in run("list", "--group", "amber_kettle", "--output", "json").data
    }
    sent = [call.body for call in mock.calls if call.operation == "update_connection"]
    assert [{"paused": paused, "run_setup_tests": False} for paused in (False, True)] == sent


def test_starts_a_sync_without_a_read(run, mock):
    """`sync` looks its connections up in the list, and starts a sync."""
    run("test", "amber_kettle/brand_eu")
    before = len(mock.calls)

    started = run("sync", "--output", "json", "amber_kettle/brand_eu")

    assert "started" == started.data[0]["result"]
    assert ["list_connections", "sync_connection"] == [call.operation for call in mock.calls[before:]]


@pytest.mark.parametrize("options", [(), ("--wait",)])
def test_starts_no_sync_of_a_paused_connection(run, mock, options):
    """`sync` of a paused connection sends no sync, says so with the next step, and ends with 9."""
    run("test", "amber_kettle/brand_us")
    run("pause", "amber_kettle/brand_us")

    ran = run("sync", *options, "amber_kettle/brand_us")

    assert 9 == ran.status
    assert "It is paused, so no sync was started. Run: fivetran-connections unpause " in " ".join(ran.out.split())
    mock.assert_not_called("sync_connection")


@pytest.mark.parametrize("options", [(), ("--force",)])
def test_waits_for_the_end_of_a_sync(run, mock, monkeypatch, options):
    """`sync --wait` starts a sync and waits for its end."""
    quick(monkeypatch, lambda _: mock.advance(minutes=30))
    run("test", "amber_kettle/brand_eu")

    waited = run("sync", "--wait", *options, "--interval", "1", "--output", "json", "amber_kettle/brand_eu")

    assert 0 == waited.status
    assert "succeeded" == waited.data[0]["result"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["amber_kettle/brand_eu"], "the history of 1 connection again. Nothing was sent. Allow it with --yes."),
        (["--table", "a.b", "--group", "amber_kettle"], "the history of 1 table of 2 connections again."),
    ],
)
def test_a_resync_needs_permission(run, mock, words, told):
    """Without a terminal and without --yes, `resync` describes its effect and sends nothing."""
    ran = run("resync", *words)

    assert 3 == ran.status
    assert f"This would sync {told}" in ran.err
    mock.assert_not_called("resync_connection")


def test_resyncs_all_or_some_tables(run, mock):
    """`resync` starts a historical sync of all tables or of the named ones."""
    run("test", "amber_kettle/brand_eu")

    assert 0 == run("resync", "--yes", "amber_kettle/brand_eu").status
    tables = ("--table", "brand_eu.campaign_report", "--table", "brand_eu.keyword_report")
    run("resync", "--yes", *tables, "amber_kettle/brand_eu")

    scope = {"scope": {"brand_eu": ["campaign_report", "keyword_report"]}}
    assert scope == [call.body for call in mock.calls if call.operation == "resync_connection"][-1]


def test_an_import_removes_what_a_killed_one_left(run, tmp_path):
    """The next import removes an old unfinished file of the same name, and no other file."""
    run("import", "-o", tmp_path)
    first, *_ = sorted(path.name for path in tmp_path.iterdir())
    rest, other = (tmp_path / f".{name}.{'0' * 16}" for name in (first, "mine.txt"))
    for path in (rest, other):
        path.write_text("x", "utf-8")
        os.utime(path, (1, 1))

    assert 0 == run("import", "--overwrite", "-o", tmp_path).status
    assert [False, True] == [path.exists() for path in (rest, other)]


def test_an_import_refuses_a_service_that_is_no_text(run, mock, tmp_path):
    """An answer whose service is a list ends an import with one sentence, and nothing is written."""
    (first, *_) = mock.connections()
    listed = {"code": "Success", "data": {"items": [{**first, "service": ["postgres"]}]}}
    mock.add_fault({"operation": "list_connections", "status": 200, "body": listed})

    ran = run("import", "-o", tmp_path / "out")

    assert 1 == ran.status
    assert ran.err == f"error: {first['id']}: the API answers with a service that is not text. Nothing was written.\n"
    assert not (tmp_path / "out").exists()


def test_asks_before_a_resync(run, mock, monkeypatch, capsys):
    """On a terminal, `resync` states its cost and asks."""
    run("test", "amber_kettle/brand_eu")
    for answer, status in (("no\n", 3), ("yes\n", 0)):
        monkeypatch.setattr("sys.stdin", Terminal(answer))
        assert status == main(["resync", "amber_kettle/brand_eu"])
        told = capsys.readouterr().err
        assert "Every row is read from the source again" in told
        assert "Type 'yes' to sync the history of 1 connection again: " in told
    mock.assert_called("resync_connection", times=1)


def test_updates_values(run, mock, monkeypatch):
    """`update` reads values as JSON or text, and dots as nested keys; references are resolved and never shown."""
    monkeypatch.setenv("NEW", "hunter2")

    ran = run(
        "update", "azure_lantern/pg", "config.port=5433", "config.password=${env:NEW}", "config.user=me", "paused=true"
    )

    assert 0 == ran.status
    assert "hunter" not in ran.out + ran.err
    assert ["list_connections", "get_connection", "update_connection"] == [call.operation for call in mock.calls]
    (found,) = run("get", "azure_lantern/pg").data
    assert (5433, "me", True) == (found["config"]["port"], found["config"]["user"], found["paused"])
    flags = ("sync_frequency=60", "trust_certificates=true", "run_setup_tests=false")
    assert 0 == run("update", "azure_lantern/pg", *flags).status
    mock.assert_not_called("run_setup_tests")


@pytest.mark.parametrize("operation", ["list_groups", "list_connections", "get_connection", "get_account_info"])
def test_an_update_shows_no_secret_of_its_own(run, mock, monkeypatch, tmp_path, operation):
    """No message shows the value of a reference, whichever request before the update is refused."""
    monkeypatch.setenv("NEW", "hunter2")
    memory = tmp_path / "memory.jsonl"
    memory.touch()
    mock.add_fault({"operation": operation, "status": 400, "body": {"code": "x", "message": "bad hunter2 of pg"}})

    ran = run("update", "--group", "azure_lantern", "config.password=${env:NEW}", "--memory", memory)

    assert 1 == ran.status
    assert "bad *** of pg" in ran.err
    assert "hunter2" not in ran.out + ran.err


@pytest.mark.parametrize(
    ("is_terminal", "value", "status", "warning"),
    [
        (False, "@{folder}/pw", 0, ""),
        (True, "?", 0, ""),
        (False, "?", 3, ""),
        (False, "hush-3", 0, "config.password is readable in the list of processes"),
    ],
    ids=["a file", "a question", "no terminal", "the command line"],
)
def test_an_update_takes_secrets_from_elsewhere(run, mock, tmp_path, monkeypatch, is_terminal, value, status, warning):
    """A secret comes from a file or a question; one on the command line is warned about; none is shown."""
    (tmp_path / "pw").write_text("hush-1")
    monkeypatch.setattr("fivetran_connections.cli.connections.on_terminal", lambda: is_terminal)
    monkeypatch.setattr("fivetran_connections.cli.connections.getpass", lambda _: "hush-2")

    ran = run("update", "azure_lantern/pg", f"config.password={value.format(folder=tmp_path)}")

    assert status == ran.status
    assert warning in ran.err
    assert bool(warning) == ("processes" in ran.err)
    assert "hush" not in ran.out + ran.err
    assert (status == 0) == any(call.operation == "update_connection" for call in mock.calls)


class Rotated(NamedTuple):
    """The memory of an applied connection with a password, and functions that update and plan it."""

    memory: Path
    update: Callable[[], Ran]
    plan: Callable[[], Ran]


@pytest.fixture
def rotated(run: Run, mock: FivetranMock, write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Rotated:
    """Apply a connection with a password and a memory."""
    memory = tmp_path / "memory.jsonl"
    monkeypatch.setenv("FIVETRAN_CONNECTIONS_MEMORY", str(memory))
    monkeypatch.setenv("PG", "hush-1")
    config = "{schema_prefix: pg_mine, host: db, user: me, password: '${env:PG}'}"
    path = write(f"group_id: azure_lantern\nservice: postgres\npaused: true\nconfig: {config}\n")
    assert 0 == run("apply", "--yes", path).status
    mock.assert_called("create_connection", times=1)

    def update() -> Ran:
        return run("update", "--output", "json", "azure_lantern/pg_mine", "config.password=hush-2")

    return Rotated(memory, update, lambda: run("plan", "--detailed-exitcode", path))


def test_an_update_replaces_what_a_memory_knows(rotated, monkeypatch):
    """After a secret was updated, a plan with the new one is empty, and one with the old one is an update."""
    assert 0 == rotated.update().status

    assert 8 == rotated.plan().status
    monkeypatch.setenv("PG", "hush-2")
    assert 0 == rotated.plan().status


def test_an_update_needs_no_memory(run, rotated, tmp_path):
    """An update creates no memory, whether another memory knows the connection or not."""
    assert 0 == rotated.update().status
    none = ("--memory", str(tmp_path / "none.jsonl"))
    for name in ("azure_lantern/pg", "azure_lantern/pg_mine"):
        assert 0 == run("update", *none, name, "config.password=${env:PG}").status
    assert not (tmp_path / "none.jsonl").exists()


def test_an_update_without_an_answer_is_remembered_as_pending(mock, rotated):
    """After a failed update, a plan with the earlier password sends it again."""
    mock.add_fault({"operation": "update_connection", "status": 500})
    assert 0 == rotated.plan().status

    assert 1 == rotated.update().status

    assert "not confirmed by an answer" in rotated.plan().out


def test_an_update_beside_an_apply_sends_nothing(mock, rotated):
    """While another process holds the lock of the memory, the sentence that nothing was sent is true."""
    with only_apply(rotated.memory.resolve()):
        ran = rotated.update()

    assert 3 == ran.status
    assert "nothing was sent" in ran.err
    mock.assert_not_called("update_connection")


def failing(*_: object, **__: object) -> NoReturn:
    """Fail as a full disk does."""
    raise CannotKeep("The memory cannot be written: No space left on device.")


def test_an_update_that_cannot_be_marked_is_not_sent(mock, rotated, monkeypatch):
    """Where the memory cannot be written, nothing is sent."""
    monkeypatch.setattr(Memory, "begin", failing)

    ran = rotated.update()

    assert 1 == ran.status
    assert "No space left on device" in ran.err
    mock.assert_not_called("update_connection")


def test_an_update_that_cannot_be_confirmed_is_partly_done(rotated, monkeypatch):
    """If the disk becomes full after the answer, the row names the change."""
    monkeypatch.setattr(Memory, "confirm", failing)

    ran = rotated.update()

    assert 9 == ran.status
    assert "partly done" == ran.data[0]["result"]
    assert "is updated, but the memory does not have it: " in ran.data[0]["message"]


def test_a_memory_that_is_not_sorted_after_an_update_is_named(rotated, monkeypatch):
    """The update is reported; every line is there, and the next run sorts them."""
    monkeypatch.setattr("fivetran_connections.code.memory.write_whole", lambda *_: failing())

    ran = rotated.update()

    assert "updated" == ran.data[0]["result"]
    assert "No space left on device" in ran.err


def test_an_update_is_remembered_of_a_value_that_no_file_had(run, write, tmp_path):
    """A value that an update sent and no answer shows is planned when a file declares another one, the default too."""
    memory = ("--memory", str(tmp_path / "memory.jsonl"))
    text = "group_id: azure_lantern\nservice: s3\nconfig:\n  schema: shop\n  table: raw\n  bucket: b\n"
    assert 0 == run("apply", "--yes", *memory, write(text)).status
    assert 0 == run("update", *memory, "azure_lantern/shop.raw", "config.quote_character_enabled=false").status

    planned = run("plan", "--detailed-exitcode", *memory, write(f"{text}  quote_character_enabled: true\n"))

    assert 8 == planned.status, planned.out


def test_an_update_that_may_remove_a_hidden_value_is_refused(run, mock):
    """A masked member is not left out of an object that is sent whole, unless the option allows it."""
    credentials = {"bucket_name": "b", "s3_role_arn": "arn:x"}
    config = {"schema": "amp", "aws_credentials": credentials}
    mock.seed(connections=[{"group_id": "g", "service": "amplitude", "config": config}])
    words = ("g/amp", "config.aws_credentials.bucket_name=c")

    refused = run("update", *words)
    mock.assert_not_called("update_connection")

    assert 3 == refused.status
    assert "/config/aws_credentials/s3_role_arn may be removed" in refused.err
    assert 0 == run("update", "--allow-loss", *words).status


def test_an_update_that_may_remove_a_member_of_auth_is_refused(run, write, mock):
    """A member of `auth` that an apply sent is in no answer, so the memory says that an update may remove it."""
    auth = {"refresh_token": "t", "client_access": {"client_id": "c", "client_secret": "hush"}}
    body = {"group_id": "amber_kettle", "service": "pinterest_ads", "config": {"schema": "pin"}, "auth": auth}
    assert 0 == run("apply", "--yes", write(body)).status
    words = ("amber_kettle/pin", "auth.refresh_token=u")

    refused = run("update", *words)
    mock.assert_not_called("update_connection")

    assert 3 == refused.status
    assert "/auth/client_access/client_secret may be removed" in refused.err
    assert 0 == run("update", "--allow-loss", *words).status


def test_an_update_names_each_doubt_once(run, mock):
    """A key that a service lacks is refused, or sent by force, and named once for all connections of the service."""
    mock.seed(connections=[database(schema_prefix="pg_too")])

    refused = run("update", "--service", "postgres", "config.ports=db")
    assert 9 == refused.status
    assert 2 == refused.err.count("/config/ports: ports is not a field of config: did you mean port? --force sends it.")
    mock.assert_not_called("update_connection")
    ran = run("update", "--force", "--service", "postgres", "config.ports=db")

    assert 0 == ran.status
    assert 2 == ran.out.count("updated")
    assert 1 == ran.err.count("note: postgres: /config/ports: ports is not a field of config: did you mean port?")


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (("x",), "Name at least one value"),
        (("x", "=1"), "is not a key"),
        (("x", "config.=1"), "is not a key"),
        (("x", "config=1", "config.a=2"), "is a part of another named value"),
        (("x", "config.a=${env:NOT_SET}"), "/config/a: Set the environment variable NOT_SET"),
        (("x", "config.a=${nope:x}"), "config.a: A reference is"),
        (("x", "config.a=${pyproject.toml}"), "There is no for_each with a column pyproject.toml"),
        (("x", "config.role_arn=arn:****"), "config.role_arn ends with stars"),
        (("amber_kettle/brand_eu", "config.schema=new"), "permanent"),
        (("amber_kettle/brand_eu", "sync_frequency=7"), "sync_frequency"),
    ],
)
def test_says_why_a_value_cannot_be_changed(run, mock, monkeypatch, words, part):
    """Invalid assignments and values that break rules are refused, and nothing is sent."""
    monkeypatch.delenv("NOT_SET", raising=False)

    ran = run("update", *words)

    assert 3 == ran.status
    assert part in ran.err
    mock.assert_not_called("update_connection")


def test_deletes_only_when_allowed(run, mock):
    """Without a terminal, `delete` needs --max-deletes, and deletes at most that many."""
    assert 3 == run("delete", "--schema", "brand_*").status
    assert 3 == run("delete", "--max-deletes", "1", "--schema", "brand_*").status
    mock.assert_not_called("delete_connection")

    assert 0 == run("delete", "--max-deletes", "2", "--schema", "brand_*").status
    assert 3 == run("delete", "--schema", "brand_*").status
    mock.assert_called("delete_connection", times=2)


def test_deletes_nothing_that_a_file_declares(run, mock, tmp_path):
    """A connection that an apply knows from a file is refused with its name, unless --although-declared."""
    file = tmp_path / "set.json"
    file.write_text(
        '{"version": 1, "connections": [{"group_id": "g", "service": "github", "config": {"schema": "c"}}]}'
    )
    assert 0 == run("apply", "--yes", file).status
    chosen = ("--max-deletes", "9", "g/c", "azure_lantern/pg")

    refused = run("delete", *chosen)

    assert 3 == refused.status
    assert f"g/c was declared in {file} at the last apply. If it still is, remove it there; then apply" in refused.err
    mock.assert_not_called("delete_connection")
    assert 0 == run("delete", "--although-declared", *chosen).status
    mock.assert_called("delete_connection", times=2)


def test_asks_before_it_deletes(mock, monkeypatch, capsys):
    """On a terminal `delete` asks for the number in words, and asks nothing where there is nothing to delete."""
    for answer, status in (("yes\n", 3), ("delete 2\n", 0), ("", 0)):
        monkeypatch.setattr("sys.stdin", Terminal(answer))
        chosen = ["--schema", "brand_*"] if answer else ["--state", "broken"]
        assert status == main(["delete", *chosen])
        assert bool(answer) == ("Type 'delete 2' to delete 2 connections: " in capsys.readouterr().err)
    mock.assert_called("delete_connection", times=2)


def test_makes_connect_cards(run, monkeypatch):
    """`connect-card` creates a Connect Card, and waits until the connection is set up."""
    made = run("connect-card", "--output", "json", "azure_lantern/pg")
    with Fivetran() as fivetran:
        quick(monkeypatch, lambda _: fivetran.connections.test(made.data[0]["id"]))
        waited = run("connect-card", "--wait", "--interval", "1", "azure_lantern/pg")
    run_again = run("connect-card", "--wait", "azure_lantern/pg")

    assert "/connect-card/" in made.data[0]["link"]
    assert 0 == waited.status
    assert 0 == run_again.status
    assert "To authorize it, open http" in waited.err


def test_shows_tables(run, mock):
    """Schemas and tables are rows; --columns adds the edited columns with hashing and masking."""
    odd = {"enabled": True, "masking_algorithm": "HASHED"}
    columns = {"name": {"enabled": True, "hashed": True}, "odd": odd}
    config = {"schemas": {"pg": {"enabled": True, "tables": {"account": {"enabled": True, "columns": columns}}}}}
    for _ in range(2):
        mock.add_fault(Fault(operation="get_schema_config", status=200, body={"code": "Success", "data": config}))

    assert "account" in run("tables", "azure_lantern/pg").out
    rows = run("tables", "--columns", "--output", "json", "azure_lantern/pg").data

    shown = {row["column"]: (row["enabled"], row["hashed"], row["masking"]) for row in rows if "column" in row}
    assert {"name": (True, True, ""), "odd": (True, None, "HASHED")} == shown


def test_names_the_command_that_captures_a_schema(run):
    """Where no schema is captured, `tables` names `reload` in one sentence, and prints no row."""
    ran = run("tables", "amber_kettle/brand_eu")

    assert (5, "") == (ran.status, ran.out)
    assert re.fullmatch(
        "error: amber_kettle/brand_eu: No schema is captured yet. Run: fivetran-connections reload [a-z_]+\n", ran.err
    )


def test_reloads_the_schema(run, mock):
    """`reload` counts schemas and tables; if an answer is lost, only a schema that was not there proves the reload."""
    run("test", "azure_lantern/pg")
    mock.add_fault(Fault(operation="reload_schema_config", status=504, when="after"))
    first, again = (run("reload", "azure_lantern/pg", "--output", "json") for _ in range(2))

    (row,) = first.data
    assert ("reloaded", "schemas: 1, tables: 4") == (row["result"], row["message"])
    assert "It may have succeeded; check before retrying." in again.data[0]["message"]
    assert (0, 1) == (first.status, again.status)


def test_lists_groups_and_the_account(run):
    """Groups are rows; `whoami` names the source of the key."""
    assert {"amber_kettle", "azure_lantern"} == {row["id"] for row in run("groups", "--output", "json").data}
    assert "FIVETRAN_API_KEY" in run("whoami").out
    assert "account_id" in run("whoami", "--output", "json").data


def test_doctor_checks_the_way_to_the_api(run):
    """`doctor` finds no problem with a mock, and each check has a line."""
    ran = run("doctor")

    assert 0 == ran.status
    assert all(line.startswith("ok  ") for line in ran.out.splitlines())
    checks = run("doctor", "--output", "json").data
    assert ["Python", "packages", "credentials", "account"] == [check["check"] for check in checks]


def test_doctor_goes_on_without_the_right_to_read_the_account(run, mock):
    """A key that may not read the account is noted; a key that may not read connections either is a failure."""
    mock.add_fault({"operation": "get_account_info", "status": 403, "times": 2})
    ran = run("doctor")
    assert 0 == ran.status
    assert "ok   account      not shown, since the key lacks ACCOUNT_READ; connections can be read\n" in ran.out

    mock.add_fault({"operation": "list_connections", "status": 403})
    ran = run("doctor")
    assert 4 == ran.status
    assert "FAIL account      GET /v1/connections " in ran.out


@pytest.mark.parametrize("command", ["plan", "create", "apply", "import"])
def test_a_command_waits_no_longer_for_rate_limits_than_it_may(run, mock, write, tmp_path, command):
    """With --max-wait a rate limit that holds longer ends a command with 6, and a later run goes on."""
    operations = {"plan": "list_group_connections", "import": "list_connections"}
    mock.add_fault({"operation": operations.get(command, "create_connection"), "status": 429, "retry_after": 120})
    file = write({"version": 1, "connections": [pinterest("one"), pinterest("two")]})
    words = {"import": ["-o", tmp_path / "out"], "apply": ["--yes", file]}.get(command, [file])

    ran = run(command, *words, "--max-wait", "60")

    assert 6 == ran.status
    assert "rate limit" in ran.err
    assert "Waiting" not in ran.err
    if command == "apply":
        assert "Apply: 2 skipped." in ran.out
        assert "than --max-wait allows. Run the same command again later." in ran.err
    assert 3 == len(mock.connections())


@pytest.mark.parametrize(
    ("name", "value", "status", "told"),
    [
        ("FIVETRAN_API_KEY", "", 2, "FAIL credentials"),
        ("FIVETRAN_BASE_URL", "http://127.0.0.1:1", 7, "FAIL account"),
        ("ALL_PROXY", "nonsense://proxy", 3, "FAIL account      A proxy variable of the environment"),
    ],
    ids=["key pair", "address", "proxy"],
)
def test_doctor_names_what_is_wrong(run, monkeypatch, name, value, status, told):
    """Each problem with the environment has its check and its status."""
    monkeypatch.setenv("FIVETRAN_BASE_URL", "https://api.example")
    monkeypatch.setenv(name, value)

    ran = run("doctor")

    assert status == ran.status
    assert told in ran.out


def test_a_missing_key_pair_names_no_argument_of_python(run, monkeypatch):
    """Without a key pair, a command and `doctor` name the ways of the command line alone."""
    monkeypatch.delenv("FIVETRAN_API_KEY")
    monkeypatch.delenv("FIVETRAN_API_SECRET")
    path = user_config_path("fivetran-connections") / "profiles.toml"
    set_ = "Set FIVETRAN_API_KEY and FIVETRAN_API_SECRET"
    sentence = f"No Fivetran credentials found. {set_}, or write the profile file {path}."

    assert f"error: {sentence}\n" == run("whoami").err
    assert f"FAIL credentials  {sentence}\n" in run("doctor").out


def test_doctor_does_not_wait_for_a_silent_server(run, monkeypatch):
    """A server that accepts connections and answers nothing counts as unreached after a single request."""
    monkeypatch.setattr("fivetran_connections.cli.account._SECONDS", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        ran = run("doctor", "--base-url", f"http://127.0.0.1:{silent.getsockname()[1]}")

    assert 7 == ran.status
    assert "FAIL account      GET /v1/account/info " in ran.out


def test_doctor_names_a_missing_package(run, monkeypatch):
    """A missing package is named."""

    def version(name: str) -> NoReturn:
        raise PackageNotFoundError(name)

    monkeypatch.setattr("importlib.metadata.version", version)

    assert "rich is missing" in run("doctor").out


def test_imports_and_plans_empty(run, mock, tmp_path, monkeypatch):
    """After an import, the plan is empty once the references are set; existing files are kept."""
    folder = tmp_path / "out"

    imported = run("import", "-o", folder)
    again = run("import", "-o", folder)
    monkeypatch.setenv("FIVETRAN_AZURE_LANTERN_PG_PASSWORD", "p")
    planned = run("plan", "--detailed-exitcode", folder)

    assert 0 == imported.status
    assert 3 == again.status
    assert 0 == planned.status
    assert "Set these environment variables before you plan: FIVETRAN_AZURE_LANTERN_PG_PASSWORD" in imported.err
    assert "If you do not know a value, you may remove its line: the account keeps it." in imported.err
    assert "and 2 more exists. Nothing was written. Allow it with --overwrite." in again.err
    assert 0 == run("import", "-o", folder, "--overwrite", "--group", "azure_lantern").status
    one = run("import", "-o", folder, "--group", "azure_lantern")
    assert "azure_lantern.pg.yaml exists." in one.err
    mock.assert_not_called("update_connection")


@pytest.mark.parametrize(
    ("service", "values"),
    [
        ("github", {"sync_mode": "SpecificRepositories"}),
        ("iterable", {"custom_event_sync_mode": "SelectedEvents", "sync_mode": "SelectedEvents"}),
        ("google_analytics_4", {"sync_mode": "SPECIFIC_ACCOUNTS"}),
        ("pinterest_ads", {"sync_mode": "NewerMode"}),
    ],
)
def test_an_import_leaves_out_each_value_that_a_check_refuses(run, serve, tmp_path, service, values):
    """A value without its list, and one that is refused, stand in no file, a note names them, the plan is empty."""
    mock = serve(FivetranMock(services=[service]))
    (there,) = mock.seed(connections=[{"group_id": "own", "service": service, "config": {"schema": "s"}}])
    data = {**mock.connection(there), "config": {"schema": "s", **values}}
    mock.add_fault(Fault(operation="get_connection", status=200, body={"code": "Success", "data": data}))
    ran = run("import", "-o", tmp_path, "--group", "own")

    left_out = "; ".join(f"{key} of own/s, which a check refuses" for key in values)
    assert f"Not in these files: {left_out}" in ran.err
    assert not set(values) & yaml.safe_load(next(tmp_path.glob("*.yaml")).read_text("utf-8"))["config"].keys()
    assert 0 == run("plan", "--detailed-exitcode", tmp_path).status


def test_an_import_keeps_the_keys_that_this_release_does_not_know(run, serve, tmp_path):
    """Unknown keys, a near miss and a value of another type are named as unchecked, and the plan is empty."""
    mock = serve(FivetranMock(services=["pinterest_ads", "postgres"]))
    names = {"pinterest_ads": {"schema": "s"}, "postgres": {"schema_prefix": "p"}}
    newer = {"pinterest_ads": {"new/er": {"y": [1]}}, "postgres": {"hots": "h", "port": "a"}}
    for service, config in names.items():
        (there,) = mock.seed(connections=[{"group_id": "own", "service": service, "config": config}])
        data = {**mock.connection(there), "config": {**config, **newer[service]}}
        body = {"code": "Success", "data": data}
        mock.add_fault(Fault(operation="get_connection", connection_id=there, status=200, body=body))

    assert 0 == run("import", "-o", tmp_path, "--group", "own").status
    files = [yaml.safe_load(path.read_text("utf-8"))["connections"][0] for path in sorted(tmp_path.glob("*.yaml"))]
    assert [["/config/hots", "/config/port"], ["/config/new~1er"]] == [each["unchecked"] for each in files]
    assert 0 == run("validate", tmp_path).status
    assert 0 == run("plan", "--detailed-exitcode", tmp_path).status


@pytest.mark.posix("limits the size of files")
def test_an_import_on_a_full_disk_leaves_the_files_whole(run, tmp_path):
    """A file that cannot be replaced stays as it was, nothing is left beside it, and the command says so."""
    words = ("import", "--overwrite", "-o", str(tmp_path / "out"))
    assert 0 == run(*words).status
    before = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}

    with full_disk(64):
        again = run(*words)

    assert 1 == again.status
    assert re.fullmatch(rf"error: {tmp_path / 'out'}/\S+\.yaml cannot be written: File too large\.\n", again.err)
    assert before == {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}


def _secret(path: Path) -> list[str]:
    """Return the environment variables of a file."""
    return re.findall(r"env:(\w+)", path.read_text())


def test_an_import_gives_no_variable_two_meanings(run, mock, tmp_path):
    """Where names of variables meet, also with a file of an earlier import, each secret has a variable of its own."""
    pairs = [("azure_lantern", "c"), ("azure", "lantern_c"), ("azure", "other")]
    mock.seed(
        connections=[
            {"group_id": group, "service": "postgres", "config": {"schema_prefix": schema, "password": "p"}}
            for group, schema in pairs
        ]
    )
    plain = "FIVETRAN_AZURE_LANTERN_C_CONFIG_PASSWORD"

    assert 0 == run("import", "-o", tmp_path / "both", "--group", "azure", "--group", "azure_lantern").status
    one, other = _secret(tmp_path / "both/azure_lantern.c.yaml"), _secret(tmp_path / "both/azure.lantern_c.yaml")
    assert one != other
    assert all(re.fullmatch(f"{plain.replace('_CONFIG', '(_CONFIG)?')}_[0-9A-F]{{8}}", name) for name in (*one, *other))
    assert not re.search("_[0-9A-F]{8}$", _secret(tmp_path / "both/azure.other.yaml")[0])

    first = run("import", "-o", tmp_path / "apart", "--group", "azure_lantern")
    (tmp_path / "apart" / "broken.yaml").write_bytes(b"\xff")
    second = run("import", "-o", tmp_path / "apart", "--group", "azure")
    assert 0 == first.status
    assert 0 == second.status
    assert other == _secret(tmp_path / "apart/azure.lantern_c.yaml")
    assert other != _secret(tmp_path / "apart/azure_lantern.c.yaml")


def test_imports_the_policy_for_tables(run, mock, tmp_path, monkeypatch):
    """The policy of a captured schema is in the file, and parts that are not imported are named."""
    run("test", "azure_lantern/pg")
    run("reload", "azure_lantern/pg")
    identifier = run("get", "azure_lantern/pg").data[0]["id"]
    edited = {"public": {"enabled": True, "tables": {"account": {"enabled": False}}}}
    with Fivetran() as fivetran:
        fivetran.schemas.update(identifier, {"schemas": edited})

    ran = run("import", "-o", tmp_path)

    monkeypatch.setenv("FIVETRAN_AZURE_LANTERN_PG_PASSWORD", "p")
    tables = {"schemas": {"public": {"tables": {"account": {"enabled": False}}}}}
    written = yaml.safe_load((tmp_path / "azure_lantern.pg.yaml").read_text())
    assert 1 == written["version"]
    assert tables == written["connections"][0]["tables"]
    assert (
        "Not in these files: auth of pinterest_ads, postgres, which no answer shows; tables of amber_kettle/" in ran.err
    )
    assert 0 == run("plan", "--detailed-exitcode", tmp_path).status
    mock.seed(connections=[{"group_id": "plain", "service": "github", "config": {"schema": "code"}}])
    mock.run_setup_tests(mock.connections()[-1]["id"])
    run("reload", "--group", "plain")
    assert "Not in these files" not in run("import", "-o", tmp_path, "--group", "plain").err


def test_imports_each_connection_to_a_file_of_its_own(run, mock, tmp_path):
    """Connections whose files would have the same name are numbered, and none is lost; long names are cut."""
    mock.seed(connections=[pinterest("brand_eu", paused=True), pinterest("brand_eu")])
    mock.seed(connections=[pinterest(f"{'x' * 240}{number}") for number in range(2)])

    ran = run("import", "-o", tmp_path, "--schema", "brand_eu")

    names = ["amber_kettle.brand_eu.yaml", "amber_kettle.brand_eu-2.yaml", "amber_kettle.brand_eu-3.yaml"]
    assert [str(tmp_path / name) for name in names] == ran.out.splitlines()
    assert 1 == sum("paused: true" in (tmp_path / name).read_text() for name in names)
    assert 0 == run("import", "-o", tmp_path / "long", "--schema", "xx*").status
    assert 2 == len([*(tmp_path / "long").iterdir()])


def test_imports_a_table_with_a_comment_about_its_other_key(naming_keys, run, serve, tmp_path):
    """Where the answer does not show with which key a table was named, import writes `table`, and says so above it."""
    config = {"schema": "lake", "table": "raw", "bucket": "b"}
    serve(FivetranMock()).seed(connections=[{"group_id": "files", "service": "s3", "config": config}])

    assert 0 == run("import", "--group", "files", "-o", tmp_path).status

    text, hidden = (tmp_path / "files.lake.raw.yaml").read_text(), naming_keys == "absent"
    assert hidden == text.startswith("# The answer does not show whether it was created with table or table_group_name")
    assert config == yaml.safe_load(text)["config"]
    planned = run("plan", "--output", "json", tmp_path).data["changes"]
    assert [["/config/table"] * hidden] == [list(change.get("cannot_be_seen", ())) for change in planned]
    assert ("files", "lake.raw") == (planned[0]["group_id"], planned[0]["schema"])


def test_imports_a_terraform_state(run, tmp_path, write):
    """A Terraform state is imported without an account; an invalid file is named."""
    values = {
        "id": "one",
        "group_id": "g",
        "service": "postgres",
        "destination_schema": [{"prefix": "pg"}],
        "trust_certificates": True,
        "config": [{"host": "h"}],
    }
    resources = [
        {"type": "fivetran_connector", "values": values},
        {"type": "fivetran_user", "values": {}},
        {"type": "fivetran_group", "values": {"id": "g", "name": "Shop"}},
    ]
    state = write({"values": {"root_module": {"resources": resources}}}, "state.json")

    ran = run("import", "--from-terraform", state, "-o", tmp_path / "out")

    assert 0 == ran.status
    assert "schema_prefix: pg" in (tmp_path / "out" / "g.pg.yaml").read_text()
    assert "Not in these files: fivetran_group: 1; fivetran_user: 1; trust_certificates of g/pg." in ran.err
    for group, status, files in (("Shop", 0, ["g.pg.yaml"]), ("Shops", 3, [])):
        out = tmp_path / group
        assert status == run("import", "--from-terraform", state, "-o", out, "--group", group).status
        assert files == [path.name for path in out.glob("*")]
    assert 3 == run("import", "--from-terraform", write("{}", "no.json"), "-o", tmp_path).status
    assert 3 == run("import", "--from-terraform", tmp_path / "none.json", "-o", tmp_path).status


def test_each_file_of_a_terraform_state_is_valid(run, tmp_path, write):
    """Unknown keys are unchecked, values and policies that a check refuses are named, also a whole connection."""
    column = {"id": {"enabled": True}, "email": {"enabled": True, "hashed": True}}
    tables = {"off": {"enabled": False, "columns": column}, "plain": {}}
    off = {"enabled": False, "tables": {"pay": {"enabled": True}}}
    values = {"id": "one", "group_id": "g", "service": "pinterest_ads", "destination_schema": [{"name": "s"}]}
    policy = {"connector_id": "one", "schemas": {"public": {"enabled": True, "tables": tables}, "hidden": off}}
    given = {**values, "sync_frequency": "77", "config": [{"new_key": "v"}], "auth": [{"token": "t"}]}
    postgres = {"service": "postgres", "config": [{"host": "h", "password": "p"}]}
    homeless = {**postgres, "destination_schema": [{"prefix": "lost"}]}
    starred = {**postgres, "id": "two", "group_id": "g", "destination_schema": [{"prefix": "pg"}]}
    connections = [("fivetran_connector", each) for each in (homeless, given, starred)]
    all_tables = {"connector_id": "two", "schema_change_handling": "BLOCK_ALL", "schemas": {"*": {"enabled": True}}}
    policies = [("fivetran_connector_schema_config", each) for each in (policy, all_tables)]
    resources = [{"type": kind, "values": each} for kind, each in (*connections, *policies)]
    state = write({"values": {"root_module": {"resources": resources}}}, "state.json")

    ran = run("import", "--from-terraform", state, "-o", tmp_path / "out", "--env-file", tmp_path / "env")

    left_out = ("all of None/lost", "sync_frequency of g/s", "auth of g/s", "tables of g/pg")
    assert all(f"{each}, which a check refuses" in ran.err for each in left_out)
    assert "FIVETRAN_G_PG_PASSWORD=p\n" == (tmp_path / "env").read_text()
    assert 0 == run("validate", tmp_path / "out").status
    (entry,) = yaml.safe_load((tmp_path / "out" / "g.s.yaml").read_text())["connections"]
    assert ["/config/new_key"] == entry["unchecked"]
    kept = {"off": {"enabled": False, "columns": {"email": {"hashed": True}}}, "plain": {"enabled": True}}
    hidden = {"enabled": False, "tables": {"pay": {"enabled": False}}}
    assert {"public": {"enabled": True, "tables": kept}, "hidden": hidden} == entry["tables"]["schemas"]


@pytest.mark.posix("the file has the permissions of a system with owners")
def test_writes_the_secrets_of_a_state_to_a_file_for_a_shell(run, tmp_path, write):
    """The file is for its owner alone, a shell reads each value exactly, and no output has a secret."""
    values = {
        "id": "one",
        "group_id": "g",
        "service": "postgres",
        "destination_schema": [{"prefix": "pg"}],
        "config": [{"host": "h", "password": "it's $HOME\n`x`"}],
        "auth": [{"number": 7, "token": "******"}],
    }
    resources = [{"type": "fivetran_connector", "values": values}]
    state = write({"values": {"root_module": {"resources": resources}}}, "state.json")
    file = write("", "old.env")
    words = ("import", "--from-terraform", state, "-o", tmp_path / "out", "--env-file")

    assert 2 == run("import", "-o", tmp_path / "out", "--env-file", file).status
    assert 2 == run(*words, state, "--overwrite").status
    assert 3 == run(*words, file).status
    assert f"{state} cannot be made: File exists." in run("import", "--from-terraform", state, "-o", state).err
    missing = tmp_path / "missing" / "new.env"
    assert f"error: {missing} cannot be written: No such file or directory.\n" in run(*words, missing).err
    ran = run(*words, file, "--overwrite")

    assert 0 == ran.status
    assert 0o600 == file.stat().st_mode & 0o777
    shown = subprocess.run(
        ["sh", "-c", '. "$0"; printf "%s|%s" "$FIVETRAN_G_PG_PASSWORD" "$FIVETRAN_G_PG_AUTH_NUMBER"', file],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "it's $HOME\n`x`|7" == shown.stdout
    assert f"Load it by `set -a; . {file}; set +a`, then remove it." in ran.err
    assert "Set these environment variables before you plan: FIVETRAN_G_PG_AUTH_TOKEN" in ran.err
    assert "$HOME" not in ran.out + ran.err + (tmp_path / "out" / "g.pg.yaml").read_text()


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_prints_completion_code(run, shell):
    """The completion code of each shell names the command."""
    ran = run("completion", shell)

    assert 0 == ran.status
    assert "fivetran-connections" in ran.out


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("list --state inc", {"incomplete"}),
        ("status --fail-on del", {"delayed"}),
        ("list --service pinterest", {"pinterest_ads", "pinterest_organic"}),
        ("init postgres_rd", {"postgres_rds"}),
    ],
)
def test_completes_services_and_states(tmp_path, line, words):
    """Shells complete the names of services and the states of connections."""
    whole = f"fivetran-connections {line}"
    asked = {"_ARGCOMPLETE": "1", "COMP_LINE": whole, "COMP_POINT": str(len(whole))}
    answer = tmp_path / "answer"
    subprocess.run(
        [sys.executable, "-m", "fivetran_connections"],
        env={**os.environ, **asked, "_ARGCOMPLETE_STDOUT_FILENAME": str(answer)},
        check=True,
    )

    assert words == {word.strip() for word in answer.read_text("utf-8").split("\v")}


STATUSES = {
    1: ("BadRequest", "ServerError", "RepeatedCursor", "OutcomeUnknown"),
    2: ("CredentialsError",),
    3: ("InvalidRequest",),
    4: ("Unauthorized", "Forbidden"),
    5: ("NotFound",),
    6: ("RateLimited",),
    7: ("ConnectionFailed", "TimedOut", "DeadlinePassed"),
}


@pytest.mark.parametrize(("status", "name"), [(status, name) for status, names in STATUSES.items() for name in names])
def test_each_error_has_its_status(status, name):
    """Each exception has an exit status."""
    kind = getattr(errors, name)

    assert status == status_of(kind.__new__(kind))


@pytest.mark.parametrize("options", [("--verbose",), ()], ids=["option", "variable"])
def test_verbose_prints_each_request(run, monkeypatch, options):
    """`--verbose` and FIVETRAN_LOG=debug print each request with status and duration, for one command, no secret."""
    if not options:
        monkeypatch.setenv("FIVETRAN_LOG", "debug")
    ran = run("update", *options, "azure_lantern/pg", "config.password=sesame")

    assert re.search(r"^GET /v1/connections 200 \d+\.\d ms ", ran.err, re.MULTILINE)
    assert re.search(r"^PATCH /v1/connections/\w+ 200 \d+\.\d ms ", ran.err, re.MULTILINE)
    assert "sesame" not in ran.err
    assert re.search(r"^GET /v1/account/info 200 ", run("doctor", *options).err, re.MULTILINE)
    monkeypatch.delenv("FIVETRAN_LOG", raising=False)
    assert "" == run("list").err
