# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.destination_region import DestinationRegion
from ..models.destination_setup_status import DestinationSetupStatus
from ..models.networking_method import NetworkingMethod
from ..models.time_zone_offset import TimeZoneOffset
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.free_object import FreeObject
    from ..models.setup_test import SetupTest


T = TypeVar("T", bound="Destination")


@_attrs_define
class Destination:
    """A destination as the API returns it; secrets in config are masked."""

    id: str
    """ Id of the destination, which is that of its group. """
    group_id: str
    """ Id of the group. """
    service: str
    """ Id of the destination service. """
    region: DestinationRegion | str | Unset = UNSET
    """ Where the data is processed. """
    time_zone_offset: str | TimeZoneOffset | Unset = UNSET
    """ Hours from UTC, as text. """
    setup_status: DestinationSetupStatus | str | Unset = UNSET
    """ Whether the destination is set up. The examples of the published definition have lower case, its enum has
    upper case. """
    daylight_saving_time_enabled: bool | None | Unset = UNSET
    """ Whether the time zone follows daylight saving time. """
    private_link_id: None | str | Unset = UNSET
    """ Id of the private link through which the destination is reached. """
    networking_method: NetworkingMethod | None | str | Unset = UNSET
    """ How Fivetran reaches the destination. """
    proxy_agent_id: None | str | Unset = UNSET
    """ Id of the proxy agent through which the destination is reached. """
    hybrid_deployment_agent_id: None | str | Unset = UNSET
    """ Id of the hybrid deployment agent. """
    external_secrets_manager_id: None | str | Unset = UNSET
    """ Id of the external secrets manager that holds the credentials. """
    external_secrets_keys_config: FreeObject | None | Unset = UNSET
    """ Names of the secrets in the external secrets manager. """
    setup_tests: list[SetupTest] | Unset = UNSET
    """ Results of the setup tests, if this call ran them. """
    config: FreeObject | Unset = UNSET
    """ An object whose keys depend on the service. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Return the model as a JSON object, without the keys that are UNSET."""
        from ..models.free_object import FreeObject  # noqa: PLC0415

        id = self.id

        group_id = self.group_id

        service = self.service

        region: str | Unset
        if isinstance(self.region, Unset):
            region = UNSET
        elif isinstance(self.region, DestinationRegion):
            region = self.region.value
        else:
            region = self.region

        time_zone_offset: str | Unset
        if isinstance(self.time_zone_offset, Unset):
            time_zone_offset = UNSET
        elif isinstance(self.time_zone_offset, TimeZoneOffset):
            time_zone_offset = self.time_zone_offset.value
        else:
            time_zone_offset = self.time_zone_offset

        setup_status: str | Unset
        if isinstance(self.setup_status, Unset):
            setup_status = UNSET
        elif isinstance(self.setup_status, DestinationSetupStatus):
            setup_status = self.setup_status.value
        else:
            setup_status = self.setup_status

        daylight_saving_time_enabled: bool | None | Unset
        if isinstance(self.daylight_saving_time_enabled, Unset):
            daylight_saving_time_enabled = UNSET
        else:
            daylight_saving_time_enabled = self.daylight_saving_time_enabled

        private_link_id: None | str | Unset
        if isinstance(self.private_link_id, Unset):
            private_link_id = UNSET
        else:
            private_link_id = self.private_link_id

        networking_method: None | str | Unset
        if isinstance(self.networking_method, Unset):
            networking_method = UNSET
        elif isinstance(self.networking_method, NetworkingMethod):
            networking_method = self.networking_method.value
        else:
            networking_method = self.networking_method

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

        external_secrets_manager_id: None | str | Unset
        if isinstance(self.external_secrets_manager_id, Unset):
            external_secrets_manager_id = UNSET
        else:
            external_secrets_manager_id = self.external_secrets_manager_id

        external_secrets_keys_config: dict[str, Any] | None | Unset
        if isinstance(self.external_secrets_keys_config, Unset):
            external_secrets_keys_config = UNSET
        elif isinstance(self.external_secrets_keys_config, FreeObject):
            external_secrets_keys_config = self.external_secrets_keys_config.to_dict()
        else:
            external_secrets_keys_config = self.external_secrets_keys_config

        setup_tests: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.setup_tests, Unset):
            setup_tests = []
            for setup_tests_item_data in self.setup_tests:
                setup_tests_item = setup_tests_item_data.to_dict()
                setup_tests.append(setup_tests_item)

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
            }
        )
        if region is not UNSET:
            field_dict["region"] = region
        if time_zone_offset is not UNSET:
            field_dict["time_zone_offset"] = time_zone_offset
        if setup_status is not UNSET:
            field_dict["setup_status"] = setup_status
        if daylight_saving_time_enabled is not UNSET:
            field_dict["daylight_saving_time_enabled"] = daylight_saving_time_enabled
        if private_link_id is not UNSET:
            field_dict["private_link_id"] = private_link_id
        if networking_method is not UNSET:
            field_dict["networking_method"] = networking_method
        if proxy_agent_id is not UNSET:
            field_dict["proxy_agent_id"] = proxy_agent_id
        if hybrid_deployment_agent_id is not UNSET:
            field_dict["hybrid_deployment_agent_id"] = hybrid_deployment_agent_id
        if external_secrets_manager_id is not UNSET:
            field_dict["external_secrets_manager_id"] = external_secrets_manager_id
        if external_secrets_keys_config is not UNSET:
            field_dict["external_secrets_keys_config"] = external_secrets_keys_config
        if setup_tests is not UNSET:
            field_dict["setup_tests"] = setup_tests
        if config is not UNSET:
            field_dict["config"] = config

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        """Make the model from a JSON object."""
        from ..models.free_object import FreeObject  # noqa: PLC0415
        from ..models.setup_test import SetupTest  # noqa: PLC0415

        d = dict(src_dict)
        id = d.pop("id")

        group_id = d.pop("group_id")

        service = d.pop("service")

        def _parse_region(data: object) -> DestinationRegion | str | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                region_type_0 = DestinationRegion(data)

                return region_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(DestinationRegion | str | Unset, data)

        region = _parse_region(d.pop("region", UNSET))

        def _parse_time_zone_offset(data: object) -> str | TimeZoneOffset | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                time_zone_offset_type_0 = TimeZoneOffset(data)

                return time_zone_offset_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(str | TimeZoneOffset | Unset, data)

        time_zone_offset = _parse_time_zone_offset(d.pop("time_zone_offset", UNSET))

        def _parse_setup_status(data: object) -> DestinationSetupStatus | str | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                setup_status_type_0 = DestinationSetupStatus(data)

                return setup_status_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(DestinationSetupStatus | str | Unset, data)

        setup_status = _parse_setup_status(d.pop("setup_status", UNSET))

        def _parse_daylight_saving_time_enabled(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        daylight_saving_time_enabled = _parse_daylight_saving_time_enabled(d.pop("daylight_saving_time_enabled", UNSET))

        def _parse_private_link_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        private_link_id = _parse_private_link_id(d.pop("private_link_id", UNSET))

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

        def _parse_external_secrets_manager_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        external_secrets_manager_id = _parse_external_secrets_manager_id(d.pop("external_secrets_manager_id", UNSET))

        def _parse_external_secrets_keys_config(data: object) -> FreeObject | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                external_secrets_keys_config_type_0 = FreeObject.from_dict(data)

                return external_secrets_keys_config_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(FreeObject | None | Unset, data)

        external_secrets_keys_config = _parse_external_secrets_keys_config(d.pop("external_secrets_keys_config", UNSET))

        _setup_tests = d.pop("setup_tests", UNSET)
        setup_tests: list[SetupTest] | Unset = UNSET
        if _setup_tests is not UNSET:
            setup_tests = []
            for setup_tests_item_data in _setup_tests:
                setup_tests_item = SetupTest.from_dict(setup_tests_item_data)

                setup_tests.append(setup_tests_item)

        _config = d.pop("config", UNSET)
        config: FreeObject | Unset
        if isinstance(_config, Unset):
            config = UNSET
        else:
            config = FreeObject.from_dict(_config)

        destination = cls(
            id=id,
            group_id=group_id,
            service=service,
            region=region,
            time_zone_offset=time_zone_offset,
            setup_status=setup_status,
            daylight_saving_time_enabled=daylight_saving_time_enabled,
            private_link_id=private_link_id,
            networking_method=networking_method,
            proxy_agent_id=proxy_agent_id,
            hybrid_deployment_agent_id=hybrid_deployment_agent_id,
            external_secrets_manager_id=external_secrets_manager_id,
            external_secrets_keys_config=external_secrets_keys_config,
            setup_tests=setup_tests,
            config=config,
        )

        destination.additional_properties = d
        return destination

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
