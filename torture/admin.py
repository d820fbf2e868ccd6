"""Requests to the mock's own API: none fails, and no foreign page or name is let in."""

from __future__ import annotations

import json
import random
from typing import Any

import httpx

from fivetran_mock.server import MockServer

from ._budget import ODD, Budget, Findings, edited_json
from ._requests import filled

FOREIGN_HOSTS = ("lvh.me", "evil.example", "127.0.0.1.evil.example", "localhost.evil.example:80", "evil.example:{port}")
FOREIGN_ORIGINS = ("http://evil.example", "null", "http://lvh.me:{port}", "https://127.0.0.1.evil.example")
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD")
NAMES = (
    "",
    "faults",
    "calls",
    "advance",
    "reset",
    "snapshot",
    "restore",
    "seed",
    "scripts",
    "connections",
    "state",
    "x",
)
RESTS = ("", "/0", "/-1", "/99999999999999999999", "/%00", "/../v1", "?limit=x", "?limit=-1", "?cursor=%ff", "/a/b/c")
BODIES: tuple[Any, ...] = (
    {"minutes": 1},
    {"status": 500, "operation": "list_groups"},
    {"connections": [{"service": "webhooks", "group_id": "g", "config": {"schema": "s"}}]},
    [],
)


def attack(rng: random.Random, budget: Budget) -> Findings:
    """Send requests of every kind, a third of them as another site would."""
    findings = Findings()
    with MockServer(filled()) as server, httpx.Client(base_url=server.url, timeout=30) as client:
        port = server.url.rpartition(":")[2]
        for _ in budget:
            findings.attempts += 1
            headers, foreign = _origin(rng, port)
            path = f"/__mock__/{rng.choice(NAMES)}{rng.choice(RESTS)}"
            request = client.build_request(rng.choice(METHODS), path, headers=headers, content=_body(rng))
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


def _body(rng: random.Random) -> bytes:
    value = rng.choice((*BODIES, *ODD))
    for _ in range(rng.randrange(3)):
        value = edited_json(rng, value)
    return b"" if rng.random() < 0.2 else json.dumps(value).encode()


def _judge(findings: Findings, request: httpx.Request, answer: httpx.Response, *, foreign: bool) -> None:
    asked = f"{request.method} {request.url.raw_path!r} {dict(request.headers)} {request.content[:200]!r}"
    said = f"{answer.status_code} to {asked}"
    if answer.status_code == 500:
        findings.crash(said)
    elif foreign and answer.status_code != 403:
        findings.mistake(f"a foreign site was let in: {said}")
