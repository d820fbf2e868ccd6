"""Create a connection from each file, once all are valid. `plan` and `apply` do more; this sends each file as it is."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from ..._api.ensure import Ensured
from ..._values.results import with_card
from ...client import Fivetran
from ...code.declarations import Declaration
from ...code.patching import without_nulls
from ...errors import ConnectionDiffers, FivetranError
from ..catalogue import catalogue_of
from ..printing.connections import OUTCOMES, print_connection
from ..printing.lines import print_error, print_json, print_note
from ..session import with_client
from ..statuses import Status, status_of
from .declared import declared


def run(options: Namespace) -> int:
    """Create what every file declares, or nothing if one of them is invalid; with `--ensure`, what is missing."""
    catalogue = catalogue_of(options)
    connections = declared(options, catalogue, named=options.ensure)
    if connections is None:
        return Status.INVALID
    return with_client(options, lambda fivetran: _send(fivetran, connections, options), catalogue=catalogue)


def _send(fivetran: Fivetran, connections: Sequence[Declaration], options: Namespace) -> int:
    """Create one connection after the other; one that exists and differs does not stop the others."""
    make = _ensured if options.ensure else _created
    status, done = Status.DONE, 0
    for declaration in connections:
        name = _name(declaration)
        try:
            unchecked = declaration.service in options.unchecked
            made = make(fivetran, without_nulls(declaration.body), unchecked=unchecked)
        except ConnectionDiffers as error:
            print_error(f"{name}: {error}")
            status = Status.SOME_FAILED
            continue
        except FivetranError as error:
            print_error(f"{name}: {error}{_hint(error, ensure=options.ensure)}{_before(done)}")
            return status_of(error)
        except KeyboardInterrupt:
            print_error(f"{name}: {_IN_DOUBT}{_before(done)}")
            raise
        try:
            _print(made, name, output=options.output)
        except (OSError, KeyboardInterrupt):
            outcome = OUTCOMES[made.outcome].capitalize()
            print_error(f"{name}: {outcome} as {made.connection.id}, but that was not printed.{_before(done)}")
            raise
        done += 1
    return status


def _name(declaration: Declaration) -> str:
    """Return the file of a declaration, and its row."""
    origin = declaration.origin
    if origin is None:  # pragma: no cover  # a file has declared it
        return str(declaration)
    entry = origin.pointer.removeprefix("/connections/")
    return ", ".join(filter(None, (origin.source.file, entry and f"connection {int(entry) + 1}", origin.row)))


def _created(fivetran: Fivetran, body: Mapping[str, Any], *, unchecked: bool) -> Ensured:
    return Ensured(fivetran.connections.create(body, unchecked=unchecked), "created")


def _ensured(fivetran: Fivetran, body: Mapping[str, Any], *, unchecked: bool) -> Ensured:
    made = fivetran.connections.ensure(body, unchecked=unchecked)
    card: Mapping[str, Any] | None = body.get("connect_card_config")
    status = made.connection.status
    if made.outcome == "adopted" and card and status and status.setup_state == "incomplete":
        # Its owner still needs a page to authorize it, and the answer with the first one is gone.
        later = fivetran.connections.connect_card(made.connection.id, **card).connect_card
        return replace(made, connection=with_card(made.connection, later))
    return made


_IN_DOUBT: Final = "Interrupted before the answer came. The connection may exist: repeat the command with --ensure."


def _hint(error: FivetranError, *, ensure: bool) -> str:
    """Return how to repeat a create that may have succeeded."""
    if not error.may_have_acted:
        return ""
    return (
        " Run the same command again: it looks up the connection first."
        if ensure
        else " Repeat it with --ensure, which looks up the connection first."
    )


def _print(made: Ensured, name: str, *, output: str) -> None:
    """Print what exists now, and flush it: the next connection may end the process."""
    data = made.connection.to_dict()
    if output == "json":
        print_json(data)
        if made.outcome == "adopted":
            print_note(f"{name}: {data['id']} existed already, as declared.")
    else:
        print_connection(data, outcome=made.outcome)
    if made.duplicates:
        others = ", ".join(made.duplicates)
        print_note(f"{name}: the group has more connections of that schema: {others}. Check which one is needed.")
    sys.stdout.flush()


def _before(count: int) -> str:
    return f" {count} done before it; the later ones were not sent." if count else ""
