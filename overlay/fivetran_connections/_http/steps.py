"""
Sync and async from one definition, and the operations as calls.

A resource method is written once, as a generator of *steps*: it yields actions (`Send`, `Pause`, `Locked`,
`Together`, `ReadSettings`) and receives their results. Two drivers execute the steps, one blocking and one awaiting. An
`ApiCall` is one operation with its arguments: its request, and the reader of its answer. No IO.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from types import NoneType
from typing import Any, Generic, NamedTuple, ParamSpec, TypeAlias, TypeVar

from fivetran_client.types import Request
from fivetran_common.answers import Misshapen, mask_values_of, read
from fivetran_common.json_text import is_utf8
from fivetran_common.json_types import Json, is_object

from .._secrets.masking import is_secret_name, masked
from .._secrets.secret import MASK, Veiled
from ..errors import InvalidRequest, RequestSummary

P = ParamSpec("P")
T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

Cost: TypeAlias = tuple[str, ...]
"""The rate limits that a request counts toward, the narrowest last (documented)."""


class ReadSettings(NamedTuple):
    """Read the settings of the client: its address, retries, limits and clock."""


class Send(NamedTuple):
    """Send one request of httpx once, with the client of httpx, and read the answer."""

    client: Any
    request: Any


class Pause(NamedTuple):
    """Do nothing for some seconds."""

    seconds: float


class Locked(NamedTuple):
    """Run steps while a lock is held."""

    lock: Any
    """A lock of threads or of tasks, as the driver needs it."""
    steps: Steps[None]


class Together(NamedTuple):
    """
    Run the steps of many jobs, some at the same time, within the documented rate limits.

    `deadline` bounds the waits for a rate limit, in seconds from now; `on_wait` is called with the seconds of each.
    """

    jobs: Iterable[Callable[[], Steps[None]]]
    concurrency: int
    deadline: float | None
    on_wait: Callable[[float], object] | None
    progress: Callable[[], str]
    """The text to add to an interruption: which jobs are done and which are not."""
    others: Callable[[str], str] | None = None
    """Masks the secrets of all jobs in the messages of each."""


Step: TypeAlias = ReadSettings | Send | Pause | Locked | Together
Steps: TypeAlias = Generator[Step, Any, T]


def pause(seconds: float) -> Steps[None]:
    """Wait."""
    yield Pause(seconds)


@dataclass(frozen=True, slots=True)
class ApiCall(Generic[T_co]):
    """One operation with its arguments, ready to be sent any number of times."""

    method: str
    path: str
    interpret: Callable[[Json], T_co]
    """Reads the JSON of a success."""
    version: int | None = None
    params: Mapping[str, str | int] | None = None
    body: Json | None = field(default=None, repr=False)  # may hold secrets as plain text
    beside: Json | None = field(default=None, repr=False)
    """The body of the request for which this one looks something up: no message shows a secret of it."""
    limits: tuple[str, ...] = ()
    on_size: Callable[[int], object] | None = None
    """Called with the size of a success in bytes, before it is read."""

    @property
    def cost(self) -> Cost:
        """The limits that it counts toward; fewer if it runs no setup tests (docs/evidence.md#update-tests)."""
        body = self.body or {}
        is_untested_update = self.method == "PATCH" and not (body.get("config") or body.get("auth"))
        is_untested = is_untested_update or body.get("run_setup_tests") is False
        return ("all",) if is_untested else ("all", *self.limits)

    @property
    def writes(self) -> bool:
        """Whether it may change something."""
        return self.method != "GET"

    def summary(self) -> RequestSummary:
        """Return the request as it may be shown."""
        try:
            return RequestSummary(self.method, self.path, masked(self.body))
        except RecursionError:  # Python can write a body that is too deep to walk
            return RequestSummary(self.method, self.path, MASK)


def call(prepare: Callable[P, Request[T]], *args: P.args, **kwargs: P.kwargs) -> ApiCall[T]:
    """
    Make the call of an operation: `prepare` is its function in `fivetran_client.api`.

    The positional arguments are those of the path. Raises `InvalidRequest`.
    """
    for identifier in args:
        if not isinstance(identifier, str):
            # Only the type is named: the value may contain a secret.
            its = ", but its .id is" if isinstance(getattr(identifier, "id", None), str) else ""
            raise InvalidRequest(f"A value of type {type(identifier).__name__} is not an id{its}; nothing was sent.")
        # An empty id would turn `delete` of one into a call on the whole collection; dots would climb out of it.
        if identifier.strip() in {"", ".", ".."} or not is_utf8(identifier):
            raise InvalidRequest(f"{identifier!r} is not an id; nothing was sent.")
    request = prepare(*args, **kwargs)
    params = {name: _usable(name, value) for name, value in request.params.items()}
    reader = partial(_read, request.answer)
    body: Json | None = request.json
    if body is None and request.method in {"POST", "PATCH"}:  # docs/evidence.md#content-type
        body = {}
    return ApiCall(request.method, request.url, reader, request.version, params or None, body, limits=request.limits)


def with_reader(call: ApiCall[Any], interpret: Callable[[Json], T]) -> ApiCall[T]:
    """Return the same call with another reader of its success."""
    return replace(call, interpret=interpret)


def following(call: ApiCall[T], cursor: str) -> ApiCall[T]:
    """Return the call of the next page of a list."""
    return replace(call, params={**(call.params or {}), "cursor": _usable("cursor", cursor)})


# The generated classes know no rules, so they are told which keys hold secrets.
mask_values_of(is_secret_name)


def _read(answer: Any, envelope: Json) -> Any:
    """Read the success of an operation: its data as a model, or only its message."""
    if answer is NoneType:
        return None
    if answer is str:
        return str(envelope.get("message") or "")
    data = envelope["data"]
    if is_object(data) and is_object(card := data.get("connect_card")):
        # The token of a card authorizes anyone, so no repr shows it.
        veiled = {key: Veiled(value) if isinstance(value, str) else value for key, value in card.items()}
        data = {**data, "connect_card": veiled}
    try:
        result = read(answer, data)
    except Misshapen as error:
        raise error.below("data") from None
    if not isinstance(cursor := getattr(result, "next_cursor", None), str | None):
        raise Misshapen(f"is not text but a value of type {type(cursor).__name__}", "/data/next_cursor")
    return result


def _usable(name: str, value: object) -> str | int:
    """Return a value of the query as it is sent, also of a `Secret`, which would be written as its mask."""
    if isinstance(value, str):
        if not is_utf8(value):
            raise InvalidRequest(f"{name} has an unpaired surrogate, which cannot be sent; nothing was sent.")
        return str.__str__(value)
    if not isinstance(value, int):
        raise InvalidRequest(f"{name} does not take a value of type {type(value).__name__}; nothing was sent.")
    return value
