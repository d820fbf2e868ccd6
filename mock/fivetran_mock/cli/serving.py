"""Serve the mock on a port: until a signal, or while a command runs."""

from __future__ import annotations

import argparse
import gc
import os
import signal
import stat
import subprocess
import sys
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from tempfile import TemporaryDirectory
from types import FrameType
from typing import Final
from urllib.parse import urlsplit

from fivetran_common.command_line import argument, flag, takes
from fivetran_common.system import ending_signals, is_loopback, variable
from fivetran_common.text import printable

from . import OK, USAGE, Unusable
from ._options import MOCK_OPTIONS

NOT_EXECUTABLE: Final = 126
NOT_FOUND: Final = 127
STANDARD_INPUT: Final = 0
_FORWARDED: Final = ("SIGQUIT", "SIGUSR1", "SIGUSR2")


@takes(*MOCK_OPTIONS, flag("--until-stdin-closes", "stop when standard input, a pipe or a socket, is closed"))
def run_serve(options: argparse.Namespace) -> int:
    """Serve the mock on a port until Ctrl-C, SIGTERM or SIGHUP. It prints its address first, the credentials last."""
    if options.until_stdin_closes and not _is_held_open():
        needed = "a standard input that another program holds: a pipe or a socket"
        raise Unusable(f"--until-stdin-closes needs {needed}", status=USAGE)
    gc.disable()  # while modules are loaded, which takes most of the start, nothing becomes garbage
    from ..server import serve_process
    from ._prepare import prepare

    gc.enable()
    with prepare("serve", options) as prepared:
        lines = [f"listening on {prepared.endpoint.url}"]
        if prepared.authority_file is not None:
            lines.append(f"CA certificate in {printable(prepared.authority_file)}")
        if not is_loopback(prepared.endpoint.host):
            lines.append(f"the network reaches it as well, on port {prepared.endpoint.port} of this machine")
        lines.append(printable(prepared.credentials))
        ready = partial(print, "\n".join(lines), flush=True)
        parent = STANDARD_INPUT if options.until_stdin_closes else None
        serve_process(prepared.endpoint, prepared.answer, ready=ready, closing=prepared.closing, parent=parent)
    return OK


def _is_held_open() -> bool:
    """Return whether standard input is a pipe or a socket, whose end shows that the other program ended."""
    if sys.stdin is None:  # it was closed, and another file may have its number by now
        return False
    mode = os.fstat(STANDARD_INPUT).st_mode
    return stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode)


@takes(
    *MOCK_OPTIONS,
    argument("words", "the command to run", "-- COMMAND...", nargs=argparse.REMAINDER),
    usage="[OPTIONS] -- COMMAND...",
)
def run_run(options: argparse.Namespace) -> int:
    """
    Run a command with a mock on a free port, for instance: fivetran-mock run -- pytest

    The command finds the mock by FIVETRAN_BASE_URL, FIVETRAN_API_KEY and FIVETRAN_API_SECRET. Its exit status becomes
    the exit status of this command.

    Waits of fivetran-connections move the mock's time and take no real time, unless --realtime is given. Without
    --state, the command gets a data folder that ends with it, unless FIVETRAN_CONNECTIONS_DATA names one.
    """
    from ..server import ServerThread
    from ._prepare import prepare

    separator, *command = options.words or [""]
    if separator != "--" or not command:
        raise Unusable("name the command after --, for instance: fivetran-mock run -- pytest", status=USAGE)
    with (
        _data_folder(options) as data,
        prepare("run", options) as prepared,
        ServerThread(prepared.endpoint, prepared.answer, closing=prepared.closing),
    ):
        url = prepared.endpoint.url
        clock = {} if options.realtime else {"FIVETRAN_REHEARSAL": url}
        return _run(command, {**prepared.environment, **_past_proxies(os.environ, url), **clock, **data})


@contextmanager
def _data_folder(options: argparse.Namespace) -> Generator[dict[str, str]]:
    """Yield the variable of a data folder for this run; none if the user has one, or keeps the state as well."""
    if options.state or variable("FIVETRAN_CONNECTIONS_DATA", refusal=Unusable):
        yield {}
        return
    try:  # a process that outlives the command may still write there
        folder = TemporaryDirectory(prefix="fivetran-mock-", ignore_cleanup_errors=True)
    except OSError as error:
        raise Unusable(f"The data folder of the command cannot be made: {error.strerror}.") from None
    with folder as path:
        yield {"FIVETRAN_CONNECTIONS_DATA": path}


def _past_proxies(environ: Mapping[str, str], url: str) -> dict[str, str]:
    """Return the variables that keep requests to the mock from a proxy, which could not reach this machine."""
    host, kept = urlsplit(url).hostname or "", environ.get("no_proxy") or environ.get("NO_PROXY") or ""
    value = kept if kept == "*" else ",".join(filter(None, (kept, host)))
    return dict.fromkeys(("NO_PROXY", "no_proxy"), value)


def _run(command: Sequence[str], environment: Mapping[str, str]) -> int:
    relay = _Relay()
    with relay.listening():
        try:
            child = subprocess.Popen(command, env={**os.environ, **environment})  # noqa: S603 - the user's own command
        except FileNotFoundError:
            raise Unusable(f"there is no command {command[0]!r} on PATH", status=NOT_FOUND) from None
        except OSError as error:
            raise Unusable(f"cannot start {command[0]!r}: {error.strerror}", status=NOT_EXECUTABLE) from None
        with child:
            relay.lead_to(child)
            status = child.wait()
    return 128 - status if status < 0 else status


class _Relay:
    """Pass signals on to the command, which decides how both end."""

    def __init__(self) -> None:
        self._child: subprocess.Popen[bytes] | None = None
        self._early: list[int] = []

    def __call__(self, number: int, _: FrameType | None) -> None:
        """Pass a signal on, or keep it until the command is started."""
        if self._child is None:
            self._early.append(number)
        elif not (number in _FROM_TERMINAL and _is_in_foreground()):
            self._child.send_signal(number)

    def lead_to(self, child: subprocess.Popen[bytes]) -> None:
        """Pass on the signals that came before the command was started, and all later ones."""
        self._child = child
        for number in self._early:
            child.send_signal(number)

    @contextmanager
    def listening(self) -> Generator[None]:
        """Handle signals within a block."""
        numbers = [*ending_signals(), *(getattr(signal, name) for name in _FORWARDED if hasattr(signal, name))]
        before = [(number, signal.signal(number, self)) for number in numbers]
        try:
            yield
        finally:
            for number, handler in before:
                signal.signal(number, handler)


_FROM_TERMINAL: Final = {signal.SIGINT, getattr(signal, "SIGQUIT", None)}


def _is_in_foreground() -> bool:
    """Return whether the terminal sends its signals to our process group, and so to the command as well."""
    try:
        return os.tcgetpgrp(sys.stdin.fileno()) == os.getpgrp()
    except (OSError, ValueError, AttributeError):  # no terminal, no standard input, no process groups
        return False
