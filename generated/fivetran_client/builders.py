# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
"""The signatures and texts of the builders; `fivetran_connections` says what the builders do."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, time
from typing import Any, Literal, TypeAlias, TypeVar

from fivetran_common.json_types import AsObject

from . import models as api
from .new_connection import NewConnectionModel
from .types import UNSET, Unset

NUMBERS = {'ZERO': 0, 'ONE': 1, 'THREE': 3, 'SIX': 6, 'SEVEN': 7, 'TWELVE': 12, 'FOURTEEN': 14, 'TWENTY_FOUR': 24, 'THIRTY': 30, 'SIXTY': 60}
"""The words by which the API names numbers of days or months."""

T = TypeVar("T")

Object: TypeAlias = Mapping[str, object]
"""A JSON object."""

Ids: TypeAlias = Iterable[str | int]
"""Ids, also as numbers."""

Many: TypeAlias = Iterable[T | Mapping[str, object]]
"""Models, or JSON objects."""


def pinterest_ads(
    *,
    group_id: str,
    schema: str,
    sync_mode: api.PinterestAdsSyncMode | Literal['AllAdvertisers', 'SpecificAdvertisers'] | str | Unset = UNSET,
    advertisers: Ids | Unset = UNSET,
    click_attribution_window: api.AttributionWindow | Literal['ZERO', 'ONE', 'SEVEN', 'FOURTEEN', 'THIRTY', 'SIXTY'] | str | int | Unset = UNSET,
    view_attribution_window: api.AttributionWindow | Literal['ZERO', 'ONE', 'SEVEN', 'FOURTEEN', 'THIRTY', 'SIXTY'] | str | int | Unset = UNSET,
    engagement_attribution_window: api.AttributionWindow | Literal['ZERO', 'ONE', 'SEVEN', 'FOURTEEN', 'THIRTY', 'SIXTY'] | str | int | Unset = UNSET,
    conversion_report_time: api.ConversionReportTime | Literal['CONVERSION_EVENT', 'AD_EVENT'] | str | Unset = UNSET,
    report_granularity: api.ReportGranularity | Literal['HOUR', 'DAY'] | str | Unset = UNSET,
    timeframe_months: api.TimeframeMonths | Literal['THREE', 'SIX', 'TWELVE', 'TWENTY_FOUR', 'ALL_TIME'] | str | int | Unset = UNSET,
    refresh_token_expires_at: datetime | float | str | Unset = UNSET,
    custom_reports: Many[api.PinterestAdsCustomReport] | Unset = UNSET,
    auth: AsObject | api.PinterestAdsAuth | api.PinterestAdsAuthUpdate | Object | Unset = UNSET,
    paused: bool | Unset = UNSET,
    pause_after_trial: bool | Unset = UNSET,
    trust_certificates: bool | Unset = UNSET,
    trust_fingerprints: bool | Unset = UNSET,
    run_setup_tests: bool | Unset = UNSET,
    data_delay_sensitivity: api.DataDelaySensitivity | Literal['LOW', 'NORMAL', 'HIGH', 'CUSTOM', 'SYNC_FREQUENCY'] | str | Unset = UNSET,
    data_delay_threshold: int | Unset = UNSET,
    schedule_type: api.ScheduleType | Literal['auto', 'manual'] | str | Unset = UNSET,
    networking_method: api.NetworkingMethod | Literal['Directly', 'PrivateLink', 'SshTunnel', 'ProxyAgent'] | str | Unset = UNSET,
    connect_card: AsObject | api.ConnectCardConfig | Object | Unset = UNSET,
    destination_schema_names: api.DestinationSchemaNames | Literal['FIVETRAN_NAMING', 'SOURCE_NAMING'] | str | Unset = UNSET,
    sync_frequency: api.SyncFrequency | int | Unset = UNSET,
    daily_sync_time: time | int | str | Unset = UNSET,
    proxy_agent_id: str | Unset = UNSET,
    private_link_id: str | Unset = UNSET,
    hybrid_deployment_agent_id: str | Unset = UNSET,
    destination_configuration: api.DestinationConfiguration | Object | Unset = UNSET,
    external_secrets_manager_id: str | Unset = UNSET,
    schedule: api.Schedule | Object | Unset = UNSET,
    data_checks: bool | Unset = UNSET,
) -> api.NewPinterestAdsConnection:
    """
    Return the request for a new Pinterest Ads connection, checked.

    A list that only one sync mode reads implies that mode, and `connect_card` implies ``run_setup_tests=False``; both
    can be overridden. An argument that is left out is not sent. Raises `InvalidConnection` with everything that is
    wrong.

    Args:
        group_id (str): Id of the group, and so of the destination, that the connection belongs to. Required.
        schema (str): Name of the destination schema. Permanent. Required.
        sync_mode (PinterestAdsSyncMode | str): Whether all advertisers are synced, or only those that are named in
            advertisers. One of AllAdvertisers, SpecificAdvertisers. No default is documented.
        advertisers (Ids): Ids of the advertisers to sync. Has to be filled when sync_mode is SpecificAdvertisers. No
            default is documented.
        click_attribution_window (AttributionWindow | str | int): Attribution window of clicks. One of ZERO (0), ONE
            (1), SEVEN (7), FOURTEEN (14), THIRTY (30), SIXTY (60). No default is documented.
        view_attribution_window (AttributionWindow | str | int): Attribution window of views. One of ZERO (0), ONE (1),
            SEVEN (7), FOURTEEN (14), THIRTY (30), SIXTY (60). No default is documented.
        engagement_attribution_window (AttributionWindow | str | int): Attribution window of engagements, that is
            close-ups and saves. One of ZERO (0), ONE (1), SEVEN (7), FOURTEEN (14), THIRTY (30), SIXTY (60). No default
            is documented.
        conversion_report_time (ConversionReportTime | str): Which date a conversion is reported under. One of
            CONVERSION_EVENT, AD_EVENT. No default is documented.
        report_granularity (ReportGranularity | str): The period of a report's rows. HOUR only for connections made
            after 2024-10-11. One of HOUR, DAY. No default is documented.
        timeframe_months (TimeframeMonths | str | int): Months of reporting data in the first sync. THREE when absent;
            only a create may set it. One of THREE (3), SIX (6), TWELVE (12), TWENTY_FOUR (24), ALL_TIME.
        refresh_token_expires_at (datetime | float | str): When the refresh token expires, as Unix time in seconds, in
            digits, or as a date and time. An aware datetime, or seconds, or digits. No default is documented.
        custom_reports (Many[PinterestAdsCustomReport]): Reports of the user's own. No default is documented.
        auth (AsObject | PinterestAdsAuth | PinterestAdsAuthUpdate | Object): The credentials, which no answer returns.
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
        data_delay_sensitivity (DataDelaySensitivity | str): The sensitivity of alerts about late data. NORMAL when
            absent; CUSTOM needs an Enterprise plan. One of LOW, NORMAL, HIGH, CUSTOM, SYNC_FREQUENCY.
        data_delay_threshold (int): Minutes of delay that raise an alert. Read only with the sensitivity CUSTOM; 0 when
            absent. From 0 to 2,147,483,647.
        schedule_type (ScheduleType | str): Whether Fivetran starts the syncs, or only the sync endpoint does. One of
            auto, manual. No default is documented.
        networking_method (NetworkingMethod | str): The way in which Fivetran reaches the source. One of Directly,
            PrivateLink, SshTunnel, ProxyAgent. No default is documented.
        connect_card (AsObject | ConnectCardConfig | Object): A Connect Card, on which the owner of the source
            authorizes the connection instead of `auth`.
        destination_schema_names (DestinationSchemaNames | str): The naming of the destination's schemas, Fivetran's or
            the source's. Can be changed only before the first sync. A create will have to give it one day (announced).
            One of FIVETRAN_NAMING, SOURCE_NAMING. No default is documented.
        sync_frequency (SyncFrequency | int): Minutes between two syncs. 360 when absent. One of 1, 5, 15, 30, 60, 120,
            180, 360, 480, 720, 1440.
        daily_sync_time (time | int | str): Hour of the day, in UTC, at which a daily sync starts. Needs a sync
            frequency of 1440. An hour from 0 to 23, a `time` in UTC, or text like "14:00". No default is documented.
        proxy_agent_id (str): Id of the proxy agent through which the source is reached. Belongs to the networking
            method ProxyAgent. No default is documented.
        private_link_id (str): Id of the private link through which the source is reached. Belongs to the networking
            method PrivateLink. No default is documented.
        hybrid_deployment_agent_id (str): Id of the hybrid deployment agent that runs the connection. The destination's
            own agent when absent.
        destination_configuration (DestinationConfiguration | Object): Settings that this connection overrides on its
            destination.
        external_secrets_manager_id (str): Id of the external secrets manager that holds the credentials, for services
            that support one. No default is documented.
        schedule (Schedule | Object): A schedule in one object; it overrides schedule_type, sync_frequency and
            daily_sync_time.
        data_checks (bool): Whether Fivetran checks the synced data. No default is documented.
    """
    raise NotImplementedError  # only its signature and text are used: the builders of the overlay take them over


def pinterest_ads_patch(
    *,
    sync_mode: api.PinterestAdsSyncMode | Literal['AllAdvertisers', 'SpecificAdvertisers'] | str | Unset = UNSET,
    advertisers: Ids | Unset = UNSET,
    click_attribution_window: api.AttributionWindow | Literal['ZERO', 'ONE', 'SEVEN', 'FOURTEEN', 'THIRTY', 'SIXTY'] | str | int | Unset = UNSET,
    view_attribution_window: api.AttributionWindow | Literal['ZERO', 'ONE', 'SEVEN', 'FOURTEEN', 'THIRTY', 'SIXTY'] | str | int | Unset = UNSET,
    engagement_attribution_window: api.AttributionWindow | Literal['ZERO', 'ONE', 'SEVEN', 'FOURTEEN', 'THIRTY', 'SIXTY'] | str | int | Unset = UNSET,
    conversion_report_time: api.ConversionReportTime | Literal['CONVERSION_EVENT', 'AD_EVENT'] | str | Unset = UNSET,
    report_granularity: api.ReportGranularity | Literal['HOUR', 'DAY'] | str | Unset = UNSET,
    refresh_token_expires_at: datetime | float | str | Unset | None = UNSET,
    custom_reports: Many[api.PinterestAdsCustomReport] | Unset | None = UNSET,
    auth: AsObject | api.PinterestAdsAuth | api.PinterestAdsAuthUpdate | Object | Unset = UNSET,
    paused: bool | Unset = UNSET,
    pause_after_trial: bool | Unset = UNSET,
    trust_certificates: bool | Unset = UNSET,
    trust_fingerprints: bool | Unset = UNSET,
    run_setup_tests: bool | Unset = UNSET,
    data_delay_sensitivity: api.DataDelaySensitivity | Literal['LOW', 'NORMAL', 'HIGH', 'CUSTOM', 'SYNC_FREQUENCY'] | str | Unset = UNSET,
    data_delay_threshold: int | Unset = UNSET,
    schedule_type: api.ScheduleType | Literal['auto', 'manual'] | str | Unset = UNSET,
    networking_method: api.NetworkingMethod | Literal['Directly', 'PrivateLink', 'SshTunnel', 'ProxyAgent'] | str | Unset = UNSET,
    sync_frequency: api.SyncFrequency | int | Unset | None = UNSET,
    daily_sync_time: time | int | str | Unset | None = UNSET,
    proxy_agent_id: str | Unset | None = UNSET,
    private_link_id: str | Unset | None = UNSET,
    hybrid_deployment_agent_id: str | Unset | None = UNSET,
    destination_configuration: api.DestinationConfiguration | Object | Unset | None = UNSET,
    external_secrets_manager_id: str | Unset | None = UNSET,
    schedule: api.Schedule | Object | Unset | None = UNSET,
    schema_status: api.SchemaStatus | Literal['ready', 'blocked_on_capture'] | str | Unset = UNSET,
    is_historical_sync: bool | Unset = UNSET,
) -> api.ConnectionUpdate:
    """
    Return the request that changes a Pinterest Ads connection: only named fields are sent, and nothing is implied.

    None clears a field. `group_id`, `schema`, `timeframe_months`, `destination_schema_names` are permanent, and not
    among the arguments. Raises `InvalidConnection` with everything that is wrong.

    Args:
        sync_mode (PinterestAdsSyncMode | str): Whether all advertisers are synced, or only those that are named in
            advertisers. One of AllAdvertisers, SpecificAdvertisers.
        advertisers (Ids): Ids of the advertisers to sync. Has to be filled when sync_mode is SpecificAdvertisers.
        click_attribution_window (AttributionWindow | str | int): Attribution window of clicks. One of ZERO (0), ONE
            (1), SEVEN (7), FOURTEEN (14), THIRTY (30), SIXTY (60).
        view_attribution_window (AttributionWindow | str | int): Attribution window of views. One of ZERO (0), ONE (1),
            SEVEN (7), FOURTEEN (14), THIRTY (30), SIXTY (60).
        engagement_attribution_window (AttributionWindow | str | int): Attribution window of engagements, that is
            close-ups and saves. One of ZERO (0), ONE (1), SEVEN (7), FOURTEEN (14), THIRTY (30), SIXTY (60).
        conversion_report_time (ConversionReportTime | str): Which date a conversion is reported under. One of
            CONVERSION_EVENT, AD_EVENT.
        report_granularity (ReportGranularity | str): The period of a report's rows. HOUR only for connections made
            after 2024-10-11. One of HOUR, DAY.
        refresh_token_expires_at (datetime | float | str | None): When the refresh token expires, as Unix time in
            seconds, in digits, or as a date and time. An aware datetime, or seconds, or digits.
        custom_reports (Many[PinterestAdsCustomReport] | None): Reports of the user's own.
        auth (AsObject | PinterestAdsAuth | PinterestAdsAuthUpdate | Object): The credentials, which no answer returns.
        paused (bool): Whether the connection is paused, so that it does not sync on its schedule. A create without it
            gave false.
        pause_after_trial (bool): Whether the connection pauses itself when the free trial of its connector ends.
        trust_certificates (bool): Whether the setup tests of this call accept every TLS certificate. Taken as false
            when absent, and not stored.
        trust_fingerprints (bool): Whether the setup tests of this call accept every SSH fingerprint. Taken as false
            when absent, and not stored.
        run_setup_tests (bool): Whether the call runs the setup tests before it answers. Taken as true when absent, and
            not stored.
        data_delay_sensitivity (DataDelaySensitivity | str): The sensitivity of alerts about late data. NORMAL when
            absent at creation; CUSTOM needs an Enterprise plan. One of LOW, NORMAL, HIGH, CUSTOM, SYNC_FREQUENCY.
        data_delay_threshold (int): Minutes of delay that raise an alert. Read only with the sensitivity CUSTOM; 0 when
            absent at creation. From 0 to 2,147,483,647.
        schedule_type (ScheduleType | str): Whether Fivetran starts the syncs, or only the sync endpoint does. One of
            auto, manual.
        networking_method (NetworkingMethod | str): The way in which Fivetran reaches the source. One of Directly,
            PrivateLink, SshTunnel, ProxyAgent.
        sync_frequency (SyncFrequency | int | None): Minutes between two syncs. One of 1, 5, 15, 30, 60, 120, 180, 360,
            480, 720, 1440.
        daily_sync_time (time | int | str | None): Hour of the day, in UTC, at which a daily sync starts. Needs a sync
            frequency of 1440, given here or stored. An hour from 0 to 23, a `time` in UTC, or text like "14:00".
        proxy_agent_id (str | None): Id of the proxy agent through which the source is reached.
        private_link_id (str | None): Id of the private link through which the source is reached.
        hybrid_deployment_agent_id (str | None): Id of the hybrid deployment agent that runs the connection.
        destination_configuration (DestinationConfiguration | Object | None): Settings that this connection overrides on
            its destination.
        external_secrets_manager_id (str | None): Id of the external secrets manager that holds the credentials.
        schedule (Schedule | Object | None): A schedule in one object; it overrides schedule_type, sync_frequency and
            daily_sync_time.
        schema_status (SchemaStatus | str): Set to ready to release a connection that waits for its columns to be
            masked. One of ready, blocked_on_capture.
        is_historical_sync (bool): Set to true to start a full sync at once; a running sync is cancelled.
    """
    raise NotImplementedError  # only its signature and text are used: the builders of the overlay take them over


def google_ads(
    *,
    group_id: str,
    schema: str,
    sync_mode: api.GoogleAdsSyncMode | Literal['ManagerAccounts', 'AllAccounts', 'SpecificAccounts'] | str | Unset = UNSET,
    accounts: Ids | Unset = UNSET,
    manager_accounts: Ids | Unset = UNSET,
    customer_id: str | int | Unset = UNSET,
    conversion_window_size: int | Unset = UNSET,
    skip_empty_reports: bool | Unset = UNSET,
    timeframe_months: api.TimeframeMonths | Literal['THREE', 'SIX', 'TWELVE', 'TWENTY_FOUR', 'ALL_TIME'] | str | int | Unset = UNSET,
    reports: Many[api.GoogleAdsReport] | Unset = UNSET,
    auth: AsObject | api.GoogleAdsAuth | api.GoogleAdsAuthUpdate | Object | Unset = UNSET,
    paused: bool | Unset = UNSET,
    pause_after_trial: bool | Unset = UNSET,
    trust_certificates: bool | Unset = UNSET,
    trust_fingerprints: bool | Unset = UNSET,
    run_setup_tests: bool | Unset = UNSET,
    data_delay_sensitivity: api.DataDelaySensitivity | Literal['LOW', 'NORMAL', 'HIGH', 'CUSTOM', 'SYNC_FREQUENCY'] | str | Unset = UNSET,
    data_delay_threshold: int | Unset = UNSET,
    schedule_type: api.ScheduleType | Literal['auto', 'manual'] | str | Unset = UNSET,
    networking_method: api.NetworkingMethod | Literal['Directly', 'PrivateLink', 'SshTunnel', 'ProxyAgent'] | str | Unset = UNSET,
    connect_card: AsObject | api.ConnectCardConfig | Object | Unset = UNSET,
    destination_schema_names: api.DestinationSchemaNames | Literal['FIVETRAN_NAMING', 'SOURCE_NAMING'] | str | Unset = UNSET,
    sync_frequency: api.SyncFrequency | int | Unset = UNSET,
    daily_sync_time: time | int | str | Unset = UNSET,
    proxy_agent_id: str | Unset = UNSET,
    private_link_id: str | Unset = UNSET,
    hybrid_deployment_agent_id: str | Unset = UNSET,
    destination_configuration: api.DestinationConfiguration | Object | Unset = UNSET,
    external_secrets_manager_id: str | Unset = UNSET,
    schedule: api.Schedule | Object | Unset = UNSET,
    data_checks: bool | Unset = UNSET,
) -> api.NewGoogleAdsConnection:
    """
    Return the request for a new Google Ads connection, checked.

    A list that only one sync mode reads implies that mode, and `connect_card` implies ``run_setup_tests=False``; both
    can be overridden. An argument that is left out is not sent. Raises `InvalidConnection` with everything that is
    wrong.

    Args:
        group_id (str): Id of the group, and so of the destination, that the connection belongs to. Required.
        schema (str): Name of the destination schema. Permanent. Required.
        sync_mode (GoogleAdsSyncMode | str): Whether all accounts are synced, those below manager_accounts, or only
            those in accounts. One of ManagerAccounts, AllAccounts, SpecificAccounts. No default is documented.
        accounts (Ids): Ids of the accounts to sync. No default is documented.
        manager_accounts (Ids): Ids of the manager accounts whose accounts are synced. No default is documented.
        customer_id (str | int): Id of the customer. No default is documented.
        conversion_window_size (int): Days that a conversion may come after the click. From 0 to 2,147,483,647. No
            default is documented.
        skip_empty_reports (bool): Whether reports without rows are skipped. No default is documented.
        timeframe_months (TimeframeMonths | str | int): Months of reporting data in the first sync. TWELVE when absent;
            a change starts a new historical sync. One of THREE (3), SIX (6), TWELVE (12), TWENTY_FOUR (24), ALL_TIME.
        reports (Many[GoogleAdsReport]): The reports to sync. No default is documented.
        auth (AsObject | GoogleAdsAuth | GoogleAdsAuthUpdate | Object): The credentials, which no answer returns.
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
        data_delay_sensitivity (DataDelaySensitivity | str): The sensitivity of alerts about late data. NORMAL when
            absent; CUSTOM needs an Enterprise plan. One of LOW, NORMAL, HIGH, CUSTOM, SYNC_FREQUENCY.
        data_delay_threshold (int): Minutes of delay that raise an alert. Read only with the sensitivity CUSTOM; 0 when
            absent. From 0 to 2,147,483,647.
        schedule_type (ScheduleType | str): Whether Fivetran starts the syncs, or only the sync endpoint does. One of
            auto, manual. No default is documented.
        networking_method (NetworkingMethod | str): The way in which Fivetran reaches the source. One of Directly,
            PrivateLink, SshTunnel, ProxyAgent. No default is documented.
        connect_card (AsObject | ConnectCardConfig | Object): A Connect Card, on which the owner of the source
            authorizes the connection instead of `auth`.
        destination_schema_names (DestinationSchemaNames | str): The naming of the destination's schemas, Fivetran's or
            the source's. Can be changed only before the first sync. A create will have to give it one day (announced).
            One of FIVETRAN_NAMING, SOURCE_NAMING. No default is documented.
        sync_frequency (SyncFrequency | int): Minutes between two syncs. 360 when absent. One of 1, 5, 15, 30, 60, 120,
            180, 360, 480, 720, 1440.
        daily_sync_time (time | int | str): Hour of the day, in UTC, at which a daily sync starts. Needs a sync
            frequency of 1440. An hour from 0 to 23, a `time` in UTC, or text like "14:00". No default is documented.
        proxy_agent_id (str): Id of the proxy agent through which the source is reached. Belongs to the networking
            method ProxyAgent. No default is documented.
        private_link_id (str): Id of the private link through which the source is reached. Belongs to the networking
            method PrivateLink. No default is documented.
        hybrid_deployment_agent_id (str): Id of the hybrid deployment agent that runs the connection. The destination's
            own agent when absent.
        destination_configuration (DestinationConfiguration | Object): Settings that this connection overrides on its
            destination.
        external_secrets_manager_id (str): Id of the external secrets manager that holds the credentials, for services
            that support one. No default is documented.
        schedule (Schedule | Object): A schedule in one object; it overrides schedule_type, sync_frequency and
            daily_sync_time.
        data_checks (bool): Whether Fivetran checks the synced data. No default is documented.
    """
    raise NotImplementedError  # only its signature and text are used: the builders of the overlay take them over


def google_ads_patch(
    *,
    sync_mode: api.GoogleAdsSyncMode | Literal['ManagerAccounts', 'AllAccounts', 'SpecificAccounts'] | str | Unset = UNSET,
    accounts: Ids | Unset = UNSET,
    manager_accounts: Ids | Unset = UNSET,
    customer_id: str | int | Unset = UNSET,
    conversion_window_size: int | Unset = UNSET,
    skip_empty_reports: bool | Unset = UNSET,
    timeframe_months: api.TimeframeMonths | Literal['THREE', 'SIX', 'TWELVE', 'TWENTY_FOUR', 'ALL_TIME'] | str | int | Unset = UNSET,
    reports: Many[api.GoogleAdsReport] | Unset = UNSET,
    auth: AsObject | api.GoogleAdsAuth | api.GoogleAdsAuthUpdate | Object | Unset = UNSET,
    paused: bool | Unset = UNSET,
    pause_after_trial: bool | Unset = UNSET,
    trust_certificates: bool | Unset = UNSET,
    trust_fingerprints: bool | Unset = UNSET,
    run_setup_tests: bool | Unset = UNSET,
    data_delay_sensitivity: api.DataDelaySensitivity | Literal['LOW', 'NORMAL', 'HIGH', 'CUSTOM', 'SYNC_FREQUENCY'] | str | Unset = UNSET,
    data_delay_threshold: int | Unset = UNSET,
    schedule_type: api.ScheduleType | Literal['auto', 'manual'] | str | Unset = UNSET,
    networking_method: api.NetworkingMethod | Literal['Directly', 'PrivateLink', 'SshTunnel', 'ProxyAgent'] | str | Unset = UNSET,
    sync_frequency: api.SyncFrequency | int | Unset | None = UNSET,
    daily_sync_time: time | int | str | Unset | None = UNSET,
    proxy_agent_id: str | Unset | None = UNSET,
    private_link_id: str | Unset | None = UNSET,
    hybrid_deployment_agent_id: str | Unset | None = UNSET,
    destination_configuration: api.DestinationConfiguration | Object | Unset | None = UNSET,
    external_secrets_manager_id: str | Unset | None = UNSET,
    schedule: api.Schedule | Object | Unset | None = UNSET,
    schema_status: api.SchemaStatus | Literal['ready', 'blocked_on_capture'] | str | Unset = UNSET,
    is_historical_sync: bool | Unset = UNSET,
) -> api.ConnectionUpdate:
    """
    Return the request that changes a Google Ads connection: only named fields are sent, and nothing is implied.

    None clears a field. `group_id`, `schema`, `destination_schema_names` are permanent, and not among the arguments.
    Raises `InvalidConnection` with everything that is wrong.

    Args:
        sync_mode (GoogleAdsSyncMode | str): Whether all accounts are synced, those below manager_accounts, or only
            those in accounts. One of ManagerAccounts, AllAccounts, SpecificAccounts.
        accounts (Ids): Ids of the accounts to sync.
        manager_accounts (Ids): Ids of the manager accounts whose accounts are synced.
        customer_id (str | int): Id of the customer.
        conversion_window_size (int): Days that a conversion may come after the click. From 0 to 2,147,483,647.
        skip_empty_reports (bool): Whether reports without rows are skipped.
        timeframe_months (TimeframeMonths | str | int): Months of reporting data in the first sync. TWELVE when absent
            at creation; a change starts a new historical sync. One of THREE (3), SIX (6), TWELVE (12), TWENTY_FOUR
            (24), ALL_TIME.
        reports (Many[GoogleAdsReport]): The reports to sync.
        auth (AsObject | GoogleAdsAuth | GoogleAdsAuthUpdate | Object): The credentials, which no answer returns.
        paused (bool): Whether the connection is paused, so that it does not sync on its schedule. A create without it
            gave false.
        pause_after_trial (bool): Whether the connection pauses itself when the free trial of its connector ends.
        trust_certificates (bool): Whether the setup tests of this call accept every TLS certificate. Taken as false
            when absent, and not stored.
        trust_fingerprints (bool): Whether the setup tests of this call accept every SSH fingerprint. Taken as false
            when absent, and not stored.
        run_setup_tests (bool): Whether the call runs the setup tests before it answers. Taken as true when absent, and
            not stored.
        data_delay_sensitivity (DataDelaySensitivity | str): The sensitivity of alerts about late data. NORMAL when
            absent at creation; CUSTOM needs an Enterprise plan. One of LOW, NORMAL, HIGH, CUSTOM, SYNC_FREQUENCY.
        data_delay_threshold (int): Minutes of delay that raise an alert. Read only with the sensitivity CUSTOM; 0 when
            absent at creation. From 0 to 2,147,483,647.
        schedule_type (ScheduleType | str): Whether Fivetran starts the syncs, or only the sync endpoint does. One of
            auto, manual.
        networking_method (NetworkingMethod | str): The way in which Fivetran reaches the source. One of Directly,
            PrivateLink, SshTunnel, ProxyAgent.
        sync_frequency (SyncFrequency | int | None): Minutes between two syncs. One of 1, 5, 15, 30, 60, 120, 180, 360,
            480, 720, 1440.
        daily_sync_time (time | int | str | None): Hour of the day, in UTC, at which a daily sync starts. Needs a sync
            frequency of 1440, given here or stored. An hour from 0 to 23, a `time` in UTC, or text like "14:00".
        proxy_agent_id (str | None): Id of the proxy agent through which the source is reached.
        private_link_id (str | None): Id of the private link through which the source is reached.
        hybrid_deployment_agent_id (str | None): Id of the hybrid deployment agent that runs the connection.
        destination_configuration (DestinationConfiguration | Object | None): Settings that this connection overrides on
            its destination.
        external_secrets_manager_id (str | None): Id of the external secrets manager that holds the credentials.
        schedule (Schedule | Object | None): A schedule in one object; it overrides schedule_type, sync_frequency and
            daily_sync_time.
        schema_status (SchemaStatus | str): Set to ready to release a connection that waits for its columns to be
            masked. One of ready, blocked_on_capture.
        is_historical_sync (bool): Set to true to start a full sync at once; a running sync is cancelled.
    """
    raise NotImplementedError  # only its signature and text are used: the builders of the overlay take them over


def facebook_ads(
    *,
    group_id: str,
    schema: str,
    sync_mode: api.FacebookAdsSyncMode | Literal['AllAccounts', 'SpecificAccounts'] | str | Unset = UNSET,
    accounts: Ids | Unset = UNSET,
    timeframe_months: api.TimeframeMonths | Literal['THREE', 'SIX', 'TWELVE', 'TWENTY_FOUR', 'ALL_TIME'] | str | int | Unset = UNSET,
    sync_metadata: bool | Unset = UNSET,
    custom_tables: Many[api.FacebookAdsCustomTable] | Unset = UNSET,
    auth: AsObject | api.FacebookAdsAuth | api.FacebookAdsAuthUpdate | Object | Unset = UNSET,
    external_secrets_keys_config: api.ExternalSecretsKeys | Object | Unset = UNSET,
    paused: bool | Unset = UNSET,
    pause_after_trial: bool | Unset = UNSET,
    trust_certificates: bool | Unset = UNSET,
    trust_fingerprints: bool | Unset = UNSET,
    run_setup_tests: bool | Unset = UNSET,
    data_delay_sensitivity: api.DataDelaySensitivity | Literal['LOW', 'NORMAL', 'HIGH', 'CUSTOM', 'SYNC_FREQUENCY'] | str | Unset = UNSET,
    data_delay_threshold: int | Unset = UNSET,
    schedule_type: api.ScheduleType | Literal['auto', 'manual'] | str | Unset = UNSET,
    networking_method: api.NetworkingMethod | Literal['Directly', 'PrivateLink', 'SshTunnel', 'ProxyAgent'] | str | Unset = UNSET,
    connect_card: AsObject | api.ConnectCardConfig | Object | Unset = UNSET,
    destination_schema_names: api.DestinationSchemaNames | Literal['FIVETRAN_NAMING', 'SOURCE_NAMING'] | str | Unset = UNSET,
    sync_frequency: api.SyncFrequency | int | Unset = UNSET,
    daily_sync_time: time | int | str | Unset = UNSET,
    proxy_agent_id: str | Unset = UNSET,
    private_link_id: str | Unset = UNSET,
    hybrid_deployment_agent_id: str | Unset = UNSET,
    destination_configuration: api.DestinationConfiguration | Object | Unset = UNSET,
    external_secrets_manager_id: str | Unset = UNSET,
    schedule: api.Schedule | Object | Unset = UNSET,
    data_checks: bool | Unset = UNSET,
) -> api.NewFacebookAdsConnection:
    """
    Return the request for a new Facebook Ads connection, checked.

    A list that only one sync mode reads implies that mode, and `connect_card` implies ``run_setup_tests=False``; both
    can be overridden. An argument that is left out is not sent. Raises `InvalidConnection` with everything that is
    wrong.

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
        auth (AsObject | FacebookAdsAuth | FacebookAdsAuthUpdate | Object): The credentials, which no answer returns.
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
        data_delay_sensitivity (DataDelaySensitivity | str): The sensitivity of alerts about late data. NORMAL when
            absent; CUSTOM needs an Enterprise plan. One of LOW, NORMAL, HIGH, CUSTOM, SYNC_FREQUENCY.
        data_delay_threshold (int): Minutes of delay that raise an alert. Read only with the sensitivity CUSTOM; 0 when
            absent. From 0 to 2,147,483,647.
        schedule_type (ScheduleType | str): Whether Fivetran starts the syncs, or only the sync endpoint does. One of
            auto, manual. No default is documented.
        networking_method (NetworkingMethod | str): The way in which Fivetran reaches the source. One of Directly,
            PrivateLink, SshTunnel, ProxyAgent. No default is documented.
        connect_card (AsObject | ConnectCardConfig | Object): A Connect Card, on which the owner of the source
            authorizes the connection instead of `auth`.
        destination_schema_names (DestinationSchemaNames | str): The naming of the destination's schemas, Fivetran's or
            the source's. Can be changed only before the first sync. A create will have to give it one day (announced).
            One of FIVETRAN_NAMING, SOURCE_NAMING. No default is documented.
        sync_frequency (SyncFrequency | int): Minutes between two syncs. 360 when absent. One of 1, 5, 15, 30, 60, 120,
            180, 360, 480, 720, 1440.
        daily_sync_time (time | int | str): Hour of the day, in UTC, at which a daily sync starts. Needs a sync
            frequency of 1440. An hour from 0 to 23, a `time` in UTC, or text like "14:00". No default is documented.
        proxy_agent_id (str): Id of the proxy agent through which the source is reached. Belongs to the networking
            method ProxyAgent. No default is documented.
        private_link_id (str): Id of the private link through which the source is reached. Belongs to the networking
            method PrivateLink. No default is documented.
        hybrid_deployment_agent_id (str): Id of the hybrid deployment agent that runs the connection. The destination's
            own agent when absent.
        destination_configuration (DestinationConfiguration | Object): Settings that this connection overrides on its
            destination.
        external_secrets_manager_id (str): Id of the external secrets manager that holds the credentials, for services
            that support one. No default is documented.
        schedule (Schedule | Object): A schedule in one object; it overrides schedule_type, sync_frequency and
            daily_sync_time.
        data_checks (bool): Whether Fivetran checks the synced data. No default is documented.
    """
    raise NotImplementedError  # only its signature and text are used: the builders of the overlay take them over


def facebook_ads_patch(
    *,
    sync_mode: api.FacebookAdsSyncMode | Literal['AllAccounts', 'SpecificAccounts'] | str | Unset = UNSET,
    accounts: Ids | Unset = UNSET,
    timeframe_months: api.TimeframeMonths | Literal['THREE', 'SIX', 'TWELVE', 'TWENTY_FOUR', 'ALL_TIME'] | str | int | Unset = UNSET,
    sync_metadata: bool | Unset = UNSET,
    custom_tables: Many[api.FacebookAdsCustomTable] | Unset = UNSET,
    external_secrets_keys_config: api.ExternalSecretsKeys | Object | Unset = UNSET,
    auth: AsObject | api.FacebookAdsAuth | api.FacebookAdsAuthUpdate | Object | Unset = UNSET,
    paused: bool | Unset = UNSET,
    pause_after_trial: bool | Unset = UNSET,
    trust_certificates: bool | Unset = UNSET,
    trust_fingerprints: bool | Unset = UNSET,
    run_setup_tests: bool | Unset = UNSET,
    data_delay_sensitivity: api.DataDelaySensitivity | Literal['LOW', 'NORMAL', 'HIGH', 'CUSTOM', 'SYNC_FREQUENCY'] | str | Unset = UNSET,
    data_delay_threshold: int | Unset = UNSET,
    schedule_type: api.ScheduleType | Literal['auto', 'manual'] | str | Unset = UNSET,
    networking_method: api.NetworkingMethod | Literal['Directly', 'PrivateLink', 'SshTunnel', 'ProxyAgent'] | str | Unset = UNSET,
    sync_frequency: api.SyncFrequency | int | Unset | None = UNSET,
    daily_sync_time: time | int | str | Unset | None = UNSET,
    proxy_agent_id: str | Unset | None = UNSET,
    private_link_id: str | Unset | None = UNSET,
    hybrid_deployment_agent_id: str | Unset | None = UNSET,
    destination_configuration: api.DestinationConfiguration | Object | Unset | None = UNSET,
    external_secrets_manager_id: str | Unset | None = UNSET,
    schedule: api.Schedule | Object | Unset | None = UNSET,
    schema_status: api.SchemaStatus | Literal['ready', 'blocked_on_capture'] | str | Unset = UNSET,
    is_historical_sync: bool | Unset = UNSET,
) -> api.ConnectionUpdate:
    """
    Return the request that changes a Facebook Ads connection: only named fields are sent, and nothing is implied.

    None clears a field. `group_id`, `schema`, `destination_schema_names` are permanent, and not among the arguments.
    Raises `InvalidConnection` with everything that is wrong.

    Args:
        sync_mode (FacebookAdsSyncMode | str): Whether all accounts are synced, or only those that are named in
            accounts. One of AllAccounts, SpecificAccounts.
        accounts (Ids): Ids of the accounts to sync. Has to be filled when sync_mode is SpecificAccounts.
        timeframe_months (TimeframeMonths | str | int): Months of reporting data in the first sync. THREE when absent at
            creation; whether it may change later is unknown. One of THREE (3), SIX (6), TWELVE (12), TWENTY_FOUR (24),
            ALL_TIME.
        sync_metadata (bool): Whether the metadata of ads is synced as well. Taken as true when absent at creation.
        custom_tables (Many[FacebookAdsCustomTable]): Reports of the user's own.
        external_secrets_keys_config (ExternalSecretsKeys | Object): Names of the secrets in the external secrets
            manager, by key of config or auth.
        auth (AsObject | FacebookAdsAuth | FacebookAdsAuthUpdate | Object): The credentials, which no answer returns.
        paused (bool): Whether the connection is paused, so that it does not sync on its schedule. A create without it
            gave false.
        pause_after_trial (bool): Whether the connection pauses itself when the free trial of its connector ends.
        trust_certificates (bool): Whether the setup tests of this call accept every TLS certificate. Taken as false
            when absent, and not stored.
        trust_fingerprints (bool): Whether the setup tests of this call accept every SSH fingerprint. Taken as false
            when absent, and not stored.
        run_setup_tests (bool): Whether the call runs the setup tests before it answers. Taken as true when absent, and
            not stored.
        data_delay_sensitivity (DataDelaySensitivity | str): The sensitivity of alerts about late data. NORMAL when
            absent at creation; CUSTOM needs an Enterprise plan. One of LOW, NORMAL, HIGH, CUSTOM, SYNC_FREQUENCY.
        data_delay_threshold (int): Minutes of delay that raise an alert. Read only with the sensitivity CUSTOM; 0 when
            absent at creation. From 0 to 2,147,483,647.
        schedule_type (ScheduleType | str): Whether Fivetran starts the syncs, or only the sync endpoint does. One of
            auto, manual.
        networking_method (NetworkingMethod | str): The way in which Fivetran reaches the source. One of Directly,
            PrivateLink, SshTunnel, ProxyAgent.
        sync_frequency (SyncFrequency | int | None): Minutes between two syncs. One of 1, 5, 15, 30, 60, 120, 180, 360,
            480, 720, 1440.
        daily_sync_time (time | int | str | None): Hour of the day, in UTC, at which a daily sync starts. Needs a sync
            frequency of 1440, given here or stored. An hour from 0 to 23, a `time` in UTC, or text like "14:00".
        proxy_agent_id (str | None): Id of the proxy agent through which the source is reached.
        private_link_id (str | None): Id of the private link through which the source is reached.
        hybrid_deployment_agent_id (str | None): Id of the hybrid deployment agent that runs the connection.
        destination_configuration (DestinationConfiguration | Object | None): Settings that this connection overrides on
            its destination.
        external_secrets_manager_id (str | None): Id of the external secrets manager that holds the credentials.
        schedule (Schedule | Object | None): A schedule in one object; it overrides schedule_type, sync_frequency and
            daily_sync_time.
        schema_status (SchemaStatus | str): Set to ready to release a connection that waits for its columns to be
            masked. One of ready, blocked_on_capture.
        is_historical_sync (bool): Set to true to start a full sync at once; a running sync is cancelled.
    """
    raise NotImplementedError  # only its signature and text are used: the builders of the overlay take them over


def connection(
    *,
    group_id: str,
    service: str,
    config: api.OtherConfig | Object | Unset = UNSET,
    auth: api.OtherAuth | Object | Unset = UNSET,
    external_secrets_keys_config: api.ExternalSecretsKeys | Object | Unset = UNSET,
    unchecked: bool | Collection[str] = False,
    paused: bool | Unset = UNSET,
    pause_after_trial: bool | Unset = UNSET,
    trust_certificates: bool | Unset = UNSET,
    trust_fingerprints: bool | Unset = UNSET,
    run_setup_tests: bool | Unset = UNSET,
    data_delay_sensitivity: api.DataDelaySensitivity | Literal['LOW', 'NORMAL', 'HIGH', 'CUSTOM', 'SYNC_FREQUENCY'] | str | Unset = UNSET,
    data_delay_threshold: int | Unset = UNSET,
    schedule_type: api.ScheduleType | Literal['auto', 'manual'] | str | Unset = UNSET,
    networking_method: api.NetworkingMethod | Literal['Directly', 'PrivateLink', 'SshTunnel', 'ProxyAgent'] | str | Unset = UNSET,
    connect_card: AsObject | api.ConnectCardConfig | Object | Unset = UNSET,
    destination_schema_names: api.DestinationSchemaNames | Literal['FIVETRAN_NAMING', 'SOURCE_NAMING'] | str | Unset = UNSET,
    sync_frequency: api.SyncFrequency | int | Unset = UNSET,
    daily_sync_time: time | int | str | Unset = UNSET,
    proxy_agent_id: str | Unset = UNSET,
    private_link_id: str | Unset = UNSET,
    hybrid_deployment_agent_id: str | Unset = UNSET,
    destination_configuration: api.DestinationConfiguration | Object | Unset = UNSET,
    external_secrets_manager_id: str | Unset = UNSET,
    schedule: api.Schedule | Object | Unset = UNSET,
    data_checks: bool | Unset = UNSET,
) -> NewConnectionModel:
    """
    Return the request for a new connection of any service, checked as far as the service is known.

    ``config`` and ``auth`` are taken as the service's own documentation spells them; for a service that has a builder,
    that builder's model is given. Raises `InvalidConnection` with everything that is wrong; nothing is sent.

    Args:
        group_id (str): Id of the group, and so of the destination, that the connection belongs to. Required.
        service (str): Id of the connector service. Required.
        config (OtherConfig | Object): The config of a service that has no schema of its own here, as its documentation
            spells it.
        auth (OtherAuth | Object): The credentials, which no answer returns.
        external_secrets_keys_config (ExternalSecretsKeys | Object): Names of the secrets in the external secrets
            manager, by key of config or auth.
        unchecked (bool | Collection[str]): Keys of `config` and `auth` that the catalogue does not check, or True for
            all. False when absent.
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
        data_delay_sensitivity (DataDelaySensitivity | str): The sensitivity of alerts about late data. NORMAL when
            absent; CUSTOM needs an Enterprise plan. One of LOW, NORMAL, HIGH, CUSTOM, SYNC_FREQUENCY.
        data_delay_threshold (int): Minutes of delay that raise an alert. Read only with the sensitivity CUSTOM; 0 when
            absent. From 0 to 2,147,483,647.
        schedule_type (ScheduleType | str): Whether Fivetran starts the syncs, or only the sync endpoint does. One of
            auto, manual. No default is documented.
        networking_method (NetworkingMethod | str): The way in which Fivetran reaches the source. One of Directly,
            PrivateLink, SshTunnel, ProxyAgent. No default is documented.
        connect_card (AsObject | ConnectCardConfig | Object): A Connect Card, on which the owner of the source
            authorizes the connection instead of `auth`.
        destination_schema_names (DestinationSchemaNames | str): The naming of the destination's schemas, Fivetran's or
            the source's. Can be changed only before the first sync. A create will have to give it one day (announced).
            One of FIVETRAN_NAMING, SOURCE_NAMING. No default is documented.
        sync_frequency (SyncFrequency | int): Minutes between two syncs. 360 when absent. One of 1, 5, 15, 30, 60, 120,
            180, 360, 480, 720, 1440.
        daily_sync_time (time | int | str): Hour of the day, in UTC, at which a daily sync starts. Needs a sync
            frequency of 1440. An hour from 0 to 23, a `time` in UTC, or text like "14:00". No default is documented.
        proxy_agent_id (str): Id of the proxy agent through which the source is reached. Belongs to the networking
            method ProxyAgent. No default is documented.
        private_link_id (str): Id of the private link through which the source is reached. Belongs to the networking
            method PrivateLink. No default is documented.
        hybrid_deployment_agent_id (str): Id of the hybrid deployment agent that runs the connection. The destination's
            own agent when absent.
        destination_configuration (DestinationConfiguration | Object): Settings that this connection overrides on its
            destination.
        external_secrets_manager_id (str): Id of the external secrets manager that holds the credentials, for services
            that support one. No default is documented.
        schedule (Schedule | Object): A schedule in one object; it overrides schedule_type, sync_frequency and
            daily_sync_time.
        data_checks (bool): Whether Fivetran checks the synced data. No default is documented.
    """
    raise NotImplementedError  # only its signature and text are used: the builders of the overlay take them over


def connection_patch(
    *,
    external_secrets_keys_config: api.ExternalSecretsKeys | Object | Unset = UNSET,
    config: Object | Unset = UNSET,
    auth: Object | Unset = UNSET,
    paused: bool | Unset = UNSET,
    pause_after_trial: bool | Unset = UNSET,
    trust_certificates: bool | Unset = UNSET,
    trust_fingerprints: bool | Unset = UNSET,
    run_setup_tests: bool | Unset = UNSET,
    data_delay_sensitivity: api.DataDelaySensitivity | Literal['LOW', 'NORMAL', 'HIGH', 'CUSTOM', 'SYNC_FREQUENCY'] | str | Unset = UNSET,
    data_delay_threshold: int | Unset = UNSET,
    schedule_type: api.ScheduleType | Literal['auto', 'manual'] | str | Unset = UNSET,
    networking_method: api.NetworkingMethod | Literal['Directly', 'PrivateLink', 'SshTunnel', 'ProxyAgent'] | str | Unset = UNSET,
    sync_frequency: api.SyncFrequency | int | Unset | None = UNSET,
    daily_sync_time: time | int | str | Unset | None = UNSET,
    proxy_agent_id: str | Unset | None = UNSET,
    private_link_id: str | Unset | None = UNSET,
    hybrid_deployment_agent_id: str | Unset | None = UNSET,
    destination_configuration: api.DestinationConfiguration | Object | Unset | None = UNSET,
    external_secrets_manager_id: str | Unset | None = UNSET,
    schedule: api.Schedule | Object | Unset | None = UNSET,
    schema_status: api.SchemaStatus | Literal['ready', 'blocked_on_capture'] | str | Unset = UNSET,
    is_historical_sync: bool | Unset = UNSET,
) -> api.ConnectionUpdate:
    """
    Return the request that changes a connection of any service: only what is named is sent, and None clears a field.

    Only what holds for every service is checked; the patch builder of a service knows more.

    Args:
        external_secrets_keys_config (ExternalSecretsKeys | Object): Names of the secrets in the external secrets
            manager, by key of config or auth.
        config (Object): The keys of config to change; the rest stays.
        auth (Object): The credentials, which no answer returns.
        paused (bool): Whether the connection is paused, so that it does not sync on its schedule. A create without it
            gave false.
        pause_after_trial (bool): Whether the connection pauses itself when the free trial of its connector ends.
        trust_certificates (bool): Whether the setup tests of this call accept every TLS certificate. Taken as false
            when absent, and not stored.
        trust_fingerprints (bool): Whether the setup tests of this call accept every SSH fingerprint. Taken as false
            when absent, and not stored.
        run_setup_tests (bool): Whether the call runs the setup tests before it answers. Taken as true when absent, and
            not stored.
        data_delay_sensitivity (DataDelaySensitivity | str): The sensitivity of alerts about late data. NORMAL when
            absent at creation; CUSTOM needs an Enterprise plan. One of LOW, NORMAL, HIGH, CUSTOM, SYNC_FREQUENCY.
        data_delay_threshold (int): Minutes of delay that raise an alert. Read only with the sensitivity CUSTOM; 0 when
            absent at creation. From 0 to 2,147,483,647.
        schedule_type (ScheduleType | str): Whether Fivetran starts the syncs, or only the sync endpoint does. One of
            auto, manual.
        networking_method (NetworkingMethod | str): The way in which Fivetran reaches the source. One of Directly,
            PrivateLink, SshTunnel, ProxyAgent.
        sync_frequency (SyncFrequency | int | None): Minutes between two syncs. One of 1, 5, 15, 30, 60, 120, 180, 360,
            480, 720, 1440.
        daily_sync_time (time | int | str | None): Hour of the day, in UTC, at which a daily sync starts. Needs a sync
            frequency of 1440, given here or stored. An hour from 0 to 23, a `time` in UTC, or text like "14:00".
        proxy_agent_id (str | None): Id of the proxy agent through which the source is reached.
        private_link_id (str | None): Id of the private link through which the source is reached.
        hybrid_deployment_agent_id (str | None): Id of the hybrid deployment agent that runs the connection.
        destination_configuration (DestinationConfiguration | Object | None): Settings that this connection overrides on
            its destination.
        external_secrets_manager_id (str | None): Id of the external secrets manager that holds the credentials.
        schedule (Schedule | Object | None): A schedule in one object; it overrides schedule_type, sync_frequency and
            daily_sync_time.
        schema_status (SchemaStatus | str): Set to ready to release a connection that waits for its columns to be
            masked. One of ready, blocked_on_capture.
        is_historical_sync (bool): Set to true to start a full sync at once; a running sync is cancelled.
    """
    raise NotImplementedError  # only its signature and text are used: the builders of the overlay take them over
