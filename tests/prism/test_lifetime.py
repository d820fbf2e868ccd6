"""Prism ends with the process that started it."""

import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest

from fivetran_mock.prism import Prism

pytestmark = [pytest.mark.deep, pytest.mark.linux("pidfd_open tells the end of a process that is no child")]

STARTS = """
import os, signal
from fivetran_mock.prism import Prism
prism = Prism()
prism.start()
print(prism.pid, flush=True)
"""

ENDS = {
    "leaves without stopping": "",
    "raises": "raise SystemExit(3)",
    "is interrupted": "os.kill(os.getpid(), signal.SIGINT)",
    "is terminated": "os.kill(os.getpid(), signal.SIGTERM)",
    "is killed": "os.kill(os.getpid(), signal.SIGKILL)",
    "skips every clean-up": "os._exit(1)",
}

LEAVES_A_CHILD = """
child = os.fork()
if not child:
    signal.pause()
print(child, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def ends(pid: int) -> bool:
    """Wait for the end of another process; the kernel notifies."""
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([handle], [], [], 20)[0])
    finally:
        os.close(handle)


@contextmanager
def running(program: str) -> Iterator[subprocess.Popen[str]]:
    """Run a program that starts Prism."""
    command = [sys.executable, "-P", "-c", program]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        yield process


def first_line(process: subprocess.Popen[str]) -> int:
    """Return the process id that a program prints."""
    assert process.stdout
    return int(process.stdout.readline())


@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS.keys())
def test_prism_ends_with_the_process_that_started_it(end):
    """Prism ends with its parent, even after SIGKILL."""
    with running(STARTS + end) as process:
        pid = first_line(process)

    assert ends(pid)


def test_a_fork_that_holds_the_pipe_does_not_keep_prism_alive():
    """Prism ends with its parent, even if a forked child keeps the pipe open."""
    with running(STARTS + LEAVES_A_CHILD) as process:
        pid, child = first_line(process), first_line(process)

        assert ends(pid)
        os.kill(child, signal.SIGKILL)


def test_npm_ends_with_the_process_that_started_it():
    """Node processes end with their parent, also during an installation."""
    program = """
import os, signal, subprocess
from pathlib import Path
from fivetran_mock.prism._install import find_node
from fivetran_mock.prism._process import spawn
busy = (find_node().executable, "-e", "console.log(); setInterval(() => {}, 1000)")
process = spawn(busy, folder=Path.cwd(), output=subprocess.PIPE)
process.stdout.readline()
print(process.pid, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""
    with running(program) as process:
        assert ends(first_line(process))


@pytest.mark.parametrize("error", [None, KeyboardInterrupt])
def test_leaving_the_block_waits_for_the_end(error):
    """After the `with` block, also one that raises, Prism's process has ended."""
    with suppress(KeyboardInterrupt), Prism() as prism:
        pid = prism.pid or 0
        if error:
            raise error

    with pytest.raises(ProcessLookupError):
        os.killpg(pid, 0)
