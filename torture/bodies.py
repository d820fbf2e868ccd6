"""Bodies of any kind: `check`, the mock in process and the mock on a port say the same, and none of them fails."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from typing import Any

import httpx
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from fivetran_mock import FivetranMock, Request
from fivetran_mock._mock.operations.tolerated import new_as_read  # no public name says what the mock reads into a body
from fivetran_mock.server import MockServer
from fivetran_openapi import document
from fivetran_rules import check

from ._budget import Budget, Findings, edited_bytes, edited_json
from ._requests import HEADERS, PAIR

BATCH = 200
"""Bodies that Hypothesis draws before the budget is looked at again."""
PATH = "/v1/connections"
UNKNOWN_SERVICE = {"published.service", "published.misspelt"}
"""Warnings of the rules that the mock refuses: a test would not notice them."""
ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=12,
)


def examples() -> list[Any]:
    """Return the bodies that the document shows, good and bad."""
    media = document()["paths"][PATH]["post"]["requestBody"]["content"]["application/json"]
    named: Mapping[str, Any] = media["examples"] | media.get("x-bad-examples", {})
    schemas = document()["components"].get("examples", {})
    found = (schemas[each["$ref"].rpartition("/")[2]] if "$ref" in each else each for each in named.values())
    return [each["value"] for each in found]


def attack(rng: random.Random, budget: Budget) -> Findings:
    """Judge drawn bodies, edited examples, and bytes that are hardly JSON."""
    findings = Findings()
    shown = examples()
    inside, outside = mock(), mock()
    with MockServer(outside) as server, httpx.Client(base_url=server.url, headers=HEADERS) as client:

        def judge(body: bytes) -> None:
            findings.attempts += 1
            with findings.watching(body[:300]):
                _judge(findings, body, inside, outside, client)

        for number in budget:
            match number % 4:
                case 0:
                    judge(edited_bytes(rng, json.dumps(rng.choice(shown)).encode()))
                case 1 if number % BATCH == 1:
                    for body in drawn(rng.getrandbits(32), min(BATCH, budget.attempts or BATCH)):
                        judge(json.dumps(body).encode())
                case _:
                    judge(json.dumps(_edited(rng, rng.choice(shown))).encode())
    return findings


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


def _judge(findings: Findings, body: bytes, inside: FivetranMock, outside: FivetranMock, client: httpx.Client) -> None:
    inside.reset()
    outside.reset()
    reply = inside.handle(Request("POST", PATH, HEADERS, body))
    answer = client.post(PATH, content=body)
    if (reply.status, _settled(reply.body)) != (answer.status_code, _settled(answer.content)):
        findings.mistake(f"{reply.status} in process, {answer.status_code} on the port: {body[:300]!r}")
    if reply.status not in {201, 400}:
        findings.crash(f"status {reply.status}: {body[:300]!r}")
    elif (reply.status == 201) is not _is_good(body):
        findings.mistake(f"status {reply.status}, but check says otherwise: {body[:300]!r}")


def _settled(content: bytes) -> Any:
    """Return an answer without the token of its connect card, which is another one each time."""
    answer = json.loads(content)
    if isinstance(answer.get("data"), dict):
        answer["data"].pop("connect_card", None)
    return answer


def _is_good(body: bytes) -> bool:
    try:
        value = json.loads(body.decode())
    except (ValueError, RecursionError):
        return False
    found = check(new_as_read(value))
    return not any(violation.severity == "error" or violation.rule in UNKNOWN_SERVICE for violation in found)
