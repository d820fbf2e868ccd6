"""Turn bytes into requests within limits, or into a refusal with the reason. httptools parses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

import httptools

from .._mock.formats.http import Request
from .._mock.formats.json import MOST_BYTES
from .._mock.formats.refusals import Refusal

HEAD_LIMIT: Final = 65_536
"""The most bytes of request line and headers; 431 beyond."""
BODY_LIMIT: Final = 32 * 1_048_576
"""The most bytes of a body for the mock's own API to read, from a client that may use it; 400 beyond."""
API_LIMIT: Final = MOST_BYTES
"""The most bytes of any other body to read; 400 beyond: 413 is not documented."""

_OFFERS: Final = frozenset({"upgrade", "http2-settings"})
"""Headers that offer another protocol (h2c, WebSocket)."""


class Unacceptable(Refusal):
    """The bytes are not a request that the mock could answer."""

    def __init__(self, status: int, message: str, code: str = "BadRequest") -> None:
        super().__init__(status, code, message)


class Received(NamedTuple):
    """A whole request, and whether its connection may be kept."""

    request: Request
    keep_alive: bool


class ContinueExpected:
    """The client sends the body after it has read `100 Continue`."""


Event = Received | ContinueExpected | Unacceptable


class Incoming:
    """Assemble the requests of one connection. httptools calls the methods `on_...`, which collect events."""

    def __init__(self, *, local: bool, is_allowed: Callable[[Request], bool] = lambda _: False) -> None:
        self._local = local  # whether the client is on this machine
        self._is_allowed = is_allowed  # whether a request may have a large body
        self.partial = False
        """Whether a request has begun and is not complete."""
        self._events: list[Event] = []
        self._in_head = True
        self._head_fed = 0  # bytes since the last request, perhaps with the end of its body
        self._begin()
        self._parser = httptools.HttpRequestParser(self)

    @property
    def held(self) -> int:
        """The bytes of an incomplete body."""
        return len(self._body)

    def discard(self) -> None:
        """Forget the incomplete request, after which nothing is parsed."""
        self.partial = False
        self._body = bytearray()

    def _begin(self) -> None:
        self._limit = API_LIMIT
        self._head_size = 0
        self._body_fed = 0  # with the framing of chunks
        self._hosts = 0
        self._url = b""
        self._headers: dict[str, str] = {}
        self._body = bytearray()

    def _require_size(self, size: int) -> None:
        """Raise for a body of more bytes than this request may have."""
        if size > API_LIMIT and self._limit == API_LIMIT:
            method, target = self._parser.get_method().decode(), self._url.decode("latin-1")
            if self._is_allowed(Request(method, target, self._headers, b"", self._local)):
                self._limit = BODY_LIMIT
        if size > self._limit:
            code = "InvalidInput"  # as in process
            raise Unacceptable(400, f"The request body exceeds {self._limit} bytes.", code)

    def feed(self, data: bytes) -> list[Event]:
        """Parse more bytes, and return their events in order; a refusal is the last one."""
        self._events = []
        try:
            self._parse(data)
        except Unacceptable as refusal:
            self._events.append(refusal)
        return self._events

    def _parse(self, data: bytes) -> None:
        if self._in_head:
            self._head_fed += len(data)
        else:
            self._body_fed += len(data)
        rest = data
        while True:
            try:
                self._parser.feed_data(rest)
                break
            except httptools.HttpParserUpgrade as offer:
                rest = self._without_offer(rest[offer.args[0] :])
            except httptools.HttpParserError as problem:
                if isinstance(problem.__context__, Unacceptable):  # a callback raised it, and httptools wrapped it
                    raise problem.__context__ from None
                raise Unacceptable(400, f"This is not an HTTP/1.1 request: {problem}.") from None
        if self._in_head and self._head_fed > HEAD_LIMIT:
            raise _head_too_large()
        if not self._in_head:
            self._require_size(self._body_fed)

    def on_message_begin(self) -> None:
        """Begin a request."""
        self.partial = True
        self._begin()

    def on_url(self, url: bytes) -> None:
        """Add to the target."""
        self._url += url
        self._head_size += len(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Add a header; trailers, which follow the body, are ignored."""
        if not self._in_head:
            return
        self._head_size += len(name) + len(value) + 4
        if self._head_size > HEAD_LIMIT:
            raise _head_too_large()
        key = name.decode("latin-1").lower()
        text = value.decode("latin-1")
        headers = self._headers
        headers[key] = f"{headers[key]}, {text}" if key in headers else text
        if key == "host":
            self._hosts += 1

    def on_headers_complete(self) -> None:
        """Refuse a wrong or too large request before its body arrives."""
        self._in_head = False
        self._head_fed = 0
        headers, version = self._headers, self._parser.get_http_version()
        if version not in ("1.0", "1.1"):
            raise Unacceptable(400, "The server speaks HTTP/1.1 and HTTP/1.0.")
        if self._hosts > 1:
            raise Unacceptable(400, "The request has more than one Host header.")
        if not self._hosts and version == "1.1":
            raise Unacceptable(400, "The request has no Host header.")
        if headers.get("transfer-encoding", "chunked").lower() != "chunked":
            raise Unacceptable(400, "The server decodes no Transfer-Encoding other than chunked.")
        if version == "1.0" and "transfer-encoding" in headers:
            raise Unacceptable(400, "HTTP/1.0 has no Transfer-Encoding.")
        self._require_size(int(headers.get("content-length", 0)))
        if not self._parser.should_upgrade() and headers.get("expect", "").lower() == "100-continue":
            self._events.append(ContinueExpected())

    def on_body(self, body: bytes) -> None:
        """Add to the body."""
        self._body += body
        self._require_size(len(self._body))

    def on_message_complete(self) -> None:
        """Complete the request."""
        self._in_head = True
        if self._parser.should_upgrade():  # another protocol, or a tunnel
            return
        self.partial = False
        if self._url[:1] != b"/":  # behind the server's address it could become another host
            raise Unacceptable(400, "The target of the request has to begin with a slash.")
        method, target = self._parser.get_method().decode(), self._url.decode("latin-1")
        request = Request(method, target, self._headers, bytes(self._body), self._local)
        self._body = bytearray()
        self._events.append(Received(request, self._parser.should_keep_alive()))

    def _without_offer(self, rest: bytes) -> bytes:
        """
        Return the bytes of the request without its offer of another protocol, and the bytes after its head.

        A server may ignore such an offer, but httptools then takes the body for the other protocol's first bytes.
        Java's HttpClient offers h2c with every first request.
        """
        parser = self._parser
        if parser.get_method() == b"CONNECT":
            raise Unacceptable(405, "This server is not a proxy: CONNECT is not served.")
        kept = {name: value for name, value in self._headers.items() if name not in _OFFERS}
        words = (word.strip() for word in kept.get("connection", "").split(","))
        kept["connection"] = ", ".join(word for word in words if word.lower() not in _OFFERS)
        headers = "".join(f"{name}: {value}\r\n" for name, value in kept.items())
        line = b"%b %b HTTP/%b" % (parser.get_method(), self._url, parser.get_http_version().encode())
        self._parser = httptools.HttpRequestParser(self)
        return b"%b\r\n%b\r\n%b" % (line, headers.encode("latin-1"), rest)


def _head_too_large() -> Unacceptable:
    return Unacceptable(431, f"Request line and headers exceed {HEAD_LIMIT} bytes.")
