"""Create a connection from each file, once all are valid."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, cast

from fivetran_common.command_line import flag, takes
from fivetran_common.json_types import mapped
from fivetran_common.text import printable

from .._secrets.scrubbing import scrubber
from ..code.reading.declarations import Declaration, Origin, others_of, unchecked_of
from ..errors import ConnectionDiffers, FivetranError, OutcomeUnknown
from .files import declared
from .options import CLIENT, COMMANDS, MAX_WAIT, STRICT, TEXT_OR_JSON, paths
from .output import json_array, print_error, print_line, print_note
from .session import Status, client_of, fail, status_of

if TYPE_CHECKING:
    from .._api.ensure import Ensured
    from ..client import Fivetran

_OUTCOMES: Final = {"created": ("created", "green"), "adopted": ("existed already", "dim")}
"""The words for the outcomes of `ensure`, and their styles."""
_IN_DOUBT: Final = "Interrupted before the answer came. The connection may exist: repeat the command with --ensure."


@takes(
    paths(),
    flag("--ensure", "look up group and schema first; do not change an existing connection"),
    TEXT_OR_JSON,
    *STRICT,
    COMMANDS,
    *CLIENT,
    MAX_WAIT,
    examples=("pinterest.yaml", "--ensure brands/", "--base-url http://127.0.0.1:8000 --output json *.yaml"),
)
def run_create(options: Namespace) -> int:
    """
    Create a connection from each file, once all are valid.

    `plan` and `apply` do more; this sends each file as it is.
    """
    connections = declared(options, named=options.ensure)
    for declaration in connections:
        if declaration.tables:
            fail(f"{_name(declaration)}: create does not set tables. Nothing was sent. Use apply.", Status.INVALID)
    with client_of(options, hides=others_of(connections)) as fivetran, ExitStack() as stack:
        append = stack.enter_context(json_array()) if options.output == "json" else None
        return _send(fivetran, connections, options, append)


def _send(
    fivetran: Fivetran, connections: Sequence[Declaration], options: Namespace, append: Callable[[object], None] | None
) -> int:
    """Create one connection after the other; one that exists and differs does not stop the others."""
    status, done = Status.DONE, 0
    for declaration in connections:
        name = printable(_name(declaration))
        before = f" {done} done before it; the later ones were not sent." if done else ""
        try:
            made = _created(fivetran, declaration, options)
        except ConnectionDiffers as error:
            print_error(f"{name}: {error}")
            status = Status.SOME_FAILED
            continue
        except FivetranError as error:
            again = " Repeat it with --ensure, which looks up the connection first."
            if options.ensure:
                again = " Run the same command again: it looks up the connection first."
            if isinstance(error, OutcomeUnknown) or not error.may_have_acted:
                again = ""  # its message says to wait
            print_error(f"{name}: {error}{again}{before}")
            return status_of(error)
        except KeyboardInterrupt:
            print_error(f"{name}: {_IN_DOUBT}{before}")
            raise
        try:
            _print(made, name, append, scrubber(declaration.body))
        except (OSError, KeyboardInterrupt):
            outcome, _ = _OUTCOMES[made.outcome]
            print_error(f"{name}: {outcome.capitalize()} as {made.connection.id}, but that was not printed.{before}")
            raise
        done += 1
        if made.lacking and made.outcome == "adopted":
            lacking = (
                f"{made.connection.id} exists and lacks {', '.join(made.lacking)}. Send them with apply or update."
            )
            print_error(f"{name}: {lacking}")
            status = Status.SOME_FAILED
    return status


def _name(declaration: Declaration) -> str:
    """Return the file of a declaration, and its row."""
    origin = cast("Origin", declaration.origin)  # a file has declared it
    entry = origin.pointer.removeprefix("/connections/")
    return ", ".join(filter(None, (origin.source.file, entry and f"connection {int(entry) + 1}", origin.row)))


def _created(fivetran: Fivetran, declaration: Declaration, options: Namespace) -> Ensured:
    from .._api.ensure import Ensured
    from .._results import with_card

    body = mapped(declaration.body, lambda value, _: value, nulls=False)
    unchecked = unchecked_of(declaration.service, options.unchecked, declaration.unchecked)
    if not options.ensure:
        return Ensured(fivetran.connections.create(body, unchecked=unchecked), "created")
    made = fivetran.connections.ensure(body, unchecked=unchecked)
    card: Mapping[str, Any] | None = body.get("connect_card_config")
    status = made.connection.status
    if made.outcome == "adopted" and card and status and status.setup_state == "incomplete":
        # The owner still needs a card, and the answer with the first card was lost.
        later = fivetran.connections.connect_card(made.connection.id, **card).connect_card
        return replace(made, connection=with_card(made.connection, later))
    return made


def _print(made: Ensured, name: str, append: Callable[[object], None] | None, scrubbed: Callable[[str], str]) -> None:
    """Print the connection, and flush it: the next connection may end the process. A setup test may repeat a secret."""
    data: Mapping[str, Any] = made.connection.to_dict()
    if tests := data.get("setup_tests"):
        hidden = mapped(tests, lambda value, _: scrubbed(value) if isinstance(value, str) else value)
        data = {**data, "setup_tests": hidden}
    if append:
        append(data)
        if made.outcome == "adopted":
            print_note(f"{name}: {data['id']} existed already{'' if made.lacking else ', as declared'}.")
    else:
        outcome, style = _OUTCOMES[made.outcome]
        into = f"{data.get('service')} into {data.get('schema')}, group {data.get('group_id')}"
        print_line((f"{outcome} ", style), (str(data.get("id")), "bold"), (f": {into}", ""))
        status: Mapping[str, Any] = data.get("status") or {}
        details = [(f"{state} state", str(status.get(f"{state}_state"))) for state in ("setup", "sync")]
        for test in data.get("setup_tests") or ():
            said = f": {test['message']}" if test.get("message") else ""
            details.append(("setup test", f"{test.get('title')} {test.get('status')}{said}"))
        if card := data.get("connect_card"):
            details.append(("to authorize", f"open {card.get('uri')}"))
        for label, value in details:
            print_line((f"  {label:<14}", "dim"), (value, ""))
    for note in _notes(made):
        print_note(f"{name}: {note}")
    sys.stdout.flush()


def _notes(made: Ensured) -> Iterator[str]:
    """Yield what no answer shows, and what the caller has to look after."""
    if made.is_doubtful and made.outcome == "created":
        from .._api.ensure import TWIN

        yield TWIN
    if made.unseen and made.outcome == "created":
        yield f"the answer lacks {', '.join(made.unseen)}. Perhaps the API dropped them."
    elif hidden := ", ".join(at for at in made.unseen if at not in made.lacking):
        yield f"these values cannot be seen, and were not sent: {hidden}."
    if made.duplicates:
        others = ", ".join(made.duplicates)
        yield f"the group has more connections of that schema: {others}. Check which one is needed."
