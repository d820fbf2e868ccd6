"""Bodies of any kind: `check`, the mock in process and the mock on a port agree, and none of them fails."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import httpx
import pytest
from hypothesis import given, note
from hypothesis import strategies as st

from fivetran_common.json_text import unique_keys
from fivetran_mock import FivetranMock, Reply, Request
from fivetran_mock.server import MockServer
from fivetran_openapi import document
from fivetran_rules import check

from ._support import HEADERS, PAIR, RANDOM, ask, edited_bytes, edited_json, filled, new

PATH = "/v1/connections"
UNKNOWN_SERVICE = {"published.service", "published.misspelt"}
"""Warnings of `check` that the mock refuses."""
NULL_IS_ABSENT = ("data_delay_sensitivity", "data_delay_threshold", "hybrid_deployment_agent_id")
"""Fields that the mock takes as null, as official clients send them, and `check` does not."""
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

    def ask(self, method: str, path: str, body: bytes) -> Reply:
        """Send a request to both, which have to give the same answer, and no status 500."""
        note(f"{method} {path} {body!r}")
        reply = self.inside.handle(Request(method, path, HEADERS, body))
        answer = self.client.request(method, path, content=body)

        assert reply.status == answer.status_code
        assert _settled(reply.body) == _settled(answer.content)
        assert reply.status != 500
        return reply


def _settled(content: bytes) -> Any:
    """Return an answer without the token of its connect card, which is another one each time."""
    answer = json.loads(content)
    if isinstance(answer.get("data"), dict):
        answer["data"].pop("connect_card", None)
    return answer


def examples(described: Mapping[str, Any]) -> list[Any]:
    """Return the bodies that the document shows for an operation, good and bad."""
    media = described["requestBody"]["content"]["application/json"]
    shared = document()["components"].get("examples", {})
    named = [*media["examples"].values(), *media.get("x-bad-examples", {}).values()]
    return [(shared[each["$ref"].rpartition("/")[2]] if "$ref" in each else each)["value"] for each in named]


@pytest.fixture(scope="module")
def twins() -> Iterator[Twins]:
    """Return mocks in which any group exists."""
    inside, outside = (
        FivetranMock(credentials=dict([PAIR]), check_replies=True, behaviours={"text_values": "refused"})
        for _ in range(2)
    )
    with MockServer(outside) as server, httpx.Client(base_url=server.url, headers=HEADERS, timeout=30) as client:
        yield Twins(inside, outside, client)


@pytest.mark.slow
@given(RANDOM, ANY)
def test_the_mock_creates_what_check_accepts(twins, rng, drawn):
    """A body is created exactly if `check` accepts it, in process as on a port."""
    way, shown = rng.random(), examples(document()["paths"][PATH]["post"])
    body = drawn if way < 0.2 else edited_json(rng, rng.choice(shown), rng.randrange(4))
    content = json.dumps(body).encode()
    content = edited_bytes(rng, content) if way > 0.75 else content
    twins.inside.reset()
    twins.outside.reset()

    assert (201 if _is_good(content) else 400) == twins.ask("POST", PATH, content).status


def _is_good(content: bytes) -> bool:
    try:
        body = json.loads(content.decode(), object_pairs_hook=unique_keys)
    except (ValueError, RecursionError):
        return False
    if isinstance(body, dict):
        body = {key: value for key, value in body.items() if value is not None or key not in NULL_IS_ABSENT}
    return not any(each.severity == "error" or each.rule in UNKNOWN_SERVICE for each in check(body))


Routes = list[tuple[str, str, list[Any]]]
"""Routes that take a body: method, path, and the bodies that the document shows."""


@pytest.fixture(scope="module")
def routes() -> tuple[bytes, Routes]:
    """Return a snapshot in which every route finds its records, and the routes that take a body."""
    made = filled()
    ask(made, "POST", PATH, new("function", service="aws_lambda", paused=True))
    for connection in made.connections():
        ask(made, "POST", f"{PATH}/{connection['id']}/schemas/reload")
    users = json.loads(ask(made, "GET", "/v1/users").body)["data"]["items"]
    named = {"groupId": "amber_kettle", "destinationId": "amber_kettle", "userId": users[0]["id"], "column": "name"}
    found = [
        (
            method.upper(),
            path.format(connectionId=each["id"], schema=each["schema"], table="ad_group_history", **named),
            examples(described),
        )
        for path, item in document()["paths"].items()
        for method, described in item.items()
        # Of webhooks, only a port demands HTTPS and calls the address.
        if "requestBody" in described and not path.startswith("/v1/webhooks")
        for each in made.connections()
    ]
    return made.snapshot(), found


@pytest.mark.slow
@given(RANDOM)
def test_no_route_fails_at_a_body(twins, routes, rng):
    """Edited examples and damaged JSON get the same answer in process and on a port, at every route."""
    before, found = routes
    twins.inside.restore(before)
    twins.outside.restore(before)
    method, path, shown = rng.choice(found)
    body = json.dumps(edited_json(rng, rng.choice(shown), rng.randint(1, 3))).encode()
    twins.ask(method, path, edited_bytes(rng, body) if rng.random() < 0.2 else body)
