"""The types of the builders, mistakes included: checked by mypy and pyright, never run."""

from datetime import time
from typing import assert_type

from fivetran_client.models import (
    AttributionWindow,
    ConnectionUpdate,
    GoogleAdsReport,
    NewGoogleAdsConnection,
    PinterestAdsCustomReport,
)
from fivetran_connections import (
    ConnectCard,
    GoogleAuth,
    connection_patch,
    from_body,
    from_patch,
    google_ads,
    google_ads_patch,
    pinterest_ads,
    pinterest_ads_patch,
)
from fivetran_connections import NewConnectionModel as Model


def what_is_right() -> None:
    """Type checkers accept every value that works."""
    pinterest_ads(group_id="g", schema="s", click_attribution_window=AttributionWindow.ONE, daily_sync_time=time(14))
    pinterest_ads(group_id="g", schema="s", advertisers=(1, "2"), connect_card=ConnectCard(redirect_uri="u"))
    pinterest_ads(group_id="g", schema="s", custom_reports=[PinterestAdsCustomReport(), {"table_name": "t"}])
    google = google_ads(group_id="g", schema="s", reports=[GoogleAdsReport()], auth=GoogleAuth(refresh_token="t"))
    assert_type(google, NewGoogleAdsConnection)
    assert_type(google_ads_patch(timeframe_months=3), ConnectionUpdate)
    assert_type(connection_patch(private_link_id=None, config={"a": None}), ConnectionUpdate)
    assert_type(from_body({"group_id": "g"}), Model)
    assert_type(from_patch({"paused": True}, service="google_ads"), ConnectionUpdate)


def what_is_wrong() -> None:
    """Type checkers report mistakes; a needless exemption is an error."""
    pinterest_ads(group_id="g")  # type: ignore[call-arg]  # the schema is missing
    pinterest_ads("g", schema="s")  # type: ignore[call-arg]  # keywords only
    pinterest_ads(group_id="g", schema="s", advertizers=["1"])  # type: ignore[call-arg]  # misspelt
    pinterest_ads(group_id="g", schema="s", paused="yes")  # type: ignore[arg-type]  # text for a boolean
    pinterest_ads(group_id="g", schema="s", private_link_id=None)  # type: ignore[arg-type]  # nothing to clear yet
    pinterest_ads_patch(schema="s")  # type: ignore[call-arg]  # permanent
    pinterest_ads_patch(timeframe_months=3)  # type: ignore[call-arg]  # settled at creation
    pinterest_ads_patch(sync_mode=None)  # type: ignore[arg-type]  # never null
