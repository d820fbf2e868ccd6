"""What has to be on the machine: each function finds it, or says in one sentence what to install."""

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
    """Find wrk, which loads the servers."""
    found = shutil.which("wrk")
    if not found:
        raise Unavailable(
            "wrk, which loads the servers, is not on PATH: install it (Debian and Ubuntu: apt install wrk)"
        )
    return found


@cache
def prism() -> tuple[str, ...]:
    """Give the command that runs Prism, which is installed on first use by the mock's own wrapper."""
    from fivetran_mock.prism import PrismError
    from fivetran_mock.prism._install import install
    from fivetran_mock.prism._node import find_node

    try:
        node = find_node()
        return (node.executable, str(install(node)))
    except PrismError as error:
        raise Unavailable(" ".join(str(error).split())) from None


def two_cores() -> None:
    """Make sure that a server and what loads it can have a core each, and that their memory can be read."""
    if not sys.platform.startswith("linux") or not Path("/proc/self/smaps_rollup").exists():
        raise Unavailable("the servers are measured by what Linux tells in /proc, and this is not Linux: use --only")
    if os.cpu_count() == 1:
        raise Unavailable(
            "the servers need a core of their own beside the one that loads them, and this machine has one"
        )


def package(name: str) -> Callable[[], None]:
    """Make sure that a Python package can be imported."""

    def need() -> None:
        if find_spec(name) is None:
            raise Unavailable(
                f"the Python package {name.replace('_', '-')} is not installed: run `make bench`, which brings it"
            )

    return need


def wrk_version() -> str:
    """Tell wrk's version, which it says with its usage."""
    said = subprocess.run([wrk(), "-v"], capture_output=True, text=True, check=False)
    return (said.stdout + said.stderr).split("[", maxsplit=1)[0].removeprefix("wrk ").strip()


def node_version() -> str:
    """Tell the version of the Node that runs Prism."""
    return subprocess.run([prism()[0], "--version"], capture_output=True, text=True, check=True).stdout.strip()


def prism_version() -> str:
    """Tell the version of Prism."""
    from fivetran_mock.prism._install import PRISM_VERSION

    return PRISM_VERSION
