"""
The packaged catalogue of services.

The objects of a service are made when it is asked for: the file is parsed in 4 ms, the objects of all take 70.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from types import MappingProxyType
from typing import Any, Final, Literal

NAMING_KEYS: Final = ("schema", "schema_prefix", "table", "table_group_name")
"""The keys of `config` that can name a destination; of each service only some do."""

OPTIONAL_NAMING: Final = frozenset({"table", "table_group_name"})
"""Naming keys that the definition requires and live tests leave out (docs/evidence.md#tables-optional)."""

Kind = Literal["string", "integer", "number", "boolean", "array", "object"]
Source = Literal["definition", "provider", "metadata", "test"]

_BOTH: Final[tuple[Source, ...]] = ("definition", "provider")


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """
    One key of `config` or `auth`, or of an object in them.

    ``items`` describes the items of an array, ``fields`` the keys of an object. ``enum`` is empty where any value of
    the type may stand; ``tested`` names the values in ``enum`` that the definition lacks, and that live tests, answers
    or pages show. ``sources`` names who knows the field. ``default`` is the value that the prose names for a
    body that leaves the key out; None without one.
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
    default: object = None


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

    @cached_property
    def has_published_auth(self) -> bool:
        """Whether a person may authorize it (docs/evidence.md#who-needs-authorization)."""
        return any(field.sources != ("test",) for field in self.auth.values())

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
        levels = [self.config, self.auth]
        for fields in levels:  # grows by nested fields while it is read
            for key, field in fields.items():
                yield key, field
                inner = field.items.fields if field.items else field.fields
                if inner:
                    levels.append(inner)


class ServiceCatalogue:
    """Connector services by name, with the date of their source; compared by identity."""

    def __init__(self, entries: Mapping[str, dict[str, Any]], *, vintage: str, sources: Mapping[str, str]) -> None:
        """Take the entries of all services as the file has them, sorted by name."""
        self._entries = entries
        self._made: dict[str, Service] = {}
        self.vintage = vintage
        self.sources = sources
        self.source: str = f"{', '.join(sources.values())}; {vintage}"
        """The sources and their date in words, as violations name them."""

    @staticmethod
    @cache
    def packaged() -> ServiceCatalogue:
        """Return the catalogue that comes with this package."""
        from fivetran_openapi import services  # most programs need it late, or never

        file = json.loads(services())
        return ServiceCatalogue(file["services"], vintage=file["vintage"], sources=file["sources"])

    def names(self) -> tuple[str, ...]:
        """Return the names of all services, sorted."""
        return tuple(self._entries)

    def entry(self, name: str) -> Service | None:
        """Return the published fields and traits of a service, or None for an uncatalogued one."""
        if name not in self._made and (entry := self._entries.get(name)) is not None:
            self._made[name] = Service(
                name=name,
                naming=tuple(map(tuple, entry.get("naming", ()))),
                config=_fields(entry.get("config", {})),
                auth=_fields(entry.get("auth", {})),
                external_secrets_keys=tuple(entry.get("external_secrets_keys", ())),
                undefined=entry.get("undefined") is True,
            )
        return self._made.get(name)

    @cached_property
    def secret_keys(self) -> frozenset[str]:
        """The names of all keys that hold a secret of some service."""
        # Reads the raw entries: making objects of all fields would take 20 times as long.
        found: set[str] = set()
        levels = [entry[part] for entry in self._entries.values() for part in ("config", "auth") if part in entry]
        for specs in levels:  # grows by nested fields while it is read
            for key, spec in specs.items():
                if spec.get("secret") is True:
                    found.add(key)
                levels += [part["fields"] for part in (spec, spec.get("items", {})) if "fields" in part]
        return frozenset(found)

    def __repr__(self) -> str:
        """Show the size and the date."""
        return f"<ServiceCatalogue of {len(self._entries)} services, {self.vintage}>"


def naming_keys(service: object) -> tuple[str, ...]:
    """Return the keys of `config` that name the destination of a service; of an unknown one, all that can."""
    entry = ServiceCatalogue.packaged().entry(service) if isinstance(service, str) else None
    return (entry.naming_keys if entry else ()) or NAMING_KEYS


def naming_of(service: object, schema: str) -> dict[str, str]:
    """
    Return the keys of `config` that name the destination, by the `schema` of an answer.

    Answers leave these keys out (docs/evidence.md#naming-keys). A dot in the name stands between schema and table if
    the service has such a format (docs/evidence.md#naming-formats); of two, the table, since recorded creates have it.
    """
    entry = ServiceCatalogue.packaged().entry(service) if isinstance(service, str) else None
    ways = (entry.naming if entry else ()) or (("schema", "table"),)
    of_two = next((way for way in sorted(ways) if len(way) > 1), None)  # ("schema", "table") is the first
    if "." in schema and of_two:
        return dict(zip(of_two, schema.split(".", 1), strict=True))
    return {ways[0][0]: schema}


def default_of(service: object, key: str) -> object:
    """Return the published default of a key of `config` (docs/evidence.md#published-defaults); None without one."""
    entry = ServiceCatalogue.packaged().entry(service) if isinstance(service, str) else None
    field = entry.config.get(key) if entry else None
    return field.default if field else None


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
        default=spec.get("default"),
    )
