"""A client for a command, and the sentence and exit status for every error."""

from __future__ import annotations

import asyncio
import logging
from argparse import Namespace
from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from .._http.credentials import usable_base_url
from ..client import AsyncFivetran, Fivetran
from ..errors import FivetranError
from .printing.lines import print_error
from .statuses import status_of

if TYPE_CHECKING:
    from fivetran_rules import ServiceCatalogue

T = TypeVar("T")


@contextmanager
def client_of(options: Namespace, *, catalogue: ServiceCatalogue | None = None) -> Generator[Fivetran, None, None]:
    """Open the client that the options name; errors are raised."""
    _keep_quiet()
    _check_base_url(options)
    with Fivetran(base_url=options.base_url, profile=options.profile, catalogue=catalogue) as fivetran:
        yield fivetran


def with_client(
    options: Namespace, work: Callable[[Fivetran], int], *, catalogue: ServiceCatalogue | None = None
) -> int:
    """Run the work of a command with a client; print an error as one sentence and return its exit status."""
    try:
        with client_of(options, catalogue=catalogue) as fivetran:
            return work(fivetran)
    except FivetranError as error:
        print_error(error)
        return status_of(error)


def with_async_client(
    options: Namespace,
    work: Callable[[AsyncFivetran], Awaitable[T]],
    *,
    sleep: Callable[[float], Awaitable[object]],
) -> T:
    """Return what the work comes to with a client that awaits, and waits by ``sleep``; errors are raised."""
    _keep_quiet()
    _check_base_url(options)

    async def run() -> T:
        async with AsyncFivetran(base_url=options.base_url, profile=options.profile, sleep=sleep) as fivetran:
            return await work(fivetran)

    return asyncio.run(run())


def _check_base_url(options: Namespace) -> None:
    """Refuse an unusable base URL by the name that it has on the command line."""
    if options.base_url is not None:
        usable_base_url(options.base_url, "--base-url")


def _keep_quiet() -> None:
    """Keep log lines of warnings and retries from standing among the sentences of the command."""
    logging.getLogger().addHandler(logging.NullHandler())
