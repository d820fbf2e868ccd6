"""`fivetran-mock serve` as a process that can be killed and measured."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Self

import httpx

from ._requests import HEADERS


class Served:
    """A server in a process of its own; it ends with the `with` block."""

    def __init__(self, *options: str | Path) -> None:
        command = [sys.executable, "-P", "-m", "fivetran_mock", "serve", *map(str, options)]
        self.process = subprocess.Popen(  # noqa: S603  # our own command
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        said = self.process.stdout.readline() if self.process.stdout else ""
        self.url = said.removeprefix("listening on ").strip()
        self.refusal = "" if self.url else self.process.communicate(timeout=30)[1]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.communicate(timeout=30)

    def client(self) -> httpx.Client:
        """Return a client with credentials."""
        return httpx.Client(base_url=self.url, headers=HEADERS | {"host": self.url.rpartition("/")[2]}, timeout=30)

    def processor_time(self) -> float:
        """Return the seconds of processor time that the server has used, which other processes do not add to."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory(self) -> float:
        """Return the resident memory in MB."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        return int(status.partition("VmRSS:")[2].split()[0]) / 1024
