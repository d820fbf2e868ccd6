# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from __future__ import annotations

from typing import Any

from fivetran_common.answers import AnswerMap


class FreeObject(AnswerMap[Any]):
    """An object whose keys depend on the service."""

    __slots__ = ()
