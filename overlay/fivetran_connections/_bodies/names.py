"""The name of a connection in the destination, which with its group identifies it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fivetran_common.json_types import is_mapping
from fivetran_rules import naming_keys

from .._secrets.secret import Secret
from ..errors import InvalidRequest


def connection_name(body: Mapping[str, Any]) -> str | None:
    """
    Return the name that the API will show as `schema`, or `None` if the config does not say.

    A name with a secret in it is a `Secret`. The four formats are schema, schema and table, schema and table group,
    schema prefix (docs/evidence.md#naming-formats). Raises `InvalidRequest` for a name other than text, since the API's
    spelling of it is unknown.
    """
    config = body.get("config")
    if not is_mapping(config):
        return None
    # Beside a prefix, `schema` is a plain field of some services.
    by_prefix = "schema_prefix" in config and "schema" not in naming_keys(body.get("service"))
    parts: list[str] = []
    schemas = ("schema_prefix", "schema") if by_prefix else ("schema", "schema_prefix")
    for keys in (schemas, ("table", "table_group_name")):
        key = next((key for key in keys if config.get(key)), None)
        if key is None:
            break
        if not isinstance(part := config[key], str):
            raise InvalidRequest(
                f"ensure needs config.{key} as text: it is the name to look for, or a part of it; nothing was sent."
            )
        parts.append(part)
    name = ".".join(map(str.__str__, parts))
    return Secret(name) if any(isinstance(part, Secret) for part in parts) else name or None
