# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from __future__ import annotations

from attrs import define as _attrs_define
from fivetran_common.answers import Answer

from ..models.connect_card import ConnectCard
from ..models.free_object import FreeObject


@_attrs_define(frozen=True, kw_only=True, repr=False, eq=False)
class ConnectCardResult(Answer):
    """A new Connect Card."""

    connect_card: ConnectCard
    """ A page on which the owner of the source authorizes a connection. """
    connector_id: str | None = None
    """ Id of the connection; the API names it so. """
    connect_card_config: FreeObject | None = None
    """ An object whose keys depend on the service. """
