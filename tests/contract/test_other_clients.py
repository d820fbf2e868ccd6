"""
Clients of other authors, unmodified except for their address, on a real server.

Each is installed from PyPI into its own environment, once for each machine. This run writes the outcomes into
`docs/clients-tried.md`; if they change, the test fails once, so that somebody reads the difference.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import venv
from collections.abc import Mapping
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
LARGER = {
    "airflow-provider-fivetran-async": "2.4.0",
    "dagster-fivetran": "0.29.27",
    "prefect-fivetran": "0.1.0b0",
}
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
        "test_connection",
        "groups",
        "one group",
        "destination",
        "list over two pages",
        "check",
        "schemas",
        "last sync",
        "sensor",
        "sensor deferred",
        "prepare",
        "sync",
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


def drive(client: str, server: MockServer, held: str, home: Path, *, driver: str = "") -> dict[str, str]:
    """Run every step of a client, and return the outcomes."""
    script = DRIVERS / f"drive_{driver or client.replace('-', '_')}.py"
    variables = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(DRIVERS),
        "HOME": str(home),
        "DO_NOT_TRACK": "1",  # the official command line reports its usage
        "FIVETRAN_BASE_URL": server.url,
        "FIVETRAN_HELD_CONNECTION": held,
        "AIRFLOW_HOME": str(home),
        "AIRFLOW_CONN_FIVETRAN_DEFAULT": f"fivetran://{steps.KEY}:{steps.SECRET}@",
    }
    ran = subprocess.run(
        [environment(client), script], env=variables, capture_output=True, text=True, timeout=120, check=False
    )
    assert ran.returncode == 0, ran.stderr
    outcomes: dict[str, str] = json.loads(ran.stdout.splitlines()[-1])  # some log to standard output before
    return outcomes


@pytest.mark.deep
@pytest.mark.parametrize("client", CLIENTS)
def test_client_of_others_lives_with_the_mock(client: str, tmp_path: Path, tally: Any) -> None:
    """A client creates, lists, reads, changes, tests, syncs and deletes; only its own limits make a step fail."""
    mock = FivetranMock(
        check_replies=True,
        credentials={steps.KEY: steps.SECRET},
        groups=[steps.GROUP],
        behaviours={"authorization": "assumed"},  # the steps create without it
    )
    connections = [new("pinterest_ads") | READY | {"config": {"schema": f"pin_{n}"}} for n in range(steps.HELD)]
    held = mock.seed(connections=connections)[0]

    with MockServer(mock) as server:
        outcomes = drive(client, server, held, tmp_path)

    tally.add(requests=len(mock.calls), operations=tuple(call.operation for call in mock.calls if call.operation))
    assert EXPECTED[client] == outcomes
    assert [] == [call for call in mock.calls if call.status >= 500]


FAMILIES = (
    "connection-schema",
    "group",
    "destination",
    "user",
    "certificate",
    "fingerprint",
    "connector-metadata",
)
"""The commands of the official command line that are not about connections themselves; all of them work."""


@pytest.mark.slow
def test_command_line_works_with_every_family(tmp_path: Path, tally: Any) -> None:
    """The official command line's commands for schemas, groups, destinations, users, trust and metadata all work."""
    mock = FivetranMock(
        check_replies=True,
        credentials={steps.KEY: steps.SECRET},
        groups=[steps.GROUP],
        behaviours={"authorization": "assumed"},  # the steps create without it
    )
    (held,) = mock.seed(connections=[new("pinterest_ads") | {"paused": False, "status": {"setup_state": "connected"}}])
    mock.advance(minutes=30)
    mock.script_setup_tests(SetupTest(status="FAILED", needs="certificate"), connection_id=held)
    mock.script_setup_tests(SetupTest(status="FAILED", needs="fingerprint"), destination_id=steps.GROUP)

    with MockServer(mock) as server:
        outcomes = drive("fivetran-cli", server, held, tmp_path, driver="fivetran_cli_families")

    tally.add(requests=len(mock.calls), operations=tuple(call.operation for call in mock.calls if call.operation))
    assert dict.fromkeys(FAMILIES, "works") == outcomes
    assert [] == [call for call in mock.calls if call.status >= 400]


@pytest.mark.deep
@pytest.mark.parametrize("client", LARGER)
def test_larger_client_works_whole(client: str, tmp_path: Path, tally: Any) -> None:
    """An orchestrator's client loads, reads, waits and syncs, and no request is refused."""
    mock = FivetranMock(
        check_replies=True,
        credentials={steps.KEY: steps.SECRET},
        groups=[steps.GROUP],
        behaviours={"authorization": "assumed"},  # the steps create without it
    )
    body = new("pinterest_ads") | {"paused": False, "status": {"setup_state": "connected"}}
    connections = [body | {"config": body["config"] | {"schema": f"pin_{n}"}} for n in range(steps.HELD)]
    held = mock.seed(connections=connections)[0]
    mock.advance(minutes=30)  # so that each has had its first sync

    with MockServer(mock) as server:
        outcomes = drive(client, server, held, tmp_path)

    tally.add(requests=len(mock.calls), operations=tuple(call.operation for call in mock.calls if call.operation))
    assert dict.fromkeys(LARGER_STEPS[client], "works") == outcomes
    assert [] == [call for call in mock.calls if call.status >= 400]


@pytest.mark.deep
@pytest.mark.parametrize("client", LARGER)
def test_larger_client_is_intercepted(client: str, tmp_path: Path) -> None:
    """The same steps work in process with the address of the real API: the unmodified client is intercepted."""
    driver = DRIVERS / f"drive_{client.replace('-', '_')}.py"
    variables = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(DRIVERS),
        "HOME": str(tmp_path),
        "AIRFLOW_HOME": str(tmp_path),
        "AIRFLOW_CONN_FIVETRAN_DEFAULT": f"fivetran://{steps.KEY}:{steps.SECRET}@",
    }
    command = [environment(client), DRIVERS / "in_process.py", sysconfig.get_path("purelib"), driver]
    ran = subprocess.run(command, env=variables, capture_output=True, text=True, timeout=300, check=False)
    assert ran.returncode == 0, ran.stderr
    *_, outcomes, told = map(json.loads, ran.stdout.splitlines()[-2:])

    assert dict.fromkeys(LARGER_STEPS[client], "works") == outcomes
    assert [] == told["refused"]
    assert told["calls"] >= len(LARGER_STEPS[client])


def test_page_tells_what_they_do() -> None:
    """The page equals the outcomes of the tests above; otherwise it is rewritten and the test fails."""
    page = as_page()
    stale = not PAGE.exists() or PAGE.read_text() != page
    if stale:
        PAGE.write_text(page)

    assert not stale, f"{PAGE.name} was written anew: read what changed, and keep it"


def as_page() -> str:
    """Return the page: a table with a row for each step, and the reasons of failures."""
    names = [f"{client} {version}" for client, version in CLIENTS.items()]
    rows = [[step, *(_cell(EXPECTED[client][step]) for client in CLIENTS)] for step in steps.STEPS]
    table = "\n".join(f"| {' | '.join(row)} |" for row in [["step", *names], ["---"] * (len(names) + 1), *rows])
    larger = "\n".join(
        f"| `{client}` {version} | {', '.join(LARGER_STEPS[client])} | {SENT[client]} |"
        for client, version in LARGER.items()
    )
    return PAGE_TEXT.format(
        table=table, held=steps.HELD, larger=larger, families=", ".join(f"`{each}`" for each in FAMILIES)
    )


def _cell(outcome: str) -> str:
    return outcome.rpartition("API error ")[2]


SENT = {
    "airflow-provider-fivetran-async": "`api_protocol` and `api_host` of `FivetranHook` and `FivetranHookAsync`",
    "dagster-fivetran": "`FIVETRAN_API_BASE` in `dagster_fivetran.resources`",
    "prefect-fivetran": "`httpx.AsyncClient.send`, wrapped before the import; its addresses are written out",
}

PAGE_TEXT = """\
# Clients that were tried

<!-- Written by tests/contract/test_other_clients.py, which installs the clients from PyPI and runs them. -->

Each client is the released version with a changed address only. It calls the mock on a real port, with
{held} connections in the account, one group and one key pair, and runs each step.

{table}

`fivetran-cli` also runs its commands for {families}: all of them work.

The other results are limits of the clients; the API would answer the same:

- `pyfivetran` looks for the cursor of the next page beside `data`, where the API has never put it, so every list
  ends after one page. It calls the older paths (`/v1/connectors/...`), which the mock serves too.
- `fivetran-connector-sdk` deploys connectors: it creates connections, finds them by name and changes them. The upload
  of the code, which comes before, is of another family of the API, and the mock answers 501 there.
- `fivetran-mcp` offers one page, no create and no delete. Its setup test sends no body, and the API documents that
  it refuses that.

How each client is directed to the mock:

| client | how |
| --- | --- |
| `fivetran-cli` | `DEFAULT_BASE_URL` in `fivetran_cli.http.config`; set `DO_NOT_TRACK=1`, it reports its usage |
| `fivetran-connector-sdk` | `PRODUCTION_BASE_URL` in `fivetran_connector_sdk_common.constants` |
| `pyfivetran` | an httpx request hook, passed to `FivetranClient(event_hooks=...)` |
| `fivetran-mcp` | `FivetranClient.BASE_URL` in `fivetran_mcp.fivetran_api` |
| `fivetran-wrapper` | its argument `base_url` |

## Larger clients

These need an orchestrator, so that only `make test-deep` installs them. Each is the released version; its
address is changed as the table says. All of these steps work, and they work as well in process
under `FivetranMock.intercept()`, with the client unmodified:

| client | steps | how it is directed to the mock |
| --- | --- | --- |
{larger}

`acryl-datahub` 1.7.0.17 (its REST client), `metaphor-connectors` 0.14.185 and `shipyard-fivetran` 0.2.1 were led to an
earlier mock by the name `api.fivetran.com`. They stopped at the destination, at the users of a group, at the columns of
a table and at the list of users, which the mock serves now. The key `historical_sync` of `shipyard-fivetran`, which the
API does not have, is answered by 400.

Since a sync captures the schema, the REST client of `acryl-datahub` reads the schema configuration of all of 120 seeded
connections that have synced; before, it had none of them. `grai-source-fivetran` 0.1.2 asks for 10,000 items at once:
it lists the group and all 120 connections, where each of its requests was refused before.

## Fivetran's own suites

The live tests of the Terraform provider and of the Go client pass against the API. Run against the mock, of those about
the families that it imitates:

| suite | passed before | of |
| --- | --- | --- |
| `terraform-provider-fivetran` 1.9.32, with Terraform 1.15 | 21 | 29 |
| `go-fivetran` 1.3.3 | 43 | 51 |

Each request that failed is a case of `tests/contract/test_official_clients.py` since. Go cannot be installed here, so
the suites are run elsewhere: serve the mock with `--unimitated empty`, and with `--user-id`, `--owner` and
`--group ID:NAME` as their constants say. [Terraform against the mock](terraform.md) has more.

## Your own client

Serve the mock with the key pair and the group of the client, and set the client's address:

1. `fivetran-mock serve --port 8000 --credential KEY:SECRET --group GROUP`, or `fivetran-mock run -- COMMAND`, which
   sets `FIVETRAN_BASE_URL`, `FIVETRAN_API_KEY` and `FIVETRAN_API_SECRET`.
2. Set the client's base URL. If it has no setting, change the constant that has `https://api.fivetran.com`, or add a
   hook to its HTTP client, as above.
3. If neither is possible, serve with `--tls --ca-file ca.pem`, let the name `api.fivetran.com` lead to the mock's
   address (`/etc/hosts`), and make the client trust `ca.pem` (`SSL_CERT_FILE`, `REQUESTS_CA_BUNDLE`).
4. A client that compares the time of a sync with its own clock needs `--realtime`; `/__mock__/advance` still moves time
   ahead.
"""
