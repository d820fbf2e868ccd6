"""Access to the mock's own API: for clients on this machine, and for others with the token."""

import json
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlsplit

import httpx
import pytest

from fivetran_mock import FivetranMock, Reply, Request
from fivetran_mock.admin import Access, Site
from fivetran_mock.server import Endpoint, MockServer

TOKEN = "t0ken of the admin"


@pytest.fixture
def mock() -> FivetranMock:
    """Return a mock with one connection, which a reset would delete."""
    mock = FivetranMock()
    mock.seed(connections=[{"service": "mailchimp", "group_id": "g", "config": {"schema": "kept"}}])
    return mock


@pytest.fixture
def server(mock: FivetranMock) -> Iterator[MockServer]:
    """Serve the mock."""
    with MockServer(mock) as served:
        yield served


def call(server: MockServer, method: str, path: str, **headers: str) -> httpx.Response:
    """Call a server with these headers."""
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.request(method, f"{server.url}{path}", headers=given, timeout=60)


@pytest.mark.parametrize("path", ["/__mock__/reset", "/__mock__/snapshot"])
@pytest.mark.parametrize(
    ("host", "origin", "site"),
    [
        ("lvh.me:{port}", "http://evil.example", None),
        ("lvh.me:{port}", None, None),
        ("lvh.me:{port}", "http://lvh.me:{port}", "same-origin"),
        ("127.0.0.1:{port}", "http://evil.example", None),
        ("127.0.0.1:{port}", "null", None),
        ("127.0.0.1:{port}", "http://127.0.0.1:1", None),
        ("127.0.0.1:{port}", None, "cross-site"),
        ("localhost.evil.example", None, None),
        ("2130706433", None, None),
    ],
)
def test_page_of_another_site_is_refused(mock, server, path, host, origin, site):
    """A page of another origin, or of a name that resolves to loopback, can neither reset nor read the mock."""
    named = {"host": host, **({"origin": origin} if origin else {})}
    headers = {name: value.format(port=urlsplit(server.url).port) for name, value in named.items()}
    method = "POST" if path.endswith("reset") else "GET"
    answer = call(server, method, path, **headers, **({"sec_fetch_site": site} if site else {}))

    assert 403 == answer.status_code
    assert {"code", "message"} == set(answer.json())
    assert "Forbidden" == answer.json()["code"]
    assert ["kept"] == [each["schema"] for each in mock.connections()]


@pytest.mark.parametrize("host", ["127.0.0.1:{port}", "LOCALHOST:{port}", "localhost.", "[::1]:{port}", "127.8.9.1"])
@pytest.mark.parametrize("origin", [True, False])
def test_client_on_this_machine_is_answered(server, host, origin):
    """A client on this machine may use every loopback name, and the server's own pages have access."""
    name = host.format(port=urlsplit(server.url).port)
    page = {"origin": f"http://{name}", "sec_fetch_site": "same-origin"} if origin else {}

    assert 200 == call(server, "POST", "/__mock__/reset", host=name, **page).status_code


def test_api_is_for_all(server):
    """The access check applies only to the mock's own API, not to the Fivetran API."""
    assert 401 == call(server, "GET", "/v1/groups", host="api.fivetran.com", origin="http://evil.example").status_code


@pytest.mark.parametrize(
    ("access", "names"),
    [(Access(names=["MyBox"]), ()), (Access(), ("mybox",))],
    ids=["of the server", "of the request"],
)
def test_name_that_is_listened_on(mock, access, names):
    """The name or address of the server's socket is allowed too."""
    asked = Request("GET", "/__mock__/state", {"host": "mybox:80"}, b"")

    assert 200 == Site(mock, access).answer(asked, names=names).status
    assert 403 == Site(mock, access).answer(asked._replace(local=False), names=names).status


@pytest.mark.parametrize(("host", "status"), [("mock.test:8080", 200), ("other.test:8080", 403)])
def test_name_of_the_option_host(mock, host, status):
    """The name of `--host`, and no other, may stand in the Host header of a request to the mock's own API."""
    with Endpoint.bind() as endpoint:
        site = Site(mock, replace(endpoint, name="mock.test").access())

    assert status == site.answer(Request("GET", "/__mock__/state", {"host": host}, b"")).status


def from_elsewhere(mock: FivetranMock, **headers: str) -> Reply:
    """Send a request to a mock with a token, as a client on another machine."""
    asked = Request("GET", "/__mock__/state", {"host": "mock.internal", **headers}, b"")
    return Site(mock, Access(token=TOKEN)).answer(asked._replace(local=False))


def test_client_with_the_token(mock):
    """A client on another machine needs the token, and the refusal says so."""
    assert 200 == from_elsewhere(mock, authorization=f"Bearer {TOKEN}").status
    for headers in ({}, {"authorization": "Bearer wrong"}, {"authorization": f"Basic {TOKEN}"}):
        reply = from_elsewhere(mock, **headers)
        assert 401 == reply.status
        assert "--admin-token" in json.loads(reply.body)["message"]
        assert TOKEN not in reply.body.decode()
        assert "www-authenticate" in dict(reply.headers)


def test_browser_with_the_token(mock):
    """A browser sends the token as a password, which is valid on the mock's pages only."""
    right, wrong = (f"Basic {b64encode(f':{token}'.encode()).decode()}" for token in (TOKEN, "wrong"))

    assert 200 == from_elsewhere(mock, authorization=right, origin="https://mock.internal").status
    assert 401 == from_elsewhere(mock, authorization=right, origin="https://evil.example").status
    assert 401 == from_elsewhere(mock, authorization=right, **{"sec-fetch-site": "same-site"}).status
    assert 401 == from_elsewhere(mock, authorization=wrong).status


def test_server_with_a_token(mock):
    """`MockServer` with a token accepts any host name, and from another name only with the token."""
    with MockServer(mock, admin_token=TOKEN) as server:
        without = call(server, "GET", "/__mock__/state", host="mock.internal")
        allowed = call(server, "GET", "/__mock__/state", host="mock.internal", authorization=f"bearer {TOKEN}")
        near = call(server, "GET", "/__mock__/state")

    assert [401, 200, 200] == [each.status_code for each in (without, allowed, near)]
