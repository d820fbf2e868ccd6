"""
The body against the document: types, values, missing and unknown keys, with did-you-mean.

jsonschema-rs judges; it takes 40 ms to import and so is imported with this module, on the first judgement.
The document has two voices. The first says what a body looks like and is reported here. The second says again, in
``if``/``then`` and ``dependentRequired``, what the rules say better; it is reported only where no rule speaks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache, cached_property
from typing import Final, NamedTuple

import jsonschema_rs

from fivetran_common.json_types import is_array, is_object

from ._bounds import Cutter, Validators
from ._json import LARGEST, Flaw, as_json
from ._schemas import Schema, any_change_root, change_root, create_root, reading_all_text
from ._shape_rules import MOST, Finding, one_each
from ._violation import Violation
from ._wording import Guide, findings_of

_SECOND_VOICE: Final = frozenset({"then", "else", "not", "dependentRequired"})


class Findings(NamedTuple):
    """
    The document's violations of a body, by its two voices.

    ``left_out`` counts violations beyond those, which a huge body may have.
    """

    first: list[Violation]
    second: list[Violation]
    left_out: int = 0


class Shape:
    """One schema of the document as a judge."""

    def __init__(self, root: Schema, *, closed: bool) -> None:
        """
        Compile a schema.

        ``closed`` tells that no free object and no null is in it, so that what it accepts is soon looked through.
        """
        self._root = root
        self._of_lists: dict[int, Validators] = {}
        self._quick = jsonschema_rs.Draft202012Validator(reading_all_text(root)) if closed else None

    def accepts(self, body: Mapping[str, object]) -> bool:
        """Tell quickly whether a body fits; where that cannot be told quickly, the findings tell."""
        try:
            fits = self._quick is not None and self._quick.is_valid(body)
        except ValueError:  # a type of Python that is not JSON's
            return False
        return fits and _is_plain(body)

    def findings(self, body: object) -> Findings:
        """Return everything that the document has against a body."""
        cutter = Cutter(self._root, self._of_lists)
        copy, flaws = as_json(cutter.cut(body))
        first = [_flaw(flaw) for flaw in flaws[:MOST]]
        second: list[Finding] = []
        guide = Guide(self._root)
        for error in self._thorough.iter_errors(cutter.cut(copy, free=True)):
            voice = first if _SECOND_VOICE.isdisjoint(error.evaluation_path) else second
            voice.extend(findings_of(error, guide))
        return Findings(one_each(first), one_each(second), cutter.left_out + max(0, len(flaws) - MOST))

    @cached_property
    def _thorough(self) -> jsonschema_rs.Draft202012Validator:
        return jsonschema_rs.Draft202012Validator(self._root)


def _is_plain(body: Mapping[str, object]) -> bool:
    """
    Tell whether all that a body holds is of JSON's own types and can be sent.

    jsonschema-rs takes a member of an Enum for its value, a Decimal for a number, and endless digits for 0.
    """
    containers: list[Iterable[object]] = [body.values()]
    for values in containers:  # to which those within are added on the way
        for value in values:
            if type(value) in _SCALARS:
                continue
            if is_object(value):
                containers.append(value.values())
            elif is_array(value):
                containers.append(value)
            elif not (isinstance(value, int) and abs(value) < LARGEST):
                return False
    return True


def _flaw(flaw: Flaw) -> Finding:
    return Finding(flaw.pointer, "shape.body", f"{flaw.pointer or 'The body'} {flaw.reason}.")


_SCALARS: Final = frozenset({str, float, bool})


@cache
def shape_of_create(service: str | None) -> Shape:
    """Compile the judge of new connections of a service that the document knows, or of any other (None)."""
    return Shape(create_root(service), closed=service is not None)


@cache
def shape_of_change(service: str | None) -> Shape:
    """Compile the judge of changes to a connection of a service that the document knows, or of any other (None)."""
    return Shape(change_root(service), closed=False)


@cache
def shape_of_any_change() -> Shape:
    """Compile the judge of changes to a connection whose service is not known."""
    return Shape(any_change_root(), closed=False)
