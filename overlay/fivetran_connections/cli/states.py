"""The states of a connection in which somebody has to act, and the next step from each: one table for all commands."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from shlex import quote
from typing import Any, Final, NamedTuple

from fivetran_common.json_types import object_at
from fivetran_rules import ServiceCatalogue

from .._secrets.masking import is_secret_name

Row = Mapping[str, Any]


class State(StrEnum):
    """A state of a connection, in the words of the documentation."""

    DELETED = "deleted elsewhere"
    UNCAPTURED = "its tables are asked for, and no schema is captured yet"
    UNAUTHORIZED = "not set up, and authorized in a browser: never authorized, refused on its card, or broken"
    UNTESTED = "not set up, and not authorized in a browser"
    LACKING = "the same, once its setup tests have failed: it lacks a key, such as its host"
    REFUSED = "the same, if it lacks no key: its source may refuse a secret, such as its password"
    UNCLEAR = "the same, without a secret"
    HELD = "held by an apply"
    HELD_UNFILED = "held by an apply, of a file that the memory does not know"
    PAUSED = "paused by a person"
    RESCHEDULED = "rescheduled by its source"
    RESCHEDULED_MANUAL = "the same, with a manual schedule"
    FAILED = "the last sync failed"
    FAILED_KNOWN = "the same, once its errors were read"
    FINE = "none of these"


class Step(NamedTuple):
    """The problem of a state, empty where the states or the tests tell it, and the next step; both to be filled in."""

    problem: str
    step: str

    def __str__(self) -> str:
        """Return both as one text."""
        return " ".join(filter(None, self))


STEPS: Final[Mapping[State, Step]] = {
    State.DELETED: Step("There is no connection {id}.", "Run: fivetran-connections list{account}"),
    State.UNCAPTURED: Step("No schema is captured yet.", "Run: fivetran-connections reload {id}{account}"),
    State.UNAUTHORIZED: Step("", "Run: fivetran-connections connect-card {id}{account}"),
    State.UNTESTED: Step("", "Run: fivetran-connections test {id}{account}"),
    State.LACKING: Step(
        "It lacks {keys}.",
        "Correct {file} and apply it; or without a file, run: fivetran-connections update {id} {asked}{account}",
    ),
    State.REFUSED: Step(
        "", "Correct {file} and apply it; or without a file, run: fivetran-connections update {id} {asked}{account}"
    ),
    State.UNCLEAR: Step("", "Correct its values. To see them, run: fivetran-connections get {id}{account}"),
    State.HELD: Step("An apply holds it paused.", "Run: fivetran-connections apply {path}{account}{memory}"),
    State.HELD_UNFILED: Step(
        "An apply holds it paused.", "Apply it again; or else, run: fivetran-connections unpause {id}{account}"
    ),
    State.PAUSED: Step("Paused.", "Run: fivetran-connections unpause {id}{account}"),
    State.RESCHEDULED: Step("It waits for the quota of its source.", "Nothing to do until {time}."),
    State.RESCHEDULED_MANUAL: Step(
        "It waits for the quota of its source.", "After {time}, run: fivetran-connections sync {id}{account}"
    ),
    State.FAILED: Step("The last sync failed.", "Run: fivetran-connections errors {id}{account}"),
    State.FAILED_KNOWN: Step("", "Once the cause is corrected, run: fivetran-connections sync --wait {id}{account}"),
    State.FINE: Step("", ""),
}


def next_step(
    row: Row, options: Namespace, *, tested: bool = False, errors_read: bool = False, held: bool = False, file: str = ""
) -> Step:
    """
    Return the next step for a connection, as the API returns it.

    ``tested`` and ``errors_read`` say that its failed setup tests, or the errors of its syncs, are shown already;
    ``held``, that an apply paused it; ``file`` declares it, if that is known.
    """
    status = object_at(row, "status")
    if status.get("setup_state") != "connected":
        state, keys = _before_set_up(row, tested=tested)
    else:
        state, keys = _once_set_up(row, errors_read=errors_read, held=held, file=file), ()
    return filled(state, options, str(row.get("id")), keys, file=file, time=status.get("rescheduled_for"))


def _before_set_up(row: Row, *, tested: bool) -> tuple[State, Sequence[str]]:
    """Return the state of a connection that is not set up, and the keys of `config` to correct."""
    service = str(row.get("service"))
    config = object_at(row, "config")
    known = ServiceCatalogue.packaged().entry(service)
    if known is not None and known.has_published_auth:
        return State.UNAUTHORIZED, ()
    if not tested:
        return State.UNTESTED, ()
    from fivetran_rules import lacking_keys  # brings the validator, which most commands do not need

    if lacking := lacking_keys({"service": service, "config": config}):
        return State.LACKING, lacking
    secrets = [key for key in config if is_secret_name(key, service)]
    return (State.REFUSED if secrets else State.UNCLEAR), secrets


def _once_set_up(row: Row, *, errors_read: bool, held: bool, file: str) -> State:
    if held:
        return State.HELD if file else State.HELD_UNFILED
    if row.get("paused"):
        return State.PAUSED
    if object_at(row, "status").get("sync_state") == "rescheduled":
        schedules: list[Row] = [row, object_at(row, "schedule")]
        types = {str(each.get("schedule_type")).lower() for each in schedules}
        return State.RESCHEDULED_MANUAL if "manual" in types else State.RESCHEDULED
    if has_failed(row):
        return State.FAILED_KNOWN if errors_read else State.FAILED
    return State.FINE


def filled(
    state: State, options: Namespace, name: str, keys: Sequence[str] = (), *, file: str = "", time: object = None
) -> Step:
    """Return the step of a state for a connection by its id or GROUP/SCHEMA."""
    values = {
        "id": quote(name),
        "keys": " and ".join(f"config.{key}" for key in keys),
        "asked": " ".join(quote(f"config.{key}=?") for key in keys),
        "file": file or "its file",
        "path": quote(file),
        "time": time or "an unknown time",
        "memory": repeated(options, "memory"),
        "account": repeated(options, "base_url", "profile"),
    }
    problem, step = (text.format_map(values) for text in STEPS[state])
    return Step(problem, step)


def repeated(options: Namespace, *names: str) -> str:
    """Return those of the options that are set, as a command that is typed next has to repeat them."""
    given = {name: getattr(options, name, None) for name in names}
    return "".join(f" --{name.replace('_', '-')} {quote(value)}" for name, value in given.items() if value)


def has_failed(row: Row) -> bool:
    """Return whether the last sync that ended has failed."""
    return str(row.get("failed_at") or "") > str(row.get("succeeded_at") or "")


def shown_path(path: str) -> str:
    """Return a path below the working folder relative to it, any other as it is."""
    try:
        return str(Path(path).relative_to(Path.cwd())) if path else ""
    except ValueError:
        return path
