"""Floods of large bodies, large headers and unread answers: memory stays bounded, and other clients are served."""

from __future__ import annotations

import json
import random
import socket
import threading
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest

from ._support import HEADERS, Served, new

pytestmark = [pytest.mark.deep, pytest.mark.linux("memory is read in /proc")]

MOST_BYTES, MOST_VALUES = 4 * 1024 * 1024, 100_000
"""The limits of a body."""
MOST_GROWTH = 120.0
"""MB that a server may grow by under any flood; its journal may hold 4 MiB."""
LONGEST = 1.0
"""Seconds of the server's processor time that may pass while another client waits for an answer."""


def _large_bodies(rng: random.Random, server: Served) -> None:
    """Send 16 bodies at the limits to routes that judge them in different ways, chosen at random."""
    with server.client() as client:
        made = client.post("/v1/connections", json=new("s")).json()["data"]["id"]
        asked = [("POST", "/v1/connections"), ("POST", "/v1/users"), ("POST", "/v1/destinations")]
        asked += [("POST", f"/__mock__/{name}") for name in ("seed", "faults")]
        asked += [("PATCH", f"/v1/connections/{made}{rest}") for rest in ("", "/schemas", "/state")]
        pairs = [(each, body) for each in asked for body in _bodies()]
        for (method, path), body in rng.sample(pairs, 16):
            client.request(method, path, content=body)


def _bodies() -> list[bytes]:
    """Return bodies at the limits of size or of values, each expensive in another way."""
    start = json.dumps(new("s")).encode()[:-2]  # without the ends of the config and of the body
    deep = b"[" * 60 + b"]" * 60
    return [
        b"[" + b",".join([b"[]"] * (MOST_BYTES // 3 - 1)) + b"]",
        start + b',"x":["' + b"\\u0041" * (MOST_BYTES // 6 - 30) + b'"]}}',
        start + b"," + b",".join(b'"%035x":1' % number for number in range(MOST_VALUES - 20)) + b"}}",
        start + b',"x":[' + b",".join([deep] * (MOST_VALUES // 60 - 20)) + b"]}}",
        start + b',"custom_reports":[' + b",".join([b"{}"] * (MOST_VALUES - 20)) + b"]}}",
        start + b',"advertisers":[' + b'"1",' * (MOST_VALUES - 20) + b"1]}}",
    ]


def _columns(rng: random.Random, server: Served) -> None:
    """Change 40,000 columns of one table, twice."""
    columns = {f"column_{rng.getrandbits(40):x}": {"enabled": True} for _ in range(40_000)}
    with server.client() as client:
        auth = {"refresh_token": "rt", "client_access": {"client_id": "i", "client_secret": "s"}}
        made = client.post("/v1/connections", json=new("s", auth=auth)).json()["data"]["id"]
        client.post(f"/v1/connections/{made}/schemas/reload").raise_for_status()
        path = f"/v1/connections/{made}/schemas/s/tables/ad_group_history"
        for _ in range(2):
            client.patch(path, json={"enabled": True, "columns": columns}).raise_for_status()


def _snapshots(rng: random.Random, server: Served) -> None:
    """Restore a snapshot of 4 MiB with 4,000 connections, and one that is damaged at its end."""
    with server.client() as client:
        for first in range(0, 4_000, 500):
            client.post("/__mock__/seed", json={"connections": [new(f"s{first + each}") for each in range(500)]})
        held = client.get("/__mock__/snapshot").content
        client.post("/__mock__/restore", content=held).raise_for_status()
        client.post("/__mock__/restore", content=held.replace(b'"snowflake"', b"%d" % rng.randrange(9)))


def _wrong_bodies(rng: random.Random, server: Served) -> None:
    """Send 140 bodies of 28 KB with many findings."""
    with server.client() as client:
        for _ in range(140):
            keys = {f"key_{rng.getrandbits(40):x}": 1 for _ in range(1_300)}
            client.post("/v1/connections", json=new("s") | keys)


def _large_headers(rng: random.Random, server: Served) -> None:
    """Send 2,500 requests with 60 KB of headers."""
    del rng
    with server.client() as client:
        for number in range(2_500):
            client.get("/v1/account/info", headers={"x-large": f"{number}" + "h" * 60_000})


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


@pytest.mark.parametrize("flood", [_large_bodies, _columns, _wrong_bodies, _large_headers, _unread_answers, _snapshots])
def test_a_flood_is_bounded(flood: Callable[[random.Random, Served], None], rng: random.Random) -> None:
    """
    The server's memory stays bounded under a flood, and another client is answered within a second.

    The wait is counted in processor time of the server: on a busy machine every answer is late.
    """
    with Served("--behaviour", "unknown_column=stored") as server, server.client() as client:
        before, longest = server.memory(), 0.0
        flooding = threading.Thread(target=flood, args=(rng, server))
        flooding.start()
        while flooding.is_alive():
            began = server.processor_time()
            assert 200 == client.get("/v1/account/info").status_code
            longest = max(longest, server.processor_time() - began)
            flooding.join(0.01)

        assert longest <= LONGEST
        assert server.memory() - before <= MOST_GROWTH
