# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import ClassVar

from attrs import define as _attrs_define
from fivetran_common.answers import Answer

from ..models.connector_feature import ConnectorFeature
from ..models.free_object import FreeObject


@_attrs_define(frozen=True, kw_only=True, repr=False, eq=False)
class ConnectorType(Answer):
    """The description of a connector service."""

    id: str | None = None
    """ Id of the service. """
    name: str | None = None
    """ Name of the service. """
    type_: str | None = None
    """ Category of the source, for instance Marketing or Database. """
    description: None | str = None
    """ Description of the service. """
    icon_url: None | str = None
    """ Address of the icon. """
    icons: list[str] | None = None
    """ Addresses of the icons. """
    link_to_docs: None | str = None
    """ Address of the documentation. """
    link_to_erd: None | str = None
    """ Address of the entity-relationship diagram. """
    connector_class: None | str = None
    """ Class of the connector: standard or lite. """
    service_status: None | str = None
    """ Release phase of the service: general_availability, beta, private_preview, sunset or development. """
    service_status_updated_at: datetime.datetime | None = None
    """ When the release phase last changed, in UTC. """
    supported_features: list[ConnectorFeature] | None = None
    """ The features of the service. """
    config: FreeObject | None = None
    """ An object whose keys depend on the service. """
    auth: FreeObject | None = None
    """ An object whose keys depend on the service. """
    external_secrets_keys_config: FreeObject | None = None
    """ The keys that may come from an external secrets manager. """
    supports_schema_reload: bool | None = None
    """ Whether the schema of the source can be read again on request. """

    __json_names__: ClassVar[Mapping[str, str]] = {
        "type_": "type",
    }
