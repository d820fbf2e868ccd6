"""Whose turn it is when several clients have sent something at once."""

from __future__ import annotations

import string
from collections.abc import Callable

import pytest

from fivetran_mock.server._turns import TOGETHER, Turn, Turns


class Loop:
    """An event loop that is told when the sockets have been read."""

    def __init__(self) -> None:
        self.waiting: list[Callable[[], None]] = []

    def call_soon(self, callback: Callable[[], None], /) -> None:
        """Take a callback."""
        self.waiting.append(callback)

    def go_on(self) -> None:
        """Call what waits by now."""
        waiting, self.waiting = self.waiting, []
        for callback in waiting:
            callback()


class Client:
    """One that writes down what is heard of it and that it speaks; it has something to say unless it hums."""

    def __init__(self, name: str, notes: list[str]) -> None:
        self.name = name
        self.notes = notes

    def hear(self, data: bytes, /) -> bool:
        """Note what is heard."""
        said = data.decode()
        self.notes.append(said)
        if said == "fail":
            raise ValueError("no more")
        return said != "hm"

    def drop(self) -> None:
        """Note that it is parted with."""
        self.notes.append(f"{self.name} dropped")

    def speak(self) -> None:
        """Note that it speaks."""
        self.notes.append(self.name.upper())
        if self.name == "x":
            raise ValueError("no voice")


class Clients:
    """Clients by the first letter of what they say."""

    def __init__(self, names: str) -> None:
        self.loop = Loop()
        self.notes: list[str] = []
        turns = Turns(self.loop)
        self.turns = {name: Turn(turns, Client(name, self.notes)) for name in names}

    @property
    def heard(self) -> list[str]:
        """What is heard so far, without the answers."""
        return [note for note in self.notes if note.islower() and " " not in note]

    def send(self, *said: str) -> None:
        """Let clients send something before the sockets are looked at again."""
        for each in said:
            self.turns[each[0]].wait(each.encode())


def test_nothing_is_heard_before_all_are_collected() -> None:
    """What arrives is heard after every socket was read."""
    clients = Clients("ab")

    clients.send("a1", "b1")
    assert [] == clients.heard

    clients.loop.go_on()
    assert ["a1", "b1"] == clients.heard
    assert [] == clients.loop.waiting


def test_who_has_gone_without_for_longest_comes_first() -> None:
    """In whatever order sockets are read, the client comes first whose last turn is the furthest back."""
    clients = Clients("abc")
    for said in (["a1", "b1"], ["a2"], ["a3", "b3", "c3"]):
        clients.send(*said)
        clients.loop.go_on()

    assert ["c3", "b3", "a3"] == clients.heard[-3:]


def test_no_client_has_two_turns_at_once() -> None:
    """What a client sends in pieces is heard as one, in order."""
    clients = Clients("ab")

    clients.send("a1", "b1", "a2")
    clients.loop.go_on()

    assert ["a1a2", "b1"] == clients.heard


def test_who_cannot_wait_is_heard_once() -> None:
    """A client that is heard before its turn, since it hangs up, is not heard again, and takes nobody's place."""
    clients = Clients("ab")
    clients.send("a1", "b1")

    clients.turns["a"].come()
    assert ["a1", "A"] == clients.notes
    assert not clients.turns["a"].waits

    clients.loop.go_on()
    assert ["a1", "b1"] == clients.heard


def test_failure_takes_no_turn_of_others() -> None:
    """When to hear one client fails, the loop learns of it, that client is dropped, and the others are heard."""
    clients = Clients("afz")
    clients.send("a", "fail", "z")

    with pytest.raises(ValueError, match="no more"):
        clients.loop.go_on()
    clients.loop.go_on()

    assert ["a", "fail", "f dropped", "A", "z", "Z"] == clients.notes


def test_failure_takes_nobody_the_word() -> None:
    """When an answer cannot leave, the loop learns of it, and all other answers leave all the same."""
    clients = Clients("axyz")
    clients.send("a", "x", "y", "z")

    with pytest.raises(ValueError, match="no voice"):
        clients.loop.go_on()
    clients.loop.go_on()

    assert ["A", "X", "x dropped", "Y", "Z"] == clients.notes[-5:]


def test_answers_leave_together() -> None:
    """A few clients are answered at a time, in the order of their turns, and the last ones as soon as all had one."""
    names = string.ascii_lowercase[: TOGETHER + 2]
    clients = Clients(names)
    clients.send(*names)

    clients.loop.go_on()

    first, rest = names[:TOGETHER], names[TOGETHER:]
    assert [*first, *first.upper(), *rest, *rest.upper()] == clients.notes


def test_who_has_nothing_to_say_does_not_speak() -> None:
    """A client whose words want no answer is passed over, in its turn and before."""
    clients = Clients("ah")
    clients.send("hm", "a")
    clients.loop.go_on()
    clients.send("hm", "a")
    clients.turns["h"].come()

    assert ["hm", "a", "A", "hm"] == clients.notes
