"""The signatures of the builders and their texts, which `templates/builders.py.jinja` writes for editors and `help`."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

NUMBERS: Final = {
    "ZERO": 0,
    "ONE": 1,
    "THREE": 3,
    "SIX": 6,
    "SEVEN": 7,
    "TWELVE": 12,
    "FOURTEEN": 14,
    "TWENTY_FOUR": 24,
    "THIRTY": 30,
    "SIXTY": 60,
}

SAID: Final = {
    "auth": "The credentials, which no answer returns.",
    "connect_card": "A Connect Card, on which the owner of the source authorizes the connection instead of `auth`.",
    "unchecked": "Keys of `config` and `auth` that the catalogue does not check, or True for all. False when absent.",
}
"""Meanings that the document does not have."""

TAKES: Final = {
    "customer_id": ("str | int", ""),
    "daily_sync_time": ("time | int | str", 'An hour from 0 to 23, a `time` in UTC, or text like "14:00".'),
    "refresh_token_expires_at": ("datetime | float | str", "An aware datetime, or seconds, or digits."),
}
"""Types and values that the document does not have."""

SIMPLE: Final = {"boolean": "bool", "integer": "int", "string": "str", "object": "Object"}
RENAMED: Final[dict[str, str]] = {"connect_card_config": "connect_card"}
NOT_PERMANENT: Final = frozenset({"connect_card", "data_checks", "unchecked"})
"""Arguments of a new connection that a change does not take, although they are not permanent."""

PARTS: Final = frozenset({"config", "auth", "external_secrets_keys_config"})

Json = Mapping[str, Any]


class BuilderArgument(NamedTuple):
    """An argument of a builder."""

    name: str
    type: str
    required: bool
    text: str

    @property
    def parameter(self) -> str:
        """The argument in a signature."""
        if self.required:
            return f"{self.name}: {self.type}"
        if self.name == "unchecked":
            return "unchecked: bool | Collection[str] = False"
        kind, null, _ = self.type.partition(" | None")
        return f"{self.name}: {kind} | Unset{null} = UNSET"

    @property
    def described(self) -> str:
        """The lines about the argument; its text lists the values that editors offer."""
        types = re.sub(r"api\.|Literal\[.*?\] \| ", "", self.type)
        text = f"{self.name} ({types}): {self.text}"
        return textwrap.fill(text, 120, initial_indent=" " * 8, subsequent_indent=" " * 12, break_on_hyphens=False)


class Builder(NamedTuple):
    """A function that makes the request for a new connection, or for a change of one."""

    service: str
    model: str
    change: bool
    arguments: list[BuilderArgument]
    gone: list[str]
    """The arguments of a new connection that are permanent, so that a change does not have them."""


def builders(document: Json) -> Iterator[Builder]:
    """Yield the two builders of each typed service, and those for any service."""
    schemas = document["components"]["schemas"]
    for choice in schemas["NewConnection"]["oneOf"]:
        model = choice["$ref"].rpartition("/")[2]
        service = schemas[model]["properties"]["service"].get("const", "")
        new, changed = (_arguments(schemas, model, change=change) for change in (False, True))
        kept = {argument.name for argument in changed} | NOT_PERMANENT
        yield Builder(service, model, False, new, [])
        yield Builder(service, model, True, changed, [argument.name for argument in new if argument.name not in kept])


def _arguments(schemas: Json, model: str, *, change: bool) -> list[BuilderArgument]:
    """Return the arguments of a builder: the required ones, those of the service, the others."""
    kind = model.removeprefix("New").removesuffix("Connection")
    new = schemas[model]["properties"]
    typed = "const" in new["service"]
    level: Any = schemas["ConnectionUpdate" if change else model]
    own: Any = schemas[f"{kind}Config{'Update' if change else ''}"] if typed else {"properties": {}}
    required: set[str] = set() if change else {*own.get("required", ()), *level.get("required", ())}
    left_out = {*(["service", "config"] if typed else []), *(PARTS - new.keys())}
    found = [
        _argument(RENAMED.get(name, name), schema, schemas, kind, required=name in required, change=change)
        for name, schema in {**own["properties"], **level["properties"]}.items()
        if name not in left_out
    ]
    if not (typed or change):
        found.append(BuilderArgument("unchecked", "bool | Collection[str]", False, SAID["unchecked"]))
    special = {*own["properties"], *PARTS, "unchecked"}
    return sorted(found, key=lambda each: (not each.required, (each.name in special) == each.required))


def _argument(name: str, schema: Json, schemas: Json, kind: str, *, required: bool, change: bool) -> BuilderArgument:
    said = _resolved(schema, schemas)
    null = " | None" if "null" in said.get("type", ()) or {"type": "null"} in schema.get("oneOf", ()) else ""
    meaning = SAID.get(name) or said["description"]
    if change and "not stored" not in meaning:
        meaning = meaning.replace(" when absent", " when absent at creation")
    sentences = [meaning, TAKES.get(name, ("", ""))[1], _values(said), "Required." if required else ""]
    is_object = "object" in said.get("type", "object")
    if not (required or change or name in SAID or is_object or re.search(r"when absent|without it", meaning)):
        sentences.append("No default is documented.")
    return BuilderArgument(name, _type(name, schema, said, kind) + null, required, " ".join(filter(None, sentences)))


def _type(name: str, schema: Json, said: Json, kind: str) -> str:
    """Return the types that an argument takes: the API's types, and the spellings that people use."""
    if name in TAKES:
        return TAKES[name][0]
    if name == "connect_card":
        return "AsObject | api.ConnectCardConfig | Object"
    if name == "auth" and kind != "Other":
        return f"AsObject | api.{kind}Auth | api.{kind}AuthUpdate | Object"
    target = _target(schema)
    model = f"api.{target} | " if re.fullmatch(r"\w+", target) else ""
    if enum := said.get("enum"):
        words = " | int" if any(word in NUMBERS for word in enum) else ""
        plain = "int" if said["type"] == "integer" else f"Literal[{', '.join(map(repr, enum))}] | str"
        return f"{model}{plain}{words}"
    types = said.get("type", "object")
    (plain,) = {types} if isinstance(types, str) else {*types} - {"null"}
    if plain == "array":
        item = said["items"].get("$ref", "").rpartition("/")[2]
        return f"Many[api.{item}]" if item else "Ids"
    return f"{model}Object" if plain == "object" else SIMPLE[plain]


def _target(schema: Json) -> str:
    """Return the schema that a schema refers to; a field may be null besides."""
    kinds = [kind for kind in schema.get("oneOf", ()) if "$ref" in kind]
    return str((kinds[0] if len(kinds) == 1 else schema).get("$ref", "")).removeprefix("#/components/schemas/")


def _resolved(schema: Json, schemas: Json) -> Json:
    """Return a schema merged with the schema that it refers to; its own keys have precedence."""
    if not (target := _target(schema)):
        return schema
    found: Any = schemas
    for key in target.split("/"):
        found = found[key]
    return {**_resolved(found, schemas), **schema}


def _values(schema: Json) -> str:
    """Return the values of an argument, if they are few; numbers that stand for them in brackets."""
    if enum := schema.get("enum"):
        return (
            f"One of {', '.join(f'{value} ({NUMBERS[value]})' if value in NUMBERS else str(value) for value in enum)}."
        )
    return f"From {schema['minimum']} to {schema['maximum']:,}." if "minimum" in schema else ""
