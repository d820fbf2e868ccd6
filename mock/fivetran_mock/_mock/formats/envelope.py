"""The API's envelopes, codes and texts, and the one table of what nobody knows: they stand nowhere else."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import accumulate, islice
from typing import Any, Final, NoReturn

from fivetran_rules import Violation

from .messages import Reply

JSON: Final = ("content-type", "application/json")

VIOLATIONS_HEADER: Final = "x-fivetran-mock-violations"
"""Header in which the mock says more than the API would: a JSON list of pointer, rule and message."""

MOST_VIOLATIONS: Final = 20
MOST_CHARACTERS: Final = 300
MOST_HEADER: Final = 8_000
"""How many violations that header names, how much of each text, and how much of all: clients limit a header."""

NO_MEMBERS: Final = b""


quote = json.encoder.encode_basestring
"""Spell a text as JSON."""


def _encoder() -> Callable[[object], str]:
    """
    Make the function that spells values.

    The standard library builds its C encoder anew for every call, which costs more than to spell a small value; where
    there is that encoder, one is built for all.
    """
    make: Any = getattr(json.encoder, "c_make_encoder", None)
    if make is None:  # pragma: no cover  # an interpreter without C extensions
        return json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode
    spell = make(None, _refuse_type, json.encoder.encode_basestring, None, ":", ",", False, False, False)
    return lambda value: "".join(spell(value, 0))


def _refuse_type(value: object) -> NoReturn:
    raise TypeError(f"{type(value).__name__} is not JSON")


encode = _encoder()
"""Spell a value as JSON without blanks; NaN and infinity are refused with a ValueError."""


def to_bytes(value: object) -> bytes:
    """Spell a value as it is kept and sent."""
    return encode(value).encode()


def members(shown: Mapping[str, object]) -> bytes:
    """Spell what an answer shows beside a record as it is stored: `,"key":value` for each."""
    return b",%b" % to_bytes(shown)[1:-1] if shown else NO_MEMBERS


MESSAGES: Final = {
    "list_connections": "Connections list retrieved successfully",
    "create_connection": "Connection has been created",
    "get_connection": "Connection details retrieved successfully",
    "update_connection": "Connection has been updated",
    "delete_connection": "Connection with id '{id}' has been deleted",
    "sync_connection": "Sync has been successfully triggered for connection with id '{id}'",
    "force_connection_sync": "Sync has been successfully triggered for connection with id '{id}'",
    "resync_connection": "Sync has been successfully triggered for connection with id '{id}'",
    "run_setup_tests": "Setup tests have been completed",
    "create_connect_card": "Connection Connect Card has been created",
    "get_connection_state": "Connection state retrieved successfully",
    "update_connection_state": "Connection state has been updated",
    "get_schema_config": "Schema configuration retrieved successfully",
    "update_schema_config": "Schema configuration has been modified",
    "reload_schema_config": "Schema configuration has been reloaded",
    "resync_tables": "Re-sync has been triggered successfully",
    "list_group_connections": "Group connections retrieved successfully",
    "get_account_info": "Account information retrieved successfully",
    "list_groups": "Groups list retrieved successfully",
    "get_connector_type": "Connector type details retrieved successfully",
    "list_connection_errors": "Connection errors list retrieved successfully",
}
"""What a success says. The last three are unknown: made after the others' pattern."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Something that the facts call unknown, what the mock does instead of knowing, and why."""

    topic: str
    choice: str
    reason: str
    evidence: str = "unknown"


CHOICES: Final = (
    Choice(
        topic="code of a 401",
        choice="AuthFailed",
        reason="the status was seen for wrong and for empty keys, the code nowhere",
    ),
    Choice(topic="code of a 405", choice="MethodNotAllowed", reason="the status is documented, the code is not"),
    Choice(topic="code of a 406", choice="NotAcceptable", reason="the status is documented, the code is not"),
    Choice(topic="code of a 415", choice="UnsupportedMediaType", reason="the status is documented, the code is not"),
    Choice(
        topic="code of a 409",
        choice="Conflict",
        reason="the status is documented for a sync in progress and for duplicates, the code is not",
    ),
    Choice(
        topic="order of the checks",
        choice="401, 406, 415, 404, 400, 409",
        reason="only that 401 comes first is plausible to everyone; the rest goes from the envelope to the content",
    ),
    Choice(
        topic="a second connection with the same schema in the same group",
        choice="409",
        reason="whether it is 409 or 400 is unknown; the documentation gives a duplicate as an example of 409",
    ),
    Choice(
        topic="code of a connection that does not exist",
        choice="NotFound_Connector",
        reason="documented and seen; clients also handle NotFound_Connection and NotFound_Integration",
    ),
    Choice(
        topic="a create in a group that does not exist",
        choice="404 NotFound_Group",
        reason="an error was seen, its status was not; 404 is listed for create",
    ),
    Choice(
        topic="a PATCH of something that only a create may set",
        choice="400",
        reason="refused or ignored is unknown; a test should hear of it",
    ),
    Choice(
        topic="an unknown key in the config of a service that the document describes",
        choice="400",
        reason="the API was seen to drop it without a word; a test should hear of it",
    ),
    Choice(
        topic="an unknown key beside config and auth",
        choice="400",
        reason="unknown; a test should hear of it, as of the historical_sync that one released client sends",
    ),
    Choice(
        topic="depth of the merge of a PATCH",
        choice="the keys of config one by one; the value of a key is replaced whole",
        reason="official clients send whole values of changed keys; deeper is unknown",
    ),
    Choice(
        topic="null for a key of a PATCH",
        choice="the key goes back to what it is when it was never given",
        reason="official clients send null to clear; what the API makes of it is unknown for most keys",
    ),
    Choice(
        topic="a sync or resync of a connection that is paused or not set up",
        choice="200; the sync starts as soon as the connection can",
        reason="documented for the resync of a paused connection; unknown otherwise, and no refusal is listed",
    ),
    Choice(
        topic="a resync while a sync runs",
        choice="200; the running sync is given up for the new one",
        reason="409 is for a running sync that cannot be finished first; when that is so is unknown",
    ),
    Choice(
        topic="a state call for a service without state",
        choice="400",
        reason="the July definition says 400, the June definition and a live test 405",
    ),
    Choice(
        topic="code of a state call that comes at the wrong time",
        choice="IllegalState",
        reason="the official client's tests know this code for another call at the wrong time",
    ),
    Choice(
        topic="a write of the state of a connection that is neither paused nor syncing",
        choice="400",
        reason="it has to be paused first; only the status for a running sync is documented",
    ),
    Choice(
        topic="a change of a schema or table that the schema configuration does not have",
        choice="400",
        reason="unknown; a misspelt name should not pass a test",
    ),
    Choice(
        topic="config of a pinterest_ads connection in an answer",
        choice="what was given, with schema, and sync_mode AllAdvertisers and timeframe_months THREE where absent",
        reason="only the default of timeframe_months is documented",
    ),
    Choice(
        topic="a create that names no schema, for a service that the document does not describe",
        choice="accepted; the service's name stands in",
        reason="which services can do without is unknown; where the document has the key it is required",
    ),
    Choice(
        topic="schema_status of a connection that nobody has blocked",
        choice="ready",
        reason="documented for some services only, but a real body of another one has it",
    ),
    Choice(
        topic="daily_sync_time of a connection whose frequency is no longer 1440",
        choice="forgotten",
        reason="answers have it only with 1440; whether it comes back with that is unknown",
    ),
    Choice(
        topic="order of a list",
        choice="oldest first; a cursor goes on after the last item seen, whatever came or went since",
        reason="no order is documented",
    ),
    Choice(
        topic="a page of more than 1000 items",
        choice="400",
        reason="only the range is documented; a released client asks for 10000, so the API may be milder",
    ),
    Choice(
        topic="a body above 4 MiB or with more than 64 levels",
        choice="400",
        reason="no limit is documented; 413 is not among the documented statuses",
    ),
    Choice(
        topic="a key that stands twice in one object of a body",
        choice="400",
        reason="what the API takes of the two is unknown, so a test that relies on it is wrong",
    ),
    Choice(
        topic="a body where none is needed",
        choice="not looked at",
        reason="unknown",
    ),
    Choice(
        topic="how long syncs take, and when the first one starts",
        choice="1 minute, 10 for a historical one; the first starts 1 minute after the set-up",
        reason="it depends on the source; these can be set",
    ),
    Choice(
        topic="titles of the setup tests",
        choice="Validate Login, Test Connection",
        reason="generic examples of the documentation; the titles of each service are unknown",
    ),
    Choice(
        topic="messages of list_groups, list_connection_errors and get_connector_type",
        choice="made after the pattern of the others",
        reason="not among the known texts",
    ),
)
"""Everything that had to be chosen, in one place."""


class Refusal(Exception):
    """A request that the API does not take: becomes an answer of `{code, message}`."""

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        *,
        violations: Iterable[Violation] = (),
        headers: Iterable[tuple[str, str]] = (),
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.violations = tuple(violations)
        self.headers = tuple(headers)


def success(operation: str, data: bytes) -> Reply:
    """Wrap data; the bytes of a stored record are the bytes of the answer."""
    return Reply(200, [JSON], b"".join((_HEADS[operation], data, b"}")))


def success_with(operation: str, stored: bytes, *shown: bytes, status: int = 200) -> Reply:
    """Wrap an object as it is stored, with members that only this answer shows."""
    return Reply(status, [JSON], b"".join((_HEADS[operation], stored[:-1], *shown, b"}}")))


def done(operation: str, identifier: str) -> Reply:
    """Say that an operation has been done which gives no data."""
    message = MESSAGES[operation].format(id=identifier)
    return Reply(200, [JSON], to_bytes({"code": "Success", "message": message}))


def triggered(operation: str) -> Reply:
    """Say that something has been triggered, without naming the connection."""
    return Reply(200, [JSON], to_bytes({"code": "Success", "message": MESSAGES[operation]}))


def refused(refusal: Refusal) -> Reply:
    """Spell a refusal as the API does, and the violations behind it where only a developer looks."""
    headers = [JSON, *refusal.headers]
    if refusal.violations:
        headers.append((VIOLATIONS_HEADER, spell_violations(refusal.violations)))
    body = encode({"code": refusal.code, "message": refusal.message}).encode(errors="replace")
    return Reply(refusal.status, headers, body)


def spell_violations(violations: Iterable[Violation]) -> str:
    """Spell violations as a header's value: JSON in ASCII, the first ones and as much of them as there is room for."""
    told = [
        json.dumps({"pointer": _short(each.pointer), "rule": each.rule, "message": _short(each.message)})
        for each in islice(violations, MOST_VIOLATIONS)
    ]
    ends = accumulate(map(len, told))
    return f"[{', '.join(text for text, end in zip(told, ends, strict=True) if end <= MOST_HEADER)}]"


def _short(text: str) -> str:
    return text if len(text) <= MOST_CHARACTERS else f"{text[:MOST_CHARACTERS]}…"


def unauthorized() -> Refusal:
    """Refuse a request without a key pair that is known."""
    return Refusal(401, "AuthFailed", "The API key and secret are missing or wrong")


def not_acceptable() -> Refusal:
    """Refuse to answer in another form than JSON."""
    return Refusal(406, "NotAcceptable", "The 'Accept' header allows no answer that this API gives")


def unsupported_media_type() -> Refusal:
    """Refuse a body that is not announced as JSON."""
    return Refusal(415, "UnsupportedMediaType", "The 'Content-Type' header has to be 'application/json'")


def method_not_allowed(method: str, allowed: Iterable[str]) -> Refusal:
    """Refuse a method that the path does not have."""
    return Refusal(
        405, "MethodNotAllowed", f"Method '{method}' is not allowed here", headers=[("allow", ", ".join(allowed))]
    )


def not_imitated(method: str, path: str) -> Refusal:
    """Say that the mock does not imitate an operation, rather than guess."""
    return Refusal(501, "NotImplemented", f"The mock does not imitate '{method} {path}'.")


def not_found(kind: str, identifier: str) -> Refusal:
    """Say that a connection or group does not exist: `kind` is the word in the API's code."""
    return Refusal(404, f"NotFound_{kind}", f"{kind} with id '{identifier}' does not exist.")


def no_schema_config(identifier: str) -> Refusal:
    """Say that the source has not been read yet."""
    return Refusal(404, "NotFound_SchemaConfig", f"Connection with id '{identifier}' has no schema config yet")


def unknown_service(service: str) -> Refusal:
    """Say that the mock knows nothing of a connector service."""
    return Refusal(404, "NotFound", f"The mock knows nothing of connector service '{service}'")


def invalid(message: str, violations: Iterable[Violation] = ()) -> Refusal:
    """Refuse what a request says."""
    return Refusal(400, "InvalidInput", message, violations=violations)


def invalid_body(violations: list[Violation]) -> Refusal:
    """Refuse a body as coarsely as the API does; the violations name what it does not."""
    return invalid(_coarse(violations), violations)


def invalid_parameter(name: str) -> Refusal:
    """Refuse a query parameter."""
    return invalid(f"Invalid '{name}' parameter")


def conflict(message: str) -> Refusal:
    """Refuse what the state of things does not allow now."""
    return Refusal(409, "Conflict", message)


def duplicate_schema(schema: str) -> Refusal:
    """Refuse a second connection of the same schema in a group."""
    return conflict(f"Schema '{schema}' is already used by another connection of the group")


def not_kept(problem: OSError) -> Refusal:
    """Say that a change was undone because the mock's store cannot keep it."""
    return Refusal(500, "InternalError", f"Nothing was changed, since the change cannot be kept: {problem}")


def illegal_state(status: int, message: str) -> Refusal:
    """Refuse what comes at the wrong time in a connection's life."""
    return Refusal(status, "IllegalState", message)


def not_set_up(setup_state: str) -> Refusal:
    """Refuse to read the source of a connection that is not set up."""
    return invalid(f"Setup state must be 'connected' but was '{setup_state}'")


def too_many(limit: str, retry_after: int) -> Refusal:
    """Refuse a request above a limit."""
    return Refusal(
        429,
        "TooManyRequests",
        f"No more than {limit} are allowed; try again in {retry_after} seconds",
        headers=[("retry-after", str(retry_after))],
    )


_FIELD_MESSAGES: Final[Mapping[str, str]] = {
    "/private_link_id": "Networking method must be 'PrivateLink' in order to set 'private_link_id'",
    "": "Invalid request body",
    "/config": "Invalid 'config' object",
    "/auth": "Invalid 'auth' object",
}


def _coarse(violations: list[Violation]) -> str:
    """Say what the API would say: which required field is missing, or which part of the body is wrong."""
    for violation in violations:
        if violation.rule in _MISSING and violation.pointer in _NAMED_WHEN_MISSING:
            return f"Field '{violation.pointer.rpartition('/')[2]}' is required"
    pointer = violations[0].pointer
    top = pointer.split("/", 2)[1] if pointer else ""
    return _FIELD_MESSAGES.get(pointer) or _FIELD_MESSAGES.get(f"/{top}") or f"Invalid '{top}' value"


_MISSING: Final = frozenset({"shape.required", "schema.required"})
"""The rules that a missing field breaks."""

_NAMED_WHEN_MISSING: Final = frozenset(
    {"/group_id", "/service", "/config", "/config/schema", "/config/schema_prefix", "/state", "/connect_card_config"}
)
"""Missing fields that the message names: observed for the two of `config`, inferred for the others."""


def _heads() -> dict[str, bytes]:
    return {name: f'{{"code":"Success","message":{encode(text)},"data":'.encode() for name, text in MESSAGES.items()}


_HEADS: Final = _heads()
