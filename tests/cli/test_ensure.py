"""The command `create --ensure`, against the mock's server."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from fivetran_mock import Fault, FivetranMock
from fivetran_mock.server import MockServer

Write = Callable[..., Path]


@pytest.fixture
def mock(monkeypatch):
    """Serve a mock that lets a group have a schema twice, as the API may, and let the environment name it."""
    mock = FivetranMock(duplicate_schemas="allow")
    with MockServer(mock) as server:
        for name, value in server.environment.items():
            monkeypatch.setenv(name, value)
        yield mock


def body(schema: str, **more: object) -> dict[str, object]:
    """Give the body of a connection."""
    config = {"schema": schema, "sync_mode": "AllAdvertisers"}
    return {"group_id": "amber_kettle", "service": "pinterest_ads", "config": config, **more}


@pytest.fixture
def files(write: Write) -> list[Path]:
    """Write three files."""
    return [write(body(name), f"{name}.json") for name in ("one", "two", "three")]


def test_runs_as_often_as_one_likes(run, mock, files):
    """What is not there is created, what is there is left alone, and both are told."""
    first = run("create", "--ensure", *files[:2])
    second = run("create", "--ensure", *files)

    assert (0, "", 0, "") == (first.status, first.err, second.status, second.err)
    assert ["created", "created"] == [line.split()[0] for line in first.out.splitlines() if line[0] != " "]
    done = [line.rpartition(" ")[0].partition(":")[0] for line in second.out.splitlines() if line[0] != " "]
    assert [line.startswith("there already ") for line in done] == [True, True, False]
    assert 3 == len([call for call in mock.calls if call.operation == "create_connection"])


@pytest.mark.usefixtures("mock")
def test_notes_for_programs_what_was_there(run, files):
    """With JSON the connection is printed either way, and what was there is noted on standard error."""
    created = run("create", "--ensure", "--output", "json", files[0]).data

    ran = run("create", "--ensure", "--output", "json", files[0])

    assert created["id"] == ran.data["id"]
    assert f"note: {files[0]}: {created['id']} was there already, as it is asked for.\n" == ran.err


def test_tells_what_differs(run, mock, files, write):
    """A connection that is there and not as the file has it ends the run with the difference, and is left alone."""
    run("create", "--ensure", *files)
    changed = write(body("two", paused=True), "two.json")

    ran = run("create", "--ensure", files[0], changed, files[2])

    assert 1 == ran.status
    assert f"error: {changed}: The connection " in ran.err
    assert "/paused" in ran.err
    assert "Done before it: 1; the files after it were not sent." in ran.err
    mock.assert_not_called("update_connection")


@pytest.mark.usefixtures("mock")
def test_points_out_twins(run, files):
    """When a group has a schema twice, that is told with the id of the other one."""
    run("create", files[0])
    run("create", files[0])

    ran = run("create", "--ensure", files[0])

    assert 0 == ran.status
    assert f"note: {files[0]}: the group has more connections of that schema" in ran.err


def test_loses_no_answer(run, mock, files):
    """A create whose answer is lost is found, and not made twice."""
    mock.add_fault(Fault(operation="create_connection", nth=1, socket="reset", when="after"))

    ran = run("create", "--ensure", files[0])

    assert 0 == ran.status
    assert ran.out.startswith("there already ")
    mock.assert_called("create_connection", times=1)
