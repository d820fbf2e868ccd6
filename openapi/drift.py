"""
Compare our slice of the API with a document that Fivetran has published.

    nox -s drift -- OFFICIAL_FILE [--all]

Every difference is a line with a JSON pointer into the official file: operations, fields, enum values, types, formats
and required flags that appeared or went, and errors without a body. Known differences stand in drift.toml with their
reason and are shown only with --all. The exit status is 1 when something new appeared, 2 when the file cannot be read.
"""

from __future__ import annotations

import argparse
import sys
import tomllib
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, NamedTuple

from bundle import ENTRY, HERE, Refused, load
from conventions import APPLICATORS, Place, every_operation, resolve
from fivetran_common.json_types import child, keys_of
from services import published

EXPLAINED = HERE / "drift.toml"
TYPES = {
    str: "string",
    bool: "boolean",
    int: "integer",
    float: "number",
    type(None): "null",
    list: "array",
    dict: "object",
}


class Drift(NamedTuple):
    """A difference of the official document from ours: its place, its kind, and its text."""

    pointer: str
    kind: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.pointer}: {self.kind}: {self.sentence}"


class Explanation(NamedTuple):
    """A known kind of difference where pointer and sentence match patterns, and the reason for it."""

    pointer: str
    kind: str
    reason: str
    sentence: str = "*"

    def covers(self, difference: Drift) -> bool:
        """Return whether it explains a difference."""
        return (
            self.kind == difference.kind
            and fnmatchcase(difference.pointer, self.pointer)
            and fnmatchcase(difference.sentence, self.sentence)
        )


# --- what a document says of each field -------------------------------------------------------------------------------


@dataclass(slots=True)
class FieldStatements:
    """The statements of a document about one field, of all alternatives together; the pointer names the place."""

    pointer: str
    required: bool = False
    types: set[str] = field(default_factory=set[str])
    format: str | None = None
    enum: list[Any] = field(default_factory=list[Any])
    parts: int = 0

    def add(self, schema: Place) -> None:
        """Add the keywords of a schema."""
        said = schema.value
        enum = said.get("enum", [said["const"]] if "const" in said else [])
        stated = said.get("type", ["object"] if "properties" in said else [TYPES[type(value)] for value in enum])
        if enum and not self.enum:
            self.pointer = schema.pointer
        self.types |= {stated} if isinstance(stated, str) else set(stated)
        self.types.discard("null")
        self.format = self.format or said.get("format")
        self.enum += [value for value in enum if value not in self.enum]


Fields = dict[str, FieldStatements]
"""Fields by their dotted names: references, `allOf`, alternatives and discriminators are dissolved."""


class Shapes(NamedTuple):
    """A document, and the connector service whose variant is looked at."""

    document: Any
    service: str

    def parameters(self, operation: Place) -> Fields:
        """Return the parameters of an operation, those of its path included."""
        path = Place("", self.document) / "paths" / keys_of(operation.pointer)[1]
        found: Fields = {}
        for owner in (path, operation):
            for place in owner.members("parameters"):
                parameter = resolve(self.document, place)
                if (kind := parameter.value["in"]) != "path":
                    name = f"{kind}.{parameter.value['name']}"
                    self._add(found, name, parameter / "schema", required=parameter.value.get("required", False))
        return found

    def body(self, name: str, owner: Place, key: str) -> Fields:
        """Return the fields of a request's or an answer's body."""
        found: Fields = {}
        if key in owner.value:
            media_type = next(resolve(self.document, owner / key).members("content"), None)
            if media_type is not None and "schema" in media_type.value:
                self._add(found, name, media_type / "schema", required=True)
        return found

    def _add(
        self, found: Fields, name: str, place: Place, *, required: bool, above: frozenset[str] = frozenset()
    ) -> None:
        """Add a field and all fields below it; a schema inside itself is entered once."""
        statements = found.setdefault(name, FieldStatements(place.pointer))
        statements.required |= required
        schemas = list(self._schemas(place))
        for schema in schemas:
            statements.add(schema)
        inside = [schema for schema in schemas if schema.pointer not in above]
        above |= {schema.pointer for schema in inside}
        parts = set[str]()
        for schema in inside:
            inner = [(key, schema / "properties" / key) for key in schema.value.get("properties", {})]
            inner += [("[]", schema / "items")] if isinstance(schema.value.get("items"), Mapping) else []
            for key, part in inner:
                parts.add(key)
                needed = key in schema.value.get("required", ())
                self._add(found, f"{name}.{key}", part, required=needed, above=above)
        statements.parts = max(statements.parts, len(parts))

    def _schemas(self, place: Place, seen: frozenset[str] = frozenset()) -> Iterator[Place]:
        """Yield every schema object that applies at this place, alternatives included."""
        if place.pointer in seen or not isinstance(place.value, Mapping):
            return
        below = seen | {place.pointer}
        if "$ref" in place.value:
            yield Place(place.pointer, {key: value for key, value in place.value.items() if key != "$ref"})
            yield from self._schemas(resolve(self.document, place), below)
            return
        reference = place.value.get("discriminator", {}).get("mapping", {}).get(self.service)
        variant = resolve(self.document, Place("", {"$ref": reference})) if reference else place
        if variant.pointer not in below:
            # For a variant that includes this schema again, the schema itself counts.
            yield from self._schemas(variant, seen)
            return
        yield place
        for keyword in APPLICATORS:
            members = list(place.members(keyword))
            # Where a constant `service` tells the members apart, that of the service counts.
            ours = [member for member in members if service_of(resolve(self.document, member).value) == self.service]
            for member in ours or members:
                yield from self._schemas(member, below)


def service_of(schema: Any) -> str | None:
    """Return the connector service that a schema is for."""
    constant: str | None = schema.get("properties", {}).get("service", {}).get("const")
    return constant


def operations(document: Any) -> dict[tuple[str, str], Place]:
    """Return every operation by path and method; the names of path parameters do not matter."""
    found: dict[tuple[str, str], Place] = {}
    for operation in every_operation(document):
        _, template, method = keys_of(operation.pointer)
        path = "/".join("{}" if part.startswith("{") else part for part in template.rstrip("/").split("/"))
        found[path, method] = operation
    return found


# --- the comparison ---------------------------------------------------------------------------------------------------


def compare(ours: Any, theirs: Any) -> list[Drift]:
    """Return every difference, sorted by place."""
    mine, official = operations(ours), operations(theirs)
    families = {family(path) for path, _ in mine}
    found = {
        Drift(official[operation].pointer, "endpoint-added", "this operation is not in our document")
        for operation in official.keys() - mine.keys()
        if family(operation[0]) in families
    }
    for operation in mine.keys() - official.keys():
        found.add(Drift(mine[operation].pointer, "endpoint-gone", "this operation of ours is not there any more"))
    known = map(service_of, ours.get("components", {}).get("schemas", {}).values())
    for service in sorted(set(filter(None, known))):
        for operation in mine.keys() & official.keys():
            found.update(
                _operation(Shapes(ours, service), mine[operation], Shapes(theirs, service), official[operation])
            )
    return sorted(found)


def family(path: str) -> str:
    """Return the first two segments of a path: /v1/connections, /v1/groups."""
    return "/".join(path.split("/")[:3])


def _operation(ours: Shapes, mine: Place, theirs: Shapes, official: Place) -> Iterator[Drift]:
    owner = official.pointer
    yield from _fields(ours.parameters(mine), theirs.parameters(official), owner)
    yield from _fields(ours.body("body", mine, "requestBody"), theirs.body("body", official, "requestBody"), owner)
    for status in official.value["responses"]:
        response = official / "responses" / status
        name = next((code for code in (status, f"{status[0]}XX") if code in mine.value["responses"]), None)
        if name is None:
            sentence = f"our document does not know the status {status} here"
            yield Drift(response.pointer, "status-added", sentence)
            continue
        known = ours.body("answer", mine / "responses", name)
        answered = theirs.body("answer", official / "responses", status)
        if known and not answered:
            yield Drift(response.pointer, "body-missing", f"the answer {status} has no body here")
        else:
            yield from _fields(known, answered, response.pointer)


def _fields(mine: Fields, official: Fields, owner: str) -> Iterator[Drift]:
    for name in official.keys() - mine.keys():
        if _is_topmost(name, official, mine):
            yield Drift(official[name].pointer, "field-added", f"our document has no {name}")
    for name in mine.keys() - official.keys():
        if _is_topmost(name, mine, official):
            parent, _, key = name.rpartition(".")
            pointer = official[parent].pointer if parent in official else owner
            yield Drift(child(pointer, key), "field-gone", f"there is no {name} here")
    for name in mine.keys() & official.keys():
        yield from (Drift(official[name].pointer, *found) for found in _field(name, mine[name], official[name]))


def _is_topmost(name: str, fields: Fields, others: Fields) -> bool:
    """Return whether a field that others lack is to be named, rather than the one it is a part of."""
    parent = name.rpartition(".")[0]
    return parent not in fields or (parent in others and others[parent].parts > 0)


def _field(name: str, mine: FieldStatements, official: FieldStatements) -> Iterator[tuple[str, str]]:
    """Yield kind and sentence of each difference."""

    def any_of(types: AbstractSet[str]) -> str:
        return " or ".join(sorted(types))

    values = frozenset(TYPES[type(value)] for value in official.enum)
    contradicts_itself = bool(values and official.types) and not values <= official.types
    if bool(mine.parts) != bool(official.parts):
        here, there = (f"has {side.parts or 'no'} parts" for side in (official, mine))
        yield "untyped", f"{name} {here} here, and {there} in our document"
    if not contradicts_itself and mine.types and official.types and mine.types != official.types:
        yield "type", f"{name} is {any_of(official.types)} here, and {any_of(mine.types)} in our document"
    if mine.format != official.format and "string" in official.types:
        here, there = (f"has {side.format or 'no'} format" for side in (official, mine))
        yield "format", f"{name} {here} here, and {there} in our document"
    if mine.required != official.required:
        flag = "required" if official.required else "optional"
        yield "required", f"{name} is {flag} here, and not so in our document"
    if contradicts_itself:
        yield "enum-type", f"{name} is {any_of(official.types)} with enum values of the type {any_of(values)}"
    ours, theirs = {str(value) for value in mine.enum}, {str(value) for value in official.enum}
    yield from (("enum-added", f"{name} can be {value} here") for value in theirs - ours)
    yield from (("enum-gone", f"{name} cannot be {value} here") for value in ours - theirs)


def explanations() -> list[Explanation]:
    """Read the known differences: each has a pointer pattern, a kind and a reason, and perhaps a sentence pattern."""
    try:
        return [Explanation(**entry) for entry in tomllib.loads(EXPLAINED.read_text(encoding="utf-8"))["explained"]]
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise Refused(f"{EXPLAINED.name} cannot be read: {error}") from None


def report(found: list[Drift], known: list[Explanation], *, everything: bool) -> int:
    """Print the new differences, or all of them, and return whether there were new ones."""
    reasons = {one: next((why.reason for why in known if why.covers(one)), None) for one in found}
    for difference, reason in reasons.items():
        if reason is None:
            print(difference)
        elif everything:
            print(f"{difference} (known: {reason})")
    new = sum(reason is None for reason in reasons.values())
    print(f"{new} differences are new, {len(found) - new} are known")
    return 1 if new else 0


def main() -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(description="Compare our slice of the API with a published document.")
    parser.add_argument("official_file", type=Path, help="the published document, JSON or YAML")
    parser.add_argument("--all", action="store_true", help="show the known differences too, with their reasons")
    options = parser.parse_args()
    try:
        official = published(options.official_file, needs="paths")
        return report(compare(load(ENTRY), official), explanations(), everything=options.all)
    except Refused as refusal:
        print(refusal, file=sys.stderr)
    except (LookupError, TypeError, AttributeError) as error:
        print(f"{options.official_file}: {error} is missing or not what it should be", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
