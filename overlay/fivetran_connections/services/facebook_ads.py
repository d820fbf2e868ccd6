"""Requests for connections of Facebook Ads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from typing import ClassVar, TypedDict

from fivetran_client import models as api
from fivetran_client.types import UNSET, Unset

from .._requests.arguments import (
    ApplicationAuth,
    ChangeArguments,
    ConnectCard,
    Ids,
    Many,
    NamedConnectionArguments,
    Object,
)
from .._requests.builders import Service, keywords


@dataclass(frozen=True, slots=True, kw_only=True)
class FacebookAuth(ApplicationAuth):
    """An access token for Facebook, of the account or of a user, and the application that it was made for."""

    TOKENS: ClassVar[tuple[str, ...]] = ("access_token", "user_access_token")

    access_token: str | Unset = UNSET
    user_access_token: str | Unset = UNSET
    """The token of a user; not together with ``access_token``."""


class FacebookAdsSettings(TypedDict, total=False):
    """The settings of a Facebook Ads connection, for a create and for a change."""

    sync_mode: api.FacebookAdsSyncMode | str
    accounts: Ids
    timeframe_months: api.TimeframeMonths | str | int
    sync_metadata: bool
    custom_tables: Many[api.FacebookAdsCustomTable]
    auth: FacebookAuth | api.FacebookAdsAuth | api.FacebookAdsAuthUpdate | Object
    external_secrets_keys_config: api.ExternalSecretsKeys | Object


class FacebookAdsArguments(NamedConnectionArguments, FacebookAdsSettings, total=False):
    """The keyword arguments of `facebook_ads`."""


class FacebookAdsChanges(ChangeArguments, FacebookAdsSettings, total=False):
    """The keyword arguments of `facebook_ads_patch`."""


_facebook_ads = Service("facebook_ads", api.NewFacebookAdsConnection)


@keywords(FacebookAdsArguments)
def facebook_ads(
    *,
    group_id: str,
    schema: str,
    sync_mode: api.FacebookAdsSyncMode | str | Unset = UNSET,
    accounts: Ids | Unset = UNSET,
    timeframe_months: api.TimeframeMonths | str | int | Unset = UNSET,
    sync_metadata: bool | Unset = UNSET,
    custom_tables: Many[api.FacebookAdsCustomTable] | Unset = UNSET,
    auth: FacebookAuth | api.FacebookAdsAuth | api.FacebookAdsAuthUpdate | Object | Unset = UNSET,
    external_secrets_keys_config: api.ExternalSecretsKeys | Object | Unset = UNSET,
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
) -> api.NewFacebookAdsConnection:
    """
    Return the request for a new Facebook Ads connection, checked.

    Accounts imply their sync mode, and `connect_card` implies ``run_setup_tests=False``; both can be overridden. An
    argument that is left out is not sent. Raises `InvalidConnection` with everything that is wrong.

    Args:
        group_id (str): Id of the group, and so of the destination, that the connection belongs to. Required.
        schema (str): Name of the destination schema. Permanent. Required.
        sync_mode (FacebookAdsSyncMode | str): Whether all accounts are synced, or only those that are named in
            accounts. One of AllAccounts, SpecificAccounts. No default is documented.
        accounts (Ids): Ids of the accounts to sync. Has to be filled when sync_mode is SpecificAccounts. No default is
            documented.
        timeframe_months (TimeframeMonths | str | int): Months of reporting data in the first sync. THREE when absent;
            whether it may change later is unknown. One of THREE (3), SIX (6), TWELVE (12), TWENTY_FOUR (24), ALL_TIME.
        sync_metadata (bool): Whether the metadata of ads is synced as well. Taken as true when absent.
        custom_tables (Many[FacebookAdsCustomTable]): Reports of the user's own. No default is documented.
        auth (FacebookAuth | FacebookAdsAuth | FacebookAdsAuthUpdate | Object): The credentials, which no answer
            returns.
        external_secrets_keys_config (ExternalSecretsKeys | Object): Names of the secrets in the external secrets
            manager, by key of config or auth.
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
    return _facebook_ads.connection(locals())


@keywords(FacebookAdsChanges, created_by=FacebookAdsArguments)
def facebook_ads_patch(
    *,
    sync_mode: api.FacebookAdsSyncMode | str | Unset = UNSET,
    accounts: Ids | Unset = UNSET,
    timeframe_months: api.TimeframeMonths | str | int | Unset = UNSET,
    sync_metadata: bool | Unset = UNSET,
    custom_tables: Many[api.FacebookAdsCustomTable] | Unset = UNSET,
    auth: FacebookAuth | api.FacebookAdsAuth | api.FacebookAdsAuthUpdate | Object | Unset = UNSET,
    external_secrets_keys_config: api.ExternalSecretsKeys | Object | Unset = UNSET,
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
    Return the request that changes a Facebook Ads connection: only named fields are sent, and nothing is implied.

    None clears a field. Raises `InvalidConnection` with everything that is wrong.

    Args:
        sync_mode (FacebookAdsSyncMode | str): Whether all accounts are synced, or only those that are named in
            accounts. One of AllAccounts, SpecificAccounts.
        accounts (Ids): Ids of the accounts to sync. Has to be filled when sync_mode is SpecificAccounts.
        timeframe_months (TimeframeMonths | str | int): Months of reporting data in the first sync. THREE when absent at
            creation; whether it may change later is unknown. One of THREE (3), SIX (6), TWELVE (12), TWENTY_FOUR (24),
            ALL_TIME.
        sync_metadata (bool): Whether the metadata of ads is synced as well. Taken as true when absent at creation.
        custom_tables (Many[FacebookAdsCustomTable]): Reports of the user's own.
        auth (FacebookAuth | FacebookAdsAuth | FacebookAdsAuthUpdate | Object): The credentials, which no answer
            returns.
        external_secrets_keys_config (ExternalSecretsKeys | Object): Names of the secrets in the external secrets
            manager, by key of config or auth.
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
    return _facebook_ads.change(locals())
