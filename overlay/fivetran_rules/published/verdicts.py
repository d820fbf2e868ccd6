"""
The findings of the catalogue of services.

The sources are known to be incomplete, so an unknown key or value is a warning. A wrong type, a missing key that names
the destination, and a service that is one letter away from a published one are errors, each with a way round it.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from fivetran_common.nearest import nearest
from fivetran_common.pointers import keys_of

from .._shape_rules import Finding
from .catalogue import NAMING_KEYS, Service, ServiceCatalogue

_RULE_OF: Final = {
    "shape.enum": "published.value",
    "shape.required": "published.required",
    "shape.unknown": "published.unknown",
}
_PARTS: Final = frozenset({"config", "auth", "external_secrets_keys_config"})

SHORTEST_MISSPELT: Final = 6
"""Letters from which a service one letter away from another is taken for a slip: shorter ones are close by chance."""

_SUGGESTED: Final = 3
_LONGEST: Final = 100


class View(NamedTuple):
    """The service that a body is for, and where its description comes from."""

    service: Service
    source: str
    is_change: bool

    def weighed(self, finding: Finding, *, is_null: bool) -> Finding | None:
        """Return a finding as the catalogue's own; what a rule says better becomes None."""
        part, *rest = keys_of(finding.pointer) or ("",)
        if part not in _PARTS or (not rest and finding.rule not in _RULE_OF):
            return finding
        if finding.rule == "shape.type" and rest:
            names = part == "config" and rest[0] in self.service.naming_keys and len(rest) == 1
            return self._of_type(finding, is_null=is_null and not names)
        if finding.rule == "shape.unknown" and part == "config" and len(rest) == 1:
            return self._of_key(finding, rest[0])
        rule = _RULE_OF.get(finding.rule)
        return finding if rule is None else self._says(finding, rule, finding.message)

    def _of_type(self, finding: Finding, *, is_null: bool) -> Finding:
        return self._says(finding, "published.null" if is_null else "published.type", finding.message)

    def _of_key(self, finding: Finding, key: str) -> Finding | None:
        """Explain a key that an entry of the catalogue does not have in this place."""
        service = self.service
        if self.is_change and key in service.naming_keys:
            return None if key == "schema" else self._says(finding, "published.permanent", _permanent(key))
        if key in service.config:
            return self._says(finding, "published.readonly", f"Remove {key}: only answers have it.")
        if key in NAMING_KEYS and service.naming:
            right = " and ".join(service.naming[0])
            sentence = f"Remove {key}: {service.name} names its destination with {right}."
            return self._says(finding, "published.naming", sentence)
        return self._says(finding, "published.unknown", finding.message)

    def _says(self, finding: Finding, rule: str, message: str) -> Finding:
        return Finding(finding.pointer, rule, message, self.source)


def _permanent(key: str) -> str:
    return f"Remove {key} from the update: the name of the destination is permanent."


def doubt_about(service: str, catalogue: ServiceCatalogue, typed: tuple[str, ...]) -> Finding | None:
    """Return what is to be said of a service that is not published, or None for one that is."""
    names = sorted({*catalogue.names(), *typed})
    if not service or service in typed or catalogue.entry(service) is not None:
        return None
    slip = nearest(service, names, tolerance=1) if len(service) >= SHORTEST_MISSPELT else None
    if slip:
        return Finding("/service", "published.misspelt", f"Did you mean the service {slip}?", catalogue.source)
    shown = service if len(service) <= _LONGEST else f"{service[:_LONGEST]}..."
    known = f"The service {shown} is not among the {len(names)} published on {catalogue.vintage}"
    message = f"{known}{_similar(service, names)}."
    return Finding("/service", "published.service", message, catalogue.source)


def _similar(service: str, names: list[str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(service[:_LONGEST], names, n=_SUGGESTED, cutoff=0.7)
    return f"; similar: {', '.join(near)}" if near else ""
