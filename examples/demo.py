"""
The main job in one go: check a file, create the connection against the mock, and see a broken file refused.

`make demo` runs this. It needs no Fivetran account: the mock runs on this machine only, and forgets everything.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BESIDE_THE_MOCK = "--beside-the-mock"

# What is typed, what it shows, and the exit status that it should have.
STEPS = (
    ("Check a file. Nothing is sent.", ("validate", "examples/pinterest_ads.yaml"), 0),
    ("Create the connection. The mock checks, answers and remembers, as the API would.",
     ("create", "examples/pinterest_ads.yaml"), 0),
    ("Try a file with mistakes. Each is named with its line and its field, and nothing is sent.",
     ("create", "examples/broken.yaml"), 3),
)  # fmt: skip

NEXT = """
That was the main job. What to type next:

  {bin}fivetran-connections validate YOUR_FILE.yaml
  {bin}fivetran-connections rules --service pinterest_ads
  {bin}fivetran-mock serve --port 8000
  {bin}fivetran-mock run -- {bin}python examples/in_python.py
"""


def main() -> int:
    """Run every step beside a mock; give 0 if each did what it should."""
    if BESIDE_THE_MOCK in sys.argv[1:]:
        return show_steps()
    say("Starting a mock of Fivetran's API on a free port of this machine.")
    status = python("-m", "fivetran_mock", "run", "--", sys.executable, __file__, BESIDE_THE_MOCK)
    if status == 0:
        say("The mock has stopped.")
        print(NEXT.format(bin=commands()))
    return status


def show_steps() -> int:
    """Run the commands in the environment that the mock prepared, as a user would type them."""
    say(f"The mock listens on {os.environ['FIVETRAN_BASE_URL']}.")
    for number, (what, command, expected) in enumerate(STEPS, start=1):
        say(f"{number}. {what}")
        say(f"   $ fivetran-connections {' '.join(command)}\n", gap=False)
        status = python("-m", "fivetran_connections", *command)
        if status != expected:
            say(f"This step ended with status {status} where {expected} was expected, so the demo stops here.")
            return 1
    return 0


def python(*arguments: str) -> int:
    """Run this Python in the project's folder and give its exit status."""
    # Without a safe path the folder `mock` could be imported in place of the package of that name.
    environment = {**os.environ, "PYTHONSAFEPATH": "1"}
    # What is said on standard error belongs between the lines of this page, also when it is piped.
    command = [sys.executable, *arguments]
    ran = subprocess.run(command, cwd=ROOT, env=environment, stderr=subprocess.STDOUT, check=False)  # noqa: S603 - ours
    return ran.returncode


def commands() -> str:
    """Return the folder of this Python's commands, as it is typed from the project's folder."""
    folder = Path(sys.executable).parent
    return f"{folder.relative_to(ROOT)}{os.sep}" if folder.is_relative_to(ROOT) else ""


def say(sentence: str, *, gap: bool = True) -> None:
    """Print a line before what the next command prints."""
    print(f"\n{sentence}" if gap else sentence, flush=True)


if __name__ == "__main__":
    sys.exit(main())
