"""The mock beside a service: addresses, names, times, health, and an orderly end."""

import socket
import ssl

import httpx
import pytest

from fivetran_mock import FivetranMock, Request
from fivetran_mock.admin import Site

from ._processes import CREATE, ask, send, served, waiting

pytestmark = pytest.mark.posix("signals")

CARD = {"run_setup_tests": False, "connect_card_config": {"redirect_uri": "https://app.test/done"}}


def test_cards_link_to_the_public_address():
    """With `--public-url`, connect cards link to that address, and its host may use the mock's own API."""
    with served("--public-url", "http://mock.test:8080/fivetran/") as (url, _):
        card = ask(f"{url}/v1/connections", {**CREATE, **CARD})["data"]["connect_card"]
        assert 200 == send(f"{url}/__mock__/state", headers={"Host": "mock.test:8080"}).status_code

    assert card["uri"].startswith("http://mock.test:8080/fivetran/connect-card/setup?redirect_uri=")


def test_certificate_has_further_names(tmp_path):
    """The certificate of `--tls` is valid for the names of `--tls-name`, and for the API's own."""
    authority = tmp_path / "ca.pem"
    names = ("mock.test", "10.0.0.2")
    options = [word for name in names for word in ("--tls-name", name)]
    with served("--tls", "--ca-file", str(authority), *options) as (url, process):
        assert process.stdout is not None
        assert "CA certificate in " in process.stdout.readline()
        trusting = ssl.create_default_context(cafile=str(authority))
        for name in (*names, "api.fivetran.com"):
            with (
                socket.create_connection(("127.0.0.1", int(url.rpartition(":")[2]))) as plain,
                trusting.wrap_socket(plain, server_hostname=name) as wrapped,
            ):
                assert wrapped.version() is not None


def test_time_and_owner():
    """Time begins at `--start-time`, a call and a sync take their seconds; owner and other families are as said."""
    options = ("--start-time", "2030-05-01T10:00:00+02:00", "--sync-seconds", "0.5", "--seconds-per-call", "2")
    with served(*options, "--owner", "email=kim@shop.test", "--unimitated", "empty") as (url, _):
        made = ask(f"{url}/v1/connections", {**CREATE, "auth": {"access_token": "a"}})["data"]
        for _ in range(33):
            shown = ask(f"{url}/v1/connections/{made['id']}")["data"]
        owners = [user["email"] for user in ask(f"{url}/v1/users")["data"]["items"]]
        teams = ask(f"{url}/v1/teams")["data"]

    assert "2030-05-01T08:00:02" == made["created_at"][:19]
    assert "2030-05-01T08:01:07" == shown["succeeded_at"][:19]  # a minute later, and ten times the seconds at first
    assert ["kim@shop.test"] == owners
    assert {"items": []} == teams


def test_health_is_for_everybody():
    """The health of a server is answered to other machines too, unlike the rest of the mock's own API."""
    site = Site(FivetranMock())
    health, state = (
        site.answer(Request("GET", f"/__mock__/{name}", {"host": "probe.test"}, b"", local=False))
        for name in ("health", "state")
    )

    assert 200 == health.status
    assert b'{"status": "ok"}' == health.body
    assert 403 == state.status


def test_second_signal_ends_the_wait(tmp_path):
    """A second signal ends the wait for delayed answers."""
    (tmp_path / "faults.json").write_text('[{"delay": 600}]')
    with served("--faults", str(tmp_path / "faults.json")) as (url, process), waiting(url) as line:
        process.terminate()
        while _answers(url):
            pass
        process.terminate()

        assert 0 == process.wait(timeout=6)
        assert b"" == line.recv(1)


def _answers(url: str) -> bool:
    """Return whether a server accepts requests."""
    try:
        ask(f"{url}/__mock__/health")
    except httpx.TransportError:
        return False
    return True
