# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from __future__ import annotations

from attrs import define as _attrs_define
from fivetran_common.answers import Answer

from ..models.group_public_key import GroupPublicKey


@_attrs_define(frozen=True, kw_only=True, repr=False, eq=False)
class GroupPublicKeyEnvelope(Answer):
    """An answer with the public key of a group."""

    code: str
    """ Success, or what went wrong, for instance InvalidInput or NotFound_Connector. """
    data: GroupPublicKey
    """ The SSH public key of a group. """
    message: str | None = None
    """ The reason in words, which may change. """
