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
from ..._http.httpx_clients import FAILURES, open_client
from ...client import Fivetran
from ...errors import CredentialsError, FivetranError, InvalidRequest
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
_LONGEST_WAIT: Final = 10.0
"""Seconds in which the address has to answer."""


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
    reached = _address(credentials.base_url)
    yield reached
    if reached.status not in {Status.UNREACHED, Status.INVALID}:
        yield _account(options)


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "is missing"


def _address(address: str) -> Check:
    """Compare the clock of this machine with the Date header of any answer; without one, say only that it answers."""
    try:
        with open_client(None, address=address) as client:
            answer = client.get(address, timeout=_LONGEST_WAIT)
    except InvalidRequest as error:
        return Check("address", ok=False, found=str(error), status=status_of(error))
    except FAILURES as error:
        found = f"{address} cannot be reached: {type(error).__name__}"
        return Check("address", ok=False, found=found, status=Status.UNREACHED)
    try:
        told = parsedate_to_datetime(answer.headers["date"]).replace(tzinfo=UTC)  # HTTP knows no other time zone
    except (IndexError, KeyError, OverflowError, TypeError, ValueError):
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
