"""The builders: one module for each connector service, and here what serves any other."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time
from typing import Any, Required, get_args

from attrs import fields

from fivetran_client import models as api
from fivetran_client.new_connection import NewConnectionModel
from fivetran_client.types import UNSET, Unset
from fivetran_common.json_types import is_mapping

from .._requests.arguments import ChangeArguments, ConnectCard, NewConnectionArguments, Object
from .._requests.builders import Draft, Model, changed_parts, draft, keywords, request, update
from .._requests.checks import require_text
from .._requests.coerce import wire

__all__ = ["connection", "connection_patch", "from_body", "from_patch"]

_BY_SERVICE: Mapping[object, type[NewConnectionModel]] = {
    fields(model).service.default: model for model in get_args(NewConnectionModel)
}
_OTHER_PARTS: Mapping[str, type[Model]] = {"config": api.OtherConfigUpdate, "auth": api.OtherAuth}


class OtherArguments(NewConnectionArguments, total=False):
    """The keyword arguments of `connection`."""

    service: Required[str]
    config: Object
    auth: Object
    external_secrets_keys_config: Object
    unchecked: bool


class OtherChanges(ChangeArguments, total=False):
    """The keyword arguments of `connection_patch`."""

    config: Object
    auth: Object
    external_secrets_keys_config: Object


@keywords(OtherArguments)
def connection(
    *,
    group_id: str,
    service: str,
    config: Object | Unset = UNSET,
    auth: Object | Unset = UNSET,
    external_secrets_keys_config: Object | Unset = UNSET,
    unchecked: bool = False,
    paused: bool | Unset = UNSET,
    pause_after_trial: bool | Unset = UNSET,
    trust_certificates: bool | Unset = UNSET,
    trust_fingerprints: bool | Unset = UNSET,
    run_setup_tests: bool | Unset = UNSET,
    sync_frequency: api.SyncFrequency | int | Unset = UNSET,
    data_delay_sensitivity: api.DataDelaySensitivity | str | Unset = UNSET,
    data_delay_threshold: int | Unset = UNSET,
    daily_sync_time: time | int | str | Unset = UNSET,
    schedule_type: api.ScheduleType | str | Unset = UNSET,
    schedule: api.Schedule | Object | Unset = UNSET,
    networking_method: api.NetworkingMethod | str | Unset = UNSET,
    private_link_id: str | Unset = UNSET,
    proxy_agent_id: str | Unset = UNSET,
    hybrid_deployment_agent_id: str | Unset = UNSET,
    destination_configuration: api.DestinationConfiguration | Object | Unset = UNSET,
    external_secrets_manager_id: str | Unset = UNSET,
    connect_card: ConnectCard | api.ConnectCardConfig | Object | Unset = UNSET,
    destination_schema_names: api.DestinationSchemaNames | str | Unset = UNSET,
    data_checks: bool | Unset = UNSET,
) -> NewConnectionModel:
    """
    Return the request for a new connection of any service, checked as far as the service is known.

    ``config`` and ``auth`` are taken as the service's own documentation spells them; for a service that has a builder,
    that builder's model is given. Raises `InvalidConnection` with everything that is wrong; nothing is sent.

    Args:
        group_id (str): Id of the group, and so of the destination, that the connection belongs to. Required.
        service (str): Id of the connector service. Required.
        config (Object): The config of a service that has no schema of its own here, as its documentation spells it.
        auth (Object): The credentials, which no answer returns.
        external_secrets_keys_config (Object): Names of the secrets in the external secrets manager, by key of config or
            auth.
        unchecked (bool): Whether `config` and `auth` may have keys that the catalogue of services lacks. False when
            absent.
        paused (bool): Whether the connection is paused, so that it does not sync on its schedule. A create without it
            gave false.
        pause_after_trial (bool): Whether the connection pauses itself when the free trial of its connector ends. No
            default is documented.
        trust_certificates (bool): Whether the setup tests of this call accept every TLS certificate. Taken as false
            when absent, and not stored.
        trust_fingerprints (bool): Whether the setup tests of this call accept every SSH fingerprint. Taken as false
            when absent, and not stored.
        run_setup_tests (bool): Whether the call runs the setup tests before it answers. Taken as true when absent, and
            not stored.
        sync_frequency (SyncFrequency | int): Minutes between two syncs. 360 when absent. One of 1, 5, 15, 30, 60, 120,
            180, 360, 480, 720, 1440.
        data_delay_sensitivity (DataDelaySensitivity | str): The sensitivity of alerts about late data. NORMAL when
            absent; CUSTOM needs an Enterprise plan. One of LOW, NORMAL, HIGH, CUSTOM, SYNC_FREQUENCY.
        data_delay_threshold (int): Minutes of delay that raise an alert. Read only with the sensitivity CUSTOM; 0 when
            absent. From 0 to 2,147,483,647.
        daily_sync_time (time | int | str): Hour of the day, in UTC, at which a daily sync starts. Needs a sync
            frequency of 1440. An hour from 0 to 23, a `time` in UTC, or text like "14:00". No default is documented.
        schedule_type (ScheduleType | str): Whether Fivetran starts the syncs, or only the sync endpoint does. One of
            auto, manual. No default is documented.
        schedule (Schedule | Object): A schedule in one object; it overrides schedule_type, sync_frequency and
            daily_sync_time.
        networking_method (NetworkingMethod | str): The way in which Fivetran reaches the source. One of Directly,
            PrivateLink, SshTunnel, ProxyAgent. No default is documented.
        private_link_id (str): Id of the private link through which the source is reached. Belongs to the networking
            method PrivateLink. No default is documented.
        proxy_agent_id (str): Id of the proxy agent through which the source is reached. Belongs to the networking
            method ProxyAgent. No default is documented.
        hybrid_deployment_agent_id (str): Id of the hybrid deployment agent that runs the connection. The destination's
            own agent when absent.
        destination_configuration (DestinationConfiguration | Object): Settings that this connection overrides on its
            destination.
        external_secrets_manager_id (str): Id of the external secrets manager that holds the credentials, for services
            that support one. No default is documented.
        connect_card (ConnectCard | ConnectCardConfig | Object): A Connect Card, on which the owner of the source
            authorizes the connection instead of `auth`.
        destination_schema_names (DestinationSchemaNames | str): The naming of the destination's schemas, Fivetran's or
            the source's. Can be changed only before the first sync. One of FIVETRAN_NAMING, SOURCE_NAMING. No default
            is documented.
        data_checks (bool): Whether Fivetran checks the synced data. No default is documented.
    """
    arguments = {name: value for name, value in locals().items() if name != "unchecked"}
    drafted = draft(arguments, api.NewOtherConnection)
    return request(drafted, _model_of(drafted.body), unchecked=unchecked)


@keywords(OtherChanges, created_by=OtherArguments)
def connection_patch(
    *,
    config: Object | Unset = UNSET,
    auth: Object | Unset = UNSET,
    external_secrets_keys_config: Object | Unset = UNSET,
    paused: bool | Unset = UNSET,
    pause_after_trial: bool | Unset = UNSET,
    trust_certificates: bool | Unset = UNSET,
    trust_fingerprints: bool | Unset = UNSET,
    run_setup_tests: bool | Unset = UNSET,
    sync_frequency: api.SyncFrequency | int | Unset | None = UNSET,
    data_delay_sensitivity: api.DataDelaySensitivity | str | Unset = UNSET,
    data_delay_threshold: int | Unset = UNSET,
    daily_sync_time: time | int | str | Unset | None = UNSET,
    schedule_type: api.ScheduleType | str | Unset = UNSET,
    schedule: api.Schedule | Object | Unset | None = UNSET,
    networking_method: api.NetworkingMethod | str | Unset = UNSET,
    private_link_id: str | Unset | None = UNSET,
    proxy_agent_id: str | Unset | None = UNSET,
    hybrid_deployment_agent_id: str | Unset | None = UNSET,
    destination_configuration: api.DestinationConfiguration | Object | Unset | None = UNSET,
    external_secrets_manager_id: str | Unset | None = UNSET,
    schema_status: api.SchemaStatus | str | Unset = UNSET,
    is_historical_sync: bool | Unset = UNSET,
) -> api.ConnectionUpdate:
    """
    Return the request that changes a connection of any service: only what is named is sent, and None clears a field.

    Only what holds for every service is checked; the patch builder of a service knows more.

    Args:
        config (Object): The keys of config to change; the rest stays.
        auth (Object): The credentials, which no answer returns.
        external_secrets_keys_config (Object): Names of the secrets in the external secrets manager, by key of config or
            auth.
        paused (bool): Whether the connection is paused, so that it does not sync on its schedule. A create without it
            gave false.
        pause_after_trial (bool): Whether the connection pauses itself when the free trial of its connector ends.
        trust_certificates (bool): Whether the setup tests of this call accept every TLS certificate. Taken as false
            when absent, and not stored.
        trust_fingerprints (bool): Whether the setup tests of this call accept every SSH fingerprint. Taken as false
            when absent, and not stored.
        run_setup_tests (bool): Whether the call runs the setup tests before it answers. Taken as true when absent, and
            not stored.
        sync_frequency (SyncFrequency | int | None): Minutes between two syncs. One of 1, 5, 15, 30, 60, 120, 180, 360,
            480, 720, 1440.
        data_delay_sensitivity (DataDelaySensitivity | str): The sensitivity of alerts about late data. NORMAL when
            absent at creation; CUSTOM needs an Enterprise plan. One of LOW, NORMAL, HIGH, CUSTOM, SYNC_FREQUENCY.
        data_delay_threshold (int): Minutes of delay that raise an alert. Read only with the sensitivity CUSTOM; 0 when
            absent at creation. From 0 to 2,147,483,647.
        daily_sync_time (time | int | str | None): Hour of the day, in UTC, at which a daily sync starts. Needs a sync
            frequency of 1440, given here or stored. An hour from 0 to 23, a `time` in UTC, or text like "14:00".
        schedule_type (ScheduleType | str): Whether Fivetran starts the syncs, or only the sync endpoint does. One of
            auto, manual.
        schedule (Schedule | Object | None): A schedule in one object; it overrides schedule_type, sync_frequency and
            daily_sync_time.
        networking_method (NetworkingMethod | str): The way in which Fivetran reaches the source. One of Directly,
            PrivateLink, SshTunnel, ProxyAgent.
        private_link_id (str | None): Id of the private link through which the source is reached.
        proxy_agent_id (str | None): Id of the proxy agent through which the source is reached.
        hybrid_deployment_agent_id (str | None): Id of the hybrid deployment agent that runs the connection.
        destination_configuration (DestinationConfiguration | Object | None): Settings that this connection overrides on
            its destination.
        external_secrets_manager_id (str | None): Id of the external secrets manager that holds the credentials.
        schema_status (SchemaStatus | str): Set to ready to release a connection that waits for its columns to be
            masked. One of ready, blocked_on_capture.
        is_historical_sync (bool): Set to true to start a full sync at once; a running sync is cancelled.
    """
    return update(draft(locals(), api.ConnectionUpdate), _OTHER_PARTS)


def from_body(body: Object, *, unchecked: bool = False) -> NewConnectionModel:
    """
    Return the typed request of a body as the API takes it, checked, its secrets sealed.

    The way back from ``to_dict()``, from a file, or from another program. Raises `InvalidConnection`.
    """
    plain = wire(body)
    return request(Draft(plain), _model_of(plain), unchecked=unchecked)


def from_patch(body: Object, *, service: str | None = None, unchecked: bool = False) -> api.ConnectionUpdate:
    """
    Return the typed change of a body as the API takes it, checked, its secrets sealed.

    The way back from ``to_dict()``. A change does not say what it changes: ``service`` tells which classes its config
    and auth have, as the patch builder of that service gives them, and by which rules it is checked. Without it only
    what holds for every service is checked, as by `connection_patch`. Raises `InvalidConnection`, and `InvalidRequest`
    for a service that is not text.
    """
    require_text("service", service)
    stored = {} if service is None else {"service": service}
    model = _BY_SERVICE.get(service)
    return update(
        Draft(wire(body)), changed_parts(model) if model else _OTHER_PARTS, stored=stored, unchecked=unchecked
    )


def _model_of(body: Any) -> type[NewConnectionModel]:
    service = body.get("service") if is_mapping(body) else None
    return _BY_SERVICE.get(service, api.NewOtherConnection) if isinstance(service, str) else api.NewOtherConnection
