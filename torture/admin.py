"""Requests to the mock's own API: none fails, and the mock refuses pages and host names of others."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from typing import Any

import httpx

from fivetran_mock.server import MockServer

from ._budget import ODD, Budget, Findings, edited_bytes, edited_json
from ._requests import filled, new

FOREIGN_HOSTS = ("lvh.me", "evil.example", "127.0.0.1.evil.example", "localhost.evil.example:80", "evil.example:{port}")
FOREIGN_ORIGINS = ("http://evil.example", "null", "http://lvh.me:{port}", "https://127.0.0.1.evil.example")
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD")
NAMES = ("", "faults", "advance", "reset", "snapshot", "restore", "seed", "state", "journal", "not-imitated", "x")
RESTS = ("", "/0", "/-1", "/99999999999999999999", "/%00", "/../v1", "?limit=x", "?limit=-1", "?cursor=%ff", "/a/b/c")
SCRIPTS: dict[str, Any] = {
    "setup_tests": [{"status": "FAILED", "message": "no", "service": "pinterest_ads", "times": 1}],
    "syncs": [{"outcome": "fail", "message": "no", "times": 1}],
}
BODIES: Mapping[str, Any] = {
    "faults": [{"status": 500, "operation": "list_groups"}, {"status": 503, "times": 1}],
    "advance": {"minutes": 1},
    "reset": {"api_key": "key"},
    "seed": {"groups": ["g", {"id": "h", "name": "H"}], "connections": [new("s"), new("t", paused=True)], **SCRIPTS},
    "restore": json.loads(filled().snapshot()),
}
"""A body that each operation takes."""


def attack(rng: random.Random, budget: Budget) -> Findings:
    """Send requests of every kind, a third of them as another site would."""
    findings = Findings()
    with MockServer(filled()) as server, httpx.Client(base_url=server.url, timeout=30) as client:
        port = server.url.rpartition(":")[2]
        for _ in budget:
            findings.attempts += 1
            headers, foreign = _origin(rng, port)
            name = rng.choice(NAMES)
            usual = name in BODIES and rng.random() < 0.7
            path = f"/__mock__/{name}{'' if usual else rng.choice(RESTS)}"
            method = "POST" if usual else rng.choice(METHODS)
            request = client.build_request(method, path, headers=headers, content=_body(rng, name))
            with findings.watching(f"{request.method} {path}"):
                _judge(findings, request, client.send(request), foreign=foreign)
        with findings.watching("a good request at the end"):
            if client.get("/__mock__/").status_code != 200:
                findings.crash("the mock's own API no longer answers")
    return findings


def _origin(rng: random.Random, port: str) -> tuple[dict[str, str], bool]:
    match rng.randrange(6):
        case 0:
            return {"host": rng.choice(FOREIGN_HOSTS).format(port=port)}, True
        case 1:
            return {"origin": rng.choice(FOREIGN_ORIGINS).format(port=port)}, True
        case 2:
            return {"host": f"localhost:{port}", "origin": f"http://localhost:{port}"}, False
        case _:
            return {}, False


def _body(rng: random.Random, name: str) -> bytes:
    value = BODIES[name] if name in BODIES and rng.random() < 0.8 else rng.choice(ODD)
    for _ in range(rng.randrange(3)):
        value = edited_json(rng, value)
    body = b"" if rng.random() < 0.1 else json.dumps(value).encode()
    return edited_bytes(rng, body) if rng.random() < 0.2 else body


def _judge(findings: Findings, request: httpx.Request, answer: httpx.Response, *, foreign: bool) -> None:
    asked = f"{request.method} {request.url.raw_path!r} {dict(request.headers)} {request.content[:200]!r}"
    said = f"{answer.status_code} to {asked}"
    if answer.status_code == 500:
        findings.crash(said)
    elif foreign and answer.status_code != 403:
        findings.mistake(f"a foreign site was let in: {said}")
