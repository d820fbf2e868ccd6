"""Fixtures of the tests of the command line."""

import fcntl
import io
import json
import os
import pty
import struct
import sys
import termios
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from threading import Thread
from typing import Any, NamedTuple

import pytest

from fivetran_connections.__main__ import main
from fivetran_mock import FivetranMock
from fivetran_mock.server import MockServer


class Ran(NamedTuple):
    """The exit status and the output of a command."""

    status: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        """The standard output, parsed as JSON."""
        return json.loads(self.out)


Run = Callable[..., Ran]
Serve = Callable[[FivetranMock], FivetranMock]


class Terminal(io.StringIO):
    """A terminal stream; as standard input it has prepared answers."""

    def isatty(self) -> bool:
        """Return True: it is a terminal."""
        return True


@pytest.fixture(autouse=True)
def _data_folder(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep fingerprints, journal and lock of a test out of the user's data folder."""
    monkeypatch.setenv("FIVETRAN_CONNECTIONS_DATA", str(tmp_path_factory.mktemp("data")))


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the command in this process, with the given standard input."""

    def run_it(*arguments: str | Path, stdin: bytes = b"") -> Ran:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        status = main([str(argument) for argument in arguments])
        return Ran(status, *capsys.readouterr())

    return run_it


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch) -> Iterator[Serve]:
    """Return a function that serves a mock until the test ends, and lets the environment name it."""
    with ExitStack() as servers:

        def serve_it(mock: FivetranMock) -> FivetranMock:
            for name, value in servers.enter_context(MockServer(mock)).environment.items():
                monkeypatch.setenv(name, value)
            return mock

        yield serve_it


@pytest.fixture
def on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[int, bytes]]:
    """Return a function that runs the command on a terminal, and returns its status and its output."""
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)

    def run_it(
        *arguments: str | Path, width: int = 160, encoding: str = "utf-8", **environment: str
    ) -> tuple[int, bytes]:
        leader, follower = pty.openpty()
        fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 24, width, 0, 0))
        pieces = list[bytes]()

        def read() -> None:
            with suppress(OSError):  # which tells the end on Linux
                while piece := os.read(leader, 4096):
                    pieces.append(piece)

        reader = Thread(target=read)
        reader.start()
        with (
            os.fdopen(follower, "w", encoding=encoding, errors="backslashreplace") as stream,
            pytest.MonkeyPatch.context() as patch,
        ):
            for name, value in {"TERM": "xterm", **environment}.items():
                patch.setenv(name, value)
            for name in ("stdout", "stderr", "__stdout__"):
                patch.setattr(sys, name, stream)
            status = main([str(argument) for argument in arguments])
        reader.join()
        os.close(leader)
        return status, b"".join(pieces)

    return run_it


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write a file for a command to read."""

    def write_it(content: str | bytes | object, name: str = "connection.yaml") -> Path:
        path = tmp_path / name
        if not isinstance(content, str | bytes):
            content = json.dumps(content)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write_it
