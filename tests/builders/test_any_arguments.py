"""For any arguments, a builder returns a body that passes the rules, or raises with the place of each error."""

import json
from datetime import UTC, datetime, time

from hypothesis import given
from hypothesis import strategies as st

from fivetran_client import models as api
from fivetran_connections import (
    ConnectCard,
    InvalidConnection,
    PinterestAuth,
    from_body,
    from_patch,
    google_ads,
    pinterest_ads,
    pinterest_ads_patch,
)
from fivetran_rules import check, check_change


def enums(kind):
    """Generate members, their values, their names, and a wrong name."""
    return st.sampled_from([*kind, *(member.value for member in kind), *kind.__members__]) | st.just("NONE")


texts = st.text(max_size=8)
numbers = st.integers(-5, 70) | st.floats() | st.sampled_from([10**400, -(10**400), 2**1024 - 1])
lists = st.lists(texts | numbers, max_size=3)
anything = st.recursive(st.none() | st.booleans() | numbers | texts, lambda inner: st.lists(inner, max_size=2))
windows = enums(api.AttributionWindow) | numbers
hours = st.times() | st.times(timezones=st.timezones()) | st.builds(time, st.integers(0, 23))
moments = st.datetimes() | st.datetimes(timezones=st.just(UTC)) | numbers | texts

settings = {
    "sync_mode": enums(api.PinterestAdsSyncMode),
    "advertisers": lists,
    "click_attribution_window": windows,
    "view_attribution_window": windows,
    "engagement_attribution_window": windows,
    "conversion_report_time": enums(api.ConversionReportTime),
    "report_granularity": enums(api.ReportGranularity),
    "refresh_token_expires_at": moments,
    "custom_reports": st.lists(st.fixed_dictionaries({}, optional={"click_attribution_window": windows, "x": texts})),
    "sync_frequency": enums(api.SyncFrequency) | numbers,
    "daily_sync_time": hours | numbers | texts,
    "schedule_type": enums(api.ScheduleType),
    "networking_method": enums(api.NetworkingMethod),
    "private_link_id": texts,
    "proxy_agent_id": texts,
    "data_delay_sensitivity": enums(api.DataDelaySensitivity),
    "data_delay_threshold": numbers,
    "paused": st.booleans(),
    "run_setup_tests": st.booleans(),
    "auth": st.builds(PinterestAuth, refresh_token=texts, client_id=texts, client_secret=texts) | anything,
}
creation = {
    "timeframe_months": enums(api.TimeframeMonths) | numbers,
    "connect_card": st.builds(ConnectCard, redirect_uri=st.just("https://a.example") | texts),
    "destination_schema_names": enums(api.DestinationSchemaNames),
}


def errors(violations):
    """Return the violations that are errors."""
    return [violation for violation in violations if violation.severity == "error"]


def plain(request):
    """Return the sent JSON body."""
    return json.loads(json.dumps(request.to_dict()))


def wrong(error):
    """Check that an error has violations, each with a JSON pointer and a message."""
    assert error.violations
    assert all(violation.pointer == "" or violation.pointer.startswith("/") for violation in error.violations)
    assert all(violation.severity == "error" and violation.message for violation in error.violations)


@given(st.fixed_dictionaries({"group_id": texts, "schema": texts}, optional={**settings, **creation}))
def test_pinterest_ads_gives_a_body_that_passes(arguments):
    """For any arguments the builder returns a valid request that can be read back, or raises `InvalidConnection`."""
    try:
        request = pinterest_ads(**arguments)
    except InvalidConnection as error:
        wrong(error)
    else:
        assert [] == errors(check(plain(request)))
        assert request == from_body(plain(request)) == api.NewPinterestAdsConnection.from_dict(plain(request))


@given(st.fixed_dictionaries({}, optional={key: value | st.none() for key, value in settings.items()}))
def test_pinterest_ads_patch_sends_what_it_was_given(arguments):
    """A patch has exactly the given keys, and no violation of the rules."""
    try:
        patch = pinterest_ads_patch(**arguments)
    except InvalidConnection as error:
        wrong(error)
    else:
        body = plain(patch)
        assert set(arguments) == {*body, *body.get("config", {})} - {"config"}
        assert [] == errors(check_change(body, {"service": "pinterest_ads"}))
        assert patch == from_patch(body, service="pinterest_ads")


@given(st.dictionaries(st.sampled_from(["accounts", "reports", "customer_id", "timeframe_months", "paused"]), anything))
def test_google_ads_takes_no_nonsense(arguments):
    """Values of any type are accepted, or refused with `InvalidConnection` and no other exception."""
    try:
        request = google_ads(group_id="g", schema="s", **arguments)
    except InvalidConnection as error:
        wrong(error)
    else:
        assert [] == errors(check(plain(request)))
        assert request == api.NewGoogleAdsConnection.from_dict(plain(request))


@given(st.datetimes(datetime(1971, 1, 1), datetime(2200, 1, 1), timezones=st.timezones()))  # noqa: DTZ001 - bounds
def test_points_in_time_keep_their_second(moment):
    """An aware datetime of any zone is sent as its second since 1970, rounded down."""
    sent = pinterest_ads(group_id="g", schema="s", refresh_token_expires_at=moment).to_dict()

    assert moment.timestamp() // 1 == int(sent["config"]["refresh_token_expires_at"])
