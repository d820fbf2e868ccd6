# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from __future__ import annotations

from collections.abc import Mapping
from typing import (
    Any,
    Literal,
    TypeVar,
    cast,
)

from attrs import define as _attrs_define

from ..models.connect_card_config import ConnectCardConfig
from ..models.data_delay_sensitivity import DataDelaySensitivity
from ..models.destination_configuration import DestinationConfiguration
from ..models.destination_schema_names import DestinationSchemaNames
from ..models.networking_method import NetworkingMethod
from ..models.pinterest_ads_auth import PinterestAdsAuth
from ..models.pinterest_ads_config import PinterestAdsConfig
from ..models.schedule import Schedule
from ..models.schedule_type import ScheduleType
from ..models.sync_frequency import SyncFrequency
from ..types import UNSET, Unset

T = TypeVar("T", bound="NewPinterestAdsConnection")


@_attrs_define
class NewPinterestAdsConnection:
    """A connection of the service pinterest_ads that is to be created."""

    group_id: str
    """ Id of the group, and so of the destination, that the connection belongs to. """
    config: PinterestAdsConfig
    """ The configuration of a new pinterest_ads connection. """
    service: Literal["pinterest_ads"] = "pinterest_ads"
    """ Id of the connector service. """
    paused: bool | Unset = UNSET
    """ Whether the connection is paused, so that it does not sync on its schedule. A create without it gave false.
    """
    pause_after_trial: bool | Unset = UNSET
    """ Whether the connection pauses itself when the free trial of its connector ends. """
    trust_certificates: bool | Unset = UNSET
    """ Whether the setup tests of this call accept every TLS certificate. Taken as false when absent, and not
    stored. """
    trust_fingerprints: bool | Unset = UNSET
    """ Whether the setup tests of this call accept every SSH fingerprint. Taken as false when absent, and not
    stored. """
    run_setup_tests: bool | Unset = UNSET
    """ Whether the call runs the setup tests before it answers. Taken as true when absent, and not stored. """
    data_delay_sensitivity: DataDelaySensitivity | Unset = UNSET
    """ The sensitivity of alerts about late data. """
    data_delay_threshold: int | Unset = UNSET
    """ Minutes of delay that raise an alert. Read only with the sensitivity CUSTOM; 0 when absent. """
    schedule_type: ScheduleType | Unset = UNSET
    """ The starter of the syncs, Fivetran (auto), or only calls of the sync endpoint (manual). """
    networking_method: NetworkingMethod | Unset = UNSET
    """ The way in which Fivetran reaches the source. """
    connect_card_config: ConnectCardConfig | Unset = UNSET
    """ The way back from a Connect Card, and its display. """
    destination_schema_names: DestinationSchemaNames | Unset = UNSET
    """ The naming of schemas, tables and columns in the destination, Fivetran's or the source's. """
    sync_frequency: SyncFrequency | Unset = UNSET
    """ Minutes between two syncs that Fivetran offers. """
    daily_sync_time: str | Unset = UNSET
    """ An hour of the day as text, from 00:00 to 23:00. """
    proxy_agent_id: str | Unset = UNSET
    """ Id of the proxy agent through which the source is reached. Belongs to the networking method ProxyAgent. """
    private_link_id: str | Unset = UNSET
    """ Id of the private link through which the source is reached. Belongs to the networking method PrivateLink.
    """
    hybrid_deployment_agent_id: str | Unset = UNSET
    """ Id of the hybrid deployment agent that runs the connection. The destination's own agent when absent. """
    destination_configuration: DestinationConfiguration | Unset = UNSET
    """ Settings that a connection overrides on its destination. """
    external_secrets_manager_id: str | Unset = UNSET
    """ Id of the external secrets manager that holds the credentials, for services that support one. """
    schedule: Schedule | Unset = UNSET
    """ When a connection syncs. An alpha field; which keys go with which schedule_type is only partly documented.
    """
    data_checks: bool | Unset = UNSET
    """ Whether Fivetran checks the synced data. """
    auth: PinterestAdsAuth | Unset = UNSET
    """ Credentials of Pinterest, given whole or not at all. Never returned. """

    def to_dict(self) -> dict[str, Any]:
        """Return the model as a JSON object, without the keys that are UNSET."""
        group_id = self.group_id

        service = self.service

        config = self.config.to_dict()

        paused = self.paused

        pause_after_trial = self.pause_after_trial

        trust_certificates = self.trust_certificates

        trust_fingerprints = self.trust_fingerprints

        run_setup_tests = self.run_setup_tests

        data_delay_sensitivity: str | Unset = UNSET
        if not isinstance(self.data_delay_sensitivity, Unset):
            data_delay_sensitivity = self.data_delay_sensitivity.value

        data_delay_threshold = self.data_delay_threshold

        schedule_type: str | Unset = UNSET
        if not isinstance(self.schedule_type, Unset):
            schedule_type = self.schedule_type.value

        networking_method: str | Unset = UNSET
        if not isinstance(self.networking_method, Unset):
            networking_method = self.networking_method.value

        connect_card_config: dict[str, Any] | Unset = UNSET
        if not isinstance(self.connect_card_config, Unset):
            connect_card_config = self.connect_card_config.to_dict()

        destination_schema_names: str | Unset = UNSET
        if not isinstance(self.destination_schema_names, Unset):
            destination_schema_names = self.destination_schema_names.value

        sync_frequency: int | Unset = UNSET
        if not isinstance(self.sync_frequency, Unset):
            sync_frequency = self.sync_frequency.value

        daily_sync_time = self.daily_sync_time

        proxy_agent_id = self.proxy_agent_id

        private_link_id = self.private_link_id

        hybrid_deployment_agent_id = self.hybrid_deployment_agent_id

        destination_configuration: dict[str, Any] | Unset = UNSET
        if not isinstance(self.destination_configuration, Unset):
            destination_configuration = self.destination_configuration.to_dict()

        external_secrets_manager_id = self.external_secrets_manager_id

        schedule: dict[str, Any] | Unset = UNSET
        if not isinstance(self.schedule, Unset):
            schedule = self.schedule.to_dict()

        data_checks = self.data_checks

        auth: dict[str, Any] | Unset = UNSET
        if not isinstance(self.auth, Unset):
            auth = self.auth.to_dict()

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "group_id": group_id,
                "service": service,
                "config": config,
            }
        )
        if paused is not UNSET:
            field_dict["paused"] = paused
        if pause_after_trial is not UNSET:
            field_dict["pause_after_trial"] = pause_after_trial
        if trust_certificates is not UNSET:
            field_dict["trust_certificates"] = trust_certificates
        if trust_fingerprints is not UNSET:
            field_dict["trust_fingerprints"] = trust_fingerprints
        if run_setup_tests is not UNSET:
            field_dict["run_setup_tests"] = run_setup_tests
        if data_delay_sensitivity is not UNSET:
            field_dict["data_delay_sensitivity"] = data_delay_sensitivity
        if data_delay_threshold is not UNSET:
            field_dict["data_delay_threshold"] = data_delay_threshold
        if schedule_type is not UNSET:
            field_dict["schedule_type"] = schedule_type
        if networking_method is not UNSET:
            field_dict["networking_method"] = networking_method
        if connect_card_config is not UNSET:
            field_dict["connect_card_config"] = connect_card_config
        if destination_schema_names is not UNSET:
            field_dict["destination_schema_names"] = destination_schema_names
        if sync_frequency is not UNSET:
            field_dict["sync_frequency"] = sync_frequency
        if daily_sync_time is not UNSET:
            field_dict["daily_sync_time"] = daily_sync_time
        if proxy_agent_id is not UNSET:
            field_dict["proxy_agent_id"] = proxy_agent_id
        if private_link_id is not UNSET:
            field_dict["private_link_id"] = private_link_id
        if hybrid_deployment_agent_id is not UNSET:
            field_dict["hybrid_deployment_agent_id"] = hybrid_deployment_agent_id
        if destination_configuration is not UNSET:
            field_dict["destination_configuration"] = destination_configuration
        if external_secrets_manager_id is not UNSET:
            field_dict["external_secrets_manager_id"] = external_secrets_manager_id
        if schedule is not UNSET:
            field_dict["schedule"] = schedule
        if data_checks is not UNSET:
            field_dict["data_checks"] = data_checks
        if auth is not UNSET:
            field_dict["auth"] = auth

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        """Make the model from a JSON object."""
        d = dict(src_dict)
        group_id = d.pop("group_id")

        service = cast(Literal["pinterest_ads"], d.pop("service"))
        if service != "pinterest_ads":
            raise ValueError(f"service must match const 'pinterest_ads', got '{service}'")

        config = PinterestAdsConfig.from_dict(d.pop("config"))

        paused = d.pop("paused", UNSET)

        pause_after_trial = d.pop("pause_after_trial", UNSET)

        trust_certificates = d.pop("trust_certificates", UNSET)

        trust_fingerprints = d.pop("trust_fingerprints", UNSET)

        run_setup_tests = d.pop("run_setup_tests", UNSET)

        _data_delay_sensitivity = d.pop("data_delay_sensitivity", UNSET)
        data_delay_sensitivity: DataDelaySensitivity | Unset
        if isinstance(_data_delay_sensitivity, Unset):
            data_delay_sensitivity = UNSET
        else:
            data_delay_sensitivity = DataDelaySensitivity(_data_delay_sensitivity)

        data_delay_threshold = d.pop("data_delay_threshold", UNSET)

        _schedule_type = d.pop("schedule_type", UNSET)
        schedule_type: ScheduleType | Unset
        if isinstance(_schedule_type, Unset):
            schedule_type = UNSET
        else:
            schedule_type = ScheduleType(_schedule_type)

        _networking_method = d.pop("networking_method", UNSET)
        networking_method: NetworkingMethod | Unset
        if isinstance(_networking_method, Unset):
            networking_method = UNSET
        else:
            networking_method = NetworkingMethod(_networking_method)

        _connect_card_config = d.pop("connect_card_config", UNSET)
        connect_card_config: ConnectCardConfig | Unset
        if isinstance(_connect_card_config, Unset):
            connect_card_config = UNSET
        else:
            connect_card_config = ConnectCardConfig.from_dict(_connect_card_config)

        _destination_schema_names = d.pop("destination_schema_names", UNSET)
        destination_schema_names: DestinationSchemaNames | Unset
        if isinstance(_destination_schema_names, Unset):
            destination_schema_names = UNSET
        else:
            destination_schema_names = DestinationSchemaNames(_destination_schema_names)

        _sync_frequency = d.pop("sync_frequency", UNSET)
        sync_frequency: SyncFrequency | Unset
        if isinstance(_sync_frequency, Unset):
            sync_frequency = UNSET
        else:
            sync_frequency = SyncFrequency(_sync_frequency)

        daily_sync_time = d.pop("daily_sync_time", UNSET)

        proxy_agent_id = d.pop("proxy_agent_id", UNSET)

        private_link_id = d.pop("private_link_id", UNSET)

        hybrid_deployment_agent_id = d.pop("hybrid_deployment_agent_id", UNSET)

        _destination_configuration = d.pop("destination_configuration", UNSET)
        destination_configuration: DestinationConfiguration | Unset
        if isinstance(_destination_configuration, Unset):
            destination_configuration = UNSET
        else:
            destination_configuration = DestinationConfiguration.from_dict(_destination_configuration)

        external_secrets_manager_id = d.pop("external_secrets_manager_id", UNSET)

        _schedule = d.pop("schedule", UNSET)
        schedule: Schedule | Unset
        if isinstance(_schedule, Unset):
            schedule = UNSET
        else:
            schedule = Schedule.from_dict(_schedule)

        data_checks = d.pop("data_checks", UNSET)

        _auth = d.pop("auth", UNSET)
        auth: PinterestAdsAuth | Unset
        if isinstance(_auth, Unset):
            auth = UNSET
        else:
            auth = PinterestAdsAuth.from_dict(_auth)

        new_pinterest_ads_connection = cls(
            group_id=group_id,
            service=service,
            config=config,
            paused=paused,
            pause_after_trial=pause_after_trial,
            trust_certificates=trust_certificates,
            trust_fingerprints=trust_fingerprints,
            run_setup_tests=run_setup_tests,
            data_delay_sensitivity=data_delay_sensitivity,
            data_delay_threshold=data_delay_threshold,
            schedule_type=schedule_type,
            networking_method=networking_method,
            connect_card_config=connect_card_config,
            destination_schema_names=destination_schema_names,
            sync_frequency=sync_frequency,
            daily_sync_time=daily_sync_time,
            proxy_agent_id=proxy_agent_id,
            private_link_id=private_link_id,
            hybrid_deployment_agent_id=hybrid_deployment_agent_id,
            destination_configuration=destination_configuration,
            external_secrets_manager_id=external_secrets_manager_id,
            schedule=schedule,
            data_checks=data_checks,
            auth=auth,
        )

        return new_pinterest_ads_connection
