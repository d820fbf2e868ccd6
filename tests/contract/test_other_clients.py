"""
Clients of other authors, unmodified except for their address, on a real server.

Each is installed from PyPI into its own environment, once for each machine. The tables of `docs/clients-tried.md` have
the outcomes.
"""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import venv
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from platformdirs import user_cache_path

from fivetran_mock import FivetranMock, SetupTest
from fivetran_mock.server import MockServer

from ._judges import READY, new
from .clients import steps

CACHE = Path(os.environ.get("FIVETRAN_MOCK_CACHE") or user_cache_path("fivetran-mock"))
"""The folder in which installed programs stay between runs."""

CLIENTS = {
    "fivetran-cli": "1.1.0",
    "fivetran-connector-sdk": "3.0.0",
    "pyfivetran": "2024.4.26.1",
    "fivetran-mcp": "0.3.1",
    "fivetran-wrapper": "0.1.2",
}
LARGER = {"airflow-provider-fivetran-async": "2.4.0", "dagster-fivetran": "0.29.27", "prefect-fivetran": "0.1.0b0"}
"""Clients that bring a whole orchestrator with them, so that only `make test-deep` installs and runs them."""

DRIVERS = Path(steps.__file__).parent
PAGE = Path(__file__).parents[2] / "docs" / "clients-tried.md"

WORKS = dict.fromkeys(steps.STEPS, "works")
EXPECTED: Mapping[str, Mapping[str, str]] = {
    "fivetran-cli": WORKS,
    # Its deploy creates connections and changes them.
    "fivetran-connector-sdk": dict.fromkeys(steps.STEPS, "not offered")
    | dict.fromkeys(("create", "get", "update"), "works"),
    "fivetran-wrapper": WORKS | {"test": "not offered", "schemas": "not offered"},
    # Its paginator looks for the cursor beside `data`, where it never was.
    "pyfivetran": WORKS | {"list over two pages": "stops after 100"},
    # It offers one page, no create and no delete; its test sends no body, which the API refuses (documented).
    "fivetran-mcp": WORKS
    | {
        "create": "not offered",
        "list over two pages": "stops after 100",
        "test": "ToolError: Error calling tool 'test_connection': "
        "Fivetran API error (400): The request body is missing",
        "delete": "not offered",
    },
}

LARGER_STEPS: Mapping[str, tuple[str, ...]] = {
    "airflow-provider-fivetran-async": (
        *("test_connection", "groups", "one group", "destination", "list over two pages", "check", "schemas"),
        *("last sync", "sensor", "sensor deferred", "prepare", "sync"),
    ),
    "dagster-fivetran": ("workspace", "assets", "groups", "destination", "columns", "sync", "resync"),
    "prefect-fivetran": ("get", "update", "sync"),
}
"""The steps of each of the larger clients, all of which work."""


def environment(client: str) -> Path:
    """The Python of an environment that has a client, made on first use; a half-made one never gets the name."""
    version = (CLIENTS | LARGER)[client]
    pinned = f"{client}=={version}"
    home = CACHE / "clients" / f"{client}-{version}-{sys.version_info[0]}.{sys.version_info[1]}"
    if not home.exists():
        home.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=home.parent, ignore_cleanup_errors=True) as work:
            made = Path(work) / "env"
            venv.create(made, with_pip=True, symlinks=True)
            pip = [made / "bin/python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", pinned]
            subprocess.run(pip, check=True, timeout=500)
            if not home.exists():
                shutil.move(made, home)
    return home / "bin" / "python"


def run(client: str, home: Path, *words: str | Path, **variables: str) -> list[str]:
    """Run a program with a client's Python, and return the lines of its output; the last ones are JSON."""
    variables |= {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(DRIVERS),
        "HOME": str(home),
        "DO_NOT_TRACK": "1",  # the official command line reports its usage
        "AIRFLOW_HOME": str(home),
        "AIRFLOW_CONN_FIVETRAN_DEFAULT": f"fivetran://{steps.KEY}:{steps.SECRET}@",
    }
    command = [environment(client), *words]
    ran = subprocess.run(command, env=variables, capture_output=True, text=True, timeout=300, check=False)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout.splitlines()


def driver(client: str) -> Path:
    """Return the program that runs the steps of a client."""
    return DRIVERS / f"drive_{client.replace('-', '_')}.py"


@pytest.fixture
def mock(tally: Any) -> Iterator[FivetranMock]:
    """Return a mock with the key pair and the group of the steps; the calls of a test are counted."""
    mock = FivetranMock(
        check_replies=True,
        credentials={steps.KEY: steps.SECRET},
        groups=[steps.GROUP],
        behaviours={"authorization": "assumed"},  # the steps create without it
    )
    yield mock
    tally.add(requests=len(mock.calls), operations=tuple(call.operation for call in mock.calls if call.operation))


def drive(client: str, mock: FivetranMock, held: str, home: Path, *, script: Path | None = None) -> dict[str, str]:
    """Run every step of a client against a server of the mock, and return the outcomes."""
    with MockServer(mock) as server:
        variables = {"FIVETRAN_BASE_URL": server.url, "FIVETRAN_HELD_CONNECTION": held}
        *_, last = run(client, home, script or driver(client), **variables)
    outcomes: dict[str, str] = json.loads(last)
    return outcomes


@pytest.mark.deep
@pytest.mark.parametrize("client", CLIENTS)
def test_client_of_others_lives_with_the_mock(client, mock, tmp_path):
    """A client creates, lists, reads, changes, tests, syncs and deletes; only its own limits make a step fail."""
    connections = [new("pinterest_ads") | READY | {"config": {"schema": f"pin_{n}"}} for n in range(steps.HELD)]
    held = mock.seed(connections=connections)[0]

    outcomes = drive(client, mock, held, tmp_path)

    assert EXPECTED[client] == outcomes
    assert [] == [call for call in mock.calls if call.status >= 500]


FAMILIES = (*("connection-schema", "group", "destination", "user", "certificate", "fingerprint", "connector-metadata"),)
"""The commands of the official command line that are not about connections themselves; all of them work."""


@pytest.mark.slow
def test_command_line_works_with_every_family(mock, tmp_path):
    """The official command line's commands for schemas, groups, destinations, users, trust and metadata all work."""
    (held,) = mock.seed(connections=[new("pinterest_ads") | {"paused": False, "status": {"setup_state": "connected"}}])
    mock.advance(minutes=30)
    mock.script_setup_tests(SetupTest(status="FAILED", needs="certificate"), connection_id=held)
    mock.script_setup_tests(SetupTest(status="FAILED", needs="fingerprint"), destination_id=steps.GROUP)

    outcomes = drive("fivetran-cli", mock, held, tmp_path, script=driver("fivetran_cli_families"))

    assert dict.fromkeys(FAMILIES, "works") == outcomes
    assert [] == [call for call in mock.calls if call.status >= 400]


@pytest.mark.deep
@pytest.mark.parametrize("client", LARGER)
def test_larger_client_works_whole(client, mock, tmp_path):
    """An orchestrator's client loads, reads, waits and syncs, and no request is refused."""
    body = new("pinterest_ads") | {"paused": False, "status": {"setup_state": "connected"}}
    connections = [body | {"config": body["config"] | {"schema": f"pin_{n}"}} for n in range(steps.HELD)]
    held = mock.seed(connections=connections)[0]
    mock.advance(minutes=30)  # so that each has had its first sync

    outcomes = drive(client, mock, held, tmp_path)

    assert dict.fromkeys(LARGER_STEPS[client], "works") == outcomes
    assert [] == [call for call in mock.calls if call.status >= 400]


@pytest.mark.deep
@pytest.mark.parametrize("client", LARGER)
def test_larger_client_is_intercepted(client, tmp_path):
    """The same steps work in process with the address of the real API: the unmodified client is intercepted."""
    words = (DRIVERS / "in_process.py", sysconfig.get_path("purelib"), driver(client))
    outcomes, told = map(json.loads, run(client, tmp_path, *words)[-2:])

    assert dict.fromkeys(LARGER_STEPS[client], "works") == outcomes
    assert [] == told["refused"]
    assert told["calls"] >= len(LARGER_STEPS[client])


def rows() -> Iterator[str]:
    """Yield the rows of the page's tables, as far as the outcomes decide them."""
    yield f"| step | {' | '.join(f'{client} {version}' for client, version in CLIENTS.items())} |"
    for step in steps.STEPS:
        cells = [EXPECTED[client][step].rpartition("API error ")[2] for client in CLIENTS]
        yield f"| {step} | {' | '.join(cells)} |"
    for client, version in LARGER.items():
        yield f"| `{client}` {version} | {', '.join(LARGER_STEPS[client])} |"
    yield f"`fivetran-cli` also runs its commands for {', '.join(f'`{each}`' for each in FAMILIES)}: all of them work."


@pytest.mark.parametrize("row", list(rows()), ids=lambda row: row[:30])
def test_page_tells_what_they_do(row):
    """The page of clients that were tried has each outcome of the tests above."""
    assert f" {row}" in " ".join(PAGE.read_text("utf-8").split())
