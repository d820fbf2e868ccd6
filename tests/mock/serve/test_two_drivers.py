"""A mock in process and one on a port behave alike: each story ends alike, by methods and by HTTP alone."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import pytest

from fivetran_mock import FivetranMock, Request, SetupTest

from ._processes import served
from ._stories import RECEIVER, REFUSED, STORIES, Step

HEADERS = {"authorization": "Basic a2V5OnNlY3JldA==", "content-type": "application/json"}
SHOWN = ("retry-after", "x-rate-limit", "x-rate-limit-remaining", "x-fivetran-mock-violations", "x-trace")
SIGNATURE = "x-fivetran-signature-256"


class Receiver:
    """The common part of both receivers: keep each event, and answer with the statuses of a story."""

    def __init__(self) -> None:
        self.statuses = [200]
        self.came: list[tuple[str | None, bytes]] = []

    def take(self, signature: str | None, body: bytes) -> int:
        """Keep an event, and return the status of its answer; the last one stays."""
        self.came.append((signature, body))
        return self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0]


class InProcess:
    """A mock in this process, by its methods."""

    def __init__(self, url: str, page: str) -> None:
        self.mock = FivetranMock(card_page=page)
        self.receiver = Receiver()
        self.mock.webhooks.mount(url, lambda event: self.receiver.take(event.headers.get(SIGNATURE), event.body))

    def send(self, method: str, path: str, body: bytes) -> tuple[int, dict[str, str], bytes]:
        """Send a request."""
        reply = self.mock.handle(Request(method, path, HEADERS, body))
        return reply.status, dict(reply.headers), reply.body

    def step(self, name: str, arguments: dict[str, Any]) -> Any:
        """Call the method of a step."""
        of_webhooks = name == "assert-delivered" or name.startswith("deliveries/")
        own = {"deliveries/wait": "deliver"}.get(name, name.rpartition("/")[2])
        whole: dict[str, Callable[[Any], Any]] = {
            "seed": self.mock.seed,
            "faults": self.mock.add_fault,
            "behaviours": self.mock.set_behaviours,
        }
        try:
            if name in whole:
                return whole[name](arguments) and None
            method = getattr(self.mock.webhooks if of_webhooks else self.mock, own.replace("-", "_"))
            tests = [SetupTest(**test) for test in arguments.pop("tests", ())]
            made = method(*tests, **arguments.pop("wanted", {}), **arguments)
        except (AssertionError, LookupError, TypeError, ValueError) as problem:
            return str(problem.args[0] if isinstance(problem, KeyError) else problem).removesuffix(".")
        shown = [each.to_data() for each in made] if isinstance(made, list) else made
        shown = shown._asdict() if hasattr(shown, "_asdict") else shown
        return shown.to_data() if hasattr(shown, "to_data") else shown

    def seen(self) -> tuple[Any, Any, Any]:
        """Return the time, the journal and the deliveries."""
        self.mock.webhooks.deliver()
        deliveries = self.mock.webhooks.deliveries
        lists = [[each.to_data() for each in made] for made in (self.mock.calls, deliveries)]
        return self.mock.now, *map(comparable, lists)


class OnAPort:
    """A mock in another process, by HTTP alone."""

    def __init__(self, client: httpx.Client, receiver: Receiver) -> None:
        self.client = client
        self.receiver = receiver
        self.own("reset", {})

    def send(self, method: str, path: str, body: bytes) -> tuple[int, dict[str, str], bytes]:
        """Send a request."""
        answer = self.client.request(method, path, content=body, headers=HEADERS)
        return answer.status_code, dict(answer.headers), answer.content

    def own(self, name: str, arguments: dict[str, Any] | None = None, method: str = "POST") -> Any:
        """Ask the mock's own API, and return its data or the sentence of its refusal."""
        answer = self.client.request(method, f"/__mock__/{name}", json=arguments)
        data = answer.json()
        return data if answer.status_code < 300 else data["message"].removesuffix(".")

    def step(self, name: str, arguments: dict[str, Any]) -> Any:
        """Take a step."""
        removed = {"clear-calls": "journal", "clear-faults": "faults"}.get(name)
        data = self.own(name, arguments) if removed is None else self.own(removed, method="DELETE")
        has_result = isinstance(data, str) or (name not in ("seed", "faults", "behaviours") and "now" not in data)
        return data if has_result else None

    def seen(self) -> tuple[Any, Any, Any]:
        """Return the time, the journal and the deliveries."""
        self.own("deliveries/wait", {})
        state, *lists = (self.own(name, None, "GET") for name in ("state", "journal", "deliveries"))
        return state["now"], *map(comparable, lists)


@contextmanager
def receiving(receiver: Receiver) -> Iterator[str]:
    """Receive events on a port."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            self.send_response(receiver.take(self.headers[SIGNATURE], body))
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Log nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/hook"
        server.shutdown()


@pytest.fixture(scope="module")
def port() -> Iterator[httpx.Client]:
    """Serve a mock in another process."""
    with served() as (url, _), httpx.Client(base_url=url, timeout=60, trust_env=False) as client:
        yield client


@pytest.fixture
def drivers(port: httpx.Client) -> Iterator[tuple[str, InProcess, OnAPort]]:
    """Return the URL of the receivers, and both drivers at their start."""
    receiver = Receiver()
    with receiving(receiver) as url:
        yield url, InProcess(url, str(port.base_url).rstrip("/")), OnAPort(port, receiver)


def told(driver: InProcess | OnAPort, url: str, story: list[Step]) -> list[Any]:
    """Tell a story, and return the result of each step."""
    names = {"receiver": url}
    results: list[Any] = []
    for step in story:
        text = json.dumps(step)
        for name, value in names.items():
            text = text.replace(f"{{{name}}}", value)
        first, second, *body = json.loads(text)
        if first == RECEIVER:
            driver.receiver.statuses = second
        elif isinstance(second, str):
            status, headers, answer = driver.send(first, second, json.dumps(body[0]).encode() if body else b"")
            results.append((status, {name: headers[name] for name in SHOWN if name in headers}, answer))
            if first == "POST" and status < 300:
                names.setdefault(second.split("/")[2], json.loads(answer).get("data", {}).get("id"))
        else:
            given = {key: value for key, value in second.items() if value is not None}
            results.append(comparable(driver.step(first, given)))
    return results


@pytest.mark.parametrize("name", STORIES)
def test_a_story_is_the_same_in_process_and_on_a_port(drivers, name):
    """Answers, results, time, journal, deliveries and received events are the same."""
    url, *both = drivers
    here, there = ((told(driver, url, STORIES[name]), driver.seen()) for driver in both)

    assert here == there
    assert both[0].receiver.came == both[1].receiver.came


@pytest.mark.parametrize("step", REFUSED, ids=str)
def test_a_refusal_is_the_same_in_process_and_on_a_port(drivers, step):
    """A step that cannot be taken is refused in the same words."""
    url, *both = drivers
    here, there = (told(driver, url, [step])[0] for driver in both)

    assert isinstance(here, str)
    assert here == there


def comparable(value: Any) -> Any:
    """Return data without the headers of calls, some of which only HTTP has."""
    if isinstance(value, dict):
        return {key: inner for key, inner in value.items() if key != "headers"}
    return [comparable(each) for each in value] if isinstance(value, list) else value
