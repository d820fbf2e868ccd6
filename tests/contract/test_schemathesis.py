"""
Requests that schemathesis makes from the document, good and bad, sent to the mock in process and on the wire.

Its checks: no server error, no status, type, header or body that the document does not declare, bad data refused,
good data accepted, credentials required everywhere, undeclared methods refused; in sequences, a deleted connection
is gone and a created one is there. `make test` sends a few requests for each operation in process; `make test-deep`
sends many with each of five seeds, and every constraint and example of the document once.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
import schemathesis
from hypothesis import seed, settings
from schemathesis import Case, GenerationMode
from schemathesis.checks import ensure_resource_availability, negative_data_rejection, positive_data_acceptance
from schemathesis.core.parameters import ParameterLocation
from schemathesis.schemas import BaseSchema

import fivetran_openapi
from fivetran_mock import FivetranMock
from fivetran_mock.server import MockServer
from fivetran_rules import ServiceCatalogue, check

from ._bodies import Plain, for_schemathesis, typed_services, with_changes_of
from ._judges import OPERATIONS, USER, new
from ._judges import prepare as prepare_mock

SEEDS = (1, 2, 3, 4, 5)
STEPS = 12
PATIENCE = 60
"""The seconds that a request may take on a busy machine."""
LIFE = frozenset(
    {
        "create_connection",
        "get_connection",
        "update_connection",
        "run_setup_tests",
        "sync_connection",
        "delete_connection",
    }
)
"""The operations that the document links with the creation of a connection, and that creation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """The number of requests for one operation, or of sequences."""

    examples: int
    sequences: int
    covers: bool = False
    """True to try each constraint and each example of the document once, too."""


FEW = Amount(examples=2, sequences=16)
MANY = Amount(examples=50, sequences=50)

NAMES_TABLES = (
    "POST /v1/connections/{connectionId}/resync",
    "POST /v1/connections/{connectionId}/schemas/tables/resync",
    "PATCH /v1/connections/{connectionId}/schemas",
)
SERVICES = frozenset(ServiceCatalogue.packaged().names())
NULL_IS_ABSENT = ("data_delay_sensitivity", "data_delay_threshold", "hybrid_deployment_agent_id")
"""Fields that official clients send as null in a create."""
NO_ID = ("proxy_agent_id", "private_link_id", "hybrid_deployment_agent_id")
"""Fields that the Terraform provider sends as an empty text in an update."""
PLAIN = Plain(with_changes_of(fivetran_openapi.document()))
MOCK = FivetranMock(
    check_replies=True,
    credentials={"mock-key": "mock-secret"},
    user_id=USER,
    behaviours={"text_values": "refused", "large_limit": "refused"},
)


@pytest.fixture(scope="module", autouse=True)
def server() -> Iterator[MockServer]:
    """Serve the mock on a port."""
    with MockServer(MOCK) as started:
        yield started


def schema(
    *, cover: bool = False, wire: bool = False, sequence: bool = False, only: frozenset[str] = frozenset()
) -> BaseSchema:
    """Return the document for schemathesis, with the mock as an ASGI application or with an address."""
    config = {
        "auth": {"basic": {"username": "mock-key", "password": "mock-secret"}},
        "phases": {"coverage": {"enabled": cover}, "examples": {"enabled": cover}},
        # A step of a sequence may find a state in which good data is refused; alone, it may not.
        "checks": {"positive_data_acceptance": {"enabled": not sequence}},
    }
    whole = for_schemathesis(fivetran_openapi.document())
    chosen = restricted(whole, only) if only else whole
    read = schemathesis.openapi.from_dict(chosen, config=schemathesis.Config.from_dict(config))
    read.app = None if wire else MOCK.asgi_app()
    return read


def restricted(document: dict[str, Any], only: frozenset[str]) -> dict[str, Any]:
    """Return the document with the paths that have one of the operations, and with no other operation."""
    paths = {path: _with_operations(item, only) for path, item in document["paths"].items()}
    return document | {"paths": {path: item for path, item in paths.items() if item.keys() - {"parameters"}}}


def _with_operations(item: dict[str, Any], only: frozenset[str]) -> dict[str, Any]:
    return {key: part for key, part in item.items() if key == "parameters" or part.get("operationId") in only}


def prepare(case: Case) -> None:
    """Seed the mock with everything that the examples name."""
    prepare_mock(MOCK, case.operation.definition.raw["operationId"])


def names_unknown(case: Case) -> bool:
    """Return whether a request may name an unknown cursor, table or service, or break a catalogue rule."""
    if case.operation.label == "POST /v1/connections" and isinstance(case.body, dict):
        return str(case.body.get("service")) not in SERVICES or _is_refused_by_the_catalogue(case.body)
    return "cursor" in (case.query or {}) or case.operation.label in NAMES_TABLES


def _is_refused_by_the_catalogue(body: dict[str, Any]) -> bool:
    """Return whether a body breaks a rule of the published catalogue, which the document lacks."""
    return any(found.rule.startswith("published.") and found.severity == "error" for found in check(body))


def is_read(case: Case) -> bool:
    """Return whether a body has a spelling that only official clients use."""
    body = case.body if isinstance(case.body, dict) else {}
    if case.operation.label == "POST /v1/connections":
        return any(key in body and body[key] is None for key in NULL_IS_ABSENT)
    if case.operation.label != "PATCH /v1/connections/{connectionId}":
        return False
    config = body.get("config")
    if any(body.get(key) == "" for key in NO_ID):
        return True
    return isinstance(config, dict) and config.get("schema") == new("pinterest_ads")["config"]["schema"]


def meet_conditions(case: Case) -> None:
    """Make a good body meet the conditions of its schema."""
    assert case.meta
    made = case.meta.components.get(ParameterLocation.BODY, case.meta.generation)
    if made.mode is not GenerationMode.POSITIVE or not isinstance(case.body, dict):
        return
    if name := _schema_of(case):
        case.body = PLAIN.mended(name, case.body)
    elif "/v1/webhooks" in case.operation.label and "url" in case.body:
        # A mock tries the address of an active webhook; an inactive one may have that of any other machine.
        case.body = {**case.body, "url": "https://receiver.example/events", "active": False}


TYPED = typed_services(fivetran_openapi.document())


def _schema_of(case: Case) -> str | None:
    if case.operation.label == "POST /v1/connections" and isinstance(case.body, dict):
        return TYPED.get(str(case.body.get("service")), "NewOtherConnection")
    return "ChangeOf_pinterest_ads" if case.operation.label == "PATCH /v1/connections/{connectionId}" else None


def judge(case: Case, tally: Any, url: str | None) -> None:
    """Send a case to the seeded mock, and check the answer."""
    prepare(case)
    meet_conditions(case)
    answer = case.call(base_url=url, timeout=PATIENCE) if url else case.call()
    tally.add(requests=1, operations=(case.operation.definition.raw["operationId"],))
    if answer.status_code == 501:
        # The real API has this method on this path, the document has not: the mock says so instead of guessing.
        assert case.method != case.operation.method.upper()
        assert answer.json()["code"] == "NotImplemented"
        return
    excluded = [positive_data_acceptance] if names_unknown(case) else []
    case.validate_response(answer, excluded_checks=[*excluded, *([negative_data_rejection] if is_read(case) else [])])


def properties(number: int, amount: Amount, *, wire: bool) -> Callable[..., None]:
    """Return a test of every operation with one seed."""

    @schema(cover=amount.covers, wire=wire).parametrize()
    @settings(max_examples=amount.examples)
    @seed(number)
    def test(case: Case, tally: Any, server: MockServer) -> None:
        """The document allows every answer to its request."""
        judge(case, tally, server.url if wire else None)

    return test


test_in_process = properties(SEEDS[0], FEW, wire=False)

# Hundreds of tests that are collected only where they are run: `--hypothesis-profile=deep`.
for one in SEEDS if settings.get_current_profile_name() == "deep" else ():
    many = replace(MANY, covers=one == SEEDS[0])
    globals()[f"test_in_process_{one}"] = pytest.mark.deep(properties(one, many, wire=False))
    globals()[f"test_on_the_wire_{one}"] = pytest.mark.deep(properties(one, many, wire=True))


@dataclass(frozen=True, slots=True)
class Reached:
    """The answers to the operations of a run of sequences."""

    accepted: set[str] = field(default_factory=set)
    """The operations that were once answered by 200 or 201."""
    gone: set[str] = field(default_factory=set)
    """The operations that were once asked of a connection deleted before, and answered by 404."""
    deleted: set[str] = field(default_factory=set, compare=False)
    """The connections that the present sequence has deleted."""

    def add(self, case: Case, status: int) -> None:
        """Take the answer to one request; a deleted connection is never answered for."""
        operation = case.operation.definition.raw["operationId"]
        connection = (case.path_parameters or {}).get("connectionId")
        if connection in self.deleted:
            assert status >= 400, (operation, connection)
            self.gone.update({operation} if status == 404 else ())
        elif status in (200, 201):
            self.accepted.add(operation)
            self.deleted.update({connection} if operation == "delete_connection" else ())


WHOLE_LIFE = Reached(set(LIFE), set(LIFE - {"create_connection"}))
"""Each operation was accepted, and each on a connection was refused after its deletion."""


def sequences(
    number: int, amount: Amount, tally: Any, url: str | None, *, only: frozenset[str] = frozenset()
) -> Reached:
    """Run sequences along the document's links: create, then get, update, test, sync, delete, get again."""
    whole = schema(wire=bool(url), sequence=True, only=only)
    reached = Reached()

    class Life(whole.as_state_machine()):  # type: ignore[misc]  # made at run time
        def setup(self) -> None:
            MOCK.reset()
            reached.deleted.clear()

        def before_call(self, case: Case) -> None:
            meet_conditions(case)

        def get_call_kwargs(self, case: Case) -> dict[str, Any]:
            del case
            return {"base_url": url, "timeout": PATIENCE} if url else {}

        def after_call(self, response: Any, case: Case) -> None:
            super().after_call(response, case)
            tally.add(requests=1, operations=(case.operation.definition.raw["operationId"],))
            reached.add(case, response.status_code)

        def validate_response(self, response: Any, case: Case, **options: Any) -> None:
            if response.status_code != 501:
                read = [negative_data_rejection] if is_read(case) else []
                # A new connection has no schema configuration, column or certificate yet: these may be 404.
                excluded = read if only else [*read, ensure_resource_availability]
                case.validate_response(
                    response, excluded_checks=excluded, transport_kwargs=options or None, recorder=self.recorder
                )

    Life.TestCase.settings = settings(max_examples=amount.sequences, stateful_step_count=STEPS)
    seed(number)(Life).TestCase("runTest").runTest()
    return reached


@pytest.mark.slow
def test_short_sequences(tally):
    """In short sequences of calls, a created connection exists until it is deleted."""
    assert WHOLE_LIFE == sequences(SEEDS[2], FEW, tally, None, only=LIFE)


@pytest.mark.deep
@pytest.mark.parametrize("wire", [False, True], ids=["in process", "on the wire"])
@pytest.mark.parametrize("number", SEEDS)
def test_sequences(number, tally, server, *, wire):
    """In long sequences of calls, the document allows every answer."""
    sequences(number, MANY, tally, server.url if wire else None)
    # Which operations a run reaches depends on the seed.
    assert len(tally.operations) * 3 > len(OPERATIONS)


@pytest.mark.deep
@pytest.mark.parametrize("wire", [False, True], ids=["in process", "on the wire"])
@pytest.mark.parametrize("number", SEEDS)
def test_life_of_a_connection(number, tally, server, *, wire):
    """In long sequences of calls about connections, one exists from its creation to its deletion, and no longer."""
    assert WHOLE_LIFE == sequences(number, MANY, tally, server.url if wire else None, only=LIFE)
