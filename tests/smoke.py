"""
Use every package with the base dependencies alone, as `pip install fivetran-connections` gives them.

Run as a program, where pytest is not installed: `nox -s smoke`.
"""

from __future__ import annotations

import importlib
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

EXTRAS = ("argcomplete", "httptools", "platformdirs", "pytest", "respx", "rich", "trustme", "yaml")
PACKAGES = (
    "fivetran_client",
    "fivetran_common",
    "fivetran_connections",
    "fivetran_mock",
    "fivetran_openapi",
    "fivetran_rules",
)
YAML = str(Path(__file__).parents[1] / "examples" / "pinterest_ads.yaml")


def no_extra_is_installed() -> None:
    """Check that no extra is installed."""
    assert [] == [name for name in EXTRAS if find_spec(name)]


def every_package_can_be_imported() -> None:
    """Check that importing a package and its public names needs no extra."""
    for package in PACKAGES:
        module = importlib.import_module(package)
        for name in getattr(module, "__all__", ()):  # fivetran_common is private and lists none
            getattr(module, name)


def a_connection_is_checked_created_and_refused() -> None:
    """Check that the main job works in process: builder, rules, client and mock."""
    from fivetran_connections import Fivetran, InvalidConnection, PinterestAuth, pinterest_ads
    from fivetran_mock import FivetranMock
    from fivetran_rules import check

    mock = FivetranMock()
    auth = PinterestAuth(refresh_token="token", client_id="id", client_secret="secret")
    request = pinterest_ads(group_id="amber_kettle", schema="pin_eu", advertisers=["549755885175"], auth=auth)
    with Fivetran(api_key=mock.api_key, api_secret=mock.api_secret, transport=mock.transport()) as fivetran:
        connection = fivetran.connections.create(request)

        assert "pin_eu" == connection.schema
        assert [connection.id] == [found.id for found in fivetran.connections.list()]

    assert "/group_id" in {violation.pointer for violation in check({"service": "pinterest_ads"})}
    refused = []
    try:
        pinterest_ads(group_id="amber_kettle", schema="pin_eu", click_attribution_window=31)
    except InvalidConnection as error:
        refused = [violation.pointer for violation in error.violations]

    assert ["/config/click_attribution_window"] == refused


def what_needs_an_extra_names_it() -> None:
    """Check that a command and a call without their extra say so in one line, with no traceback."""
    for extra, command in (("cli", ("fivetran_connections", "validate", YAML)), ("mock", ("fivetran_mock", "serve"))):
        done = run(*command)

        assert 1 == done.returncode, done
        assert "" == done.stdout, done
        assert 1 == done.stderr.count("\n"), done
        assert f"pip install '.[{extra}]' in a clone" in done.stderr

    from fivetran_connections.code import load

    try:
        load(YAML)
    except ModuleNotFoundError as error:
        assert "YAML needs the extra `cli`: pip install '.[cli]' in a clone" == str(error)  # noqa: PT017  # no pytest
    else:
        raise AssertionError("PyYAML is installed")


def run(*command: str) -> subprocess.CompletedProcess[str]:
    """Run one of this project's commands, with a time limit."""
    return subprocess.run([sys.executable, "-m", *command], capture_output=True, text=True, check=False, timeout=60)


def main() -> None:
    """Run every check, and print its name."""
    for check in (
        no_extra_is_installed,
        every_package_can_be_imported,
        a_connection_is_checked_created_and_refused,
        what_needs_an_extra_names_it,
    ):
        check()
        print("ok:", check.__name__.replace("_", " "))


if __name__ == "__main__":
    main()
