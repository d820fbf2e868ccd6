"""The command `create`, also with `--ensure`, against the mock's server."""

import re
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from fivetran_mock import Fault, FivetranMock, SetupTest


@pytest.fixture(autouse=True)
def mock(serve):
    """Serve a mock that allows a schema twice in a group."""
    return serve(FivetranMock(behaviours={"duplicate_schema": "allowed"}))


def body(schema="demo", **more):
    """Return the body of a connection."""
    return {"group_id": "amber_kettle", "service": "pinterest_ads", "config": {"schema": schema}, **more}


def database(**config):
    """Return the body of a connection with a password."""
    return {"group_id": "amber_kettle", "service": "postgres", "config": {"schema_prefix": "pg", **config}}


@pytest.fixture
def files(write):
    """Write three files."""
    return [write(body(name), f"{name}.json") for name in ("one", "two", "three")]


def heads(ran):
    """Return the lines of the output that name a connection."""
    return [line for line in ran.out.splitlines() if not line.startswith(" ")]


def test_creates_what_the_file_says(run, write, mock):
    """`create` sends the body unchanged, and prints the created connection."""
    ran = run("create", write(body(), "c.json"))

    (call,) = mock.calls
    (made,) = mock.connections()
    assert body() == call.body
    assert 0 == ran.status
    assert "" == ran.err
    assert ran.out.splitlines()[:3] == [
        f"created {made['id']}: pinterest_ads into demo, group amber_kettle",
        "  setup state   incomplete",
        "  sync state    scheduled",
    ]


def test_refuses_a_file_with_tables(run, write, mock):
    """`create` would sync before the tables are set, so it sends nothing and names apply."""
    entry = body(tables={"schema_change_handling": "BLOCK_ALL"})

    ran = run("create", write({"version": 1, "connections": [entry]}, "c.json"))

    assert 3 == ran.status
    assert () == tuple(mock.calls)
    assert "create does not set tables. Nothing was sent. Use apply." in ran.err


def test_prints_the_data_of_the_answer(run, write, mock):
    """JSON output is the API's data, unknown fields included."""
    data = {"id": "a", "service": "pinterest_ads", "group_id": "g", "schema": "demo", "later_addition": {"kept": True}}
    mock.add_fault({"operation": "create_connection", "status": 201, "body": {"code": "Success", "data": data}})

    assert [data] == run("create", "--output", "json", write(body(), "c.json")).data


def test_shows_setup_tests(run, write, mock):
    """`create` prints the setup tests."""
    mock.script_setup_tests(SetupTest(title="Login", status="FAILED", message="No."), SetupTest(title="Read"))

    assert run("create", write(body(), "c.json")).out.splitlines()[3:] == [
        "  setup test    Login FAILED: No.",
        "  setup test    Read PASSED",
    ]


def test_says_it_once(write, mock):
    """The client's log of warnings and retries does not appear beside the command's messages."""
    path = write(body(networking_method="SshTunnel"), "c.json")
    mock.add_fault(Fault(operation="create_connection", nth=1, status=429, retry_after=0))

    command = [sys.executable, "-m", "fivetran_connections", "create", str(path)]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)

    assert 0 == ran.returncode
    mock.assert_called("create_connection", times=2)
    (line,) = ran.stderr.splitlines()
    assert line.startswith(f"{path}:1:88: warning: /networking_method: ")


@pytest.mark.parametrize(
    ("options", "status", "ended", "told"),
    [
        ((), 400, 1, "was answered 400 "),
        ((), 500, 1, "Repeat it with --ensure, which looks up the connection first."),
        ((), 403, 4, "Nothing was changed. 1 done before it; the later ones were not sent."),
        (("--ensure",), 403, 4, "Nothing was changed. 1 done before it; the later ones were not sent."),
    ],
)
def test_says_what_failed_and_how_far_it_came(run, mock, files, options, status, ended, told):
    """An error ends the run: it says how to repeat a doubtful create, and counts those that were done before."""
    mock.add_fault(Fault(operation="create_connection", nth=2, status=status))

    ran = run("create", *options, *files)

    assert ended == ran.status
    assert heads(ran)[0].startswith("created ")
    assert f"error: {files[1]}: " in ran.err
    assert told in ran.err
    assert 1 == len(mock.connections())


def test_says_that_a_connection_may_exist_twice(run, write, mock):
    """A connection that is created after a lost answer may have a twin, and a note says so."""
    mock.add_fault(Fault(operation="create_connection", nth=1, status=504, retry_after=0))

    ran = run("create", "--ensure", write(body(), "c.json"))

    assert 0 == ran.status
    assert ran.err.endswith("a second connection of this name may exist: look for it.\n")


def test_says_what_an_interruption_leaves_open(run, mock, files, monkeypatch):
    """After Ctrl-C the command names the connection that may exist, and counts those created before."""
    send = httpx.HTTPTransport.handle_request

    def interrupted(transport, request):
        if mock.calls:
            raise KeyboardInterrupt
        return send(transport, request)

    monkeypatch.setattr(httpx.HTTPTransport, "handle_request", interrupted)
    ran = run("create", *files)

    assert 130 == ran.status
    assert ran.err.startswith(f"error: {files[1]}: Interrupted before the answer came. The connection may exist: ")
    assert "1 done before it; the later ones were not sent." in ran.err


@pytest.mark.linux("/dev/full has no room")
def test_says_what_was_created_where_it_cannot_be_printed(mock, files):
    """If the output cannot be written, the error names the created connection, and nothing more is sent."""
    command = [sys.executable, "-m", "fivetran_connections", "create", *files]
    with Path("/dev/full").open("wb") as full:
        ran = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, timeout=60, check=False)

    (made,) = mock.connections()
    created, room = ran.stderr.splitlines()
    assert 1 == ran.returncode
    assert f"error: {files[0]}: Created as {made['id']}, but that was not printed." == created
    assert "error: The output cannot be written: No space left on device." == room


def test_the_reason_of_the_mock_is_shown(run, write, mock):
    """A body that `--unchecked` lets pass, and the mock refuses, fails with the mock's reason and the way round it."""
    misspelt = {"group_id": "g", "service": "s3", "config": {"schema": "lake", "bukcet": "b"}}

    ran = run("create", write(misspelt, "lake.json"), "--unchecked", "s3")

    assert "The mock says: /config/bukcet: bukcet is not a field of config: did you mean bucket?" in ran.err
    assert "FivetranMock(services=['s3'])" in ran.err
    assert [] == mock.connections()


def test_runs_as_often_as_one_likes(run, mock, files):
    """With --ensure a missing connection is created, an existing one is left unchanged, and both are printed."""
    first = run("create", "--ensure", *files[:2])
    second = run("create", "--ensure", *files)

    assert 0 == first.status
    assert "" == first.err
    assert 0 == second.status
    assert "" == second.err
    assert ["created", "created"] == [line.split()[0] for line in heads(first)]
    assert ["existed", "existed", "created"] == [line.split()[0] for line in heads(second)]
    assert 3 == len(mock.connections())


def test_prints_one_array(run, mock, files):
    """JSON output of several files is one array, also if a file fails, and an empty one if the first file does."""
    mock.add_fault(Fault(operation="create_connection", nth=3, status=403))
    mock.add_fault(Fault(operation="create_connection", nth=4, status=403))

    assert ["one", "two"] == [each["schema"] for each in run("create", "--output", "json", *files).data]
    assert [] == run("create", "--output", "json", *files).data


def test_notes_for_programs_what_was_there(run, files):
    """JSON output has the connection either way; standard error notes that it existed."""
    (created,) = run("create", "--ensure", "--output", "json", files[0]).data

    ran = run("create", "--ensure", "--output", "json", files[0])

    assert created["id"] == ran.data[0]["id"]
    assert f"note: {files[0]}: {created['id']} existed already, as declared.\n" == ran.err


def test_tells_what_differs(run, mock, files, write):
    """A connection that differs from its file is reported and unchanged; later files are still processed."""
    run("create", "--ensure", *files[:2])
    changed = write(body("two", paused=True), "two.json")

    ran = run("create", "--ensure", files[0], changed, files[2])

    assert 9 == ran.status
    assert f"error: {changed}: The connection " in ran.err
    assert "/paused" in ran.err
    assert 1 == ran.err.count("\n")
    assert ["existed", "created"] == [line.split()[0] for line in heads(ran)]
    mock.assert_not_called("update_connection")


def test_points_out_duplicates(run, files):
    """If a group has a schema twice, a note names the id of the other connection."""
    run("create", files[0])
    run("create", files[0])

    ran = run("create", "--ensure", files[0])

    assert 0 == ran.status
    assert f"note: {files[0]}: the group has more connections of that schema" in ran.err


def test_names_what_no_answer_shows(run, write, mock):
    """The values of an existing connection that cannot be seen are named, and not sent."""
    file = write(database(password="p"))
    run("create", "--ensure", file)

    ran = run("create", "--ensure", file)

    assert "these values cannot be seen, and were not sent: /config/password." in ran.err
    mock.assert_not_called("update_connection")


@pytest.mark.parametrize(("output", "said"), [("text", "existed already "), ("json", "existed already.")])
def test_a_key_that_an_existing_connection_lacks_is_no_success(run, write, output, said):
    """A key that an answer would show, and that the connection lacks, is named, and ends the command with 9."""
    run("create", write(database(password="p")))

    ran = run("create", "--ensure", "--output", output, write(database(password="p", database="prod")))

    assert 9 == ran.status
    assert "exists and lacks /config/database. Send them with apply or update." in ran.err
    assert "cannot be seen, and were not sent: /config/password." in ran.err
    assert said in ran.out + ran.err
    assert "as declared" not in ran.err


def test_a_key_that_the_api_dropped_is_named(run, write, mock):
    """A key that the answer to a create lacks was sent, and is not called unsent."""
    mock.set_behaviours({"unknown_config_key": "dropped"})

    ran = run("create", "--ensure", "--unchecked", "postgres", write(database(password="p", more="x")))

    assert 0 == ran.status
    assert "the answer lacks /config/more. Perhaps the API dropped them." in ran.err


def test_says_how_to_go_on(run, mock, files):
    """If create and look-up both fail, the error says to look before running the command again."""
    mock.add_fault(Fault(operation="create_connection", nth=2, status=500))
    for number in (3, 4):
        mock.add_fault(Fault(operation="list_connections", nth=number, status=403))

    ran = run("create", "--ensure", *files)

    assert 1 == ran.status
    assert "look for it before you try again. 1 done before it; the later" in ran.err
    assert "Repeat it with" not in ran.err


@pytest.mark.parametrize("output", ["text", "json"])
@pytest.mark.parametrize("config", [{}, {"schema": 5}])
def test_has_to_know_what_to_look_for(run, mock, files, write, config, output):
    """With --ensure a file without a schema name is refused before anything is sent."""
    nameless = write({"group_id": "amber_kettle", "service": "some_service", "config": config}, "nameless.json")

    ran = run("create", "--ensure", "--output", output, files[0], nameless)

    assert 3 == ran.status
    assert "Name the schema (or schema_prefix) as text" in ran.out + ran.err
    assert "file.nameless" in ran.out + ran.err
    assert () == tuple(mock.calls)


def test_gives_the_card_again(run, mock, write):
    """An unauthorized connection gets a Connect Card, in one line, even if the first answer was lost."""
    mock.add_fault(Fault(operation="create_connection", nth=1, socket="reset", when="after"))
    card = {"redirect_uri": "https://example.com/done", "hide_setup_guide": True}
    path = write(body("one", connect_card_config=card, run_setup_tests=False), "one.json")

    lost = run("create", "--ensure", path)
    (again,) = run("create", "--ensure", "--output", "json", path).data

    assert 0 == lost.status
    assert re.search(r"^  to authorize  open http\S+/connect-card/\S+$", lost.out, re.MULTILINE)
    assert "/connect-card/" in again["connect_card"]["uri"]
    mock.assert_called("create_connection", times=1)
    mock.assert_called("create_connect_card", times=2)


def test_gives_no_card_to_what_is_connected(run, mock, write):
    """A connected connection gets no Connect Card."""
    path = write(body("one", connect_card_config={"redirect_uri": "https://example.com"}), "one.json")
    run("create", write(body("one"), "first.json"))
    mock.complete_connect_card(mock.connections()[0]["id"])

    ran = run("create", "--ensure", path)

    mock.assert_not_called("create_connect_card")
    assert "to authorize" not in ran.out
