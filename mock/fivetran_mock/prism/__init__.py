"""Prism, run by subprocess on the document: a stateless mock, or a proxy that judges a server."""

from ._prism import Prism, PrismViolation, violations
from ._process import PrismError, PrismFailed, PrismUnavailable

__all__ = ["Prism", "PrismError", "PrismFailed", "PrismUnavailable", "PrismViolation", "violations"]
