"""Comparison of a requested connection with the existing one."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fivetran_connections import Secret
from fivetran_connections._api.difference import Kind, comparisons

EXPIRY = "refresh_token_expires_at"


def differences(asked: dict[str, Any], found: dict[str, Any]) -> tuple[Any, ...]:
    """Return the differences in their shown form."""
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
    "never stored": ({"auth": {"t": 1}, "run_setup_tests": True, "trust_certificates": True}, {"auth": {}}),
    "config missing": ({"config": {"a": 1}}, {}),
    "no time": ({"daily_sync_time": "05:00"}, {"daily_sync_time": None}),
    **{f"null for {empty!r}": ({"a": empty}, {"a": None}) for empty in ("", [])},
    "no service": ({"service": "s3"}, {"service": None}),
}
SAME_IN_CONFIG: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "masked": ({"a": "x"}, {"a": "******"}),
    "names": ({"schema": "a", "table": "b"}, {"schema": "a.b", "table": "c"}),
    "truth in capitals": ({"a": "True"}, {"a": True}),
    "capitals found": ({"a": False}, {"a": "FALSE"}),
    "order": ({"a": ["1", "2"]}, {"a": ["2", "1"]}),
    "tuple": ({"a": ("1", "2")}, {"a": ["1", "2"]}),
    "config empty": ({"a": 1}, {}),
    "defaults in a list": ({"r": [{"a": 1}]}, {"r": [{"a": 1, "b": 2}]}),
    "no config": (None, {"a": 1}),
    "masked list": ({"a": ["x", "y"]}, {"a": "******"}),
    "masked item": ({"a": ["x", "y", "z"]}, {"a": ["z", "******", "x"]}),
    "masked within": ({"a": [[["x"], "y"]]}, {"a": [[["******"], "******"]]}),
    "masked in an object": ({"r": [{"k": ["x"]}]}, {"r": [{"k": ["******"]}]}),
    "objects": ({"r": [{"a": 1}, {"a": 1, "b": 2}, {"a": 3}]}, {"r": [{"a": 3}, {"a": 1, "b": 2}, {"a": 1, "b": 5}]}),
    "masked object": ({"r": [{"k": "x"}]}, {"r": ["******"]}),
    "secret": ({"a": Secret("x")}, {"a": "x"}),
    "secrets": ({"a": [Secret("x"), Secret("y")]}, {"a": ["y", "x"]}),
    "text for numbers": ({"a": ["1", "2"]}, {"a": [2, 1]}),
    "numbers for text": ({"a": [1, 2.0, 2.5]}, {"a": ["1", "2", "2.5"]}),
    "text for a number": ({"port": "5432"}, {"port": 5432}),
    "number for text": ({"port": Number(5432)}, {"port": "5432"}),
    "text for a truth": ({"a": "true", "b": False}, {"a": True, "b": "false"}),
    "null in config": ({"a": "x"}, {"a": None}),
    "another mask": ({"a": "arn:aws:x"}, {"a": "arn:********"}),
    "moment": ({EXPIRY: "1717858800"}, {EXPIRY: "2024-06-08T15:00:00Z"}),
    "moment elsewhere": ({EXPIRY: "1717858800"}, {EXPIRY: "2024-06-08T17:00:00.5+02:00"}),
    "moment nowhere": ({EXPIRY: "2024-06-08T15:00:00"}, {EXPIRY: 1717858800}),
}

DIFFERENT: dict[str, tuple[list[str], dict[str, Any], dict[str, Any]]] = {
    "value": (["/a: asked for 1, found 2"], {"a": 1}, {"a": 2}),
    "null found": (["/a: asked for 1, found None"], {"a": 1}, {"a": None}),
    "type": (["/a: asked for {'b': 1}, found 2"], {"a": {"b": 1}}, {"a": 2}),
    "none": (["/a: asked for 'None', found None"], {"a": "None"}, {"a": None}),
    "zero": (["/a: asked for '01', found 1"], {"a": "01"}, {"a": 1}),
    "truth": (["/a: asked for '1', found True"], {"a": "1"}, {"a": True}),
    **{
        f"top-level null for {value!r}": ([f"/a: asked for {value!r}, found None"], {"a": value}, {"a": None})
        for value in (0, False, {})
    },
    "no link": (["/private_link_id: asked for 'l', found None"], {"private_link_id": "l"}, {"private_link_id": None}),
    "several": (["/a: asked for 1, found 2", "/b: asked for 1, found 3"], {"a": 1, "b": 1}, {"a": 2, "b": 3}),
}
DIFFERENT_IN_CONFIG: dict[str, tuple[str, dict[str, Any], dict[str, Any]]] = {
    "shorter": ("/a: asked for ['1'], found []", {"a": ["1"]}, {"a": []}),
    "one object for two": ("/r/1/a: asked for 1, found 2", {"r": [{"a": 1}, {"a": 1}]}, {"r": [{"a": 1}, {"a": 2}]}),
    "another object": ("/r/1/a: asked for 3, found 2", {"r": [{"a": 1}, {"a": 3}]}, {"r": [{"a": 1}, {"a": 2}]}),
    "no list": ("/a: asked for ['1'], found '1'", {"a": ["1"]}, {"a": "1"}),
    "within a list": ("/r/0/a: asked for 1, found 2", {"r": [{"a": 1}]}, {"r": [{"a": 2}]}),
    "longer": ("/r: asked for [{'a': 1}], found [{'a': 1}, {'a': 2}]", {"r": [{"a": 1}]}, {"r": [{"a": 1}, {"a": 2}]}),
    "secret": ("/api_key: asked for '***', found '***'", {"api_key": "x"}, {"api_key": "y"}),
    "secret within": (
        "/credentials/user: asked for '***', found '***'",
        {"credentials": {"user": "x"}},
        {"credentials": {"user": "y"}},
    ),
    "user's secret": (
        "/note: asked for ['***', '***'], found ['***', '***']",
        {"note": [Secret("x"), "y"]},
        {"note": ["x", "z"]},
    ),
    "one too many": ("/a: asked for ['x'], found ['******', '******']", {"a": ["x"]}, {"a": ["******", "******"]}),
    "beside a mask": ("/a: asked for ['x', 'y'], found ['******', 'z']", {"a": ["x", "y"]}, {"a": ["******", "z"]}),
    "one twice": ("/a: asked for ['x', 'y'], found ['x', 'x']", {"a": ["x", "y"]}, {"a": ["x", "x"]}),
    "other id": ("/a: asked for ['1'], found [2]", {"a": ["1"]}, {"a": [2]}),
    "object for an id": ("/a: asked for ['1'], found [{}]", {"a": ["1"]}, {"a": [{}]}),
    "other moment": (
        f"/{EXPIRY}: asked for '1717858801', found '2024-06-08T15:00:00Z'",
        {EXPIRY: "1717858801"},
        {EXPIRY: "2024-06-08T15:00:00Z"},
    ),
    "no moment": (f"/{EXPIRY}: asked for 'soon', found 'later'", {EXPIRY: "soon"}, {EXPIRY: "later"}),
    "milliseconds": (f"/{EXPIRY}: asked for '{'9' * 5000}', found '1'", {EXPIRY: "9" * 5000}, {EXPIRY: "1"}),
    "other key": (
        "/seen: asked for '1717858800', found '2024-06-08T15:00:00Z'",
        {"seen": "1717858800"},
        {"seen": "2024-06-08T15:00:00Z"},
    ),
    "odd names": ("/a~1b~0c: asked for 1, found 2", {"a/b~c": 1}, {"a/b~c": 2}),
    "choice": ("/auth: asked for 'PASSWORD', found 'KEY_PAIR'", {"auth": "PASSWORD"}, {"auth": "KEY_PAIR"}),
    "no choice": ("/auth: asked for '***', found '***'", {"auth": "PASSWORD"}, {"auth": "hush"}),
}


@pytest.mark.parametrize(("asked", "found"), SAME.values(), ids=SAME)
def test_sees_no_difference_where_there_is_none(asked, found):
    """Values that the API adds, drops, masks, reorders or retypes are no difference."""
    assert () == differences(asked, found)


@pytest.mark.parametrize(("asked", "found"), SAME_IN_CONFIG.values(), ids=SAME_IN_CONFIG)
def test_sees_no_difference_in_config(asked, found):
    """Such values in the config are no difference."""
    assert () == differences({"config": asked}, {"config": found})


@pytest.mark.parametrize(("lines", "asked", "found"), DIFFERENT.values(), ids=DIFFERENT)
def test_names_differences(lines, asked, found):
    """A different value is named by its pointer, secrets masked."""
    assert lines == [str(difference) for difference in differences(asked, found)]


@pytest.mark.parametrize(("line", "asked", "found"), DIFFERENT_IN_CONFIG.values(), ids=DIFFERENT_IN_CONFIG)
def test_names_the_difference_in_config(line, asked, found):
    """A different value in the config is named by its pointer, secrets masked, and published choices shown."""
    (difference,) = differences({"service": "snowflake_db", "config": asked}, {"config": found})

    assert f"/config{line}" == str(difference)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=10,
)


@given(body=st.dictionaries(st.text(max_size=5), JSON, max_size=4))
def test_nothing_differs_from_itself(body):
    """Any request equals itself."""
    assert () == differences(body, body)
