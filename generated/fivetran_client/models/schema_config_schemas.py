# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from __future__ import annotations

from typing import ClassVar

from fivetran_common.answers import Answer, AnswerMap

from ..models.schema_settings import SchemaSettings


class SchemaConfigSchemas(AnswerMap[SchemaSettings]):
    """The schemas by name."""

    __slots__ = ()

    __value_model__: ClassVar[type[Answer] | None] = SchemaSettings
