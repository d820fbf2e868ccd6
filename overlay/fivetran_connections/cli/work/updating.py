"""Change values of connections that are named on the command line."""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Sequence
from shlex import quote
from typing import Any

from fivetran_common.json_types import is_object
from fivetran_rules import check_change

from ...client import Fivetran
from ...code.declarations import Origin
from ...code.documents import Expanded
from ...code.files import STANDARD_INPUT
from ...code.lookup import Lookup
from ...code.references import Misspelt, parse, stands_for_secret
from ...code.source import Source
from ...errors import InvalidConnection, InvalidRequest
from ..catalogue import catalogue_of
from ..printing.lines import print_error, print_note
from ..statuses import Status, status_of
from .choosing import Row, act_on_each


def run(options: Namespace) -> int:
    """Read the words, then change every connection that is selected."""
    options.connections = [word for word in options.words if "=" not in word]
    pairs = [word for word in options.words if "=" in word]
    try:
        patch = _patch(pairs, Lookup(allow_commands=options.allow_commands))
    except InvalidRequest as error:
        print_error(error)
        return status_of(error)
    catalogue = catalogue_of(options)
    if catalogue is None:
        return Status.INVALID

    told: set[str] = set()

    def change(fivetran: Fivetran, row: Row) -> dict[str, Any]:
        service = str(row["service"])
        unchecked = service in options.unchecked
        escape = f"add --unchecked {quote(service)}"
        found = check_change(patch, row, catalogue=catalogue, unchecked=unchecked, escape=escape)
        if errors := [each for each in found if each.severity == "error"]:
            raise InvalidConnection(errors)
        for warning in found:
            _say_once(f"{service}: {warning.pointer}: {warning.message}", told)
        fivetran.connections.update(str(row["id"]), patch, read_first=False, unchecked=unchecked)
        return {"result": "updated"}

    return act_on_each(options, change, catalogue=catalogue)


def _say_once(sentence: str, told: set[str]) -> None:
    if sentence not in told:
        told.add(sentence)
        print_note(sentence)


def _patch(pairs: Sequence[str], lookup: Lookup) -> dict[str, Any]:
    """Return the body of the update; raises `InvalidRequest` with the first word that cannot be used."""
    if not pairs:
        raise InvalidRequest("Name at least one value, for instance paused=true. Nothing was sent.")
    body: dict[str, Any] = {}
    for pair in pairs:
        key, _, text = pair.partition("=")
        *sections, last = key.split(".")
        below = body
        for section in sections:
            inner: Any = below.setdefault(section, {})
            if not is_object(inner):
                raise InvalidRequest(
                    f"{key} is a part of another named value: remove one of the two. Nothing was sent."
                )
            below = inner
        if not all((*sections, last)):
            raise InvalidRequest(
                f"{key!r} is not a key: write KEY=VALUE, for instance config.port=5432. Nothing was sent."
            )
        below[last] = _value(text, "/" + key.replace(".", "/"))
    nowhere = Origin(Source(STANDARD_INPUT, {}, {}, {}, ""))
    resolved, problems = lookup.resolved(Expanded(body, (), None, frozenset(), nowhere))
    if problems:
        raise InvalidRequest(f"{problems[0].pointer}: {problems[0].message} Nothing was sent.")
    return dict(resolved.body)


def _value(text: str, pointer: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        pass
    try:
        return parse(text, secret=stands_for_secret(pointer))
    except Misspelt as error:
        raise InvalidRequest(f"{pointer}: {error} Nothing was sent.") from None
