"""
An Airflow DAG that applies a folder of connections, with one mapped task for each group.

Put it into the folder of DAGs, set CONNECTIONS to the folder of files, and FIVETRAN_API_KEY and FIVETRAN_API_SECRET.
"""

from __future__ import annotations

import os

from airflow.sdk import dag, task

FOLDER = os.environ.get("CONNECTIONS", "connections")


@dag(schedule=None, catchup=False)
def connections() -> None:
    """Read the groups from the files, and apply the connections of each group in a task of its own."""

    @task
    def groups() -> list[str]:
        from fivetran_connections.code import load

        return sorted({connection.group_id for connection in load(FOLDER)})

    @task(max_active_tis_per_dagrun=4)  # the limits of the API are those of the account, so that more is no faster
    def apply_group(group: str) -> int:
        from fivetran_connections import Fivetran
        from fivetran_connections.code import PlanOptions, Selector, apply, load, plan

        with Fivetran() as fivetran:
            options = PlanOptions(selector=Selector(groups=(group,)))
            report = apply(fivetran, plan(fivetran, load(FOLDER), options=options))
        if not report.ok:
            raise RuntimeError("; ".join(f"{each.change}: {each.message}" for each in report.failures))
        return len(report.having("done"))

    apply_group.expand(group=groups())


connections()
