"""A hold keeps a connection from syncing parts before its policy is in place; early syncs and lost masks are named."""

import json
from typing import Any

import pytest

from fivetran_connections.code import Action, Declaration, Memory, PlanOptions, SavedPlan, apply, plan
from fivetran_connections.code.hold import Hold, copied
from fivetran_connections.code.memory import Digests
from fivetran_connections.code.plans import Captured

from .conftest import Account, body, declared

OFF = {"enabled": False}
ON = {"enabled": True}
SECRET = "hunter2"


def public(exclusive: bool = False, /, **tables: Any) -> dict[str, Any]:
    """Return a policy for tables of one schema."""
    return {**({"exclusive": True} if exclusive else {}), "schemas": {"public": {"tables": tables}}}


def columns(exclusive: bool = False, /, **named: Any) -> dict[str, Any]:
    """Return a policy for columns of one table."""
    table = {"columns": named, **({"exclusive": True} if exclusive else {})}
    return {"schema_change_handling": "BLOCK_ALL", **public(customer=table)}


def shop(tables: Any = None, password: str = SECRET, **more: Any) -> Declaration:
    """Return a declared database with a policy for tables."""
    config = {"schema_prefix": "shop", "host": "db.example.com", "user": "fivetran", "password": password}
    body = {"group_id": "amber_kettle", "service": "postgres", "config": config, **more}
    return Declaration("amber_kettle", "shop", body, tables=tables)


@pytest.fixture
def account(account: Account) -> Account:
    """Return an account whose sources have three tables."""
    names = {name: ["id", "name", "email"] for name in ("payroll", "invoice", "customer")}
    account.mock.seed({"sources": [{"schemas": {"public": names}}]})
    return account


def hold(account: Account, policy: Any, *, is_set_up: bool = True, **more: Any) -> None:
    """Create a connection whose policy is not put in place, and is held."""
    if not is_set_up:
        account.mock.script_setup_tests(status="FAILED")
    account.mock.add_fault({"operation": "update_schema_config", "status": 500})
    account.apply(shop(policy, **more))
    account.mock.clear_faults()
    assert account.found["paused"]


OPENED = {
    "policy gone": (public(payroll=OFF, custmer=OFF), None, "public.customer, public.invoice, public.payroll"),
    "name gone": (public(payroll=OFF, invoice=OFF), public(invoice=OFF), "public.payroll"),
    "name enabled": (public(payroll=OFF), public(payroll=ON), "public.payroll"),
    "schema gone": ({"schemas": {"public": OFF}}, public(payroll=OFF), "public.customer, public.invoice"),
    "schema enabled": (
        {"exclusive": True, "schemas": {"public": {**OFF, "tables": {"orders": OFF}}}},
        public(True, payroll=ON),
        "public.payroll",
    ),
    "exclusive gone": (public(True, customer=ON), public(customer=ON), "public.invoice, public.payroll"),
    "one name more": (public(True, customer=ON), public(True, customer=ON, payroll=ON), "public.payroll"),
    "column gone": (columns(name=OFF, email=OFF), columns(name=OFF), "public.customer.email"),
    "in clear text": (columns(email={"hashed": True}), columns(name=OFF), "public.customer.email (not hashed)"),
    "all columns": (columns(True, id={}, name={}), columns(name={"hashed": True}), "public.customer.email"),
}
BEFORE_SET_UP = {
    "policy gone": (public(payroll=OFF), None, "all tables"),
    "rest gone": ({"schema_change_handling": "BLOCK_ALL"}, None, "all tables"),
    "name gone": (public(payroll=OFF, invoice=OFF), public(invoice=OFF), "public.payroll"),
    "exclusive gone": (public(True, customer=ON), public(customer=ON), "*.*, public.*"),
}
CASES = [(*case, is_set_up) for is_set_up, cases in ((True, OPENED), (False, BEFORE_SET_UP)) for case in cases.values()]


@pytest.mark.parametrize(
    ("then", "now", "names", "is_set_up"), CASES, ids=[*OPENED, *(f"{e} early" for e in BEFORE_SET_UP)]
)
@pytest.mark.parametrize("way", ["held", "paused by its file", "unpaused by hand"])
def test_what_a_held_policy_forbids_is_not_opened(account, then, now, names, *, is_set_up, way):
    """A file without the policy, or with less of it, is refused with the names, and syncs only by its option."""
    hold(account, then, is_set_up=is_set_up)
    if way == "paused by its file":
        account.mock.add_fault({"operation": "update_schema_config", "status": 500})
        account.apply(shop(then, paused=True))
        account.apply(shop(now, paused=True))
        account.mock.clear_faults()
    elif way == "unpaused by hand":
        account.mock.resume(str(account.found["id"]))
        account.apply(shop(now))
    asked = shop(now, **({"paused": False} if way == "paused by its file" else {}))

    change, done = account.change(asked), account.apply(asked)

    assert (Action.REFUSED, "refused") == (change.action, done.result)
    assert f"without it a first sync would start with: {names}. Declare the policy again" in change.reasons[0]
    assert account.found["paused"]
    assert account.apply(asked, sync_before_tables=True).error is None
    assert not account.found["paused"]
    assert Action.REFUSED != account.change(asked).action


HONEST = {
    "a misspelt name": (public(payroll=OFF, custmer=OFF), public(payroll=OFF, customer=OFF)),
    "a name that the source lacks": (public(payroll=OFF, orders=OFF), public(payroll=OFF)),
    "one more name": (public(payroll=OFF), public(payroll=OFF, invoice=OFF)),
    "a misspelt name of an exclusive policy": (public(True, custmer=ON), public(True, customer=ON)),
    "misspelt": ({"exclusive": True, "schemas": {"publc": {"tables": {"customer": ON}}}}, public(True, customer=ON)),
    "a misspelt column": (columns(True, id={}, emial={}), columns(True, id={}, email={})),
    "a misspelt column to hash": (columns(emial={"hashed": True}), columns(email={"hashed": True})),
    "now exclusive": (public(payroll=OFF), public(True, customer=ON)),
    "the table in place of its column": (columns(email=OFF), public(customer=OFF)),
    "the schema in place of its table": (public(payroll=OFF), {"schemas": {"public": OFF}}),
    "a name that nothing forbade": (public(payroll=OFF), public(payroll=OFF, customer=ON)),
    "a policy that forbids nothing": (public(orders=ON), None),
    "before the set-up": (public(payrol=OFF), public(payroll=OFF)),
}


@pytest.mark.parametrize("name", HONEST)
def test_an_honest_correction_of_a_held_policy_passes(account, name):
    """A correction that opens nothing is applied and ends the hold; the plan is empty, also if the policy leaves."""
    then, now = HONEST[name]
    hold(account, then, is_set_up=name != "before the set-up")
    account.apply(shop(now))
    if name == "before the set-up":
        account.set_up()
        account.apply(shop(now))

    assert not account.found["paused"]
    assert account.plan(shop(now)).is_empty
    assert not account.apply(shop(None)).error
    assert not account.found["paused"]


def test_a_correction_before_the_set_up_is_judged_after_it(account):
    """A name that left beside a new one may have been misspelt; if the source has it, it is refused once it is seen."""
    hold(account, public(payroll=OFF), is_set_up=False)
    assert not account.apply(shop(public(invoice=OFF))).error
    account.set_up()

    done = account.apply(shop(public(invoice=OFF)))

    assert "it stays paused: Its policy for tables was never in place" in done.message
    assert "would start with: public.payroll." in done.message
    assert account.found["paused"]


def test_a_first_sync_before_the_policy_is_recorded_until_it_is_acknowledged(account):
    """Plan and apply name what was open and is forbidden, with an error that once; a merge keeps the record."""
    policy = public(payroll=OFF, custmer=OFF)
    hold(account, policy)
    account.mock.resume(str(account.found["id"]))
    account.mock.advance(days=1)

    change, done, again = account.change(policy := shop(policy)), account.apply(policy), account.change(policy)
    corrected = shop(public(payroll=OFF, customer=OFF))
    other = account.apply(corrected)
    last = account.apply(corrected)

    told = "It copied, or began to copy, before its tables were set: {}. Remove from the destination what must not"
    assert [True, False] == [told.format("public.payroll") in " ".join(each.warnings) for each in (change, again)]
    assert told.format("public.payroll") in done.notes[-1]
    assert f"its first sync came too early: {told.format('public.customer')}" in other.message
    assert (None, "unchanged") == (last.error, last.result)
    (entry,) = account.memory.entries
    assert ((), (), ("public.payroll", "public.customer")) == (entry.held, entry.policies, entry.copied)
    memory = account.memory
    memory.acknowledge(entry)
    memory.finish()
    assert () == account.memory.known(account.found).hold.copied


def test_what_a_running_first_sync_may_have_copied_is_recorded(account):
    """A sync that an apply stops may have copied forbidden tables, and values that left the file are told once."""
    hold(account, public(payroll=OFF, custmer=OFF))
    account.mock.resume(str(account.found["id"]))
    account.fivetran.connections.sync(str(account.found["id"]))
    corrected = shop(public(payroll=OFF, customer=OFF))

    done = account.apply(corrected)
    left = [warning for warning in account.change(corrected).warnings if warning.startswith("no longer declared")]

    assert "its first sync came too early: It copied, or began to copy, before its tables were set:" in done.message
    assert ("public.customer", "public.payroll") == account.memory.known(account.found).hold.copied
    assert [] == left


def test_all_tables_count_as_copied_where_no_schema_can_be_read():
    """Where the schema of a connection that has synced cannot be read, all tables may have been copied."""
    found, held = {"succeeded_at": "2026-01-02T00:00:00Z"}, Hold(policies=(public(payroll=OFF),))

    assert ("all tables",) == copied(declared(body()), found, Captured(None), held, PlanOptions())


def test_an_unchanged_connection_whose_policy_left_names_what_it_copied_once(account):
    """Where the policy left the file after the sync, nothing is to mend, and the copied tables are an error once."""
    hold(account, public(payroll=OFF))
    account.mock.resume(str(account.found["id"]))
    account.mock.advance(days=1)

    first, second = account.apply(shop()), account.apply(shop())

    assert "It copied, or began to copy, before its tables were set: public.payroll." in first.message
    assert (None, "unchanged") == (second.error, second.result)


@pytest.mark.parametrize("is_held", [False, True], ids=["no hold", "the option"])
def test_a_policy_that_tightens_without_a_hold_is_noted(account, *, is_held):
    """It is no error: the plan warns, and the report notes, that earlier syncs copied more."""
    if is_held:
        hold(account, public(payroll=OFF))
    account.apply(shop(public(payroll=OFF) if is_held else None), sync_before_tables=True)
    account.mock.advance(days=1)
    asked = shop(public(payroll=OFF, invoice=OFF))

    whole = account.change(shop({"schemas": {"public": OFF}}))
    change, done = account.change(asked), account.apply(asked)

    assert 1 == sum(each.endswith("in the destination: public.") for each in whole.warnings)
    names = "public.invoice" if is_held else "public.invoice, public.payroll"
    assert change.warnings == done.notes == (f"Copied by earlier syncs, and still in the destination: {names}.",)
    assert (None, "done") == (done.error, done.result)


LEFT = {
    "a column of an exclusive table": (columns(True, id={}, name={}, email={}), columns(True, id={}, name={}), ""),
    "a name it lacks": (public(payroll=OFF, orders=OFF), public(payroll=OFF), "the account does not have it"),
    "a column that is out already": (columns(True, id={}, email=OFF), columns(True, id={}), ""),
    "a column by its default": (columns(id=ON, email=ON), columns(id=ON), "the account keeps it"),
    "a name": (public(payroll=OFF, invoice=OFF), public(payroll=OFF), "the account keeps it"),
    "the policy": (public(payroll=OFF), None, "the account keeps it"),
}


@pytest.mark.parametrize("name", LEFT)
def test_the_account_keeps_only_what_was_seen(account, name):
    """A name that left an exclusive table is a change, and one that the source lacks is not kept."""
    then, now, sentence = LEFT[name]
    account.apply(shop())
    account.mock.advance(days=1)
    account.apply(shop(then))

    (*left,) = (each for each in account.change(shop(now)).warnings if "no longer declared" in each)

    assert [sentence] * bool(sentence) == [each.rpartition("; ")[2] for each in left]


def test_a_policy_that_was_never_in_place_is_not_kept(account):
    """Of a paused connection whose policy leaves, the account does not have what was not put in place, or is unseen."""
    hold(account, public(payroll=OFF), is_set_up=False, paused=True)
    unseen = account.change(shop(paused=True)).warnings
    account.set_up()
    account.mock.add_fault({"operation": "update_schema_config", "status": 500})
    account.apply(shop(public(payroll=OFF), paused=True))
    account.mock.clear_faults()

    assert ("no longer declared: /tables; it cannot be seen whether the account keeps it",) == unseen
    assert ("no longer declared: /tables; the account does not have it",) == account.change(shop(paused=True)).warnings


def nulled(account: Account) -> None:
    """Clear the password by hand."""
    account.fivetran.connections.update(str(account.found["id"]), {"config": {"password": None}}, unchecked=True)


@pytest.mark.parametrize("is_saved", [False, True], ids=["", "saved plan"])
def test_a_secret_that_a_read_showed_and_that_is_gone_is_sent_once(account, *, is_saved):
    """Its lost mask is a change, also of a saved plan; if it stays lost, the plan names it, and sends it no more."""
    account.apply(shop())
    account.apply(shop())
    nulled(account)
    planned = account.plan(shop())
    saved = SavedPlan.of(planned, account="mock", paths=(), options={}, api_secret="s") if is_saved else None
    memory = account.memory
    planned = plan(account.fivetran, [shop()], memory=memory, approved=saved)
    if saved:
        saved.check(planned, "mock", Digests.found("s", bytes.fromhex(saved.salt)))

    (done,) = apply(account.fivetran, planned, memory=memory).outcomes

    (key,) = done.change.keys
    assert ("/config/password", "change", "gone") == (key.pointer, key.status, key.mark)
    assert "hunter2" == account.mock.calls[-1].body["config"]["password"] or account.found["config"]["password"]
    assert account.plan(shop()).is_empty
    nulled(account)
    assert {"/config/password": "gone"} == dict(account.change(shop()).hidden)
    assert "unchanged" == account.apply(shop()).result
    assert "done" == account.apply(shop(password="hunter3")).result
    account.apply(shop(password="hunter3"))
    nulled(account)
    assert "gone" == account.change(shop(password="hunter3")).keys[0].mark
    account.fivetran.connections.delete(str(account.found["id"]))
    account.fivetran.connections.create(
        {**shop().body, "config": {**shop().body["config"], "password": None}}, unchecked=True
    )
    assert {""} == {each.mark for each in account.change(shop(password="hunter3")).keys}


def test_a_secret_that_no_read_showed_is_not_taken_to_be_gone(account):
    """The answer to a write is no proof: a value whose mask no read showed is named."""
    account.apply(shop())
    nulled(account)

    assert {"/config/password": "dropped"} == dict(account.change(shop()).hidden)


def test_a_memory_of_version_3_is_written_as_version_4(account):
    """It lacks masks and policies; it is read as it is, and the next apply writes it anew, without a merge."""
    account.apply(shop())
    header, line = map(json.loads, account.file.read_text().splitlines())
    account.file.write_text("".join(f"{json.dumps(each)}\n" for each in ({**header, "memory": 3}, line)))

    assert account.plan(shop()).is_empty
    account.apply(shop())

    header, line = map(json.loads, account.file.read_text().splitlines())
    assert (4, "shown") == (header["memory"], line["values"]["/config/password"][2])


def test_the_sides_of_a_merge_keep_policies_copies_and_masks(account):
    """Each side's held policies and copied names stay, and a mask that one side was shown."""
    hold(account, public(payroll=OFF))
    header, line = map(json.loads, account.file.read_text().splitlines())
    digest = line["values"]["/config/password"][:2]
    ours = {**line, "copied": ["a"], "values": {"/config/password": [*digest, "shown"]}}
    theirs = {**line, "policies": [{"exclusive": True}], "copied": ["b"], "values": {"/config/password": digest}}
    account.file.write_text("".join(f"{json.dumps(each)}\n" for each in (header, ours, theirs)))

    known = Memory.open(account.fivetran, account.file).known(account.found)

    assert [*line["policies"], {"exclusive": True}] == [*known.hold.policies]
    assert ("a", "b") == known.hold.copied
    assert "shown" == known.mask("/config/password")
