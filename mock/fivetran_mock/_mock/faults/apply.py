"""What a fault does to an answer: the mock's own, or one that the fault brings."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

from fivetran_common.json_types import is_array, is_object

from ..call import write_cursor
from ..formats.envelope import JSON, to_bytes
from ..formats.messages import BODILESS, SLOW_SECONDS, Reply, Request, SocketFault
from .model import UNKNOWN_WORDS, AnswerFault, Fault, half, spelt

Header = tuple[str, str]


def spoil(fault: Fault, own: Reply | None, request: Request) -> Reply:
    """Do to the mock's own answer what a fault does; where the mock has not acted, to one in its place."""
    reply = _given(fault, own)
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


def _given(fault: Fault, own: Reply | None) -> Reply:
    """Give the answer that is to be spoilt: the one that the fault brings, the mock's own, or a server's failure."""
    headers: list[Header] = [JSON] if own is None else own.headers
    status = _status(fault)
    if fault.body is not None:
        return Reply(status or 200, headers, spelt(fault.body))
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
"""What a client with patience gets after a wait before the mock has acted: a gateway has given up; 500 otherwise."""

_KNOWN: Final = {
    400: ("InvalidInput", "Invalid request"),
    401: ("AuthFailed", "The API key and secret are missing or wrong"),
    403: ("Forbidden", "Access denied"),
    404: ("NotFound", "HTTP 404 Not Found"),
    409: ("Conflict", "The request conflicts with the state of things"),
    429: ("TooManyRequests", "Too many requests"),
}
"""Code and text by status, for a fault that gives no body. The text of a server's fault is unknown."""


def _html(reply: Reply, _: Request) -> Reply:
    page = b"<html>\r\n<head><title>%d</title></head>\r\n<body><h1>%d</h1></body>\r\n</html>\r\n"
    headers = _put(reply.headers, [("content-type", "text/html; charset=utf-8")])
    return Reply(reply.status, headers, page % (reply.status, reply.status))


def _malformed(reply: Reply, _: Request) -> Reply:
    return Reply(reply.status, reply.headers, half(reply.body))


def _unknown_enum(reply: Reply, _: Request) -> Reply:
    return _respelt(reply, _with_changes(json.loads(reply.body), UNKNOWN_WORDS))


def _null(reply: Reply, _: Request) -> Reply:
    """Put null for the keys of `_NULLS`; where an answer has none of them, for its data, or else for its code."""
    value = json.loads(reply.body)
    changed = _with_changes(value, _NULLS)
    if changed == value:
        changed["data" if "data" in value else "code"] = None
    return _respelt(reply, changed)


_NULLS: Final = {"service": None, "account_id": None, "token": None, "schemas": None}


def _repeated_cursor(reply: Reply, request: Request) -> Reply:
    page = json.loads(reply.body)
    if is_object(page.get("data")) and "items" in page["data"]:
        asked = request.target.partition("cursor=")[2].partition("&")[0]
        page["data"]["next_cursor"] = asked or write_cursor(0)
    return _respelt(reply, page)


_ANSWERS: Final = {
    AnswerFault.HTML: _html,
    AnswerFault.MALFORMED_JSON: _malformed,
    AnswerFault.UNKNOWN_ENUM: _unknown_enum,
    AnswerFault.NULL: _null,
    AnswerFault.REPEATED_CURSOR: _repeated_cursor,
}


def _respelt(reply: Reply, value: object) -> Reply:
    return Reply(reply.status, reply.headers, to_bytes(value))


def _with_changes(value: Any, changes: Mapping[str, object]) -> Any:
    if is_object(value):
        return {key: changes[key] if key in changes else _with_changes(inner, changes) for key, inner in value.items()}
    return [_with_changes(inner, changes) for inner in value] if is_array(value) else value


def _put(headers: Iterable[Header], given: Iterable[Header]) -> list[Header]:
    """Add headers, in lower case as all are, in the place of those that have their names."""
    added = {name.lower(): value for name, value in given}
    return [*(header for header in headers if header[0] not in added), *added.items()]
