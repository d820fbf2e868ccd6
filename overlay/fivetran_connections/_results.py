"""Results of methods, and values in exceptions, beside the answers of the API."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from fivetran_client.models.connect_card import ConnectCard
from fivetran_client.models.connection import Connection
from fivetran_client.models.connection_status import ConnectionStatus
from fivetran_client.models.setup_test import SetupTest
from fivetran_client.models.status_note import StatusNote


@dataclass(frozen=True, slots=True)
class Mismatch:
    """One value that differs from the request; secrets are masked."""

    pointer: str
    requested: Any
    found: Any

    def __str__(self) -> str:
        """Return it as one line."""
        return f"{self.pointer}: asked for {self.requested!r}, found {self.found!r}"


@dataclass(frozen=True, slots=True)
class SetupResult:
    """
    The state of a set-up.

    `state` is the API's setup state: `connected`, `incomplete`, `broken`, or a word that this package does not know.
    `failed_tests` are the setup tests that failed, as far as they are known; `link` is the Connect Card's page, if the
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
        """The problem and the next step, in a sentence or two."""
        name = f"The connection {self.connection.id} is {self.state}"
        if self.ok:
            return f"{name}."
        if self.failed_tests:
            # Models keep a message of another type than text.
            tests = [
                (test.title, f": {str(test.message).rstrip('.')}" if test.message else "") for test in self.failed_tests
            ]
            failed = " ".join(f"The setup test {title!r} failed{because}." for title, because in tests)
            return f"{name}. {failed} Correct it by an update, which tests again."
        if self.link:
            return f"{name}. Open {self.link} to authorize it; the link expires after one day."
        return f"{name}{_notes(status_of(self.connection).tasks)}. Its setup tests show what is missing."


SyncOutcome: TypeAlias = Literal[
    "succeeded", "failed", "ended", "rescheduled", "paused", "incomplete", "broken", "unfinished"
]


@dataclass(frozen=True, slots=True)
class SyncResult:
    """
    The outcome of a sync.

    `ended` means that it no longer runs, and that no time of a success or failure moved. `unfinished` stands only in
    the result of a `DeadlinePassed`.
    """

    outcome: SyncOutcome
    connection: Connection

    @property
    def ok(self) -> bool:
        """Whether the sync succeeded."""
        return self.outcome == "succeeded"

    @property
    def advice(self) -> str:
        """The problem and the next step, in a sentence or two."""
        status = status_of(self.connection)
        notes = _notes(status.tasks) or _notes(status.warnings)
        return _SYNC_ADVICE[self.outcome].format(
            id=self.connection.id, notes=notes, when=status.rescheduled_for or "an unknown time"
        )


_SYNC_ADVICE: dict[SyncOutcome, str] = {
    "succeeded": "The sync of {id} succeeded.",
    "failed": "The sync of {id} failed{notes}. See the errors of its syncs, if that preview is enabled.",
    "ended": (
        "A sync of {id} ended{notes}. Whether it succeeded is unknown: neither succeeded_at nor failed_at moved. "
        "See the errors of its syncs, if that preview is enabled."
    ),
    "rescheduled": (
        "The sync of {id} waits for the source's quota until {when}. "
        "Wait again after that; with a manual schedule, start it yourself."
    ),
    "paused": "The connection {id} is paused, so no sync will start. Unpause it first.",
    "incomplete": "The connection {id} is not set up, so no sync will start. Set it up first.",
    "broken": "The connection {id} is broken{notes}. Repair it, then run its setup tests.",
    "unfinished": "No end of a sync of {id} was seen yet{notes}. Wait again to go on.",
}


def status_of(connection: Connection) -> ConnectionStatus:
    """Return the status, or an empty one if the API left it out."""
    return getattr(connection, "status", None) or ConnectionStatus.from_dict({})


def with_card(connection: Connection, card: ConnectCard) -> Connection:
    """Return the connection with a Connect Card from a later request."""
    return Connection.from_dict({**connection.to_dict(), "connect_card": card.to_dict()})


def state_of(status: ConnectionStatus, name: str) -> str:
    """Return a state of the status as text; `unknown` if the API left it out."""
    return str(getattr(status, name, "unknown"))


def _notes(notes: list[StatusNote] | None) -> str:
    texts = [text for note in notes or () if (text := note.details or note.message or note.code)]
    return f": {', '.join(map(str, texts))}" if texts else ""
