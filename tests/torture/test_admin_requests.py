"""Requests to the mock's own API: none fails, and the mock refuses pages and host names of others."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import httpx
import pytest
from hypothesis import given, note

from fivetran_mock.server import MockServer

from ._support import ODD, RANDOM, edited_bytes, edited_json, filled, new

FOREIGN = (
    *({"host": host} for host in ("lvh.me", "127.0.0.1.evil.example", "evil.example:{port}")),
    *({"origin": origin} for origin in ("http://evil.example", "null", "http://lvh.me:{port}", "https://127.0.0.1.x")),
)
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD")
NAMES = (
    *("", "faults", "advance", "reset", "snapshot", "restore", "seed", "state", "journal", "not-imitated"),
    *("behaviours", "x"),
)
RESTS = ("", "/0", "/-1", "/99999999999999999999", "/%00", "/../v1", "?limit=x", "?limit=-1", "?cursor=%ff", "/a/b/c")
SCRIPTS: dict[str, Any] = {
    "setup_tests": [{"status": "FAILED", "message": "no", "service": "pinterest_ads", "times": 1}],
    "syncs": [{"outcome": "failed", "message": "no", "times": 1}],
}
BODIES: Mapping[str, Any] = {
    "faults": [{"status": 500, "operation": "list_groups"}, {"status": 503, "times": 1}],
    "advance": {"minutes": 1},
    "behaviours": {"list_config": "present", "mask": "eight"},
    "reset": {"api_key": "key"},
    "seed": {"groups": ["g", {"id": "h", "name": "H"}], "connections": [new("s"), new("t", paused=True)], **SCRIPTS},
    "restore": json.loads(filled().snapshot()),
}
"""A body that each operation takes."""


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    """Serve a mock, which has to answer after the attack as well."""
    with MockServer(filled()) as server, httpx.Client(base_url=server.url, timeout=30) as client:
        yield client
        assert 200 == client.get("/__mock__/").status_code


@pytest.mark.slow
@given(RANDOM)
def test_the_mocks_own_api_answers(client, rng):
    """No request to the mock's own API is answered 500, and one of another site is answered 403."""
    foreign = rng.choice(FOREIGN) if rng.random() < 0.3 else {}
    name = rng.choice(NAMES)
    usual = name in BODIES and rng.random() < 0.7
    value = edited_json(rng, BODIES[name] if usual else rng.choice(ODD), rng.randrange(3))
    body = b"" if rng.random() < 0.1 else json.dumps(value).encode()
    answer = client.request(
        "POST" if usual else rng.choice(METHODS),
        f"/__mock__/{name}{'' if usual else rng.choice(RESTS)}",
        headers={key: text.format(port=client.base_url.port) for key, text in foreign.items()},
        content=edited_bytes(rng, body) if rng.random() < 0.2 else body,
    )
    note(f"{answer.request.method} {answer.request.url} {foreign} {answer.request.content[:200]!r}")

    assert answer.status_code != 500
    assert not foreign or answer.status_code == 403
