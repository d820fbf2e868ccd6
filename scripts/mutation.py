"""
Change the code in one small way after another, and see that a test notices each change.

    nox -s mutation -- [--target rules] [--workers 2] [--least 95] [MODULE ...]

Works on copies in a temporary folder, one for each worker, so the tree stays as it is. Prints every change that no test
noticed, then the score, and ends with status 1 when that is below the least one. cosmic-ray makes the changes. The
targets are the rules, the core of the mock, the retries of the client, and `ensure`; the rules take about ten minutes
on two cores, a single module a fraction.
"""

from __future__ import annotations

import argparse
import json
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ("generated", "overlay", "mock")
"""Folders that are put in front of what is installed."""
COPIED = (*SOURCES, "tests", "docs", "examples", "README.md")


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Code that is changed, and the tests that have to notice: those that notice most come first."""

    modules: tuple[str, ...]
    """Patterns of paths."""
    tests: tuple[str, ...]
    plugins: tuple[str, ...] = ()
    """Plugins of pytest that the tests need; the others are left out, since they cost time in every run."""


MOCK = "mock/fivetran_mock/_mock"
CLIENT = "overlay/fivetran_connections"
TARGETS = {
    "rules": Target(
        modules=("overlay/fivetran_rules/*.py", "overlay/fivetran_rules/services/*.py"),
        tests=("tests/rules/test_rules.py", "tests/rules/test_shape.py", "tests/rules"),
    ),
    "core": Target(
        modules=(f"{MOCK}/core.py", f"{MOCK}/call.py", f"{MOCK}/operations/connections.py", f"{MOCK}/state/account.py"),
        tests=(
            "tests/mock/behaviour/test_refusals.py",
            "tests/mock/behaviour/test_connections.py",
            "tests/mock/behaviour/test_lifecycle.py",
            "tests/mock/behaviour/test_bad_input.py",
            "tests/mock/behaviour/test_limits.py",
            "tests/mock/core",
            # One way to the mock is enough: what is changed lies behind all of them.
            *(
                "-k",
                "not respx and not server and not async and not asgi and not httpx2",
                "-m",
                "not slow and not deep",
            ),
        ),
        plugins=("asyncio",),
    ),
    "retries": Target(
        modules=(f"{CLIENT}/_http/retry.py", f"{CLIENT}/_values/retry_after.py", f"{CLIENT}/_values/retry_policy.py"),
        tests=("tests/overlay/test_retry.py", "tests/overlay/test_errors.py", "tests/overlay/test_client.py"),
        plugins=("asyncio",),
    ),
    "ensure": Target(
        modules=(f"{CLIENT}/_api/ensure.py", f"{CLIENT}/_api/difference.py"),
        tests=(
            "tests/overlay/test_ensure.py",
            "tests/overlay/test_difference.py",
            "tests/overlay/test_exactly_once.py",
        ),
        plugins=("asyncio",),
    ),
}

Outcome = tuple[dict[str, Any], dict[str, Any]]
"""A change as cosmic-ray tells it, and its result."""

CONFIG = """\
[cosmic-ray]
module-path = {modules}
timeout = 60.0
excluded-modules = []
test-command = {command}

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


def _modules(target: Target) -> list[str]:
    """List the modules of a target, the longest first."""
    found = (path for pattern in target.modules for path in ROOT.glob(pattern) if path.name != "__main__.py")
    return [str(path.relative_to(ROOT)) for path in sorted(found, key=lambda path: -path.stat().st_size)]


def _copy_to(folder: Path) -> None:
    for name in COPIED:
        source, target = ROOT / name, folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, target)


def _work(folder: Path, modules: list[str], target: Target) -> list[Outcome]:
    """Judge all changes of these modules in a copy of their own."""
    _copy_to(folder)
    plugins = [word for name in target.plugins for word in ("-p", f"pytest_{name}.plugin")]
    words = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "--import-mode=importlib", *plugins]
    words += ["-m", "not slow and not deep"]
    command = json.dumps(shlex.join([*words, *target.tests]))
    (folder / "c.toml").write_text(CONFIG.format(modules=json.dumps(modules), command=command))
    _run(folder, "cosmic-ray", "init", "c.toml", "s.sqlite")
    _run(folder, "cosmic-ray", "baseline", "c.toml")
    _run(folder, "cr-filter-operators", "s.sqlite", "c.toml")
    _run(folder, "cosmic-ray", "exec", "c.toml", "s.sqlite")
    return [json.loads(line) for line in _run(folder, "cosmic-ray", "dump", "s.sqlite").splitlines()]


def _run(folder: Path, command: str, *arguments: str) -> str:
    """Run a command of cosmic-ray, the copy in front of what is installed and no plugin in the way."""
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join(str(folder / source) for source in SOURCES),
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
    parser.add_argument("--target", choices=TARGETS, default="rules")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--least", type=float, default=95.0)
    parser.add_argument("modules", nargs="*", help="ends of paths of the target; all when none is named")
    options = parser.parse_args()
    target = TARGETS[options.target]
    named = tuple(options.modules)
    chosen = [module for module in _modules(target) if not named or module.endswith(named)]
    shares = [share for start in range(options.workers) if (share := chosen[start :: options.workers])]
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor() as pool:
        folders = [Path(folder) / str(number) for number in range(len(shares))]
        results = [result for share in pool.map(partial(_work, target=target), folders, shares) for result in share]
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
