"""Kills of server and client: no acknowledged write is lost, and no connection is created twice."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import threading
from collections import Counter
from pathlib import Path

import httpx
import pytest

from ._support import PAIR, Served, new

pytestmark = pytest.mark.deep

KILLS = 3

FILES = 6
"""Connection files that a killed client was to create."""


def test_a_killed_server_keeps_what_it_acknowledged(rng: random.Random, tmp_path: Path) -> None:
    """A server on one state file is killed again and again; after each start, all acknowledged creates are there."""
    acknowledged: dict[str, str] = {}
    for turn in range(KILLS):
        with Served("--state", tmp_path / "state.db") as server:
            found = stored(server)  # with creates that no answer told of
            assert acknowledged.items() <= set(found)
            assert len(found) == len(dict(found))
            killer = threading.Timer(rng.uniform(0.02, 0.4), server.process.kill)
            killer.start()
            _create_until_killed(server, turn, acknowledged)
            killer.join()


def _create_until_killed(server: Served, round_number: int, acknowledged: dict[str, str]) -> None:
    with server.client() as client:
        for number in range(100_000):
            name = f"kill_{round_number}_{number}"
            try:
                answer = client.post("/v1/connections", json=new(name))
            except httpx.HTTPError:
                return
            acknowledged[name] = answer.json()["data"]["id"]


def stored(server: Served) -> list[tuple[str, str]]:
    """Return schema and id of every connection."""
    found: list[tuple[str, str]] = []
    with server.client() as client:
        cursor: str | None = ""
        while cursor is not None:
            query = {"limit": "1000"} | ({"cursor": cursor} if cursor else {})
            page = client.get("/v1/connections", params=query).json()["data"]
            found += [(each["schema"], each["id"]) for each in page["items"]]
            cursor = page.get("next_cursor")
    return found


def test_a_killed_client_creates_nothing_twice(rng: random.Random, tmp_path: Path) -> None:
    """After `create --ensure` was killed, a second run creates what is missing, and nothing twice."""
    with Served("--duplicate-schemas", "allow") as server:
        for turn in range(KILLS):
            names = [f"client_{turn}_{each}" for each in range(FILES)]
            files = [_write(tmp_path / f"{name}.json", name) for name in names]
            _create(server, files, kill_after=rng.uniform(0.1, 1.2))
            done = _create(server, files)

            assert 0 == done.returncode, done.stderr
            counts = Counter(name for name, _ in stored(server))
            assert dict.fromkeys(names, 1) == {name: counts[name] for name in names}


def _write(file: Path, name: str) -> Path:
    file.write_text(json.dumps(new(name)), encoding="utf-8")
    return file


def _create(server: Served, files: list[Path], *, kill_after: float | None = None) -> subprocess.CompletedProcess[str]:
    keys = {"FIVETRAN_BASE_URL": server.url, "FIVETRAN_API_KEY": PAIR[0], "FIVETRAN_API_SECRET": PAIR[1]}
    command = [sys.executable, "-P", "-m", "fivetran_connections", "create", "--ensure", *map(str, files)]
    try:
        return subprocess.run(  # our own command
            command, env=os.environ | keys, capture_output=True, text=True, timeout=kill_after, check=False
        )
    except subprocess.TimeoutExpired:  # `run` has killed it
        return subprocess.CompletedProcess(command, -9, "", "")
