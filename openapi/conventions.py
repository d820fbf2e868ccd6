"""
The document's own rules, those that take more than a look at one place; redocly.yaml has the others.

Each rule is a function from the document to the places that break it, and stands in `CONVENTIONS` under its name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from bundle import operations
from fivetran_common.json_types import child, keys_of

Json = Any

# Keywords whose values are schemas of the same value, or of a part of it. Schemas under if, then and not only
# narrow these, so they have no shape of their own.
APPLICATORS = ("allOf", "anyOf", "oneOf")
CONTAINERS = ("properties", "patternProperties")
SINGLES = ("items", "additionalProperties")


class LintFinding(NamedTuple):
    """A violation in the document: its pointer (RFC 6901), a sentence and the rule."""

    pointer: str
    sentence: str
    rule: str

    def __str__(self) -> str:
        return f"#{self.pointer}: {self.sentence} ({self.rule})"


class Place(NamedTuple):
    """A part of a document, and where it stands."""

    pointer: str
    value: Json

    def __truediv__(self, key: object) -> Place:
        return Place(child(self.pointer, key), self.value[key])

    def members(self, key: str) -> Iterator[Place]:
        """Yield the members or items below a key, if it is there."""
        if key in self.value:
            yield from (self / key).children()

    def children(self) -> Iterator[Place]:
        """Yield every member of an object, or item of an array."""
        keys = range(len(self.value)) if isinstance(self.value, list) else self.value
        for key in keys:
            yield self / key


def resolve(document: Json, place: Place) -> Place:
    """Follow a reference to where it leads, or stay."""
    while isinstance(place.value, Mapping) and "$ref" in place.value:
        keys = keys_of(place.value["$ref"].removeprefix("#"))
        place = Place("", document)
        for key in keys:
            place = place / key
    return place


def everything(place: Place) -> Iterator[Place]:
    """Yield every object of the document."""
    if isinstance(place.value, Mapping):
        yield place
    for item in place.children():
        if isinstance(item.value, (Mapping, list)):
            yield from everything(item)


def every_operation(document: Json) -> Iterator[Place]:
    """Yield every operation, in the order of the document."""
    paths = Place("", document) / "paths"
    yield from (paths / path / method for method, path, _ in operations(document))


def bodies(document: Json, *, sent: bool = False, received: bool = False) -> Iterator[Place]:
    """Yield the media type of every body that a client sends or receives."""
    for operation in every_operation(document):
        if sent and "requestBody" in operation.value:
            yield from (operation / "requestBody").members("content")
        if received:
            for response in (operation / "responses").children():
                yield from resolve(document, response).members("content")


def schemas(document: Json, media_types: Iterator[Place]) -> Iterator[Place]:
    """Yield every schema that describes a part of the bodies, each once."""
    waiting, seen = [media_type / "schema" for media_type in media_types], set[str]()
    while waiting:
        place = resolve(document, waiting.pop())
        if place.pointer in seen or not isinstance(place.value, Mapping):
            continue
        seen.add(place.pointer)
        yield place
        for keyword in (*APPLICATORS, *CONTAINERS):
            waiting += place.members(keyword)
        waiting += [place / keyword for keyword in SINGLES if keyword in place.value]


def requests_are_closed(document: Json) -> Iterator[tuple[str, str]]:
    """Each object of a request declares whether it takes other keys."""
    for place in schemas(document, bodies(document, sent=True)):
        if "properties" in place.value and "additionalProperties" not in place.value:
            yield place.pointer, "this part of a request does not say whether it takes other keys"


def answers_are_open(document: Json) -> Iterator[tuple[str, str]]:
    """An answer may grow keys and enum values without breaking anyone."""
    for place in schemas(document, bodies(document, received=True)):
        if place.value.get("additionalProperties") is False:
            yield place.pointer, "this part of an answer refuses keys that the API may add"
        for name in place.value.get("properties", {}):
            part = place / "properties" / name
            if "enum" in resolve(document, part).value:
                yield part.pointer, "this part of an answer refuses enum values that the API may add"


def requests_have_no_default(document: Json) -> Iterator[tuple[str, str]]:
    """A default would be sent by the client, and in a PATCH it would reset a field; a constant is sent anyway."""
    for place in schemas(document, bodies(document, sent=True)):
        if "default" in place.value and place.value.get("const") != place.value["default"]:
            yield (place / "default").pointer, "a client would send this default; say it in the description instead"


def everything_is_described(document: Json) -> Iterator[tuple[str, str]]:
    """Every schema and every property has a description, from which docstrings and docs are made."""
    for schema in (Place("", document) / "components" / "schemas").children():
        if "description" not in schema.value:
            yield schema.pointer, "this schema has no description"
        for name in schema.value.get("properties", {}):
            place = schema / "properties" / name
            if "description" not in {**resolve(document, place).value, **place.value}:
                yield place.pointer, "this property has no description"


def vintage_has_a_source(document: Json) -> Iterator[tuple[str, str]]:
    """A label of a later addition or removal names its date and its source, as text."""
    for place in everything(Place("", document)):
        for name in ("x-fivetran-added", "x-fivetran-removed"):
            label = place.value.get(name, {"date": "", "source": ""})
            if not (isinstance(label, Mapping) and all(isinstance(label.get(key), str) for key in ("date", "source"))):
                yield (place / name).pointer, "this label of vintage needs a date and a source"


def enum_members_have_names(document: Json) -> Iterator[tuple[str, str]]:
    """Where the names of an enum's members are given, each value has one."""
    for place in everything(Place("", document)):
        if "x-enum-varnames" in place.value:
            names, values = place.value["x-enum-varnames"], place.value.get("enum", [])
            if len(names) != len(values) or len(set(names)) != len(names):
                yield place.pointer, f"{len(values)} enum values have {len(set(names))} different names"


def messages_fit(document: Json) -> Iterator[tuple[str, str]]:
    """The message of a success stands beside the id of the operation, and examples with a message have this one."""
    for operation in every_operation(document):
        pattern = re.sub(r"\\{\w+\\}", ".+", re.escape(operation.value.get("x-fivetran-message", "")))
        for status in operation.value["responses"]:
            if status.startswith("2"):
                media_type = resolve(document, operation / "responses" / status) / "content" / "application/json"
                for example in media_type.members("examples"):
                    message = resolve(document, example).value["value"].get("message")
                    if message and not re.fullmatch(pattern, message):
                        yield operation.pointer, f"{example.pointer} has another message than x-fivetran-message"


def limits_are_known(document: Json) -> Iterator[tuple[str, str]]:
    """An operation counts toward limits that the document has for every plan."""
    plans = document.get("x-fivetran-limits", {}).values()
    for operation in every_operation(document):
        for limit in operation.value.get("x-fivetran-limits", ()):
            if not all(limit in plan for plan in plans):
                yield operation.pointer, f"no limit of the document has the name {limit}"


CONVENTIONS = {
    convention.__name__.replace("_", "-"): convention
    for convention in (
        *(answers_are_open, enum_members_have_names, everything_is_described),
        *(limits_are_known, messages_fit, requests_are_closed, requests_have_no_default, vintage_has_a_source),
    )
}


def findings(document: Json) -> Iterator[LintFinding]:
    """Yield every place of an OpenAPI document that breaks a convention."""
    for name, convention in CONVENTIONS.items():
        yield from (LintFinding(pointer, sentence, name) for pointer, sentence in convention(document))
