"""Materialize the example's asset in this process, and print its metadata."""

from __future__ import annotations

import json
import runpy
import sys

if __name__ == "__main__":
    definitions = runpy.run_path(sys.argv[1])["definitions"]
    done = definitions.resolve_implicit_global_asset_job_def().execute_in_process(raise_on_error=False)
    made = done.asset_materializations_for_node("connections") if done.success else []
    sys.stdout.write(json.dumps([metadata.value for each in made for metadata in each.metadata.values()]))
