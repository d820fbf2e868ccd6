"""With other tools: connections as code in Airflow and in Dagster."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from fivetran_mock import FivetranMock
from fivetran_mock.server import MockServer

from .test_other_clients import DRIVERS, environment

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
SET = """\
version: 1
connections:
  - for_each: [{group: amber_kettle, name: eu}, {group: amber_kettle, name: us}, {group: azure_lantern, name: uk}]
    group_id: "${group}"
    service: pinterest_ads
    config: {schema: "pin_${name}"}
"""

pytestmark = pytest.mark.deep


def beside(client: str, tmp_path: Path, *words: str | Path) -> tuple[FivetranMock, subprocess.CompletedProcess[str]]:
    """Install this project for a client's Python; return that Python and a mock's server."""
    python, ours, home = environment(client), tmp_path / "ours", tmp_path / "home"
    home.mkdir()
    (tmp_path / "set.yaml").write_text(SET, "utf-8")
    pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    pins = ["--constraint", ROOT / "constraints.txt"]
    subprocess.run([*pip, *pins, "--target", ours, f"{ROOT}[cli]"], check=True, timeout=300)
    mock = FivetranMock(groups=["amber_kettle", "azure_lantern"])
    dags = home / "dags"
    shutil.copytree(EXAMPLES, dags, ignore=lambda _, names: {*names} - {"airflow_dag.py"})
    with MockServer(mock) as server:
        variables = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ours),
            "HOME": str(home),
            "AIRFLOW_HOME": str(home),
            "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
            "DAGSTER_DISABLE_TELEMETRY": "1",
            "DO_NOT_TRACK": "1",
            "CONNECTIONS": str(tmp_path / "set.yaml"),
            **server.environment,
        }
        ran = subprocess.run(
            [python, *words], env=variables, cwd=tmp_path, capture_output=True, text=True, timeout=200, check=False
        )
    return mock, ran


def test_airflow_applies_each_group_in_a_task_of_its_own(tmp_path):
    """The DAG maps one task to each group of the files, and creates every connection once."""
    mock, ran = beside("airflow-provider-fivetran-async", tmp_path, DRIVERS / "run_airflow_dag.py")

    assert 0 == ran.returncode, ran.stderr
    states = json.loads(ran.stdout.splitlines()[-1])
    assert [["apply_group", 0, "success"], ["apply_group", 1, "success"], ["groups", -1, "success"]] == states
    assert ["pin_eu", "pin_uk", "pin_us"] == sorted(each["schema"] for each in mock.connections())


def test_dagster_applies_the_files(tmp_path):
    """The asset is materialized when every connection exists, and says how many it changed."""
    example = EXAMPLES / "dagster_asset.py"
    mock, ran = beside("dagster-fivetran", tmp_path, DRIVERS / "run_dagster_asset.py", example)

    assert 0 == ran.returncode, ran.stderr
    assert [3] == json.loads(ran.stdout.splitlines()[-1])
    assert 3 == len(mock.connections())
