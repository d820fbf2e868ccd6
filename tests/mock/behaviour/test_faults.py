"""Faults: the affected calls, and the answers that a client receives."""

import json

import pytest

from fivetran_mock import AnswerFault, Fault

from ._backends import Answer, Api

LIST = ("GET", "/v1/connections")


def applied(api: Api, calls: int, request: tuple[str, str] = LIST) -> list[int]:
    """Return the numbers, from 1, of the calls that a fault affected."""
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
        ({"share": 0.5, "random_seed": 1}, [1, 4, 5, 6]),
        ({"share": 0.5, "random_seed": 2}, [3, 4]),
    ],
)
def test_fault_is_for_the_calls_that_it_names(api, match, expected):
    """A fault affects calls by operation, number, seeded share, and maximum count."""
    api.mock.add_fault({"status": 503, **match})

    assert expected == applied(api, 6)


def test_fault_may_be_for_one_connection(api):
    """A fault for one connection does not affect others."""
    first, second = api.create(schema="a"), api.create(schema="b")
    api.mock.add_fault(Fault(connection_id=first["id"], status=503))

    assert [1] == applied(api, 1, ("GET", f"/v1/connections/{first['id']}"))
    assert [] == applied(api, 1, ("GET", f"/v1/connections/{second['id']}"))


def test_first_fault_wins_and_each_counts(api):
    """If two faults match a call, the first one happens, and both count the call."""
    api.mock.add_fault(Fault(status=503, times=1))
    api.mock.add_fault(Fault(status=500, nth=2))

    assert [503, 500, 200] == [api.send(*LIST).status for _ in range(3)]


@pytest.mark.parametrize(
    ("fault", "refusal"),
    [
        (Fault(status=400), "400 InvalidInput"),
        (Fault(status=403), "403 Forbidden"),
        (Fault(status=429), "429 TooManyRequests"),
        (Fault(status=503), "503 ServerError"),
        (Fault(status=520), "520 ServerError"),
        (Fault(retry_after=30), "429 TooManyRequests"),
        (Fault(status=503, retry_after="soon"), "503 ServerError"),
        (Fault(status=400, body={"code": "Odd", "message": "m"}), "400 Odd"),
    ],
)
def test_status_has_the_apis_envelope(api, fault, refusal):
    """A status has code and message, unless the fault has a body."""
    api.mock.add_fault(fault)
    answer = api.send(*LIST)

    assert refusal == answer.refusal
    assert (None if fault.retry_after is None else str(fault.retry_after)) == answer.headers.get("retry-after")


def test_body_and_headers_are_taken_as_they_are(api):
    """Text is sent unchanged, and headers are added."""
    api.mock.add_fault(Fault(status=502, body="<oops>", headers={"x-odd": "1"}))
    answer = api.send(*LIST)

    assert 502 == answer.status
    assert b"<oops>" == answer.body
    assert "1" == answer.headers["x-odd"]


@pytest.mark.parametrize("headers", [{"content-type": "text/html"}, {"Content-Type": "text/html"}])
def test_given_header_takes_the_place_of_another(api, headers):
    """A fault's header replaces the answer's own in any spelling, also for HTML pages."""
    api.mock.add_fault(Fault(status=502, body="<html>", headers=headers, times=1))
    api.mock.add_fault(Fault(answer=AnswerFault.HTML, headers=headers, times=1))
    api.mock.add_fault(Fault(retry_after=30, headers={**headers, "Retry-After": "9"}))
    answers = [api.send(*LIST) for _ in range(3)]

    assert [["text/html"]] * 3 == [_values(answer, "content-type") for answer in answers]
    assert ["9"] == _values(answers[-1], "retry-after")


def _values(answer: Answer, wanted: str) -> list[str]:
    """Return all values of a header; httpx joins those of one name."""
    return [value for name, value in answer.headers.items() if name.lower() == wanted]


def test_wait_before_acting_ends_at_a_gateway(api):
    """A delayed call that does not reach the mock gets 504, and nothing is done."""
    api.mock.add_fault(Fault(delay=0.01, when="before"))
    body = {"group_id": "g", "service": "mailchimp", "config": {"schema": "s"}}

    assert "504 ServerError" == api.send("POST", "/v1/connections", body).refusal
    assert [] == api.mock.connections()


def spoiled(api: Api, answer: AnswerFault, request: tuple[str, str] = LIST) -> Answer:
    """Send one request with a fault of the answer."""
    api.mock.add_fault(Fault(answer=answer, times=1))
    return api.send(*request)


@pytest.mark.parametrize("when", [None, "after"])
@pytest.mark.parametrize(
    ("given", "status"),
    [({}, 502), ({"status": 520}, 520), ({"status": 200}, 200), ({"status": 302}, 302), ({"retry_after": 1}, 429)],
)
def test_html(api, given, status, when):
    """A proxy's HTML page has its content type, and the given status or 502."""
    api.mock.add_fault(Fault(answer=AnswerFault.HTML, when=when, **given))
    page = api.send(*LIST)

    assert status == page.status
    assert "text/html; charset=utf-8" == page.headers["content-type"]
    assert page.body.startswith(b"<html>\r\n<head><title>%d<" % status)


def test_malformed_json(api):
    """Malformed JSON is an answer cut off in the middle."""
    answer = spoiled(api, AnswerFault.MALFORMED_JSON)

    assert 200 == answer.status
    with pytest.raises(json.JSONDecodeError):
        answer.json()


@pytest.mark.parametrize(
    ("given", "status", "body"),
    [
        ({"status": 503}, 503, b'{"code":"ServerError","mess'),
        ({"when": "before"}, 500, b'{"code":"ServerError","mess'),
        ({"body": {"a": 1}}, 200, b'{"a'),
    ],
)
def test_malformed_json_of_the_faults_own(api, given, status, body):
    """The body of a fault, and that of a failure before acting, are cut off too."""
    api.mock.add_fault(Fault(answer=AnswerFault.MALFORMED_JSON, **given))
    answer = api.send(*LIST)

    assert status == answer.status
    assert body == answer.body


def test_unknown_enum(api):
    """One state has a value that the document does not list."""
    made = api.create()
    shown = spoiled(api, AnswerFault.UNKNOWN_ENUM, ("GET", f"/v1/connections/{made['id']}")).data["status"]

    assert "hibernating" == shown["setup_state"]
    assert "hibernating" == shown["sync_state"]


def test_null(api):
    """A required key is null, in lists too."""
    api.create()

    assert spoiled(api, AnswerFault.NULL).data["items"][0]["service"] is None


def test_repeated_cursor(api):
    """The cursor of every page leads to the same page; other answers are unchanged."""
    made = [api.create(schema=str(number))["id"] for number in range(3)]
    real = api.send("GET", "/v1/connections?limit=1").data["next_cursor"]
    api.mock.add_fault(Fault(answer=AnswerFault.REPEATED_CURSOR))
    first = api.send("GET", "/v1/connections?limit=2").data
    again = api.send("GET", f"/v1/connections?limit=2&cursor={first['next_cursor']}").data

    assert made[:2] == [each["id"] for each in again["items"]]
    assert first["next_cursor"] == again["next_cursor"]
    assert real == api.send("GET", f"/v1/connections?limit=1&cursor={real}").data["next_cursor"]
    assert "next_cursor" not in api.get(made[0])
    assert 200 == api.send("DELETE", f"/v1/connections/{made[0]}").status


def test_path_that_is_not_imitated(api):
    """A fault answers a path and method that the mock does not imitate, with a body made of the request."""
    api.mock.add_fault(
        Fault(path="/v1/teams", method="POST", status=201, body=lambda request: {"data": json.loads(request.body)})
    )
    made = api.send("POST", "/v1/teams", {"name": "A"})

    assert 201 == made.status
    assert {"name": "A"} == made.data
    assert 501 == api.send("GET", "/v1/teams").status
    assert "<callable <lambda>>" == api.mock.faults[0].to_data()["body"]
