"""
Rules, document, mock and Prism accept the same bodies and refuse the same bodies.

`make test` asks the first three about some bodies of each kind, `make test-deep` all four about many.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis.strategies import SearchStrategy

import fivetran_openapi
from fivetran_client import models
from fivetran_connections import Fivetran

from .._cases import slow_after
from ._bodies import Body, Maker, typed_services, with_changes_of
from ._explained import EXPLAINED
from ._judges import CREATE, UPDATE, Judges, verdicts
from ._recorded import NAMED

MODELS: Mapping[str, Any] = {
    **{service: getattr(models, name) for service, name in typed_services(fivetran_openapi.document()).items()},
    "my_source": models.NewOtherConnection,
}
OPERATIONS = pytest.mark.parametrize("operation", [CREATE, UPDATE])
SERVICES = pytest.mark.parametrize("service", slow_after(1, MODELS))
KINDS = pytest.mark.parametrize(("kind", "expected"), [("good", "takes"), ("spoiled", "refuses")])
CREATED = NAMED["created"].body
MAKER = Maker(with_changes_of(fivetran_openapi.document()))


def bodies(kind: str, operation: str, service: str) -> SearchStrategy[Body]:
    """Return a strategy for good or spoiled bodies of an operation and a service."""
    make = MAKER.good if kind == "good" else MAKER.spoiled
    if operation == UPDATE:
        return make(f"ChangeOf_{service}")
    name = MODELS[service].__name__
    return make(name) if name != "NewOtherConnection" else make(name, service=service)


def each(strategy: SearchStrategy[Body], see: Callable[[Body], None]) -> None:
    """Call a function with as many bodies as the Hypothesis profile says."""
    given(strategy)(see)()


@OPERATIONS
@SERVICES
@KINDS
def test_own_judges_agree(own_judges, tally, operation, service, kind, expected):
    """Rules, document and mock accept a good body and refuse a spoiled one, or the difference is explained."""
    each(bodies(kind, operation, service), agreement(own_judges, tally, operation, service, expected))


@pytest.mark.deep
@OPERATIONS
@SERVICES
@KINDS
def test_all_judges_agree(judges, tally, operation, service, kind, expected):
    """Prism agrees with the others on every body, or the difference is explained."""
    each(bodies(kind, operation, service), agreement(judges, tally, operation, service, expected))


def agreement(judges: Judges, tally: Any, operation: str, service: str, expected: str) -> Callable[[Body], None]:
    """Return a function that checks that the judges agree about a body."""

    def see(body: Body) -> None:
        given = verdicts(judges, operation, body.value, stored=service)
        tally.add(bodies=1, requests=1 + ("prism" in judges), operations=(operation,))
        agreed = set(given.values()) == {expected}
        explained = any(each.covers(operation, body, given) for each in EXPLAINED)
        assert agreed or explained, f"{given} of {json.dumps(body.value)}, {body.spoiled} at {body.pointer}"

    return see


@pytest.mark.slow
@pytest.mark.parametrize("explanation", EXPLAINED, ids=[each.name for each in EXPLAINED])
def test_explained_difference_still_happens(judges, explanation):
    """Every explained disagreement still occurs."""
    given = verdicts(judges, explanation.operation, explanation.body, stored=explanation.stored)

    assert explanation.verdicts == given, f"the explanation {explanation.name!r} no longer happens"


@OPERATIONS
@SERVICES
def test_client_sends_every_good_body(tally, operation, service):
    """The client sends every good body unchanged."""
    sent: list[Any] = []

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(json.loads(request.content))
        return httpx.Response(201 if request.method == "POST" else 200, json=CREATED)

    with Fivetran(api_key="key", api_secret="secret", transport=httpx.MockTransport(answer)) as fivetran:

        def see(body: Body) -> None:
            tally.add(bodies=1)
            if operation == CREATE:
                fivetran.connections.create(body.value)
            else:
                fivetran.connections.update("brisk_otter", body.value, read_first=False)
            assert body.value == sent.pop()

        each(bodies("good", operation, service), see)


@SERVICES
def test_generated_models_carry_every_good_body(tally, service):
    """The generated model reads every good body and writes it unchanged."""

    def see(body: Body) -> None:
        tally.add(bodies=1)
        assert body.value == json.loads(json.dumps(MODELS[service].from_dict(body.value).to_dict()))

    each(bodies("good", CREATE, service), see)
