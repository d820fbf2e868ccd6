"""
The findings of the catalogue of services.

The sources are known to be incomplete, so an unknown key or value is a warning. A wrong type, a missing key that names
the destination, and a key of `config` or a service one letter away from a published one are errors, each with a way to
send the body nevertheless.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from fivetran_common.json_types import is_object, keys_of
from fivetran_common.nearest import nearest

from .._rule import Violation
from .._shape_rules import violation_of
from .catalogue import NAMING_KEYS, Service, ServiceCatalogue

_RULE_OF: Final = {
    "shape.enum": "published.value",
    "shape.required": "published.required",
    "shape.unknown": "published.unknown",
    "published.text": "published.text",
}
_PARTS: Final = frozenset({"config", "auth", "external_secrets_keys_config"})

_SHORTEST_KEY: Final = 4
_SHORTEST_SERVICE: Final = 6
"""The fewest letters of a name that is taken for a misspelt one: shorter names are close by chance."""

_CLEARS: Final = "{} is null, which clears it in an update; remove it to keep its value."
"""Of a key of `config` in an update (docs/evidence.md#null-clears)."""

_LONGEST: Final = 100


class View(NamedTuple):
    """The service that a body is for, and where its description comes from."""

    service: Service
    source: str
    is_change: bool

    def restated(self, finding: Violation, instance: object) -> Violation | None:
        """Return a finding about this value in the words of the catalogue; None where a rule is more precise."""
        part, *rest = keys_of(finding.pointer) or ("",)
        if part not in _PARTS or (not rest and finding.rule not in _RULE_OF):
            return finding
        if finding.rule == "shape.type" and rest:
            names = part == "config" and rest[0] in self.service.naming_keys
            if instance is not None or names:
                return self._says(finding, "published.type", finding.message)
            clears = self.is_change and part == "config" and len(rest) == 1
            return self._says(finding, "published.null", _CLEARS.format(rest[0]) if clears else finding.message)
        if finding.rule == "shape.unknown" and part == "config" and len(rest) == 1:
            return self._of_key(finding, rest[0], instance if is_object(instance) else {})
        if finding.rule not in _RULE_OF:
            return finding
        return self._says(finding, _RULE_OF[finding.rule], finding.message)

    def _of_key(self, finding: Violation, key: str, config: Mapping[str, object]) -> Violation | None:
        """Explain a key of `config` that an entry of the catalogue does not have in this place."""
        service = self.service
        if self.is_change and key in service.naming_keys:
            sentence = f"Remove {key} from the update: the name of the destination is permanent."
            return None if key == "schema" else self._says(finding, "published.permanent", sentence)
        if key in service.config:
            return self._says(finding, "published.readonly", f"Remove {key}: only answers have it.")
        if key in NAMING_KEYS and service.naming:
            sentence = f"Remove {key}: {service.name} names its destination with {service.named_by}."
            return self._says(finding, "published.naming", sentence)
        names = () if self.is_change else service.naming_keys
        inputs = (name for name, field in service.other_config.items() if not field.readonly)
        slip = misspelt(key, (name for name in (*names, *inputs) if name not in config))
        if slip is not None:
            sentence = f"{key} is not a field of config: did you mean {slip}?"
            return self._says(finding, "published.misspelt_key", sentence)
        return self._says(finding, "published.unknown", finding.message)

    def _says(self, finding: Violation, rule: str, message: str) -> Violation:
        return violation_of(rule, finding.pointer, message, self.source)


def misspelt(key: str, known: Iterable[str]) -> str | None:
    """
    Return the known key that a key is certainly meant to be, or None.

    It is one edit away, has at least four letters, and differs by more than a final `s` or digit or a leading `s`. Left
    out one by one, 2 of the catalogue's 4,684 keys of `config` would be taken for slips.
    """
    long = (name for name in known if sum(map(str.isalpha, name)) >= _SHORTEST_KEY)
    return nearest(key, (name for name in long if _variants(name).isdisjoint(_variants(key))), tolerance=1)


def _variants(key: str) -> set[str]:
    """Return a key as it is, without a leading `s`, and without a final `s` or digit: real keys differ so."""
    return {key, key.removeprefix("s"), re.sub("_?[s0-9]$", "", key)}


def doubt_about(service: str, catalogue: ServiceCatalogue, *, typed: Sequence[str]) -> Violation | None:
    """
    Return the finding about an unpublished service, or None for a published one.

    Only a service with the same first letter is near: `h_level` and `ilevel` are two services.
    """
    names = sorted({*catalogue.names(), *typed})
    if not service or service in typed:
        return None
    if (entry := catalogue.entry(service)) is not None:
        message = f"The service {service} is in no definition of {catalogue.vintage}: it may be gone."
        return violation_of("published.undefined", "/service", message, catalogue.source) if entry.undefined else None
    alike = [name for name in names if name[0] == service[0].casefold()]
    slip = nearest(service, alike, tolerance=1) if len(service) >= _SHORTEST_SERVICE else None
    if slip:
        return violation_of("published.misspelt", "/service", f"Did you mean the service {slip}?", catalogue.source)
    shown = service if len(service) <= _LONGEST else f"{service[:_LONGEST]}..."
    near = nearest(service[:_LONGEST], alike)
    similar = f"; the nearest is {near}" if near else ""
    message = f"The service {shown} is not among the {len(names)} published on {catalogue.vintage}{similar}."
    return violation_of("published.service", "/service", message, catalogue.source)
