"""
Attack the client and the mock for ten minutes, and write docs/reliability.md.

    python -m torture [--minutes 10] [--seed 1] [--only ATTACK] [--write]

The attacks use only the loopback interface and stop by themselves. The same seed repeats them, apart from effects of
clocks. The exit status is 1 if an attack found a crash or a broken promise.
"""

from __future__ import annotations

import argparse
import importlib
import random
import sys
import time
from pathlib import Path

from ._budget import Budget, Findings
from ._report import page

PAGE = Path(__file__).resolve().parents[1] / "docs" / "reliability.md"
ATTACKS = ("http", "bodies", "snapshots", "files", "admin", "masking", "kills", "floods")


def run(name: str, *, seed: int, budget: Budget) -> Findings:
    """Run one attack."""
    attack = importlib.import_module(f"torture.{name}").attack
    findings: Findings = attack(random.Random(f"{seed} {name}"), budget)  # noqa: S311  # repeatable, not secret
    return findings


def main(words: list[str] | None = None) -> int:
    """Run the attacks that are named, or all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=ATTACKS, action="append")
    parser.add_argument("--write", action="store_true", help="write docs/reliability.md; needs all attacks")
    options = parser.parse_args(words)
    chosen = tuple(options.only or ATTACKS)
    if options.write and chosen != ATTACKS:
        parser.error("--write needs all attacks: leave --only out")
    found: dict[str, Findings] = {}
    began = time.monotonic()
    for name in chosen:
        budget = Budget(seconds=60 * options.minutes / len(chosen))
        findings = found[name] = run(name, seed=options.seed, budget=budget)
        print(f"{name}: {findings.attempts:,} attempts, {findings.crashes} crashes, {findings.wrong} wrong", flush=True)
        for example in findings.examples:
            print(f"    {example}")
    if options.write:
        PAGE.write_text(page(found, seed=options.seed, minutes=(time.monotonic() - began) / 60), encoding="utf-8")
    return int(any(findings.crashes or findings.wrong for findings in found.values()))


if __name__ == "__main__":
    sys.exit(main())
