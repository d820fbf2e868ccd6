# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from __future__ import annotations

from attrs import define as _attrs_define
from fivetran_common.answers import Answer


@_attrs_define(frozen=True, kw_only=True, repr=False, eq=False)
class PatchSettings(Answer):
    """Whether a schema, table or column can be switched on or off."""

    allowed: bool | None = None
    """ Whether the switch is allowed. """
    reason: str | None = None
    """ Why not, in words; given with the code OTHER. """
    reason_code: str | None = None
    """ Why not, for instance SYSTEM_TABLE, SYSTEM_COLUMN, DELETED or OTHER. """
