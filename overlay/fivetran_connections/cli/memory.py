"""The memory on the command line: its content, and its path for the commands that use it."""

from __future__ import annotations

import os
from argparse import Namespace
from collections.abc import Collection, Generator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Final

from fivetran_common.command_line import argument, takes

from ..code.data_files import CannotKeep, data_folder, only_apply
from ..code.memory import MEMORY as VARIABLE
from ..code.memory import AccountId, Entry, Memory, memory_file, new_key
from .options import CLIENT, MEMORY, OUTPUT, id_of_group, names_of_groups
from .output import print_error, print_line, print_rows
from .session import Status, client_of, fail
from .states import shown_path

if TYPE_CHECKING:
    from ..client import Fivetran


@takes(examples=("",))
def run_new_key(options: Namespace) -> int:
    """Print a new random key for FIVETRAN_CONNECTIONS_MEMORY_KEY. Keep it as a secret of the team."""
    del options
    print_line((new_key(), ""))
    return Status.DONE


@takes(MEMORY, OUTPUT, *CLIENT, examples=("", "--memory memory.jsonl --output json"))
def run_show_memory(options: Namespace) -> int:
    """List the connections of the memory: file, status of each value and of its mask, and why it is held. No values."""
    with client_of(options) as fivetran:
        memory = memory_of(options, fivetran)
        entries, folder = ([*memory.entries], memory.path.parent) if memory else ([], Path())
    names = ("id", "group_id", "schema", "service", "file", "key", "held", "policies", "copied", "unsure")
    rows = (
        {
            **{name: getattr(entry, name) for name in names},
            "file": entry.file and shown_path(os.path.normpath(folder / entry.file)),
            "values": {
                at: known.status + f", mask {known.mask}" * bool(known.mask) for at, known in entry.values.items()
            },
        }
        for entry in entries
    )
    columns = ("id", "group_id", "schema", "service", "file", "held", "copied", "unsure", "values")
    print_rows(rows, columns, output=options.output)
    return Status.DONE


_ENTRIES: Final = (
    argument("connections", "a connection by its id or GROUP/SCHEMA", "CONNECTION", nargs="+"),
    MEMORY,
    *CLIENT,
)


@takes(*_ENTRIES, examples=("brisk_otter amber_kettle/pin_eu",))
def run_forget(options: Namespace) -> int:
    """
    Let the memory forget connections. No connection is changed.

    A connection that no file declares is then no longer listed as undeclared. For a declared one, the next plan
    knows no hidden value.
    """
    with _named(options, "forgotten") as (memory, entries):
        for entry in entries:
            memory.forget(entry.group_id, entry.schema, entry.id)
    return Status.DONE


@takes(*_ENTRIES, examples=("brisk_otter",))
def run_acknowledge(options: Namespace) -> int:
    """Drop the record of the tables and columns that a first sync copied before the policy of a connection was set."""
    with _named(options, "acknowledged") as (memory, entries):
        for entry in entries:
            memory.acknowledge(entry)
    return Status.DONE


@contextmanager
def _named(options: Namespace, done: str) -> Generator[tuple[Memory, list[Entry]]]:
    """Open the memory with the entries of the named connections; end the command if it does not know one of them."""
    with client_of(options) as fivetran, memory_for(options, fivetran, options.connections) as memory:
        entries = [*memory.entries] if memory else []
        groups = names_of_groups(fivetran) if any("/" in name for name in options.connections) else {}
        found: dict[str, list[Entry]] = {}
        for name in options.connections:
            group, slash, schema = name.partition("/")
            named = f"{id_of_group(group, groups)}/{schema}" if slash else name
            found[name] = [entry for entry in entries if named in {entry.id, f"{entry.group_id}/{entry.schema}"}]
        unknown = [name for name, known in found.items() if not known]
        if memory is None or unknown:
            fail(f"The memory does not know {', '.join(unknown)}. Nothing was {done}.", Status.INVALID)
        yield memory, [*chain.from_iterable(found.values())]


def memory_option(options: Namespace) -> str | None:
    """Return the path of the memory that an option or the environment names."""
    return options.memory or os.environ.get(VARIABLE)


@contextmanager
def memory_for(options: Namespace, fivetran: Fivetran, names: Collection[object]) -> Generator[Memory | None]:
    """Open the memory, if it exists, for changes of these connections, if any; no apply runs meanwhile."""
    known = _file_of(options, fivetran) if names else None
    if known is None:
        yield None
        return
    account, path = known
    with only_apply(path):
        memory = Memory.open(fivetran, path, account=account)
        yield memory
        try:
            memory.finish()
        except CannotKeep as error:  # no line is lost, and what was changed is reported
            print_error(error)


def memory_of(options: Namespace, fivetran: Fivetran) -> Memory | None:
    """Open the memory of the account, if it exists."""
    known = _file_of(options, fivetran)
    return Memory.open(fivetran, known[1], account=known[0]) if known else None


def _file_of(options: Namespace, fivetran: Fivetran) -> tuple[AccountId, Path] | None:
    """Return the account and the file of its memory, if it exists; if no memory exists, nothing is sent."""
    if memory_option(options) is None and not any(data_folder().glob("memory-*.jsonl")):
        return None
    account = AccountId.of(fivetran)
    path = memory_file(account, options.memory)
    return (account, path) if path.exists() else None
