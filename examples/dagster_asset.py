"""
A Dagster asset that applies a folder of connections: dagster dev -f dagster_asset.py

Set CONNECTIONS to the folder of the files, and FIVETRAN_API_KEY and FIVETRAN_API_SECRET.
"""

from __future__ import annotations

import os

import dagster

from fivetran_connections import Fivetran
from fivetran_connections.code import apply, load, plan

FOLDER = os.environ.get("CONNECTIONS", "connections")


@dagster.asset
def connections() -> dagster.MaterializeResult:
    """Every connection exists as the files declare it."""
    with Fivetran() as fivetran:
        report = apply(fivetran, plan(fivetran, load(FOLDER)))
    if not report.ok:
        raise dagster.Failure("; ".join(f"{each.change}: {each.message}" for each in report.failures))
    return dagster.MaterializeResult(metadata={"done": len(report.having("done"))})


definitions = dagster.Definitions(assets=[connections])
