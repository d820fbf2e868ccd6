"""The commands of the mock, as processes of their own or in this one, and requests to their servers."""

import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from io import StringIO
from typing import Any

import httpx

from fivetran_mock.__main__ import main

COMMAND = (sys.executable, "-m", "fivetran_mock")
CREATE = {"service": "mailchimp", "group_id": "g", "config": {"schema": "s"}}


@contextmanager
def served(
    *options: str, before: Sequence[str] = (), stdin: socket.socket | int | None = None
) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """Start a server, and return its address and process; stop it after the block."""
    command = (*before, *COMMAND, "serve", *options)
    process = subprocess.Popen(command, stdin=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    with process:
        assert process.stdout is not None
        line = process.stdout.readline()
        try:
            assert line.startswith("listening on "), line + process.communicate()[1]
            yield line.removeprefix("listening on ").strip(), process
        finally:
            process.terminate()


def run(*words: str) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    return subprocess.run((*COMMAND, *words), capture_output=True, text=True, timeout=60, check=False)


def call(*words: str) -> subprocess.CompletedProcess[str]:
    """Run a command that serves nothing to its end, in this process."""
    with redirect_stdout(StringIO()) as out, redirect_stderr(StringIO()) as err:
        try:
            status = main(words)
        except SystemExit as ended:
            status = int(ended.code or 0)
    return subprocess.CompletedProcess(words, status, out.getvalue(), err.getvalue())


def send(url: str, body: object = None, *, pair: str = "key:secret", **how: Any) -> httpx.Response:
    """Send a GET, or a POST of a body, and return the answer."""
    key, _, secret = pair.partition(":")
    method = "GET" if body is None else "POST"
    return httpx.request(method, url, json=body, auth=(key, secret), timeout=60, trust_env=False, **how)


def ask(url: str, body: object = None, **how: Any) -> Any:
    """Send a request that succeeds, and return the parsed answer."""
    return send(url, body, **how).raise_for_status().json()


def refused(url: str, body: object = None, **how: Any) -> int:
    """Send a request that the server refuses, and return the status."""
    status = send(url, body, **how).status_code
    assert status >= 400
    return status


def waiting(url: str) -> socket.socket:
    """Send a request whose answer is delayed, and return the socket once the mock has it."""
    host, port = url.removeprefix("http://").split(":")
    line = socket.create_connection((host, int(port)))
    line.sendall(b"GET /v1/account/info HTTP/1.1\r\nHost: h\r\nAuthorization: Basic a2V5OnNlY3JldA==\r\n\r\n")
    while not ask(f"{url}/__mock__/journal"):
        pass
    return line
