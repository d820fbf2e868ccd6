# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from __future__ import annotations

from typing import ClassVar

from fivetran_common.answers import Answer, AnswerMap

from ..models.column_settings import ColumnSettings


class TableSettingsColumns(AnswerMap[ColumnSettings]):
    """The columns by name; unedited ones are left out."""

    __slots__ = ()

    __value_model__: ClassVar[type[Answer] | None] = ColumnSettings
