"""Time of a call in process: transports, the whole client, and checking a body."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, Final, cast

import fivetran_openapi

from . import _peers
from ._bodies import API, AUTH, CONFIG, KEY, PATH, SECRET, body
from ._harness import Aim, Arm, Family, Figures, Row, Scale, Wrong, alternate, each, say

if TYPE_CHECKING:
    import httpx

    from fivetran_connections import Fivetran

CONSTANT: Final = "raw httpx client on a constant `httpx.MockTransport`"

ROWS: Final = (
    Row(
        key="transport",
        label="transport: one create",
        what="the mock's transport, with checks and state, under a raw httpx client: one create",
        unit="us",
        ours="mock.transport",
        peer=CONSTANT,
        theirs="constant",
        aim=Aim("at most", 1.7),
        dominates=(
            "The shape check and the rules take most of the time; the record, indexes, routing and journal take the "
            "rest. httpx's and the mock's code evict each other from the processor's caches, so that each part takes "
            "up to twice the time that it takes alone."
        ),
    ),
    Row(
        key="whole_client",
        label="whole client: one create",
        what="builder, check, client with retries, mock and parse: one create",
        unit="us",
        ours="fivetran.create",
        peer=CONSTANT,
        theirs="constant",
        aim=Aim("at most", 2.3),
        dominates=(
            "The mock's create is most of the difference. The builder is most of the rest, since it makes a typed "
            "model of the body. Builder, client and mock each check the body."
        ),
    ),
    Row(
        key="respx",
        label="respx bridge: one create",
        what="the respx bridge under a raw httpx client: one create",
        unit="us",
        ours="mock.respx",
        peer="the mock's transport under the same client",
        theirs="mock.transport",
        aim=Aim("at most", 1.5),
        dominates="respx resolves the route and keeps every request and response in its call list.",
    ),
    Row(
        key="check",
        label="check of a full body",
        what="`fivetran_rules.check` of a full body",
        unit="us",
        ours="rules.check",
        peer="jsonschema (pure Python), all errors, over the same document",
        theirs="jsonschema.NewConnection",
        aim=Aim("at most", 1 / 30),
        dominates="The shape check, most of it in Rust, is half; a dozen small Python rules are most of the rest.",
    ),
    Row(
        key="check_variant",
        label="check, peer with one service only",
        what="the same, beside a peer that checks only the schema of this service",
        unit="us",
        ours="rules.check",
        peer="jsonschema, over the schema of new `pinterest_ads` connections alone",
        theirs="jsonschema.NewPinterestAdsConnection",
        aim=Aim("at most", 1 / 30),
        dominates="The shape check, most of it in Rust, is half; a dozen small Python rules are most of the rest.",
    ),
)


def measure(scale: Scale) -> Figures:
    """Create connections in four ways, and check one body in two ways."""
    rounds = scale.rounds_or(25)
    return {
        **_creates(rounds=rounds, calls=scale.size(200, quick=20)),
        **_checks(rounds=rounds, calls=scale.size(100, quick=5)),
    }


def _creates(*, rounds: int, calls: int) -> Figures:
    import httpx
    import respx

    from fivetran_connections import Fivetran
    from fivetran_mock import FivetranMock

    say("in_process: creates")
    constant = _constant_transport()
    # Each way has its own mock, so that all hold the same number of connections in the same round.
    judged, bridged, whole = FivetranMock(), FivetranMock(), FivetranMock()
    mocker = respx.mock(using="httpx", assert_all_called=False)
    bridged.mount(mocker)
    auth = (KEY, SECRET)
    with (
        httpx.Client(transport=constant, auth=auth) as plain,
        httpx.Client(transport=judged.transport(), auth=auth) as fake,
        httpx.Client(auth=auth) as patched,
        Fivetran(api_key=KEY, api_secret=SECRET, transport=whole.transport()) as fivetran,
    ):
        arms = (
            each("constant", _raw(plain), calls=calls),
            each("mock.transport", _raw(fake), calls=calls),
            _within(mocker, each("mock.respx", _raw(patched), calls=calls)),
            each("fivetran.create", _whole(fivetran), calls=calls),
        )
        alternate(arms, rounds=2)  # imports and compiles on first use
        return alternate(arms, rounds=rounds)


def _raw(client: httpx.Client) -> Callable[[int], object]:
    def create(number: int) -> object:
        return client.post(API + PATH, json=body(f"schema_{number}")).raise_for_status().json()

    return create


def _whole(fivetran: Fivetran) -> Callable[[int], object]:
    from fivetran_connections import PinterestAuth, pinterest_ads

    options = {key: value for key, value in body("").items() if key not in {"service", "config", "auth"}}
    access = AUTH["client_access"]

    def create(number: int) -> object:
        request = pinterest_ads(
            **options,
            **CONFIG,
            schema=f"schema_{number}",
            auth=PinterestAuth(refresh_token=AUTH["refresh_token"], **access),
        )
        return fivetran.connections.create(request)

    return create


def _constant_transport() -> httpx.MockTransport:
    """Return a transport that answers every request with the mock's answer to one create."""
    import httpx

    from fivetran_mock import FivetranMock

    with httpx.Client(transport=FivetranMock().transport(), auth=(KEY, SECRET)) as client:
        answer = client.post(API + PATH, json=body("schema_0")).raise_for_status()
    content, headers = answer.content, {"content-type": "application/json"}
    return httpx.MockTransport(lambda _request: httpx.Response(201, headers=headers, content=content))


def _within(context: AbstractContextManager[object], arm: Arm) -> Arm:
    """Enter and leave a context around each round of an arm, outside of the measured time."""

    def run() -> Mapping[str, float]:
        with context:
            return arm()

    return run


def _checks(*, rounds: int, calls: int) -> Figures:
    from fivetran_rules import check

    say("in_process: check")
    full = body("schema")
    peers = {f"jsonschema.{schema}": _jsonschema(schema) for schema in ("NewConnection", "NewPinterestAdsConnection")}
    if check(full) or any(error for judge in peers.values() for error in judge.iter_errors(full)):
        raise Wrong("the measured body is not valid")
    arms = [each("rules.check", lambda _number: check(full), calls=10 * calls)]
    arms += [_judging(series, judge, full, calls) for series, judge in peers.items()]
    alternate(arms, rounds=1)
    return alternate(arms, rounds=rounds)


def _judging(series: str, judge: Any, full: Mapping[str, object], calls: int) -> Arm:
    return each(series, lambda _number: list(judge.iter_errors(full)), calls=calls)


def _jsonschema(schema: str) -> Any:
    """Return a pure Python validator of one schema of the document, with its references resolved."""
    from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # it ships no types
    from referencing import Registry
    from referencing.jsonschema import DRAFT202012

    empty = cast("Any", Registry)()  # its type parameter is unknown here
    registry = empty.with_resource("urn:document", DRAFT202012.create_resource(fivetran_openapi.document())).crawl()
    return Draft202012Validator({"$ref": f"urn:document#/components/schemas/{schema}"}, registry=registry)


FAMILY: Final = Family(
    name="in_process",
    rows=ROWS,
    measure=measure,
    needs=(_peers.package("httpx"), _peers.package("respx"), _peers.package("jsonschema")),
)
