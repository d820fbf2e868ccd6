"""Certificates and fingerprints that a connection or a destination trusts: one definition for both."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from types import ModuleType
from typing import ClassVar, Self, TypeAlias, TypeVar

from fivetran_client.models.certificate import Certificate
from fivetran_client.models.certificate_page import CertificatePage
from fivetran_client.models.fingerprint import Fingerprint
from fivetran_client.models.fingerprint_page import FingerprintPage
from fivetran_client.types import Request

from .._http.retry import send
from .._http.steps import Steps, call, with_reader
from .methods import D, Listing, Resource, client_method, listing

T = TypeVar("T")
_Operation: TypeAlias = Callable[..., Request[T]]


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustOperations:
    """The operations on the certificates and fingerprints of one kind of owner."""

    list_certificates: _Operation[CertificatePage]
    approve_certificate: _Operation[Certificate]
    get_certificate: _Operation[Certificate]
    revoke_certificate: _Operation[None]
    list_fingerprints: _Operation[FingerprintPage]
    approve_fingerprint: _Operation[Fingerprint]
    get_fingerprint: _Operation[Fingerprint]
    revoke_fingerprint: _Operation[None]

    @classmethod
    def of(cls, operations: ModuleType, owner: str) -> Self:
        """Take them from a module of the generated client, where each name has the owner after its verb."""
        return cls(**{each.name: getattr(operations, each.name.replace("_", f"_{owner}_")) for each in fields(cls)})


class Trusting(Resource[D]):
    """A resource whose members trust TLS certificates and SSH fingerprints; `owner_id` is the id of one of them."""

    _trust: ClassVar[TrustOperations]

    @listing
    def certificates(self, owner_id: str, *, page_size: int | None = None) -> Listing[Certificate]:
        """List the approved certificates."""
        return Listing(call(self._trust.list_certificates, owner_id, limit=page_size))

    @client_method
    def approve_certificate(self, owner_id: str, *, hash: str, encoded_cert: str) -> Steps[Certificate]:  # noqa: A002 - the API's name
        """Approve a certificate, given in base64 with its hash, as a failed setup test shows it."""
        body = {"hash": hash, "encoded_cert": encoded_cert}
        return send(call(self._trust.approve_certificate, owner_id, body=body))

    @client_method
    def certificate(self, owner_id: str, hash: str) -> Steps[Certificate]:  # noqa: A002 - the API's name
        """Get one approved certificate."""
        return send(call(self._trust.get_certificate, owner_id, hash))

    @client_method
    def revoke_certificate(self, owner_id: str, hash: str) -> Steps[None]:  # noqa: A002 - the API's name
        """Revoke a certificate; if an answer was lost and the certificate is gone, it counts as revoked."""
        return send(call(self._trust.revoke_certificate, owner_id, hash))

    @listing
    def fingerprints(self, owner_id: str, *, page_size: int | None = None) -> Listing[Fingerprint]:
        """List the approved fingerprints."""
        return Listing(call(self._trust.list_fingerprints, owner_id, limit=page_size))

    @client_method
    def approve_fingerprint(self, owner_id: str, *, hash: str, public_key: str) -> Steps[Fingerprint]:  # noqa: A002 - the API's name
        """Approve the SSH key of a host, given with its hash, as a failed setup test shows it."""
        body = {"hash": hash, "public_key": public_key}
        approval = call(self._trust.approve_fingerprint, owner_id, body=body)
        # The published answer has no envelope; the official Go client reads one.
        return send(with_reader(approval, lambda answer: Fingerprint.from_dict(answer.get("data", answer))))

    @client_method
    def fingerprint(self, owner_id: str, hash: str) -> Steps[Fingerprint]:  # noqa: A002 - the API's name
        """Get one approved fingerprint."""
        return send(call(self._trust.get_fingerprint, owner_id, hash))

    @client_method
    def revoke_fingerprint(self, owner_id: str, hash: str) -> Steps[None]:  # noqa: A002 - the API's name
        """Revoke a fingerprint; if an answer was lost and the fingerprint is gone, it counts as revoked."""
        return send(call(self._trust.revoke_fingerprint, owner_id, hash))
