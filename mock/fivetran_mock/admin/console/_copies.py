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
from ..._mock.state.world import API

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
    return [
        Copy("curl", curl(call, base)),
        Copy("Python", python(call)),
        Copy("pytest", pytest_case(call, seeded)),
    ]


def curl(call: RecordedCall, base: str) -> str:
    """Spell a request for a shell; the key pair comes from the environment."""
    parts = [
        f"curl --request {call.method} {shlex.quote(_address(base, call))}",
        '--user "$FIVETRAN_API_KEY:$FIVETRAN_API_SECRET"',
    ]
    if call.body is not None:
        body = call.body if isinstance(call.body, str) else json.dumps(call.body, ensure_ascii=False)
        parts += ["--header 'Content-Type: application/json'", f"--data {shlex.quote(body)}"]
    return " \\\n  ".join(parts) + "\n"


def _address(base: str, call: RecordedCall) -> str:
    """Return the address of a request; whatever its path is, the host is that of the base."""
    return f"{base}/{call.path.removeprefix('/')}" + (f"?{call.query}" if call.query else "")


def python(call: RecordedCall) -> str:
    """Spell a request with `fivetran_connections`, or with httpx where the client has no method for it."""
    method = _METHODS.get(call.operation or "")
    if method is None or (not is_object(call.body) if _BODY in method else call.body):
        request = _httpx(call, '(os.environ["FIVETRAN_API_KEY"], os.environ["FIVETRAN_API_SECRET"])')
        return f"import os\n\nimport httpx\n\nanswer = {request}\nprint(answer.status_code, answer.json())\n"
    names = [name for name in ("from_body", "from_patch") if name in method]
    written = method.replace(_ID, repr(connection_of(call.path))).replace(
        _BODY, indent(_literal(call.body), " " * 4).lstrip()
    )
    imports = ", ".join(["Fivetran", *names])
    return f"from fivetran_connections import {imports}\n\nwith Fivetran() as fivetran:\n    print({written})\n"


def pytest_case(call: RecordedCall, seeded: Mapping[str, Any] | None) -> str:
    """Spell a request as a test that expects the same status, and the same fields to be refused."""
    auth = '("", "")' if call.status == UNAUTHORIZED else "(fivetran_mock.api_key, fivetran_mock.api_secret)"
    body = indent("\n".join([*_arranged(call, seeded), f"answer = {_httpx(call, auth)}", *_expected(call)]), " " * 4)
    mark = f"@pytest.mark.fivetran_mock(refused=[{call.status}])\n" if call.verdict == "refused" else ""
    modules = "import httpx\nimport pytest\n" if mark else "import httpx\n"
    return f"{modules}\n\n{mark}def test_{call.operation or 'request'}(fivetran_mock):\n{body}\n"


UNAUTHORIZED: Final = 401
CONFLICT: Final = 409
BAD: Final = 400


def _arranged(call: RecordedCall, seeded: Mapping[str, Any] | None) -> list[str]:
    """Return the lines that bring a new mock into the state that the request met."""
    lines: list[str] = []
    if seeded is not None:
        seed = {key: seeded[key] for key in ("id", "group_id", "service", "paused", "config") if key in seeded}
        lines.append(f"fivetran_mock.seed(connections=[{_literal(seed)}])")
    elif call.operation == "create_connection" and call.status == CONFLICT:
        lines.append(f"fivetran_mock.seed(connections=[{_literal(call.body)}])")
    elif call.verdict == "accepted" and (identifier := connection_of(call.path)):
        gone = {**STAND_IN, "id": identifier}
        lines += ["# This connection exists no longer; its service and config are made up.", f"gone = {_literal(gone)}"]
        lines.append("fivetran_mock.seed(connections=[gone])")
    if call.verdict == "fault" and call.status >= BAD:
        lines.append(f"fivetran_mock.add_fault({_literal({'operation': call.operation, 'status': call.status})})")
    return lines


def _expected(call: RecordedCall) -> list[str]:
    """Return the lines that check the answer."""
    lines = [f"assert answer.status_code == {call.status}"]
    wrong = sorted({violation.pointer for violation in call.violations if violation.severity == "error"})
    if wrong:
        lines.append("violations = fivetran_mock.refused_calls[-1].violations")
        lines.append(f"assert sorted({{each.pointer for each in violations if each.severity == 'error'}}) == {wrong!r}")
    if call.verdict == "accepted" and call.operation:
        lines.append(f'fivetran_mock.assert_called("{call.operation}", times=1)')
    return lines


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


def _httpx(call: RecordedCall, auth: str) -> str:
    arguments = [repr(call.method), repr(_address(API, call)), f"auth={auth}"]
    if call.body is not None:
        text = isinstance(call.body, str)
        arguments.append(f"content={call.body!r}" if text else f"json={_literal(call.body)}")
    listed = indent(",\n".join(arguments), " " * 4)
    return f"httpx.request(\n{listed},\n)"


def _literal(value: Any) -> str:
    return pformat(value, width=WIDTH, sort_dicts=False)
