"""The short way of reading an answer, beside the generated one."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fivetran_client import models
from fivetran_connections._api.answers import parsed

RECORDED = Path(__file__).parent.parent / "contract" / "recorded"
MODELS = {
    "create_connection": models.Connection,
    "get_connection": models.Connection,
    "run_setup_tests": models.Connection,
    "list_connections": models.ConnectionPage,
    "create_connect_card": models.ConnectCardResult,
    "get_schema_config": models.SchemaConfig,
    "get_account_info": models.AccountInfo,
}
SPOILT: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-1, 1) | st.sampled_from(["", "NORMAL", "2026-01-01T00:00:00Z", "id"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["id", "status", "k"]), inner),
    max_leaves=4,
)


def _answers() -> list[tuple[type[Any], Any]]:
    recorded = [json.loads(file.read_text()) for file in sorted(RECORDED.glob("*.json"))]
    read = [(MODELS.get(each["operation"]), each["body"].get("data")) for each in recorded if each["status"] < 300]
    return [(model, data) for model, data in read if model is not None and data is not None]


ANSWERS = _answers()


def _places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """List where a value has another one."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [place for key, item in items for place in ((*path, key), *_places(item, (*path, key)))]


def _outcome(read: Any, data: Any) -> Any:
    try:
        return read(data)
    except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError) as error:
        return type(error), str(error)


@pytest.mark.parametrize(("model", "data"), ANSWERS)
def test_recorded_answers_are_read_as_they_are_generated_to_be(model: type[Any], data: Any) -> None:
    """Every answer that is known of the API becomes the model that the generated code makes of it."""
    assert model.from_dict(data) == parsed(model, data)


@given(st.data())
def test_spoilt_answers_are_read_as_they_are_generated_to_be(data: st.DataObject) -> None:
    """Whatever stands, or is missing, where in an answer: both ways give the same model, or the same error."""
    model, answer = data.draw(st.sampled_from(ANSWERS))
    spoilt = copy.deepcopy(answer)
    *above, last = data.draw(st.sampled_from(_places(answer)))
    around = spoilt
    for key in above:
        around = around[key]
    if data.draw(st.booleans()):
        around[last] = data.draw(SPOILT)
    else:
        del around[last]

    assert _outcome(model.from_dict, spoilt) == _outcome(lambda given: parsed(model, given), spoilt)
    assert repr(_outcome(model.from_dict, spoilt)) == repr(_outcome(lambda given: parsed(model, given), spoilt))


@given(SPOILT)
def test_data_that_is_none_is_refused_alike(data: Any) -> None:
    """What is no object at all is refused, or read, as the generated code does it."""
    assert _outcome(models.Connection.from_dict, data) == _outcome(lambda given: parsed(models.Connection, given), data)
