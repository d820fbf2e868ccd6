"""The account of the key, the installation and the way to the API, and the completion of shells."""

from __future__ import annotations

import json
import platform
from argparse import Namespace
from collections.abc import Iterator
from dataclasses import replace
from importlib import metadata
from math import inf
from secrets import token_hex
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from fivetran_common.command_line import SHELLS, argument, flag, takes

from .._http.credentials import find_credentials
from ..errors import FivetranError, Forbidden
from .files import require_own, write_file
from .options import CLIENT, MAX_WAIT, OUTPUT, TEXT_OR_JSON, id_of_group, names_of_groups
from .output import print_error, print_json, print_line, print_note, print_rows, print_wait
from .session import Status, client_of, confirm, fail, interruptible, logged, status_of

if TYPE_CHECKING:
    from ..learning.asking import Asking

_PACKAGES: Final = (
    "fivetran-connections",
    "httpx",
    "attrs",
    "jsonschema-rs",
    "anyio",
    "PyYAML",
    "rich",
    "platformdirs",
)
_SECONDS: Final = 10.0
"""The time in which the API has to answer."""


@takes(OUTPUT, *CLIENT)
def run_groups(options: Namespace) -> int:
    """List the groups of the account."""
    with client_of(options) as fivetran:
        rows = (group.to_dict() for group in fivetran.groups.list())
        print_rows(rows, ("id", "name", "created_at"), output=options.output)
    return Status.DONE


@takes(TEXT_OR_JSON, *CLIENT)
def run_whoami(options: Namespace) -> int:
    """Show the owner and the source of the key."""
    with client_of(options) as fivetran:
        info: dict[str, Any] = {**fivetran.account.info().to_dict(), "credentials": fivetran.source}
    if options.output == "json":
        print_json(info)
    else:
        for key, value in info.items():
            print_line((f"{key:<14} {value}", ""))
    return Status.DONE


class _Check(NamedTuple):
    """One check of `doctor`, and its result."""

    name: str
    found: str
    status: Status = Status.DONE


@takes(
    flag("--behaviours", "learn by reading how the API behaves for this account, where that is unknown"),
    argument("--trial", "learn more by throwaway connections in this group: docs/live.md", "GROUP"),
    argument("-o --out", "write a file of the behaviours that the mock takes", "FILE"),
    argument("--record", "with --trial: write its requests and answers, without ids and values of the account", "FILE"),
    flag("--yes", "start the trial without a question"),
    TEXT_OR_JSON,
    *CLIENT,
    MAX_WAIT,
)
def run_doctor(options: Namespace) -> int:
    """Check installation, credentials and the way to the API, and name each next step."""
    if options.behaviours and options.trial:
        fail("--behaviours only reads, and --trial also writes: choose one.", Status.USAGE)
    if options.behaviours or options.trial:
        return _learn(options)
    if options.out or options.yes or options.record:
        fail("-o works only with --behaviours or --trial, and --yes and --record only with --trial.", Status.USAGE)
    with logged(options):
        checks = list(_checks(options))
    if options.output == "json":
        print_json([{"check": name, "ok": not status, "found": found} for name, found, status in checks])
    else:
        for name, found, status in checks:
            mark = ("FAIL", "bold red") if status else ("ok  ", "green")
            print_line(mark, (f" {name:<12}", "bold"), (f" {found}", ""))
    return next((status for _, _, status in checks if status), Status.DONE)


def _learn(options: Namespace) -> int:
    """Show the behaviours of the API that an account shows, and write them to a file."""
    from ..learning.asking import Asking, Trial

    if options.out:
        require_own(options.out, {"version", "behaviours"}, others=[options.record])
    if options.record:
        require_own(options.record, {"recording", "version"}, by_lines=True)
    with client_of(options) as fivetran:
        driver = replace(fivetran.connections.__driver__, limits=None)  # it waits by itself
        patience = options.max_wait.left if options.max_wait else inf
        if not options.trial:
            asking = Asking(driver, {"list": "/v1/connections", "page": "100"}, print_wait)
            asking.patience = min(asking.patience, patience)
            asking.read_account()
            _report(options, asking)
            return Status.DONE
        group = id_of_group(options.trial, names_of_groups(fivetran))
        trial = Trial(driver, group, token_hex(3), print_wait)
        trial.patience = min(trial.patience, patience)
        for sentence in trial.announced():
            print_note(sentence)
        if not options.yes:
            confirm(f"make and delete throwaway connections in the group {group}", group, option="--yes")
        try:
            with interruptible(trial.stop, "Deleting what the trial has made"):
                trial.run()
        finally:  # also after Ctrl-C
            for sentence in trial.left:
                print_error(sentence)
            _report(options, trial)
    return Status.FAILED if trial.left else Status.DONE


def _report(options: Namespace, asking: Asking) -> None:
    """Write the files of what was learnt, and print it."""
    from fivetran_openapi import document
    from fivetran_rules.behaviours import VERSION

    from ..learning.asking import Trial
    from ..learning.questions import Learned, learned

    rows = learned(asking)
    values = {row.name: row.value for row in rows if row.value is not None}
    if options.out:
        write_file(options.out, f"{json.dumps({'version': VERSION, 'behaviours': values}, indent=2)}\n".encode())
    if options.record and isinstance(asking, Trial):
        write_file(options.record, asking.recording(values))
    print_rows((row._asdict() for row in rows), Learned._fields, output=options.output)
    known = document()["components"]["schemas"]["Connection"]["properties"]
    shown = [*asking.listed.items, *(answer.data for answer in asking.reads)]
    if unknown := sorted({key for each in shown for key in each if key not in known}):
        print_note(f"Keys that the document does not know: {', '.join(unknown)}")


def _checks(options: Namespace) -> Iterator[_Check]:
    """Yield the checks, up to the first whose failure prevents the next."""
    from ..client import Fivetran

    yield _Check("Python", f"{platform.python_version()} on {platform.system()}")
    yield _Check("packages", ", ".join(f"{name} {_version(name)}" for name in _PACKAGES))
    name = "credentials"
    try:
        credentials = find_credentials(base_url=options.base_url, profile=options.profile)
        yield _Check(name, f"from {credentials.source}, for {credentials.base_url}")
        name = "account"
        with Fivetran(base_url=options.base_url, profile=options.profile, timeout=_SECONDS, retries=0) as fivetran:
            try:
                found = str(fivetran.account.info().account_id)
            except Forbidden:
                next(fivetran.connections.list(page_size=1), None)
                found = "not shown, since the key lacks ACCOUNT_READ; connections can be read"
            yield _Check(name, found)
    except FivetranError as error:
        yield _Check(name, str(error), status_of(error))


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "is missing"


@takes(argument("shell", "the shell", choices=SHELLS))
def run_completion(options: Namespace) -> int:
    """
    Print the code that makes a shell complete the commands and options.

    bash and zsh: add `eval "$(fivetran-connections completion bash)"` to ~/.bashrc, or the same with zsh to ~/.zshrc.
    fish: fivetran-connections completion fish > ~/.config/fish/completions/fivetran-connections.fish
    """
    from .app import PROGRAM  # a circle at import time: app names this module

    print(PROGRAM.completion(options.shell))
    return Status.DONE
