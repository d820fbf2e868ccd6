"""
The body against the document: types, values, missing and unknown keys, with did-you-mean.

Most of the document states what a body always has to look like. Its conditions, in ``if``/``then`` and
``dependentRequired``, repeat what the rules say better; they are reported only if nothing else is an error.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from jsonschema_rs import Draft202012Validator

from fivetran_common.json_schema import Schema

from ._bounds import cut
from ._json import as_json, is_plain
from ._shape_rules import MOST, Finding, one_each
from ._violation import Violation
from ._wording import Guide, findings_of
from .published.verdicts import View

_CONDITIONS: Final = frozenset({"then", "else", "not", "dependentRequired"})


class Findings(NamedTuple):
    """
    The document's violations of a body: of what always holds, and of its conditions.

    ``left_out`` counts violations beyond those, which a huge body may have.
    """

    always: list[Violation]
    conditional: list[Violation]
    left_out: int
    unexamined: bool
    """Whether some of those left out may be of another kind than the ones that are listed."""


class Shape:
    """One schema of the document as a judge."""

    def __init__(self, root: Schema, view: View | None = None) -> None:
        """Take a schema, and for one of the catalogue's the view of its findings."""
        self._root = root
        self._view = view
        self._validator = Draft202012Validator(root)

    def accepts(self, body: Mapping[str, object]) -> bool:
        """Return quickly whether a body fits."""
        return is_plain(body) and self._validator.is_valid(body)

    def findings(self, body: object) -> Findings:
        """Return everything that the document has against a body."""
        plain, flaws = as_json(body)
        flawed = {flaw.pointer for flaw in flaws}
        always = [
            Finding(flaw.pointer, flaw.rule, f"{flaw.pointer or 'The body'} {flaw.reason}.") for flaw in flaws[:MOST]
        ]
        conditional: list[Finding] = []
        small, cut_off, unexamined = cut(plain, self._root)
        for is_conditional, finding in self._explained(small):
            if finding.pointer not in flawed:
                (conditional if is_conditional else always).append(finding)
        left_out = max(cut_off, len(flaws) - MOST)  # a key may be both unknown and flawed
        return Findings(one_each(always), one_each(conditional), left_out, unexamined)

    def _explained(self, body: object) -> Iterator[tuple[bool, Finding]]:
        """Yield the findings of the validator, each with whether a condition of the document states it."""
        guide = Guide(self._root)
        for error in self._validator.iter_errors(body):
            is_conditional = not _CONDITIONS.isdisjoint(error.evaluation_path)
            for finding in findings_of(error, guide):
                restated = self._view.restated(finding, error.instance) if self._view else finding
                if restated is not None:
                    yield is_conditional, restated
