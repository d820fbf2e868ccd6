"""
Load by wrk on keep-alive connections: valid creates with Basic auth, each with a schema of its own.

`churn` also deletes what it creates, so that a server works and holds no state.
"""

from __future__ import annotations

import itertools
import json
import os
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from . import _peers
from ._bodies import AUTHORIZATION, PATH, PLACE, template
from ._harness import Wrong
from ._processes import CLIENT_CORE, Server, on_core

_runs: Final = itertools.count()

# Both servers get the same script, so the time that wrk needs for a body is the same for both.
_SCRIPT: Final = """
local before, after = %(before)s, %(after)s
local headers = { ["authorization"] = %(authorization)s, ["content-type"] = "application/json" }
local number = 0

function request()
  number = number + 1
  return wrk.format("POST", nil, headers, before .. %(run)s .. number .. after)
end

%(more)s
function done(summary, latency, requests)
  io.write(string.format(
    '{"requests":%%d,"seconds":%%f,"p50":%%f,"p99":%%f,"refused":%%d,"broken":%%d}\\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
    summary.errors.status,
    summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout))
end
"""


# wrk parses answers only for a script with `response`, which takes time: rates are measured without it.
_CHURN: Final = """
local create, made = request, {}

function response(status, _, body)
  if status == 201 then made[#made + 1] = body:match('"id":"([^"]+)"') end
end

function request()
  if #made == 0 then return create() end
  return wrk.format("DELETE", %(path)s .. "/" .. table.remove(made), headers)
end
"""


@dataclass(frozen=True, slots=True)
class Load:
    """The results of one run of wrk."""

    requests: int
    rate: float
    """Requests per second."""
    p50: float
    """Milliseconds: half of the requests took at most that long."""
    p99: float
    """Milliseconds: 99 of 100 requests took at most that long."""


def load(server: Server, *, connections: int, seconds: int) -> Load:
    """Create connections as fast as the server answers; raises `Wrong` if one was not created."""
    return _run(server, _script(), connections=connections, seconds=seconds)


def churn(server: Server, *, connections: int, seconds: int) -> Load:
    """Create connections and delete them again, as fast as the server answers."""
    more = _CHURN % {"path": json.dumps(PATH)}
    return _run(server, _script(more), connections=connections, seconds=seconds)


def _run(server: Server, text: str, *, connections: int, seconds: int) -> Load:
    with tempfile.TemporaryDirectory() as folder, on_core(CLIENT_CORE):
        script = Path(folder) / "create.lua"
        script.write_text(text, encoding="utf-8")
        ran = subprocess.run(
            (_peers.wrk(), "-t1", f"-c{connections}", f"-d{seconds}s", "-s", str(script), server.url + PATH),
            capture_output=True,
            text=True,
            timeout=seconds + 30,
            check=False,
        )
    if ran.returncode:
        raise Wrong(f"wrk ended with status {ran.returncode}: {ran.stderr.strip()}")
    return _read(ran.stdout)


def _script(more: str = "") -> str:
    before, after = template().split(PLACE)
    run = f"r{os.getpid()}_{next(_runs)}_"
    values = {"before": before, "after": after, "authorization": AUTHORIZATION, "run": run}
    return _SCRIPT % {**{name: json.dumps(value) for name, value in values.items()}, "more": more}


def _read(output: str) -> Load:
    said = json.loads(output.splitlines()[-1])
    if said["refused"] or said["broken"]:
        raise Wrong(f"of {said['requests']} requests {said['refused']} were refused and {said['broken']} broke off")
    return Load(said["requests"], said["requests"] / said["seconds"], said["p50"], said["p99"])
