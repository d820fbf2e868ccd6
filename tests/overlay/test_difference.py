"""Comparison of a requested connection with the existing one."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fivetran_connections import Secret
from fivetran_connections._api.difference import Kind, comparisons

EXPIRY = "refresh_token_expires_at"


def differences(asked: dict[str, Any], found: dict[str, Any]) -> tuple[Any, ...]:
    """Return what differs as it is shown."""
    return tuple(each.shown() for each in comparisons(asked, found) if each.kind is Kind.DIFFERENT)


class Number(int):
    """A number with another repr."""

    def __repr__(self) -> str:
        return "a number"


SAME: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "nothing asked": ({}, {"a": 1}),
    "more found": ({"a": 1}, {"a": 1, "b": 2}),
    "key missing": ({"a": 1}, {}),
    "null asked": ({"a": None}, {"a": 1}),
    "masked": ({"config": {"a": "x"}}, {"config": {"a": "******"}}),
    "never stored": ({"auth": {"t": 1}, "run_setup_tests": True, "trust_certificates": True}, {"auth": {}}),
    "names": ({"config": {"schema": "a", "table": "b"}}, {"config": {"schema": "a.b", "table": "c"}}),
    "truth in capitals": ({"config": {"a": "True"}}, {"config": {"a": True}}),
    "capitals found": ({"config": {"a": False}}, {"config": {"a": "FALSE"}}),
    "order": ({"config": {"a": ["1", "2"]}}, {"config": {"a": ["2", "1"]}}),
    "tuple": ({"config": {"a": ("1", "2")}}, {"config": {"a": ["1", "2"]}}),
    "config empty": ({"config": {"a": 1}}, {"config": {}}),
    "config missing": ({"config": {"a": 1}}, {}),
    "defaults in a list": ({"config": {"r": [{"a": 1}]}}, {"config": {"r": [{"a": 1, "b": 2}]}}),
    "no config": ({"config": None}, {"config": {"a": 1}}),
    "empty lists": ({"config": {"a": []}}, {"config": {"a": []}}),
    "masked with eight stars": ({"config": {"a": "x"}}, {"config": {"a": "********"}}),
    "masked list": ({"config": {"a": ["x", "y"]}}, {"config": {"a": "******"}}),
    "masked items": ({"config": {"a": ["x", "y"]}}, {"config": {"a": ["******", "******"]}}),
    "masked item": ({"config": {"a": ["x", "y", "z"]}}, {"config": {"a": ["z", "******", "x"]}}),
    "masked within": ({"config": {"a": [[["x"], "y"]]}}, {"config": {"a": [[["******"], "******"]]}}),
    "masked in an object": ({"config": {"r": [{"k": ["x"]}]}}, {"config": {"r": [{"k": ["******"]}]}}),
    "order of objects": (
        {"config": {"r": [{"a": 1}, {"a": 1, "b": 2}, {"a": 3}]}},
        {"config": {"r": [{"a": 3}, {"a": 1, "b": 2}, {"a": 1, "b": 5}]}},
    ),
    "masked object": ({"config": {"r": [{"k": "x"}]}}, {"config": {"r": ["******"]}}),
    "secret": ({"config": {"a": Secret("x")}}, {"config": {"a": "x"}}),
    "secrets": ({"config": {"a": [Secret("x"), Secret("y")]}}, {"config": {"a": ["y", "x"]}}),
    "text for numbers": ({"config": {"a": ["1", "2"]}}, {"config": {"a": [2, 1]}}),
    "numbers for text": ({"config": {"a": [1, 2.0, 2.5]}}, {"config": {"a": ["1", "2", "2.5"]}}),
    "text for a number": ({"config": {"port": "5432"}}, {"config": {"port": 5432}}),
    "number for text": ({"config": {"port": Number(5432)}}, {"config": {"port": "5432"}}),
    "text for a truth": ({"config": {"a": "true", "b": False}}, {"config": {"a": True, "b": "false"}}),
    "no time": ({"daily_sync_time": "05:00"}, {"daily_sync_time": None}),
    **{f"null for {empty!r}": ({"a": empty}, {"a": None}) for empty in ("", [])},
    "null in config": ({"config": {"a": "x"}}, {"config": {"a": None}}),
    "another mask": ({"config": {"a": "arn:aws:x"}}, {"config": {"a": "arn:********"}}),
    "no service": ({"service": "s3"}, {"service": None}),
    "moment": ({"config": {EXPIRY: "1717858800"}}, {"config": {EXPIRY: "2024-06-08T15:00:00Z"}}),
    "moment elsewhere": ({"config": {EXPIRY: "1717858800"}}, {"config": {EXPIRY: "2024-06-08T17:00:00.5+02:00"}}),
    "moment nowhere": ({"config": {EXPIRY: "2024-06-08T15:00:00"}}, {"config": {EXPIRY: 1717858800}}),
}

DIFFERENT: dict[str, tuple[list[str], dict[str, Any], dict[str, Any]]] = {
    "value": (["/a: asked for 1, found 2"], {"a": 1}, {"a": 2}),
    "null found": (["/a: asked for 1, found None"], {"a": 1}, {"a": None}),
    "type": (["/a: asked for {'b': 1}, found 2"], {"a": {"b": 1}}, {"a": 2}),
    "shorter": (["/config/a: asked for ['1'], found []"], {"config": {"a": ["1"]}}, {"config": {"a": []}}),
    "one object for two": (
        ["/config/r/1/a: asked for 1, found 2"],
        {"config": {"r": [{"a": 1}, {"a": 1}]}},
        {"config": {"r": [{"a": 1}, {"a": 2}]}},
    ),
    "another object": (
        ["/config/r/1/a: asked for 3, found 2"],
        {"config": {"r": [{"a": 1}, {"a": 3}]}},
        {"config": {"r": [{"a": 1}, {"a": 2}]}},
    ),
    "no list": (["/config/a: asked for ['1'], found '1'"], {"config": {"a": ["1"]}}, {"config": {"a": "1"}}),
    "within a list": (
        ["/config/r/0/a: asked for 1, found 2"],
        {"config": {"r": [{"a": 1}]}},
        {"config": {"r": [{"a": 2}]}},
    ),
    "longer list": (
        ["/config/r: asked for [{'a': 1}], found [{'a': 1}, {'a': 2}]"],
        {"config": {"r": [{"a": 1}]}},
        {"config": {"r": [{"a": 1}, {"a": 2}]}},
    ),
    "secret": (
        ["/config/api_key: asked for '***', found '***'"],
        {"config": {"api_key": "x"}},
        {"config": {"api_key": "y"}},
    ),
    "secret within": (
        ["/config/credentials/user: asked for '***', found '***'"],
        {"config": {"credentials": {"user": "x"}}},
        {"config": {"credentials": {"user": "y"}}},
    ),
    "user's secret": (
        ["/config/note: asked for ['***', '***'], found ['***', '***']"],
        {"config": {"note": [Secret("x"), "y"]}},
        {"config": {"note": ["x", "z"]}},
    ),
    "one too many masked": (
        ["/config/a: asked for ['x'], found ['******', '******']"],
        {"config": {"a": ["x"]}},
        {"config": {"a": ["******", "******"]}},
    ),
    "another beside a masked one": (
        ["/config/a: asked for ['x', 'y'], found ['******', 'z']"],
        {"config": {"a": ["x", "y"]}},
        {"config": {"a": ["******", "z"]}},
    ),
    "one twice": (
        ["/config/a: asked for ['x', 'y'], found ['x', 'x']"],
        {"config": {"a": ["x", "y"]}},
        {"config": {"a": ["x", "x"]}},
    ),
    "other id": (["/config/a: asked for ['1'], found [2]"], {"config": {"a": ["1"]}}, {"config": {"a": [2]}}),
    "object for an id": (["/config/a: asked for ['1'], found [{}]"], {"config": {"a": ["1"]}}, {"config": {"a": [{}]}}),
    "none": (["/a: asked for 'None', found None"], {"a": "None"}, {"a": None}),
    "zero": (["/a: asked for '01', found 1"], {"a": "01"}, {"a": 1}),
    "truth": (["/a: asked for '1', found True"], {"a": "1"}, {"a": True}),
    **{
        f"top-level null for {value!r}": ([f"/a: asked for {value!r}, found None"], {"a": value}, {"a": None})
        for value in (0, False, {})
    },
    "no link": (
        ["/private_link_id: asked for 'l', found None"],
        {"private_link_id": "l"},
        {"private_link_id": None},
    ),
    "other moment": (
        [f"/config/{EXPIRY}: asked for '1717858801', found '2024-06-08T15:00:00Z'"],
        {"config": {EXPIRY: "1717858801"}},
        {"config": {EXPIRY: "2024-06-08T15:00:00Z"}},
    ),
    "no moment": (
        [f"/config/{EXPIRY}: asked for 'soon', found 'later'"],
        {"config": {EXPIRY: "soon"}},
        {"config": {EXPIRY: "later"}},
    ),
    "milliseconds": (
        [f"/config/{EXPIRY}: asked for '{'9' * 5000}', found '1'"],
        {"config": {EXPIRY: "9" * 5000}},
        {"config": {EXPIRY: "1"}},
    ),
    "other key": (
        ["/config/seen: asked for '1717858800', found '2024-06-08T15:00:00Z'"],
        {"config": {"seen": "1717858800"}},
        {"config": {"seen": "2024-06-08T15:00:00Z"}},
    ),
    "odd names": (["/config/a~1b~0c: asked for 1, found 2"], {"config": {"a/b~c": 1}}, {"config": {"a/b~c": 2}}),
    "several": (["/a: asked for 1, found 2", "/b: asked for 1, found 3"], {"a": 1, "b": 1}, {"a": 2, "b": 3}),
}


@pytest.mark.parametrize(("asked", "found"), SAME.values(), ids=SAME)
def test_sees_no_difference_where_there_is_none(asked: dict[str, Any], found: dict[str, Any]) -> None:
    """Values that the API adds, drops, masks, reorders or retypes are no difference."""
    assert () == differences(asked, found)


@pytest.mark.parametrize(("lines", "asked", "found"), DIFFERENT.values(), ids=DIFFERENT)
def test_names_differences(lines: list[str], asked: dict[str, Any], found: dict[str, Any]) -> None:
    """A different value is named by its pointer, secrets masked."""
    assert lines == [str(difference) for difference in differences(asked, found)]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=10,
)


@given(body=st.dictionaries(st.text(max_size=5), JSON, max_size=4))
def test_nothing_differs_from_itself(body: dict[str, Any]) -> None:
    """Any request equals itself."""
    assert () == differences(body, body)
