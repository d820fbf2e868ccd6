"""Rate limits, as documented."""

from typing import Any

import pytest

from fivetran_mock import FivetranMock

from ._backends import Answer, Api
from .conftest import ApiOf


def trial(api_of: ApiOf) -> Api:
    """Return a mock with the limits of a trial account."""
    return api_of(FivetranMock(check_replies=True, rate_limits="trial"))


def attempt(api: Api, number: int, **fields: Any) -> Answer:
    """Try to create a connection."""
    body = {"group_id": "g", "service": "mailchimp", "config": {"schema": f"s{number}"}, **fields}
    return api.send("POST", "/v1/connections", body)


@pytest.mark.parametrize(("plan", "limit"), [("standard", "20000"), ("trial", "500")])
def test_headers_count_down(api_of, plan, limit):
    """With limits alone, answers have the hour's and the remaining requests; refusals count, unknown paths do not."""
    api = api_of(FivetranMock(check_replies=True, rate_limits=plan))
    headers = [api.send("GET", target).headers for target in ("/v1/groups", "/v1/connections/no_such", "/v1/teams")]

    assert {limit} == {each["x-rate-limit"] for each in headers}
    assert [int(limit) - left for left in (1, 2, 3)] == [int(each["x-rate-limit-remaining"]) for each in headers]
    assert "x-rate-limit" not in api.send("GET", "/v1/groups", headers={"authorization": None}).headers
    assert "x-rate-limit" not in api.send("GET", "/v1/no").headers
    assert "x-rate-limit" not in api_of(FivetranMock()).send("GET", "/v1/groups").headers


def test_too_many_requests(api_of):
    """The request beyond the hour's limit is 429 with the seconds to wait; after them requests succeed."""
    api = trial(api_of)
    for _ in range(499):
        api.mock.advance(seconds=1)
        api.exchange("GET", "/v1/groups", {"authorization": "Basic bW9jay1rZXk6cw=="}, b"")
    last, refused = api.send("GET", "/v1/groups"), api.send("GET", "/v1/groups")

    assert 200 == last.status
    assert "0" == last.headers["x-rate-limit-remaining"]
    assert "429 TooManyRequests" == refused.refusal
    assert refused.headers["retry-after"] == str(3600 - 498)
    api.mock.advance(seconds=3600 - 498)
    assert 200 == api.send("GET", "/v1/groups").status


def test_setup_tests_have_limits_of_their_own(api_of):
    """Creates with setup tests have a lower limit than creates without."""
    api = trial(api_of)
    tested = [attempt(api, number).status for number in range(25)]
    refused = attempt(api, 25)

    assert {201} == set(tested)
    assert "429 TooManyRequests" == refused.refusal
    assert "25 requests that reach the source in a minute" in refused.json()["message"]
    assert 201 == attempt(api, 26, run_setup_tests=False).status
    assert 26 == len(api.mock.connections())
    api.mock.advance(minutes=1)
    assert 201 == attempt(api, 27).status


def test_a_destination_above_the_limit_is_not_created(api_of):
    """A create of a destination that is 429 for its setup tests leaves none behind, so that it can be repeated."""
    api = trial(api_of)
    path = f"/v1/connections/{api.create()['id']}"
    group = api.send("POST", "/v1/groups", {"name": "g"}).data["id"]
    body = {"group_id": group, "service": "snowflake", "region": "GCP_US_EAST4", "time_zone_offset": "0", "config": {}}
    for _ in range(24):
        api.send("POST", f"{path}/schemas/reload")

    assert 429 == api.send("POST", "/v1/destinations", body).status
    assert 404 == api.send("GET", f"/v1/destinations/{group}").status
    api.mock.advance(minutes=1)
    assert 201 == api.send("POST", "/v1/destinations", body).status


@pytest.mark.parametrize("by", ["reset", "restore"])
def test_what_was_spent_is_forgotten(api_of, by):
    """A reset or a restore resets the limits, also if time goes back."""
    api = trial(api_of)
    early = api.mock.snapshot()
    api.mock.advance(hours=9)
    api.send("GET", "/v1/groups")
    api.mock.reset() if by == "reset" else api.mock.restore(early)

    assert "499" == api.send("GET", "/v1/groups").headers["x-rate-limit-remaining"]
