"""The catalogue of services: its size in the wheel, the time to read one service, and to check a body by it."""

from __future__ import annotations

import io
import zipfile
from typing import Final

import fivetran_openapi

from ._harness import Aim, Family, Figures, Row, Scale, Wrong, alternate, each, say
from .imports import importing

SERVICE: Final = "postgres"
FIRST: Final = "the first service"

ROWS: Final = (
    Row(
        key="catalogue_size",
        label="catalogue of services in the wheel",
        what="the catalogue of services, compressed as in the wheel",
        unit="KB",
        ours="size",
        peer="-",
        theirs=None,
        aim=Aim("at most", 150, of="figure"),
        dominates="The names of about 5,000 fields and the values of 600 enums.",
    ),
    Row(
        key="catalogue_first",
        label="catalogue: import and first service",
        what="`import fivetran_rules`, and read the catalogue's entry of one service in a new interpreter",
        unit="ms",
        ours=FIRST,
        peer="`import fivetran_rules`",
        theirs="import fivetran_rules",
        aim=Aim("at most", 20, of="difference"),
        dominates="Modules of the standard library, above all pathlib, json and dataclasses; the file takes 1 ms.",
    ),
    Row(
        key="catalogue_entry",
        label="catalogue: each further service",
        what="read the catalogue's entry of a service for the first time",
        unit="us",
        ours="entry",
        peer="-",
        theirs=None,
        aim=Aim("at most", 1000, of="figure"),
        dominates="The search for the service's line, then parsing it and an object for each of its fields.",
    ),
    Row(
        key="catalogue_check",
        label="check of ten published fields",
        what=f"`fivetran_rules.check` of a `{SERVICE}` body with ten fields in `config`",
        unit="us",
        ours="check",
        peer="-",
        theirs=None,
        aim=Aim("at most", 15, of="figure"),
        dominates="The shape check, most of it in Rust, is half; a dozen small Python rules are most of the rest.",
    ),
)

BODY: Final[dict[str, object]] = {
    "service": SERVICE,
    "group_id": "group",
    "config": {
        "schema_prefix": "shop",
        "host": "db.example.com",
        "port": 5432,
        "database": "shop",
        "user": "reader",
        "password": "not a password",
        "connection_type": "Directly",
        "update_method": "WAL_PGOUTPUT",
        "publication_name": "fivetran",
        "replication_slot": "fivetran",
    },
}

_FIRST: Final = f"""\
import fivetran_rules
fivetran_rules.ServiceCatalogue.packaged().entry({SERVICE!r})"""


def measure(scale: Scale) -> Figures:
    """Measure the file, new interpreters, and calls in this one."""
    from fivetran_rules import check

    say("catalogue")
    if check(BODY, strict=True):
        raise Wrong("the measured body is not valid")
    rounds, calls = scale.rounds_or(21), scale.size(1000, quick=20)
    arms = [
        _size,
        importing("import fivetran_rules"),
        importing(_FIRST, series=FIRST),
        _entries,
        each("check", lambda _number: check(BODY), calls=calls),
    ]
    alternate(arms, rounds=1)
    return alternate(arms, rounds=rounds)


def _size() -> dict[str, float]:
    """Compress the file as a wheel does."""
    wheel = io.BytesIO()
    with zipfile.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("services.json", fivetran_openapi.services())
    return {"size": zipfile.ZipFile(wheel).getinfo("services.json").compress_size / 1000}


def _entries() -> dict[str, float]:
    """Read every service once, from a catalogue that remembers none."""
    from fivetran_rules import ServiceCatalogue

    known = ServiceCatalogue.packaged()
    fresh = ServiceCatalogue(known.names(), known.raw, vintage=known.vintage, sources=known.sources)
    names = fresh.names()
    return each("entry", lambda number: fresh.entry(names[number]), calls=len(names))()


FAMILY: Final = Family(name="catalogue", rows=ROWS, measure=measure)
