"""Pinterest Ads from end to end: builder, rules, client and mock."""

from datetime import UTC, datetime

from fivetran_connections import PinterestAuth, pinterest_ads, pinterest_ads_patch

GROUP = "amber_kettle"


def test_a_connection_with_credentials(fivetran):
    """A Pinterest Ads connection with every field is created and returned unchanged."""
    request = pinterest_ads(
        group_id=GROUP,
        schema="pinterest",
        paused=True,
        sync_frequency=1440,
        daily_sync_time=14,
        advertisers=[549755885175],
        click_attribution_window=30,
        view_attribution_window="ONE",
        engagement_attribution_window=7,
        conversion_report_time="AD_EVENT",
        report_granularity="DAY",
        timeframe_months=24,
        refresh_token_expires_at=datetime(2100, 1, 1, tzinfo=UTC),
        auth=PinterestAuth(refresh_token="t", client_id="i", client_secret="s"),
    )

    connection = fivetran.connections.create(request)

    kept = {"schema": connection.schema} | connection.config.to_dict()  # no answer has the name in its config
    assert request.config.to_dict().items() <= kept.items()
    assert 1440 == connection.sync_frequency
    assert "14:00" == connection.daily_sync_time
    assert connection.paused
    assert "auth" not in connection.to_dict()


def test_a_change(fivetran):
    """A patch changes the named fields and keeps the others."""
    created = fivetran.connections.create(pinterest_ads(group_id=GROUP, schema="s", advertisers=["1"]))

    changed = fivetran.connections.update(created.id, pinterest_ads_patch(advertisers=["2", "3"], paused=True))

    assert changed.paused is True
    assert changed.config.to_dict()["advertisers"] == ["2", "3"]
    assert changed.config.to_dict()["sync_mode"] == "SpecificAdvertisers"
