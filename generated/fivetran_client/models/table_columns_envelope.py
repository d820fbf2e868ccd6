# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from __future__ import annotations

from attrs import define as _attrs_define
from fivetran_common.answers import Answer

from ..models.table_columns import TableColumns


@_attrs_define(frozen=True, kw_only=True, repr=False, eq=False)
class TableColumnsEnvelope(Answer):
    """An answer with the columns of a table."""

    code: str
    """ Success, or what went wrong, for instance InvalidInput or NotFound_Connector. """
    data: TableColumns
    """ The columns of a table. """
    message: str | None = None
    """ The reason in words, which may change. """
