"""The command ``validate``."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from ._findings import judge
from ._status import INVALID, OK
from ._verdict import print_findings, print_valid, print_verdict


def validate(files: Sequence[str], *, output: str, strict: bool) -> int:
    """Print what is wrong with each file; return 0 if nothing is."""
    judged = [judge(file, strict=strict) for file in files]
    if output == "json":
        print_verdict(judged)
    else:
        print_findings(judged, stream=sys.stdout)
        print_valid(judged, stream=sys.stdout)
    return OK if all(verdict.valid for verdict in judged) else INVALID
