"""Checks of the installation, the credentials and the way to the API."""

from __future__ import annotations

import platform
import sys
from argparse import Namespace
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from importlib.metadata import PackageNotFoundError, version
from typing import Final, NamedTuple

from ..._http.credentials import find_credentials
from ..._http.httpx_clients import open_client
from ...client import Fivetran
from ...errors import CredentialsError, FivetranError
from ..printing.lines import print_json, print_line
from ..statuses import Status, status_of

_PACKAGES: Final = (
    "fivetran-connections",
    "httpx",
    "attrs",
    "jsonschema-rs",
    "anyio",
    "PyYAML",
    "rich",
    "platformdirs",
)
_CLOCK_SECONDS: Final = 300


class Check(NamedTuple):
    """One check, and what was found."""

    name: str
    ok: bool
    found: str
    status: Status = Status.DONE


def run(options: Namespace) -> int:
    """Print every check; the exit status is that of the first one that failed."""
    checks = list(_checks(options))
    if options.output == "json":
        print_json([{"check": check.name, "ok": check.ok, "found": check.found} for check in checks])
    else:
        for check in checks:
            mark = ("ok  ", "green") if check.ok else ("FAIL", "bold red")
            print_line([mark, (f" {check.name:<12} ", "bold"), (check.found, "")], stream=sys.stdout)
    return next((check.status for check in checks if not check.ok), Status.DONE)


def _checks(options: Namespace) -> Iterator[Check]:
    yield Check("Python", ok=True, found=f"{platform.python_version()} on {platform.system()}")
    yield Check("packages", ok=True, found=", ".join(f"{name} {_version(name)}" for name in _PACKAGES))
    try:
        credentials = find_credentials(base_url=options.base_url, profile=options.profile)
    except CredentialsError as error:
        yield Check("credentials", ok=False, found=str(error), status=Status.USAGE)
        return
    yield Check("credentials", ok=True, found=f"from {credentials.source}")
    yield _clock(credentials.base_url)
    yield _account(options)


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "is missing"


def _clock(address: str) -> Check:
    """Compare the clock of this machine with the Date header of any answer; without one, say only that it answers."""
    import httpx

    try:
        with open_client(None, address=address) as client:
            answer = client.get(address)
        told = parsedate_to_datetime(answer.headers["date"])
    except httpx.HTTPError as error:
        found = f"{address} cannot be reached: {type(error).__name__}"
        return Check("address", ok=False, found=found, status=Status.UNREACHED)
    except (KeyError, ValueError):
        return Check("address", ok=True, found=f"{address} answers")
    off = abs((datetime.now(UTC) - told).total_seconds())
    found = f"{address} answers; the clock of this machine differs by {off:.0f} s"
    return Check("address", ok=off <= _CLOCK_SECONDS, found=found, status=Status.FAILED)


def _account(options: Namespace) -> Check:
    try:
        with Fivetran(base_url=options.base_url, profile=options.profile) as fivetran:
            info = fivetran.account.info()
    except FivetranError as error:
        return Check("account", ok=False, found=str(error), status=status_of(error))
    return Check("account", ok=True, found=f"{info.account_id}")
