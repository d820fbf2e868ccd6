"""
Check the hand-written code, and the Python examples of README and docs, by two type checkers, strictly.

    python scripts/type_checks.py

The blocks of a page are one module, as they are when they run as tests. Two checks run at a time.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
BLOCK = re.compile(r"^```python\n(.*?)^```", flags=re.MULTILINE | re.DOTALL)
PYRIGHT = ("pyright", "--pythonpath", sys.executable)
# The examples have other options than the code, so each of the two has a cache.
MYPY_EXAMPLES = ("mypy", "--strict", "--cache-dir", str(ROOT / ".mypy_cache" / "examples"), ".")


class Check(NamedTuple):
    """A type checker with its options, and the folder in which it runs."""

    words: tuple[str, ...]
    folder: Path


def write_examples(folder: Path) -> int:
    """Write one module for each page with examples; return how many there are."""
    written = 0
    for page in [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]:
        if blocks := BLOCK.findall(page.read_text(encoding="utf-8")):
            name = re.sub(r"\W", "_", page.stem.lower())
            (folder / f"{name}_page.py").write_text("\n\n".join(blocks), encoding="utf-8")
            written += 1
    return written


def succeeds(check: Check) -> bool:
    """Run a check and print its output; return whether it found nothing."""
    done = subprocess.run(  # noqa: S603 - ours
        [sys.executable, "-m", *check.words],
        cwd=check.folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    subject = "code" if check.folder == ROOT else "examples"
    print(f"{check.words[0]}, {subject}: {done.stdout.strip()}", flush=True)
    return done.returncode == 0


def main() -> int:
    """Run both checkers on the code and on the examples; return 1 if one of them finds anything."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        pages = write_examples(folder)
        settings = {"typeCheckingMode": "strict", "reportDuplicateImport": "none", "reportUnusedImport": "none"}
        (folder / "pyrightconfig.json").write_text(json.dumps(settings), encoding="utf-8")
        # The longest comes first: the others take as long together.
        checks = [Check(PYRIGHT, ROOT), Check(("mypy",), ROOT), Check(MYPY_EXAMPLES, folder), Check(PYRIGHT, folder)]
        with ThreadPoolExecutor(max_workers=2) as both:
            succeeded = list(both.map(succeeds, checks))
    print(f"the examples of {pages} pages were checked")
    return int(not all(succeeded))


if __name__ == "__main__":
    sys.exit(main())
