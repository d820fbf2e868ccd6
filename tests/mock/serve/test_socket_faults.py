"""A fault on the socket is the same exception in process and on the wire, sync and async, httpx and httpx2."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import httpx
import httpx2
import pytest

from fivetran_mock import Fault, FivetranMock, SocketFault
from fivetran_mock._tls import throw_away_identity
from fivetran_mock.server import MockServer

RAISED = {
    SocketFault.RESET: "ReadError",
    SocketFault.CLOSE: "RemoteProtocolError",
    SocketFault.TRUNCATE: "RemoteProtocolError",
    SocketFault.BAD_CHUNK: "RemoteProtocolError",
    SocketFault.GARBAGE_STATUS: "RemoteProtocolError",
    SocketFault.SLOW_HEADERS: "ReadTimeout",
    SocketFault.DRIBBLE: "RemoteProtocolError",
}
PATH = "/v1/account/info"


@pytest.fixture
def mock() -> FivetranMock:
    """Give a mock without faults yet."""
    return FivetranMock()


@pytest.fixture
def url(mock: FivetranMock) -> Iterator[str]:
    """Serve the mock."""
    with MockServer(mock) as server:
        yield server.url


def ask(library: ModuleType, url: str, **how: Any) -> Any:
    """Ask by a client of a library, sync."""
    with library.Client(base_url=url, auth=("key", "secret"), **how) as client:
        return client.get(PATH)


def ask_async(library: ModuleType, url: str, **how: Any) -> Any:
    """Ask by a client of a library, async."""

    async def asking() -> Any:
        async with library.AsyncClient(base_url=url, auth=("key", "secret"), **how) as client:
            return await client.get(PATH)

    return asyncio.run(asking())


@pytest.mark.parametrize("ask", [ask, ask_async], ids=["sync", "async"])
@pytest.mark.parametrize("library", [httpx, httpx2], ids=["httpx", "httpx2"])
@pytest.mark.parametrize("where", ["in process", "on the wire"])
@pytest.mark.parametrize("fault", SocketFault)
def test_fault_is_the_same_everywhere(
    mock: FivetranMock, url: str, fault: SocketFault, where: str, library: ModuleType, ask: Any
) -> None:
    """Every fault raises the class that the table names, wherever and by whatever it is met."""
    mock.add_fault(Fault(socket=fault, times=1))
    transport = {"transport": mock.transport()} if where == "in process" else {}
    patience = library.Timeout(20, read=0.1 if fault is SocketFault.SLOW_HEADERS else 20)

    with pytest.raises(getattr(library, RAISED[fault])):
        ask(library, url, timeout=patience, **transport)
    assert 200 == ask(library, url).status_code


@pytest.mark.parametrize("ask", [ask, ask_async], ids=["sync", "async"])
@pytest.mark.parametrize("fault", SocketFault)
def test_fault_behind_tls(mock: FivetranMock, fault: SocketFault, ask: Any) -> None:
    """Behind TLS a fault breaks the connection too."""
    identity = throw_away_identity(["127.0.0.1"])
    trusting = ssl.create_default_context(cadata=identity.authority.decode())
    mock.add_fault(Fault(socket=fault, times=1))

    with MockServer(mock, tls=identity.context) as server:
        with pytest.raises(httpx.TransportError):
            ask(httpx, server.url, verify=trusting, timeout=httpx.Timeout(20, read=0.5))
        assert 200 == ask(httpx, server.url, verify=trusting).status_code


def test_slow_headers_and_then_the_answer(mock: FivetranMock, url: str) -> None:
    """A client with patience gets the answer after slow headers."""
    mock.add_fault(Fault(socket=SocketFault.SLOW_HEADERS, delay=0.01))

    assert 200 == ask(httpx, url).status_code


@pytest.mark.parametrize("fault", [SocketFault.TRUNCATE, SocketFault.DRIBBLE])
def test_part_of_the_body_arrives(mock: FivetranMock, url: str, fault: SocketFault) -> None:
    """A body that breaks off arrives in part: announced whole, right as far as it goes."""
    whole = ask(httpx, url).content
    mock.add_fault(Fault(socket=fault, when="after"))
    part = b""
    with httpx.stream("GET", url + PATH, auth=("key", "secret")) as answer:
        try:
            for piece in answer.iter_raw():
                part += piece
        except httpx.RemoteProtocolError:
            pass

    assert str(len(whole)) == answer.headers["content-length"]
    assert 0 < len(part) < len(whole)
    assert whole.startswith(part)


def test_fault_on_a_connection_that_is_kept(mock: FivetranMock, url: str) -> None:
    """A fault on a connection that served before is the same, and the next request gets a new connection."""
    with httpx.Client(base_url=url, auth=("key", "secret")) as client:
        client.get(PATH)
        mock.add_fault(Fault(socket=SocketFault.RESET, times=1))
        with pytest.raises(httpx.ReadError):
            client.get(PATH)

        assert 200 == client.get(PATH).status_code
