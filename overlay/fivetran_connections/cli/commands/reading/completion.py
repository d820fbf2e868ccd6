"""
Print the code that makes a shell complete the commands and options.

bash and zsh: add `eval "$(fivetran-connections completion bash)"` to ~/.bashrc, or the same with zsh to ~/.zshrc.
fish: fivetran-connections completion fish > ~/.config/fish/completions/fivetran-connections.fish
"""

from __future__ import annotations

from argparse import Namespace

from fivetran_common.command_line import SHELLS, Parser

from ...statuses import Status


def build(parser: Parser) -> None:
    """Declare the arguments."""
    parser.add_argument("shell", choices=SHELLS, help="the shell")


def run(options: Namespace) -> int:
    """Print the code."""
    from ...app import PROGRAM  # which names this module

    print(PROGRAM.completion(options.shell))
    return Status.DONE
