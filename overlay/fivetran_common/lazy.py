"""Public names of a package that are imported when they are first used, so that the package costs next to nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any


def imported_on_use(package: dict[str, Any], homes: Mapping[str, str]) -> Callable[[str], object]:
    """Return `__getattr__` for the globals of a package; ``homes`` has the names of each module, in one text."""
    home_of = {name: home for home, names in homes.items() for name in names.split()}

    def imported(name: str) -> object:
        if name not in home_of:
            raise AttributeError(f"module {package['__name__']!r} has no attribute {name!r}")
        value = package[name] = getattr(import_module(home_of[name], package["__name__"]), name)
        return value

    return imported
