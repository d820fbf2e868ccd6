# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.failure import Failure
from ...models.schema_config_envelope import SchemaConfigEnvelope
from ...models.schema_update import SchemaUpdate
from ...types import Response


def _get_kwargs(
    connection_id: str,
    schema: str,
    *,
    body: SchemaUpdate,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "patch",
        "url": "/v1/connections/{connection_id}/schemas/{schema}".format(
            connection_id=quote(str(connection_id), safe=""),
            schema=quote(str(schema), safe=""),
        ),
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Failure | SchemaConfigEnvelope | None:
    if response.status_code == 200:
        response_200 = SchemaConfigEnvelope.from_dict(response.json())

        return response_200

    if response.status_code == 400:
        response_400 = Failure.from_dict(response.json())

        return response_400

    if response.status_code == 401:
        response_401 = Failure.from_dict(response.json())

        return response_401

    if response.status_code == 403:
        response_403 = Failure.from_dict(response.json())

        return response_403

    if response.status_code == 404:
        response_404 = Failure.from_dict(response.json())

        return response_404

    if response.status_code == 405:
        response_405 = Failure.from_dict(response.json())

        return response_405

    if response.status_code == 406:
        response_406 = Failure.from_dict(response.json())

        return response_406

    if response.status_code == 409:
        response_409 = Failure.from_dict(response.json())

        return response_409

    if response.status_code == 415:
        response_415 = Failure.from_dict(response.json())

        return response_415

    if response.status_code == 429:
        response_429 = Failure.from_dict(response.json())

        return response_429

    if 500 <= response.status_code <= 599:
        response_5xx = Failure.from_dict(response.json())

        return response_5xx

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[Failure | SchemaConfigEnvelope]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    connection_id: str,
    schema: str,
    *,
    client: AuthenticatedClient,
    body: SchemaUpdate,
) -> Response[Failure | SchemaConfigEnvelope]:
    """Change one schema

     Changes whether a schema, its tables and their columns are synced.

    Args:
        connection_id (str):
        schema (str):
        body (SchemaUpdate): The changes to one schema.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Failure | SchemaConfigEnvelope]
    """

    kwargs = _get_kwargs(
        connection_id=connection_id,
        schema=schema,
        body=body,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    connection_id: str,
    schema: str,
    *,
    client: AuthenticatedClient,
    body: SchemaUpdate,
) -> Failure | SchemaConfigEnvelope | None:
    """Change one schema

     Changes whether a schema, its tables and their columns are synced.

    Args:
        connection_id (str):
        schema (str):
        body (SchemaUpdate): The changes to one schema.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Failure | SchemaConfigEnvelope
    """

    return sync_detailed(
        connection_id=connection_id,
        schema=schema,
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    connection_id: str,
    schema: str,
    *,
    client: AuthenticatedClient,
    body: SchemaUpdate,
) -> Response[Failure | SchemaConfigEnvelope]:
    """Change one schema

     Changes whether a schema, its tables and their columns are synced.

    Args:
        connection_id (str):
        schema (str):
        body (SchemaUpdate): The changes to one schema.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Failure | SchemaConfigEnvelope]
    """

    kwargs = _get_kwargs(
        connection_id=connection_id,
        schema=schema,
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    connection_id: str,
    schema: str,
    *,
    client: AuthenticatedClient,
    body: SchemaUpdate,
) -> Failure | SchemaConfigEnvelope | None:
    """Change one schema

     Changes whether a schema, its tables and their columns are synced.

    Args:
        connection_id (str):
        schema (str):
        body (SchemaUpdate): The changes to one schema.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Failure | SchemaConfigEnvelope
    """

    return (
        await asyncio_detailed(
            connection_id=connection_id,
            schema=schema,
            client=client,
            body=body,
        )
    ).parsed
