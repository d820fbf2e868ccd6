"""
What schemathesis makes of the document, asked of the mock: in process and on the wire, good data and bad, five seeds.

Its checks: no server error, no status, type, header or body that the document does not declare, bad data refused,
good data taken, credentials asked for everywhere, methods that are not there refused; in sequences, what was
deleted is gone and what was created is there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, seed, settings
from schemathesis import Case, GenerationMode
from schemathesis.checks import negative_data_rejection, positive_data_acceptance
from schemathesis.core.parameters import ParameterLocation
from schemathesis.schemas import BaseSchema

import fivetran_openapi
from fivetran_mock import FivetranMock
from fivetran_mock._mock.operations.tolerated import change_as_read, new_as_read
from fivetran_mock.server import MockServer

from ._bodies import Plain, for_schemathesis, with_changes_of
from ._judges import ANY_ID, READY, asked, new

pytestmark = pytest.mark.slow

SEEDS = (1, 2, 3, 4, 5)
EXAMPLES = 50
"""For each of the 20 operations and each seed; the first seed covers each constraint and example once beside."""
SEQUENCES, STEPS = 40, 12

NAMES_TABLES = (
    "POST /v1/connections/{connectionId}/resync",
    "POST /v1/connections/{connectionId}/schemas/tables/resync",
    "PATCH /v1/connections/{connectionId}/schemas",
)
SAME_SCHEMA = partial(change_as_read, schema=new("pinterest_ads")["config"]["schema"])
PLAIN = Plain(with_changes_of(fivetran_openapi.document()))
MOCK = FivetranMock(check_replies=True, credentials={"mock-key": "mock-secret"})
PROFILE = settings(
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.generate],
)


@pytest.fixture(scope="module", autouse=True)
def server() -> Iterator[MockServer]:
    """The mock on a port."""
    with MockServer(MOCK) as started:
        yield started


def schema(*, cover: bool = False, wire: bool = False, sequence: bool = False) -> BaseSchema:
    """The document as schemathesis reads it; with the mock as an ASGI application, or to be given an address."""
    config = {
        "auth": {"basic": {"username": "mock-key", "password": "mock-secret"}},
        "phases": {"coverage": {"enabled": cover}, "examples": {"enabled": cover}},
        # A step of a sequence may find a state in which good data is refused; alone, it may not.
        "checks": {"positive_data_acceptance": {"enabled": not sequence}},
    }
    whole = for_schemathesis(fivetran_openapi.document())
    read = schemathesis.openapi.from_dict(whole, config=schemathesis.Config.from_dict(config))
    read.app = None if wire else MOCK.asgi_app()
    return read


def prepare(case: Case) -> None:
    """Bring the mock into a state in which the connection of the examples can be asked for anything."""
    service = "connector_sdk" if case.path.endswith("/state") else "pinterest_ads"
    MOCK.reset()
    MOCK.seed(connections=[new(service) | READY | {"id": ANY_ID}])
    if "/schemas" in case.path and not case.path.endswith("/reload"):
        MOCK.handle(asked("reload_schema_config", {}, ANY_ID))
    if case.path.endswith("/state"):
        MOCK.handle(asked("update_connection_state", {"state": {}}, ANY_ID))


def names_unknown(case: Case) -> bool:
    """Whether a request may name a cursor or a table, of which only the server knows which there are."""
    return "cursor" in (case.query or {}) or case.operation.label in NAMES_TABLES


def is_read(case: Case) -> bool:
    """Whether a body is spelled as official clients spell it and the document does not."""
    read = {"POST /v1/connections": new_as_read, "PATCH /v1/connections/{connectionId}": SAME_SCHEMA}
    return case.operation.label in read and read[case.operation.label](case.body) != case.body


def meet_conditions(case: Case) -> None:
    """Let a good body meet the conditions that it was made without."""
    assert case.meta
    made = case.meta.components.get(ParameterLocation.BODY, case.meta.generation)
    name = _schema_of(case)
    if name and made.mode is GenerationMode.POSITIVE and isinstance(case.body, dict):
        case.body = PLAIN.mended(name, case.body)


def _schema_of(case: Case) -> str | None:
    named = {"pinterest_ads": "NewPinterestAdsConnection", "google_ads": "NewGoogleAdsConnection"}
    if case.operation.label == "POST /v1/connections" and isinstance(case.body, dict):
        return named.get(str(case.body.get("service")), "NewOtherConnection")
    return "ChangeOf_pinterest_ads" if case.operation.label == "PATCH /v1/connections/{connectionId}" else None


def judge(case: Case, tally: Any, url: str | None) -> None:
    """Send a case to the mock, in a state where the id of the examples exists, and have the answer checked."""
    prepare(case)
    meet_conditions(case)
    answer = case.call(base_url=url, timeout=10) if url else case.call()
    tally.add(requests=1, operations=(case.operation.definition.raw["operationId"],))
    if answer.status_code == 501:
        # The real API has this method on this path, the document has not: the mock says so instead of guessing.
        assert case.method != case.operation.method.upper()
        assert answer.json()["code"] == "NotImplemented"
        return
    excluded = [positive_data_acceptance] if names_unknown(case) else []
    case.validate_response(answer, excluded_checks=[*excluded, *([negative_data_rejection] if is_read(case) else [])])


def properties(number: int, *, wire: bool) -> Callable[..., None]:
    """A test of every operation with one seed."""

    @schema(cover=number == SEEDS[0], wire=wire).parametrize()
    @settings(PROFILE, max_examples=EXAMPLES)
    @seed(number)
    def test(case: Case, tally: Any, server: MockServer) -> None:
        """Every answer is one that the document allows to that request."""
        judge(case, tally, server.url if wire else None)

    return test


for one in SEEDS:
    globals()[f"test_in_process_{one}"] = properties(one, wire=False)
    globals()[f"test_on_the_wire_{one}"] = properties(one, wire=True)


SEQUENCES, STEPS = 60, 10


def sequences(number: int, tally: Any, url: str | None) -> type[Any]:
    """Sequences along the links of the document: create, then get, update, test, sync, delete, get again."""

    class Life(schema(wire=bool(url), sequence=True).as_state_machine()):  # type: ignore[misc]  # made at run time
        def setup(self) -> None:
            MOCK.reset()

        def before_call(self, case: Case) -> None:
            meet_conditions(case)

        def get_call_kwargs(self, case: Case) -> dict[str, Any]:
            del case
            return {"base_url": url} if url else {}

        def after_call(self, response: Any, case: Case) -> None:
            del response
            tally.add(requests=1, operations=(case.operation.definition.raw["operationId"],))

        def validate_response(self, response: Any, case: Case, **options: Any) -> None:
            if response.status_code != 501:
                super().validate_response(response, case, **options)

    Life.TestCase.settings = settings(PROFILE, max_examples=SEQUENCES, stateful_step_count=STEPS)
    return seed(number)(Life)


@pytest.mark.parametrize("wire", [False, True], ids=["in process", "on the wire"])
@pytest.mark.parametrize("number", SEEDS)
def test_sequences(number: int, tally: Any, server: MockServer, *, wire: bool) -> None:
    """What was created is there until it is deleted, and then it is not, in any order of calls."""
    sequences(number, tally, server.url if wire else None).TestCase("runTest").runTest()
    assert {"create_connection", "get_connection", "delete_connection"} <= tally.operations
