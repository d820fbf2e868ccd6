"""The commands `plan` and `apply`, against the mock's server."""

import json
import os
import re
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fivetran_connections.__main__ import main
from fivetran_connections.cli.apply import duration, shown_progress
from fivetran_connections.cli.output import print_wait
from fivetran_connections.code import Action, Change, Outcome
from fivetran_connections.code.data_files import only_apply
from fivetran_mock import Fault, FivetranMock, SetupTest

from .conftest import Run, Serve, Terminal

Write = Callable[..., Path]

SET = """\
version: 1
defaults: {group_id: amber_kettle, service: pinterest_ads}
connections:
  - for_each: [{brand: eu, id: "1"}, {brand: us, id: "2"}]
    config: {schema: "pin_${brand}", sync_mode: SpecificAdvertisers, advertisers: ["${id}"]}
  - service: postgres
    config: {schema_prefix: pg, host: db, port: 5432, password: "${env:PG}"}
"""
LONGER = SET.replace('"${id}"]', '"${id}"], timeframe_months: SIX')
"""The same set with a permanent key that differs in two connections."""
FEWER = SET.replace(', {brand: us, id: "2"}', "")
"""The same set without pin_us."""
NEW = {"group_id": "amber_kettle", "service": "google_ads", "paused": False, "config": {"schema": "new"}}
OLD = {"group_id": "amber_kettle", "service": "pinterest_ads", "config": {"schema": "old"}}
MANY = """\
version: 1
defaults: {group_id: amber_kettle, service: pinterest_ads}
connections:
  - for_each: {csv: many.csv}
    config: {schema: "s_${n}"}
"""


@pytest.fixture(autouse=True)
def mock(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> FivetranMock:
    """Serve a mock."""
    monkeypatch.setenv("PG", "hunter2")
    return serve(FivetranMock(behaviours={"duplicate_schema": "allowed"}))


@pytest.fixture
def applied(run: Run, write: Write) -> Path:
    """Return the file of a set that was applied."""
    path = write(SET)
    assert 0 == run("apply", "--yes", path).status
    return path


@pytest.fixture
def many(write: Write, tmp_path: Path) -> Path:
    """Write a set of twenty connections."""
    (tmp_path / "many.csv").write_text("n\n" + "".join(f"{number}\n" for number in range(20)))
    return write(MANY)


def creates(mock: FivetranMock) -> int:
    """Count the successful creates."""
    return len([call for call in mock.calls if call.operation == "create_connection" and call.status == 201])


def test_plans_applies_and_then_has_nothing_to_do(run, write, mock):
    """`plan` lists the changes, `apply` makes them, and the next plan is empty; the detailed exit status agrees."""
    path = write(SET)

    first = run("plan", "--detailed-exitcode", path)
    applied = run("apply", "--yes", path)
    second = run("plan", "--detailed-exitcode", path)

    assert [8, 0, 0] == [first.status, applied.status, second.status]
    assert first.out.splitlines() == [
        "+ create    pinterest_ads    amber_kettle/pin_eu",
        "+ create    pinterest_ads    amber_kettle/pin_us",
        "+ create    postgres         amber_kettle/pg",
        "Plan: 3 to create.",
    ]
    assert "Apply: 3 done." == applied.out.splitlines()[-1]
    assert second.out.splitlines() == ["Plan: 3 unchanged."]
    assert 3 == creates(mock)


def test_names_what_does_not_sync(run, write, mock):
    """A paused connection whose file does not say so, and a broken one, are named; the plan stays empty, and ends 0."""
    entry = {"group_id": "amber_kettle", "service": "google_ads"}
    says: dict[str, dict[str, Any]] = {
        "silent": {},
        "said": {"paused": True},
        "theirs": {"ignore_changes": ["/paused"]},
        "by_hand": {"schedule_type": "manual"},
        "broken": {"paused": False},
    }
    made = [{**entry, "config": {"schema": name}, **more} for name, more in says.items()]
    path = write({"version": 1, "connections": made})
    mock.seed(connections=[{**made[-1], "status": {"setup_state": "broken"}}])
    assert 0 == run("apply", "--yes", path).status

    planned = run("plan", "--detailed-exitcode", path)

    assert 0 == planned.status
    named = re.findall(r"amber_kettle/(\w+)  \w+\n    warning: It is (paused|broken), ", planned.out)
    assert [("silent", "paused"), ("broken", "broken")] == named
    assert "status --state broken" in planned.out
    assert "broken, and not shown: 1. Add --state broken." in run("status", "--state", "incomplete").err
    assert "not shown" not in run("status", "--state", "incomplete", "--state", "broken").err


def test_shows_changes_and_no_secret(run, write, applied, mock, monkeypatch):
    """An update shows key, old and new value; a changed secret is sent in one update and not shown."""
    monkeypatch.setenv("PG", "hunter3")
    write(SET.replace("5432", "5433") + "    auth: {token: hunter4}\n")

    planned, ran = run("plan", applied), run("apply", "--yes", applied)

    assert "    /config/port: 5432 -> 5433" in planned.out.splitlines()
    assert '    /config/password: "${env:PG}"  (changed since the last apply)' in planned.out.splitlines()
    assert '    /auth/token: "***"  (not shown by the API)' in planned.out.splitlines()
    assert 0 == ran.status
    mock.assert_called("update_connection", times=1)
    folder = Path(os.environ["FIVETRAN_CONNECTIONS_DATA"])
    kept = b"".join(file.read_bytes() for file in folder.iterdir())
    assert b"hunter" not in kept + (planned.out + ran.out + ran.err).encode()


@pytest.mark.parametrize("output", ["json", "jsonl", "csv"])
def test_prints_for_programs(run, write, output):
    """`plan` and `apply` print their rows in each format."""
    path = write(SET)

    planned, applied = run("plan", "--output", output, path), run("apply", "--yes", "--output", output, path)

    if output == "json":
        assert not planned.data["empty"]
        assert {"create": 3} == planned.data["summary"]
        assert 3 == len(planned.data["changes"])
        assert applied.data["ok"]
        assert 3 == len(applied.data["outcomes"])
    elif output == "jsonl":
        assert ["create"] * 3 == [json.loads(line)["action"] for line in planned.out.splitlines()]
        assert ["done"] * 3 == [json.loads(line)["result"] for line in applied.out.splitlines()]
    else:
        assert planned.out.startswith("action,group_id,schema,service,id,changes\ncreate,amber_kettle,pin_eu,")
        assert applied.out.startswith("result,action,group_id,")


@pytest.mark.parametrize("command", ["plan", "apply"])
@pytest.mark.parametrize("output", ["text", "json"])
def test_an_invalid_file_sends_nothing(run, write, mock, monkeypatch, command, output):
    """A missing variable is named, and nothing is sent for any connection."""
    monkeypatch.delenv("PG")

    ran = run(command, "--output", output, write(SET))

    assert 3 == ran.status
    assert "PG" in ran.out + ran.err
    assert ran.err.endswith("error: Nothing was sent: correct the errors above first.\n")
    assert () == tuple(mock.calls)


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("plan", "--out", "set.yaml"), "of another kind"),
        (("plan", "--out", "M", "--memory", "M"), "another file of this command"),
        (("plan", "--out", "old.csv"), "of another kind"),
        (("plan", "--out", "half.json"), "of another kind"),
        (("apply", "--yes", "--journal", "set.yaml"), "of another kind"),
        (("apply", "--yes", "--journal", "M", "--memory", "M"), "another file of this command"),
        (("doctor", "--behaviours", "--out", "set.yaml"), "of another kind"),
    ],
)
def test_an_output_overwrites_no_other_file(run, mock, tmp_path, monkeypatch, words, reason):
    """An output that is another file of the command, or exists and is of another kind, is refused before a request."""
    monkeypatch.chdir(tmp_path)
    Path("set.yaml").write_text(SET)
    Path("old.csv").write_bytes(b"\xff,\n")
    Path("half.json").write_text('{"format": 1}')
    ran = run(*words, *(["set.yaml"] if words[0] in {"plan", "apply"} else []))

    assert 2 == ran.status
    assert reason in ran.err
    assert (SET, '{"format": 1}') == (Path("set.yaml").read_text(), Path("half.json").read_text())
    assert not Path("M").exists()
    assert () == tuple(mock.calls)


def test_outputs_of_the_same_kind_are_replaced(run, write, tmp_path):
    """An older plan is replaced, and lines are added to a journal; an empty file may become either."""
    path, plan, journal = write(SET), tmp_path / "the.plan", tmp_path / "journal"
    plan.touch()
    for _ in range(2):
        assert 0 == run("plan", "--out", plan, path).status
        assert 0 == run("apply", "--yes", "--trial-account", "--journal", journal, path).status

    assert 3 == len(journal.read_text().splitlines())


def test_saves_a_plan_and_carries_it_out(run, write, mock, tmp_path):
    """A saved plan, which only its owner reads, is applied with its paths and options, unless the account changed."""
    path, plan = write(SET), tmp_path / "the.plan"

    saved = run("plan", "-o", plan, path)
    assert 0o600 == plan.stat().st_mode & 0o777
    applied = run("apply", "--plan", plan)
    again = run("apply", "--plan", plan)

    assert [0, 0, 3] == [saved.status, applied.status, again.status]
    assert f"apply --plan {plan}" in saved.err
    assert "hunter" not in plan.read_text()
    assert again.err.startswith("error: The plan is outdated: ")
    assert 3 == creates(mock)


def test_a_saved_plan_keeps_the_files_of_a_memory(run, write, tmp_path, monkeypatch):
    """After an apply from another checkout, the shared memory keeps the declaring file of each connection."""
    memory = ("--memory", tmp_path / "m.jsonl")
    (tmp_path / "set").mkdir()
    run("apply", "--yes", *memory, write(SET, "set/connections.yaml"))
    monkeypatch.setenv("PG", "hunter3")
    run("plan", "-o", tmp_path / "the.plan", *memory, tmp_path / "set")
    (tmp_path / "set").rename(tmp_path / "other")

    assert 0 == run("apply", "--plan", tmp_path / "the.plan", *memory, tmp_path / "other").status

    files = {row["file"] for row in run("memory", "show", *memory, "--output", "json").data}
    assert {str(tmp_path / "set/connections.yaml")} == files


def test_a_saved_plan_is_the_same_from_another_folder(run, write, mock, tmp_path, monkeypatch):
    """Paths of a saved plan are relative to its file, and another machine needs no memory."""
    folder = tmp_path / "set"
    folder.mkdir()
    path = write(SET, "set/connections.yaml")
    run("apply", "--yes", path)
    monkeypatch.chdir(folder)
    monkeypatch.setenv("PG", "hunter3")

    assert 0 == run("plan", "-o", "../the.plan", ".").status
    monkeypatch.chdir(tmp_path.parent)
    monkeypatch.setenv("FIVETRAN_CONNECTIONS_DATA", str(tmp_path / "elsewhere"))
    applied = run("apply", "--plan", tmp_path / "the.plan")

    assert '"set"' in (tmp_path / "the.plan").read_text()
    assert 0 == applied.status
    assert '    /config/password: "${env:PG}"  (sent by the saved plan)' in applied.out.splitlines()
    mock.assert_called("update_connection", times=1)


def test_refuses_an_edited_or_foreign_plan(run, write, tmp_path, monkeypatch):
    """A plan file that was edited is refused before its options are used, and so is one of another key."""
    path, plan = write(SET), tmp_path / "the.plan"
    run("plan", "-o", plan, path)
    text = plan.read_text()

    plan.write_text(text.replace('"group": []', '"group": 5'))
    edited = run("apply", "--plan", plan)
    plan.write_text(text)
    monkeypatch.setenv("FIVETRAN_CONNECTIONS_MEMORY_KEY", "ab" * 32)
    foreign = run("apply", "--plan", plan)

    assert [3, 3] == [edited.status, foreign.status]
    assert "error: The saved plan was edited after it was made. Nothing was sent. Plan again.\n" == edited.err
    assert "Set FIVETRAN_CONNECTIONS_MEMORY_KEY to the same key" in foreign.err


def test_shows_a_saved_plan(run, write, tmp_path):
    """`show` prints a saved plan as text, as JSON, and for a pull request."""
    plan = tmp_path / "the.plan"
    planned = run("plan", "-o", plan, write(SET.replace("pin_${brand}", "pin_``${brand}```")))

    text, data, comment = run("show", plan), run("show", "--output", "json", plan), run("show", "--markdown", plan)

    assert planned.out == text.out
    assert not data.data["empty"]
    assert {"create": 3} == data.data["summary"]
    assert comment.out.startswith("**Plan: 3 to create.**\n\n````diff\n+ create    pinterest_ads ")
    assert comment.out.endswith("/pg\n````\n")
    assert 3 == run("show", write(SET)).status
    assert "not a saved plan" in run("show", write(SET)).err


def test_an_approver_sees_each_policy(run, write, mock, tmp_path):
    """The short form counts the names of a policy; the whole one has each value of a policy and of a body uncut."""
    mock.script_setup_tests(status="FAILED")
    tables = "{a: {columns: {name: {hashed: true}, id: {enabled: true}}}, b: {enabled: true}}"
    policy = f'{{schemas: {{"s_${{n}}": {{tables: {tables}}}}}}}'
    ids = ", ".join(f'"{number:030}"' for number in range(3))
    config = f'config: {{schema: "s_${{n}}", sync_mode: SpecificAdvertisers, advertisers: [{ids}]}}'
    text = MANY.replace('config: {schema: "s_${n}"}', f"{config}\n    tables: {policy}")
    path, plan = write(text.replace("{csv: many.csv}", f"{[{'n': n} for n in range(12)]}")), tmp_path / "the.plan"
    size = "1 schema, 2 tables, 2 columns"
    leaf = "    /tables/schemas/s_7/tables/a/columns/name/hashed: true"

    short = run("plan", "-o", plan, path).out.splitlines()
    values, uncut = run("plan", "--values", path).out, run("plan", "--values", "--all", path).out
    comment, whole = run("show", "--markdown", plan).out, run("show", "--markdown", "--whole", plan).out
    run("apply", "--yes", path)
    waiting, waiting_values = run("plan", path).out, run("plan", "--values", path).out

    assert 3 == len(short)
    assert f"    /tables: {size}  (in place before its first sync)" == short[1]
    assert short[1] in comment
    assert [True] * 3 == [leaf in text for text in (values, uncut, whole)]
    assert [12, 0] == [uncut.count(json.loads(f"[{ids}]")[2]), values.count(json.loads(f"[{ids}]")[2])]
    assert f"waits for its set-up: Its tables cannot be set before it is set up.  ({size})" in waiting
    assert leaf in waiting_values


def test_cuts_a_long_comment(run, write, mock, tmp_path):
    """A plan too long for a comment is cut, and an empty one is its last line."""
    (tmp_path / "many.csv").write_text("n\n" + "".join(f"{number}\n" for number in range(1300)))
    plan = tmp_path / "the.plan"

    assert 0 == run("plan", "-o", plan, write(MANY)).status
    cut = run("show", "--markdown", "--all", plan).out
    whole = run("show", "--markdown", "--all", "--whole", plan).out
    short = run("show", "--markdown", plan).out
    mock.seed(connections=[{"group_id": "amber_kettle", "service": "postgres", "config": {"schema_prefix": "a"}}])
    run("plan", "-o", plan, write("{group_id: amber_kettle, service: postgres, config: {schema_prefix: a}}"))

    assert 59_000 < len(cut) < 61_000
    assert 1300 == whole.count("+ create ")
    assert re.search(r"\n\.\.\. and \d+ more lines\n```\n$", cut)
    assert "1,300 connections: amber_kettle/s_0, amber_kettle/s_1, amber_kettle/s_2 and 1,297 more (--all" in short
    assert run("show", "--markdown", plan).out == "**Plan: 1 unchanged.**\n"


def test_equal_changes_are_one_line(run, many):
    """Many equal changes are one line with their number, but replacements and deletions are listed one by one."""
    few = run("plan", many)
    every = run("plan", "--all", many)
    run("apply", "--yes", many)
    many.write_text(MANY.replace('config: {schema: "s_${n}"}', 'config: {schema: "s_${n}"}\n    paused: true'))
    paused = run("plan", many)
    many.write_text(MANY.replace("many.csv", "one.csv"))
    (many.parent / "one.csv").write_text("n\n0\n")
    deleted = run("plan", "--delete-unmanaged", many)

    assert few.out.splitlines()[0].startswith("+ create    pinterest_ads    20 connections: amber_kettle/s_0, ")
    assert 2 == len(few.out.splitlines())
    assert 21 == len(every.out.splitlines())
    assert ["    /paused: false -> true"] == [line for line in paused.out.splitlines() if "/paused" in line]
    assert 19 == deleted.out.count("- delete ")


def test_changes_that_differ_in_their_references_are_one_group(run, write, monkeypatch, tmp_path):
    """A rotation of many secrets is one line, where a star stands for the name in each reference."""
    (tmp_path / "many.csv").write_text("n\n" + "".join(f"b{number:02d}\n" for number in range(20)))
    for number in range(20):
        monkeypatch.setenv(f"SH_b{number:02d}_PW", "hunter2")
    config = 'config: {schema_prefix: "pg_${n}", host: h, password: "${env:SH_${n}_PW}"}'
    path = write(MANY.replace("pinterest_ads", "postgres").replace('config: {schema: "s_${n}"}', config))
    run("apply", "--yes", path)

    first, second, *_ = run("plan", "--rotate-secrets", "-o", tmp_path / "the.plan", path).out.splitlines()
    shown, every = (run(*words, tmp_path / "the.plan").out for words in (("show",), ("show", "--all")))

    assert first.startswith("~ update    postgres         20 connections: amber_kettle/pg_b00, amber_kettle/pg_b01, ")
    assert '    /config/password: "${env:*}"  (sent again by --rotate-secrets)' == second
    assert (True, True) == (second in shown, "${env:SH_b07_PW}" in every)


def test_shows_the_values_of_creates(run, write):
    """`plan --values` shows the body of each create, with references as they are written."""
    path = write(f"{SET.rstrip()}\n    tables: {{schemas: {{shop: {{enabled: false}}}}}}\n")

    text, data = run("plan", "--values", path), run("plan", "--values", "--output", "json", path)

    assert '    /config/advertisers: ["1"]' in text.out.splitlines()
    assert '    /config/password: "${env:PG}"' in text.out.splitlines()
    assert "    /tables/schemas/shop/enabled: false" in text.out.splitlines()
    assert "hunter" not in text.out + data.out
    assert 5432 == data.data["changes"][2]["values"]["/config/port"]
    run("apply", "--yes", path)
    assert {} == run("plan", "--values", "--output", "json", path).data["changes"][2]["values"]


def test_says_why_a_plan_cannot_be_saved_or_read(run, write, mock, tmp_path):
    """A plan file that cannot be written or read is named, before the account is read."""
    path = write(SET)

    unwritten = run("plan", "-o", tmp_path / "none" / "the.plan", path)
    folder = run("plan", "-o", tmp_path, path)
    unread = run("apply", "--plan", tmp_path / "none.plan")
    wrong = run("apply", "--plan", path)

    assert () == tuple(mock.calls)
    assert [1, 1, 3, 3] == [unwritten.status, folder.status, unread.status, wrong.status]
    assert "the.plan cannot be written: No such file or directory." in unwritten.err
    assert f"{tmp_path} cannot be written: Is a directory." in folder.err
    assert "There is no such file." in unread.err
    assert "not a saved plan of format 3" in wrong.err


def test_refuses_to_delete_without_an_answer(run, write, mock):
    """Without a terminal a deletion needs --max-deletes, even with --yes, and nothing is sent before."""
    mock.seed(connections=[OLD])
    path = write(SET)

    for options in ((), ("--yes",)):
        ran = run("apply", *options, "--delete-unmanaged", path)
        assert 3 == ran.status
        needed = "--max-deletes 1" if options else "--yes --max-deletes 1"
        assert ran.err == f"error: This would create 3 and delete 1. Nothing was sent. Allow it with {needed}.\n"
    beyond = run("apply", "--max-deletes", "0", "--delete-unmanaged", path)
    assert 3 == beyond.status
    assert 0 == creates(mock)
    assert "--max-deletes allows 0" in beyond.err

    assert 0 == run("apply", "--yes", "--max-deletes", "1", "--delete-unmanaged", path).status
    mock.assert_called("delete_connection", times=1)


def test_refuses_to_replace_without_an_answer(run, write, applied, mock):
    """Without a terminal a replacement needs --yes, and counts as a deletion."""
    write(LONGER)

    refused = run("apply", "--yes", applied)
    unanswered = run("apply", "--allow-replace", applied)
    undeleted = run("apply", "--yes", "--allow-replace", applied)
    too_few = run("apply", "--yes", "--allow-replace", "--max-deletes", "1", applied)
    replaced = run("apply", "--yes", "--allow-replace", "--max-deletes", "2", applied)

    assert [9, 3, 0] == [refused.status, unanswered.status, replaced.status]
    assert "is permanent. Leave it as it is, or add --allow-replace" in refused.out
    assert "its history is synced again" in unanswered.out
    assert "error: This would replace 2. Nothing was sent. Allow it with --yes --max-deletes 2.\n" == unanswered.err
    assert 3 == undeleted.status
    assert "error: This would replace 2. Nothing was sent. Allow it with --max-deletes 2.\n" == undeleted.err
    assert 3 == too_few.status
    mock.assert_called("delete_connection", times=2)


@pytest.mark.parametrize("output", ["text", "json"])
@pytest.mark.parametrize(("answer", "status"), [("yes\n", 0), ("no\n", 3), ("yesterday\n", 3)])
def test_asks_once_on_a_terminal(write, mock, monkeypatch, capsys, answer, status, output):
    """On a terminal the plan is shown and confirmed, whatever it changes; nothing is asked where nothing changes."""
    path = str(write(NEW))
    monkeypatch.setattr("sys.stdin", Terminal(answer))

    assert status == main(["apply", "--output", output, path])

    shown = capsys.readouterr()
    assert "+ create    google_ads       amber_kettle/new" in (shown.out if output == "text" else shown.err)
    assert 1 == shown.err.count("Type 'yes' to create 1: ")
    assert (status == 0) == creates(mock)
    assert 0 == main(["apply", "--yes", path])
    capsys.readouterr()
    assert 0 == main(["apply", path])
    assert "Type" not in capsys.readouterr().err


def test_needs_yes_without_a_terminal(run, write, mock):
    """Without a terminal, a create or an update needs --yes; without changes no option is needed."""
    path = write(NEW)

    created = run("apply", path)
    assert 0 == run("apply", "--yes", path).status
    assert 0 == run("apply", path).status
    write({**NEW, "sync_frequency": 60})
    updated = run("apply", path)

    assert 3 == created.status
    assert "error: This would create 1. Nothing was sent. Allow it with --yes.\n" == created.err
    assert 3 == updated.status
    assert "error: This would update 1. Nothing was sent. Allow it with --yes.\n" == updated.err
    assert 1 == creates(mock)
    mock.assert_not_called("update_connection")


def test_requires_that_all_are_connected(run, write):
    """With --require-connected, a connection without set-up ends the command with a status of its own."""
    path = write("{group_id: g, service: pinterest_ads, config: {schema: pin_eu}, run_setup_tests: false}")

    statuses = [run("apply", "--yes", *options, path).status for options in ((), ("--require-connected",))]

    assert [0, 10] == statuses


def test_the_commands_find_a_group_by_its_name(run, write, mock):
    """plan, apply, create and validate take `group_name`; plan and memory have the id; `memory forget` takes both."""
    mock.seed({"groups": [{"id": "lime_pear", "name": "Sales"}]})
    path = write("{group_name: Sales, service: pinterest_ads, config: {schema: a}}")

    assert 0 == run("validate", path).status
    assert ["lime_pear"] == [change["group_id"] for change in run("plan", "--output", "json", path).data["changes"]]
    assert 0 == run("apply", "--yes", path).status
    assert "Plan: 1 unchanged." == run("plan", "--unmanaged", path).out.splitlines()[-1]
    assert 0 == run("create", "--ensure", path).status
    assert ["lime_pear"] == [each["group_id"] for each in mock.connections()]
    assert [0, 3] == [run("memory", "forget", "Sales/a").status for _ in range(2)]


def test_a_group_that_was_renamed_is_one_error_with_its_name(run, write, mock):
    """The memory has the former name of a group, so each place in a file that has it is one error with the new one."""
    text = "version: 1\ndefaults: {group_name: GROUP, service: pinterest_ads}\nconnections:\n"
    text += "".join(f"  - {{config: {{schema: {name}}}}}\n" for name in "ab")
    assert "no group GROUP; see `groups`." in run("plan", write(text)).err
    mock.seed({"groups": [{"id": "lime_pear", "name": "Sales"}]})

    for old, new in (("Sales", "Shop"), ("Shop", "Store")):
        path = write(text.replace("GROUP", old))
        assert 0 == run("apply", "--yes", path).status
        mock.client().groups.update("lime_pear", name=new)
        renamed = run("plan", path)
        assert 3 == renamed.status
        assert 1 == renamed.err.count(f"/group_name: The group {old} is now called {new}: write this name. (")


def test_a_selector_limits_references(run, write, mock, monkeypatch):
    """A plan and an apply of some connections need no secret of the others, and do not call these undeclared."""
    monkeypatch.delenv("PG")
    path = write(SET)

    assert 3 == run("plan", path).status
    assert 0 == run("apply", "--yes", "--service", "pinterest_ads", path).status
    assert 2 == creates(mock)
    planned = run("plan", "--unmanaged", "--schema", "pin_eu", path)
    assert "Plan: 1 unchanged." == planned.out.splitlines()[-1]


@pytest.mark.parametrize(("answer", "status"), [("delete 1\n", 0), ("delete 2\n", 3), ("yes\n", 3), ("", 3)])
def test_asks_before_it_deletes(write, mock, monkeypatch, capsys, answer, status):
    """On a terminal a deletion is confirmed by typing it."""
    mock.seed(connections=[OLD])
    monkeypatch.setattr("sys.stdin", Terminal(answer))

    assert status == main(["apply", "--delete-unmanaged", str(write(SET))])
    assert "Type 'delete 1' to create 3 and delete 1: " in capsys.readouterr().err


def test_verbose_prints_what_an_apply_sends(run, write):
    """Each request of an apply is printed once, among them its creates."""
    path = write("{group_id: g, service: mailchimp, config: {schema: a}}")
    lines = run("apply", "--verbose", "--yes", path).err.splitlines()

    assert 1 == sum(line.startswith("POST /v1/connections 201 ") for line in lines)
    assert 1 == sum(line.startswith("GET /v1/groups/g/connections ") for line in lines)


def test_reports_failures_and_what_is_not_connected(run, write, mock):
    """A failure ends with status 9; a connection that is not set up is listed with its next step and is no failure."""
    path = write(SET)
    tests = (SetupTest(title="Login", status="FAILED", message="No."), SetupTest(title="Read", status="FAILED"))
    mock.script_setup_tests(*tests)
    mock.add_fault(Fault(operation="create_connection", nth=2, status=403))

    failed = run("apply", "--yes", "--concurrency", "1", path)
    again = run("apply", "--yes", path)

    assert [9, 0] == [failed.status, again.status]
    assert "failed amber_kettle/pin_us: POST /v1/connections was answered 403 Forbidden" in failed.out
    assert (
        "is incomplete. Setup test failed: Login: No. Setup test failed: Read. Run: fivetran-connections connect-card"
        in failed.out
    )
    assert ["Not connected:"] * 2 == re.findall("Not connected:", failed.out + again.out)


def test_many_that_wait_alike_are_a_few_lines(run, many, mock):
    """Notes, states and waiting parts that many connections have are printed once, also if their policies differ."""
    many.write_text(f'{MANY}    tables: {{schemas: {{"s_${{n}}": {{enabled: true}}}}}}\n')
    mock.script_setup_tests(SetupTest(title="Login", status="FAILED", message="No."))

    first, plan = run("apply", "--yes", many), run("plan", many)

    assert 2 == len(re.findall(r"^note .*\n    and 19 more \(--output json lists them\)$", first.out, re.MULTILINE))
    assert [11, 4] == [len(ran.out.splitlines()) for ran in (first, plan)]


def test_many_that_are_not_set_up_show_each_different_step(run, write):
    """Of many connections in one state, each next step that differs by more than the id is shown."""
    configs = [{"service": "google_ads", "config": {"schema": f"ads_{n}"}} for n in range(12)]
    configs += [{"service": "postgres", "config": {"schema_prefix": f"pg_{n}", "host": "h"}} for n in range(12)]
    rows = [{"group_id": "g", "run_setup_tests": False, **each} for each in configs]

    ran = run("apply", "--yes", write({"version": 1, "connections": rows}))

    assert ["connect-card", "test"] == re.findall("Run: fivetran-connections ([a-z-]+)", ran.out)


def test_masks_the_links_of_connect_cards(run, write):
    """The link of a Connect Card that a file asks for is shown only with the option."""
    card = "run_setup_tests: false, connect_card_config: {redirect_uri: https://example.com}"
    text = SET.replace("pinterest_ads}", f"pinterest_ads, {card}}}")
    masked, shown, rows = (
        run("apply", "--yes", *options, write(text.replace("pin_", name)))
        for name, options in (("a_", ()), ("b_", ("--show-links",)), ("c_", ("--output", "json")))
    )

    assert "To authorize: *** (--show-links shows it)" in masked.out
    assert "auth=" not in masked.out
    assert "/connect-card/setup?" in shown.out
    assert ["***"] * 2 == [row["link"] for row in rows.data["outcomes"][:2]]


def test_lists_what_no_file_names(run, write, mock):
    """Unmanaged connections and duplicates are listed."""
    duplicate = {**OLD, "config": {"schema": "pin_eu", "sync_mode": "SpecificAdvertisers", "advertisers": ["1"]}}
    mock.seed(connections=[OLD, duplicate, duplicate])

    ran = run("plan", "--unmanaged", write(SET))

    assert "? unmanaged pinterest_ads    amber_kettle/old" in ran.out
    assert "    more connections of this group and schema: " in ran.out


def test_shows_warnings_of_a_plan(run, write):
    """A warning of the plan is shown below its connection, and a long value is cut between words."""
    long = " ".join(["x" * 50, "y" * 50])
    path = write(SET.replace("host: db", f"host: {long}"))
    run("apply", "--yes", path)
    write(SET.replace("host: db", f"host: z{'z' * 100}") + "    tables: {schema_change_handling: BLOCK_ALL}\n")
    run("pause", "amber_kettle/pg")

    ran = run("plan", path)

    assert "    refused: It is paused and has never synced, and its file does not say so" in ran.out
    assert f'    /config/host: "{long[:50]} ... -> "z{"z" * 100}"' in ran.out


def test_tells_minutes():
    """Long remaining times are shown in minutes and hours."""
    assert "3 h 8 min" == duration(11_290)
    assert "2 min 5 s" == duration(125)
    assert "5 s" == duration(5)


@pytest.mark.parametrize("total", [9, 10, 15, 19, 99, 101, 1234])
def test_progress_has_ten_lines_for_any_total(capsys, total):
    """Of ten changes and more there are ten lines, the last one at the end; of fewer there is none."""
    change = Change(Action.CREATE, "g", "s", "postgres")
    with shown_progress(total) as count:
        for _ in range(total):
            count(Outcome(change, "done"))

    lines = capsys.readouterr().err.splitlines()
    assert (10 if total >= 10 else 0) == len(lines)
    assert total < 10 or lines[-1].startswith(f"{total:,} of {total:,}, ")


def test_tells_of_waits_for_the_rate_limit(capsys):
    """A wait for the rate limits is announced, unless it is shorter than a second."""
    for seconds in (0.01, 0.9, 12.4):
        print_wait(seconds)

    assert capsys.readouterr().err == "note: Waiting 12 s: the rate limits of the API allow no request before.\n"


def test_notes_pages(run, write, mock, monkeypatch):
    """16 pages of a list and each doubling are noted: a list without an end does not look like a command that hangs."""
    monkeypatch.setattr("fivetran_connections.code.planning._PAGE", 1)
    mock.seed(connections=[{**OLD, "config": {"schema": f"old_{number}"}} for number in range(34)])
    ran = run("plan", write(SET))

    pages = "pages read so far: GET /v1/groups/amber_kettle/connections.\n"
    assert [f"note: {count} {pages}" for count in (16, 32)] == ran.err.splitlines(keepends=True)[:2]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGINT)])
def test_stops_at_ctrl_c(run, many, mock, monkeypatch, number):
    """Ctrl-C, SIGTERM and SIGHUP finish the running requests, and end with status 130; a re-run does the rest."""
    written, as_json = list[Outcome](), Outcome.as_json

    def interrupt(outcome: Outcome) -> dict[str, Any]:
        written.append(outcome)
        if len(written) == 1:
            signal.raise_signal(number)
        return as_json(outcome)

    monkeypatch.setattr(Outcome, "as_json", interrupt)
    stopped = run("apply", "--yes", "--concurrency", "2", many)
    again = run("apply", "--yes", many)

    assert [130, 0] == [stopped.status, again.status]
    assert "note: Stopping after the running requests." in stopped.err
    assert "note: Interrupted. Run the same command again to go on." in stopped.err
    assert " skipped." in stopped.out
    assert 20 == creates(mock)


def test_no_wait_is_announced_after_ctrl_c(run, many, mock, monkeypatch):
    """A request that is rate limited after Ctrl-C ends, and does not say that it waits."""
    waits: list[float] = []

    def interrupt(seconds: float, *_: str) -> None:
        waits.append(seconds)
        signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr("fivetran_connections.cli.apply.print_wait", interrupt)
    mock.add_fault({"operation": "create_connection", "status": 429, "headers": {"Retry-After": "60"}})

    assert 130 == run("apply", "--yes", "--concurrency", "4", many).status
    assert 1 == len(waits)


def test_a_second_ctrl_c_ends_at_once(many, mock, monkeypatch, capsys):
    """The second Ctrl-C ends the command without waiting for running changes, and without a report."""
    as_json = Outcome.as_json

    def interrupt(outcome: Outcome) -> dict[str, Any]:
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGINT)
        return as_json(outcome)

    monkeypatch.setattr(Outcome, "as_json", interrupt)

    assert 130 == main(["apply", "--yes", "--concurrency", "1", str(many)])

    shown = capsys.readouterr()
    assert 1 == creates(mock)
    assert 1 == shown.err.count("note: Stopping after the running requests.")
    assert "Apply:" not in shown.out
    assert "Traceback" not in shown.err


def test_a_shared_memory_notices_a_secret(run, write, tmp_path, monkeypatch, mock):
    """In a clean home folder, the shared memory makes a rotated secret one update; without it, the plan says so."""
    path, memory = write(SET), tmp_path / "memory.jsonl"
    monkeypatch.setenv("FIVETRAN_CONNECTIONS_MEMORY_KEY", run("memory", "new-key").out.strip())
    run("apply", "--yes", "--memory", memory, path)
    monkeypatch.setenv("FIVETRAN_CONNECTIONS_DATA", str(tmp_path / "clean"))
    monkeypatch.setenv("PG", "hunter3")

    without = run("plan", path)
    shared = run("plan", "--memory", memory, path)
    monkeypatch.setenv("FIVETRAN_CONNECTIONS_MEMORY", str(memory))
    applied = run("apply", "--yes", path)

    assert "Connections with values that no answer shows, and no memory of them here: 1." in without.out
    assert "Plan: 3 unchanged." == without.out.splitlines()[-1]
    assert 0 == without.status
    assert "Plan: 1 to update, 2 unchanged." == shared.out.splitlines()[-1]
    assert "no memory" not in shared.out + applied.out
    assert 0 == applied.status
    mock.assert_called("update_connection", times=1)


def test_names_what_cannot_be_seen_on_one_line(run, write, applied):
    """Of an unchanged and of a changed connection, a plan names the values that were never sent from here."""
    unchanged = run("plan", "--memory", applied.parent / "other.jsonl", applied)
    write(SET.replace("5432", "5433"))
    changed = run("plan", "--memory", applied.parent / "other.jsonl", applied)

    assert 0 == unchanged.status
    assert (
        "= amber_kettle/pg cannot be seen: /config/password (never sent from here; --rotate-secrets sends it)"
        in unchanged.out.splitlines()
    )
    assert (
        "    cannot be seen: /config/password (never sent from here; --rotate-secrets sends it)"
        in changed.out.splitlines()
    )


def test_counts_values_that_are_not_known(run, applied, monkeypatch):
    """The plan counts assumed values and entries with another key, in text and in JSON."""
    monkeypatch.setenv("FIVETRAN_CONNECTIONS_MEMORY_KEY", run("memory", "new-key").out.strip())
    run("apply", "--yes", applied)

    text, data = run("plan", applied).out, run("plan", "--output", "json", applied).data

    assert {"unknown": 0, "assumed": 1, "other_key": 3} == data["memory"]
    assert "assumed to be as declared: 1." in text
    assert "(assumed)" not in text
    assert "Entries of the memory with another key, which are kept: 3." in text


def test_shows_what_the_memory_knows(run, write, tmp_path, monkeypatch):
    """`memory show` lists connections with their file, as it is typed here, and pointers that no answer shows."""
    monkeypatch.chdir(tmp_path)
    assert [] == run("memory", "show", "--output", "json").data
    for _ in range(2):  # the second one reads the mask
        run("apply", "--yes", "--memory", "../m.jsonl", write(SET, "set.yaml"))

    shown = run("memory", "show", "--memory", "../m.jsonl", "--output", "json")

    assert ["pg", "pin_eu", "pin_us"] == sorted(row["schema"] for row in shown.data)
    assert {"set.yaml"} == {row["file"] for row in shown.data}
    assert {"/config/password": "sent, mask shown"} == next(
        row["values"] for row in shown.data if row["schema"] == "pg"
    )


def test_forgets_a_connection(run, write, applied, mock, monkeypatch):
    """A connection that no file declares is no longer undeclared after `memory forget`, by id or by name."""
    write(FEWER)
    (found,) = [row for row in run("memory", "show", "--output", "json").data if row["schema"] == "pin_us"]

    refused = run("memory", "forget", "amber_kettle/pin_us", "another")
    before = run("plan", applied)
    assert 0 == run("memory", "forget", found["id"], "amber_kettle/pin_us").status

    assert 3 == refused.status
    assert "The memory does not know another. Nothing was forgotten." in refused.err
    assert "undeclared" in before.out
    assert "Plan: 2 unchanged." == run("plan", applied).out.splitlines()[-1]
    assert 3 == run("memory", "forget", found["id"]).status
    monkeypatch.setenv("FIVETRAN_CONNECTIONS_DATA", str(applied.parent / "none"))
    assert 3 == run("memory", "forget", "amber_kettle/pin_eu").status
    mock.assert_not_called("delete_connection")


def test_a_secret_that_is_gone_and_tables_that_were_copied_are_told_in_words(run, write, mock):
    """The plan says what is gone; `status` and `memory show` name what was copied, until it is acknowledged."""
    off = {"schemas": {"public": {"tables": {"user": {"enabled": False}}}}}
    config = {"schema_prefix": "pg", "host": "db.example.com", "password": "hunter2"}
    entry = {"group_id": "amber_kettle", "service": "postgres", "config": config, "tables": off}
    path = write({"version": 1, "connections": [entry]}, "one.json")
    mock.add_fault({"operation": "update_schema_config", "status": 403, "times": 1})
    assert 9 == run("apply", "--yes", path).status
    (found,) = mock.connections()
    mock.resume(found["id"])
    mock.advance(days=1)
    assert [9, 0] == [run("apply", "--yes", path).status, run("apply", "--yes", path).status]
    with mock.client() as fivetran:
        fivetran.connections.update(found["id"], {"config": {"password": None}}, unchecked=True)

    planned, status, shown = run("plan", path), run("status", found["id"]), run("memory", "show", "--output", "json")

    assert '    /config/password: gone from the account -> "***"' in planned.out.splitlines()
    assert "It copied, or began to copy, before its tables were set: public.user. Remove" in status.out
    assert status.out.rstrip().endswith(f"fivetran-connections memory acknowledge {found['id']}")
    assert ["public.user"] == shown.data[0]["copied"]
    assert 3 == run("memory", "acknowledge", "another").status
    assert 0 == run("memory", "acknowledge", found["id"]).status
    assert "copied" not in run("status", found["id"]).out
    assert [] == run("memory", "show", "--output", "json").data[0]["copied"]


def test_deletes_what_left_the_files(run, write, applied, mock):
    """An undeclared connection is listed with the next step, and deleted with the option and its limit."""
    write(FEWER)

    planned = run("plan", "--detailed-exitcode", applied)
    refused = run("apply", "--yes", "--delete-undeclared", applied)
    deleted = run("apply", "--yes", "--delete-undeclared", "--max-deletes", "1", applied)

    assert "? undeclared pinterest_ads    amber_kettle/pin_us" in planned.out
    assert "Add --delete-undeclared to delete connections that no file declares. To keep it" in planned.out
    assert "To keep it: fivetran-connections memory forget GROUP/SCHEMA." in planned.out
    assert "Plan: 1 no longer declared, 2 unchanged." == planned.out.splitlines()[-1]
    assert [11, 3, 0] == [planned.status, refused.status, deleted.status]
    assert "Allow it with --max-deletes 1." in refused.err
    mock.assert_called("delete_connection", times=1)


@pytest.mark.parametrize("words", [(), ("--delete-undeclared",)])
def test_protected_deletions_are_not_offered(run, write, applied, words):
    """Where `protect` keeps every undeclared connection, the plan says that instead of how to delete them."""
    write(FEWER + "protect: [{schema: pin_us}]\n")
    saved = applied.with_name("saved.plan")

    planned = run("plan", *words, "-o", saved, applied)

    for shown in (planned, run("show", saved)):
        assert f"    warning: protect in {applied}:8 keeps it." in shown.out
        assert "--delete-undeclared" not in shown.out


def test_names_a_protection_that_matches_nothing(run, write):
    """The plan warns of a protection without a connection, in text and in JSON."""
    path = write(SET + "protect: [{schema: nothing}]\n")
    told = f"protect in {path}:8 has {{schema: nothing}}, which matches no connection of these files and groups."

    assert f"warning: {told}" in run("plan", path).out.splitlines()
    assert [told] == run("plan", "--output", "json", path).data["notes"]


@pytest.mark.linux
@pytest.mark.parametrize("output", ["text", "json"])
def test_a_full_disk_stops_the_apply_and_is_reported(run, many, mock, output):
    """If the journal cannot be written, no other change starts, and the report names the unwritten changes."""
    ran = run("apply", "--yes", "--journal", "/dev/full", "--concurrency", "1", "--output", output, many)

    assert 1 == ran.status
    assert "error: The journal /dev/full cannot be written: No space left on device. No other change" in ran.err
    assert "Changed and not written down: amber_kettle/s_0 (" in ran.err
    assert 1 == creates(mock)
    if output == "json":
        assert "The journal /dev/full cannot be written: No space left on device." == ran.data["failure"]
    else:
        assert "Apply: 1 done, 19 skipped." in ran.out


def test_a_second_apply_is_refused(run, write, tmp_path):
    """While one `apply` runs, a second one is refused."""
    path, memory = write(SET), tmp_path / "memory.jsonl"

    with only_apply(memory):
        ran = run("apply", "--yes", "--memory", memory, path)

    assert 3 == ran.status
    assert "memory.jsonl is running; nothing was sent." in ran.err
    assert 0 == run("apply", "--yes", "--memory", memory, path).status


def test_counts_reads_on_a_terminal(run, many, monkeypatch):
    """On a terminal, `plan` shows how many connections it has read, and clears the line in the end."""
    run("apply", "--yes", many)
    shown = Terminal()
    monkeypatch.setattr("sys.stderr", shown)

    assert 0 == main(["plan", str(many)])
    assert "\r7 of 20 connections read" in shown.getvalue()
    assert shown.getvalue().endswith("\r\x1b[K")


@pytest.mark.slow
def test_progress_is_one_line_on_a_terminal(many, mock, on_a_terminal):
    """On a terminal, `apply` shows its progress in one line that changes, and the plan has colours."""
    mock.add_fault(Fault(operation="create_connection", nth=1, status=403))

    status, shown = on_a_terminal("apply", "--yes", many)

    assert 9 == status
    assert b"\x1b[32m+ create" in shown
    assert b"\r20 of 20, 1 failed, " in shown
    _, shown = on_a_terminal("apply", "--yes", many)
    assert b"\r1 of 1, " in shown
    assert b" of 20" not in shown
    status, shown = on_a_terminal("apply", "--yes", many)
    assert 0 == status
    assert b"0 of 0" not in shown


UNTRUE = {"group_id": "g", "service": "postgres", "config": {"schema_prefix": "pg", "port": "five"}}
"""A body that only the catalogue of services refuses."""


@pytest.fixture
def willing(serve: Serve) -> FivetranMock:
    """Serve a mock that takes any config of postgres."""
    return serve(FivetranMock(services=["postgres", "shop"]))


@pytest.mark.parametrize("command", [["create"], ["create", "--ensure"], ["apply", "--yes"]])
def test_what_is_left_unchecked_is_sent(run, write, willing, command):
    """Each command that sends files refuses bodies that the catalogue refuses, unless an option allows them."""
    path = write(UNTRUE, "pg.json")

    refused = run(*command, path)
    sent = run(*command, "--unchecked", "postgres", path)

    assert 3 == refused.status
    assert "add --unchecked postgres" in refused.err
    assert 0 == sent.status
    assert 1 == creates(willing)


def test_an_unchecked_change_is_planned(run, write, willing, tmp_path):
    """A plan judges changes by the catalogue unless an option skips it, and so does the apply of a saved plan."""
    willing.seed(connections=[{**UNTRUE, "config": {"schema_prefix": "pg"}}])
    path, saved = write(UNTRUE, "pg.json"), tmp_path / "saved.plan"

    assert 3 == run("plan", path).status
    assert 0 == run("plan", "--unchecked", "postgres", "-o", saved, path).status
    assert 0 == run("apply", "--plan", saved).status
    assert "five" == willing.connections()[0]["config"]["port"]


def test_what_waits_has_a_status_of_its_own(run, write, mock):
    """A waiting connection is shown with its reason; a plan with nothing else ends with 12, and apply with 0."""
    mock.script_setup_tests(status="FAILED", message="not yet")
    path = write(SET + "    tables: {schema_change_handling: BLOCK_ALL}\n")

    applied, planned = run("apply", "--yes", path), run("plan", "--detailed-exitcode", path)

    assert (0, 12) == (applied.status, planned.status)
    assert "or let it sync before with --sync-before-tables." in applied.out
    assert "    /tables: waits for its set-up: Its tables cannot be set before it is set up." in planned.out


def test_a_brand_that_left_a_renamed_folder_has_a_status(run, write, tmp_path):
    """Its plan ends with 11 and names the option that is left; a folder that exists was not renamed."""
    saved = tmp_path / "saved.plan"
    (tmp_path / "old").mkdir()
    for name in "ab":
        write(f"{{group_id: amber_kettle, service: pinterest_ads, config: {{schema: {name}}}}}", f"old/{name}.yaml")
    run("apply", "--yes", tmp_path / "old")
    (tmp_path / "old" / "b.yaml").unlink()
    (tmp_path / "old").rename(tmp_path / "new")

    ran = run("plan", "--detailed-exitcode", tmp_path / "new")
    given = run("plan", "--delete-undeclared", "-o", saved, tmp_path / "new")
    exists = run("plan", "--was", tmp_path / "new", tmp_path / "new")

    assert (11, True) == (ran.status, "? undeclared pinterest_ads    amber_kettle/b" in ran.out)
    for shown in (given, run("show", saved), run("apply", "--plan", saved)):
        assert "\nPlan with --was FOLDER, too, to delete connections whose folder is gone. To keep it" in shown.out
    assert (3, True) == (exists.status, "exists: --was names a folder that these files were in before." in exists.err)


def test_counts_the_sources_that_an_apply_does_not_read_again(run, write, mock, monkeypatch):
    """Of sources that lack names, an apply reads a limited number again, counts the others and names the command."""
    monkeypatch.setattr("fivetran_connections.code.applying.MOST_RELOADS", 1)
    tables = "tables: {schemas: {public: {tables: {granted: {enabled: true}}}}}"
    entry = "for_each: [{brand: eu}, {brand: us}, {brand: uk}]\n    config: {schema_prefix: 'pin_${brand}', host: h}"
    path = write(f"version: 1\ndefaults: {{group_id: g, service: postgres}}\nconnections:\n  - {entry}\n    {tables}\n")
    run("apply", "--yes", path)

    ran, data = run("apply", "--yes", path), run("apply", "--yes", "--output", "json", path).data

    assert 9 == ran.status
    assert "were not read again since one apply reads 100: 2. Read them with the command reload, for" in ran.out
    assert 2 == len(data["unread"])
    mock.seed({"sources": [{"schemas": {"public": {"granted": []}}}]})
    assert "Apply: 1 done, 2 waiting." in run("apply", "--yes", path).out


def test_the_detailed_status_counts_unmanaged_connections(run, applied, mock):
    """A connection that no file ever declared is a reason for the detailed status if the plan lists it."""
    mock.seed({"connections": [OLD]})

    assert [0, 11] == [run("plan", "--detailed-exitcode", *more, applied).status for more in ((), ("--unmanaged",))]


def test_a_failure_with_fail_fast_is_no_interruption(run, write, mock):
    """A run that stops after its first failure reports a failure, and not that somebody has interrupted it."""
    mock.add_fault({"operation": "create_connection", "nth": 1, "status": 403})

    ran = run("apply", "--yes", "--fail-fast", "--concurrency", "1", write(SET))

    assert 9 == ran.status
    assert "1 failed" in ran.out
    assert "Interrupted" not in ran.out + ran.err


REPEATED = "hunter2-hunter2"


@pytest.mark.parametrize(
    ("operation", "command"),
    [
        ("list_group_connections", ("plan",)),
        ("list_group_connections", ("apply", "--yes")),
        ("get_account_info", ("plan",)),
        ("get_account_info", ("apply", "--yes")),
        ("list_groups", ("plan",)),
        ("list_groups", ("plan", "--group", "Sales")),
        ("list_groups", ("apply", "--yes")),
        ("list_groups", ("create",)),
        ("create_connection", ("create",)),
        ("list_connections", ("create", "--ensure")),
    ],
    ids=lambda given: given if isinstance(given, str) else " ".join(given),
)
@pytest.mark.parametrize("is_stdin", [False, True], ids=["file", "stdin"])
def test_a_refused_request_shows_no_secret_of_a_file(run, write, mock, monkeypatch, operation, command, is_stdin):
    """No message shows the value of a reference in another connection, whichever request is refused; names stay."""
    monkeypatch.setenv("PG", REPEATED)
    answer = {"code": "x", "message": f"bad password {REPEATED} of amber_kettle"}
    mock.add_fault({"operation": operation, "status": 400, "body": answer})
    by_name = "  - {group_name: Sales, service: google_ads, config: {schema: b}}\n"
    content = SET + (by_name if operation == "list_groups" else "")

    ran = run(*command, "-", stdin=content.encode()) if is_stdin else run(*command, write(content))

    assert 1 == ran.status
    assert "bad password *** of amber_kettle" in ran.err
    assert REPEATED not in ran.out + ran.err


@pytest.mark.parametrize("output", ["text", "json"])
@pytest.mark.parametrize("command", [("apply", "--yes", "--journal", "J"), ("create",)], ids=["apply", "create"])
def test_a_setup_test_that_repeats_a_secret_is_masked(run, write, mock, command, output):
    """Neither the output nor the journal has a secret that the message of a setup test repeats."""
    mock.script_setup_tests(status="FAILED", message="wrong: hunter2", service="postgres")
    path = write(SET)
    journal = path.with_name("J")

    ran = run(*(str(journal) if word == "J" else word for word in command), "--output", output, path)

    kept = journal.read_text("utf-8") if journal.exists() else "wrong: ***"
    assert "wrong: ***" in ran.out + ran.err
    assert "wrong: ***" in kept
    assert "hunter2" not in ran.out + ran.err + kept
