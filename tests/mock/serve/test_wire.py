"""HTTP/1.1 as real clients use it."""

import json
import re
import socket
from collections.abc import Callable
from typing import Any
from unittest.mock import Mock

import pytest

from fivetran_mock import Reply, Request
from fivetran_mock.server import Endpoint, ServerThread

from .conftest import JSON, PIPELINE_LIMIT, SECONDS, Line, Peer, echo, parse, tls

SERVER = "fivetran_mock.server"
CLOSE = b"Connection: close\r\n"


def said(message: bytes) -> Any:
    """Return the request from the answer of the echo server."""
    return json.loads(parse(message)[2])


def test_request_arrives_as_it_was_sent(dial):
    """Method, target with its query, lower-case headers and body reach the mock; the peer is known as local."""
    line = dial().send(
        b"POST /v1/x?a=%20b HTTP/1.1\r\nHost: h\r\nX-One: 1\r\nContent-Length: 3\r\n" + CLOSE + b"\r\nabc"
    )

    asked = said(line.rest())

    assert "POST" == asked["method"]
    assert "/v1/x?a=%20b" == asked["target"]
    assert {"host": "h", "x-one": "1", "content-length": "3", "connection": "close"} == asked["headers"]
    assert "abc" == asked["body"]
    assert asked["local"]


def test_answer_is_framed(dial):
    """An answer has a status line, its length, a date, and the connection's persistence."""
    status, headers, body = parse(dial().send(b"GET /v1/x HTTP/1.1\r\nHost: h\r\n" + CLOSE + b"\r\n").rest())

    assert 200 == status
    assert str(len(body)) == headers["content-length"]
    assert "close" == headers["connection"]
    assert re.fullmatch(r"\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT", headers["date"])
    assert "application/json" == headers["content-type"]


@pytest.mark.parametrize("line", [b"204 No Content", b"304 Not Modified", b"520 "])
def test_answer_without_a_body_or_a_name(dial, line):
    """204 and 304 are sent without a body and a length, and 520, which the standard lacks, without a reason phrase."""
    heard = dial().send(b"GET /status/%b HTTP/1.1\r\nHost: h\r\n%b\r\n" % (line[:3], CLOSE)).rest()

    assert heard.startswith(b"HTTP/1.1 " + line + b"\r\n")
    assert line == b"520 " or (heard.endswith(b"\r\n\r\n") and b"content-length" not in heard)


def test_answer_to_head(dial):
    """The answer to HEAD has the body's length and no body."""
    line = dial().send(b"HEAD /v1/x HTTP/1.1\r\nHost: h\r\n\r\nGET /v1/y HTTP/1.1\r\nHost: h\r\n" + CLOSE + b"\r\n")

    first, rest = line.rest().split(b"\r\n\r\n", 1)

    assert b"content-length: " in first
    assert rest.startswith(b"HTTP/1.1 200 OK")


def test_pipeline_is_answered_in_order(dial):
    """Pipelined requests are answered in order."""
    requests = b"".join(b"GET /v1/%d HTTP/1.1\r\nHost: h\r\n\r\n" % number for number in range(50))
    heard = dial().send(requests).hang_up().rest()

    assert [f"/v1/{number}" for number in range(50)] == re.findall(r'"target": "([^"]+)"', heard.decode())


@pytest.mark.parametrize("slow", ["/delay/0.05", "/later/v1/x"])
def test_slow_answer_holds_the_others_back(dial, slow):
    """Answers after a delayed one wait for it, even if the client has closed its sending side."""
    requests = b"GET %b HTTP/1.1\r\nHost: h\r\n\r\n" % slow.encode() + b"".join(
        b"GET /v1/%d HTTP/1.1\r\nHost: h\r\n\r\n" % number for number in range(2 * PIPELINE_LIMIT)
    )
    heard = dial().send(requests).hang_up().rest()
    targets = re.findall(r'"target": "([^"]+)"', heard.decode())

    assert [slow.removeprefix("/later"), *(f"/v1/{number}" for number in range(2 * PIPELINE_LIMIT))] == targets


def test_connection_goes_on_after_a_slow_answer(dial):
    """After a delayed answer the connection serves further requests."""
    line = dial().send(b"GET /slow/0.01 HTTP/1.1\r\nHost: h\r\n\r\n")

    assert "/slow/0.01" == said(line.until(b"true}"))["target"]
    assert "/v1/z" == said(line.send(b"GET /v1/z HTTP/1.1\r\nHost: h\r\n\r\n").until(b"true}"))["target"]


@pytest.mark.parametrize("offer", [CLOSE, b"Connection: upgrade, close\r\nUpgrade: h2c\r\n"], ids=["plain", "offer"])
def test_expectation_is_met(dial, offer):
    """A client that expects `100 Continue` gets it once, and then sends its body; also one that offers an upgrade."""
    head = b"POST /v1/x HTTP/1.1\r\nHost: h\r\n%bExpect: 100-continue\r\nContent-Length: 2\r\n\r\n"
    line = dial().send(head % offer)

    assert b"HTTP/1.1 100 Continue\r\n\r\n" == line.until(b"\r\n\r\n")
    assert "ok" == said(line.send(b"ok").rest())["body"]


def test_chunks_are_joined(dial):
    """A chunked body arrives complete; trailers are not headers."""
    line = dial().send(b"POST /v1/x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n" + CLOSE + b"\r\n")
    asked = said(line.send(b"2\r\nab\r\n3;x=y\r\ncde\r\n0\r\nX-Late: 1\r\n\r\n").rest())

    assert "abcde" == asked["body"]
    assert "x-late" not in asked["headers"]


def test_request_in_single_bytes(dial):
    """A request may arrive byte by byte."""
    line = dial()
    for byte in b"\r\nPOST /v1/x HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n" + CLOSE + b"\r\nok":
        line.send(bytes((byte,)))

    assert "ok" == said(line.rest())["body"]


def test_header_that_comes_twice(dial):
    """Values of a header that comes twice are joined."""
    line = dial().send(b"GET /v1/x HTTP/1.1\r\nHost: h\r\nX-A: 1\r\nX-A: 2\r\n" + CLOSE + b"\r\n")

    assert "1, 2" == said(line.rest())["headers"]["x-a"]


@pytest.mark.parametrize(
    ("version", "header", "kept"),
    [
        (b"1.1", b"", True),
        (b"1.1", b"Connection: close\r\n", False),
        (b"1.0", b"", False),
        (b"1.0", b"Connection: keep-alive\r\n", True),
    ],
)
def test_versions(dial, version, header, kept):
    """The client decides whether the connection stays open; the default depends on its HTTP version."""
    line = dial().send(b"GET /v1/x HTTP/%b\r\nHost: h\r\n%b\r\n" % (version, header))
    heard = line.until(b"true}")

    assert (b"connection: keep-alive" in heard) is kept
    assert kept or not line.rest()


@pytest.mark.parametrize("version", [b"1.0", b"1.1"])
@pytest.mark.parametrize("offer", [b"h2c", b"websocket"])
def test_offer_of_another_protocol_is_ignored(dial, offer, version):
    """An upgrade offer is ignored: the answer is HTTP/1.1, and only 1.1 needs a Host."""
    host = b"" if version == b"1.0" else b"Host: h\r\n"
    head = b"POST /v1/x HTTP/%b\r\n%bConnection: Upgrade, HTTP2-Settings, close\r\nUpgrade: %b\r\n"
    settings = b"HTTP2-Settings: AA\r\nContent-Length: 2\r\n\r\nok"
    heard = dial().send(head % (version, host, offer) + settings).rest()

    assert 1 == heard.count(b"HTTP/1.1 ")
    assert "ok" == said(heard)["body"]


def test_many_offers_in_a_pipeline(dial):
    """Each of a thousand pipelined requests that offer another protocol is answered."""
    offer = b"GET /v1/%d HTTP/1.1\r\nHost: h\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n\r\n"
    heard = dial().send(b"".join(offer % number for number in range(1000))).hang_up().rest()

    assert [f"/v1/{number}" for number in range(1000)] == re.findall(r'"target": "([^"]+)"', heard.decode())


def test_offer_with_a_body_that_comes_later(dial):
    """After an upgrade offer, a late body and another request are read."""
    line = dial().send(
        b"POST /v1/x HTTP/1.1\r\nHost: h\r\nConnection: upgrade\r\nUpgrade: h2c\r\nContent-Length: 2\r\n\r\n"
    )
    first = line.send(b"ok").until(b"true}")

    assert "ok" == said(first)["body"]
    assert "/v1/y" == said(line.send(b"GET /v1/y HTTP/1.1\r\nHost: h\r\n\r\n").until(b"true}"))["target"]


def test_no_proxy(dial):
    """CONNECT is refused: the server is not a proxy."""
    heard = dial().send(b"CONNECT api.test:443 HTTP/1.1\r\nHost: api.test\r\n\r\n").rest()

    assert 405 == parse(heard)[0]


@pytest.mark.parametrize(
    "nonsense",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
        b"GET /v1/x HTTP/1.1\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"POST /v1/x HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"GET *@elsewhere.test/x HTTP/1.1\r\nHost: h\r\n\r\n",
        b"GET http://h/v1/x HTTP/1.1\r\nHost: h\r\n\r\n",
    ],
)
def test_no_request(dial, nonsense):
    """Bytes that are not a request are refused in the API's form, and the connection is closed."""
    status, headers, body = parse(dial().send(nonsense).rest())

    assert 400 == status
    assert "close" == headers["connection"]
    assert {"code", "message"} == set(json.loads(body))


def test_nonsense_after_a_request(dial):
    """Requests before invalid bytes are answered, even if delayed, before the refusal."""
    heard = dial().send(b"GET /delay/0.02 HTTP/1.1\r\nHost: h\r\n\r\nnonsense\r\n\r\n").rest()

    assert [b"200", b"400"] == re.findall(rb"HTTP/1.1 (\d+)", heard)


@pytest.mark.parametrize(
    "request_head",
    [
        b"GET /" + b"a" * 2000 + b" HTTP/1.1\r\nHost: h\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: h\r\nX: " + b"a" * 2000 + b"\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: h\r\n" + b"X-Repeated: a\r\n" * 100 + b"\r\n",
        b"GET /" + b"a" * 2000,
    ],
    ids=["target", "header", "repeated", "endless"],
)
def test_head_that_is_too_large(dial, request_head, monkeypatch):
    """Request line and headers have a size limit."""
    monkeypatch.setattr(f"{SERVER}._parsing.HEAD_LIMIT", 1000)
    status, _, body = parse(dial().send(request_head).rest())

    assert 431 == status
    assert "Request line and headers exceed 1000 bytes." == json.loads(body)["message"]


@pytest.mark.parametrize(("limit", "size"), [("HEAD_LIMIT", 200), ("API_LIMIT", 9000)])
def test_message_within_its_limits(dial, limit, size, monkeypatch):
    """The size limit of the head does not count the body, and a body of exactly its limit is read."""
    monkeypatch.setattr(f"{SERVER}._parsing.{limit}", size)
    line = dial().send(b"POST /v1/x HTTP/1.1\r\nHost: h\r\n%bContent-Length: 9000\r\n\r\n%b" % (CLOSE, b"x" * 9000))

    assert 200 == parse(line.rest())[0]


@pytest.mark.parametrize(
    "rest",
    [
        b"Content-Length: 2000\r\n\r\n",
        b"Content-Length: 2000\r\nExpect: 100-continue\r\n\r\n",
        b"Transfer-Encoding: chunked\r\n\r\n7d0\r\n" + b"x" * 2000 + b"\r\n0\r\n\r\n",
        b"Transfer-Encoding: chunked\r\n\r\n" + b"1\r\nx\r\n" * 999,
    ],
    ids=["announced", "expected", "chunked", "framing"],
)
def test_body_that_is_too_large(dial, rest, monkeypatch):
    """A body beyond the limit is refused before it is read."""
    monkeypatch.setattr(f"{SERVER}._parsing.API_LIMIT", 1000)
    heard = dial().send(b"POST /v1/x HTTP/1.1\r\nHost: h\r\n" + rest).rest()
    status, _, body = parse(heard)

    assert 400 == status
    assert "The request body exceeds 1000 bytes." == json.loads(body)["message"]


def test_refusal_reaches_a_client_that_still_sends(dial, monkeypatch):
    """A client that is refused during a large body can read the reason."""
    monkeypatch.setattr(f"{SERVER}._parsing.API_LIMIT", 1000)
    monkeypatch.setattr(f"{SERVER}._protocol.LINGER_SECONDS", 60)
    line = dial()
    line.send(b"POST /v1/x HTTP/1.1\r\nHost: h\r\nContent-Length: 4000000\r\n\r\n" + b"x" * 4_000_000)

    assert 400 == parse(line.rest())[0]


def test_request_that_stops_half_way(dial):
    """A client that closes its sending side in the middle of a request is refused."""
    status, _, body = parse(dial().send(b"POST /v1/x HTTP/1.1\r\nContent-Le").hang_up().rest())

    assert 400 == status
    assert "The connection was closed before the request was complete." == json.loads(body)["message"]


@pytest.mark.parametrize("path", [b"/fail/why/x?auth=hush", b"/later/fail/why"])
def test_failure_of_the_mock(dial, caplog, path):
    """If the mock itself fails, the client gets a 500 in the API's form, and the log the reason without card tokens."""
    status, _, body = parse(dial().send(b"GET %b HTTP/1.1\r\nHost: h\r\n%b\r\n" % (path, CLOSE)).rest())

    assert 500 == status
    assert "The mock failed to answer; its log says why." == json.loads(body)["message"]
    assert "why" in caplog.text
    assert "hush" not in caplog.text


def recording(asked: list[str]) -> Callable[..., Reply]:
    """Return an answerer of requests that notes each target; `/slow` takes half a second, `/large` has a long body."""

    def answer(request: Request) -> Reply:
        asked.append(request.target)
        reply = Reply(200, [JSON], b"x" * 100_000 if request.target.startswith("/large") else b"{}")
        reply.delay = 0.5 if request.target == "/slow" else 0
        return reply

    return answer


def test_answers_that_are_not_read_are_not_computed():
    """Pipelined requests are processed as the client reads; meanwhile others are served."""
    asked: list[str] = []
    count = 200
    flood = b"".join(b"GET /large/%d HTTP/1.1\r\nHost: h\r\n\r\n" % number for number in range(count - 1))
    last = b"GET /large/last HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"
    with Endpoint.bind() as endpoint, ServerThread(endpoint, recording(asked)) as server:
        line = Line(server).send(flood + last)
        other = Line(server).send(b"GET /other HTTP/1.1\r\nHost: h\r\n\r\n")
        other.until(b"{}")
        held = len(asked)
        heard = line.rest()
        line.close()
        other.close()

    assert held < count / 2
    assert count == heard.count(b"HTTP/1.1 200 OK")
    assert "/large/last" == asked[-1]


def test_others_have_their_turn_during_a_pipeline():
    """A long pipeline is answered in turns, in order, and is not read on meanwhile."""
    asked: list[str] = []
    peer = Peer(recording(asked))
    peer.send(b"".join(b"GET /%d HTTP/1.1\r\nHost: h\r\n\r\n" % number for number in range(5000)))
    longest, before = len(asked), 0
    assert not peer.is_read
    while peer.step():
        longest, before = max(longest, len(asked) - before), len(asked)

    assert peer.is_read
    assert [f"/{number}" for number in range(5000)] == asked
    assert longest < 300


def test_chunks_are_parsed_in_turns():
    """A body in many small chunks does not keep others waiting until it is parsed."""
    peer = Peer(Mock())
    peer.send(b"POST /x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n" + b"1\r\nx\r\n" * 50_000)

    assert len([*iter(peer.step, False)]) > 3


def test_bodies_that_wait_are_bounded(monkeypatch):
    """Behind a delayed answer, no more is read than one body's limit or a bounded number of requests."""
    monkeypatch.setattr(f"{SERVER}._protocol.BODY_LIMIT", 10_000)
    asked: list[str] = []

    def post(target: bytes) -> bytes:
        return b"POST %b HTTP/1.1\r\nHost: h\r\nContent-Length: 9000\r\n\r\n%b" % (target, b"x" * 9000)

    peer = Peer(recording(asked))
    peer.send(b"GET /slow HTTP/1.1\r\nHost: h\r\n\r\n" + post(b"/a"))
    assert peer.is_read
    peer.send(post(b"/b"))
    assert not peer.is_read
    assert ["/slow"] == asked
    peer.waits(1)

    assert ["/slow", "/a", "/b"] == asked
    assert peer.is_read


def test_bodies_that_wait_on_all_connections_are_bounded(monkeypatch):
    """Beyond the limit of all bodies together the newest incomplete request is refused, and the others go on."""
    monkeypatch.setattr(f"{SERVER}._protocol.WAITING_LIMIT", 10_000)
    head = b"POST /v1/x HTTP/1.1\r\nHost: h\r\nContent-Length: 9000\r\n\r\n"
    old = Peer()
    new, lone = Peer(beside=old), Peer(beside=old)

    assert b"" == old.send(head + b"x" * 6000) == new.send(head + b"x" * 3000)
    assert b"" == old.send(b"x" * 2000)
    assert b" 503 " in new.heard
    assert {"says no more", "closed"} == {new.ended, new.waits(60)}
    assert 8000 == sum(old.waiting.values())
    assert b" 503 " in lone.send(head + b"x" * 8000)
    assert b" 200 " in old.send(b"x" * 1000)
    assert not old.waiting


@pytest.mark.parametrize(
    ("target", "token", "status"),
    [("/v1/x", "right", 400), ("/__mock__/restore", "wrong", 400), ("/__mock__/restore", "right", 200)],
)
def test_a_large_body_is_for_authorized_clients_of_the_mocks_own_api(target, token, status, monkeypatch):
    """Only a call of the mock's own API that is authorized may have a body above the limit of the API."""
    monkeypatch.setattr(f"{SERVER}._parsing.API_LIMIT", 1000)
    asked = f"POST {target} HTTP/1.1\r\nHost: far\r\nAuthorization: Bearer {token}\r\nContent-Length: 5000\r\n\r\n"
    with Endpoint.bind() as endpoint, ServerThread(endpoint, echo) as server:
        endpoint.access(admin_token="right")
        with socket.create_connection((server.endpoint.host, server.endpoint.port)) as line:
            line.sendall(asked.encode() + b"x" * 5000)
            assert f"HTTP/1.1 {status}".encode() == line.recv(12)


def test_client_that_leaves_during_its_pipeline():
    """Requests of a client are not answered after it left."""
    asked: list[str] = []
    peer = Peer(recording(asked))
    peer.send(b"GET / HTTP/1.1\r\nHost: h\r\n\r\n" * 5000)
    peer.wire.connection_lost(None)
    count = len(asked)
    peer.waits(1)

    assert count == len(asked) < 5000


def test_nothing_is_heard_behind_the_last_request(dial):
    """Bytes after a request that closes the connection are ignored, valid or not."""
    last = b"GET /v1/x HTTP/1.1\r\nHost: h\r\n" + CLOSE + b"\r\n"
    waits = b"POST /v1/y HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nExpect: 100-continue\r\n\r\n"

    assert 1 == dial().send(last + waits).rest().count(b"HTTP/1.1")
    assert 1 == dial().send(last + waits + b"1" + last).rest().count(b"HTTP/1.1")
    assert 1 == dial().send(last + b"nonsense\r\n\r\n").rest().count(b"HTTP/1.1")


def test_nothing_is_heard_behind_a_fault(dial):
    """A fault closes the connection: later pipelined requests do not reach the mock."""
    behind = b"POST /fail/x HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nExpect: 100-continue\r\n\r\n1"

    assert b"" == dial().send(b"GET /fault/close HTTP/1.1\r\nHost: h\r\n\r\n" + behind).rest()


def test_nonsense_behind_tls(serve, monkeypatch):
    """Behind TLS, bytes that are not a request are refused as well."""
    monkeypatch.setattr(f"{SERVER}._protocol.LINGER_SECONDS", 0.01)
    served, trusting = tls()
    server = serve(tls=served)
    address = server.endpoint.socket.getsockname()
    with (
        socket.create_connection(address, timeout=SECONDS) as plain,
        trusting.wrap_socket(plain, server_hostname="127.0.0.1") as line,
    ):
        line.sendall(b"nonsense\r\n\r\n")
        heard = b"".join(iter(lambda: line.recv(65_536), b""))

    assert 400 == parse(heard)[0]


@pytest.mark.parametrize(
    ("address", "local"),
    [
        (("127.0.0.1", 1), True),
        (("127.8.9.1", 1), True),
        (("::1", 1, 0, 0), True),
        (("::ffff:127.0.0.1", 1, 0, 0), True),
        (("192.0.2.1", 1), False),
        (("::ffff:192.0.2.1", 1, 0, 0), False),
        (("testclient", 1), False),
        ("/a/socket", False),
        ((), False),
        (None, False),
    ],
)
def test_who_is_on_this_machine(address, local):
    """A client counts as local only by a loopback address."""
    peer = Peer(address=address)

    assert local == said(peer.send(b"GET /v1/x HTTP/1.1\r\nHost: h\r\n\r\n"))["local"]
