"""The mock's own API, its console, and all paths of a served mock."""

from ._access import Access
from ._api import PREFIX
from ._site import RequestHandler, Site

__all__ = ["PREFIX", "Access", "RequestHandler", "Site"]
