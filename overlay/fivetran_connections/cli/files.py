"""The connections that files declare, their problems, and the rules that find them."""

from __future__ import annotations

import errno
import json
import os
import sys
from argparse import Namespace
from collections.abc import Collection, Iterable, Iterator
from dataclasses import asdict
from functools import cache, partial
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

from fivetran_common.command_line import argument, takes
from fivetran_common.files import DASH, DATA_BYTES, STANDARD_INPUT, CannotRead, read_text, write_whole
from fivetran_common.json_types import is_mapping

from ..code.reading.declarations import Declarations, Finding, others_of
from ..code.reading.references import Lookup
from ..errors import FivetranError
from .memory import memory_of
from .options import STRICT, TEXT_OR_JSON, id_of_group, paths, selector_of
from .output import print_json, print_line
from .session import Status, client_of, fail, status_of

if TYPE_CHECKING:
    from fivetran_client.models import Group

    from ..code.reading.loading import Loaded

_COLOURS: Final = {"error": "red", "warning": "yellow", "note": "blue"}


@takes(paths(), TEXT_OR_JSON, *STRICT, examples=("connections/", "--output json - < request.json"))
def run_validate(options: Namespace) -> int:
    """Check files against every rule, as one set. Nothing is sent, and no reference is looked up."""
    loaded = _loaded(options, lookup=None, named=False)
    status = Status.DONE if loaded.valid else Status.INVALID
    if options.output == "json":
        _print_verdict(loaded)
    else:
        _print_findings(loaded.findings, stream=sys.stdout)
        wrong = {finding.file for finding in loaded.findings if finding.severity == "error"}
        for file in loaded.files:
            if file not in wrong:
                warned = sum(each.file == file and each.severity == "warning" for each in loaded.findings)
                counted = f", {warned} warning{'' if warned == 1 else 's'}" if warned else ""
                print_line((file, "bold"), (": valid", "green"), (counted, "yellow"))
    return status


def require_own(path: str, keys: Collection[str], *, others: Iterable[str | None] = (), by_lines: bool = False) -> None:
    """
    End the command, before anything is sent, if an output cannot be written, or would overwrite another file.

    A file that exists has to be empty, JSON with these keys, or lines of JSON whose first has them. ``others`` are
    further files of the command.
    """
    if any(other and os.path.realpath(other) == os.path.realpath(path) for other in others):
        fail(f"{path} is another file of this command as well, nothing was sent: name another one.", Status.USAGE)
    if Path(path).is_dir():
        fail(f"{path} cannot be written: {os.strerror(errno.EISDIR)}.", Status.FAILED)
    if not Path(path).is_file():
        folder = Path(path).parent
        if not (Path(path).exists() or os.access(folder, os.W_OK)):
            reason = os.strerror(errno.EACCES if folder.is_dir() else errno.ENOENT)
            fail(f"{path} cannot be written: {reason}.", Status.FAILED)
        return
    text = ""
    try:
        text = read_text(path, limit=DATA_BYTES)
        content: object = json.loads((text.partition("\n")[0] if by_lines else text) or "{}")
    except (CannotRead, ValueError, RecursionError):
        content = None
    if not (is_mapping(content) and (content.keys() >= set(keys) or not text)):
        fail(f"{path} exists and is a file of another kind, nothing was sent: name another one.", Status.USAGE)


def write_file(path: str | Path, content: bytes, *, mode: int | None = None) -> None:
    """Write a whole file; one that cannot be written ends the command."""
    try:
        write_whole(path, content, mode=mode)
    except (OSError, ValueError) as error:
        fail(f"{path} cannot be written: {getattr(error, 'strerror', error)}.", Status.FAILED)


def declared(options: Namespace, *, named: bool = True) -> Declarations:
    """Return the connections of the files, their references resolved; problems are printed and end the command."""
    failures = list[FivetranError]()
    lookup = Lookup(allow_commands=options.allow_commands, groups=_groups(options, failures))
    if "group" in options:
        lookup.former_groups = cache(partial(_former_groups, options))
        lookup.show_values = options.show_values
        options.group = [id_of_group(word, lookup.group_names()) for word in options.group]
        selector = selector_of(options)
        lookup.selects = selector.names if selector and not failures else None
    loaded = _loaded(options, lookup=lookup, named=named)
    for failure in failures:  # its message may repeat a secret of a file
        fail(others_of(loaded.connections)(str(failure)), status_of(failure))
    if loaded.valid or options.output == "text":
        _print_findings(loaded.findings, stream=sys.stderr)
    else:
        _print_verdict(loaded)
    if not loaded.valid:
        fail("Nothing was sent: correct the errors above first.", Status.INVALID)
    return loaded.connections


def _loaded(options: Namespace, *, lookup: Lookup | None, named: bool) -> Loaded:
    from ..code.reading.loading import load_files

    return load_files(
        [STANDARD_INPUT if path == DASH else path for path in options.paths],
        lookup=lookup,
        strict=options.strict,
        named=named,
        unchecked=options.unchecked,
    )


def _groups(options: Namespace, failures: list[FivetranError]) -> Iterator[Group]:
    """Yield the groups of the account, which are read once they are needed; a failure is kept instead of raised."""
    with client_of(options) as fivetran:
        try:
            yield from fivetran.groups.list()
        except FivetranError as failure:
            failures.append(failure)


def _former_groups(options: Namespace) -> dict[str, str]:
    """Return the ids of groups by the names that they had at the last apply, as the memory has them."""
    with client_of(options) as fivetran:
        memory = memory_of(options, fivetran)
    return {entry.group_name: entry.group_id for entry in memory.entries if entry.group_name} if memory else {}


def _print_verdict(loaded: Loaded) -> None:
    """Print one JSON object: whether every file is valid, and the findings."""
    print_json({"valid": loaded.valid, "violations": [finding.as_json() for finding in loaded.findings]})


def _print_findings(findings: Iterable[Finding], *, stream: IO[str]) -> None:
    """Print each finding on a line."""
    for finding in findings:
        parts = [
            (finding.place, "bold"),
            (": ", ""),
            (finding.severity, _COLOURS[finding.severity]),
            (f": {finding.pointer}" if finding.pointer else "", "cyan"),
            (f": {finding.sentence}", ""),
            ("" if finding.rule == "file.missing" else f" ({finding.rule}, {finding.evidence})", "dim"),
        ]
        print_line(*parts, stream=stream)


@takes(
    argument("--service", "only the rules that apply to this service", "NAME"),
    TEXT_OR_JSON,
    examples=("--service pinterest_ads", "--output json | jq '.[].id'"),
)
def run_rules(options: Namespace) -> int:
    """List every rule, how it is known, and its source."""
    from fivetran_rules import SERVICE_RULES, all_rules

    service = options.service
    if service not in (None, *SERVICE_RULES):
        fail(f"There are no rules for {service!r} alone: choose one of {', '.join(SERVICE_RULES)}.", Status.USAGE)
    rules = [rule for rule in all_rules() if service is None or rule.service in (None, service)]
    if options.output == "json":
        print_json([asdict(rule) for rule in rules])
        return Status.DONE
    for rule in rules:
        facts = (rule.pointer, rule.service or "every service", f"on {' and '.join(rule.applies)}")
        shown = ", ".join(filter(None, facts))
        print_line((rule.id, "bold cyan"), (f"  {shown}", ""), (f"  {rule.evidence}", "yellow"))
        print_line((f"  {rule.message}", ""))
        print_line(("  ", ""), (rule.source, "dim"))
    return Status.DONE
