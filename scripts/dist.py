"""
Build a release twice, from two copies of the last commit, and keep it in dist/ if both have the same bytes.

    python scripts/dist.py

twine and check-wheel-contents check wheel and source distribution. Beside them stand SHA256SUMS and a list of the
dependencies in CycloneDX. The date of the last commit (SOURCE_DATE_EPOCH) is the date of everything inside. Uncommitted
changes are not part of a release.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import venv
from io import BytesIO
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DIST = ROOT / "dist"


def main() -> int:
    """Build, compare, check, install into an empty environment, and list what was installed."""
    date = output("git", "log", "-1", "--format=%ct").decode().strip()
    environment = {**os.environ, "SOURCE_DATE_EPOCH": date, "UV_CONSTRAINT": "constraints.txt"}
    with tempfile.TemporaryDirectory() as name:
        builds = [build(Path(name) / copy, environment) for copy in ("one", "the other")]
        if not (names := differing(*builds)):
            shutil.rmtree(DIST, ignore_errors=True)
            shutil.copytree(builds[0], DIST)
            check(environment)
            list_dependencies(Path(name) / "empty", environment)
    if names:
        print(f"Two builds of one commit differ: {', '.join(names)}", file=sys.stderr)
        return 1
    files = sorted(path for path in DIST.iterdir() if path.name != "SHA256SUMS")
    sums = "".join(f"{digest(path)}  {path.name}\n" for path in files)
    (DIST / "SHA256SUMS").write_text(sums, encoding="utf-8")
    print(f"Two builds of one commit have the same bytes; dist/ has:\n{sums}", end="")
    return 0


def output(*command: str) -> bytes:
    """Run a program, and return what it prints."""
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout  # noqa: S603  # ours, and git


def build(folder: Path, environment: dict[str, str]) -> Path:
    """Build the last commit in a folder of its own, and return the folder of what was built."""
    with tarfile.open(fileobj=BytesIO(output("git", "archive", "HEAD"))) as archive:
        archive.extractall(folder / "tree", filter="data")
    command = [sys.executable, "-m", "build", "--installer", "uv", "--outdir", str(folder / "dist")]
    subprocess.run(command, cwd=folder / "tree", env=environment, check=True, stdout=subprocess.DEVNULL)  # noqa: S603  # ours
    return folder / "dist"


def differing(one: Path, other: Path) -> list[str]:
    """Return the names of files that only one folder has, or that differ."""
    digests = [{path.name: digest(path) for path in folder.iterdir()} for folder in (one, other)]
    return sorted({name for name, _ in digests[0].items() ^ digests[1].items()})


def digest(path: Path) -> str:
    """Return the SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def check(environment: dict[str, str]) -> None:
    """Check the metadata and the files of wheel and source distribution; end with the message of a failed check."""
    built = sorted(map(str, DIST.iterdir()))
    run("twine", "check", "--strict", *built, environment=environment)
    run("check-wheel-contents", *(name for name in built if name.endswith(".whl")), environment=environment)


def run(program: str, *words: str, environment: dict[str, str]) -> None:
    """Run a program of this environment; end with its output if it fails."""
    command = [str(Path(sys.executable).parent / program), *words]
    done = subprocess.run(command, cwd=ROOT, env=environment, check=False, capture_output=True, text=True)  # noqa: S603  # ours
    if done.returncode:
        sys.exit(f"{done.stdout}{done.stderr}")


def list_dependencies(folder: Path, environment: dict[str, str]) -> None:
    """Install the wheel with all extras into an empty environment, and write what is there as CycloneDX."""
    venv.create(folder, with_pip=False)
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    (wheel,) = DIST.glob("*.whl")
    target = DIST / f"{wheel.name.split('-py3')[0]}.cdx.json"
    run("uv", "pip", "install", "--quiet", "--python", str(python), f"{wheel}[all]", environment=environment)
    listing = (
        "environment",
        "--output-reproducible",
        "--mc-type",
        "library",
        "--pyproject",
        str(ROOT / "pyproject.toml"),
    )
    run("cyclonedx-py", *listing, "--output-file", str(target), str(python), environment=environment)


if __name__ == "__main__":
    sys.exit(main())
