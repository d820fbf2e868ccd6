"""The connections that the files of a command declare, or the printed reasons why they cannot be used."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Sequence

from fivetran_rules import ServiceCatalogue

from ...code.declarations import Declaration
from ...code.loading import Loaded, load_files
from ...code.lookup import Lookup
from ..printing.findings import print_findings, print_verdict
from ..printing.lines import print_error


def declared(
    options: Namespace, catalogue: ServiceCatalogue | None, *, named: bool = True
) -> Sequence[Declaration] | None:
    """Return the connections with their references resolved; None after the problems were printed."""
    if catalogue is None:
        return None
    lookup = Lookup(allow_commands=options.allow_commands)
    loaded = load_files(
        options.paths,
        lookup=lookup,
        strict=options.strict,
        named=named,
        catalogue=catalogue,
        unchecked=options.unchecked,
    )
    if not loaded.valid:
        _refuse(loaded, options.output)
        return None
    print_findings(loaded.findings, stream=sys.stderr)
    return loaded.connections


def _refuse(loaded: Loaded, output: str) -> None:
    if output == "text":
        print_findings(loaded.findings, stream=sys.stderr)
    else:
        print_verdict(loaded)
    print_error("Nothing was sent: correct the errors above first.")
