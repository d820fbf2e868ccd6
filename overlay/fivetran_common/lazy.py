"""Imports on first use: of public names, and of packages that only an extra brings."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Final

EXTRA: Final = "the extra `{0}`: pip install '.[{0}]' in a clone"
"""The words for an extra in a message; no package index has the project yet."""


def importer(package: str, homes: Mapping[str, str]) -> Callable[[str], object]:
    """
    Return the `__getattr__` of a package, and give it a `__dir__`, for completion, that imports nothing.

    `homes` has the names that each of its modules has, between blanks.
    """
    home_of = {name: home for home, names in homes.items() for name in names.split()}

    def find(name: str) -> object:
        if name not in home_of:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        value = getattr(import_module(home_of[name], package), name)
        setattr(sys.modules[package], name, value)
        return value

    own = vars(sys.modules[package])
    own["__dir__"] = lambda: sorted({*own, *home_of})
    return find
