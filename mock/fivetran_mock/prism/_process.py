"""Node processes that cannot outlive the Python process that started them, and the failures of Prism."""

from __future__ import annotations

import contextlib
import logging
import os
import re
import signal
import subprocess
import threading
from collections import deque
from concurrent.futures import Future
from pathlib import Path
from typing import IO, Final, cast

_LEASH: Final = Path(__file__).parent / "_npm" / "leash.cjs"
_REMOVED: Final = ("NODE_ENV", "NODE_OPTIONS")
_REPORTING_OFF: Final = {"SCARF_ANALYTICS": "false", "DO_NOT_TRACK": "1", "NO_UPDATE_NOTIFIER": "1"}
_COLOUR: Final = re.compile(r"\x1b\[[0-9;]*m")
_LINES_KEPT: Final = 500

logger = logging.getLogger("fivetran_mock.prism")


class PrismError(Exception):
    """A call of Prism failed."""


class PrismUnavailable(PrismError):
    """Prism cannot be run on this machine; the text has the next step, such as a package to install."""


class PrismFailed(PrismError):
    """
    Prism was started and did not start, did not answer, or ended.

    `log` holds the last lines that Prism (or npm, which installs it) wrote, oldest first; the text ends with them.
    """

    def __init__(self, sentence: str, *, log: tuple[str, ...] = ()) -> None:
        super().__init__("\n".join((sentence, *(f"  {line}" for line in log))))
        self.sentence = sentence
        self.log = log


def environment() -> dict[str, str]:
    """
    Return this process's environment without the variables that configure Node, with usage reporting off and the script
    that ends Node with this process.

    `NODE_ENV=production` would make Prism fork workers: 1.7 times the memory in 5.14, a crash at start in newer ones.
    """
    kept = {name: value for name, value in os.environ.items() if name not in _REMOVED}
    return {**kept, **_REPORTING_OFF, "NODE_OPTIONS": f'--require "{_LEASH}"'}


def spawn(command: tuple[str, ...], *, folder: Path, output: IO[bytes] | int) -> subprocess.Popen[bytes]:
    """Start a command in a session of its own, which no Ctrl-C reaches; it ends with the pipe of its standard input."""
    return subprocess.Popen(  # noqa: S603  # node's and npm's, found by find_node()
        command,
        cwd=folder,
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=output,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )


def end(process: subprocess.Popen[bytes], *, grace: float = 5.0) -> int:
    """End the group of a spawned process, by force after `grace` seconds, and return its exit status."""
    cast("IO[bytes]", process.stdin).close()
    _signal(process, signal.SIGTERM)
    try:
        return process.wait(grace)
    except subprocess.TimeoutExpired:
        _signal(process, signal.SIGKILL)
        return process.wait()


def _signal(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    if process.poll() is None:
        with contextlib.suppress(ProcessLookupError):  # it ended between the two lines
            os.killpg(process.pid, number)


class LoggedProcess:
    """A process whose output is read as it comes by another thread, which logs each line."""

    def __init__(self, command: tuple[str, ...], *, folder: Path, ready: re.Pattern[str]) -> None:
        self.lines: deque[str] = deque(maxlen=_LINES_KEPT)
        self.ready: Future[re.Match[str] | None] = Future()
        """The line that says that the process is ready; None if it ends before."""
        self.process = spawn(command, folder=folder, output=subprocess.PIPE)
        self._reader = threading.Thread(target=self._read, args=(ready,), name="prism-log", daemon=True)
        self._reader.start()

    def end(self) -> int:
        """End the process, and return its exit status when its last line has been read."""
        status = end(self.process)
        self._reader.join()
        return status

    def _read(self, ready: re.Pattern[str]) -> None:
        with cast("IO[bytes]", self.process.stdout) as output:
            for raw in output:
                line = _COLOUR.sub("", raw.decode(errors="replace")).rstrip()
                self.lines.append(line)
                logger.debug("%s", line)
                if not self.ready.done() and (found := ready.search(line)):
                    self.ready.set_result(found)
        if not self.ready.done():
            self.ready.set_result(None)
