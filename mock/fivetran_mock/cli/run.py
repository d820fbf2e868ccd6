"""`fivetran-mock run -- COMMAND...`: a command beside a mock that lives as long as it does."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from types import FrameType
from typing import Final
from urllib.parse import urlsplit

from ..server import ServerThread
from . import USAGE, complain
from ._options import Unusable, new_parser, prepare

NOT_EXECUTABLE: Final = 126
NOT_FOUND: Final = 127
_FORWARDED: Final = ("SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2")


def main(words: Sequence[str]) -> int:
    """Start the mock, run the command with its address in the environment, end as the command ends."""
    parser = new_parser(
        "run",
        "Run a command beside a mock on a free port. The command finds it by FIVETRAN_BASE_URL, "
        "FIVETRAN_API_KEY and FIVETRAN_API_SECRET; its exit status becomes this command's own.",
        usage="fivetran-mock run [OPTIONS] -- COMMAND...",
    )
    own, command = _divided(words)
    options = parser.parse_args(own)
    if not command:
        complain("run", "name the command after --, for instance: fivetran-mock run -- pytest")
        return USAGE
    try:
        with prepare(options) as prepared, ServerThread(prepared.endpoint, prepared.answer):
            past = past_proxies(os.environ, prepared.endpoint.url)
            return _run(command, {**prepared.environment, **past})
    except Unusable as problem:
        complain("run", problem)
        return problem.status


def past_proxies(environ: Mapping[str, str], url: str) -> dict[str, str]:
    """Give the variables by which requests to the mock go past a proxy, which would look for it on its own machine."""
    host, kept = urlsplit(url).hostname or "", environ.get("no_proxy") or environ.get("NO_PROXY") or ""
    value = kept if kept == "*" else ",".join(filter(None, (kept, host)))
    return dict.fromkeys(("NO_PROXY", "no_proxy"), value)


def _divided(words: Sequence[str]) -> tuple[Sequence[str], Sequence[str]]:
    """Give the words before the first `--`, and those behind it."""
    place = words.index("--") if "--" in words else len(words)
    return words[:place], words[place + 1 :]


def _run(command: Sequence[str], environment: Mapping[str, str]) -> int:
    relay = _Relay()
    with relay.listening():
        try:
            child = subprocess.Popen(command, env={**os.environ, **environment})  # noqa: S603 - the user's own command
        except FileNotFoundError:
            complain("run", f"there is no command {command[0]!r}")
            return NOT_FOUND
        except OSError as error:
            complain("run", f"cannot start {command[0]!r}: {error.strerror}")
            return NOT_EXECUTABLE
        with child:
            relay.lead_to(child)
            status = child.wait()
    return 128 - status if status < 0 else status


class _Relay:
    """Passes signals on to the command, which then decides how both end."""

    def __init__(self) -> None:
        self._child: subprocess.Popen[bytes] | None = None
        self._early: list[int] = []

    def __call__(self, number: int, _: FrameType | None) -> None:
        """Take a signal."""
        if self._child is None:
            self._early.append(number)
        elif not (number in _FROM_TERMINAL and _is_in_foreground()):
            self._child.send_signal(number)

    def lead_to(self, child: subprocess.Popen[bytes]) -> None:
        """Pass on what came before the command was started, and from now on everything."""
        self._child = child
        for number in self._early:
            child.send_signal(number)

    @contextmanager
    def listening(self) -> Generator[None]:
        """Take signals for the length of a block."""
        numbers = [getattr(signal, name) for name in _FORWARDED if hasattr(signal, name)]
        before = [(number, signal.signal(number, self)) for number in numbers]
        try:
            yield
        finally:
            for number, handler in before:
                signal.signal(number, handler)


_FROM_TERMINAL: Final = {signal.SIGINT, getattr(signal, "SIGQUIT", None)}


def _is_in_foreground() -> bool:
    """Say whether a terminal sends its signals to the command as well, which is in our process group."""
    try:
        return os.tcgetpgrp(sys.stdin.fileno()) == os.getpgrp()
    except (OSError, ValueError, AttributeError):  # no terminal, no standard input, no process groups
        return False
