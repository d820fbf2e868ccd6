"""Faults as plain data: valid ones are read, and wrong ones are named."""

import json
import re
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fivetran_mock import AnswerFault, Fault, FivetranMock, InvalidFault, SocketFault

from ._asking import ask
from ._everything import BODIES, Everything

PAGE = Path(__file__).parents[3] / "docs" / "faults.md"

UNCONNECTED = {"refused", "dns", "connect_timeout", "tls"}

CHANGES = ["unknown_enum", "null", "repeated_cursor"]

FULL: dict[str, Any] = {
    "operation": "create_connection",
    "connection_id": "brisk_otter",
    "path": "/v1/connections",
    "method": "POST",
    "nth": 2,
    "share": 0.5,
    "random_seed": 7,
    "times": 3,
    "when": "after",
    "status": 503,
    "body": {"code": "Odd"},
    "headers": {"x-odd": "1"},
    "retry_after": 30,
    "answer": "malformed_json",
    "socket": "reset",
    "delay": 1.5,
}


def test_fault_comes_from_data_and_goes_back():
    """A fault with every attribute is equal after conversion to plain data and back."""
    fault = Fault.from_data(FULL)

    assert fault.to_data() == FULL
    assert fault.answer == AnswerFault.MALFORMED_JSON
    assert fault.socket == SocketFault.RESET
    assert {"status": 500} == Fault.from_data({"status": 500, "answer": None, "random_seed": 0}).to_data()
    assert "500" == repr(Fault.from_data({"status": 500.0}).status)


HEADERS = "/headers: this has to be an object of header names and texts in printable ASCII"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (5, "/: this has to be an object"),
        ({}, "/: this fault changes nothing: add one of status, body, headers, retry_after, answer, socket, delay"),
        ({"status": 500, "operation": "list_groups", "method": "POST"}, "/method: list_groups is called with GET"),
        (
            {"answer": "unknown_enum", "operation": "list_groups"},
            "/answer: no answer of list_groups has a key that unknown_enum changes: schema_change_handling, setup",
        ),
        (
            {"answer": "repeated_cursor", "operation": "get_group"},
            "/answer: no answer of get_group has a key that repeated_cursor changes: items",
        ),
        ({"stats": 500}, "/stats: there is no such key; did you mean status?"),
        ({"status": 500, "path": "v1/teams"}, "/path: this has to be a path that begins with /, without a query"),
        ({"status": 500, "times": 1, "exactly": 1}, "/exactly: this stands in the place of times: leave one of"),
        ({"x": 500}, "/x: there is no such key; there are operation, connection_id, path, "),
        ({"status": 99}, "/status: this has to be a whole number from 200 to 599"),
        ({"status": 500, "nth": 0}, "/nth: this has to be a whole number from 1"),
        ({"status": 500, "times": 1.5}, "/times: this has to be a whole number from 1"),
        ({"status": 500, "share": 2}, "/share: this has to be a number from 0 to 1"),
        ({"status": 500, "random_seed": -1}, "/random_seed: this has to be a whole number from 0"),
        ({"status": 500, "connection_id": ""}, "/connection_id: this has to be a text"),
        ({"status": 500, "operation": 5}, "/operation: this has to be the id of an operation"),
        ({"retry_after": 10**30}, "/retry_after: this has to be a number of seconds or a text"),
        (
            {"status": 500, "operation": "creat_connection"},
            "/operation: this has to be the id of an operation; did you mean create_connection?",
        ),
        ({"status": 500, "when": "later"}, "/when: this has to be one of before, after"),
        ({"delay": -1}, "/delay: this has to be a number of seconds from 0 to 86400"),
        ({"delay": float("nan")}, "/: this cannot be written as JSON: "),
        ({"headers": []}, HEADERS),
        ({"headers": {"a": "b\r\nc: d"}}, HEADERS),
        ({"headers": {"a": 1}}, HEADERS),
        (
            {"headers": {"X-Fivetran-Mock-Violations": "[]"}},
            "/headers: x-fivetran-mock-violations is the mock's own: it tells why a body was refused",
        ),
        ({"headers": {"bad name:": "1"}}, HEADERS),
        ({"headers": {"a": " b"}}, HEADERS),
        ({"headers": {"content-length": "5"}}, "/headers: content-length says where an answer ends: "),
        ({"headers": {"Transfer-Encoding": "gzip"}}, "/headers: transfer-encoding says where an answer ends: "),
        ({"retry_after": "\n"}, "/retry_after: this has to be a number of seconds or a text"),
        ({"body": object()}, "/: this cannot be written as JSON: "),
        (
            {"answer": "repeat_cursor"},
            "/answer: this has to be one of html, malformed_json, unknown_enum, null, repeated_cursor; did you mean",
        ),
        ({"socket": 5}, "/socket: this has to be one of reset, close, truncate, bad_chunk, "),
    ],
)
def test_wrong_data_is_named(data, message):
    """Invalid fault data is refused in one sentence with the pointer."""
    with pytest.raises(InvalidFault) as caught:
        Fault.from_data(data)

    assert str(caught.value).startswith(message)
    assert caught.value.pointer == message.partition(":")[0].removesuffix("/")


CUTS = ["truncate", "dribble", "bad_chunk"]


KINDS: dict[str, dict[str, Any]] = {
    **{answer: {"answer": answer} for answer in map(str, AnswerFault)},
    **{socket: {"socket": socket} for socket in map(str, SocketFault)},
    "status": {"status": 500},
    "body": {"body": "x"},
    "retry_after": {"retry_after": 1},
    "headers": {"headers": {"a": "b"}},
    "delay": {"delay": 1},
}
"""One fault of each kind."""


def test_page_says_when_each_kind_happens():
    """The page's table lists every kind of fault, and whether a create takes effect."""
    table = PAGE.read_text(encoding="utf-8").partition("## Before or after")[2].partition("\n## ")[0]
    rows = [row.split("|") for row in table.splitlines() if row.startswith("| `")]
    said = {kind: when.strip().strip("`") for _, kinds, when, *_ in rows for kind in re.findall(r"`(\w+)`", kinds)}

    assert said == {kind: "after" if _creates(fault) else "before" for kind, fault in KINDS.items()}


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("kind", KINDS)
def test_when_is_as_it_is_said(kind, when):
    """A fault before acting has no effect on the state, one after acting has; impossible combinations are refused."""
    fault = {**KINDS[kind], "when": when}
    if when == "before" and kind in {*CHANGES, "headers"}:
        with pytest.raises(InvalidFault, match=f"^/when: {kind} "):
            Fault.from_data(fault)
    elif when == "after" and kind in UNCONNECTED:
        with pytest.raises(InvalidFault, match=f"^/when: without a connection, as with {kind}, the mock cannot act"):
            Fault.from_data(fault)
    else:
        assert _creates(fault) == (when == "after")


@pytest.mark.parametrize(
    ("fault", "creates"),
    [
        ({"answer": "malformed_json", "status": 500}, False),
        ({"answer": "malformed_json", "socket": "truncate"}, True),
        ({"answer": "null", "socket": "truncate"}, True),
        ({"answer": "null", "status": 429}, False),
        ({"answer": "html", "socket": "slow_headers"}, False),
        ({"status": 500, "delay": 1}, False),
        ({"socket": "reset", "headers": {"a": "b"}, "delay": 1}, False),
        ({"headers": {"a": "b"}, "delay": 1}, True),
        ({"headers": {"a": "b"}, "status": 500}, False),
        ({"headers": {"a": "b"}, "delay": 1, "when": "before"}, False),
        ({"answer": "null", "status": 429, "when": "before"}, False),
        ({"answer": "malformed_json", "body": {"a": 1}}, False),
        ({"status": 204, "socket": "reset"}, False),
    ],
)
def test_several_kinds_in_one_fault(fault, creates):
    """A fault of several kinds acts only if the client receives the mock's own answer."""
    assert creates == _creates(fault)


def _creates(fault: dict[str, Any]) -> bool:
    """Return whether a connection exists after a create with this fault."""
    mock = FivetranMock(faults=[Fault.from_data(fault)])
    ask(mock, "POST", "/v1/connections", BODIES["create_connection"])
    assert ["fault"] == [call.verdict for call in mock.calls]
    return bool(mock.connections())


@pytest.mark.parametrize(
    ("fault", "effect"),
    [
        ({"status": 503, "delay": 5}, "status=503, delay=5"),
        ({"socket": "truncate", "headers": {"a": "secret"}}, "socket=truncate, headers"),
        ({"answer": "html", "body": None}, "answer=html"),
        ({"retry_after": 30, "body": {"a": "secret"}}, "retry_after=30, body"),
    ],
)
def test_the_journal_names_the_fault(fault, effect):
    """The journal names the effect of a fault, without the text of a body or header."""
    mock = FivetranMock(faults=[fault])
    ask(mock, "GET", "/v1/groups")

    assert [(effect, effect)] == [(call.fault, call.reason) for call in mock.calls]


def test_help_explains_each_field():
    """The docstring of `Fault` explains every field."""
    assert all(f"`{name}`" in str(Fault.__doc__) for name in FULL)


@pytest.mark.parametrize("socket", ["truncate", "bad_chunk", "dribble"])
def test_a_body_that_breaks_off_has_the_status_of_the_success(socket):
    """Without a status, an answer that breaks off is that of a success; for an unknown path, of a failure."""
    mock = FivetranMock(faults=[{"socket": socket}])

    assert 201 == ask(mock, "POST", "/v1/connections", BODIES["create_connection"]).status
    assert 200 == ask(mock, "GET", "/v1/groups").status
    assert 500 == ask(mock, "GET", "/v1/nothing").status
    assert [] == mock.connections()


@pytest.mark.parametrize(
    ("fault", "status", "body"),
    [
        ({"answer": "null", "body": "text"}, 200, "text"),
        ({"answer": "unknown_enum", "operation": "list_groups", "body": [1]}, 200, "[1]"),
        ({"status": 204, "body": "text"}, 204, ""),
        ({"status": 304, "answer": "html"}, 304, ""),
        *(({"status": 204, "socket": cut}, 204, "") for cut in CUTS),
        *(({"body": "", "socket": cut}, 200, "") for cut in CUTS),
    ],
)
def test_defect_of_a_body_that_cannot_have_it(fault, status, body):
    """A defect leaves a body that cannot have it as it is, and an empty body arrives whole."""
    with httpx.Client(transport=FivetranMock(faults=[fault]).transport(), auth=("key", "secret")) as client:
        answer = client.get("https://api.fivetran.com/v1/groups")

    assert status == answer.status_code
    assert body == answer.text


@pytest.mark.parametrize(("operation", "changes"), [("list_connections", True), ("get_account_info", False)])
@pytest.mark.parametrize("answer", [AnswerFault.UNKNOWN_ENUM, AnswerFault.REPEATED_CURSOR])
def test_answer_with_the_values_that_a_fault_changes(answer, operation, *, changes):
    """The states and pages of an answer change, and one without them stays as it is."""
    assert changes == (_answer(operation) != _answer(operation, Fault(answer=answer)))


def _answer(operation: str, *faults: Fault) -> bytes:
    """Ask a mock in which every operation succeeds."""
    everything = Everything()
    for fault in faults:
        everything.mock.add_fault(fault)
    return everything.ask(operation).body


def test_null_reaches_every_answer():
    """The null fault changes every answer: a key, else its data, else its code."""
    assert json.loads(_answer("list_groups", Fault(answer=AnswerFault.NULL)))["data"] is None
    assert json.loads(_answer("sync_connection", Fault(answer=AnswerFault.NULL)))["code"] is None
    assert json.loads(_answer("get_account_info", Fault(answer=AnswerFault.NULL)))["data"]["account_id"] is None


def test_wrong_fault_in_a_list_is_named():
    """The pointer of a fault in a list begins with its index."""
    with pytest.raises(InvalidFault, match=r"^/1/share: "):
        FivetranMock(faults=[{"status": 500}, {"status": 500, "share": -1}])


def test_fault_made_in_python_is_checked_too():
    """A fault made in Python is checked too, and accepts names in place of enum members."""
    with pytest.raises(InvalidFault, match=r"^/status: "):
        Fault(status=1)
    with pytest.raises(InvalidFault, match=r"^/socket: "):
        Fault(socket="nonsense")  # type: ignore[arg-type]  # what an untyped test might pass
    assert Fault(socket="reset").socket is SocketFault.RESET  # type: ignore[arg-type]  # likewise


@given(
    st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(), st.lists, max_leaves=5),
    st.sampled_from([*FULL]),
)
def test_any_value_is_read_or_named(value, key):
    """Any value of an attribute is accepted, or refused with its pointer and no other exception."""
    try:
        Fault.from_data({"status": 500, key: value})
        blamed = f"/{key}"
    except InvalidFault as problem:
        blamed = problem.pointer

    assert blamed == "" or blamed.startswith(f"/{key}")


def test_a_fault_is_unused_until_it_applied_as_often_as_it_says():
    """The mock names each fault that applied too seldom, and counts the calls that an earlier one took."""
    mock, told = FivetranMock(), list[list[str]]()
    for often in ({"times": 2}, {"exactly": 2}, {"exactly": 1}):
        mock.add_fault({"operation": "list_groups", "status": 503, **often})
    for _ in range(6):
        told.append([text.partition("; an earlier fault took ")[2] for _, text in mock.unused])
        ask(mock, "GET", "/v1/groups")

    one, two, three, four = (f"{number} of them" for number in range(1, 5))
    assert [["", "", ""], [one, one], [two, two], [two, three], [four], []] == told
