"""Secrets that a file only names: ``env:NAME`` and ``file:PATH``, below ``/auth`` and secret keys of ``/config``."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path

from fivetran_common.json_types import is_array, is_mapping
from fivetran_common.pointers import child

from .._values.masking import is_secret_name
from .._values.secret import Secret
from ._source import Problem, Source, Unreadable


def resolve(source: Source) -> Mapping[str, object]:
    """Return the body with each reference replaced by its value; raise `Unreadable` for the lost."""
    lost: list[Problem] = []
    body = {key: _resolved(value, f"/{key}", lost) for key, value in source.body.items()}
    if lost:
        raise Unreadable(*(problem._replace(line=source.line(problem.pointer)) for problem in lost))
    return body


def _resolved(value: object, pointer: str, lost: list[Problem]) -> object:
    if is_mapping(value):
        return {key: _resolved(item, child(pointer, key), lost) for key, item in value.items()}
    if is_array(value):
        return [_resolved(item, child(pointer, index), lost) for index, item in enumerate(value)]
    if not isinstance(value, str):
        return value
    return _looked_up(value, pointer, lost)


def _looked_up(text: str, pointer: str, lost: list[Problem]) -> str:
    kind, colon, name = text.partition(":")
    if not (colon and kind in _KINDS and _may_name(pointer)):
        return text
    try:
        return Secret(_KINDS[kind](name))
    except (KeyError, OSError, ValueError):  # ValueError: no text in UTF-8, or a path with a null in it
        lost.append(Problem("file.reference", _MISSING[kind].format(name), pointer))
        return text


def _may_name(pointer: str) -> bool:
    """Tell whether a reference may stand here; elsewhere ``file:`` is text like any other."""
    section, *keys = pointer.split("/")[1:]
    return section == "auth" or (section == "config" and any(map(is_secret_name, keys)))


def _of_file(path: str) -> str:
    return Path(path).read_text("utf-8").rstrip("\r\n")


_KINDS: Mapping[str, Callable[[str], str]] = {"env": os.environ.__getitem__, "file": _of_file}
_MISSING = {
    "env": "Set the environment variable {}: this value is taken from it.",
    "file": "Write this value into the file {}: it cannot be read.",
}
