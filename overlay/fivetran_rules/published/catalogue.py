"""
The catalogue of services: the packaged one, or that of a user's own file, which is checked first.

The objects of a service are made when it is asked for: the file is parsed in 4 ms, the objects of all take 70.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from types import MappingProxyType
from typing import Any, Final, Literal, cast, get_args

from fivetran_common.json_text import KeyTwice, unique_keys
from fivetran_common.json_types import is_array, is_object

FORMAT: Final = 1
"""The version of the file's layout that is read."""

LARGEST: Final = 64 * 2**20
"""Bytes of a catalogue; that of 818 services has a quarter of a million."""

NAMING_KEYS: Final = ("schema", "schema_prefix", "table", "table_group_name")
"""The keys of `config` that can name a destination; of each service only some do."""

OPTIONAL_NAMING: Final = frozenset({"table", "table_group_name"})
"""Naming keys that the definition requires and live tests leave out (docs/evidence.md#tables-optional)."""

Kind = Literal["string", "integer", "number", "boolean", "array", "object"]
Source = Literal["definition", "provider", "metadata", "test"]

KINDS: Final = frozenset[Kind](get_args(Kind))
_BOTH: Final[tuple[Source, ...]] = ("definition", "provider")


class InvalidCatalogue(ValueError):
    """A file is no catalogue of services; the text is one sentence that says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """
    One key of `config` or `auth`, or of an object in them.

    ``items`` describes the items of an array, ``fields`` the keys of an object. ``enum`` is empty where any value of
    the type may stand; ``tested`` names those of its values that only live tests of the official clients show.
    ``sources`` names who knows the field.
    """

    type: Kind
    enum: tuple[str, ...]
    items: Field | None
    fields: Mapping[str, Field]
    secret: bool
    readonly: bool
    nullable: bool
    sources: tuple[Source, ...]
    tested: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Service:
    """
    The published description of one connector service.

    ``naming`` lists the ways to name the destination, each a group of keys of `config`; the first is the usual one.
    ``external_secrets_keys`` are those that an external secrets manager can hold. ``undefined`` marks a service that
    no published definition has: only the official Terraform provider still lists its fields.
    """

    name: str
    naming: tuple[tuple[str, ...], ...]
    config: Mapping[str, Field]
    auth: Mapping[str, Field]
    external_secrets_keys: tuple[str, ...]
    undefined: bool = False

    @cached_property
    def naming_keys(self) -> tuple[str, ...]:
        """Every key that can name the destination, each once."""
        return tuple(dict.fromkeys(key for way in self.naming for key in way))

    @property
    def required_naming(self) -> tuple[str, ...]:
        """The keys that every way to name the destination has, but for a table, which may be left out."""
        required = (key for key in self.naming_keys if all(key in way for way in self.naming))
        return tuple(key for key in required if key not in OPTIONAL_NAMING)

    @property
    def named_by(self) -> str:
        """The keys that usually name the destination, in words."""
        required = [key for key in self.naming[0] if key not in OPTIONAL_NAMING] or self.naming[0]
        optional = [key for key in self.naming[0] if key not in required]
        return " and ".join(required) + "".join(f", optionally with {key}" for key in optional)

    @property
    def other_config(self) -> Mapping[str, Field]:
        """The keys of `config` that do not name the destination."""
        return {key: field for key, field in self.config.items() if key not in self.naming_keys}

    @cached_property
    def secret_keys(self) -> frozenset[str]:
        """The names of all keys that hold a secret, at any depth of `config` and `auth`."""
        return frozenset(key for key, field in self.walk() if field.secret)

    def walk(self) -> Iterator[tuple[str, Field]]:
        """Walk all fields, those inside objects and lists too."""
        yield from _walk(self.config)
        yield from _walk(self.auth)


def _walk(fields: Mapping[str, Field]) -> Iterator[tuple[str, Field]]:
    for key, field in fields.items():
        yield key, field
        yield from _walk(field.fields)
        yield from _walk(field.items.fields if field.items else {})


Lookup = Callable[[str], "dict[str, Any]"]


class ServiceCatalogue:
    """Connector services by name, with the date of what they are made from; compared by identity."""

    def __init__(self, names: tuple[str, ...], lookup: Lookup, *, vintage: str, sources: Mapping[str, str]) -> None:
        """Take the names of all services and a function that returns the entry of one; see `parse`."""
        self._names = names
        self._known = frozenset(names)
        self._lookup = lookup
        self._made: dict[str, Service] = {}
        self.vintage = vintage
        self.sources = sources

    @staticmethod
    def packaged() -> ServiceCatalogue:
        """Return the catalogue that comes with this package."""
        return _packaged()

    @classmethod
    def parse(cls, data: bytes) -> ServiceCatalogue:
        """Read a catalogue from the bytes of a file; raises `InvalidCatalogue`."""
        entries, head = _checked(data)
        return cls(tuple(entries), entries.__getitem__, vintage=head["vintage"], sources=head["sources"])

    @property
    def source(self) -> str:
        """The sources and their date in words, as violations name them."""
        return f"{', '.join(self.sources.values())}; {self.vintage}"

    def names(self) -> tuple[str, ...]:
        """Return the names of all services, sorted."""
        return self._names

    def entry(self, name: str) -> Service | None:
        """Return what is published of a service, or None for one that is not in the catalogue."""
        if name not in self._known:
            return None
        if name not in self._made:
            self._made[name] = _service(name, self._lookup(name))
        return self._made[name]

    def naming_keys(self, service: object) -> tuple[str, ...]:
        """Return the keys of `config` that name the destination of a service; of an unknown one, all that can."""
        entry = self.entry(service) if isinstance(service, str) else None
        return (entry.naming_keys if entry else ()) or NAMING_KEYS

    def naming_of(self, service: object, schema: str) -> dict[str, str]:
        """Return the keys of `config` that give a destination its name; of an unknown service, schema and table."""
        entry = self.entry(service) if isinstance(service, str) else None
        ways = (entry.naming if entry else ()) or (("schema", "table"),)
        of_two = next((way for way in ways if len(way) > 1), None)
        if "." in schema and of_two:
            return dict(zip(of_two, schema.split(".", 1), strict=True))
        return {ways[0][0]: schema}

    def raw(self, name: str) -> dict[str, Any]:
        """Return the entry of a service as the file has it; raises ``KeyError`` for one that is not there."""
        if name not in self._known:
            raise KeyError(name)
        return self._lookup(name)

    @cached_property
    def secret_keys(self) -> frozenset[str]:
        """The names of all keys that hold a secret of some service."""
        # From the entries as the file has them: objects for all their fields would take 20 times as long.
        entries = map(self._lookup, self._names)
        parts = (entry.get(part, {}) for entry in entries for part in ("config", "auth"))
        return frozenset(key for part in parts for key in _secret_keys(part))

    def __repr__(self) -> str:
        """Show the size and the date."""
        return f"<ServiceCatalogue of {len(self._names)} services, {self.vintage}>"


# --- the packaged file ------------------------------------------------------------------------------------------------


@cache
def _packaged() -> ServiceCatalogue:
    from fivetran_openapi import services  # reads the file

    document = json.loads(services())
    entries: dict[str, dict[str, Any]] = document["services"]
    return ServiceCatalogue(
        tuple(entries), entries.__getitem__, vintage=document["vintage"], sources=document["sources"]
    )


def _service(name: str, entry: Mapping[str, Any]) -> Service:
    return Service(
        name=name,
        naming=tuple(map(tuple, entry.get("naming", ()))),
        config=_fields(entry.get("config", {})),
        auth=_fields(entry.get("auth", {})),
        external_secrets_keys=tuple(entry.get("external_secrets_keys", ())),
        undefined=entry.get("undefined") is True,
    )


def _secret_keys(specs: Mapping[str, Any]) -> Iterator[str]:
    for key, spec in specs.items():
        if spec.get("secret") is True:
            yield key
        yield from _secret_keys(spec.get("fields", {}))
        yield from _secret_keys(spec.get("items", {}).get("fields", {}))


def _fields(specs: Mapping[str, Any]) -> Mapping[str, Field]:
    return MappingProxyType({key: _field(spec) for key, spec in specs.items()})


def _field(spec: Mapping[str, Any]) -> Field:
    source, tested = spec.get("source"), tuple(spec.get("tested", ()))
    return Field(
        type=spec.get("type", "string"),
        enum=(*spec.get("enum", ()), *tested),
        items=_field(spec.get("items", {})) if spec.get("type") == "array" else None,
        fields=_fields(spec.get("fields", {})),
        secret=spec.get("secret") is True,
        readonly=spec.get("readonly") is True,
        nullable=spec.get("nullable") is True,
        sources=(source,) if source else _BOTH,
        tested=tested,
    )


# --- a file from elsewhere --------------------------------------------------------------------------------------------


def _checked(data: bytes) -> tuple[dict[str, Any], dict[str, Any]]:
    if len(data) > LARGEST:
        raise InvalidCatalogue(f"The catalogue is larger than {LARGEST // 2**20} MiB.")
    head = _parsed(data)
    if head.get("format") != FORMAT or "services" not in head:
        raise InvalidCatalogue(
            f"This is not a catalogue of services in format {FORMAT}: make one with "
            "fivetran-connections services refresh -o FILE."
        )
    services, sources = head["services"], head.get("sources")
    vintage = head.get("vintage")
    dated = isinstance(vintage, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", vintage, re.ASCII) is not None
    if not (dated and is_object(services) and is_object(sources) and _is_list_of_text(list(sources.values()))):
        raise InvalidCatalogue("The catalogue needs a date as vintage, and objects as sources and services.")
    for name, entry in services.items():
        _require_service(name, entry)
    return dict(sorted(services.items())), head


def _parsed(data: bytes) -> dict[str, Any]:
    try:
        head: object = json.loads(data, object_pairs_hook=unique_keys)
    except RecursionError:
        raise InvalidCatalogue("The catalogue is nested too deeply.") from None
    except KeyTwice as error:
        raise InvalidCatalogue(f"The catalogue has {error.key[:100]!r} twice.") from None
    except UnicodeDecodeError:
        raise InvalidCatalogue("The catalogue is not text in UTF-8.") from None
    except json.JSONDecodeError as error:
        raise InvalidCatalogue(f"The catalogue is not JSON, or ends too early: {error}.") from None
    if not is_object(head):
        raise InvalidCatalogue("The catalogue is not a JSON object.")
    return head


def _require_service(name: str, entry: object) -> None:
    if not is_service_name(name):
        raise InvalidCatalogue(f"In the catalogue, {name[:100]!r} is not the name of a service.")
    if not is_object(entry):
        raise InvalidCatalogue(f"In the catalogue, the service {name[:100]!r} is not an object.")
    ways, keys = entry.get("naming", []), entry.get("external_secrets_keys", [])
    if not _is_list_of_text(keys) or not is_array(ways) or not all(map(_is_list_of_text, ways)):
        raise InvalidCatalogue(
            f"In the catalogue, naming or external_secrets_keys of {name[:100]!r} is not a list of keys."
        )
    for part in ("config", "auth"):
        _require_fields(f"{name[:100]}.{part}", entry.get(part, {}))


def _require_fields(where: str, specs: object) -> None:
    if not is_object(specs):
        raise InvalidCatalogue(f"In the catalogue, {where} is not an object.")
    for key, spec in specs.items():
        _require_field(f"{where}.{key[:100]}", spec)


def _require_field(where: str, spec: object) -> None:
    if not (
        is_object(spec)
        and spec.get("type", "string") in tuple(KINDS)
        and all(_is_list_of_text(spec.get(values, [])) for values in ("enum", "tested"))
    ):
        raise InvalidCatalogue(f"In the catalogue, {where} is not the description of a field.")
    _require_fields(where, spec.get("fields", {}))
    if "items" in spec:
        _require_field(f"{where}[]", spec["items"])


def is_service_name(text: str) -> bool:
    """Return whether a text can name a service: files, comments and code are made of the name."""
    return re.fullmatch(r"[A-Za-z0-9_.-]{1,100}", text, re.ASCII) is not None


def _is_list_of_text(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in cast("list[object]", value))
