"""Ten thousand connections with a memory: the commands that read them all stay in bounded memory."""

import os
import subprocess
import sys

import pytest

from ._support import PAIR, new, serve

COUNT = 10_000
MOST_MIB = 300

SET = """\
version: 1
connections:
- for_each: {csv: rows.csv}
  group_id: amber_kettle
  service: postgres
  run_setup_tests: false
  config: {schema_prefix: "${n}", host: db, user: me, password: "p-${n}"}
"""

# The peak of a child begins with the size of the process that started it, so a small one does.
PEAK = """\
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)
"""


@pytest.mark.deep
@pytest.mark.linux("counts memory in KiB")
def test_ten_thousand_connections_take_bounded_memory(tmp_path):
    """Each command takes less than 300 MiB: an apply that fills the memory, a saved plan with it, and a list."""
    (tmp_path / "rows.csv").write_text("n\n" + "".join(f"pg_{number}\n" for number in range(COUNT)))
    (tmp_path / "set.yaml").write_text(SET)
    with serve() as server, server.client() as client:
        for first in range(0, COUNT, 500):
            configs = [
                {"schema_prefix": f"pg_{number}", "host": "db", "user": "me", "password": f"p-pg_{number}"}
                for number in range(first, first + 500)
            ]
            made = [new("", "postgres", config=config) for config in configs]
            client.post("/__mock__/seed", json={"connections": made}).raise_for_status()
        keys = {"FIVETRAN_BASE_URL": server.url, "FIVETRAN_API_KEY": PAIR[0], "FIVETRAN_API_SECRET": PAIR[1]}
        keys["FIVETRAN_CONNECTIONS_DATA"] = str(tmp_path / "data")
        peaks = {}
        for words in ("apply --yes set.yaml", "plan -o saved.plan set.yaml", "list"):
            command = [sys.executable, "-Pc", PEAK, sys.executable, "-Pm", "fivetran_connections", *words.split()]
            memory = () if words == "list" else ("--memory", "memory.jsonl")
            done = subprocess.run(
                [*command, *memory], cwd=tmp_path, env=os.environ | keys, capture_output=True, check=True
            )
            peaks[words] = int(done.stdout)

    assert (tmp_path / "memory.jsonl").read_bytes().count(b"\n") == COUNT + 1
    assert [] == [each for each in peaks.items() if each[1] >= MOST_MIB]
