"""Waiting for a connection: until it is set up, until a sync has ended."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from fivetran_client.models.connection import Connection
from fivetran_client.models.connection_status import ConnectionStatus
from fivetran_client.models.setup_test import SetupTest
from fivetran_client.models.status_note import StatusNote
from fivetran_client.types import Unset

from ._limits import refuse_uncallable, refuse_unusable_seconds
from ._operations import GET_CONNECTION, RUN_SETUP_TESTS, SYNC_CONNECTION, verbatim
from ._retry import send
from ._steps import Steps, now, pause
from .errors import DeadlinePassed

Progress: TypeAlias = Callable[[Connection], object]
"""Told of every look at the connection."""

# PASSED, SKIPPED and WARNING let a setup pass (facts, section 2.4).
_FAILURES = frozenset({"FAILED", "JOB_FAILED"})


@dataclass(frozen=True, slots=True)
class SetupResult:
    """
    How a set-up ended, or stands.

    `state` is the API's setup state: `connected`, `incomplete`, `broken`, or
    one that is new to this package. `failed_tests` are the setup tests that
    failed, as far as they are known; `link` is the Connect Card's page, if the
    connection was made with one.
    """

    state: str
    connection: Connection
    failed_tests: tuple[SetupTest, ...] = ()
    link: str | None = None

    @property
    def ok(self) -> bool:
        """Whether the connection is set up."""
        return self.state == "connected"

    @property
    def advice(self) -> str:
        """What is the matter and what to do next, in a sentence or two."""
        name = f"The connection {self.connection.id} is {self.state}"
        if self.ok:
            return f"{name}."
        if self.failed_tests:
            return f"{name}. {_failed(self.failed_tests)} Correct it with connections.update, which tests again."
        if self.link:
            return f"{name}. Open {self.link} to authorize it; such a link is good for one day."
        return f"{name}{_notes(_status(self.connection).tasks)}. Run connections.test to see which setup test fails."


SyncOutcome: TypeAlias = Literal["succeeded", "failed", "rescheduled", "paused", "incomplete", "broken", "unfinished"]


@dataclass(frozen=True, slots=True)
class SyncResult:
    """How a sync ended; `unfinished` stands only in the result of a `DeadlinePassed`."""

    outcome: SyncOutcome
    connection: Connection

    @property
    def ok(self) -> bool:
        """Whether the sync succeeded."""
        return self.outcome == "succeeded"

    @property
    def advice(self) -> str:
        """What is the matter and what to do next, in a sentence or two."""
        status = _status(self.connection)
        notes = _notes(status.tasks) or _notes(status.warnings)
        return _SYNC_ADVICE[self.outcome].format(
            id=self.connection.id, notes=notes, when=status.rescheduled_for or "an unknown time"
        )


_SYNC_ADVICE: dict[SyncOutcome, str] = {
    "succeeded": "The sync of {id} succeeded.",
    "failed": "The sync of {id} failed{notes}. connections.errors has the details where the account has that preview.",
    "rescheduled": (
        "The sync of {id} waits for the source's quota until {when}. "
        "Wait again after that; with a manual schedule, start it yourself."
    ),
    "paused": "The connection {id} is paused, so no sync will come. Unpause it with connections.update.",
    "incomplete": "The connection {id} is not set up, so no sync will come. See wait_until_connected.",
    "broken": "The connection {id} is broken{notes}. Repair it, then run connections.test.",
    "unfinished": "The sync of {id} has not ended yet{notes}. Wait again to go on.",
}


def wait_until_connected(
    connection: Connection | str,
    *,
    deadline: float,
    interval: float,
    run_tests: bool,
    progress: Progress | None,
) -> Steps[SetupResult]:
    """Look until the setup state is final; what that means stands at `Connections.wait_until_connected`."""
    wait = yield from _begin(deadline=deadline, interval=interval, progress=progress)
    known = _SetupKnowledge(connection)
    current = yield from wait.look(known.id)
    while True:
        result = known.judge(current)
        if known.is_final(result):
            return result
        if run_tests and known.needs_tests():
            current = yield from wait.test(known.id)
            run_tests = False
        else:
            yield from wait.rest(result)
            current = yield from wait.look(known.id)


def wait_for_sync(
    connection: Connection | str,
    *,
    start: bool,
    deadline: float,
    interval: float,
    progress: Progress | None,
) -> Steps[SyncResult]:
    """Look until a sync has ended since `connection` was read; see `Connections.wait_for_sync`."""
    wait = yield from _begin(deadline=deadline, interval=interval, progress=progress)
    before = connection if isinstance(connection, Connection) else (yield from wait.look(connection))
    if start:
        yield from send(SYNC_CONNECTION(before.id, body=verbatim({"force": False})))
    while True:
        current = yield from wait.look(before.id)
        if outcome := sync_outcome(before, current):
            return SyncResult(outcome, current)
        yield from wait.rest(SyncResult("unfinished", current))


def sync_outcome(before: Connection, current: Connection) -> SyncOutcome | None:
    """
    Compare two looks at a connection; `None` while nothing has ended.

    The API has no id for a sync: that one ended shows only in `succeeded_at`
    and `failed_at`, which is how every client of it does this.
    """
    succeeded, failed = current.succeeded_at, current.failed_at
    if failed and failed != before.failed_at and not _is_newer(succeeded, than=failed):
        return "failed"
    if succeeded and succeeded != before.succeeded_at:
        return "succeeded"
    status = _status(current)
    return _NO_SYNC.get(str(status.setup_state)) or _NO_SYNC.get(str(status.sync_state))


# States from which no sync ends by waiting.
_NO_SYNC: dict[str, SyncOutcome] = {
    "incomplete": "incomplete",
    "broken": "broken",
    "paused": "paused",
    "rescheduled": "rescheduled",
}


@dataclass(frozen=True, slots=True)
class _Wait:
    deadline: float
    interval: float
    progress: Progress | None
    ends_at: float

    def look(self, connection_id: str) -> Steps[Connection]:
        return self._told((yield from send(GET_CONNECTION(connection_id))))

    def test(self, connection_id: str) -> Steps[Connection]:
        return self._told((yield from send(RUN_SETUP_TESTS(connection_id, body=verbatim({})))))

    def rest(self, result: SetupResult | SyncResult) -> Steps[None]:
        """Pause before the next look, or end the wait if the deadline has come."""
        left = self.ends_at - (yield from now())
        if left <= 0:
            raise DeadlinePassed(result, seconds=self.deadline)
        yield from pause(min(self.interval, left))

    def _told(self, connection: Connection) -> Connection:
        if self.progress:
            self.progress(connection)
        return connection


def _begin(*, deadline: float, interval: float, progress: Progress | None) -> Steps[_Wait]:
    refuse_unusable_seconds("deadline", deadline)
    refuse_unusable_seconds("interval", interval)
    if progress is not None:
        refuse_uncallable("progress", progress)
    return _Wait(deadline=deadline, interval=interval, progress=progress, ends_at=(yield from now()) + deadline)


class _SetupKnowledge:
    """What is known beside the latest look: answers show tests and card only to the call that made them."""

    def __init__(self, connection: Connection | str) -> None:
        self.tests: list[SetupTest] | None = None
        self.link: str | None = None
        if isinstance(connection, Connection):
            self.id = connection.id
            self._learn(connection)
        else:
            self.id = connection

    def judge(self, connection: Connection) -> SetupResult:
        self._learn(connection)
        failed = tuple(test for test in self.tests or () if str(test.status) in _FAILURES)
        return SetupResult(str(_status(connection).setup_state), connection, failed, self.link)

    def is_final(self, result: SetupResult) -> bool:
        """A failed test ends the wait too: nothing will change until somebody acts."""
        return result.state in {"connected", "broken"} or bool(result.failed_tests)

    def needs_tests(self) -> bool:
        """With a card, a person has to act first; testing before would only fail."""
        return self.tests is None and self.link is None

    def _learn(self, connection: Connection) -> None:
        if connection.setup_tests:
            self.tests = connection.setup_tests
        if connection.connect_card:
            self.link = connection.connect_card.uri


def _status(connection: Connection) -> ConnectionStatus:
    return connection.status or ConnectionStatus()


def _is_newer(moment: object, *, than: object) -> bool:
    # As text: a time stamp of an unknown format is kept as a string by the models.
    return bool(moment) and str(moment) > str(than)


def _failed(tests: tuple[SetupTest, ...]) -> str:
    return " ".join(f"The setup test {test.title!r} failed{_because(test.message)}." for test in tests)


def _because(message: object) -> str:
    # The API says text, but models keep whatever came.
    return f": {str(message).rstrip('.')}" if message else ""


def _notes(notes: list[StatusNote] | Unset) -> str:
    texts = [text for note in notes or () if (text := note.details or note.message or note.code)]
    return f": {', '.join(map(str, texts))}" if texts else ""
