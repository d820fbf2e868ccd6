"""
A method with a blocking and an awaiting face, from one definition.

`@twin` gives a method written as steps its two faces, with exact types: on `Fivetran` it returns `T`, on
`AsyncFivetran` a coroutine of `T`. `@listing` does the same for iterators.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from functools import wraps
from inspect import Signature, signature
from types import MethodType
from typing import Any, Concatenate, Generic, ParamSpec, Self, TypeVar, overload

from .._http.drivers import AsyncDriver, Driver
from .._http.steps import Steps
from .pagination import Listing

P = ParamSpec("P")
T = TypeVar("T")
D = TypeVar("D", Driver, AsyncDriver)


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
        """Return the face that fits the client, bound like a method."""
        return self if instance is None else MethodType(self._faces[instance.driver.awaits], instance)


def _as_called(source: Callable[..., Any], give: str) -> Signature:
    """Return the signature that a caller sees: with what the steps come to, not with the steps."""
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
        """Return the face that fits the client."""
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
        """Return the face that fits the client."""
        return self.face(instance)


def _walk(driver: Driver, pages: Listing[T]) -> Iterator[T]:
    while pages.more:
        yield from driver.run(pages.next_page())


async def _awalk(driver: AsyncDriver, pages: Listing[T]) -> AsyncIterator[T]:
    while pages.more:
        for item in await driver.run(pages.next_page()):
            yield item
