"""Comparing what was asked for with what is there."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fivetran_connections._difference import differences

SAME: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "nothing asked": ({}, {"a": 1}),
    "more found": ({"a": 1}, {"a": 1, "b": 2}),
    "key missing": ({"a": 1}, {}),
    "null asked": ({"a": None}, {"a": 1}),
    "masked": ({"config": {"a": "x"}}, {"config": {"a": "******"}}),
    "never stored": ({"auth": {"t": 1}, "run_setup_tests": True, "trust_certificates": True}, {"auth": {}}),
    "names": ({"config": {"schema": "a", "table": "b"}}, {"config": {"schema": "a.b", "table": "c"}}),
    "order": ({"config": {"a": ["1", "2"]}}, {"config": {"a": ["2", "1"]}}),
    "tuple": ({"config": {"a": ("1", "2")}}, {"config": {"a": ["1", "2"]}}),
    "config empty": ({"config": {"a": 1}}, {"config": {}}),
    "defaults in a list": ({"config": {"r": [{"a": 1}]}}, {"config": {"r": [{"a": 1, "b": 2}]}}),
    "no config": ({"config": None}, {"config": {"a": 1}}),
    "empty lists": ({"config": {"a": []}}, {"config": {"a": []}}),
}

DIFFERENT: dict[str, tuple[list[str], dict[str, Any], dict[str, Any]]] = {
    "value": (["/a: asked for 1, found 2"], {"a": 1}, {"a": 2}),
    "null found": (["/a: asked for 1, found None"], {"a": 1}, {"a": None}),
    "type": (["/a: asked for {'b': 1}, found 2"], {"a": {"b": 1}}, {"a": 2}),
    "shorter": (["/config/a: asked for ['1'], found []"], {"config": {"a": ["1"]}}, {"config": {"a": []}}),
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
    "odd names": (["/config/a~1b~0c: asked for 1, found 2"], {"config": {"a/b~c": 1}}, {"config": {"a/b~c": 2}}),
    "several": (["/a: asked for 1, found 2", "/b: asked for 1, found 3"], {"a": 1, "b": 1}, {"a": 2, "b": 3}),
}


@pytest.mark.parametrize(("asked", "found"), SAME.values(), ids=SAME)
def test_sees_no_difference_where_there_is_none(asked: dict[str, Any], found: dict[str, Any]) -> None:
    """What the API adds, drops, masks or reorders is no difference."""
    assert () == differences(asked, found)


@pytest.mark.parametrize(("lines", "asked", "found"), DIFFERENT.values(), ids=DIFFERENT)
def test_names_differences(lines: list[str], asked: dict[str, Any], found: dict[str, Any]) -> None:
    """A value that is not what was asked for is named by its pointer, secrets masked."""
    assert lines == [str(difference) for difference in differences(asked, found)]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=10,
)


@settings(deadline=None)  # a busy machine is no failure
@given(body=st.dictionaries(st.text(max_size=5), JSON, max_size=4))
def test_nothing_differs_from_itself(body: dict[str, Any]) -> None:
    """Whatever was asked for equals itself."""
    assert () == differences(body, body)
