# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from __future__ import annotations

from attrs import define as _attrs_define
from fivetran_common.answers import Answer

from ..models.table_columns_columns import TableColumnsColumns


@_attrs_define(frozen=True, kw_only=True, repr=False, eq=False)
class TableColumns(Answer):
    """The columns of a table."""

    columns: TableColumnsColumns
    """ The columns by name. """
