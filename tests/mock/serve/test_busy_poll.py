"""Looking for a request instead of sleeping: for whom, and for how long."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from fivetran_mock.server import _busy_poll
from fivetran_mock.server._busy_poll import IN_A_ROW, SOON, BusyPoll


class Loop:
    """An event loop and its clock: each look at the sockets takes a tenth of the time that is looked for."""

    def __init__(self) -> None:
        self.now = 1.0
        self.waiting: list[Callable[[], None]] = []

    def call_soon(self, callback: Callable[[], None], /) -> None:
        """Take a callback."""
        self.waiting.append(callback)

    def look(self) -> bool:
        """Look at the sockets once, and say whether the loop would have slept."""
        if not self.waiting:
            return False
        self.now += SOON / 10
        self.waiting.pop()()
        return True


@pytest.fixture
def loop(monkeypatch: pytest.MonkeyPatch) -> Loop:
    """Give a loop whose clock is the clock."""
    made = Loop()
    monkeypatch.setattr(_busy_poll, "monotonic", lambda: made.now)
    return made


def serve(poll: BusyPoll, loop: Loop, *, requests: int, after: float) -> None:
    """Let a client send a request some time after each answer, while the loop looks for it or sleeps."""
    for _ in range(requests):
        due = loop.now + after
        while loop.now < due and loop.look():
            pass
        loop.now = max(loop.now, due)
        poll.arrived()
        poll.answered()


def test_quick_client_is_looked_for(loop: Loop) -> None:
    """After a row of requests that came at once, the loop stays awake until the next one comes."""
    poll = BusyPoll(loop)
    serve(poll, loop, requests=1, after=1)
    serve(poll, loop, requests=IN_A_ROW - 1, after=SOON / 2)
    assert [] == loop.waiting

    serve(poll, loop, requests=5, after=SOON / 2)

    assert 1 == len(loop.waiting)


def test_looking_ends(loop: Loop) -> None:
    """When a request does not come at once the loop sleeps, and a whole row has to come before it looks again."""
    poll = BusyPoll(loop)
    serve(poll, loop, requests=2 * IN_A_ROW, after=SOON / 2)
    begun = loop.now
    while loop.look():
        pass
    assert SOON == pytest.approx(loop.now - begun, rel=0.2)

    serve(poll, loop, requests=IN_A_ROW - 1, after=SOON / 2)

    assert [] == loop.waiting


def test_slow_client_is_not_looked_for(loop: Loop) -> None:
    """For clients that take their time the loop sleeps as it always did."""
    poll = BusyPoll(loop)
    serve(poll, loop, requests=10 * IN_A_ROW, after=2 * SOON)

    assert [] == loop.waiting
