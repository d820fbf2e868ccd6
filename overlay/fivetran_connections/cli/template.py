"""
A commented connection file for one service: required fields first, then all others as comments.

The fields that most connections need stand before the others.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Final

from fivetran_common.text import listed
from fivetran_rules.published.catalogue import Field, Kind, Service

_WIDTH: Final = 100
_COMMON: Final = (
    *("host", "hosts", "port", "database", "user", "username", "password"),
    *("account", "sub_domain", "subdomain", "domain", "base_url", "bucket", "api_key", "api_token", "access_token"),
    *("client_id", "client_secret", "connection_type", "auth_type", "auth_method", "sync_mode", "update_method"),
)
"""Fields that a connection of their service nearly always has, the usual order first (inferred)."""

_VALUES: Final[Mapping[Kind, str]] = {"boolean": "false", "array": "[]", "object": "{}"}
"""The values of types for which no text stands."""


_SETTINGS: Final = (
    "# paused: true  # until it may sync",
    "# sync_frequency: 360  # minutes between syncs",
    "# schedule_type: auto  # manual: only the API and the command sync start syncs",
)
"""Settings of a connection of any service, with their defaults but for `paused`."""


def template(service: Service, vintage: str) -> str:
    """Return a YAML file for a new connection of a service; secrets are references to environment variables."""
    from fivetran_rules import check, lacking_keys, traits  # brings the validator, which help does not need

    names = {key: f"  {_plain(key)}: {_placeholder(key)}  # " for key in (service.naming or [()])[0]}
    needed = [f"{names.pop(key)}required: names the destination, permanent" for key in service.required_naming]
    lacking = [key for key in lacking_keys({"service": service.name}) if key in service.other_config]
    for key in lacking:
        first, *more = _field(key, service.config[key], service, "  ")
        needed += [f"{first}{'; ' if '  # ' in first else '  # '}required: the set-up needs it", *more]
    required = ["config:", *needed] if needed else []
    optional = [] if needed else ["config:"]
    optional += [f"{line}optional: names the destination too, permanent" for line in names.values()]
    filled = check({"service": service.name, "config": dict.fromkeys(service.other_config, "text")})
    refused = {each.pointer for each in filled if each.answer}  # by the API, whatever the value is
    others = {key: field for key, field in service.other_config.items() if f"/config/{key}" not in refused}
    optional += _fields({key: field for key, field in others.items() if key not in lacking}, service)
    if auth := list(_fields(service.auth, service)):
        optional += ["auth:", *auth]
    lines = [
        f"# yaml-language-server: $schema={service.name}.schema.json",
        "#",
        f"# A new connection of {service.name}, with the fields that were published on {vintage}.",
        *([f"# The service is in no definition of {vintage}: it may be gone."] if service.undefined else []),
        "# Remove '# ' before each line that you need. The schema of the first line is printed by",
        f"#   fivetran-connections schema --service {service.name}",
        "",
        "group_id: <group>",
        f"service: {_plain(service.name)}",
        *required,
        *(f"# {line}" for line in optional),
        *((_SETTINGS[0].removeprefix("# "), *_SETTINGS[1:]) if traits(service.name).starts_paused else _SETTINGS),
    ]
    return "\n".join(lines) + "\n"


def _placeholder(key: str) -> str:
    """Return the text that stands for a value to fill in, and that every check refuses."""
    text = f"<{key}>"
    return text if re.fullmatch(r"<[\w-]+>", text) else json.dumps(text)


def _fields(fields: Mapping[str, Field], service: Service, indent: str = "  ") -> Iterator[str]:
    """Write the fields that most connections need first, then the non-nullable ones, then the nullable ones."""
    places = {key: place for place, key in enumerate(_COMMON)}
    for key, field in sorted(fields.items(), key=lambda item: (places.get(item[0], len(places)), item[1].nullable)):
        if not field.readonly and field.sources != ("test",):
            yield from _field(key, field, service, indent)


def _field(key: str, field: Field, service: Service, indent: str) -> Iterator[str]:
    inner = field.items.fields if field.items else field.fields
    name = _plain(key)
    if not inner:
        value = _value(key, field, service)
        yield f"{indent}{name}:{f' {value}' if value else ''}{_remark(field)}"
        return
    yield f"{indent}{name}:{_remark(field)}"
    lines = _fields(inner, service, f"{indent}    " if field.items else f"{indent}  ")
    for number, line in enumerate(lines):
        dash = field.items is not None and number == 0
        yield f"{indent}  - {line.lstrip()}" if dash else line


def _plain(word: str) -> str:
    """Write a word without quotes where YAML reads it as text."""
    return word if re.fullmatch("[A-Za-z_][A-Za-z0-9_]{3,}", word) else json.dumps(word)


def _value(key: str, field: Field, service: Service) -> str:
    """Return a value to replace; a field with a choice of values has none, for its first is not the default."""
    if field.items is not None:
        return f"[{_value(key, field.items, service)}]"
    if field.secret:
        return json.dumps(f"${{env:{re.sub('[^A-Z0-9]+', '_', f'{service.name}_{key}'.upper())}}}")
    return "" if field.enum else _VALUES.get(field.type) or _placeholder(key)


def _remark(field: Field) -> str:
    """Return a comment with the other values of the field, as far as the line has space."""
    one = field.items or field
    said = ["secret"] if field.secret else []
    if one.enum:
        choices = f"one of {', '.join(map(listed, one.enum))}"
        said.append(choices if len(choices) <= _WIDTH else f"{choices[:_WIDTH]}...")
    return f"  # {'; '.join(said)}" if said else ""
