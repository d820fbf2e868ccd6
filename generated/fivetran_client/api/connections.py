# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
"""The requests of the operations with the tag `connections`: no function sends anything."""

from __future__ import annotations

from collections.abc import Mapping
from types import NoneType
from typing import Any
from urllib.parse import quote

from ..models.certificate import Certificate
from ..models.certificate_page import CertificatePage
from ..models.connect_card_result import ConnectCardResult
from ..models.connection import Connection
from ..models.connection_error_page import ConnectionErrorPage
from ..models.connection_page import ConnectionPage
from ..models.connection_state import ConnectionState
from ..models.fingerprint import Fingerprint
from ..models.fingerprint_page import FingerprintPage
from ..models.sync_page import SyncPage
from ..types import Request


def approve_connection_certificate(
    connection_id: str,
    /,
    *,
    body: Mapping[str, Any],
) -> Request[Certificate]:
    """Approve a certificate of a connection; `body` is a `CertificateApproval` as JSON."""
    return Request(
        method="POST",
        url=f"/v1/connections/{quote(str(connection_id), safe='')}/certificates",
        answer=Certificate,
        json=body,
    )


def approve_connection_fingerprint(
    connection_id: str,
    /,
    *,
    body: Mapping[str, Any],
) -> Request[Fingerprint]:
    """Approve a fingerprint of a connection; `body` is a `FingerprintApproval` as JSON."""
    return Request(
        method="POST",
        url=f"/v1/connections/{quote(str(connection_id), safe='')}/fingerprints",
        answer=Fingerprint,
        json=body,
    )


def create_connect_card(
    connection_id: str,
    /,
    *,
    body: Mapping[str, Any],
) -> Request[ConnectCardResult]:
    """Make a Connect Card; `body` is a `ConnectCardRequest` as JSON."""
    return Request(
        method="POST",
        url=f"/v1/connections/{quote(str(connection_id), safe='')}/connect-card",
        answer=ConnectCardResult,
        json=body,
        version=2,
    )


def create_connection(
    *,
    body: Mapping[str, Any],
) -> Request[Connection]:
    """Create a connection; `body` is a `NewConnection` as JSON."""
    return Request(
        method="POST",
        url="/v1/connections",
        answer=Connection,
        json=body,
        version=2,
        limits=("source", "setup_tests"),
    )


def delete_connection(
    connection_id: str,
    /,
) -> Request[None]:
    """Delete a connection."""
    return Request(
        method="DELETE",
        url=f"/v1/connections/{quote(str(connection_id), safe='')}",
        answer=NoneType,
        version=2,
    )


def force_connection_sync(
    connection_id: str,
    /,
    *,
    body: Mapping[str, Any] | None = None,
) -> Request[str]:
    """Start a sync at once; `body` is a `EmptyBody` as JSON."""
    return Request(
        method="POST",
        url=f"/v1/connections/{quote(str(connection_id), safe='')}/force",
        answer=str,
        json=body,
        version=2,
    )


def get_connection(
    connection_id: str,
    /,
) -> Request[Connection]:
    """Get a connection."""
    return Request(
        method="GET",
        url=f"/v1/connections/{quote(str(connection_id), safe='')}",
        answer=Connection,
        version=2,
    )


def get_connection_certificate(
    connection_id: str,
    hash_: str,
    /,
) -> Request[Certificate]:
    """Get a certificate of a connection."""
    return Request(
        method="GET",
        url=f"/v1/connections/{quote(str(connection_id), safe='')}/certificates/{quote(str(hash_), safe='')}",
        answer=Certificate,
    )


def get_connection_fingerprint(
    connection_id: str,
    hash_: str,
    /,
) -> Request[Fingerprint]:
    """Get a fingerprint of a connection."""
    return Request(
        method="GET",
        url=f"/v1/connections/{quote(str(connection_id), safe='')}/fingerprints/{quote(str(hash_), safe='')}",
        answer=Fingerprint,
    )


def get_connection_state(
    connection_id: str,
    /,
) -> Request[ConnectionState]:
    """Get the sync state."""
    return Request(
        method="GET",
        url=f"/v1/connections/{quote(str(connection_id), safe='')}/state",
        answer=ConnectionState,
        version=2,
    )


def list_connection_certificates(
    connection_id: str,
    /,
    *,
    cursor: str | None = None,
    limit: int | None = None,
) -> Request[CertificatePage]:
    """List the certificates of a connection."""
    params: dict[str, str | int | None] = {
        "cursor": cursor,
        "limit": limit,
    }
    return Request(
        method="GET",
        url=f"/v1/connections/{quote(str(connection_id), safe='')}/certificates",
        answer=CertificatePage,
        params={name: value for name, value in params.items() if value is not None},
    )


def list_connection_errors(
    connection_id: str,
    /,
    *,
    cursor: str | None = None,
    limit: int | None = None,
) -> Request[ConnectionErrorPage]:
    """List the errors of a connection."""
    params: dict[str, str | int | None] = {
        "cursor": cursor,
        "limit": limit,
    }
    return Request(
        method="GET",
        url=f"/v1/connections/{quote(str(connection_id), safe='')}/errors",
        answer=ConnectionErrorPage,
        params={name: value for name, value in params.items() if value is not None},
        version=2,
    )


def list_connection_fingerprints(
    connection_id: str,
    /,
    *,
    cursor: str | None = None,
    limit: int | None = None,
) -> Request[FingerprintPage]:
    """List the fingerprints of a connection."""
    params: dict[str, str | int | None] = {
        "cursor": cursor,
        "limit": limit,
    }
    return Request(
        method="GET",
        url=f"/v1/connections/{quote(str(connection_id), safe='')}/fingerprints",
        answer=FingerprintPage,
        params={name: value for name, value in params.items() if value is not None},
    )


def list_connections(
    *,
    group_id: str | None = None,
    schema: str | None = None,
    cursor: str | None = None,
    limit: int | None = None,
) -> Request[ConnectionPage]:
    """List connections."""
    params: dict[str, str | int | None] = {
        "group_id": group_id,
        "schema": schema,
        "cursor": cursor,
        "limit": limit,
    }
    return Request(
        method="GET",
        url="/v1/connections",
        answer=ConnectionPage,
        params={name: value for name, value in params.items() if value is not None},
        version=2,
    )


def list_sync_history(
    connection_id: str,
    /,
    *,
    start_time: str | None = None,
    end_time: str | None = None,
    cursor: str | None = None,
    limit: int | None = None,
) -> Request[SyncPage]:
    """List the syncs of a connection."""
    params: dict[str, str | int | None] = {
        "start_time": start_time,
        "end_time": end_time,
        "cursor": cursor,
        "limit": limit,
    }
    return Request(
        method="GET",
        url=f"/v1/connections/{quote(str(connection_id), safe='')}/sync-history",
        answer=SyncPage,
        params={name: value for name, value in params.items() if value is not None},
    )


def resync_connection(
    connection_id: str,
    /,
    *,
    body: Mapping[str, Any] | None = None,
) -> Request[str]:
    """Sync history again; `body` is a `ResyncRequest` as JSON."""
    return Request(
        method="POST",
        url=f"/v1/connections/{quote(str(connection_id), safe='')}/resync",
        answer=str,
        json=body,
        version=2,
    )


def revoke_connection_certificate(
    connection_id: str,
    hash_: str,
    /,
) -> Request[None]:
    """Revoke a certificate of a connection."""
    return Request(
        method="DELETE",
        url=f"/v1/connections/{quote(str(connection_id), safe='')}/certificates/{quote(str(hash_), safe='')}",
        answer=NoneType,
    )


def revoke_connection_fingerprint(
    connection_id: str,
    hash_: str,
    /,
) -> Request[None]:
    """Revoke a fingerprint of a connection."""
    return Request(
        method="DELETE",
        url=f"/v1/connections/{quote(str(connection_id), safe='')}/fingerprints/{quote(str(hash_), safe='')}",
        answer=NoneType,
    )


def run_setup_tests(
    connection_id: str,
    /,
    *,
    body: Mapping[str, Any],
) -> Request[Connection]:
    """Run the setup tests; `body` is a `SetupTestsRequest` as JSON."""
    return Request(
        method="POST",
        url=f"/v1/connections/{quote(str(connection_id), safe='')}/test",
        answer=Connection,
        json=body,
        version=2,
        limits=("source", "setup_tests"),
    )


def sync_connection(
    connection_id: str,
    /,
    *,
    body: Mapping[str, Any] | None = None,
) -> Request[str]:
    """Start a sync; `body` is a `SyncRequest` as JSON."""
    return Request(
        method="POST",
        url=f"/v1/connections/{quote(str(connection_id), safe='')}/sync",
        answer=str,
        json=body,
        version=2,
    )


def update_connection(
    connection_id: str,
    /,
    *,
    body: Mapping[str, Any],
) -> Request[Connection]:
    """Update a connection; `body` is a `ConnectionUpdate` as JSON."""
    return Request(
        method="PATCH",
        url=f"/v1/connections/{quote(str(connection_id), safe='')}",
        answer=Connection,
        json=body,
        version=2,
        limits=("source", "setup_tests"),
    )


def update_connection_state(
    connection_id: str,
    /,
    *,
    body: Mapping[str, Any],
) -> Request[ConnectionState]:
    """Replace the sync state; `body` is a `ConnectionStateUpdate` as JSON."""
    return Request(
        method="PATCH",
        url=f"/v1/connections/{quote(str(connection_id), safe='')}/state",
        answer=ConnectionState,
        json=body,
        version=2,
    )
