"""The effects of faults on answers and sockets."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

from fivetran_common.json_types import is_array, is_object

from .call import write_cursor
from .formats.http import BODILESS, CUTTING, JSON, MESSAGES, OPERATIONS, SLOW_SECONDS, Reply, Request, SocketFault
from .formats.json import to_bytes
from .state.faults import UNKNOWN_WORDS, AnswerFault, Fault

Header = tuple[str, str]


def apply_fault(fault: Fault, own: Reply | None, request: Request, operation: str) -> Reply:
    """Apply a fault to the mock's own answer, or to a made-up answer if the mock has not acted."""
    reply = _answer_of(fault, own, request, operation)
    if fault.answer is not None:
        reply = _with_defect(fault.answer, reply, request)
    if fault.retry_after is not None:
        reply.headers = _put(reply.headers, [("retry-after", str(fault.retry_after))])
    if fault.headers is not None:
        reply.headers = _put(reply.headers, fault.headers.items())
    if reply.status in BODILESS:
        reply.body = b""
    reply.effect = fault.effect
    cuts_nothing = fault.socket in CUTTING and not reply.body
    reply.fault = None if fault.socket is None or cuts_nothing else SocketFault(fault.socket)
    reply.delay = fault.delay or (SLOW_SECONDS if fault.socket is SocketFault.SLOW_HEADERS else 0.0)
    return reply


def _answer_of(fault: Fault, own: Reply | None, request: Request, operation: str) -> Reply:
    """Return the reply that the fault changes: the fault's own reply, the mock's, a success to cut short, or a 5xx."""
    headers: list[Header] = [JSON] if own is None else own.headers
    status = _status_of(fault)
    if fault.body is not None:
        body = fault.body(request) if callable(fault.body) else fault.body
        return Reply(status or 200, headers, body.encode() if isinstance(body, str) else to_bytes(body))
    if status is not None:
        return _failure(status, headers)
    if own is not None:
        return own
    if fault.socket in CUTTING and operation:
        success = min(status for status in OPERATIONS[operation].described["responses"] if status.startswith("2"))
        return Reply(int(success), headers, to_bytes({"code": "Success", "message": MESSAGES[operation]}))
    is_late = fault.answer is None and fault.socket in (None, SocketFault.SLOW_HEADERS)
    return _failure(504 if is_late else 500, headers)  # 504: a gateway timed out


def _status_of(fault: Fault) -> int | None:
    """Return the status that a fault gives the answer, if it gives one."""
    if fault.status is not None:
        return fault.status
    if fault.retry_after is not None:
        return 429
    return 502 if fault.answer is AnswerFault.HTML else None


def _failure(status: int, headers: list[Header]) -> Reply:
    code, message = _KNOWN.get(status, ("ServerError", "Something went wrong"))
    return Reply(status, headers, to_bytes({"code": code, "message": message}))


_KNOWN: Final = {
    400: ("InvalidInput", "Invalid request"),
    401: ("AuthFailed", "The API key and secret are missing or wrong"),
    403: ("Forbidden", "Access denied"),
    404: ("NotFound", "HTTP 404 Not Found"),
    409: ("Conflict", "The request conflicts with the state of things"),
    429: ("TooManyRequests", "Too many requests"),
}
"""Code and message by status, for a fault without a body. The message of a server's failure is unknown."""


def _with_defect(defect: str, reply: Reply, request: Request) -> Reply:
    if defect is AnswerFault.HTML:
        page = b"<html>\r\n<head><title>%d</title></head>\r\n<body><h1>%d</h1></body>\r\n</html>\r\n"
        headers = _put(reply.headers, [("content-type", "text/html; charset=utf-8")])
        return Reply(reply.status, headers, page % (reply.status, reply.status))
    if defect is AnswerFault.MALFORMED_JSON:
        return Reply(reply.status, reply.headers, reply.body[: max(1, len(reply.body) // 2)])
    try:
        value = json.loads(reply.body)
    except ValueError:  # the fault's own body need not be JSON
        return reply
    if not is_object(value):
        return reply
    data = value.get("data")
    if defect is AnswerFault.UNKNOWN_ENUM:
        value = _with_changes(value, UNKNOWN_WORDS)
    elif defect is AnswerFault.NULL:
        whole, value = value, _with_changes(value, _NULLS)
        if value == whole:
            value["data" if "data" in value else "code"] = None
    elif is_object(data) and "items" in data:
        data["next_cursor"] = request.target.partition("cursor=")[2].partition("&")[0] or write_cursor(0)
    return Reply(reply.status, reply.headers, to_bytes(value))


_NULLS: Final = {"service": None, "account_id": None, "token": None, "schemas": None}
"""The keys that the fault `null` sets to null; in an answer without them, its data, or else its code."""


def _with_changes(value: Any, changes: Mapping[str, object]) -> Any:
    if is_object(value):
        return {key: changes[key] if key in changes else _with_changes(inner, changes) for key, inner in value.items()}
    return [_with_changes(inner, changes) for inner in value] if is_array(value) else value


def _put(headers: Iterable[Header], given: Iterable[Header]) -> list[Header]:
    """Add headers in lower case, in the place of those with the same names."""
    added = {name.lower(): value for name, value in given}
    return [*(header for header in headers if header[0] not in added), *added.items()]
