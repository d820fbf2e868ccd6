# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
"""A client library for accessing Fivetran connections"""

from .client import AuthenticatedClient, Client

__all__ = (
    "AuthenticatedClient",
    "Client",
)
