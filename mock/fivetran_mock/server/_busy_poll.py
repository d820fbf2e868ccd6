"""
Looking for the next request instead of sleeping, while a client sends one as soon as it is answered.

A server that sleeps has to be woken, by the kernel and on a virtual machine by the hypervisor, and finds its caches
cold: together that costs more than to judge and keep a connection. Clients that are quick enough to notice are load
generators and compiled programs; for any other, and for many connections at a time, nothing is done here.
"""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import Final, Protocol

SOON: Final = 100e-6
"""Seconds within which a request follows an answer at once; httpx takes at least three times as long."""

IN_A_ROW: Final = 16
"""
How many requests have to come at once before the next one is looked for.

So whoever shares the only core with the server, and is kept from it by the looking, loses it but rarely.
"""


class Loop(Protocol):
    """What is used of an event loop, which does not sleep while there is something to call."""

    def call_soon(self, callback: Callable[[], None], /) -> object:
        """Call back once the sockets have been looked at."""
        ...


class BusyPoll:
    """Keeps the event loop awake for one connection, between an answer and the request that should follow."""

    __slots__ = ("_answered", "_at_once", "_awake", "_loop")

    def __init__(self, loop: Loop) -> None:
        self._loop = loop
        self._answered = 0.0
        self._at_once = 0
        self._awake = False

    def arrived(self) -> None:
        """Take note that a request is here."""
        self._at_once = self._at_once + 1 if monotonic() - self._answered < SOON else 0

    def answered(self) -> None:
        """Take note that it was answered, and look for the next one if that is likely to come at once."""
        self._answered = monotonic()
        if self._at_once >= IN_A_ROW and not self._awake:
            self._awake = True
            self._loop.call_soon(self._look)

    def _look(self) -> None:
        if monotonic() - self._answered < SOON:
            self._loop.call_soon(self._look)
        else:
            self._awake = False
            self._at_once = 0
