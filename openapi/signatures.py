"""The signatures of the builders and their texts, as a module of the generated client, for editors and `help`."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

WIDTH: Final = 120
INDENT: Final = " " * 4

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

MODULE: Final = '''\
"""The signatures and texts of the builders; `fivetran_connections` says what the builders do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, time
from typing import Any, Protocol, TypeAlias, TypeVar

from . import models as api
from .new_connection import NewConnectionModel
from .types import UNSET, Unset

NUMBERS = {numbers}
"""The words by which the API names numbers of days or months."""

T = TypeVar("T")

Object: TypeAlias = Mapping[str, object]
"""A JSON object."""

Ids: TypeAlias = Iterable[str | int]
"""Ids, also as numbers."""

Many: TypeAlias = Iterable[T | Mapping[str, object]]
"""Models, or JSON objects."""


class AsObject(Protocol):
    """A value that stands for a JSON object, such as `ConnectCard` and `PinterestAuth`."""

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object."""
        ...
'''

# The body of a generated function never runs: a builder takes its signature and its text.
FUNCTION: Final = '''

def {name}(
    *,
{parameters}) -> {result}:
    """
{promise}

    Args:
{arguments}    """
    raise NotImplementedError
'''

NEW: Final = """\
Return the request for a new {title} connection, checked.

A list that only one sync mode reads implies that mode, and `connect_card` implies ``run_setup_tests=False``; both can \
be overridden. An argument that is left out is not sent. Raises `InvalidConnection` with everything that is wrong."""

CHANGE: Final = """\
Return the request that changes a {title} connection: only named fields are sent, and nothing is implied.

None clears a field. {permanent} Raises `InvalidConnection` with everything that is wrong."""

NEW_OTHER: Final = """\
Return the request for a new connection of any service, checked as far as the service is known.

``config`` and ``auth`` are taken as the service's own documentation spells them; for a service that has a builder, \
that builder's model is given. Raises `InvalidConnection` with everything that is wrong; nothing is sent."""

CHANGE_OTHER: Final = """\
Return the request that changes a connection of any service: only what is named is sent, and None clears a field.

Only what holds for every service is checked; the patch builder of a service knows more."""

SAID: Final = {
    "auth": "The credentials, which no answer returns.",
    "connect_card": "A Connect Card, on which the owner of the source authorizes the connection instead of `auth`.",
    "unchecked": "Whether `config` and `auth` may have keys that the catalogue of services lacks. False when absent.",
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


class Argument(NamedTuple):
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
            return "unchecked: bool = False"
        kind, null, _ = self.type.partition(" | None")
        return f"{self.name}: {kind} | Unset{null} = UNSET"


def builders_module(document: Mapping[str, Any]) -> str:
    """Return the module of the builders' signatures."""
    schemas = document["components"]["schemas"]
    models = [choice["$ref"].rpartition("/")[2] for choice in schemas["NewConnection"]["oneOf"]]
    functions = (_function(schemas, model, change=change) for model in models for change in (False, True))
    return MODULE.format(numbers=NUMBERS) + "".join(functions)


def _function(schemas: Mapping[str, Any], model: str, *, change: bool) -> str:
    service = schemas[model]["properties"]["service"].get("const")
    arguments = _arguments(schemas, model, change=change)
    kept = {each.name for each in arguments} | NOT_PERMANENT
    gone = [f"`{each.name}`" for each in _arguments(schemas, model, change=False) if each.name not in kept]
    permanent = (
        f"{', '.join(gone)} {'are' if gone[1:] else 'is'} permanent, and not among the arguments." if gone else ""
    )
    promise = (CHANGE if change else NEW) if service else (CHANGE_OTHER if change else NEW_OTHER)
    promise = promise.format(title=(service or "").replace("_", " ").title(), permanent=permanent)
    return FUNCTION.format(
        name=(service or "connection") + ("_patch" if change else ""),
        parameters="".join(f"{INDENT}{each.parameter},\n" for each in arguments),
        result="api.ConnectionUpdate" if change else f"api.{model}" if service else "NewConnectionModel",
        promise="\n\n".join(
            textwrap.fill(each, WIDTH, initial_indent=INDENT, subsequent_indent=INDENT)
            for each in promise.split("\n\n")
        ),
        arguments="".join(f"{_described(each)}\n" for each in arguments),
    )


def _arguments(schemas: Mapping[str, Any], model: str, *, change: bool) -> list[Argument]:
    """Return the arguments of a builder: the required ones, those of the service, the others."""
    kind = model.removeprefix("New").removesuffix("Connection")
    new = schemas[model]["properties"]
    typed = "const" in new["service"]
    level: Any = schemas["ConnectionUpdate" if change else model]
    own: Any = schemas[f"{kind}Config{'Update' if change else ''}"] if typed else {"properties": {}}
    required: set[str] = set() if change else {*own.get("required", ()), *level.get("required", ())}
    left_out = {*(["service", "config"] if typed else []), *(PARTS - new.keys())}
    fields: dict[str, Any] = {**own["properties"], **level["properties"]}
    found = [
        _argument(RENAMED.get(name, name), schema, schemas, kind, required=name in required, change=change)
        for name, schema in fields.items()
        if name not in left_out
    ]
    if not (typed or change):
        found.append(Argument("unchecked", "bool", False, SAID["unchecked"]))
    special = {*own["properties"], *PARTS, "unchecked"}
    return sorted(found, key=lambda each: (not each.required, (each.name in special) == each.required))


def _argument(
    name: str, schema: Mapping[str, Any], schemas: Mapping[str, Any], kind: str, *, required: bool, change: bool
) -> Argument:
    said = _resolved(schema, schemas)
    null = " | None" if "null" in said.get("type", ()) or {"type": "null"} in schema.get("oneOf", ()) else ""
    meaning = SAID.get(name) or said["description"]
    if change:
        meaning = meaning if "not stored" in meaning else meaning.replace(" when absent", " when absent at creation")
    sentences = [meaning, TAKES.get(name, ("", ""))[1], _values(said), "Required." if required else ""]
    is_object = "object" in said.get("type", "object")
    if not (required or change or name in SAID or is_object or re.search(r"when absent|without it", meaning)):
        sentences.append("No default is documented.")
    return Argument(name, _type(name, schema, said, kind) + null, required, " ".join(filter(None, sentences)))


def _type(name: str, schema: Mapping[str, Any], said: Mapping[str, Any], kind: str) -> str:
    """Return the types that an argument takes: what the API takes, and the spellings that people use."""
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
        return f"{model}{'int' if said['type'] == 'integer' else 'str'}{words}"
    types = said.get("type", "object")
    (plain,) = {types} if isinstance(types, str) else {*types} - {"null"}
    if plain == "array":
        item = said["items"].get("$ref", "").rpartition("/")[2]
        return f"Many[api.{item}]" if item else "Ids"
    return f"{model}Object" if plain == "object" else SIMPLE[plain]


def _target(schema: Mapping[str, Any]) -> str:
    """Return what a schema refers to, below the schemas; a field may be null besides."""
    kinds = [each for each in schema.get("oneOf", ()) if "$ref" in each]
    return str((kinds[0] if len(kinds) == 1 else schema).get("$ref", "")).removeprefix("#/components/schemas/")


def _resolved(schema: Mapping[str, Any], schemas: Mapping[str, Any]) -> dict[str, Any]:
    """Return a schema with what its reference says, and its own words first."""
    if not (target := _target(schema)):
        return dict(schema)
    found: Any = schemas
    for key in target.split("/"):
        found = found[key]
    return {**_resolved(found, schemas), **schema}


def _values(schema: Mapping[str, Any]) -> str:
    """Return the values of an argument, if they are few; numbers that stand for them in brackets."""
    if enum := schema.get("enum"):
        return (
            "One of " + ", ".join(f"{each} ({NUMBERS[each]})" if each in NUMBERS else str(each) for each in enum) + "."
        )
    return f"From {schema['minimum']} to {schema['maximum']:,}." if "minimum" in schema else ""


def _described(argument: Argument) -> str:
    """Return the lines about an argument."""
    text = f"{argument.name} ({argument.type.replace('api.', '')}): {argument.text}"
    return textwrap.fill(text, WIDTH, initial_indent=INDENT * 2, subsequent_indent=INDENT * 3, break_on_hyphens=False)
