"""Write connections to files: those of the account, or those of a Terraform state."""

from __future__ import annotations

from argparse import Namespace
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import compress, count
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Any, Final

from fivetran_common.command_line import argument, flag, takes
from fivetran_common.files import CONNECTION_BYTES, DATA_BYTES, CannotRead, read_text, remove_rests
from fivetran_common.json_types import scalars
from fivetran_common.text import printable
from fivetran_rules import ServiceCatalogue, is_shown, naming_keys

from .._bodies.names import connection_name
from ..errors import InvalidRequest
from .connections import Row, chosen
from .files import write_file
from .options import CLIENT, MAX_WAIT, SELECTOR, id_of_group, path, selector_of
from .output import print_line, print_note
from .session import Status, fail

if TYPE_CHECKING:
    from ..client import Fivetran

_NAMED: Final = 3
"""Connections that a note names."""


@takes(
    argument("-o --out", "the folder for the files", "FOLDER", required=True, type=path),
    flag("--overwrite", "replace existing files"),
    argument("--from-terraform", "import the connections of `terraform show -json`", "FILE"),
    argument("--env-file", "write the secrets of the state to a file for a shell, which only you can read", "FILE"),
    *SELECTOR,
    *CLIENT,
    MAX_WAIT,
    epilog="""\
Examples:
  fivetran-connections import --group amber_kettle -o connections/
  terraform show -json > state.json && fivetran-connections import --from-terraform state.json -o connections/
""",
)
def run_import(options: Namespace) -> int:
    """
    Write existing connections to YAML files, one each, whose plan is empty.

    Values that the API masks become references to environment variables, which are listed at the end.
    """
    if options.from_terraform:
        return _from_terraform(options)
    from ..code.importing import TWO_NAMES, is_of_two_names

    if options.env_file:
        fail("--env-file needs --from-terraform: no answer of the API shows a secret.", Status.USAGE)
    options.connections = []
    with chosen(options, all_by_default=True, details=True) as (fivetran, rows):
        bodies, left_out = _read(fivetran, rows)
    unsure = [is_of_two_names(body, row) for body, row in zip(bodies, rows, strict=True)]
    return _write(bodies, options, left_out, comments=[TWO_NAMES if each else "" for each in unsure])


def _read(fivetran: Fivetran, rows: Sequence[Row]) -> tuple[list[dict[str, Any]], list[str]]:
    """Return the bodies for files with their policies for tables, and the parts that the files lack."""
    from ..code.importing import declaration_of
    from ..code.tables import captured_tables, policy_of

    there = fivetran.connections.__driver__.run(captured_tables({str(row["id"]): {} for row in rows}))
    catalogue = ServiceCatalogue.packaged()
    bodies: list[dict[str, Any]] = []
    unshown: dict[str, set[str]] = {}
    uncaptured: list[str] = []
    for row in rows:
        if not isinstance(row["service"], str):
            name = printable(str(row["id"]))
            fail(f"{name}: the API answers with a service that is not text. Nothing was written.", Status.FAILED)
        config = there[str(row["id"])].config
        policy = policy_of(config or {})
        bodies.append({**declaration_of(row), **({"tables": policy} if policy else {})})
        entry = catalogue.entry(str(row["service"]))
        unset = [("config", key) for key in (entry.config if entry else ()) if row["config"].get(key) is None]
        for at in (*([("auth",)] if entry and entry.auth else ()), *unset):
            if not is_shown(at, {}):
                unshown.setdefault(".".join(at), set()).add(str(row["service"]))
        if config is None:
            uncaptured.append(f"{row['group_id']}/{row['schema']}")
    left_out = [f"{at} of {', '.join(sorted(names))}, which no answer shows" for at, names in unshown.items()]
    if uncaptured:
        more = f" and {len(uncaptured) - _NAMED:,} more" if len(uncaptured) > _NAMED else ""
        left_out.append(f"tables of {', '.join(uncaptured[:_NAMED])}{more}, whose schema is not captured")
    return bodies, left_out


def _from_terraform(options: Namespace) -> int:
    from ..code.terraform import NotState, read_state

    try:
        state = read_state(read_text(options.from_terraform, limit=DATA_BYTES))
        options.group = [id_of_group(word, state.groups) for word in options.group]
        selector = selector_of(options)
        known = [(str(body["group_id"]), str(body["service"]), _schema(body)) for body in state.bodies]
        selector.check(known, state.groups)
    except (CannotRead, NotState, InvalidRequest) as error:
        fail(f"{options.from_terraform}: {error}", Status.INVALID)
    named = [selector.names(*names) for names in known]
    return _write([*compress(state.bodies, named)], options, state.left_out, secrets=[*compress(state.secrets, named)])


def _schema(body: Mapping[str, Any]) -> str:
    names = {key: str(value) for key in naming_keys(body["service"]) if (value := body["config"].get(key))}
    return connection_name({**body, "config": names}) or ""


def _write(
    bodies: Sequence[dict[str, Any]],
    options: Namespace,
    left_out: Sequence[str] = (),
    *,
    comments: Sequence[str] = (),
    secrets: Sequence[Mapping[str, str]] = (),
) -> int:
    """Write a file for each body, and secrets to that of `--env-file`; replace existing files only if allowed."""
    from ..code import importing

    folder = Path(options.out)
    fits = [importing.fitted(body) for body in bodies]
    kept = [bool(fit) for fit, _ in fits]
    files = _files([fit for fit, _ in fits if fit], folder)
    others = [path for path in folder.glob("*.yaml") if path not in files]
    files = importing.disambiguate_variables(files, map(_text, others))
    variables = Path(options.env_file) if secrets and options.env_file else None
    if variables and variables.exists() and variables.samefile(options.from_terraform):
        fail("--env-file is the state itself. Nothing was written. Name another file.", Status.USAGE)
    taken = [str(path) for path in (*files, *([variables] if variables else [])) if path.exists()]
    if taken and not options.overwrite:
        more = f" and {len(taken) - 1:,} more" if len(taken) > 1 else ""
        fail(f"{taken[0]}{more} exists. Nothing was written. Allow it with --overwrite.", Status.INVALID)
    names = {name for body in files.values() for name in importing.references_of(importing.document_of(body))}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        remove_rests([*files, *([variables] if variables else [])])
    except OSError as error:
        fail(f"The folder {folder} cannot be made: {error.strerror}.", Status.FAILED)
    for (file, body), comment in zip(files.items(), compress(comments or [""] * len(kept), kept), strict=True):
        write_file(file, (comment + importing.yaml_text(importing.document_of(body))).encode())
        print_line((str(file), ""))
    if variables:
        values = {
            importing.references_of(text)[0]: own[pointer]
            for body, own in zip(files.values(), compress(secrets, kept), strict=True)
            for pointer, text in scalars(body)
            if pointer in own
        }
        lines = [f"{name}={quote(value)}\n" for name, value in sorted(values.items())]
        write_file(variables, "".join(lines).encode(), mode=0o600)
        names -= values.keys()
        load = quote(f"./{variables}" if variables.parent == Path() else str(variables))
        print_note(f"{variables} has secrets in clear text. Load it by `set -a; . {load}; set +a`, then remove it.")
    if names:
        known = "If you do not know a value, you may remove its line: the account keeps it."
        print_note(f"Set these environment variables before you plan: {', '.join(sorted(names))}. {known}")
    pairs = zip(bodies, fits, strict=True)
    refused = [f"{key} of {body['group_id']}/{_schema(body)}" for body, (_, keys) in pairs for key in keys]
    if left := [*(f"{each}, which a check refuses" for each in refused), *left_out]:
        print_note(f"Not in these files: {'; '.join(left)}.")
    return Status.DONE


def _text(path: Path) -> str:
    """Return the text of a file that may have references; nothing if it cannot be read."""
    try:
        return read_text(path, limit=CONNECTION_BYTES)
    except CannotRead:
        return ""


def _files(bodies: Sequence[dict[str, Any]], folder: Path) -> dict[Path, dict[str, Any]]:
    """Return a file of its own for each body; several whose names come to the same are numbered."""
    from ..code.importing import file_stem

    files: dict[Path, dict[str, Any]] = {}
    taken = set[str]()
    numbers: defaultdict[str, Iterator[int]] = defaultdict(lambda: count(2))
    for body in bodies:
        stem = file_stem(str(body["group_id"]), _schema(body))
        path = folder / f"{stem}.yaml"
        while path.name.lower() in taken:  # not every file system tells upper from lower case
            path = folder / f"{stem}-{next(numbers[stem])}.yaml"
        taken.add(path.name.lower())
        files[path] = body
    return files
