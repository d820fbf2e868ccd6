"""
The suite detects regressions: each deliberate break makes at least two judges fail.

Each break is small and typical of a careless change. A judge of bodies fails if its verdict differs from the body's
intended one; a judge of answers fails if it objects to an answer that it should accept.
"""

import copy
from collections.abc import Callable
from typing import Any

import pytest

import fivetran_openapi
import fivetran_rules
from fivetran_connections import Fivetran, FivetranError
from fivetran_mock import FivetranMock, Reply, Request
from fivetran_mock.prism import Prism
from fivetran_mock.server import MockServer

from ._judges import CONTRACT, CREATE, Change, Judges, Rules, all_judges, asked, new, replaced, sent, verdicts

WITHOUT_ADVERTISERS = new("pinterest_ads")
WITHOUT_ADVERTISERS["config"] = {"schema": "pin_eu", "sync_mode": "SpecificAdvertisers"}
WITH_HOUR = new("pinterest_ads")
WITH_HOUR["config"] = {"schema": "pin_eu", "report_granularity": "HOUR"}
WITHOUT_GROUP = {"service": "pinterest_ads", "config": {"schema": "pin_eu"}}

Schemas = dict[str, Any]


def drop_enum_value(schemas: Schemas) -> None:
    """Remove HOUR from the granularities."""
    schemas["ReportGranularity"]["enum"] = ["DAY"]


def drop_condition(schemas: Schemas) -> None:
    """Remove the condition that requires advertisers."""
    schemas["PinterestAdsConfig"]["allOf"] = []


def drop_required(schemas: Schemas) -> None:
    """Make `group_id` optional."""
    for name in ("NewPinterestAdsConnection", "NewOtherConnection"):
        schemas[name]["required"].remove("group_id")


def red(judges: Judges, body: Any, expected: str) -> set[str]:
    """Return the judges that are wrong about a body."""
    given = verdicts(judges, CREATE, body, stored="pinterest_ads")
    return {name for name, verdict in given.items() if verdict != expected}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("change", "body", "expected"),
    [
        (drop_enum_value, WITH_HOUR, "takes"),
        pytest.param(drop_condition, WITHOUT_ADVERTISERS, "refuses", marks=pytest.mark.deep),
        pytest.param(drop_required, WITHOUT_GROUP, "refuses", marks=pytest.mark.deep),
    ],
)
def test_break_of_the_document_is_noticed(change, body, expected):
    """If the document changes, the judges that read it disagree with the others."""
    document = copy.deepcopy(dict(fivetran_openapi.document()))
    change(document["components"]["schemas"])

    with all_judges(document) as judges:
        assert {"document", "prism"} == red(judges, body, expected)


@pytest.mark.slow
def test_rule_that_is_removed_is_noticed(monkeypatch, judges):
    """Without a rule, rules and mock accept a body that document and Prism refuse."""

    def check(body: object, **options: Any) -> list[fivetran_rules.Violation]:
        found = fivetran_rules.check(body, **options)
        return [violation for violation in found if violation.rule != "pinterest_ads.advertisers.required"]

    monkeypatch.setattr("fivetran_mock._mock.lifecycle.judging.check", check)

    assert {"rules", "mock"} == red({**judges, "rules": Rules(check=check)}, WITHOUT_ADVERTISERS, "refuses")


CHANGES: dict[str, Change] = {
    "type": replaced(b'"schema":"pin_eu"', b'"schema":7'),
    "key": replaced(b'"service":', b'"connector":'),
    "error": replaced(b'"code":', b'"kind":'),
    "status": lambda _, reply: Reply(202 if reply.status == 201 else reply.status, reply.headers, reply.body),
}


def broken(monkeypatch: pytest.MonkeyPatch, change: Change) -> FivetranMock:
    """Return a mock whose answers are changed."""
    mock = FivetranMock()
    for name in ("handle", "begin"):  # in process, and on a port
        whole: Callable[[Request], Reply] = getattr(mock, name)
        monkeypatch.setattr(mock, name, lambda request, whole=whole: change(request, whole(request)))
    return mock


@pytest.mark.parametrize(
    ("change", "with_prism"),
    [
        ("type", False),
        pytest.param("type", True, marks=pytest.mark.slow),
        *(pytest.param(each, True, marks=pytest.mark.deep) for each in CHANGES if each != "type"),
    ],
)
def test_break_of_the_mock_is_noticed(monkeypatch, change, *, with_prism):
    """A mock with a wrong answer is detected by our own check, by Prism as a proxy, and by the client."""
    mock = broken(monkeypatch, CHANGES[change])

    red = by_contract(mock) | by_client(mock) | (by_prism(mock) if with_prism else set())

    assert len(red) >= 2, red


def by_contract(mock: FivetranMock) -> set[str]:
    """Return whether our own check objects to the answer to a create."""
    found = CONTRACT.differences(CREATE, mock.handle(asked(CREATE, new("pinterest_ads"))))
    mock.reset()
    return {"contract"} if found else set()


def by_prism(mock: FivetranMock) -> set[str]:
    """Return whether Prism refuses the answer to a create."""
    with MockServer(mock) as server, Prism(upstream=server.url) as prism:
        refused = prism.handle(sent("POST", "/v1/connections", new("pinterest_ads"))).status == 500
    mock.reset()
    return {"prism"} if refused else set()


def by_client(mock: FivetranMock) -> set[str]:
    """Return whether the client raises for the answer to a create."""
    with Fivetran(api_key="mock-key", api_secret="mock-secret", transport=mock.transport()) as fivetran:
        try:
            made = fivetran.connections.create(new("pinterest_ads"))
        except FivetranError:
            return {"client"}
    mock.reset()
    return set() if made.schema == "pin_eu" else {"client"}


@pytest.mark.deep
def test_the_unbroken_mock_turns_no_judge_red():
    """Without a break, none of the judges of answers is red."""
    mock = FivetranMock()

    assert set() == by_contract(mock) | by_prism(mock) | by_client(mock)
