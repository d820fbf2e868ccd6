"""A socket fault raises the same exception in process and on the wire, sync and async, in httpx and httpx2."""

import ssl
import sys
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from fivetran_mock import Fault, FivetranMock, SocketFault
from fivetran_mock.server import MockServer

from ..._cases import slow_after
from .._libraries import AUTH, RAISED, SECONDS, UNCONNECTED, get, get_async, libraries, ways
from .conftest import tls

ON_THE_WIRE = [fault for fault in RAISED if fault not in UNCONNECTED]
PATH = "/v1/account/info"


def patience(fault: SocketFault) -> dict[str, float]:
    """Return how long a client waits: only slow headers, which never end in time, end a short wait."""
    return {"timeout": SECONDS, "read": 0.1 if fault is SocketFault.SLOW_HEADERS else SECONDS}


@pytest.fixture
def url(mock: FivetranMock) -> Iterator[str]:
    """Serve the mock, and return the address of an operation."""
    with MockServer(mock) as server:
        yield f"{server.url}{PATH}"


@libraries
@pytest.mark.parametrize("fault", sorted({*ON_THE_WIRE} - {SocketFault.SLOW_HEADERS}))
def test_fault_says_the_same_everywhere(mock, url, fault, library):
    """Every fault has the same message as on the wire; that of a time-out depends on TLS and is left out."""
    mock.add_fault(Fault(socket=fault))
    said = []
    for transport in (None, mock.transport()):
        with pytest.raises(getattr(library, RAISED[fault])) as caught:
            get(library, url, transport=transport)
        said.append(str(caught.value))

    assert said[0] == said[1] != ""


@pytest.mark.parametrize("fault", UNCONNECTED)
def test_fault_before_a_connection_is_a_reset_on_the_wire(mock, url, fault):
    """A server that was reached can no longer be refused or not found: it resets the connection instead."""
    mock.add_fault(Fault(socket=fault))

    with pytest.raises(httpx.ReadError):
        get(httpx, url)


@pytest.fixture(params=["uvloop", "asyncio"])
def loop(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Serve with uvloop, and as if it were not installed."""
    if request.param == "asyncio":
        monkeypatch.setitem(sys.modules, "uvloop", None)
    return str(request.param)


Secured = tuple[MockServer, ssl.SSLContext]


@pytest.fixture
def secured(mock: FivetranMock, loop: str) -> Iterator[Secured]:  # noqa: ARG001  # it decides how the server runs
    """Serve the mock behind TLS; return the server and the context that trusts it."""
    served, trusting = tls()
    with MockServer(mock, tls=served) as server:
        yield server, trusting


RESET_IS_EOF = sys.version_info < (3, 13)
"""True if the ssl module of this Python may report a reset as the end of the stream (gh-115627, in sync code only)."""


@ways
@pytest.mark.parametrize("fault", slow_after(1, ON_THE_WIRE))
def test_fault_behind_tls(mock, secured, fault, get):
    """Behind TLS a fault raises the same class, except for a reset, which the ssl module may report as an end."""
    server, trusting = secured
    mock.add_fault(Fault(socket=fault, times=1))
    expected = {RAISED[fault]}
    if fault is SocketFault.RESET and get is not get_async and RESET_IS_EOF:
        expected.add("RemoteProtocolError")

    with pytest.raises(httpx.TransportError) as caught:
        get(httpx, f"{server.url}{PATH}", verify=trusting, timeout=httpx.Timeout(**patience(fault)))
    assert type(caught.value).__name__ in expected
    assert 200 == get(httpx, f"{server.url}{PATH}", verify=trusting).status_code


@pytest.mark.parametrize(("when", "status"), [(None, 200), ("after", 200), ("before", 504)])
def test_slow_headers_and_then_the_answer(mock, url, when, status):
    """A patient client receives the answer after slow headers, or a gateway's answer if the mock did not act."""
    mock.add_fault(Fault(socket=SocketFault.SLOW_HEADERS, delay=0.01, when=when))

    assert status == get(httpx, url).status_code


@pytest.mark.parametrize("where", ["in process", "on the wire", "by ASGI"])
@pytest.mark.parametrize(
    ("fault", "status", "expected"),
    [
        (Fault(status=204), 204, {"content-length": None, "content-type": "application/json"}),
        (Fault(status=304, when="after"), 304, {"content-length": None}),
        (Fault(status=200, body=""), 200, {"content-length": "0"}),
        (Fault(status=502, body="<p>", headers={"Content-Type": "text/html"}), 502, {"content-type": "text/html"}),
        (Fault(status=520, headers={"server": "proxy", "Date": "never"}), 520, {"server": "proxy", "date": "never"}),
        (Fault(headers={"x-odd": "1"}), 200, {"x-odd": "1", "content-type": "application/json"}),
    ],
)
def test_answer_is_the_same_everywhere(mock, url, where, fault, status, expected):
    """Status and headers of a fault's answer are the same in process, on the wire and by ASGI, each header once."""
    mock.add_fault(fault)
    transports: dict[str, Any] = {
        "in process": {"transport": mock.transport()},
        "by ASGI": {"transport": httpx.ASGITransport(mock.asgi_app())},
    }
    answer = (get_async if where == "by ASGI" else get)(httpx, url, **transports.get(where, {}))

    assert status == answer.status_code
    assert expected == {name: answer.headers.get(name) for name in expected}


@pytest.mark.parametrize("where", ["in process", "on the wire"])
@pytest.mark.parametrize(
    ("fault", "announced", "arrived"),
    [
        (SocketFault.TRUNCATE, {"content-length": "6", "transfer-encoding": None}, 3),
        (SocketFault.DRIBBLE, {"content-length": "6", "transfer-encoding": None}, 5),
        (SocketFault.BAD_CHUNK, {"content-length": None, "transfer-encoding": "chunked"}, 0),
    ],
)
def test_body_that_breaks_off_is_announced(mock, url, where, fault, announced, arrived):
    """A truncated body has the same headers in process as on the wire, and its first half arrives."""
    mock.add_fault(Fault(socket=fault, body="abcdef"))
    transport = mock.transport() if where == "in process" else None
    with (
        httpx.Client(auth=AUTH, transport=transport, timeout=SECONDS) as client,
        client.stream("GET", url) as answer,
        pytest.raises(httpx.RemoteProtocolError),
    ):
        answer.read()

    assert announced == {name: answer.headers.get(name) for name in announced}
    assert arrived == answer.num_bytes_downloaded


def test_fault_on_a_connection_that_is_kept(mock, url):
    """A fault on a reused connection is the same, and the next request gets a new connection."""
    with httpx.Client(auth=AUTH, timeout=SECONDS) as client:
        client.get(url)
        mock.add_fault(Fault(socket=SocketFault.RESET, times=1))
        with pytest.raises(httpx.ReadError):
            client.get(url)

        assert 200 == client.get(url).status_code
