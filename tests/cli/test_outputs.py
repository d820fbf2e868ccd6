"""No output of any command has a secret: neither text nor JSON nor CSV, no plan, journal or memory."""

import json
import re
import sys
from collections.abc import Iterator, Mapping

from fivetran_common.command_line import Command
from fivetran_connections.cli.app import PROGRAM
from fivetran_mock import Fault, FivetranMock, SetupTest

FILE = """\
version: 1
connections:
  - for_each: {csv: brands.csv}
    group_name: Sales
    service: zendesk
    config: {schema: "zd_${brand}", api_token: "${file:secrets/${brand}}", domain: "${env:KEY_${brand}}"}
    auth: {refresh_token: "${env:TOKEN}", client_access: {client_id: "hush-id", client_secret: "${file:secrets/b05}"}}
  - for_each: [{name: pg, host: "${env:HOST}", list: ["1", "${env:ITEM}"], flag: "${env:FLAG}"}]
    group_name: Sales
    service: postgres
    paused: "${flag}"
    config:
      schema_prefix: "${name}"
      host: "${host}"
      user: "user-${file:secrets/b06}"
      port: "${env:PORT}"
      database: COMMAND
      password: "${env:PASSWORD}"
      items: "${list}"
      more: {host: "${env:HOST}", api_key: hush-key, number: "${env:PORT}"}
      page: "https://user:hush-page@example.com/"
      headers: [{key: X-Key, value: hush-header}, {key: X-Other, value: "${env:ITEM}"}]
      secrets_list: [{key: shown, value: hush-listed}]
"""
NAMES = ("KEY_b05", "KEY_b06", "TOKEN", "HOST", "ITEM", "PASSWORD")
PLANS = [("--output", kind, *more) for kind in ("text", "json", "jsonl", "csv") for more in ((), ("--values", "--all"))]


def test_no_output_has_a_secret(run, serve, write, tmp_path, monkeypatch):
    """Creates, updates, rotations and refusals of every kind of reference show none of their values, old or new."""
    mock = serve(FivetranMock(behaviours={"authorization": "assumed"}))
    mock.seed({"groups": [{"id": "lime_pear", "name": "Sales"}]})
    (tmp_path / "set" / "secrets").mkdir(parents=True)
    program = json.dumps([sys.executable, "-c", "import os; print(os.environ['HOST'])"])
    write(FILE.replace("COMMAND", json.dumps("${command:" + program + "}")), "set/connections.yaml")
    write("brand\nb05\nb06\n", "set/brands.csv")
    options = ("--allow-commands", "--unchecked", "zendesk", "--unchecked", "postgres")
    plan, journal = tmp_path / "plan", tmp_path / "journal"
    printed = [run("validate", *options[1:], "--output", kind, tmp_path / "set") for kind in ("text", "json")]

    for turn in ("one", "two", "three"):
        monkeypatch.setenv("FLAG", "true")
        monkeypatch.setenv("PORT", str(54321 + len(turn)))
        for name in NAMES:
            monkeypatch.setenv(name, f"hush-{turn}-{name}")
        for brand in ("b05", "b06"):
            write(f"hush-{turn}-{brand}", f"set/secrets/{brand}")
        if turn == "three":
            echo = " ".join(f"hush-{turn}-{name}" for name in ("HOST", "PASSWORD"))
            (pg,) = (each["id"] for each in mock.connections() if each["schema"] == "pg")
            body = {"code": "InvalidInput", "message": echo}
            mock.add_fault(Fault(path=f"/v1/connections/{pg}", method="PATCH", status=400, body=body))
        printed += [run("plan", *options, *more, tmp_path / "set") for more in PLANS]
        printed += [run("plan", *options, "-o", plan, tmp_path / "set")]
        printed += [run("show", *more, plan) for more in ((), ("--markdown",), ("--output", "json"))]
        applied = run("apply", *options, "--yes", "--output", "json", "--journal", journal, tmp_path / "set")
        printed += [applied, run("status", "--output", "json"), run("memory", "show", "--output", "json")]
        assert (9 if turn == "three" else 0) == applied.status, applied.out
    printed += [run("update", "Sales/pg", "config.host=${env:HOST}", "config.password=${env:PASSWORD}")]
    mock.clear_faults()  # pause and the others know none of the values that it repeats
    of_pg = [("list",), *((name, "Sales/pg") for name in ON_ONE)]
    answered = [run(*words, *more) for words in of_pg for more in ((), ("--output", "json"))]
    answered += [run("import", "--group", "Sales", "-o", tmp_path / "imported"), run("delete", "Sales/pg")]
    imported = "".join(file.read_text("utf-8") for file in (tmp_path / "imported").rglob("*.*"))
    secret = re.compile(r"hush-(?:\w+-)?(?:TOKEN|PASSWORD|b05|key|page|header|listed)")
    assert not secret.search(f"{imported} {answered}")  # other values are shown as the API has them
    assert "hush-two-HOST" in str(answered)

    assert "${env:HOST}" in "".join(ran.out for ran in printed)
    kept = [file.read_text("utf-8") for file in (plan, journal)]
    for text in (*kept, *(part for ran in printed for part in ran[1:])):
        # As words: a digest of the memory may have the same digits within.
        assert not [line for line in text.splitlines() if re.search(r"hush-|\b5432\d\b", line)]
    shown = run("plan", *options, "--show-values", tmp_path / "set").out
    assert "hush-three-HOST" in shown
    assert not [name for name in ("TOKEN", "PASSWORD", "KEY_b05", "b05", "b06") if f"hush-three-{name}" in shown]


ON_ONE = ("get", "status", "errors", "tables", "connect-card", "test", "reload", "sync", "resync", "pause", "unpause")
OF_FILES = ("validate", "plan", "show", "apply", "memory show", "update", "import", "delete", "list")
WITHOUT = {
    **dict.fromkeys(("services", "services search", "services show", "init", "schema", "rules"), "the package's data"),
    **dict.fromkeys(("completion", "memory", "memory acknowledge", "memory forget"), "no value of a connection"),
    **dict.fromkeys(("groups", "whoami"), "no body of a connection"),
    "create": "as apply, tested with its options",
    "doctor": "tested with its recording",
    "memory new-key": "the key is what it is for",
}
"""The commands that the test does not run, with the reason."""


def test_each_command_is_among_those_without_secrets():
    """A new command is run by the test above, or has a reason why it need not be."""

    def names(commands: Mapping[str, Command], above: str = "") -> Iterator[str]:
        for name, command in commands.items():
            yield f"{above}{name}"
            yield from names(command.commands, f"{above}{name} ")

    assert sorted(names(PROGRAM.commands)) == sorted({*ON_ONE, *OF_FILES, *WITHOUT})


def test_a_message_hides_the_secrets_of_other_connections(run, serve, write):
    """A setup test or a refusal that repeats the secret of another connection of the run shows none."""
    mock = serve(FivetranMock())
    text = "hush-number-one and hush-number-two and hush-number-three"
    mock.script_setup_tests(SetupTest(title="Login", status="FAILED", message=text))
    mock.add_fault(
        Fault(operation="create_connection", nth=3, status=400, body={"code": "InvalidInput", "message": text})
    )
    lines = [f'{{schema: "p_{name}", password: "hush-number-{name}"}}' for name in ("one", "two", "three")]
    path = write(
        f"version: 1\nconnections:\n  - for_each: [{', '.join(lines)}]\n    group_id: near\n    service: postgres\n"
        '    config: {schema_prefix: "${schema}", host: h, port: 1, database: d, user: u, password: "${password}"}\n'
    )
    ran = run("apply", "--yes", "--concurrency", "1", "--output", "json", path)

    assert 2 == len(mock.connections())
    assert "Login" in ran.out
    assert "hush" not in ran.out + ran.err


def test_names_of_groups_are_shown(run, serve, write):
    """A plan of files that name a group shows its id and its name."""
    serve(FivetranMock()).seed({"groups": [{"id": "lime_pear", "name": "Sales"}]})
    path = write({"group_name": "Sales", "service": "pinterest_ads", "config": {"schema": "a"}})

    assert "lime_pear/a  (Sales)" in run("plan", path).out
    assert {"lime_pear": "Sales"} == run("plan", path, "--output", "json").data["group_names"]


def test_a_refusal_of_a_plan_names_its_line(run, serve, write):
    """A permanent key and an empty path are refused with file and line, and with the option."""
    config = {"schema_prefix": "pg", "host": "h"}
    serve(FivetranMock()).seed(connections=[{"group_id": "g", "service": "postgres", "config": config}])
    path = write("group_id: g\nservice: mysql\nconfig: {schema_prefix: pg, host: h}\n")

    assert f"refused: {path}:2: /service is permanent." in run("plan", path).out
    assert (2, True) == (run("validate", "").status, "PATH: an empty path names no file" in run("validate", "").err)
