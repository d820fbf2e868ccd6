"""The command itself: help, wrong usage, terminals and interruptions."""

import io
import json
import os
import re
import signal
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

import fivetran_connections
import fivetran_mock
from fivetran_connections import Mismatch
from fivetran_connections import __main__ as command
from fivetran_connections.cli.app import PROGRAM
from fivetran_connections.cli.output import print_error, print_line, print_note, print_rows, status_line
from fivetran_connections.cli.session import Status
from fivetran_connections.code import load
from fivetran_connections.errors import BadRequest, ConnectionDiffers, RawResponse, RequestSummary

from .conftest import Terminal

MODULE = (sys.executable, "-m", "fivetran_connections")
BODY = b'{"group_id": "g", "service": "pinterest_ads", "config": {"schema": "s"}}'


def started(*arguments, **options):
    """Run the command as a user does, in a process of its own."""
    return subprocess.run([*MODULE, *arguments], check=False, timeout=60, **options)


COMMANDS = tuple(PROGRAM.commands)
WITHOUT_EXAMPLES = {"memory", "groups", "whoami", "doctor", "completion"}


@pytest.mark.parametrize(("words", "status"), [(["--help"], 0), (["-h"], 0), ([], 2)])
def test_lists_the_commands(run, words, status):
    """`--help` names every command in five groups; without a command, on standard error, and the usage is wrong."""
    ran = run(*words)
    shown, other = (ran.err, ran.out) if status else (ran.out, ran.err)

    assert status == ran.status
    assert "" == other
    assert all(f"\n  {name} " in shown for name in COMMANDS)
    assert 5 == len(re.findall(r"^\n[A-Z][^\n]+:\n  (?=[a-z-]+ +[a-z])", shown, re.MULTILINE))


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_helps(run, name):
    """Each command explains itself; one that takes arguments of its own has an example."""
    ran = run(name, "--help")

    assert 0 == ran.status
    assert ran.out.startswith(f"usage: fivetran-connections {name} ")
    assert f"  fivetran-connections {name}" in ran.out or name in WITHOUT_EXAMPLES


def test_helps_without_what_only_commands_need():
    """`--help` of a command imports neither the HTTP library nor the validator nor YAML."""
    names = "httpx jsonschema_rs yaml rich asyncio fivetran_client"
    script = (
        "import sys; from fivetran_connections.__main__ import main; from fivetran_connections.cli.app import PROGRAM;"
        "[main([name, '--help']) for name in PROGRAM.commands];"
        f"sys.exit(' '.join(name for name in '{names}'.split() if name in sys.modules))"
    )

    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, timeout=60, check=False)

    assert ran.stderr.strip() == b""


def test_hides_no_failure_of_its_own(run, monkeypatch):
    """An error that no file explains stays a traceback."""

    def fail(*_, **__):
        raise ValueError("of ours")

    monkeypatch.setattr("fivetran_connections.code.reading.loading.load_files", fail)

    with pytest.raises(ValueError, match="of ours"):
        run("validate", "-")


def test_validates_without_the_client(tmp_path):
    """`validate` imports neither the HTTP library nor the generated client: nothing is sent."""
    path = tmp_path / "shop.yaml"
    path.write_text("group_id: amber_kettle\nservice: postgres\nconfig: {schema_prefix: shop, host: db}\n", "utf-8")
    script = (
        "import sys; from fivetran_connections.__main__ import main; main(sys.argv[1:]);"
        "print(*{'httpx', 'fivetran_client', 'asyncio'} & sys.modules.keys(), file=sys.stderr)"
    )

    ran = subprocess.run([sys.executable, "-c", script, "validate", path], capture_output=True, timeout=60, check=True)

    assert f"{path}: valid\n".encode() == ran.stdout
    assert b"\n" == ran.stderr


def test_says_its_version(run):
    """The version is that of the installed distribution, in both packages too."""
    assert f"{version('fivetran-connections')}\n" == run("--version").out
    assert version("fivetran-connections") == fivetran_connections.__version__ == fivetran_mock.__version__


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (("validat",), "there is no command 'validat'; did you mean validate?"),
        (("--halp",), "there is no option '--halp'"),
        (("memory", "shwo"), "there is no command 'shwo'; did you mean show?"),
        (("validate",), "the following arguments are required: PATH"),
        (("create",), "the following arguments are required: PATH"),
        (("validate", "--outptu", "json", "f"), "there is no option --outptu; did you mean --output?"),
        (("validate", "--outpu=json", "f"), "there is no option --outpu; did you mean --output?"),
        (("validate", "--output", "jsn", "f"), "--output: 'jsn' is not one of text, json; did you mean json?"),
        (("validate", "--output"), "--output: expected one argument"),
        (("create", "--api-secret", "s", "f"), "there is no option --api-secret"),
        (("schema", "f"), "there is no argument f"),
        (("apply", "--concurrency", "0", "f"), "'0' is not a number of 1 or more"),
        (("apply", "--max-deletes", "-1", "f"), "'-1' is not a number of 0 or more"),
        (("apply", "--max-deletes", "x", "f"), "'x' is not a number of 0 or more"),
        (("apply", "--max-percent", "101", "f"), "'101' is not a share from 0 to 100"),
        (("apply", "--max-percent", "x", "f"), "'x' is not a share from 0 to 100"),
        (("sync", "--deadline", "x", "f"), "'x' is not a number of seconds above 0"),
        (("resync", "--table", "report", "f"), "'report' is not of the form SCHEMA.TABLE"),
        (("status", "--state", "broke"), "'broke' is not one of connected, incomplete, broken; did you mean broken?"),
        (("status", "--fail-on", "brokn"), "'brokn' is not one of incomplete, broken, delayed, failed; did you mean"),
        (("status", "--fail-on", "broken,failed"), "incomplete, broken, delayed, failed: repeat the option for each."),
    ],
)
def test_says_what_is_wrong_with_the_usage(run, arguments, part):
    """Wrong usage ends with status 2 and one sentence that says where help is."""
    ran = run(*arguments)

    assert 2 == ran.status
    assert "" == ran.out
    assert part in ran.err
    assert ran.err.startswith("fivetran-connections")
    assert ran.err.endswith(" --help\n")
    assert ran.err.count("\n") == 1


@pytest.mark.posix("pseudo-terminals")
@pytest.mark.parametrize(("environment", "shown"), [({}, b"\x1b[31merror\x1b[0m"), ({"NO_COLOR": "1"}, b": error: ")])
def test_colours_on_a_terminal(on_a_terminal, environment, shown):
    """On a terminal the output has colours, unless NO_COLOR is set."""
    assert shown in on_a_terminal("validate", "none.yaml", **environment)[1]


def test_stops_when_interrupted(monkeypatch, capsys):
    """Ctrl-C ends with status 130, one sentence and no traceback."""

    def interrupt(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("fivetran_common.command_line.Program.main", interrupt)

    assert 130 == command.main([])
    assert "error: Interrupted.\n" == capsys.readouterr().err


@pytest.mark.linux("a process takes no such signal elsewhere")
@pytest.mark.parametrize(("name", "is_ignored"), [("SIGTERM", False), ("SIGHUP", False), ("SIGHUP", True)])
def test_a_signal_is_like_ctrl_c(name, is_ignored):
    """A process that is asked to end says so and ends with status 130; nohup makes it ignore SIGHUP."""
    pipes = {"stdin": subprocess.PIPE, "stderr": subprocess.PIPE, "stdout": subprocess.DEVNULL}
    with subprocess.Popen([*(["nohup"] if is_ignored else []), *MODULE, "validate", "-"], **pipes) as process:
        process.stdin.write(b"#" * 1_000_000)  # more than a pipe holds, so the command has begun to read
        process.send_signal(signal.Signals[name])
        _, told = process.communicate(timeout=60)

    assert (130 == process.returncode) != is_ignored
    assert (b"error: Interrupted.\n" == told) != is_ignored


def test_stops_quietly_when_nobody_reads():
    """If the reader of the output has closed it, the status is 141, without a traceback."""
    read, written = os.pipe()
    os.close(read)
    with os.fdopen(written, "wb") as nobody:
        ran = started("schema", stdout=nobody, stderr=subprocess.PIPE)

    assert 141 == ran.returncode
    assert b"" == ran.stderr


@pytest.mark.linux("/dev/full has no room")
@pytest.mark.parametrize("arguments", [("schema",), ("validate", "none.yaml")])
def test_says_that_there_is_no_room_for_the_output(arguments):
    """Output that cannot be written ends with status 1 and one sentence, also if that cannot be written."""
    with Path("/dev/full").open("wb") as full:
        ran = started(*arguments, stdout=full, stderr=subprocess.PIPE)
        assert 1 == started(*arguments, stdout=full, stderr=full).returncode

    assert 1 == ran.returncode
    assert b"error: The output cannot be written: No space left on device.\n" == ran.stderr


@pytest.mark.posix("a shell closes the streams")
def test_works_without_streams():
    """Without standard output and standard error the command still does its work."""
    closed = ["sh", "-c", 'exec "$@" >&- 2>&-', "sh", *MODULE]

    assert 0 == subprocess.run([*closed, "validate", "-"], input=BODY, check=False, timeout=60).returncode
    assert 3 == subprocess.run([*closed, "create", "none.yaml"], check=False, timeout=60).returncode


def test_escapes_in_json_as_json_does():
    """JSON stays JSON where the encoding of standard output has no bytes for a key."""
    body = '{"group_id": "g", "service": "pinterest_ads", "config": {"schema": "s", "\U0001f600\xe9": 1}}'

    ran = started(
        *("validate", "--output", "json", "-"),
        input=body.encode(),
        capture_output=True,
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
    )

    (violation,) = json.loads(ran.stdout)["violations"]
    assert "/config/\U0001f600\xe9" == violation["pointer"]


def test_prints_into_whatever_stands_for_standard_output(monkeypatch):
    """A program that calls `main` can capture its output."""
    collected = io.StringIO()
    monkeypatch.setattr("sys.stdout", collected)

    assert 3 == command.main(["validate", "none.yaml"])
    assert "There is no such file." in collected.getvalue()


def test_names_the_extra_that_is_missing(monkeypatch, capsys, tmp_path):
    """Without the extra the command and `load` say in one sentence how to install it; other missing modules raise."""
    (tmp_path / "s.yaml").write_text("service: s3\n")
    monkeypatch.setitem(sys.modules, "yaml", None)
    monkeypatch.delitem(sys.modules, "fivetran_connections.code.reading.yaml_files", raising=False)

    assert 1 == command.main(["validate", str(tmp_path)])
    assert "pip install '.[cli]' in a clone" in capsys.readouterr().err
    with pytest.raises(ModuleNotFoundError, match="YAML needs the extra `cli`: pip install"):
        load(tmp_path)
    monkeypatch.setitem(sys.modules, "fivetran_connections.cli.app", None)
    with pytest.raises(ModuleNotFoundError):
        command.main(["validate"])


def test_a_refused_base_url_is_named_as_the_command_line_spells_it(run):
    """The sentence about an unusable base URL names `--base-url`."""
    assert "--base-url" in run("list", "--base-url", "x").err


def test_csv_is_escaped_on_a_terminal_and_exact_elsewhere(monkeypatch):
    """CSV on a terminal escapes control characters; a file or a pipe gets the exact text."""
    for stream, shown in ((Terminal(), "a\n\\x1b[0m\n"), (io.StringIO(), "a\n\x1b[0m\n")):
        monkeypatch.setattr("sys.stdout", stream)
        print_rows([{"a": "\x1b[0m"}], ["a"], output="csv")
        assert shown == stream.getvalue()


@pytest.mark.parametrize("formula", ["=1+1", "+1", "-1", "@SUM(1)", "\t=1"])
def test_csv_that_is_quoted_has_no_formulas(capsys, formula):
    """A cell that a spreadsheet would compute begins with an apostrophe, and other cells stay as they are."""
    print_rows([{"a": formula, "b": "x=1"}], ["a", "b"], output="csv-quoted")

    assert f"a,b\n'{formula},x=1\n" == capsys.readouterr().out


def test_foreign_text_begins_no_line(capsys):
    """A line break in a name, also one before blanks, is escaped in lines and in errors."""
    name = "x\n  ::stop-commands::tok"
    print_line((f"+ create {name}", ""))
    differing = Mismatch("/schema", requested=name, found="y")
    print_error(ConnectionDiffers("c", [differing]))
    print_error(ConnectionDiffers("c", [differing, differing]))
    printed = capsys.readouterr()

    assert 1 == printed.out.count("\n")
    assert ["e", "e", " ", " "] == [line[0] for line in printed.err.splitlines()]


def test_a_note_does_not_mix_with_the_line_of_progress(monkeypatch):
    """A note replaces the line of progress on a terminal; where none stands, nothing is cleared."""
    stream = Terminal()
    monkeypatch.setattr("sys.stderr", stream)
    monkeypatch.setenv("TERM", "dumb")
    with status_line() as show:
        show("1 of 2")
        print_note("Wait.")
    with status_line():
        print_note("Done.")

    assert "\r1 of 2\x1b[K\r\x1b[Knote: Wait.\n\r\x1b[Knote: Done.\n" == stream.getvalue()


def test_a_message_of_the_api_makes_no_line_of_its_own():
    """Line breaks and control characters in a message of the API are no part of an error's text."""
    answer = RawResponse(400, {}, b"")
    request = RequestSummary("POST", "/v1/connections")
    error = BadRequest(request=request, response=answer, code="x", api_message="one\n  two\x1b[0m\nerror: three")

    assert "one two\\x1b[0m error: three" in str(error)


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("apply --auto-approve f.yaml", "there is no option --auto-approve: write --yes."),
        ("apply -auto-approve f.yaml", "there is no option -auto-approve: write --yes."),
        ("apply --target=a f.yaml", "there is no option --target: write --schema or --group."),
        ("plan --detailed f.yaml", "there is no option --detailed: write --detailed-exitcode."),
        ("destroy f.yaml", "'destroy': write delete; or take it out of the files"),
        ("ls", "'ls': write list."),
        ("rm x", "'rm': write delete."),
        ("remove x", "'remove': write delete."),
        ("version", "'version': write --version."),
        ("apply --dry-run f.yaml", "there is no option --dry-run: write the command plan"),
        ("login", "'login': write whoami"),
        ("help plan", "'help': write COMMAND --help."),
        ("services pintrest", "'pintrest': write services search pintrest."),
    ],
)
def test_words_of_other_programs_are_answered(run, words, answer):
    """A word that people bring along is answered with what to write here."""
    ran = run(*words.split())

    assert 2 == ran.status
    assert answer in ran.err


ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "cli.md").read_text("utf-8")


def test_shows_what_is_printed(run, monkeypatch):
    """The page shows the line and the object that the command prints."""
    monkeypatch.chdir(ROOT)
    (line,) = re.findall(r"^examples/broken\.yaml:.*$", PAGE, re.MULTILINE)
    (shown,) = re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)

    assert line in run("validate", "examples/broken.yaml").out.splitlines()
    printed = run("validate", "--output", "json", "examples/broken.yaml").data["violations"]
    assert all(violation in printed for violation in json.loads(shown)["violations"])


def test_lists_every_exit_status():
    """The page's table of exit statuses equals that of the code."""
    rows = re.findall(r"^\| (\d+) \| (.*) \|$", PAGE, re.MULTILINE)

    assert [(str(int(status)), status.meaning) for status in Status] == rows
