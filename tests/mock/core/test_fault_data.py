"""Faults as plain data: what can be said, and what is said of what cannot."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fivetran_mock import AnswerFault, Fault, FivetranMock, InvalidFault, SocketFault, faults_from_data

FULL: dict[str, Any] = {
    "operation": "create_connection",
    "connection_id": "brisk_otter",
    "nth": 2,
    "share": 0.5,
    "seed": 7,
    "times": 3,
    "when": "after",
    "status": 503,
    "body": {"code": "Odd"},
    "headers": {"x-odd": "1"},
    "retry_after": 30,
    "answer": "html",
    "socket": "reset",
    "delay": 1.5,
}


def test_fault_comes_from_data_and_goes_back() -> None:
    """Everything that a fault can say survives the way to plain data and back."""
    fault = Fault.from_data(FULL)

    assert fault.to_data() == FULL
    assert (fault.answer, fault.socket) == (AnswerFault.HTML, SocketFault.RESET)
    assert Fault.from_data({"status": 500, "answer": None}).to_data() == {"status": 500}


@pytest.mark.parametrize("name", [*SocketFault])
def test_every_socket_fault_has_a_name_in_data(name: str) -> None:
    """A socket fault is named by its word."""
    assert Fault.from_data({"socket": str(name)}).socket is name


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (5, "/: a fault is an object"),
        ({}, "/: say what happens: one of status, body, headers, retry_after, answer, socket, delay"),
        ({"operation": "create_connection"}, "/: say what happens: "),
        ({"stats": 500}, "/stats: there is no such key; there are operation, connection_id, nth, "),
        ({"status": 99}, "/status: this has to be a whole number from 200 to 599"),
        ({"status": "500"}, "/status: this has to be a whole number from 200 to 599"),
        ({"status": True}, "/status: this has to be a whole number from 200 to 599"),
        ({"status": 500, "nth": 0}, "/nth: this has to be a whole number from 1"),
        ({"status": 500, "times": 1.5}, "/times: this has to be a whole number from 1"),
        ({"status": 500, "share": 2}, "/share: this has to be a number from 0 to 1"),
        ({"status": 500, "share": "half"}, "/share: this has to be a number from 0 to 1"),
        ({"status": 500, "connection_id": ""}, "/connection_id: this has to be a text"),
        (
            {"status": 500, "operation": "creat_connection"},
            "/operation: there is no operation creat_connection; there are create_connect_card, create_connection, ",
        ),
        ({"status": 500, "when": "later"}, "/when: this has to be before or after"),
        ({"delay": -1}, "/delay: this has to be a number of seconds from 0 to 86400"),
        ({"delay": float("nan")}, "/delay: this has to be a number of seconds from 0 to 86400"),
        ({"headers": []}, "/headers: this has to be an object of header names and texts in printable ASCII"),
        (
            {"headers": {"a": "b\r\nc: d"}},
            "/headers: this has to be an object of header names and texts in printable ASCII",
        ),
        ({"headers": {"a": 1}}, "/headers: this has to be an object of header names and texts in printable ASCII"),
        (
            {"headers": {"bad name:": "1"}},
            "/headers: this has to be an object of header names and texts in printable ASCII",
        ),
        ({"retry_after": -1}, "/retry_after: this has to be a number of seconds or a text"),
        ({"retry_after": "\n"}, "/retry_after: this has to be a number of seconds or a text"),
        ({"body": {"a": float("inf")}}, "/body: this has to be a text or a JSON value"),
        ({"body": object()}, "/body: this has to be a text or a JSON value"),
        ({"answer": "xml"}, "/answer: this has to be one of html, malformed_json, unknown_enum, null, "),
        ({"socket": 5}, "/socket: this has to be one of reset, close, truncate, bad_chunk, "),
    ],
)
def test_wrong_data_is_named(data: Any, message: str) -> None:
    """What is no fault is said in one sentence with the pointer."""
    with pytest.raises(InvalidFault) as caught:
        Fault.from_data(data)

    assert str(caught.value).startswith(message)
    assert caught.value.pointer == message.partition(":")[0].removesuffix("/")


def test_wrong_fault_in_a_list_is_named() -> None:
    """In a list, the pointer begins with the place."""
    assert faults_from_data([{"status": 500}]) == (Fault(status=500),)
    with pytest.raises(InvalidFault, match=r"^/1/share: "):
        faults_from_data([{"status": 500}, {"status": 500, "share": -1}])
    with pytest.raises(InvalidFault, match=r"^/: faults are a list$"):
        faults_from_data({})


def test_fault_made_in_python_is_checked_too() -> None:
    """A fault is checked however it is made, and its parts may be mistaken for plain text."""
    with pytest.raises(InvalidFault, match=r"^/status: "):
        Fault(status=1)
    with pytest.raises(InvalidFault, match=r"^/socket: "):
        Fault(socket="nonsense")  # type: ignore[arg-type]  # what an untyped test might pass
    assert Fault(socket="reset").socket is SocketFault.RESET  # type: ignore[arg-type]  # likewise


def test_mock_takes_plain_data(mock: FivetranMock) -> None:
    """add_fault reads plain data and gives the fault."""
    assert mock.add_fault({"status": 500}) == Fault(status=500)
    with pytest.raises(InvalidFault):
        mock.add_fault({"status": "x"})
    assert mock.faults == (Fault(status=500),)


@given(
    st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(), st.lists, max_leaves=5),
    st.sampled_from([*FULL]),
)
def test_any_value_is_read_or_named(value: Any, key: str) -> None:
    """Whatever stands at a key, it is taken or refused by name, and never with another exception."""
    try:
        Fault.from_data({"status": 500, key: value})
        blamed = f"/{key}"
    except InvalidFault as problem:
        blamed = problem.pointer

    assert blamed in (f"/{key}", "")
