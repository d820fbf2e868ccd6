"""Violations, their evidence and their severity."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

Severity = Literal["error", "warning"]


class Evidence(StrEnum):
    """How a rule is known. Only what is documented or observed is always an error; see each rule for the others."""

    DOCUMENTED = "documented"
    OBSERVED = "observed"
    PUBLISHED = "published"
    INFERRED = "inferred"

    @property
    def severity(self) -> Severity:
        """The severity of a violation without `strict`."""
        return "warning" if self in {Evidence.INFERRED, Evidence.PUBLISHED} else "error"


@dataclass(frozen=True, slots=True)
class Violation:
    """
    One thing that is wrong with a body, and what to do about it.

    ``pointer`` is a JSON pointer (RFC 6901) into the body; a missing key is named by the pointer it would have.
    ``message`` never repeats a value that may be secret. ``source`` names, for ``published`` evidence, the catalogue
    and its date.
    """

    pointer: str
    rule: str
    evidence: Evidence
    message: str
    severity: Severity
    source: str = ""
