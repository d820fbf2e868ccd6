"""
Bodies made from the document: good ones, and good ones with one known mistake.

`Maker` reads a schema as far as the document's requests use JSON Schema. To meet conditions (`if` and `then`,
`dependentRequired`), it adds the required keys until every condition holds. The way a body is made decides whether it
is good or bad, not a judge.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import jsonschema_rs
from hypothesis import assume
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

TEXT = st.text(st.characters(codec="utf-8"), max_size=10)
JSON: SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**31), 2**31 - 1) | TEXT,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(TEXT, inner, max_size=2),
    max_leaves=4,
)
PRINTABLE = st.characters(min_codepoint=33, max_codepoint=126)
LARGEST = 2**31 - 1
OTHER_TYPES: Mapping[str, tuple[Any, ...]] = {
    "string": (7, True, [], {}, None),
    "integer": ("seven", True, 1.5, [], None),
    "boolean": ("yes", 0, 1, [], None),
    "array": ("a", {}, 7, None),
    "object": ("a", [], 7, None),
}
MOST_OPTIONAL = 8
ROUNDS_OF_MENDING = 4

Schema = Mapping[str, Any]
T = TypeVar("T")


def evenly(draw: DrawFn, choices: Sequence[T]) -> T:
    """Choose with equal chances; `sampled_from` prefers the first."""
    random = draw(st.randoms(use_true_random=True))
    return random.choice(choices)


@dataclass(frozen=True)
class Body:
    """A body, and how it was spoiled."""

    value: Any
    spoiled: str = ""
    """The mistake in it; empty for a good one."""
    pointer: str = ""
    """Where."""


@dataclass(frozen=True)
class Site:
    """A place in a body, with the schema that rules it."""

    schema: Schema
    value: Any
    pointer: str
    holder: Any = None
    key: Any = None

    def replace(self, value: Any) -> None:
        """Replace the value."""
        self.holder[self.key] = value


@dataclass(frozen=True)
class Maker:
    """Makes bodies for the schemas of one document."""

    document: Mapping[str, Any]
    _compiled: dict[str, Any] = field(default_factory=dict)

    def good(self, name: str, **fixed: Any) -> SearchStrategy[Body]:
        """Return a strategy for valid bodies of a schema, with some fixed values."""

        @st.composite
        def strategy(draw: DrawFn) -> Body:
            schema = self.component(name)
            value = self._grow(draw, schema) | {key: copy.deepcopy(told) for key, told in fixed.items()}
            self._mend(draw, schema, value)
            return Body(value)

        return strategy()

    def spoiled(self, name: str, **fixed: Any) -> SearchStrategy[Body]:
        """Return a strategy for bodies with one mistake, whose kind the body names."""

        @st.composite
        def strategy(draw: DrawFn) -> Body:
            schema, value = self.component(name), draw(self.good(name, **fixed)).value
            sites = list(self.sites(schema, value))
            chances = {kind: [site for site in sites if way.fits(site)] for kind, way in SPOILERS.items()}
            kind = evenly(draw, [kind for kind, places in chances.items() if places])
            detail, pointer = SPOILERS[kind].spoil(self, draw, evenly(draw, chances[kind]))
            return Body(value, f"{kind}: {detail}" if detail else kind, pointer)

        return strategy()

    def component(self, name: str) -> Schema:
        """Return the schema with this name."""
        found: Schema = self.document["components"]["schemas"][name]
        return found

    def resolve(self, schema: Schema) -> Schema:
        """Return the schema to which a reference leads."""
        while "$ref" in schema:
            schema = self.component(schema["$ref"].rpartition("/")[2])
        return schema

    def fits(self, schema: Schema, value: Any) -> bool:
        """Return whether a value matches a part of a condition."""
        key = repr(schema)
        if key not in self._compiled:
            whole = {**schema, "components": self.document["components"]}
            self._compiled[key] = jsonschema_rs.Draft202012Validator(whole)
        fits: bool = self._compiled[key].is_valid(value)
        return fits

    def sites(self, schema: Schema, value: Any, site: Site | None = None) -> Iterator[Site]:
        """Yield every place in a body that exactly one schema describes."""
        schema = self.resolve(schema)
        site = site or Site(schema, value, "")
        if {"oneOf", "anyOf"} & schema.keys():
            return
        yield site
        if isinstance(value, dict):
            inner = [(key, schema.get("properties", {}).get(key)) for key in value]
        else:
            inner = [(key, schema.get("items")) for key in range(len(value))] if isinstance(value, list) else []
        for key, rule in inner:
            if rule is not None:
                place = Site(self.resolve(rule), value[key], f"{site.pointer}/{key}", value, key)
                yield from self.sites(rule, value[key], place)

    def grow(self, draw: DrawFn, schema: Schema) -> Any:
        """Return a value that fits a schema and its conditions."""
        value = self._grow(draw, schema)
        self._mend(draw, schema, value)
        return value

    def _grow(self, draw: DrawFn, schema: Schema) -> Any:
        schema = self.resolve(schema)
        if "const" in schema:
            return schema["const"]
        if "enum" in schema:
            return draw(st.sampled_from(schema["enum"]))
        if choices := schema.get("oneOf") or schema.get("anyOf"):
            return self._grow(draw, draw(st.sampled_from(choices)))
        kind = schema["type"]
        kind = draw(st.sampled_from(kind)) if isinstance(kind, list) else kind
        grown: Any = getattr(self, f"_{kind}")(draw, schema)
        return grown

    def _null(self, _: DrawFn, __: Schema) -> None:
        """Return None, the only value of this type."""

    def _boolean(self, draw: DrawFn, _: Schema) -> bool:
        return draw(st.booleans())

    def _integer(self, draw: DrawFn, schema: Schema) -> int:
        least = schema.get("exclusiveMinimum", -1) + 1 if "exclusiveMinimum" in schema else schema.get("minimum", 0)
        return draw(st.integers(least, LARGEST))

    def _string(self, draw: DrawFn, schema: Schema) -> str:
        if "pattern" in schema:
            return draw(st.from_regex(schema["pattern"], fullmatch=True, alphabet=PRINTABLE))
        least = schema.get("minLength", 0)
        allowed = st.text(st.characters(codec="utf-8"), min_size=least, max_size=10)
        return draw(allowed.filter(lambda text: text not in schema.get("not", {}).get("enum", ())))

    def _array(self, draw: DrawFn, schema: Schema) -> list[Any]:
        length = draw(st.integers(schema.get("minItems", 0), 2))
        return [self._grow(draw, schema["items"]) if "items" in schema else draw(JSON) for _ in range(length)]

    def _object(self, draw: DrawFn, schema: Schema) -> dict[str, Any]:
        known, needed = schema.get("properties", {}), schema.get("required", [])
        optional = sorted(known.keys() - set(needed))
        chosen = draw(st.sets(st.sampled_from(optional), max_size=MOST_OPTIONAL)) if optional else set()
        value = {key: self._grow(draw, known[key]) for key in [*needed, *sorted(chosen)]}
        return value | self._free(draw, schema, known)

    def _free(self, draw: DrawFn, schema: Schema, known: Schema) -> dict[str, Any]:
        free = schema.get("additionalProperties", True)
        if free is False:
            return {}
        names = draw(st.sets(TEXT.filter(lambda name: name not in known), max_size=2))
        names |= {"one"} if schema.get("minProperties") and not names else set()
        return {name: draw(JSON) if free is True else self._grow(draw, free) for name in sorted(names)}

    def _mend(self, draw: DrawFn, schema: Schema, value: Any) -> None:
        for site in list(self.sites(schema, value)):
            if isinstance(site.value, dict):
                for condition in conditions(site.schema) * ROUNDS_OF_MENDING:
                    self._meet(draw, site, condition)

    def _meet(self, draw: DrawFn, site: Site, condition: Condition) -> None:
        """Change an object so that it meets a condition."""
        if not self.fits(condition.when, site.value) or self.fits(condition.then, site.value):
            return
        for key in condition.then.get("not", {}).get("required", ()):
            del site.value[key]
        asked = condition.then.get("properties", {})
        for key in sorted({*condition.then.get("required", ()), *(asked.keys() & site.value.keys())}):
            if not (key in site.value and self.fits(asked.get(key, {}), site.value[key])):
                site.value[key] = self.grow(draw, self.narrowed(site.schema, key, asked.get(key, {})))

    def narrowed(self, schema: Schema, key: str, condition: Schema) -> Schema:
        """Return the schema of a key, combined with a condition."""
        return {**self.resolve(schema["properties"][key]), **condition}


@dataclass(frozen=True)
class Condition:
    """A requirement on an object that holds if another part of it is present."""

    name: str
    when: Schema
    then: Schema


def conditions(schema: Schema) -> list[Condition]:
    """Return every condition of an object's schema."""
    found = [
        Condition(each["description"], each["if"], each["then"]) for each in schema.get("allOf", ()) if "if" in each
    ]
    found += [
        Condition(f"{key} needs {', '.join(needed)}", {"required": [key]}, {"required": needed})
        for key, needed in schema.get("dependentRequired", {}).items()
    ]
    return found + [_of_not(each["description"], each["not"]) for each in schema.get("allOf", ()) if "not" in each]


def _of_not(description: str, refused: Schema) -> Condition:
    """Return the condition for a `not`: keys that exclude each other, or a body with nothing to store."""
    if "required" in refused:
        first, *others = refused["required"]
        return Condition(description, {"required": [first]}, {"not": {"required": others}})
    return Condition("something to keep", refused, {"required": ["paused"]})


@dataclass(frozen=True)
class Spoiler:
    """One way to spoil a body: the places where it applies, and the change."""

    fits: Callable[[Site], bool]
    spoil: Callable[[Maker, DrawFn, Site], tuple[str, str]]
    """Spoils the place; says in what detail, and gives the pointer."""


def _remove(_: Maker, draw: DrawFn, site: Site) -> tuple[str, str]:
    key = draw(st.sampled_from(sorted(site.schema["required"])))
    del site.value[key]
    return "", f"{site.pointer}/{key}"


def _add(_: Maker, draw: DrawFn, site: Site) -> tuple[str, str]:
    known = sorted(site.schema["properties"])
    key = draw(st.sampled_from([f"{name}s" for name in known] + ["no_such_key", ""]))
    assume(key not in known)
    site.value[key] = draw(JSON)
    return "", f"{site.pointer}/{key}"


def _retype(_: Maker, draw: DrawFn, site: Site) -> tuple[str, str]:
    site.replace(draw(st.sampled_from(OTHER_TYPES[_type(site.schema)])))
    return "", site.pointer


def _misname(_: Maker, draw: DrawFn, site: Site) -> tuple[str, str]:
    allowed = site.schema["enum"]
    if isinstance(site.value, str):
        near = [site.value.swapcase(), f"{site.value} ", f" {site.value}", f"{site.value}S", ""]
        site.replace(draw(st.sampled_from([each for each in near if each not in allowed])))
    else:
        site.replace(draw(st.integers(0, 2000).filter(lambda number: number not in allowed)))
    return "", site.pointer


def _empty(_: Maker, __: DrawFn, site: Site) -> tuple[str, str]:
    site.replace("")
    return "", site.pointer


def _misform(_: Maker, draw: DrawFn, site: Site) -> tuple[str, str]:
    site.replace(draw(st.sampled_from([f"!{site.value}", "", "24:00", "05:30", "ftp://x"])))
    return "", site.pointer


def _lower(_: Maker, draw: DrawFn, site: Site) -> tuple[str, str]:
    site.replace(draw(st.integers(-LARGEST, site.schema["minimum"] - 1)))
    return "", site.pointer


def _break(maker: Maker, draw: DrawFn, site: Site) -> tuple[str, str]:
    condition = evenly(draw, conditions(site.schema))
    _trigger(maker, draw, site, condition.when)
    ways = list(_ways_to_break(maker, site, condition))
    key, schema = evenly(draw, ways)
    site.value.pop(key, None)
    if schema is not None:
        site.value[key] = maker.grow(draw, schema)
        assume(not maker.fits(condition.then, site.value))
    assume(maker.fits(condition.when, site.value))
    return condition.name, f"{site.pointer}/{key}"


def _trigger(maker: Maker, draw: DrawFn, site: Site, when: Schema) -> None:
    if "propertyNames" in when:
        site.value.clear()
        site.value["run_setup_tests"] = draw(st.booleans())
        return
    for key in when.get("not", {}).get("required", ()):
        site.value.pop(key, None)
    asked = draw(st.sampled_from(when["anyOf"])) if "anyOf" in when else when
    for key in asked["required"]:
        condition = asked.get("properties", {}).get(key, {})
        if not (key in site.value and maker.fits(condition, site.value[key])):
            site.value[key] = maker.grow(draw, _same_type(maker.narrowed(site.schema, key, condition), condition))


def _same_type(schema: Schema, condition: Schema) -> Schema:
    """Return the non-null alternative, if the condition has a type."""
    if "type" in condition and "oneOf" in schema:
        return next(each for each in schema["oneOf"] if each.get("type") != "null")
    return schema


def _ways_to_break(maker: Maker, site: Site, condition: Condition) -> Iterator[tuple[str, Schema | None]]:
    """Yield each required key with None to remove it, or with a schema of a wrong value."""
    for key in condition.then.get("required", ()):
        yield key, None
    for key in condition.then.get("not", {}).get("required", ()):
        yield key, maker.resolve(site.schema["properties"][key])
    for key, asked in condition.then.get("properties", {}).items():
        schema = maker.resolve(site.schema["properties"][key])
        if "minItems" in asked:
            yield key, {"const": []}
        else:
            yield key, next((each for each in schema.get("oneOf", ()) if each.get("type") != "null"), schema)


def _type(schema: Schema) -> str:
    kind = schema.get("type")
    return kind if isinstance(kind, str) else ""


def _is_filled_object(site: Site) -> bool:
    return isinstance(site.value, dict) and bool(site.schema.get("properties"))


SPOILERS: Mapping[str, Spoiler] = {
    "key removed": Spoiler(lambda site: isinstance(site.value, dict) and bool(site.schema.get("required")), _remove),
    "key unknown": Spoiler(
        lambda site: _is_filled_object(site) and site.schema.get("additionalProperties") is False, _add
    ),
    "wrong type": Spoiler(lambda site: site.holder is not None and _type(site.schema) in OTHER_TYPES, _retype),
    "wrong value": Spoiler(lambda site: site.holder is not None and "enum" in site.schema, _misname),
    "empty text": Spoiler(
        lambda site: site.holder is not None and site.schema.get("minLength", 0) > 0 and site.value is not None, _empty
    ),
    "wrong form": Spoiler(
        lambda site: site.holder is not None and "pattern" in site.schema and site.value is not None, _misform
    ),
    "too small": Spoiler(lambda site: site.holder is not None and "minimum" in site.schema, _lower),
    "rule broken": Spoiler(lambda site: isinstance(site.value, dict) and bool(conditions(site.schema)), _break),
}


def typed_services(document: Mapping[str, Any]) -> dict[str, str]:
    """Return the schema's name for each service with a schema of its own."""
    schemas = document["components"]["schemas"]
    names = [choice["$ref"].rpartition("/")[2] for choice in schemas["NewConnection"]["oneOf"]]
    constants = {name: schemas[name]["properties"]["service"].get("const") for name in names}
    return {service: name for name, service in constants.items() if service}


def with_changes_of(document: Mapping[str, Any]) -> dict[str, Any]:
    """
    The document with a schema for the changes of a connection of each service, just created with nothing set.

    An update does not name its service and may rely on stored values, so the document itself is wider. Each
    constraint that it lacks is marked with `(stored)`.
    """
    named = typed_services(document)
    parts = {service: name.removeprefix("New").removesuffix("Connection") for service, name in named.items()}
    parts["my_source"] = "Other"
    whole = copy.deepcopy(dict(document))
    schemas = whole["components"]["schemas"]
    for service, prefix in parts.items():
        change = copy.deepcopy(schemas["ConnectionUpdate"])
        auth = "OtherAuth" if prefix == "Other" else f"{prefix}AuthUpdate"
        change["properties"]["config"] = {"$ref": f"#/components/schemas/ConfigOf_{service}"}
        change["properties"]["auth"] = {"$ref": f"#/components/schemas/AuthOf_{service}"}
        change["allOf"] += [{"description": f"{name} (stored)", **rule} for name, rule in STORED.items()]
        schemas[f"ChangeOf_{service}"] = change
        created = schemas[f"{prefix}Config"].get("allOf", [])
        schemas[f"ConfigOf_{service}"] = {**schemas[f"{prefix}ConfigUpdate"], "allOf": _stored(created)}
        excluded = [rule for rule in schemas[f"{prefix}Auth"].get("allOf", ()) if "not" in rule]
        schemas[f"AuthOf_{service}"] = {**schemas[auth], "allOf": _stored(excluded)}
    return whole


def _stored(rules: Sequence[Schema]) -> list[Schema]:
    return [{**rule, "description": f"{rule['description']} (stored)"} for rule in rules]


def _given(key: str, value: Schema) -> dict[str, Any]:
    return {"required": [key], "properties": {key: value}}


STORED: Mapping[str, Schema] = {
    "a daily_sync_time with the frequency 360": {
        "if": _given("daily_sync_time", {"type": "string"}),
        "then": _given("sync_frequency", {"const": 1440}),
    },
    "a private_link_id with the method Directly": {
        "if": _given("private_link_id", {"type": "string"}),
        "then": _given("networking_method", {"const": "PrivateLink"}),
    },
    "the method PrivateLink with no private_link_id": {
        "if": _given("networking_method", {"const": "PrivateLink"}),
        "then": _given("private_link_id", {"type": "string"}),
    },
    "the method ProxyAgent with no proxy_agent_id": {
        "if": _given("networking_method", {"const": "ProxyAgent"}),
        "then": _given("proxy_agent_id", {"type": "string"}),
    },
}
"""The rules of a create that also hold for a change, where a stored value is unset."""


class Plain(Maker):
    """Returns always the simplest value; makes other bodies meet their conditions."""

    def mended(self, name: str, value: dict[str, Any]) -> dict[str, Any]:
        """Return a copy of a body that meets the conditions of its schema."""
        body = copy.deepcopy(value)
        self._mend(_no_draw, self.component(name), body)
        return body

    def _grow(self, draw: DrawFn, schema: Schema) -> Any:
        schema = self.resolve(schema)
        if "const" in schema or "enum" in schema:
            return schema.get("const", schema.get("enum", [None])[0])
        if choices := schema.get("oneOf") or schema.get("anyOf"):
            return self._grow(draw, choices[0])
        kind = schema["type"] if isinstance(schema["type"], str) else schema["type"][0]
        plain = {"null": None, "boolean": True, "integer": schema.get("exclusiveMinimum", 0) + 1, "string": "plain"}
        if kind == "array":
            return [self._grow(draw, schema["items"])]
        if kind == "object":
            return {key: self._grow(draw, schema["properties"][key]) for key in schema.get("required", ())}
        return plain[kind]


def _no_draw(_: SearchStrategy[Any]) -> Any:
    raise AssertionError("the plainest value is not drawn")


def for_schemathesis(document: Mapping[str, Any]) -> dict[str, Any]:
    """
    The document without conditions, of which schemathesis cannot read so many at once: `Plain` meets them afterwards.

    An update is one of a pinterest_ads connection, as the stored one is. The mock refuses a range of
    time whose ends are no moments, which the document does not say.
    """
    whole = with_changes_of(document)
    schemas = whole["components"]["schemas"]
    schemas["ConnectionUpdate"] = schemas["ChangeOf_pinterest_ads"]
    for item in whole["paths"].values():
        for parameter in item.get("get", {}).get("parameters", ()):
            if parameter.get("name") in {"start_time", "end_time"}:
                parameter["schema"] = {"enum": ["2026-01-01T00:00:00Z"]}
    for schema in schemas.values():
        schema.pop("allOf", None)
        schema.pop("dependentRequired", None)
    return whole
