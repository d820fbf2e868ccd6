"""The progress of an apply: a bar on a terminal, a plain line at each tenth elsewhere; on standard error."""

from __future__ import annotations

import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from time import monotonic
from typing import Final

from ...code.reports import Outcome

_LINES: Final = 10
_FEWEST: Final = 10


@contextmanager
def shown_progress(total: int) -> Generator[Callable[[Outcome], None], None, None]:
    """Show how many of ``total`` changes are carried out; the function that is returned counts one."""
    if sys.stderr.isatty():
        with _bar(total) as count:
            yield count
    else:
        yield _Lines(total).count


class _Lines:
    """Prints counts, rate and remaining time."""

    def __init__(self, total: int) -> None:
        self._total = total
        self._started = monotonic()
        self._done = 0
        self._failed = 0

    def count(self, outcome: Outcome) -> None:
        """Count an outcome, and print a line at each tenth of the total."""
        self._done += 1
        self._failed += outcome.result == "failed"
        if self._total >= _FEWEST and _LINES * self._done % self._total < _LINES:  # the first one beyond a tenth
            seconds = monotonic() - self._started
            rate = self._done / max(seconds, 0.001)
            left = (self._total - self._done) / rate
            failed = f", {self._failed:,} failed" if self._failed else ""
            line = f"{self._done:,} of {self._total:,}{failed}, {60 * rate:,.0f} a minute, {spelt(left)} left"
            print(line, file=sys.stderr, flush=True)


def spelt(seconds: float) -> str:
    """Return a duration in minutes and seconds."""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


@contextmanager
def _bar(total: int) -> Generator[Callable[[Outcome], None], None, None]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[failed]}"),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=total, failed="", rate="")
        failed = 0

        def count(outcome: Outcome) -> None:
            nonlocal failed
            failed += outcome.result == "failed"
            speed = progress.tasks[0].speed or 0.0
            named = f"{failed:,} failed" if failed else ""
            progress.update(task, advance=1, failed=named, rate=f"{60 * speed:,.0f} a minute")

        yield count
