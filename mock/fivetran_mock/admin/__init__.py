"""The mock's own API, and the site that a served mock answers with."""

from ._access import Access
from ._site import Answer, Site

__all__ = ["Access", "Answer", "Site"]
