"""The sources of the rules."""

from __future__ import annotations

from typing import Final

_DOCS = "https://fivetran.com/docs"
_REST = f"{_DOCS}/developer-resources/rest-api"
_DEFINITIONS = "https://github.com/fivetran/fivetran-mcp/blob/main"
_PROVIDER = "https://github.com/fivetran/terraform-provider-fivetran"

DEFINITION: Final = f"{_DEFINITIONS}/fivetran-open-api-definition.json"
GOOGLE_ADS_DEFINITION: Final = f"{_DEFINITIONS}/open-api-definitions/_service-configs/connectors/google_ads.json"
FACEBOOK_ADS_DEFINITION: Final = f"{_DEFINITIONS}/open-api-definitions/_service-configs/connectors/facebook_ads.json"
PINTEREST_ADS: Final = f"{_DOCS}/connectors/applications/pinterest-ads/api-configuration"
PINTEREST_ADS_FEATURES: Final = f"{_DOCS}/applications/pinterest-ads"
PINTEREST_ADS_CHANGELOG: Final = f"{_DOCS}/applications/pinterest-ads/changelog"
NAMING: Final = f"{_DOCS}/core-concepts/no-renaming"
POSTGRES_NAMES: Final = "https://www.postgresql.org/docs/current/sql-syntax-lexical.html"
CONNECTION: Final = f"{_REST}/api-reference/connections"
CREATE: Final = f"{_REST}/api-reference/connections/create-connection/circle_community_platform"
UPDATE: Final = f"{_REST}/api-reference/connections/modify-connection"
CONNECT_CARD: Final = f"{_REST}/getting-started/connect-card"
PROVIDER_SCHEMA: Final = f"{_PROVIDER}/blob/main/fivetran/framework/core/schema/connection_v2.go"
PRIVATE_LINK_ISSUE: Final = f"{_PROVIDER}/issues/433"
SUNSET_ISSUE: Final = f"{_PROVIDER}/issues/210"
MAGIC_FOLDER_ISSUE: Final = f"{_PROVIDER}/issues/335"
UNKNOWN_KEY_ISSUE: Final = f"{_PROVIDER}/issues/368"
