"""
Change the rules in one small way after another, and see that a test notices each.

    nox -s mutation -- [--workers 2] [--least 95] [MODULE ...]

Works on copies in a temporary folder, one for each worker, so the tree stays as it is. Prints every change that no test
noticed, then the score, and ends with status 1 when that is below the least one. cosmic-ray makes the changes; the
whole package takes about ten minutes on two cores, a module such as ``connection.py`` a fraction.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = Path("overlay/fivetran_rules")
COPIED = ("generated/fivetran_openapi", str(PACKAGE), "tests/rules", "docs/rules.md")
TESTS = "tests/rules/test_rules.py tests/rules/test_shape.py tests/rules"  # what notices most comes first

Outcome = tuple[dict[str, Any], dict[str, Any]]
"""A change as cosmic-ray tells it, and what came of it."""

CONFIG = """\
[cosmic-ray]
module-path = {modules}
timeout = 60.0
excluded-modules = []
test-command = "{python} -m pytest -x -q -p no:cacheprovider --import-mode=importlib {tests}"

[cosmic-ray.distributor]
name = "local"

# Left out: a union in an annotation, which is never run; identity for equality and the reverse, which is the same for
# the values here; the order of two texts for their equality; and arithmetic beyond plus and minus.
[cosmic-ray.filters.operators-filter]
exclude-operators = [
  "core/ReplaceBinaryOperator_BitOr_.*",
  "core/ReplaceComparisonOperator_(Eq_Is|Is_Eq|NotEq_IsNot|IsNot_NotEq)$",
  "core/ReplaceComparisonOperator_Eq_(Lt|LtE|Gt|GtE)$",
  "core/ReplaceBinaryOperator_.*_(?!Add$|Sub$).*",
]
"""


def _modules() -> list[str]:
    """List the modules of the package, the longest first."""
    found = (path for path in (ROOT / PACKAGE).rglob("*.py") if path.name != "__main__.py")
    return [str(path.relative_to(ROOT)) for path in sorted(found, key=lambda path: -path.stat().st_size)]


def _copy_to(folder: Path) -> None:
    for name in COPIED:
        source, target = ROOT / name, folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, target)


def _work(folder: Path, modules: list[str]) -> list[Outcome]:
    """Judge all changes of these modules in a copy of their own."""
    _copy_to(folder)
    (folder / "c.toml").write_text(CONFIG.format(modules=json.dumps(modules), python=sys.executable, tests=TESTS))
    _run(folder, "cosmic-ray", "init", "c.toml", "s.sqlite")
    _run(folder, "cosmic-ray", "baseline", "c.toml")
    _run(folder, "cr-filter-operators", "s.sqlite", "c.toml")
    _run(folder, "cosmic-ray", "exec", "c.toml", "s.sqlite")
    return [json.loads(line) for line in _run(folder, "cosmic-ray", "dump", "s.sqlite").splitlines()]


def _run(folder: Path, command: str, *arguments: str) -> str:
    """Run a command of cosmic-ray, the copy in front of what is installed and no plugin in the way."""
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join((str(folder / "generated"), str(folder / "overlay"))),
        "PYTHONSAFEPATH": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
    }
    program = Path(sys.executable).with_name(command)
    done = subprocess.run(  # noqa: S603  # cosmic-ray, beside this Python
        [program, *arguments], cwd=folder, env=environment, check=False, capture_output=True, text=True
    )
    if done.returncode:
        sys.exit(f"{command} {arguments[0]} failed:\n{done.stdout}{done.stderr}")
    return done.stdout


def _unnoticed(results: list[Outcome]) -> Iterator[str]:
    for item, result in results:
        if result["test_outcome"] == "survived":
            change = next(iter(item["mutations"]))
            yield f"{change['module_path']}:{change['start_pos'][0]} {change['operator_name']}\n{result['diff']}"


def main() -> int:
    """Share the modules among the workers, and add up what they found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--least", type=float, default=95.0)
    parser.add_argument("modules", nargs="*", help="file names in overlay/fivetran_rules; all when none is named")
    options = parser.parse_args()
    chosen = [str(PACKAGE / name) for name in options.modules] or _modules()
    shares = [share for start in range(options.workers) if (share := chosen[start :: options.workers])]
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor() as pool:
        folders = [Path(folder) / str(number) for number in range(len(shares))]
        results = [result for share in pool.map(_work, folders, shares) for result in share]
    return _verdict(results, least=options.least)


def _verdict(results: list[Outcome], *, least: float) -> int:
    judged = [pair for pair in results if pair[1] and pair[1]["worker_outcome"] != "skipped"]
    unnoticed = list(_unnoticed(judged))
    if not judged:
        sys.exit("there is nothing to change in what was named")
    score = 100 * (len(judged) - len(unnoticed)) / len(judged)
    print(*unnoticed, f"{score:.1f} % of {len(judged)} changes were noticed, {len(unnoticed)} were not", sep="\n")
    return int(score < least)


if __name__ == "__main__":
    sys.exit(main())
