"""Apply: each change happens once, a failure affects its connection only, secrets stay hidden, limits hold."""

import asyncio
import json
import stat
import sys
import time
from dataclasses import replace
from typing import Any

import httpx
import pytest

from fivetran_connections import InvalidRequest
from fivetran_connections.code import (
    Action,
    Change,
    Declaration,
    Memory,
    Outcome,
    Plan,
    PlanOptions,
    Report,
    Stop,
    aapply,
    aplan,
    apply,
    load,
    plan,
)
from fivetran_connections.code.applying import RATE_LIMITED, StoppedWaiting, cost_of
from fivetran_connections.code.data_files import data_folder, journal
from fivetran_mock import FivetranMock

from .conftest import body, database, declared


def operations(mock: FivetranMock) -> list[str]:
    """Return the operations that changed something, in order."""
    return [call.operation for call in mock.calls if call.method != "GET"]


def test_creates_each_once_and_the_next_plan_is_empty(fivetran, mock):
    """Every connection is created once, without nulls, and a second apply sends nothing."""
    asked = declared(body("a", private_link_id=None, config={"custom_reports": None}), body("b"))

    report = apply(fivetran, plan(fivetran, asked))
    again = apply(fivetran, plan(fivetran, asked))

    assert ["done", "done"] == [outcome.result for outcome in report.outcomes]
    assert ["unchanged", "unchanged"] == [outcome.result for outcome in again.outcomes]
    assert ["create_connection", "create_connection"] == operations(mock)
    assert report.ok and again.ok


def test_adopts_what_was_created_meanwhile(fivetran, mock):
    """A connection that another process creates between plan and apply is found, and its hidden values are named."""
    asked = database(password="x")
    planned = plan(fivetran, [Declaration("amber_kettle", "pg", asked)])
    mock.seed(connections=[asked])

    (outcome,) = apply(fivetran, planned).outcomes

    assert "done" == outcome.result
    unseen = "No answer shows, and it was not sent: /config/password."
    assert ("It already exists, as declared.", unseen) == outcome.notes
    assert [] == operations(mock)


@pytest.mark.parametrize("options", [PlanOptions(), PlanOptions(adopt=True)], ids=["usual", "adopt"])
def test_completes_what_somebody_created_meanwhile(fivetran, mock, prints, options):
    """A connection that another process creates between plan and apply gets its keys, and the next plan is empty."""
    asked = [Declaration("amber_kettle", "pg", database(password="x", database="prod"))]
    planned = plan(fivetran, asked, memory=prints, options=options)
    mock.seed(connections=[database(password="theirs")])

    (outcome,) = apply(fivetran, planned, memory=prints).outcomes

    assert "done" == outcome.result
    assert outcome.notes[0].endswith("It got what it lacked, or no answer shows: /config/password, /config/database.")
    assert ["update_connection"] == operations(mock)
    assert "prod" == mock.connections()[0]["config"]["database"]
    assert plan(fivetran, asked, memory=prints, options=options).changes[0].hidden == {"/config/password": "sent"}


def test_a_failure_stops_its_own_connection_only(fivetran, mock):
    """A failed change is reported with its reason, and all others are carried out."""
    mock.add_fault({"operation": "create_connection", "nth": 2, "status": 403})

    report = apply(fivetran, plan(fivetran, declared(body("a"), body("b"), body("c"))))

    assert ["done", "failed", "done"] == [outcome.result for outcome in report.outcomes]
    assert not report.ok
    (failed,) = report.having("failed")
    assert "403 Forbidden" in failed.message
    assert {"result": "failed", "action": "create", "schema": "b", "error": "Forbidden", "status": 403}.items() <= (
        failed.as_json().items()
    )


def test_replaces_by_deleting_and_creating(fivetran, mock, prints):
    """A replacement deletes and creates; the report says that the old connection is deleted only if it is."""
    mock.seed(connections=[body(config={"timeframe_months": "THREE"})])
    asked = declared(body(config={"timeframe_months": "SIX"}))
    options = PlanOptions(allow_replace=True)
    mock.add_fault({"operation": "delete_connection", "nth": 1, "status": 403})
    mock.add_fault({"operation": "create_connection", "nth": 1, "status": 403})

    (kept,) = apply(fivetran, plan(fivetran, asked, options=options)).outcomes
    (failed,) = apply(fivetran, plan(fivetran, asked, options=options)).outcomes
    (done,) = apply(fivetran, plan(fivetran, asked, options=options)).outcomes
    mock.reset()
    mock.seed(connections=[body(config={"timeframe_months": "THREE"})])
    (replaced,) = apply(fivetran, plan(fivetran, asked, options=options), memory=prints).outcomes

    assert kept.message.endswith("Nothing was changed.")
    assert "failed" == failed.result
    assert "The earlier connection is deleted; run apply again to create the new one." in failed.message
    assert "Nothing was changed" not in failed.message
    assert Action.CREATE == done.change.action
    assert "done" == done.result
    assert Action.REPLACE == replaced.change.action
    assert "done" == replaced.result


def test_an_update_that_the_api_does_not_carry_out_is_told(prints):
    """A null that clears nothing is reported, also if the answer lacks the config and the connection is read again."""
    mock = FivetranMock(behaviours={"null_in_update": "kept", "update_answer": "bare"})
    config = {"schema_prefix": "pg", "user": "someone"}
    mock.seed(connections=[{"group_id": "amber_kettle", "service": "postgres", "config": config}])
    asked = declared({"group_id": "amber_kettle", "service": "postgres", "config": {**config, "user": None}})

    with mock.client() as fivetran:
        planned = plan(fivetran, asked)
        (told,) = apply(fivetran, planned, memory=prints).outcomes

    assert [("/config/user", "")] == [(key.pointer, key.reason) for key in planned.changes[0].keys]
    assert "done" == told.result
    assert told.message.endswith("is updated, but it has other values: Null cleared nothing: /config/user.")


def test_an_update_that_cannot_be_read_again_is_told(prints):
    """If the answer of an update lacks the config and the next read fails, the outcome says both."""
    mock = FivetranMock(behaviours={"update_answer": "bare"})
    mock.seed(connections=[body()])
    asked = declared(body(config={"click_attribution_window": "SEVEN"}))

    with mock.client() as fivetran:
        planned = plan(fivetran, asked, memory=prints)
        mock.add_fault({"operation": "get_connection", "status": 403})
        (told,) = apply(fivetran, planned, memory=prints).outcomes

    assert "done" == told.result
    assert "is updated, but it could not be read again: GET" in told.message


def test_a_pause_is_remembered_without_another_read(fivetran, mock, prints):
    """The answer of a pause lacks the config, which is then as it was found; the next plan is empty."""
    fivetran.connections.create(database(password="p"))
    asked = [Declaration("amber_kettle", "pg", {**database(password="p"), "paused": True})]

    planned = plan(fivetran, asked, memory=prints)
    before = len(mock.calls)
    apply(fivetran, planned, memory=prints)

    assert ["update_connection"] == [call.operation for call in mock.calls[before:]]
    assert plan(fivetran, asked, memory=prints).is_empty


def test_a_name_that_the_api_changes_is_told(prints):
    """If the API creates a connection under another spelling of its name, apply and plan say how to write it."""
    mock = FivetranMock(behaviours={"schema_spelling": "lowered"})
    with mock.client() as fivetran:
        (made,) = apply(fivetran, plan(fivetran, declared(body("Brand_EU"))), memory=prints).outcomes
        (change,) = plan(fivetran, declared(body("Brand_EU")), memory=prints)

    assert [True] == ["write brand_eu in the file" in warning for warning in change.warnings]
    assert made.notes == ("The API named it brand_eu: write this name in the file, or the next plan creates it again.",)


def test_works_on_many_at_once(mock):
    """The async functions apply several changes at once, each once, and report each outcome to the watcher."""
    asked = declared(*(body(f"s{number}") for number in range(40)))
    seen: list[Outcome] = []
    mock.add_fault({"operation": "create_connection", "nth": 7, "status": 403})

    async def run() -> Any:
        async with mock.async_client() as fivetran:
            planned = await aplan(fivetran, asked)
            report = await aapply(fivetran, planned, concurrency=5, watch=seen.append)
            return report, await aplan(fivetran.with_limits(), asked)

    report, left = asyncio.run(run())

    assert 39 == len(report.having("done"))
    assert 1 == len(report.having("failed"))
    assert 40 == len(seen)
    assert 1 == left.count(Action.CREATE)


@pytest.mark.parametrize(("changes", "options", "most"), [(2, {"concurrency": 100}, 3), (20, {}, 9)])
def test_no_more_tasks_than_changes_are_started(mock, changes, options, most):
    """A large concurrency starts a task for each change, and no others; eight are usual."""
    tasks: set[int] = set()

    async def run() -> None:
        async with mock.async_client() as fivetran:
            planned = await aplan(fivetran, declared(*(body(f"s{number}") for number in range(changes))))
            await aapply(fivetran, planned, **options, watch=lambda _: tasks.add(len(asyncio.all_tasks())))

    asyncio.run(run())

    assert most == max(tasks)


def test_stops_when_asked(mock):
    """After a request to stop, no new change begins, waits end, and the waiting changes are skipped."""
    asked = declared(body("a"), body("b"), body("c"))
    stop = Stop()

    async def run() -> Any:
        async with mock.async_client(sleep=stop.sleep) as fivetran:
            planned = await aplan(fivetran, asked)
            mock.add_fault({"operation": "list_connections", "nth": 2, "status": 429, "retry_after": 3000})

            def watch(outcome: Outcome) -> None:
                stop.requested = stop.requested or outcome.result == "done"

            return await aapply(fivetran, planned, concurrency=2, stop=stop, watch=watch)

    report = asyncio.run(run())

    assert ["done", "skipped", "skipped"] == sorted(outcome.result for outcome in report.outcomes)
    assert report.interrupted


def test_a_sync_run_can_be_watched_and_stopped(fivetran):
    """A watcher of the blocking `apply` receives each outcome, and can stop the run."""
    stop = Stop()
    seen: list[str] = []

    def watch(outcome: Outcome) -> None:
        seen.append(outcome.result)
        stop.requested = True

    report = apply(fivetran.with_limits(), plan(fivetran, declared(body("a"), body("b"))), stop=stop, watch=watch)

    assert ["done", "skipped"] == seen
    assert report.interrupted


def test_the_data_folder_may_be_named(monkeypatch, tmp_path):
    """The data folder is the named one or the user's default; if it cannot be created, the error names it."""
    monkeypatch.setenv("FIVETRAN_CONNECTIONS_DATA", str(tmp_path / "named"))
    assert tmp_path / "named" == data_folder()
    assert 0o700 == stat.S_IMODE((tmp_path / "named").stat().st_mode)

    monkeypatch.delenv("FIVETRAN_CONNECTIONS_DATA")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "usual"))
    if sys.platform.startswith("linux"):
        assert tmp_path / "usual" / "fivetran-connections" == data_folder()

    (tmp_path / "file").write_text("")
    monkeypatch.setenv("FIVETRAN_CONNECTIONS_DATA", str(tmp_path / "file" / "below"))
    with pytest.raises(InvalidRequest, match=r"made .*: name another one in FIVETRAN_CONNECTIONS_DATA"):
        data_folder()


def test_the_usual_data_folder_needs_an_extra(monkeypatch):
    """Without platformdirs, the error names the package to install and the variable to set."""
    monkeypatch.delenv("FIVETRAN_CONNECTIONS_DATA")
    monkeypatch.setitem(sys.modules, "platformdirs", None)

    with pytest.raises(InvalidRequest, match=r"pip install .\.\[cli\].*FIVETRAN_CONNECTIONS_DATA"):
        data_folder()


def test_the_journal_names_what_was_done_and_no_value(tmp_path):
    """Each line is JSON with time, action, connection and the pointers that changed; old lines are kept."""
    change = Change(Action.UPDATE, "straße", "\ud800", "postgres", "an_id")
    for _ in range(2):
        with journal(tmp_path / "journal.jsonl") as write_line:
            write_line(Outcome(change, "done", "an_id", "connected", link="https://secret.example"))

    first, second = (tmp_path / "journal.jsonl").read_text("utf-8").splitlines()
    line = json.loads(first)
    assert "straße" in first
    assert {"result": "done", "action": "update", "schema": "\ud800", "id": "an_id"}.items() <= line.items()
    assert "secret" not in first
    assert second
    assert 0o600 == stat.S_IMODE((tmp_path / "journal.jsonl").stat().st_mode)


def test_a_state_that_no_answer_tells_is_not_reported():
    """A connection whose setup state is unknown is not listed as not connected."""
    change = Change(Action.UPDATE, "g", "s", "x", "an_id")

    assert () == Report((Outcome(change, "done", "an_id", None),)).not_connected


@pytest.mark.parametrize("how", ["sync", "async"])
def test_an_apply_keeps_the_rate_limits(mock, how):
    """A client without limits gets those of `with_limits`, which wait after each 429, more often than a retry does."""
    for number in range(1, 13):
        mock.add_fault({"operation": "create_connection", "nth": number, "status": 429, "retry_after": 60})

    async def run() -> Report:
        async with mock.async_client() as fivetran:
            return await aapply(fivetran, await aplan(fivetran, declared(body())))

    if how == "sync":
        with mock.client() as fivetran:
            report = apply(fivetran, plan(fivetran, declared(body())))
    else:
        report = asyncio.run(run())

    assert ["done"] == [outcome.result for outcome in report.outcomes]


TESTED = ("all", "source", "setup_tests")
UPDATE, RUN = "update_connection", "run_setup_tests"


@pytest.mark.parametrize(
    ("fields", "sent", "otherwise", "cost"),
    [
        ({"trust_certificates": True}, [RUN], [RUN], TESTED),
        ({"sync_frequency": 60, "trust_certificates": True}, [UPDATE, RUN], [UPDATE], TESTED),
        ({"sync_frequency": 60}, [UPDATE], [UPDATE], ("all",)),
        ({"config": {"advertisers": ["2"]}}, [UPDATE], [UPDATE], TESTED),
    ],
    ids=["flags alone", "flags beside a field", "a field", "config"],
)
@pytest.mark.parametrize("update_tests", ["config_or_auth", "always"])
def test_trust_flags_get_the_setup_tests_that_read_them(tmp_path, update_tests, fields, sent, otherwise, cost):
    """Flags that no update runs tests for go with a run of them, which counts as such; the next plan is empty."""
    mock = FivetranMock(behaviours={"update_tests": update_tests})
    mock.seed(connections=[body("a")])
    with mock.client() as fivetran:
        memory, files = Memory.open(fivetran, tmp_path / "memory.jsonl"), declared(body("a", **fields))
        planned = plan(fivetran, files, memory=memory)

        assert apply(fivetran, planned, memory=memory).ok
        assert cost == cost_of(planned.changes[0])
        assert (sent if update_tests == "config_or_auth" else otherwise) == operations(mock)
        assert plan(fivetran, files, memory=memory).is_empty


def test_approvals_of_a_file_without_tests_are_named_and_not_sent(fivetran, mock):
    """With `run_setup_tests: false` only a create takes the flags: an existing connection is left as it is."""
    mock.seed(connections=[body("a")])

    (change,) = plan(fivetran, declared(body("a", run_setup_tests=False, trust_certificates=True)))

    assert Action.UNCHANGED == change.action
    assert {"/trust_certificates": "unknown"} == change.hidden


@pytest.mark.parametrize("retry_after", [61, 86_400], ids=["longer than the rest", "a day"])
def test_a_rate_limit_beyond_the_deadline_ends_the_run(mock, retry_after):
    """A change that a rate limit would hold for too long is skipped with its reason, and so is each later one."""
    mock.add_fault({"operation": "create_connection", "status": 429, "retry_after": retry_after})
    with mock.client() as fivetran:
        planned = plan(fivetran, declared(body("a"), body("b")))
        report = apply(fivetran.with_limits(deadline=60), planned)

    assert ["skipped", "skipped"] == [outcome.result for outcome in report.outcomes]
    assert isinstance(report.outcomes[0].error, RATE_LIMITED)
    assert 1 == len(operations(mock))


def test_fail_fast_goes_on_after_a_refusal(fivetran, mock):
    """A change that the plan refuses is no failure of the run: with `fail_fast` the others are carried out."""
    mock.seed(connections=[body("a", config={"timeframe_months": "THREE"})])
    planned = plan(fivetran, declared(body("a", config={"timeframe_months": "SIX"}), body("b")))

    report = apply(fivetran, planned, stop=Stop(fail_fast=True))

    assert ["refused", "done"] == [outcome.result for outcome in report.outcomes]
    assert "is permanent" in report.failures[0].message
    assert ["create_connection"] == operations(mock)


def test_a_wait_ends_soon_after_the_stop():
    """A run that is asked to stop during a long wait does not sit it out; else a wait returns after its time."""
    stop, began = Stop(), time.monotonic()
    asyncio.run(stop.sleep(0.1))
    assert time.monotonic() - began >= 0.1

    async def run() -> None:
        waiting = asyncio.create_task(stop.sleep(3600))
        await asyncio.sleep(0)
        stop.requested = True
        with pytest.raises(StoppedWaiting):
            await asyncio.wait_for(waiting, 30)

    asyncio.run(run())


def test_a_change_that_was_stopped_while_it_waited_is_skipped(mock):
    """An update that the stop ends before another attempt is skipped, and no failure."""
    mock.seed(connections=[body("a", paused=True)])
    mock.add_fault({"operation": "update_connection", "status": 429, "retry_after": 3000})
    stop = Stop()

    async def stop_at_once(seconds: float) -> None:
        stop.requested = True
        await stop.sleep(seconds)

    async def run() -> Report:
        async with mock.async_client(sleep=stop_at_once) as fivetran:
            return await aapply(fivetran, await aplan(fivetran, declared(body("a", paused=False))), stop=stop)

    report = asyncio.run(run())

    assert ["skipped"] == [outcome.result for outcome in report.outcomes]
    assert () == report.failures


def test_each_line_of_the_journal_is_there_before_the_next_change(fivetran, tmp_path, mock):
    """When a change begins, the journal on the disk already has the line of the one before."""
    path = tmp_path / "journal.jsonl"
    lines: list[int] = []

    with journal(path) as write_line:

        def watch(outcome: Outcome) -> None:
            write_line(outcome)
            lines.append(len(path.read_text().splitlines()))

        apply(fivetran, plan(fivetran, declared(body("a"), body("b"))), watch=watch)

    assert [1, 2] == lines
    assert ["create_connection"] * 2 == operations(mock)


HELD = PlanOptions(unpause_when_connected=True)


def test_a_refused_unpause_leaves_the_connection_done(fivetran, mock):
    """A created connection that cannot be unpaused is done and has its id; `fail_fast` stops the rest."""
    mock.add_fault({"operation": "update_connection", "nth": 1, "status": 403})
    planned = plan(fivetran, declared(body("a"), body("b")), options=HELD)

    first, second = apply(fivetran, planned, stop=Stop(fail_fast=True)).outcomes

    (made,) = fivetran.connections.list()
    assert "done" == first.result
    assert made.id == first.connection_id
    assert "skipped" == second.result
    assert first.message.startswith(f"{made.id} is created, but it is still paused: PATCH ")


@pytest.mark.parametrize("when", ["before", "after"])
def test_an_unpause_without_an_answer_is_doubtful(fivetran, mock, prints, when):
    """If the answer of an unpause is lost, the outcome says that it may still be paused; the next apply mends it."""
    asked = declared(body("a"))
    mock.add_fault({"operation": "update_connection", "socket": "reset", "when": when, "times": 1})

    (made,) = apply(fivetran, plan(fivetran, asked, options=HELD, memory=prints), memory=prints).outcomes

    assert "it may still be paused" in made.message
    assert apply(fivetran, plan(fivetran, asked, memory=prints), memory=prints).ok
    assert not mock.connections()[0]["paused"]


def test_a_value_that_the_answer_shows_otherwise_is_no_success(mock, prints):
    """If a create or an update is answered with another value than was sent, the change is partly done."""

    def answer(request: httpx.Request) -> httpx.Response:
        reply = mock.transport().handle_request(request)
        return httpx.Response(
            reply.status_code, content=reply.read().replace(b'"sync_frequency":60', b'"sync_frequency":15')
        )

    asked = declared(body("a", sync_frequency=60))
    with mock.client(transport=httpx.MockTransport(answer)) as fivetran:
        (made,) = apply(fivetran, plan(fivetran, asked), memory=prints).outcomes
        again = apply(fivetran, plan(fivetran, asked), memory=prints)

    assert "is created, but it has other values: The API answers with another value" in made.message
    assert not again.ok


def test_a_stopped_run_skips_only_what_it_would_change(fivetran):
    """After a stop before the first change, unchanged and undeclared connections do not count as skipped."""
    apply(fivetran, plan(fivetran, declared(body("a"))))
    planned = plan(fivetran, declared(body("a"), body("b")))
    left = Change(Action.UNDECLARED, "amber_kettle", "c", "pinterest_ads", "an_id")

    report = apply(fivetran, replace(planned, changes=(*planned, left)), stop=Stop(requested=True))

    assert ["unchanged", "skipped", "undeclared"] == [outcome.result for outcome in report.outcomes]


@pytest.mark.parametrize("knows", [True, False], ids=["memory", "no memory"])
@pytest.mark.parametrize("hidden", [{"password": "p"}, {}], ids=["secret", "no secret"])
def test_a_create_whose_answer_is_lost_sends_what_is_hidden_again(fivetran, mock, prints, hidden, *, knows):
    """The connection of a lost answer is adopted; its hidden values are sent again, and the note says so."""
    mock.add_fault({"operation": "create_connection", "nth": 1, "socket": "reset", "when": "after"})
    pg = {"group_id": "amber_kettle", "service": "postgres", "config": {"schema_prefix": "pg", "port": 1, **hidden}}

    (made,) = apply(fivetran, plan(fivetran, declared(pg)), memory=prints if knows else None).outcomes

    assert bool(hidden) == ("The values that no answer shows were sent again." in made.notes[0])
    assert bool(hidden) == ("update_connection" in operations(mock))
    assert plan(fivetran, declared(pg), memory=prints).is_empty


def test_a_create_after_a_lost_answer_says_that_a_second_may_exist():
    """If an answer is lost and no look-up finds the connection, it is created, with a note that it may exist twice."""
    mock = FivetranMock(groups=["amber_kettle"], behaviours={"duplicate_schema": "allowed", "list_lag": "60"})
    mock.add_fault({"operation": "create_connection", "nth": 1, "status": 504, "when": "after"})

    with mock.client(sleep=lambda _: None) as fivetran:
        (made,) = apply(fivetran, plan(fivetran, declared(body("a")))).outcomes

    assert "a second connection of this name may exist" in made.notes[0]
    assert 2 == len(mock.connections())


def test_a_file_of_a_known_connection_can_be_kept(fivetran, tmp_path):
    """With `keeps_files`, the memory keeps the file of a connection, and learns that of a new one."""
    memory = Memory.open(fivetran, tmp_path / "memory.jsonl")
    memory.keeps_files = True
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.json").write_text(json.dumps(body("a", paused=folder == "two")))
    (tmp_path / "two" / "b.json").write_text(json.dumps(body("b")))

    for folder in ("one", "two"):
        planned = plan(fivetran, load(tmp_path / folder), memory=memory)
        apply(fivetran, planned, memory=memory)

    lines = [json.loads(line) for line in memory.path.read_text().splitlines()[1:]]
    assert {"a": "one/a.json", "b": "two/b.json"} == {line["schema"]: line["file"] for line in lines}


def test_unpauses_when_connected(fivetran, mock):
    """A new connection is unpaused once it is set up, unless its file pauses it; that update tests nothing again."""
    asked = declared(body("a"), body("b", paused=True), body("c", run_setup_tests=False))

    report = apply(fivetran, plan(fivetran, asked, options=HELD))

    assert report.ok
    paused = {connection.schema: connection.paused for connection in fivetran.connections.list()}
    assert {"a": False, "b": True, "c": True} == paused
    (sent,) = [call.body for call in mock.calls if call.operation == "update_connection"]
    assert {"paused": False, "run_setup_tests": False} == sent


@pytest.mark.parametrize("how", ["sync", "async"])
def test_a_refusal_hides_the_secrets_of_other_connections(fivetran, mock, how):
    """An answer to one connection that repeats the secret of another one shows it in no outcome."""
    asked = declared(database("a", password="hush-one"), database("b", password="hush-two"))
    mock.add_fault({"operation": "create_connection", "status": 400, "body": {"code": "X", "message": "hush-one"}})
    mock.add_fault({"operation": "create_connection", "status": 400, "body": {"code": "X", "message": "hush-one"}})

    if how == "sync":
        report = apply(fivetran, plan(fivetran, asked))
    else:
        report = asyncio.run(aapply(mock.async_client(), plan(fivetran, asked)))

    assert ["X", "X"] == [outcome.error.code for outcome in report.outcomes]  # type: ignore[union-attr]
    assert "hush" not in repr(report)


@pytest.mark.parametrize("how", ["sync", "async"])
def test_deletions_come_last_and_what_stays_first(fivetran, mock, how):
    """Unchanged connections come first, then changes, then deletions; the report has the order of the plan."""
    fivetran.connections.create(body("gone"))
    fivetran.connections.create(body("same"))
    planned = plan(fivetran, declared(body("new"), body("same")), options=PlanOptions(delete_unmanaged=True))
    reordered = Plan((*planned.having(Action.DELETE), *planned.having(Action.CREATE, Action.UNCHANGED)))
    seen: list[str] = []

    def watch(outcome: Outcome) -> None:
        seen.append(outcome.change.schema)

    if how == "sync":
        report = apply(fivetran, reordered, watch=watch)
    else:
        report = asyncio.run(aapply(mock.async_client(), reordered, watch=watch, concurrency=1))

    assert ["same", "new", "gone"] == seen
    assert ["gone", "new", "same"] == [each.change.schema for each in report.outcomes]
