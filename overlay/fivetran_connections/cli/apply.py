"""Show a plan, carry it out, and report the results."""

from __future__ import annotations

import json
import os
import re
import sys
from argparse import Namespace
from collections import Counter
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import fields, replace
from io import StringIO
from pathlib import Path
from shlex import quote
from time import monotonic
from types import MappingProxyType
from typing import IO, TYPE_CHECKING, Any, Final

from fivetran_common.command_line import argument, flag, takes
from fivetran_common.files import DATA_BYTES, STANDARD_INPUT, CannotRead, read_text
from fivetran_common.json_types import is_mapping
from fivetran_common.text import is_mask

from .. import code
from .._http.credentials import find_credentials
from .._secrets.masking import masked
from .._secrets.secret import MASK
from ..code.data_files import data_folder, journal, only_apply
from ..code.memory import AccountId, memory_file
from ..code.plans import PENDING, Action, Result, summary, waiting_sentences
from ..code.reading.declarations import leaves, others_of, policy_parts
from ..code.reading.references import POLICY
from ..code.saved import relative
from ..errors import DeadlineTooSoon, NotFound
from .files import declared, require_own, write_file
from .memory import memory_option
from .options import ALL, COUNT, OUTPUT, PERCENT, PLANNING, POSITIVE, TEXT_OR_JSON, paths, selector_of
from .output import duration, print_error, print_json, print_line, print_note, print_rows, print_wait, status_line
from .session import (
    Status,
    client_of,
    confirm,
    ended_by_errors,
    fail,
    interruptible,
    logged,
    on_terminal,
    rate_limited_reads,
)
from .states import next_step, repeated

if TYPE_CHECKING:
    from ..client import Fivetran
    from .rehearsal import Rehearsal

_MARKS: Final = {
    Action.CREATE: ("+", "green"),
    Action.UPDATE: ("~", "yellow"),
    Action.REPLACE: ("±", "bold red"),
    Action.DELETE: ("-", "bold red"),
    Action.UNDECLARED: ("?", "yellow"),
    Action.REFUSED: ("!", "red"),
    Action.UNMANAGED: ("?", "dim"),
    Action.WAITING: (".", "yellow"),
    Action.UNCHANGED: ("=", "dim"),
}
_PLAN_COLUMNS: Final = ("action", "group_id", "schema", "service", "id", "changes")
_REPORT_COLUMNS: Final = ("result", "action", "group_id", "schema", "service", "id", "setup_state", "message")
_LONGEST: Final = 60
"""Characters of a value in a plan."""
_SWITCHES: Final = [field.name for field in fields(code.PlanOptions) if field.default is False]
"""The command's options that `PlanOptions` has too."""
_SAVED: Final = (*_SWITCHES, "group", "service", "schema", "state", "unchecked", "show_values")
"""The options that decide the content of a plan; a saved plan keeps them."""
_LINES: Final = 10
"""The lines of progress without a terminal, and the fewest changes for which they are printed."""


@takes(
    paths(),
    *PLANNING,
    argument("-o --out", "save the plan, which holds no secret, for apply --plan", "FILE"),
    flag("--values", "show the body of each create; secrets are masked"),
    flag(
        "--detailed-exitcode",
        f"end with status {Status.PENDING:d} if changes are pending that can be seen, or else with "
        f"{Status.WAITING:d} if some wait for their set-up or source, or else with "
        f"{Status.UNDECLARED:d} if connections are listed that no file declares",
    ),
    OUTPUT,
    examples=(
        "connections/",
        "--detailed-exitcode --output json connections/ brands.yaml",
        "-o friday.plan connections/ && fivetran-connections apply --plan friday.plan",
    ),
)
def run_plan(options: Namespace) -> int:
    """Show the connections that apply would create, change, replace or delete. Nothing is changed."""
    if options.out:
        others = (memory_option(options),)
        require_own(options.out, {"format", "changes"}, others=others)
    connections = declared(options)
    with client_of(options, hides=others_of(connections)) as fivetran:
        account = AccountId.of(fivetran)
        memory = code.Memory.open(fivetran, options.memory, account=account)
        planned = _planned(fivetran, connections, options, memory=memory)
        known = connections.group_names
        groups = {change.group_id: known[change.group_id] for change in planned if change.group_id in known}
        rows = [{**change.as_json(), **({"values": _sent(change)} if options.values else {})} for change in planned]
        if options.output == "text":
            _print_plan(planned, memory, sys.stdout, every=options.all, values=options.values, groups=groups)
        elif options.output == "json":
            more = {"group_names": groups, "memory": _memory_counts(planned, memory), "notes": planned.notes}
            print_json({**_head(planned), **more, "changes": rows})
        else:
            print_rows(rows, _PLAN_COLUMNS, output=options.output)
        if options.out:
            api_secret = fivetran.connections.__driver__.wire.credentials.api_secret
            _save(planned, str(account), options, api_secret.reveal())
    if planned.count(Action.REFUSED):
        return Status.SOME_FAILED
    if not options.detailed_exitcode:
        return Status.DONE
    if not planned.is_settled:
        return Status.PENDING
    if not planned.is_empty:
        return Status.WAITING
    return Status.UNDECLARED if planned.count(Action.UNDECLARED, Action.UNMANAGED) else Status.DONE


def _head(plan: code.Plan) -> dict[str, Any]:
    return {"empty": plan.is_empty, "settled": plan.is_settled, "summary": dict(plan.counts)}


def _sent(change: code.Change) -> dict[str, Any]:
    """Return the values that a create sends, by pointer, with references as they are written, and masked."""
    declared = change.declaration
    if not declared or change.action not in {Action.CREATE, Action.REPLACE}:
        return {}
    values = [*leaves(masked(declared.body)), *(leaves(declared.tables, POLICY) if declared.tables else ())]
    return {pointer: declared.shown(pointer, None, value)[1] for pointer, value in values}


def _planned(
    fivetran: Fivetran,
    connections: Sequence[code.Declaration],
    options: Namespace,
    *,
    memory: code.Memory,
    approved: code.SavedPlan | None = None,
) -> code.Plan:
    wanted = code.PlanOptions(
        **{name: getattr(options, name) for name in _SWITCHES},
        selector=selector_of(options),
        unchecked=tuple(options.unchecked),
        was=tuple(options.was),
    )
    if existing := [path for path in options.was if Path(path).exists()]:
        fail(
            f"{existing[0]} exists: --was names a folder that these files were in before. Nothing was sent.",
            Status.INVALID,
        )
    with rate_limited_reads(fivetran) as (limited, show):
        return code.plan(limited, connections, options=wanted, memory=memory, approved=approved, on_read=show)


def _save(planned: code.Plan, account: str, options: Namespace, api_secret: str) -> None:
    kept = {name: getattr(options, name) for name in _SAVED}
    paths = relative(options.paths, options.out)
    saved = code.SavedPlan.of(planned, account=account, paths=paths, options=kept, api_secret=api_secret)
    write_file(options.out, saved.dump().encode(), mode=0o600)
    more = repeated(options, "base_url", "profile", "memory")
    print_note(f"The plan is saved. Carry it out with: fivetran-connections apply --plan {quote(options.out)}{more}")


def _print_plan(
    plan: code.Plan,
    memory: code.Memory | None,
    stream: IO[str],
    *,
    every: bool = False,
    values: bool = False,
    whole: bool = False,
    groups: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """Print every non-empty change, its values, and the number for each action; ``whole`` cuts nothing."""
    for change, names in _grouped(plan, every=every or values or whole):
        group = f"  ({groups[change.group_id]})" if change.group_id in groups and names == str(change) else ""
        most = sys.maxsize if whole or (values and every) else _LONGEST
        _print_change(change, names, stream, values=values, most=most, group=group)
    if not all(change.is_protected for change in plan if change.action is Action.UNDECLARED):
        is_given = plan.options is not None and plan.options.delete_undeclared
        print_line((_DELETE_OF_FOLDER if is_given else _DELETE, "dim"), stream=stream)
    if sent := sum(any(key.mark == "unknown" for key in change.keys) for change in plan):
        print_line((_ADOPT.format(number=sent), "dim"), stream=stream)
    for note in plan.notes:
        print_line(("warning", "yellow"), (f": {note}", ""), stream=stream)
    for name, number in _memory_counts(plan, memory).items():
        if number:
            print_line((_OF_MEMORY[name].format(number=number), "dim"), stream=stream)
    print_line(("Plan: ", "bold"), (summary(plan), ""), stream=stream)


def _print_change(change: code.Change, names: str, stream: IO[str], *, values: bool, most: int, group: str) -> None:
    """Print a change with its values, cut to so many characters; of an unchanged connection, what is to be known."""
    if change.action is Action.UNCHANGED and not (change.duplicates or change.warnings):
        for label, colour, text in _remarks(change):
            print_line((f"= {names} ", "dim"), (f"{label}: {text}", colour), stream=stream)
        return
    mark, style = _MARKS[change.action]
    named = [(f"{mark} {change.action:<9}", style), (f" {change.service:<16}", style), (f" {names}", style)]
    identifier = f"  {change.connection_id}" if change.connection_id and names == str(change) else ""
    print_line(*named, (identifier, "dim"), (group, "dim"), stream=stream)
    sent = _sent(change) if values else {}
    shown = [(pointer, _value(value, most)) for pointer, value in sent.items()]
    for key in (*change.keys, *change.having("waiting")):
        shown.append((key.pointer, _values(key, most)))
        if key.pointer == POLICY and not sent and (values or most > _LONGEST):
            shown += ((pointer, _value(value, most)) for pointer, value in leaves(key.new, POLICY))
    for pointer, text in shown:
        print_line((f"    {pointer}:", "cyan"), (f" {text}", ""), stream=stream)
    for label, style, text in _remarks(change):
        print_line((f"    {label}: {text}", style), stream=stream)


def _grouped(plan: code.Plan, *, every: bool) -> Iterator[tuple[code.Change, str]]:
    """Return each change and its name; many equal ones once, with their number and some of their names."""
    alike: dict[str, list[code.Change]] = {}
    for change in plan:
        waiting = [(each.pointer, each.reason) for each in change.having("waiting")]
        keys = [_values(key) if key.pointer == POLICY else _alike(key) for key in change.keys]
        content = (change.action, change.service, keys, waiting, *_remarks(change))
        is_alone = every or change.action in {Action.REPLACE, Action.DELETE} or change.duplicates
        alike.setdefault(str(change) + str(change.connection_id) if is_alone else repr(content), []).append(change)
    many = {id(change): changes for changes in alike.values() if len(changes) >= _MANY for change in changes}
    for change in plan:
        changes = many.get(id(change), [change])
        if len(changes) == 1:
            yield change, str(change)
        elif change is changes[0]:
            named = ", ".join(map(str, changes[:3]))
            is_same = all(each.keys == change.keys for each in changes)
            shown = change if is_same else replace(change, differences=(*map(_alike, change.differences),))
            yield shown, f"{len(changes):,} connections: {named} and {len(changes) - 3:,} more (--all lists them)"


def _alike(key: code.Difference) -> code.Difference:
    """Return a difference in which a star stands for the name within a reference: rows differ in it."""
    return replace(key, new=_REFERENCE.sub(r"\1:*", key.new)) if isinstance(key.new, str) else key


_REFERENCE: Final = re.compile(r"(?<=\$\{)(env|file|command):.*?(?=\})")

_MANY: Final = 10
"""The number of equal changes from which on they take one line."""


def _memory_counts(plan: code.Plan, memory: code.Memory | None) -> dict[str, int]:
    """Return the numbers of connections with unknown or assumed values, and of entries with another key."""
    return {
        **{kind: sum(kind in change.hidden.values() for change in plan) for kind in ("unknown", "assumed")},
        "other_key": memory.foreign if memory else 0,
    }


_KEEP: Final = "To keep it: fivetran-connections memory forget GROUP/SCHEMA."
_DELETE: Final = f"Add --delete-undeclared to delete connections that no file declares. {_KEEP}"
_DELETE_OF_FOLDER: Final = f"Plan with --was FOLDER, too, to delete connections whose folder is gone. {_KEEP}"
_ADOPT: Final = (
    "Connections that get hidden values of which the memory knows nothing: {number:,}. "
    "They replace the values of the account; --adopt keeps those, and sends none of them."
)

_OF_MEMORY: Final = {
    "unknown": "Connections with values that no answer shows, and no memory of them here: {number:,}. "
    "A change of such a value is not noticed; --rotate-secrets sends them.",
    "assumed": "Connections with values that no answer shows, assumed to be as declared: {number:,}. "
    "They were not sent from here, and --output json names them; --rotate-secrets sends them.",
    "other_key": "Entries of the memory with another key, which are kept: {number:,}. "
    "Set FIVETRAN_CONNECTIONS_MEMORY_KEY to their key to use them.",
}
"""Each line begins with a plural and ends its clause with the number, so that it is right for one and for many."""


def _values(key: code.Difference, most: int = _LONGEST) -> str:
    new = _value(key.new, most)
    if key.pointer == POLICY and is_mapping(key.new):
        counts = Counter(path[-2] for path, _ in policy_parts(key.new) if path)
        new = ", ".join(f"{count:,} {name if count > 1 else name[:-1]}" for name, count in counts.items()) or new
    if key.mark == "gone":
        return f"gone from the account -> {new}"
    if key.status == "waiting":
        size = f"  ({new})" if key.pointer == POLICY else ""
        return f"waits for its {key.waits_for}: {key.reason}{size}"
    reason = f"  ({key.reason})" if key.reason and key.status == "change" else ""
    if reason and (key.old in (None, MASK) or is_mask(key.old, whole=True)):
        return f"{new}{reason}"
    return f"{_value(key.old, most)} -> {new}{reason}"


def _value(value: Any, most: int) -> str:
    """Return a value as JSON, cut before the word that would be too much: an id or a path is whole, or not there."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    if len(text) <= most:
        return text
    shown = text[:most].rpartition(" ")[0] or text.partition(" ")[0]
    return shown if shown == text else f"{shown} ..."


def _unseen(change: code.Change) -> str:
    """Return the hidden values, which the account may not have as declared; those that are assumed are counted."""
    pointers: dict[str, list[str]] = {}
    for pointer, kind in change.hidden.items():
        if kind in _DOUBTS:
            pointers.setdefault(_DOUBTS[kind], []).append(pointer)
    return ", ".join(f"{', '.join(named)} ({doubt})" for doubt, named in pointers.items())


_DOUBTS: Final = {
    "unknown": "never sent from here; --rotate-secrets sends it",
    "dropped": "perhaps dropped; check the name of the key, and its value in Fivetran",
    "gone": "gone, and not shown since it was sent again; check it in Fivetran, or send it with --rotate-secrets",
    "unverified": "name not verified before the first sync; plan again after it",
}


def _remarks(change: code.Change) -> Iterator[tuple[str, str, str]]:
    kept = [each for each in change.having("unseen") if each.mark == "kept"]
    if stands := ", ".join(f"{each.pointer} is still {_value(each.old, _LONGEST)}" for each in kept):
        yield "null cleared nothing", "yellow", f"{stands}; clear it in Fivetran, or take null out of the file"
    if unseen := _unseen(change):
        yield "cannot be seen", "yellow", unseen
    for reason in change.reasons:
        yield "refused", "red", reason
    for warning in change.warnings:
        yield "warning", "yellow", warning
    if change.action is Action.REPLACE:
        yield "replace", "red", "it is deleted and created again, and its history is synced again"
    if change.duplicates:
        yield "more connections of this group and schema", "yellow", ", ".join(change.duplicates)


@takes(
    paths("*"),
    argument("--plan", "apply a saved plan, if a new plan has the same changes", "FILE"),
    flag("--yes", "do not ask; deletions need --max-deletes as well"),
    *PLANNING,
    argument("--max-deletes", "delete or replace at most this many connections", "N", type=COUNT),
    argument(
        "--max-percent",
        "of ten or more connections, delete or replace at most P percent (30)",
        "P",
        type=PERCENT,
        default=30.0,
    ),
    argument("--concurrency", "connections at once (8)", "N", type=POSITIVE, default=8),
    flag("--trial-account", "keep within the lower rate limits of a trial account"),
    flag("--fail-fast", "start no other change after a failure"),
    flag("--show-links", "show the links of Connect Cards, with which anyone can authorize"),
    flag("--require-connected", f"end with status {Status.NOT_AS_REQUIRED:d} unless all are connected"),
    argument("--journal", "where each result is written, instead of the data folder", "FILE"),
    OUTPUT,
    examples=("connections/", "--yes --max-deletes 2 --delete-unmanaged connections/", "--plan friday.plan"),
)
def run_apply(options: Namespace) -> int:
    """
    Carry out a plan: create, update and, if allowed, replace and delete connections.

    On a terminal it shows the plan and asks once. Running it again goes on where it was stopped.
    """
    with ended_by_errors():
        saved, options = _with_saved_plan(options) if options.plan else (None, options)
    if not options.paths:
        fail("Name the files or folders to apply, or a saved plan with --plan FILE.", Status.USAGE)
    if options.journal:
        others = (memory_option(options), options.plan)
        require_own(options.journal, {"time"}, others=others, by_lines=True)
    connections = declared(options)
    limits = code.Limits(max_deletes=options.max_deletes, max_percent=options.max_percent)
    from .rehearsal import rehearsed

    with ended_by_errors(), ExitStack() as stack:
        clock = stack.enter_context(rehearsed(options))
        with client_of(options, clock=clock, hides=others_of(connections)) as fivetran:
            account = AccountId.of(fivetran)
            stack.enter_context(only_apply(memory_file(account, options.memory)))
            memory = code.Memory.open(fivetran, options.memory, account=account)
            memory.keeps_files, memory.group_names = bool(saved), connections.group_names
            planned = _planned(fivetran, connections, options, memory=memory, approved=saved)
            if saved:
                api_secret = fivetran.connections.__driver__.wire.credentials.api_secret
                saved.check(planned, str(account), saved.verify(api_secret.reveal()))
        asks = bool(planned.count(*PENDING)) and not options.yes and on_terminal()
        if asks or options.output == "text":
            stream = sys.stdout if options.output == "text" else sys.stderr
            _print_plan(planned, memory, stream, every=options.all, groups=connections.group_names)
            sys.stdout.flush()
        limits.check(planned)
        _require_consent(planned, options, asks=asks)
        with logged(options):
            return _apply(options, planned, limits, memory, clock)


def _with_saved_plan(options: Namespace) -> tuple[code.SavedPlan, Namespace]:
    """Read a saved plan, refuse an edited one, and return it with the options completed from it."""
    saved = _parsed(options.plan)
    saved.verify(find_credentials(base_url=options.base_url, profile=options.profile).api_secret.reveal())
    folder = os.path.relpath(Path(os.path.realpath(options.plan)).parent)
    kept = {name: saved.options.get(name, getattr(options, name)) for name in _SAVED}
    paths = options.paths or saved.paths_from(folder)
    return saved, Namespace(**{**vars(options), **kept, "paths": paths})


def _parsed(file: str) -> code.SavedPlan:
    try:
        return code.SavedPlan.parse(read_text(file, limit=DATA_BYTES))
    except CannotRead as error:
        raise code.OutdatedPlan(f"{file}: {error}") from None


@takes(
    argument("plan", "a file that plan -o has written", "PLAN"),
    flag("--markdown", "print it for the comment of a pull request"),
    flag("--whole", "cut nothing, also if it is too long for a comment, and show the policies for tables"),
    ALL,
    TEXT_OR_JSON,
    examples=("friday.plan", "--markdown friday.plan"),
)
def run_show_plan(options: Namespace) -> int:
    """Show a saved plan. Nothing is sent."""
    with ended_by_errors():
        plan = _parsed(options.plan).plan
    if options.output == "json":
        print_json({**_head(plan), "changes": [change.as_json() for change in plan]})
    elif options.markdown:
        text = StringIO()
        _print_plan(plan, None, text, every=options.all, whole=options.whole)
        print(_in_markdown(text.getvalue(), most=sys.maxsize if options.whole else _COMMENT))
    else:
        _print_plan(plan, None, sys.stdout, every=options.all, whole=options.whole)
    return Status.DONE


def _in_markdown(text: str, *, most: int) -> str:
    """Return the text of a plan as a block of code of at most so many characters, its last line as title."""
    *lines, title = text.splitlines()
    shown = "\n".join(lines)
    if len(shown) > most:
        shown = shown[:most].rpartition("\n")[0]
        shown += f"\n... and {len(lines) - shown.count(chr(10)) - 1:,} more lines"
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", shown)), default=0))
    return f"**{title}**\n\n{fence}diff\n{shown}\n{fence}" if lines else f"**{title}**"


_COMMENT: Final = 60_000
"""Characters of a plan in a comment, of which GitHub takes 65,536."""


def _require_consent(plan: code.Plan, options: Namespace, *, asks: bool) -> None:
    """Ask, or where no question can be asked, end the command unless options allow each kind of change."""
    counts = [f"{action} {plan.count(action):,}" for action in PENDING if plan.count(action)]
    pending = f"{', '.join(counts[:-1])} and {counts[-1]}" if len(counts) > 1 else "".join(counts)
    if asks:
        deletes = plan.count(Action.DELETE)
        confirm(pending, f"delete {deletes}" if deletes else "yes", option="--yes")
        return
    deletes = plan.count(Action.DELETE, Action.REPLACE)  # a replacement deletes as well
    sent = plan.count(Action.CREATE, Action.UPDATE) and not options.plan
    needed = ["--yes"] if (sent or plan.count(Action.REPLACE)) and not options.yes else []
    needed += [f"--max-deletes {deletes}"] if deletes and options.max_deletes is None else []
    if needed:
        fail(f"This would {pending}. Nothing was sent. Allow it with {' '.join(needed)}.", Status.INVALID)


def _apply(
    options: Namespace, plan: code.Plan, limits: code.Limits, memory: code.Memory, clock: Rehearsal | None
) -> int:
    import asyncio

    from .._http.limits import Limiter
    from ..client import AsyncFivetran
    from ..code.applying import cost_of

    stop = code.Stop(fail_fast=options.fail_fast)
    limiter = Limiter(trial_account=options.trial_account or None)
    time: dict[str, Any] = clock.during(stop) if clock else {"sleep": stop.sleep}
    costs = Counter(cost_of(change) for change in plan if change.action in PENDING)

    def least(outcome: code.Outcome) -> float:
        costs[cost_of(outcome.change)] -= 1
        return limiter.least(costs, clock.monotonic() if clock else monotonic())

    path = Path(options.journal) if options.journal else data_folder() / "journal.jsonl"
    with journal(path) as write, shown_progress(plan.count(*PENDING), least) as progress:

        def watch(outcome: code.Outcome) -> None:
            if outcome.result in {"done", "failed"}:
                write(outcome)
                if outcome.change.action in PENDING:
                    progress(outcome)

        def ask_to_stop() -> None:
            stop.requested = True

        def announce(*wait: Any) -> None:
            stop.check()
            print_wait(*wait)

        async def work() -> code.Report:
            async with AsyncFivetran(base_url=options.base_url, profile=options.profile, **time) as fivetran:
                within = fivetran.__within__(options.max_wait, announce)
                with interruptible(ask_to_stop, "Stopping after the running requests"):
                    return await code.aapply(
                        within.with_limits(limiter, on_wait=announce),
                        plan,
                        memory=memory,
                        limits=limits,
                        stop=stop,
                        watch=watch,
                        concurrency=options.concurrency,
                    )

        report = asyncio.run(work())
    interrupted = stop.requested and not stop.fail_fast
    return _status_of(report, options, interrupted=interrupted)


@contextmanager
def shown_progress(
    total: int, least: Callable[[code.Outcome], float] = lambda _: 0
) -> Generator[Callable[[code.Outcome], None], None, None]:
    """
    Show on standard error how many of ``total`` changes are carried out; the returned function counts one.

    After an outcome, ``least`` returns the seconds that the rate limits ask for until the end. On a terminal one line
    changes; elsewhere a line is printed at each tenth of ten or more changes.
    """
    started, done, failed = monotonic(), 0, 0

    def count_one(outcome: code.Outcome) -> None:
        nonlocal done, failed
        done += 1
        failed += outcome.error is not None
        rate = done / max(monotonic() - started, 0.001)
        failures = f", {failed:,} failed" if failed else ""
        left = duration(max((total - done) / rate, least(outcome)))
        line = f"{done:,} of {total:,}{failures}, {60 * rate:,.0f} a minute, {left} left"
        show(line)
        if not sys.stderr.isatty() and total >= _LINES and _LINES * done % total < _LINES:  # once for each tenth
            print(line, file=sys.stderr, flush=True)

    with status_line() as show:
        yield count_one


def _status_of(report: code.Report, options: Namespace, *, interrupted: bool) -> int:
    """Print the report, and return the exit status."""
    if options.output == "text":
        _print_report(report, options)
    else:
        rows = [outcome.as_json() for outcome in report.outcomes]
        for row, outcome in zip(rows, report.outcomes, strict=True):
            if outcome.link:
                row["link"] = outcome.link if options.show_links else "***"
            elif step := _step_after(outcome, options):
                row["next_step"] = step
        if options.output == "json":
            failure = {"failure": str(report.failure)} if report.failure else {}
            unread = {"unread": report.unread} if report.unread else {}
            print_json({"ok": report.ok, **failure, **unread, "outcomes": rows})
        else:
            print_rows(rows, _REPORT_COLUMNS, output=options.output)
    if report.failure:
        changed = ", ".join(f"{outcome.change} ({outcome.connection_id})" for outcome in report.unkept)
        print_error(
            f"{report.failure} No other change was started. Changed and not written down: {changed or 'nothing'}. "
            "Run the same command again once the file can be written."
        )
        return Status.FAILED
    if any(isinstance(outcome.error, DeadlineTooSoon) for outcome in report.outcomes):
        print_error("The rate limits would hold this longer than --max-wait allows. Run the same command again later.")
        return Status.RATE_LIMITED
    if interrupted:
        print_note("Interrupted. Run the same command again to go on.")
        return Status.INTERRUPTED
    if not report.ok:
        return Status.SOME_FAILED
    return Status.NOT_AS_REQUIRED if options.require_connected and report.not_connected else Status.DONE


def _print_report(report: code.Report, options: Namespace) -> None:
    """Print the failures, connections to set up with their next step, the numbers, and waiting changes."""
    for outcome in report.failures:
        label = "partly done" if outcome.result == "done" else outcome.result
        message = f"{outcome.message} {_step_after(outcome, options)}".rstrip()
        print_line((label, "bold red"), (f" {outcome.change}:", "bold"), (f" {message}", ""))
        for note in outcome.notes:
            print_line((f"    {note}", ""))
    noted: dict[str, list[code.Outcome]] = {}
    for outcome in report.having("done"):
        notes = () if outcome.error else outcome.notes
        for note in notes:
            noted.setdefault(note, []).append(outcome)
    for note, outcomes in noted.items():
        for outcome in _few(outcomes):
            print_line(("note", "bold"), (f" {outcome.change}:", ""), (f" {note}", ""))
    _print_not_connected(report, options)
    if report.unread:
        print_line(
            (_UNREAD.format(len(report.unread), report.unread[0], repeated(options, "base_url", "profile")), "yellow")
        )
    results: tuple[Result, ...] = ("unchanged", "waiting", "undeclared", "failed", "refused", "skipped")
    done = report.having("done")
    partly = sum(bool(outcome.error) for outcome in done)
    numbers = [(len(done) - partly, "done"), (partly, "partly done")]
    numbers += [(len(report.having(result)), result) for result in results]
    counts = [f"{number:,} {result}" for number, result in numbers if number]
    waits = waiting_sentences(outcome.waiting for outcome in report.outcomes)
    print_line(("Apply: ", "bold"), (" ".join([f"{', '.join(counts) or 'nothing to do'}.", *waits]), ""))


_UNREAD: Final = (
    "Sources that lack names, and were not read again since one apply reads 100: {0:,}. "
    "Read them with the command reload, for instance: fivetran-connections reload {1}{2}"
)


def _print_not_connected(report: code.Report, options: Namespace) -> None:
    """Print the connections that are not set up, with their next step."""
    alike: dict[tuple[str, ...], list[code.Outcome]] = {}
    for outcome in report.not_connected:
        own = (str(outcome.connection_id),) if outcome.link else outcome.failed_tests
        step = _step_after(outcome, options).replace(str(outcome.connection_id), "")
        alike.setdefault((str(outcome.setup_state), step, *own), []).append(outcome)
    if alike:
        print_line(("Not connected:", "bold yellow"))
    for outcomes in alike.values():
        for outcome in _few(outcomes):
            tests = "".join(f" Setup test failed: {test.rstrip('.')}." for test in outcome.failed_tests)
            step = _step_after(outcome, options)
            if outcome.link:
                step = f"To authorize: {outcome.link if options.show_links else '*** (--show-links shows it)'}"
            state = f"  {outcome.connection_id} is {outcome.setup_state}."
            print_line((f"    {outcome.change}", "bold"), (f"{state}{tests}", ""), (f" {step}", ""))


def _step_after(outcome: code.Outcome, options: Namespace) -> str:
    """Return the next step for a connection that is not set up, or that was deleted since the plan; else nothing."""
    if isinstance(outcome.error, NotFound) and outcome.change.action is Action.UPDATE and not outcome.undone:
        return "It was deleted elsewhere: run the same command again, and it is created."
    declared = outcome.change.declaration
    if declared is None or outcome.setup_state in {None, "connected"}:
        return ""
    row = {**declared.body, "id": outcome.connection_id, "status": {"setup_state": outcome.setup_state}}
    file = declared.origin.source.file if declared.origin else STANDARD_INPUT
    named = "" if file == STANDARD_INPUT else file
    return str(next_step(row, options, tested=bool(outcome.failed_tests), file=named))


def _few(outcomes: Sequence[code.Outcome]) -> Iterator[code.Outcome]:
    """Yield outcomes that are alike; of many the first one, after which the number of the others is printed."""
    is_many = len(outcomes) >= _MANY
    yield from outcomes[:1] if is_many else outcomes
    if is_many:
        print_line((f"    and {len(outcomes) - 1:,} more (--output json lists them)", "bold"))
