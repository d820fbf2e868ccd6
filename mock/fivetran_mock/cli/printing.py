"""Print files for editors and shells: the JSON Schemas of the mock's data, and completion scripts."""

from __future__ import annotations

import argparse
import json

from fivetran_common.command_line import SHELLS, argument, takes
from fivetran_common.lazy import EXTRA

from . import OK, PROGRAM, Unusable

_NAMES = ("seed", "faults", "scripts", "settings")


@takes(argument("name", f"one of {', '.join(_NAMES)}", "NAME", choices=_NAMES))
def run_schema(options: argparse.Namespace) -> int:
    """
    Print the JSON Schema of data that the mock reads, for an editor.

    `seed` is a seed file, `scripts` the part of it that says how setup tests and syncs end, `faults` a file of faults,
    and `settings` the arguments of `FivetranMock`.
    """
    from .._mock.formats.schema import an_object, array
    from .._mock.seeds import SCRIPTS, SEED
    from .._mock.state.faults import FAULT
    from .._mock.state.settings import SETTINGS

    schemas = {
        "seed": SEED.schema,
        "faults": array(FAULT.schema),
        "scripts": an_object(SCRIPTS),
        "settings": SETTINGS.schema,
    }
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **schemas[options.name]}
    print(json.dumps(schema, indent=2))
    return OK


@takes(argument("shell", "the shell that will run the script", choices=SHELLS))
def run_completion(options: argparse.Namespace) -> int:
    """
    Print a script that makes a shell complete fivetran-mock: its commands, their options, files.

    bash:  fivetran-mock completion bash >> ~/.bashrc
    zsh:   fivetran-mock completion zsh >> ~/.zshrc
    fish:  fivetran-mock completion fish > ~/.config/fish/completions/fivetran-mock.fish
    """
    try:
        print(PROGRAM.completion(options.shell))
    except ImportError:
        raise Unusable(f"completion needs {EXTRA.format('mock')}") from None
    return OK
