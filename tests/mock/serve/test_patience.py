"""How long a client may take: a connection in a time that the test moves."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from .conftest import HTTPProtocol, Patience, echo, parse

GET = b"GET /v1/x HTTP/1.1\r\nHost: h\r\n\r\n"
LATE = b"GET /delay/200 HTTP/1.1\r\nHost: h\r\n\r\n"
"""The answer to this one takes 200 seconds."""


@dataclass
class Timer:
    """A call at a moment to come."""

    moment: float
    act: Callable[..., None]
    arguments: tuple[object, ...]
    is_due: bool = True

    def cancel(self) -> None:
        """Forget the call."""
        self.is_due = False


class Peer(asyncio.Transport):
    """A client, and the loop of its connection: the bytes that it received, and a time that the test moves."""

    def __init__(self, patience: Patience) -> None:
        super().__init__()
        self.now = 0.0
        self.heard = b""
        self.ended: str | None = None
        self._timers: list[Timer] = []
        loop: Any = self
        self.wire = HTTPProtocol(echo, set(), loop=loop, patience=patience)
        self.wire.connection_made(self)

    def send(self, data: bytes) -> bytes:
        """Send bytes, and return those that are answered at once."""
        self.heard = b""
        self.wire.data_received(data)
        return self.heard

    def waits(self, seconds: float) -> str | None:
        """Let time pass; return how the server has ended the connection, if it has."""
        end = self.now + seconds
        while due := [timer for timer in self._timers if timer.is_due and timer.moment <= end]:
            first = min(due, key=lambda timer: timer.moment)
            self._timers.remove(first)
            self.now = first.moment
            first.act(*first.arguments)
        self.now = end
        return self.ended

    def time(self) -> float:
        """Return the time of the loop."""
        return self.now

    def call_later(self, seconds: float, act: Callable[..., None], *arguments: object) -> Timer:
        """Call a function after some time."""
        self._timers.append(Timer(self.now + seconds, act, arguments))
        return self._timers[-1]

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        """Return a property of the connection: it has none."""
        del name
        return default

    def write(self, data: Any) -> None:
        """Receive bytes."""
        self.heard += data

    def can_write_eof(self) -> bool:
        """Return that TCP can close one direction."""
        return True

    def write_eof(self) -> None:
        """Hear that the server sends no more."""
        self.ended = "says no more"

    def pause_reading(self) -> None:
        """Let the server read no further."""

    def resume_reading(self) -> None:
        """Let the server read on."""

    def close(self) -> None:
        """Hear that the server has closed the connection."""
        self.ended = "closed"

    def abort(self) -> None:
        """Hear that the server has broken off the connection."""
        self.ended = "broken off"


@pytest.fixture
def peer() -> Iterator[Peer]:
    """A client of a server with the usual patience."""
    peer = Peer(Patience(request=30, idle=75, linger=2))
    yield peer
    peer.wire.connection_lost(None)


def test_idle_connection_is_closed(peer: Peer) -> None:
    """A connection without a request is closed after its time, without an answer."""
    assert peer.waits(74) is None
    assert "closed" == peer.waits(2)
    assert b"" == peer.heard


def test_idle_time_begins_with_the_last_answer(peer: Peer) -> None:
    """Each request begins the idle time again."""
    peer.waits(60)

    assert 200 == parse(peer.send(GET))[0]
    assert peer.waits(74) is None
    assert "closed" == peer.waits(2)


def test_connection_is_not_idle_during_a_delayed_answer(peer: Peer) -> None:
    """A connection is kept open for an answer that is delayed beyond the idle time, and the idle time begins then."""
    assert b"" == peer.send(LATE)
    assert peer.waits(199) is None
    assert b"" == peer.heard
    assert peer.waits(2) is None
    assert 200 == parse(peer.heard)[0]
    assert peer.waits(73) is None
    assert "closed" == peer.waits(2)


def test_request_has_its_time_from_its_first_byte(peer: Peer) -> None:
    """A request that is not complete in its time is refused, and the connection is closed a little later."""
    peer.waits(70)
    peer.send(GET[:10])
    assert peer.waits(29) is None
    assert b"" == peer.heard
    assert "says no more" == peer.waits(2)
    assert 408 == parse(peer.heard)[0]
    assert b"The request was not complete after 30 seconds." in peer.heard
    assert "closed" == peer.waits(2)


def test_request_that_is_complete_in_its_time(peer: Peer) -> None:
    """A request may come in parts within its time."""
    peer.send(GET[:10])
    peer.waits(29)

    assert 200 == parse(peer.send(GET[10:]))[0]
    assert peer.waits(70) is None


def test_client_that_never_reads(peer: Peer) -> None:
    """A client that reads no answer is disconnected after the idle time, without a regular close."""
    peer.send(GET)
    peer.wire.pause_writing()

    assert peer.waits(74) is None
    assert "broken off" == peer.waits(2)


def test_client_that_reads_late(peer: Peer) -> None:
    """A client that reads on within its time is kept."""
    peer.wire.pause_writing()
    assert b"" == peer.send(GET)
    peer.waits(70)
    peer.wire.resume_writing()

    assert 200 == parse(peer.heard)[0]
    assert peer.waits(74) is None


def test_client_that_leaves_has_no_timers(peer: Peer) -> None:
    """Nothing is sent to a client that has left before its answer."""
    peer.send(LATE)
    peer.wire.connection_lost(None)

    assert peer.waits(300) is None
    assert b"" == peer.heard
