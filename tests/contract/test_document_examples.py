"""Every judge accepts each named example of a request and refuses each bad one; example answers fit."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

import fivetran_openapi
from fivetran_mock import Reply

from ._judges import CONTRACT, OPERATIONS, Judges, sent, those_who_know, verdicts

DOCUMENT = fivetran_openapi.document()


def bodies(verdict: str, key: str) -> list[Any]:
    """Return every example of a request's body, with the verdict on it and its operation."""
    nodes = [node for item in DOCUMENT["paths"].values() for node in item.values() if isinstance(node, dict)]
    media = {
        node["operationId"]: node["requestBody"]["content"]["application/json"]
        for node in nodes
        if "requestBody" in node
    }
    return [
        pytest.param(verdict, operation, CONTRACT.resolve(example)["value"], id=f"{operation}-{name}")
        for operation, body in media.items()
        for name, example in body.get(key, {}).items()
    ]


def answers() -> Iterator[Any]:
    """Yield every example of an answer, with its operation and status; one that was there before is deep."""
    seen: set[str] = set()
    for operation in OPERATIONS.values():
        for status in operation.responses:
            for name, value in examples_of(operation.id, status).items():
                text = f"{status} {name} {json.dumps(value)}"
                marks = pytest.mark.deep if text in seen else ()
                seen.add(text)
                yield pytest.param(operation.id, status, value, name, marks=marks, id=f"{operation.id}-{status}-{name}")


def examples_of(operation: str, status: str) -> dict[str, Any]:
    """Return the named examples of an answer."""
    media = CONTRACT.resolve(OPERATIONS[operation].responses[status])["content"]["application/json"]
    found = media.get("examples") or {"": {"value": media.get("example")}}
    return {name: CONTRACT.resolve(example)["value"] for name, example in found.items()}


ANSWERS = list(answers())
GOOD = {parameter.values[1]: parameter.values[2] for parameter in bodies("takes", "examples")}
"""A good body for each operation that takes one."""


def asked(judges: Judges, operation: str, body: Any) -> dict[str, str]:
    """Return the verdict of each judge on a body."""
    service = "google_ads" if "accounts" in json.dumps(body) else "pinterest_ads"
    return verdicts(those_who_know(judges, operation), operation, body, stored=service)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("verdict", "operation", "body"), bodies("takes", "examples") + bodies("refuses", "x-bad-examples")
)
def test_judges_agree_about_an_example(judges, tally, verdict, operation, body):
    """Every judge accepts a request example, and refuses a bad one."""
    tally.add(bodies=1, requests=2, operations=(operation,))

    assert {verdict} == set(asked(judges, operation, body).values())


@pytest.mark.parametrize(("operation", "status", "body", "name"), ANSWERS)
def test_example_answer_fits(tally, operation, status, body, name):
    """An example of an answer fits the document's schema for its status."""
    del name
    tally.add(bodies=1, operations=(operation,))
    headers = [("content-type", "application/json"), ("retry-after", "30")]
    reply = Reply(int(status.replace("XX", "03")), headers, json.dumps(body).encode())

    assert [] == CONTRACT.differences(operation, reply)


@pytest.mark.slow
@pytest.mark.parametrize(("operation", "status", "body", "name"), ANSWERS)
def test_prism_gives_every_example(prism, tally, operation, status, body, name):
    """Prism returns each example by its status and name."""
    called = OPERATIONS[operation]
    path = re.sub(r"\{\w+\}", "brisk_otter", called.path)
    prefer = f"code={status.replace('XX', '03')}" + (f", example={name}" if name else "")
    reply = prism.handle(sent(called.method, path, GOOD.get(operation), prefer=prefer))

    tally.add(requests=1, operations=(operation,))
    assert int(status.replace("XX", "03")) == reply.status
    assert body == json.loads(reply.body)
