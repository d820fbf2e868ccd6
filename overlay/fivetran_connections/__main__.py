"""The command ``fivetran-connections``, also as ``python -m fivetran_connections``."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from io import TextIOWrapper
from pathlib import Path
from signal import default_int_handler, signal

from fivetran_common.lazy import EXTRA
from fivetran_common.system import ending_signals
from fivetran_common.text import discard_output


def main(arguments: Sequence[str] | None = None) -> int:
    """
    Run the command line and return its exit status; 130 after Ctrl-C, and as a process after SIGTERM or SIGHUP.

    Args:
        arguments: The words after the name of the program; by default those of the process.
    """
    if arguments is None:
        for number in ending_signals():
            signal(number, default_int_handler)
    try:
        from .cli.app import PROGRAM

        _prepare_streams()
        try:
            status = PROGRAM.main(sys.argv[1:] if arguments is None else arguments)
        except SystemExit as ended:  # of --help, or of a wrong argument
            status = int(ended.code or 0)
        sys.stdout.flush()
    except ModuleNotFoundError as error:
        if error.name not in {"argcomplete", "rich", "yaml"}:
            raise
        sys.stderr.write(f"This command needs {EXTRA.format('cli')}\n")
        return 1
    except KeyboardInterrupt:
        with suppress(OSError):
            sys.stderr.write("error: Interrupted.\n")
        return 130
    except BrokenPipeError:
        discard_output()
        return 141
    except OSError as error:  # commands report errors of the files that they read; this one is of their output
        discard_output()
        with suppress(OSError):
            sys.stderr.write(f"error: The output cannot be written: {error.strerror}.\n")
        return 1
    return status


def _prepare_streams() -> None:
    """Let print work without a stream, and for characters that the encoding of the terminal lacks."""
    for name in ("stdout", "stderr"):
        stream: object = getattr(sys, name)
        if stream is None:  # the process was started without it
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115  until the process ends
        elif isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


if __name__ == "__main__":
    sys.exit(main())
