"""
Run a driver with the mock in its process: the client keeps the address of the real API and is intercepted.

Runs in the client's own environment; the mock comes from the environment of the tests, whose folder is the first
argument, after the client's own packages. The second argument is the driver.
"""

from __future__ import annotations

import json
import os
import runpy
import site
import sys

import steps

site.addsitedir(sys.argv[1])
from fivetran_mock import FivetranMock  # it is found only now

mock = FivetranMock(check_replies=True, credentials={steps.KEY: steps.SECRET}, groups=[steps.GROUP])
body = {**steps.BODY, "paused": False, "status": {"setup_state": "connected"}}
held, *_ = mock.seed(
    connections=[{**body, "config": {**steps.BODY["config"], "schema": f"pin_{n}"}} for n in range(steps.HELD)]
)
mock.advance(minutes=30)  # so that each has had its first sync
os.environ |= {"FIVETRAN_BASE_URL": "https://api.fivetran.com", "FIVETRAN_HELD_CONNECTION": held}
steps.advance = mock.advance
with mock.intercept():
    runpy.run_path(sys.argv[2])
refused = [f"{call.status} {call.request_line}" for call in mock.calls if call.status >= 400]
sys.stdout.write(json.dumps({"calls": mock.call_count, "refused": refused}) + "\n")
