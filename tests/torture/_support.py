"""Parts of the attacks: values that are edited at random, requests, and a server in a process of its own."""

import base64
import json
import random
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, NamedTuple

import httpx
from hypothesis import strategies as st

from fivetran_mock import FivetranMock, Reply, Request

from ..mock.serve._processes import served

RANDOM: Final = st.randoms(use_true_random=True)
"""Hypothesis draws the seed, and shows it with a finding."""

PAIR: Final = ("mock-key", "mock-secret")
HEADERS: Final = {
    "authorization": "Basic " + base64.b64encode(":".join(PAIR).encode()).decode(),
    "content-type": "application/json",
    "host": "127.0.0.1",
}
ODD: Final[tuple[Any, ...]] = (
    *(None, True, 0, -1, 1.5, 10**30, "", "\x00", "\u202e", "é😀", "a" * 300, [], {}, [[]], {"": 0}),
)
"""Values that are put in the place of others."""


def edited_json(rng: random.Random, value: Any, times: int = 1) -> Any:
    """Return a copy of JSON in which places are changed, removed, or have a new neighbour."""
    for _ in range(times):
        value = _edited_once(rng, value)
    return value


def _edited_once(rng: random.Random, value: Any) -> Any:
    if not (isinstance(value, dict | list) and value and rng.random() < 0.85):
        return rng.choice(ODD)
    holder: Any = value.copy()
    key = rng.choice(list(holder) if isinstance(holder, dict) else range(len(holder)))
    way = rng.random()
    if way < 0.1:
        del holder[key]
    elif way < 0.2 and isinstance(holder, dict):
        holder[rng.choice(("", "extra", f"{key}s", "\u202e", str(key).upper()))] = rng.choice(ODD)
    else:
        holder[key] = _edited_once(rng, holder[key])
    return holder


def edited_bytes(rng: random.Random, data: bytes) -> bytes:
    """Return bytes with a few places changed, left out, repeated or cut off."""
    for _ in range(rng.randint(1, 4)):
        at = rng.randrange(len(data) + 1)
        to = min(len(data), at + rng.choice((1, 1, 2, 8, 64)))
        other = rng.choice((b"", rng.randbytes(to - at), data[at:to] * 2, b"\x00", b"\xff", b"\r\n", b" ", b'"'))
        data = data[:at] + other + data[to:] if rng.random() < 0.95 else data[:at]
    return data


def new(schema: str, service: str = "pinterest_ads", **fields: Any) -> dict[str, Any]:
    """Return a small connection."""
    return {"group_id": "amber_kettle", "service": service, "config": {"schema": schema}, **fields}


def filled() -> FivetranMock:
    """Return a mock with some connections, one of them in a sync."""
    mock = FivetranMock(credentials=dict([PAIR]), groups=["amber_kettle"], check_replies=True)
    ready: dict[str, Any] = {"status": {"setup_state": "connected"}, "paused": False}
    mock.seed(connections=[new(name, **ready) for name in ("pin_eu", "pin_us")])
    for number in range(3):
        ask(mock, "POST", "/v1/connections", new(f"made_{number}"))
    return mock


def ask(mock: FivetranMock, method: str, path: str, body: Any = None) -> Reply:
    """Send a request to a mock in this process."""
    return mock.handle(Request(method, path, HEADERS, b"" if body is None else json.dumps(body).encode()))


class Served(NamedTuple):
    """`fivetran-mock serve` as a process that can be killed and measured."""

    url: str
    process: subprocess.Popen[str]

    def client(self) -> httpx.Client:
        """Return a client with credentials."""
        return httpx.Client(base_url=self.url, headers=HEADERS | {"host": self.url.rpartition("/")[2]}, timeout=30)

    def memory(self) -> float:
        """Return the resident memory in MB."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        return int(status.partition("VmRSS:")[2].split()[0]) / 1024


@contextmanager
def serve(*options: str | Path) -> Iterator[Served]:
    """Serve a mock until the block ends."""
    with served(*map(str, options)) as (url, process):
        yield Served(url, process)
