"""Time of a call in process: the transport, the whole client, and checking a body."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Final

import httpx
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # it ships no types

import fivetran_openapi
from fivetran_connections import Fivetran, PinterestAuth, pinterest_ads
from fivetran_mock import FivetranMock
from fivetran_rules import check

from ._rounds import Arm, Figures, Row, Scale, Wrong, alternate, each
from ._servers import KEY, PATH, SECRET, body

URL: Final = "https://api.fivetran.com" + PATH
ROWS: Final = (
    Row("transport", "constant", "at most", 2.6),
    Row("whole_client", "constant", "at most", 5),
    Row("check", "jsonschema", "at most", 1 / 30),
)


def measure(scale: Scale) -> Figures:
    """Create connections in three ways, and check a body in two."""
    rounds = scale.rounds_or(25)
    return _creates(rounds, scale.size(200, quick=20)) | _checks(rounds, scale.size(100, quick=5))


def _creates(rounds: int, calls: int) -> dict[str, list[float]]:
    # Each way has its own mock, so that all hold the same number of connections in the same round.
    judged, whole = FivetranMock(), FivetranMock()
    auth = (KEY, SECRET)
    with (
        httpx.Client(transport=_constant_transport(), auth=auth) as plain,
        httpx.Client(transport=judged.transport(), auth=auth) as fake,
        Fivetran(api_key=KEY, api_secret=SECRET, transport=whole.transport()) as fivetran,
    ):
        arms: list[Arm] = [
            each("constant", _posting(plain), calls=calls),
            each("transport", _posting(fake), calls=calls),
            each("whole_client", _building(fivetran), calls=calls),
        ]
        alternate(arms, rounds=2)  # imports and compiles on first use
        return alternate(arms, rounds=rounds)


def _posting(client: httpx.Client) -> Callable[[int], object]:
    return lambda turn: client.post(URL, json=body(f"schema_{turn}")).raise_for_status().json()


def _building(fivetran: Fivetran) -> Callable[[int], object]:
    example = body("")
    config, auth = example["config"], example["auth"]
    options = {key: value for key, value in example.items() if key not in {"service", "config", "auth"}}
    given = PinterestAuth(refresh_token=auth["refresh_token"], **auth["client_access"])

    def create(turn: int) -> object:
        return fivetran.connections.create(
            pinterest_ads(**options, **{**config, "schema": f"schema_{turn}"}, auth=given)
        )

    return create


def _constant_transport() -> httpx.MockTransport:
    """Return a transport that answers every request with the mock's answer to one create."""
    with httpx.Client(transport=FivetranMock().transport(), auth=(KEY, SECRET)) as client:
        content = client.post(URL, json=body("schema_0")).raise_for_status().content
    headers = {"content-type": "application/json"}
    return httpx.MockTransport(lambda _request: httpx.Response(201, headers=headers, content=content))


def _checks(rounds: int, calls: int) -> dict[str, list[float]]:
    full, components = body("schema"), fivetran_openapi.document()["components"]
    peer = Draft202012Validator({"$ref": "#/components/schemas/NewConnection", "components": components})  # pure Python
    if check(full) or _errors(peer, full):
        raise Wrong("the measured body is not valid")
    arms = [
        each("check", lambda _turn: check(full), calls=10 * calls),
        each("jsonschema", partial(_errors, peer, full), calls=calls),
    ]
    alternate(arms, rounds=1)
    return alternate(arms, rounds=rounds)


def _errors(judge: Any, full: object, _turn: int = 0) -> list[object]:
    return list(judge.iter_errors(full))
