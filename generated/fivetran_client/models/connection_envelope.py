# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from __future__ import annotations

from attrs import define as _attrs_define
from fivetran_common.answers import Answer

from ..models.connection import Connection


@_attrs_define(frozen=True, kw_only=True, repr=False, eq=False)
class ConnectionEnvelope(Answer):
    """An answer with one connection."""

    code: str
    """ Success, or what went wrong, for instance InvalidInput or NotFound_Connector. """
    data: Connection
    """ A connection as the API gives it. Keys and values that are not described here are kept. """
    message: str | None = None
    """ The reason in words, which may change. """
