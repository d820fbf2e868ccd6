"""The command ``create``."""

from __future__ import annotations

import logging
import sys
from collections.abc import Mapping, Sequence
from typing import Any, Final

from ..client import Fivetran
from ..errors import ConnectionFailed, CredentialsError, FivetranError
from ._connection import print_connection
from ._findings import Judged, judge
from ._printing import print_error, print_json
from ._status import FAILED, INVALID, OK, UNREACHED, USAGE
from ._verdict import print_findings, print_verdict


def create(files: Sequence[str], *, base_url: str | None, output: str, strict: bool) -> int:
    """Create what every file describes, or nothing if one of them is invalid."""
    judged = [judge(file, strict=strict, resolved=True) for file in files]
    if not all(verdict.valid for verdict in judged):
        return _refuse(judged, output=output)
    print_findings(judged, stream=sys.stderr)
    # What the client logs of warnings and retries would be printed among the command's own sentences.
    logging.getLogger().addHandler(logging.NullHandler())
    try:
        return _send(judged, base_url=base_url, output=output)
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


def _send(judged: Sequence[Judged], *, base_url: str | None, output: str) -> int:
    with Fivetran(base_url=base_url) as fivetran:
        for count, verdict in enumerate(judged):
            try:
                data = fivetran.connections.create(verdict.body).to_dict()
            except FivetranError as error:
                print_error(f"{verdict.file}: {error}{_before(count)}")
                return _status(error)
            except KeyboardInterrupt:
                print_error(f"{verdict.file}: {_IN_DOUBT}{_before(count)}")
                raise
            try:
                _print(data, output=output)
            except (OSError, KeyboardInterrupt):
                print_error(f"{verdict.file}: Created as {data['id']}, but that was not printed.{_before(count)}")
                raise
    return OK


_IN_DOUBT: Final = (
    "Interrupted before the answer came. The connection may exist all the same: look before you repeat it."
)


def _print(data: Mapping[str, Any], *, output: str) -> None:
    """Print what was created, and let go of it: what comes next may end the process."""
    if output == "json":
        print_json(data)
    else:
        print_connection(data)
    sys.stdout.flush()


def _before(count: int) -> str:
    return f" Created before it: {count}; the files after it were not sent." if count else ""


def _status(error: FivetranError) -> int:
    if isinstance(error, CredentialsError):
        return USAGE
    unreached = isinstance(error, ConnectionFailed) and not error.sent
    return UNREACHED if unreached else FAILED
