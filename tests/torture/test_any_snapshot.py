"""Snapshots with arbitrary content: the mock restores and serves each, or refuses it and changes nothing."""

import json

import pytest
from hypothesis import given

from fivetran_mock import FivetranMock

from ..mock.core.test_edited_snapshots import whole
from ._support import RANDOM, ask, edited_bytes, edited_json, filled

GOOD = whole()


@pytest.mark.slow
@given(RANDOM)
def test_an_edited_snapshot_is_restored_or_refused(rng):
    """An edited snapshot is restored whole, or refused without a change; no request fails after it."""
    mock = filled()
    edited = json.dumps(edited_json(rng, json.loads(GOOD), rng.randint(1, 3))).encode()
    before = mock.snapshot()
    try:
        mock.restore(edited_bytes(rng, GOOD) if rng.random() < 0.2 else edited)
    except ValueError as problem:
        refused = type(problem).__name__
        assert refused == "InvalidSnapshot"
        assert before == mock.snapshot()
    _use(mock)


def _use(mock: FivetranMock) -> None:
    """Read and change everything in the mock."""
    requests: list[tuple[str, str, object]] = [
        ("GET", target, None) for target in ("/v1/groups", "/v1/connections", "/v1/account/info", "/v1/webhooks")
    ]
    for connection in mock.connections()[:3]:
        path = f"/v1/connections/{connection['id']}"
        requests += [("GET", path, None), ("PATCH", path, {"paused": True})]
        requests += [("POST", f"{path}/test", {}), ("DELETE", path, None)]
    assert 500 not in [ask(mock, *request).status for request in requests]
    mock.advance(minutes=600)
    assert all(each.to_data()["payload"] for each in mock.webhooks.deliveries)
    FivetranMock().restore(mock.snapshot())
