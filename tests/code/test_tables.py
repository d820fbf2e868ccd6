"""Tables before the first sync: nothing is unpaused before its policy is in place, and the plan after it is empty."""

from collections.abc import Mapping
from typing import Any

import pytest

from fivetran_connections import RequestFailed
from fivetran_connections.code import Action, CannotKeep, Declaration, Memory, apply, load, plan
from fivetran_connections.code.applying import update_values
from fivetran_connections.code.plans import Captured, Difference
from fivetran_connections.code.policies import names_of
from fivetran_connections.code.tables import table_changes
from fivetran_mock import SetupTest
from fivetran_rules.behaviours import BEHAVIOURS

from .conftest import Account

POLICY: Mapping[str, Any] = {
    "schema_change_handling": "BLOCK_ALL",
    "schemas": {"pin_eu": {"tables": {"campaign_report": {"enabled": False}}}},
}
FAILED = (SetupTest(title="Connecting", status="FAILED", message="not yet"),)


def declared(tables: Mapping[str, Any] = POLICY, service: str = "pinterest_ads", **body: Any) -> Declaration:
    """Return one declared connection with a policy for tables."""
    whole = {"group_id": "amber_kettle", "service": service, "config": {"schema": "pin_eu"}, **body}
    return Declaration("amber_kettle", "pin_eu", whole, tables=tables)


@pytest.mark.parametrize("paused", [None, False, True], ids=["silent", "running", "paused"])
@pytest.mark.parametrize("unpause_when_connected", [False, True], ids=["", "when connected"])
def test_tables_are_set_before_a_new_connection_is_unpaused(account, *, paused, unpause_when_connected):
    """A connection with tables is created paused, gets its policy, is unpaused as its file says; the plan is empty."""
    asked = declared() if paused is None else declared(paused=paused)

    done = account.apply(asked, unpause_when_connected=unpause_when_connected)

    unpaused = [] if paused else ["update_connection"]
    assert done.error is None
    assert "done" == done.result
    assert ["create_connection", "reload_schema_config", "update_schema_config", *unpaused] == account.writes
    assert bool(paused) == account.found["paused"]
    assert Action.UNCHANGED == (change := account.change(asked)).action
    assert () == change.keys
    assert () == change.warnings
    assert "unchanged" == account.apply(asked).result


@pytest.mark.parametrize(
    ("name", "value"), [(name, value) for name, each in BEHAVIOURS.items() for value in each.values], ids=str
)
def test_tables_come_first_under_each_behaviour_of_the_api(tmp_path, name, value):
    """Under each unknown behaviour of the API, tables are set before the unpause, and the plan is empty."""
    account = Account(tmp_path, **{name: value})
    config = {"schema_prefix": "pin_eu", "host": "db.example.com", "password": "p"}
    tables: dict[str, Any] = {"user": {}}
    policy = {**POLICY, "exclusive": True, "schemas": {"public": {"tables": tables}}}
    asked = declared(policy, "postgres", config=config)

    done = account.apply(asked)

    last = account.writes.index("update_connection")
    assert {"update_schema_config", "create_schema_config"} & set(account.writes[:last])
    assert done.error is None
    assert not account.found["paused"]
    assert Action.UNCHANGED == account.change(asked).action


def test_a_replaced_connection_gets_its_tables_first(account):
    """A connection that is deleted and created again is unpaused only after its policy is in place."""
    account.apply(declared(service="postgres", config={"schema_prefix": "pin_eu", "host": "a.example.com"}))
    account.mock.clear_calls()

    done = account.apply(declared(), allow_replace=True)

    assert Action.REPLACE == done.change.action
    assert "done" == done.result
    made = ["create_connection", "reload_schema_config", "update_schema_config", "update_connection"]
    assert ["delete_connection", *made] == account.writes
    assert not account.found["paused"]


@pytest.mark.parametrize("operation", ["reload_schema_config", "update_schema_config", "update_connection"])
def test_a_failure_leaves_it_paused_and_the_next_apply_goes_on(account, operation):
    """After a failed reload, update of tables or unpause it is paused, which is said, and the next apply goes on."""
    account.mock.add_fault({"operation": operation, "status": 403, "times": 1})

    failed = account.apply(declared())

    said = "it is still paused" if operation == "update_connection" else "its schemas and tables are not set"
    assert failed.message.startswith(f"{failed.connection_id} is created, but {said}: ")
    assert ("It stays paused" in " ".join(failed.notes)) == (operation != "update_connection")
    assert account.found["paused"]
    pending = account.change(declared())
    assert [HELD_KEY] == [(key.pointer, key.old, key.new) for key in pending.keys if key.pointer == "/paused"]
    assert "done" == account.apply(declared()).result
    assert not account.found["paused"]
    assert Action.UNCHANGED == account.change(declared()).action


HELD_KEY = ("/paused", True, False)


def test_an_unpause_is_one_update(account):
    """A connection whose file says how its setup tests run is unpaused by one update, which runs none."""
    asked = declared(paused=False, run_setup_tests=True)
    account.mock.add_fault({"operation": "update_connection", "status": 403, "times": 1})
    account.apply(asked)
    account.mock.clear_calls()

    assert "done" == account.apply(asked).result

    assert ["update_connection"] == account.writes


def test_without_a_memory_of_it_a_paused_connection_stays_paused(account):
    """A machine without the memory sets the tables, keeps the pause, and says that others may have paused it."""
    account.mock.add_fault({"operation": "reload_schema_config", "status": 403, "times": 1})
    account.apply(declared())

    change = account.change(declared(), memory=False)
    done = account.apply(declared(), memory=False)

    shown = [(key.pointer, key.status, key.old) for key in change.keys]
    assert [("/tables", "change", None), ("/paused", "refused", True)] == shown
    assert "Somebody may have paused it, or an apply whose memory is not here." in change.reasons[0]
    assert change.reasons[0] in done.message
    assert Action.REFUSED == account.change(declared(), memory=False).action
    assert account.found["paused"]
    assert "done" == account.apply(declared(paused=False), memory=False).result
    assert not account.found["paused"]


@pytest.mark.parametrize("days", [0, 1], ids=["before its first sync", "after it"])
def test_what_others_pause_after_its_tables_are_set_stays_paused(account, days):
    """Once a connection was unpaused, its hold is gone from the memory, and a later pause counts as that of others."""
    account.apply(declared())
    account.mock.advance(days=days)
    account.mock.pause(str(account.found["id"]))

    change = account.change(declared())
    account.apply(declared())

    assert (Action.UNCHANGED if days else Action.REFUSED) == change.action
    assert "omebody may have paused it" in (change.warnings or change.reasons)[0]
    assert account.found["paused"]


@pytest.mark.parametrize("paused", [None, False], ids=["silent", "running"])
def test_an_update_that_sets_a_connection_up_goes_on_with_its_tables(account, paused):
    """After a change that makes the setup tests pass, the same apply sets the tables and unpauses."""
    more: dict[str, Any] = {} if paused is None else {"paused": paused}
    account.mock.script_setup_tests(*FAILED)
    account.apply(declared(**more))
    account.mock.clear_scripts()
    corrected = declared(config={"schema": "pin_eu", "click_attribution_window": "SEVEN"}, **more)

    done = account.apply(corrected)

    assert "done" == done.result
    assert "connected" == done.setup_state
    policy = ["reload_schema_config", "update_schema_config"]
    assert ["update_connection", *policy, "update_connection"] == account.writes[1:]
    assert not account.found["paused"]
    assert Action.UNCHANGED == account.change(corrected).action


def test_sync_before_tables_unpauses_an_incomplete_connection(account):
    """With the option, a connection that is not set up is unpaused; its tables follow once they can."""
    account.mock.script_setup_tests(*FAILED)
    account.apply(declared())
    assert ["/paused"] == [key.pointer for key in account.change(declared(), sync_before_tables=True).keys]

    done = account.apply(declared(), sync_before_tables=True)

    assert "done" == done.result
    assert not account.found["paused"]
    assert any("first sync may come before" in warning for warning in account.change(declared()).warnings)


@pytest.mark.parametrize("with_update", [False, True], ids=["by hand", "update"])
@pytest.mark.parametrize("more", [{}, {"sync_frequency": 60}], ids=["no body", "a body"])
def test_a_hold_that_somebody_ended_begins_again(account, more, *, with_update):
    """Until its tables are set, each apply pauses it again, in the body's request; `sync_before_tables` prevents it."""
    account.mock.script_setup_tests(*FAILED)
    account.apply(declared())
    if with_update:
        account.fivetran.connections.__driver__.run(update_values(account.found, {"paused": False}, account.memory))
    account.mock.resume(str(account.found["id"]))
    account.sent()

    prevented = account.change(declared(**more), sync_before_tables=True)
    pause = account.change(declared(**more)).keys[-1]
    done = account.apply(declared(**more))

    assert "/paused" not in {key.pointer for key in prevented.keys}
    assert ("/paused", True, "its tables are set before its first sync") == (pause.pointer, pause.new, pause.reason)
    assert [("update_connection", {**(more or {"run_setup_tests": False}), "paused": True})] == account.sent()
    assert (None, "done") == (done.error, done.result)


def test_a_pause_of_somebody_who_created_it_first_stays(account):
    """A connection that somebody creates paused between plan and apply gets its tables, and stays paused."""
    memory = account.memory
    planned = plan(account.fivetran, [declared()], memory=memory)
    account.fivetran.connections.create({**declared().body, "paused": True})

    (done,) = apply(account.fivetran, planned, memory=memory).outcomes

    assert "it stays paused: It is paused and has never synced, and its file does not say so" in done.message
    assert ["reload_schema_config", "update_schema_config"] == account.writes[-2:]
    assert account.found["paused"]
    assert ["It is paused"] == [reason[:12] for reason in account.change(declared()).reasons]


def test_a_running_first_sync_is_paused_and_what_it_may_have_copied_is_named_once(account):
    """If the first sync runs before the tables are set, it is paused, and one plan names the tables and columns."""
    wrong, right = hashes("name", "nmae"), hashes("name", "created_at")
    account.mock.add_fault({"operation": "reload_schema_config", "status": 403, "times": 1})
    account.apply(wrong)
    account.mock.resume(str(account.found["id"]))
    account.fivetran.connections.sync(str(account.found["id"]))

    before = account.change(wrong).keys[-1].reason
    assert "syncing" == account.found["status"]["sync_state"]
    account.apply(wrong)
    assert account.found["paused"]
    account.mock.resume(str(account.found["id"]))
    account.fivetran.connections.sync(str(account.found["id"]))
    captured = account.change(right).keys[-1].reason
    done = account.apply(right)

    running = "its first sync is running, and may have copied {0} before it is as declared"
    both = "pin_eu.campaign_report.name, pin_eu.campaign_report.nmae"
    assert running.format(both) == before
    assert running.format("pin_eu.campaign_report.created_at") == captured
    assert (f"It was paused: {captured}.",) == done.notes
    assert not account.found["paused"]
    assert account.plan(right).is_empty
    many = {f"t{number}": {"enabled": False} for number in range(22)}
    whole = Difference("tables", "/tables", None, None)
    assert names_of(declared({"schemas": {"pin_eu": {"tables": many}}}), [whole])[-1] == "and 2 more"


@pytest.mark.parametrize("handling", ["BLOCK_ALL", "ALLOW_ALL"])
@pytest.mark.parametrize("refused", [False, True], ids=["", "refused"])
def test_a_reload_that_a_paused_connection_is_refused(tmp_path, handling, *, refused):
    """If a paused connection cannot be reloaded, its policy is written before, or it stays paused with a next step."""
    account = Account(tmp_path, reload_paused="400")
    asked = declared({**POLICY, "schema_change_handling": handling, "exclusive": True})
    if refused:
        account.mock.add_fault({"operation": "create_schema_config", "status": 400})

    done = account.apply(asked)

    can = handling == "BLOCK_ALL" and not refused
    assert can != account.found["paused"]
    assert can == (done.error is None)
    assert can or ("The connection is paused" in done.message and "--sync-before-tables" in done.notes[0])
    account.apply(asked, sync_before_tables=True)
    assert not account.found["paused"]


@pytest.mark.parametrize("acted", [True, False], ids=["done", "lost"])
def test_a_reload_without_an_answer_is_not_repeated(account, *, acted):
    """After a time-out the schema is read; where it is captured the apply goes on, else the next one does."""
    when = "after" if acted else "before"
    account.mock.add_fault({"operation": "reload_schema_config", "delay": 999, "when": when, "times": 1})

    done = account.apply(declared())

    assert 1 == account.writes.count("reload_schema_config")
    assert ([0] if acted else [0, 15, 30, 60, 60]) == account.waits
    assert acted == (done.error is None)
    assert acted != account.found["paused"]


def test_a_name_that_the_schema_lacks_keeps_a_connection_paused(account):
    """A missing table in a policy may be a misspelt one, so the connection stays paused, and the report says so."""
    asked = declared({"schemas": {"pin_eu": {"tables": {"campain_report": {"enabled": False}}}}})

    done = account.apply(asked)

    assert "There is no table campain_report in its captured schemas" in done.message
    assert account.found["paused"]
    change = account.change(asked)
    assert Action.WAITING == change.action
    assert ["source", "source"] == [each.waits_for for each in change.differences]
    again = account.apply(asked)
    assert "waiting" == again.result
    assert change.differences[0].reason == again.message
    updated = account.apply(declared(dict(asked.tables or {}), sync_frequency=60))
    assert "done" == updated.result
    assert "updated, but its policy for tables is not wholly in place: There is no table camp" in updated.message
    assert 60 == account.found["sync_frequency"]
    assert account.found["paused"]
    assert "done" == account.apply(declared(sync_frequency=60)).result
    assert not account.found["paused"]


@pytest.mark.parametrize("has_synced", [False, True])
@pytest.mark.parametrize("refused", [{}, {"operation": "reload_schema_config", "status": 400}], ids=["", "refused"])
def test_a_source_that_lacked_a_name_is_read_again(account, refused, *, has_synced):
    """Each apply with a missing name reloads the schema once; once the name is there, the same apply goes on."""
    asked = declared({"schemas": {"pin_eu": {"tables": {"granted": {"sync_mode": "HISTORY"}}}}})
    if has_synced:
        account.apply(declared({"schemas": {"pin_eu": {"enabled": True}}}))
        account.mock.advance(days=1)
    first = account.apply(asked)
    again = account.apply(asked)
    account.mock.seed({"sources": [{"schemas": {"pin_eu": {"granted": ["id"]}}}]})
    if refused:
        account.mock.add_fault(refused)
    account.sent()

    done = account.apply(asked)

    lacks = "There is no table granted in its captured schemas"
    assert [True, True, bool(refused)] == [lacks in each.message for each in (first, again, done)]
    assert "lacks the grant to read it" in again.message
    ends = ["update_schema_config", *([] if has_synced else ["update_connection"])]
    assert ["reload_schema_config", *([] if refused else ends)] == [name for name, _ in account.sent()]
    assert ("waiting" if refused else "done") == done.result
    assert bool(refused) != account.plan(asked).is_empty


def test_an_apply_that_goes_on_after_a_reload_and_fails_says_what_is_left(account):
    """A connection that waited, and whose release fails after a reload, is updated but still paused."""
    asked = declared({"schemas": {"pin_eu": {"tables": {"granted": {"sync_mode": "HISTORY"}}}}})
    account.apply(asked)
    account.mock.seed({"sources": [{"schemas": {"pin_eu": {"granted": ["id"]}}}]})
    account.mock.add_fault({"operation": "update_connection", "status": 403})

    done = account.apply(asked)

    assert "done" == done.result
    assert done.message.startswith(f"{done.connection_id} is updated, but it is still paused: ")


def exclusive(schema: str = "pin_eu", table: str = "campaign_report", **settings: Any) -> Declaration:
    """Return one declared connection whose policy has one table and disables the rest."""
    return declared({"exclusive": True, "schemas": {schema: {"tables": {table: settings}}}})


def enabled(account: Account) -> list[str]:
    """Return the names of the schemas and tables that are synced."""
    schemas = account.fivetran.schemas.get(str(account.found["id"])).to_dict()["schemas"]
    tables = [name for schema in schemas.values() for name, table in schema["tables"].items() if table["enabled"]]
    return [name for name, schema in schemas.items() if schema["enabled"]] + tables


@pytest.mark.parametrize("may_sync", [False, True])
def test_an_exclusive_policy_with_a_missing_name_changes_nothing_of_a_held_connection(account, *, may_sync):
    """It stays paused and nothing is disabled, so that the corrected policy syncs its tables; an option ends both."""
    asked = exclusive(table="campain_report", enabled=True)

    done = account.apply(asked, sync_before_tables=may_sync)

    assert "There is no table campain_report in its captured schemas; did you mean campaign_report?" in done.message
    assert account.found["paused"] != may_sync
    assert ("update_schema_config" in account.writes) == may_sync
    assert Action.WAITING == account.change(asked).action
    assert ("unchanged" if may_sync else "done") == account.apply(exclusive(enabled=True)).result
    assert ["pin_eu", "campaign_report", "fivetran_audit"] == enabled(account)
    assert not account.found["paused"]
    assert Action.UNCHANGED == account.change(exclusive(enabled=True)).action


@pytest.mark.parametrize(
    ("asked", "left"), [(exclusive("Pin_eu"), 11), (exclusive(table="campain_report"), 3)], ids=["schema", "table"]
)
def test_an_exclusive_policy_of_a_connection_that_synced_spares_what_may_be_meant(account, asked, left):
    """Undeclared tables are disabled, apart from the name nearest to the missing one; the change is refused."""
    account.apply(declared({"schemas": {"pin_eu": {"enabled": True}}}))
    account.mock.advance(days=1)
    account.mock.pause(str(account.found["id"]))

    done = account.apply(asked)

    assert "did you mean" in done.message
    assert {"pin_eu", "campaign_report"} <= set(enabled(account))
    assert left == len(enabled(account))
    assert account.apply(exclusive()).result in {"done", "unchanged"}
    assert ["pin_eu", "campaign_report", "fivetran_audit"] == enabled(account)


def hashes(*columns: str, **settings: Any) -> Declaration:
    """Return one declared connection whose policy hashes columns of a table."""
    wanted = dict.fromkeys(columns, settings or {"hashed": True})
    return declared({"schemas": {"pin_eu": {"tables": {"campaign_report": {"columns": wanted}}}}})


def test_columns_are_looked_up_only_until_they_were_sent(account):
    """An applied policy names also the columns that need no edit, so that the configuration has them."""
    columns = {"name": {"enabled": True}, "created_at": {"hashed": True}}
    asked = declared({"schemas": {"pin_eu": {"tables": {"campaign_report": {"columns": columns}}}}})
    account.apply(asked)
    lookups = [call.operation for call in account.mock.calls].count("list_columns")

    change = account.change(asked)

    assert Action.UNCHANGED == change.action
    assert 1 == lookups == [call.operation for call in account.mock.calls].count("list_columns")


def test_a_column_that_nobody_edited_is_as_the_source_shows_it(account):
    """A column declared with its present settings is no change; a misspelt one is refused even so."""
    assert None is account.apply(hashes("name", enabled=True)).error
    assert Action.UNCHANGED == account.change(hashes("name", enabled=True)).action
    assert Action.WAITING == account.change(hashes("nmae", enabled=True)).action


@pytest.mark.parametrize("status", [400, 403, 500])
def test_columns_that_cannot_be_read_are_named_and_the_rest_is_applied(account, status):
    """Where the columns of a table cannot be read, a new password can still be sent, and the reason is reported."""
    account.apply(declared())
    account.mock.add_fault({"operation": "list_columns", "status": status})
    asked = declared(hashes("name").tables or {}, sync_frequency=60)

    done = account.apply(asked)

    assert 60 == account.found["sync_frequency"]
    assert "Whether there is a column name of table campaign_report is not known: GET" in done.message
    assert f"was answered {status}" in done.message
    assert Action.WAITING == account.change(asked).action


@pytest.mark.parametrize("fault", [{"status": 401}, {"socket": "refused"}], ids=["key", "network"])
def test_columns_that_nobody_could_read_end_the_plan(account, fault):
    """A refused key and a network that fails are no fact about one table; the plan says how many schemas were read."""
    account.apply(declared())
    account.mock.add_fault({"operation": "list_columns", **fault})

    with pytest.raises(RequestFailed) as caught:
        account.change(hashes("name"))

    assert ["0 of 1 schemas were read, and nothing was changed."] == caught.value.__notes__


def test_a_refused_name_has_its_place(account, tmp_path):
    """The refusal begins with the file and the line of the name."""
    file = tmp_path / "a.yaml"
    file.write_text(
        "version: 1\nconnections:\n  - group_id: amber_kettle\n    service: pinterest_ads\n"
        "    config: {schema: pin_eu}\n    tables:\n      schemas:\n        Pin_eu: {enabled: true}\n"
    )

    done = account.apply(load(file)[0])

    assert f"{file}:8: There is no schema Pin_eu" in done.message
    assert f"{file}:8: There is no schema Pin_eu" in account.change(load(file)[0]).differences[0].reason


def test_what_its_file_paused_is_not_held_for_its_tables(account):
    """A connection that was created paused as its file says stays paused when the file no longer says so."""
    account.apply(declared(paused=True))

    change = account.change(declared())
    account.apply(declared())

    assert "write paused: true or paused: false" in change.reasons[0]
    assert account.found["paused"]


@pytest.mark.parametrize(
    ("before", "more", "result", "part"),
    [
        (None, {}, "done", "is created, but its schemas and tables are not set: "),
        ({}, {}, "failed", ""),
        ({"sync_frequency": 360}, {"sync_frequency": 60}, "done", "is updated, but its schemas and tables are not"),
    ],
    ids=["create", "tables", "values"],
)
def test_a_policy_that_the_api_refuses_is_a_failure_of_its_own(account, before, more, result, part):
    """A change of which a part is carried out is done but for its tables; the message names that part."""
    if before is not None:
        made = account.fivetran.connections.create({**declared().body, **before})
        account.fivetran.schemas.reload(made.id)
    account.mock.add_fault({"operation": "update_schema_config", "status": 403})

    outcome = account.apply(declared(**more))

    assert result == outcome.result
    assert outcome.error is not None
    assert part in outcome.message
    assert bool(part) == ("but its" in outcome.message)


def test_an_exclusive_policy_leaves_a_schema_without_tables_whole():
    """Of schemas, those that are not declared are disabled; a declared one without tables keeps all of its tables."""
    schema = {"enabled": True, "tables": {"orders": {"enabled": True}}}
    policy = {"exclusive": True, "schemas": {"sales": {"enabled": True}}}

    changes = table_changes(policy, Captured({"schemas": {"sales": schema, "hr": schema}}))

    assert {"schemas": {"hr": {"enabled": False}}} == changes.body
    assert {} == changes.missing


def test_hashing_a_column_enables_nothing():
    """An update repeats `enabled` as it is: disabled columns stay so, and those without the key count as enabled."""
    column = {"enabled": False, "hashed": False}
    table = {"enabled": False, "columns": {"mail": column}}
    captured = {"schemas": {"sales": {"enabled": False, "tables": {"orders": table}}}}
    policy = {"schemas": {"sales": {"tables": {"orders": {"columns": {"mail": {"hashed": True}}}}}}}

    sent = table_changes(policy, Captured(captured)).body["schemas"]["sales"]

    assert {
        "enabled": False,
        "tables": {"orders": {"enabled": False, "columns": {"mail": {"enabled": False, "hashed": True}}}},
    } == sent
    silent: dict[str, Any] = {"schemas": {"sales": {"tables": {"orders": {"columns": {"mail": {}}}}}}}
    assert table_changes(policy, Captured(silent)).body["schemas"]["sales"]["enabled"]


GRANT = " Perhaps the user of the connection lacks the grant to read it."
THERE = "in its captured schemas"


@pytest.mark.parametrize(
    ("schemas", "pointer", "sentence"),
    [
        (
            {"columns": {}},
            "/columns",
            f"There is no schema columns {THERE}: check the name, upper and lower case included.{GRANT}",
        ),
        (
            {"Sales": {"tables": {"orders": {}}}},
            "/Sales",
            f"There is no schema Sales {THERE}; did you mean sales?{GRANT}",
        ),
        (
            {"sales": {"tables": {"order": {"columns": {"name": {"hashed": True}}}}}},
            "/sales/tables/order",
            f"There is no table order {THERE}; did you mean orders?{GRANT}",
        ),
        (
            {"sales": {"tables": {"orders": {"columns": {"emial": {}, "id": {}}}}}},
            "/sales/tables/orders/columns/emial",
            f"There is no column emial of table orders {THERE}; did you mean email?{GRANT}",
        ),
        (
            {"sales": {"tables": {"orders": {"sync_mode": "LIVE"}}}},
            "/sales/tables/orders/sync_mode",
            f"There is no sync_mode of table orders {THERE}.",
        ),
        (
            {"sales": {"tables": {"log": {"enabled": True}}}},
            "/sales/tables/log/enabled",
            "The table log can be neither enabled nor disabled.",
        ),
    ],
)
def test_the_first_name_or_setting_that_is_not_there_is_named(schemas, pointer, sentence):
    """A missing schema is named before its tables, with the nearest name; so is a setting that is missing or locked."""
    log = {"enabled": False, "enabled_patch_settings": {"allowed": False}}
    captured = {"schemas": {"sales": {"enabled": True, "tables": {"orders": {"enabled": True}, "log": log}}}}
    columns: dict[tuple[str, ...], Any] = {("schemas", "sales", "tables", "orders"): {"id": {}, "email": {}}}

    changes = table_changes({"schemas": schemas}, Captured(captured, columns))

    assert {f"/schemas{pointer}": sentence} == changes.missing
    assert {} == changes.body


def test_a_setting_that_no_schema_has_is_named():
    """A setting of the whole configuration that the answer lacks is named and not sent."""
    changes = table_changes({"schema_change_handling": "BLOCK_ALL"}, Captured({"schemas": {}}))

    assert {"/schema_change_handling": f"There is no schema_change_handling {THERE}."} == changes.missing


class Full(Memory):
    """A memory that cannot be written from some answer on."""

    room = 0

    def confirm(self, *arguments: Any, **options: Any) -> None:
        """Fail once there is no room left."""
        self.room -= 1
        if self.room < 0:
            raise CannotKeep("The disk is full.")
        super().confirm(*arguments, **options)


@pytest.mark.parametrize("room", [0, 1], ids=["after the create", "after the unpause"])
def test_a_memory_that_cannot_be_written_stops_before_the_next_step(account, room):
    """A connection that the memory does not have stays paused; one that is unpaused by then is reported."""
    full = Full.open(account.fivetran, account.file)
    full.room = room

    (done,) = apply(account.fivetran, plan(account.fivetran, [declared()], memory=full), memory=full).outcomes

    assert "done" == done.result
    assert "the memory does not have it" == done.undone
    assert (room == 0) == account.found["paused"]


def test_a_schema_that_cannot_be_read_is_refused_with_its_reason(account):
    """A connection whose schema the API refuses to show is refused, and nothing of it is sent."""
    account.apply(declared())
    account.mock.add_fault({"operation": "get_schema_config", "status": 403})

    change = account.change(declared(sync_frequency=60))

    assert Action.REFUSED == change.action
    assert "/schemas was answered 403" in change.reasons[0]
    assert () == change.differences
    assert "refused" == account.apply(declared(sync_frequency=60)).result
