"""A server with chosen answers, requests, and stand-ins for node and npm."""

import json
import stat
import sys
from dataclasses import dataclass
from pathlib import Path
from shlex import quote
from typing import Any

from fivetran_mock import Request

SIGNED_IN = {"authorization": "Basic a2V5OnNlY3JldA==", "content-type": "application/json"}


def get(target: str, **headers: str) -> Request:
    """Send a GET with credentials."""
    return Request("GET", target, SIGNED_IN | headers, b"")


def create(body: dict[str, Any], **headers: str) -> Request:
    """Send a create with credentials."""
    return Request("POST", "/v1/connections", SIGNED_IN | headers, json.dumps(body).encode())


def script(path: Path, text: str) -> Path:
    """Write an executable script."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


LISTENING = """
import socket, sys
server = socket.create_server(("127.0.0.1", 0))
print(f"Prism is listening on http://127.0.0.1:{server.getsockname()[1]}", flush=True)
"""
LISTENS = f"{LISTENING}sys.stdin.read()"
"""Stand-ins for Prism that listen and end, and that listen until they are stopped."""

NODE = """#!/bin/sh
if [ "$1" = --version ]; then echo {version}; exit; fi
exec {python} -u {prism} "$@"
"""

NPM = """#!/bin/sh
echo run >> {runs}
{before}
mkdir -p node_modules/@stoplight/prism-cli/dist
echo > node_modules/@stoplight/prism-cli/dist/index.js
"""


@dataclass(frozen=True)
class Machine:
    """A simulated machine: PATH, cache, and a stand-in for Prism."""

    folder: Path

    @property
    def bin(self) -> Path:
        """The only folder on PATH, beside the system's."""
        return self.folder / "bin"

    @property
    def cache(self) -> Path:
        """The cache folder."""
        return self.folder / "cache"

    def node(self, *, version: str = "v20.20.2", prism: str = "") -> None:
        """Put a node on PATH that runs Python code instead of its script."""
        program = self.folder / "prism.py"
        program.write_text(prism)
        text = NODE.format(version=version, python=quote(sys.executable), prism=quote(str(program)))
        script(self.bin / "node", text)

    def npm(self, *, before: str = "") -> None:
        """Put an npm on PATH that runs a line of shell and then installs."""
        script(self.bin / "npm", NPM.format(runs=quote(str(self.folder / "runs")), before=before))

    def runs(self, prism: str) -> None:
        """Put a node and an npm on PATH, with a stand-in for Prism in Python."""
        self.node(prism=prism)
        self.npm()

    @property
    def npm_runs(self) -> int:
        """Return the number of npm runs."""
        runs = self.folder / "runs"
        return len(runs.read_text().splitlines()) if runs.exists() else 0
