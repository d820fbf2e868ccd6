"""Interception: requests of every patched library reach the mock, as they would reach the API."""

import asyncio
import importlib
import io
import json
import logging
import socket
import subprocess
import sys
import types
import urllib.request
from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

import aiohttp
import httpcore
import httpx
import httpx2
import pytest
import requests
import respx
import urllib3
import uvloop

from fivetran_mock import FivetranMock, NotIntercepted, SocketFault
from fivetran_mock.intercept import Guard
from fivetran_mock.server import MockServer

from .._libraries import (
    API,
    AUTH,
    BASIC,
    LIBRARIES,
    RAISED,
    UNCONNECTED,
    Ask,
    by_aiohttp,
    by_async_httpx,
    by_httpx,
    by_httpx2,
    by_requests,
    by_urllib3,
)


@pytest.fixture
def mock() -> FivetranMock:
    """A mock in which all key pairs share one account."""
    return FivetranMock()


@pytest.mark.parametrize("ask", LIBRARIES)
def test_a_request_is_answered_by_the_mock(mock, ask, caplog):
    """A request of each library to the API reaches the one mock, body, keys and all, without a warning in a log."""
    with mock.intercept():
        status, body = ask(API)

    assert [] == [record.message for record in caplog.records if record.levelno >= logging.WARNING]
    assert 201 == status
    assert "g" == body["data"]["name"]
    assert ["create_group"] == [call.operation for call in mock.calls]
    assert {"name": "g"} == mock.calls[0].body


@pytest.mark.parametrize("ask", LIBRARIES)
def test_another_host_is_reached(mock, ask, monkeypatch):
    """A request to another host, or port of this machine than the environment names, is sent as otherwise."""
    other = FivetranMock()
    monkeypatch.setenv("FIVETRAN_BASE_URL", "http://127.0.0.1:9")
    with MockServer(other) as server, mock.intercept():
        assert 201 == ask(server.url)[0]
        assert (1, 0) == (other.call_count, mock.call_count)
        assert 201 == ask("http://127.0.0.1:9")[0]

    assert (1, 1) == (other.call_count, mock.call_count)


def test_an_empty_address_is_named(mock: FivetranMock, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty variable for the address is an error, as for the client, and not the lack of one."""
    monkeypatch.setenv("FIVETRAN_BASE_URL", "")

    with pytest.raises(ValueError, match="FIVETRAN_BASE_URL is set in the environment, but empty"), mock.intercept():
        pass


@pytest.mark.fivetran_mock(refused=True)
@pytest.mark.parametrize("host", ["api.fivetran.con", "api.fivtran.com", "api-fivetran.com"])
@pytest.mark.parametrize("ask", LIBRARIES)
def test_a_misspelt_host_is_refused(mock, ask, host):
    """A request to a host one letter away from the API's is not sent, and the error names the API's."""
    with mock.intercept(), pytest.raises(NotIntercepted, match=f"{host} is not sent: did you mean api.fivetran.com"):
        ask(f"https://{host}")


@pytest.mark.parametrize("fault", [each for each in SocketFault if each not in UNCONNECTED])
@pytest.mark.parametrize("ask", [by_requests, by_urllib3, by_aiohttp])
def test_a_fault_raises_what_it_raises_on_the_wire(ask, fault):
    """A fault raises the exception in process that the library raises of a server, with the same arguments."""
    kinds = []
    for served in (True, False):
        mock = FivetranMock(faults=[{"socket": fault, "delay": 60 if fault == "slow_headers" else 0}])
        with MockServer(mock) as server, mock.intercept(), pytest.raises(Exception) as caught:  # noqa: PT011  # compared below
            ask(server.url if served else API, timeout=0.5 if fault == "slow_headers" else 5)
        kinds.append([type(caught.value), *map(type, caught.value.args)])

    assert kinds[0] == kinds[1]


EXPECTED: dict[Ask, tuple[Any, tuple[str, ...]]] = {
    by_requests: (requests.exceptions, ("ConnectionError", "ConnectionError", "ConnectTimeout", "SSLError")),
    by_urllib3: (urllib3.exceptions, ("NewConnectionError", "NewConnectionError", "ConnectTimeoutError", "SSLError")),
    by_aiohttp: (
        aiohttp,
        ("ClientConnectorError", "ClientConnectorError", "ServerTimeoutError", "ClientConnectorCertificateError"),
    ),
    by_httpx: (httpx, tuple(RAISED[fault] for fault in UNCONNECTED)),
    by_httpx2: (httpx2, tuple(RAISED[fault] for fault in UNCONNECTED)),
}
"""The exceptions of each library for an address that is refused, not found, too late or not trusted."""


@pytest.mark.parametrize("place", range(len(UNCONNECTED)), ids=UNCONNECTED)
@pytest.mark.parametrize("ask", EXPECTED)
def test_a_fault_before_a_connection(mock, ask, place):
    """Refused, not found, too late and not trusted raise each library's own exception; the journal names the fault."""
    mock.add_fault({"socket": UNCONNECTED[place]})
    library, names = EXPECTED[ask]

    with mock.intercept(), pytest.raises(getattr(library, names[place])):
        ask(API)

    assert [f"socket={UNCONNECTED[place]}"] == [call.fault for call in mock.calls]


def test_a_session_made_before_is_intercepted(mock):
    """Sessions and clients that were made before the block are answered within it."""
    with requests.Session() as session, httpx.Client(auth=AUTH) as client, mock.intercept():
        session.auth = AUTH
        assert 200 == session.get(f"{API}/v1/groups", timeout=5).status_code
        assert 200 == client.get(f"{API}/v1/groups").status_code


def test_nested_blocks(mock):
    """The inner mock answers within its block, and the outer one after it."""
    inner = FivetranMock()
    with mock.intercept():
        with inner.intercept():
            by_requests(API)
        by_requests(API)

    assert 1 == inner.call_count
    assert 1 == mock.call_count


def test_everything_is_as_before_after_the_block(mock):
    """The patched methods are the library's own again, also if blocks overlap and end in the order they began."""
    points = (
        (urllib3.HTTPConnectionPool, "urlopen"),
        (aiohttp.BaseConnector, "connect"),
        (httpx.HTTPTransport, "handle_request"),
    )
    before = [getattr(*point) for point in points]
    finders = list(sys.meta_path)
    first, second = mock.intercept(), mock.intercept()

    first.__enter__()
    second.__enter__()
    first.__exit__(None, None, None)
    assert 201 == by_requests(API)[0]
    second.__exit__(None, None, None)

    assert before == [getattr(*point) for point in points]
    assert finders == sys.meta_path


@pytest.mark.parametrize("using", ["httpx", "httpcore"])
def test_a_mock_of_respx_has_precedence(mock, using):
    """A router that a test starts answers requests of httpx, sync and async."""
    with mock.intercept(), respx.mock(using=using) as router:
        router.post(f"{API}/v1/groups").respond(418, json={})
        assert 418 == by_httpx(API)[0]
        assert 418 == by_async_httpx(API)[0]

    assert 0 == mock.call_count


@pytest.mark.parametrize("ask", LIBRARIES)
def test_a_cassette_of_vcr_has_precedence(ask, mock, tmp_path):
    """A recorded answer of vcrpy is the answer."""
    vcr = pytest.importorskip("vcr", reason="the group `tests` has it")
    said = {"status": {"code": 418, "message": ""}, "headers": {}, "body": {"string": "{}"}}
    asked = {"method": "POST", "uri": f"{API}/v1/groups", "body": None, "headers": {}}
    tape = tmp_path / "tape.json"
    tape.write_text(json.dumps({"version": 1, "interactions": [{"request": asked, "response": said}]}))

    with mock.intercept(), vcr.use_cassette(tape, serializer="json", match_on=["method", "path"]):
        assert 418 == ask(API)[0]

    assert 0 == mock.call_count


def test_a_mock_of_responses_has_precedence(mock):
    """A mock of responses answers requests of requests."""
    import responses

    with mock.intercept(), responses.RequestsMock() as others:
        others.post(f"{API}/v1/groups", json={}, status=418)
        assert 418 == by_requests(API)[0]

    assert 0 == mock.call_count


def test_router_of_respx_that_passes_through(mock):
    """A request that a router of respx passes through is not sent; the error names `mount` and the mode of respx."""
    with mock.intercept(), respx.mock() as router:
        router.route().pass_through()
        with pytest.raises(NotIntercepted, match=r'answer it with mock\.mount\(router\), or .* using="httpx"'):
            httpx.get(f"{API}/v1/groups")


def test_a_mock_of_respx_that_ends_later(mock):
    """A mock of others that outlives the block leaves nothing of the interception that answers."""
    router = respx.mock(using="httpcore")
    before = httpx.HTTPTransport.handle_request
    with mock.intercept():
        wrapped = httpx.HTTPTransport.handle_request

        def again(transport: httpx.HTTPTransport, request: httpx.Request) -> httpx.Response:
            return wrapped(transport, request)

        httpx.HTTPTransport.handle_request = again  # type: ignore[method-assign]  # as other mocks do
    with router:
        router.post(f"{API}/v1/groups").respond(418, json={})
        assert 418 == by_httpx(API)[0]
    httpx.HTTPTransport.handle_request = before  # type: ignore[method-assign]

    assert 0 == mock.call_count


@pytest.mark.parametrize("host", ["api.fivetran.com.", "API.Fivetran.COM", "API.FIVETRAN.COM."])
def test_hosts_are_compared_as_dns_compares_them(mock, host):
    """Capitals, and the dot of a whole name, make no other host, but a name that only ends alike is another."""
    interception = mock.intercept()
    with interception:
        assert not interception.answers("evilfivetran.com")
        assert 401 == httpx.get(f"https://{host}/v1/groups").status_code
        for look_up in (socket.gethostbyname, socket.gethostbyname_ex):
            with pytest.raises(NotIntercepted):
                look_up(host)
        with pytest.raises(NotIntercepted):
            urllib.request.urlopen(f"https://{host}/v1/groups")


HOST = "api.fivetran.com"
WAYS: dict[str, Callable[[socket.socket], object]] = {
    "urllib": lambda _: urllib.request.urlopen(f"{API}/v1/groups", timeout=5),  # noqa: S310  # it is not sent
    "connect": lambda way: way.connect((HOST, 443)),
    "connect_ex": lambda way: way.connect_ex((HOST, 443)),
    "lookup": lambda _: socket.getaddrinfo(host=HOST, port=443),
    "bytes": lambda _: socket.gethostbyname(bytearray(HOST.encode())),  # type: ignore[arg-type]  # the system takes it
    "asyncio": lambda _: asyncio.run(asyncio.open_connection(HOST, 443)),  # type: ignore[arg-type]  # it is awaitable
    "uvloop": lambda _: uvloop.run(asyncio.open_connection(HOST, 443)),
    "uvloop, by name": lambda _: uvloop.run(asyncio.open_connection(host=HOST, port=443)),
    "httpcore": lambda _: httpcore.request("GET", API),
    "async httpcore": lambda _: asyncio.run(httpcore.AsyncConnectionPool().request("GET", API)),
    "httpcore in uvloop": lambda _: uvloop.run(httpcore.AsyncConnectionPool().request("GET", API)),
}


@pytest.mark.fivetran_mock(refused=True)
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("guard", [False, True])
def test_what_is_not_intercepted_is_blocked(mock, way, guard):
    """A request of another library to Fivetran is not sent; the error names the next step. The guard does the same."""
    refusal = "which fivetran_guard refuses" if guard else r"api\.fivetran\.com is not intercepted .* MockServer"
    with Guard() if guard else mock.intercept(), socket.socket() as line:
        line.settimeout(5)
        with pytest.raises(NotIntercepted, match=refusal):
            WAYS[way](line)


async def visit(port: int) -> None:
    """Open a connection to this machine, and close it."""
    _, writer = await asyncio.open_connection("localhost", port)
    writer.close()
    await writer.wait_closed()


def test_other_hosts_and_sockets_are_connected(mock, tmp_path):
    """This machine is reached by name and by address, in each loop, and so is a socket that has no host."""
    with mock.intercept(), socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        with socket.socket() as line, socket.socket() as other:
            line.connect(("localhost", port))
            assert 0 == other.connect_ex(("127.0.0.1", port))
        asyncio.run(visit(port))
        uvloop.run(visit(port))
        with socket.socket(socket.AF_UNIX) as server, socket.socket(socket.AF_UNIX) as line:
            server.bind(str(tmp_path / "s"))
            server.listen()
            line.connect(str(tmp_path / "s"))


@pytest.mark.parametrize("is_nested", [False, True])
def test_a_release_without_the_point(mock, monkeypatch, is_nested):
    """A library without the patched method is named with its version; only an outer block stays."""
    with mock.intercept() if is_nested else nullcontext():
        before = httpx.HTTPTransport.handle_request
        monkeypatch.setitem(sys.modules, "aiohttp", types.SimpleNamespace(__version__="99.1"))
        with pytest.raises(NotIntercepted, match=r"^aiohttp 99\.1 has no BaseConnector\.connect, .*pytest\.md"):
            mock.intercept().__enter__()
        monkeypatch.undo()

        assert before == httpx.HTTPTransport.handle_request


SCRIPT = """
import sys
from fivetran_mock import FivetranMock
mock = FivetranMock()
with mock.intercept():
    names = [name for name in ("requests", "urllib3", "aiohttp", "responses", "respx") if name in sys.modules]
    import requests
    status = requests.get("https://api.fivetran.com/v1/groups", auth=("k", "s"), timeout=5).status_code
    import aiohttp
    missing = __import__("importlib").util.find_spec("httpx3")
    print(names, status, aiohttp.BaseConnector.connect.__wrapped__ is not None, missing)
"""


def test_a_library_that_is_imported_within_the_block():
    """No library is imported for the interception, and one that is imported within it is intercepted."""
    run = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=False)

    assert "[] 200 True None" == run.stdout.strip(), run.stderr


def test_retries_of_urllib3_pass_in_the_time_of_the_mock(mock):
    """A `Retry` repeats a call as on the wire; its waits take no real time."""
    mock.add_fault({"operation": "list_groups", "retry_after": 240, "times": 1})
    mock.add_fault({"operation": "list_groups", "socket": "close", "times": 1})
    before = mock.clock.monotonic()

    with mock.intercept(), requests.Session() as session:
        session.auth = AUTH
        session.mount("https://", requests.adapters.HTTPAdapter(max_retries=urllib3.Retry(3, status_forcelist=[429])))
        assert 200 == session.get(f"{API}/v1/groups", timeout=5).status_code

    assert 240 <= mock.clock.monotonic() - before < 250
    assert 3 == mock.call_count


@pytest.mark.parametrize("raises", [True, False])
def test_retries_of_urllib3_end(mock, raises):
    """At its end, a `Retry` raises or returns the last answer, as it says."""
    mock.add_fault({"status": 503})
    retry = urllib3.Retry(
        1, status_forcelist=[503], raise_on_status=raises, backoff_factor=600, respect_retry_after_header=False
    )

    with mock.intercept(), urllib3.PoolManager(retries=retry) as pool:
        if raises:
            with pytest.raises(urllib3.exceptions.MaxRetryError):
                pool.request("GET", f"{API}/v1/groups")
        else:
            assert 503 == pool.request("GET", f"{API}/v1/groups").status

    assert 2 == mock.call_count


@pytest.mark.parametrize(
    "body",
    [
        '{"name": "g"}',
        bytearray(b'{"name": "g"}'),
        [b'{"name"', b': "g"}'],
        iter([b'{"name": "g"}']),
        io.BytesIO(b'{"name": "g"}'),
    ],
    ids=["text", "bytes", "list", "iterator", "file"],
)
def test_bodies_of_urllib3(mock, body):
    """A text, bytes, an iterable and a file are read as urllib3 sends them; also by a pool of the user's own."""
    with mock.intercept(), urllib3.HTTPSConnectionPool("api.fivetran.com", headers=BASIC, timeout=None) as pool:
        answer = pool.urlopen("POST", "/v1/groups", body=body)
        late = pool.urlopen("GET", "/v1/groups", timeout=urllib3.Timeout(connect=1, read=2))
        head = pool.urlopen("HEAD", "/v1/groups", timeout=3)

    assert [{"name": "g"}] == [mock.calls[0].body], answer.data
    assert 200 == late.status, answer.data
    assert 405 == head.status, answer.data


def test_the_whole_time_of_aiohttp(mock):
    """A delay longer than the total time-out raises TimeoutError at once; a client that gave up is not answered."""
    mock.add_fault({"delay": 60})

    async def ask(limits: aiohttp.ClientTimeout) -> None:
        async with aiohttp.ClientSession(timeout=limits) as session:
            await session.get(f"{API}/v1/groups")

    with mock.intercept(), pytest.raises(TimeoutError):
        asyncio.run(ask(aiohttp.ClientTimeout(total=5)))


def test_a_client_of_aiohttp_that_gives_up():
    """In real time, aiohttp's own clock ends the wait, and the late answer goes nowhere."""
    mock = FivetranMock(realtime=True, faults=[{"delay": 0.02}])

    async def ask() -> None:
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=0.005)) as session:
            with pytest.raises(TimeoutError):
                await session.get(f"{API}/v1/groups")
        await asyncio.sleep(0.03)

    with mock.intercept():
        asyncio.run(ask())


def test_delays_of_requests_in_real_time(monkeypatch):
    """In real time a delay is slept, as long as the read time-out allows."""
    slept: list[float] = []
    monkeypatch.setattr("time.sleep", slept.append)
    mock = FivetranMock(realtime=True, faults=[{"delay": 3}])

    with mock.intercept():
        assert 201 == by_requests(API, timeout=5)[0]
        with pytest.raises(requests.ReadTimeout):
            by_requests(API, timeout=2)

    assert [3, 2] == slept


@pytest.mark.parametrize("chunked", [True, False])
def test_a_large_body_of_aiohttp(mock, chunked):
    """A body that aiohttp writes in several pieces is answered once, when it is whole."""
    begin = b'{"number": 0\r\n'  # ends as the last chunk does
    body = begin + b', "name": "' + 300_000 * b"g" + b'"}'

    async def pieces() -> Any:
        yield begin
        yield body[len(begin) :]

    async def ask() -> None:
        headers = {**BASIC, "Content-Type": "application/json"}
        async with aiohttp.ClientSession(headers=headers) as session:
            await session.post(f"{API}/v1/groups?a=b", data=pieces() if chunked else io.BytesIO(body))

    with mock.intercept():
        asyncio.run(ask())

    assert [{"number": 0, "name": 300_000 * "g"}] == [call.body for call in mock.calls]
    assert "POST /v1/groups?a=b" == mock.calls[0].request_line


def test_a_module_that_does_not_exist_is_not_found(mock, monkeypatch):
    """An uninstalled library is missing within the block, as it is outside."""
    monkeypatch.delitem(sys.modules, "urllib3")
    monkeypatch.setattr(sys, "path", [])

    with mock.intercept(), pytest.raises(ModuleNotFoundError):
        importlib.import_module("urllib3")


@pytest.mark.parametrize("slashes", ["//", "//x/"])
def test_a_path_of_several_slashes(mock, slashes):
    """A path that begins with two slashes, as of a base address with one too many, names no other host."""
    with mock.intercept():
        assert 404 == requests.get(f"{API}{slashes}v1/groups", auth=AUTH, timeout=5).status_code

    assert f"{slashes}v1/groups" == mock.calls[0].path


def test_a_body_that_is_shorter_than_announced(mock):
    """A request whose body ends too early times out, as where a server waits for the rest, and is no call."""
    with mock.intercept(), urllib3.PoolManager() as pool, pytest.raises(urllib3.exceptions.ReadTimeoutError):
        pool.request("POST", f"{API}/v1/groups", body=b"{}", headers={"Content-Length": "9"}, retries=False)

    assert 0 == mock.call_count


def test_a_mock_intercepts_in_its_own_block():
    """`with FivetranMock() as mock:` intercepts until the block ends, also within itself, and its repr counts."""
    with FivetranMock() as mock:
        with mock:
            assert 200 == httpx.get("https://api.fivetran.com/v1/groups", auth=("k", "s")).status_code
        httpx.get("https://api.fivetran.com/v1/groups", auth=("k", "s"))
        mock.seed(connections=[{"group_id": "g", "service": "mailchimp", "config": {"schema": "s"}}])

    assert "<FivetranMock: 1 connection, 2 calls>" == repr(mock)
    assert [] == mock._interceptions  # noqa: SLF001


@pytest.mark.parametrize("package", ["fivetran_mock", "fivetran_connections", "fivetran_connections.code"])
def test_completion_knows_every_public_name_without_loading_it(package):
    """`dir` of a package has its public names before they are imported."""
    look = "{*it.__all__} <= {*dir(it)}, len(sys.modules) - n"
    program = f"import sys, {package} as it; n = len(sys.modules); print({look})"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert "True 0" == done.stdout.strip()
