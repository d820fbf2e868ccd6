"""
Read the document's files, and join them to one.

The entry names the paths and leads to the families by relative `$ref`. Each operation gets the keys below the entry's
`x-every-operation`. In the bundle, the named components of all files stand together, sorted by name, and a reference to
one of them stays a reference. Any other referenced part is copied to the place of its reference; keys beside that
`$ref` win over the copied ones.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import yaml

from fivetran_common.json_types import keys_of
from fivetran_common.yaml_nodes import compose, construct, repeated_keys

HERE = Path(__file__).resolve().parent
ENTRY = HERE / "openapi.yaml"
METHODS = ("get", "post", "put", "patch", "delete")
MOST_VALUES = 10_000_000
"""A limit for documents whose aliases expand without end; a published one has fewer than a million values."""
KEYS_OF_A_COMPONENT = 3

Json = Any


class Refused(Exception):
    """The document, or the tools around it, cannot be used; the text says why."""


def load(path: Path = ENTRY) -> dict[str, Any]:
    """Return the document that starts in a file, as one without references to other files. Raises `Refused`."""
    return _Bundle(path.resolve().parent).of(path.resolve())


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield method, path and description of every operation."""
    for path, item in document["paths"].items():
        yield from ((method, path, item[method]) for method in METHODS if method in item)


def read(path: Path) -> dict[str, Any]:
    """Read a mapping from a file of YAML, without repeated keys, or of JSON. Raises `Refused`."""
    try:
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".json":  # which a reader of YAML would take minutes for
            content = json.loads(text)
        else:
            root = compose(text, most_values=MOST_VALUES)
            for key in repeated_keys(root):
                line = key.start_mark.line + 1
                raise Refused(f"{path.name}, line {line}: the key {key.value!r} stands twice")
            content = construct(root)
    except OSError as error:
        raise Refused(f"{path.name} cannot be read: {error.strerror}") from None
    except (ValueError, RecursionError, yaml.YAMLError) as error:
        raise Refused(f"{path.name} is neither JSON nor YAML: {error}") from None
    if not isinstance(content, dict):
        raise Refused(f"{path.name} is not a mapping")
    return content


def _complete(operation: Json, shared: Json) -> None:
    """Add the shared parts that an operation lacks: credentials, headers of a success, and refusals."""
    responses = shared["responses"] | (shared["responses-to-a-body"] if "requestBody" in operation else {})
    for status, answer in operation["responses"].items():
        responses[status] = {"headers": shared["headers"], **answer} if status.startswith("2") else answer
    operation["responses"] = dict(sorted(responses.items()))
    operation.setdefault("security", shared["security"])


class _Bundle:
    """The files read so far, by their path; joining one may lead to another."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.files: dict[Path, dict[str, Any]] = {}

    def of(self, entry: Path) -> dict[str, Any]:
        """Join an entry with the files that it leads to."""
        document = {key: value for key, value in self._file(entry).items() if key != "components"}
        bundle: dict[str, Any] = self._joined(document, entry, ())
        if shared := bundle.pop("x-every-operation", None):
            for _, _, operation in operations(bundle):
                _complete(operation, shared)
        found: dict[str, dict[str, Any]] = {}
        done: set[Path] = set()
        while waiting := [path for path in self.files if path not in done]:
            done.add(path := waiting[0])
            self._add_components(path, found)
        return {**bundle, "components": {kind: dict(sorted(named.items())) for kind, named in found.items()}}

    def _file(self, path: Path) -> dict[str, Any]:
        if path not in self.files:
            self.files[path] = read(path)
        return self.files[path]

    def _add_components(self, path: Path, found: dict[str, dict[str, Any]]) -> None:
        components = self.files[path].get("components", {})
        if not isinstance(components, Mapping):
            raise Refused(f"{self._name(path)}: the components are not a mapping")
        for kind, named in components.items():
            if not isinstance(named, Mapping):
                raise Refused(f"{self._name(path)}, {kind}: the components are not a mapping")
            joined = found.setdefault(kind, {})
            for name, value in named.items():
                if name in joined:
                    raise Refused(f"{self._name(path)}: another file has the component {name} too")
                joined[name] = self._joined(value, path, ())

    def _joined(self, value: Json, path: Path, within: tuple[str, ...]) -> Json:
        """Return a part of a file with its references resolved; `within` names the parts being copied."""
        if isinstance(value, list):
            return [self._joined(item, path, within) for item in value]
        if not isinstance(value, Mapping):
            return value
        reference = value.get("$ref")
        if not isinstance(reference, str):
            return {key: self._joined(item, path, within) for key, item in value.items()}
        file, _, pointer = reference.partition("#")
        target = (path.parent / file).resolve() if file else path
        keys = keys_of(unquote(pointer))
        if len(keys) == KEYS_OF_A_COMPONENT and keys[0] == "components":
            self._file(target)
            return {**value, "$ref": "#" + pointer}
        where = f"{self._name(target)}#{pointer}"
        if where in within:
            raise Refused(f"{self._name(path)}: {where} refers to itself")
        copied = self._joined(self._at(target, keys, where), target, (*within, where))
        beside = {key: self._joined(item, path, within) for key, item in value.items() if key != "$ref"}
        return {**copied, **beside} if beside else copied

    def _at(self, path: Path, keys: tuple[str, ...], where: str) -> Json:
        part: Json = self._file(path)
        for key in keys:
            try:
                part = part[int(key)] if isinstance(part, list) else part[key]
            except (LookupError, TypeError, ValueError):
                raise Refused(f"there is no {where}") from None
        return part

    def _name(self, path: Path) -> str:
        return path.relative_to(self.root).as_posix() if path.is_relative_to(self.root) else path.name
