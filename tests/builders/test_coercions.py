"""Builders convert plain Python values to the API's spelling."""

from datetime import UTC, datetime, time, timedelta, timezone
from enum import Enum
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from fivetran_client import models as api
from fivetran_client.types import UNSET
from fivetran_connections import (
    Fivetran,
    InvalidConnection,
    PinterestAuth,
    connection,
    connection_patch,
    from_body,
    from_patch,
    google_ads,
    pinterest_ads,
)

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
    ("paused", "true", True),
    ("paused", "FALSE", False),
    ("paused", True, True),
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
    """Plain Python values in config are sent in the API's spelling."""
    body = pinterest_ads(**PLAIN, **{argument: value}).to_dict()

    assert sent == body["config"][argument]


@pytest.mark.parametrize(("argument", "value", "sent"), CONNECTION, ids=repr)
def test_connection_says_it_as_the_api_does(argument, value, sent):
    """Plain Python values of a connection are sent in the API's spelling, for every service."""
    assert sent == pinterest_ads(**PLAIN, **{argument: value}).to_dict()[argument]
    assert sent == google_ads(**PLAIN, **{argument: value}).to_dict()[argument]
    assert (
        sent
        == connection(service="github", group_id="g", config={"schema": "s"}, **{argument: value}).to_dict()[argument]
    )


@pytest.mark.usefixtures("fivetran_mock")
def test_truth_values_in_quotes_are_read():
    """A body and an update as a mapping may spell true and false as text, as files do."""
    body = {"group_id": "g", "service": "github", "paused": "false", "config": {"schema": "s"}}
    with Fivetran() as fivetran:
        made = fivetran.connections.create(body)

        assert (False, True) == (made.paused, fivetran.connections.update(made.id, {"paused": "TRUE"}).paused)
        with pytest.raises(InvalidConnection, match="paused has to be true or false, not text"):
            fivetran.connections.create({**body, "paused": "yes"})


@pytest.mark.parametrize(
    "value", [14, 14.0, "14:00", time(14), time(14, tzinfo=UTC), time(14, tzinfo=ZoneInfo("UTC"))], ids=repr
)
def test_hour_of_a_daily_sync(value):
    """The hour of a daily sync may be a number, a time without a zone or in UTC, or the API's text."""
    assert pinterest_ads(**PLAIN, sync_frequency=1440, daily_sync_time=value).to_dict()["daily_sync_time"] == "14:00"


def _named(value: object) -> str:
    """Return the part of a test's name; some integers are so large that Python does not write them."""
    try:
        return repr(value)
    except ValueError:
        return "endless"


@pytest.mark.parametrize(
    ("argument", "value", "pointer", "rule", "part"),
    [
        ("click_attribution_window", 31, "/config/click_attribution_window", "shape.enum", "0, 1, 7, 14, 30, 60: 31"),
        ("click_attribution_window", True, "/config/click_attribution_window", "shape.enum", "True is a bool, not"),
        ("timeframe_months", 4, "/config/timeframe_months", "shape.enum", "3, 6, 12, 24: 4 is not offered"),
        ("refresh_token_expires_at", datetime(2100, 1, 1), "/config/refresh_token_expires_at", "shape.format", "zone"),  # noqa: DTZ001
        ("refresh_token_expires_at", float("nan"), "/config/refresh_token_expires_at", "shape.body", ""),
        (
            "refresh_token_expires_at",
            "soon",
            "/config/refresh_token_expires_at",
            "pinterest_ads.refresh_token_expires_at.digits",
            "",
        ),
        ("daily_sync_time", 24, "/daily_sync_time", "shape.format", "from 0 to 23, and not 24"),
        ("daily_sync_time", 9.5, "/daily_sync_time", "shape.format", "and not 9.5"),
        ("daily_sync_time", time(14, 30), "/daily_sync_time", "shape.format", "full hour, and not 14:30:00"),
        ("daily_sync_time", time(14, 0, 0, 1), "/daily_sync_time", "shape.format", "full hour"),
        ("daily_sync_time", time(14, tzinfo=ZoneInfo("Europe/Berlin")), "/daily_sync_time", "shape.format", "UTC"),
        ("daily_sync_time", 10**5000, "/daily_sync_time", "shape.body", "too many digits"),
        ("refresh_token_expires_at", 10**400, "/config/refresh_token_expires_at", "shape.body", "too many digits"),
        ("refresh_token_expires_at", float("inf"), "/config/refresh_token_expires_at", "shape.body", "finite"),
        ("click_attribution_window", 10**5000, "/config/click_attribution_window", "shape.body", "too many digits"),
        ("advertisers", ["1", 10**5000], "/config/advertisers/1", "shape.body", "too many digits"),
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
    ids=_named,
)  # fmt: skip
def test_refuses_with_the_pointer(argument, value, pointer, rule, part):
    """A value that the API does not have is refused with its JSON pointer and the next step."""
    arguments = {"sync_frequency": 1440, "networking_method": "PrivateLink", "private_link_id": "p"}

    with pytest.raises(InvalidConnection) as refused:
        pinterest_ads(**{**PLAIN, **arguments, argument: value})

    found = {violation.pointer: violation for violation in refused.value.violations}
    assert rule == found[pointer].rule
    assert part in found[pointer].message


def test_names_everything_at_once():
    """One error names all wrong values, broken rules and missing fields, each once."""
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
    body = connection(
        service="github", group_id="g", config={"schema": "s", "colours": [Colour.RED], "x": UNSET}
    ).to_dict()

    assert body["config"] == {"schema": "s", "colours": ["red"]}


def test_the_largest_number_is_still_one():
    """An integer below 2**1024 is accepted as text, and a larger one is refused."""
    assert [str(2**1024 - 1), str(1 - 2**1024)] == (
        pinterest_ads(**PLAIN, advertisers=[2**1024 - 1, 1 - 2**1024]).to_dict()["config"]["advertisers"]
    )
    for number in (2**1024, -(2**1024)):
        with pytest.raises(InvalidConnection, match="/config/advertisers/0 has too many digits"):
            pinterest_ads(**PLAIN, advertisers=[number])


def _endless() -> dict[str, Any]:
    """Return values that contain themselves, some of them more than once, or are nested too deeply."""
    twice: list[Any] = []
    twice += [twice, twice, [twice]]
    ring: dict[str, Any] = {}
    ring |= {"a": ring, "b": {"c": ring}, "d": [ring, ring]}
    deep: Any = 1
    for _ in range(5000):
        deep = {"deeper": deep}
    deep_list: Any = 1
    for _ in range(5000):
        deep_list = [deep_list]
    return {"twice": twice, "ring": ring, "deep": deep, "deep_list": deep_list}


@pytest.mark.parametrize("value", _endless().values(), ids=_endless())
@pytest.mark.parametrize("part", ["config", "auth"])
def test_what_has_no_end_is_refused(value, part):
    """A value that contains itself or is nested too deeply is refused with its pointer by every builder and method."""
    body = {"group_id": "g", "service": "github", part: {"x": value}}
    ways = [
        lambda: connection(**body),
        lambda: connection_patch(**{part: {"x": value}}),
        lambda: from_body(body),
        lambda: from_patch({part: {"x": value}}),
        lambda: pinterest_ads(**PLAIN, destination_configuration={"x": value}),
        lambda: pinterest_ads(**PLAIN, advertisers=[value]),
        lambda: Fivetran(api_key="k", api_secret="s").connections.create(body),
    ]

    for way in ways:
        with pytest.raises(InvalidConnection, match=r"holds itself|nested too deeply"):
            way()


@pytest.mark.parametrize("value", _endless().values(), ids=_endless())
def test_a_secret_without_end_is_refused(value):
    """Credentials that contain themselves or are nested too deeply are refused by type, and masked."""
    auth = PinterestAuth(refresh_token=value, client_id="i", client_secret="s")

    with pytest.raises(InvalidConnection, match="/auth/refresh_token: refresh_token has to be text"):
        pinterest_ads(**PLAIN, auth=auth)
    assert "deeper" not in repr(auth)


def test_a_hundred_levels_are_taken():
    """A builder converts enum members down to the deepest level that the rules allow."""
    value: Any = Colour.RED
    for _ in range(98):
        value = [value]

    config = connection(service="github", group_id="g", config={"schema": "s", "x": value}).to_dict()["config"]

    assert f"{'[' * 98}'red'{']' * 98}" == repr(config["x"])
