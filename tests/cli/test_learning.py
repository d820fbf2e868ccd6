"""`doctor --behaviours` learns by reading how the API behaves for an account."""

from __future__ import annotations

import json
from typing import Any

import pytest

from fivetran_connections import RawResponse, RequestSummary, StatusError
from fivetran_connections.cli.learning import learn as learn_from
from fivetran_mock import FivetranMock
from fivetran_rules.behaviours import BEHAVIOURS, read_behaviours

BY_READING = {
    "list_config",
    "naming_keys",
    "mask",
    "unset_secret",
    "unset_key",
    "empty_list",
    "last_page",
    "list_order",
    "read_messages",
    "time_digits",
    "destination_port",
    "schema_filter",
    "large_limit",
    "unknown_connection",
}
"""The rows that an account with enough connections shows."""

ROLE = {"bucket": "hidden_bucket", "role_arn": "arn:aws:iam::1:role/hidden"}
PORTED = {"host": "hidden.example", "port": 5432, "database": "hidden_db", "user": "hidden_user", "password": "hush-1"}


def account(**behaviours: str) -> FivetranMock:
    """Return a mock whose account has enough to see."""
    mock = FivetranMock(behaviours=behaviours)
    postgres = {"service": "postgres", "group_id": "hidden_group", "config": {"schema_prefix": "hidden_p", **PORTED}}
    ads = {"service": "pinterest_ads", "group_id": "hidden_group"}
    mock.seed(
        connections=[
            {**postgres, "id": "hidden_c", "succeeded_at": "2026-01-01T00:00:00.123456Z"},
            {**ads, "id": "hidden_a", "config": {"schema": "hidden_one", "advertisers": []}},
            {**ads, "id": "hidden_b", "config": {"schema": "hidden_two"}},
            {"service": "s3", "group_id": "hidden_group", "config": {"schema": "hidden_s", "table": "t", **ROLE}},
        ]
    )
    return mock


@pytest.fixture
def learn(run: Any, serve: Any, tmp_path: Any) -> Any:
    """Return a function that runs the command against a mock, and returns its run and its file."""

    def learned(mock: FivetranMock, *arguments: str) -> tuple[Any, Any]:
        file = tmp_path / "behaviours.json"
        serve(mock)
        ran = run("doctor", "--behaviours", "-o", file, *arguments)
        return ran, json.loads(file.read_text(encoding="utf-8")) if file.exists() else None

    return learned


@pytest.mark.parametrize(
    ("name", "value"),
    [
        (each.name, value)
        for each in BEHAVIOURS
        for value in each.values
        if each.name in BY_READING and (each.name, value) != ("empty_list", "absent")
    ],
)
def test_learns_each_value(learn: Any, name: str, value: str) -> None:
    """Each value that reading can show is found, and the file makes another mock behave so."""
    ran, data = learn(account(**{name: value}))

    assert 0 == ran.status
    assert value == read_behaviours(data)[name]
    assert FivetranMock(behaviours=data["behaviours"])
    expected = {each.name: each.default for each in BEHAVIOURS} | {name: value}
    assert {key: expected[key] for key in data["behaviours"]} == data["behaviours"]


def test_reads_only_and_keeps_nothing_of_the_account(learn: Any) -> None:
    """The command sends GET alone, a few dozen at most, and its file has no id, name or value."""
    mock = account()
    ran, data = learn(mock)

    assert {"GET"} == {call.method for call in mock.calls}
    assert len(mock.calls) <= 36
    assert data["behaviours"].keys() == BY_READING
    assert "hidden" not in json.dumps(data)
    assert "hidden" not in ran.out
    assert "hush" not in ran.out


def test_says_what_reading_cannot_show(learn: Any) -> None:
    """Each row has its value, or says why reading does not show it; of an empty account it shows little."""
    ran, data = learn(FivetranMock(), "--output", "json")

    assert [each.name for each in BEHAVIOURS] == [row["name"] for row in ran.data]
    assert all(row["why"] for row in ran.data)
    assert "list_config" not in data["behaviours"]
    assert "absent" == data["behaviours"]["last_page"]


def test_names_new_keys_and_writes_no_file_unless_told(run: Any, serve: Any) -> None:
    """Keys that the document does not know are printed; without -o nothing is written."""
    mock = serve(account())
    listed = {"code": "Success", "data": {"items": [item(1, brand_new=1)]}}
    mock.add_fault({"operation": "list_connections", "status": 200, "body": listed})
    ran = run("doctor", "--behaviours")

    assert "Keys that the document does not know: brand_new" in ran.out


def test_a_key_that_may_not_list(learn: Any) -> None:
    """Without permission to list, the command ends with one sentence and status 4."""
    mock = account()
    mock.add_fault({"operation": "list_connections", "status": 403})
    ran, data = learn(mock)

    assert 4 == ran.status
    assert 1 == len(ran.err.splitlines())
    assert data is None


def test_wrong_usage(run: Any, learn: Any, tmp_path: Any) -> None:
    """A file belongs to --behaviours, and one that cannot be written is named."""
    assert 2 == run("doctor", "-o", "file").status
    ran, _ = learn(account(), "-o", str(tmp_path / "none" / "file"))
    assert 3 == ran.status
    assert "cannot be written" in ran.err


def item(number: int, **more: Any) -> dict[str, Any]:
    """Return an item of a list."""
    named = {"id": f"id_{number}", "group_id": "g", "service": "mine", "schema": f"s{number}"}
    times = {"created_at": f"2026-01-0{number}T00:00:00.000000Z", "succeeded_at": None, "failed_at": None}
    return {**named, **times, **more}


NOTHING: dict[str, Any] = {"data": {}}


def answers(*pages: Any, details: Any = NOTHING, filtered: Any = NOTHING, unknown: Any = NOTHING) -> Any:
    """Return a function that reads prepared answers; one that is an error is raised."""
    left = list(pages)

    def get(path: str, **params: str | int) -> Any:
        if path.startswith("/v1/destinations/"):
            found: Any = {"data": {"config": {"port": None}}}
        elif path.endswith("/no_such_connection"):
            found = unknown
        elif path != "/v1/connections":
            found = details
        elif "schema" in params:
            found = filtered
        else:
            found = left.pop(0) if left else {"data": {"items": []}}
        if isinstance(found, Exception):
            raise found
        return found

    return get


SUMMARY = RequestSummary("GET", "/v1/connections")


def refused(status: int, code: str = "InvalidInput") -> StatusError:
    """Return the error of an answer."""
    return StatusError(
        request=RequestSummary("GET", "/v1/connections"), response=RawResponse(status, {}, b""), code=code
    )


def listed(*items: dict[str, Any], **more: Any) -> Any:
    """Return a page of a list."""
    return {"data": {"items": items, **more}}


@pytest.mark.parametrize(
    ("get", "name", "why"),
    [
        (answers(*[listed(item(1), next_cursor="x")] * 6), "last_page", "not seen in the first 6 pages of the list"),
        (answers(listed(item(2), item(3), item(1))), "list_order", "an order of another kind in the list of conn"),
        (answers(listed(item(1), item(2), item(3))), "list_order", "not seen in the list of connections"),
        (answers(listed(item(1, succeeded_at="x.1234Z"))), "time_digits", "4 digits in succeeded_at"),
        (answers(listed(item(1, succeeded_at=".123Z", failed_at=".123456Z"))), "time_digits", "not seen in succeeded"),
        (answers(listed(item(1), item(2)), filtered=refused(400)), "schema_filter", "status 400 in the list with"),
        (answers(unknown={"data": {}}), "unknown_connection", "a success in the answer for an id"),
        (answers(listed(item(1)), details={"data": item(1, config={"x": "*******"})}), "mask", "7 stars in the deta"),
        (answers(listed(item(1)), details=refused(403)), "naming_keys", "not seen in the details of connections"),
        (answers({"data": [3]}), "list_config", "not seen in the list of connections"),
    ],
)
def test_says_why_a_row_is_not_known(get: Any, name: str, why: str) -> None:
    """A row that reading does not show, or shows in no form of the table, has its reason."""
    (row,) = (row for row in learn_from(get)[0] if row.name == name)

    assert row.value is None
    assert row.why.startswith(why)
    assert why.startswith("not seen") != row.why.endswith("is no value of the table; please report it")
