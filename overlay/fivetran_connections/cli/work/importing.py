"""Write connections to files: those of the account, those of a Terraform state, or copies for another group."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Mapping, Sequence
from itertools import chain, count
from pathlib import Path
from typing import Any, Final

from fivetran_common.files import DATA_BYTES, CannotRead, decoded, read_bytes
from fivetran_rules import naming_keys

from ..._api.ensure import connection_name
from ...client import Fivetran
from ...code.importing import declaration_of, file_stem, references_of, yaml_text
from ...code.terraform import NotState, bodies_of
from ..options import selector_of
from ..printing.lines import print_error, print_line, print_note
from ..statuses import Status
from .choosing import with_chosen

_NAMING: Final = ("schema", "schema_prefix")


def run(options: Namespace) -> int:
    """Write the connections that are selected, or those of a Terraform state."""
    if options.from_terraform:
        return _from_terraform(options)
    options.connections = []
    return with_chosen(options, lambda _, rows: _import(rows, options), all_by_default=True)


def _import(rows: Sequence[Mapping[str, Any]], options: Namespace) -> int:
    return _write([declaration_of(row) for row in rows], options)


def _from_terraform(options: Namespace) -> int:
    try:
        bodies = bodies_of(decoded(read_bytes(options.from_terraform, limit=DATA_BYTES)))
    except (CannotRead, NotState) as error:
        print_error(f"{options.from_terraform}: {error}")
        return Status.INVALID
    selector = selector_of(options)
    chosen = [body for body in bodies if selector.names(str(body["group_id"]), str(body["service"]), _schema(body))]
    return _write(chosen, options)


def copy(options: Namespace) -> int:
    """Write files for copies in another group."""
    old, equals, new = (options.rename or "").partition("=")
    if options.rename and not (old and equals):
        print_error("Write --rename as OLD=NEW, for instance --rename prod_=test_.")
        return Status.USAGE

    def work(fivetran: Fivetran, rows: Sequence[Mapping[str, Any]]) -> int:
        del fivetran
        copies = [_copy(declaration_of(row), options.to, old, new) for row in rows]
        return _write(copies, options)

    return with_chosen(options, work, all_by_default=False)


def _copy(body: dict[str, Any], group: str, old: str, new: str) -> dict[str, Any]:
    renamed = set(naming_keys(body["service"])).intersection(_NAMING) if old else ()
    config = {key: value.replace(old, new) if key in renamed else value for key, value in body["config"].items()}
    return {**body, "group_id": group, "paused": True, "config": config}


def _schema(body: Mapping[str, Any]) -> str:
    names = {key: str(value) for key in naming_keys(body["service"]) if (value := body["config"].get(key))}
    return connection_name({**body, "config": names}) or ""


def _write(bodies: Sequence[dict[str, Any]], options: Namespace) -> int:
    """Write a file for each body; none that exists is replaced unless that is allowed."""
    folder = Path(options.out)
    files = _files(bodies, folder)
    taken = [str(path) for path in files if path.exists()]
    if taken and not options.overwrite:
        more = f" and {len(taken) - 1:,} more" if len(taken) > 1 else ""
        print_error(f"{taken[0]}{more} exists. Nothing was written. Allow it with --overwrite.")
        return Status.INVALID
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path, body in files.items():
            path.write_text(yaml_text(body), encoding="utf-8")
            print_line([(str(path), "")], stream=sys.stdout)
    except OSError as error:
        print_error(f"The files cannot be written to {folder}: {error.strerror}.")
        return Status.FAILED
    names = sorted({name for body in bodies for name in references_of(body)})
    if names:
        print_note(f"Set these environment variables before you plan: {', '.join(names)}")
    return Status.DONE


def _files(bodies: Sequence[dict[str, Any]], folder: Path) -> dict[Path, dict[str, Any]]:
    """Return a file of its own for each body; several whose names come to the same are numbered."""
    files: dict[Path, dict[str, Any]] = {}
    for body in bodies:
        stem = file_stem(str(body["group_id"]), _schema(body))
        numbered = chain([stem], (f"{stem}-{number}" for number in count(2)))
        files[next(path for name in numbered if (path := folder / f"{name}.yaml") not in files)] = body
    return files
