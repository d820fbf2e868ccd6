# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.destination_envelope import DestinationEnvelope
from ...models.failure import Failure
from ...models.setup_tests_request import SetupTestsRequest
from ...types import UNSET, Response, Unset


def _get_kwargs(
    destination_id: str,
    *,
    body: SetupTestsRequest | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/destinations/{destination_id}/test".format(
            destination_id=quote(str(destination_id), safe=""),
        ),
    }

    if not isinstance(body, Unset):
        _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> DestinationEnvelope | Failure | None:
    if response.status_code == 200:
        response_200 = DestinationEnvelope.from_dict(response.json())

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
) -> Response[DestinationEnvelope | Failure]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    destination_id: str,
    *,
    client: AuthenticatedClient,
    body: SetupTestsRequest | Unset = UNSET,
) -> Response[DestinationEnvelope | Failure]:
    """Run the setup tests of a destination

     Runs the setup tests and returns the destination with their results. A failed test does not fail the
    call.

    Args:
        destination_id (str):
        body (SetupTestsRequest | Unset): The certificates and fingerprints that the setup tests
            accept.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[DestinationEnvelope | Failure]
    """

    kwargs = _get_kwargs(
        destination_id=destination_id,
        body=body,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    destination_id: str,
    *,
    client: AuthenticatedClient,
    body: SetupTestsRequest | Unset = UNSET,
) -> DestinationEnvelope | Failure | None:
    """Run the setup tests of a destination

     Runs the setup tests and returns the destination with their results. A failed test does not fail the
    call.

    Args:
        destination_id (str):
        body (SetupTestsRequest | Unset): The certificates and fingerprints that the setup tests
            accept.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        DestinationEnvelope | Failure
    """

    return sync_detailed(
        destination_id=destination_id,
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    destination_id: str,
    *,
    client: AuthenticatedClient,
    body: SetupTestsRequest | Unset = UNSET,
) -> Response[DestinationEnvelope | Failure]:
    """Run the setup tests of a destination

     Runs the setup tests and returns the destination with their results. A failed test does not fail the
    call.

    Args:
        destination_id (str):
        body (SetupTestsRequest | Unset): The certificates and fingerprints that the setup tests
            accept.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[DestinationEnvelope | Failure]
    """

    kwargs = _get_kwargs(
        destination_id=destination_id,
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    destination_id: str,
    *,
    client: AuthenticatedClient,
    body: SetupTestsRequest | Unset = UNSET,
) -> DestinationEnvelope | Failure | None:
    """Run the setup tests of a destination

     Runs the setup tests and returns the destination with their results. A failed test does not fail the
    call.

    Args:
        destination_id (str):
        body (SetupTestsRequest | Unset): The certificates and fingerprints that the setup tests
            accept.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        DestinationEnvelope | Failure
    """

    return (
        await asyncio_detailed(
            destination_id=destination_id,
            client=client,
            body=body,
        )
    ).parsed
