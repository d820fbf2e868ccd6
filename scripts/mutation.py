"""
Change the code in one small way after another, and see that a test notices each change.

    nox -s mutation -- [--target rules] [--workers 2] [--least 95] [--sample 300 --seed 1] [MODULE ...]

The tree stays as it is: each change is made in memory, in a process of its own, which is forked from one that has
imported the code and collected the tests, as far as the change allows. The tests that run the changed function come
first, then the others that run its module, then all others; the first that fails ends the process. Prints every change
that no test noticed and that `scripts/survivors.toml` does not explain, then the score, and ends with status 1 when
that is below the least one. cosmic-ray makes the changes.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tomllib
from dataclasses import dataclass
from typing import Final

from _changes import ROOT, Change, changes
from _judging import import_early, observe, survivors

SOURCES: Final = ("generated", "overlay", "mock")
OUT_OF_SIGHT: Final = ("__main__.py", "_docs_page.py")
"""Modules whose tests start processes, which do not have the change."""
EXPLAINED: Final = ROOT / "scripts" / "survivors.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Code that is changed, and the tests that have to notice."""

    modules: tuple[str, ...]
    """Patterns of paths."""
    tests: tuple[str, ...]
    """Arguments of pytest that choose them."""
    importers: tuple[str, ...]
    """Packages that hold or import the changed code, so they are imported anew after each change."""


MOCK: Final = "mock/fivetran_mock/_mock"
CLIENT: Final = "overlay/fivetran_connections"
# One way to the mock is enough: what is changed lies behind all of them.
ONE_WAY: Final = "not respx and not server and not async and not asgi and not httpx2"
TARGETS: Final = {
    "rules": Target(
        modules=("overlay/fivetran_rules/*.py", "overlay/fivetran_rules/services/*.py"),
        tests=("tests/rules",),
        importers=("fivetran_rules", "fivetran_connections", "fivetran_mock"),
    ),
    "core": Target(
        modules=tuple(f"{MOCK}/{name}" for name in ("*.py", "state/*.py", "lifecycle/*.py", "operations/*.py")),
        tests=("tests/mock/behaviour", "tests/mock/core", "tests/mock/serve/test_state_file.py", "-k", ONE_WAY),
        importers=("fivetran_mock",),
    ),
    "retries": Target(
        modules=(f"{CLIENT}/_http/retry.py", f"{CLIENT}/_values/retry_after.py", f"{CLIENT}/_values/retry_policy.py"),
        tests=("tests/overlay/test_retry.py", "tests/overlay/test_errors.py", "tests/overlay/test_client.py"),
        importers=("fivetran_connections", "fivetran_mock"),
    ),
    "ensure": Target(
        modules=(f"{CLIENT}/_api/ensure.py", f"{CLIENT}/_api/difference.py"),
        tests=(
            "tests/overlay/test_ensure.py",
            "tests/overlay/test_difference.py",
            "tests/overlay/test_exactly_once.py",
            "tests/code/test_plan.py",
        ),
        importers=("fivetran_connections", "fivetran_mock"),
    ),
}


def _explained() -> dict[tuple[str, str, str], str]:
    """Read the reasons of changes that no test can notice: by module and lines before and after."""
    entries = tomllib.loads(EXPLAINED.read_text())["survivor"]
    return {(entry["module"], entry["before"], entry["after"]): entry["reason"] for entry in entries}


def _modules(target: Target, ends: tuple[str, ...]) -> list[str]:
    found = (str(path.relative_to(ROOT)) for pattern in target.modules for path in sorted(ROOT.glob(pattern)))
    return [path for path in found if not path.endswith(OUT_OF_SIGHT) and path.endswith(ends or ("",))]


def main() -> int:
    """Observe the tests, judge every change, and tell which ones no test noticed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--target", choices=TARGETS, default="rules")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--least", type=float, default=95.0)
    parser.add_argument("--sample", type=int, help="judge only so many changes")
    parser.add_argument("--seed", type=int, default=1, help="draws the sample")
    parser.add_argument("modules", nargs="*", help="ends of paths of the target; all when none is named")
    options = parser.parse_args()
    target = TARGETS[options.target]
    modules = _modules(target, tuple(options.modules))
    work = [change for module in modules for change in changes(module)]
    if not work:
        sys.exit("there is nothing to change in what was named")
    if options.sample:
        work = random.Random(options.seed).sample(work, min(options.sample, len(work)))  # noqa: S311  # not a secret
    os.environ |= {
        "PYTHONPATH": os.pathsep.join(str(ROOT / source) for source in SOURCES),
        "PYTHONSAFEPATH": "1",
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
    }
    sys.path[:0] = [str(ROOT / source) for source in SOURCES]
    os.chdir(ROOT)
    tests = observe(target.tests, modules)
    import_early(tests, but=target.importers)
    return _verdict(survivors(work, tests, options.workers), of=len(work), least=options.least)


def _verdict(unnoticed: list[Change], *, of: int, least: float) -> int:
    explained = _explained()
    unexplained = [change for change in unnoticed if (change.module, *change.lines()) not in explained]
    for change in unexplained:
        before, after = change.lines()
        print(f"{change.module}:{change.line} {change.operator}\n- {before}\n+ {after}")
    score = 100 * (of - len(unnoticed)) / of
    print(
        f"{score:.1f} % of {of} changes were noticed; {len(unnoticed)} were not, {len(unexplained)} of them unexplained"
    )
    return int(score < least)


if __name__ == "__main__":
    sys.exit(main())
