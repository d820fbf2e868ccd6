"""The command `fivetran-mock`, also as `python -m fivetran_mock`."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import suppress


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status; 130 after Ctrl-C."""
    words = sys.argv[1:] if arguments is None else arguments
    try:
        from .cli import dispatch, finish

        status = dispatch(words)
        finish()
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        _discard_output()
        return 141
    except OSError as error:  # the commands answer for files and ports; this is about what they print
        _discard_output()
        with suppress(OSError):
            from .cli import complain

            complain(" ".join(words[:1]), f"the output cannot be written: {error.strerror}")
        return 1
    return status


def _discard_output() -> None:
    """Let the interpreter flush into nothing: whoever read the output has gone, or there is no room for it."""
    with suppress(OSError):  # a stream of the caller's own has no descriptor
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    sys.exit(main())
