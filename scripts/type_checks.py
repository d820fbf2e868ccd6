"""
Check the hand-written code by pyright, and the Python examples of README and docs by mypy and pyright, strictly.

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

ROOT = Path(__file__).resolve().parents[1]
BLOCK = re.compile(r"^```python\n(.*?)^```", flags=re.MULTILINE | re.DOTALL)
PYRIGHT = ("pyright", "--pythonpath", sys.executable)
# The examples have other options than the code, so each of the two has a cache.
MYPY_EXAMPLES = ("mypy", "--strict", "--cache-dir", str(ROOT / ".mypy_cache" / "examples"), ".")


def write_examples(folder: Path) -> int:
    """Write one module for each page with examples; return how many there are."""
    written = 0
    for page in [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]:
        if blocks := BLOCK.findall(page.read_text(encoding="utf-8")):
            name = re.sub(r"\W", "_", page.stem.lower())
            (folder / f"{name}_page.py").write_text("\n\n".join(blocks), encoding="utf-8")
            written += 1
    return written


def succeeds(words: tuple[str, ...], folder: Path) -> bool:
    """Run a type checker in a folder, and print its output; return whether it found nothing."""
    command = [sys.executable, "-m", *words]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603  # ours
    subject = "code" if folder == ROOT else "examples"
    print(f"{words[0]}, {subject}: {(done.stdout + done.stderr).strip()}", flush=True)
    return done.returncode == 0


def main() -> int:
    """Run the checks; return 1 if one of them finds anything."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        pages = write_examples(folder)
        settings = {"typeCheckingMode": "strict", "reportDuplicateImport": "none", "reportUnusedImport": "none"}
        (folder / "pyrightconfig.json").write_text(json.dumps(settings), encoding="utf-8")
        # The longest comes first: the others take as long together.
        checks = [(PYRIGHT, ROOT), (MYPY_EXAMPLES, folder), (PYRIGHT, folder)]
        with ThreadPoolExecutor(max_workers=2) as both:
            succeeded = list(both.map(succeeds, *zip(*checks, strict=True)))
    print(f"the examples of {pages} pages were checked")
    return int(not all(succeeded))


if __name__ == "__main__":
    sys.exit(main())
