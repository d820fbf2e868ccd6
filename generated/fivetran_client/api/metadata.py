# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
"""The requests of the operations with the tag `metadata`: no function sends anything."""

from __future__ import annotations

from collections.abc import Mapping
from types import NoneType
from typing import Any
from urllib.parse import quote

from ..models.connector_type import ConnectorType
from ..models.connector_type_page import ConnectorTypePage
from ..types import Request


def get_connector_type(
    service: str,
    /,
) -> Request[ConnectorType]:
    """Describe a connector service."""
    return Request(
        method="GET",
        url=f"/v1/metadata/connector-types/{quote(str(service), safe='')}",
        answer=ConnectorType,
    )


def list_connector_types(
    *,
    cursor: str | None = None,
    limit: int | None = None,
) -> Request[ConnectorTypePage]:
    """List the connector services."""
    params: dict[str, str | int | None] = {
        "cursor": cursor,
        "limit": limit,
    }
    return Request(
        method="GET",
        url="/v1/metadata/connector-types",
        answer=ConnectorTypePage,
        params={name: value for name, value in params.items() if value is not None},
    )
