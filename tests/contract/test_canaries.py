"""
A canary: a body that every judge must refuse. A judge that accepts it does not judge at all.

Prism has a known defect: a nullable enum of OpenAPI 3.0 in a request's schema makes it accept every body.
"""

import copy
from collections.abc import Callable

import httpx
import pytest
import respx

import fivetran_openapi
from fivetran_connections import Fivetran, InvalidConnection
from fivetran_mock import FivetranMock, Reply
from fivetran_mock._mock.contract.differences import Contract
from fivetran_mock.prism import Prism
from fivetran_mock.server import MockServer

from ._judges import CONTRACT, CREATE, HEADERS, PrismMock, asked, new, verdicts, written

CANARY = {**new("pinterest_ads"), "sync_frequency": 7}
PATH = "/v1/connections"


@pytest.mark.slow
def test_every_judge_refuses_the_canary(judges):
    """No judge accepts a frequency that does not exist."""
    assert {"refuses"} == set(verdicts(judges, CREATE, CANARY, stored="pinterest_ads").values())


def in_process(send: Callable[[httpx.Client], httpx.Response]) -> httpx.Response:
    """Ask over the transport."""
    with httpx.Client(transport=FivetranMock().transport(), base_url="https://api.fivetran.com") as client:
        return send(client)


def over_respx(send: Callable[[httpx.Client], httpx.Response]) -> httpx.Response:
    """Ask over respx."""
    with respx.mock(using="httpx") as router, httpx.Client(base_url="https://api.fivetran.com") as client:
        FivetranMock().mount(router)
        return send(client)


def over_the_wire(send: Callable[[httpx.Client], httpx.Response]) -> httpx.Response:
    """Ask over a socket."""
    with MockServer(FivetranMock()) as server, httpx.Client(base_url=server.url, timeout=60) as client:
        return send(client)


def behind_a_proxy(send: Callable[[httpx.Client], httpx.Response]) -> httpx.Response:
    """Ask over Prism as a proxy that passes bad requests on, so that the server has to refuse them."""
    with (
        MockServer(FivetranMock()) as server,
        Prism(upstream=server.url, check_requests=False) as prism,
        httpx.Client(base_url=prism.url, timeout=60) as client,
    ):
        return send(client)


@pytest.mark.parametrize(
    "backend", [in_process, over_respx, over_the_wire, pytest.param(behind_a_proxy, marks=pytest.mark.slow)]
)
def test_every_way_to_the_mock_refuses_the_canary(backend):
    """The mock refuses the canary on every way to reach it."""
    reply = backend(lambda client: client.post(PATH, json=CANARY, headers=HEADERS))

    assert 400 == reply.status_code
    assert "InvalidInput" == reply.json()["code"]
    assert "/sync_frequency" in reply.headers["x-fivetran-mock-violations"]


def test_client_refuses_the_canary():
    """The client refuses the canary before it sends anything."""
    nowhere = httpx.MockTransport(pytest.fail)
    with (
        Fivetran(api_key="k", api_secret="s", transport=nowhere) as fivetran,
        pytest.raises(InvalidConnection, match="sync_frequency"),
    ):
        fivetran.connections.create(CANARY)


@pytest.mark.slow
def test_proxy_refuses_the_canary():
    """Prism as a proxy answers a bad request itself."""
    with MockServer(FivetranMock()) as server, Prism(upstream=server.url) as prism:
        assert 422 == prism.handle(asked(CREATE, CANARY)).status


@pytest.mark.deep
def test_canary_notices_a_prism_that_stopped_judging(tmp_path):
    """The construct that makes Prism accept everything still does so, and the canary detects it."""
    document = copy.deepcopy(dict(fivetran_openapi.document()))
    document["openapi"] = "3.0.3"
    blinding = {"type": "string", "nullable": True, "enum": ["LOW", "HIGH", None]}
    document["components"]["schemas"]["DataDelaySensitivity"] = blinding

    with Prism(document=written(tmp_path, document)) as prism:
        assert PrismMock(prism).takes(CREATE, CANARY, stored="pinterest_ads")


JSON = [("content-type", "application/json")]
REFUSAL = b'{"code":"C","message":"m"}'


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (Reply(200, JSON, b'{"code":"Success","data":{"items":[{"id":7}]}}'), "/data/items/0/id: "),
        (Reply(418, JSON, REFUSAL), "status: 418 is not declared; declared are 200, "),
        (Reply(401, [], REFUSAL), "content-type: none instead of application/json"),
        (Reply(401, JSON, b"<html>"), "the body is not JSON"),
        (Reply(401, JSON, b"[" * 200_000), "the body is not JSON"),
        (Reply(401, JSON, b"{}"), '"code" is a required property'),
        (Reply(429, [*JSON, ("retry-after", "soon")], REFUSAL), "Retry-After: 'soon' is not of type integer"),
        (Reply(429, JSON, REFUSAL), None),
    ],
)
def test_own_check_names_each_difference(reply, said):
    """The check of answers names each kind of difference, and none where a 429 lacks `Retry-After`."""
    found = [str(each) for each in CONTRACT.differences("list_groups", reply)]

    assert [] == found if said is None else found[0].startswith(said), found


def test_an_answer_without_a_declared_body_may_have_any():
    """If the document declares no body, any body is accepted."""
    paths = {"/ping": {"get": {"operationId": "ping", "responses": {"default": {"description": "d"}}}}}

    assert [] == Contract({"paths": paths}).differences("ping", Reply(204, [], b""))
