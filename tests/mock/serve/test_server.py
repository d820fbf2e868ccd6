"""Servers in a thread, missing extras, and signals."""

import errno
import json
import signal
import socket
import subprocess
import sys
from http.client import HTTPConnection

import httpx
import pytest

from fivetran_common.command_line import Program
from fivetran_mock import FivetranMock
from fivetran_mock.__main__ import main
from fivetran_mock.cli.serving import _Relay
from fivetran_mock.server import CannotListen, Endpoint, MissingExtra, MockServer


def test_server_in_a_thread():
    """A mock is served within a block, and its environment variables lead other processes to it; then it hangs up."""
    mock = FivetranMock()
    with MockServer(mock) as server:
        line = HTTPConnection(server.url.removeprefix("http://"), timeout=60)
        line.request("GET", "/__mock__/state")
        assert mock.now == json.load(line.getresponse())["now"]
        assert {
            "FIVETRAN_BASE_URL": server.url,
            "FIVETRAN_API_KEY": mock.api_key,
            "FIVETRAN_API_SECRET": mock.api_secret,
        } == server.environment
    server.stop()

    assert b"" == line.sock.recv(1)
    line.close()


def test_connect_cards_lead_to_the_server():
    """While a server runs, Connect Cards link to its page; an address that was set is kept."""
    mock, elsewhere = FivetranMock(), FivetranMock(card_page="https://cards.test")
    with MockServer(mock) as server, MockServer(elsewhere):
        assert server.url == mock.card_page
        link = card(mock)
        assert link.startswith(f"{server.url}/connect-card/setup?")
        assert 200 == httpx.get(link).status_code
        assert card(elsewhere).startswith("https://cards.test/connect-card/setup?")

    assert card(mock).startswith("https://fivetran.com/connect-card/setup?")


def card(mock: FivetranMock) -> str:
    """Create a connection and return the link of its Connect Card."""
    config = {"schema": f"s{mock.call_count}"}
    (identifier,) = mock.seed(connections=[{"service": "mailchimp", "group_id": "g", "config": config}])
    with mock.client() as fivetran:
        made = fivetran.connections.connect_card(identifier, redirect_uri="https://app.test/done")
    return str(made.connect_card.uri)


@pytest.mark.parametrize(
    ("host", "shown"),
    [("127.0.0.1", "127.0.0.1"), ("0.0.0.0", "127.0.0.1"), ("::1", "[::1]"), ("::", "[::1]")],  # noqa: S104 - tried
)
def test_address_that_a_client_can_use(host, shown):
    """The URL names the loopback if the server listens on every address."""
    with Endpoint.bind(host) as endpoint:
        assert endpoint.url.startswith(f"http://{shown}:")


def test_port_that_needs_more_rights(monkeypatch):
    """If the system refuses a port to its user, the sentence has the next step."""

    def refuse(*_: object) -> None:
        raise OSError(errno.EACCES, "no")

    monkeypatch.setattr(socket.socket, "bind", refuse)

    with pytest.raises(CannotListen, match=r"Port 80 on 127.0.0.1 needs more rights: choose one above 1023"):
        Endpoint.bind(port=80)


@pytest.mark.parametrize(
    ("arguments", "error", "sentence"),
    [
        ({"port": 70_000}, ValueError, "port has to be a whole number from 0 to 65535"),
        ({"port": "80"}, TypeError, "port has to be a whole number from 0 to 65535"),
        ({"webhooks_to": "receiver.test"}, TypeError, "webhooks_to has to be a list"),
        ({"tls": True}, TypeError, r"tls has to be an ssl\.SSLContext, or None"),
    ],
)
def test_wrong_arguments(arguments, error, sentence):
    """A wrong argument is refused before the port is taken."""
    with pytest.raises(error, match=sentence):
        MockServer(FivetranMock(), **arguments)


def test_server_without_httptools(monkeypatch, capsys):
    """Without the HTTP parser, `MockServer` and `serve` name the extra to install, in one sentence."""
    monkeypatch.setitem(sys.modules, "httptools", None)

    with pytest.raises(MissingExtra, match="A server needs the extra `mock`: pip install"):
        MockServer(FivetranMock())
    assert 1 == main(["serve"])
    sentence = "fivetran-mock serve: A server needs the extra `mock`: pip install '.[mock]' in a clone\n"
    said = capsys.readouterr()
    assert "" == said.out
    assert sentence == said.err


def test_tls_without_trustme(monkeypatch, capsys):
    """Without trustme, TLS names the extra to install."""
    monkeypatch.setitem(sys.modules, "trustme", None)

    assert 1 == main(["serve", "--tls"])
    assert "TLS needs the extra `mock`: pip install" in capsys.readouterr().err


def test_yaml_without_pyyaml(monkeypatch, capsys, tmp_path):
    """Without PyYAML, a YAML file names the extra to install; JSON is read."""
    monkeypatch.setitem(sys.modules, "yaml", None)
    for name in ("faults.yaml", "faults.json"):
        (tmp_path / name).write_text("5")

    assert 3 == main(["serve", "--faults", str(tmp_path / "faults.json")])
    assert "faults.json: faults has to be a list of faults" in capsys.readouterr().err
    assert 3 == main(["serve", "--faults", str(tmp_path / "faults.yaml")])
    assert "faults.yaml: YAML needs the extra `mock`" in capsys.readouterr().err


def test_interrupt_at_the_start(monkeypatch):
    """Ctrl-C before a command has begun ends it with 130 and no traceback."""

    def interrupt(*_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(Program, "main", interrupt)

    assert 130 == main(["serve"])


@pytest.mark.posix("signals")
def test_signal_before_the_command_runs():
    """A signal before the command's start is passed on after the start."""
    relay = _Relay()
    with relay.listening():
        signal.raise_signal(signal.SIGUSR1)
        with subprocess.Popen([sys.executable, "-c", "import signal; signal.pause()"]) as child:
            relay.lead_to(child)

    assert -signal.SIGUSR1 == child.returncode
