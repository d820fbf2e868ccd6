"""The page about the mock beside a service: the Dockerfile in a clean folder, and its example in Node."""

import base64
import json
import os
import shutil
import socket
import subprocess
import sys
import urllib.request
import venv
from pathlib import Path

import pytest

import fivetran_mock

from .test_wheel import build

pytestmark = pytest.mark.posix("signals")

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "beside.md"
# `make` puts uv into .venv, and runs the tests in environments of their own.
PATH = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"], str(ROOT / ".venv" / "bin")])


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
    """The steps of the Dockerfile, run one by one in a clean folder, serve the seed, and end in order."""
    lines = (ROOT / "examples" / "Dockerfile").read_text("utf-8").splitlines()
    steps = dict(line.split(" ", 1) for line in lines if not line.startswith("#"))
    context, image = tmp_path / "context", tmp_path / "image"
    context.mkdir()
    image.mkdir()
    (context / "seed.yaml").write_text(block("yaml"))
    build("build_wheel", ROOT, context)
    venv.create(tmp_path / "python", with_pip=True)
    environment = {**os.environ, "PATH": f"{tmp_path / 'python' / 'bin'}:/usr/bin:/bin"}

    def shell(line: str, folder: Path = image) -> int:
        command = ("sh", "-c", line)
        return subprocess.run(command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, check=False).returncode

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [word.replace("8080", str(port)) for word in json.loads(steps["CMD"])]
    check = steps["HEALTHCHECK"].partition("CMD ")[2].replace("8080", str(port))
    assert ["FROM", "WORKDIR", "COPY", "RUN", "HEALTHCHECK", "CMD"] == [*steps]
    assert 0 == shell(f"cp {steps['COPY'].removesuffix('./')} {image}", context)
    assert 0 == shell(steps["RUN"])
    with subprocess.Popen(command, cwd=image, env=environment, stdout=subprocess.PIPE, text=True) as server:
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
    assert 0 != shell(f"{check} 2>&1")


@pytest.mark.deep
@pytest.mark.skipif(shutil.which("uvx", path=PATH) is None, reason="there is no uvx")
def test_uvx(tmp_path):
    """The page's line for uvx finds the wheel in a folder without an environment, and starts the command."""
    (tmp_path / "dist").mkdir()
    build("build_wheel", ROOT, tmp_path / "dist")
    (line,) = (each for each in PAGE.read_text("utf-8").split("`") if each.startswith("uvx "))
    command = ("sh", "-c", line.replace("serve", "--version"))
    done = subprocess.run(command, cwd=tmp_path, env={**os.environ, "PATH": PATH}, stdout=subprocess.PIPE, check=True)

    assert f"{fivetran_mock.__version__}\n".encode() == done.stdout
