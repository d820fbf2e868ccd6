"""
Print every text that a person may read: messages, help and exceptions of the hand-written packages, in order.

    python scripts/strings.py [--docstrings] [FOLDER ...]

A text is a string of three words or more that is not a docstring; `--docstrings` prints these instead. Fields of
f-strings appear as {name}. Read the list from top to bottom once before a release.
"""

from __future__ import annotations

import argparse
import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = ("overlay", "mock")
LEAST_WORDS = 3
HOLDERS = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


def main(words: list[str] | None = None) -> int:
    """Print the texts of each file under its name."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--docstrings", action="store_true")
    parser.add_argument("folders", nargs="*", default=FOLDERS, metavar="FOLDER")
    options = parser.parse_args(words)
    for file in sorted(path for folder in options.folders for path in (ROOT / folder).rglob("*.py")):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        found = docstrings(tree) if options.docstrings else texts(tree)
        lines = [f"  {line:4} {text.encode('utf-8', 'backslashreplace').decode()}" for line, text in found]
        if lines:
            print(file.relative_to(ROOT), *lines, sep="\n")
    return 0


def docstrings(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Return the docstrings of a module, with their lines."""
    for node in ast.walk(tree):
        if isinstance(node, HOLDERS) and (text := ast.get_docstring(node)):
            yield node.body[0].lineno, " ".join(text.split())


def texts(tree: ast.AST) -> list[tuple[int, str]]:
    """Return the other strings with at least three words, with their lines."""
    return sorted((line, text) for line, text in _texts(tree) if len(text.split()) >= LEAST_WORDS)


def _texts(node: ast.AST) -> Iterator[tuple[int, str]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant):
            continue  # a docstring, or one of an attribute
        if isinstance(child, ast.JoinedStr):
            yield child.lineno, " ".join("".join(map(_part, child.values)).split())
        elif isinstance(child, ast.Constant) and isinstance(child.value, str):
            yield child.lineno, " ".join(child.value.split())
        else:
            yield from _texts(child)


def _part(node: ast.expr) -> str:
    if isinstance(node, ast.FormattedValue):
        return f"{{{ast.unparse(node.value)}}}"
    return str(node.value) if isinstance(node, ast.Constant) else ""


if __name__ == "__main__":
    sys.exit(main())
