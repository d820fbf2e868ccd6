"""A Python module with the types of one service's connections, for a user's own code base."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain, count
from keyword import iskeyword
from typing import Final

from .catalogue import Field, Kind, Service

_TYPES: Final[Mapping[Kind, str]] = {
    "string": "str",
    "integer": "int",
    "number": "float",
    "boolean": "bool",
    "object": "dict[str, object]",
    "array": "list[object]",
}


def types_module(service: Service, vintage: str) -> str:
    """Return the source of a module with a TypedDict for each object of a service; it needs Python 3.11."""
    writer = _Writer()
    root = _camel(service.name)
    config = writer.typed(f"{root}Config", _writable(service.config), required=service.required_naming)
    keys = {"config": f"Required[{config}]" if service.naming else config}
    if auth := _writable(service.auth):
        keys["auth"] = writer.typed(f"{root}Auth", auth)
    if service.external_secrets_keys:
        secrets = dict.fromkeys(service.external_secrets_keys, "str")
        keys["external_secrets_keys_config"] = writer.write(f"{root}ExternalSecretsKeys", secrets)
    own = {"group_id": "Required[str]", "service": f"Required[Literal[{service.name!r}]]", **keys}
    writer.write(f"{root}Connection", own)
    head = (
        f'"""Types of a new connection of {service.name}, with the fields that were published on {vintage}."""\n\n'
        "from __future__ import annotations\n\nfrom typing import Literal, Required, TypedDict\n"
    )
    return head + "".join(f"\n\n{block}" for block in writer.blocks)


def _writable(fields: Mapping[str, Field]) -> Mapping[str, Field]:
    return {key: field for key, field in fields.items() if not field.readonly}


class _Writer:
    """Collects the blocks of a module, the inner types before those that name them."""

    def __init__(self) -> None:
        """Start with no block."""
        self.blocks: list[str] = []
        self._names: set[str] = set()

    def typed(self, name: str, fields: Mapping[str, Field], *, required: tuple[str, ...] = ()) -> str:
        """Write the type of an object and of all objects in it; return its name."""
        keys = {
            key: f"Required[{self._annotation(name, key, field)}]"
            if key in required
            else self._annotation(name, key, field)
            for key, field in fields.items()
        }
        missing = {key: "Required[str]" for key in required if key not in keys}
        return self.write(name, {**missing, **keys})

    def write(self, name: str, keys: Mapping[str, str]) -> str:
        """Write one type by the annotations of its keys; a key that is no name needs the form of a call."""
        numbered = (f"{name}{number}" for number in count(2))
        free = next(one for one in chain([name], numbered) if one not in self._names)
        self._names.add(free)
        if all(key.isidentifier() and not iskeyword(key) and not key.startswith("__") for key in keys):
            body = "".join(f"    {key}: {annotation}\n" for key, annotation in keys.items()) or "    pass\n"
            self.blocks.append(f"class {free}(TypedDict, total=False):\n{body}")
        else:
            body = "".join(f"        {key!r}: {annotation!r},\n" for key, annotation in keys.items())
            self.blocks.append(f"{free} = TypedDict(\n    {free!r},\n    {{\n{body}    }},\n    total=False,\n)\n")
        return free

    def _annotation(self, name: str, key: str, field: Field) -> str:
        plain = self._plain(name, key, field)
        return f"{plain} | None" if field.nullable else plain

    def _plain(self, name: str, key: str, field: Field) -> str:
        if field.enum:
            return f"Literal[{', '.join(map(repr, field.enum))}]"
        if field.items is not None:
            return f"list[{self._annotation(name, key, field.items)}]"
        inner = _writable(field.fields)
        return self.typed(f"{name}{_camel(key)}", inner) if inner else _TYPES[field.type]


def _camel(name: str) -> str:
    """Return a name in the form of a class's; one that starts with a digit gets a word before it."""
    words = "".join(character if character.isalnum() else " " for character in name).split()
    camel = "".join(word[0].upper() + word[1:] for word in words)
    return camel if camel.isidentifier() else f"Service{camel}"
