"""The programs in scripts/ report their findings in a few lines and by exit status."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.append(str(ROOT / "scripts"))

from strings import docstrings, texts  # noqa: E402  # found by the line above

SOURCE = ast.parse('''
"""The purpose of the module."""
LIMIT = "too short"
def check(name):
    """Check a name."""
    raise ValueError(f"the name {name!r} is taken: {hint(name)}" + " or choose another one")
''')


def test_strings_lists_messages_without_docstrings() -> None:
    """Each message is listed with its line, fields in braces; short strings and docstrings are not."""
    assert [(6, "or choose another one"), (6, "the name {name} is taken: {hint(name)}")] == texts(SOURCE)


def test_strings_lists_docstrings_alone() -> None:
    """With the option, docstrings are listed instead."""
    assert [(2, "The purpose of the module."), (5, "Check a name.")] == list(docstrings(SOURCE))
