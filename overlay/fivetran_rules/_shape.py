"""
The body against the document: types, values, missing and unknown keys, with did-you-mean.

The document has two voices. The first says what a body looks like and is reported here. The second says again, in
``if``/``then`` and ``dependentRequired``, what the rules say better; it is reported only where no rule speaks.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from jsonschema_rs import Draft202012Validator

from fivetran_common.json_schema import Schema

from ._bounds import Cutter
from ._json import as_json, is_plain
from ._shape_rules import MOST, Finding, one_each
from ._violation import Violation
from ._wording import Guide, findings_of
from .published.verdicts import View

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
        first = [
            Finding(flaw.pointer, flaw.rule, f"{flaw.pointer or 'The body'} {flaw.reason}.") for flaw in flaws[:MOST]
        ]
        second: list[Finding] = []
        cutter = Cutter(self._root)
        guide = Guide(self._root)
        for error in self._validator.iter_errors(cutter.cut(plain, self._root)):
            voice = first if _SECOND_VOICE.isdisjoint(error.evaluation_path) else second
            for finding in findings_of(error, guide):
                weighed = self._view.weighed(finding, error.instance) if self._view else finding
                if weighed is not None and finding.pointer not in flawed:
                    voice.append(weighed)
        left_out = max(cutter.left_out, len(flaws) - MOST)  # a key may be both unknown and flawed
        return Findings(one_each(first), one_each(second), left_out, cutter.unexamined)
