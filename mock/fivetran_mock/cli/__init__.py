"""The command line `fivetran-mock`. A command's module is imported when the command is named."""

from __future__ import annotations

import sys
from typing import Final

from fivetran_common.command_line import USAGE, Program, commands_of
from fivetran_common.text import printable

__all__ = ["FAILED", "INVALID", "OK", "PROGRAM", "USAGE", "Unusable", "complain"]

OK: Final = 0
FAILED: Final = 1
INVALID: Final = 3

_ROWS: Final = (
    ("serve", "serving", "run_serve", "serve the mock on a port"),
    ("run", "serving", "run_run", "run a command with a mock: run [OPTIONS] -- COMMAND..."),
    ("compare", "comparing", "run_compare", "compare the mock with a recorded trial: compare RECORDING"),
    ("schema", "printing", "run_schema", "print the JSON Schema of seeds, faults, scripts or settings: schema NAME"),
    ("completion", "printing", "run_completion", "print the completion script of a shell: completion bash"),
)
"""The words of each command, its module and its handler there, and its line."""

PROGRAM: Final = Program(
    name="fivetran-mock",
    description="A stateful mock of the Fivetran API.",
    commands=commands_of(_ROWS, __name__),
    epilog="""\
Exit status:
    0  stopped as asked
    1  the mock cannot be started
    2  wrong usage
    3  an invalid file
    8  compare: differences were found
  126  run: the command cannot be started
  127  run: there is no such command
    N  run: the status of the command; 128 + the number of the signal that ended it""",
)


class Unusable(Exception):
    """The command cannot be carried out; `status` is its exit status."""

    def __init__(self, sentence: object, *, status: int = FAILED) -> None:
        super().__init__(str(sentence))
        self.status = status


def complain(command: str, sentence: object) -> None:
    """Print on standard error why a command fails."""
    prog = " ".join(filter(None, (PROGRAM.name, command)))
    print(f"{prog}: {printable(str(sentence))}", file=sys.stderr)
