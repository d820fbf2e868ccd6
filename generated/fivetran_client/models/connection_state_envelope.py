# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from __future__ import annotations

from attrs import define as _attrs_define
from fivetran_common.answers import Answer

from ..models.connection_state import ConnectionState


@_attrs_define(frozen=True, kw_only=True, repr=False, eq=False)
class ConnectionStateEnvelope(Answer):
    """An answer with the state of a connection."""

    code: str
    """ Success, or what went wrong, for instance InvalidInput or NotFound_Connector. """
    data: ConnectionState
    """ The state that a connection keeps between syncs. """
    message: str | None = None
    """ The reason in words, which may change. """
