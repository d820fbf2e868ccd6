"""Prism, run by subprocess on the document: a stateless mock, or a proxy that judges a server."""

from ._errors import PrismError, PrismFailed, PrismUnavailable
from ._prism import Prism, PrismViolation, violations

__all__ = [
    "Prism",
    "PrismError",
    "PrismFailed",
    "PrismUnavailable",
    "PrismViolation",
    "violations",
]
