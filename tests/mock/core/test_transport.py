"""The transport raises the same exceptions as a real socket, for two libraries, sync and async."""

import pickle
from datetime import timedelta

import httpx
import pytest
import respx

from fivetran_mock import Fault, FivetranMock, SocketFault
from fivetran_mock.server import MockServer

from .._libraries import API, AUTH, RAISED, libraries, ways

URL = f"{API}/v1/connections"


@libraries
@ways
@pytest.mark.parametrize("fault", SocketFault)
def test_fault_raises_what_the_wire_raises(library, get, fault):
    """Each socket fault raises the same exception as on a real socket."""
    mock = FivetranMock(faults=[Fault(socket=fault)])
    with pytest.raises(getattr(library, RAISED[fault])) as caught:
        get(library, URL, transport=mock.transport(), timeout=5)

    assert type(caught.value) is getattr(library, RAISED[fault])
    assert caught.value.request.url == URL


@libraries
@ways
def test_delay_passes_in_the_time_of_the_mock(library, get):
    """A delay moves virtual time; one beyond the read time-out moves it by that, and raises ReadTimeout."""
    mock = FivetranMock(faults=[Fault(delay=10)])
    before = mock.clock.monotonic()

    assert 200 == get(library, URL, transport=mock.transport(), timeout=None).status_code
    assert 10 == mock.clock.monotonic() - before

    with pytest.raises(library.ReadTimeout):
        get(library, URL, transport=mock.transport(), timeout=5)
    assert 15 == mock.clock.monotonic() - before


@libraries
@ways
def test_delay_is_waited_for_in_real_time(library, get, monkeypatch):
    """In real time a client waits for a delay, at most until its time-out."""
    waited: list[float] = []

    async def wait(seconds: float) -> None:
        waited.append(seconds)

    monkeypatch.setattr("time.sleep", waited.append)
    monkeypatch.setattr("anyio.sleep", wait)
    mock = FivetranMock(realtime=True, faults=[Fault(delay=2, times=1), Fault(delay=20)])

    assert 200 == get(library, URL, transport=mock.transport(), timeout=5).status_code
    with pytest.raises(library.ReadTimeout):
        get(library, URL, transport=mock.transport(), timeout=5)
    assert [2, 5] == waited[-2:]


@pytest.mark.parametrize(("fault", "drips"), [(SocketFault.TRUNCATE, False), (SocketFault.DRIBBLE, True)])
def test_part_of_a_body_arrives_before_it_breaks_off(fault, *, drips):
    """A streaming client receives status and a part of the body before the connection breaks."""
    mock = FivetranMock(faults=[Fault(socket=fault, when="after")])
    parts = []
    with httpx.Client(transport=mock.transport(), auth=AUTH) as client, client.stream("GET", URL) as response:
        with pytest.raises(httpx.RemoteProtocolError, match="without sending complete message body"):
            parts.extend(response.iter_bytes())  # keeps what came before it raised
        arrived = response.num_bytes_downloaded

    assert 200 == response.status_code
    assert b"".join(parts).startswith(b'{"code":"Success"')
    assert [len(part) for part in parts] == ([1] * arrived if drips else [arrived])
    assert len(b"".join(parts)) == arrived


def test_respx_route_tells_its_calls_and_raises_faults():
    """A mounted mock is one respx route, which counts calls and raises faults."""
    mock = FivetranMock(faults=[Fault(nth=2, socket=SocketFault.CLOSE)])
    with respx.mock(using="httpx") as router:
        route = mock.mount(router)
        assert {"items": []} == httpx.get(URL, auth=AUTH).json()["data"]
        with pytest.raises(httpx.RemoteProtocolError):
            httpx.get(URL, auth=AUTH)

        assert 2 == route.call_count


def test_mount_leaves_other_addresses_alone():
    """Only requests below the base address reach a mounted mock."""
    mock = FivetranMock()
    with respx.mock(using="httpx") as router:
        router.get("https://elsewhere.test/").respond(204)
        mock.mount(router, base_url="https://proxy.test/fivetran")

        assert 204 == httpx.get("https://elsewhere.test/").status_code
        assert 404 == httpx.get("https://proxy.test/fivetran/v1/groups").status_code


def test_body_may_come_as_a_stream():
    """A streamed request body is read whole."""
    mock = FivetranMock()
    parts = iter([b'{"group_id":"g","service":"mailchimp",', b'"config":{"schema":"s"}}'])
    with httpx.Client(transport=mock.transport(), auth=AUTH) as client:
        made = client.post(URL, content=parts, headers={"content-type": "application/json"})

    assert "s" == made.json()["data"]["schema"]


@libraries
def test_answer_arrives_as_one_from_a_socket_does(library):
    """An answer is unread and has its length, so that a client can stream it and measure the time."""
    with (
        library.Client(transport=FivetranMock().transport(), auth=AUTH) as client,
        client.stream("GET", URL) as response,
    ):
        body = b"".join(response.iter_raw())

    assert int(response.headers["content-length"]) == len(body)
    assert isinstance(response.elapsed, timedelta)


@libraries
@ways
def test_answer_that_was_read_is_what_the_wire_gives(library, get):
    """A read response has the attributes of one from a socket, and can be pickled."""
    response = get(library, URL, transport=FivetranMock().transport())
    copied = pickle.loads(pickle.dumps(response))  # noqa: S301  # our own

    assert {"http_version": b"HTTP/1.1", "reason_phrase": b"OK"} == response.extensions
    assert response.num_bytes_downloaded == len(response.content) == int(response.headers["content-length"])
    assert response.is_closed
    assert response.is_stream_consumed
    assert isinstance(response.elapsed, timedelta)
    assert [response.content] == list(response.iter_bytes())
    assert type(copied) is library.Response
    assert copied.json() == response.json()


@pytest.mark.parametrize("status", [503, 520])
@pytest.mark.parametrize("fault", [None, SocketFault.TRUNCATE])
def test_answer_says_its_phrase(status, fault):
    """A response has its reason phrase, empty for a non-standard status, and its own extensions."""
    mock = FivetranMock(faults=[Fault(status=status, socket=fault)])
    with httpx.Client(transport=mock.transport(), auth=AUTH) as client:
        answers = [client.send(client.build_request("GET", URL), stream=True) for _ in range(2)]
        answers[0].extensions["reason_phrase"] = b"changed"

    phrase = b"Service Unavailable" if status == 503 else b""
    assert answers[1].extensions == {"http_version": b"HTTP/1.1", "reason_phrase": phrase}


@libraries
def test_request_may_be_of_a_kind_of_its_own(library):
    """A subclass of a library's request gets that library's response."""
    kind = type("Asking", (library.Request,), {})

    assert type(FivetranMock().transport().handle_request(kind("GET", URL))) is library.Response


@pytest.mark.parametrize("where", ["in process", "on the wire"])
@libraries
@ways
def test_wrong_encoding_is_noticed(library, get, where):
    """A wrong `content-encoding` raises DecodingError, in process and on the wire."""
    mock = FivetranMock(faults=[Fault(headers={"content-encoding": "gzip"})])

    with MockServer(mock) as server, pytest.raises(library.DecodingError):
        get(library, URL, transport=mock.transport(), timeout=5) if where == "in process" else library.get(
            f"{server.url}/v1/connections", auth=AUTH
        )


@libraries
@pytest.mark.parametrize("fault", [None, SocketFault.TRUNCATE, SocketFault.BAD_CHUNK, SocketFault.DRIBBLE])
def test_head_has_no_body(library, fault):
    """HEAD is answered without a body, on the wire and in process, with and without a fault."""
    mock = FivetranMock(faults=[Fault(status=500, socket=fault)])
    with (
        MockServer(mock) as server,
        library.Client(auth=AUTH) as far,
        library.Client(transport=mock.transport(), auth=AUTH) as near,
    ):
        answers = [far.head(f"{server.url}/v1/connections"), near.head(URL)]

    sizes = ("content-length", "transfer-encoding")
    there, here = ((each.status_code, each.content, [each.headers.get(name) for name in sizes]) for each in answers)
    assert there == here
    assert 500 == there[0]
    assert b"" == there[1]
