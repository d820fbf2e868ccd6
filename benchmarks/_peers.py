"""The required tools: each function finds one, or raises `Unavailable` and says what to install."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from ._harness import Unavailable


@cache
def wrk() -> str:
    """Return the path of wrk, which loads the servers."""
    found = shutil.which("wrk")
    if not found:
        raise Unavailable(
            "wrk, which loads the servers, is not on PATH: install it (Debian and Ubuntu: apt install wrk)"
        )
    return found


@cache
def prism() -> tuple[str, ...]:
    """Return the command that runs Prism, which the mock's wrapper installs on first use."""
    from fivetran_mock.prism import PrismError
    from fivetran_mock.prism._install import install
    from fivetran_mock.prism._node import find_node

    try:
        node = find_node()
        return (node.executable, str(install(node)))
    except PrismError as error:
        raise Unavailable(" ".join(str(error).split())) from None


def two_cores() -> None:
    """Check that server and wrk can have a core each, and that their memory can be read."""
    if not sys.platform.startswith("linux") or not Path("/proc/self/smaps_rollup").exists():
        raise Unavailable("memory is read in /proc, which only Linux has: use --only with other families")
    if os.cpu_count() == 1:
        raise Unavailable("the servers and wrk need a core each, and this machine has one")


def package(name: str) -> Callable[[], None]:
    """Return a check that a Python package can be imported."""

    def need() -> None:
        if find_spec(name) is None:
            raise Unavailable(
                f"the Python package {name.replace('_', '-')} is not installed: run `make bench`, which installs it"
            )

    return need


def wrk_version() -> str:
    """Return the version of wrk, which it prints with its usage."""
    said = subprocess.run([wrk(), "-v"], capture_output=True, text=True, check=False)
    return (said.stdout + said.stderr).split("[", maxsplit=1)[0].removeprefix("wrk ").strip()


def node_version() -> str:
    """Return the version of the Node that runs Prism."""
    return subprocess.run([prism()[0], "--version"], capture_output=True, text=True, check=True).stdout.strip()


def prism_version() -> str:
    """Return the version of Prism."""
    from fivetran_mock.prism._install import PRISM_VERSION

    return PRISM_VERSION
