"""
Check the Python examples of README and docs by both type checkers, strictly, as a reader's editor would.

    python scripts/typed_docs.py

The blocks of a page are one module, as they are when they run as tests.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BLOCK = re.compile(r"^```python\n(.*?)^```", flags=re.MULTILINE | re.DOTALL)


def write_examples(folder: Path) -> int:
    """Write one module for each page with examples; return how many there are."""
    written = 0
    for page in [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]:
        if blocks := BLOCK.findall(page.read_text(encoding="utf-8")):
            name = re.sub(r"\W", "_", page.stem.lower())
            (folder / f"{name}_page.py").write_text("\n\n".join(blocks), encoding="utf-8")
            written += 1
    return written


def main() -> int:
    """Run both checkers; return 1 if one of them finds anything."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        pages = write_examples(folder)
        settings = {"typeCheckingMode": "strict", "reportDuplicateImport": "none", "reportUnusedImport": "none"}
        (folder / "pyrightconfig.json").write_text(json.dumps(settings), encoding="utf-8")
        commands = [
            [sys.executable, "-m", "mypy", "--strict", "."],
            [sys.executable, "-m", "pyright", "--pythonpath", sys.executable],
        ]
        failed = [subprocess.run(command, cwd=folder, check=False).returncode for command in commands]  # noqa: S603 - ours
    print(f"the examples of {pages} pages were checked")
    return int(any(failed))


if __name__ == "__main__":
    sys.exit(main())
