"""All connector services as Fivetran has published them: their fields, and what follows from those."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .catalogue import ServiceCatalogue


@cache
def packaged() -> ServiceCatalogue:
    """Return the catalogue that comes with this package; its module is imported on first use."""
    from .catalogue import ServiceCatalogue

    return ServiceCatalogue.packaged()
