"""Keep the undamaged records of a damaged state file. The damaged file stays beside it, with `.damaged` at its end."""

from __future__ import annotations

import argparse
from contextlib import closing, suppress
from pathlib import Path
from typing import Final

from fivetran_common.text import printable

from .._mock.state.store import Change
from . import FAILED, OK, complain
from ._values import file

MOST_LISTED: Final = 20
"""How many lost records are listed."""


def build(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("file", metavar="FILE", type=file, help="the file of serve --state, which no server has open")


def run(options: argparse.Namespace) -> int:
    """Repair the file and print how many records were kept and which were lost."""
    from .._mock.state.snapshots import complete
    from .._mock.state.sqlite_store import salvage

    path = Path(options.file)
    try:
        found = salvage(path)
        kept = complete(found)
        _replace(path, kept)
    except OSError as problem:
        complain("state repair", problem)
        return FAILED
    lost = set(found).difference(kept)
    print(f"{len(kept)} records were kept, {len(lost)} that could be read were lost.")
    for record in sorted(lost)[:MOST_LISTED]:
        print(printable(f"{record.kind} {record.key} of account {record.account!r} belongs to a record that is lost."))
    return OK


def _replace(path: Path, kept: list[Change]) -> None:
    """Write the records to a new file in the place of the old one, which is renamed."""
    from .._mock.state.sqlite_store import SQLiteStore

    repaired = path.with_name(f"{path.name}.repaired")
    repaired.unlink(missing_ok=True)
    with closing(SQLiteStore(repaired)) as store:
        store.write(kept)
    for suffix in ("-wal", "-shm", "-journal"):
        with suppress(FileNotFoundError):
            Path(f"{path}{suffix}").replace(f"{path}.damaged{suffix}")
    path.replace(f"{path}.damaged")
    repaired.replace(path)
