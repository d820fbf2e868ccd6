"""
Print the JSON Schema of data that the mock reads, for an editor.

`seed` is a seed file, `scripts` the part of it that says how setup tests and syncs end, `faults` a file of faults, and
`settings` the arguments of `FivetranMock`.
"""

from __future__ import annotations

import argparse
import json
from typing import Final

from . import OK

NAMES: Final = ("seed", "faults", "scripts", "settings")


def build(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("name", metavar="NAME", choices=NAMES, help=f"one of {', '.join(NAMES)}")


def run(options: argparse.Namespace) -> int:
    """Print the schema."""
    from .._mock.arguments import SCHEMAS

    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **SCHEMAS[options.name]}
    print(json.dumps(schema, indent=2))
    return OK
