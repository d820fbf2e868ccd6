# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
"""The data models of requests and answers; each is imported when it is first used."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .account_info import AccountInfo
    from .attribution_window import AttributionWindow
    from .certificate import Certificate
    from .certificate_approval import CertificateApproval
    from .certificate_page import CertificatePage
    from .column_settings import ColumnSettings
    from .column_update import ColumnUpdate
    from .columns_to_drop import ColumnsToDrop
    from .columns_to_drop_schemas import ColumnsToDropSchemas
    from .connect_card import ConnectCard
    from .connect_card_config import ConnectCardConfig
    from .connect_card_request import ConnectCardRequest
    from .connect_card_result import ConnectCardResult
    from .connection import Connection
    from .connection_error import ConnectionError_
    from .connection_error_page import ConnectionErrorPage
    from .connection_page import ConnectionPage
    from .connection_state import ConnectionState
    from .connection_state_update import ConnectionStateUpdate
    from .connection_status import ConnectionStatus
    from .connection_update import ConnectionUpdate
    from .connector_feature import ConnectorFeature
    from .connector_type import ConnectorType
    from .connector_type_page import ConnectorTypePage
    from .connector_type_summary import ConnectorTypeSummary
    from .conversion_report_time import ConversionReportTime
    from .custom_report_granularity import CustomReportGranularity
    from .data_delay_sensitivity import DataDelaySensitivity
    from .destination import Destination
    from .destination_config import DestinationConfig
    from .destination_configuration import DestinationConfiguration
    from .destination_page import DestinationPage
    from .destination_region import DestinationRegion
    from .destination_schema_names import DestinationSchemaNames
    from .destination_setup_status import DestinationSetupStatus
    from .destination_summary import DestinationSummary
    from .destination_update import DestinationUpdate
    from .empty_body import EmptyBody
    from .exclude_mode import ExcludeMode
    from .external_secrets_keys import ExternalSecretsKeys
    from .facebook_ads_action_window import FacebookAdsActionWindow
    from .facebook_ads_aggregation import FacebookAdsAggregation
    from .facebook_ads_auth import FacebookAdsAuth
    from .facebook_ads_auth_update import FacebookAdsAuthUpdate
    from .facebook_ads_client_access import FacebookAdsClientAccess
    from .facebook_ads_config import FacebookAdsConfig
    from .facebook_ads_config_update import FacebookAdsConfigUpdate
    from .facebook_ads_custom_table import FacebookAdsCustomTable
    from .facebook_ads_level import FacebookAdsLevel
    from .facebook_ads_report_time import FacebookAdsReportTime
    from .facebook_ads_sync_mode import FacebookAdsSyncMode
    from .facebook_ads_table_kind import FacebookAdsTableKind
    from .facebook_ads_window import FacebookAdsWindow
    from .fingerprint import Fingerprint
    from .fingerprint_approval import FingerprintApproval
    from .fingerprint_page import FingerprintPage
    from .free_object import FreeObject
    from .google_ads_auth import GoogleAdsAuth
    from .google_ads_auth_update import GoogleAdsAuthUpdate
    from .google_ads_client_access import GoogleAdsClientAccess
    from .google_ads_config import GoogleAdsConfig
    from .google_ads_config_update import GoogleAdsConfigUpdate
    from .google_ads_report import GoogleAdsReport
    from .google_ads_sync_mode import GoogleAdsSyncMode
    from .group import Group
    from .group_page import GroupPage
    from .group_public_key import GroupPublicKey
    from .group_service_account import GroupServiceAccount
    from .group_update import GroupUpdate
    from .group_user import GroupUser
    from .membership import Membership
    from .membership_page import MembershipPage
    from .membership_update import MembershipUpdate
    from .networking_method import NetworkingMethod
    from .new_destination import NewDestination
    from .new_facebook_ads_connection import NewFacebookAdsConnection
    from .new_google_ads_connection import NewGoogleAdsConnection
    from .new_group import NewGroup
    from .new_membership import NewMembership
    from .new_other_connection import NewOtherConnection
    from .new_pinterest_ads_connection import NewPinterestAdsConnection
    from .new_schema_config import NewSchemaConfig
    from .new_schema_config_schemas import NewSchemaConfigSchemas
    from .new_user import NewUser
    from .new_webhook import NewWebhook
    from .other_auth import OtherAuth
    from .other_config import OtherConfig
    from .other_config_update import OtherConfigUpdate
    from .patch_settings import PatchSettings
    from .pinterest_ads_auth import PinterestAdsAuth
    from .pinterest_ads_auth_update import PinterestAdsAuthUpdate
    from .pinterest_ads_client_access import PinterestAdsClientAccess
    from .pinterest_ads_config import PinterestAdsConfig
    from .pinterest_ads_config_update import PinterestAdsConfigUpdate
    from .pinterest_ads_custom_report import PinterestAdsCustomReport
    from .pinterest_ads_sync_mode import PinterestAdsSyncMode
    from .report_granularity import ReportGranularity
    from .resync_request import ResyncRequest
    from .row_filter import RowFilter
    from .schedule import Schedule
    from .schedule_kind import ScheduleKind
    from .schedule_type import ScheduleType
    from .schema_change_handling import SchemaChangeHandling
    from .schema_columns_to_drop import SchemaColumnsToDrop
    from .schema_columns_to_drop_tables import SchemaColumnsToDropTables
    from .schema_config import SchemaConfig
    from .schema_config_schemas import SchemaConfigSchemas
    from .schema_config_update import SchemaConfigUpdate
    from .schema_config_update_schemas import SchemaConfigUpdateSchemas
    from .schema_reload_request import SchemaReloadRequest
    from .schema_settings import SchemaSettings
    from .schema_settings_tables import SchemaSettingsTables
    from .schema_status import SchemaStatus
    from .schema_update import SchemaUpdate
    from .schema_update_tables import SchemaUpdateTables
    from .setup_state import SetupState
    from .setup_test import SetupTest
    from .setup_test_status import SetupTestStatus
    from .setup_tests_request import SetupTestsRequest
    from .status_note import StatusNote
    from .sync import Sync
    from .sync_frequency import SyncFrequency
    from .sync_page import SyncPage
    from .sync_request import SyncRequest
    from .sync_state import SyncState
    from .table_columns import TableColumns
    from .table_columns_columns import TableColumnsColumns
    from .table_columns_to_drop import TableColumnsToDrop
    from .table_settings import TableSettings
    from .table_settings_columns import TableSettingsColumns
    from .table_sync_mode import TableSyncMode
    from .table_update import TableUpdate
    from .table_update_columns import TableUpdateColumns
    from .tables_by_schema import TablesBySchema
    from .time_zone_offset import TimeZoneOffset
    from .timeframe_months import TimeframeMonths
    from .update_state import UpdateState
    from .user import User
    from .user_page import UserPage
    from .user_update import UserUpdate
    from .webhook import Webhook
    from .webhook_event import WebhookEvent
    from .webhook_page import WebhookPage
    from .webhook_test import WebhookTest
    from .webhook_test_result import WebhookTestResult
    from .webhook_update import WebhookUpdate

__all__ = (
    "AccountInfo",
    "AttributionWindow",
    "Certificate",
    "CertificateApproval",
    "CertificatePage",
    "ColumnSettings",
    "ColumnsToDrop",
    "ColumnsToDropSchemas",
    "ColumnUpdate",
    "ConnectCard",
    "ConnectCardConfig",
    "ConnectCardRequest",
    "ConnectCardResult",
    "Connection",
    "ConnectionError_",
    "ConnectionErrorPage",
    "ConnectionPage",
    "ConnectionState",
    "ConnectionStateUpdate",
    "ConnectionStatus",
    "ConnectionUpdate",
    "ConnectorFeature",
    "ConnectorType",
    "ConnectorTypePage",
    "ConnectorTypeSummary",
    "ConversionReportTime",
    "CustomReportGranularity",
    "DataDelaySensitivity",
    "Destination",
    "DestinationConfig",
    "DestinationConfiguration",
    "DestinationPage",
    "DestinationRegion",
    "DestinationSchemaNames",
    "DestinationSetupStatus",
    "DestinationSummary",
    "DestinationUpdate",
    "EmptyBody",
    "ExcludeMode",
    "ExternalSecretsKeys",
    "FacebookAdsActionWindow",
    "FacebookAdsAggregation",
    "FacebookAdsAuth",
    "FacebookAdsAuthUpdate",
    "FacebookAdsClientAccess",
    "FacebookAdsConfig",
    "FacebookAdsConfigUpdate",
    "FacebookAdsCustomTable",
    "FacebookAdsLevel",
    "FacebookAdsReportTime",
    "FacebookAdsSyncMode",
    "FacebookAdsTableKind",
    "FacebookAdsWindow",
    "Fingerprint",
    "FingerprintApproval",
    "FingerprintPage",
    "FreeObject",
    "GoogleAdsAuth",
    "GoogleAdsAuthUpdate",
    "GoogleAdsClientAccess",
    "GoogleAdsConfig",
    "GoogleAdsConfigUpdate",
    "GoogleAdsReport",
    "GoogleAdsSyncMode",
    "Group",
    "GroupPage",
    "GroupPublicKey",
    "GroupServiceAccount",
    "GroupUpdate",
    "GroupUser",
    "Membership",
    "MembershipPage",
    "MembershipUpdate",
    "NetworkingMethod",
    "NewDestination",
    "NewFacebookAdsConnection",
    "NewGoogleAdsConnection",
    "NewGroup",
    "NewMembership",
    "NewOtherConnection",
    "NewPinterestAdsConnection",
    "NewSchemaConfig",
    "NewSchemaConfigSchemas",
    "NewUser",
    "NewWebhook",
    "OtherAuth",
    "OtherConfig",
    "OtherConfigUpdate",
    "PatchSettings",
    "PinterestAdsAuth",
    "PinterestAdsAuthUpdate",
    "PinterestAdsClientAccess",
    "PinterestAdsConfig",
    "PinterestAdsConfigUpdate",
    "PinterestAdsCustomReport",
    "PinterestAdsSyncMode",
    "ReportGranularity",
    "ResyncRequest",
    "RowFilter",
    "Schedule",
    "ScheduleKind",
    "ScheduleType",
    "SchemaChangeHandling",
    "SchemaColumnsToDrop",
    "SchemaColumnsToDropTables",
    "SchemaConfig",
    "SchemaConfigSchemas",
    "SchemaConfigUpdate",
    "SchemaConfigUpdateSchemas",
    "SchemaReloadRequest",
    "SchemaSettings",
    "SchemaSettingsTables",
    "SchemaStatus",
    "SchemaUpdate",
    "SchemaUpdateTables",
    "SetupState",
    "SetupTest",
    "SetupTestsRequest",
    "SetupTestStatus",
    "StatusNote",
    "Sync",
    "SyncFrequency",
    "SyncPage",
    "SyncRequest",
    "SyncState",
    "TableColumns",
    "TableColumnsColumns",
    "TableColumnsToDrop",
    "TablesBySchema",
    "TableSettings",
    "TableSettingsColumns",
    "TableSyncMode",
    "TableUpdate",
    "TableUpdateColumns",
    "TimeframeMonths",
    "TimeZoneOffset",
    "UpdateState",
    "User",
    "UserPage",
    "UserUpdate",
    "Webhook",
    "WebhookEvent",
    "WebhookPage",
    "WebhookTest",
    "WebhookTestResult",
    "WebhookUpdate",
)

_MODULES = {
    "AccountInfo": ".account_info",
    "AttributionWindow": ".attribution_window",
    "Certificate": ".certificate",
    "CertificateApproval": ".certificate_approval",
    "CertificatePage": ".certificate_page",
    "ColumnSettings": ".column_settings",
    "ColumnUpdate": ".column_update",
    "ColumnsToDrop": ".columns_to_drop",
    "ColumnsToDropSchemas": ".columns_to_drop_schemas",
    "ConnectCard": ".connect_card",
    "ConnectCardConfig": ".connect_card_config",
    "ConnectCardRequest": ".connect_card_request",
    "ConnectCardResult": ".connect_card_result",
    "Connection": ".connection",
    "ConnectionError_": ".connection_error",
    "ConnectionErrorPage": ".connection_error_page",
    "ConnectionPage": ".connection_page",
    "ConnectionState": ".connection_state",
    "ConnectionStateUpdate": ".connection_state_update",
    "ConnectionStatus": ".connection_status",
    "ConnectionUpdate": ".connection_update",
    "ConnectorFeature": ".connector_feature",
    "ConnectorType": ".connector_type",
    "ConnectorTypePage": ".connector_type_page",
    "ConnectorTypeSummary": ".connector_type_summary",
    "ConversionReportTime": ".conversion_report_time",
    "CustomReportGranularity": ".custom_report_granularity",
    "DataDelaySensitivity": ".data_delay_sensitivity",
    "Destination": ".destination",
    "DestinationConfig": ".destination_config",
    "DestinationConfiguration": ".destination_configuration",
    "DestinationPage": ".destination_page",
    "DestinationRegion": ".destination_region",
    "DestinationSchemaNames": ".destination_schema_names",
    "DestinationSetupStatus": ".destination_setup_status",
    "DestinationSummary": ".destination_summary",
    "DestinationUpdate": ".destination_update",
    "EmptyBody": ".empty_body",
    "ExcludeMode": ".exclude_mode",
    "ExternalSecretsKeys": ".external_secrets_keys",
    "FacebookAdsActionWindow": ".facebook_ads_action_window",
    "FacebookAdsAggregation": ".facebook_ads_aggregation",
    "FacebookAdsAuth": ".facebook_ads_auth",
    "FacebookAdsAuthUpdate": ".facebook_ads_auth_update",
    "FacebookAdsClientAccess": ".facebook_ads_client_access",
    "FacebookAdsConfig": ".facebook_ads_config",
    "FacebookAdsConfigUpdate": ".facebook_ads_config_update",
    "FacebookAdsCustomTable": ".facebook_ads_custom_table",
    "FacebookAdsLevel": ".facebook_ads_level",
    "FacebookAdsReportTime": ".facebook_ads_report_time",
    "FacebookAdsSyncMode": ".facebook_ads_sync_mode",
    "FacebookAdsTableKind": ".facebook_ads_table_kind",
    "FacebookAdsWindow": ".facebook_ads_window",
    "Fingerprint": ".fingerprint",
    "FingerprintApproval": ".fingerprint_approval",
    "FingerprintPage": ".fingerprint_page",
    "FreeObject": ".free_object",
    "GoogleAdsAuth": ".google_ads_auth",
    "GoogleAdsAuthUpdate": ".google_ads_auth_update",
    "GoogleAdsClientAccess": ".google_ads_client_access",
    "GoogleAdsConfig": ".google_ads_config",
    "GoogleAdsConfigUpdate": ".google_ads_config_update",
    "GoogleAdsReport": ".google_ads_report",
    "GoogleAdsSyncMode": ".google_ads_sync_mode",
    "Group": ".group",
    "GroupPage": ".group_page",
    "GroupPublicKey": ".group_public_key",
    "GroupServiceAccount": ".group_service_account",
    "GroupUpdate": ".group_update",
    "GroupUser": ".group_user",
    "Membership": ".membership",
    "MembershipPage": ".membership_page",
    "MembershipUpdate": ".membership_update",
    "NetworkingMethod": ".networking_method",
    "NewDestination": ".new_destination",
    "NewFacebookAdsConnection": ".new_facebook_ads_connection",
    "NewGoogleAdsConnection": ".new_google_ads_connection",
    "NewGroup": ".new_group",
    "NewMembership": ".new_membership",
    "NewOtherConnection": ".new_other_connection",
    "NewPinterestAdsConnection": ".new_pinterest_ads_connection",
    "NewSchemaConfig": ".new_schema_config",
    "NewSchemaConfigSchemas": ".new_schema_config_schemas",
    "NewUser": ".new_user",
    "NewWebhook": ".new_webhook",
    "OtherAuth": ".other_auth",
    "OtherConfig": ".other_config",
    "OtherConfigUpdate": ".other_config_update",
    "PatchSettings": ".patch_settings",
    "PinterestAdsAuth": ".pinterest_ads_auth",
    "PinterestAdsAuthUpdate": ".pinterest_ads_auth_update",
    "PinterestAdsClientAccess": ".pinterest_ads_client_access",
    "PinterestAdsConfig": ".pinterest_ads_config",
    "PinterestAdsConfigUpdate": ".pinterest_ads_config_update",
    "PinterestAdsCustomReport": ".pinterest_ads_custom_report",
    "PinterestAdsSyncMode": ".pinterest_ads_sync_mode",
    "ReportGranularity": ".report_granularity",
    "ResyncRequest": ".resync_request",
    "RowFilter": ".row_filter",
    "Schedule": ".schedule",
    "ScheduleKind": ".schedule_kind",
    "ScheduleType": ".schedule_type",
    "SchemaChangeHandling": ".schema_change_handling",
    "SchemaColumnsToDrop": ".schema_columns_to_drop",
    "SchemaColumnsToDropTables": ".schema_columns_to_drop_tables",
    "SchemaConfig": ".schema_config",
    "SchemaConfigSchemas": ".schema_config_schemas",
    "SchemaConfigUpdate": ".schema_config_update",
    "SchemaConfigUpdateSchemas": ".schema_config_update_schemas",
    "SchemaReloadRequest": ".schema_reload_request",
    "SchemaSettings": ".schema_settings",
    "SchemaSettingsTables": ".schema_settings_tables",
    "SchemaStatus": ".schema_status",
    "SchemaUpdate": ".schema_update",
    "SchemaUpdateTables": ".schema_update_tables",
    "SetupState": ".setup_state",
    "SetupTest": ".setup_test",
    "SetupTestStatus": ".setup_test_status",
    "SetupTestsRequest": ".setup_tests_request",
    "StatusNote": ".status_note",
    "Sync": ".sync",
    "SyncFrequency": ".sync_frequency",
    "SyncPage": ".sync_page",
    "SyncRequest": ".sync_request",
    "SyncState": ".sync_state",
    "TableColumns": ".table_columns",
    "TableColumnsColumns": ".table_columns_columns",
    "TableColumnsToDrop": ".table_columns_to_drop",
    "TableSettings": ".table_settings",
    "TableSettingsColumns": ".table_settings_columns",
    "TableSyncMode": ".table_sync_mode",
    "TableUpdate": ".table_update",
    "TableUpdateColumns": ".table_update_columns",
    "TablesBySchema": ".tables_by_schema",
    "TimeZoneOffset": ".time_zone_offset",
    "TimeframeMonths": ".timeframe_months",
    "UpdateState": ".update_state",
    "User": ".user",
    "UserPage": ".user_page",
    "UserUpdate": ".user_update",
    "Webhook": ".webhook",
    "WebhookEvent": ".webhook_event",
    "WebhookPage": ".webhook_page",
    "WebhookTest": ".webhook_test",
    "WebhookTestResult": ".webhook_test_result",
    "WebhookUpdate": ".webhook_update",
}


def __getattr__(name: str) -> object:
    module = _MODULES.get(name)
    if module is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(module, __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
