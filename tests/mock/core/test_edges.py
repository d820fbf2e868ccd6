"""Edge cases: unusual names, times, options and records, each refused in one sentence."""

from __future__ import annotations

import base64
import json

import pytest

from fivetran_mock import FivetranMock, Request
from fivetran_mock.__main__ import main

HEADERS = {
    "authorization": "Basic " + base64.b64encode(b"mock-key:mock-secret").decode(),
    "content-type": "application/json",
}
SEED = {
    "group_id": "amber_kettle",
    "service": "pinterest_ads",
    "config": {"schema": "pin_eu"},
    "auth": {"refresh_token": "r", "client_access": {"client_id": "i", "client_secret": "s"}},
}


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["serve", "--user-id", ""], "an id is text in UTF-8, and not empty"),
        (["prism", "proxy", "nowhere"], "'nowhere' is not an address: use one like http://127.0.0.1:8000"),
    ],
)
def test_option_without_a_usable_value(words: list[str], sentence: str, capsys: pytest.CaptureFixture[str]) -> None:
    """An unusable option value ends with status 2 and one sentence."""
    with pytest.raises(SystemExit) as stopped:
        main(words)

    assert 2 == stopped.value.code
    assert sentence in capsys.readouterr().err


@pytest.mark.parametrize("service", [[], {}, 5, None])
def test_service_that_is_no_text_is_refused(service: object) -> None:
    """A mock with added services refuses a service that is not text."""
    mock = FivetranMock(services=["my_source"])
    body = json.dumps({**SEED, "service": service}).encode()

    assert 400 == mock.handle(Request("POST", "/v1/connections", HEADERS, body)).status


def test_rescheduled_sync_is_restored() -> None:
    """A snapshot keeps the time of a rescheduled sync."""
    mock, other = FivetranMock(), FivetranMock()
    mock.script_syncs("rescheduled", times=1)
    created = mock.handle(Request("POST", "/v1/connections", HEADERS, json.dumps(SEED).encode()))
    identifier = json.loads(created.body)["data"]["id"]
    mock.advance(minutes=11)
    status = mock.connection(identifier)["status"]
    other.restore(mock.snapshot())

    assert "rescheduled" == status["sync_state"]
    assert status["rescheduled_for"] == other.connection(identifier)["status"]["rescheduled_for"]
