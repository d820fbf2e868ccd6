"""The surroundings of a command: its exit statuses, its client, and questions before something is lost."""

from __future__ import annotations

import os
import signal
import sys
from argparse import Namespace
from collections.abc import Callable, Generator
from contextlib import contextmanager, nullcontext
from enum import IntEnum
from typing import TYPE_CHECKING, Any, Final, NoReturn, Self

from fivetran_common.system import ending_signals

from ..errors import (
    ConnectionFailed,
    CredentialsError,
    DeadlinePassed,
    DeadlineTooSoon,
    FivetranError,
    Forbidden,
    InvalidRequest,
    NotFound,
    RateLimited,
    Unauthorized,
)
from .output import print_error, print_note, print_wait, status_line

if TYPE_CHECKING:
    from logging import LogRecord

    from ..client import Fivetran
    from .rehearsal import Rehearsal


class Status(IntEnum):
    """An exit status, and its meaning."""

    meaning: str

    def __new__(cls, number: int, meaning: str) -> Self:
        """Keep the meaning beside the number."""
        status = int.__new__(cls, number)
        status._value_ = number
        status.meaning = meaning
        return status

    DONE = 0, "done; connections that are not set up yet are no failure"
    FAILED = 1, "the API failed or refused, an extra is missing, results cannot be written, or an unexpected error"
    USAGE = 2, "wrong usage, or no usable key pair or address"
    INVALID = 3, "invalid input, nothing selected, another run, or a plan that is outdated or not allowed"
    NOT_AUTHORIZED = 4, "the API refused the key, or the key may not do this (401, 403)"
    NOT_FOUND = 5, "not found (404)"
    RATE_LIMITED = 6, "rate limited for longer than the retries or --max-wait allow (429)"
    UNREACHED = 7, "the API was not reached, or did not answer in time"
    PENDING = 8, "changes are pending, and none is refused; only with plan --detailed-exitcode"
    SOME_FAILED = 9, "some connections failed, were refused (also by plan) or differ; the others are done"
    NOT_AS_REQUIRED = 10, "a connection is as status --fail-on says, or not set up with apply --require-connected"
    UNDECLARED = 11, "only connections that no file declares were listed; only with plan --detailed-exitcode"
    WAITING = 12, "no change is possible yet: some wait for a set-up or a source; only with plan --detailed-exitcode"
    INTERRUPTED = 130, "interrupted by Ctrl-C, SIGTERM or SIGHUP; the results so far are printed"  # 128 + SIGINT
    BROKEN_PIPE = 141, "the reader of the output has closed it"  # 128 + SIGPIPE


_BY_ERROR: Final = (
    (CredentialsError, Status.USAGE),
    (InvalidRequest, Status.INVALID),
    (Unauthorized | Forbidden, Status.NOT_AUTHORIZED),
    (NotFound, Status.NOT_FOUND),
    (RateLimited | DeadlineTooSoon, Status.RATE_LIMITED),
    (ConnectionFailed | DeadlinePassed, Status.UNREACHED),
)


def status_of(error: FivetranError) -> Status:
    """Return the exit status for an error."""
    return next((status for kind, status in _BY_ERROR if isinstance(error, kind)), Status.FAILED)


def fail(sentence: object, status: Status) -> NoReturn:
    """Print the error, and end the command with a status."""
    print_error(sentence)
    raise SystemExit(status)


@contextmanager
def ended_by_errors() -> Generator[None, None, None]:
    """End the command at an error of the client, with its sentence and its exit status."""
    try:
        yield
    except FivetranError as error:
        fail(error, status_of(error))


@contextmanager
def logged(options: Namespace) -> Generator[None]:
    """
    Print the log of requests on standard error if it is asked for; else it would stand among the sentences.

    Its lines about many pages are printed as notes.
    """
    import logging

    from .._http.credentials import variables_in

    logging.getLogger().addHandler(logging.NullHandler())
    logger, handler = logging.getLogger("fivetran_connections"), logging.StreamHandler(sys.stderr)
    pages = logging.getLogger("fivetran_connections.pages")
    with ended_by_errors():
        level = variables_in(os.environ, "FIVETRAN_LOG").get("FIVETRAN_LOG")
    if options.verbose or level == "debug":
        logger.addHandler(handler)
        logger.setLevel(logging.INFO)
    pages.setLevel(logging.INFO)
    pages.addFilter(_print_record)
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.setLevel(logging.NOTSET)
        pages.removeFilter(_print_record)


def _print_record(record: LogRecord) -> bool:
    print_note(record.getMessage())
    return False  # no handler prints it again


@contextmanager
def client_of(
    options: Namespace, *, clock: Rehearsal | None = None, hides: Callable[[str], str] | None = None
) -> Generator[Fivetran, None, None]:
    """
    Open the client that the options name, with the clock of a rehearsal if it is one; an error ends the command.

    ``hides`` masks the secrets of the command in the message of any request.
    """
    from .._http.credentials import usable_base_url
    from ..client import Fivetran
    from .rehearsal import rehearsed

    with ended_by_errors(), logged(options):
        if options.base_url is not None:  # refused by the name that it has on the command line
            usable_base_url(options.base_url, "--base-url")
        with nullcontext(clock) if clock else rehearsed(options) as own:
            settings = own.settings if own else {}
            with Fivetran(base_url=options.base_url, profile=options.profile, **settings) as fivetran:
                yield fivetran.__within__(getattr(options, "max_wait", None), print_wait, hides)


@contextmanager
def rate_limited_reads(fivetran: Fivetran) -> Generator[tuple[Fivetran, Callable[[int, int], None]], None, None]:
    """Return the client within the rate limits, and a function that shows how many connections it has read."""
    with status_line() as show:
        yield (
            fivetran.with_limits(on_wait=print_wait),
            lambda done, total: show(f"{done:,} of {total:,} connections read"),
        )


@contextmanager
def interruptible(stop: Callable[[], None], doing: str) -> Generator[None, None, None]:
    """Let the first Ctrl-C, SIGTERM or SIGHUP call a function, and the second one interrupt at once."""

    def ask(received: int, frame: Any) -> None:
        del received, frame
        stop()
        for number in before:
            signal.signal(number, signal.default_int_handler)
        print_note(f"{doing}. Press Ctrl-C again to interrupt immediately.")

    before = {number: signal.signal(number, ask) for number in ending_signals()}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def on_terminal() -> bool:
    """Return whether a user can answer a question."""
    stdin: object = sys.stdin  # None where the process has no standard input
    return stdin is not None and sys.stdin.isatty()


def confirm(sentence: str, expected: str, *, option: str) -> None:
    """Ask for a confirmation, and end the command if the answer is another one; ``option`` confirms in advance."""
    if not on_terminal():
        fail(f"This would {sentence}. Nothing was sent. Allow it with {option}.", Status.INVALID)
    sys.stderr.write(f"Type '{expected}' to {sentence}: ")
    sys.stderr.flush()
    if sys.stdin.readline().strip() != expected:
        fail(f"Nothing was sent: the answer was not '{expected}'.", Status.INVALID)
