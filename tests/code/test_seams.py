"""The seams of a connection's parts: existence, body, tables and hold, in both states and each order."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import httpx
import pytest

from fivetran_connections.code import Action, Declaration, Plan, PlanOptions, SavedPlan, Stop, apply, plan
from fivetran_connections.code.applying import update_values
from fivetran_connections.code.body import losses
from fivetran_connections.code.memory import MEMORY_KEY
from fivetran_connections.code.plans import Captured
from fivetran_connections.code.policies import has_synced
from fivetran_connections.code.tables import table_changes
from fivetran_mock import SetupTest

from .conftest import Account

GROUP = "amber_kettle"
POLICY: Mapping[str, Any] = {"schemas": {"pin_eu": {"tables": {"campaign_report": {"enabled": True}}}}}
BLOCKED: Mapping[str, Any] = {**POLICY, "schema_change_handling": "BLOCK_ALL"}
AUTH: Mapping[str, Any] = {"refresh_token": "t", "client_access": {"client_id": "c", "client_secret": "s"}}
FAILED = SetupTest(title="Connecting", status="FAILED", message="not yet")


def pinterest(tables: Mapping[str, Any] | None = None, *, ignored: tuple[str, ...] = (), **body: Any) -> Declaration:
    """Declare a connection of Pinterest."""
    whole = {"group_id": GROUP, "service": "pinterest_ads", "config": {"schema": "pin_eu"}, **body}
    return Declaration(GROUP, "pin_eu", whole, ignored, tables)


def amplitude(**config: Any) -> Declaration:
    """Declare a connection of Amplitude, whose credentials are an object."""
    whole = {"group_id": GROUP, "service": "amplitude", "config": {"schema": "amp", **config}}
    return Declaration(GROUP, "amp", whole)


def postgres(value: str | None = "p", **body: Any) -> Declaration:
    """Declare a connection of Postgres."""
    config = {"schema_prefix": "pg", "host": "h", **({"password": value} if value else {})}
    return Declaration(GROUP, "pg", {"group_id": GROUP, "service": "postgres", "config": config, **body})


def statuses(planned: Plan) -> list[tuple[str, str]]:
    """Return pointer and status of each difference of the only connection."""
    return [(each.pointer, each.status) for each in planned.changes[0].differences]


HOLDS: Mapping[str, dict[str, Any]] = {
    "tables": {"declared": pinterest(POLICY)},
    "tables, pause ignored": {"declared": pinterest(POLICY, ignored=("/paused",))},
    "set-up": {"declared": pinterest(), "unpause_when_connected": True},
    "set-up, file runs it": {"declared": pinterest(paused=False), "unpause_when_connected": True},
    "both": {"declared": pinterest(POLICY), "unpause_when_connected": True},
}


@pytest.mark.parametrize("hold", HOLDS.values(), ids=HOLDS)
@pytest.mark.parametrize("with_option", [True, False], ids=["same options", "no options"])
def test_a_hold_waits_for_the_set_up_and_then_ends(account, hold, *, with_option):
    """While something waits a plan is settled and not empty; a saved one holds after the set-up; then it is empty."""
    options = {key: value for key, value in hold.items() if key != "declared"}
    declared, later = hold["declared"], options if with_option else {}
    account.mock.script_setup_tests(FAILED)

    first = account.apply(declared, **options)
    waiting = account.plan(declared, **later)
    saved = SavedPlan.of(waiting, account="a", paths=(), options={}, api_secret="s")
    again = account.apply(declared, **later)
    account.set_up()
    now = plan(account.fivetran, [declared], options=PlanOptions(**later), approved=saved)
    saved.check(now, "a", saved.verify("s"))
    account.mock.add_fault({"operation": "update_connection", "status": 403, "times": 1})
    refused = account.apply(declared, **later)
    ended = account.apply(declared, **later)

    assert (None, None) == (first.error, again.error)
    assert {"set-up"} == {each.waits_for for each in first.waiting} == {each.waits_for for each in again.waiting}
    assert (False, True) == (waiting.is_empty, waiting.is_settled)
    assert {"waiting"} == {status for _, status in statuses(waiting)}
    assert {"change"} == {each.status for each in now.changes[0].differences}
    (*_, last) = now.changes[0].differences
    assert ("" if "paused" in declared.body else "an apply paused it until now") == last.reason
    assert ("done" if declared.tables else "failed") == refused.result
    assert "Forbidden" == type(refused.error).__name__
    assert ("done", False) == (ended.result, account.found["paused"])
    assert account.plan(declared, **later).is_empty


def lost(account: Account) -> None:
    """Create it in a run that ended before the answer, when its file had no policy yet."""
    account.memory.begin(pinterest(), "", [], unsure=True)
    account.fivetran.connections.create(dict(pinterest().body))


def adopted(account: Account, *, paused: bool = True) -> None:
    """Let somebody create it paused or running, and apply its file without a policy."""
    account.fivetran.connections.create(dict(pinterest(paused=paused).body))
    account.apply(pinterest(), adopt=True)


def held(account: Account) -> None:
    """Create it by an apply that cannot put its policy in place."""
    account.mock.add_fault({"operation": "update_schema_config", "status": 500})
    account.apply(pinterest(BLOCKED))
    account.mock.clear_faults()


def begun(account: Account) -> None:
    """Let somebody unpause a held one, and pause it after its first sync."""
    held(account)
    account.mock.resume(str(account.found["id"]))
    account.mock.advance(days=1)
    account.mock.pause(str(account.found["id"]))


def forgotten(account: Account) -> None:
    """Lose the memory of a held one."""
    held(account)
    account.file.unlink()


PAUSES: Mapping[str, tuple[Callable[[Account], None], list[tuple[Any, str]]]] = {
    "lost create": (lost, [(True, "change")]),
    "adopted, paused by somebody": (adopted, [(False, "refused")]),
    "adopted, running": (partial(adopted, paused=False), []),
    "held": (held, [(False, "change")]),
    "begun": (begun, []),
    "forgotten": (forgotten, [(False, "refused")]),
}
"""How a connection came to its pause, and what the next plan of its file with a policy does to it."""


@pytest.mark.parametrize(("came", "pauses"), PAUSES.values(), ids=PAUSES)
def test_the_next_plan_knows_whose_pause_it_is(account, came, pauses):
    """A plan pauses after a lost create, ends a hold that stands, and refuses to end a pause of unknown origin."""
    came(account)
    change = account.change(pinterest(BLOCKED))

    assert pauses == [(each.new, each.status) for each in change.differences if each.part == "hold"]


def test_a_hold_survives_another_key_of_the_memory(account, monkeypatch):
    """With another key, a held connection is still released, and its values are unknown."""
    account.mock.script_setup_tests(FAILED)
    declared = pinterest(POLICY, auth=AUTH)
    account.apply(declared)
    account.set_up()
    monkeypatch.setenv(MEMORY_KEY, "ab" * 32)

    before = [*account.memory.entries]
    account.mock.add_fault({"operation": "update_connection", "status": 400, "times": 1})
    account.apply(replace(declared, body={**declared.body, "sync_frequency": 60}))
    assert before == [*account.memory.entries]
    assert ("tables",) == account.memory.known(account.found).hold.held
    assert "unknown" == account.memory.known(account.found).says("/auth/refresh_token", "t")
    account.apply(declared)

    assert not account.found["paused"]


ANEW = pinterest(POLICY, auth=AUTH, sync_frequency=60)
PUBLIC = {"schemas": {"public": {"tables": {"user": {"enabled": True}}}}}
AS_DECLARED = replace(postgres(None, sync_frequency=360), tables=PUBLIC)


NULL = replace(
    postgres("p", config={"client_private_key": None, "schema_prefix": "pg", "host": "h"}, paused=False), tables=PUBLIC
)
RELEASES = {"paused": False, "run_setup_tests": False}


@pytest.mark.parametrize("declared", [ANEW, AS_DECLARED, NULL], ids=["a body", "no body", "a null key"])
@pytest.mark.parametrize(
    ("fault", "is_lost"),
    [
        ({}, False),
        *(({"status": status}, status >= 500) for status in (400, 403, 500)),
        ({"socket": "reset", "when": "after"}, True),
    ],
    ids=["", "400", "403", "500", "lost answer"],
)
def test_what_is_made_anew_by_hand_is_held_by_the_request_of_its_body(account, declared, fault, *, is_lost):
    """One request has its body and the pause, then tables and release follow; if it fails, the next apply goes on."""
    account.apply(declared)
    account.fivetran.connections.delete(str(account.found["id"]))
    made = {key: value for key, value in declared.body.items() if key != "auth"}
    made["config"] = {key: value for key, value in made["config"].items() if value is not None}
    account.fivetran.connections.create({**made, "sync_frequency": 360, "paused": False})
    account.sent()
    if fault:
        account.mock.add_fault({"operation": "update_connection", "times": 1, **fault})

    planned = account.plan(declared)
    done = account.apply(declared)
    first, *more = updates(account)
    was_paused = account.found["paused"]
    again = account.apply(declared)
    later = updates(account)

    assert first["paused"]
    shown = {each.pointer.split("/")[1] for each in planned.changes[0].keys}
    assert {"paused", "tables"} <= shown == {"tables", *first} - {"run_setup_tests"}
    assert ([] if fault else [RELEASES]) == more
    assert (bool(fault), is_lost) == (bool(done.error), "run apply again, which looks it up first" in done.message)
    assert was_paused == ("when" in fault)
    assert ("done" if fault else "unchanged") == again.result
    assert ([RELEASES] if fault else []) == later[-1:]
    assert was_paused or not fault or later[0]["paused"]
    assert not account.found["paused"]
    assert account.plan(declared).is_empty


def updates(account: Account) -> list[Any]:
    """Return the bodies of the updates that were sent, and forget them."""
    return [body for name, body in account.sent() if name == "update_connection"]


def test_rotated_secrets_are_one_update(account):
    """With `rotate_secrets`, an apply sends each hidden value once, also where tables and a release follow."""
    declared = pinterest(POLICY, auth=AUTH)
    account.mock.script_setup_tests(FAILED)
    account.apply(declared)
    account.mock.clear_scripts()
    account.sent()

    for more in ([RELEASES], []):
        account.apply(declared, rotate_secrets=True)
        first, *others = updates(account)
        assert (AUTH.keys(), more) == (first["auth"].keys(), others)
    assert account.plan(declared).is_empty


LOCKED = "_fivetran_synced"


@pytest.mark.parametrize("allow_loss", [False, True])
def test_members_that_an_update_may_remove_are_refused(account, *, allow_loss):
    """Visible members beside a change are sent along; a masked one is refused, or left out if allowed."""
    config = {
        "host": "h",
        "nested": {"port": 1, "name": "n", "password": "hidden"},
        "list": [{"id": "1", "name": "n", "token": "t"}],
    }
    account.mock.seed(connections=[{**postgres().body, "config": {"schema_prefix": "pg", **config}}])
    asked = postgres(None).body
    nested = {**asked["config"], "nested": {"port": 2}, "list": [{"id": "1", "size": 2}]}
    declared = Declaration(GROUP, "pg", {**asked, "config": nested})

    planned = account.plan(declared, allow_loss=allow_loss)
    done = account.apply(declared, allow_loss=allow_loss)

    lost = [each.pointer for each in planned.changes[0].differences if each.status == "refused"]
    assert ([] if allow_loss else ["/config/nested/password", "/config/list/0/token"]) == lost
    assert ("done" if allow_loss else "refused") == done.result
    bodies = [body["config"] for name, body in account.sent() if name == "update_connection"]
    sent = {"nested": {"port": 2, "name": "n"}, "list": [{"id": "1", "name": "n", "size": 2}]}
    assert ([sent] if allow_loss else []) == bodies


@pytest.mark.parametrize("knows", [False, True], ids=["no memory", "memory"])
@pytest.mark.parametrize("allow_loss", [False, True])
def test_an_ignored_credential_is_never_sent(account, *, allow_loss, knows):
    """An update of `auth` leaves an ignored value out, which may remove it: it is refused, unless that is allowed."""
    account.apply(pinterest(auth=AUTH), memory=knows)
    account.sent()
    changed = pinterest(
        auth={"refresh_token": "u", "client_access": {**AUTH["client_access"], "client_id": "d"}},
        ignored=("/auth/refresh_token",),
    )

    refused = account.change(changed, allow_loss=allow_loss).having("refused")
    account.apply(changed, allow_loss=allow_loss)

    assert ([] if allow_loss else ["/auth/refresh_token"]) == [each.pointer for each in refused]
    bodies = [body for _, body in account.sent()]
    masked = dict.fromkeys(("client_id", "client_secret"), "******")
    assert ([{"auth": {"client_access": masked}}] if allow_loss else []) == bodies
    assert allow_loss == account.plan(changed).is_empty


@pytest.mark.parametrize(
    ("items", "lost"),
    [
        ([{"key": "b", "value": "y"}], []),
        ([{"key": "b", "value": "y"}, {"key": "a", "value": "x"}], []),
        ([{"key": "c"}, {"key": "b", "value": "y"}], ["/config/list/0/value"]),
        ([{"key": "c"}], ["/config/list/0/value", "/config/list/1/value"]),
        ([{"key": "x", "value": "y"}, {"key": "b", "note": "n"}], ["/config/list/0/value"]),
        ([{"key": "b", "value": "y"}, "text"], []),
        ([{"key": "b", "value": "y"}, {"key": "a"}] * 2500, ["/config/list/0/value"]),
        ([{"key": "b", "value": "y"}, {"key": "a"}] * 2501, ["/config/list/1/value"]),
    ],
    ids=["one less", "another order", "one replaced", "no match", "two matches", "text", "10,000 pairs", "too many"],
)
def test_items_of_lists_match_by_their_visible_values(items, lost):
    """An item that leaves a list is no loss; without a match, the members of all items that are left count."""
    stored = [{"key": "a", "note": "n", "value": "****"}, {"key": "b", "value": "****"}]
    found = losses({"config": {"list": items}}, {"config": {"list": stored}})

    assert lost == [each.pointer for each in found]


def test_null_for_an_object_is_sent_once_or_named(account):
    """Null for an object whose members were sent is sent once; null for auth, which no update takes, is named."""
    held = amplitude(aws_credentials={"bucket_name": "b", "s3_role_arn": "arn:x"})
    account.apply(held)
    account.sent()
    cleared = amplitude(aws_credentials=None)

    account.apply(cleared)

    assert [("update_connection", {"config": {"aws_credentials": None}})] == account.sent()
    assert account.plan(cleared).is_empty
    assert "change" in {status for _, status in statuses(account.plan(held))}
    account.apply(pinterest(auth=AUTH))
    assert {"/auth": "unknown"} == account.plan(pinterest(auth=None)).changes[0].hidden


def test_null_that_clears_nothing_is_named_in_each_plan(tmp_path):
    """If the API keeps the value, each plan names it, and nothing is sent again."""
    account = Account(tmp_path, null_in_update="kept")
    account.apply(postgres())
    body = postgres(None).body
    declared = Declaration(GROUP, "pg", {**body, "config": {**body["config"], "password": None}})

    done = account.apply(declared)
    account.sent()

    assert done.message.endswith("Null cleared nothing: /config/password.")
    for _ in range(2):
        assert {"/config/password": "kept"} == account.plan(declared).changes[0].hidden
        assert "unchanged" == account.apply(declared).result
    assert [] == account.sent()


def test_adopted_secrets_are_not_sent_until_they_change(account):
    """With `adopt`, unknown hidden values are assumed, and not sent later; a changed one is sent."""
    declared = pinterest(auth=AUTH)
    account.fivetran.connections.create(dict(declared.body))
    account.sent()

    sends = account.plan(declared).changes[0].keys
    account.apply(declared, adopt=True)

    assert ("/auth/refresh_token", "not shown by the API") in [(key.pointer, key.reason) for key in sends]
    assert [] == account.sent()
    assert {"assumed"} == {*account.plan(declared).changes[0].hidden.values()}
    account.apply(pinterest(auth={**AUTH, "refresh_token": "u"}), adopt=True)
    assert ["update_connection"] == [name for name, _ in account.sent()]


CLIENT: frozenset[str] = frozenset({"/auth/client_access/client_id", "/auth/client_access/client_secret"})


@pytest.mark.parametrize("is_lost", [False, True], ids=["confirmed", "answer lost"])
def test_a_member_of_auth_that_left_the_file_is_not_dropped_silently(account, *, is_lost):
    """An update whose `auth` lacks a member that was sent is refused, unless that is allowed."""
    account.apply(pinterest())
    if is_lost:
        account.mock.add_fault({"operation": "update_connection", "status": 500, "times": 1})
    account.apply(pinterest(auth=AUTH))
    account.sent()
    less = pinterest(auth={"refresh_token": "u"})

    refused = account.change(less)
    assert CLIENT == {each.pointer for each in refused.having("refused")}
    assert "/auth/client_access/client_id may be removed, as its parent is sent whole" in refused.reasons[0]
    assert "refused" == account.apply(less).result
    assert [] == account.sent()
    assert "done" == account.apply(less, allow_loss=True).result
    assert [{"auth": {"refresh_token": "******"}}] == [body for _, body in account.sent()]
    assert Action.UPDATE is account.change(pinterest(auth={"refresh_token": "v"})).action


def test_a_lost_create_whose_values_may_not_be_sent_again_has_failed(account):
    """If a list lags, apply finds what a stopped create made; an update that may remove members is refused."""
    account.memory.begin(pinterest(auth=AUTH), "", ["/auth", *CLIENT], unsure=True)
    planned = plan(account.fivetran, [less := pinterest(auth={"refresh_token": "u"})], memory=account.memory)
    account.fivetran.connections.create(dict(pinterest(auth=AUTH).body))

    (outcome,) = apply(account.fivetran, planned, memory=account.memory).outcomes

    assert "but it may lack values of its file: /auth/client_access/" in outcome.message
    assert account.change(less).having("refused")


def test_rotation_does_not_doubt_what_was_sent(tmp_path):
    """A name that a create sent, and no update can change, is not called unknown where all hidden values are sent."""
    account = Account(tmp_path, naming_keys="absent")
    body = {"group_id": GROUP, "service": "s3", "config": {"schema": "lake", "table": "raw", "bucket": "b"}}
    declared = Declaration(GROUP, "lake.raw", body)
    account.apply(declared)

    assert {"/config/table": "sent"} == account.change(declared, rotate_secrets=True).hidden


SHOWN: Mapping[str, Any] = {"database": "prod", "update_method": "XMIN", "password": "p"}
SCHEDULE: Mapping[str, Any] = {"sync_frequency": 1440, "daily_sync_time": "14:00", "hybrid_deployment_agent_id": "a"}


@pytest.mark.parametrize(
    ("behaviour", "assumed"),
    [
        ({}, set[str]()),
        ({"unset_key": "null"}, {"/config/database", "/config/update_method"}),
        ({"unset_secret": "null"}, set[str]()),
        ({"config_defaults": "hidden", "list_config": "present", "naming_keys": "present"}, set[str]()),
    ],
    ids=["as usual", "null for a key", "null for a secret", "defaults hidden"],
)
def test_what_an_answer_would_show_is_never_assumed(tmp_path, behaviour, assumed):
    """With `adopt`, a value that would be shown and is not is sent once; what may be hidden, or is secret, is named."""
    account = Account(tmp_path, **behaviour)
    account.fivetran.connections.create(dict(postgres(None).body))
    declared = postgres("p", **SCHEDULE)
    declared = replace(declared, body={**declared.body, "config": {**declared.body["config"], **SHOWN}})
    account.sent()

    sends = account.change(declared, adopt=True).keys
    outcomes = [account.apply(declared, adopt=True), account.apply(declared, adopt=True)]

    config = {key: value for key, value in SHOWN.items() if f"/config/{key}" not in {*assumed, "/config/password"}}
    assert [("update_connection", {**SCHEDULE, **({"config": config} if config else {})})] == account.sent()
    assert {"not set in the account"} == {each.reason for each in sends if each.pointer != "/sync_frequency"}
    assert ["done", "unchanged"] == [outcome.result for outcome in outcomes]
    change, is_null = account.change(declared, adopt=True), behaviour.get("unset_secret") == "null"
    named = {**dict.fromkeys(assumed, "assumed"), "/config/password": "assumed" if is_null else "unknown"}
    assert (Action.UNCHANGED, named) == (
        change.action,
        {at: word for at, word in change.hidden.items() if word != "sent"},
    )
    assert ([] if is_null else ["/config/password"]) == [each.pointer for each in account.change(declared).keys]


@pytest.mark.parametrize(
    ("service", "config", "behaviour"),
    [
        ("zendesk", {"connecting_user": "a@b.c"}, {}),
        ("postgres", {"host": "h"}, {}),
        ("linkedin_ads", {"post_click_attribution_window_size": "DAY_30"}, {"config_defaults": "hidden"}),
    ],
    ids=["may be null", "of an empty config", "a default"],
)
def test_what_may_be_set_all_the_same_is_assumed(tmp_path, service, config, behaviour):
    """With `adopt`, a key that answers may leave out, any key of an empty `config`, and a default are not sent."""
    account = Account(tmp_path, **behaviour)
    name = {"schema_prefix" if service == "postgres" else "schema": "x"}
    more = {"domain": "d"} if service == "zendesk" else {}
    bare = {"group_id": GROUP, "service": service, "config": {**name, **more}}
    account.mock.seed(connections=[bare])
    declared = Declaration(GROUP, "x", {**bare, "config": {**bare["config"], **config}})
    account.apply(declared, adopt=True)

    assert [] == account.sent()
    assert account.plan(declared).is_empty


def test_what_was_assumed_is_sent_once_an_answer_would_show_it(account):
    """A value that the memory assumes, as of an empty `config`, is sent once an answer would show it and lacks it."""
    account.fivetran.connections.create(dict(postgres(None).body))
    account.apply(postgres(None), adopt=True)
    declared = postgres("p")
    account.memory.confirm(declared, str(account.found["id"]), {"/config/password": "p"}, sent={})
    account.sent()

    assert {"/config/password": "assumed"} != account.change(declared).hidden
    account.apply(declared)
    assert [{"config": {"password": "******"}}] == [body for _, body in account.sent()]


def test_a_hidden_value_that_goes_with_others_is_a_change(account):
    """A hidden value that the memory does not know is a change where its key is sent whole with another value."""
    account.fivetran.connections.create(amplitude(aws_credentials={"bucket_name": "a", "s3_role_arn": "theirs"}).body)
    declared = amplitude(aws_credentials={"bucket_name": "b", "s3_role_arn": "ours"})

    (_, role) = account.change(declared, adopt=True).keys
    account.apply(amplitude(aws_credentials={"bucket_name": "a", "s3_role_arn": "ours"}), adopt=True)
    (_, assumed) = account.change(declared, adopt=True).keys

    assert ("/config/aws_credentials/s3_role_arn", "sent with the values beside it") == (role.pointer, role.reason)
    assert "sent with the values beside it: assumed, perhaps older than the account's" == assumed.reason


@pytest.mark.parametrize("exclusive", [False, True])
def test_what_a_policy_enables_needs_what_is_above_it(account, *, exclusive):
    """A disabled schema above a declared table is a difference, which counts the other tables that start with it."""
    declared = pinterest({**POLICY, "exclusive": exclusive})
    account.apply(pinterest())
    account.fivetran.schemas.reload(str(account.found["id"]))
    account.fivetran.schemas.update(str(account.found["id"]), {"schemas": {"pin_eu": {"enabled": False}}})

    (key, *_) = [key for key in account.plan(declared).changes[0].keys if key.pointer.endswith("/pin_eu/enabled")]
    account.apply(declared)

    assert (False, True) == (key.old, key.new)
    assert f"{0 if exclusive else 9} other tables start by it" == key.reason
    assert account.plan(declared).is_empty
    assert account.fivetran.schemas.get(str(account.found["id"])).to_dict()["schemas"]["pin_eu"]["enabled"]
    tables = {"a": {"enabled": False}, "b": {"enabled": True}}
    changes = table_changes(
        PUBLIC, Captured({"schemas": {"public": {"enabled": False, "tables": {**tables, "user": {"enabled": True}}}}})
    )
    assert ["1 other table starts by it"] == [each.reason for each in changes.keys]


def test_an_exclusive_table_disables_its_other_columns(account):
    """Undeclared columns are disabled, but no key, and none with a name near to a misspelt one."""
    columns: dict[str, Any] = {"name": {"hashed": True}}
    table = {"exclusive": True, "columns": columns}
    policy = {"schema_change_handling": "BLOCK_ALL", "schemas": {"pin_eu": {"tables": {"campaign_report": table}}}}
    account.apply(pinterest(policy))

    at = str(account.found["id"]), "pin_eu", "campaign_report"
    shown = account.fivetran.schemas.columns(*at).to_dict()["columns"]

    enabled = {name for name, column in shown.items() if column["enabled"]}
    assert {name for name, column in shown.items() if column.get("is_primary_key")} | {"name", LOCKED} == enabled
    assert account.plan(pinterest(policy)).is_empty
    columns["nmae"] = columns.pop("name")
    assert Action.WAITING == account.plan(pinterest(policy)).changes[0].action


def test_a_key_stays_and_a_schema_that_is_declared_disabled_too():
    """An exclusive table spares a key that the API would let it disable; no table enables a schema against its file."""
    columns = {"id": {"enabled": True, "is_primary_key": True}, "name": {"enabled": True}, "more": {"enabled": True}}
    table = {"schemas": {"s": {"enabled": True, "tables": {"t": {"enabled": True, "columns": columns}}}}}
    exclusive = {"schemas": {"s": {"tables": {"t": {"exclusive": True, "columns": {"name": {"enabled": True}}}}}}}
    off = {"schemas": {"s": {"enabled": False, "tables": {"t": {"enabled": True}}}}}

    changes = table_changes(exclusive, Captured(table))

    assert ["/tables/schemas/s/tables/t/columns/more/enabled"] == [each.pointer for each in changes.keys]
    assert () == table_changes(off, Captured(off)).keys


def test_without_a_memory_a_running_connection_is_not_paused_for_its_tables(account):
    """Nothing says that it was made anew, so it runs on, and only its tables wait."""
    account.apply(pinterest(), memory=False)

    change = account.change(pinterest({"schemas": {"missing": {"enabled": True}}}), memory=False)

    assert ["tables"] == [each.part for each in change.differences]


@pytest.mark.parametrize("outcome", ["failed", "succeeded"])
def test_a_hold_does_not_begin_again_after_a_sync(account, outcome):
    """Who ended a hold lets the data arrive: after the first sync, also a failed one, an apply does not pause again."""
    declared = pinterest({"schemas": {"missing": {"enabled": True}}})
    account.apply(declared)
    account.set_up()
    account.mock.script_syncs(outcome, service="pinterest_ads")
    account.fivetran.connections.update(str(account.found["id"]), {"paused": False})

    before = account.change(declared)
    account.mock.advance(days=1)
    after = account.change(declared)

    assert [True] == [each.new for each in before.differences if each.part == "hold"]
    assert account.found[f"{outcome}_at"]
    assert [] == [each for each in after.differences if each.part == "hold"]


def test_a_column_that_answers_leave_unset_is_no_key():
    """A policy that makes a column a key changes it, where no answer says whether it is one."""
    policy, unset = (
        {"schemas": {"s": {"tables": {"t": {"columns": {"id": each}}}}}} for each in ({"is_primary_key": True}, {})
    )

    (change,) = table_changes(policy, Captured(unset)).keys

    assert ("/tables/schemas/s/tables/t/columns/id/is_primary_key", False, True) == (
        change.pointer,
        change.old,
        change.new,
    )


@pytest.mark.parametrize(("listed", "sent"), [({}, {"b"}), ({"a": {"hashed": True}}, {"a", "b"})])
def test_a_column_that_is_as_declared_is_sent_along_only_from_a_list(listed, sent):
    """An update of another column leaves it out, unless the configuration lacks it, and so had its columns listed."""
    policy, there = (
        {"schemas": {"s": {"tables": {"t": {"columns": {"a": {"hashed": True}, "b": {"hashed": is_hashed}}}}}}}
        for is_hashed in (True, False)
    )

    body = table_changes(policy, Captured(there, {("schemas", "s", "tables", "t"): listed} if listed else {})).body

    assert sent == body["schemas"]["s"]["tables"]["t"]["columns"].keys()


@pytest.mark.parametrize("shown", [{"succeeded_at": "2026-01-01T00:00:00Z"}, {"status": {"is_historical_sync": False}}])
def test_one_sign_of_a_sync_is_enough(shown):
    """A connection has synced if an answer has the time of a sync, or says that the historical one is over."""
    assert has_synced(shown)
    assert not has_synced({"status": {"is_historical_sync": True}})


def test_an_exclusive_table_whose_columns_cannot_be_read_waits():
    """The reason why they cannot be read is told, and no column is disabled."""
    policy, there = (
        {"schemas": {"s": {"enabled": True, "tables": {"t": {"enabled": True, **more}}}}}
        for more in ({"exclusive": True, "columns": {"name": {"enabled": True}}}, {})
    )

    changes = table_changes(policy, Captured(there, {("schemas", "s", "tables", "t"): "The source is gone."}))

    assert () == changes.keys
    assert ["Whether there is a column name of table t is not known: The source is gone."] == [
        *changes.missing.values()
    ]


def test_names_that_no_capture_has_shown_are_named(account):
    """A policy written before the capture is named as unverified until the first sync, which shows missing names."""
    declared = replace(pinterest(POLICY), body={**pinterest().body, "service": "aws_lambda"})

    assert "whether its names are there is not known" in account.apply(declared).notes[-1]

    for _ in range(2):
        names = account.plan(declared).changes[0].hidden
        assert ["unverified"] * 2 == [names[at] for at in names if at.startswith("/tables/schemas/pin_eu")]
        assert "unchanged" == account.apply(declared).result
    account.mock.advance(days=1)
    (change,) = account.plan(declared)
    assert (Action.WAITING, {}) == (change.action, change.hidden)


def test_a_refused_change_is_not_remembered(account):
    """A connection of somebody else, whose change is refused, is none that a later apply may call undeclared."""
    account.apply(postgres("theirs"), memory=False)

    refused = account.apply(replace(postgres("ours"), body={**postgres("ours").body, "service": "mysql"}))

    assert "refused" == refused.result
    assert [] == [*account.memory.entries]


def test_a_refused_create_leaves_no_mark(account):
    """After a create that was refused, and changed nothing, no plan says that an apply was stopped."""
    account.mock.add_fault({"operation": "create_connection", "status": 400, "times": 1})
    account.apply(postgres())
    assert [] == [*account.memory.entries]
    account.mock.seed(connections=[dict(postgres("other").body)])

    assert {"/config/password": "unknown"} == account.plan(postgres()).changes[0].hidden


def test_tables_that_the_api_does_not_take_are_no_success(account):
    """If the answer to a policy shows another setting than was sent, the connection stays paused and is reported."""

    def answer(request: httpx.Request) -> httpx.Response:
        if request.method == "PATCH" and request.url.path.endswith("/schemas"):
            request = httpx.Request("GET", request.url, headers=request.headers)
        return account.mock.transport().handle_request(request)

    policy = {"schemas": {"pin_eu": {"tables": {"campaign_report": {"enabled": False}}}}}
    with account.mock.client(transport=httpx.MockTransport(answer)) as fivetran:
        (done,) = apply(fivetran, plan(fivetran, [pinterest(policy)])).outcomes

    assert "campaign_report/enabled: The API answers with another value than was sent." in done.message
    assert account.found["paused"]


@pytest.mark.parametrize(("missing", "spared"), [(20, ["orders"]), (21, ["orders", "log"])])
def test_near_names_count_beside_a_missing_one_alone(missing, spared):
    """A table is spared for a missing table of its own schema, not of another one; over 20 missing names spare all."""
    tables = {name: {"enabled": True} for name in ("orders", "log")}
    there = Captured({"schemas": {"a": {"tables": tables}, "b": {"tables": tables}}})
    names: dict[str, Any] = {"order": {}, **{f"missing_{number}": {} for number in range(1, missing)}}
    policy: dict[str, Any] = {"exclusive": True, "schemas": {"a": {"tables": names}, "b": {"tables": {"x": {}}}}}

    changes = table_changes(policy, there)

    enabled = {f"/tables/schemas/{schema}/tables/{name}/enabled" for schema in "ab" for name in tables}
    left = enabled - {key.pointer for key in changes.keys if key.new is False}
    assert {f"/tables/schemas/a/tables/{name}/enabled" for name in spared} == left
    assert (missing == 20) == ("did you mean orders?" in changes.missing["/schemas/a/tables/order"])


def test_a_secret_that_left_its_section_is_sent_when_it_comes_back(account):
    """An update replaces auth as a whole, so a value that it left out counts as removed; a new empty one does not."""
    whole = {"refresh_token": "t", "client_access": {"client_id": "c", "client_secret": "s"}}
    shop = {"group_id": GROUP, "service": "shopify", "config": {"schema": "shop"}}
    with_both, without = (
        Declaration(GROUP, "shop", {**shop, "auth": auth}) for auth in (whole, {**whole, "client_access": {}})
    )
    account.apply(with_both)
    account.apply(replace(without, body={**shop, "auth": {"refresh_token": "u"}}), allow_loss=True)

    planned = account.plan(replace(with_both, body={**shop, "auth": {**whole, "refresh_token": "u"}}))

    changed = {key.pointer: key.reason for key in planned.changes[0].keys}
    assert {"/auth/client_access/client_id", "/auth/client_access/client_secret"} == changed.keys()
    account.apply(amplitude(aws_credentials={"s3_role_arn": "arn:x"}))
    more = amplitude(aws_credentials={"s3_role_arn": "arn:x", "home_folder": ""})
    assert account.plan(more).is_empty
    nested = {"schema_prefix": "pg", "host": "h", "nested": {"port": 1, "password": "x"}}
    account.apply(both := postgres(config=nested))
    account.apply(postgres(config={**nested, "nested": {"port": 2}}), allow_loss=True)
    assert "/config/nested/password" in {key.pointer for key in account.plan(both).changes[0].keys}


def test_secrets_that_an_update_took_away_are_read_again(tmp_path):
    """The answer to an update may show only the sent secrets, so the connection is read, and lost ones are named."""
    account = Account(tmp_path, named_secrets="merged")
    secrets = [{"key": name, "value": "x"} for name in ("first", "second")]
    config = {"schema": "sdk", "secrets_list": secrets}
    before, after = (
        Declaration(GROUP, "sdk", {"group_id": GROUP, "service": "connector_sdk", "config": {**config, **more}})
        for more in ({}, {"secrets_list": secrets[1:]})
    )

    def answer(request: httpx.Request) -> httpx.Response:
        if request.method == "PATCH":  # null deletes nothing here
            body = json.loads(request.content)
            body["config"]["secrets_list"] = [each for each in body["config"]["secrets_list"] if each["value"]]
            kept = {key: value for key, value in request.headers.items() if key != "content-length"}
            request = httpx.Request("PATCH", request.url, headers=kept, json=body)
        reply = account.mock.transport().handle_request(request)
        content = json.loads(reply.read())
        if request.method == "PATCH":
            content["data"]["config"]["secrets_list"] = [{"key": "second", "value": "******"}]
        return httpx.Response(reply.status_code, json=content)

    account.apply(before)
    with account.mock.client(transport=httpx.MockTransport(answer)) as fivetran:
        memory = account.memory
        planned = plan(fivetran, [after], memory=memory)
        (done,) = apply(fivetran, planned, memory=memory).outcomes

    assert "still has first: send each with the value null." in done.message


def hashing(*settings: str, exclusive: bool = True) -> dict[str, Any]:
    """Return a policy with these settings of a column."""
    tables = {"campaign_report": {"columns": {"name": dict.fromkeys(settings, True)}}}
    return {**({"exclusive": True} if exclusive else {}), "schemas": {"pin_eu": {"tables": tables}}}


WHOLE = pinterest(hashing("enabled", "hashed"), auth=AUTH, sync_frequency=60)


@pytest.mark.parametrize(
    ("now", "left"),
    [
        (replace(WHOLE, tables=None), "/tables"),
        (replace(WHOLE, tables=hashing("enabled", "hashed", exclusive=False)), "/tables/exclusive"),
        (
            replace(WHOLE, tables=hashing("enabled")),
            "/tables/schemas/pin_eu/tables/campaign_report/columns/name/hashed",
        ),
        (pinterest(WHOLE.tables, sync_frequency=60), "/auth"),
        (pinterest(WHOLE.tables), "/auth, /sync_frequency"),
        (replace(pinterest(WHOLE.tables, auth=AUTH), ignore_changes=("/sync_frequency",)), ""),
        (pinterest(WHOLE.tables, ignored=("/auth/client_access",), auth={"refresh_token": "t"}), "/sync_frequency"),
    ],
    ids=["policy", "exclusive", "hashed", "auth", "two", "ignored", "a part ignored"],
)
def test_what_left_a_file_is_named_until_an_apply_has_ended(account, now, left):
    """It is no change; an update, a failure and another branch keep the note, and an apply that succeeds ends it."""
    account.apply(WHOLE)
    before = account.file.read_text()
    account.fivetran.connections.__driver__.run(update_values(account.found, {"sync_frequency": 360}, account.memory))
    account.mock.add_fault({"operation": "update_connection", "status": 403, "times": 1})
    named = tuple(
        f"no longer declared: {at}; {'it cannot be seen whether ' if at == '/auth' else ''}the account keeps it"
        for at in filter(None, left.split(", "))
    )

    other = {**now.body, "config": {**now.body["config"], "click_attribution_window": "SEVEN"}}
    failed = account.apply(replace(now, body=other))
    change = account.change(now)
    memory = account.memory
    apply(account.fivetran, plan(account.fivetran, [now], memory=memory), memory=memory, stop=Stop(requested=True))
    stopped = account.change(now).warnings
    account.apply(now)
    after = account.file.read_text()
    ends = account.change(now).warnings
    account.file.write_text(after + "".join(before.splitlines(keepends=True)[1:]))
    merged = account.change(now).warnings
    account.apply(now)

    assert failed.error
    assert named == stopped
    assert named == tuple(each for each in change.warnings if left) == tuple(change.as_json().get("warnings", ()))
    assert "/auth" not in {each.pointer for each in change.keys} - {"/auth/refresh_token"}
    assert () == ends
    assert named == merged
    assert () == account.change(now).warnings
    again = replace(now, body=WHOLE.body, tables=WHOLE.tables, ignore_changes=())
    assert () == account.change(again).warnings


def test_a_credential_that_left_beside_a_changed_one_is_sent_away(account):
    """An update sends `auth` as a whole, so no warning says that the account keeps what left the file."""
    account.apply(WHOLE)
    changed = pinterest(WHOLE.tables, auth={"refresh_token": "u"}, sync_frequency=60)

    assert () == account.change(changed, allow_loss=True).warnings


def test_what_left_a_file_while_it_was_ignored_is_named_afterwards(account):
    """An apply of a file that ignores a value forgets nothing: without the entry, the value is no longer declared."""
    account.apply(pinterest(sync_frequency=60))
    account.apply(pinterest(ignored=("/sync_frequency",)))

    assert () == account.change(pinterest(ignored=("/sync_frequency",))).warnings
    assert ("no longer declared: /sync_frequency; the account keeps it",) == account.change(pinterest()).warnings
