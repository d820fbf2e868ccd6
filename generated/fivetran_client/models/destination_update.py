# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..models.destination_config import DestinationConfig
from ..models.destination_region import DestinationRegion
from ..models.external_secrets_keys import ExternalSecretsKeys
from ..models.networking_method import NetworkingMethod
from ..models.time_zone_offset import TimeZoneOffset
from ..types import UNSET, Unset

T = TypeVar("T", bound="DestinationUpdate")


@_attrs_define
class DestinationUpdate:
    """The fields of a destination to change; what is absent stays."""

    region: DestinationRegion | Unset = UNSET
    """ The cloud and region in which the data is processed. """
    time_zone_offset: TimeZoneOffset | Unset = UNSET
    """ Hours from UTC, as text. """
    trust_certificates: bool | Unset = UNSET
    """ Whether the setup tests of this call accept every TLS certificate. Taken as false when absent, and not
    stored. """
    trust_fingerprints: bool | Unset = UNSET
    """ Whether the setup tests of this call accept every SSH fingerprint. Taken as false when absent, and not
    stored. """
    run_setup_tests: bool | Unset = UNSET
    """ Whether the call runs the setup tests before it answers. Taken as true when absent, and not stored. """
    daylight_saving_time_enabled: bool | Unset = UNSET
    """ Whether the time zone of the destination follows daylight saving time. """
    hybrid_deployment_agent_id: None | str | Unset = UNSET
    """ Id of the hybrid deployment agent that runs the connections of the destination. """
    private_link_id: None | str | Unset = UNSET
    """ Id of the private link through which the destination is reached. """
    networking_method: NetworkingMethod | Unset = UNSET
    """ The way in which Fivetran reaches the source. """
    proxy_agent_id: None | str | Unset = UNSET
    """ Id of the proxy agent through which the destination is reached. """
    external_secrets_manager_id: None | str | Unset = UNSET
    """ Id of the external secrets manager that holds the credentials. """
    external_secrets_keys_config: ExternalSecretsKeys | Unset = UNSET
    """ Names of the secrets in an external secrets manager, by key of config. """
    config: DestinationConfig | None | Unset = UNSET
    """ The settings to change, key by key; null changes nothing (live test). """

    def to_dict(self) -> dict[str, Any]:
        """Return the model as a JSON object, without the keys that are UNSET."""
        region: str | Unset = UNSET
        if not isinstance(self.region, Unset):
            region = self.region.value

        time_zone_offset: str | Unset = UNSET
        if not isinstance(self.time_zone_offset, Unset):
            time_zone_offset = self.time_zone_offset.value

        trust_certificates = self.trust_certificates

        trust_fingerprints = self.trust_fingerprints

        run_setup_tests = self.run_setup_tests

        daylight_saving_time_enabled = self.daylight_saving_time_enabled

        hybrid_deployment_agent_id: None | str | Unset
        if isinstance(self.hybrid_deployment_agent_id, Unset):
            hybrid_deployment_agent_id = UNSET
        else:
            hybrid_deployment_agent_id = self.hybrid_deployment_agent_id

        private_link_id: None | str | Unset
        if isinstance(self.private_link_id, Unset):
            private_link_id = UNSET
        else:
            private_link_id = self.private_link_id

        networking_method: str | Unset = UNSET
        if not isinstance(self.networking_method, Unset):
            networking_method = self.networking_method.value

        proxy_agent_id: None | str | Unset
        if isinstance(self.proxy_agent_id, Unset):
            proxy_agent_id = UNSET
        else:
            proxy_agent_id = self.proxy_agent_id

        external_secrets_manager_id: None | str | Unset
        if isinstance(self.external_secrets_manager_id, Unset):
            external_secrets_manager_id = UNSET
        else:
            external_secrets_manager_id = self.external_secrets_manager_id

        external_secrets_keys_config: dict[str, Any] | Unset = UNSET
        if not isinstance(self.external_secrets_keys_config, Unset):
            external_secrets_keys_config = self.external_secrets_keys_config.to_dict()

        config: dict[str, Any] | None | Unset
        if isinstance(self.config, Unset):
            config = UNSET
        elif isinstance(self.config, DestinationConfig):
            config = self.config.to_dict()
        else:
            config = self.config

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if region is not UNSET:
            field_dict["region"] = region
        if time_zone_offset is not UNSET:
            field_dict["time_zone_offset"] = time_zone_offset
        if trust_certificates is not UNSET:
            field_dict["trust_certificates"] = trust_certificates
        if trust_fingerprints is not UNSET:
            field_dict["trust_fingerprints"] = trust_fingerprints
        if run_setup_tests is not UNSET:
            field_dict["run_setup_tests"] = run_setup_tests
        if daylight_saving_time_enabled is not UNSET:
            field_dict["daylight_saving_time_enabled"] = daylight_saving_time_enabled
        if hybrid_deployment_agent_id is not UNSET:
            field_dict["hybrid_deployment_agent_id"] = hybrid_deployment_agent_id
        if private_link_id is not UNSET:
            field_dict["private_link_id"] = private_link_id
        if networking_method is not UNSET:
            field_dict["networking_method"] = networking_method
        if proxy_agent_id is not UNSET:
            field_dict["proxy_agent_id"] = proxy_agent_id
        if external_secrets_manager_id is not UNSET:
            field_dict["external_secrets_manager_id"] = external_secrets_manager_id
        if external_secrets_keys_config is not UNSET:
            field_dict["external_secrets_keys_config"] = external_secrets_keys_config
        if config is not UNSET:
            field_dict["config"] = config

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        """Make the model from a JSON object."""
        d = dict(src_dict)
        _region = d.pop("region", UNSET)
        region: DestinationRegion | Unset
        if isinstance(_region, Unset):
            region = UNSET
        else:
            region = DestinationRegion(_region)

        _time_zone_offset = d.pop("time_zone_offset", UNSET)
        time_zone_offset: TimeZoneOffset | Unset
        if isinstance(_time_zone_offset, Unset):
            time_zone_offset = UNSET
        else:
            time_zone_offset = TimeZoneOffset(_time_zone_offset)

        trust_certificates = d.pop("trust_certificates", UNSET)

        trust_fingerprints = d.pop("trust_fingerprints", UNSET)

        run_setup_tests = d.pop("run_setup_tests", UNSET)

        daylight_saving_time_enabled = d.pop("daylight_saving_time_enabled", UNSET)

        def _parse_hybrid_deployment_agent_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        hybrid_deployment_agent_id = _parse_hybrid_deployment_agent_id(d.pop("hybrid_deployment_agent_id", UNSET))

        def _parse_private_link_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        private_link_id = _parse_private_link_id(d.pop("private_link_id", UNSET))

        _networking_method = d.pop("networking_method", UNSET)
        networking_method: NetworkingMethod | Unset
        if isinstance(_networking_method, Unset):
            networking_method = UNSET
        else:
            networking_method = NetworkingMethod(_networking_method)

        def _parse_proxy_agent_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        proxy_agent_id = _parse_proxy_agent_id(d.pop("proxy_agent_id", UNSET))

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

        def _parse_config(data: object) -> DestinationConfig | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                config_type_0 = DestinationConfig.from_dict(data)

                return config_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(DestinationConfig | None | Unset, data)

        config = _parse_config(d.pop("config", UNSET))

        destination_update = cls(
            region=region,
            time_zone_offset=time_zone_offset,
            trust_certificates=trust_certificates,
            trust_fingerprints=trust_fingerprints,
            run_setup_tests=run_setup_tests,
            daylight_saving_time_enabled=daylight_saving_time_enabled,
            hybrid_deployment_agent_id=hybrid_deployment_agent_id,
            private_link_id=private_link_id,
            networking_method=networking_method,
            proxy_agent_id=proxy_agent_id,
            external_secrets_manager_id=external_secrets_manager_id,
            external_secrets_keys_config=external_secrets_keys_config,
            config=config,
        )

        return destination_update
