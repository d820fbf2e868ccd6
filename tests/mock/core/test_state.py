"""Seeds, snapshots, stores and resets: the whole state."""

import json
import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from fivetran_mock import FivetranMock, InvalidSeed, InvalidSnapshot, SetupTest, SetupTestScript, StoredRow, SyncScript

from ..._stores import NO_SPACE, Keeping
from ._asking import ask, create, data
from ._everything import Everything

HALF = "\ud800"
"""No UTF-8."""

PLAIN: dict[str, Any] = {"group_id": "g", "service": "mailchimp", "config": {"schema": "s"}}

RESCHEDULED = {"setup_state": "connected", "sync_state": "rescheduled"}

SEED: dict[str, Any] = {
    "groups": ["g1"],
    "connections": [
        {
            "group_id": "g2",
            "service": "mailchimp",
            "config": {"schema": "a"},
            "id": "my_own",
            "status": {"setup_state": "connected"},
        },
        {"group_id": "g2", "service": "pinterest_ads", "config": {"schema": "b"}, "status": {"sync_state": "paused"}},
    ],
    "setup_tests": [
        {"status": "FAILED", "message": "no", "service": "mailchimp", "times": 1},
        {"tests": [{"title": "T"}]},
    ],
    "syncs": [{"outcome": "failed", "message": "broken", "times": 2}],
}


def test_seed_is_planted(mock):
    """Seeded groups and connections exist in their given states, and scripts apply."""
    ids = mock.seed(SEED)
    first, second = mock.connections()

    assert ids == ["my_own", second["id"]]
    assert "connected" == first["status"]["setup_state"]
    assert "paused" == second["status"]["sync_state"]
    assert second["paused"]
    assert "THREE" == second["config"]["timeframe_months"]
    assert ["FAILED"] == [test["status"] for test in create(mock, "c")["setup_tests"]]
    assert ["T"] == [test["title"] for test in create(mock, "d")["setup_tests"]]
    mock.advance(minutes=20)
    assert mock.connection("my_own")["failed_at"] is not None
    assert ["g1", "g2", "g"] == [group["id"] for group in data(mock, "GET", "/v1/groups")["items"]]


def test_seed_takes_python_values_too(mock):
    """Groups, connections and scripts may be given as arguments."""
    ids = mock.seed(
        groups=["g"],
        connections=[
            {"group_id": "g", "service": "mailchimp", "config": {"schema": "s"}, "succeeded_at": "2025-01-01T00:00:00Z"}
        ],
        setup_tests=[SetupTestScript(tests=(SetupTest(status="WARNING"),))],
        syncs=[SyncScript(outcome="rescheduled")],
    )

    assert "2025-01-01T00:00:00Z" == mock.connection(ids[0])["succeeded_at"]
    with pytest.raises(KeyError, match="there is no connection other"):
        mock.connection("other")


@pytest.mark.parametrize(("kind", "shown"), [("text", "443"), ("number", 443)], ids=["text", "number"])
@pytest.mark.parametrize("sent", ["443", 443], ids=["as text", "as a number"])
def test_port_of_a_destination(kind, shown, sent):
    """A port is answered in the type that the behaviour names, in whichever it was sent."""
    mock = FivetranMock(behaviours={"destination_port": kind})
    ask(mock, "PATCH", "/v1/destinations/g", {"config": {"port": sent}, "run_setup_tests": False})

    assert shown == data(mock, "GET", "/v1/destinations/g")["config"]["port"]


def test_seeded_tuple_is_a_list(mock):
    """A tuple in a seeded connection is kept as the list that answers show, in every part of the connection."""
    schedule = {"schedule_type": "TIME_OF_DAY", "time_of_day": "10:00", "days_of_week": ("MONDAY",)}
    details = {"accounts": ("a", ("b",))}
    body = {"group_id": "g", "service": "mailchimp", "config": {"schema": "s"}, "schedule": schedule}
    (planted,) = mock.seed(connections=[{**body, "source_sync_details": details}])

    record = mock.connection(planted)
    assert ["MONDAY"] == record["schedule"]["days_of_week"]
    assert ["a", ["b"]] == record["source_sync_details"]["accounts"]


@pytest.mark.parametrize(
    ("seed", "message"),
    [
        ([], "/: this has to be an object"),
        ({"group": []}, "/group: there is no such key; did you mean groups?"),
        ({"groups": ["g", ""]}, "/groups/1: this has to be the id of a group, or an object with id and name"),
        ({"connections": [{"group_id": "g"}]}, "/connections/0/service: "),
        (
            {"connections": [{**SEED["connections"][0], "status": {"setup_state": "x"}}]},
            "/connections/0/status/setup_state: this has to be one of broken, connected, incomplete",
        ),
        (
            {"connections": [{**SEED["connections"][0], "status": {"setup_stat": "broken"}}]},
            "/connections/0/status/setup_stat: there is no such key; did you mean setup_state?",
        ),
        ({"setup_tests": [{"status": "MAYBE"}]}, "/setup_tests/0/status: this has to be one of PASSED"),
        ({"setup_tests": [{"tests": {}}]}, "/setup_tests/0/tests: this has to be a list"),
        ({"setup_tests": [{"tests": [], "title": "x"}]}, "/setup_tests/0/title: this has to be left out beside tests"),
        ({"syncs": [{"outcome": "win"}]}, "/syncs/0/outcome: this has to be one of succeeded, failed, rescheduled"),
        ({"syncs": [{"times": 0}]}, "/syncs/0/times: this has to be a whole number from 1"),
        ({"groups": [{"name": "Far"}]}, "/groups/0/id: this key is required"),
        ({"groups": [{"id": "far", "title": "Far"}]}, "/groups/0/title: there is no such key; there are id, name"),
        ({"groups": [HALF]}, "/: this cannot be written as JSON: "),
        ({"groups": [10**5000]}, "/: this cannot be written as JSON: a number has too many digits"),
        ({"groups": [{1, 2}]}, "/: this cannot be written as JSON: "),
        ({"setup_tests": [{"details": [1, float("nan")]}]}, "/: this cannot be written as JSON: "),
        ({"setup_tests": [{"message": None}]}, "/setup_tests/0/message: this has to be a text"),
        ({"syncs": [{"times": None, "service": None, "message": ""}, 1]}, "/syncs/1: this has to be an object"),
    ],
)
def test_wrong_seed_is_named(mock, seed, message):
    """An invalid seed is refused in one sentence with the pointer, and nothing is added."""
    with pytest.raises(InvalidSeed) as caught:
        mock.seed(seed)

    assert str(caught.value).startswith(message)
    assert caught.value.pointer == message.partition(":")[0].removesuffix("/")
    assert FivetranMock().snapshot() == mock.snapshot()


@pytest.mark.parametrize(
    ("beside", "message"),
    [
        ({"id": ""}, "/id: this has to be an id of letters, digits, _ and -, as it stands in addresses"),
        ({"id": "a/b"}, "/id: this has to be an id of letters, digits, _ and -, as it stands in addresses"),
        ({"id": 5}, "/id: this has to be an id of letters, digits, _ and -, as it stands in addresses"),
        ({"service_version": "x"}, "/service_version: this has to be of type integer"),
        ({"created_at": "yesterday"}, "/created_at: this has to be a date and time with its zone, as in 2026-01-01T"),
        ({"created_at": None}, "/created_at: this has to be of type string"),
        ({"status": {"is_historical_sync": "x"}}, "/status/is_historical_sync: this has to be of type null or boolean"),
        ({"status": {"tasks": 3}}, "/status/tasks: this has to be of type array"),
        ({"status": None}, "/status: this has to be an object"),
        ({"status": {"sync_state": "syncing"}}, "/status/sync_state: syncing is only for a setup_state of connected"),
        (
            {"paused": True, "status": {"setup_state": "connected", "sync_state": "syncing"}},
            "/status/sync_state: syncing contradicts paused: true",
        ),
        ({"paused": False, "status": {"sync_state": "paused"}}, "/status/sync_state: paused contradicts paused: false"),
        (
            {"status": {"rescheduled_for": "2026-01-01T00:00:00Z"}},
            "/status/rescheduled_for: this is only for a sync_state of rescheduled",
        ),
        (
            {"status": {**RESCHEDULED, "rescheduled_for": "2016-12-31T23:59:60Z"}},
            "/status/rescheduled_for: this has to be a date and time with its zone",
        ),
    ],
)
def test_seeded_connection_is_one_that_an_answer_may_show(mock, beside, message):
    """A seeded connection is refused if the document forbids it, its id is unusable, or it contradicts itself."""
    with pytest.raises(InvalidSeed) as caught:
        mock.seed(connections=[{**PLAIN, **beside}])

    assert str(caught.value).startswith(f"/connections/0{message}")
    assert [] == mock.connections()


@pytest.mark.parametrize(
    ("data", "connections"),
    [
        ({"groups": ["ok"], "connections": [PLAIN]}, [{**PLAIN, "id": "a/b"}]),
        ({"connections": [{**PLAIN, "id": "x"}]}, [{**PLAIN, "id": "x", "config": {"schema": "other"}}]),
        ({"connections": [PLAIN], "syncs": [{"outcome": "failed"}]}, [PLAIN]),
        ({"groups": ["ok", HALF]}, []),
    ],
    ids=["wrong", "id", "schema", "text"],
)
def test_seed_is_planted_whole_or_not_at_all(mock, data, connections):
    """One wrong argument refuses the whole seed; ids and time stay."""
    twin = FivetranMock()
    assert [] == mock.connections() == twin.connections()
    with pytest.raises(InvalidSeed):
        mock.seed(data, connections=connections)

    assert twin.snapshot() == mock.snapshot()
    assert create(twin) == create(mock)
    mock.advance(minutes=15)
    assert mock.connections()[0]["failed_at"] is None


def test_schema_is_seeded_once_where_it_is_created_once(mock):
    """A seed with a used schema is refused like a create, within the seed and the account."""
    refused = r'^/connections/{}: An integration with schema "s" already exists, please choose a different schema$'
    with pytest.raises(InvalidSeed, match=refused.format(1)):
        mock.seed(connections=[PLAIN, PLAIN])
    create(mock, "s")
    with pytest.raises(InvalidSeed, match=refused.format(0)):
        mock.seed(connections=[PLAIN])

    assert 2 == len(FivetranMock(behaviours={"duplicate_schema": "allowed"}).seed(connections=[PLAIN, PLAIN]))


def test_generated_ids_are_not_those_that_were_seeded():
    """A seeded id is never generated again, in the same seed or later."""
    probe = FivetranMock()
    names = [create(probe, name)["id"] for name in "abcdef"]
    bodies = [{**PLAIN, "config": {"schema": name}} for name in "abc"]
    mock = FivetranMock()
    planted = mock.seed(connections=[bodies[0], {**bodies[1], "id": names[0]}, {**bodies[2], "id": names[4]}])
    made = create(mock, "d")["id"]

    assert [names[1], names[0], names[4]] == planted
    assert names[5] == made


@pytest.mark.parametrize(
    ("status", "minutes"),
    [
        ({"sync_state": "syncing"}, 10),
        ({"sync_state": "syncing", "is_historical_sync": False}, 1),
        ({"sync_state": "rescheduled", "rescheduled_for": "2026-01-01T02:00:00+01:00"}, 70),
        ({"sync_state": "rescheduled", "rescheduled_for": "2025-01-01T00:00:00Z"}, 10),
        ({"sync_state": "rescheduled"}, 70),
    ],
)
@pytest.mark.parametrize("schedule", ["auto", "manual"])
def test_seeded_sync_ends(mock, status, minutes, schedule):
    """A connection seeded as syncing or rescheduled continues at its time."""
    seeded = {**PLAIN, "schedule_type": schedule, "status": {"setup_state": "connected", **status}}
    (identifier,) = mock.seed(connections=[seeded])
    shown = mock.connection(identifier)
    mock.advance(minutes=minutes - 1)
    before = mock.connection(identifier)["succeeded_at"]
    mock.advance(minutes=1, seconds=1)
    after = mock.connection(identifier)

    assert None is before
    assert shown["status"]["sync_state"] in ("syncing", "rescheduled")
    assert "scheduled" == after["status"]["sync_state"]
    assert after["succeeded_at"] is not None
    assert "rescheduled_for" not in after["status"]


def test_seed_may_have_what_is_only_warned_of(mock):
    """A seed with a warning is accepted, unless the mock is strict."""
    config = {"schema": "a", "sync_mode": "AllAdvertisers", "advertisers": ["1"]}
    seed = {"connections": [{"group_id": "g", "service": "pinterest_ads", "config": config}]}

    assert 1 == len(mock.seed(seed))
    with pytest.raises(InvalidSeed, match=r"^/connections/0/config/"):
        FivetranMock(strict=True).seed(seed)


def test_id_of_a_seed_must_be_free(mock):
    """A seed with a used id is refused, within the seed and the account."""
    connection = {"group_id": "g", "service": "mailchimp", "config": {"schema": "a"}, "id": "my_own"}
    with pytest.raises(InvalidSeed, match=r"^/connections/1/id: this id is taken$"):
        mock.seed({"connections": [connection, {**connection, "config": {"schema": "b"}}]})
    mock.seed({"connections": [connection]})
    with pytest.raises(InvalidSeed, match=r"^/connections/0/id: this id is taken$"):
        mock.seed({"connections": [connection]})


def busy(mock: FivetranMock) -> dict[str, Any]:
    """Fill a mock with records of every kind."""
    mock.seed(SEED)
    made = create(mock, "x")
    function = create(mock, "f", service="connector_sdk", paused=True)
    ask(mock, "PATCH", f"/v1/connections/{function['id']}/state", {"state": {"a": 1}})
    ask(mock, "POST", "/v1/connections/my_own/schemas/reload")
    mock.advance(minutes=15)
    mock.connections()
    mock.start_sync("my_own")
    mock.end_sync("my_own", "rescheduled")
    gone = create(mock, "gone")
    ask(mock, "DELETE", f"/v1/connections/{gone['id']}")
    return made


def test_snapshot_brings_everything_back(mock):
    """After a restore, in the same mock or another, every answer is as at the snapshot."""
    busy(mock)
    snapshot = mock.snapshot()
    before = [mock.connections(), mock.now]
    mock.advance(minutes=500)
    ask(mock, "DELETE", "/v1/connections/my_own")
    create(mock, "later")
    mock.restore(snapshot)
    other = FivetranMock()
    other.restore(snapshot.decode())

    assert before == [mock.connections(), mock.now]
    assert snapshot == mock.snapshot() == other.snapshot()
    assert create(mock, "new")["id"] == create(other, "new")["id"]


@pytest.mark.parametrize(
    ("snapshot", "message"),
    [
        (b"", "this is not a snapshot"),
        (b"\xff", "this is not a snapshot"),
        (b"[]", "this is not a snapshot"),
        (b"[" * 100_000, "this is not a snapshot"),
        (b"{}", "this is not a snapshot"),
        (b'{"fivetran_mock":3,"records":NaN}', "this cannot be written as JSON: "),
        (b'{"fivetran_mock":3,"records":1}', "^/records: this has to be a list$"),
        (b'{"fivetran_mock":3,"records":[1]}', r'^/records/0: 1 is not of type "array"$'),
        (b'{"fivetran_mock":2,"records":[]}', "is of version 2, and this mock reads version 3: make it again"),
        (b'{"fivetran_mock":3,"records":[["odd",1,{}]]}', r'^/records/0/0: "odd" is not one of '),
    ],
)
def test_wrong_snapshot_changes_nothing(mock, snapshot, message):
    """An invalid snapshot is refused in one sentence, and the state stays."""
    busy(mock)
    before = mock.snapshot()
    with pytest.raises(InvalidSnapshot, match=message):
        mock.restore(snapshot)

    assert before == mock.snapshot()


def test_store_keeps_every_change_before_the_reply():
    """A mock made from a store has the state of the earlier mock."""
    store = Keeping()
    first = FivetranMock(store=store, check_replies=True)
    busy(first)
    second = FivetranMock(store=store)

    assert first.snapshot() == second.snapshot()
    assert create(first, "new")["id"] == create(second, "new")["id"]


def test_deleted_records_leave_nothing_in_the_store():
    """All that belongs to a deleted connection, group or destination is deleted from the store with it."""
    store = Keeping()
    everything = Everything(FivetranMock(store=store, check_replies=True))
    mock = everything.mock
    mock.script_syncs("failed", connection_id=everything.connection)
    ask(mock, "POST", f"/v1/connections/{everything.connection}/sync")
    mock.advance(minutes=60)
    mock.connections()
    before = {kind for kind, _ in store.kept}
    for made in mock.connections():
        ask(mock, "DELETE", f"/v1/connections/{made['id']}")
    for path in ("destinations/g", "groups/g"):
        assert 200 == ask(mock, "DELETE", f"/v1/{path}").status
    gone = {"connection", "destination"}

    assert gone <= before
    assert not gone & {kind for kind, _ in store.kept}
    assert mock.snapshot() == FivetranMock(store=store).snapshot()


def test_reading_writes_nothing():
    """Reading calls do not write to the store; changing calls write once."""
    store = Keeping()
    mock = FivetranMock(store=store)
    made = create(mock)
    writes = store.writes
    ask(mock, "GET", f"/v1/connections/{made['id']}")
    ask(mock, "GET", "/v1/connections")
    ask(mock, "POST", "/v1/connections", {})

    assert 1 == writes
    assert 1 == store.writes
    mock.advance(minutes=2)
    mock.connection(made["id"])
    assert 3 == store.writes  # the time, and the connection as it is by then


def test_restore_and_card_and_reset_reach_the_store():
    """A restore replaces the store's records, a completed card is stored, and a reset clears it."""
    store, mock = Keeping(), FivetranMock()
    busy(mock)
    kept = FivetranMock(store=store)
    create(kept, "old")
    kept.restore(mock.snapshot())
    made = create(kept, "card", run_setup_tests=False, connect_card_config={"redirect_uri": "http://a.b"})
    kept.complete_connect_card(made["connect_card"]["token"])

    assert kept.snapshot() == FivetranMock(store=store).snapshot()
    kept.reset()
    assert {} == store.kept


def test_removal_that_a_store_gives_is_skipped():
    """A store may return removed records, which are skipped."""
    store = Keeping()
    create(FivetranMock(store=store))
    store.load = lambda: [*Keeping.load(store), StoredRow("user", 99, None)]  # type: ignore[method-assign]  # odd

    assert 1 == len(FivetranMock(store=store).connections())


def state_of(mock: FivetranMock) -> list[Any]:
    """Return all records except the time."""
    return [record for record in json.loads(mock.snapshot())["records"] if record[0] != "clock"]


def test_call_that_cannot_be_kept_has_not_happened(caplog):
    """If the store cannot write a change, the answer is 500, the log has one line, and the state stays."""
    store = Keeping()
    mock = FivetranMock(store=store, check_replies=True, rate_limits="standard")
    made = create(mock, "a")
    ask(mock, "POST", "/v1/webhooks/account", {"url": "https://a.b/", "events": ["create_connector", "sync_start"]})
    before = state_of(mock)
    store.problem = NO_SPACE
    replies = [
        ask(mock, "POST", "/v1/connections", {**PLAIN, "config": {"schema": "b"}}),
        ask(mock, "PATCH", f"/v1/connections/{made['id']}", {"paused": True}),
        ask(mock, "DELETE", f"/v1/connections/{made['id']}"),
        ask(mock, "POST", f"/v1/connections/{made['id']}/sync"),
    ]

    assert [500] * 4 == [reply.status for reply in replies]
    assert {
        "code": "InternalError",
        "message": "Nothing was changed, since the change cannot be kept: no space left",
    } == json.loads(replies[0].body)
    assert 4 == len(caplog.records)
    assert "create_connection changed nothing: no space left" == caplog.records[0].getMessage()
    assert caplog.records[0].exc_info is None
    assert before == state_of(mock) == state_of(FivetranMock(store=store))
    mock.webhooks.deliver()
    assert [True] == [each.test for each in mock.webhooks.deliveries]
    store.problem = None
    assert "b" == create(mock, "b")["schema"]


@pytest.mark.usefixtures("naming_keys")
def test_reads_go_on_while_nothing_can_be_kept():
    """If the store is full, answers still show the effects of time, which are stored later."""
    store = Keeping()
    mock = FivetranMock(store=store)
    made = create(mock, "a")
    store.problem = NO_SPACE
    mock.advance(minutes=15)
    shown = json.loads(ask(mock, "GET", f"/v1/connections/{made['id']}").body)["data"]
    refused = ask(mock, "PATCH", f"/v1/connections/{made['id']}", {"group_id": "other"})
    unknown = ask(mock, "DELETE", "/v1/connections/odd")

    assert [400, 404] == [refused.status, unknown.status]
    assert shown["succeeded_at"] is not None
    (kept,) = mock.connections()
    assert {**kept, "config": shown["config"]} == shown
    store.problem = None
    assert [kept] == mock.connections() == FivetranMock(store=store).connections()


def test_what_the_mock_is_told_cannot_be_kept_either():
    """If the store is full, seed, restore, reset and cards raise its error, and change nothing for webhooks either."""
    store = Keeping()
    mock = FivetranMock(store=store)
    made = create(mock, "card", run_setup_tests=False, connect_card_config={"redirect_uri": "http://a.b"})
    ask(mock, "POST", "/v1/webhooks/account", {"url": "https://a.b/", "events": ["create_connector"]})
    other = FivetranMock()
    busy(other)
    other.advance(days=9)
    mock.advance(seconds=1)
    before, now = state_of(mock), mock.now
    store.problem = NO_SPACE
    for act in (
        lambda: mock.seed(SEED),
        lambda: mock.restore(other.snapshot()),
        lambda: mock.complete_connect_card(made["connect_card"]["token"]),
        mock.reset,
    ):
        with pytest.raises(OSError, match="no space left"):
            act()
        assert (before, now) == (state_of(mock), mock.now)

    store.problem = None
    assert before == state_of(FivetranMock(store=store))
    assert ["PASSED", "PASSED"] == [test["status"] for test in create(mock, "new")["setup_tests"]]
    mock.webhooks.assert_delivered(event="create_connector", schema="new")


def test_reset_forgets_what_waits_to_be_kept():
    """After a reset, changes that were not saved are not stored later."""
    store = Keeping()
    mock = FivetranMock(store=store)
    create(mock, "a")
    store.problem = NO_SPACE
    mock.advance(minutes=15)
    mock.connections()
    store.problem = None
    mock.reset()
    create(mock, "c")

    assert mock.snapshot() == FivetranMock(store=store).snapshot()


def test_a_store_is_written_by_one_thread_at_a_time(monkeypatch):
    """No other thread can answer or move time while a store is written, also by a move of time."""
    store, free = Keeping(), list[bool]()
    mock, write = FivetranMock(store=store), store.write

    def write_beside(changes: Sequence[StoredRow]) -> None:
        with ThreadPoolExecutor(1) as other:
            free.append(other.submit(mock.webhooks.api.lock.acquire, blocking=False).result())
        write(changes)

    monkeypatch.setattr(store, "write", write_beside)
    create(mock)
    mock.advance(hours=1)

    assert [False, False] == free


def test_defect_of_a_store_is_raised():
    """Another error than OSError in a store is raised, and the call has no effect."""
    store = Keeping()
    mock = FivetranMock(store=store)
    create(mock, "a")
    store.problem = RuntimeError("a defect")
    with pytest.raises(RuntimeError, match="a defect"):
        create(mock, "b")

    assert 1 == len(mock.connections()) == len(FivetranMock(store=store).connections())


def test_call_that_changes_nothing_needs_no_store():
    """A seed of scripts alone is not written, so that a store that fails does not refuse it."""
    store = Keeping(NO_SPACE)
    mock = FivetranMock(store=store)
    mock.seed(syncs=[SyncScript(outcome="failed")])

    assert 0 == store.writes


def test_groups_of_the_mock_are_there_after_a_restore():
    """A restored state has its own groups, and then those that the mock was given."""
    other = FivetranMock()
    other.seed(groups=["theirs"])
    mock = FivetranMock(groups=["mine"])
    mock.restore(other.snapshot())

    assert ["theirs", "mine"] == [group["id"] for group in data(mock, "GET", "/v1/groups")["items"]]


def test_groups_of_a_store_and_of_the_mock_are_all_there():
    """The groups of a store come before those that a later mock is given, and none is lost."""
    store = Keeping()
    create(FivetranMock(store=store), group_id="x")
    second = FivetranMock(store=store, groups={"a": "Marketing"})
    second.seed(groups=[{"id": "z", "name": "Late"}])
    listed = data(second, "GET", "/v1/groups")["items"]

    assert ["x", "a", "z"] == [each["id"] for each in listed]
    assert ["x", "Marketing", "Late"] == [each["name"] for each in listed]
    assert listed == data(FivetranMock(store=store), "GET", "/v1/groups")["items"]


def test_reset_makes_a_mock_as_new():
    """After a reset a mock equals a new one: records, times, ids, journal, scripts; a restore takes back times, too."""
    mock = FivetranMock(groups=["g", "amber_kettle"])
    new, fresh = mock.snapshot(), create(mock)
    busy(mock)
    mock.script_setup_tests(status="FAILED")
    mock.reset()

    assert [] == mock.calls
    assert new == mock.snapshot()
    assert fresh == create(mock)
    busy(mock)
    mock.restore(new)
    assert fresh["created_at"] == create(mock)["created_at"]


def test_reset_sets_behaviours_beside_those_of_the_settings():
    """A reset takes behaviours as the data of a file, beside those of the settings, until the next reset."""
    mock = FivetranMock(behaviours={"mask": "eight"})
    mock.reset(behaviours={"version": 1, "behaviours": {"last_page": "null"}})
    chosen = mock.behaviours
    mock.reset()

    assert ("eight", "null") == (chosen["mask"], chosen["last_page"])
    assert {**chosen, "last_page": "absent"} == mock.behaviours


def test_real_time_follows_the_clock_and_can_be_moved():
    """In real time, the mock follows the clock, ahead by the advanced amount, and never goes back."""
    mock = FivetranMock(realtime=True)
    before = mock.now
    made = create(mock, sync_frequency=1)
    mock.advance(minutes=30)
    snapshot = mock.snapshot()
    other = FivetranMock(realtime=True)
    other.restore(snapshot)

    assert mock.settings.realtime
    assert before < made["created_at"] < mock.now
    assert mock.connection(made["id"])["succeeded_at"] is not None
    assert other.now > made["created_at"]


def test_threads_do_not_disturb_each_other(mock):
    """Creates from several threads all succeed, each with its own id."""

    def work(name: int) -> None:
        for number in range(50):
            create(mock, f"{name}_{number}")

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))

    assert 200 == len({each["id"] for each in mock.connections()})


def test_group_whose_id_is_no_text_does_not_exist(mock):
    """A group id with an unpaired surrogate is not found."""
    assert 404 == ask(mock, "GET", f"/v1/groups/{HALF}").status
    assert 404 == ask(mock, "GET", f"/v1/destinations/{HALF}").status


def test_new_group_does_not_take_the_id_of_a_planted_one(mock):
    """A created group never gets the id of a seeded one."""
    probe = FivetranMock()
    taken = data(probe, "POST", "/v1/groups", {"name": "a"})["id"]
    mock.seed(groups=[taken])

    assert taken != data(mock, "POST", "/v1/groups", {"name": "a"})["id"]


def test_group_that_was_seeded_again_can_be_deleted_again():
    """A group seeded after its deletion exists, until it is deleted again."""
    store = Keeping()
    mock = FivetranMock(store=store)
    statuses = list[int]()
    for _ in range(2):
        mock.seed(groups=["g"])
        statuses += [ask(mock, method, "/v1/groups/g").status for method in ("GET", "DELETE", "GET")]

    assert [200, 200, 404] * 2 == statuses
    assert mock.snapshot() == FivetranMock(store=store).snapshot()


def test_deleted_user_leaves_only_its_own_groups(mock):
    """No group names a deleted user, not even in a snapshot; other members stay."""
    names = {"given_name": "A", "family_name": "B"}
    gone, kept = (data(mock, "POST", "/v1/users", {**names, "email": f"{name}@example.com"})["id"] for name in "ab")
    for group, name in ("ga", "gb", "hb"):
        ask(mock, "POST", f"/v1/groups/{group}/users", {"email": f"{name}@example.com"})
    ask(mock, "DELETE", f"/v1/users/{gone}")
    members = [each["id"] for each in data(mock, "GET", "/v1/groups/g/users")["items"]]

    assert kept in members
    assert gone not in members
    assert gone not in mock.snapshot().decode()


def restored(mock: FivetranMock, _: Keeping) -> FivetranMock:
    """Return another mock with the snapshot of one."""
    other = FivetranMock()
    other.restore(mock.snapshot())
    return other


def restarted(_: FivetranMock, store: Keeping) -> FivetranMock:
    """Return another mock with the store of one."""
    return FivetranMock(store=store)


@pytest.mark.parametrize("again", [restored, restarted])
@pytest.mark.parametrize(
    ("path", "body"),
    [("/v1/groups", {"name": "n"}), ("/v1/users", {"given_name": "A", "family_name": "B", "email": "a@example.com"})],
)
def test_id_of_a_deleted_record_is_not_used_again(path, body, again):
    """Snapshot and store remember how many ids were used, even if the latest record was deleted."""
    store = Keeping()
    mock = FivetranMock(store=store)
    made = data(mock, "POST", path, body)["id"]
    ask(mock, "DELETE", f"{path}/{made}")

    assert made != data(again(mock, store), "POST", path, body)["id"]


def test_restored_account_has_its_owner(mock):
    """After a restore into a mock with another seed, the owner of the key is the one of the snapshot."""
    ask(mock, "POST", "/v1/users", {"given_name": "A", "family_name": "B", "email": "a@example.com"})
    other = FivetranMock(random_seed=9)
    other.restore(mock.snapshot())

    def owner(each: FivetranMock) -> str:
        return str(data(each, "GET", "/v1/account/info")["user_id"])

    assert owner(mock) == owner(other)
    assert owner(mock) != owner(FivetranMock(random_seed=9))


def test_latest_script_comes_first_and_is_used_so_often(mock):
    """Of several scripts for syncs the latest counts, as often as it says; then the one before it does."""
    made = create(mock, schedule_type="manual")
    mock.script_syncs("failed", message="first", seconds=0)
    mock.script_syncs("failed", message="earlier")
    mock.script_syncs("failed", message="later", times=2)
    for _ in range(4):
        ask(mock, "POST", f"/v1/connections/{made['id']}/sync")
        mock.advance(minutes=11)
    errors = data(mock, "GET", f"/v1/connections/{made['id']}/errors")["items"]

    assert ["later", "later", "earlier", "earlier"] == [error["reason"] for error in errors]


@pytest.mark.parametrize("minutes", [9, 28])
def test_script_changes_nothing_that_was_due_before(mock, minutes):
    """A new script does not change syncs that ended before, or at its very moment."""
    made = create(mock)
    mock.advance(minutes=2)
    syncs = mock.connection(made["id"])["status"]["sync_state"]
    mock.advance(minutes=minutes)
    mock.script_syncs("failed", times=1)
    connection = mock.connection(made["id"])

    assert "syncing" == syncs
    assert connection["succeeded_at"] is not None
    assert connection["failed_at"] is None


def test_a_seeded_google_ads_connection_is_not_new():
    """A seeded connection with a status syncs unless the seed pauses it; the pause of a create is for new ones."""
    mock = FivetranMock()
    body = {"service": "google_ads", "group_id": "g", "config": {"schema": "a", "customer_id": "1"}}
    seeded = mock.seed(connections=[{**body, "status": {"setup_state": "connected"}}])
    mock.advance(hours=1)

    assert mock.connection(seeded[0])["succeeded_at"] is not None


def test_clearing_scripts_keeps_sources():
    """The schemas of sources stay when scripts are cleared, and a reset forgets them."""
    mock = FivetranMock()
    mock.seed({"sources": [{"schemas": {"shop": {"users": ["id"]}}}], "syncs": [{"outcome": "failed"}]})
    mock.clear_scripts()

    assert ["SourceScript"] == [script.partition("(")[0] for script in mock.scripts]
    mock.reset()
    assert [] == mock.scripts


def test_an_assigned_setting_is_refused():
    """An assignment to a setting, which would change nothing, is refused with the ways that change it."""
    mock = FivetranMock()

    with pytest.raises(AttributeError, match=r"FivetranMock\(sync_seconds=...\), the marker, or reset$"):
        mock.sync_seconds = 4320  # type: ignore[attr-defined]  # the mistake


@pytest.mark.parametrize(
    ("kind", "aim", "problem"),
    [
        ("script_syncs", {"outcome": "failed", "service": "mailchip"}, "'mailchip'; did you mean mailchimp?"),
        ("script_setup_tests", {"destination_id": "nope"}, "there is no destination nope"),
    ],
)
def test_a_script_for_nothing_is_refused(kind, aim, problem):
    """A script for a service or a destination that does not exist is refused at the call."""
    mock = FivetranMock(groups=["known"], services=["own"])
    mock.script_syncs("failed", service="own")
    mock.script_setup_tests(destination_id="known")

    with pytest.raises((KeyError, ValueError), match=re.escape(problem)):
        getattr(mock, kind)(**aim)
