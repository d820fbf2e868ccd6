"""
Look the pinned releases of constraints.txt up in the database of known vulnerabilities.

    python scripts/audit.py

The exit status is 1 if a release has a known vulnerability. Where the database cannot be reached, a line says so, and
the status is 0: a machine without the network cannot know.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
COMMAND = (sys.executable, "-m", "pip_audit", "--requirement", "constraints.txt", "--no-deps", "--disable-pip")


def main() -> int:
    """Run pip-audit, and say in a few lines what it found."""
    command = [*COMMAND, "--format", "json", "--progress-spinner", "off"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)  # noqa: S603  # ours
    status, lines = verdict(done.stdout)
    print(*lines, sep="\n")
    return status


def verdict(report: str) -> tuple[int, list[str]]:
    """Return the exit status and the lines for a report of pip-audit, which is empty where it had no network."""
    try:
        releases: list[dict[str, Any]] = json.loads(report)["dependencies"]
    except ValueError:
        return 0, ["The database of vulnerabilities cannot be reached: no release was looked up."]
    known = [each for each in releases if "vulns" in each]
    if not known:
        return 0, ["The database of vulnerabilities knows none of the releases here: nothing was looked up."]
    found = [each for each in known if each["vulns"]]
    names = [
        f"{each['name']} {each['version']}: {vulnerability['id']}, mended in {', '.join(vulnerability['fix_versions'])}"
        for each in found
        for vulnerability in each["vulns"]
    ]
    left = f"; {len(releases) - len(known)} are unknown to the database" if len(known) < len(releases) else ""
    return int(bool(found)), [*names, f"{len(known)} releases looked up, {len(found)} with a vulnerability{left}."]


if __name__ == "__main__":
    sys.exit(main())
