# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from __future__ import annotations

import datetime
from typing import ClassVar

from attrs import define as _attrs_define
from fivetran_common.answers import Answer

from ..models.connect_card import ConnectCard
from ..models.connection_status import ConnectionStatus
from ..models.data_delay_sensitivity import DataDelaySensitivity
from ..models.destination_schema_names import DestinationSchemaNames
from ..models.external_secrets_keys import ExternalSecretsKeys
from ..models.free_object import FreeObject
from ..models.networking_method import NetworkingMethod
from ..models.schedule_type import ScheduleType
from ..models.setup_test import SetupTest


@_attrs_define(frozen=True, kw_only=True, repr=False, eq=False)
class Connection(Answer):
    """A connection as the API gives it. Keys and values that are not described here are kept."""

    id: str
    """ Id of the connection, two words joined by an underscore. """
    group_id: str
    """ Id of the group that the connection belongs to. """
    service: str
    """ Id of the connector service. """
    schema: str
    """ Name of the connection, which is its schema in the destination, or schema and table joined by a dot. """
    service_version: int | None = None
    """ Version of the connector service. """
    connected_by: None | str = None
    """ Id of the user who made the connection; null if no user is behind the key. """
    created_at: datetime.datetime
    """ When the connection was created, in UTC. """
    succeeded_at: datetime.datetime | None = None
    """ When a sync last succeeded; null until one has. """
    failed_at: datetime.datetime | None = None
    """ When a sync last failed; null until one has. """
    paused: bool
    """ Whether the connection is paused. """
    pause_after_trial: bool
    """ Whether the connection pauses itself when the free trial ends. """
    sync_frequency: int
    """ Minutes between two syncs. """
    daily_sync_time: None | str = None
    """ Hour at which a daily sync starts; null or absent if the sync is not daily. """
    schedule_type: ScheduleType | str
    """ Whether Fivetran starts the syncs, or only the sync endpoint does. """
    data_delay_sensitivity: DataDelaySensitivity | str | None = None
    """ The sensitivity of alerts about late data. """
    data_delay_threshold: int | None = None
    """ Minutes of delay that raise an alert when the sensitivity is CUSTOM. """
    networking_method: NetworkingMethod | None | str = None
    """ How Fivetran reaches the source; wider than what a request may say, for instance UnmanagedProxyAgent or
    Unknown. """
    private_link_id: None | str = None
    """ Id of the private link through which the source is reached. """
    proxy_agent_id: None | str = None
    """ Id of the proxy agent through which the source is reached. """
    hybrid_deployment_agent_id: None | str = None
    """ Id of the hybrid deployment agent that runs the connection. """
    destination_configuration: FreeObject | None = None
    """ Settings that the connection overrides on its destination. """
    destination_schema_names: DestinationSchemaNames | None | str = None
    """ The naming of the destination's schemas, Fivetran's or the source's. """
    external_secrets_manager_id: None | str = None
    """ Id of the external secrets manager that holds the credentials. """
    external_secrets_keys_config: ExternalSecretsKeys | None = None
    """ Names of the secrets in an external secrets manager, by key of config. """
    schedule: FreeObject | None = None
    """ The schedule in one object, if one was given. """
    data_checks: bool | None = None
    """ Whether Fivetran checks the synced data. """
    status: ConnectionStatus
    """ The status of a connection. """
    setup_tests: list[SetupTest] | None = None
    """ Results of the setup tests, if this call ran them; items of a list have none. """
    source_sync_details: FreeObject | None = None
    """ The service's own details of its last sync. """
    connect_card: ConnectCard | None = None
    """ A page on which the owner of the source authorizes a connection. """
    connect_card_config: FreeObject | None = None
    """ An object whose keys depend on the service. """
    config: FreeObject | None = None
    """ An object whose keys depend on the service. """

    __always_sent__: ClassVar[frozenset[str]] = frozenset(
        {
            "created_at",
            "paused",
            "pause_after_trial",
            "sync_frequency",
            "schedule_type",
            "status",
        }
    )
