"""The benchmarks are a package of the repository that is not installed, so its root has to be on the path."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
if str(ROOT) not in sys.path:
    sys.path.append(str(ROOT))  # last: nothing that is installed may be hidden by a folder here
