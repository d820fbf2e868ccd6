"""Questions before something is lost: asked on a terminal only, and answered by an option elsewhere."""

from __future__ import annotations

import sys

from .printing.lines import print_error


def on_terminal() -> bool:
    """Return whether a user can answer a question."""
    stdin: object = sys.stdin  # None where the process has no standard input
    return stdin is not None and sys.stdin.isatty()


def answered(question: str, expected: str) -> bool:
    """Ask, and return whether the answer is the expected one."""
    sys.stderr.write(question)
    sys.stderr.flush()
    if sys.stdin.readline().strip() == expected:
        return True
    print_error(f"Nothing was sent: the answer was not '{expected}'.")
    return False


def may_delete(number: int, allowed: int | None, *, ask: bool = True) -> bool:
    """Return whether so many connections may be deleted: by the option, or by an answer that is typed."""
    if not number:
        return True
    if allowed is not None:
        if number <= allowed:
            return True
        print_error(f"This would delete {number:,}, and --max-deletes allows {allowed:,}. Nothing was sent.")
        return False
    if ask and on_terminal():
        return answered(f"Type 'delete {number}' to delete {number:,}: ", f"delete {number}")
    print_error(f"This would delete {number:,}. Nothing was sent. Allow it with --max-deletes {number}.")
    return False
