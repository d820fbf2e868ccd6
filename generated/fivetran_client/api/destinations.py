# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
"""The requests of the operations with the tag `destinations`: no function sends anything."""

from __future__ import annotations

from collections.abc import Mapping
from types import NoneType
from typing import Any
from urllib.parse import quote

from ..models.certificate import Certificate
from ..models.certificate_page import CertificatePage
from ..models.destination import Destination
from ..models.destination_page import DestinationPage
from ..models.fingerprint import Fingerprint
from ..models.fingerprint_page import FingerprintPage
from ..types import Request


def approve_destination_certificate(
    destination_id: str,
    /,
    *,
    body: Mapping[str, Any],
) -> Request[Certificate]:
    """Approve a certificate of a destination; `body` is a `CertificateApproval` as JSON."""
    return Request(
        method="POST",
        url=f"/v1/destinations/{quote(str(destination_id), safe='')}/certificates",
        answer=Certificate,
        json=body,
    )


def approve_destination_fingerprint(
    destination_id: str,
    /,
    *,
    body: Mapping[str, Any],
) -> Request[Fingerprint]:
    """Approve a fingerprint of a destination; `body` is a `FingerprintApproval` as JSON."""
    return Request(
        method="POST",
        url=f"/v1/destinations/{quote(str(destination_id), safe='')}/fingerprints",
        answer=Fingerprint,
        json=body,
    )


def create_destination(
    *,
    body: Mapping[str, Any],
) -> Request[Destination]:
    """Create a destination; `body` is a `NewDestination` as JSON."""
    return Request(
        method="POST",
        url="/v1/destinations",
        answer=Destination,
        json=body,
        limits=("source", "setup_tests"),
    )


def delete_destination(
    destination_id: str,
    /,
) -> Request[None]:
    """Delete a destination."""
    return Request(
        method="DELETE",
        url=f"/v1/destinations/{quote(str(destination_id), safe='')}",
        answer=NoneType,
    )


def get_destination(
    destination_id: str,
    /,
) -> Request[Destination]:
    """Get a destination."""
    return Request(
        method="GET",
        url=f"/v1/destinations/{quote(str(destination_id), safe='')}",
        answer=Destination,
    )


def get_destination_certificate(
    destination_id: str,
    hash_: str,
    /,
) -> Request[Certificate]:
    """Get a certificate of a destination."""
    return Request(
        method="GET",
        url=f"/v1/destinations/{quote(str(destination_id), safe='')}/certificates/{quote(str(hash_), safe='')}",
        answer=Certificate,
    )


def get_destination_fingerprint(
    destination_id: str,
    hash_: str,
    /,
) -> Request[Fingerprint]:
    """Get a fingerprint of a destination."""
    return Request(
        method="GET",
        url=f"/v1/destinations/{quote(str(destination_id), safe='')}/fingerprints/{quote(str(hash_), safe='')}",
        answer=Fingerprint,
    )


def list_destination_certificates(
    destination_id: str,
    /,
    *,
    cursor: str | None = None,
    limit: int | None = None,
) -> Request[CertificatePage]:
    """List the certificates of a destination."""
    params: dict[str, str | int | None] = {
        "cursor": cursor,
        "limit": limit,
    }
    return Request(
        method="GET",
        url=f"/v1/destinations/{quote(str(destination_id), safe='')}/certificates",
        answer=CertificatePage,
        params={name: value for name, value in params.items() if value is not None},
    )


def list_destination_fingerprints(
    destination_id: str,
    /,
    *,
    cursor: str | None = None,
    limit: int | None = None,
) -> Request[FingerprintPage]:
    """List the fingerprints of a destination."""
    params: dict[str, str | int | None] = {
        "cursor": cursor,
        "limit": limit,
    }
    return Request(
        method="GET",
        url=f"/v1/destinations/{quote(str(destination_id), safe='')}/fingerprints",
        answer=FingerprintPage,
        params={name: value for name, value in params.items() if value is not None},
    )


def list_destinations(
    *,
    cursor: str | None = None,
    limit: int | None = None,
) -> Request[DestinationPage]:
    """List destinations."""
    params: dict[str, str | int | None] = {
        "cursor": cursor,
        "limit": limit,
    }
    return Request(
        method="GET",
        url="/v1/destinations",
        answer=DestinationPage,
        params={name: value for name, value in params.items() if value is not None},
    )


def revoke_destination_certificate(
    destination_id: str,
    hash_: str,
    /,
) -> Request[None]:
    """Revoke a certificate of a destination."""
    return Request(
        method="DELETE",
        url=f"/v1/destinations/{quote(str(destination_id), safe='')}/certificates/{quote(str(hash_), safe='')}",
        answer=NoneType,
    )


def revoke_destination_fingerprint(
    destination_id: str,
    hash_: str,
    /,
) -> Request[None]:
    """Revoke a fingerprint of a destination."""
    return Request(
        method="DELETE",
        url=f"/v1/destinations/{quote(str(destination_id), safe='')}/fingerprints/{quote(str(hash_), safe='')}",
        answer=NoneType,
    )


def run_destination_setup_tests(
    destination_id: str,
    /,
    *,
    body: Mapping[str, Any] | None = None,
) -> Request[Destination]:
    """Run the setup tests of a destination; `body` is a `SetupTestsRequest` as JSON."""
    return Request(
        method="POST",
        url=f"/v1/destinations/{quote(str(destination_id), safe='')}/test",
        answer=Destination,
        json=body,
        limits=("source", "setup_tests"),
    )


def update_destination(
    destination_id: str,
    /,
    *,
    body: Mapping[str, Any],
) -> Request[Destination]:
    """Update a destination; `body` is a `DestinationUpdate` as JSON."""
    return Request(
        method="PATCH",
        url=f"/v1/destinations/{quote(str(destination_id), safe='')}",
        answer=Destination,
        json=body,
        limits=("source", "setup_tests"),
    )
