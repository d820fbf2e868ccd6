"""The command ``create``."""

from __future__ import annotations

import logging
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from .._api.ensure import Ensured, name_to_look_for
from ..client import Fivetran
from ..errors import ConnectionDiffers, ConnectionFailed, CredentialsError, FivetranError, InvalidRequest
from ._connection import OUTCOMES, print_connection
from ._findings import Finding, Judged, judge
from ._printing import print_error, print_json, print_note
from ._status import FAILED, INVALID, OK, UNREACHED, USAGE
from ._verdict import print_findings, print_verdict


def create(files: Sequence[str], *, base_url: str | None, output: str, strict: bool, ensure: bool) -> int:
    """Create what every file describes, or nothing if one of them is invalid; with `ensure`, what is not there yet."""
    judged = [judge(file, strict=strict, resolved=True) for file in files]
    if ensure:
        judged = [_looked_for(verdict) for verdict in judged]
    if not all(verdict.valid for verdict in judged):
        return _refuse(judged, output=output)
    print_findings(judged, stream=sys.stderr)
    # What the client logs of warnings and retries would be printed among the command's own sentences.
    logging.getLogger().addHandler(logging.NullHandler())
    try:
        with Fivetran(base_url=base_url) as fivetran:
            return _send(fivetran, judged, output=output, ensure=ensure)
    except FivetranError as error:  # of the credentials or the base URL; nothing was sent
        print_error(error)
        return _status(error)


def _looked_for(verdict: Judged) -> Judged:
    """Add what is wrong with a file that nothing can be looked up by."""
    if not verdict.valid:
        return verdict
    try:
        name_to_look_for(verdict.body)
    except InvalidRequest:
        # Its evidence is that of whatever is wrong with a file: it was seen there.
        nameless = Finding(verdict.file, None, "/config", "file.nameless", "observed", "error", _NAMELESS)
        return replace(verdict, findings=(*verdict.findings, nameless))
    return verdict


_NAMELESS: Final = "Give schema (or schema_prefix) as text: with --ensure it is the name to look for."


def _refuse(judged: Sequence[Judged], *, output: str) -> int:
    if output == "json":
        print_verdict(judged)
    else:
        print_findings(judged, stream=sys.stderr)
    print_error("Nothing was sent: correct what is named above first.")
    return INVALID


def _send(fivetran: Fivetran, judged: Sequence[Judged], *, output: str, ensure: bool) -> int:
    """Send file by file; only one that is there and differs keeps no other from its turn."""
    make = _ensured if ensure else _created
    status, done = OK, 0
    for verdict in judged:
        try:
            made = make(fivetran, verdict.body)
        except ConnectionDiffers as error:
            print_error(f"{verdict.file}: {error}")
            status = FAILED
            continue
        except FivetranError as error:
            print_error(f"{verdict.file}: {error}{_hint(error, ensure=ensure)}{_before(done)}")
            return _status(error)
        except KeyboardInterrupt:
            print_error(f"{verdict.file}: {_IN_DOUBT}{_before(done)}")
            raise
        try:
            _print(made, verdict.file, output=output)
        except (OSError, KeyboardInterrupt):
            outcome = OUTCOMES[made.outcome].capitalize()
            print_error(f"{verdict.file}: {outcome} as {made.connection.id}, but that was not printed.{_before(done)}")
            raise
        done += 1
    return status


def _created(fivetran: Fivetran, body: Mapping[str, Any]) -> Ensured:
    return Ensured(fivetran.connections.create(body), "created")


def _ensured(fivetran: Fivetran, body: Mapping[str, Any]) -> Ensured:
    made = fivetran.connections.ensure(body, look_first=True)
    card: Mapping[str, Any] | None = body.get("connect_card_config")
    status = made.connection.status
    if made.outcome == "adopted" and card and status and status.setup_state == "incomplete":
        # Whoever is to authorize it needs a page, and the first one is gone with the answer that had it.
        made.connection.connect_card = fivetran.connections.connect_card(made.connection.id, **card).connect_card
    return made


_IN_DOUBT: Final = (
    "Interrupted before the answer came. The connection may exist all the same: repeat it with --ensure, which looks."
)


def _hint(error: FivetranError, *, ensure: bool) -> str:
    """Say how a create is repeated that may have been done."""
    if not error.may_have_acted:
        return ""
    return " Run the same command again: it looks first." if ensure else " With --ensure, repeating it looks first."


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
