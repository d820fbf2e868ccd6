"""
Change the code in one small way after another by cosmic-ray, and see that a test notices each change.

    nox -s mutation -- --target core [--workers 2] [--least 95] [--sample 300 --seed 1] [MODULE ...]

The tree stays as it is: each worker changes a copy of its own. Prints each change that no test notices, then the share
that the tests notice, of each module and of all, and ends with status 1 if it is below the least one. A whole target
may take hours; a sample estimates the share.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import resource
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from cosmic_ray.work_db import WorkDB, use_db
from cosmic_ray.work_item import TestOutcome, WorkerOutcome, WorkItem

ROOT: Final = Path(__file__).resolve().parent.parent
SOURCES: Final = ("generated", "overlay", "mock")
TARGETS: Final[dict[str, dict[str, list[str]]]] = tomllib.loads(
    ROOT.joinpath("scripts", "mutation.toml").read_text(encoding="utf-8")
)
# Left out: unions of types; unpacked keywords, which would not compile; identity for equality, which is the same for
# the values here; arithmetic beyond plus and minus; lines for type checkers alone, caches, and flags of dataclasses.
# No test can notice these.
OPERATORS: Final = re.compile(
    r"core/(ReplaceBinaryOperator_((BitOr|Pow)_.*|.*_(?!Add$|Sub$)\w+)"
    r"|ReplaceComparisonOperator_(Eq_Is|Is_Eq|NotEq_IsNot|IsNot_NotEq|(Not)?Eq_(Lt|LtE|Gt|GtE)))$"
)
LINES: Final = re.compile(
    r"\s*(if TYPE_CHECKING:|@(overload|override|final|runtime_checkable|(lru_)?cache|dataclass)\b)"
)
MOST_MEMORY: Final = 4 << 30
"""Bytes that the tests may take: a change may make a loop that collects without end."""
OUT_OF_SIGHT: Final = "__main__.py"
"""The modules that only other processes run."""


def main() -> int:
    """Let each worker judge its share of the changes, and print those that no test noticed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--target", choices=TARGETS, default="rules")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--least", type=float, default=95.0)
    parser.add_argument("--sample", type=int, help="judge only so many changes")
    parser.add_argument("--seed", type=int, default=1, help="draws the sample")
    parser.add_argument("modules", nargs="*", help="ends of paths of the target; all if none is named")
    options = parser.parse_args()
    target, ends = TARGETS[options.target], tuple(options.modules) or ("",)
    modules = [path for path in matching(target["modules"]) if path.endswith(ends) and not path.endswith(OUT_OF_SIGHT)]
    tests = [*matching(target["tests"]), *target.get("options", [])]
    if not modules:
        parser.error("the target has no module of this name")
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    with ExitStack() as stack:
        copies = [Path(stack.enter_context(tempfile.TemporaryDirectory())) for _ in range(options.workers)]
        running = []
        for number, copy in enumerate(copies):
            prepare(copy, modules, tests)
            with use_db(copy / "session.sqlite", WorkDB.Mode.open) as session:
                choose(session, copy, options, number)
            running.append(subprocess.Popen(command("exec"), cwd=copy, env=environment(copy)))  # noqa: S603  # ours
        ended = [process.wait() for process in running]
        if any(ended):
            return 2
        return report(copies, options.least)


def matching(patterns: list[str]) -> list[str]:
    """Return the paths that fit patterns, each once, in the order of the patterns."""
    found = (path for pattern in patterns for path in sorted(ROOT.glob(pattern)))
    return list(dict.fromkeys(str(path.relative_to(ROOT)) for path in found))


def command(word: str) -> list[str]:
    """Return a command line of cosmic-ray for the session of a copy."""
    return [str(Path(sys.executable).with_name("cosmic-ray")), word, "config.toml", "session.sqlite"]


def environment(copy: Path) -> dict[str, str]:
    """Return the variables with which the tests import the code of a copy."""
    path = os.pathsep.join(str(copy / source) for source in SOURCES)
    own = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTEST_PLUGINS": "fivetran_mock.pytest_plugin,anyio.pytest_plugin"}
    return {**os.environ, "PYTHONPATH": path, "PYTHONSAFEPATH": "1", **own}


def prepare(copy: Path, modules: list[str], tests: list[str]) -> None:
    """Copy the files of the tree, list all changes in a session, and see that the tests pass without any."""
    listed = subprocess.run(("git", "ls-files", "-z"), cwd=ROOT, capture_output=True, check=True, text=True).stdout  # noqa: S607
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, copy / name)
    plugins = ("no:cacheprovider", "pytest_asyncio.plugin", "pytest_timeout", "_hypothesis_pytestplugin")
    options = ("-x", "-q", "-m", "not slow and not deep", *(f"-p{name}" for name in plugins))
    settings = ("-c", "tests/pytest.toml", "--rootdir=.", "--confcutdir=.")
    words = [sys.executable, "-m", "pytest", *settings, *options, *tests]
    started = time.monotonic()
    done = subprocess.run(words, cwd=copy, env=environment(copy), capture_output=True, text=True, check=False)  # noqa: S603  # ours
    if done.returncode:
        sys.exit(f"the tests fail without a change:\n{done.stdout}")
    # A change may make a loop without an end.
    most_seconds = 10 + 3 * (time.monotonic() - started)
    (copy / "config.toml").write_text(
        f"[cosmic-ray]\nmodule-path = {json.dumps(modules)}\ntimeout = {most_seconds}\nexcluded-modules = []\n"
        f'test-command = {json.dumps(shlex.join(words))}\n[cosmic-ray.distributor]\nname = "local"\n',
        encoding="utf-8",
    )
    subprocess.run(command("init"), cwd=copy, env=environment(copy), check=True)  # noqa: S603  # ours


def choose(session: WorkDB, copy: Path, options: argparse.Namespace, number: int) -> None:
    """Keep the changes that this worker judges."""

    def order(item: WorkItem) -> tuple[str, str, int]:
        (change,) = item.mutations
        return str(change.module_path), change.operator_name, change.occurrence

    def is_noticeable(item: WorkItem) -> bool:
        (change,) = item.mutations
        line = (copy / change.module_path).read_text(encoding="utf-8").splitlines()[change.start_pos[0] - 1]
        return not OPERATORS.match(change.operator_name) and not LINES.match(line)

    chosen = sorted(filter(is_noticeable, session.work_items), key=order)
    chosen = random.Random(options.seed).sample(chosen, min(options.sample or len(chosen), len(chosen)))  # noqa: S311  # no secret
    session.clear()
    session.add_work_items(chosen[number :: options.workers])


def report(copies: list[Path], least: float) -> int:
    """Print the mutants that no test noticed, and the share of the others."""
    judged: Counter[Path] = Counter()
    unnoticed: Counter[Path] = Counter()
    for copy in copies:
        with use_db(copy / "session.sqlite", WorkDB.Mode.open) as session:
            for item, result in session.completed_work_items:
                module = item.mutations[0].module_path
                judged[module] += result.worker_outcome == WorkerOutcome.NORMAL
                if result.test_outcome == TestOutcome.SURVIVED:
                    unnoticed[module] += 1
                    print(result.diff)
    for module, count in sorted(judged.items()):
        print(f"{module}: {count - unnoticed[module]} of {count}")
    share = 100 * (1 - unnoticed.total() / max(1, judged.total()))
    print(f"{share:.1f} % of {judged.total()} changes were noticed; {unnoticed.total()} were not")
    return int(share < least or not judged)


if __name__ == "__main__":
    sys.exit(main())
