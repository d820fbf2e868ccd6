"""Floods: large bodies, large headers and answers that nobody reads leave memory bounded and others served."""

from __future__ import annotations

import json
import random
import socket
import threading
import time
from collections.abc import Callable
from urllib.parse import urlsplit

from ._budget import Budget, Findings
from ._requests import HEADERS, new
from ._server import Served

MOST_GROWTH = 150.0
"""MB that a server may grow by under any flood; its journal may hold 4 MiB."""
LONGEST = 3.0
"""Seconds that another client may wait beside the most expensive request; the aim is one on quiet cores."""


def attack(rng: random.Random, budget: Budget) -> Findings:
    """Flood a server in one way after the other, and measure its memory and the wait of another client."""
    findings = Findings()
    for number in budget:
        name, flood = FLOODS[number % len(FLOODS)]
        findings.attempts += 1
        with Served() as server, findings.watching(name):
            before = server.memory()
            _flood(findings, rng, server, name, flood)
            grown = server.memory() - before
            if grown > MOST_GROWTH:
                findings.mistake(f"{name}: memory grew by {grown:.0f} MB")
    return findings


def _flood(
    findings: Findings, rng: random.Random, server: Served, name: str, flood: Callable[[random.Random, Served], None]
) -> None:
    """Flood from one thread, and ask from this one how long an answer takes meanwhile."""
    flooding = threading.Thread(target=flood, args=(rng, server))
    flooding.start()
    longest = 0.0
    with server.client() as client:
        while flooding.is_alive():
            began = time.monotonic()
            if client.get("/v1/account/info").status_code != 200:
                findings.crash(f"{name}: another client was not answered")
            longest = max(longest, time.monotonic() - began)
            flooding.join(0.01)
    if longest > LONGEST:
        findings.mistake(f"{name}: another client waited {longest:.1f} seconds")


def _unknown_keys(rng: random.Random, server: Served) -> None:
    """Send one body with 100,000 unknown keys."""
    keys = {f"key_{rng.getrandbits(40):x}": 1 for _ in range(100_000)}
    with server.client() as client:
        client.post("/v1/connections", json=new("s") | keys)


def _wrong_bodies(rng: random.Random, server: Served) -> None:
    """Send 140 bodies of 28 KB with many findings."""
    with server.client() as client:
        for _ in range(140):
            keys = {f"key_{rng.getrandbits(40):x}": 1 for _ in range(1_300)}
            client.post("/v1/connections", json=new("s") | keys)


def _large_headers(rng: random.Random, server: Served) -> None:
    """Send 1,000 requests with 30 KB of headers."""
    del rng
    with server.client() as client:
        for number in range(1_000):
            client.get("/v1/account/info", headers={"x-large": f"{number}" + "h" * 30_000})


def _unread_answers(rng: random.Random, server: Served) -> None:
    """Send many requests on one connection, and read no answer."""
    del rng
    lines = [f"{name}: {value}" for name, value in HEADERS.items()]
    request = "\r\n".join(["GET /v1/connections HTTP/1.1", *lines, "", ""]).encode()
    with server.client() as client:
        for number in range(100):
            client.post("/v1/connections", content=json.dumps(new(f"s_{number}")))
    address = urlsplit(server.url)
    with socket.create_connection((address.hostname or "", address.port or 0), timeout=2) as line:
        try:
            for _ in range(20):
                line.sendall(request * 1_000)
        except TimeoutError:
            pass  # the server does not read on, as it should


FLOODS: tuple[tuple[str, Callable[[random.Random, Served], None]], ...] = (
    ("a body with 100,000 unknown keys", _unknown_keys),
    ("140 bodies with 1,300 findings each", _wrong_bodies),
    ("1,000 requests with 30 KB of headers", _large_headers),
    ("20,000 requests whose answers nobody reads", _unread_answers),
)
