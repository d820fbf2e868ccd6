"""The command `create`."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from fivetran_mock import FivetranMock

VALID = {"group_id": "amber_kettle", "service": "pinterest_ads", "config": {"schema": "demo"}}
BROKEN = {**VALID, "config": {"schema": "demo", "sync_mode": "SpecificAdvertisers"}}


def test_creates_what_the_file_says(run, write, api):
    """`create` sends the body unchanged, and prints the created connection."""
    ran = run("create", write(VALID, "c.json"))

    assert [VALID] == api.received
    assert 0 == ran.status
    assert "" == ran.err
    assert ran.out.splitlines() == [
        "created brisk_otter: pinterest_ads into demo, group amber_kettle",
        "  setup state   incomplete",
        "  sync state    scheduled",
    ]


def test_refuses_a_file_with_tables(run, write, api):
    """`create` would sync before the tables are set, so it sends nothing and names apply."""
    entry = {**VALID, "tables": {"schema_change_handling": "BLOCK_ALL"}}

    ran = run("create", write({"version": 1, "connections": [entry]}, "c.json"))

    assert 3 == ran.status
    assert [] == api.received
    assert "create does not set tables. Nothing was sent. Use apply." in ran.err


def test_prints_the_data_of_the_answer(run, write, api):
    """JSON output is the API's data, unknown fields included."""
    data = api.data(VALID, later_addition={"kept": True})
    api.answers.append((201, {"code": "Success", "data": data}))

    printed = run("create", "--output", "json", write(VALID, "c.json")).data

    assert {**data, "created_at": printed["created_at"]} == printed


def test_shows_setup_tests_and_the_card(run, write, api):
    """`create` prints the setup tests and the link of the Connect Card."""
    tests = [{"title": "Login", "status": "FAILED", "message": "No."}, {"title": "Read", "status": "PASSED"}]
    card = {"token": "t", "uri": "https://fivetran.com/connect-card/setup?auth=t"}
    api.answers += [(201, {"code": "Success", "data": api.data(VALID, setup_tests=tests, connect_card=card)})] * 2

    assert card == run("create", "--output", "json", write(VALID, "c.json")).data["connect_card"]
    assert run("create", write(VALID, "c.json")).out.splitlines()[3:] == [
        "  setup test    Login FAILED: No.",
        "  setup test    Read PASSED",
        "  to authorize  open https://fivetran.com/connect-card/setup?auth=t",
    ]


@pytest.mark.parametrize(
    ("options", "out", "err"),
    [((), "", "advertisers"), (("--output", "json"), "pinterest_ads.advertisers.required", "Nothing was sent")],
)
def test_sends_nothing_unless_all_are_valid(run, write, api, options, out, err):
    """If one file of several is invalid, nothing is sent."""
    ran = run("create", *options, write(VALID, "a.json"), write(BROKEN, "b.json"))

    assert [] == api.received
    assert ran.status == 3
    assert out in ran.out
    assert err in ran.err


def test_warns_and_creates(run, write, api):
    """A warning is printed on standard error, and the connection is created."""
    ran = run("create", write({**VALID, "networking_method": "SshTunnel"}, "c.json"))

    assert 0 == ran.status
    assert 1 == len(api.received)
    assert "warning: /networking_method: " in ran.err


def test_puts_in_the_secrets_that_a_file_names(run, write, api, monkeypatch, tmp_path):
    """`${env:NAME}` and `${file:PATH}` are replaced by their values, which are sent and never shown."""
    monkeypatch.setenv("PINTEREST_REFRESH_TOKEN", "hunter2")
    (tmp_path / "secret").write_text("hunter3\n")
    access = {"client_id": "id", "client_secret": f"${{file:{tmp_path / 'secret'}}}"}
    auth = {"refresh_token": "${env:PINTEREST_REFRESH_TOKEN}", "client_access": access}

    ran = run("create", write({**VALID, "auth": auth}, "c.json"))

    sent = {"refresh_token": "hunter2", "client_access": {"client_id": "id", "client_secret": "hunter3"}}
    assert sent == api.received[0]["auth"]
    assert "hunter" not in ran.out + ran.err


def test_names_the_secrets_that_are_missing(run, write, api, monkeypatch, tmp_path):
    """Every missing secret is named with its place, and nothing is sent."""
    monkeypatch.delenv("NOT_SET", raising=False)
    path = write(f"""\
group_id: g
service: github
config: {{schema: s}}
auth:
  pat: ${{env:NOT_SET}}
  keys: ["${{file:{tmp_path}/none}}"]
""")

    ran = run("create", path)

    assert [] == api.received
    assert ran.status == 3
    first, key, second, _, last = ran.err.splitlines()
    assert key == "    pat: ..."
    assert first.startswith(f"{path}:5:3: error: /auth/pat: Set the environment variable NOT_SET: ")
    assert second.startswith(f"{path}:6:10: error: /auth/keys/0: Write this value into the file {tmp_path}/none: ")
    assert last == "error: Nothing was sent: correct the errors above first."


def test_says_that_the_server_was_not_reached(run, write, api):
    """An unreachable server ends the command with status 7 and one sentence."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listening: nobody answers here
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        path = write(VALID, "c.json")
        ran = run("create", "--base-url", url, path)

    assert [] == api.received
    assert 7 == ran.status
    assert "" == ran.out
    assert ran.err.startswith(f"error: {path}: POST /v1/connections ")
    assert ran.err.count("\n") == 1


def test_says_it_once(write, api):
    """The client's log of warnings and retries does not appear beside the command's messages."""
    path = write({**VALID, "networking_method": "SshTunnel"}, "c.json")
    api.answers.append((429, {"code": "TooManyRequests", "message": "Slow down."}))

    command = [sys.executable, "-m", "fivetran_connections", "create", str(path)]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)

    assert 0 == ran.returncode
    assert 2 == len(api.received)
    line, _ = ran.stderr.splitlines()
    assert line.startswith(f"{path}:1:88: warning: /networking_method: ")


@pytest.mark.parametrize(
    ("status", "code", "told"),
    [
        (400, "InvalidInput", "400 InvalidInput: Invalid 'config' object"),
        (500, "InternalError", "Repeat it with --ensure, which looks up the connection first."),
    ],
)
def test_says_what_the_api_answered(run, write, api, status, code, told):
    """An error of the API ends the command with its code and message, and how to repeat what may have been done."""
    api.answers.append((status, {"code": code, "message": "Invalid 'config' object"}))

    ran = run("create", write(VALID, "c.json"))

    assert 1 == ran.status
    assert told in ran.err


def test_says_how_far_it_came(run, write, api):
    """If one of several files fails, the error counts the connections created before it."""
    api.answers += [(201, {"code": "Success", "data": api.data(VALID)}), (403, {"code": "Forbidden", "message": "No."})]
    paths = [write({**VALID, "config": {"schema": name}}, f"{name}.json") for name in "abc"]

    ran = run("create", *paths)

    assert 4 == ran.status
    assert 2 == len(api.received)
    assert "created brisk_otter" in ran.out
    assert f"error: {paths[1]}: " in ran.err
    assert "1 done before it; the later ones were not sent." in ran.err


def test_says_what_an_interruption_leaves_open(run, write, api, monkeypatch):
    """After Ctrl-C the command names the connection that may exist, and counts those created before."""
    paths = [write({**VALID, "config": {"schema": name}}, f"{name}.json") for name in "abc"]
    send = httpx.HTTPTransport.handle_request

    def interrupted(transport, request):
        if api.received:
            raise KeyboardInterrupt
        return send(transport, request)

    monkeypatch.setattr(httpx.HTTPTransport, "handle_request", interrupted)
    ran = run("create", *paths)

    assert ran.status == 130
    assert ran.err.startswith(f"error: {paths[1]}: Interrupted before the answer came. The connection may exist: ")
    assert "1 done before it; the later ones were not sent." in ran.err


@pytest.mark.linux("/dev/full has no room")
def test_says_what_was_created_where_it_cannot_be_printed(write, api):
    """If the output cannot be written, the error names the created connection, and nothing more is sent."""
    paths = [str(write({**VALID, "config": {"schema": name}}, f"{name}.json")) for name in "ab"]

    command = [sys.executable, "-m", "fivetran_connections", "create", *paths]
    with Path("/dev/full").open("wb") as full:
        ran = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, timeout=60, check=False)

    created, room = ran.stderr.splitlines()
    assert 1 == ran.returncode
    assert 1 == len(api.received)
    assert f"error: {paths[0]}: Created as brisk_otter, but that was not printed." == created
    assert "error: The output cannot be written: No space left on device." == room


@pytest.mark.parametrize(
    ("name", "value", "status"),
    [
        ("FIVETRAN_API_KEY", "", 2),
        ("FIVETRAN_BASE_URL", "http://api.example.com", 2),
        ("ALL_PROXY", "socks://h.test:1", 3),
        ("SSL_CERT_FILE", __file__, 3),
    ],
)
def test_says_that_the_environment_cannot_be_used(run, write, api, monkeypatch, tmp_path, name, value, status):
    """An unusable key pair, address, proxy or certificate: one sentence that names the variable, and nothing sent."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv(name, value)

    ran = run("create", write(VALID, "c.json"))

    assert [] == api.received
    assert status == ran.status
    assert "" == ran.out
    assert ran.err.startswith("error: ")
    assert name in ran.err
    assert 1 == ran.err.count("\n")


def test_a_reference_that_is_no_path_is_missing(run, write, api):
    """A secret's path that no system can open is named like a missing file."""
    ran = run("create", write({**VALID, "auth": {"refresh_token": "${file:a\0b}"}}, "c.json"))

    assert 3 == ran.status
    assert [] == api.received
    assert "error: /auth/refresh_token: Write this value into the file" in ran.err


def test_the_reason_of_the_mock_is_shown(run, write, serve):
    """A body that `--unchecked` lets pass, and the mock refuses, fails with the mock's reason and the way round it."""
    body = {"group_id": "g", "service": "s3", "config": {"schema": "lake", "bukcet": "b"}}
    mock = FivetranMock()
    serve(mock)
    ran = run("create", write(body, "lake.json"), "--unchecked", "s3")

    assert "The mock says: /config/bukcet: bukcet is not a field of config: did you mean bucket?" in ran.err
    assert "FivetranMock(services=['s3'])" in ran.err
