# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.data_delay_sensitivity import DataDelaySensitivity
from ..models.destination_schema_names import DestinationSchemaNames
from ..models.networking_method import NetworkingMethod
from ..models.schedule_type import ScheduleType
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.connect_card import ConnectCard
    from ..models.connection_status import ConnectionStatus
    from ..models.external_secrets_keys import ExternalSecretsKeys
    from ..models.free_object import FreeObject
    from ..models.setup_test import SetupTest


T = TypeVar("T", bound="Connection")


@_attrs_define
class Connection:
    """A connection as the API gives it. Keys and values that are not described here are kept."""

    id: str
    """ Id of the connection, two words joined by an underscore. """
    group_id: str
    """ Id of the group that the connection belongs to. """
    service: str
    """ Id of the connector service. """
    schema: str
    """ Name of the connection, which is its schema in the destination, or schema and table joined by a dot. """
    service_version: int | Unset = UNSET
    """ Version of the connector service. """
    connected_by: None | str | Unset = UNSET
    """ Id of the user who made the connection; null if no user is behind the key. """
    created_at: datetime.datetime | Unset = UNSET
    """ When the connection was created, in UTC. """
    succeeded_at: datetime.datetime | None | Unset = UNSET
    """ When a sync last succeeded; null until one has. """
    failed_at: datetime.datetime | None | Unset = UNSET
    """ When a sync last failed; null until one has. """
    paused: bool | Unset = UNSET
    """ Whether the connection is paused. """
    pause_after_trial: bool | Unset = UNSET
    """ Whether the connection pauses itself when the free trial ends. """
    sync_frequency: int | None | Unset = UNSET
    """ Minutes between two syncs. """
    daily_sync_time: None | str | Unset = UNSET
    """ Hour at which a daily sync starts; null or absent if the sync is not daily. """
    schedule_type: ScheduleType | str | Unset = UNSET
    """ Whether Fivetran starts the syncs, or only the sync endpoint does. """
    data_delay_sensitivity: DataDelaySensitivity | str | Unset = UNSET
    """ How soon late data raises an alert. """
    data_delay_threshold: int | None | Unset = UNSET
    """ Minutes of delay that raise an alert when the sensitivity is CUSTOM. """
    networking_method: NetworkingMethod | None | str | Unset = UNSET
    """ How Fivetran reaches the source; wider than what a request may say, for instance UnmanagedProxyAgent or
    Unknown. """
    private_link_id: None | str | Unset = UNSET
    """ Id of the private link through which the source is reached. """
    proxy_agent_id: None | str | Unset = UNSET
    """ Id of the proxy agent through which the source is reached. """
    hybrid_deployment_agent_id: None | str | Unset = UNSET
    """ Id of the hybrid deployment agent that runs the connection. """
    destination_configuration: FreeObject | None | Unset = UNSET
    """ Settings that the connection overrides on its destination. """
    destination_schema_names: DestinationSchemaNames | None | str | Unset = UNSET
    """ Whose names the destination's schemas carry. """
    external_secrets_manager_id: None | str | Unset = UNSET
    """ Id of the external secrets manager that holds the credentials. """
    external_secrets_keys_config: ExternalSecretsKeys | Unset = UNSET
    """ Names of the secrets in an external secrets manager, by key of config. """
    schedule: FreeObject | None | Unset = UNSET
    """ The schedule in one object, if one was given. """
    data_checks: bool | None | Unset = UNSET
    """ Whether Fivetran checks the synced data. """
    status: ConnectionStatus | Unset = UNSET
    """ How a connection is doing. """
    setup_tests: list[SetupTest] | Unset = UNSET
    """ Results of the setup tests, if this call ran them. """
    source_sync_details: FreeObject | None | Unset = UNSET
    """ What the service tells of its last sync. """
    connect_card: ConnectCard | Unset = UNSET
    """ A page on which the owner of the source authorizes a connection. """
    connect_card_config: FreeObject | Unset = UNSET
    """ An object whose keys depend on the service. """
    config: FreeObject | Unset = UNSET
    """ An object whose keys depend on the service. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Return the model as a JSON object, without the keys that are UNSET."""
        from ..models.free_object import FreeObject  # noqa: PLC0415

        id = self.id

        group_id = self.group_id

        service = self.service

        schema = self.schema

        service_version = self.service_version

        connected_by: None | str | Unset
        if isinstance(self.connected_by, Unset):
            connected_by = UNSET
        else:
            connected_by = self.connected_by

        created_at: str | Unset = UNSET
        if not isinstance(self.created_at, Unset):
            created_at = self.created_at.isoformat(timespec="microseconds").replace("+00:00", "Z")

        succeeded_at: None | str | Unset
        if isinstance(self.succeeded_at, Unset):
            succeeded_at = UNSET
        elif isinstance(self.succeeded_at, datetime.datetime):
            succeeded_at = self.succeeded_at.isoformat(timespec="microseconds").replace("+00:00", "Z")
        else:
            succeeded_at = self.succeeded_at

        failed_at: None | str | Unset
        if isinstance(self.failed_at, Unset):
            failed_at = UNSET
        elif isinstance(self.failed_at, datetime.datetime):
            failed_at = self.failed_at.isoformat(timespec="microseconds").replace("+00:00", "Z")
        else:
            failed_at = self.failed_at

        paused = self.paused

        pause_after_trial = self.pause_after_trial

        sync_frequency: int | None | Unset
        if isinstance(self.sync_frequency, Unset):
            sync_frequency = UNSET
        else:
            sync_frequency = self.sync_frequency

        daily_sync_time: None | str | Unset
        if isinstance(self.daily_sync_time, Unset):
            daily_sync_time = UNSET
        else:
            daily_sync_time = self.daily_sync_time

        schedule_type: str | Unset
        if isinstance(self.schedule_type, Unset):
            schedule_type = UNSET
        elif isinstance(self.schedule_type, ScheduleType):
            schedule_type = self.schedule_type.value
        else:
            schedule_type = self.schedule_type

        data_delay_sensitivity: str | Unset
        if isinstance(self.data_delay_sensitivity, Unset):
            data_delay_sensitivity = UNSET
        elif isinstance(self.data_delay_sensitivity, DataDelaySensitivity):
            data_delay_sensitivity = self.data_delay_sensitivity.value
        else:
            data_delay_sensitivity = self.data_delay_sensitivity

        data_delay_threshold: int | None | Unset
        if isinstance(self.data_delay_threshold, Unset):
            data_delay_threshold = UNSET
        else:
            data_delay_threshold = self.data_delay_threshold

        networking_method: None | str | Unset
        if isinstance(self.networking_method, Unset):
            networking_method = UNSET
        elif isinstance(self.networking_method, NetworkingMethod):
            networking_method = self.networking_method.value
        else:
            networking_method = self.networking_method

        private_link_id: None | str | Unset
        if isinstance(self.private_link_id, Unset):
            private_link_id = UNSET
        else:
            private_link_id = self.private_link_id

        proxy_agent_id: None | str | Unset
        if isinstance(self.proxy_agent_id, Unset):
            proxy_agent_id = UNSET
        else:
            proxy_agent_id = self.proxy_agent_id

        hybrid_deployment_agent_id: None | str | Unset
        if isinstance(self.hybrid_deployment_agent_id, Unset):
            hybrid_deployment_agent_id = UNSET
        else:
            hybrid_deployment_agent_id = self.hybrid_deployment_agent_id

        destination_configuration: dict[str, Any] | None | Unset
        if isinstance(self.destination_configuration, Unset):
            destination_configuration = UNSET
        elif isinstance(self.destination_configuration, FreeObject):
            destination_configuration = self.destination_configuration.to_dict()
        else:
            destination_configuration = self.destination_configuration

        destination_schema_names: None | str | Unset
        if isinstance(self.destination_schema_names, Unset):
            destination_schema_names = UNSET
        elif isinstance(self.destination_schema_names, DestinationSchemaNames):
            destination_schema_names = self.destination_schema_names.value
        else:
            destination_schema_names = self.destination_schema_names

        external_secrets_manager_id: None | str | Unset
        if isinstance(self.external_secrets_manager_id, Unset):
            external_secrets_manager_id = UNSET
        else:
            external_secrets_manager_id = self.external_secrets_manager_id

        external_secrets_keys_config: dict[str, Any] | Unset = UNSET
        if not isinstance(self.external_secrets_keys_config, Unset):
            external_secrets_keys_config = self.external_secrets_keys_config.to_dict()

        schedule: dict[str, Any] | None | Unset
        if isinstance(self.schedule, Unset):
            schedule = UNSET
        elif isinstance(self.schedule, FreeObject):
            schedule = self.schedule.to_dict()
        else:
            schedule = self.schedule

        data_checks: bool | None | Unset
        if isinstance(self.data_checks, Unset):
            data_checks = UNSET
        else:
            data_checks = self.data_checks

        status: dict[str, Any] | Unset = UNSET
        if not isinstance(self.status, Unset):
            status = self.status.to_dict()

        setup_tests: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.setup_tests, Unset):
            setup_tests = []
            for setup_tests_item_data in self.setup_tests:
                setup_tests_item = setup_tests_item_data.to_dict()
                setup_tests.append(setup_tests_item)

        source_sync_details: dict[str, Any] | None | Unset
        if isinstance(self.source_sync_details, Unset):
            source_sync_details = UNSET
        elif isinstance(self.source_sync_details, FreeObject):
            source_sync_details = self.source_sync_details.to_dict()
        else:
            source_sync_details = self.source_sync_details

        connect_card: dict[str, Any] | Unset = UNSET
        if not isinstance(self.connect_card, Unset):
            connect_card = self.connect_card.to_dict()

        connect_card_config: dict[str, Any] | Unset = UNSET
        if not isinstance(self.connect_card_config, Unset):
            connect_card_config = self.connect_card_config.to_dict()

        config: dict[str, Any] | Unset = UNSET
        if not isinstance(self.config, Unset):
            config = self.config.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "group_id": group_id,
                "service": service,
                "schema": schema,
            }
        )
        if service_version is not UNSET:
            field_dict["service_version"] = service_version
        if connected_by is not UNSET:
            field_dict["connected_by"] = connected_by
        if created_at is not UNSET:
            field_dict["created_at"] = created_at
        if succeeded_at is not UNSET:
            field_dict["succeeded_at"] = succeeded_at
        if failed_at is not UNSET:
            field_dict["failed_at"] = failed_at
        if paused is not UNSET:
            field_dict["paused"] = paused
        if pause_after_trial is not UNSET:
            field_dict["pause_after_trial"] = pause_after_trial
        if sync_frequency is not UNSET:
            field_dict["sync_frequency"] = sync_frequency
        if daily_sync_time is not UNSET:
            field_dict["daily_sync_time"] = daily_sync_time
        if schedule_type is not UNSET:
            field_dict["schedule_type"] = schedule_type
        if data_delay_sensitivity is not UNSET:
            field_dict["data_delay_sensitivity"] = data_delay_sensitivity
        if data_delay_threshold is not UNSET:
            field_dict["data_delay_threshold"] = data_delay_threshold
        if networking_method is not UNSET:
            field_dict["networking_method"] = networking_method
        if private_link_id is not UNSET:
            field_dict["private_link_id"] = private_link_id
        if proxy_agent_id is not UNSET:
            field_dict["proxy_agent_id"] = proxy_agent_id
        if hybrid_deployment_agent_id is not UNSET:
            field_dict["hybrid_deployment_agent_id"] = hybrid_deployment_agent_id
        if destination_configuration is not UNSET:
            field_dict["destination_configuration"] = destination_configuration
        if destination_schema_names is not UNSET:
            field_dict["destination_schema_names"] = destination_schema_names
        if external_secrets_manager_id is not UNSET:
            field_dict["external_secrets_manager_id"] = external_secrets_manager_id
        if external_secrets_keys_config is not UNSET:
            field_dict["external_secrets_keys_config"] = external_secrets_keys_config
        if schedule is not UNSET:
            field_dict["schedule"] = schedule
        if data_checks is not UNSET:
            field_dict["data_checks"] = data_checks
        if status is not UNSET:
            field_dict["status"] = status
        if setup_tests is not UNSET:
            field_dict["setup_tests"] = setup_tests
        if source_sync_details is not UNSET:
            field_dict["source_sync_details"] = source_sync_details
        if connect_card is not UNSET:
            field_dict["connect_card"] = connect_card
        if connect_card_config is not UNSET:
            field_dict["connect_card_config"] = connect_card_config
        if config is not UNSET:
            field_dict["config"] = config

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        """Make the model from a JSON object."""
        from ..models.connect_card import ConnectCard  # noqa: PLC0415
        from ..models.connection_status import ConnectionStatus  # noqa: PLC0415
        from ..models.external_secrets_keys import ExternalSecretsKeys  # noqa: PLC0415
        from ..models.free_object import FreeObject  # noqa: PLC0415
        from ..models.setup_test import SetupTest  # noqa: PLC0415

        d = dict(src_dict)
        id = d.pop("id")

        group_id = d.pop("group_id")

        service = d.pop("service")

        schema = d.pop("schema")

        service_version = d.pop("service_version", UNSET)

        def _parse_connected_by(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        connected_by = _parse_connected_by(d.pop("connected_by", UNSET))

        _created_at = d.pop("created_at", UNSET)
        created_at: datetime.datetime | Unset
        if isinstance(_created_at, Unset):
            created_at = UNSET
        else:
            created_at = datetime.datetime.fromisoformat(_created_at)

        def _parse_succeeded_at(data: object) -> datetime.datetime | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                succeeded_at_type_0 = datetime.datetime.fromisoformat(data)

                return succeeded_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None | Unset, data)

        succeeded_at = _parse_succeeded_at(d.pop("succeeded_at", UNSET))

        def _parse_failed_at(data: object) -> datetime.datetime | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                failed_at_type_0 = datetime.datetime.fromisoformat(data)

                return failed_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None | Unset, data)

        failed_at = _parse_failed_at(d.pop("failed_at", UNSET))

        paused = d.pop("paused", UNSET)

        pause_after_trial = d.pop("pause_after_trial", UNSET)

        def _parse_sync_frequency(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        sync_frequency = _parse_sync_frequency(d.pop("sync_frequency", UNSET))

        def _parse_daily_sync_time(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        daily_sync_time = _parse_daily_sync_time(d.pop("daily_sync_time", UNSET))

        def _parse_schedule_type(data: object) -> ScheduleType | str | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                schedule_type_type_0 = ScheduleType(data)

                return schedule_type_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(ScheduleType | str | Unset, data)

        schedule_type = _parse_schedule_type(d.pop("schedule_type", UNSET))

        def _parse_data_delay_sensitivity(data: object) -> DataDelaySensitivity | str | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                data_delay_sensitivity_type_0 = DataDelaySensitivity(data)

                return data_delay_sensitivity_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(DataDelaySensitivity | str | Unset, data)

        data_delay_sensitivity = _parse_data_delay_sensitivity(d.pop("data_delay_sensitivity", UNSET))

        def _parse_data_delay_threshold(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        data_delay_threshold = _parse_data_delay_threshold(d.pop("data_delay_threshold", UNSET))

        def _parse_networking_method(data: object) -> NetworkingMethod | None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                networking_method_type_0 = NetworkingMethod(data)

                return networking_method_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(NetworkingMethod | None | str | Unset, data)

        networking_method = _parse_networking_method(d.pop("networking_method", UNSET))

        def _parse_private_link_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        private_link_id = _parse_private_link_id(d.pop("private_link_id", UNSET))

        def _parse_proxy_agent_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        proxy_agent_id = _parse_proxy_agent_id(d.pop("proxy_agent_id", UNSET))

        def _parse_hybrid_deployment_agent_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        hybrid_deployment_agent_id = _parse_hybrid_deployment_agent_id(d.pop("hybrid_deployment_agent_id", UNSET))

        def _parse_destination_configuration(data: object) -> FreeObject | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                destination_configuration_type_0 = FreeObject.from_dict(data)

                return destination_configuration_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(FreeObject | None | Unset, data)

        destination_configuration = _parse_destination_configuration(d.pop("destination_configuration", UNSET))

        def _parse_destination_schema_names(data: object) -> DestinationSchemaNames | None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                destination_schema_names_type_0 = DestinationSchemaNames(data)

                return destination_schema_names_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(DestinationSchemaNames | None | str | Unset, data)

        destination_schema_names = _parse_destination_schema_names(d.pop("destination_schema_names", UNSET))

        def _parse_external_secrets_manager_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        external_secrets_manager_id = _parse_external_secrets_manager_id(d.pop("external_secrets_manager_id", UNSET))

        _external_secrets_keys_config = d.pop("external_secrets_keys_config", UNSET)
        external_secrets_keys_config: ExternalSecretsKeys | Unset
        if isinstance(_external_secrets_keys_config, Unset):
            external_secrets_keys_config = UNSET
        else:
            external_secrets_keys_config = ExternalSecretsKeys.from_dict(_external_secrets_keys_config)

        def _parse_schedule(data: object) -> FreeObject | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                schedule_type_0 = FreeObject.from_dict(data)

                return schedule_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(FreeObject | None | Unset, data)

        schedule = _parse_schedule(d.pop("schedule", UNSET))

        def _parse_data_checks(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        data_checks = _parse_data_checks(d.pop("data_checks", UNSET))

        _status = d.pop("status", UNSET)
        status: ConnectionStatus | Unset
        if isinstance(_status, Unset):
            status = UNSET
        else:
            status = ConnectionStatus.from_dict(_status)

        _setup_tests = d.pop("setup_tests", UNSET)
        setup_tests: list[SetupTest] | Unset = UNSET
        if _setup_tests is not UNSET:
            setup_tests = []
            for setup_tests_item_data in _setup_tests:
                setup_tests_item = SetupTest.from_dict(setup_tests_item_data)

                setup_tests.append(setup_tests_item)

        def _parse_source_sync_details(data: object) -> FreeObject | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                source_sync_details_type_0 = FreeObject.from_dict(data)

                return source_sync_details_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(FreeObject | None | Unset, data)

        source_sync_details = _parse_source_sync_details(d.pop("source_sync_details", UNSET))

        _connect_card = d.pop("connect_card", UNSET)
        connect_card: ConnectCard | Unset
        if isinstance(_connect_card, Unset):
            connect_card = UNSET
        else:
            connect_card = ConnectCard.from_dict(_connect_card)

        _connect_card_config = d.pop("connect_card_config", UNSET)
        connect_card_config: FreeObject | Unset
        if isinstance(_connect_card_config, Unset):
            connect_card_config = UNSET
        else:
            connect_card_config = FreeObject.from_dict(_connect_card_config)

        _config = d.pop("config", UNSET)
        config: FreeObject | Unset
        if isinstance(_config, Unset):
            config = UNSET
        else:
            config = FreeObject.from_dict(_config)

        connection = cls(
            id=id,
            group_id=group_id,
            service=service,
            schema=schema,
            service_version=service_version,
            connected_by=connected_by,
            created_at=created_at,
            succeeded_at=succeeded_at,
            failed_at=failed_at,
            paused=paused,
            pause_after_trial=pause_after_trial,
            sync_frequency=sync_frequency,
            daily_sync_time=daily_sync_time,
            schedule_type=schedule_type,
            data_delay_sensitivity=data_delay_sensitivity,
            data_delay_threshold=data_delay_threshold,
            networking_method=networking_method,
            private_link_id=private_link_id,
            proxy_agent_id=proxy_agent_id,
            hybrid_deployment_agent_id=hybrid_deployment_agent_id,
            destination_configuration=destination_configuration,
            destination_schema_names=destination_schema_names,
            external_secrets_manager_id=external_secrets_manager_id,
            external_secrets_keys_config=external_secrets_keys_config,
            schedule=schedule,
            data_checks=data_checks,
            status=status,
            setup_tests=setup_tests,
            source_sync_details=source_sync_details,
            connect_card=connect_card,
            connect_card_config=connect_card_config,
            config=config,
        )

        connection.additional_properties = d
        return connection

    @property
    def additional_keys(self) -> list[str]:
        """The keys that the document does not describe."""
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
