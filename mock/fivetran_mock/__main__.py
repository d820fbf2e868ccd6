"""The command `fivetran-mock`, also as `python -m fivetran_mock`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import suppress

from fivetran_common.text import discard_output


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status; 130 after Ctrl-C."""
    words = sys.argv[1:] if arguments is None else arguments
    try:
        from .cli import PROGRAM, Unusable, complain

        try:
            status = PROGRAM.main(words)
        except Unusable as problem:
            complain(words[0], problem)
            status = problem.status
        sys.stdout.flush()
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        discard_output()
        return 141
    except OSError as error:  # the commands handle errors of files and ports; this one is about their output
        discard_output()
        with suppress(OSError):
            from .cli import complain

            complain(" ".join(words[:1]), f"the output cannot be written: {error.strerror}")
        return 1
    return status


if __name__ == "__main__":
    sys.exit(main())
