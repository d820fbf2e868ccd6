"""Servers in processes of their own, bound to one core and loaded by wrk from the other; and the requests for them."""

from __future__ import annotations

import base64
import http.client
import itertools
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final, NamedTuple, Self

import fivetran_openapi

from ._rounds import Wrong

KEY: Final = "benchmark-key"
SECRET: Final = "benchmark-secret"  # noqa: S105  # a mock without credentials accepts any
AUTHORIZATION: Final = "Basic " + base64.b64encode(f"{KEY}:{SECRET}".encode()).decode()
PATH: Final = "/v1/connections"
SERVER_CORE: Final = 0
CLIENT_CORE: Final = 1
_PLACE: Final = "SCHEMA"
_START_TIMEOUT: Final = 60.0

EXAMPLE: Final[dict[str, Any]] = fivetran_openapi.document()["paths"][PATH]["post"]["requestBody"]["content"][
    "application/json"
]["examples"]["pinterest_ads"]["value"]
"""The document's own example of a full connection."""
GROUP: Final = EXAMPLE["group_id"]


def body(schema: str) -> dict[str, Any]:
    """Return the body of a create, which every validator accepts."""
    return {**EXAMPLE, "config": {**EXAMPLE["config"], "schema": schema}}


def template() -> tuple[str, str]:
    """Return that body as JSON text, before and after the schema."""
    before, after = json.dumps(body(_PLACE), separators=(",", ":")).split(_PLACE)
    return before, after


@contextmanager
def on_core(core: int) -> Generator[None]:
    """Bind this thread, and the processes that it starts meanwhile, to one core."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


class Server:
    """A server that listens on a port of the loopback; `start_seconds` is the time until its first 201."""

    def __init__(self, *command: str, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self._open = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        begun = time.perf_counter()
        with on_core(SERVER_CORE):
            self.process = subprocess.Popen(
                command,
                env={name: value for name, value in os.environ.items() if name != "NODE_ENV"},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        try:
            self._wait_for_first_created(begun + _START_TIMEOUT)
        except BaseException:
            self.end()
            raise
        self.start_seconds = time.perf_counter() - begun

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    def end(self) -> None:
        """Stop the process and all processes that it has started."""
        for signal_ in (signal.SIGTERM, signal.SIGKILL):
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal_)
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(5)
                break

    def memory(self) -> float:
        """Return the proportional set size of the process in MB."""
        rollup = Path(f"/proc/{self.process.pid}/smaps_rollup").read_text(encoding="ascii")
        return int(rollup.partition("\nPss:")[2].split()[0]) / 1024

    def cpu_seconds(self) -> float:
        """Return the processor time that the process has used, in user and kernel, of all its threads."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def running(self) -> int:
        """Return the processor time that the main thread has used, in nanoseconds."""
        return int(Path(f"/proc/{self.process.pid}/schedstat").read_text(encoding="ascii").split()[0])

    def ask(self, method: str, path: str, content: str | None = None) -> bytes:
        """Send a request that succeeds on a connection that stays open, and return the body of the answer."""
        headers = {"authorization": AUTHORIZATION, "content-type": "application/json"}
        self._open.request(method, path, content, headers)
        response = self._open.getresponse()
        body = response.read()
        if response.status >= 300:
            raise Wrong(f"the server answered {method} {path} with {response.status}: {body[:200]!r}")
        return body

    def _wait_for_first_created(self, deadline: float) -> None:
        while time.perf_counter() < deadline:
            if self.process.poll() is not None:
                raise Wrong(f"the server ended at its start with status {self.process.returncode}")
            with suppress(ConnectionError, http.client.HTTPException):
                self.ask("POST", PATH, "schema".join(template()))
                return
            self._open.close()
            time.sleep(0.002)
        raise Wrong(f"the server did not answer within {_START_TIMEOUT:g} seconds")


def mock_server() -> Server:
    """Start the mock as a process."""
    port = free_port()
    return Server(sys.executable, "-P", "-m", "fivetran_mock", "serve", "--port", str(port), port=port)


def prism_server() -> Server:
    """Start Prism as a process, with its default settings; its log is discarded, as the mock's is."""
    from fivetran_mock.prism._prism import DOCUMENT

    port = free_port()
    return Server(*prism(), "mock", str(DOCUMENT), "--host", "127.0.0.1", "--port", str(port), port=port)


def free_port() -> int:
    """Return a free port below those that the system hands out: another process may be given one of those meanwhile."""
    while True:
        port = 20_000 + secrets.randbelow(10_000)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def wrk() -> str:
    """Return the path of wrk; raises `Wrong`."""
    if found := shutil.which("wrk"):
        return found
    raise Wrong("wrk, which loads the servers, is not on PATH: install it (Debian and Ubuntu: apt install wrk)")


def prism() -> tuple[str, str]:
    """Return the command of Prism, which the mock's wrapper installs on first use; raises `Wrong`."""
    from fivetran_mock.prism import PrismError
    from fivetran_mock.prism._install import find_node, install

    try:
        node = find_node()
        return node.executable, str(install(node))
    except PrismError as error:
        raise Wrong(" ".join(str(error).split())) from None


_runs: Final = itertools.count()


class Load(NamedTuple):
    """The results of one run of wrk: `rate` for a second of the server's processor time, `p99` in milliseconds."""

    requests: int
    rate: float
    p99: float


def load(server: Server, *, connections: int, seconds: int, deleting: bool = False) -> Load:
    """
    Create connections by wrk as fast as the server answers, each with a schema of its own.

    `deleting` also deletes them, so that the server holds no state. Raises `Wrong` if a request failed.
    """
    run = f"r{os.getpid()}_{next(_runs)}_"
    texts = (*template(), run, AUTHORIZATION, *(["deleting"] if deleting else []))
    # Both servers get the same script, so the time that wrk needs for a body is the same for both.
    script = str(Path(__file__).with_name("create.lua"))
    words = (wrk(), "-t1", f"-c{connections}", f"-d{seconds}s", "-s", script, server.url + PATH, "--", *texts)
    before = server.cpu_seconds()
    with on_core(CLIENT_CORE):
        ran = subprocess.run(words, capture_output=True, text=True, timeout=seconds + 30, check=False)
    if ran.returncode:
        raise Wrong(f"wrk ended with status {ran.returncode}: {ran.stderr.strip()}")
    return read_load(ran.stdout, cpu_seconds=server.cpu_seconds() - before)


def read_load(output: str, *, cpu_seconds: float) -> Load:
    """Read the output of wrk about a server that used this processor time; raises `Wrong` if a request failed."""
    said = json.loads(output.splitlines()[-1])
    if said["failed"]:
        raise Wrong(f"{said['failed']} of {said['requests']} requests failed")
    return Load(said["requests"], said["requests"] / cpu_seconds, said["p99"])
