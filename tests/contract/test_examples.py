"""Every named example of a request is taken and every bad example refused, by everyone who judges; answers fit."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

import fivetran_openapi
from fivetran_mock._messages import Reply

from ._judges import CONTRACT, Judges, those_who_know, verdicts

pytestmark = pytest.mark.slow

DOCUMENT = fivetran_openapi.document()


def bodies(key: str) -> list[Any]:
    """Every example of a request's body, with its operation."""
    nodes = [node for item in DOCUMENT["paths"].values() for node in item.values() if isinstance(node, dict)]
    media = {
        node["operationId"]: node["requestBody"]["content"]["application/json"]
        for node in nodes
        if "requestBody" in node
    }
    return [
        pytest.param(operation, CONTRACT.resolve(example)["value"], id=f"{operation}-{name}")
        for operation, body in media.items()
        for name, example in body.get(key, {}).items()
    ]


def answers() -> list[Any]:
    """Every example of an answer, with its operation and status."""
    return list(_answers())


def _answers() -> Iterator[Any]:
    for operation in CONTRACT.operations.values():
        for status, response in operation.responses.items():
            media = CONTRACT.resolve(response)["content"]["application/json"]
            examples = media.get("examples") or {"only": {"value": media.get("example")}}
            for name, example in examples.items():
                value = CONTRACT.resolve(example)["value"]
                yield pytest.param(operation.id, status, value, id=f"{operation.id}-{status}-{name}")


def asked(judges: Judges, operation: str, body: Any) -> dict[str, str]:
    """What everyone says of a body."""
    service = "google_ads" if "accounts" in json.dumps(body) else "pinterest_ads"
    return verdicts(those_who_know(judges, operation), operation, body, stored=service)


@pytest.mark.parametrize(("operation", "body"), bodies("examples"))
def test_example_is_taken(judges: Judges, tally: Any, operation: str, body: Any) -> None:
    """A request example is taken by everyone."""
    tally.add(bodies=1, requests=2, operations=(operation,))

    assert {"takes"} == set(asked(judges, operation, body).values())


@pytest.mark.parametrize(("operation", "body"), bodies("x-bad-examples"))
def test_bad_example_is_refused(judges: Judges, tally: Any, operation: str, body: Any) -> None:
    """A bad example is refused by everyone."""
    tally.add(bodies=1, requests=2, operations=(operation,))

    assert {"refuses"} == set(asked(judges, operation, body).values())


@pytest.mark.parametrize(("operation", "status", "body"), answers())
def test_example_answer_fits(tally: Any, operation: str, status: str, body: Any) -> None:
    """An example of an answer fits what the document says of that status."""
    tally.add(bodies=1, operations=(operation,))
    headers = [("content-type", "application/json"), ("retry-after", "30")]
    reply = Reply(int(status.replace("XX", "03")), headers, json.dumps(body).encode())

    assert [] == CONTRACT.differences(operation, reply)
