"""One operation with its arguments: its request, its safety when repeated, how its answer is read. No IO."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any, Generic, ParamSpec, Protocol, TypeAlias, TypeVar

from fivetran_common.json_text import is_utf8
from fivetran_common.json_types import is_mapping

from .._values.secret import MASK
from ..errors import InvalidRequest, RequestSummary

P = ParamSpec("P")
T_co = TypeVar("T_co", covariant=True)
Json: TypeAlias = Mapping[str, Any]


class Model(Protocol):
    """A generated model of a body."""

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object."""
        ...


Body: TypeAlias = Model | Json
"""A body as users may give it: a generated model, or the JSON object itself."""


class Safety(Enum):
    """The effect of repeating an operation."""

    READ = auto()
    DELETE = auto()
    WRITE = auto()
    CREATE = auto()


class Cost(Enum):
    """The rate limits that a request counts toward, beside the one for all requests (documented)."""

    PLAIN = auto()
    SOURCE = auto()
    SETUP_TESTS = auto()


# The connection's own operations answer in version 2, the others know no version (docs/evidence.md#accept).
_VERSION_2 = b"application/json;version=2"
PLAIN = b"application/json"


@dataclass(frozen=True, slots=True)
class Call(Generic[T_co]):
    """One operation with its arguments, ready to be sent any number of times."""

    operation: Operation[..., T_co]
    method: str
    path: str
    params: Mapping[str, Any] | None = None
    body: Any = field(default=None, repr=False)  # may hold secrets as plain text

    @property
    def cost(self) -> Cost:
        """The limits that it counts toward; without its setup tests, a create or an update is like any other."""
        if is_mapping(self.body) and self.body.get("run_setup_tests") is False:
            return Cost.PLAIN
        return self.operation.cost

    def summary(self) -> RequestSummary:
        """Return the request as it may be shown."""
        from .._values.masking import masked  # only failures and debug logs need it

        try:
            return RequestSummary(self.method, self.path, masked(self.body))
        except RecursionError:  # Python can write a body that is nested too deep for it to be walked
            return RequestSummary(self.method, self.path, MASK)


@dataclass(frozen=True, slots=True)
class Operation(Generic[P, T_co]):
    """One row of the table."""

    prepare: Callable[P, dict[str, Any]]
    interpret: Callable[[Json], T_co]
    safety: Safety
    accept: bytes = _VERSION_2
    cost: Cost = Cost.PLAIN

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> Call[T_co]:
        """Make a call; the positional arguments are those of the path."""
        for identifier in args:
            _refuse_unusable(identifier)
        prepared = self.prepare(*args, **kwargs)
        params = {name: _usable(name, value) for name, value in prepared.get("params", {}).items()}
        return Call(self, prepared["method"].upper(), prepared["url"], params or None, prepared.get("json"))


def _refuse_unusable(identifier: object) -> None:
    if not isinstance(identifier, str):
        # Only the type is named: what was given by mistake may hold anything, secrets too.
        its = ", but its .id is" if isinstance(getattr(identifier, "id", None), str) else ""
        raise InvalidRequest(f"A value of type {type(identifier).__name__} is not an id{its}; nothing was sent.")
    # An empty id would turn `delete` of one into a call on the whole collection; dots would climb out of it.
    if identifier.strip() in _NO_IDS or not is_utf8(identifier):
        raise InvalidRequest(f"{identifier!r} is not an id; nothing was sent.")


_NO_IDS = frozenset({"", ".", ".."})


def _usable(name: str, value: object) -> str | int:
    """Return a value of the query as it is sent, also of a `Secret`, which would be written as its mask."""
    if isinstance(value, str):
        if not is_utf8(value):
            raise InvalidRequest(f"{name} has an unpaired surrogate, which cannot be sent; nothing was sent.")
        return str.__str__(value)
    if not isinstance(value, int):
        raise InvalidRequest(f"{name} does not take a value of type {type(value).__name__}; nothing was sent.")
    return value
