# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.connection_envelope import ConnectionEnvelope
from ...models.failure import Failure
from ...models.new_facebook_ads_connection import NewFacebookAdsConnection
from ...models.new_google_ads_connection import NewGoogleAdsConnection
from ...models.new_other_connection import NewOtherConnection
from ...models.new_pinterest_ads_connection import NewPinterestAdsConnection
from ...types import Response


def _get_kwargs(
    *,
    body: NewFacebookAdsConnection | NewGoogleAdsConnection | NewOtherConnection | NewPinterestAdsConnection,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/connections",
    }

    if isinstance(body, NewPinterestAdsConnection):
        _kwargs["json"] = body.to_dict()
    elif isinstance(body, NewGoogleAdsConnection):
        _kwargs["json"] = body.to_dict()
    elif isinstance(body, NewFacebookAdsConnection):
        _kwargs["json"] = body.to_dict()
    else:
        _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ConnectionEnvelope | Failure | None:
    if response.status_code == 201:
        response_201 = ConnectionEnvelope.from_dict(response.json())

        return response_201

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
) -> Response[ConnectionEnvelope | Failure]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: NewFacebookAdsConnection | NewGoogleAdsConnection | NewOtherConnection | NewPinterestAdsConnection,
) -> Response[ConnectionEnvelope | Failure]:
    """Create a connection

     Creates a connection in a group. Setup tests run before the answer unless run_setup_tests is false;
    a test that fails does not fail the call. With connect_card_config the answer carries the link of a
    Connect Card.

    Args:
        body (NewFacebookAdsConnection | NewGoogleAdsConnection | NewOtherConnection |
            NewPinterestAdsConnection): The body of a create; the constant service of each typed
            variant tells which one it is.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ConnectionEnvelope | Failure]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    body: NewFacebookAdsConnection | NewGoogleAdsConnection | NewOtherConnection | NewPinterestAdsConnection,
) -> ConnectionEnvelope | Failure | None:
    """Create a connection

     Creates a connection in a group. Setup tests run before the answer unless run_setup_tests is false;
    a test that fails does not fail the call. With connect_card_config the answer carries the link of a
    Connect Card.

    Args:
        body (NewFacebookAdsConnection | NewGoogleAdsConnection | NewOtherConnection |
            NewPinterestAdsConnection): The body of a create; the constant service of each typed
            variant tells which one it is.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ConnectionEnvelope | Failure
    """

    return sync_detailed(
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: NewFacebookAdsConnection | NewGoogleAdsConnection | NewOtherConnection | NewPinterestAdsConnection,
) -> Response[ConnectionEnvelope | Failure]:
    """Create a connection

     Creates a connection in a group. Setup tests run before the answer unless run_setup_tests is false;
    a test that fails does not fail the call. With connect_card_config the answer carries the link of a
    Connect Card.

    Args:
        body (NewFacebookAdsConnection | NewGoogleAdsConnection | NewOtherConnection |
            NewPinterestAdsConnection): The body of a create; the constant service of each typed
            variant tells which one it is.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ConnectionEnvelope | Failure]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: NewFacebookAdsConnection | NewGoogleAdsConnection | NewOtherConnection | NewPinterestAdsConnection,
) -> ConnectionEnvelope | Failure | None:
    """Create a connection

     Creates a connection in a group. Setup tests run before the answer unless run_setup_tests is false;
    a test that fails does not fail the call. With connect_card_config the answer carries the link of a
    Connect Card.

    Args:
        body (NewFacebookAdsConnection | NewGoogleAdsConnection | NewOtherConnection |
            NewPinterestAdsConnection): The body of a create; the constant service of each typed
            variant tells which one it is.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ConnectionEnvelope | Failure
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed
