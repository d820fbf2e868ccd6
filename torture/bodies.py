"""Bodies of any kind: `check`, the mock in process and the mock on a port agree, and none of them fails."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple

import httpx
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from fivetran_mock import FivetranMock, Reply, Request
from fivetran_mock._mock.contract.judging import UNKNOWN_SERVICE  # warnings that the mock refuses
from fivetran_mock._mock.contract.routes import operations  # the document, a route at a time
from fivetran_mock._mock.operations.tolerated import new_as_read  # no public name says what the mock reads into a body
from fivetran_mock.server import MockServer
from fivetran_openapi import document
from fivetran_rules import check

from ._budget import Budget, Findings, edited_bytes, edited_json
from ._requests import HEADERS, PAIR, create, filled, new

BATCH = 200
"""Bodies that Hypothesis draws before the budget is looked at again."""
PATH = "/v1/connections"
ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=12,
)


class Twins(NamedTuple):
    """Two equal mocks, one in process and one on a port."""

    inside: FivetranMock
    outside: FivetranMock
    client: httpx.Client

    def ask(self, method: str, path: str, body: bytes) -> tuple[Reply, httpx.Response]:
        """Send a request to both."""
        reply = self.inside.handle(Request(method, path, HEADERS, body))
        return reply, self.client.request(method, path, content=body)


class Route(NamedTuple):
    """A route that takes a body, and the bodies that the document shows for it."""

    method: str
    path: str
    shown: list[Any]


@contextmanager
def twins(make: Callable[[], FivetranMock]) -> Iterator[Twins]:
    """Serve one of two mocks."""
    outside = make()
    with MockServer(outside) as server, httpx.Client(base_url=server.url, headers=HEADERS, timeout=30) as client:
        yield Twins(make(), outside, client)


def examples(described: Mapping[str, Any]) -> list[Any]:
    """Return the bodies that the document shows for an operation, good and bad."""
    media = described["requestBody"]["content"]["application/json"]
    named: Mapping[str, Any] = media["examples"] | media.get("x-bad-examples", {})
    shared = document()["components"].get("examples", {})
    found = (shared[each["$ref"].rpartition("/")[2]] if "$ref" in each else each for each in named.values())
    return [each["value"] for each in found]


def attack(rng: random.Random, budget: Budget) -> Findings:
    """Create with drawn bodies, edited examples and bytes that are hardly JSON; then send such to the other routes."""
    findings = Findings()
    with twins(mock) as both:
        _create(findings, rng, budget.part(0.5), both)
    with twins(everything) as both:
        _use_other_routes(findings, rng, budget.part(0.5), both)
    return findings


def _create(findings: Findings, rng: random.Random, budget: Budget, both: Twins) -> None:
    shown = examples(document()["paths"][PATH]["post"])

    def judge(body: bytes) -> None:
        findings.attempts += 1
        with findings.watching(body[:300]):
            _judge(findings, body, both)

    for number in budget:
        match number % 4:
            case 0:
                judge(edited_bytes(rng, json.dumps(rng.choice(shown)).encode()))
            case 1 if number % BATCH == 1:
                for body in drawn(rng.getrandbits(32), min(BATCH, budget.attempts or BATCH)):
                    judge(json.dumps(body).encode())
            case _:
                judge(json.dumps(_edited(rng, rng.choice(shown))).encode())


def _use_other_routes(findings: Findings, rng: random.Random, budget: Budget, both: Twins) -> None:
    """Send edited examples to every route that takes a body; both mocks begin anew for each."""
    found = routes(both.inside)
    before = both.inside.snapshot()
    for _ in budget:
        findings.attempts += 1
        method, path, shown = rng.choice(found)
        body = json.dumps(_edited(rng, rng.choice(shown))).encode()
        body = edited_bytes(rng, body) if rng.random() < 0.2 else body
        with findings.watching(f"{method} {path} {body[:300]!r}"):
            both.inside.restore(before)
            both.outside.restore(before)
            reply, answer = both.ask(method, path, body)
            _compare(findings, f"{method} {path} {body[:300]!r}", reply, answer)


def everything() -> FivetranMock:
    """Return a mock in which every route finds what it names."""
    made = filled()
    create(made, new("function", service="aws_lambda", paused=True))
    for connection in made.connections():
        path = f"/v1/connections/{connection['id']}/schemas/reload"
        made.handle(Request("POST", path, HEADERS, b""))
    return made


def routes(made: FivetranMock) -> list[Route]:
    """Return every route of the document that takes a body, for each connection of a mock."""
    users = json.loads(made.handle(Request("GET", "/v1/users", HEADERS, b"")).body)["data"]["items"]
    named = {"groupId": "amber_kettle", "destinationId": "amber_kettle", "userId": users[0]["id"], "column": "name"}
    return [
        Route(
            method.upper(),
            path.format(connectionId=each["id"], schema=each["schema"], table="ad_group_history", **named),
            examples(described),
        )
        for method, path, described in operations(document())
        if "requestBody" in described
        for each in made.connections()
    ]


def mock() -> FivetranMock:
    """Return a mock in which any group exists."""
    return FivetranMock(credentials=dict([PAIR]), check_replies=True)


def drawn(number: int, count: int) -> list[Any]:
    """Let Hypothesis draw JSON."""
    found: list[Any] = []
    settled = settings(
        max_examples=count,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )

    @seed(number)
    @settled
    @given(ANY)
    def keep(body: Any) -> None:
        found.append(body)

    keep()
    return found


def _edited(rng: random.Random, body: Any) -> Any:
    for _ in range(rng.randint(1, 3)):
        body = edited_json(rng, body)
    return body


def _judge(findings: Findings, body: bytes, both: Twins) -> None:
    both.inside.reset()
    both.outside.reset()
    reply, answer = both.ask("POST", PATH, body)
    _compare(findings, repr(body[:300]), reply, answer)
    if reply.status not in {201, 400}:
        findings.crash(f"status {reply.status}: {body[:300]!r}")
    elif (reply.status == 201) is not _is_good(body):
        findings.mistake(f"status {reply.status}, but check says otherwise: {body[:300]!r}")


def _compare(findings: Findings, asked: str, reply: Reply, answer: httpx.Response) -> None:
    if (reply.status, _settled(reply.body)) != (answer.status_code, _settled(answer.content)):
        findings.mistake(f"{reply.status} in process, {answer.status_code} on the port: {asked}")
    if reply.status == 500:
        findings.crash(f"status 500: {asked}")


def _settled(content: bytes) -> Any:
    """Return an answer without the token of its connect card, which is another one each time."""
    answer = json.loads(content)
    if isinstance(answer.get("data"), dict):
        answer["data"].pop("connect_card", None)
    return answer


def _is_good(body: bytes) -> bool:
    try:
        value = json.loads(body.decode(), object_pairs_hook=_object)
    except (ValueError, RecursionError):
        return False
    found = check(new_as_read(value))
    return not any(violation.severity == "error" or violation.rule in UNKNOWN_SERVICE for violation in found)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Read an object, and refuse a key that stands twice, of which `check` would see the last."""
    if len(read := dict(pairs)) != len(pairs):
        raise ValueError(pairs)
    return read
