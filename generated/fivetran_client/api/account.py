# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
"""The requests of the operations with the tag `account`: no function sends anything."""

from __future__ import annotations

from collections.abc import Mapping
from types import NoneType
from typing import Any
from urllib.parse import quote

from ..models.account_info import AccountInfo
from ..types import Request


def get_account_info() -> Request[AccountInfo]:
    """Get the account."""
    return Request(
        method="GET",
        url="/v1/account/info",
        answer=AccountInfo,
    )
