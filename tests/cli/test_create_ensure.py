"""The command `create --ensure`, against the mock's server."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from fivetran_mock import Fault, FivetranMock

Write = Callable[..., Path]


@pytest.fixture
def mock(serve):
    """Serve a mock that allows a schema twice in a group."""
    return serve(FivetranMock(behaviours={"duplicate_schema": "allowed"}))


def body(schema: str, **more: object) -> dict[str, object]:
    """Return the body of a connection."""
    config = {"schema": schema, "sync_mode": "AllAdvertisers"}
    return {"group_id": "amber_kettle", "service": "pinterest_ads", "config": config, **more}


@pytest.fixture
def files(write: Write) -> list[Path]:
    """Write three files."""
    return [write(body(name), f"{name}.json") for name in ("one", "two", "three")]


def test_runs_as_often_as_one_likes(run, mock, files):
    """A missing connection is created, an existing one is left unchanged, and both are printed."""
    first = run("create", "--ensure", *files[:2])
    second = run("create", "--ensure", *files)

    assert 0 == first.status
    assert "" == first.err
    assert 0 == second.status
    assert "" == second.err
    assert ["created", "created"] == [line.split()[0] for line in first.out.splitlines() if line[0] != " "]
    done = [line.rpartition(" ")[0].partition(":")[0] for line in second.out.splitlines() if line[0] != " "]
    assert [line.startswith("existed already ") for line in done] == [True, True, False]
    assert 3 == len([call for call in mock.calls if call.operation == "create_connection"])


@pytest.mark.usefixtures("mock")
def test_notes_for_programs_what_was_there(run, files):
    """JSON output has the connection either way; standard error notes that it existed."""
    created = run("create", "--ensure", "--output", "json", files[0]).data

    ran = run("create", "--ensure", "--output", "json", files[0])

    assert created["id"] == ran.data["id"]
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
    assert ["existed", "created"] == [line.split()[0] for line in ran.out.splitlines() if line[0] != " "]
    mock.assert_not_called("update_connection")


@pytest.mark.usefixtures("mock")
def test_points_out_duplicates(run, files):
    """If a group has a schema twice, a note names the id of the other connection."""
    run("create", files[0])
    run("create", files[0])

    ran = run("create", "--ensure", files[0])

    assert 0 == ran.status
    assert f"note: {files[0]}: the group has more connections of that schema" in ran.err


def test_names_what_no_answer_shows(run, write, mock):
    """The values of an existing connection that cannot be seen are named, and not sent."""
    file = write(
        {"service": "postgres", "group_id": "amber_kettle", "config": {"schema_prefix": "pg", "password": "p"}}
    )
    run("create", "--ensure", file)

    ran = run("create", "--ensure", file)

    assert "these values cannot be seen, and were not sent: /config/password." in ran.err
    mock.assert_not_called("update_connection")


def test_loses_no_answer(run, mock, files):
    """After a create whose answer was lost, the connection is found, and not created again."""
    mock.add_fault(Fault(operation="create_connection", nth=1, socket="reset", when="after"))

    ran = run("create", "--ensure", files[0])

    assert 0 == ran.status
    assert ran.out.startswith("existed already ")
    mock.assert_called("create_connection", times=1)


def test_says_how_to_go_on(run, mock, files):
    """If create and look-up both fail, the error says to run the same command again."""
    mock.add_fault(Fault(operation="create_connection", nth=2, status=500))
    for number in (3, 4):
        mock.add_fault(Fault(operation="list_connections", nth=number, status=403))

    ran = run("create", "--ensure", *files)

    assert 1 == ran.status
    assert (
        "Run the same command again: it looks up the connection first. 1 done before it; the later ones were not sent."
        in ran.err
    )
    assert "Repeat it with" not in ran.err


def test_says_how_far_it_came(run, mock, files):
    """An error of the API ends the run, and the error counts the connections done before it."""
    mock.add_fault(Fault(operation="create_connection", nth=2, status=403))

    ran = run("create", "--ensure", *files)

    assert 4 == ran.status
    assert ran.err.endswith("Nothing was changed. 1 done before it; the later ones were not sent.\n")


@pytest.mark.parametrize("output", ["text", "json"])
@pytest.mark.parametrize("config", [{}, {"schema": 5}])
def test_has_to_know_what_to_look_for(run, mock, files, write, config, output):
    """A file without a schema name is refused before anything is sent."""
    nameless = write({"group_id": "amber_kettle", "service": "some_service", "config": config}, "nameless.json")

    ran = run("create", "--ensure", "--output", output, files[0], nameless)

    assert 3 == ran.status
    assert "Name the schema (or schema_prefix) as text" in ran.out + ran.err
    assert "file.nameless" in ran.out + ran.err
    assert () == tuple(mock.calls)


def test_gives_the_card_again(run, mock, write):
    """An unauthorized connection gets a Connect Card, even if the first answer was lost."""
    mock.add_fault(Fault(operation="create_connection", nth=1, socket="reset", when="after"))
    card = {"redirect_uri": "https://example.com/done", "hide_setup_guide": True}
    path = write(body("one", connect_card_config=card, run_setup_tests=False), "one.json")

    lost = run("create", "--ensure", path)
    again = run("create", "--ensure", "--output", "json", path).data

    assert 0 == lost.status
    assert re.search(r"  to authorize  open http\S+/connect-card/", lost.out)
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
