"""TLS for tests: a certificate authority that is made on the spot and thrown away."""

from __future__ import annotations

import ssl
from collections.abc import Iterable
from typing import Any, NamedTuple


class MissingExtra(ImportError):
    """A package is missing that an extra of this distribution brings."""


class Identity(NamedTuple):
    """Who a server is: its side of TLS, and the certificate by which a client believes it."""

    context: ssl.SSLContext
    authority: bytes
    """The authority's certificate as PEM."""


def throw_away_identity(hosts: Iterable[str]) -> Identity:
    """Make an authority, and let it vouch for `hosts`; raises `MissingExtra` without trustme."""
    try:
        import trustme
    except ImportError:
        raise MissingExtra("TLS needs the extra `mock`: pip install 'fivetran-connections[mock]'") from None
    authority = trustme.CA(organization_name="fivetran-mock, for tests only")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate: Any = authority.issue_cert(*dict.fromkeys(hosts))  # trustme also names a type of pyOpenSSL's
    certificate.configure_cert(context)
    return Identity(context, authority.cert_pem.bytes())


def trust(authority_file: str) -> dict[str, str]:
    """Give the variables by which OpenSSL, requests, curl and Node believe an authority."""
    names = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "NODE_EXTRA_CA_CERTS")
    return dict.fromkeys(names, authority_file)
