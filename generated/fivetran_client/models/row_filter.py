# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from __future__ import annotations

from typing import Any

from fivetran_common.answers import AnswerMap


class RowFilter(AnswerMap[Any]):
    """A filter of rows, with a name, a description and clauses about columns (go-fivetran of 2026)."""

    __slots__ = ()
