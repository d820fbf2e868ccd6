"""Malformed HTTP: the server refuses it, and continues to serve other clients."""

import re
import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from hypothesis import given, note
from hypothesis import strategies as st

from fivetran_mock import FivetranMock
from fivetran_mock.server import MockServer

from ._support import RANDOM, edited_bytes

SECONDS = 10.0
"""The seconds after which an answer counts as none."""
STATUS = re.compile(rb"HTTP/1\.1 (\d{3}) ")
TARGET = b"/v1/account/info"


def message(*headers: bytes, line: bytes = b"GET " + TARGET + b" HTTP/1.1", body: bytes = b"") -> bytes:
    """Return the bytes of a request."""
    return b"\r\n".join((line, b"Host: 127.0.0.1", *headers, b"", body))


def post(*headers: bytes, body: bytes) -> bytes:
    """Return the bytes of a request with a body."""
    return message(*headers, line=b"POST " + TARGET + b" HTTP/1.1", body=body)


VERSIONS = (b"HTTP/2.0", b"HTTP/0.9", b"HTTP/1.2", b"HTTP/3", b"http/1.1", b"HTTP/1.1.1", b"HTTP/11", b"HTTQ/1.1")
CODINGS = (b"gzip", b"chunked, gzip", b"xchunked", b"chunked;q=1")
LENGTHS = (b"-1", b"+5", b"0x5", b"5, 6", b"1e3", b"five", b"")
CHUNKS = (b"zz", b"-1", b"0x2", b"f" * 20, b"", b" 2", b"2 2")
LINES = (
    *(b"Host: 127.0.0.1", b"Host: evil.example"),
    *(b"X-A : 1", b"X-A\t: 1", b"X-A 1", b"X-A=1", b"X-A;1"),
    *(b"X-A: a\x00b", b"X-A: \x01", b"X-A: a\rb", b"X-A: a\nb", b"X-A: \x7f"),
    *(b": 1", b"X A: 1", b"X\x00: 1", b"(x): 1", b"X\xe9: 1"),
    *(b"X-A: a\r\n b", b"X-A: a\r\n\tb"),
)
METHODS = (b"G\x00T", b"GE(T", b"", b"\xc3\xa9", b"G:T")
FLAWED = [
    *(message(line=b"GET " + TARGET + b" " + version) for version in VERSIONS),
    *(message(line=method + b" " + TARGET + b" HTTP/1.1") for method in METHODS),
    *(message(line=b"GET " + target + b" HTTP/1.1") for target in (b"/v1 /x", b"/a b c")),
    *(message(line) for line in LINES),
    *(message(b"Transfer-Encoding: " + coding) for coding in CODINGS),
    *(message(b"Content-Length: " + length) for length in LENGTHS),
    *(post(b"Transfer-Encoding: chunked", body=chunk + b"\r\n{}\r\n0\r\n\r\n") for chunk in CHUNKS),
    *(post(b"Content-Length: 2", b"Content-Length: " + other, body=b"{}abc") for other in (b"3", b"5", b"0")),
    post(b"Content-Length: 5", b"Transfer-Encoding: chunked", body=b"0\r\n\r\n"),
]
"""Requests that have to be refused."""


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """Serve a mock, which has to answer a good request after the attack as well."""
    with MockServer(FivetranMock()) as server:
        port = urlsplit(server.url).port or 0
        yield port
        assert (exchange(port, message()) or b"").startswith(b"HTTP/1.1 401 ")


@pytest.mark.parametrize("data", FLAWED, ids=range(len(FLAWED)))
def test_a_request_with_a_flaw_is_refused(port, data):
    """A request with a flaw gets one answer, which refuses it."""
    assert [b"400"] == STATUS.findall(exchange(port, data) or b"")


@pytest.mark.slow
@given(RANDOM, st.sampled_from([message(), message() * 2, post(b"Content-Length: 2", body=b"{}"), *FLAWED]))
def test_damaged_bytes_are_answered_in_http(port, rng, data):
    """Damaged requests are answered by HTTP without a status 500, or cut off."""
    data = edited_bytes(rng, data)
    answer = exchange(port, data)
    note(f"{data!r}: {answer!r}")

    assert answer is not None
    assert not answer or STATUS.match(answer)
    assert b"500" not in STATUS.findall(answer)


def exchange(port: int, data: bytes) -> bytes | None:
    """Send bytes and read until the server closes; None stands for a server that does not."""
    answer = b""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=SECONDS) as line:
            line.sendall(data)
            line.shutdown(socket.SHUT_WR)
            while piece := line.recv(65_536):
                answer += piece
    except TimeoutError:
        return None
    except OSError:
        pass  # the server may cut a bad connection off, after its answer or without one
    return answer
