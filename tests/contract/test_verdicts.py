"""Rules, document, mock and Prism take the same bodies and refuse the same bodies."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis.strategies import SearchStrategy

import fivetran_openapi
from fivetran_client.models import (
    NewGoogleAdsConnection,
    NewOtherConnection,
    NewPinterestAdsConnection,
)
from fivetran_connections import Fivetran

from ._bodies import Body, Maker, with_changes_of
from ._explained import EXPLAINED, Explanation
from ._judges import CREATE, UPDATE, Judges, verdicts
from ._recorded import NAMED
from .conftest import CONTRACT

pytestmark = pytest.mark.slow

GOOD_EACH = 150
SPOILED_EACH = 450
MODELS: Mapping[str, Any] = {
    "pinterest_ads": NewPinterestAdsConnection,
    "google_ads": NewGoogleAdsConnection,
    "webhooks": NewOtherConnection,
}
OPERATIONS = pytest.mark.parametrize("operation", [CREATE, UPDATE])
SERVICES = pytest.mark.parametrize("service", MODELS)
CREATED = NAMED["created"].body
MAKER = Maker(with_changes_of(fivetran_openapi.document()))


def bodies(kind: str, operation: str, service: str) -> SearchStrategy[Body]:
    """Good or spoiled bodies of an operation on a connection of a service."""
    make = MAKER.good if kind == "good" else MAKER.spoiled
    if operation == UPDATE:
        return make(f"ChangeOf_{service}")
    name = MODELS[service].__name__
    return make(name) if name != "NewOtherConnection" else make(name, service=service)


def each(strategy: SearchStrategy[Body], count: int, see: Callable[[Body], None]) -> None:
    """Show so many bodies to a function."""
    settings(CONTRACT, max_examples=count)(given(strategy)(see))()


@OPERATIONS
@SERVICES
@pytest.mark.parametrize(
    ("kind", "count", "expected"), [("good", GOOD_EACH, "takes"), ("spoiled", SPOILED_EACH, "refuses")]
)
def test_judges_agree(
    judges: Judges, tally: Any, operation: str, service: str, kind: str, count: int, expected: str
) -> None:
    """A good body is taken by every judge, a spoiled one by none, or the difference is explained."""

    def see(body: Body) -> None:
        given = verdicts(judges, operation, body.value, stored=service)
        tally.add(bodies=1, requests=2, operations=(operation,))
        agreed = set(given.values()) == {expected}
        explained = any(each.covers(operation, body, given) for each in EXPLAINED)
        assert agreed or explained, f"{given} of {json.dumps(body.value)}, {body.spoiled} at {body.pointer}"

    each(bodies(kind, operation, service), count, see)


@pytest.mark.parametrize("explanation", EXPLAINED, ids=[each.name for each in EXPLAINED])
def test_explained_difference_still_happens(judges: Judges, explanation: Explanation) -> None:
    """An explanation that is not needed any more has to go."""
    given = verdicts(judges, explanation.operation, explanation.body, stored=explanation.stored)

    assert explanation.verdicts == given, f"the explanation {explanation.name!r} no longer happens"


@OPERATIONS
@SERVICES
def test_client_sends_every_good_body(tally: Any, operation: str, service: str) -> None:
    """The client, the fifth judge, sends what it is given, unchanged."""
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
                fivetran.connections.update("brisk_otter", body.value)
            assert body.value == sent.pop()

        each(bodies("good", operation, service), GOOD_EACH, see)


@SERVICES
def test_generated_models_carry_every_good_body(tally: Any, service: str) -> None:
    """The generated model of a new connection reads every good body and writes it out as it was."""

    def see(body: Body) -> None:
        tally.add(bodies=1)
        assert body.value == json.loads(json.dumps(MODELS[service].from_dict(body.value).to_dict()))

    each(bodies("good", CREATE, service), GOOD_EACH, see)
