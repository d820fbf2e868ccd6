"""Floods of large bodies, large headers and unread answers: memory stays bounded, and other clients are served."""

import contextlib
import json
import random
import socket
import threading

import httpx
import pytest

from ._support import HEADERS, new, serve

pytestmark = [pytest.mark.deep, pytest.mark.linux("memory is read in /proc")]

MOST_BYTES, MOST_VALUES = 4 * 1024 * 1024, 100_000
"""The limits of a body."""


def _large_bodies(rng: random.Random, client: httpx.Client) -> None:
    """Send 16 bodies at the limits to routes that judge them in different ways, chosen at random."""
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


def _columns(rng: random.Random, client: httpx.Client) -> None:
    """Change 40,000 columns of one table, four times."""
    columns = {f"column_{rng.getrandbits(40):x}": {"enabled": True} for _ in range(40_000)}
    auth = {"refresh_token": "rt", "client_access": {"client_id": "i", "client_secret": "s"}}
    made = client.post("/v1/connections", json=new("s", auth=auth)).json()["data"]["id"]
    client.post(f"/v1/connections/{made}/schemas/reload").raise_for_status()
    path = f"/v1/connections/{made}/schemas/s/tables/ad_group_history"
    for _ in range(4):
        client.patch(path, json={"enabled": True, "columns": columns}).raise_for_status()


def _snapshots(rng: random.Random, client: httpx.Client) -> None:
    """Restore a snapshot of 4 MiB with 4,000 connections, and one that is damaged at its end."""
    for first in range(0, 4_000, 500):
        client.post("/__mock__/seed", json={"connections": [new(f"s{first + each}") for each in range(500)]})
    held = client.get("/__mock__/snapshot").content
    client.post("/__mock__/restore", content=held).raise_for_status()
    client.post("/__mock__/restore", content=held.replace(b'"snowflake"', b"%d" % rng.randrange(9)))


def _wrong_bodies(rng: random.Random, client: httpx.Client) -> None:
    """Send 140 bodies of 28 KB with many findings."""
    for _ in range(140):
        client.post("/v1/connections", json=new("s") | {f"key_{rng.getrandbits(40):x}": 1 for _ in range(1_300)})


def _large_headers(_: random.Random, client: httpx.Client) -> None:
    """Send 2,500 requests with 60 KB of headers."""
    for number in range(2_500):
        client.get("/v1/account/info", headers={"x-large": f"{number}" + "h" * 60_000})


def _unread_answers(_: random.Random, client: httpx.Client) -> None:
    """Send requests on one connection, and read no answer, until the server reads no more."""
    lines = [f"{name}: {value}" for name, value in HEADERS.items()]
    request = "\r\n".join(["GET /v1/connections HTTP/1.1", *lines, "", ""]).encode()
    for number in range(100):
        client.post("/v1/connections", json=new(f"s_{number}"))
    url = client.base_url
    with socket.create_connection((url.host, url.port or 0), timeout=5) as line, contextlib.suppress(TimeoutError):
        for _ in range(2_000):
            line.sendall(request * 20)


@pytest.mark.parametrize(
    ("flood", "megabytes"),  # twice or thrice of what the server grows by; its journal may hold 4 MiB
    [
        (_large_bodies, 120),
        (_columns, 90),
        (_wrong_bodies, 30),
        (_large_headers, 30),
        (_unread_answers, 30),
        (_snapshots, 120),
    ],
)
def test_a_flood_is_bounded(flood, megabytes, rng):
    """Under a flood the server's memory stays bounded, and another client does not wait until the flood ends."""
    with serve("--behaviour", "unknown_column=stored") as server, server.client() as sender, server.client() as other:
        answers = list[httpx.Response]()
        sender.event_hooks = {"response": [answers.append]}
        memory, most = server.memory(), 0
        flooding = threading.Thread(target=flood, args=(rng, sender))
        flooding.start()
        while flooding.is_alive():
            answered = len(answers)
            assert 200 == other.get("/v1/account/info").status_code
            most = max(most, len(answers) - answered)
            assert server.memory() - memory <= megabytes
            flooding.join(0.01)

        assert most <= len(answers) / 2
