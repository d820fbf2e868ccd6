# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from __future__ import annotations

from attrs import define as _attrs_define
from fivetran_common.answers import Answer

from ..models.destination_region import DestinationRegion
from ..models.destination_setup_status import DestinationSetupStatus
from ..models.networking_method import NetworkingMethod
from ..models.time_zone_offset import TimeZoneOffset


@_attrs_define(frozen=True, kw_only=True, repr=False, eq=False)
class DestinationSummary(Answer):
    """A destination as a list has it."""

    id: str
    """ Id of the destination, which is that of its group. """
    group_id: str
    """ Id of the group. """
    service: str
    """ Id of the destination service. """
    region: DestinationRegion | str | None = None
    """ The cloud and region in which the data is processed. """
    time_zone_offset: str | TimeZoneOffset | None = None
    """ Hours from UTC, as text. """
    setup_status: DestinationSetupStatus | str | None = None
    """ Whether the destination is set up. The examples of the published definition have lower case, its enum has
    upper case. """
    daylight_saving_time_enabled: bool | None = None
    """ Whether the time zone follows daylight saving time. """
    private_link_id: None | str = None
    """ Id of the private link through which the destination is reached. """
    networking_method: NetworkingMethod | None | str = None
    """ The way in which Fivetran reaches the destination. """
    proxy_agent_id: None | str = None
    """ Id of the proxy agent through which the destination is reached. """
    hybrid_deployment_agent_id: None | str = None
    """ Id of the hybrid deployment agent. """
    external_secrets_manager_id: None | str = None
    """ Id of the external secrets manager that holds the credentials. """
