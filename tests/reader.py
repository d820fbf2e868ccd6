"""
Do what the first pages say as a reader would: outside of the clone, with the built wheel and nothing else of ours.

Each page has an empty folder and an empty home; the locale is C and the umask 077, and if root runs this, the user is
`nobody` wherever that user can start Python. A page's shell blocks run in one shell, its Python blocks in one module.
Then `make demo` runs in a new clone: what it prints last works, and so does the test of the start page, saved there.

Run as a program, by `nox -s reader`; the argument is the clone whose pages are read, by default this one.
"""

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from _page import Block, Command, blocks, installed

FIRST = ("start", "first-apply", "tour", "pytest", "tables", "live")
PAGES = ("README.md", "PACKAGE.md", *(f"docs/{name}.md" for name in FIRST))
NOT_RUN = ("make ", "pip ")
START = PAGES[2]


def main(root: Path) -> int:
    """Print each block with its verdict; return 1 if one breaks its promise."""
    folder = Path(tempfile.mkdtemp(prefix="reader-"))
    folder.chmod(0o755)
    try:
        commands = installed(folder / "environment", f"{root}[cli,mock]", "pytest")
        user = other_user(commands, folder)
        print(f"as {user or 'this user'}, with {commands}")
        problems = [problem for page in PAGES for problem in read(root, page, folder, commands, user)]
        problems += beside_the_code(root, folder / "clone")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(*problems, f"{len(problems)} of the blocks break their promise", sep="\n")
    return min(len(problems), 1)


def other_user(commands: Path, folder: Path) -> dict[str, Any]:
    """Return the arguments that start a process as another user, who then owns the environment; none if impossible."""
    other = {"user": "nobody", "group": "nogroup", "extra_groups": ()}
    try:
        subprocess.run([commands / "python", "-V"], **other, capture_output=True, check=True)
        subprocess.run(["chown", "-R", "nobody", folder], check=True)
    except (OSError, ValueError, LookupError, subprocess.CalledProcessError):
        return {}
    return other


def read(root: Path, page: str, folder: Path, commands: Path, user: dict[str, Any]) -> list[str]:
    """Do what a page says, in a folder of its own; print each of its blocks, and return the problems."""
    here, home = folder / page.replace("/", "-"), folder / "home"
    home.mkdir(exist_ok=True)
    here.mkdir()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    found = [*blocks(re.sub(r"\b80[08]0\b", port, (root / page).read_text("utf-8")))]
    code = "\n".join(block.text for block in found if block.language == "python" and not block.name)
    for block in (*(block for block in found if block.name), Block("python", code, 0, "test_page.py", "")):
        (here / block.name).write_text(block.text, "utf-8")
    if user:
        subprocess.run(["chown", "-R", "nobody", here, home], check=True)
    steps = [(block.line, command) for block in found for command in block.commands()]
    steps = [(line, command) for line, command in steps if not command.line.startswith(NOT_RUN)]
    steps += [(0, Command("python -m pytest -q -W error test_page.py", 0, ""))] if code else []
    options = {"cwd": here, "env": {"PATH": f"{commands}:/usr/bin:/bin", "HOME": str(home), "LC_ALL": "C"}}
    script = "".join(as_typed(command.line) for _, command in steps)
    done = subprocess.run(
        ["sh"], input=script, capture_output=True, text=True, umask=0o077, check=False, **options, **user
    )
    parts = iter(re.findall(r"(.*?)\0(\d+)\0", done.stdout, re.DOTALL))
    problems = list[str]()
    for line, command in steps:
        printed, status = next(parts, ("", "-1"))
        problem = command.problem(int(status), printed)
        problems += [f"{page}:{line}: {problem}"] if problem else []
        print(f"{page}:{line} {'breaks' if problem else 'works'}: {command.line.splitlines()[0]}")
    return problems


def as_typed(line: str) -> str:
    """Return the lines of a script that run a command; a server that stands in front ends once it said its address."""
    starts = r": > said\n\1 > said 2>&1 &\nwhile kill -0 $! && [ $(wc -l < said) -lt 2 ]; do sleep 0.1; done; cat said"
    line = re.sub(r"^(fivetran-mock serve[^&\n]*)&$", starts, line, flags=re.MULTILINE)
    line = re.sub(r"^(fivetran-mock serve[^&\n]*)$", starts + "; kill $!", line)
    return f"{{\n{line}\n}} 2>&1\nprintf '\\0%s\\0' $?\n"


def beside_the_code(root: Path, clone: Path) -> list[str]:
    """Run `make demo` in a new clone, type what it prints last, and save the test of the start page there."""
    subprocess.run(["git", "clone", "--quiet", root, clone], check=True)
    names = ("NOX", "PYTEST", "PYTHON", "VIRTUAL_ENV")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(names)}
    demo = subprocess.run(["make", "demo"], cwd=clone, env=environment, capture_output=True, text=True, check=False)
    own = clone / "own"
    own.mkdir()
    test = next(block.text for block in blocks((root / START).read_text("utf-8")) if "def test_" in block.text)
    for place in (clone, own):
        (place / "test_mine.py").write_text(test, "utf-8")
    (own / "one.yaml").write_text("group_id: g\nservice: mailchimp\nconfig: {schema: s}\n", "utf-8")
    said = re.findall(r"^    (\.venv/bin/.*)$", demo.stdout, re.MULTILINE)
    typed = [line.replace("YOUR_FOLDER", "own").replace("YOUR_TESTS", "test_mine.py") for line in said]
    python = ".venv/bin/python -m pytest -q"
    problems = [] if said else [demo.stdout + demo.stderr]
    for line in (*typed, f"{python} own", f"cd own && ../{python} test_mine.py"):
        done = subprocess.run(
            ["sh", "-c", line], cwd=clone, env=environment, capture_output=True, text=True, check=False
        )
        print(f"in a clone {'works' if done.returncode == 0 else 'breaks'}: {line}")
        problems += [f"{line}: {done.stdout}{done.stderr}"] if done.returncode else []
    return problems


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve() if sys.argv[1:] else Path(__file__).resolve().parents[1]))
