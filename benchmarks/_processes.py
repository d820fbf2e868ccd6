"""Servers in processes of their own: bound to one core, measured from outside, always stopped."""

from __future__ import annotations

import http.client
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Generator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import fivetran_openapi

from . import _peers
from ._bodies import AUTHORIZATION, PATH, template
from ._harness import Wrong

HOST: Final = "127.0.0.1"
SERVER_CORE: Final = 0
CLIENT_CORE: Final = 1

_POLL: Final = 0.002
_START_TIMEOUT: Final = 60.0
_HEADERS: Final = {"authorization": AUTHORIZATION, "content-type": "application/json"}


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

    def __init__(self, command: Sequence[str], *, port: int) -> None:
        self.command = tuple(command)
        self.port = port
        self.start_seconds = 0.0
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        begun = time.perf_counter()
        with on_core(SERVER_CORE):
            self._process = subprocess.Popen(
                self.command,
                env={name: value for name, value in os.environ.items() if name != "NODE_ENV"},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        try:
            self._first_created(begun + _START_TIMEOUT)
        except BaseException:
            self.end()
            raise
        self.start_seconds = time.perf_counter() - begun
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.end()

    @property
    def pid(self) -> int:
        """The id of the process, also after its end."""
        if self._process is None:
            raise Wrong("the server was not started")
        return self._process.pid

    @property
    def url(self) -> str:
        """The address to send requests to."""
        return f"http://{HOST}:{self.port}"

    def end(self) -> None:
        """Stop the process and all processes that it has started."""
        if self._process is None:
            return
        for number in (signal.SIGTERM, signal.SIGKILL):
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, number)
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(5)
                break

    def memory(self) -> float:
        """Return the proportional set size of the process in MB."""
        rollup = Path(f"/proc/{self.pid}/smaps_rollup").read_text(encoding="ascii")
        kilobytes = next(line.split()[1] for line in rollup.splitlines() if line.startswith("Pss:"))
        return int(kilobytes) / 1024

    def send(self, method: str, path: str, content: str | None = None) -> int:
        """Send one request on a new connection, and return the status of the answer."""
        connection = http.client.HTTPConnection(HOST, self.port, timeout=60)
        try:
            connection.request(method, path, content, _HEADERS)
            return connection.getresponse().status
        finally:
            connection.close()

    def _first_created(self, deadline: float) -> None:
        content = template()
        while time.perf_counter() < deadline:
            if self._process is not None and self._process.poll() is not None:
                raise Wrong(f"{self.command[0]} ended at its start with status {self._process.returncode}")
            with suppress(ConnectionError, http.client.HTTPException):
                status = self.send("POST", PATH, content)
                if status != 201:
                    raise Wrong(f"{self.command[0]} answered a valid create with {status}")
                return
            time.sleep(_POLL)
        raise Wrong(f"{self.command[0]} did not answer within {_START_TIMEOUT:g} seconds")


def mock_server(*options: str) -> Server:
    """Return the mock as a process."""
    port = _free_port()
    command = (sys.executable, "-m", "fivetran_mock", "serve", "--host", HOST, "--port", str(port), *options)
    return Server(command, port=port)


def prism_server() -> Server:
    """Return Prism as a process, with its default settings; its log is discarded, as the mock's is."""
    from fivetran_mock.prism._install import keep_document

    port = _free_port()
    document = keep_document(fivetran_openapi.document())
    return Server((*_peers.prism(), "mock", str(document), "--host", HOST, "--port", str(port)), port=port)


def _free_port() -> int:
    """Return a free port below those that the system hands out: another process may be given one of those meanwhile."""
    while True:
        port = 20_000 + secrets.randbelow(10_000)
        with socket.socket() as probe, suppress(OSError):
            probe.bind((HOST, port))
            return port
