"""A recorded request as a command of curl, as Python with the client, and as a test for pytest."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping
from pprint import pformat
from textwrap import indent
from typing import Any, Final, NamedTuple

from fivetran_common.json_types import is_object

from ..._mock.journal import RecordedCall, connection_of
from ..._mock.state.state import API
from ._visit import template

WIDTH: Final = 100
MOST_COPIED: Final = 20_000
"""How long the JSON of a request and of its connection may be for copies: Python lays out a literal slowly."""


class Copy(NamedTuple):
    """A request in another form."""

    title: str
    text: str


def copies(call: RecordedCall, base: str, seeded: Mapping[str, Any] | None) -> list[Copy]:
    """Return a request in each form, or none if it is large; `seeded` is the connection it names, if that exists."""
    if len(json.dumps([call.body, seeded])) > MOST_COPIED:
        return []
    body = call.body if isinstance(call.body, str) else json.dumps(call.body, ensure_ascii=False)
    forms = {
        "curl": {"address": _address(base, call), "body": body, "shell": shlex.quote},
        "Python": {"address": _address(API, call), **_of_client(call)},
        "pytest": {"address": _address(API, call), **_before(call, seeded)},
    }
    return [
        Copy(title, template(f"copy_{title.lower()}.jinja").render(call=call, literal=_literal, **values))
        for title, values in forms.items()
    ]


def _address(base: str, call: RecordedCall) -> str:
    """Return the address of a request; whatever its path is, the host is that of the base."""
    return f"{base}/{call.path.removeprefix('/')}" + (f"?{call.query}" if call.query else "")


def _of_client(call: RecordedCall) -> dict[str, Any]:
    """Return the call of `fivetran_connections`, and its imports; none where the client has no such method."""
    method = _METHODS.get(call.operation or "")
    if method is None or (not is_object(call.body) if _BODY in method else call.body):
        return {"method": ""}
    names = [name for name in ("from_body", "from_patch") if name in method]
    body = indent(_literal(call.body), " " * 4).lstrip()
    written = method.replace(_ID, repr(connection_of(call.path))).replace(_BODY, body)
    return {"method": written, "imports": ", ".join(["Fivetran", *names])}


def _before(call: RecordedCall, seeded: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return the connection that a new mock needs first: the stored one, or a made-up one after a deletion."""
    seed, gone = None, None
    if seeded is not None:
        seed = {key: seeded[key] for key in ("id", "group_id", "service", "paused", "config") if key in seeded}
    elif call.operation == "create_connection" and call.status == CONFLICT:
        seed = call.body
    elif call.verdict == "accepted" and (identifier := connection_of(call.path)):
        gone = {**STAND_IN, "id": identifier}
    return {"seed": seed, "gone": gone}


CONFLICT: Final = 409
STAND_IN: Final = {"service": "pinterest_ads", "group_id": "my_group", "config": {"schema": "my_schema"}}

_ID: Final = "IDENTIFIER"
_BODY: Final = "BODY"
_METHODS: Final = {
    "create_connection": f"fivetran.connections.create(from_body({_BODY}))",
    "get_connection": f"fivetran.connections.get({_ID})",
    "update_connection": f"fivetran.connections.update({_ID}, from_patch({_BODY}))",
    "delete_connection": f"fivetran.connections.delete({_ID})",
    "list_connections": "list(fivetran.connections.list())",
    "sync_connection": f"fivetran.connections.sync({_ID})",
    "resync_connection": f"fivetran.connections.resync({_ID})",
    "run_setup_tests": f"fivetran.connections.test({_ID})",
    "get_connection_state": f"fivetran.connections.state({_ID})",
    "get_schema_config": f"fivetran.schemas.get({_ID})",
    "list_groups": "list(fivetran.groups.list())",
    "get_account_info": "fivetran.account.info()",
}
"""How the client spells an operation."""


def _literal(value: Any) -> str:
    return pformat(value, width=WIDTH, sort_dicts=False)
