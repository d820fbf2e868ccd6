# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from __future__ import annotations

from typing import Any

from fivetran_common.answers import AnswerMap


class ExternalSecretsKeys(AnswerMap[Any]):
    """Names of the secrets in an external secrets manager, by key of config."""

    __slots__ = ()
