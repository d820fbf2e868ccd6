"""`fivetran-mock serve` and `fivetran-mock run`, as processes of their own, or called if they refuse to start."""

import gc
import json
import os
import re
import signal
import socket
import ssl
import subprocess
import sys
import urllib.parse
from dataclasses import fields
from pathlib import Path
from typing import Any

import httpx
import jsonschema_rs
import pytest

from fivetran_mock import MockSettings, Reply, Request
from fivetran_mock.__main__ import main
from fivetran_mock.cli import PROGRAM
from fivetran_mock.cli._prepare import without_pauses
from fivetran_rules.behaviours import DEFAULTS

from ._processes import COMMAND, CREATE, ask, call, refused, run, send, served, waiting

pytestmark = pytest.mark.posix("signals")

ASK = """
import base64, os, urllib.request
pair = os.environ["FIVETRAN_API_KEY"] + ":" + os.environ["FIVETRAN_API_SECRET"]
request = urllib.request.Request(os.environ["FIVETRAN_BASE_URL"] + "/v1/account/info")
request.add_header("Authorization", "Basic " + base64.b64encode(pair.encode()).decode())
print(urllib.request.urlopen(request).status)
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGINT)])
def test_server_says_where_it_is_and_stops(number):
    """The first line names the address; Ctrl-C, SIGTERM and SIGHUP stop the server with status 0, silently."""
    with served() as (url, process):
        assert "Success" == ask(f"{url}/v1/account/info")["code"]
        assert process.stdout is not None
        assert "every key pair works: " in process.stdout.readline()
        process.send_signal(number)
        output, errors = process.communicate(timeout=30)

    assert "" == output
    assert "" == errors
    assert 0 == process.returncode


@pytest.mark.parametrize("kind", ["pipe", "socket"])
def test_server_ends_with_its_standard_input(kind):
    """With `--until-stdin-closes` it stops when no program holds the other end; bytes before that change nothing."""
    ours, its = socket.socketpair()
    with ours, served("--until-stdin-closes", stdin=its if kind == "socket" else subprocess.PIPE) as (url, process):
        its.close()
        held = process.stdin or ours
        os.write(held.fileno(), b"any bytes")
        assert "Success" == ask(f"{url}/v1/account/info")["code"]
        held.close()

        assert 0 == process.wait(timeout=30)


@pytest.mark.parametrize("stdin", ["/dev/null", "&-", str(__file__)], ids=["null", "closed", "file"])
def test_standard_input_that_no_program_holds(stdin):
    """Any other standard input, or none, is refused: it would end at once, or never."""
    words = ("/bin/sh", "-c", f'exec "$@" <{stdin}', "sh", *COMMAND, "serve", "--until-stdin-closes")
    done = subprocess.run(words, capture_output=True, text=True, timeout=60, check=False)

    sentence = "--until-stdin-closes needs a standard input that another program holds: a pipe or a socket"
    assert (2, f"fivetran-mock serve: {sentence}\n") == (done.returncode, done.stderr)


def test_server_finishes_what_it_owes(tmp_path):
    """A server sends delayed answers before it stops."""
    (tmp_path / "faults.json").write_text('[{"delay": 0.3}]')
    with served("--faults", str(tmp_path / "faults.json")) as (url, process), waiting(url) as line:
        process.terminate()
        heard = b"".join(iter(lambda: line.recv(65_536), b""))

        assert 0 == process.wait(timeout=30)
    assert heard.startswith(b"HTTP/1.1 200 OK")


def test_a_server_for_the_network_says_so():
    """With an address beside this machine, a line says that the network reaches the mock."""
    with served("--host", "0.0.0.0") as (url, process):  # noqa: S104  # the line is about it
        assert process.stdout is not None
        assert f"the network reaches it as well, on port {url.rpartition(':')[2]} of this machine\n" == (
            process.stdout.readline()
        )


@pytest.mark.parametrize("command", [("serve",), ("run", "--", sys.executable, "-c", "print('started')")])
def test_port_in_use(command):
    """A port in use ends a command with one sentence and the next step; `run` does not start its command."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = run(command[0], "--port", str(port), *command[1:])

    assert 1 == done.returncode
    assert "" == done.stdout
    assert (
        f"fivetran-mock {command[0]}: Port {port} on 127.0.0.1 is in use: choose another with --port, "
        "or any free one with --port 0.\n"
    ) == done.stderr


@pytest.mark.parametrize(
    ("host", "sentence"),
    [
        ("no-such-host.invalid", "Host 'no-such-host.invalid' cannot be resolved: "),
        ("a" * 64, f"Host '{'a' * 64}' cannot be resolved: it is not a valid host name.\n"),
        ("192.0.2.1", "Cannot listen on 192.0.2.1, port 0: "),
    ],
    ids=["unknown", "no name", "of another machine"],
)
def test_host_that_cannot_be_served(host, sentence):
    """A host that is unknown, no name, or another machine's ends the command with one sentence."""
    done = call("serve", "--host", host)

    assert 1 == done.returncode
    assert "" == done.stdout
    assert done.stderr.startswith(f"fivetran-mock serve: {sentence}")


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("serve", "--port", "eighty"), "serve: --port: 'eighty' is not a port: use a number from 0 to 65535"),
        (("serve", "--credential", "key"), "--credential: a credential is a key and a secret of printable text"),
        (("serve", "--credential", "@nowhere"), "the file of a credential cannot be used. There is no such file. Try:"),
        (("serve", "--credential", f"@{os.devnull}"), "This is not a regular file"),
        (("serve", "--credential", "key:word:hush"), "--credential: the role in KEY:SECRET:ROLE is administrator or "),
        (("serve", "--credential", "hush:\udcff"), "a credential is a key and a secret of printable text"),
        (("serve", "--credential", "hush:\x1b[1m"), "a credential is a key and a secret of printable text"),
        (("serve", "--group", "g:\udcff"), "--group cannot be written as JSON"),
        (("serve", "--group", ""), "serve: --group has to be a text that is not empty"),
        (("serve", "--user-id", ""), "serve: --user-id has to be a text that is not empty"),
        (("serve", "--behaviour", "list_confg=present"), "serve: there is no behaviour 'list_confg'; did you"),
        (("run", "--behaviour", "mask=ten", "--", "true"), "run: behaviour mask has the values six"),
        (("serve", "--behaviour", "mask"), "--behaviour: 'mask' is not a name and a value, joined by an equals sign"),
        (("serve", "--ca-file", "ca.pem"), "--ca-file works only with --tls: add --tls, or remove --ca-file"),
        (("serve", "--tls-name", "mock.test"), "--tls-name works only with --tls: add --tls, or remove --tls-name"),
        (("serve", "--tls", "--host", "a:b"), "--host: 'a:b' is neither a host name nor an address"),
        (("serve", "--tls", "--tls-name", "a b"), "--tls-name: 'a b' is neither a host name nor an address"),
        (("serve", "--public-url", "mock.test"), "--public-url: an address is like http://127.0.0.1:8000/path"),
        (("serve", "--public-url", "http://h:x"), "--public-url: an address is like http://127.0.0.1:8000/path"),
        (("serve", "--public-url", "http://k:hush@h"), "--public-url: an address is like http://127.0.0.1:8000/path"),
        (("serve", "--sync-seconds", "-1"), "serve: --sync-seconds has to be a number of seconds from 0 to "),
        (("serve", "--start-time", "2026-01-01"), "serve: --start-time has to be a date and time with its zone"),
        (("serve", "--speed", "0"), "serve: --speed has to be a number above 0, up to 1,000,000"),
        (("run", "--speed", "-60", "--", "true"), "run: --speed has to be a number above 0, up to 1,000,000"),
        (("serve", "--speed", "fast"), "--speed: invalid float value: 'fast'. Try: "),
        (("serve", "--speed", "60", "--realtime"), "serve: --speed is 1 with realtime, not 60.0: leave one of"),
        (("serve", "--owner", "email=kim"), "serve: --owner.email has to be an e-mail address"),
        (("serve", "--owner", "name=Kim"), "serve: --owner.name: there is no such key"),
        (("serve", "--durable"), "serve: --durable works only with --state: add --state, or remove --durable"),
        (("serve", "--prot", "1"), "serve: there is no option --prot; did you mean --port? Try: fivetran-mock serve "),
        (("serve", "--rate-limits", "some"), "--rate-limits: 'some' is not one of standard, trial"),
        (
            ("serve", "--admin-token", "hush\n"),
            "--admin-token: a token, also that of FIVETRAN_MOCK_ADMIN_TOKEN, is printable",
        ),
        (("run",), "name the command after --, for instance: fivetran-mock run -- pytest"),
        (("run", "true"), "name the command after --"),
        (("run", "--state", "", "--", "true"), "--state: the path of a file is not empty"),
        (("serve", "--public-url", "http://h?x"), "http://127.0.0.1:8000/path, without credentials, ? and #"),
        (("serve", "--sync-seconds", "soon"), "--sync-seconds: invalid float value: 'soon'. Try: "),
        (("srve",), "fivetran-mock: there is no command 'srve'; did you mean serve? Try: fivetran-mock --help"),
        (("completion", "tcsh"), "'tcsh' is not one of bash, zsh, fish"),
        ((), "usage: fivetran-mock COMMAND"),
    ],
)
def test_wrong_usage(words, complaint):
    """Wrong usage ends the command with status 2 and a sentence that shows no secret."""
    done = call(*words)

    assert 2 == done.returncode
    assert complaint in done.stderr
    assert not any(word in done.stderr for word in ("Traceback", "hush"))


def test_token_of_the_environment(monkeypatch):
    """The token of the mock's own API may come from the environment, which process lists do not show."""
    monkeypatch.setenv("FIVETRAN_MOCK_ADMIN_TOKEN", "hush")
    with served() as (url, _):
        host = {"Host": "mock.internal"}
        assert 401 == httpx.get(f"{url}/__mock__/state", headers=host).status_code
        assert 200 == httpx.get(f"{url}/__mock__/state", headers={**host, "Authorization": "Bearer hush"}).status_code


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion(shell):
    """There is a completion script for each shell."""
    done = call("completion", shell)

    assert 0 == done.returncode
    assert "fivetran-mock" in done.stdout


FILES: list[tuple[str, Any, Any]] = [
    (
        "seed",
        {"groups": ["near", {"id": "far", "name": "Far"}], "connections": [CREATE], "syncs": [{"outcome": "failed"}]},
        {"groups": [{"name": "Far"}]},
    ),
    ("faults", [{"operation": "list_groups", "status": 503}], [{"operation": "list_group", "status": 503}]),
    ("scripts", {"setup_tests": [{"status": "FAILED"}]}, {"setup_tests": [{"tests": [], "status": "FAILED"}]}),
    ("settings", {"credentials": {"k": ["secret", "reviewer"]}, "strict": True}, {"credentials": {"k": ["secret"]}}),
]


@pytest.mark.parametrize(("name", "right", "wrong"), FILES)
def test_schema(name, right, wrong):
    """`schema` prints a JSON Schema for editors, which agrees with the checks of the mock."""
    schema = json.loads(call("schema", name).stdout)
    jsonschema_rs.meta.validate(schema)
    judge = jsonschema_rs.validator_for(schema)

    assert judge.is_valid(right)
    assert not judge.is_valid(wrong)


def test_schema_has_the_defaults_of_the_settings():
    """The schema of the settings lists every argument of `FivetranMock` but `store`, with its default."""
    listed = json.loads(call("schema", "settings").stdout)["properties"]
    defaults = {each.name: each.default for each in fields(MockSettings) if each.name != "store"}
    told = {name: schema["default"] for name, schema in listed.items() if schema.get("default", []) != []}

    assert defaults.keys() == listed.keys()
    assert told == {name: default for name, default in defaults.items() if default not in (None, ())}


def test_completion_without_argcomplete(monkeypatch, capsys):
    """Without argcomplete, the command names the extra to install."""
    monkeypatch.setitem(sys.modules, "argcomplete", None)
    monkeypatch.setitem(sys.modules, "argcomplete.shell_integration", None)

    assert 1 == main(["completion", "bash"])
    assert "completion needs the extra `mock`: pip install '.[mock]' in a clone\n" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("line", "completed"), [("fivetran-mock se", "serve "), ("fivetran-mock serve --fau", "--faults ")]
)
def test_completed_line(tmp_path, line, completed):
    """Commands and their options are completed."""
    answer = tmp_path / "answer"
    asked = {"_ARGCOMPLETE": "1", "COMP_LINE": line, "COMP_POINT": str(len(line))}
    environment = {**os.environ, **asked, "_ARGCOMPLETE_STDOUT_FILENAME": str(answer)}
    subprocess.run(COMMAND, env=environment, check=True, timeout=60)

    assert completed == answer.read_text(encoding="utf-8")


def test_help_has_each_exit_status(capsys):
    """`--help` lists the exit statuses of the page about the server."""
    page = (Path(__file__).parents[3] / "docs" / "server.md").read_text("utf-8")
    main(["--help"])

    shown = re.findall(r"^ +(\d+)  ", capsys.readouterr().out, re.MULTILINE)
    assert re.findall(r"^\| (\d+) \|", page.partition("| Exit status |")[2], re.MULTILINE) == shown


def test_help_imports_little():
    """`--help` of a command imports neither the mock nor an HTTP library."""
    code = (
        "import sys\n"
        "from fivetran_mock.__main__ import main\n"
        "try: main(sys.argv[1:])\n"
        "except SystemExit: pass\n"
        "slow = {'asyncio', 'httpx', 'jsonschema_rs', 'fivetran_mock.mock'} & sys.modules.keys()\n"
        "sys.exit(', '.join(sorted(slow)) or 0)"
    )
    for command in PROGRAM.commands:
        done = subprocess.run(
            (sys.executable, "-c", code, command, "--help"), capture_output=True, text=True, timeout=60, check=False
        )

        assert 0 == done.returncode, command
        assert "" == done.stderr, command
        assert f"usage: fivetran-mock {command} " in done.stdout


def test_serving_imports_no_console():
    """A served mock loads the console, its templates and SQLite only when they are asked for."""
    code = (
        "import sys\n"
        "late = {'fivetran_mock.admin.console', 'jinja2', 'sqlite3'} - sys.modules.keys()\n"  # coverage has some
        "from fivetran_mock.__main__ import main\n"
        "print('status', main(['run', '--', sys.executable, '-c', '']))\n"
        "early = late & sys.modules.keys()\n"
        "sys.exit(', '.join(sorted(early)) or 0)"
    )
    done = subprocess.run((sys.executable, "-c", code), capture_output=True, text=True, timeout=60, check=False)

    assert 0 == done.returncode
    assert "" == done.stderr
    assert "status 0\n" == done.stdout


@pytest.mark.parametrize("words", [("--version",), ("serve",)])
def test_output_without_room(words):
    """If the output cannot be written, the command ends with status 1 and one sentence."""
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*COMMAND, *words], stdout=full, stderr=subprocess.PIPE, text=True, timeout=60, check=False
        )

    assert 1 == done.returncode
    assert f"fivetran-mock {words[0]}: the output cannot be written: No space left on device\n" == done.stderr


def test_output_that_nobody_reads():
    """If the reader of the output has closed it, the command ends with status 141 and without a message."""
    read, written = os.pipe()
    os.close(read)
    with os.fdopen(written, "wb") as nobody:
        done = subprocess.run([*COMMAND, "--version"], stdout=nobody, stderr=subprocess.PIPE, timeout=60, check=False)

    assert 141 == done.returncode
    assert b"" == done.stderr


def test_seed_faults_groups_and_credentials(tmp_path):
    """Options set the initial state, the groups, the credentials and the faults."""
    (tmp_path / "seed.yaml").write_text("connections:\n- {service: mailchimp, group_id: near, config: {schema: s}}\n")
    (tmp_path / "faults.yaml").write_text("- {operation: get_account_info, status: 503}\n")
    options = ("--seed-file", str(tmp_path / "seed.yaml"), "--faults", str(tmp_path / "faults.yaml"))
    (tmp_path / "pair").write_text("a:b\r\n")
    credential = ("--credential", f"@{tmp_path / 'pair'}")
    with served(*options, "--group", "near", *credential, "--rate-limits", "trial") as (url, _):
        found = ask(f"{url}/v1/connections", pair="a:b")["data"]["items"]

        assert ["mailchimp"] == [each["service"] for each in found]
        assert 401 == refused(f"{url}/v1/connections", pair="a:c")
        assert 404 == refused(f"{url}/v1/connections", {**CREATE, "group_id": "far"}, pair="a:b")
        assert 503 == refused(f"{url}/v1/account/info", pair="a:b")


def test_behaviours_of_a_file_and_of_the_command_line(tmp_path):
    """Behaviours are read from a file, and an option goes before the file."""
    file = tmp_path / "behaviours.yaml"
    file.write_text("version: 1\nbehaviours: {list_config: present, last_page: 'null', unknown_group: 400}\n")
    options = ("--behaviours", str(file), "--behaviour", "last_page=empty", "--behaviour", "mask=eight")
    with served(*options, "--behaviour", "duplicate_schema=allowed") as (url, _):
        found = {each["name"]: each["value"] for each in ask(f"{url}/__mock__/behaviours")}

    changed = {name: value for name, value in found.items() if value != DEFAULTS[name]}
    assert changed == {
        "list_config": "present",
        "last_page": "empty",
        "unknown_group": "400",
        "mask": "eight",
        "duplicate_schema": "allowed",
    }


def test_roles_names_services_and_the_user():
    """Options give a key a role, a group a name and the user an id, and add a service and a host of webhooks."""
    options = ("--credential", "a:b:reviewer", "--group", "g:Marketing", "--user-id", "ada", "--service", "mine")
    body = {"service": "mine", "group_id": "g", "config": {"schema": "s"}}
    hook = {"url": "https://receiver.test/", "events": ["sync_end"]}
    with served(*options, "--credential", "c:d", "--webhooks-to", "receiver.test") as (url, _):
        assert ["Marketing"] == [each["name"] for each in ask(f"{url}/v1/groups", pair="a:b")["data"]["items"]]
        assert "ada" == ask(f"{url}/v1/account/info", pair="a:b")["data"]["user_id"]
        assert 403 == refused(f"{url}/v1/connections", body, pair="a:b")
        assert "mine" == ask(f"{url}/v1/connections", body, pair="c:d")["data"]["service"]
        made = ask(f"{url}/v1/webhooks/account", {**hook, "active": False}, pair="c:d")["data"]
        assert hook["url"] == made["url"]


@pytest.mark.parametrize(
    ("option", "name", "content", "complaint"),
    [
        ("--faults", "faults.json", '[{"status": 200}, {"status": 5}]', "/1/status: "),
        ("--faults", "faults.yaml", "- {sttus: 500}", "/0/sttus: there is no such key"),
        ("--faults", "faults.yaml", "", "faults has to be a list of faults"),
        ("--behaviours", "b.json", '{"version": 2, "behaviours": {}}', "version of the behaviours has to be 1; write "),
        ("--behaviours", "b.json", "not JSON", "line 1 "),
        ("--behaviours", "b.json", "[]", "behaviours have to be an object of names and values"),
        ("--behaviours", "b.yaml", "list_config: presnt", "behaviour list_config has the values absent, present, not "),
        ("--seed-file", "seed.yaml", "connections: 5", "/connections: "),
        ("--seed-file", "seed.yaml", "seed.json", "/: this has to be an object"),
        ("--seed-file", "seed.json", "[", "line 1 "),
        ("--seed-file", "seed.yaml", "a: [", ": line "),
        ("--seed-file", "seed.yaml", "a: \x00", "not"),
        ("--seed-file", "seed.yaml", "a: 1\n---\nb: 2", "line 2: but found another document."),
        ("--seed-file", "seed.yaml", "a:\n  2026-13-45", "line 2: a value is not valid for its type: "),
        ("--seed-file", "seed.yaml", "a: " + "1" * 5_000, "line 1: a value"),
        ("--seed-file", "seed.yaml", "a: 14:00", "line 1: a value is not valid for its type: write it in quotes"),
        ("--seed-file", "seed.yaml", "syncs: &a [*a]", "/: this cannot be written as JSON: "),
        ("--seed-file", "seed.json", '{"b": [{"c": {}, "\\u0063": 2}]}', "the key 'c' stands twice in one object."),
        ("--seed-file", "seed.json", "1" * 5_000, "seed.json: a number of 5,000 digits is too long."),
        ("--seed-file", "seed.json", "[" * 100_000, "this is nested too deeply."),
        ("--faults", "faults.yaml", "- {status: 500, status: 503}", "line 1: the key 'status' stands twice"),
        ("--seed-file", "seed.yaml", "setup_tests: [{details: 2026-01-01}]", "/: this cannot be written as JSON: "),
    ],
)
def test_file_that_is_wrong(tmp_path, option, name, content, complaint):
    """An invalid file ends the command with status 3, and the sentence names the file and the place."""
    (tmp_path / name).write_text(content)
    done = call("serve", option, str(tmp_path / name))

    assert 3 == done.returncode
    assert f"{tmp_path / name}: " in done.stderr
    assert complaint in done.stderr
    assert 1 == done.stderr.count("\n")


@pytest.mark.parametrize("name", ["seed.yaml", "seed.json"])
def test_file_with_a_byte_order_mark(tmp_path, name):
    """A file with a byte order mark, as editors on Windows save it, is read."""
    (tmp_path / name).write_bytes(b'\xef\xbb\xbf{"groups": ["near"]}\r\n')

    assert 0 == run("run", "--seed-file", str(tmp_path / name), "--", "true").returncode


def test_file_that_cannot_be_read(tmp_path):
    """A missing or binary file, or a folder, ends the command with its name."""
    (tmp_path / "bytes.yaml").write_bytes(b"\xff\xfe")
    for name, complaint in (
        ("none", "There is no such file."),
        ("", "This is a directory."),
        ("bytes.yaml", "not text in UTF-8"),
    ):
        done = call("serve", "--seed-file", str(tmp_path / name))

        assert 3 == done.returncode
        assert complaint in done.stderr


def test_tls(tmp_path):
    """With --tls, clients that trust the written certificate connect; others do not."""
    authority = tmp_path / "ca.pem"
    with served("--tls", "--ca-file", str(authority)) as (url, process):
        assert process.stdout is not None
        assert f"CA certificate in {authority}\n" == process.stdout.readline()
        assert url.startswith("https://127.0.0.1:")
        trusting = ssl.create_default_context(cafile=str(authority))
        assert "Success" == ask(f"{url}/v1/account/info", verify=trusting)["code"]
        with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
            send(f"{url}/v1/account/info")


@pytest.mark.parametrize(("name", "why"), [("none/ca.pem", "No such file or directory"), ("", "Is a directory")])
def test_certificate_that_cannot_be_left(tmp_path, name, why):
    """An unwritable certificate file ends the command with one sentence that names the option."""
    path = tmp_path / name
    done = call("serve", "--tls", "--ca-file", str(path))

    assert 1 == done.returncode
    assert f"fivetran-mock serve: --ca-file: the certificate cannot be written to {path}: {why}\n" == done.stderr


def test_log(tmp_path):
    """With --log each request is logged in one line with the violated field, without secrets and card tokens."""
    (tmp_path / "faults.json").write_text('[{"operation": "list_groups", "answer": "html"}]')
    with served("--log", "--faults", str(tmp_path / "faults.json")) as (url, process):
        refused(
            f"{url}/v1/connections",
            {**CREATE, "service": "pinterest_ads", "config": {"sync_mode": "x"}},
            pair="key:hush",
        )
        refused(f"{url}/connect-card/setup?redirect_uri=https://x.test&auth=hush", {})
        refused(f"{url}/v1/groups")
        process.terminate()
        lines = process.communicate()[1].splitlines()

    assert 3 == len(lines)
    assert "hush" not in "".join(lines)
    assert "/config" in lines[0]
    assert "auth=***" in lines[1]
    assert lines[0].startswith("400 POST /v1/connections ")


def test_log_cannot_be_forged():
    """The log escapes control characters, line separators and direction marks of requests, also of one that waits."""
    evil = "a\x1b[2J\u009b31m\u2028\u202e\x7fb"
    with served("--log") as (url, process):
        refused(f"{url}/v1/connections", {**CREATE, "service": "pinterest_ads", "config": {evil: 1}})
        ask(f"{url}/v1/connections?group_id={urllib.parse.quote(evil)}")
        refused(f"{url}/v1/webhooks/group/{urllib.parse.quote(evil)}", {"url": "http://[::1]:9/", "events": []})
        process.terminate()
        log = process.communicate()[1]

    assert 3 == log.count("\n")
    assert "a\\x1b[2J" in log
    assert not set(evil) - {*"a[2J31mb"} & set(log)


@pytest.mark.posix("a pipe that nobody reads")
def test_a_log_that_cannot_be_written_changes_no_answer():
    """If nobody reads the log any more, a request is answered as before."""
    with served("--log") as (url, process):
        assert process.stderr is not None
        process.stderr.close()

        assert 201 == send(f"{url}/v1/groups", {"name": "new"}).status_code


@pytest.mark.parametrize("options", [(), ("--tls",)], ids=["plain", "tls"])
def test_command_finds_the_mock(options):
    """The command finds the mock by its environment variables, which also make it trust a mock with --tls."""
    done = run("run", *options, "--", sys.executable, "-c", ASK)

    assert "200\n" == done.stdout
    assert "" == done.stderr
    assert 0 == done.returncode


@pytest.mark.parametrize(
    ("before", "after"), [("", "127.0.0.1"), ("localhost,.test", "localhost,.test,127.0.0.1"), ("*", "*")]
)
def test_command_goes_past_proxies(before, after, monkeypatch):
    """The command calls the mock without a proxy; addresses that were excluded before stay so."""
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("NO_PROXY", before)
    monkeypatch.delenv("no_proxy", raising=False)
    done = run("run", "--", sys.executable, "-c", f"import os; print(os.environ['NO_PROXY']); {ASK}")

    assert f"{after}\n200\n" == done.stdout
    assert "" == done.stderr


@pytest.mark.parametrize(
    ("program", "status"),
    [("raise SystemExit(7)", 7), ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", 128 + signal.SIGKILL)],
)
def test_status_of_the_command(program, status):
    """The exit status of the command is passed on; after a signal it is 128 plus the signal's number."""
    assert status == run("run", "--", sys.executable, "-c", program).returncode


def test_command_that_is_not_there(tmp_path, monkeypatch):
    """A missing or non-executable command is one sentence, with the shells' exit status."""
    monkeypatch.setenv("PATH", str(tmp_path))
    missing = run("run", "--", "no-such-command")
    (tmp_path / "text").write_text("")
    forbidden = run("run", "--", str(tmp_path / "text"))

    assert 127 == missing.returncode
    assert "fivetran-mock run: there is no command 'no-such-command' on PATH\n" == missing.stderr
    assert 126 == forbidden.returncode
    assert f"fivetran-mock run: cannot start '{tmp_path / 'text'}': " in forbidden.stderr


SHOW = (
    "import os; data = os.environ.get('FIVETRAN_CONNECTIONS_DATA', ''); "
    "print(data, os.path.isdir(data), os.environ.get('FIVETRAN_REHEARSAL') == os.environ['FIVETRAN_BASE_URL'])"
)


def test_a_rehearsal_keeps_nothing(monkeypatch):
    """The command has a data folder that ends with it, and the address of the mock as that of a rehearsal."""
    monkeypatch.delenv("FIVETRAN_CONNECTIONS_DATA", raising=False)

    folder, there, rehearsed = run("run", "--", sys.executable, "-c", SHOW).stdout.split()

    assert ("True", "True") == (there, rehearsed)
    assert not Path(folder).exists()


@pytest.mark.parametrize("name", ["FIVETRAN_CONNECTIONS_DATA", "FIVETRAN_MOCK_ADMIN_TOKEN"])
def test_an_empty_variable_ends_run_with_a_sentence(monkeypatch, name):
    """A variable that is set and empty is refused, and the command is not run."""
    monkeypatch.setenv(name, "")
    ran = run("run", "--", sys.executable, "-c", "print('ran')")

    assert ran.returncode and "empty" in ran.stderr and "ran" not in ran.stdout.split()


def test_a_rehearsal_keeps_the_users_data_folder(tmp_path, monkeypatch):
    """A data folder that the user names is kept, as is the usual one with --state; with --realtime, waits are real."""
    monkeypatch.setenv("FIVETRAN_CONNECTIONS_DATA", str(tmp_path))
    named = run("run", "--realtime", "--", sys.executable, "-c", SHOW)
    monkeypatch.delenv("FIVETRAN_CONNECTIONS_DATA")
    usual = run("run", "--state", str(tmp_path / "state"), "--", sys.executable, "-c", SHOW)

    assert f"{tmp_path} True False\n" == named.stdout
    assert " False True\n" == usual.stdout


def test_a_data_folder_that_cannot_be_made(monkeypatch):
    """Where no temporary folder can be made, one sentence says so, and the command is not started."""
    monkeypatch.delenv("FIVETRAN_CONNECTIONS_DATA", raising=False)
    monkeypatch.setattr("tempfile.tempdir", "/dev/null/x")

    done = call("run", "--", sys.executable, "-c", "print('started')")

    assert (1, "") == (done.returncode, done.stdout)
    assert "fivetran-mock run: The data folder of the command cannot be made: Not a directory.\n" == done.stderr


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGUSR1])
def test_signals_reach_the_command(number):
    """`run` passes signals on to the command, and ends with its exit status."""
    program = (
        "import signal, sys\n"
        f"signal.signal({int(number)}, lambda *_: sys.exit(9))\n"
        "print('ready', flush=True)\n"
        "while True: signal.pause()"
    )
    process = subprocess.Popen(
        (*COMMAND, "run", "--", sys.executable, "-c", program), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE
    )
    with process:
        assert process.stdout is not None
        assert b"ready\n" == process.stdout.readline()
        process.send_signal(number)

        assert 9 == process.wait(timeout=30)


def test_signal_from_a_terminal_is_not_doubled():
    """Ctrl-C at a terminal reaches the command once: `run` does not send it again."""
    program = (
        "import signal\n"
        "signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})\n"
        "print('ready', flush=True)\n"
        "signal.sigwait({signal.SIGINT})\n"
        "print('once' if signal.sigtimedwait({signal.SIGINT}, 0.2) is None else 'twice', flush=True)"
    )
    # A session of its own whose terminal is ours, as a shell has it.
    begin = "import fcntl, os, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); os.execv(sys.argv[1], sys.argv[1:])"
    keyboard, terminal = os.openpty()
    process = subprocess.Popen(
        (sys.executable, "-c", begin, *COMMAND, "run", "--", sys.executable, "-c", program),
        stdin=terminal,
        stdout=subprocess.PIPE,
        start_new_session=True,
    )
    with process:
        assert process.stdout is not None
        assert b"ready\n" == process.stdout.readline()
        os.write(keyboard, b"\x03")

        assert b"once\n" == process.stdout.readline()
    os.close(keyboard)
    os.close(terminal)


def test_server_exempts_what_it_keeps_from_collections(monkeypatch):
    """After some creates, a server exempts all objects from garbage collection; other answers exempt none."""
    monkeypatch.setattr("fivetran_mock.cli._prepare.FROZEN", 2)
    kept: list[list[object]] = []

    def answer(request: Request) -> Reply:
        kept.append([request])
        return Reply(200 if request.method == "GET" else 201, [], b"")

    freezing = without_pauses(answer)
    try:
        gc.disable()
        counts = [gc.get_freeze_count()]
        for method in ("POST", "GET", "POST"):
            freezing(Request(method, "/", {}, b""))
            counts.append(gc.get_freeze_count())
    finally:
        gc.enable()
        gc.unfreeze()

    assert counts[0] >= counts[1] >= counts[2]
    assert counts[3] > counts[0]


@pytest.mark.linux("setsid of util-linux")
@pytest.mark.parametrize("before", [[], ["nohup"]], ids=["plain", "nohup"])
def test_a_closed_terminal_ends_run_and_its_command_unless_below_nohup(before, tmp_path):
    """The command is not left behind without its mock; below nohup both go on until the command ends."""
    fifo, done = tmp_path / "fifo", tmp_path / "done"
    os.mkfifo(fifo)
    code = f"print('begun', flush=True); open({str(fifo)!r}).readline(); open({str(done)!r}, 'w').close()"
    held = os.open(fifo, os.O_RDWR)  # without a reader a write would wait for ever
    ours, terminal = os.openpty()
    words = ["setsid", "-c", *before, *COMMAND, "run", "--", sys.executable, "-c", code]
    with subprocess.Popen(words, stdin=terminal, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        os.close(terminal)
        assert b"begun\n" == process.stdout.readline()
        os.close(ours)
        if before:
            os.write(held, b"go on\n")
        process.wait(60)
    os.close(held)

    assert (bool(before), bool(before)) == (process.returncode == 0, done.exists())
