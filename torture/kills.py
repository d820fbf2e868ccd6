"""Kills of server and client: no acknowledged write is lost, and no connection is created twice."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from pathlib import Path

import httpx

from ._budget import Budget, Findings
from ._requests import PAIR, new
from ._server import Served

FILES = 6
"""Connection files that a killed client was to create."""


def attack(rng: random.Random, budget: Budget) -> Findings:
    """Kill the server while it creates, then the client."""
    findings = Findings()
    with tempfile.TemporaryDirectory() as folder:
        _kill_servers(findings, rng, budget.part(0.5), Path(folder))
        _kill_clients(findings, rng, budget.part(0.5), Path(folder))
    return findings


def _kill_servers(findings: Findings, rng: random.Random, budget: Budget, folder: Path) -> None:
    """Kill a server on one state file again and again; what it acknowledged has to be there after each start."""
    acknowledged: dict[str, str] = {}
    for number in budget:
        findings.attempts += 1
        with Served("--state", folder / "state.db") as server:
            if server.refusal:
                findings.crash(f"the server does not start after a kill: {server.refusal}")
                return
            _compare(findings, acknowledged, stored(server))
            killer = threading.Timer(rng.uniform(0.02, 0.4), server.process.kill)
            killer.start()
            _create_until_killed(server, number, acknowledged)
            killer.join()
    with Served("--state", folder / "state.db") as server:
        _compare(findings, acknowledged, stored(server))


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


def _compare(findings: Findings, acknowledged: dict[str, str], found: list[tuple[str, str]]) -> None:
    held = dict(found)
    for name, identifier in acknowledged.items():
        if held.get(name) != identifier:
            findings.mistake(f"{name} was acknowledged as {identifier}, and the file has {held.get(name)}")
    for name, count in Counter(name for name, _ in found).items():
        if count > 1:
            findings.mistake(f"{name} is there {count} times")


def _kill_clients(findings: Findings, rng: random.Random, budget: Budget, folder: Path) -> None:
    """Kill `create --ensure`, and let it finish in a second run."""
    with Served("--duplicate-schemas", "allow") as server:
        for number in budget:
            findings.attempts += 1
            names = [f"client_{number}_{each}" for each in range(FILES)]
            files = [_write(folder / f"{name}.json", name) for name in names]
            _create(server, files, kill_after=rng.uniform(0.1, 1.2))
            done = _create(server, files)
            if done.returncode:
                findings.crash(f"create --ensure ended with {done.returncode}: {done.stderr[:300]}")
            counts = Counter(name for name, _ in stored(server))
            if wrong := {name: counts[name] for name in names if counts[name] != 1}:
                findings.mistake(f"connections after a killed and a whole run: {wrong}")


def _write(file: Path, name: str) -> Path:
    file.write_text(json.dumps(new(name)), encoding="utf-8")
    return file


def _create(server: Served, files: list[Path], *, kill_after: float | None = None) -> subprocess.CompletedProcess[str]:
    keys = {"FIVETRAN_BASE_URL": server.url, "FIVETRAN_API_KEY": PAIR[0], "FIVETRAN_API_SECRET": PAIR[1]}
    command = [sys.executable, "-P", "-m", "fivetran_connections", "create", "--ensure", *map(str, files)]
    try:
        return subprocess.run(  # noqa: S603  # our own command
            command, env=os.environ | keys, capture_output=True, text=True, timeout=kill_after, check=False
        )
    except subprocess.TimeoutExpired:  # `run` has killed it
        return subprocess.CompletedProcess(command, -9, "", "")
