# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from __future__ import annotations

from attrs import define as _attrs_define
from fivetran_common.answers import Answer

from ..models.schema_config import SchemaConfig


@_attrs_define(frozen=True, kw_only=True, repr=False, eq=False)
class SchemaConfigEnvelope(Answer):
    """An answer with a schema configuration."""

    code: str
    """ Success, or what went wrong, for instance InvalidInput or NotFound_Connector. """
    data: SchemaConfig
    """ Which schemas, tables and columns a connection syncs. """
    message: str | None = None
    """ The reason in words, which may change. """
