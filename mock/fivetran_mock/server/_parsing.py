"""
Bytes become requests: whole ones, within limits, or a refusal that says what is wrong.

`httptools` reads where it is installed; `h11`, which comes with httpx, reads the same
bytes to the same requests at a quarter of the speed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple, Protocol, cast

from .._mock.formats.messages import Request

HEAD_LIMIT: Final = 65_536
"""Bytes that request line and headers may have; 431 beyond."""
BODY_LIMIT: Final = 32 * 1_048_576
"""Bytes that a body may have before the mock is not even asked. 400 beyond: 413 is not documented."""

LONGEST_KNOWN_HEAD: Final = 2048
MOST_KNOWN_HEADS: Final = 512
"""Heads that are remembered, and how long they may be."""

_END_OF_HEAD: Final = b"\r\n\r\n"
_CONTINUE: Final = "100-continue"
_OFFERS: Final = frozenset({"upgrade", "http2-settings"})
"""Headers by which a client offers to speak something else (h2c, a WebSocket)."""


class Unacceptable(Exception):
    """What arrived is no request that could be given to the mock."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


class Limits(NamedTuple):
    """How much one request may be."""

    head: int = HEAD_LIMIT
    body: int = BODY_LIMIT


class Parser(Protocol):
    """What is used of `httptools.HttpRequestParser`, which calls `Incoming` back."""

    def feed_data(self, data: bytes) -> None:
        """Read on; raise `httptools.HttpParserUpgrade` or `httptools.HttpParserError`."""
        ...

    def get_method(self) -> bytes:
        """Say the method of the message at hand."""
        ...

    def get_http_version(self) -> str:
        """Say the version of the message at hand: 1.0 or 1.1."""
        ...

    def should_keep_alive(self) -> bool:
        """Say whether the connection may serve another request."""
        ...

    def should_upgrade(self) -> bool:
        """Say whether the client offers another protocol."""
        ...


class Incoming:
    """Puts the requests of one connection together; the methods `on_...` are the parser's to call."""

    def __init__(
        self,
        receive: Callable[[Request, bool], None],
        go_on: Callable[[], None],
        *,
        limits: Limits = Limits(),  # noqa: B008 a frozen value
    ) -> None:
        self.partial = False
        """Whether a request has begun and is not whole."""
        self._receive = receive
        self._go_on = go_on
        self._limits = limits
        self._in_head = True
        self._head_size = 0
        self._body_size = 0
        self._url = b""
        self._headers: dict[str, str] = {}
        self._body: list[bytes] = []
        self._fresh = b""  # what arrived last, if it began with a request that is not whole yet
        self._reader = _new_reader(self)

    def feed(self, data: bytes) -> None:
        """Read on, and give each request that is whole to `receive`."""
        if self.partial:
            self._fresh = b""
        elif self._is_known(data):
            return
        if self._in_head:
            self._head_size += len(data)
        reader = self._reader
        try:
            reader.parser.feed_data(data)
        except reader.upgraded as offer:
            self._decline(data[offer.args[0] :])
        except reader.unknown_method as problem:
            self._read_again(data, problem)
        except reader.broken as problem:
            raise _explained(problem) from None
        if self._in_head and self._head_size > self._limits.head:
            raise self._head_too_large()

    def on_message_begin(self) -> None:
        """Make room for a request."""
        self.partial = True
        self._body_size = 0
        self._url = b""
        self._headers = {}
        self._body = []

    def on_url(self, url: bytes) -> None:
        """Take a piece of the target."""
        self._url += url

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header; trailers, which follow the body, say nothing that is needed."""
        if not self._in_head:
            return
        headers = self._headers
        key = _NAMES.get(name) or name.decode("latin-1").lower()
        text = value.decode("latin-1")
        headers[key] = f"{headers[key]}, {text}" if key in headers else text

    def on_headers_complete(self) -> None:
        """Refuse what is too large before it arrives; tell a client that asks to go on."""
        headers, limits = self._headers, self._limits
        self._in_head = False
        if self._head_size > limits.head and self._measured_head() > limits.head:
            raise self._head_too_large()
        self._head_size = 0
        if "host" not in headers and self._reader.parser.get_http_version() == "1.1":
            raise Unacceptable(400, "The request has no Host header.")
        if "transfer-encoding" in headers and "content-length" in headers:
            raise Unacceptable(400, "The request has both a Content-Length and a Transfer-Encoding.")
        if int(headers.get("content-length", 0)) > limits.body:
            raise self._body_too_large()
        if headers.get("expect", "").lower() == _CONTINUE:
            self._go_on()

    def on_body(self, body: bytes) -> None:
        """Take a piece of the body."""
        self._body.append(body)
        self._body_size += len(body)
        if self._body_size > self._limits.body:
            raise self._body_too_large()

    def on_message_complete(self) -> None:
        """Hand the request over; one that offers an upgrade is read again without the offer."""
        self._in_head = True
        parser, body = self._reader.parser, self._body
        if parser.should_upgrade():
            return
        self.partial = False
        request = Request(
            _METHODS.get(method := parser.get_method()) or method.decode(),
            _target(self._url),
            self._headers,
            body[0] if len(body) == 1 else b"".join(body),
        )
        keep_alive = parser.should_keep_alive()
        if self._fresh and keep_alive:
            self._learn(request)
        self._fresh = b""
        self._receive(request, keep_alive)

    def _is_known(self, data: bytes) -> bool:
        """
        Take a request whose head was read before, byte for byte, and which is whole.

        Clients repeat themselves: on a connection that is kept, most heads are the last one's.
        """
        end = data.find(_END_OF_HEAD) + len(_END_OF_HEAD)
        head = _KNOWN_HEADS.get(data[:end])
        if head is None or len(data) - end != head.length:
            self._fresh = data
            return False
        self._receive(Request(head.method, head.target, head.headers, data[end:]), True)
        return True

    def _learn(self, request: Request) -> None:
        """Remember the head of a request that came in one piece, its length announced, nothing beside it."""
        data = self._fresh
        end = data.find(_END_OF_HEAD) + len(_END_OF_HEAD)
        alone = len(data) - end == len(request.body)
        if not alone or end > LONGEST_KNOWN_HEAD or not request.headers.keys().isdisjoint(_NOT_LENGTH_ALONE):
            return
        if len(_KNOWN_HEADS) >= MOST_KNOWN_HEADS:
            _KNOWN_HEADS.clear()
        _KNOWN_HEADS[data[:end]] = _Head(request.method, request.target, request.headers, len(request.body))

    def _read_again(self, data: bytes, problem: Exception) -> None:
        """Let h11 read a method that httptools does not know: it is wrong, but it is HTTP."""
        if not self._fresh:
            raise _explained(problem)
        self.partial = False
        self._head_size = 0
        self._reader = _new_h11_reader(self)
        self.feed(data)

    def _decline(self, rest: bytes) -> None:
        """
        Read the request again without its offer of another protocol.

        A server may ignore such an offer, but the parser takes the body for the other
        protocol's first bytes. Java's HttpClient offers h2c with every first request.
        """
        method = self._reader.parser.get_method()
        if method == b"CONNECT":
            raise Unacceptable(405, "This server is no proxy: CONNECT is not served.")
        headers = "".join(
            f"{name}: {_connection(value) if name == 'connection' else value}\r\n"
            for name, value in self._headers.items()
            if name not in _OFFERS
        )
        self.partial = False
        self._reader = _new_reader(self)
        self.feed(b"%b %b HTTP/1.1\r\n%b\r\n%b" % (method, self._url, headers.encode("latin-1"), rest))

    def _measured_head(self) -> int:
        return len(self._url) + sum(len(name) + len(value) + 4 for name, value in self._headers.items())

    def _head_too_large(self) -> Unacceptable:
        return Unacceptable(431, f"Request line and headers exceed {self._limits.head} bytes.")

    def _body_too_large(self) -> Unacceptable:
        return Unacceptable(400, f"The request body exceeds {self._limits.body} bytes.")


_METHODS: Final = {name.encode(): name for name in ("GET", "POST", "PATCH", "DELETE", "PUT", "HEAD", "OPTIONS")}
_NAMES: Final = {
    spelling.encode(): name
    for name in (
        "accept",
        "accept-encoding",
        "authorization",
        "connection",
        "content-length",
        "content-type",
        "host",
        "user-agent",
    )
    for spelling in (name, name.title())
}


class _Head(NamedTuple):
    """A head that was read before, and the length that it announces."""

    method: str
    target: str
    headers: Mapping[str, str]
    length: int


_KNOWN_HEADS: Final[dict[bytes, _Head]] = {}
_NOT_LENGTH_ALONE: Final = frozenset({"expect", "transfer-encoding"})
"""Headers that make more of a request than its head and so many bytes."""


class _Reader(NamedTuple):
    """A parser, and what its exceptions mean."""

    parser: Parser
    upgraded: type[Exception]
    broken: type[Exception]
    unknown_method: type[Exception] | tuple[()]


def _new_reader(incoming: Incoming) -> _Reader:
    """Read by httptools where it is installed, or by h11."""
    try:
        import httptools
    except ImportError:
        return _new_h11_reader(incoming)
    return _Reader(
        cast("Parser", httptools.HttpRequestParser(incoming)),
        upgraded=httptools.HttpParserUpgrade,
        broken=httptools.HttpParserError,
        unknown_method=httptools.HttpParserInvalidMethodError,
    )


def _new_h11_reader(incoming: Incoming) -> _Reader:
    from ._h11_parser import H11Parser, ProtocolError, Upgrade

    return _Reader(H11Parser(incoming), upgraded=Upgrade, broken=ProtocolError, unknown_method=())


def _explained(problem: Exception) -> Unacceptable:
    """Give the refusal that a callback raised and the parser wrapped, or say what the parser says."""
    if isinstance(problem.__context__, Unacceptable):
        return problem.__context__
    return Unacceptable(400, f"This is not an HTTP/1.1 request: {problem}.")


def _target(url: bytes) -> str:
    """Give path and query; a client that takes this server for its proxy sends the whole address."""
    target = url.decode("latin-1")
    if target[:1] == "/":
        return target
    _, separator, rest = target.partition("://")
    return "/" + rest.partition("/")[2] if separator else target


def _connection(value: str) -> str:
    """Leave out the words of a `connection` header that belong to an offer."""
    words = (word.strip() for word in value.split(","))
    return ", ".join(word for word in words if word.lower() not in _OFFERS)
