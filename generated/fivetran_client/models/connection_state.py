# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from __future__ import annotations

from attrs import define as _attrs_define
from fivetran_common.answers import Answer

from ..models.free_object import FreeObject


@_attrs_define(frozen=True, kw_only=True, repr=False, eq=False)
class ConnectionState(Answer):
    """The state that a connection keeps between syncs."""

    state: FreeObject
    """ An object whose keys depend on the service. """
