"""Faults as data: which calls they strike, and what they do to the answer or to the socket."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from random import Random
from typing import Any, Final, Literal, Self

from ._call import write_cursor
from ._envelope import JSON, MESSAGES, to_bytes
from ._json import is_array, is_object
from ._messages import SLOW_SECONDS, Reply, Request, SocketFault

MOST_SECONDS: Final = 86_400.0
"""The longest delay that a fault may have."""


class AnswerFault(StrEnum):
    """Something wrong with an answer that arrives whole."""

    HTML = "html"
    """A proxy's page instead of JSON."""
    MALFORMED_JSON = "malformed_json"
    """JSON that ends too early."""
    UNKNOWN_ENUM = "unknown_enum"
    """A value that the document does not know, in every enum of the status."""
    NULL = "null"
    """Null for the service, which the document does not allow."""
    REPEATED_CURSOR = "repeated_cursor"
    """A next cursor that leads to the page that was just given."""


class InvalidFault(ValueError):
    """A description of a fault that is not one; says in one sentence where it is wrong."""

    def __init__(self, pointer: str, problem: str) -> None:
        super().__init__(f"{pointer or '/'}: {problem}")
        self.pointer = pointer
        self.problem = problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """
    Something that goes wrong with some calls.

    The first group of fields says which calls; a field that is absent lets every call through. The second says what
    happens to them. `Fault(operation="create_connection", nth=2, status=503)` refuses the second create.
    """

    operation: str | None = None
    """Id of the operation; every operation when absent."""
    connection_id: str | None = None
    """Id of the connection (or whatever stands in its place in the path)."""
    nth: int | None = None
    """Only the n-th of the calls that fit, counted from 1."""
    share: float | None = None
    """Only this share of the calls that fit, drawn with `seed`."""
    seed: int = 0
    times: int | None = None
    """How often it happens at most."""

    when: Literal["before", "after"] = "before"
    """Whether it happens before the mock has acted, so that nothing changes, or after."""
    status: int | None = None
    """The answer's status, for instance 503, 429 or 520."""
    body: object = None
    """The answer's body: text as it is, everything else as JSON. The API's envelope when absent."""
    headers: Mapping[str, str] | None = None
    """Headers to add."""
    retry_after: int | str | None = None
    """The value of `Retry-After`; the status is 429 unless given."""
    answer: AnswerFault | None = None
    """What is wrong with the answer."""
    socket: SocketFault | None = None
    """What happens on the socket."""
    delay: float = 0.0
    """Seconds to wait before the answer; alone, it only delays."""

    def __post_init__(self) -> None:
        """Refuse what cannot be a fault; raises `InvalidFault`."""
        for name, kind in _ENUMS.items():
            object.__setattr__(self, name, _member(kind, getattr(self, name), f"/{name}"))
        for name, check in _CHECKS.items():
            value = getattr(self, name)
            if value is not None and (problem := check(value)):
                raise InvalidFault(f"/{name}", problem)
        if not (self.answer or self.socket or self.delay or self._replaces):
            raise InvalidFault("", "say what happens: one of status, body, headers, retry_after, answer, socket, delay")

    @property
    def _replaces(self) -> bool:
        """Whether the fault brings an answer of its own."""
        return any(value is not None for value in (self.status, self.body, self.headers, self.retry_after))

    @property
    def acts(self) -> bool:
        """Whether the mock has to act for this fault to have its effect."""
        return (
            self.when == "after"
            or self.answer in _SPOILS
            or self.socket is SocketFault.SLOW_HEADERS
            or not (self.answer or self.socket or self._replaces)
        )

    @classmethod
    def from_data(cls, data: object, *, pointer: str = "") -> Self:
        """
        Make a fault from plain data, as a YAML file or an admin call has it.

        Raises `InvalidFault` with a JSON pointer that begins with `pointer`.
        """
        if not is_object(data):
            raise InvalidFault(pointer, "a fault is an object")
        try:
            return cls(**_known(data))
        except InvalidFault as problem:
            raise InvalidFault(pointer + problem.pointer, problem.problem) from None

    def to_data(self) -> dict[str, Any]:
        """Give the fault as plain data, as `from_data` takes it; what is as usual is left out."""
        given = {field.name: getattr(self, field.name) for field in fields(self)}
        return {
            name: str(value) if isinstance(value, StrEnum) else value
            for name, value in given.items()
            if value != _USUAL[name]
        }


def faults_from_data(data: object) -> tuple[Fault, ...]:
    """Make faults from a list of plain data; raises `InvalidFault` with the pointer of what is wrong."""
    if not is_array(data):
        raise InvalidFault("", "faults are a list")
    return tuple(Fault.from_data(each, pointer=f"/{place}") for place, each in enumerate(data))


class FaultBook:
    """The faults that stand, and how often each has been met and has happened."""

    __slots__ = ("_entries",)

    def __init__(self, faults: Iterable[Fault] = ()) -> None:
        self._entries = [_Entry(fault) for fault in faults]

    def __bool__(self) -> bool:
        return bool(self._entries)

    def __iter__(self) -> Iterator[Fault]:
        return (entry.fault for entry in self._entries)

    def add(self, fault: Fault) -> None:
        """Let a fault stand, after those that stand already."""
        self._entries.append(_Entry(fault))

    def remove(self, place: int) -> None:
        """Take a fault away; raises IndexError where there is none."""
        del self._entries[place]

    def renew(self, faults: Iterable[Fault] = ()) -> None:
        """Take all faults away and let these stand, as if they had never been met."""
        self._entries = [_Entry(fault) for fault in faults]

    def strike(self, operation: str, argument: str) -> Fault | None:
        """Give the fault that happens to this call; each that fits counts the call, the first one wins."""
        struck = [entry for entry in self._entries if entry.meets(operation, argument)]
        if not struck:
            return None
        struck[0].happened += 1
        return struck[0].fault


class _Entry:
    __slots__ = ("_draw", "_met", "fault", "happened")

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        self._met = 0
        self._draw = Random(fault.seed).random  # noqa: S311  # a seeded draw, not a secret
        self.happened = 0

    def meets(self, operation: str, argument: str) -> bool:
        """Count a call that fits, and tell whether the fault is to happen to it."""
        fault = self.fault
        if fault.operation not in (None, operation) or fault.connection_id not in (None, argument):
            return False
        self._met += 1
        lucky = fault.share is None or self._draw() < fault.share
        return lucky and fault.nth in (None, self._met) and (fault.times is None or self.happened < fault.times)


def spoil(fault: Fault, reply: Reply | None, request: Request) -> Reply:
    """Do to an answer what a fault does; without an answer, make the one that the fault brings."""
    reply = _replaced(fault, reply)
    if fault.answer is not None:
        reply = _ANSWERS[fault.answer](reply, request)
    reply.fault = fault.socket
    reply.delay = fault.delay or (SLOW_SECONDS if fault.socket is SocketFault.SLOW_HEADERS else 0.0)
    return reply


def _replaced(fault: Fault, reply: Reply | None) -> Reply:
    headers: list[tuple[str, str]] = [JSON] if reply is None else list(reply.headers)
    headers.extend((fault.headers or {}).items())
    status = fault.status or (429 if fault.retry_after is not None else None)
    if fault.retry_after is not None:
        headers.append(("retry-after", str(fault.retry_after)))
    if fault.body is not None:
        body = fault.body.encode(errors="replace") if isinstance(fault.body, str) else to_bytes(fault.body)
        return Reply(status or 200, headers, body)
    if status is None and reply is not None:
        return Reply(reply.status, headers, reply.body)
    status = status or (502 if fault.answer is AnswerFault.HTML else 500)
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
"""Code and text by status, for a fault that gives no body. The text of a server's fault is unknown."""


def _html(reply: Reply, _: Request) -> Reply:
    status = reply.status if reply.status >= 400 else 502
    page = b"<html>\r\n<head><title>%d</title></head>\r\n<body><h1>%d</h1></body>\r\n</html>\r\n" % (status, status)
    return Reply(status, [*_without_type(reply), ("content-type", "text/html; charset=utf-8")], page)


def _malformed(reply: Reply, _: Request) -> Reply:
    return Reply(reply.status, reply.headers, reply.body[: max(1, len(reply.body) // 2)])


def _unknown_enum(reply: Reply, _: Request) -> Reply:
    return _edited(
        reply, {"setup_state": "hibernating", "sync_state": "hibernating", "schema_change_handling": "MAYBE"}
    )


def _null(reply: Reply, _: Request) -> Reply:
    return _edited(reply, {"service": None, "account_id": None, "token": None, "schemas": None})


def _repeated_cursor(reply: Reply, request: Request) -> Reply:
    page = json.loads(reply.body)
    if is_object(page.get("data")) and "items" in page["data"]:
        asked = request.target.partition("cursor=")[2].partition("&")[0]
        page["data"]["next_cursor"] = asked or write_cursor(0)
    return Reply(reply.status, reply.headers, to_bytes(page))


_ANSWERS: Final = {
    AnswerFault.HTML: _html,
    AnswerFault.MALFORMED_JSON: _malformed,
    AnswerFault.UNKNOWN_ENUM: _unknown_enum,
    AnswerFault.NULL: _null,
    AnswerFault.REPEATED_CURSOR: _repeated_cursor,
}

_SPOILS: Final = frozenset(AnswerFault) - {AnswerFault.HTML}
"""The faults of an answer that need a real answer to spoil."""


def _edited(reply: Reply, changes: Mapping[str, object]) -> Reply:
    return Reply(reply.status, reply.headers, to_bytes(_with_changes(json.loads(reply.body), changes)))


def _with_changes(value: Any, changes: Mapping[str, object]) -> Any:
    if is_object(value):
        return {key: changes[key] if key in changes else _with_changes(inner, changes) for key, inner in value.items()}
    return [_with_changes(inner, changes) for inner in value] if is_array(value) else value


def _without_type(reply: Reply) -> list[tuple[str, str]]:
    return [(name, value) for name, value in reply.headers if name != "content-type"]


# --- reading plain data -----------------------------------------------------------------------------------------------


def _whole(low: int, high: int | None = None) -> Any:
    """Make a check for a whole number."""

    def check(value: object) -> str:
        if type(value) is int and low <= value and (high is None or value <= high):
            return ""
        return f"this has to be a whole number from {low}" + ("" if high is None else f" to {high}")

    return check


def _text(value: object) -> str:
    return "" if isinstance(value, str) and value else "this has to be a text"


def _share(value: object) -> str:
    return "" if type(value) in (int, float) and 0 <= value <= 1 else "this has to be a number from 0 to 1"  # type: ignore[operator]  # the type is checked before


def _seconds(value: object) -> str:
    fine = type(value) in (int, float) and 0 <= value <= MOST_SECONDS  # type: ignore[operator]  # likewise
    return "" if fine else f"this has to be a number of seconds from 0 to {MOST_SECONDS:.0f}"


def _operation(value: object) -> str:
    return (
        ""
        if isinstance(value, str) and value in MESSAGES
        else f"there is no operation {value}; there are {', '.join(sorted(MESSAGES))}"
    )


def _when(value: object) -> str:
    return "" if value in ("before", "after") else "this has to be before or after"


def _headers(value: object) -> str:
    fine = is_object(value) and all(_NAME.fullmatch(str(name)) and _is_header(text) for name, text in value.items())
    return "" if fine else "this has to be an object of header names and texts in printable ASCII"


_NAME: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
"""What HTTP calls a token."""


def _is_header(text: object) -> bool:
    return isinstance(text, str) and text.isascii() and text.isprintable()


def _retry_after(value: object) -> str:
    fine = _is_header(value) or (type(value) is int and value >= 0)
    return "" if fine else "this has to be a number of seconds or a text"


def _body(value: object) -> str:
    try:
        to_bytes(value)
    except (TypeError, ValueError, RecursionError):
        return "this has to be a text or a JSON value"
    return ""


_CHECKS: Final = {
    "operation": _operation,
    "connection_id": _text,
    "nth": _whole(1),
    "share": _share,
    "seed": _whole(0),
    "times": _whole(1),
    "when": _when,
    "status": _whole(200, 599),
    "body": _body,
    "headers": _headers,
    "retry_after": _retry_after,
    "delay": _seconds,
}
"""What each field of a fault has to be; says what is wrong, or nothing."""

_ENUMS: Final[Mapping[str, type[StrEnum]]] = {"answer": AnswerFault, "socket": SocketFault}

_USUAL: Final = {field.name: field.default for field in fields(Fault)}


def _known(data: dict[str, Any]) -> dict[str, Any]:
    """Give plain data back, after making sure that a fault has all its keys."""
    for key in data:
        if key not in _USUAL:
            raise InvalidFault(f"/{key}", f"there is no such key; there are {', '.join(_USUAL)}")
    return data


def _member(kind: type[StrEnum], value: object, pointer: str) -> StrEnum | None:
    """Read one word of an enum."""
    try:
        return None if value is None else kind(str(value))
    except ValueError:
        raise InvalidFault(pointer, f"this has to be one of {', '.join(kind)}") from None
