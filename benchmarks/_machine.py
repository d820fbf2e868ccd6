"""The machine of a run, and the versions of the software that was measured."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

from . import _peers
from ._harness import Unavailable

_PACKAGES: Final = (
    *("fivetran-connections", "httpx", "respx", "pytest", "httptools", "uvloop"),
    *("jsonschema-rs", "jsonschema", "attrs", "openapi-python-client"),
)


def machine() -> dict[str, str]:
    """Describe the machine without naming it."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    return {
        "system": f"{platform.system()} {platform.machine()}",
        "processor": _processor(),
        "cores": str(os.cpu_count()),
        "memory": f"{memory:.0f} GB",
    }


def versions() -> dict[str, str]:
    """Return the version of everything that is installed."""
    return {platform.python_implementation(): platform.python_version(), **dict(_installed()), **dict(_tools())}


def _processor() -> str:
    with suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or "unknown"


def _installed() -> Iterator[tuple[str, str]]:
    for name in _PACKAGES:
        with suppress(PackageNotFoundError):
            yield name, version(name)


def _tools() -> Iterator[tuple[str, str]]:
    with suppress(Unavailable):
        yield "wrk", _peers.wrk_version()
    with suppress(Unavailable):
        yield "Node", _peers.node_version()
        yield "Prism", _peers.prism_version()
