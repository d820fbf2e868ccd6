"""The page about the mock beside a service: its Containerfile in a clean folder, and its example in Node."""

import base64
import json
import shutil
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from ._page import installed
from .test_wheel import build

pytestmark = pytest.mark.posix("signals")

PAGE = Path(__file__).parents[1] / "docs" / "beside.md"


def block(language: str) -> str:
    """Return the block of a language on the page."""
    text = PAGE.read_text(encoding="utf-8").partition(f"```{language}\n")[2]
    return text.partition("```")[0]


@pytest.mark.skipif(shutil.which("node") is None, reason="there is no Node")
def test_example_in_node(tmp_path):
    """The page's code for Node reaches the mock by the variables that `run` sets."""
    (tmp_path / "seed.yaml").write_text(block("yaml"))
    (tmp_path / "ask.mjs").write_text(block("javascript"))
    command = [sys.executable, "-m", "fivetran_mock", "run", "--seed-file", "seed.yaml", "--", "node", "ask.mjs"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert "[ 'hidden_harbor' ]\n" == done.stdout
    assert 0 == done.returncode


@pytest.mark.deep
def test_container(tmp_path):
    """The commands of the page's Containerfile serve the seed from a clean folder, and end in order."""
    steps = dict(line.split(" ", 1) for line in block("dockerfile").splitlines())
    folder = tmp_path / "mock"
    folder.mkdir()
    (folder / "seed.yaml").write_text(block("yaml"))
    build("build_wheel", PAGE.parents[1], folder)
    words = steps["RUN"].removeprefix("pip install --no-cache-dir ")
    wheel = subprocess.check_output(("sh", "-c", f"echo {words}"), cwd=folder, text=True).strip()
    commands = installed(tmp_path / "venv", str(folder / wheel))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {"PATH": f"{commands}:/usr/bin:/bin", "HOME": str(tmp_path)}

    def shell(line: str) -> int:
        return subprocess.run(
            ("sh", "-c", line), cwd=folder, env=environment, capture_output=True, check=False
        ).returncode

    command = [word.replace("8080", str(port)) for word in json.loads(steps["CMD"])]
    assert "fivetran_connections-*.whl seed.yaml ./" == steps["COPY"]
    check = steps["HEALTHCHECK"].partition("CMD ")[2].replace("8080", str(port))
    with subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        assert server.stdout.readline().startswith("listening on ")
        assert 0 == shell(check)
        request = urllib.request.Request(f"http://127.0.0.1:{port}/v1/connections")
        request.add_header("Authorization", f"Basic {base64.b64encode(b'any:pair').decode()}")
        with urllib.request.urlopen(request) as answer:  # noqa: S310 - our own
            items = json.load(answer)["data"]["items"]
        server.terminate()

        assert ["hidden_harbor"] == [each["id"] for each in items]
        assert 0 == server.wait(timeout=30)
    assert 0 != shell(check)
