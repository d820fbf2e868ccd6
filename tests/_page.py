"""A page of the documentation as its reader uses it: files to save, code, and commands with their output."""

import doctest
import os
import re
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_SAVED = re.compile(r"\b[Ss]ave this[\w ]* as `([\w./-]+)`")


class Command(NamedTuple):
    """A command of a shell block, and its promised output."""

    line: str
    status: int
    output: str

    def problem(self, status: int, printed: str) -> str | None:
        """Return a sentence where a command that has run breaks its promise."""
        if status != self.status:
            return f"{self.line!r} ended with status {status}, not {self.status}:\n{printed}"
        if self.output and not doctest.OutputChecker().check_output(self.output, printed, doctest.ELLIPSIS):
            return f"{self.line!r} printed\n{textwrap.indent(printed, '  ')}"
        return None


class Block(NamedTuple):
    """A block of code of a page."""

    language: str
    text: str
    line: int
    name: str
    """The name under which the reader saves it, if any: the paragraph before it ends with one."""
    output: str
    """The block of text below it, for the language `bash`."""

    def commands(self) -> Iterator[Command]:
        """Yield the commands of a shell block."""
        if self.language == "bash":
            yield Command(self.text.strip(), 0, self.output)
        elif self.language == "console":
            yield from commands(self.text)


def blocks(page: str) -> Iterator[Block]:
    """Yield the blocks of a page."""
    found = [*_BLOCK.finditer(page)]
    for number, block in enumerate(found):
        before = page[found[number - 1].end() if number else 0 : block.start()]
        names = _SAVED.findall(before.rstrip().rpartition("\n\n")[2])
        after = found[number + 1] if number + 1 < len(found) else None
        shows = after and after[1] == "text" and not page[block.end() : after.start()].strip()
        line = page.count("\n", 0, block.start()) + 1
        yield Block(block[1], block[2], line, names[-1] if names else "", after[2] if after and shows else "")


def commands(block: str) -> Iterator[Command]:
    """Read the commands of a block of the language `console`."""
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        first, _, output = part.partition("\n")
        line, _, comment = first.partition("  #")
        status = re.search(r"ends with status (\d+)", comment)
        yield Command(line.strip().replace(".venv/bin/", ""), int(status[1]) if status else 0, output)


def installed(folder: Path, *requirements: str) -> Path:
    """Install into a new environment, from the cache of uv if it has all; return the folder of its commands."""
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    python = str(folder / ("Scripts" if os.name == "nt" else "bin") / "python")
    uv = shutil.which("uv", path=os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")]))
    install = [uv, "pip", "install", "--python", python] if uv else [python, "-m", "pip", "install"]
    install += ["--quiet", "--constraint", str(Path(__file__).resolve().parents[1] / "constraints.txt"), *requirements]
    if not uv or subprocess.run([*install, "--offline"], capture_output=True, check=False).returncode:
        subprocess.run(install, check=True)
    return Path(python).parent
