"""
Sync and async from one definition.

A resource method is written once, as a generator of *steps*: it yields what is
to be done (`Exchange`, `Persist`, `Pause`, `Now`) and receives what came of it.
Two drivers do the doing, one blocking and one awaiting. `@twin` gives the
method its two faces, with exact types: on `Fivetran` it returns `T`, on
`AsyncFivetran` a coroutine of `T`. `@listing` does the same for iterators.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Coroutine, Generator, Iterator
from functools import wraps
from inspect import Signature, signature
from types import MethodType
from typing import TYPE_CHECKING, Any, Concatenate, Generic, NamedTuple, ParamSpec, Self, TypeAlias, TypeVar, overload

from .errors import FivetranError, RequestFailed

if TYPE_CHECKING:
    # The drivers run these steps, so they know them; here they are only named.
    from ._drivers import AsyncDriver, Driver
    from ._operations import Call
    from ._pagination import Listing

P = ParamSpec("P")
T = TypeVar("T")
D = TypeVar("D", "Driver", "AsyncDriver")


class Exchange(NamedTuple, Generic[T]):
    """Send one request once, and read the answer."""

    call: Call[T]
    attempt: int


class Persist(NamedTuple, Generic[T]):
    """Run the steps that `attempt(number)` gives, and again as long as `again(failure)` says so."""

    attempt: Callable[[int], Steps[T]]
    again: Callable[[RequestFailed], bool]


class Pause(NamedTuple):
    """Do nothing for some seconds."""

    seconds: float


class Now(NamedTuple):
    """Read the clock: seconds, only ever growing."""


Step: TypeAlias = Exchange[Any] | Persist[Any] | Pause | Now
Steps: TypeAlias = Generator[Step, Any, T]


def exchange(call: Call[T], attempt: int = 1) -> Steps[T]:
    """Send a call once."""
    result: T = yield Exchange(call, attempt)
    return result


def persist(attempt: Callable[[int], Steps[T]], again: Callable[[RequestFailed], bool]) -> Steps[T]:
    """Run an attempt, and again where that is allowed and worth it."""
    result: T = yield Persist(attempt, again)
    return result


def pause(seconds: float) -> Steps[None]:
    """Wait."""
    yield Pause(seconds)


def now() -> Steps[float]:
    """Read the clock."""
    seconds: float = yield Now()
    return seconds


def advance(steps: Steps[Any], value: object, failure: FivetranError | None) -> Step:
    """Tell the steps what came of the last one, and get the next one; `StopIteration` carries the result."""
    return steps.throw(failure) if failure else steps.send(value)


class Resource(Generic[D]):
    """A group of operations on one client."""

    __slots__ = ("driver",)

    def __init__(self, driver: D) -> None:
        """Take what does the doing."""
        self.driver: D = driver


class _TwoFaced:
    """A method with a blocking and an awaiting face."""

    def __init__(self, source: Callable[..., Any], blocking: Any, awaiting: Any, *, give: tuple[str, str]) -> None:
        self._faces = {False: blocking, True: awaiting}
        for face, kind in zip((blocking, awaiting), give, strict=True):
            face.__signature__ = _as_called(source, kind)
        self.__doc__ = source.__doc__
        self.__wrapped__ = source

    def face(self, instance: Resource[Any] | None) -> Any:
        """Give the face that fits the client, bound like a method."""
        return self if instance is None else MethodType(self._faces[instance.driver.awaits], instance)


def _as_called(source: Callable[..., Any], give: str) -> Signature:
    """Give the signature that a caller sees: with what the steps come to, not with the steps."""
    shown = signature(source)
    _, _, result = str(shown.return_annotation).partition("[")
    return shown.replace(return_annotation=give.format(result.removesuffix("]")))


class twin(_TwoFaced, Generic[P, T]):  # noqa: N801 - a decorator, like property
    """A method written as steps: called on `Fivetran`, awaited on `AsyncFivetran`."""

    def __init__(self, steps: Callable[Concatenate[Any, P], Steps[T]]) -> None:
        """Take the one definition."""

        @wraps(steps)
        def blocking(resource: Resource[Driver], *args: P.args, **kwargs: P.kwargs) -> T:
            return resource.driver.run(steps(resource, *args, **kwargs))

        @wraps(steps)
        async def awaiting(resource: Resource[AsyncDriver], *args: P.args, **kwargs: P.kwargs) -> T:
            return await resource.driver.run(steps(resource, *args, **kwargs))

        super().__init__(steps, blocking, awaiting, give=("{}", "{}"))

    @overload
    def __get__(self, instance: None, owner: type) -> Self: ...
    @overload
    def __get__(self, instance: Resource[Driver], owner: type) -> Callable[P, T]: ...
    @overload
    def __get__(self, instance: Resource[AsyncDriver], owner: type) -> Callable[P, Coroutine[Any, Any, T]]: ...
    def __get__(self, instance: Resource[Any] | None, owner: type) -> Any:
        """Give the face that fits the client."""
        return self.face(instance)


class listing(_TwoFaced, Generic[P, T]):  # noqa: N801 - a decorator, like property
    """A method that gives a listing: an iterator on `Fivetran`, an async iterator on `AsyncFivetran`."""

    def __init__(self, begin: Callable[Concatenate[Any, P], Listing[T]]) -> None:
        """Take the one definition."""

        @wraps(begin)
        def blocking(resource: Resource[Driver], *args: P.args, **kwargs: P.kwargs) -> Iterator[T]:
            return _walk(resource.driver, begin(resource, *args, **kwargs))

        @wraps(begin)
        def awaiting(resource: Resource[AsyncDriver], *args: P.args, **kwargs: P.kwargs) -> AsyncIterator[T]:
            return _awalk(resource.driver, begin(resource, *args, **kwargs))

        super().__init__(begin, blocking, awaiting, give=("Iterator[{}]", "AsyncIterator[{}]"))

    @overload
    def __get__(self, instance: None, owner: type) -> Self: ...
    @overload
    def __get__(self, instance: Resource[Driver], owner: type) -> Callable[P, Iterator[T]]: ...
    @overload
    def __get__(self, instance: Resource[AsyncDriver], owner: type) -> Callable[P, AsyncIterator[T]]: ...
    def __get__(self, instance: Resource[Any] | None, owner: type) -> Any:
        """Give the face that fits the client."""
        return self.face(instance)


def _walk(driver: Driver, pages: Listing[T]) -> Iterator[T]:
    while pages.more:
        yield from driver.run(pages.next_page())


async def _awalk(driver: AsyncDriver, pages: Listing[T]) -> AsyncIterator[T]:
    while pages.more:
        for item in await driver.run(pages.next_page()):
            yield item
