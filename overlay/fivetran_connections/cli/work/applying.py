"""
Carry out a plan: create, update and, if allowed, replace and delete connections.

It asks only before it deletes or replaces. Running it again goes on where it was stopped.
"""

from __future__ import annotations

import signal
import sys
from argparse import Namespace
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from fivetran_common.files import DATA_BYTES, CannotRead, decoded, read_bytes

from ..._http.limits import Limiter
from ...client import AsyncFivetran
from ...code import (
    Action,
    ApplyOptions,
    Declaration,
    Fingerprints,
    Limits,
    Outcome,
    OutdatedPlan,
    Plan,
    PlanOptions,
    Report,
    SavedPlan,
    Stop,
    aapply,
)
from ...code import plan as make_plan
from ...code.memory import Journal, data_folder, only_apply
from ...code.plans import PENDING
from ...errors import FivetranError, InvalidRequest
from ..catalogue import catalogue_of
from ..printing.lines import print_error, print_json, print_note, print_wait
from ..printing.plans import print_plan, print_report
from ..printing.progress import shown_progress
from ..printing.rows import print_rows
from ..questions import answered, may_delete, on_terminal
from ..session import client_of, with_async_client
from ..statuses import Status, status_of
from .declared import declared
from .planning import SAVED_OPTIONS, account_of, plan_options

_COLUMNS = ("result", "action", "group_id", "schema", "service", "id", "setup_state", "message")


def run(options: Namespace) -> int:
    """Plan, ask, and carry out the plan."""
    saved = None
    if options.plan:
        try:
            saved = _saved_plan(options)
        except InvalidRequest as error:
            print_error(error)
            return status_of(error)
    if not options.paths:
        print_error("Name the files or folders to apply, or a saved plan with --plan FILE.")
        return Status.USAGE
    catalogue = catalogue_of(options)
    connections = declared(options, catalogue)
    if connections is None:
        return Status.INVALID
    try:
        with only_apply(data_folder()):
            return _locked(options, plan_options(options, catalogue), connections, saved)
    except FivetranError as error:
        print_error(error)
        return status_of(error)


def _saved_plan(options: Namespace) -> SavedPlan:
    """Read a saved plan, and take its paths and options."""
    try:
        saved = SavedPlan.parse(decoded(read_bytes(options.plan, limit=DATA_BYTES)))
    except CannotRead as error:
        raise OutdatedPlan(f"{options.plan}: {error}") from None
    options.paths = options.paths or list(saved.paths)
    for name in SAVED_OPTIONS:
        setattr(options, name, saved.options.get(name, getattr(options, name)))
    return saved


def _locked(
    options: Namespace, wanted: PlanOptions, connections: Sequence[Declaration], saved: SavedPlan | None
) -> int:
    """Plan and apply while no other apply of this user does."""
    fingerprints = Fingerprints.open()
    with client_of(options) as fivetran:
        plan = make_plan(fivetran, connections, options=wanted, fingerprints=fingerprints)
        if saved:
            saved.check(plan, account_of(fivetran))
    if options.output == "text":
        print_plan(plan)
        sys.stdout.flush()
    _limits(options).check(plan)
    if not _may_go_on(plan, options):
        return Status.INVALID
    return _apply(options, plan, fingerprints)


def _limits(options: Namespace) -> Limits:
    return Limits(max_deletes=options.max_deletes, max_replaces=options.max_replaces, max_percent=options.max_percent)


def _may_go_on(plan: Plan, options: Namespace) -> bool:
    """Ask before connections are deleted or replaced; without a terminal, name the option that answers."""
    if not may_delete(plan.count(Action.DELETE), options.max_deletes, ask=not options.yes):
        return False
    replaces = plan.count(Action.REPLACE)
    if not replaces or options.yes:
        return True
    if on_terminal():
        return answered(f"Type 'yes' to delete {replaces:,}, create them again and go on: ", "yes")
    print_error(f"This would replace {replaces:,}. Nothing was sent. Allow it with --yes.")
    return False


def _apply(options: Namespace, plan: Plan, fingerprints: Fingerprints) -> int:
    stop = Stop(fail_fast=options.fail_fast)
    how = ApplyOptions(
        unpause_when_connected=options.unpause_when_connected,
        connect_cards=options.connect_cards,
        memory=fingerprints,
    )

    with Journal(_journal(options)) as journal, shown_progress(plan.count(*PENDING)) as progress:

        def watch(outcome: Outcome) -> None:
            if outcome.result in {"done", "failed"}:
                journal.write(outcome)
                progress(outcome)

        async def work(fivetran: AsyncFivetran) -> Report:
            with _interruptible(stop):
                return await aapply(
                    fivetran.with_limits(Limiter(trial=options.trial or None), on_wait=print_wait),
                    plan,
                    options=how,
                    limits=_limits(options),
                    stop=stop,
                    watch=watch,
                    concurrency=options.concurrency,
                )

        report = with_async_client(options, work, sleep=stop.sleep)
    return _reported(report, options, interrupted=stop.requested and not stop.fail_fast)


def _journal(options: Namespace) -> Path:
    return Path(options.journal) if options.journal else data_folder() / "journal.jsonl"


@contextmanager
def _interruptible(stop: Stop) -> Generator[None, None, None]:
    """Let the first Ctrl-C finish what has begun; the second one interrupts at once."""

    def ask(number: int, frame: Any) -> None:
        del number, frame
        stop.requested = True
        signal.signal(signal.SIGINT, signal.default_int_handler)
        print_note("Stopping after the running requests. Press Ctrl-C again to interrupt immediately.")

    before = signal.signal(signal.SIGINT, ask)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _reported(report: Report, options: Namespace, *, interrupted: bool) -> int:
    rows = [_row(outcome, options) for outcome in report.outcomes]
    if options.output == "text":
        print_report(report, show_links=options.show_links)
    elif options.output == "json":
        print_json({"ok": report.ok, "outcomes": rows})
    else:
        print_rows(rows, _COLUMNS, output=options.output)
    if interrupted:
        print_note("Interrupted. Run the same command again to go on.")
        return Status.INTERRUPTED
    return Status.DONE if report.ok else Status.SOME_FAILED


def _row(outcome: Outcome, options: Namespace) -> dict[str, Any]:
    row = outcome.as_json()
    return {**row, "link": outcome.link if options.show_links else "***"} if outcome.link else row
