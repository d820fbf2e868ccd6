"""Setup tests, syncs, pauses, states and cards, as time passes."""

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from fivetran_mock import FivetranMock, InvalidToken, SetupTest

from ._backends import Api

CARD = {"connect_card_config": {"redirect_uri": "https://example.test/done"}}

AUTH = {"refresh_token": "r", "client_access": {"client_id": "i", "client_secret": "s"}}


def act(api: Api, connection: dict[str, Any], action: str, body: Any = None) -> Any:
    """Call an operation on a connection; fail if it is refused."""
    answer = api.send("POST", f"/v1/connections/{connection['id']}/{action}", body)
    assert 200 == answer.status, answer.body
    return answer.json()


def status(api: Api, connection: dict[str, Any]) -> Any:
    """Read the status of a connection."""
    return api.get(connection["id"])["status"]


def sync_state(api: Api, connection: dict[str, Any]) -> str:
    """Read the sync state."""
    return str(status(api, connection)["sync_state"])


def states(api: Api, connection: dict[str, Any]) -> str:
    """Read setup state and sync state."""
    return f"{status(api, connection)['setup_state']} {sync_state(api, connection)}"


@pytest.mark.parametrize(
    ("result", "state"),
    [("FAILED", "incomplete"), ("JOB_FAILED", "incomplete"), ("WARNING", "connected"), ("SKIPPED", "connected")],
)
def test_result_of_a_setup_test_decides(api, result, state):
    """A create succeeds whatever its setup tests say; one that fails leaves the connection incomplete."""
    api.mock.script_setup_tests(status=result, message="No access")
    made = api.create()

    assert [{"title": "Validate Login", "status": result, "message": "No access"}] == made["setup_tests"]
    assert state == made["status"]["setup_state"]


def test_connection_breaks_and_heals(api):
    """A connected connection whose tests fail is broken, and has a task, until they pass again."""
    made = api.create()
    api.mock.script_setup_tests(status="FAILED", times=1)
    broken = act(api, made, "test", {})["data"]
    healed = act(api, made, "test", {})["data"]

    assert "broken" == broken["status"]["setup_state"]
    assert ["reconnect"] == [task["code"] for task in broken["status"]["tasks"]]
    assert "delayed" == broken["status"]["update_state"]
    assert "connected" == healed["status"]["setup_state"]
    assert [] == healed["status"]["tasks"]


def test_script_may_be_for_one_service_or_connection_and_for_some_times(api):
    """A script applies to its service or connection, the given number of times; the latest match is first."""
    first = api.create(schema="a")
    api.mock.script_setup_tests(status="WARNING", service="mailchimp")
    api.mock.script_setup_tests(
        SetupTest(title="T", status="FAILED", details={"hash": 1}), connection_id=first["id"], times=1
    )

    assert act(api, first, "test", {})["data"]["setup_tests"] == [
        {"title": "T", "status": "FAILED", "message": "", "details": {"hash": 1}}
    ]
    assert "WARNING" == act(api, first, "test", {})["data"]["setup_tests"][0]["status"]
    assert "PASSED" == api.create("amplitude", schema="b")["setup_tests"][0]["status"]
    api.mock.clear_scripts()
    assert "PASSED" == act(api, first, "test", {})["data"]["setup_tests"][0]["status"]


def test_first_sync_comes_by_itself(api):
    """A connected connection starts its historical sync within a minute, and then syncs by its frequency."""
    made = api.create()
    seen = [sync_state(api, made)]
    for minutes in (1, 10, 350, 1):
        api.mock.advance(minutes=minutes)
        seen.append(sync_state(api, made))

    assert ["scheduled", "syncing", "scheduled", "syncing", "scheduled"] == seen
    assert "2026-01-01T06:02:00.000000Z" == api.get(made["id"])["succeeded_at"]
    assert status(api, made)["is_historical_sync"] is False


def test_sync_runs_and_ends(api):
    """A requested sync runs immediately; after its end, its success is visible."""
    made = api.create(schedule_type="manual")
    said = act(api, made, "sync", {})
    running = states(api, made)
    api.mock.advance(minutes=11)

    assert said == {
        "code": "Success",
        "message": f"Sync has been successfully triggered for connection with id '{made['id']}'",
    }
    assert "connected syncing" == running
    assert "connected scheduled" == states(api, made)
    assert "2026-01-01T00:10:00.000000Z" == api.get(made["id"])["succeeded_at"]
    api.mock.advance(minutes=100_000)
    assert "2026-01-01T00:10:00.000000Z" == api.get(made["id"])["succeeded_at"]


def test_force_restarts_a_running_sync(api):
    """Without `force` a running sync continues; with `force` it restarts."""
    made = api.create(schedule_type="manual")
    act(api, made, "sync")
    api.mock.advance(minutes=9)
    act(api, made, "sync", {"force": False})
    api.mock.advance(minutes=1)
    ended = sync_state(api, made)
    act(api, made, "resync")
    api.mock.advance(minutes=9)
    act(api, made, "sync", {"force": True})
    api.mock.advance(minutes=9)

    assert "scheduled" == ended
    assert "syncing" == sync_state(api, made)


def test_failed_sync_is_told(api):
    """A failed sync shows its time, a delay and an error; the next one may succeed."""
    made = api.create()
    api.mock.script_syncs("failed", message="The token is gone", times=1)
    api.mock.advance(minutes=11)
    shown = api.get(made["id"])
    errors = api.send("GET", f"/v1/connections/{made['id']}/errors").data["items"]

    assert shown["succeeded_at"] is None
    assert "2026-01-01T00:11:00.000000Z" == shown["failed_at"]
    assert "delayed" == shown["status"]["update_state"]
    assert [(error["type"], error["reason"], error["created_at"]) for error in errors] == [
        ("unknown_sync_failure", "The token is gone", shown["failed_at"])
    ]
    api.mock.advance(minutes=360)
    assert "on_schedule" == status(api, made)["update_state"]


def test_errors_come_in_pages(api):
    """Errors are listed oldest first, a page at a time, and only the latest hundred are kept."""
    made = api.create(sync_frequency=60)
    api.mock.script_syncs("failed")
    for _ in range(105):
        api.mock.advance(minutes=60)
        states(api, made)
    path = f"/v1/connections/{made['id']}/errors"
    first = api.send("GET", f"{path}?limit=99").data
    second = api.send("GET", f"{path}?limit=99&cursor={first['next_cursor']}").data
    times = [error["created_at"] for error in first["items"] + second["items"]]

    assert 100 == len(times)
    assert times == sorted(times)
    assert "next_cursor" not in second


def test_rescheduled_sync_goes_on_later(api):
    """A rescheduled sync shows its new time, and then runs."""
    made = api.create()
    api.mock.script_syncs("rescheduled", connection_id=made["id"], times=1)
    api.mock.advance(minutes=11)
    waiting = status(api, made)
    api.mock.advance(minutes=61)

    assert "rescheduled" == waiting["sync_state"]
    assert "2026-01-01T01:11:00.000000Z" == waiting["rescheduled_for"]
    assert "syncing" == status(api, made)["sync_state"]
    assert "rescheduled_for" not in status(api, made)


def test_rescheduled_sync_of_a_manual_schedule_waits_for_a_call(api):
    """With a manual schedule the caller has to trigger a rescheduled sync."""
    made = api.create(schedule_type="manual")
    api.mock.script_syncs("rescheduled", service="mailchimp", times=1)
    act(api, made, "sync")
    api.mock.advance(minutes=10_000)
    waiting = sync_state(api, made)
    act(api, made, "sync")

    assert "rescheduled" == waiting
    assert "syncing" == sync_state(api, made)


def test_pause_and_resume(api):
    """A paused connection does not sync, shows that state, and syncs again after the pause."""
    made = api.create()
    paused = api.patch(made["id"], paused=True)
    api.mock.advance(minutes=1_000)
    still = sync_state(api, made)
    resumed = api.patch(made["id"], paused=False)
    api.mock.advance(minutes=1)

    assert paused["paused"]
    assert "paused" == paused["status"]["sync_state"]
    assert "paused" == still
    assert not resumed["paused"]
    assert "scheduled" == resumed["status"]["sync_state"]
    assert "syncing" == sync_state(api, made)


def test_pausing_takes_a_rescheduled_time_away(api):
    """A paused connection shows no rescheduled time."""
    made = api.create()
    api.mock.script_syncs("rescheduled")
    api.mock.advance(minutes=11)
    states(api, made)

    assert "rescheduled_for" not in api.patch(made["id"], paused=True)["status"]


@pytest.mark.parametrize("action", ["sync", "resync"])
def test_sync_of_a_paused_connection_is_kept(api, action):
    """A sync requested for a paused connection starts when the connection is resumed."""
    made = api.create(paused=True)
    act(api, made, action)
    still = sync_state(api, made)
    api.patch(made["id"], pause_after_trial=True)
    api.patch(made["id"], paused=False)

    assert "paused" == still
    assert "syncing" == sync_state(api, made)


@pytest.mark.parametrize("patches", [[], [{"sync_frequency": 60}]], ids=["", "new schedule"])
def test_sync_of_an_incomplete_connection_is_kept(api, patches):
    """A sync requested before the set-up starts when the setup tests pass, also after a new schedule."""
    made = api.create(run_setup_tests=False)
    act(api, made, "sync")
    before = states(api, made)
    for patch in patches:
        api.patch(made["id"], **patch)
    act(api, made, "test", {})

    assert "incomplete scheduled" == before
    assert "connected syncing" == states(api, made)


def test_resync_makes_history_again(api):
    """A resync without a scope is historical, and one with a scope is not."""
    made = api.create()
    api.mock.advance(minutes=30)
    act(api, made, "resync", {"scope": {"pin_eu": ["event"]}})
    scoped = status(api, made)
    act(api, made, "resync", {})

    assert "syncing" == scoped["sync_state"]
    assert not scoped["is_historical_sync"]
    assert status(api, made)["is_historical_sync"] is True


@pytest.mark.parametrize("scope", [{}, {"pin_eu": []}, None])
def test_resync_refuses_an_empty_scope(api, scope):
    """A scope without schemas or without tables is refused."""
    made = api.create()

    assert 400 == api.send("POST", f"/v1/connections/{made['id']}/resync", {"scope": scope}).status


def test_patch_can_start_a_historical_sync(api):
    """A patch with `is_historical_sync: true` starts a historical sync."""
    made = api.create()
    api.mock.advance(minutes=30)
    shown = api.patch(made["id"], is_historical_sync=True)["status"]

    assert "syncing" == shown["sync_state"]
    assert shown["is_historical_sync"]


def test_longer_timeframe_of_google_ads_is_a_new_history(api):
    """For google_ads, a changed timeframe starts a historical sync; the same value does not."""
    made = api.create("google_ads", paused=False, auth=AUTH)
    api.mock.advance(minutes=30)
    same = api.patch(made["id"], config={"timeframe_months": "TWELVE"})["status"]
    longer = api.patch(made["id"], config={"timeframe_months": "ALL_TIME"})["status"]

    assert not same["is_historical_sync"]
    assert longer["is_historical_sync"]


def test_new_frequency_counts_from_now(api):
    """A changed schedule moves the next sync; a running sync continues."""
    made = api.create()
    api.mock.advance(minutes=11)
    states(api, made)
    api.patch(made["id"], sync_frequency=15)
    api.mock.advance(minutes=15)
    running = sync_state(api, made)
    api.patch(made["id"], sync_frequency=30)

    assert "syncing" == running
    assert "syncing" == sync_state(api, made)
    api.mock.advance(minutes=1)
    assert "2026-01-01T00:27:00.000000Z" == api.get(made["id"])["succeeded_at"]


def test_other_changes_do_not_move_the_next_sync(api):
    """A change of anything but the schedule leaves the time of the next sync."""
    made = api.create(sync_frequency=60)
    api.mock.advance(minutes=41)
    api.patch(made["id"], data_delay_sensitivity="LOW")
    api.mock.advance(minutes=20, seconds=30)

    assert "syncing" == sync_state(api, made)


def test_schedule_after_a_manual_one_begins_soon(api):
    """The first sync of a connection that is no longer manual starts as soon as that of a new one."""
    made = api.create(schedule_type="manual")
    api.patch(made["id"], schedule_type="auto")
    api.mock.advance(minutes=1)

    assert "syncing" == sync_state(api, made)


def test_daily_sync_starts_at_its_hour(api):
    """A daily sync with a time starts at that hour in UTC."""
    made = api.create(sync_frequency=1440, daily_sync_time="05:00")
    api.mock.advance(minutes=15 * 60)
    first = api.get(made["id"])["succeeded_at"]
    api.mock.advance(minutes=24 * 60)

    assert "2026-01-01T05:01:00.000000Z" == first
    assert "2026-01-02T05:01:00.000000Z" == api.get(made["id"])["succeeded_at"]


def test_an_hour_that_has_just_begun_is_that_of_tomorrow(api):
    """A daily time that is set at that very moment begins on the next day."""
    made = api.create(sync_frequency=1440, daily_sync_time="09:00")
    api.mock.advance(hours=5)
    before = api.get(made["id"])["succeeded_at"]
    api.patch(made["id"], daily_sync_time="05:00")
    api.mock.advance(hours=1)

    assert before == api.get(made["id"])["succeeded_at"]


@pytest.mark.parametrize(
    ("schedule", "succeeded"),
    [
        ({"schedule_type": "INTERVAL", "interval": 90}, "2026-01-01T01:32:00.000000Z"),
        ({"schedule_type": "MANUAL"}, None),
        ({"schedule_type": "CRON", "cron": "0 * * * *"}, "2026-01-01T00:11:00.000000Z"),
    ],
)
def test_schedule_overrides_the_older_fields(api, schedule, succeeded):
    """The interval of a schedule is used, a manual one starts no sync, and cron is not imitated."""
    made = api.create(schedule=schedule)
    api.mock.advance(minutes=95)

    assert succeeded == api.get(made["id"])["succeeded_at"]
    assert schedule == api.get(made["id"])["schedule"]


@pytest.mark.parametrize("days", [None, [], ["MONDAY", "FRIDAY"]])
def test_time_of_day_without_days_has_all(api, days):
    """A schedule by the time of day takes half hours, and has all seven days unless some are given."""
    given = {"schedule_type": "TIME_OF_DAY", "time_of_day": "15:30"} | ({} if days is None else {"days_of_week": days})
    week = ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"]
    wanted = {**given, "days_of_week": days or week}
    made = api.create(schedule=given)
    other = api.create(schema="other")

    assert made["schedule"] == wanted
    assert api.patch(other["id"], schedule=given)["schedule"] == wanted == api.get(other["id"])["schedule"]


def test_manual_ends_a_schedule(api):
    """An update to `schedule_type: manual` ends the stored schedule, and no sync starts any more."""
    made = api.create(schedule={"schedule_type": "INTERVAL", "interval": 90})
    changed = api.patch(made["id"], schedule_type="manual")
    api.mock.advance(minutes=300)

    assert "manual" == changed["schedule_type"]
    assert "schedule" not in changed
    assert api.get(made["id"])["succeeded_at"] is None


@pytest.mark.parametrize(("every", "days", "last"), [(1440, 1.1, "2026-01-02T00:02"), (1, 36_524, "2126-01-01T00:00")])
def test_latest_success_is_the_one_just_before_now(api, every, days, last):
    """A daily sync without an hour starts a day after the last start; a century with fifty million syncs passes."""
    made = api.create(sync_frequency=every)
    api.mock.advance(days=days)

    assert f"{last}:00.000000Z" == api.get(made["id"])["succeeded_at"]


@pytest.mark.parametrize("outcome", ["succeeded", "failed", "rescheduled"])
@pytest.mark.parametrize(("frequency", "times"), [(5, None), (60, None), (360, None), (60, 150)])
def test_what_happened_does_not_depend_on_who_looked(outcome, frequency, times):
    """After ten days a connection has the same state and errors, read once or every few minutes."""
    once, often = FivetranMock(), FivetranMock()
    body = {"group_id": "g", "service": "mailchimp", "config": {"schema": "s"}, "sync_frequency": frequency}
    for mock, steps in ((once, 1), (often, 960)):
        mock.script_syncs(outcome, times=times)
        (identifier,) = mock.seed(connections=[{**body, "status": {"setup_state": "connected"}}])
        for _ in range(steps):
            mock.advance(minutes=10 * 24 * 60 / steps)
            mock.connection(identifier)

    assert once.snapshot() == often.snapshot()


def test_syncs_may_take_no_time(api_of):
    """With `sync_seconds=0`, a sync has ended at the next read."""
    api = api_of(FivetranMock(check_replies=True, sync_seconds=0))
    made = api.create(schedule_type="manual")
    act(api, made, "sync")

    assert "2026-01-01T00:00:00.000000Z" == api.get(made["id"])["succeeded_at"]


def test_state_is_kept_for_functions_only(api):
    """Only functions and the Connector SDK have a state, after the first write."""
    plain = api.create(schema="a")
    function = api.create("connector_sdk", schema="b", paused=True)
    path = f"/v1/connections/{function['id']}/state"
    none_yet = api.send("GET", path)
    written = api.send("PATCH", path, {"state": {"cursor": [1]}})

    assert "405 MethodNotAllowed" == api.send("GET", f"/v1/connections/{plain['id']}/state").refusal
    assert "400 IllegalState" == none_yet.refusal
    assert "Connection state has been updated" == written.json()["message"]
    assert {"state": {"cursor": [1]}} == api.send("GET", path).data


def test_state_is_written_only_while_paused(api):
    """A state write is refused unless the connection is paused, and is a conflict during a sync."""
    made = api.create("aws_lambda")
    path = f"/v1/connections/{made['id']}/state"
    running = api.send("PATCH", path, {"state": {}})
    act(api, made, "sync")

    assert "400 IllegalState" == running.refusal
    assert "409 IllegalState" == api.send("PATCH", path, {"state": {}}).refusal


def test_connect_card_completes_the_set_up(api):
    """The token of a Connect Card completes the set-up; the connection is connected and syncs."""
    made = api.create(run_setup_tests=False)
    card = act(api, made, "connect-card", CARD)
    token = card["data"]["connect_card"]["token"]
    completed = api.mock.complete_connect_card(token)

    assert "Connection Connect Card has been created" == card["message"]
    assert card["data"]["connector_id"] == made["id"]
    assert parse_qs(urlsplit(card["data"]["connect_card"]["uri"]).query) == {
        "redirect_uri": ["https://example.test/done"],
        "auth": [token],
        "hide_setup_guide": ["false"],
    }
    assert "connected" == completed["status"]["setup_state"]
    api.mock.advance(minutes=1)
    assert "connected syncing" == states(api, made)


def test_connect_card_token_is_good_for_a_day(api):
    """A token that is changed, a day old, or of a deleted connection completes nothing."""
    made = api.create(run_setup_tests=False)
    token = act(api, made, "connect-card", CARD)["data"]["connect_card"]["token"]
    for wrong in (token + "x", "x" + token, token.partition(".")[2], "."):
        with pytest.raises(InvalidToken, match="not created by this mock"):
            api.mock.complete_connect_card(wrong)
    api.mock.advance(minutes=24 * 60 + 1)
    with pytest.raises(InvalidToken, match="older than a day"):
        api.mock.complete_connect_card(token)
    young = act(api, made, "connect-card", CARD)["data"]["connect_card"]["token"]
    api.send("DELETE", f"/v1/connections/{made['id']}")
    with pytest.raises(InvalidToken, match="does not exist any more"):
        api.mock.complete_connect_card(young)


def test_connect_card_token_is_masked_in_the_journal(api):
    """The journal shows a created card without its token."""
    made = api.create(run_setup_tests=False)
    card = act(api, made, "connect-card", CARD)["data"]["connect_card"]
    shown = api.mock.calls[-1].response["data"]["connect_card"]

    assert "******" == shown["token"]
    assert card["token"] not in json.dumps([call.to_data() for call in api.mock.calls])
    assert "redirect_uri" in shown["uri"]
