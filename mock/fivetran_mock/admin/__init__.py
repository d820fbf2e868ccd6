"""The mock's own API, its console, and all paths of a served mock."""

from ._access import Access
from ._site import Answer, Site

__all__ = ["Access", "Answer", "Site"]
