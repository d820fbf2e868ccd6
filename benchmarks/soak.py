"""
Run many clients against one server for minutes, with faults, and check every answer.

Each client records what its account has to hold. After a fault it does not know whether the call succeeded, so it lists
its account, as a careful client does. At the end every account has to equal its client's record, also after a restart
with the same state file.

`python -m benchmarks.soak [--minutes 10] [--clients 32]`; the exit status is 1 if anything was wrong.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import httpx

from ._servers import PATH, body, mock_server

FAULTS: Final = (
    {"share": 0.01, "seed": 1, "status": 503},
    {"share": 0.01, "seed": 2, "status": 500, "when": "after"},
    {"share": 0.01, "seed": 3, "retry_after": 1},
    {"share": 0.005, "seed": 4, "socket": "reset"},
    {"share": 0.005, "seed": 5, "socket": "reset", "when": "after"},
    {"share": 0.005, "seed": 6, "socket": "close", "when": "after"},
    {"share": 0.005, "seed": 7, "socket": "truncate", "when": "after"},
    {"share": 0.005, "seed": 8, "socket": "bad_chunk"},
    {"share": 0.005, "seed": 9, "socket": "garbage_status"},
    {"share": 0.002, "seed": 10, "socket": "dribble", "when": "after"},
    {"share": 0.01, "seed": 11, "delay": 0.05},
)
"""The faults; they hit about every fifteenth call."""

MOST_HELD: Final = 150
"""The most connections of a client: more than a page, and reached soon after the start."""
WARM_UP: Final = 0.2
"""The share of the time after which memory must not grow any more."""
GROWTH: Final = 1.1
"""By which factor memory may grow after the warm-up, in addition to `ROOM`."""
ROOM: Final = 16.0
"""MB by which journal and accounts may still grow: both are limited, and a short run does not reach the limits."""


class Unsure(Exception):
    """A fault hit the call, which may have succeeded or not."""


@dataclass
class Tally:
    """The calls, faults and mistakes of all clients."""

    calls: Counter[str] = field(default_factory=Counter[str])
    faults: Counter[str] = field(default_factory=Counter[str])
    wrong: list[str] = field(default_factory=list[str])


class Client:
    """One client, its account, and the record of it: schema and paused flag by id."""

    def __init__(self, number: int, http: httpx.AsyncClient, tally: Tally) -> None:
        self._auth = (f"soak_{number}", "secret")
        self._draw = random.Random(number)  # noqa: S311 - a repeatable draw, not a secret
        self._http = http
        self._made = 0
        self._tally = tally
        self._held: dict[str, tuple[str, bool]] = {}

    async def work(self, until: float) -> None:
        """Do one random action after another."""
        actions = ("create", "create", "pause", "get", "get", "delete", "list", "get nothing", "create wrongly")
        while time.monotonic() < until:
            try:
                await self._act("delete" if len(self._held) >= MOST_HELD else self._draw.choice(actions))
            except Unsure:
                await self.look()

    async def look(self, *, learn: bool = True) -> None:
        """List the account, again after each fault; then update the record, or compare with it."""
        while True:
            try:
                found = await self._list()
                break
            except Unsure:
                continue
        if learn:
            self._expect("more than one change by one call", False, len(found.keys() ^ self._held.keys()) > 1)
            self._held = found
        else:
            self._expect("account", self._held, found)

    async def _list(self) -> dict[str, tuple[str, bool]]:
        items: list[dict[str, Any]] = []
        cursor: dict[str, str] = {}
        while True:
            page = (await self._call("list", "GET", "", params={"limit": "40", **cursor}))["data"]
            items += page["items"]
            if "next_cursor" not in page:
                return {each["id"]: (each["schema"], each["paused"]) for each in items}
            cursor = {"cursor": page["next_cursor"]}

    async def _act(self, action: str) -> None:
        one = self._draw.choice(list(self._held)) if self._held else None
        if action == "list":
            self._expect("list", self._held, await self._list())
        elif action == "create":
            self._made += 1
            made = (await self._call(action, "POST", "", 201, json=_body(f"s_{self._made}")))["data"]
            self._expect("schema of a new connection", f"s_{self._made}", made["schema"])
            self._held[made["id"]] = (made["schema"], False)
        elif action == "get nothing":
            await self._call(action, "GET", "/no_such", 404)
        elif action == "create wrongly":
            await self._call(action, "POST", "", 400, json=_body("wrong", sync_mode="SpecificAdvertisers"))
        elif one and action == "pause":
            schema, paused = self._held[one]
            made = (await self._call(action, "PATCH", f"/{one}", json={"paused": not paused}))["data"]
            self._expect("paused after an update", not paused, made["paused"])
            self._held[one] = (schema, not paused)
        elif one and action == "get":
            found = (await self._call(action, "GET", f"/{one}"))["data"]
            self._expect("connection", self._held[one], (found["schema"], found["paused"]))
        elif one:
            await self._call(action, "DELETE", f"/{one}")
            del self._held[one]

    async def _call(self, name: str, method: str, path: str, expected: int = 200, **how: Any) -> dict[str, Any]:
        self._tally.calls[name] += 1
        try:
            answer = await self._http.request(method, PATH + path, auth=self._auth, **how)
        except httpx.TransportError as error:
            self._tally.faults[type(error).__name__] += 1
            raise Unsure from None
        if answer.status_code in {429, 500, 503}:
            self._tally.faults[str(answer.status_code)] += 1
            raise Unsure
        self._expect(f"status of {name}", expected, answer.status_code)
        if answer.status_code != expected:
            raise Unsure
        value: dict[str, Any] = answer.json()
        return value

    def _expect(self, what: str, expected: object, found: object) -> None:
        if found != expected:
            self._tally.wrong.append(f"{what} of {self._auth[0]}: expected {expected!r:.200}, found {found!r:.200}")


def _body(schema: str, sync_mode: str = "AllAdvertisers") -> dict[str, Any]:
    config = {"schema": schema, "sync_mode": sync_mode}
    return {**body(schema), "paused": False, "run_setup_tests": False, "config": config}


async def _run(options: argparse.Namespace, state: str) -> int:
    tally, seconds = Tally(), options.minutes * 60
    limits = httpx.Limits(max_connections=options.clients, max_keepalive_connections=options.clients)
    # Each start creates one connection, always the same, to see whether the server answers.
    serving = ("--state", state, "--duplicate-schemas", "allow")
    async with httpx.AsyncClient(limits=limits, timeout=30) as http:
        clients = [Client(number, http, tally) for number in range(options.clients)]
        with mock_server(*serving) as server:
            http.base_url = httpx.URL(server.url)
            await http.post("/__mock__/faults", json=list(FAULTS))
            work = asyncio.gather(*(client.work(time.monotonic() + seconds) for client in clients))
            await asyncio.sleep(seconds * WARM_UP)
            warm = server.memory()
            await work
            await http.delete("/__mock__/faults")
            await asyncio.gather(*(client.look(learn=False) for client in clients))
            end = server.memory()
            os.kill(server.process.pid, signal.SIGKILL)
        with mock_server(*serving) as server:
            http.base_url = httpx.URL(server.url)
            await asyncio.gather(*(client.look(learn=False) for client in clients))
    if end > warm * GROWTH + ROOM:
        tally.wrong.append(f"memory grew from {warm:.1f} to {end:.1f} MB")
    print(f"{tally.calls.total():,} calls by {options.clients} clients in {options.minutes:g} minutes")
    print("calls:  " + ", ".join(f"{name} {count:,}" for name, count in sorted(tally.calls.items())))
    print("faults: " + ", ".join(f"{name} {count:,}" for name, count in sorted(tally.faults.items())))
    print(f"memory: {warm:.1f} MB after the warm-up, {end:.1f} MB at the end")
    print(f"{len(tally.wrong)} wrong" if tally.wrong else "nothing wrong, nothing lost")
    print("\n".join(tally.wrong[:20]))
    return 1 if tally.wrong else 0


def main(words: Sequence[str] | None = None) -> int:
    """Run the soak and return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10, help="how long (10)")
    parser.add_argument("--clients", type=int, default=32, help="how many clients at once (32)")
    with tempfile.TemporaryDirectory(prefix="fivetran-soak-") as folder:
        return asyncio.run(_run(parser.parse_args(words), str(Path(folder) / "state.db")))


if __name__ == "__main__":
    sys.exit(main())
