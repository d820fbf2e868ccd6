"""
Bytes become requests: whole ones, within limits, or a refusal that says what is wrong.

`httptools` reads where it is installed; `h11`, which comes with httpx, reads the same
bytes to the same requests at a quarter of the speed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple, Protocol, cast

from ._messages import Request

HEAD_LIMIT: Final = 65_536
"""Bytes that request line and headers may have; 431 beyond."""
BODY_LIMIT: Final = 32 * 1_048_576
"""Bytes that a body may have before the mock is not even asked. 400 beyond: 413 is not documented."""

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
        self._parser, self._upgraded, self._broken = _new_parser(self)

    def feed(self, data: bytes) -> None:
        """Read on, and give each request that is whole to `receive`."""
        if self._in_head:
            self._head_size += len(data)
        try:
            self._parser.feed_data(data)
        except self._upgraded as offer:
            self._decline(data[offer.args[0] :])
        except self._broken as problem:
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
        parser, body = self._parser, self._body
        if parser.should_upgrade():
            return
        self.partial = False
        request = Request(
            _METHODS.get(method := parser.get_method()) or method.decode(),
            _target(self._url),
            self._headers,
            body[0] if len(body) == 1 else b"".join(body),
        )
        self._receive(request, parser.should_keep_alive())

    def _decline(self, rest: bytes) -> None:
        """
        Read the request again without its offer of another protocol.

        A server may ignore such an offer, but the parser takes the body for the other
        protocol's first bytes. Java's HttpClient offers h2c with every first request.
        """
        method = self._parser.get_method()
        if method == b"CONNECT":
            raise Unacceptable(405, "This server is no proxy: CONNECT is not served.")
        headers = "".join(
            f"{name}: {_connection(value) if name == 'connection' else value}\r\n"
            for name, value in self._headers.items()
            if name not in _OFFERS
        )
        self._parser, _, _ = _new_parser(self)
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


def _new_parser(incoming: Incoming) -> tuple[Parser, type[Exception], type[Exception]]:
    """Give a parser, and the exceptions that mean `an upgrade is offered` and `this is not HTTP`."""
    try:
        import httptools
    except ImportError:
        from ._h11_parser import H11Parser, ProtocolError, Upgrade

        return H11Parser(incoming), Upgrade, ProtocolError
    return (
        cast("Parser", httptools.HttpRequestParser(incoming)),
        httptools.HttpParserUpgrade,
        httptools.HttpParserError,
    )


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
