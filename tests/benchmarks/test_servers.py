"""Servers of the benchmarks are measured from outside and always stopped."""

import os
import sys

import pytest
from benchmarks._servers import Server, Wrong, free_port, on_core

ANSWER = """
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer

class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        self.send_response(int(sys.argv[2]))
        self.send_header("content-length", "0")
        self.end_headers()

HTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
"""


def stand_in(status: int) -> Server:
    """Start a server that answers every POST with one status."""
    port = free_port()
    return Server(sys.executable, "-c", ANSWER, str(port), str(status), port=port)


def is_running(process: int) -> bool:
    """Return whether a process exists."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def test_server_is_measured_and_ended():
    """A server has its start time and its memory, and is stopped after the block."""
    with stand_in(201) as server:
        process = server.process.pid

        assert server.start_seconds > 0
        assert server.memory() > 1
        assert {0} == os.sched_getaffinity(process)
    assert not is_running(process)


def test_server_that_refuses():
    """A server that refuses a valid create is not measured."""
    with pytest.raises(Wrong, match="answered POST /v1/connections with 400"):
        stand_in(400)


def test_server_that_ends():
    """A server that ends at its start is reported with its status."""
    with pytest.raises(Wrong, match="ended at its start with status 3"):
        Server(sys.executable, "-c", "raise SystemExit(3)", port=free_port())


def test_core_is_given_back():
    """Only the block runs on one core."""
    before = os.sched_getaffinity(0)
    with on_core(0):
        inside = os.sched_getaffinity(0)

    assert {0} == inside
    assert before == os.sched_getaffinity(0)
