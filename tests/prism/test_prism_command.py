"""The command `fivetran-mock prism`."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from fivetran_mock.__main__ import main
from fivetran_mock.server import MockServer

from ._support import LISTENS, Machine

pytestmark = [pytest.mark.slow, pytest.mark.posix("signals, and shell scripts for programs")]

ADDRESS = re.compile(r"Prism listens on (http://127\.0\.0\.1:\d+)\n")


@contextmanager
def command(*words: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """Run the command until it listens, and return its address; stop it after the test."""
    line = [sys.executable, "-P", "-m", "fivetran_mock", "prism", *words]
    with subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            said = process.stdout.readline()
            found = ADDRESS.fullmatch(said)
            assert found, said
            yield found[1], process
        finally:
            process.terminate()


def status_of(url: str) -> int:
    """Send a GET with a key pair, and return the status."""
    request = urllib.request.Request(url, headers={"Authorization": "Basic azpz"})  # noqa: S310  # our own address
    with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310  # as above
        return int(answer.status)


@pytest.mark.parametrize("number", [signal.SIGINT, pytest.param(signal.SIGTERM, marks=pytest.mark.deep)])
def test_mock_serves_until_it_is_told_to_stop(number: signal.Signals) -> None:
    """The command prints its address, serves, shows Prism's log, and stops on Ctrl-C and SIGTERM."""
    with command("mock", "--dynamic", "--seed", "1") as (url, process):
        seen = status_of(f"{url}/v1/account/info")
        process.send_signal(number)
        _, log = process.communicate(timeout=30)

    assert 200 == seen
    assert 0 == process.returncode
    assert "get /v1/account/info" in log


@pytest.mark.deep
def test_proxy_passes_on(upstream: MockServer) -> None:
    """The proxy forwards to the named server."""
    with command("proxy", upstream.url) as (url, process):
        seen = status_of(f"{url}/v1/account/info")
        process.terminate()
        process.communicate(timeout=30)

    assert 200 == seen
    assert 1 == upstream.mock.call_count


def test_prism_that_does_not_start_shows_its_log(machine: Machine, capsys: pytest.CaptureFixture[str]) -> None:
    """If Prism ends at its start, the command prints one sentence and the log, escaped."""
    machine.runs("print('boom' + chr(27) + '[2J')")

    assert 1 == main(["prism", "mock"])
    lines = capsys.readouterr().err.splitlines()
    assert "fivetran-mock prism: Prism ended at its start (exit status 0)" in lines
    assert "  boom\\x1b[2J" == lines[-1]


@pytest.mark.parametrize("mode", [["mock"], ["proxy", "http://127.0.0.1:1"]], ids=["mock", "proxy"])
def test_prism_that_ends_by_itself_is_said(
    machine: Machine, capsys: pytest.CaptureFixture[str], mode: list[str]
) -> None:
    """If Prism stops serving, the command fails."""
    machine.runs("print('Prism is listening on http://127.0.0.1:1')")

    assert 1 == main(["prism", *mode])
    assert "fivetran-mock prism: Prism ended by itself (exit status 0)" in capsys.readouterr().err


def test_interrupt_is_no_failure(monkeypatch: pytest.MonkeyPatch, machine: Machine) -> None:
    """SIGTERM to the test's process is handled like Ctrl-C."""
    machine.runs(LISTENS)
    monkeypatch.setattr("fivetran_mock.prism.Prism.wait", lambda _: os.kill(os.getpid(), signal.SIGTERM))
    before = signal.getsignal(signal.SIGTERM)
    try:
        assert 0 == main(["prism", "mock"])
    finally:
        signal.signal(signal.SIGTERM, before)
