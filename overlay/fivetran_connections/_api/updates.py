"""Updates of connections, as the client and an apply send them."""

from __future__ import annotations

from typing import Any, Final

from fivetran_client.api import connections as connections_api
from fivetran_client.models.connection import Connection
from fivetran_common.json_types import Json

from .._http.exchange import exchange
from .._http.retry import send
from .._http.steps import Steps, call
from ..errors import RequestFailed, ServerError
from .difference import TRUST

_OF_A_PAUSE: Final = frozenset({"paused", "run_setup_tests"})


def send_update(connection_id: str, body: Json) -> Steps[Connection]:
    """
    Send an update.

    A pause alone may be answered 500 although it took effect (docs/evidence.md#pause-500): one read decides. If it
    fails, or shows another state, the 500 is raised.
    """
    try:
        return (yield from send(call(connections_api.update_connection, connection_id, body=body)))
    except ServerError as failure:
        if failure.status != 500 or "paused" not in body or body.keys() - _OF_A_PAUSE:
            raise
        try:
            found = yield from exchange(call(connections_api.get_connection, connection_id))
        except RequestFailed:
            raise failure from None
        if found.paused is not body["paused"]:
            raise
        return found


def approvals(body: Json) -> dict[str, Any]:
    """Return the trust flags of an update that runs no setup tests by itself (docs/evidence.md#update-tests)."""
    if body.get("config") or body.get("auth") or body.get("run_setup_tests") is False:
        return {}
    return {key: body[key] for key in TRUST if body.get(key) is not None}


def is_test(body: Json) -> bool:
    """Return whether trust flags are all that an update changes: it has to be sent as a run of the setup tests."""
    return body.keys() <= {*TRUST, "run_setup_tests"} and bool(approvals(body))
