"""Commands about existing connections: named by id or GROUP/SCHEMA, or chosen by options."""

from __future__ import annotations

import json
from argparse import ArgumentTypeError, Namespace
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import partial
from getpass import getpass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple, NoReturn

from fivetran_common.command_line import Argument, Handler, argument, flag, takes
from fivetran_common.json_types import is_object, mapped, object_at
from fivetran_common.text import is_mask, printable

from .._secrets.masking import ANY_SERVICE, is_secret_by_place, is_secret_name, masked
from .._secrets.scrubbing import scrubber
from .._secrets.secret import MASK, Secret
from ..code.hold import NO_HOLD
from ..code.memory import Memory
from ..code.plans import Selector
from ..code.policies import is_paused_before_sync
from ..code.reading.references import Lookup, Misspelt, parse
from ..errors import FivetranError, Forbidden, InvalidConnection, InvalidRequest, NotFound
from .memory import memory_for, memory_of
from .options import (
    ALLOW_LOSS,
    CLIENT,
    COMMANDS,
    CONNECTIONS,
    COUNT,
    MEMORY,
    OUTPUT,
    SELECTOR,
    UNCHECKED,
    id_of_group,
    names_of_groups,
    output,
    repeated,
    selector_of,
    waiting,
)
from .output import print_error, print_note, print_rows
from .session import Status, client_of, confirm, fail, on_terminal, rate_limited_reads, status_of
from .states import State, filled, has_failed, next_step, shown_path

if TYPE_CHECKING:
    from fivetran_client.models import Connection
    from fivetran_rules import Violation

    from ..client import Fivetran

Row = dict[str, Any]

_NAMES: Final = ("id", "group_id", "schema")
_RESULT: Final = (*_NAMES, "result", "message")
_STATES: Final = ("setup_state", "sync_state", "update_state")
_LIST: Final = ("id", "group_id", "group_name", "service", "schema", *_STATES, "paused", "succeeded_at", "failed_at")


@contextmanager
def chosen(
    options: Namespace,
    *,
    all_by_default: bool = False,
    details: bool = False,
    hides: Callable[[str], str] | None = None,
) -> Generator[tuple[Fivetran, Sequence[Row]], None, None]:
    """
    Open a client, and find the connections that the options choose; an error ends the command.

    With ``details``, those whose items in the lists lack ``config`` are read one by one. ``hides`` masks the secrets of
    the command in the message of any request.
    """
    from .._api.details import in_full

    names: Sequence[str] = options.connections
    if not (names or selector_of(options) or all_by_default):
        fail(
            "Name connections by id or GROUP/SCHEMA, or select them, for instance with --group or --schema.",
            Status.USAGE,
        )
    with client_of(options, hides=hides) as fivetran:
        groups = names_of_groups(fivetran) if options.group else {}
        options.group = [id_of_group(word, groups) for word in options.group]
        selector = selector_of(options)
        found = list(_found(fivetran, options, selector))
        if not names:
            known = [(str(row.get("group_id")), str(row.get("service")), str(row.get("schema"))) for row in found]
            selector.check(known, groups)
        rows = [row for row in found if selector.has(row)]
        broken = sum(map(replace(selector, states=("broken",)).has, found))
        if broken and "incomplete" in selector.states and "broken" not in selector.states:
            print_note(f"Connections that are broken, and not shown: {broken:,}. Add --state broken.")
        if not (rows or all_by_default):
            print_note("No connection is selected, so there is nothing to do.")
        if details:
            with rate_limited_reads(fivetran) as (limited, show):
                rows = list(map(dict, limited.connections.__driver__.run(in_full(rows, show))))
        yield fivetran, rows


def _shown(rows: Sequence[Row]) -> list[Any]:
    """Return connections as the API has them, without the secrets that an answer shows: it was seen to mask not all."""

    def hide(item: Any, pointer: str) -> Any:
        return MASK if item and is_secret_by_place(item, pointer) and not is_mask(item, whole=True) else item

    return [mapped(masked(row, keep_stars=True), hide) for row in rows]


def _found(fivetran: Fivetran, options: Namespace, selector: Selector) -> Iterator[Row]:
    """Return the named connections, or without names those of the selector's groups."""
    names: Sequence[str] = options.connections
    for name in names:
        group, slash, schema = name.partition("/")
        if not slash:
            try:
                yield fivetran.connections.get(name).to_dict()
            except NotFound:
                fail(filled(State.DELETED, options, name), Status.NOT_FOUND)
            continue
        found: list[Connection] = []
        with suppress(NotFound):
            found = list(fivetran.connections.list(group_id=group, schema=schema))
        if not found:
            group = id_of_group(group, names_of_groups(fivetran))
            found = list(fivetran.connections.list(group_id=group, schema=schema))
        if not found:
            fail(filled(State.DELETED, options, f"{group}/{schema}"), Status.NOT_FOUND)
        yield from (item.to_dict() for item in found)
    if not names:
        for group_id in dict.fromkeys(selector.groups) or (None,):
            yield from (item.to_dict() for item in fivetran.connections.list(group_id=group_id, page_size=1000))


class _Done(NamedTuple):
    """A connection, and the results or the failure of an action on it."""

    connection: Row
    results: Sequence[Any] = ()
    error: FivetranError | None = None


def _on_each(
    options: Namespace,
    act: Callable[[Fivetran, Row], Iterable[Row]],
    *,
    columns: Sequence[str] = _RESULT,
    good: Callable[[str], bool] = lambda _: True,
    before: Callable[[Fivetran, Sequence[Row]], object] = lambda _fivetran, _rows: None,
) -> int:
    """
    Act on every connection that the options choose, and print the rows that ``act`` returns for each.

    A failure is a row of its own and stops no other connection. The status is 9 after a failure, and unless each
    result is ``good``. ``before`` is called with the connections, before anything is changed.
    """
    with chosen(options) as (fivetran, rows):
        before(fivetran, rows)
        return _reported(options, (_done(fivetran, row, act) for row in rows), columns, good)


def _done(fivetran: Fivetran, row: Row, act: Callable[[Fivetran, Row], Iterable[Any]]) -> _Done:
    """Act on one connection; a failure is printed."""
    try:
        return _Done(row, [*act(fivetran, row)])
    except FivetranError as error:
        print_error(printable(f"{row.get('group_id')}/{row.get('schema')}: {error}"))
        return _Done(row, error=error)


def _reported(
    options: Namespace,
    actions: Iterable[_Done],
    columns: Sequence[str] = _RESULT,
    good: Callable[[str], bool] = lambda _: True,
) -> int:
    """Act, print the results, after Ctrl-C the results so far, and return the exit status."""
    done, rows = list[_Done](), list[Row]()
    shows_failures = "message" in columns or options.output in {"json", "jsonl"}
    try:
        for one in actions:
            done.append(one)
            names = {key: one.connection.get(key) for key in _NAMES}
            failure = [{"result": "failed", "message": str(one.error)}] if one.error and shows_failures else []
            rows += [{**names, **result} for result in (*one.results, *failure)]
    finally:
        failed = [status_of(one.error) for one in done if one.error]
        if rows or (done and not failed) or options.output != "text":
            print_rows(rows, columns, output=options.output)
    if failed:
        return failed[0] if len(done) == 1 else Status.SOME_FAILED
    return Status.DONE if all(good(str(row.get("result", ""))) for row in rows) else Status.SOME_FAILED


def _choosing(*arguments: Argument, examples: Sequence[str]) -> Callable[[Callable[[Namespace], int]], Handler]:
    """Make a function the handler of a command on the connections that its options choose."""
    return takes(*CONNECTIONS, *arguments, OUTPUT, *CLIENT, examples=examples)


@_choosing(examples=("--group amber_kettle", "--state incomplete --output csv"))
def run_list(options: Namespace) -> int:
    """List connections: all of the account, or those that the options choose."""
    with chosen(options, all_by_default=True) as (fivetran, rows):
        groups = names_of_groups(fivetran)
        states = _STATES if options.output not in {"json", "jsonl"} else ()
        shown = _shown(rows)
        for row in shown:
            row["group_name"] = groups.get(str(row.get("group_id")))
            row.update({state: object_at(row, "status").get(state) for state in states})
    print_rows(shown, _LIST, output=options.output)
    return Status.DONE


@takes(*CONNECTIONS, output("json", "jsonl"), *CLIENT, examples=("brisk_otter", "amber_kettle/pin_eu"))
def run_get(options: Namespace) -> int:
    """Print connections as the API has them, without secrets."""
    with chosen(options, details=True) as (_, rows):
        print_rows(_shown(rows), (), output=options.output)
    return Status.DONE


@_choosing(
    repeated(
        "--fail-on",
        f"end with status {Status.NOT_AS_REQUIRED:d} if a connection is so; may be repeated",
        choices=("incomplete", "broken", "delayed", "failed"),
    ),
    MEMORY,
    examples=("brisk_otter", "--group amber_kettle --output json", "--fail-on broken --fail-on delayed"),
)
def run_status(options: Namespace) -> int:
    """Show the problems of connections, and the next step. The status is 0 unless --fail-on says otherwise."""
    with chosen(options, all_by_default=True) as (fivetran, rows):
        memory = memory_of(options, fivetran)
        shown = [
            {
                **{key: row.get(key) for key in _NAMES},
                **{state: object_at(row, "status").get(state) for state in _STATES},
                "failed_at": row.get("failed_at"),
                "next_step": _advice(row, options, memory),
            }
            for row in rows
        ]
    print_rows(shown, (*_NAMES, *_STATES, "failed_at", "next_step"), output=options.output)
    is_bad = any(word in options.fail_on for row in rows for word in _problems(row))
    return Status.NOT_AS_REQUIRED if is_bad else Status.DONE


def _problems(row: Row) -> Iterator[str]:
    """Return the states of a connection in the words of `--fail-on`."""
    yield from (str(object_at(row, "status").get(state)) for state in ("setup_state", "update_state"))
    if has_failed(row):
        yield "failed"


def _advice(row: Row, options: Namespace, memory: Memory | None) -> str:
    """Return what the API says of a connection, what a first sync copied too early, and the next step."""
    hold = memory.known(row).hold if memory else NO_HOLD
    notes = [
        str(note.get("details") or note.get("message"))
        for key in ("tasks", "warnings")
        for note in object_at(row, "status").get(key) or ()
    ]
    if hold.copied:
        notes.append(hold.told(row.get("id")))
    held = bool(memory and hold.held and is_paused_before_sync(row))
    file = shown_path(memory.file_of(row)) if memory and held else ""
    step = str(next_step(row, options, held=held, file=file))
    return ". ".join(filter(None, ("; ".join(notes), step)))


@_choosing(examples=("brisk_otter", "--group amber_kettle --output json"))
def run_errors(options: Namespace) -> int:
    """Show the errors of connections. The API has them as a private preview, which not every account has."""

    def errors(fivetran: Fivetran, row: Row) -> list[Row]:
        try:
            found = [dict(error.to_dict()) for error in fivetran.connections.errors(str(row["id"]))]
        except (Forbidden, NotFound):
            print_note(f"{row['id']}: this account has no list of errors, which is a private preview of the API.")
            found = []
        if has_failed(row):
            print_note(f"{row['id']}: {next_step(row, options, errors_read=True).step}")
        return found

    return _on_each(options, errors, columns=(*_NAMES, "created_at", "type", "title", "reason", "message"))


@_choosing(flag("--columns", "show the columns whose settings were edited, too"), examples=("brisk_otter",))
def run_tables(options: Namespace) -> int:
    """Show the schemas and tables of a connection, and which are synced."""

    def rows_of(fivetran: Fivetran, row: Row) -> Iterator[Row]:
        try:
            config = fivetran.schemas.get(str(row["id"])).to_dict()
        except NotFound as error:
            error.args = (str(filled(State.UNCAPTURED, options, str(row["id"]))),)
            raise
        for schema, settings in object_at(config, "schemas").items():
            for table, one in object_at(settings, "tables").items():
                named = {"id": row["id"], "schema": schema, "table": table}
                enabled = bool(settings.get("enabled") and one.get("enabled"))
                yield {**named, "enabled": enabled, "sync_mode": one.get("sync_mode")}
                for name, column in object_at(one, "columns").items() if options.columns else ():
                    masking = [str(value) for key, value in column.items() if "mask" in key]  # an undocumented key
                    shown = {"enabled": column.get("enabled"), "hashed": column.get("hashed")}
                    yield {**named, "column": name, **shown, "masking": ", ".join(masking)}

    shown = ("column", "enabled", "hashed", "masking") if options.columns else ("enabled",)
    return _on_each(options, rows_of, columns=("id", "schema", "table", *shown, "sync_mode"))


@_choosing(examples=("brisk_otter", "--group amber_kettle"))
def run_reload(options: Namespace) -> int:
    """
    Read the schemas and tables of connections from their sources. It may take minutes.

    After a time-out the reload is not repeated; a schema that was not captured before is looked for.
    """
    from ..code.tables import reloaded, schema_config

    def reload(fivetran: Fivetran, row: Row) -> Iterator[Row]:
        run, identifier = fivetran.connections.__driver__.run, str(row["id"])
        is_captured = run(schema_config(identifier)) is not None
        config = run(reloaded(identifier, is_captured=is_captured))
        schemas = object_at(config, "schemas")
        tables = sum(len(schema.get("tables") or ()) for schema in schemas.values())
        yield {"result": "reloaded", "message": f"schemas: {len(schemas):,}, tables: {tables:,}"}

    return _on_each(options, reload)


@_choosing(examples=("brisk_otter", "--state incomplete"))
def run_test(options: Namespace) -> int:
    """Run the setup tests. The status is 9 if a test failed."""
    from .._api.waiting import FAILED_TESTS

    def test(fivetran: Fivetran, row: Row) -> Iterator[Row]:
        tested = fivetran.connections.test(str(row["id"])).to_dict()
        step = str(next_step(tested, options, tested=True))
        for test in tested.get("setup_tests") or ():
            more = {"next_step": step} if test.get("status") in FAILED_TESTS else {}
            yield {"test": test.get("title"), "result": test.get("status"), "message": test.get("message"), **more}

    columns = (*_NAMES, "test", "result", "message", "next_step")
    return _on_each(options, test, columns=columns, good=lambda result: result not in FAILED_TESTS)


@_choosing(
    flag("--wait", "wait until the syncs have ended"),
    flag("--force", "stop a sync that is running, and start another one"),
    *waiting(30.0),
    examples=("brisk_otter", "--wait --deadline 7200 amber_kettle/pin_eu"),
)
def run_sync(options: Namespace) -> int:
    """Start syncs; with --wait, wait until they have ended. The status is 9 if one did not succeed."""

    def sync(fivetran: Fivetran, row: Row) -> Iterator[Row]:
        identifier = str(row["id"])
        before = fivetran.connections.get(identifier) if options.wait else None
        if row.get("paused") is True or (before and before.paused is True):
            message = f"It is paused, so no sync was started. {next_step({**row, 'paused': True}, options).step}"
            yield {"result": "paused", "message": message}
            return
        message = fivetran.connections.sync(identifier, force=options.force)
        if before is None:
            yield {"result": "started", "message": message}
        else:
            ended = fivetran.connections.wait_for_sync(before, deadline=options.deadline, interval=options.interval)
            step = next_step(ended.connection.to_dict(), options).step
            yield {"result": ended.outcome, "message": f"{ended.advice} {step}".rstrip()}

    return _on_each(options, sync, good={"started", "succeeded"}.__contains__)


def _counted(number: int, thing: str = "connection") -> str:
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def _table(text: str) -> tuple[str, str]:
    schema, _, table = text.partition(".")
    if not (schema and table):
        raise ArgumentTypeError(f"{text!r} is not of the form SCHEMA.TABLE")
    return schema, table


@_choosing(
    repeated("--table", "only this table; may be repeated", "SCHEMA.TABLE", type=_table),
    flag("--yes", "do not ask"),
    examples=("brisk_otter", "--yes --table pin_eu.campaign_report brisk_otter"),
)
def run_resync(options: Namespace) -> int:
    """Sync the history again: of everything, or of some tables. It asks before; without a terminal, --yes is needed."""
    scope: dict[str, list[str]] = {}
    for schema, table in options.table:
        scope.setdefault(schema, []).append(table)

    def resync(fivetran: Fivetran, row: Row) -> Iterator[Row]:
        yield {"result": "started", "message": fivetran.connections.resync(str(row["id"]), scope=scope or None)}

    def ask(_: Fivetran, rows: Sequence[Row]) -> None:
        number = len(rows)
        tables = f"{_counted(len(options.table), 'table')} of " if options.table else ""
        sentence = f"sync the history of {tables}{_counted(number)} again"
        if number and not options.yes:
            print_note("Every row is read from the source again: it may take days, use up quotas and cost money.")
            confirm(sentence, "yes", option="--yes")

    return _on_each(options, resync, before=ask)


@_choosing(examples=("brisk_otter", "--group amber_kettle --schema 'brand_*'"))
def run_pause(options: Namespace) -> int:
    """Pause connections."""
    return _set_paused(options, paused=True)


@_choosing(examples=("brisk_otter", "--group amber_kettle --schema 'brand_*'"))
def run_unpause(options: Namespace) -> int:
    """Unpause connections."""
    return _set_paused(options, paused=False)


def _set_paused(options: Namespace, *, paused: bool) -> int:
    def update(fivetran: Fivetran, row: Row) -> Iterator[Row]:
        updated = fivetran.connections.update(str(row["id"]), {"paused": paused, "run_setup_tests": False})
        yield {"result": "paused" if paused else "unpaused", "paused": updated.paused}

    return _on_each(options, update)


@takes(
    argument("words", "connections by id or GROUP/SCHEMA, then KEY=VALUE", "WORD", nargs="+"),
    flag("--force", "send keys that the service is not known to have"),
    ALLOW_LOSS,
    *SELECTOR,
    *UNCHECKED,
    COMMANDS,
    MEMORY,
    OUTPUT,
    *CLIENT,
    examples=(
        "brisk_otter sync_frequency=60 paused=false",
        "amber_kettle/pg config.port=5433 'config.password=${env:PG_PASSWORD}'",
        "--schema 'brand_*' run_setup_tests=false sync_frequency=1440 daily_sync_time=02:00",
    ),
)
def run_update(options: Namespace) -> int:
    """
    Change values of connections: KEY=VALUE, with dots below config and auth.

    A value is JSON, or else text; null clears. References such as ${env:NAME} are looked up. A secret may be @FILE; ?
    asks for any value. If the memory exists, it keeps digests of the sent values, as after an apply.
    """
    from fivetran_rules import Effect, check_change

    from ..code.applying import update_values
    from ..code.body import losses, update_with
    from ..code.plans import Undone
    from ..code.reading.declarations import bypass_of, unchecked_of

    options.connections = [word for word in options.words if "=" not in word]
    pairs = [word for word in options.words if "=" in word]
    patch = _patch(pairs, allow_commands=options.allow_commands)

    def judge(memory: Memory | None, _: Fivetran, row: Row) -> Sequence[Violation]:
        service = str(row["service"])
        unchecked, bypass = unchecked_of(service, options.unchecked), partial(bypass_of, service)
        found = check_change(patch, row, unchecked=unchecked, bypass=bypass)
        unknown = [violation for violation in found if violation.effect is Effect.UNKNOWN_KEY]
        errors = [violation for violation in found if violation.severity == "error" and violation not in unknown]
        if unknown and not options.force:
            errors = [replace(violation, message=f"{violation.message} --force sends it.") for violation in unknown]
        if errors:
            raise InvalidConnection(errors)
        auth: Row = {**memory.known(row).auth} if memory else {}
        if lost := [] if options.allow_loss else losses(update_with(patch, row), {**row, "auth": auth}):
            raise InvalidRequest(f"{' '.join(each.reason for each in lost)} Nothing was sent.")
        return found

    def update(memory: Memory | None, fivetran: Fivetran, row: Row) -> Iterator[Row]:
        outcome = fivetran.connections.__driver__.run(update_values(row, patch, memory))
        result, message = "partly done" if outcome.error else "updated", outcome.message
        if outcome.undone is Undone.OTHER_VALUES:
            result, message = "differs", str(outcome.error)
        yield {"result": result, "message": " ".join(filter(None, (message, *outcome.notes)))}

    with (
        chosen(options, details=True, hides=scrubber(patch)) as (fivetran, rows),
        memory_for(options, fivetran, rows) as memory,
    ):
        judged = [_done(fivetran, row, partial(judge, memory)) for row in rows]
        doubts = ((one.connection["service"], doubt) for one in judged for doubt in one.results)
        for note in dict.fromkeys(f"{service}: {doubt.pointer}: {doubt.message}" for service, doubt in doubts):
            print_note(note)
        send = partial(update, memory)
        done = (one if one.error else _done(fivetran, one.connection, send) for one in judged)
        return _reported(options, done, good="updated".__eq__)


def _refuse(sentence: str) -> NoReturn:
    fail(f"{sentence} Nothing was sent.", Status.INVALID)


def _patch(pairs: Sequence[str], *, allow_commands: bool) -> Row:
    """Return the body of the update; the first word that cannot be used ends the command."""
    if not pairs:
        _refuse("Name at least one value, for instance paused=true.")
    body: Row = {}
    for pair in pairs:
        key, _, text = pair.partition("=")
        *sections, last = key.split(".")
        below = body
        for section in sections:
            inner: Any = below.setdefault(section, {})
            if not is_object(inner):
                _refuse(f"{key} is a part of another named value: remove one of the two.")
            below = inner
        if not all((*sections, last)):
            _refuse(f"{key!r} is not a key: write KEY=VALUE, for instance config.port=5432.")
        below[last] = _value(text, key)
        if is_mask(below[last]):
            _refuse(f"{key} ends with stars, as the mask of an answer does: write the value itself.")
    resolved: Row
    resolved, problems = Lookup(allow_commands=allow_commands).resolved(body)
    if problems:
        _refuse(f"{problems[0].pointer}: {problems[0].message}")
    return resolved


def _value(text: str, key: str) -> Any:
    secret = any(is_secret_name(part, ANY_SERVICE) for part in key.split("."))
    if text == "?":
        if not on_terminal():
            _refuse(f"{key}: ? asks on a terminal, and there is none.")
        if secret:
            return Secret(getpass(f"{key}: "))
        text = input(f"{key}: ")
    if secret and text.startswith("@"):
        text = f"${{file:{Path(text[1:]).absolute()}}}"
    with suppress(ValueError):
        return json.loads(text)
    try:
        value = parse(text)
    except Misspelt as error:
        _refuse(f"{key}: {error}")
    if secret and isinstance(value, str):
        print_note(f"{key} is readable in the list of processes and the history: use ${{env:NAME}}, @FILE or ?.")
    return value


@_choosing(
    argument("--max-deletes", "delete at most this many, without confirmation", "N", type=COUNT),
    flag("--although-declared", "delete also connections that files of an earlier apply declare"),
    MEMORY,
    examples=("brisk_otter", "--max-deletes 12 --group amber_kettle --schema 'brand_*'"),
)
def run_delete(options: Namespace) -> int:
    """
    Delete connections. It asks before; without a terminal, --max-deletes has to allow so many.

    A connection that a file declares, as the memory knows, is not deleted: the next apply would create it again.
    """

    def delete(fivetran: Fivetran, row: Row) -> Iterator[Row]:
        fivetran.connections.delete(str(row["id"]))
        yield {"result": "deleted"}

    def ask(fivetran: Fivetran, rows: Sequence[Row]) -> None:
        number, allowed = len(rows), options.max_deletes
        if not options.although_declared and (declared := _declared(options, fivetran, rows)):
            _refuse(
                f"{declared} If it still is, remove it there; then apply with --delete-undeclared. --although-declared "
                "deletes it at once."
            )
        if number and allowed is None:
            confirm(f"delete {_counted(number)}", f"delete {number}", option=f"--max-deletes {number}")
        elif number > (allowed or 0):
            _refuse(f"This would delete {_counted(number)}, and --max-deletes allows {allowed:,}.")

    return _on_each(options, delete, before=ask)


def _declared(options: Namespace, fivetran: Fivetran, rows: Sequence[Row]) -> str:
    """Return a sentence about the connections that the memory knows as declared; empty without any."""
    if not (memory := memory_of(options, fivetran)):
        return ""
    files = {f"{row['group_id']}/{row['schema']}": file for row in rows if (file := memory.file_of(row))}
    more = f" and {len(files) - 1:,} more" if len(files) > 1 else ""
    return next((f"{name}{more} was declared in {file} at the last apply." for name, file in files.items()), "")


@_choosing(
    argument("--redirect-uri", "the address to which the page returns", "URL", default="https://fivetran.com"),
    flag("--wait", "wait until the connection is set up"),
    *waiting(10.0),
    examples=("brisk_otter", "--wait amber_kettle/pin_eu"),
)
def run_connect_card(options: Namespace) -> int:
    """Make the page, good for one day, on which the owner of the source authorizes a connection."""
    from .._results import with_card

    def card(fivetran: Fivetran, row: Row) -> Iterator[Row]:
        identifier = str(row["id"])
        made = fivetran.connections.connect_card(identifier, redirect_uri=options.redirect_uri)
        link = str(made.connect_card.uri)
        if not options.wait:
            yield {"result": "made", "link": link}
            return
        print_note(f"Waiting for {identifier}. To authorize it, open {link}")
        connection = with_card(fivetran.connections.get(identifier), made.connect_card)
        ended = fivetran.connections.wait_until_connected(
            connection, deadline=options.deadline, interval=options.interval, run_tests=False
        )
        step = next_step(ended.connection.to_dict(), options, tested=bool(ended.failed_tests)).step
        yield {"result": ended.state, "link": link, "message": f"{ended.advice} {step}".rstrip()}

    columns = (*_NAMES, "result", "link", "message")
    return _on_each(options, card, columns=columns, good={"made", "connected"}.__contains__)
