"""
The body against the document: types, values, missing and unknown keys, with did-you-mean.

jsonschema-rs judges; it takes 40 ms to import and so is imported with this module, on the first judgement.
The document has two voices. The first says what a body looks like and is reported here. The second says again, in
``if``/``then`` and ``dependentRequired``, what the rules say better; it is reported only where no rule speaks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache, cached_property, lru_cache
from typing import Final, NamedTuple, cast

import jsonschema_rs

from fivetran_common.json_schema import Schema
from fivetran_common.json_types import is_array, is_object

from ._bounds import Cutter, Judges
from ._json import LARGEST, as_json, is_plain
from ._schemas import (
    any_change_root,
    change_root,
    create_root,
    published_change_root,
    published_create_root,
    reading_all_text,
    rooted,
    schemas,
)
from ._shape_rules import MOST, Finding, one_each
from ._violation import Violation
from ._wording import Guide, findings_of
from .published.catalogue import Service, ServiceCatalogue
from .published.verdicts import View

_KEPT: Final = 128
"""Services whose compiled judges are kept."""

_SECOND_VOICE: Final = frozenset({"then", "else", "not", "dependentRequired"})


class Findings(NamedTuple):
    """
    The document's violations of a body, by its two voices.

    ``left_out`` counts violations beyond those, which a huge body may have.
    """

    first: list[Violation]
    second: list[Violation]
    left_out: int
    unexamined: bool
    """Whether some of those left out may be of another kind than the ones that are listed."""


class Shape:
    """One schema of the document as a judge."""

    def __init__(self, root: Schema, *, closed: bool = False, view: View | None = None) -> None:
        """
        Take a schema, and for one of the catalogue's the view of its findings.

        ``closed`` tells that no free object is in it, so that a body that it accepts is soon looked through.
        """
        self._root = root
        self._view = view
        self._closed = closed
        self._of_lists: Judges = {}

    def accepts(self, body: Mapping[str, object]) -> bool:
        """Return quickly whether a body fits; where that cannot be told quickly, the findings tell."""
        if not self._closed:
            return is_plain(body) and self._quick.is_valid(body)
        try:
            fits = self._quick.is_valid(body)
        except ValueError:  # a type of Python that is not JSON's
            return False
        return fits and _has_plain_scalars(body)

    @cached_property
    def _quick(self) -> jsonschema_rs.Draft202012Validator:
        return jsonschema_rs.Draft202012Validator(reading_all_text(self._root) if self._closed else self._root)

    def findings(self, body: object) -> Findings:
        """Return everything that the document has against a body."""
        cutter = Cutter(self._root, self._of_lists)
        copy, flaws = as_json(cutter.cut(body))
        first = [
            Finding(flaw.pointer, flaw.rule, f"{flaw.pointer or 'The body'} {flaw.reason}.") for flaw in flaws[:MOST]
        ]
        second: list[Finding] = []
        guide = Guide(self._root)
        for error in self._thorough.iter_errors(cutter.cut(copy, free=True)):
            voice = first if _SECOND_VOICE.isdisjoint(error.evaluation_path) else second
            voice.extend(self._weighed(error, findings_of(error, guide)))
        left_out = cutter.left_out + max(0, len(flaws) - MOST)
        return Findings(one_each(first), one_each(second), left_out, cutter.unexamined)

    def _weighed(self, error: jsonschema_rs.ValidationError, findings: Iterable[Finding]) -> Iterable[Finding]:
        """Weigh findings as the catalogue's, where the schema comes from there."""
        if self._view is None:
            return findings
        weighed = (self._view.weighed(finding, error.instance) for finding in findings)
        return [finding for finding in weighed if finding is not None]

    @cached_property
    def _thorough(self) -> jsonschema_rs.Draft202012Validator:
        return jsonschema_rs.Draft202012Validator(self._root)


def _has_plain_scalars(body: Mapping[str, object]) -> bool:
    """
    Return whether all that a body holds is of JSON's own types and can be sent.

    jsonschema-rs takes a member of an Enum for its value, a Decimal for a number, and endless digits for 0.
    """
    containers: list[Iterable[object]] = [body.values()]
    for values in containers:  # to which those within are added on the way
        if _SCALARS.issuperset(map(type, values)):  # most hold nothing else, and this is the fastest way to tell
            continue
        for value in values:
            if type(value) in _SCALARS:
                continue
            if isinstance(value, int):
                if abs(value) >= LARGEST:
                    return False
            elif is_object(value):
                containers.append(value.values())
            elif is_array(value):
                containers.append(value)
            else:
                return False
    return True


_SCALARS: Final = frozenset({str, float, bool, type(None)})


@cache
def shape_of_create(service: str | None) -> Shape:
    """Compile the judge of new connections of a service that the document knows, or of any other (None)."""
    return Shape(create_root(service), closed=service is not None)


@cache
def shape_of_change(service: str | None) -> Shape:
    """Compile the judge of changes to a connection of a service that the document knows, or of any other (None)."""
    return Shape(change_root(service))


@lru_cache(maxsize=_KEPT)
def published_shape_of_create(name: str, catalogue: ServiceCatalogue) -> Shape:
    """Compile the judge of new connections of a service that only the catalogue describes."""
    view = _view(name, catalogue, is_change=False)
    return Shape(published_create_root(view.service), closed=True, view=view)


@lru_cache(maxsize=_KEPT)
def published_shape_of_change(name: str, catalogue: ServiceCatalogue) -> Shape:
    """Compile the judge of changes to a connection of a service that only the catalogue describes."""
    view = _view(name, catalogue, is_change=True)
    return Shape(published_change_root(view.service), view=view)


def _view(name: str, catalogue: ServiceCatalogue, *, is_change: bool) -> View:
    service = cast("Service", catalogue.entry(name))  # the caller has looked it up
    return View(service, catalogue.source, is_change)


@cache
def shape_of_request(schema: str) -> Shape:
    """Compile the judge of another request, by the name of its schema."""
    return Shape(rooted(schema, schemas()))


@cache
def shape_of_any_change() -> Shape:
    """Compile the judge of changes to a connection whose service is not known."""
    return Shape(any_change_root())
