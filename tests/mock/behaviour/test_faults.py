"""Faults: which calls they strike, and what a client sees."""

from __future__ import annotations

import json
from typing import Any

import pytest

from fivetran_mock import AnswerFault, Fault, FivetranMock

from ._backends import Answer, Api
from .conftest import ApiOf

LIST = ("GET", "/v1/connections")


def struck(api: Api, calls: int, request: tuple[str, str] = LIST) -> list[int]:
    """Give the numbers of the calls, from 1, that a fault struck."""
    return [number + 1 for number in range(calls) if api.send(*request).status == 503]


@pytest.mark.parametrize(
    ("match", "expected"),
    [
        ({}, [1, 2, 3, 4, 5, 6]),
        ({"operation": "list_connections"}, [1, 2, 3, 4, 5, 6]),
        ({"operation": "get_connection"}, []),
        ({"nth": 2}, [2]),
        ({"times": 2}, [1, 2]),
        ({"share": 0}, []),
        ({"share": 1, "times": 3}, [1, 2, 3]),
        ({"share": 0.5, "seed": 1}, [1, 4, 5, 6]),
        ({"share": 0.5, "seed": 2}, [3, 4]),
    ],
)
def test_fault_strikes_the_calls_that_it_names(api: Api, match: dict[str, Any], expected: list[int]) -> None:
    """A fault strikes by operation, by number, by a seeded share and so many times."""
    api.mock.add_fault({"status": 503, **match})

    assert struck(api, 6) == expected


def test_fault_may_be_for_one_connection(api: Api) -> None:
    """A fault for one connection leaves the others alone."""
    first, second = api.create(schema="a"), api.create(schema="b")
    api.mock.add_fault(Fault(connection_id=first["id"], status=503))

    assert struck(api, 1, ("GET", f"/v1/connections/{first['id']}")) == [1]
    assert struck(api, 1, ("GET", f"/v1/connections/{second['id']}")) == []


def test_first_fault_wins_and_each_counts(api: Api) -> None:
    """Of two faults for a call the earlier one happens; both have met the call."""
    api.mock.add_fault(Fault(status=503, times=1))
    api.mock.add_fault(Fault(status=500, nth=2))

    assert [api.send(*LIST).status for _ in range(3)] == [503, 500, 200]


@pytest.mark.parametrize(("when", "kept"), [("before", 0), ("after", 1)])
def test_fault_comes_before_or_after_acting(api: Api, when: Any, kept: int) -> None:
    """A fault before acting leaves the state as it was; one after acting loses only the answer."""
    api.mock.add_fault(Fault(operation="create_connection", status=500, when=when))
    body = {"group_id": "g", "service": "mailchimp", "config": {"schema": "s"}}

    assert api.send("POST", "/v1/connections", body).status == 500
    assert len(api.mock.connections()) == kept


@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [
        (Fault(status=400), 400, "InvalidInput"),
        (Fault(status=403), 403, "Forbidden"),
        (Fault(status=429), 429, "TooManyRequests"),
        (Fault(status=503), 503, "ServerError"),
        (Fault(status=520), 520, "ServerError"),
        (Fault(retry_after=30), 429, "TooManyRequests"),
        (Fault(status=503, retry_after="soon"), 503, "ServerError"),
        (Fault(status=400, body={"code": "Odd", "message": "m"}), 400, "Odd"),
    ],
)
def test_status_has_the_apis_envelope(api: Api, fault: Fault, status: int, code: str) -> None:
    """A status comes with code and message, unless the fault brings a body."""
    api.mock.add_fault(fault)
    answer = api.send(*LIST)

    assert answer.refusal == (status, code)
    assert answer.headers.get("retry-after") == (None if fault.retry_after is None else str(fault.retry_after))


def test_body_and_headers_are_taken_as_they_are(api: Api) -> None:
    """Text is sent as it is, and headers are added."""
    api.mock.add_fault(Fault(status=502, body="<oops>", headers={"x-odd": "1"}))
    answer = api.send(*LIST)

    assert (answer.status, answer.body, answer.headers["x-odd"]) == (502, b"<oops>", "1")


@pytest.mark.parametrize("headers", [{"content-type": "text/html"}, {"Content-Type": "text/html"}])
def test_given_header_takes_the_place_of_another(api: Api, headers: dict[str, str]) -> None:
    """A header that is given replaces the answer's own, however it is spelt, also that of a page."""
    api.mock.add_fault(Fault(status=502, body="<html>", headers=headers, times=1))
    api.mock.add_fault(Fault(answer=AnswerFault.HTML, headers=headers, times=1))
    api.mock.add_fault(Fault(retry_after=30, headers={**headers, "Retry-After": "9"}))
    answers = [api.send(*LIST) for _ in range(3)]

    assert [_values(answer, "content-type") for answer in answers] == [["text/html"]] * 3
    assert _values(answers[-1], "retry-after") == ["9"]


def _values(answer: Answer, wanted: str) -> list[str]:
    """Give all values of a header; httpx joins those of one name."""
    return [value for name, value in answer.headers.items() if name.lower() == wanted]


def test_headers_alone_are_added_to_the_answer(api: Api) -> None:
    """A fault that only adds headers leaves status and body, and what the call did."""
    api.mock.add_fault(Fault(headers={"x-odd": "1"}))
    api.create()
    answer = api.send(*LIST)

    assert (answer.status, len(answer.data["items"]), answer.headers["x-odd"]) == (200, 1, "1")


@pytest.mark.parametrize("status", [204, 304])
@pytest.mark.parametrize("when", ["before", "after"])
def test_status_without_a_body_has_none(api: Api, status: int, when: Any) -> None:
    """An answer of a status that has no body has none, and no length of one."""
    api.mock.add_fault(Fault(status=status, when=when))
    answer = api.send(*LIST)

    assert (answer.status, answer.body) == (status, b"")
    assert "content-length" not in answer.headers


def test_wait_before_acting_ends_at_a_gateway(api: Api) -> None:
    """A client that waits for a call that never reached the mock gets a gateway's 504, and nothing is done."""
    api.mock.add_fault(Fault(delay=0.01, when="before"))
    body = {"group_id": "g", "service": "mailchimp", "config": {"schema": "s"}}

    assert api.send("POST", "/v1/connections", body).refusal == (504, "ServerError")
    assert api.mock.connections() == []


def test_body_alone_is_a_success(api: Api) -> None:
    """A fault with nothing but a body answers 200 with it."""
    api.mock.add_fault(Fault(body={"surprise": True}))

    assert api.send(*LIST)[0::2] == (200, b'{"surprise":true}')


def spoiled(api: Api, answer: AnswerFault, request: tuple[str, str] = LIST) -> Answer:
    """Ask once with a fault of the answer."""
    api.mock.add_fault(Fault(answer=answer, times=1))
    return api.send(*request)


@pytest.mark.parametrize("when", [None, "after"])
@pytest.mark.parametrize(
    ("given", "status"),
    [({}, 502), ({"status": 520}, 520), ({"status": 200}, 200), ({"status": 302}, 302), ({"retry_after": 1}, 429)],
)
def test_html(api: Api, given: dict[str, Any], status: int, when: Any) -> None:
    """A proxy's page comes with its type, and with the status that is given or 502."""
    api.mock.add_fault(Fault(answer=AnswerFault.HTML, when=when, **given))
    page = api.send(*LIST)

    assert (page.status, page.headers["content-type"]) == (status, "text/html; charset=utf-8")
    assert page.body.startswith(b"<html>\r\n<head><title>%d<" % status)


def test_malformed_json(api: Api) -> None:
    """The answer is cut off in the middle."""
    answer = spoiled(api, AnswerFault.MALFORMED_JSON)

    assert answer.status == 200
    with pytest.raises(json.JSONDecodeError):
        answer.json()


@pytest.mark.parametrize(
    ("given", "answer"),
    [
        ({"status": 503}, (503, b'{"code":"ServerError","mess')),
        ({"when": "before"}, (500, b'{"code":"ServerError","mess')),
        ({"body": {"a": 1}}, (200, b'{"a')),
    ],
)
def test_malformed_json_of_the_faults_own(api: Api, given: dict[str, Any], answer: tuple[int, bytes]) -> None:
    """What a fault brings, or a failure where the mock does not act, is cut off like an answer of the mock's own."""
    api.mock.add_fault(Fault(answer=AnswerFault.MALFORMED_JSON, **given))

    assert api.send(*LIST)[0::2] == answer


def test_unknown_enum(api: Api) -> None:
    """A state has a value that the document does not know."""
    made = api.create()
    shown = spoiled(api, AnswerFault.UNKNOWN_ENUM, ("GET", f"/v1/connections/{made['id']}")).data["status"]

    assert (shown["setup_state"], shown["sync_state"]) == ("hibernating", "hibernating")


def test_null(api: Api) -> None:
    """A key that may not be null is null, in lists too."""
    api.create()

    assert spoiled(api, AnswerFault.NULL).data["items"][0]["service"] is None


def test_repeated_cursor(api: Api) -> None:
    """Every page leads to itself; an answer without pages is as it was."""
    made = [api.create(schema=str(number))["id"] for number in range(3)]
    api.mock.add_fault(Fault(answer=AnswerFault.REPEATED_CURSOR))
    first = api.send("GET", "/v1/connections?limit=2").data
    again = api.send("GET", f"/v1/connections?limit=2&cursor={first['next_cursor']}").data

    assert [each["id"] for each in again["items"]] == made[:2]
    assert again["next_cursor"] == first["next_cursor"]
    assert "next_cursor" not in api.get(made[0])
    assert api.send("DELETE", f"/v1/connections/{made[0]}").status == 200


def test_fault_is_told_apart_in_the_journal(api: Api) -> None:
    """A call that a fault struck is no refusal of the mock."""
    api.mock.add_fault(Fault(status=503, times=1))
    api.send(*LIST)
    api.send("GET", "/v1/connections/no_such")

    assert [call.verdict for call in api.mock.calls] == ["fault", "refused"]
    assert [call.status for call in api.mock.refused_calls] == [404]


def test_faults_are_added_and_taken_away(api_of: ApiOf) -> None:
    """Faults stand until they are taken away; a reset brings back those that the mock was made with."""
    first = Fault(status=503, times=1)
    api = api_of(FivetranMock(faults=[first]))
    api.mock.add_fault(Fault(status=500))
    seen = [api.send(*LIST).status for _ in range(2)]
    api.mock.remove_fault(1)

    assert seen == [503, 500]
    assert api.mock.faults == (first,)
    assert api.send(*LIST).status == 200
    api.mock.reset()
    assert struck(api, 2) == [1]
    api.mock.clear_faults()
    assert api.mock.faults == ()
