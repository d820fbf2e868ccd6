"""What the real API was seen to answer: document and client accept it, and the mock can be brought to give it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import httpx
import pytest

import fivetran_client.models
import fivetran_openapi
from fivetran_connections import Fivetran, StatusError
from fivetran_mock._contract import Contract

from ._recorded import RECORDED, Recorded

CONTRACT = Contract(fivetran_openapi.document())
EACH = pytest.mark.parametrize("recorded", RECORDED, ids=[each.name for each in RECORDED])
ID = "brisk_otter"
NEW = {"group_id": "amber_kettle", "service": "pinterest_ads", "config": {"schema": "pinterest_demo"}}

CALLS: Mapping[str, Callable[[Fivetran], Any]] = {
    "create_connection": lambda f: f.connections.create(NEW),
    "get_connection": lambda f: f.connections.get(ID),
    "list_connections": lambda f: next(f.connections.list(), None),
    "delete_connection": lambda f: f.connections.delete(ID),
    "sync_connection": lambda f: f.connections.sync(ID),
    "resync_connection": lambda f: f.connections.resync(ID),
    "run_setup_tests": lambda f: f.connections.test(ID),
    "create_connect_card": lambda f: f.connections.connect_card(ID, redirect_uri="https://example.test/done"),
    "get_schema_config": lambda f: f.schemas.get(ID),
    "get_account_info": lambda f: f.account.info(),
}


def call(recorded: Recorded) -> Any:
    """Call the operation with a client whose server gives the answer."""
    answer = httpx.MockTransport(
        lambda _: httpx.Response(recorded.status, json=recorded.body, headers=recorded.headers)
    )
    with Fivetran(api_key="key", api_secret="secret", transport=answer, retries=0) as fivetran:
        return CALLS[recorded.operation](fivetran)


def as_written(value: Any) -> Any:
    """A value with its times spelt as the API spells them."""
    if isinstance(value, dict):
        return {key: as_written(each) for key, each in value.items()}
    if isinstance(value, list):
        return [as_written(each) for each in value]
    return re.sub(r"(T\S+)\+00:00$", r"\1Z", value) if isinstance(value, str) else value


@EACH
def test_document_accepts_it(recorded: Recorded, tally: Any) -> None:
    """The document declares the status, and the body fits."""
    tally.add(operations=(recorded.operation,))

    assert [] == CONTRACT.differences(recorded.operation, recorded.reply)


@EACH
def test_generated_model_carries_it_whole(recorded: Recorded) -> None:
    """The generated client reads it, and nothing of it is lost or changed."""
    responses = CONTRACT.operations[recorded.operation].responses
    declared = responses.get(str(recorded.status)) or responses["5XX"]
    schema = CONTRACT.resolve(declared)["content"]["application/json"]["schema"]
    model = getattr(fivetran_client.models, schema["$ref"].rpartition("/")[2])

    assert recorded.body == as_written(model.from_dict(recorded.body).to_dict())


@pytest.mark.parametrize("recorded", [each for each in RECORDED if each.status < 400], ids=lambda each: each.name)
def test_client_takes_it(recorded: Recorded) -> None:
    """The client gives what the answer holds."""
    given = call(recorded)

    data = recorded.body.get("data", recorded.body)
    expected = data.get("id") or data.get("account_id")
    assert expected is None or expected in (getattr(given, "id", None), getattr(given, "account_id", None))


@pytest.mark.parametrize("recorded", [each for each in RECORDED if each.status >= 400], ids=lambda each: each.name)
def test_client_raises_it(recorded: Recorded) -> None:
    """An error reaches the caller with status, code and message as the API gave them."""
    with pytest.raises(StatusError) as caught:
        call(recorded)

    assert (recorded.status, recorded.body["code"], recorded.body["message"]) == (
        caught.value.status,
        caught.value.code,
        caught.value.api_message,
    )
