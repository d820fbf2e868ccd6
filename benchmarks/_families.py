"""All families of benchmarks, in the order in which they run and appear on the page."""

from __future__ import annotations

from typing import Final

from . import catalogue, client, fixture, imports, in_process, large_document, scaling, server
from ._harness import Family

FAMILIES: Final[tuple[Family, ...]] = (
    server.FAMILY,
    in_process.FAMILY,
    catalogue.FAMILY,
    fixture.FAMILY,
    client.FAMILY,
    imports.FAMILY,
    scaling.FAMILY,
    large_document.FAMILY,
)
