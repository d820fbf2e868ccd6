"""
Check a body by the document: types, values, missing and unknown keys, with did-you-mean.

Most of the document states the shape of every body. Its conditions, in ``if``/``then`` and ``dependentRequired``,
repeat rules with better messages; they are reported only if nothing else is an error.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final, NamedTuple

from jsonschema_rs import Draft202012Validator

from fivetran_common.json_schema import Schema
from fivetran_common.json_types import is_array, is_object

from ._json import as_json, is_plain
from ._rule import Violation
from ._schemas import resolved
from ._shape_rules import MOST, one_each
from ._wording import Guide, findings_of
from .published.verdicts import View

_CONDITIONS: Final = frozenset({"then", "else", "not", "dependentRequired"})


class Findings(NamedTuple):
    """
    A body's violations of the document: of its unconditional parts, and of its conditions.

    A huge body may have more violations than are listed: ``left_out`` counts the others.
    """

    always: Sequence[Violation]
    conditional: Sequence[Violation]
    left_out: int
    unexamined: bool
    """Whether some of the findings left out may be of another kind than those listed."""


FITS: Final = Findings((), (), 0, unexamined=False)
"""The findings of a body that fits: most do."""


class Shape:
    """One schema of the document as a judge."""

    def __init__(self, root: Schema, view: View | None = None) -> None:
        """Take a schema; for a schema of the catalogue, take also the view that says how its findings are shown."""
        self._root = root
        self._view = view
        self._validator = Draft202012Validator(root)

    def accepts(self, body: object) -> bool:
        """Return quickly whether a body fits."""
        return is_plain(body) and self._validator.is_valid(body)

    def findings(self, body: object) -> Findings:
        """Return everything that the document has against a body."""
        if self.accepts(body):
            return FITS
        plain, flaws = as_json(body)
        flawed = {flaw.pointer for flaw in flaws}
        always, conditional = flaws[:MOST], list[Violation]()
        cutter = _Cutter(self._root)
        for is_conditional, finding in self._explained(cutter.cut(plain, self._root)):
            if finding.pointer not in flawed:
                (conditional if is_conditional else always).append(finding)
        left_out = max(cutter.left_out, len(flaws) - MOST)  # a key may be both unknown and flawed
        return Findings(one_each(always), one_each(conditional), left_out, cutter.unexamined)

    def _explained(self, body: object) -> Iterator[tuple[bool, Violation]]:
        """Yield the findings of the validator, each with whether a condition of the document states it."""
        guide = Guide(self._root)
        for error in self._validator.iter_errors(body):
            is_conditional = not _CONDITIONS.isdisjoint(error.evaluation_path)
            for finding in findings_of(error, guide):
                restated = self._view.restated(finding, error.instance) if self._view else finding
                if restated is not None:
                    yield is_conditional, restated


# --- bodies of any size -----------------------------------------------------------------------------------------------
# The validator takes 20 microseconds for each error, and copies the values around it. A body of a few megabytes can
# have a million errors, of which only the first hundred are reported, so a body is cut to the parts that cause these.

_COUNTED: Final = 1000
"""The most wrong items of one list to count."""

_ALTERNATIVES: Final = frozenset({"allOf", "anyOf", "oneOf"})
"""Keywords whose schemas may describe keys that stand nowhere else."""


class _Cutter:
    """
    Cuts from the parts of one body surplus unknown keys, wrong items, and content in which everything is allowed.

    It counts the keys and items that it cuts; ``unexamined`` says that items are among them: they may have other
    mistakes than the remaining ones.
    """

    def __init__(self, root: Schema) -> None:
        self._components = root["components"]
        self._judges: dict[int, Draft202012Validator] = {}  # by id of the schema: making one takes a millisecond
        self.left_out = 0
        self.unexamined = False

    def cut(self, value: object, schema: Schema) -> object:
        if not schema:
            empty: object = {} if is_object(value) else []
            return empty if is_object(value) or is_array(value) else value
        if is_object(value):
            only = self._only(schema, "object")
            known, others = only.get("properties", {}), only.get("additionalProperties", True)
            inner: Schema = others if is_object(others) else {}
            if others is True and not (only and _ALTERNATIVES.isdisjoint(only)):
                return {key: self.cut(item, known[key]) if key in known else item for key, item in value.items()}
            if others is False:
                surplus = {*[key for key in value if key not in known][MOST:]}
                self.left_out += len(surplus)
                value = {key: item for key, item in value.items() if key not in surplus}
            elif inner and not known:  # a map
                value = dict(zip(value, self._first_wrong([*value.values()], inner), strict=False))
            return {key: self.cut(item, known.get(key, inner)) for key, item in value.items()}
        if is_array(value) and (items := self._only(schema, "array").get("items")):
            return [self.cut(item, items) for item in self._first_wrong(value, items)]
        return value

    def _first_wrong(self, value: Sequence[object], items: Schema) -> Sequence[object]:
        """Return a list up to its last examined wrong item."""
        if len(value) <= MOST:
            return value
        judge = self._judges.get(id(items))
        if judge is None:
            schema = {"allOf": [items], "components": self._components}
            judge = self._judges[id(items)] = Draft202012Validator(schema)
        wrong = list(islice((place for place, item in enumerate(value) if not judge.is_valid(item)), _COUNTED))
        surplus = wrong[MOST:]
        self.left_out += len(surplus)
        self.unexamined |= bool(surplus)
        return value[: surplus[0]] if surplus else value

    def _only(self, schema: Schema, kind: str) -> Schema:
        """Return the only schema that a value of this kind has to fit, or an empty schema."""
        components = self._components["schemas"]
        whole = resolved(schema, components)
        choices = [resolved(choice, components) for choice in whole.get("oneOf", [whole])]
        fitting = [choice for choice in choices if kind in choice.get("type", kind)]  # a type, or a list of types
        return fitting[0] if len(fitting) == 1 else {}
