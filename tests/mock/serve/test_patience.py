"""The limits of a client's time: a connection in a time that the test moves."""

from collections.abc import Iterator

import pytest

from .conftest import Peer, parse

GET = b"GET /v1/x HTTP/1.1\r\nHost: h\r\n\r\n"
LATE = b"GET /delay/200 HTTP/1.1\r\nHost: h\r\n\r\n"
"""The answer to this one takes 200 seconds."""


@pytest.fixture
def peer() -> Iterator[Peer]:
    """A client of a server."""
    peer = Peer()
    yield peer
    peer.wire.connection_lost(None)


def test_idle_connection_is_closed(peer):
    """A connection without a request is closed after its time, without an answer."""
    assert peer.waits(74) is None
    assert "closed" == peer.waits(2)
    assert b"" == peer.heard


def test_idle_time_begins_with_the_last_answer(peer):
    """Each request begins the idle time again."""
    peer.waits(60)

    assert 200 == parse(peer.send(GET))[0]
    assert peer.waits(74) is None
    assert "closed" == peer.waits(2)


def test_connection_is_not_idle_during_a_delayed_answer(peer):
    """A connection is kept open for an answer that is delayed beyond the idle time, and the idle time begins then."""
    assert b"" == peer.send(LATE)
    assert peer.waits(199) is None
    assert b"" == peer.heard
    assert peer.waits(2) is None
    assert 200 == parse(peer.heard)[0]
    assert peer.waits(73) is None
    assert "closed" == peer.waits(2)


def test_request_has_its_time_from_its_first_byte(peer):
    """A request that is not complete in its time is refused, and the connection is closed a little later."""
    peer.waits(70)
    peer.send(GET[:10])
    assert peer.waits(29) is None
    assert b"" == peer.heard
    assert "says no more" == peer.waits(2)
    assert 408 == parse(peer.heard)[0]
    assert b"The request was not complete after 30 seconds." in peer.heard
    assert "closed" == peer.waits(2)


def test_request_that_is_complete_in_its_time(peer):
    """A request may come in parts within its time."""
    peer.send(GET[:10])
    peer.waits(29)

    assert 200 == parse(peer.send(GET[10:]))[0]
    assert peer.waits(70) is None


def test_client_that_never_reads(peer):
    """A client that reads no answer is disconnected after the idle time, without a regular close."""
    peer.send(GET)
    peer.wire.pause_writing()

    assert peer.waits(74) is None
    assert "broken off" == peer.waits(2)


def test_client_that_reads_late(peer):
    """A client that reads on within its time is kept."""
    peer.wire.pause_writing()
    assert b"" == peer.send(GET)
    peer.waits(70)
    peer.wire.resume_writing()

    assert 200 == parse(peer.heard)[0]
    assert peer.waits(74) is None


def test_client_that_leaves_has_no_timers(peer):
    """Nothing is sent to a client that has left before its answer."""
    peer.send(LATE)
    peer.wire.connection_lost(None)

    assert peer.waits(300) is None
    assert b"" == peer.heard
