"""TLS for tests, with a certificate authority that exists only while the server runs."""

from __future__ import annotations

import ssl
from collections.abc import Iterable
from typing import Any, NamedTuple

from ._server import MissingExtra


class Identity(NamedTuple):
    """A server's certificate, and the authority by which clients verify it."""

    context: ssl.SSLContext
    authority: bytes
    """The authority's certificate as PEM."""


def temporary_identity(hosts: Iterable[str]) -> Identity:
    """Make an authority and a certificate for `hosts`; raises `MissingExtra` without trustme."""
    try:
        import trustme
    except ImportError:
        raise MissingExtra("TLS") from None
    authority = trustme.CA(organization_name="fivetran-mock, for tests only")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate: Any = authority.issue_cert(*dict.fromkeys(hosts))  # trustme also names a type of pyOpenSSL's
    certificate.configure_cert(context)
    return Identity(context, authority.cert_pem.bytes())


def trust(authority_file: str) -> dict[str, str]:
    """Return the environment variables that make OpenSSL, requests, curl and Node trust an authority."""
    names = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "NODE_EXTRA_CA_CERTS")
    return dict.fromkeys(names, authority_file)
