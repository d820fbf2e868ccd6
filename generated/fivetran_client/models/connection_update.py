# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..models.data_delay_sensitivity import DataDelaySensitivity
from ..models.destination_configuration import DestinationConfiguration
from ..models.external_secrets_keys import ExternalSecretsKeys
from ..models.facebook_ads_auth_update import FacebookAdsAuthUpdate
from ..models.facebook_ads_config_update import FacebookAdsConfigUpdate
from ..models.google_ads_auth_update import GoogleAdsAuthUpdate
from ..models.google_ads_config_update import GoogleAdsConfigUpdate
from ..models.networking_method import NetworkingMethod
from ..models.other_auth import OtherAuth
from ..models.other_config_update import OtherConfigUpdate
from ..models.pinterest_ads_auth_update import PinterestAdsAuthUpdate
from ..models.pinterest_ads_config_update import PinterestAdsConfigUpdate
from ..models.schedule import Schedule
from ..models.schedule_type import ScheduleType
from ..models.schema_status import SchemaStatus
from ..models.sync_frequency import SyncFrequency
from ..types import UNSET, Unset

T = TypeVar("T", bound="ConnectionUpdate")


@_attrs_define
class ConnectionUpdate:
    """The changes of an update. An absent key stays as it is; null clears a key that allows null."""

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
    sync_frequency: None | SyncFrequency | Unset = UNSET
    """ Minutes between two syncs. """
    daily_sync_time: None | str | Unset = UNSET
    """ Hour of the day, in UTC, at which a daily sync starts. Needs a sync frequency of 1440, given here or stored.
    """
    proxy_agent_id: None | str | Unset = UNSET
    """ Id of the proxy agent through which the source is reached. """
    private_link_id: None | str | Unset = UNSET
    """ Id of the private link through which the source is reached. """
    hybrid_deployment_agent_id: None | str | Unset = UNSET
    """ Id of the hybrid deployment agent that runs the connection. """
    destination_configuration: DestinationConfiguration | None | Unset = UNSET
    """ Settings that this connection overrides on its destination. """
    external_secrets_manager_id: None | str | Unset = UNSET
    """ Id of the external secrets manager that holds the credentials. """
    external_secrets_keys_config: ExternalSecretsKeys | Unset = UNSET
    """ Names of the secrets in an external secrets manager, by key of config. """
    schedule: None | Schedule | Unset = UNSET
    """ A schedule in one object; it overrides schedule_type, sync_frequency and daily_sync_time. """
    schema_status: SchemaStatus | Unset = UNSET
    """ Whether a connection that masks columns may sync yet. """
    is_historical_sync: bool | Unset = UNSET
    """ Set to true to start a full sync at once; a running sync is cancelled. """
    config: FacebookAdsConfigUpdate | GoogleAdsConfigUpdate | OtherConfigUpdate | PinterestAdsConfigUpdate | Unset = (
        UNSET
    )
    """ The keys of config to change; the rest stays. """
    auth: FacebookAdsAuthUpdate | GoogleAdsAuthUpdate | OtherAuth | PinterestAdsAuthUpdate | Unset = UNSET
    """ The credentials to change. """

    def to_dict(self) -> dict[str, Any]:
        """Return the model as a JSON object, without the keys that are UNSET."""
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

        sync_frequency: int | None | Unset
        if isinstance(self.sync_frequency, Unset):
            sync_frequency = UNSET
        elif isinstance(self.sync_frequency, SyncFrequency):
            sync_frequency = self.sync_frequency.value
        else:
            sync_frequency = self.sync_frequency

        daily_sync_time: None | str | Unset
        if isinstance(self.daily_sync_time, Unset):
            daily_sync_time = UNSET
        else:
            daily_sync_time = self.daily_sync_time

        proxy_agent_id: None | str | Unset
        if isinstance(self.proxy_agent_id, Unset):
            proxy_agent_id = UNSET
        else:
            proxy_agent_id = self.proxy_agent_id

        private_link_id: None | str | Unset
        if isinstance(self.private_link_id, Unset):
            private_link_id = UNSET
        else:
            private_link_id = self.private_link_id

        hybrid_deployment_agent_id: None | str | Unset
        if isinstance(self.hybrid_deployment_agent_id, Unset):
            hybrid_deployment_agent_id = UNSET
        else:
            hybrid_deployment_agent_id = self.hybrid_deployment_agent_id

        destination_configuration: dict[str, Any] | None | Unset
        if isinstance(self.destination_configuration, Unset):
            destination_configuration = UNSET
        elif isinstance(self.destination_configuration, DestinationConfiguration):
            destination_configuration = self.destination_configuration.to_dict()
        else:
            destination_configuration = self.destination_configuration

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
        elif isinstance(self.schedule, Schedule):
            schedule = self.schedule.to_dict()
        else:
            schedule = self.schedule

        schema_status: str | Unset = UNSET
        if not isinstance(self.schema_status, Unset):
            schema_status = self.schema_status.value

        is_historical_sync = self.is_historical_sync

        config: dict[str, Any] | Unset
        if isinstance(self.config, Unset):
            config = UNSET
        elif isinstance(self.config, OtherConfigUpdate):
            config = self.config.to_dict()
        elif isinstance(self.config, PinterestAdsConfigUpdate):
            config = self.config.to_dict()
        elif isinstance(self.config, GoogleAdsConfigUpdate):
            config = self.config.to_dict()
        else:
            config = self.config.to_dict()

        auth: dict[str, Any] | Unset
        if isinstance(self.auth, Unset):
            auth = UNSET
        elif isinstance(self.auth, OtherAuth):
            auth = self.auth.to_dict()
        elif isinstance(self.auth, PinterestAdsAuthUpdate):
            auth = self.auth.to_dict()
        elif isinstance(self.auth, GoogleAdsAuthUpdate):
            auth = self.auth.to_dict()
        else:
            auth = self.auth.to_dict()

        field_dict: dict[str, Any] = {}

        field_dict.update({})
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
        if external_secrets_keys_config is not UNSET:
            field_dict["external_secrets_keys_config"] = external_secrets_keys_config
        if schedule is not UNSET:
            field_dict["schedule"] = schedule
        if schema_status is not UNSET:
            field_dict["schema_status"] = schema_status
        if is_historical_sync is not UNSET:
            field_dict["is_historical_sync"] = is_historical_sync
        if config is not UNSET:
            field_dict["config"] = config
        if auth is not UNSET:
            field_dict["auth"] = auth

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        """Make the model from a JSON object."""
        d = dict(src_dict)
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

        def _parse_sync_frequency(data: object) -> None | SyncFrequency | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, int):
                    raise TypeError()
                sync_frequency_type_0 = SyncFrequency(data)

                return sync_frequency_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | SyncFrequency | Unset, data)

        sync_frequency = _parse_sync_frequency(d.pop("sync_frequency", UNSET))

        def _parse_daily_sync_time(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        daily_sync_time = _parse_daily_sync_time(d.pop("daily_sync_time", UNSET))

        def _parse_proxy_agent_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        proxy_agent_id = _parse_proxy_agent_id(d.pop("proxy_agent_id", UNSET))

        def _parse_private_link_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        private_link_id = _parse_private_link_id(d.pop("private_link_id", UNSET))

        def _parse_hybrid_deployment_agent_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        hybrid_deployment_agent_id = _parse_hybrid_deployment_agent_id(d.pop("hybrid_deployment_agent_id", UNSET))

        def _parse_destination_configuration(data: object) -> DestinationConfiguration | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                destination_configuration_type_0 = DestinationConfiguration.from_dict(data)

                return destination_configuration_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(DestinationConfiguration | None | Unset, data)

        destination_configuration = _parse_destination_configuration(d.pop("destination_configuration", UNSET))

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

        def _parse_schedule(data: object) -> None | Schedule | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                schedule_type_0 = Schedule.from_dict(data)

                return schedule_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | Schedule | Unset, data)

        schedule = _parse_schedule(d.pop("schedule", UNSET))

        _schema_status = d.pop("schema_status", UNSET)
        schema_status: SchemaStatus | Unset
        if isinstance(_schema_status, Unset):
            schema_status = UNSET
        else:
            schema_status = SchemaStatus(_schema_status)

        is_historical_sync = d.pop("is_historical_sync", UNSET)

        def _parse_config(
            data: object,
        ) -> FacebookAdsConfigUpdate | GoogleAdsConfigUpdate | OtherConfigUpdate | PinterestAdsConfigUpdate | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                config_type_0 = OtherConfigUpdate.from_dict(data)

                return config_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                config_type_1 = PinterestAdsConfigUpdate.from_dict(data)

                return config_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                config_type_2 = GoogleAdsConfigUpdate.from_dict(data)

                return config_type_2
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            if not isinstance(data, dict):
                raise TypeError()
            config_type_3 = FacebookAdsConfigUpdate.from_dict(data)

            return config_type_3

        config = _parse_config(d.pop("config", UNSET))

        def _parse_auth(
            data: object,
        ) -> FacebookAdsAuthUpdate | GoogleAdsAuthUpdate | OtherAuth | PinterestAdsAuthUpdate | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                auth_type_0 = OtherAuth.from_dict(data)

                return auth_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                auth_type_1 = PinterestAdsAuthUpdate.from_dict(data)

                return auth_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                auth_type_2 = GoogleAdsAuthUpdate.from_dict(data)

                return auth_type_2
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            if not isinstance(data, dict):
                raise TypeError()
            auth_type_3 = FacebookAdsAuthUpdate.from_dict(data)

            return auth_type_3

        auth = _parse_auth(d.pop("auth", UNSET))

        connection_update = cls(
            paused=paused,
            pause_after_trial=pause_after_trial,
            trust_certificates=trust_certificates,
            trust_fingerprints=trust_fingerprints,
            run_setup_tests=run_setup_tests,
            data_delay_sensitivity=data_delay_sensitivity,
            data_delay_threshold=data_delay_threshold,
            schedule_type=schedule_type,
            networking_method=networking_method,
            sync_frequency=sync_frequency,
            daily_sync_time=daily_sync_time,
            proxy_agent_id=proxy_agent_id,
            private_link_id=private_link_id,
            hybrid_deployment_agent_id=hybrid_deployment_agent_id,
            destination_configuration=destination_configuration,
            external_secrets_manager_id=external_secrets_manager_id,
            external_secrets_keys_config=external_secrets_keys_config,
            schedule=schedule,
            schema_status=schema_status,
            is_historical_sync=is_historical_sync,
            config=config,
            auth=auth,
        )

        return connection_update
