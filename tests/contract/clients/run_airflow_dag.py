"""Run the folder's only DAG in this process, and print the state of each task."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from airflow.dag_processing.dagbag import DagBag
from airflow.utils.db import initdb

if __name__ == "__main__":
    initdb()
    bag = DagBag(Path(os.environ["AIRFLOW_HOME"]) / "dags")
    (dag,) = bag.dags.values()
    instances = dag.test().get_task_instances()
    sys.stdout.write(json.dumps(sorted([each.task_id, each.map_index, str(each.state)] for each in instances)))
