"""Malformed HTTP, made by a grammar: the server refuses it, and continues to serve other clients."""

from __future__ import annotations

import random
import re
import socket
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from hypothesis import given, note

from fivetran_mock import FivetranMock
from fivetran_mock.server import MockServer

from ._support import RANDOM, edited_bytes

SECONDS = 10.0
"""How long an answer may take before it counts as none."""
STATUS = re.compile(rb"HTTP/1\.1 (\d{3}) ")
Headers = list[tuple[bytes, bytes]]


@dataclass(slots=True, kw_only=True)
class Message:
    """A request, in parts that can be spoiled."""

    method: bytes = b"GET"
    target: bytes = b"/v1/account/info"
    version: bytes = b"HTTP/1.1"
    headers: Headers = field(default_factory=lambda: [(b"Host", b"127.0.0.1")])
    colon: bytes = b": "
    end: bytes = b"\r\n"
    body: bytes = b""

    def encode(self) -> bytes:
        """Return the bytes of the request."""
        lines = [b" ".join((self.method, self.target, self.version))]
        lines += [name + self.colon + value for name, value in self.headers]
        return self.end.join(lines) + self.end * 2 + self.body


Flaw = Callable[[random.Random, Message], None]


def _one(values: tuple[bytes, ...], put: Callable[[Message, bytes], object]) -> Flaw:
    """Make a flaw out of values, and a place to put one of them."""

    def flaw(rng: random.Random, message: Message) -> None:
        put(message, rng.choice(values))

    return flaw


def _header(name: bytes, *values: bytes) -> Flaw:
    return _one(values, lambda message, value: message.headers.append((name, value)))


def _length_and_chunks(_: random.Random, message: Message) -> None:
    message.method, message.body = b"POST", b"0\r\n\r\n"
    message.headers += [(b"Content-Length", b"5"), (b"Transfer-Encoding", b"chunked")]


def _two_lengths(rng: random.Random, message: Message) -> None:
    message.method, message.body = b"POST", b"{}abc"
    message.headers += [(b"Content-Length", b"2"), (b"Content-Length", rng.choice((b"3", b"5", b"0")))]


def _chunk(rng: random.Random, message: Message) -> None:
    message.method = b"POST"
    message.headers.append((b"Transfer-Encoding", b"chunked"))
    message.body = rng.choice((b"zz", b"-1", b"0x2", b"f" * 20, b"", b" 2", b"2 2")) + b"\r\n{}\r\n0\r\n\r\n"


FLAWS: Mapping[str, Flaw] = {
    "another version": _one(
        (b"HTTP/2.0", b"HTTP/0.9", b"HTTP/1.2", b"HTTP/3", b"http/1.1", b"HTTP/1.1.1", b"HTTP/11", b"HTTQ/1.1"),
        lambda message, value: setattr(message, "version", value),
    ),
    "two hosts": _header(b"Host", b"127.0.0.1", b"evil.example"),
    "unknown transfer coding": _header(b"Transfer-Encoding", b"gzip", b"chunked, gzip", b"xchunked", b"chunked;q=1"),
    "length and chunks": _length_and_chunks,
    "two lengths": _two_lengths,
    "length that is no number": _header(b"Content-Length", b"-1", b"+5", b"0x5", b"5, 6", b"1e3", b"five", b""),
    "chunk size that is no number": _chunk,
    "space before the colon": _one((b" : ", b"\t: "), lambda message, value: setattr(message, "colon", value)),
    "header without a colon": _one((b" ", b"=", b";"), lambda message, value: setattr(message, "colon", value)),
    "control character in a header": _header(b"X-A", b"a\x00b", b"\x01", b"a\rb", b"a\nb", b"\x7f"),
    "header name that is no token": _one(
        (b"", b"X A", b"X\x00", b"(x)", b"X\xe9"), lambda message, value: message.headers.append((value, b"1"))
    ),
    "continued header": _header(b"X-A", b"a\r\n b", b"a\r\n\tb"),
    "method that is no token": _one(
        (b"G\x00T", b"GE(T", b"", b"\xc3\xa9", b"G:T"), lambda message, value: setattr(message, "method", value)
    ),
    "target with a space": _one((b"/v1 /x", b"/a b c"), lambda message, value: setattr(message, "target", value)),
}
"""Flaws for which a request has to be refused."""


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """Serve a mock, which has to answer a good request after the attack as well."""
    with MockServer(FivetranMock()) as server:
        port = urlsplit(server.url).port or 0
        yield port
        assert (exchange(port, Message().encode()) or b"").startswith(b"HTTP/1.1 401 ")


@pytest.mark.parametrize("flaw", FLAWS)
@given(RANDOM)
def test_a_request_with_a_flaw_is_refused(port: int, flaw: str, rng: random.Random) -> None:
    """A request with a flaw gets one answer, which refuses it."""
    message = Message()
    FLAWS[flaw](rng, message)
    answer = exchange(port, message.encode())
    note(f"{message.encode()!r}: {answer!r}")

    assert answer is not None
    (status,) = STATUS.findall(answer)
    assert 400 <= int(status) < 600
    assert int(status) != 500


@given(RANDOM)
def test_damaged_bytes_are_answered_in_http(port: int, rng: random.Random) -> None:
    """Damaged requests are answered by HTTP without a status 500, or cut off."""
    data = edited_bytes(rng, Message().encode() * rng.choice((1, 1, 2)))
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
