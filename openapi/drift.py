"""
Compare our slice of the API with a document that Fivetran has published.

    nox -s drift -- OFFICIAL_FILE [--all]

Every difference is a line with a JSON pointer into the official file: operations, fields, enum values, types, formats
and required flags that appeared or went, and errors without a body. What is known stands in drift.toml with its
reason and is shown only with --all. The exit status is 1 when something new appeared, 2 when the file cannot be read.
"""

from __future__ import annotations

import argparse
import json
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import yaml

from bundle import ENTRY, HERE, Refused, load
from conventions import Place
from fivetran_common.pointers import child
from fivetran_common.yaml_nodes import compose, construct
from services import changes, read_object, services_of_definition
from shapes import TYPES, Field, Fields, Operation, Shapes, operations, services

MOST_VALUES = 10_000_000
"""A limit for documents whose aliases expand without end; a published one has fewer than a million values."""
CATALOGUE = HERE / "services.json"


@dataclass(frozen=True, slots=True, order=True)
class Difference:
    """Where the official document differs from ours, in what, and how."""

    pointer: str
    kind: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.pointer}: {self.kind}: {self.sentence}"


@dataclass(frozen=True, slots=True)
class Explanation:
    """A known kind of difference where pointer and sentence match patterns, and the reason for it."""

    pointer: str
    kind: str
    reason: str
    sentence: str = "*"

    def covers(self, difference: Difference) -> bool:
        """Return whether it explains a difference."""
        return (
            self.kind == difference.kind
            and fnmatchcase(difference.pointer, self.pointer)
            and fnmatchcase(difference.sentence, self.sentence)
        )


def compare(ours: Any, theirs: Any) -> list[Difference]:
    """Return every difference, sorted by place."""
    found = set[Difference]()
    mine, official = operations(ours), operations(theirs)
    found.update(_endpoints(mine, official))
    for service in services(ours):
        for operation in mine.keys() & official.keys():
            pair = (Shapes(ours, service), mine[operation]), (Shapes(theirs, service), official[operation])
            found.update(_operation(*pair))
    return sorted(found)


def _endpoints(mine: dict[Operation, Place], official: dict[Operation, Place]) -> Iterator[Difference]:
    families = {_family(operation) for operation in mine}
    for operation in sorted(official.keys() - mine.keys()):
        if _family(operation) in families:
            pointer = official[operation].pointer
            yield Difference(pointer, "endpoint-added", "this operation is not in our document")
    for operation in sorted(mine.keys() - official.keys()):
        yield Difference(mine[operation].pointer, "endpoint-gone", "this operation of ours is not there any more")


def _family(operation: Operation) -> str:
    """Return the first two segments of a path: /v1/connections, /v1/groups."""
    return "/".join(operation.path.split("/")[:3])


Side = tuple[Shapes, Place]


def _operation(ours: Side, theirs: Side) -> Iterator[Difference]:
    (mine, my_place), (official, place) = ours, theirs
    yield from _fields(mine.parameters(my_place), official.parameters(place), place.pointer)
    yield from _fields(mine.request(my_place), official.request(place), place.pointer)
    for status in place.value["responses"]:
        response, my_response = place / "responses" / status, _response(my_place, status)
        if my_response is None:
            yield Difference(response.pointer, "status-added", f"our document does not know the status {status} here")
        else:
            yield from _answer(status, mine.answer(my_response), official.answer(response), response.pointer)


def _response(operation: Place, status: str) -> Place | None:
    known = operation.value["responses"]
    found = next((name for name in (status, f"{status[0]}XX") if name in known), None)
    return operation / "responses" / found if found else None


def _answer(status: str, mine: Fields, official: Fields, owner: str) -> Iterator[Difference]:
    if mine and not official:
        yield Difference(owner, "body-missing", f"the answer {status} has no body here")
    else:
        yield from _fields(mine, official, owner)


def _fields(mine: Fields, official: Fields, owner: str) -> Iterator[Difference]:
    for name in official.keys() - mine.keys():
        if _is_topmost(name, official, mine):
            yield Difference(official[name].pointer, "field-added", f"our document has no {name}")
    for name in mine.keys() - official.keys():
        if _is_topmost(name, mine, official):
            parent, _, key = name.rpartition(".")
            pointer = official[parent].pointer if parent in official else owner
            yield Difference(child(pointer, key), "field-gone", f"there is no {name} here")
    for name in mine.keys() & official.keys():
        yield from _field(name, mine[name], official[name])


def _is_topmost(name: str, fields: Fields, others: Fields) -> bool:
    """Return whether a field that others lack is to be named, rather than the one it is a part of."""
    parent = name.rpartition(".")[0]
    return parent not in fields or (parent in others and others[parent].parts > 0)


def _field(name: str, mine: Field, official: Field) -> Iterator[Difference]:
    where = official.pointer
    if bool(mine.parts) != bool(official.parts):
        here, there = (f"has {side.parts or 'no'} parts" for side in (official, mine))
        yield Difference(where, "untyped", f"{name} {here} here, and {there} in our document")
    if not _contradicts_itself(official) and mine.types and official.types and mine.types != official.types:
        yield Difference(
            where, "type", f"{name} is {_any(official.types)} here, and {_any(mine.types)} in our document"
        )
    if mine.format != official.format and "string" in official.types:
        here, there = (f"has {side.format or 'no'} format" for side in (official, mine))
        yield Difference(where, "format", f"{name} {here} here, and {there} in our document")
    if mine.required != official.required:
        flag = "required" if official.required else "optional"
        yield Difference(where, "required", f"{name} is {flag} here, and not so in our document")
    yield from _enum(name, mine, official)


def _any(types: frozenset[str]) -> str:
    return " or ".join(sorted(types))


def _contradicts_itself(side: Field) -> bool:
    """Return whether no enum value is of the type that is declared; the type then says nothing."""
    return bool(side.enum and side.types) and not _types_of_values(side) <= side.types


def _types_of_values(side: Field) -> frozenset[str]:
    return frozenset(TYPES[type(value)] for value in side.enum)


def _enum(name: str, mine: Field, official: Field) -> Iterator[Difference]:
    where = official.pointer
    if _contradicts_itself(official):
        sentence = f"{name} is {_any(official.types)} with enum values of the type {_any(_types_of_values(official))}"
        yield Difference(where, "enum-type", sentence)
    ours, theirs = {str(value) for value in mine.enum}, {str(value) for value in official.enum}
    for value in theirs - ours:
        yield Difference(where, "enum-added", f"{name} can be {value} here")
    for value in ours - theirs:
        yield Difference(where, "enum-gone", f"{name} cannot be {value} here")


def service_changes(official: Any, catalogue: Path) -> list[Difference]:
    """Return what an official document changes in the catalogue of services; one without services changes nothing."""
    if "NewConnectorRequestV1" not in official.get("components", {}).get("schemas", {}):
        return []
    known = read_object(catalogue).get("services", {})
    pointer = "/components/schemas/NewConnectorRequestV1"
    return [Difference(pointer, "service", change) for change in changes(known, services_of_definition(official))]


def explanations(file: Path) -> list[Explanation]:
    """Read the known differences: each has a pointer pattern, a kind and a reason, and perhaps a sentence pattern."""
    try:
        return [Explanation(**entry) for entry in tomllib.loads(file.read_text(encoding="utf-8"))["explained"]]
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise Refused(f"{file.name} cannot be read: {error}") from None


def read(file: Path) -> Any:
    """Read an OpenAPI document, JSON or YAML."""
    try:
        text = file.read_text(encoding="utf-8")
        document = json.loads(text) if file.suffix == ".json" else construct(compose(text, most_values=MOST_VALUES))
    except OSError as error:
        raise Refused(f"{file} cannot be read: {error.strerror}") from None
    except (ValueError, yaml.YAMLError) as error:
        raise Refused(f"{file} is neither JSON nor YAML: {error}") from None
    if not isinstance(document, dict) or not isinstance(document.get("paths"), dict):
        raise Refused(f"{file} is no OpenAPI document: it has no paths")
    return document


def report(found: list[Difference], known: list[Explanation], *, everything: bool) -> int:
    """Print what is new, or everything, and say whether there was something new."""
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
    parser.add_argument("--explained", type=Path, default=HERE / "drift.toml", help="another file of known differences")
    parser.add_argument("--ours", type=Path, default=ENTRY, help="another document to compare with")
    parser.add_argument("--services", type=Path, help="another catalogue of services to compare with")
    options = parser.parse_args()
    try:
        official = read(options.official_file)
        found = compare(load(options.ours), official)
        catalogue = options.services or (CATALOGUE if options.ours == ENTRY else None)
        found += service_changes(official, catalogue) if catalogue else []
        return report(found, explanations(options.explained), everything=options.all)
    except Refused as refusal:
        print(refusal, file=sys.stderr)
    except LookupError as error:
        print(f"{options.official_file} refers to {error}, which it does not have", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
