"""h11 in the place of httptools: the same requests from the same bytes, without a compiled parser."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import h11

if TYPE_CHECKING:
    from ._parsing import Incoming

ProtocolError: Final = h11.RemoteProtocolError
_VERSIONS: Final = frozenset({b"1.0", b"1.1"})


class Upgrade(Exception):
    """The bytes from a place on belong to another protocol."""


class H11Parser:
    """
    Call an `Incoming` back as `httptools.HttpRequestParser` does.

    h11 wants to see the answers too before it begins another request. It never learns
    them here: each request gets a connection of h11's anew, with the bytes that the
    last one left.
    """

    def __init__(self, incoming: Incoming) -> None:
        self._incoming = incoming
        self._connection = _connection()
        self._method = b""
        self._version = ""
        self._keep_alive = False

    def feed_data(self, data: bytes) -> None:
        """Read on, through as many requests as there are."""
        rest = data
        while rest:
            if not self._incoming.partial:
                rest = rest.lstrip(b"\r\n")  # RFC 9112 lets empty lines come before a request
                if not rest:
                    return
                self._incoming.on_message_begin()
            self._connection.receive_data(rest)
            rest = self._read()

    def get_method(self) -> bytes:
        """Say the method of the message at hand."""
        return self._method

    def get_http_version(self) -> str:
        """Say the version of the message at hand."""
        return self._version

    def should_keep_alive(self) -> bool:
        """Say whether the connection may serve another request."""
        return self._keep_alive

    def should_upgrade(self) -> bool:
        """Say whether a proxy is wanted; other offers are ignored, and the body is read."""
        return self._method == b"CONNECT"

    def _read(self) -> bytes:
        """Report the events of one message; give what follows it."""
        while (event := self._connection.next_event()) is not h11.NEED_DATA:
            if isinstance(event, h11.Request):
                self._report_head(event)
            elif isinstance(event, h11.Data):
                self._incoming.on_body(bytes(event.data))
            else:  # the end of the message; a server's side has no other events
                rest, _ = self._connection.trailing_data
                self._connection = _connection()
                self._incoming.on_message_complete()
                if self.should_upgrade():
                    raise Upgrade(0)
                return rest
        return b""

    def _report_head(self, head: h11.Request) -> None:
        if head.http_version not in _VERSIONS:
            raise ProtocolError("Invalid HTTP version")
        self._method = head.method
        self._version = head.http_version.decode()
        self._incoming.on_url(head.target)
        tokens: set[bytes] = set()
        for name, value in head.headers:
            self._incoming.on_header(name, value)
            if name == b"connection":
                tokens.update(token.strip() for token in value.lower().split(b","))
        self._keep_alive = b"close" not in tokens if head.http_version == b"1.1" else b"keep-alive" in tokens
        self._incoming.on_headers_complete()


def _connection() -> h11.Connection:
    """Give a reader of one request; its size is limited by `Incoming`."""
    return h11.Connection(h11.SERVER, max_incomplete_event_size=2**31)
