"""The command ``create``."""

from __future__ import annotations

import logging
import sys
from collections.abc import Mapping, Sequence
from typing import Any, Final

from .._ensure import Ensured
from ..client import Fivetran
from ..errors import ConnectionFailed, CredentialsError, FivetranError
from ._connection import print_connection
from ._findings import Judged, judge
from ._printing import print_error, print_json, print_note
from ._status import FAILED, INVALID, OK, UNREACHED, USAGE
from ._verdict import print_findings, print_verdict


def create(files: Sequence[str], *, base_url: str | None, output: str, strict: bool, ensure: bool) -> int:
    """Create what every file describes, or nothing if one of them is invalid; with `ensure`, what is not there yet."""
    judged = [judge(file, strict=strict, resolved=True) for file in files]
    if not all(verdict.valid for verdict in judged):
        return _refuse(judged, output=output)
    print_findings(judged, stream=sys.stderr)
    # What the client logs of warnings and retries would be printed among the command's own sentences.
    logging.getLogger().addHandler(logging.NullHandler())
    try:
        return _send(judged, base_url=base_url, output=output, ensure=ensure)
    except FivetranError as error:  # of the credentials or the base URL; nothing was sent
        print_error(error)
        return _status(error)


def _refuse(judged: Sequence[Judged], *, output: str) -> int:
    if output == "json":
        print_verdict(judged)
    else:
        print_findings(judged, stream=sys.stderr)
    print_error("Nothing was sent: correct what is named above first.")
    return INVALID


def _send(judged: Sequence[Judged], *, base_url: str | None, output: str, ensure: bool) -> int:
    make = _ensured if ensure else _created
    with Fivetran(base_url=base_url) as fivetran:
        for count, verdict in enumerate(judged):
            try:
                made = make(fivetran, verdict.body)
            except FivetranError as error:
                print_error(f"{verdict.file}: {error}{_hint(error)}{_before(count)}")
                return _status(error)
            except KeyboardInterrupt:
                print_error(f"{verdict.file}: {_IN_DOUBT}{_before(count)}")
                raise
            try:
                _print(made, verdict.file, output=output)
            except (OSError, KeyboardInterrupt):
                done = "Created as" if made.outcome == "created" else "There already as"
                print_error(f"{verdict.file}: {done} {made.connection.id}, but that was not printed.{_before(count)}")
                raise
    return OK


def _created(fivetran: Fivetran, body: Mapping[str, Any]) -> Ensured:
    return Ensured(fivetran.connections.create(body), "created")


def _ensured(fivetran: Fivetran, body: Mapping[str, Any]) -> Ensured:
    return fivetran.connections.ensure(body, look_first=True)


_IN_DOUBT: Final = (
    "Interrupted before the answer came. The connection may exist all the same: repeat it with --ensure, which looks."
)


def _hint(error: FivetranError) -> str:
    """Say how a create is repeated that may have been done; where it was looked for, the error says what to do."""
    return " With --ensure, repeating it looks first." if getattr(error, "may_have_acted", False) else ""


def _print(made: Ensured, file: str, *, output: str) -> None:
    """Print what is there now, and let go of it: what comes next may end the process."""
    data = made.connection.to_dict()
    if output == "json":
        print_json(data)
        if made.outcome == "adopted":
            print_note(f"{file}: {data['id']} was there already, as it is asked for.")
    else:
        print_connection(data, outcome=made.outcome)
    if made.duplicates:
        others = ", ".join(made.duplicates)
        print_note(f"{file}: the group has more connections of that schema, which somebody should look at: {others}.")
    sys.stdout.flush()


def _before(count: int) -> str:
    return f" Done before it: {count}; the files after it were not sent." if count else ""


def _status(error: FivetranError) -> int:
    if isinstance(error, CredentialsError):
        return USAGE
    unreached = isinstance(error, ConnectionFailed) and not error.sent
    return UNREACHED if unreached else FAILED
