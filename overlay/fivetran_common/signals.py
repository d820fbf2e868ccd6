"""The signals that ask a command to end."""

from __future__ import annotations

import signal
from typing import Final

_NAMES: Final = ("SIGINT", "SIGTERM", "SIGHUP")


def ending_signals() -> list[signal.Signals]:
    """Return Ctrl-C, SIGTERM and, where the system has it, SIGHUP; but none that is ignored, as SIGHUP below nohup."""
    found = [signal.Signals[name] for name in _NAMES if name in signal.Signals.__members__]
    return [number for number in found if signal.getsignal(number) is not signal.SIG_IGN]
