"""The operations: each has a handler, a success, limits and the same answer in every release; and the list of gaps."""

import json
from pathlib import Path
from typing import Any

import pytest

from fivetran_mock import FivetranMock, NonConforming, Reply
from fivetran_mock._mock.contract.unsupported import listed, missing
from fivetran_mock._mock.formats.http import JSON, MESSAGES, OPERATIONS, DocumentedOperation
from fivetran_mock._mock.operations import HANDLERS
from fivetran_mock._mock.state.rate_limits import LIMITS
from fivetran_rules.behaviours import BEHAVIOURS

from ._asking import ask, data
from ._everything import BODIES, Everything

FINE = b'{"code":"Success","message":"m","data":{"items":[]}}'


def test_every_operation_of_the_document_has_a_handler():
    """The mock has a handler for each operation of the document, and no others."""
    documented = OPERATIONS.keys()

    assert documented == HANDLERS.keys(), "write a function of this name in a module of `operations`"


@pytest.mark.parametrize("operation", sorted(HANDLERS))
def test_every_operation_can_succeed(operation):
    """Each operation has a request that succeeds, with an answer that the document allows."""
    reply = Everything().ask(operation)

    assert reply.status in (200, 201), reply.body
    assert json.loads(reply.body)["message"].startswith(MESSAGES[operation].partition("{")[0])


MADE_ANEW = {"create_schema_config", "delete_destination"}
"""Operations of `Everything` that need something new, which the limits of the test below do not allow."""


@pytest.mark.parametrize(
    ("operation", "described"), [(name, each.described) for name, each in OPERATIONS.items() if name not in MADE_ANEW]
)
def test_every_operation_counts_toward_its_limits(operation, described):
    """Above the limits of the source and of new users, each operation that counts toward one is 429, and no other."""
    everything = Everything(FivetranMock(rate_limits="trial"))
    path = f"/v1/connections/{everything.connection}/schemas/reload"
    everything.mock.advance(minutes=1)
    while ask(everything.mock, "POST", path).status != 429:
        pass
    number = 0
    while (
        ask(everything.mock, "POST", "/v1/users", {**BODIES["create_user"], "email": f"{number}@example.com"}).status
        != 429
    ):
        number += 1

    assert ("x-fivetran-limits" in described) == (everything.ask(operation).status == 429)


ANSWERS: dict[str, Any] = json.loads((Path(__file__).parent / "answers.json").read_text(encoding="utf-8"))
"""The answer to each operation of `Everything`; after an intended change, put the new one in the place of the old."""


@pytest.mark.usefixtures("naming_keys")
@pytest.mark.parametrize("operation", sorted(ANSWERS))
def test_answers_are_the_same_in_every_release(operation):
    """Ids, times, defaults and made-up values stay as they are, so that a test may spell them out."""
    mock = FivetranMock(check_replies=True, behaviours={"naming_keys": "absent"})
    assert ANSWERS[operation] == json.loads(Everything(mock).ask(operation).body)


def test_page_has_a_hundred_items_unless_said_otherwise(mock):
    """Without a limit, a page has a hundred items and a cursor to the others."""
    page = data(mock, "GET", "/v1/metadata/connector-types")

    assert 100 == len(page["items"])
    assert "next_cursor" in page


@pytest.mark.parametrize(
    ("plan", "limits"),
    [
        (
            "standard",
            [
                "20000 requests in an hour",
                "250 runs of setup tests in a minute",
                "2500 runs of setup tests in an hour",
                "500 requests that reach the source in a minute",
                "5000 requests that reach the source in an hour",
                "500 new users in an hour",
            ],
        ),
        (
            "trial",
            [
                "500 requests in an hour",
                "50 runs of setup tests in an hour",
                "25 requests that reach the source in a minute",
                "250 requests that reach the source in an hour",
                "10 new users in an hour",
            ],
        ),
    ],
)
def test_limits_are_the_documented_ones(plan, limits):
    """The numbers of calls are those of Fivetran's documentation."""
    assert limits == [str(limit) for limit in LIMITS[plan]]


def test_nothing_is_both_imitated_and_missing():
    """The list of gaps has no operation of the document."""
    documented = {f"{each.method} {each.path}" for each in OPERATIONS.values()}

    assert documented.isdisjoint(item.partition(": ")[0] for item in listed("Operations"))


def test_missing_is_listed_from_the_code():
    """The list has the missing operations and behaviour, and every unknown."""
    gaps = FivetranMock.not_imitated()

    assert gaps == list(missing())
    assert "in the items of a list: absent; the behaviour list_config sets present" in f"{gaps}"
    assert {"operation", "behaviour", "unknown"} == {each.kind for each in gaps}
    assert len([each for each in gaps if each.kind == "unknown"]) == len(listed("Choices")) + len(BEHAVIOURS)


def test_operation_that_the_document_gains_leaves_the_list(monkeypatch):
    """An operation added to the document disappears from the list."""
    request = listed("Operations")[0].partition(": ")[0]
    monkeypatch.setitem(OPERATIONS, "new", DocumentedOperation(*request.split(), {}))

    assert not any(each.what.startswith(f"{request}:") for each in missing())


@pytest.mark.parametrize(
    ("reply", "message"),
    [
        (Reply(418, [JSON], b"{}"), "list_connections 418 does not fit the document: status: 418 is not declared"),
        (Reply(200, [], FINE), "content-type: none instead of application/json"),
    ],
)
def test_answer_that_the_document_does_not_allow(monkeypatch, reply, message):
    """With checks on, an answer that breaks the document is reported: status, type or body."""
    monkeypatch.setitem(HANDLERS, "list_connections", lambda _: reply)
    with pytest.raises(NonConforming) as caught:
        ask(FivetranMock(check_replies=True), "GET", "/v1/connections")

    assert message in str(caught.value)
