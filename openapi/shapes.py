"""
An OpenAPI document as flat tables of fields, so that two documents of different style can be laid side by side.

What a schema is made of does not matter here: references, `allOf`, alternatives, and the discriminator that picks the
variant of a connector service are all dissolved into one table from a field's dotted name to what is said of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from bundle import METHODS
from conventions import Place, resolve
from fivetran_common.pointers import keys_of

Json = Any

TYPES = {
    str: "string",
    bool: "boolean",
    int: "integer",
    float: "number",
    type(None): "null",
    list: "array",
    dict: "object",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """The statements of a document about one field; the pointer names the place."""

    pointer: str
    required: bool = False
    types: frozenset[str] = frozenset()
    format: str | None = None
    enum: tuple[Json, ...] = ()
    parts: int = 0

    def __or__(self, other: Field) -> Field:
        """Add what an alternative, or another part of an `allOf`, says of the same field."""
        return replace(
            self,
            required=self.required or other.required,
            types=self.types | other.types,
            format=self.format or other.format,
            enum=tuple(dict.fromkeys(self.enum + other.enum)),
            parts=max(self.parts, other.parts),
        )


Fields = dict[str, Field]


class Operation(NamedTuple):
    """A method of a path; the names of path parameters do not matter."""

    method: str
    path: str


@dataclass(frozen=True, slots=True)
class Shapes:
    """A document, and the connector service whose variant is looked at."""

    document: Json
    service: str

    def parameters(self, operation: Place) -> Fields:
        """Return the parameters of an operation, those of its path included."""
        path = operation.pointer.rpartition("/")[0]
        owner = _at(self.document, path)
        found: Fields = {}
        for holder in (owner, operation):
            for place in (holder / "parameters").children() if "parameters" in holder.value else ():
                parameter = resolve(self.document, place)
                name = f"{parameter.value['in']}.{parameter.value['name']}"
                found[name] = self._field(parameter / "schema", required=parameter.value.get("required", False))
        return {name: told for name, told in found.items() if not name.startswith("path.")}

    def request(self, operation: Place) -> Fields:
        """Return the fields of the body that is sent."""
        if "requestBody" not in operation.value:
            return {}
        return self._body("body", resolve(self.document, operation / "requestBody"))

    def answer(self, response: Place) -> Fields:
        """Return the fields of an answer's body."""
        return self._body("answer", resolve(self.document, response))

    def _body(self, name: str, owner: Place) -> Fields:
        if not owner.value.get("content"):
            return {}
        media_type = next((owner / "content").children())
        return self._fields(name, media_type / "schema", required=True) if "schema" in media_type.value else {}

    def _fields(self, name: str, place: Place, *, required: bool, above: frozenset[str] = frozenset()) -> Fields:
        """Return a field and all fields below it; a schema inside itself is entered once."""
        schemas = [schema for schema in self._schemas(place) if schema.pointer not in above]
        above |= {schema.pointer for schema in schemas}
        below: Fields = {}
        parts = set[str]()
        for schema in schemas:
            for key, child, needed in _children(schema):
                parts.add(key)
                for path, told in self._fields(f"{name}.{key}", child, required=needed, above=above).items():
                    below[path] = below[path] | told if path in below else told
        return {name: replace(self._field(place, required=required), parts=len(parts)), **below}

    def _field(self, place: Place, *, required: bool) -> Field:
        told = Field(pointer=place.pointer, required=required)
        for schema in self._schemas(place):
            told |= _told(schema)
        if told.enum:
            told = replace(told, pointer=self._where_enum_stands(place))
        return told

    def _where_enum_stands(self, place: Place) -> str:
        return next(schema.pointer for schema in self._schemas(place) if {"enum", "const"} & schema.value.keys())

    def _schemas(self, place: Place) -> list[Place]:
        """Return every schema object that has a say at this place, alternatives included."""
        found: list[Place] = []
        self._collect(place, found, frozenset())
        return found

    def _collect(self, place: Place, found: list[Place], seen: frozenset[str]) -> None:
        if place.pointer in seen or not isinstance(place.value, Mapping):
            return
        if "$ref" in place.value:
            beside = {key: value for key, value in place.value.items() if key != "$ref"}
            found.append(Place(place.pointer, beside))
            self._collect(resolve(self.document, place), found, seen | {place.pointer})
            return
        variant = self._variant(place)
        if variant is not None and variant.pointer not in seen:
            # The variant includes this schema again, which then stands for itself.
            self._collect(variant, found, seen)
            return
        found.append(place)
        for keyword in ("allOf", "anyOf", "oneOf"):
            for child in self._alternatives(place, keyword):
                self._collect(child, found, seen | {place.pointer})

    def _variant(self, place: Place) -> Place | None:
        """Return the schema that a discriminator maps the service to."""
        reference = place.value.get("discriminator", {}).get("mapping", {}).get(self.service)
        return resolve(self.document, Place("", {"$ref": reference})) if reference else None

    def _alternatives(self, place: Place, keyword: str) -> list[Place]:
        """Return the members of a combination; where a constant `service` tells them apart, that of the service."""
        members = list((place / keyword).children()) if keyword in place.value else []
        ours = [member for member in members if self._service_of(member) == self.service]
        return ours or members

    def _service_of(self, place: Place) -> str | None:
        schema = resolve(self.document, place).value
        constant: str | None = schema.get("properties", {}).get("service", {}).get("const")
        return constant


def services(document: Json) -> set[str]:
    """Return the connector services that a document has schemas of their own for."""
    schemas = (schema.value for schema in (Place("", document) / "components" / "schemas").children())
    constants = (schema.get("properties", {}).get("service", {}).get("const") for schema in schemas)
    return {constant for constant in constants if constant is not None}


def operations(document: Json) -> dict[Operation, Place]:
    """Return every operation of a document."""
    found: dict[Operation, Place] = {}
    for path in (Place("", document) / "paths").children():
        _, template = keys_of(path.pointer)
        for method in METHODS:
            if method in path.value:
                found[Operation(method, _without_names(template))] = path / method
    return found


def _without_names(template: str) -> str:
    return "/".join("{}" if part.startswith("{") else part for part in template.rstrip("/").split("/"))


def _at(document: Json, pointer: str) -> Place:
    return resolve(document, Place("", {"$ref": "#" + pointer}))


def _children(schema: Place) -> Iterator[tuple[str, Place, bool]]:
    """Yield the name, place and required flag of what a schema says of the parts of its value."""
    required = schema.value.get("required", ())
    for key in schema.value.get("properties", {}):
        yield key, schema / "properties" / key, key in required
    if isinstance(schema.value.get("items"), Mapping):
        yield "[]", schema / "items", False


def _told(schema: Place) -> Field:
    said = schema.value
    enum = tuple(said.get("enum", (said["const"],) if "const" in said else ()))
    types = _types(said) or frozenset(TYPES[type(value)] for value in enum)
    return Field(pointer=schema.pointer, types=types - {"null"}, format=said.get("format"), enum=enum)


def _types(said: Mapping[str, Json]) -> frozenset[str]:
    """Return the types that a schema states, or that its keywords imply."""
    stated = said.get("type")
    if stated is None:
        return frozenset({"object"} if "properties" in said else ())
    return frozenset([stated] if isinstance(stated, str) else stated)
