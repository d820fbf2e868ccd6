"""
Print a script that makes a shell complete fivetran-mock: its commands, their options, files.

bash:  fivetran-mock completion bash >> ~/.bashrc
zsh:   fivetran-mock completion zsh >> ~/.zshrc
fish:  fivetran-mock completion fish > ~/.config/fish/completions/fivetran-mock.fish
"""

from __future__ import annotations

import argparse

from fivetran_common.command_line import SHELLS

from . import FAILED, OK, PROGRAM, complain


def build(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("shell", choices=SHELLS, help="the shell that will run the script")


def run(options: argparse.Namespace) -> int:
    """Print the script."""
    try:
        script = PROGRAM.completion(options.shell)
    except ImportError:
        complain("completion", "completion needs the extra `mock`: pip install '.[mock]' in a clone")
        return FAILED
    print(script)
    return OK
