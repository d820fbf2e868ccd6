"""Each state of a connection has a next step, which changes it or names another one when it is typed as printed."""

import re
import shlex
from collections.abc import Callable
from functools import partial
from typing import Any

import httpx
import pytest

from fivetran_connections import Fivetran, code
from fivetran_mock import FivetranMock, SetupTest

from .conftest import Ran, Run, Serve

PIN: dict[str, Any] = {"group_id": "g", "service": "pinterest_ads", "config": {"schema": "probe"}}
PG: dict[str, Any] = {"group_id": "g", "service": "postgres", "config": {"schema_prefix": "probe", "password": "p"}}
HOSTED: dict[str, Any] = {**PG, "config": {**PG["config"], "host": "h"}}
OPEN: dict[str, Any] = {**PG, "config": {"schema_prefix": "probe", "host": "h"}}
CONNECTED = {"setup_state": "connected"}
BROKEN = {"setup_state": "broken"}
LATER = {**CONNECTED, "sync_state": "rescheduled", "rescheduled_for": "2026-01-01T14:00:00Z"}
Type = Callable[..., Ran]


@pytest.fixture
def mock(serve: Serve) -> FivetranMock:
    """Serve a mock."""
    return serve(FivetranMock())


@pytest.fixture
def typed(run: Run, mock: FivetranMock, monkeypatch: pytest.MonkeyPatch) -> Type:
    """Return a function that types the command of an advice on a terminal, with an answer to what is asked."""
    advance: Callable[[float], object] = lambda seconds: mock.advance(seconds=seconds)  # noqa: E731
    monkeypatch.setattr("fivetran_connections.client.Fivetran", partial(Fivetran, sleep=advance))

    def type_it(advice: str, answer: str = "") -> Ran:
        (words,) = re.findall("fivetran-connections (.*)", advice)
        for module in ("session", "connections", "apply"):
            monkeypatch.setattr(f"fivetran_connections.cli.{module}.on_terminal", lambda: True)
        monkeypatch.setattr("fivetran_connections.cli.connections.getpass", lambda _: answer)
        return run(*shlex.split(words), stdin=f"{answer}\n".encode())

    return type_it


def told(ran: Ran) -> str:
    """Return the next step that a command prints."""
    found = re.findall(r"(?:Run|run): (fivetran-connections .*?)$", ran.out + ran.err, re.MULTILINE)
    return found[-1].strip() if found else ""


def authorize(mock: FivetranMock, identifier: str) -> object:
    """Authorize a connection on its card."""
    return mock.complete_connect_card(identifier)


def nothing(*_: object) -> None:
    """Let nobody act."""


def refuse(mock: FivetranMock, identifier: str) -> None:
    """Let the next setup tests fail, and those after them pass."""
    mock.script_setup_tests(SetupTest(status="FAILED", message="Refused"), connection_id=identifier, times=1)


def refuse_card(_: FivetranMock, identifier: str) -> None:
    """Press the button *Refuse* on the page of a card."""
    with Fivetran() as fivetran:
        card = fivetran.connections.connect_card(identifier, redirect_uri="https://a.example").connect_card
    assert "Authorize" in httpx.post(str(card.uri), data={"act": "refuse"}, headers={"Accept": "text/html"}).text


def fails(mock: FivetranMock, identifier: str) -> None:
    """End a sync as failed."""
    mock.start_sync(identifier)
    mock.end_sync(identifier, outcome="failed", message="Quota")


def waits(mock: FivetranMock, _: str) -> None:
    """Let the time come for which a sync waits."""
    mock.advance(hours=15)


@pytest.mark.parametrize(
    ("body", "before", "commands", "answer", "after"),
    [
        pytest.param(PIN, nothing, ["connect-card"], "", authorize, id="never authorized"),
        pytest.param({**PIN, "status": BROKEN}, nothing, ["connect-card"], "", authorize, id="broken"),
        pytest.param(PIN, refuse_card, ["connect-card"], "", authorize, id="refused card"),
        pytest.param(PG, nothing, ["test", "update"], "h", nothing, id="lacking a host"),
        pytest.param(HOSTED, refuse, ["test", "update"], "better", nothing, id="wrong password"),
        pytest.param(OPEN, refuse, ["test", "get"], "", lambda mock, it: mock.run_setup_tests(it), id="no secret"),
        pytest.param({**HOSTED, "status": BROKEN}, nothing, ["test"], "", nothing, id="broken, then well"),
        pytest.param({**PIN, "status": CONNECTED, "paused": True}, nothing, ["unpause"], "", nothing, id="paused"),
        pytest.param({**PIN, "status": CONNECTED}, fails, ["errors", "sync"], "", nothing, id="failed sync"),
        pytest.param({**PIN, "status": LATER}, nothing, [], "", waits, id="rescheduled"),
        pytest.param({**PIN, "status": LATER, "schedule_type": "manual"}, nothing, ["sync"], "", nothing, id="manual"),
    ],
)
def test_each_step_leads_on(run, typed, mock, body, before, commands, answer, after):
    """The steps that `status` begins, typed one after the other, end in a state with nothing to do."""
    mock.seed(connections=[body])
    (identifier,) = (each["id"] for each in mock.connections())
    before(mock, identifier)

    ran = run("status")
    for command in commands:
        step = told(ran)
        assert step.startswith(f"fivetran-connections {command} "), ran
        assert command != "update" or "Correct its file and apply it" in ran.out, ran
        ran = typed(step, answer)
    after(mock, identifier)
    assert not run("status", "--output", "json").data[0]["next_step"]


HELD = "{group_id: g, service: google_ads, config: {schema: probe}}"


def test_a_held_connection_is_released_by_an_apply_of_its_file(run, typed, mock, write):
    """The step for a held connection names its file and the memory; without a file it is to unpause."""
    path = write(HELD)
    run("apply", "--yes", "--unpause-when-connected", path)
    (held,) = mock.connections()
    authorize(mock, held["id"])

    step = told(run("status"))

    assert step == f"fivetran-connections apply {path}"
    assert 0 == typed(step, "yes").status
    assert mock.connection(held["id"])["paused"] is False


def test_of_python_it_is_unpaused(run, typed, mock):
    """A connection that an apply of Python holds is unpaused by the step."""
    with Fivetran() as fivetran:
        memory = code.Memory.open(fivetran)
        declared = [
            code.Declaration("g", "probe", {"group_id": "g", "service": "google_ads", "config": {"schema": "probe"}})
        ]
        wanted = code.PlanOptions(unpause_when_connected=True)
        code.apply(fivetran, code.plan(fivetran, declared, options=wanted, memory=memory), memory=memory)
    (held,) = mock.connections()
    authorize(mock, held["id"])

    assert "unpaused" in typed(told(run("status"))).out
    assert "" == told(run("status"))


def test_a_deleted_connection_leads_to_the_list_and_to_a_new_one(run, typed, mock, write):
    """A command for a deleted connection names `list`; an apply that meets it, a new apply."""
    path = write(HELD)
    run("apply", "--yes", path)
    (gone,) = mock.connections()
    path.write_text(path.read_text().replace("group_id", "sync_frequency: 60, group_id"))
    mock.add_fault({"operation": "update_connection", "status": 404, "body": {"code": "NotFound", "message": "No"}})
    ran = run("apply", "--yes", path)
    assert "It was deleted elsewhere: run the same command again, and it is created." in ran.out
    mock.delete(gone["id"])

    assert 0 == typed(told(run("test", gone["id"]))).status
    assert "Apply: 1 done." in run("apply", "--yes", path).out
