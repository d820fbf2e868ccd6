"""Applies a fault to an answer: to the mock's own, or to one that the fault brings."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

from fivetran_common.json_types import is_array, is_object

from ..call import write_cursor
from ..formats.envelope import JSON, to_bytes
from ..formats.messages import BODILESS, SLOW_SECONDS, Reply, Request, SocketFault
from .model import UNKNOWN_WORDS, AnswerFault, Fault, encoded_body, half

Header = tuple[str, str]


def apply_fault(fault: Fault, own: Reply | None, request: Request) -> Reply:
    """Apply a fault to the mock's own answer or, if the mock has not acted, to one in its place."""
    reply = _answer_of(fault, own)
    if fault.answer is not None:
        reply = _ANSWERS[fault.answer](reply, request)
    if fault.retry_after is not None:
        reply.headers = _put(reply.headers, [("retry-after", str(fault.retry_after))])
    if fault.headers is not None:
        reply.headers = _put(reply.headers, fault.headers.items())
    if reply.status in BODILESS:
        reply.body = b""
    reply.fault = fault.socket
    reply.delay = fault.delay or (SLOW_SECONDS if fault.socket is SocketFault.SLOW_HEADERS else 0.0)
    return reply


def _answer_of(fault: Fault, own: Reply | None) -> Reply:
    """Return the answer to apply the fault to: its own, the mock's, or a server's failure."""
    headers: list[Header] = [JSON] if own is None else own.headers
    status = _status(fault)
    if fault.body is not None:
        return Reply(status or 200, headers, encoded_body(fault.body))
    if status is None and own is not None:
        return own
    status = status or _UNREACHED.get(fault.kinds[0], 500)
    code, message = _KNOWN.get(status, ("ServerError", "Something went wrong"))
    return Reply(status, headers, to_bytes({"code": code, "message": message}))


def _status(fault: Fault) -> int | None:
    if fault.status is not None:
        return fault.status
    if fault.retry_after is not None:
        return 429
    return 502 if fault.answer is AnswerFault.HTML else None


_UNREACHED: Final = {"slow_headers": 504, "delay": 504}
"""The status after a delay before the mock has acted: as if a gateway had timed out; 500 for other faults."""

_KNOWN: Final = {
    400: ("InvalidInput", "Invalid request"),
    401: ("AuthFailed", "The API key and secret are missing or wrong"),
    403: ("Forbidden", "Access denied"),
    404: ("NotFound", "HTTP 404 Not Found"),
    409: ("Conflict", "The request conflicts with the state of things"),
    429: ("TooManyRequests", "Too many requests"),
}
"""Code and message by status, for a fault without a body. The message of a server's failure is unknown."""


def _html(reply: Reply, _: Request) -> Reply:
    page = b"<html>\r\n<head><title>%d</title></head>\r\n<body><h1>%d</h1></body>\r\n</html>\r\n"
    headers = _put(reply.headers, [("content-type", "text/html; charset=utf-8")])
    return Reply(reply.status, headers, page % (reply.status, reply.status))


def _malformed(reply: Reply, _: Request) -> Reply:
    return Reply(reply.status, reply.headers, half(reply.body))


def _unknown_enum(reply: Reply, _: Request) -> Reply:
    return _with_body(reply, _with_changes(json.loads(reply.body), UNKNOWN_WORDS))


def _null(reply: Reply, _: Request) -> Reply:
    """Set the keys of `_NULLS` to null; in an answer without them, its data, or else its code."""
    value = json.loads(reply.body)
    changed = _with_changes(value, _NULLS)
    if changed == value:
        changed["data" if "data" in value else "code"] = None
    return _with_body(reply, changed)


_NULLS: Final = {"service": None, "account_id": None, "token": None, "schemas": None}


def _repeated_cursor(reply: Reply, request: Request) -> Reply:
    page = json.loads(reply.body)
    if is_object(page.get("data")) and "items" in page["data"]:
        asked = request.target.partition("cursor=")[2].partition("&")[0]
        page["data"]["next_cursor"] = asked or write_cursor(0)
    return _with_body(reply, page)


_ANSWERS: Final = {
    AnswerFault.HTML: _html,
    AnswerFault.MALFORMED_JSON: _malformed,
    AnswerFault.UNKNOWN_ENUM: _unknown_enum,
    AnswerFault.NULL: _null,
    AnswerFault.REPEATED_CURSOR: _repeated_cursor,
}


def _with_body(reply: Reply, value: object) -> Reply:
    return Reply(reply.status, reply.headers, to_bytes(value))


def _with_changes(value: Any, changes: Mapping[str, object]) -> Any:
    if is_object(value):
        return {key: changes[key] if key in changes else _with_changes(inner, changes) for key, inner in value.items()}
    return [_with_changes(inner, changes) for inner in value] if is_array(value) else value


def _put(headers: Iterable[Header], given: Iterable[Header]) -> list[Header]:
    """Add headers in lower case, in the place of those with the same names."""
    added = {name.lower(): value for name, value in given}
    return [*(header for header in headers if header[0] not in added), *added.items()]
