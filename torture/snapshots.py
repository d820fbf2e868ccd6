"""Snapshots with arbitrary content: the mock restores and serves each, or refuses it and changes nothing."""

from __future__ import annotations

import json
import random

from fivetran_mock import FivetranMock, InvalidSnapshot, Request

from ._budget import Budget, Findings, edited_bytes, edited_json
from ._requests import HEADERS, PAIR, filled

CHANGE = {"paused": True}


def attack(rng: random.Random, budget: Budget) -> Findings:
    """Restore edited snapshots, and use the mock after each."""
    findings = Findings()
    good = filled().snapshot()
    parsed = json.loads(good)
    mock = filled()
    for _ in budget:
        findings.attempts += 1
        value = parsed
        for _ in range(rng.randint(1, 3)):
            value = edited_json(rng, value)
        text = edited_bytes(rng, good) if rng.random() < 0.2 else json.dumps(value).encode()
        with findings.watching(text[:300]):
            _restore(findings, mock, text)
            _use(findings, mock, text)
        mock.restore(good)
    return findings


def _restore(findings: Findings, mock: FivetranMock, text: bytes) -> None:
    before = mock.snapshot()
    try:
        mock.restore(text)
    except InvalidSnapshot:
        if mock.snapshot() != before:
            findings.mistake(f"a refused snapshot changed the state: {text[:300]!r}")


def _use(findings: Findings, mock: FivetranMock, text: bytes) -> None:
    """Read and change everything in the mock; no request may fail with 500."""
    for target in ("/v1/groups", "/v1/connections", "/v1/account/info"):
        _expect(findings, mock, Request("GET", target, HEADERS, b""), text)
    for connection in mock.connections(api_key=PAIR[0])[:3]:
        path = f"/v1/connections/{connection['id']}"
        requests = [("GET", path, None), ("PATCH", path, CHANGE), ("POST", f"{path}/test", {}), ("DELETE", path, None)]
        for method, target, body in requests:
            payload = b"" if body is None else json.dumps(body).encode()
            _expect(findings, mock, Request(method, target, HEADERS, payload), text)
    mock.advance(minutes=600)
    mock.snapshot()


def _expect(findings: Findings, mock: FivetranMock, request: Request, text: bytes) -> None:
    status = mock.handle(request).status
    if status == 500:
        findings.crash(f"{request.method} {request.target} is 500 after {text[:300]!r}")
