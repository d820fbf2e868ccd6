"""Kills of the server, and faults: no acknowledged write is lost."""

import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from ._support import PAIR, Served, new, serve

pytestmark = pytest.mark.deep

KILLS = 3
CLIENTS, SECONDS = 16, 5
"""The clients that work during faults, and the duration."""
FAULTS = [
    {"share": 0.01, "random_seed": 1, "status": 503},
    {"share": 0.01, "random_seed": 2, "status": 500, "when": "after"},
    {"share": 0.01, "random_seed": 3, "retry_after": 1},
    {"share": 0.01, "random_seed": 4, "delay": 0.05},
    *({"share": 0.005, "random_seed": 5, "socket": each} for each in ("reset", "bad_chunk", "garbage_status")),
    *({"share": 0.005, "random_seed": 6, "socket": each, "when": "after"} for each in ("reset", "close", "truncate")),
]


def stored(server: Served) -> list[dict[str, Any]]:
    """Return every connection."""
    found: list[dict[str, Any]] = []
    with server.client() as client:
        cursor: str | None = ""
        while cursor is not None:
            query = {"limit": "1000"} | ({"cursor": cursor} if cursor else {})
            page = client.get("/v1/connections", params=query).json()["data"]
            found += page["items"]
            cursor = page.get("next_cursor")
    return found


def test_a_killed_server_keeps_what_it_acknowledged(rng, tmp_path):
    """A server on one state file is killed again and again; after each start, all acknowledged creates are there."""
    acknowledged: dict[str, str] = {}
    for turn in range(KILLS):
        with serve("--state", tmp_path / "state.db") as server:
            found = [(each["schema"], each["id"]) for each in stored(server)]  # with creates that no answer told of
            assert acknowledged.items() <= set(found)
            assert len(found) == len(dict(found))
            killer = threading.Timer(rng.uniform(0.02, 0.4), server.process.kill)
            killer.start()
            _create_until_killed(server, turn, acknowledged)
            killer.join()


def _create_until_killed(server: Served, turn: int, acknowledged: dict[str, str]) -> None:
    with server.client() as client:
        for number in range(100_000):
            name = f"kill_{turn}_{number}"
            try:
                answer = client.post("/v1/connections", json=new(name))
            except httpx.HTTPError:
                return
            acknowledged[name] = answer.json()["data"]["id"]


def test_clients_find_what_they_did_among_faults(rng, tmp_path):
    """Among faults, the group of each client has the client's changes, also after the server was killed."""
    options = ("--state", tmp_path / "state.db", "--behaviour", "duplicate_schema=allowed")
    with serve(*options) as server:
        httpx.post(f"{server.url}/__mock__/faults", json=FAULTS).raise_for_status()
        clients = [Client(number, random.Random(rng.random())) for number in range(CLIENTS)]  # noqa: S311  # no secret
        until = time.monotonic() + SECONDS
        with ThreadPoolExecutor(CLIENTS) as pool:
            list(pool.map(lambda client: client.work(server.url, until), clients))
        httpx.delete(f"{server.url}/__mock__/faults").raise_for_status()
        server.process.kill()
    with serve(*options) as server:
        assert [client.held for client in clients] == [client.look(server.url) for client in clients]


class Client:
    """A client with a group of its own, and its record of it: the paused flags by id."""

    def __init__(self, number: int, draw: random.Random) -> None:
        self.group, self.draw = f"group_{number}", draw
        self.held: dict[str, bool] = {}

    def ask(self, client: httpx.Client, method: str, path: str, **how: Any) -> dict[str, Any] | None:
        """Return the data of an answer; None after a fault, when the call may have succeeded or not."""
        try:
            answer = client.request(method, f"/v1/connections{path}", **how)
        except httpx.TransportError:
            return None
        if answer.status_code in {429, 500, 503}:
            return None
        data: dict[str, Any] = answer.raise_for_status().json().get("data", {})
        return data

    def look(self, url: str) -> dict[str, bool]:
        """Return the connections of the group."""
        with self.client(url) as client:
            while (page := self.ask(client, "GET", f"?limit=1000&group_id={self.group}")) is None:
                pass
        return {each["id"]: each["paused"] for each in page["items"]}

    def client(self, url: str) -> httpx.Client:
        """Return a client of httpx."""
        return httpx.Client(base_url=url, auth=PAIR, timeout=30)

    def work(self, url: str, until: float) -> None:
        """Create, pause, read and delete connections; after a fault, look which of two states the group has."""
        with self.client(url) as client:
            while time.monotonic() < until:
                one = self.draw.choice(list(self.held)) if self.held else ""
                way = self.draw.random() if one else 0.0
                if way < 0.4:
                    answer = self.ask(client, "POST", "", json=new("s", group_id=self.group, paused=False))
                    after = self.held | ({answer["id"]: False} if answer else {})
                elif way < 0.6:
                    answer = self.ask(client, "PATCH", f"/{one}", json={"paused": not self.held[one]})
                    after = self.held | {one: not self.held[one]}
                elif way < 0.8:
                    answer, after = self.ask(client, "GET", f"/{one}"), self.held
                else:
                    answer = self.ask(client, "DELETE", f"/{one}")
                    after = {key: paused for key, paused in self.held.items() if key != one}
                if answer is None:
                    after = self.look(url)
                    assert len(after.items() ^ self.held.items()) <= 2
                elif "paused" in answer:
                    assert answer["paused"] == after[answer["id"]]
                self.held = after
