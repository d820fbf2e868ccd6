# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from __future__ import annotations

from typing import Any

from attrs import define as _attrs_define
from fivetran_common.answers import Answer


@_attrs_define(frozen=True, kw_only=True, repr=False, eq=False)
class StatusNote(Answer):
    """A task or a warning in the status of a connection."""

    code: str | None = None
    """ The code, for instance reconnect or resync_table_warning. """
    message: str | None = None
    """ The message for people. """
    details: Any = None
    """ More about it, usually a string. """
