"""Put the repository's root on the path, since the benchmarks are not installed."""

import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
if str(ROOT) not in sys.path:
    sys.path.append(str(ROOT))  # last: nothing that is installed may be hidden by a folder here
