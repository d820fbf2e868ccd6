"""Plans: the compared values, the output, and the proposed actions."""

from typing import Any

import pytest

from fivetran_common.json_types import has_value
from fivetran_connections import InvalidRequest, RepeatedCursor, UnexpectedAnswer
from fivetran_connections.code import (
    Action,
    Change,
    Declaration,
    Difference,
    InvalidFiles,
    Plan,
    PlanOptions,
    Selector,
    apply,
    load,
    plan,
)
from fivetran_connections.code.body import answer_to, compare_body, sent_by, update_of
from fivetran_mock import Fault, FivetranMock

from .conftest import body, database, declared


def patch(change: Change) -> dict[str, Any]:
    """Return the body of the update that a change comes to."""
    assert change.declaration
    return sent_by(change.declaration, change.differences, change.found or {})


def only(planned: Plan) -> Change:
    """Return the one change of a plan."""
    (change,) = planned
    return change


def seed(mock: FivetranMock, *bodies: dict[str, Any]) -> list[str]:
    """Plant connections in the mock and return their ids."""
    return list(mock.seed(connections=list(bodies)))


def test_proposes_to_create_what_is_missing(fivetran):
    """A missing connection is planned as a create, and planning only reads."""
    change = only(plan(fivetran, declared(body())))

    assert Action.CREATE == change.action
    assert "amber_kettle/pin_eu" == str(change)
    assert change.connection_id is None
    assert {"action": "create", "group_id": "amber_kettle", "schema": "pin_eu", "service": "pinterest_ads"} == (
        change.as_json()
    )


def test_shows_each_value_that_differs(fivetran, mock):
    """An update shows each changed key with old and new value; keys that the file omits stay unchanged."""
    (identifier,) = seed(mock, body(paused=True, sync_frequency=360, config={"click_attribution_window": "ONE"}))

    change = only(plan(fivetran, declared(body(sync_frequency=60, config={"click_attribution_window": "SEVEN"}))))

    assert Action.UPDATE == change.action
    assert identifier == change.connection_id
    assert (
        Difference("body", "/config/click_attribution_window", "ONE", "SEVEN"),
        Difference("body", "/sync_frequency", 360, 60),
    ) == change.keys
    assert {"sync_frequency": 60, "config": {"click_attribution_window": "SEVEN"}} == patch(change)


@pytest.mark.parametrize(
    "asked",
    [
        pytest.param(body(), id="defaults of the server"),
        pytest.param(body(private_link_id=None, config={"custom_reports": []}), id="null and empty against absent"),
        pytest.param(body(config={"advertisers": ["2", "1"], "sync_mode": "SpecificAdvertisers"}), id="order of a set"),
        pytest.param(body(auth={"refresh_token": "t", "client_access": {"client_id": "c"}}), id="credentials"),
        pytest.param(body(run_setup_tests=False, trust_certificates=False), id="options of the call"),
        pytest.param(body(config={"nothing": {}}), id="an object without values"),
        pytest.param(body(sync_frequency=None, data_delay_sensitivity=None), id="null against a default"),
    ],
)
def test_shows_no_false_difference(fivetran, mock, asked):
    """Server defaults, masked values, null instead of absent and the order of sets are no difference."""
    seed(mock, body(config={"advertisers": ["1", "2"], "sync_mode": "SpecificAdvertisers"}))

    planned = plan(fivetran, declared(asked))

    assert planned.is_empty
    assert Action.UNCHANGED == only(planned).action


def test_says_what_cannot_be_seen(fivetran, mock):
    """A masked value counts as equal, and the plan lists it as unseen."""
    seed(mock, database(password="old"))

    asked = {**database(password="new"), "auth": {"token": "t"}, "trust_certificates": True}

    change = only(plan(fivetran, declared(asked)))

    assert Action.UNCHANGED == change.action
    assert ["/config/password", "/auth/token", "/trust_certificates"] == list(change.hidden)


def test_rotates_secrets_when_told(fivetran, mock):
    """With `rotate_secrets` one update sends every value that the API hides, and the plan shows none of them."""
    seed(mock, database(password="hunter2"))
    asked = declared({**database(password="hunter3"), "auth": {"token": "my_token", "no": None}})

    change = only(plan(fivetran, asked, options=PlanOptions(rotate_secrets=True)))

    assert ["/config/password", "/auth/token", "/auth/no"] == [key.pointer for key in change.keys]
    assert {"config": {"password": "hunter3"}, "auth": {"token": "my_token", "no": None}} == patch(change)
    assert not any(secret in f"{change} {change!r} {change.as_json()}" for secret in ("my_token", "hunter"))


def test_refuses_permanent_keys(fivetran, mock):
    """A changed permanent key is refused with the option that allows a replacement; with it, one is planned."""
    seed(mock, body(config={"timeframe_months": "THREE"}))
    asked = declared(body(config={"timeframe_months": "SIX"}, paused=True))

    refused = only(plan(fivetran, asked))
    replaced = only(plan(fivetran, asked, options=PlanOptions(allow_replace=True)))

    assert Action.REFUSED == refused.action
    assert Action.REPLACE == replaced.action
    assert "/config/timeframe_months is permanent." in refused.reasons[0]
    assert "--allow-replace" in refused.reasons[0]
    assert not plan(fivetran, asked).is_empty


def test_refuses_changes_that_break_rules(fivetran, mock, prints):
    """The plan refuses a change that breaks a rule, with the rule's advice."""
    seed(mock, body(sync_frequency=1440))

    change = only(plan(fivetran, declared(body(daily_sync_time="05:30", sync_frequency=1440)), memory=prints))

    assert Action.REFUSED == change.action
    assert change.reasons[0].startswith("/daily_sync_time: ")


def test_refuses_a_group_that_does_not_exist():
    """For an unknown group, only its own connections are refused."""
    mock = FivetranMock(groups=["amber_kettle"])
    with mock.client() as fivetran:
        planned = plan(fivetran, declared(body(), {**body(), "group_id": "nowhere"}))

    assert [Action.CREATE, Action.REFUSED] == [change.action for change in planned]
    assert ("There is no group nowhere: list them with `groups`.",) == planned.changes[1].reasons


def test_null_clears(fivetran, mock, prints):
    """Null clears an existing value in one update, even if the server then shows a default."""
    seed(mock, {**database(update_method="XMIN"), "sync_frequency": 60})
    asked = declared({**database(update_method=None), "sync_frequency": None})

    planned = plan(fivetran, asked, memory=prints)
    report = apply(fivetran, planned)

    assert [("/config/update_method", "XMIN", None), ("/sync_frequency", 60, None)] == sorted(
        (key.pointer, key.old, key.new) for key in only(planned).keys
    )
    assert report.ok
    assert plan(fivetran, asked, memory=prints).is_empty


def test_leaves_to_others_what_is_ignored(fivetran, mock):
    """Values at and below the pointers of `ignore_changes` are neither compared nor sent."""
    seed(mock, body(config={"click_attribution_window": "ONE"}, paused=True))
    asked = body(config={"click_attribution_window": "SEVEN"}, paused=False, trust_certificates=True)

    ignored = declared(asked, ignore_changes=("/config", "/paused", "/trust_certificates"))
    partly = declared(asked, ignore_changes=("/config/click_attribution_window", "/trust_certificates"))

    assert plan(fivetran, ignored).is_empty
    assert ["/paused"] == [key.pointer for key in only(plan(fivetran, partly)).keys]


def test_sends_a_nested_value_whole(fivetran, mock):
    """A nested value is sent complete, with values set elsewhere, without masked and ignored ones."""
    found = {
        "a": 1,
        "mine": "old",
        "theirs": "kept",
        "sub": {"x": 1, "l": ["y"]},
        "password": "hidden",
        "left": "x",
        "deep": {"k": 1, "list": ["v"]},
    }
    seed(mock, database(nested=found))
    asked = {"a": 2, "mine": "new", "left": "y", "gone": "z", "token": "t", "deep": {"k": 2}}
    ignored = ("/config/nested/left", "/config/nested/gone", "/config/nested/token")

    change = only(plan(fivetran, declared(database(nested=asked), ignore_changes=ignored)))

    sent = {
        "a": 2,
        "mine": "new",
        "theirs": "kept",
        "sub": {"x": 1, "l": ["y"]},
        "left": "x",
        "deep": {"k": 2, "list": ["v"]},
    }
    assert {"config": {"nested": sent}} == patch(change)


@pytest.mark.parametrize(("found", "asked"), [({"k": 1}, 5), (5, {"k": 1}), ({"k": 1}, ["v"])], ids=str)
def test_a_value_of_another_kind_is_sent_as_it_is(fivetran, mock, found, asked):
    """Where an object replaces another value, or another value an object, nothing is merged."""
    seed(mock, database(nested=found))

    assert {"config": {"nested": asked}} == patch(only(plan(fivetran, declared(database(nested=asked)))))


def test_ignores_no_more_than_the_pointer_names(fivetran, mock):
    """A key whose name only begins like an ignored one is compared and sent."""
    seed(mock, database(nested={"k": 1}, nested_too={"k": 1}))
    asked = database(nested={"k": 2}, nested_too={"k": 2})

    change = only(plan(fivetran, declared(asked, ignore_changes=("/config/nested",))))

    assert {"config": {"nested_too": {"k": 2}}} == patch(change)


def test_never_sends_a_mask_back(fivetran, mock):
    """An ignored secret in a nested value is left out of the update, since only its mask is known."""
    seed(mock, database(nested={"port": 1, "password": "hidden", "list": [{"token": "hidden"}]}))
    asked = {"port": 2, "password": "other", "list": [{"token": "other"}]}
    ignored = ("/config/nested/password", "/config/nested/list")

    change = only(plan(fivetran, declared(database(nested=asked), ignore_changes=ignored)))

    assert {"config": {"nested": {"port": 2}}} == patch(change)


@pytest.mark.parametrize(
    "told", [{"run_setup_tests": False}, {"trust_certificates": True}, {"trust_fingerprints": True}], ids=str
)
def test_an_update_has_the_options_of_the_call(fivetran, mock, told):
    """`run_setup_tests` and the `trust_` options of a file go with an update; null is left out, as by a create."""
    seed(mock, database())
    silent = dict.fromkeys(("run_setup_tests", "trust_certificates", "trust_fingerprints"))

    apply(fivetran, plan(fivetran, declared({**database(port=5433), **silent, **told})))

    (sent,) = [call.body for call in mock.calls if call.operation == "update_connection"]
    assert {"config": {"port": 5433}, **told} == sent


def test_replaces_only_where_every_error_is_a_permanent_key(fivetran, mock):
    """With `allow_replace`, a change that breaks another rule too is refused: a new connection would break it again."""
    seed(mock, body(sync_frequency=1440, daily_sync_time="05:00", config={"timeframe_months": "THREE"}))
    asked = body(sync_frequency=1440, daily_sync_time="05:30", config={"timeframe_months": "SIX"})

    change = only(plan(fivetran, declared(asked), options=PlanOptions(allow_replace=True)))

    assert Action.REFUSED == change.action
    assert ["/config/timeframe_months", "/daily_sync_time"] == sorted(each.split(":")[0] for each in change.reasons)


def test_a_cleared_value_that_others_set_is_cleared_again(fivetran, mock, prints):
    """The memory of a null covers the default in its place, but not a value that others set."""
    apps = {"group_id": "amber_kettle", "service": "itunes_connect", "config": {"schema": "apps"}}
    (identifier,) = seed(mock, apps)
    asked = declared({**apps, "config": {"schema": "apps", "app_sync_mode": None}})
    apply(fivetran, plan(fivetran, asked, memory=prints), memory=prints)
    assert plan(fivetran, asked, memory=prints).is_empty

    fivetran.connections.update(identifier, {"config": {"app_sync_mode": "SpecificApps", "apps": ["1"]}})

    (key,) = only(plan(fivetran, asked, memory=prints)).keys
    assert "/config/app_sync_mode" == key.pointer
    assert "SpecificApps" == key.old
    assert key.new is None


def test_a_declared_false_that_the_answer_lacks_is_sent(fivetran, mock, prints):
    """A key that the answer lacks equals only its published default; a declared false is sent once."""
    s3 = {"group_id": "amber_kettle", "service": "s3", "config": {"schema": "files", "bucket": "b"}}
    seed(mock, s3)

    usual = declared({**s3, "config": {**s3["config"], "quote_character_enabled": True, "prefix": ""}})
    other = declared({**s3, "config": {**s3["config"], "quote_character_enabled": False}})

    assert plan(fivetran, usual, memory=prints).is_empty
    assert {"config": {"quote_character_enabled": False}} == patch(only(plan(fivetran, other, memory=prints)))


@pytest.mark.parametrize("key", ["destination_schema_names", "data_checks"])
@pytest.mark.parametrize("rotate", [True, False])
def test_a_key_of_a_create_that_cannot_be_seen_is_only_named(fivetran, mock, prints, key, *, rotate):
    """A key that only a create can set, and that the answer lacks, is named, never sent, and no reason to replace."""
    value = {"destination_schema_names": "SOURCE_NAMING", "data_checks": True}[key]
    seed(mock, database())
    options = PlanOptions(allow_replace=True, rotate_secrets=rotate)

    change = only(plan(fivetran, declared({**database(), key: value}), options=options, memory=prints))

    assert Action.UNCHANGED == change.action
    assert "unknown" == change.hidden[f"/{key}"]


def test_a_null_service_is_no_other_service(prints):
    """If an answer has no service, the connection is compared as one of the declared service."""
    (asked,) = declared(database(port=2))
    found = {"id": "an_id", "group_id": "amber_kettle", "schema": "pg", "service": None, "config": {"port": 1}}

    differences = compare_body(asked, found, prints.known(found), PlanOptions(allow_replace=True))

    assert [("/service", "unseen"), ("/config/port", "change")] == [
        (each.pointer, each.status) for each in differences if each.pointer in {"/service", "/config/port"}
    ]


def test_a_null_beside_a_nested_value_is_not_sent():
    """A null within config cannot be seen, so an update of its object leaves it out."""
    (asked,) = declared(database(nested={"a": 2}))
    found = {**database(nested={"a": 1, "b": None}), "id": "an_id", "schema": "pg"}

    sent = update_of(asked.body, found, [("config", "nested", "a")], ignored=())

    assert {"config": {"nested": {"a": 2}}} == sent


@pytest.mark.parametrize(
    ("asked", "before", "after", "others", "doubted"),
    [
        ({"paused": True}, {"paused": False}, {"paused": False}, ["/paused"], ""),
        ({"sync_frequency": 60}, {"sync_frequency": 360}, {"sync_frequency": 15}, ["/sync_frequency"], ""),
        ({"sync_frequency": 60}, {"sync_frequency": 360}, {"sync_frequency": 60}, [], ""),
        ({"schedule_type": None}, {"schedule_type": "manual"}, {"schedule_type": "auto"}, [], ""),
        ({"schedule_type": None}, {"schedule_type": "manual"}, {"schedule_type": "manual"}, ["/schedule_type"], ""),
        ({"config": {"password": "p"}}, {"config": {}}, {"config": {"password": "******"}}, [], ""),
        ({"config": {"token": "t"}}, {"config": {}}, {"config": {}}, [], ""),
        ({"config": {"port": 1}}, {"config": {}}, {"config": {}}, [], "The answer lacks a sent value: /config/port."),
        ({"config": {"port": 1}}, {"config": {}}, {"config": {"port": None}}, [], "The answer lacks"),
        ({"auth": {"id": "x"}}, {}, {}, [], ""),
    ],
    ids=str,
)
def test_a_value_that_an_update_did_not_set_is_told(asked, before, after, others, doubted):
    """Of an update, values that the answer shows otherwise, lacks, or did not clear are named; no secrets."""
    answer = answer_to(asked, before, after)

    names = ("/paused", "/sync_frequency", "/schedule_type")
    assert others == [pointer for pointer in names if pointer in answer.others]
    assert (bool(others), bool(doubted)) == (bool(answer.others), bool(answer.doubts))
    assert "".join(answer.doubts).startswith(doubted)


@pytest.mark.parametrize(
    ("pointer", "sent"),
    [
        ("/config/hosts/0/token", True),
        ("/config/nested/key", True),
        ("/config/nested/other", False),
        ("/config/other", False),
        ("/config/port/key", False),
        ("/auth/key", False),
    ],
)
def test_a_value_in_a_list_is_sent_with_the_list(pointer, *, sent):
    """A value is sent if the update has it, or has the list that it is in, which is sent whole."""
    assert sent == has_value(pointer, {"config": {"hosts": [{"token": "t"}], "nested": {"key": 1}, "port": 1}})


def test_lists_and_deletes_what_no_file_names(fivetran, mock):
    """Unmanaged connections are searched in the groups of the files, and deleted only with the option."""
    ours, theirs, _ = seed(mock, body(), body("other"), {**body("x"), "group_id": "elsewhere"})
    asked = declared(body())

    silent = plan(fivetran, asked)
    listed = plan(fivetran, asked, options=PlanOptions(unmanaged=True))
    deleted = plan(fivetran, asked, options=PlanOptions(delete_unmanaged=True))

    assert [ours] == [change.connection_id for change in silent]
    assert [(ours, "unchanged"), (theirs, "unmanaged")] == [(each.connection_id, each.action) for each in listed]
    assert ["amber_kettle/pin_eu", "amber_kettle/other"] == list(map(str, listed))
    assert listed.is_empty
    assert (theirs,) == tuple(change.connection_id for change in deleted.having(Action.DELETE))


def test_names_duplicates_of_the_account(fivetran, mock, prints):
    """Of several with one group and schema, that of the memory or else the oldest counts; the others are reported."""
    first, second = seed(mock, body(), body())

    change = only(plan(fivetran, declared(body(), body("new"))[:1], options=PlanOptions(unmanaged=True)))

    assert first == change.connection_id
    assert (second,) == change.duplicates
    prints.begin(declared(body())[0], second, unsure=False)
    known = only(plan(fivetran, declared(body()), memory=prints))
    assert (second, (first,), ()) == (known.connection_id, known.duplicates, known.warnings)


def test_an_item_that_a_list_repeats_is_one_connection(fivetran, mock):
    """A connection that moves between the pages of a list, and is read twice, is no duplicate of itself."""
    (identifier,) = seed(mock, body())
    item = fivetran.connections.get(identifier).to_dict()
    page = {"code": "Success", "data": {"items": [item, item]}}
    mock.add_fault({"operation": "list_group_connections", "status": 200, "body": page})

    change = only(plan(fivetran, declared(body())))

    assert Action.UNCHANGED == change.action
    assert identifier == change.connection_id
    assert () == change.duplicates


def test_selects_by_group_service_schema_and_state(fivetran):
    """A selector selects declared and unmanaged connections; a state selects existing ones only."""
    for each in (body("a_1"), body("b_1"), body("b_2", run_setup_tests=False), database()):
        fivetran.connections.create(each)
    asked = declared(body("a_1"), body("a_2"), body("b_2"))

    def chosen(**selector: Any) -> list[str]:
        options = PlanOptions(unmanaged=True, selector=Selector(**selector))
        return [change.schema for change in plan(fivetran, asked, options=options)]

    assert ["a_1", "a_2"] == chosen(schemas=("a_*",))
    assert ["pg"] == chosen(services=("postgres",))
    assert ["b_2"] == chosen(states=("incomplete",))
    with pytest.raises(InvalidRequest, match="The service postgers matches no connection"):
        chosen(services=("postgers",))


def test_a_page_that_breaks_off_is_read_again(fivetran, mock):
    """A page of a list whose JSON breaks off ends no plan, unless it always does."""
    seed(mock, body())
    mock.add_fault(Fault(operation="list_group_connections", nth=1, answer="malformed_json"))

    assert plan(fivetran, declared(body())).is_empty
    mock.assert_called("list_group_connections", times=2)
    mock.add_fault(Fault(operation="list_group_connections", answer="malformed_json"))
    with pytest.raises(UnexpectedAnswer, match="is not JSON"):
        plan(fivetran, declared(body()))


@pytest.mark.parametrize(("old", "new"), [("pinterest_ads", "google_ads"), ("postgres", "pinterest_ads")])
def test_another_service_is_a_replacement(fivetran, mock, old, new):
    """A change to another service replaces the connection if that is allowed, whatever keys the old service has."""
    name = "schema_prefix" if old == "postgres" else "schema"
    seed(mock, {"group_id": "amber_kettle", "service": old, "config": {name: "pin_eu"}})
    keys = {"customer_id": "1"} if new == "google_ads" else {"sync_mode": "AllAdvertisers"}
    asked = declared({"group_id": "amber_kettle", "service": new, "config": {"schema": "pin_eu", **keys}})

    refused = only(plan(fivetran, asked))
    replaced = only(plan(fivetran, asked, options=PlanOptions(allow_replace=True)))

    assert Action.REFUSED == refused.action
    assert ["/service is permanent. Leave it"] == [reason[:31] for reason in refused.reasons]
    assert Action.REPLACE == replaced.action


def test_a_list_that_repeats_itself_is_no_plan(fivetran, mock):
    """A list with a repeated cursor raises, since a plan from it could create duplicates."""
    seed(mock, *(body(f"s{number}") for number in range(1001)))
    mock.add_fault({"operation": "list_group_connections", "answer": "repeated_cursor"})

    with pytest.raises(RepeatedCursor):
        plan(fivetran, declared(body("s7")))


@pytest.mark.parametrize(
    ("wrong", "complaint"),
    [
        ("not a connection", "does not have the documented form"),
        ({}, "does not have the documented form"),
        ({"config": 7}, "/data/items/0/config is not an object"),
        ({"status": [1]}, "/data/items/0/status is not an object"),
        ({"schema": ["pg"]}, "/data/items/0/schema is not text"),
    ],
)
def test_a_listed_connection_of_another_shape_is_refused(fivetran, mock, wrong, complaint):
    """An item, a part that a plan compares, or a name by which it finds the connection, is named where it is wrong."""
    item = {"id": "brisk_otter", "schema": "pin_eu", **wrong} if isinstance(wrong, dict) else wrong
    page = {"code": "Success", "data": {"items": [item], "next_cursor": None if wrong else 7}}
    mock.add_fault({"operation": "list_group_connections", "status": 200, "body": page})

    with pytest.raises(UnexpectedAnswer, match=complaint):
        plan(fivetran, declared(body()))


def test_a_change_without_numbers_of_json_is_refused(fivetran, mock):
    """The plan refuses a value that JSON cannot represent."""
    seed(mock, database())

    change = only(plan(fivetran, declared(database(port=float("nan")))))

    assert Action.REFUSED == change.action


def test_reads_a_thousand_connections_with_each_request():
    """A plan needs one request for each thousand connections of a group if the lists have their `config`."""
    mock = FivetranMock(behaviours={"list_config": "present"})
    seed(mock, *(body(f"s{number}") for number in range(1500)))

    planned = plan(mock.client(), declared(*(body(f"s{number}") for number in range(1500))))

    assert 1500 == planned.count(Action.UNCHANGED)
    assert 2 == len(mock.calls)
    assert all("limit=1000" in call.query for call in mock.calls)


def test_reads_the_declared_connections_whose_items_lack_their_config(fivetran, mock):
    """Of a list without `config`, each declared connection is read, and no other one; the caller can follow it."""
    ids = seed(mock, *(body(f"s{number}") for number in range(12)))
    followed: list[tuple[int, int]] = []

    planned = plan(
        fivetran,
        declared(*(body(f"s{number}") for number in range(10))),
        on_read=lambda done, total: followed.append((done, total)),
    )

    assert 10 == planned.count(Action.UNCHANGED)
    read = [call.path.rsplit("/", 1)[1] for call in mock.calls if call.operation == "get_connection"]
    assert sorted(ids[:10]) == sorted(read)
    assert (10, 10) == max(followed)


def test_compares_connections_in_the_chosen_states_in_full(fivetran, mock):
    """A connection that a selector chooses by its state is read where the list lacks its `config`; no other is."""
    seed(mock, body(config={"click_attribution_window": "ONE"}))
    asked = declared(body(config={"click_attribution_window": "SEVEN"}))

    chosen, left_out = (
        plan(fivetran, asked, options=PlanOptions(selector=Selector(states=(state,))))
        for state in ("incomplete", "broken")
    )

    assert (Difference("body", "/config/click_attribution_window", "ONE", "SEVEN"),) == only(chosen).keys
    assert 0 == len(left_out)
    assert ["list_group_connections", "get_connection"] == [call.operation for call in mock.calls][:2]
    assert ["list_group_connections"] == [call.operation for call in mock.calls][2:]


@pytest.mark.parametrize(
    ("year", "answers", "action"),
    [("2026", 1, Action.CREATE), ("9998", 5, Action.UNCHANGED), ("9998", 6, Action.CREATE)],
)
def test_a_connection_that_is_gone_before_it_is_read_is_created_again(fivetran, mock, year, answers, action):
    """A listed connection whose read is answered 404 is planned as a create; a new one only after five more reads."""
    seed(mock, {**body(), "created_at": f"{year}-01-01T00:00:00.000000Z"})
    mock.add_fault(Fault(operation="get_connection", status=404, times=answers))

    assert action == only(plan(fivetran, declared(body()))).action


@pytest.mark.parametrize("status", [403, 500])
def test_a_connection_that_cannot_be_read_is_refused_and_the_others_are_applied(fivetran, mock, status):
    """Its reason is the answer of the API, and the changes of the others are carried out."""
    unread, other = seed(mock, body("a"), body("b"))
    mock.add_fault(Fault(operation="get_connection", connection_id=unread, status=status))
    asked = declared(body("a", sync_frequency=60), body("b", sync_frequency=60))

    refused, changed = apply(fivetran, plan(fivetran, asked)).outcomes

    assert ["refused", "done"] == [refused.result, changed.result]
    assert f"GET /v1/connections/{unread} was answered {status}" in refused.message
    assert 60 == mock.connection(other)["sync_frequency"]


def test_warns_of_a_name_that_the_api_may_have_changed(fivetran, mock):
    """A name that exists in lower case and with underscores is planned as a create, with a warning."""
    seed(mock, body("brand_eu"))

    change = only(plan(fivetran, declared(body("Brand EU"))))

    assert Action.CREATE == change.action
    assert "write brand_eu in the file" in change.warnings[0]


def test_a_null_of_a_policy_changes_nothing(fivetran):
    """In a policy that Python declares, None leaves a value as it is."""
    identifier = fivetran.connections.create(body()).id
    fivetran.schemas.reload(identifier)
    policy = {"schema_change_handling": None, "schemas": {"pin_eu": {"enabled": None}}}

    assert Action.UNCHANGED == only(plan(fivetran, declared(body(), tables=policy))).action


def test_a_change_of_an_unchecked_service_is_planned(write):
    """The catalogue refuses a change that it does not know, unless the options leave its service unchecked."""
    mock = FivetranMock(groups=["g"], services=["postgres"])
    sent = {"group_id": "g", "service": "postgres", "config": {"schema_prefix": "s", "hosst": "new"}}
    seed(mock, {**sent, "config": {"schema_prefix": "s", "hosst": "old"}})
    path = write(sent, "shop.yaml")
    declared = load(path, unchecked=["postgres"])

    with pytest.raises(InvalidFiles, match="add --unchecked postgres"):
        load(path)
    assert Action.REFUSED == only(plan(mock.client(), declared)).action
    assert Action.UPDATE == only(plan(mock.client(), declared, options=PlanOptions(unchecked=("postgres",)))).action


def test_a_secret_of_its_service_alone_does_not_show(fivetran, mock, write):
    """A value that only its service marks as a secret shows neither in a plan nor in the repr of a declaration."""
    hidden = {"group_id": "g", "service": "pingdom", "config": {"schema": "s", "username": "hush-hush"}}
    seed(mock, {**hidden, "config": {"schema": "s"}})
    declaration = load(write(hidden, "pingdom.yaml"))
    planned = plan(fivetran, declaration, options=PlanOptions(rotate_secrets=True))

    assert "hush-hush" not in f"{declaration[0].body!r} {planned!r} {only(planned).as_json()}"
    assert Action.UPDATE == only(planned).action
    assert "hush-hush" not in repr(only(plan(fivetran, declared(hidden))).as_json())


def test_a_plain_schema_of_a_service_is_compared(fivetran, mock):
    """A `schema` beside the prefix that names the destination is a value like any other."""
    body = {"group_id": "g", "service": "db2luw", "config": {"schema": "old", "schema_prefix": "p"}}
    seed(mock, body)
    asked = Declaration("g", "p", {**body, "config": {"schema": "new", "schema_prefix": "p"}})
    change = only(plan(fivetran, [asked]))

    assert (Difference("body", "/config/schema", "old", "new"),) == change.keys
    assert {"config": {"schema": "new"}} == patch(change)
