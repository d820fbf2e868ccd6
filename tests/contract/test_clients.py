"""
Clients that others wrote, unmodified but for where they send, on a real server.

Each is installed from PyPI into an environment of its own, once a machine. What they do is written into
`docs/clients-tried.md` by this run: a change in it fails the test once, so that somebody reads it.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import venv
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from fivetran_mock import FivetranMock
from fivetran_mock.prism._install import cache_folder
from fivetran_mock.server import MockServer

from ._judges import READY, new
from .clients import steps

CLIENTS = {
    "fivetran-cli": "1.1.0",
    "fivetran-connector-sdk": "3.0.0",
    "pyfivetran": "2024.4.26.1",
    "fivetran-mcp": "0.3.1",
    "fivetran-wrapper": "0.1.2",
}
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


def environment(client: str) -> Path:
    """The Python of an environment that has a client, made on first use; a half-made one never gets the name."""
    pinned = f"{client}=={CLIENTS[client]}"
    home = cache_folder() / "clients" / f"{client}-{CLIENTS[client]}-{sys.version_info[0]}.{sys.version_info[1]}"
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


def drive(client: str, server: MockServer, held: str, home: Path) -> dict[str, str]:
    """Have a client do every step, and say what came of each."""
    driver = DRIVERS / f"drive_{client.replace('-', '_')}.py"
    variables = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(DRIVERS),
        "HOME": str(home),
        "DO_NOT_TRACK": "1",  # the official command line reports its usage
        "FIVETRAN_BASE_URL": server.url,
        "FIVETRAN_HELD_CONNECTION": held,
    }
    ran = subprocess.run(
        [environment(client), driver], env=variables, capture_output=True, text=True, timeout=120, check=False
    )
    assert ran.returncode == 0, ran.stderr
    outcomes: dict[str, str] = json.loads(ran.stdout)
    return outcomes


@pytest.mark.deep
@pytest.mark.parametrize("client", CLIENTS)
def test_client_of_others_lives_with_the_mock(client: str, tmp_path: Path, tally: Any) -> None:
    """It creates, lists, reads, changes, tests, syncs and deletes; what it cannot do is its own doing."""
    mock = FivetranMock(check_replies=True, credentials={steps.KEY: steps.SECRET}, groups=[steps.GROUP])
    connections = [new("pinterest_ads") | READY | {"config": {"schema": f"pin_{n}"}} for n in range(steps.HELD)]
    held = mock.seed(connections=connections)[0]

    with MockServer(mock) as server:
        outcomes = drive(client, server, held, tmp_path)

    tally.add(requests=len(mock.calls), operations=tuple(call.operation for call in mock.calls if call.operation))
    assert EXPECTED[client] == outcomes
    assert [] == [call for call in mock.calls if call.status >= 500]


def test_page_tells_what_they_do() -> None:
    """The page is what the tests above found; it is written anew when it is not."""
    page = as_page()
    stale = not PAGE.exists() or PAGE.read_text() != page
    if stale:
        PAGE.write_text(page)

    assert not stale, f"{PAGE.name} was written anew: read what changed, and keep it"


def as_page() -> str:
    """The page: a table with a row for each step, and what stands behind what does not work."""
    names = [f"{client} {version}" for client, version in CLIENTS.items()]
    rows = [[step, *(_cell(EXPECTED[client][step]) for client in CLIENTS)] for step in steps.STEPS]
    table = "\n".join(f"| {' | '.join(row)} |" for row in [["step", *names], ["---"] * (len(names) + 1), *rows])
    return PAGE_TEXT.format(table=table, held=steps.HELD)


def _cell(outcome: str) -> str:
    return outcome.rpartition("API error ")[2]


PAGE_TEXT = """\
# Clients that were tried

<!-- Written by tests/contract/test_clients.py, which installs the clients from PyPI and runs them. -->

Each client is the released one, and only where it sends is changed. It meets the mock on a real port, with
{held} connections in the account, one group and one key pair, and is asked to do each step.

{table}

What is not "works" is the client's own doing, and the API would answer the same:

- `pyfivetran` looks for the cursor of the next page beside `data`, where the API has never put it, so every list
  ends after a page. It calls the older paths (`/v1/connectors/...`), which the mock serves too.
- `fivetran-connector-sdk` deploys connectors: it creates connections, finds them by name and changes them. The upload
  of the code, which comes before, is of another family of the API, and the mock answers 501 there.
- `fivetran-mcp` offers one page, no create and no delete. Its setup test sends no body, and the API documents that
  it refuses that.

How each is sent to the mock:

| client | how |
| --- | --- |
| `fivetran-cli` | `DEFAULT_BASE_URL` in `fivetran_cli.http.config`; set `DO_NOT_TRACK=1`, it reports its usage |
| `fivetran-connector-sdk` | `PRODUCTION_BASE_URL` in `fivetran_connector_sdk_common.constants` |
| `pyfivetran` | an httpx request hook, passed to `FivetranClient(event_hooks=...)` |
| `fivetran-mcp` | `FivetranClient.BASE_URL` in `fivetran_mcp.fivetran_api` |
| `fivetran-wrapper` | its argument `base_url` |

## Larger ones

These bring too much with them to be installed by every run. Their releases were led to `fivetran-mock serve --tls` by
the name `api.fivetran.com`, unchanged. What they do with connections works, as far as each does it: find, check, test,
start, wait, fail, be put off, sync again, read schemas, be refused. What they ask beyond is answered by 501:

| client | answered by 501 |
| --- | --- |
| `airflow-provider-fivetran-async` 2.4.0, `airflow-provider-fivetran` 1.1.4 | `test_connection` (users), one group, \
destinations, metadata of tables and columns |
| `dagster-fivetran` 0.29.27 | the destination, and so the loading of a whole workspace |
| `prefect-fivetran` 0.1.0b0 | nothing |
| `acryl-datahub` 1.7.0.17, its REST client | destination, users of a group, columns of a table |
| `metaphor-connectors` 0.14.185 | destinations, users of a group, metadata; it goes on without |
| `shipyard-fivetran` 0.2.1 | `connect` (users); its key `historical_sync`, which the API does not have, by 400 |

The Airflow providers and Prefect compare the time of a sync with their own clock when there was none before: serve with
`--realtime`, where `/__mock__/advance` still moves time on.
"""
