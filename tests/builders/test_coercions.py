"""What people say, and what the builders make of it."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta, timezone
from enum import Enum

import pytest

from fivetran_client import models as api
from fivetran_client.types import UNSET
from fivetran_connections import InvalidConnection, connection, google_ads, pinterest_ads

PLAIN = {"group_id": "amber_kettle", "schema": "demo"}


class Colour(Enum):
    """An enum of the user's own."""

    RED = "red"


CONFIG = [
    # enums: a member, its value, its name
    ("sync_mode", api.PinterestAdsSyncMode.ALL_ADVERTISERS, "AllAdvertisers"),
    ("sync_mode", "AllAdvertisers", "AllAdvertisers"),
    ("sync_mode", "ALL_ADVERTISERS", "AllAdvertisers"),
    ("conversion_report_time", "AD_EVENT", "AD_EVENT"),
    ("report_granularity", api.ReportGranularity.HOUR, "HOUR"),
    # windows: a member, a name, a number of days
    ("click_attribution_window", api.AttributionWindow.THIRTY, "THIRTY"),
    ("click_attribution_window", "THIRTY", "THIRTY"),
    *(
        ("click_attribution_window", days, word)
        for days, word in [(0, "ZERO"), (1, "ONE"), (7, "SEVEN"), (14, "FOURTEEN"), (30, "THIRTY"), (60, "SIXTY")]
    ),
    ("view_attribution_window", 7.0, "SEVEN"),
    ("engagement_attribution_window", 1, "ONE"),
    # months
    *(("timeframe_months", months, word) for months, word in [(3, "THREE"), (6, "SIX"), (12, "TWELVE")]),
    ("timeframe_months", 24, "TWENTY_FOUR"),
    ("timeframe_months", "ALL_TIME", "ALL_TIME"),
    # points in time
    ("refresh_token_expires_at", "4102444800", "4102444800"),
    ("refresh_token_expires_at", 4102444800, "4102444800"),
    ("refresh_token_expires_at", 4102444800.9, "4102444800"),
    ("refresh_token_expires_at", datetime(2100, 1, 1, tzinfo=UTC), "4102444800"),
    ("refresh_token_expires_at", datetime(2100, 1, 1, 2, tzinfo=timezone(timedelta(hours=2))), "4102444800"),
    # ids and lists
    ("advertisers", ["1", 2], ["1", "2"]),
    ("advertisers", ("1",), ["1"]),
    ("advertisers", {549755885175}, ["549755885175"]),
    ("advertisers", range(2), ["0", "1"]),
    ("custom_reports", [{"table_name": "t", "click_attribution_window": 7}], [
        {"table_name": "t", "click_attribution_window": "SEVEN"},
    ]),
    ("custom_reports", (api.PinterestAdsCustomReport(table_name="t", metrics=["A"]),), [
        {"table_name": "t", "metrics": ["A"]},
    ]),
    ("custom_reports", [{"table_name": "t", "granularity": UNSET}], [{"table_name": "t"}]),
]  # fmt: skip

CONNECTION = [
    ("sync_frequency", 60, 60),
    ("sync_frequency", api.SyncFrequency.EVERY_60_MINUTES, 60),
    ("data_delay_sensitivity", api.DataDelaySensitivity.LOW, "LOW"),
    ("schedule_type", "MANUAL", "manual"),
    ("networking_method", "SSH_TUNNEL", "SshTunnel"),
    ("networking_method", "SshTunnel", "SshTunnel"),
    ("destination_schema_names", "SOURCE_NAMING", "SOURCE_NAMING"),
    ("destination_configuration", {"virtual_warehouse": "W"}, {"virtual_warehouse": "W"}),
    ("destination_configuration", api.DestinationConfiguration(virtual_warehouse="W"), {"virtual_warehouse": "W"}),
    ("schedule", api.Schedule(api.ScheduleKind.INTERVAL, interval=60), {"schedule_type": "INTERVAL", "interval": 60}),
]


@pytest.mark.parametrize(("argument", "value", "sent"), CONFIG, ids=repr)
def test_config_says_it_as_the_api_does(argument, value, sent):
    """What is said in config in plain Python goes out as the API spells it."""
    body = pinterest_ads(**PLAIN, **{argument: value}).to_dict()

    assert sent == body["config"][argument]


@pytest.mark.parametrize(("argument", "value", "sent"), CONNECTION, ids=repr)
def test_connection_says_it_as_the_api_does(argument, value, sent):
    """What is said of the connection in plain Python goes out as the API spells it, for every service."""
    assert sent == pinterest_ads(**PLAIN, **{argument: value}).to_dict()[argument]
    assert sent == google_ads(**PLAIN, **{argument: value}).to_dict()[argument]
    assert sent == connection(service="github", group_id="g", **{argument: value}).to_dict()[argument]


@pytest.mark.parametrize("value", [14, 14.0, "14:00", time(14)], ids=repr)
def test_hour_of_a_daily_sync(value):
    """The hour of a daily sync may be a number, a time, or the API's text."""
    assert pinterest_ads(**PLAIN, sync_frequency=1440, daily_sync_time=value).to_dict()["daily_sync_time"] == "14:00"


@pytest.mark.parametrize(
    ("argument", "value", "pointer", "rule", "part"),
    [
        ("click_attribution_window", 31, "/config/click_attribution_window", "shape.enum", "0, 1, 7, 14, 30, 60: 31"),
        ("click_attribution_window", True, "/config/click_attribution_window", "shape.type", "text"),
        ("click_attribution_window", "FIVE", "/config/click_attribution_window", "shape.enum", "ZERO, ONE"),
        ("timeframe_months", 4, "/config/timeframe_months", "shape.enum", "3, 6, 12, 24: 4 is not offered"),
        ("refresh_token_expires_at", datetime(2100, 1, 1), "/config/refresh_token_expires_at", "shape.format", "zone"),  # noqa: DTZ001
        ("refresh_token_expires_at", float("nan"), "/config/refresh_token_expires_at", "shape.body", ""),
        ("refresh_token_expires_at", "soon", "/config/refresh_token_expires_at", "refresh_token_expires_at.digits", ""),
        ("daily_sync_time", 24, "/daily_sync_time", "shape.format", "from 0 to 23: 24 is none"),
        ("daily_sync_time", 9.5, "/daily_sync_time", "shape.format", "9.5 is none"),
        ("advertisers", "549755885175", "/config/advertisers", "shape.type", ""),
        ("advertisers", [True], "/config/advertisers/0", "shape.type", ""),
        ("custom_reports", "no", "/config/custom_reports", "shape.type", ""),
        ("custom_reports", ["no"], "/config/custom_reports/0", "shape.type", ""),
        ("custom_reports", [{}, {"view_attribution_window": 8}], "/config/custom_reports/1/view_attribution_window",
         "shape.enum", "8 is not offered"),
        ("custom_reports", [{"view_attribution_windo": 7}], "/config/custom_reports/0/view_attribution_windo",
         "shape.unknown", "did you mean view_attribution_window?"),
        ("sync_frequency", 7, "/sync_frequency", "shape.enum", ""),
        ("sync_frequency", None, "/sync_frequency", "shape.type", ""),
        ("destination_configuration", {"a/b": Colour.RED}, "/destination_configuration/a~1b", "shape.unknown", ""),
        ("paused", "yes", "/paused", "shape.type", ""),
        ("group_id", 5, "/group_id", "shape.type", ""),
        ("private_link_id", b"p", "/private_link_id", "shape.body", ""),
    ],
    ids=repr,
)  # fmt: skip
def test_refuses_with_the_pointer(argument, value, pointer, rule, part):
    """What the API has no word for is refused with its JSON pointer and what to do instead."""
    arguments = {"sync_frequency": 1440, "networking_method": "PrivateLink", "private_link_id": "p"}

    with pytest.raises(InvalidConnection) as refused:
        pinterest_ads(**{**PLAIN, **arguments, argument: value})

    found = {violation.pointer: violation for violation in refused.value.violations}
    assert rule == found[pointer].rule
    assert part in found[pointer].message


def test_names_everything_at_once():
    """Values that cannot be coerced, rules that are broken and fields that are missing are named together, once."""
    with pytest.raises(InvalidConnection) as refused:
        pinterest_ads(  # pyright: ignore[reportCallIssue]
            schema="demo",
            sync_mode="SpecificAdvertisers",
            click_attribution_window=31,
            view_attribution_window="FIVE",
            daily_sync_time=25,
        )

    expected = [
        "/config/advertisers",
        "/config/click_attribution_window",
        "/config/view_attribution_window",
        "/daily_sync_time",
        "/group_id",
    ]
    assert expected == sorted(violation.pointer for violation in refused.value.violations)


def test_takes_enums_anywhere():
    """An enum inside a config that is not typed becomes its value."""
    body = connection(service="github", group_id="g", config={"colours": [Colour.RED], "x": UNSET}).to_dict()

    assert body["config"] == {"colours": ["red"]}
