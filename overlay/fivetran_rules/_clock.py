"""The only clock that rules read; a test or a mock puts its own time here."""

from __future__ import annotations

import time
from collections.abc import Callable

now: Callable[[], float] = time.time
