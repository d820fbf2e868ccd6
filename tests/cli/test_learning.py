"""`doctor --behaviours` learns by reading how the API behaves for an account."""

import json
from typing import Any

import httpx
import pytest

from fivetran_connections import Fivetran
from fivetran_connections.cli.output import print_wait
from fivetran_connections.learning.asking import Asking
from fivetran_connections.learning.questions import Learned, learned
from fivetran_mock import FivetranMock
from fivetran_rules.behaviours import BEHAVIOURS, DEFAULTS, read_behaviours

from ..overlay._support import ok, page, refused

BY_READING = {
    *("list_config", "naming_keys", "mask", "unset_secret", "unset_key", "empty_list", "last_page", "list_order"),
    *("read_messages", "time_digits", "destination_port", "schema_filter", "large_limit", "listed_daylight_saving"),
    *("unknown_connection", "unknown_query"),
}
"""The rows that an account with enough connections shows."""

ROLE = {"bucket": "hidden_bucket", "role_arn": "arn:aws:iam::1:role/hidden"}
NAMED = {"secrets_list": [{"key": "hidden_key", "value": "hush-2"}]}
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
            {"service": "connector_sdk", "group_id": "hidden_group", "config": {"schema": "hidden_k", **NAMED}},
        ]
    )
    return mock


def learnt(mock: FivetranMock) -> dict[str, Learned]:
    """Return the rows that reading a mock shows."""
    with mock.client() as fivetran:
        return rows_of(fivetran)


def rows_of(fivetran: Fivetran) -> dict[str, Learned]:
    """Return the rows that reading shows."""
    asking = Asking(fivetran.connections.__driver__, {"list": "/v1/connections", "page": "100"}, print_wait)
    asking.read_account()
    return {row.name: row for row in learned(asking)}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        (name, value)
        for name, each in BEHAVIOURS.items()
        for value in each.values
        if name in BY_READING and (name, value) != ("empty_list", "absent")
    ],
)
def test_learns_each_value(name, value):
    """Each value that reading can show is found, and no other row is wrong."""
    found = learnt(account(**{name: value}))

    assert value == found[name].value
    assert {name} == {row.name for row in found.values() if row.equal is False} | {name}
    assert found[name].equal == (value == found[name].mock)


@pytest.fixture
def learn(run: Any, serve: Any, tmp_path: Any) -> Any:
    """Return a function that runs the command against a mock, and returns its run and its file."""

    def learned(mock: FivetranMock, *arguments: str) -> tuple[Any, Any]:
        file = tmp_path / "behaviours.json"
        serve(mock)
        ran = run("doctor", "--behaviours", "-o", file, *arguments)
        return ran, json.loads(file.read_text(encoding="utf-8")) if file.exists() else None

    return learned


def test_reads_only_and_keeps_nothing_of_the_account(learn):
    """The command sends GET alone, a few dozen at most, and its file has no id, name or value."""
    mock = account()
    ran, data = learn(mock)

    assert {"GET"} == {call.method for call in mock.calls}
    assert len(mock.calls) <= 36
    assert read_behaviours(data).keys() == BY_READING
    assert "hidden" not in json.dumps(data) + ran.out
    assert "hush" not in ran.out


def test_says_what_reading_cannot_show(learn):
    """Each row has its value, or says why reading does not show it; of an empty account it shows little."""
    ran, data = learn(FivetranMock(), "--output", "json")

    assert DEFAULTS == {row["name"]: row["mock"] for row in ran.data}
    assert all((row["value"] is None) == bool(row["why"]) for row in ran.data)
    assert {"unknown_connection"} == data["behaviours"].keys()


@pytest.mark.parametrize(("number", "asked"), [(1, [1, 1]), (2, [2, 2]), (20, [15, 3])])
def test_asks_for_the_details_of_15_connections(number, asked):
    """Of many connections 15 and of many destinations 3 are asked for, and two schemas show the filter."""
    mock = FivetranMock(groups=list("abcde"))
    names = [{"group_id": "abcde"[each % 5], "config": {"schema": f"s{each}"}} for each in range(number)]
    mock.seed(connections=[{"service": "pinterest_ads", **each} for each in names])

    assert (None if number == 1 else "honoured") == learnt(mock)["schema_filter"].value
    found = [name for name, _ in {(call.operation, call.path) for call in mock.calls if call.status == 200}]
    assert asked == [found.count(f"get_{kind}") for kind in ("connection", "destination")]


def test_names_new_keys_and_writes_no_file_unless_told(run, serve):
    """Keys that the document does not know are printed; without -o nothing is written."""
    mock = serve(account())
    listed = {"code": "Success", "data": {"items": [item(1, brand_new=1)]}}
    mock.add_fault({"operation": "list_connections", "status": 200, "body": listed})
    ran = run("doctor", "--behaviours")

    assert "Keys that the document does not know: brand_new" in ran.err


def test_a_key_that_may_not_list(learn):
    """Without permission to list, the command ends with one sentence and status 4."""
    mock = account()
    mock.add_fault({"operation": "list_connections", "status": 403})
    ran, data = learn(mock)

    assert (4, 1, None) == (ran.status, len(ran.err.splitlines()), data)


def test_wrong_usage(run, learn, tmp_path):
    """A file belongs to --behaviours, and one that cannot be written is named."""
    assert 2 == run("doctor", "-o", "file").status
    assert 2 == run("doctor", "--behaviours", "--trial", "g").status
    ran, _ = learn(account(), "-o", str(tmp_path / "none" / "file"))
    assert 1 == ran.status
    assert "cannot be written" in ran.err


def item(number: int, **more: Any) -> dict[str, Any]:
    """Return an item of a list."""
    named = {"id": f"id_{number}", "group_id": "g", "service": "mine", "schema": f"s{number}"}
    times = {"created_at": f"2026-01-0{number}T00:00:00.000000Z", "succeeded_at": None, "failed_at": None}
    return {**named, **times, **more}


def rows(*pages: httpx.Response, **by_word: httpx.Response) -> dict[str, Learned]:
    """Return the rows that prepared answers show: pages of the list, and others by a word in the address."""
    left = list(pages)

    def answer(request: httpx.Request) -> httpx.Response:
        for word, found in by_word.items():
            if word in str(request.url):
                return httpx.Response(found.status_code, content=found.content)
        return left.pop(0) if left and request.url.path == "/v1/connections" else page()

    with Fivetran(api_key="k", api_secret="s", transport=httpx.MockTransport(answer)) as fivetran:
        return rows_of(fivetran)


ONE = item(1)


LIST = page(ONE, item(2), item(3))
"""A list that fits more than one order."""


@pytest.mark.parametrize(
    ("answered", "name", "why"),
    [
        (lambda: rows(*[page(ONE, cursor="x")] * 6), "last_page", "not seen in what can be read"),
        (lambda: rows(page(item(2), item(3), ONE)), "list_order", "seen as another order, which is no value"),
        (lambda: rows(LIST), "list_order", "not seen in what can be read; --trial asks for it"),
        (lambda: rows(page(item(1, succeeded_at="x.1234Z"))), "time_digits", "seen as 4 digits, which is no value"),
        (lambda: rows(page(item(1, succeeded_at=".123Z", failed_at=".123456Z"))), "time_digits", "seen as six and"),
        (lambda: rows(LIST, schema=page()), "schema_filter", "not seen in what can be read"),
        (lambda: rows(LIST, **{"limit=1001": page()}), "large_limit", "not seen"),
        (lambda: rows(LIST, **{"limit=1001": page(*[ONE] * 1001)}), "large_limit", "not seen in what can be read"),
        (lambda: rows(LIST, **{"limit=1001": page(*[ONE] * 1002)}), "large_limit", "not seen in what can"),
        (lambda: rows(LIST, schema=refused(400)), "schema_filter", "not seen: GET /v1/connections was answered 400"),
        (lambda: rows(LIST, schema=page(item(1, schema="s33"))), "schema_filter", "seen as another filter, which is"),
        (lambda: rows(page(ONE), no_such=ok({})), "unknown_connection", "seen as Success_200, which is no value"),
        (lambda: rows(page(ONE), id_1=ok(item(1, config={"x": "*" * 7}))), "mask", "seen as 7 stars, which is no"),
        (lambda: rows(page(ONE), id_1=ok(item(1, config={"x": "*" * 8}))), "mask", "not seen in what can be read"),
        (lambda: rows(page(ONE), id_1=refused(403)), "naming_keys", "not seen in what can be read"),
        (lambda: rows(page(ONE), id_1=httpx.Response(200, content=b"[]")), "naming_keys", "not seen in what can be"),
        (lambda: rows(page(ONE), id_1=httpx.Response(200, content=b"<html>")), "naming_keys", "not seen in what can"),
        (lambda: rows(ok([3])), "list_config", "not seen in what can be read"),
    ],
)
def test_says_why_a_row_is_not_known(answered, name, why):
    """A row that reading does not show, or shows in no form of the table, has its reason."""
    row = answered()[name]

    assert (None, None) == (row.value, row.equal)
    assert why == row.why[: len(why)]
    assert why.startswith("not seen") != row.why.endswith("is no value of the table; please report it")
