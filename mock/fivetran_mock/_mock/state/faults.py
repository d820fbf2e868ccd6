"""Faults as data: the calls that they select, and their effects so far."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from random import Random
from typing import Any, Final, Literal, Self, cast

from fivetran_common.json_types import is_array, is_mapping

from ..contract.differences import contract
from ..formats.http import MESSAGES, OPERATIONS, UNCONNECTED, Request, SocketFault
from ..formats.json import listed
from ..formats.refusals import VIOLATIONS_HEADER
from ..formats.schema import MOST_WHOLE, NAME, Checker, InvalidData, an_object, known_fields, number, one_of, whole

When = Literal["before", "after"]

MOST_SECONDS: Final = 86_400.0
"""The longest delay that a fault may have."""


class AnswerFault(StrEnum):
    """A defect of an answer that arrives whole."""

    HTML = "html"
    """A proxy's page instead of JSON."""
    MALFORMED_JSON = "malformed_json"
    """JSON that ends too early."""
    UNKNOWN_ENUM = "unknown_enum"
    """A value that the document does not have, in every enum of the status."""
    NULL = "null"
    """Null where the document does not allow it."""
    REPEATED_CURSOR = "repeated_cursor"
    """A next cursor that leads to the same page again."""


UNKNOWN_WORDS: Final = {
    "setup_state": "hibernating",
    "sync_state": "hibernating",
    "setup_status": "hibernating",
    "schema_change_handling": "MAYBE",
}
"""The values of `AnswerFault.UNKNOWN_ENUM`, by key."""


class InvalidFault(InvalidData):
    """A wrong description of a fault; the message is one sentence with the pointer of the mistake."""


@known_fields
@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """
    Selects calls, and describes their failure; `socket` and `answer` may be plain texts.

    `Fault(operation="create_connection", nth=2, status=503)` refuses the second create. These fields select the calls;
    one that is absent selects all:

    - `operation`: id of the operation;
    - `connection_id`: id of the connection, group, destination, user or service: the first one in the path;
    - `path` and `method`: of any request, imitated or not; the path is without a query;
    - `nth`: only the n-th of the selected calls, counted from 1;
    - `share`: only this share of the selected calls, from 0 to 1, drawn at random with `random_seed`;
    - `times`: the most calls that the fault affects;
    - `exactly`: the same, and `verify` and the end of a test fail if it affected fewer.

    These describe the failure:

    - `when`: in place of the mock's action (`before`), or `after` it; see `acts` for the default;
    - `status`: the answer's status, for instance 503, 429 or 520;
    - `body`: the answer's body: a text as it is, all else as JSON; the API's envelope if absent. A callable gets the
      `Request` and returns the body, while other requests wait;
    - `headers`: headers that replace those with the same name; alone, in the mock's own answer;
    - `retry_after`: the value of `Retry-After`; the status is 429 by default;
    - `answer`: a defect of the answer (`AnswerFault`);
    - `socket`: a failure of the socket, or of the way to it (`SocketFault`);
    - `delay`: seconds to wait before the answer; alone, before the mock's own answer.
    """

    operation: str | None = None
    connection_id: str | None = None
    path: str | None = None
    method: str | None = None
    nth: int | None = None
    share: float | None = None
    random_seed: int = 0
    times: int | None = None
    exactly: int | None = None

    when: When | None = None
    status: int | None = None
    body: object = None
    headers: Mapping[str, str] | None = None
    retry_after: int | str | None = None
    answer: AnswerFault | str | None = None
    socket: SocketFault | str | None = None
    delay: float = 0.0

    def __post_init__(self) -> None:
        """Check all fields; raises `InvalidFault`."""
        FAULT.check(self.to_data(), InvalidFault)
        for name, kind in (("answer", AnswerFault), ("socket", SocketFault)):
            if getattr(self, name) is not None:
                object.__setattr__(self, name, kind(getattr(self, name)))
        for name in ("nth", "random_seed", "times", "exactly", "status", "retry_after"):
            if isinstance(getattr(self, name), float):  # JSON Schema takes 500.0 for a whole number
                object.__setattr__(self, name, int(getattr(self, name)))
        if not (self.delay or _is_given(self, (*_BRINGS, "headers", "answer", "socket"))):
            raise InvalidFault(
                "", "this fault changes nothing: add one of status, body, headers, retry_after, answer, socket, delay"
            )
        for name, problem in _contradictions(self):
            raise InvalidFault(f"/{name}", problem)

    @property
    def effect(self) -> str:
        """The effects in one line, as in `status=503, delay=5`."""
        given = self.to_data()
        named = [f"{name}={given[name]}" for name in _NAMED if name in given]
        return ", ".join([*named, *(name for name in ("headers", "body") if name in given)])

    @property
    def acts(self) -> bool:
        """
        Whether the mock acts on a call before the fault happens.

        Without `when`, it does if the client gets the mock's own answer: late, with other headers, or with a defect.
        """
        if self.when is not None:
            return self.when == "after"
        if self.socket in UNCONNECTED or self.answer is AnswerFault.HTML or _is_given(self, _BRINGS):
            return False
        return self.answer is not None or self.socket in (None, SocketFault.SLOW_HEADERS)

    @classmethod
    def from_data(cls, data: object, *, pointer: str = "") -> Self:
        """Read a fault from plain data; raises `InvalidFault` with a JSON pointer that begins with `pointer`."""
        given = {name: value for name, value in data.items() if value is not None} if is_mapping(data) else data
        FAULT.check(given, InvalidFault, pointer=pointer)
        try:
            return cls(**cast("dict[str, Any]", given))
        except InvalidFault as problem:
            raise InvalidFault(pointer + problem.pointer, problem.problem) from None

    def to_data(self) -> dict[str, Any]:
        """Return the fault as plain data for `from_data`, without defaults; callables by name."""
        given = {field.name: getattr(self, field.name) for field in fields(self)}
        if callable(self.body):
            given["body"] = f"<callable {getattr(self.body, '__name__', type(self.body).__name__)}>"
        return {
            name: str(value) if isinstance(value, StrEnum) else value
            for name, value in given.items()
            if value != _USUAL[name]
        }


def faults_of(values: object) -> tuple[Fault, ...]:
    """Read faults, which may be given as data; raises `InvalidFault` with the pointer of the mistake."""
    faults = listed(values)
    if not is_array(faults):
        raise TypeError("faults has to be a list of faults or of their data")
    return tuple(
        fault if isinstance(fault, Fault) else Fault.from_data(fault, pointer=f"/{place}")
        for place, fault in enumerate(faults)
    )


_NAMED: Final = ("status", "retry_after", "answer", "socket", "delay")
"""The fields whose values `Fault.effect` shows."""

_BRINGS: Final = ("status", "body", "retry_after")
"""The fields that replace the mock's own answer."""


def _is_given(fault: Fault, names: Iterable[str]) -> bool:
    return any(getattr(fault, name) is not None for name in names)


class ActiveFault:
    """A fault with counts of the calls that it selected, that an earlier fault preempted, and to which it applied."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        self.matched = 0
        self.applied = 0
        self.preempted = 0
        self._random = Random(fault.random_seed)  # noqa: S311  # a seeded draw, not a secret

    def matches(self, request: Request, operation: str, identifier: str) -> bool:
        """Count a call if the fault selects it, and tell whether the fault fails it."""
        fault = self.fault
        if (
            fault.operation not in (None, operation)
            or fault.connection_id not in (None, identifier)
            or fault.path not in (None, request.target.partition("?")[0])
            or fault.method not in (None, request.method)
        ):
            return False
        self.matched += 1
        lucky = fault.share is None or self._random.random() < fault.share
        most = fault.exactly or fault.times
        return lucky and fault.nth in (None, self.matched) and (most is None or self.applied < most)

    @property
    def is_used(self) -> bool:
        """Whether the fault has applied to a call, or as often as `exactly` says."""
        return self.applied >= (self.fault.exactly or 1)

    def described(self, calls: int) -> str:
        """Write the fault without the texts of bodies and headers, and its effect in this many calls."""
        given = self.fault.to_data()
        aim = [f"{name}={given[name]}" for name in given if name not in (*_NAMED, "random_seed", "headers", "body")]
        earlier = f"; an earlier fault took {self.preempted} of them" if self.preempted else ""
        counts = f"it selects {self.matched} of {calls} calls and applies to {self.applied or 'none'}{earlier}"
        return f"Fault({', '.join([*aim, self.fault.effect])}): {counts}"


def select_fault(faults: Iterable[ActiveFault], request: Request, operation: str, identifier: str) -> Fault | None:
    """Return the first fault that fails this call, or None; every fault that selects the call counts it."""
    matched = [active for active in faults if active.matches(request, operation, identifier)]
    if not matched:
        return None
    matched[0].applied += 1
    for later in matched[1:]:
        later.preempted += 1
    return matched[0].fault


_USUAL: Final = {field.name: field.default for field in fields(Fault)}

_PRINTABLE: Final = "^([!-~]([ -~]*[!-~])?)?$"

FAULT: Final = Checker(
    an_object(
        {
            "operation": {"type": "string", "enum": [*MESSAGES], "title": "the id of an operation"},
            "connection_id": NAME,
            "path": {
                "type": "string",
                "pattern": "^/[^?#*]*$",
                "title": "a path that begins with /, without a query and without *",
            },
            "method": one_of("GET", "POST", "PATCH", "PUT", "DELETE"),
            "nth": whole(1),
            "share": number(0, 1, "a number from 0 to 1"),
            "random_seed": whole(0),
            "times": whole(1),
            "exactly": whole(1),
            "when": one_of("before", "after"),
            "status": whole(200, 599),
            "body": {"title": "a text or a JSON value"},
            "headers": {
                "type": "object",
                "propertyNames": {"pattern": "^[!#$%&'*+.^_`|~0-9A-Za-z-]+$"},
                "additionalProperties": {"type": "string", "pattern": _PRINTABLE},
                "title": "an object of header names and texts in printable ASCII",
            },
            "retry_after": {
                "type": ["integer", "string"],
                "minimum": 0,
                "maximum": MOST_WHOLE,
                "pattern": _PRINTABLE,
                "title": "a number of seconds or a text",
            },
            "answer": one_of(*AnswerFault),
            "socket": one_of(*SocketFault),
            "delay": number(0, MOST_SECONDS, f"a number of seconds from 0 to {MOST_SECONDS:.0f}"),
        }
    )
)
"""A fault as plain data; `_contradictions` has the checks that a schema cannot state."""


def _contradictions(fault: Fault) -> Iterator[tuple[str, str]]:
    """Yield the fields that cannot stand as they are, with the reason."""
    for name in (name.lower() for name in fault.headers or ()):
        if name in _RESERVED:
            yield "headers", f"{name} {_RESERVED[name]}"
    named = None if fault.operation is None else OPERATIONS[fault.operation]
    if named is not None and fault.method not in (None, named.method):
        yield "method", f"{fault.operation} is called with {named.method}"
    if fault.times is not None and fault.exactly is not None:
        yield "exactly", "this stands in the place of times: leave one of them out"
    changed = _changed_answer(fault)
    keys = _CHANGED_KEYS.get(changed)
    if named is not None and keys and keys.isdisjoint(contract().keys_in(named.described["responses"])):
        yield "answer", f"no answer of {fault.operation} has a key that {changed} changes: {', '.join(sorted(keys))}"
    if fault.when == "before" and changed is not None:
        yield "when", f"{changed} changes the mock's own answer, which does not exist before the mock acts: use after"
    if fault.when == "after" and fault.socket in UNCONNECTED:
        yield "when", f"without a connection, as with {fault.socket}, the mock cannot act first: use before"


def _changed_answer(fault: Fault) -> str | None:
    """Return the part of a fault that needs an answer of the mock; None if an answer in its place is enough."""
    if _is_given(fault, _BRINGS):
        return None
    if fault.answer in CHANGING:
        return fault.answer
    return None if fault.delay or _is_given(fault, ("answer", "socket")) else "headers"


_ENDS: Final = "says where an answer ends: use a socket fault for that"
_RESERVED: Final = {
    "connection": _ENDS,
    "content-length": _ENDS,
    "transfer-encoding": _ENDS,
    VIOLATIONS_HEADER: "is the mock's own: it tells why a body was refused",
}
"""The headers that a fault cannot set, with the reason; the server writes the first three itself."""

CHANGING: Final = frozenset({AnswerFault.UNKNOWN_ENUM, AnswerFault.NULL, AnswerFault.REPEATED_CURSOR})
"""The defects that change values of an answer; one without such values stays as it is."""

_CHANGED_KEYS: Final[Mapping[str | None, frozenset[str]]] = {
    AnswerFault.UNKNOWN_ENUM: frozenset(UNKNOWN_WORDS),
    AnswerFault.REPEATED_CURSOR: frozenset({"items"}),
}
"""The keys of which an answer has to have one, so that a defect changes it."""
