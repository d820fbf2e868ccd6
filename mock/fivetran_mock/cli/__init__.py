"""The command line `fivetran-mock`. A command's module is imported when the command is named."""

from __future__ import annotations

import sys
from typing import Final

from fivetran_common.command_line import USAGE, Command, Program
from fivetran_common.text import printable

__all__ = ["FAILED", "INVALID", "OK", "PROGRAM", "USAGE", "complain"]

OK: Final = 0
FAILED: Final = 1
INVALID: Final = 3

PROGRAM: Final = Program(
    name="fivetran-mock",
    description="A stateful mock of the Fivetran API.",
    commands={
        "serve": Command(help="serve the mock on a port", module="fivetran_mock.cli.serve"),
        "run": Command(help="run a command with a mock: run [OPTIONS] -- COMMAND...", module="fivetran_mock.cli.run"),
        "verify": Command(
            help="compare a server's answers with the document: verify URL", module="fivetran_mock.cli.verify"
        ),
        "prism": Command(
            help="run Prism with the document: prism mock, or prism proxy URL", module="fivetran_mock.cli.prism"
        ),
        "schema": Command(
            help="print the JSON Schema of seeds, faults, scripts or settings: schema NAME",
            module="fivetran_mock.cli.schema",
        ),
        "completion": Command(
            help="print the completion script of a shell: completion bash",
            module="fivetran_mock.cli.completion",
        ),
    },
)


def complain(command: str, sentence: object) -> None:
    """Print on standard error why a command fails."""
    prog = " ".join(filter(None, (PROGRAM.name, command)))
    print(f"{prog}: {printable(str(sentence))}", file=sys.stderr)
