"""Existing connections as files: their bodies, with references where the API masks, and the text of YAML."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

import yaml

from fivetran_common.json_types import is_array, is_mapping
from fivetran_rules import kept_fields, naming_keys, traits

from .._values.masking import API_MASK

_DAILY: Final = 1440


def declaration_of(found: Mapping[str, Any]) -> dict[str, Any]:
    """
    Return the body for a file, of a connection as the API returns it.

    A masked value becomes ``${env:NAME}``, named after group, schema and key. ``auth`` is left out: no answer has it.
    """
    group, schema = str(found.get("group_id")), str(found.get("schema"))
    body: dict[str, Any] = {"group_id": found.get("group_id"), "service": found.get("service")}
    for key, default in kept_fields().items():
        value = found.get(key)
        if value not in (None, [], {}) and (key == "paused" or value != default):
            body[key] = referenced(value, group, schema, key)
    if body.get("sync_frequency") != _DAILY:
        body.pop("daily_sync_time", None)
    config: Mapping[str, Any] = found.get("config") or {}
    is_default = traits(body["service"]).is_default
    shown = {key: item for key, item in config.items() if item is not None and not is_default(key, item)}
    naming = naming_keys(body["service"])
    if not any(shown.get(key) for key in naming):
        name, _, table = schema.partition(".")
        shown = {naming[0]: name, **({_table_key(naming): table} if table else {}), **shown}
    body["config"] = referenced(shown, group, schema)
    return body


def _table_key(naming: tuple[str, ...]) -> str:
    return next((key for key in ("table", "table_group_name") if key in naming), "table")


def referenced(value: Any, *names: str) -> Any:
    """Return a body whose masks are references, and whose texts are literal; ``names`` tell it from other bodies."""
    if is_mapping(value):
        return {key: referenced(item, *names, key) for key, item in value.items()}
    if is_array(value):
        return [referenced(item, *names, str(index)) for index, item in enumerate(value)]
    if value == API_MASK:
        return f"${{env:{_variable(names)}}}"
    return value.replace("${", "$${") if isinstance(value, str) else value


def _variable(names: Iterable[str]) -> str:
    """Return the name of the environment variable for a value."""
    words = re.sub(r"[^A-Za-z0-9]+", "_", "_".join(names)).strip("_")
    return f"FIVETRAN_{words}".upper()


def references_of(value: Any) -> list[str]:
    """Return the environment variables that a body refers to."""
    if is_mapping(value):
        return [name for item in value.values() for name in references_of(item)]
    if is_array(value):
        return [name for item in value for name in references_of(item)]
    found = _REFERENCE.fullmatch(value) if isinstance(value, str) else None
    return [found[1]] if found else []


_REFERENCE: Final = re.compile(r"\$\{env:(\w+)\}")


def file_stem(group_id: str, schema: str) -> str:
    """Return the name of the file for a connection, without its ending."""
    return re.sub(r"[^A-Za-z0-9_.-]+", "_", f"{group_id}.{schema}").strip(".")


_PLAIN: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(?:[./-][A-Za-z0-9_]+)*")


class _Dumper(yaml.SafeDumper):
    """Puts every text in quotes that is not a plain word."""

    def ignore_aliases(self, data: Any) -> bool:
        """Write a value out wherever it stands."""
        del data
        return True


def _represent(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    # Without a style PyYAML itself puts words such as `yes` and `null` in quotes.
    style = None if _PLAIN.fullmatch(text) else '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)  # pyright: ignore[reportUnknownMemberType]  # untyped stub


_Dumper.add_representer(str, _represent)


def yaml_text(body: Any) -> str:
    """Return the text of a file; keys keep their order."""
    text: str = yaml.dump(body, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100)
    return text
