"""
The main job in one go: check files, plan, apply and plan again against the mock, and see a broken file refused.

`make demo` runs this. It needs no Fivetran account: the mock runs on this machine only, and forgets everything.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BESIDE_THE_MOCK = "--beside-the-mock"

# The sentence of a step, its command, and the expected exit status.
STEPS = (
    ("Check files. Nothing is sent.", ("validate", "examples/brands"), 0),
    ("Plan: compare the files with the account.", ("plan", "examples/brands"), 0),
    ("Apply the plan. The mock checks, answers and remembers, as the API would.",
     ("apply", "--yes", "examples/brands"), 0),
    ("Plan again: nothing is left to do.", ("plan", "examples/brands"), 0),
    ("Try a file with mistakes. Each is named with its line and its field, and nothing is sent.",
     ("create", "examples/broken.yaml"), 3),
)  # fmt: skip

# The files refer to these variables, and contain no secret themselves.
SECRETS = {"PINTEREST_TOKEN": "t", "PINTEREST_CLIENT": "c", "PINTEREST_SECRET": "s", "PG_PASSWORD": "p"}

NEXT = """
That was the main job, and the mock has stopped. What to type next:

  keep connections as code, as docs/first-apply.md shows:
    {bin}fivetran-connections validate YOUR_FOLDER
    {bin}fivetran-mock run -- {bin}fivetran-connections plan YOUR_FOLDER
  test without an account, as docs/start.md shows:
    {bin}python -m pytest YOUR_TESTS
    {bin}fivetran-mock run -- {bin}python examples/in_python.py"""


def main() -> int:
    """Run every step beside a mock; return 0 if each did what it should."""
    if BESIDE_THE_MOCK in sys.argv[1:]:
        return show_steps()
    status = python("-m", "fivetran_mock", "run", "--", sys.executable, __file__, BESIDE_THE_MOCK)
    if status == 0:
        print(NEXT.format(bin=commands()))
    return status


def show_steps() -> int:
    """Run the commands in the environment that the mock prepared, as a user would type them."""
    say(f"A mock of Fivetran's API listens on {os.environ['FIVETRAN_BASE_URL']}.")
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(SECRETS, FIVETRAN_CONNECTIONS_DATA=folder)
        for number, (what, command, expected) in enumerate(STEPS, start=1):
            say(f"{number}. {what}\n   $ fivetran-connections {' '.join(command)}")
            status = python("-m", "fivetran_connections", *command)
            if status != expected:
                say(f"This step ended with status {status} where {expected} was expected, so the demo stops here.")
                return 1
    return 0


def python(*arguments: str) -> int:
    """Run this Python in the project's folder and return its exit status."""
    # Without a safe path the folder `mock` could be imported in place of the package of that name.
    environment = {**os.environ, "PYTHONSAFEPATH": "1"}
    # Standard error belongs between the lines of this page, also when it is piped.
    command = [sys.executable, *arguments]
    ran = subprocess.run(command, cwd=ROOT, env=environment, stderr=subprocess.STDOUT, check=False)  # noqa: S603 - ours
    return ran.returncode


def commands() -> str:
    """Return the folder of this Python's commands, as it is typed from the project's folder."""
    folder = Path(sys.executable).parent
    return f"{folder.relative_to(ROOT)}{os.sep}" if folder.is_relative_to(ROOT) else ""


def say(sentence: str) -> None:
    """Print an empty line and a sentence, before the output of the next command."""
    print(f"\n{sentence}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
