"""Each answer of the mock to the client fits the document, checked by this project and by Prism."""

import asyncio
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from logging.handlers import BufferingHandler
from typing import Any

import pytest

from fivetran_connections import AsyncFivetran, Fivetran, errors
from fivetran_mock import FivetranMock
from fivetran_mock.prism import Prism
from fivetran_mock.server import MockServer

from .._cases import slow_after
from .._operations import OPERATIONS
from ..mock.core._everything import Everything
from ..overlay._support import Both, Server, answer, page
from ._stories import STORIES, Blocking, Watched, new

STORY = pytest.mark.parametrize("story", STORIES, ids=[story.__name__ for story in STORIES])
KEYS = {"api_key": "mock-key", "api_secret": "mock-secret"}


@contextmanager
def client(kind: str, url: str, watched: Watched) -> Iterator[Any]:
    """Return one of the two clients for a server; its waits take no time."""
    if kind == "sync":
        with Fivetran(**KEYS, base_url=url, transport=watched, sleep=lambda _: None) as fivetran:
            yield fivetran
        return

    async def no_sleep(_: float) -> None:
        pass

    with asyncio.Runner() as loop:
        fivetran = AsyncFivetran(**KEYS, base_url=url, transport=watched, sleep=no_sleep)
        yield Blocking(fivetran, loop)
        loop.run(fivetran.aclose())


@pytest.fixture(scope="module")
def mock() -> FivetranMock:
    """Return the mock behind the server."""
    return FivetranMock(check_replies=True)


@pytest.fixture(scope="module")
def server(mock: FivetranMock) -> Iterator[MockServer]:
    """Serve the mock on a port."""
    with MockServer(mock) as started:
        yield started


@pytest.fixture(scope="module")
def proxy(server: MockServer) -> Iterator[Prism]:
    """Start Prism as a proxy, which replaces an answer that breaks the document by a 500."""
    said = BufferingHandler(100_000)
    logger = logging.getLogger("fivetran_mock.prism")
    logger.addHandler(said)
    logger.setLevel(logging.DEBUG)
    with Prism(upstream=server.url, check_requests=False) as started:
        yield started
    logger.removeHandler(said)

    # Of a status that is not declared Prism only warns in its log.
    lines = [record.getMessage() for record in said.buffer]
    assert [] == [line for line in lines if "Violation: response" in line]
    assert lines


@STORY
@pytest.mark.parametrize("kind", slow_after(1, ["sync", "async"]))
@pytest.mark.parametrize("way", ["direct", pytest.param("prism", marks=pytest.mark.deep)])
def test_every_answer_fits(story, kind, way, mock, request, tally):
    """Every story of a client succeeds, and neither Prism nor our own check objects to an answer."""
    end = request.getfixturevalue("proxy" if way == "prism" else "server")
    mock.reset()
    watched = Watched()
    with client(kind, end.url, watched) as fivetran:
        story(fivetran, mock)

    tally.add(requests=len(watched.operations), operations=tuple(watched.operations))
    assert [] == watched.differences


@pytest.mark.parametrize("name", OPERATIONS)
@pytest.mark.parametrize("kind", slow_after(1, ["sync", "async"]))
def test_client_reads_the_mocks_answer_to_every_operation(name, kind):
    """The client accepts the answer of the mock to each operation."""
    reply = Everything().ask(name)
    use, *_ = OPERATIONS[name]
    server = Server(answer(reply.status, reply.body, content_type="application/json"), page())

    result = Both(awaits=kind == "async")(server, use)

    assert result or server.requests[0].method == "DELETE" or "list_" in name


EXAMPLES: dict[str, Callable[[Any], Any]] = {
    "create_connection created": lambda f: f.connections.create(new("pin_eu")),
    "create_connection created_with_failed_test": lambda f: f.connections.create(new("pin_eu")),
    "get_connection details": lambda f: f.connections.get("brisk_otter"),
    "get_connection broken": lambda f: f.connections.get("brisk_otter"),
    "get_connection rescheduled": lambda f: f.connections.get("brisk_otter"),
    "update_connection updated": lambda f: f.connections.update("brisk_otter", {"paused": True}),
    "list_connections last_page": lambda f: list(f.connections.list()),
    "run_setup_tests passed": lambda f: f.connections.test("brisk_otter"),
    "run_setup_tests failed": lambda f: f.connections.test("brisk_otter"),
    "run_destination_setup_tests passed": lambda f: f.destinations.test("amber_kettle"),
    "run_destination_setup_tests failed": lambda f: f.destinations.test("amber_kettle"),
}
SHOWN = {asked.partition(" ")[0] for asked in EXAMPLES}
FREE = EXAMPLES | {f"{name} ": use for name, (use, *_) in OPERATIONS.items() if name not in SHOWN}
"""Every operation, as far as a server without state can serve it, with the example to ask for."""


@pytest.mark.slow
@pytest.mark.parametrize("asked", FREE)
@pytest.mark.parametrize("kind", ["sync", "async"])
def test_client_lives_with_prism_as_a_mock(prism, tally, kind, asked):
    """The client accepts the document's example answers."""
    operation, _, example = asked.partition(" ")
    watched = Watched({"prefer": f"example={example}"} if example else {})
    with client(kind, prism.url, watched) as fivetran:
        result = FREE[asked](fivetran)
        if isinstance(result, Iterator):
            list(result)

    tally.add(requests=len(watched.operations), operations=tuple(watched.operations))
    assert [operation] == watched.operations
    assert [] == watched.differences


@pytest.mark.slow
@pytest.mark.parametrize(("status", "error"), [*errors.BY_STATUS.items(), (503, errors.ServerError)])
@pytest.mark.parametrize("kind", ["sync", "async"])
def test_client_knows_every_refusal_of_prism(prism, tally, kind, status, error):
    """Each declared error raises its exception, with the example's code."""
    watched = Watched({"prefer": f"code={status}"})
    with client(kind, prism.url, watched) as fivetran, pytest.raises(error) as caught:
        fivetran.with_options(retries=0).connections.create(new("pin_eu"))

    tally.add(requests=1)
    assert status == caught.value.status
    assert bool(caught.value.code)
    assert [] == watched.differences
