"""Google Ads, the second typed service: builder, rules and mock."""

from fivetran_connections import GoogleAuth, google_ads, google_ads_patch

GROUP = "amber_kettle"


def test_a_connection_with_credentials(fivetran):
    """A Google Ads connection with every field is created and returned unchanged."""
    request = google_ads(
        group_id=GROUP,
        schema="google",
        accounts=["123-456-7890", 42],
        customer_id="1",
        conversion_window_size=30,
        skip_empty_reports=True,
        timeframe_months=12,
        reports=[{"table": "t", "report_type": "campaign", "fields": ["campaign.id"]}],
        auth=GoogleAuth(refresh_token="t", client_id="i", client_secret="s", developer_token="d", user_agent="u"),
    )

    connection = fivetran.connections.create(request)

    kept = {"schema": connection.schema} | connection.config.to_dict()  # no answer has the name in its config
    assert request.config.to_dict().items() <= kept.items()
    assert kept["sync_mode"] == "SpecificAccounts"


def test_months_can_change(fivetran):
    """The months of the first sync can be changed, unlike those of Pinterest Ads."""
    created = fivetran.connections.create(google_ads(group_id=GROUP, schema="s", sync_mode="ALL_ACCOUNTS"))

    changed = fivetran.connections.update(created.id, google_ads_patch(timeframe_months="ALL_TIME"))

    assert changed.config.to_dict()["timeframe_months"] == "ALL_TIME"
