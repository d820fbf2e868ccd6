"""Saved plans: only the approved changes happen, and any difference is refused."""

import json
import re
from collections.abc import Sequence
from typing import Any

import pytest

from fivetran_common.json_types import child, is_array, is_mapping, keys_of
from fivetran_connections import Fivetran
from fivetran_connections.code import (
    Action,
    Declaration,
    Memory,
    OutdatedPlan,
    Plan,
    PlanOptions,
    SavedPlan,
    apply,
    load,
    plan,
)
from fivetran_connections.code.memory import AccountId

from .conftest import database, declared

GROUP = "amber_kettle"
ACCOUNT = "an account"


def save(fivetran: Fivetran, asked: Sequence[Declaration], **more: Any) -> SavedPlan:
    """Return a saved plan, as it is read back from its file."""
    planned = plan(fivetran, asked, **more)
    saved = SavedPlan.of(planned, account=ACCOUNT, paths=["a.yaml"], options={}, api_secret="s")
    return SavedPlan.parse(saved.dump())


def check(
    fivetran: Fivetran, asked: Sequence[Declaration], saved: SavedPlan, options: PlanOptions | None = None
) -> Plan:
    """Return the plan that applies a saved one, if nothing differs."""
    now = plan(fivetran, asked, approved=saved, options=options or PlanOptions())
    saved.check(now, ACCOUNT, saved.verify("s"))
    return now


def test_the_file_has_no_value(fivetran):
    """A saved plan has digests of the values that a create sends, and none of the values."""
    text = save(fivetran, declared(database(password="hunter2", host="db.example.com"))).dump()

    assert "hunter" not in text
    assert "db.example" not in text
    assert "/config/password" in text


@pytest.mark.parametrize(
    ("after", "more", "pointer"),
    [
        (database(password="q"), {}, "/config/password"),
        (database(password="p", host="h"), {}, "/config/host"),
        ({**database(password="p"), "paused": True}, {}, "/paused"),
        (database(password="p"), {"tables": {"schema_change_handling": "BLOCK_ALL"}}, "/tables/schema_change_handling"),
        (database(password="p"), {"ignore_changes": ("/config/port",)}, "/ignore_changes/config/port"),
    ],
)
@pytest.mark.parametrize("exists", [False, True])
def test_names_the_pointer_that_differs(fivetran, after, more, pointer, exists):
    """A create or an unchanged connection whose declaration changed is outdated, by its pointer and not its value."""
    asked = declared(database(password="p"))
    if exists:
        apply(fivetran, plan(fivetran, asked))
    saved = save(fivetran, asked)
    check(fivetran, asked, saved)

    with pytest.raises(OutdatedPlan, match=f"outdated: {GROUP}/pg .*{pointer}.* changed since. Nothing was sent"):
        check(fivetran, declared(after, **more), saved)


@pytest.mark.parametrize(("count", "end"), [(3, ") changed since."), (4, ") and 1 more changed since.")])
def test_names_three_connections_that_differ(fivetran, count, end):
    """Of the connections that differ, three are named, and the number of the others where there are any."""

    def several(port: int) -> list[Declaration]:
        names = [f"pg{number}" for number in range(count)]
        return [Declaration(GROUP, name, database(schema_prefix=name, port=port)) for name in names]

    saved = save(fivetran, several(1))

    with pytest.raises(OutdatedPlan, match=re.escape(end)) as caught:
        check(fivetran, several(2), saved)
    assert 3 == str(caught.value).count("(/config/port")


def test_what_somebody_else_changes_is_outdated(fivetran):
    """A declared key that another changed since is outdated, and a key that no file declares is not."""
    asked = declared(database(password="p", host="old"))
    apply(fivetran, plan(fivetran, asked))
    saved = save(fivetran, declared(database(password="p", host="new")))
    (connection,) = fivetran.connections.list(group_id=GROUP)

    fivetran.connections.update(connection.id, {"config": {"user": "theirs"}, "paused": True})
    assert Action.UPDATE == check(fivetran, declared(database(password="p", host="new")), saved).changes[0].action
    fivetran.connections.update(connection.id, {"config": {"port": 1}})
    with pytest.raises(OutdatedPlan, match="/config/port"):
        check(fivetran, declared(database(password="p", host="new")), saved)


def test_what_a_plan_named_is_named_when_it_is_carried_out(fivetran, tmp_path):
    """Values that cannot be seen keep their names in a saved plan, and are not sent from it."""
    fivetran.connections.create(database(password="p", token="t"))
    asked = declared(database(password="p", token="t"))
    memory = Memory.open(fivetran, tmp_path / "memory.jsonl")
    apply(fivetran, plan(fivetran, declared(database(password="p"), ignore_changes=())), memory=memory)
    saved = save(fivetran, asked, memory=memory)

    change = check(fivetran, asked, saved).changes[0]

    assert Action.UNCHANGED == change.action
    assert {"/config/password", "/config/token"} == change.hidden.keys()
    assert {"/config/password": "assumed", "/config/token": "unknown"} == saved.plan.changes[0].hidden


@pytest.mark.parametrize("approved", ["one", "two", "three"])
def test_a_value_that_was_sent_since_makes_a_plan_outdated(fivetran, tmp_path, approved):
    """A plan that says unchanged, or sends a password, is refused once the memory knows that one was sent since."""
    memory = Memory.open(fivetran, tmp_path / "memory.jsonl")
    old, new = declared(database(password="one")), declared(database(password="two"))
    apply(fivetran, plan(fivetran, old, memory=memory), memory=memory)
    asked = declared(database(password=approved))
    saved = save(fivetran, asked, memory=memory)
    apply(fivetran, plan(fivetran, new, memory=memory), memory=memory)

    now = plan(fivetran, asked, memory=memory, approved=saved)

    named = "hidden values" if approved == "three" else ".*/config/password"
    with pytest.raises(OutdatedPlan, match=rf"outdated: amber_kettle/pg \({named}\) changed since"):
        saved.check(now, ACCOUNT, saved.verify("s"))


def test_approved_secrets_are_sent_without_a_memory(fivetran, mock, tmp_path):
    """A secret that the memory of one machine notices is sent once from another one, which has none."""
    memory = Memory(tmp_path / "m.jsonl", account=AccountId("a", "x"), api_secret="s")
    old, new = declared(database(password="p")), declared(database(password="q"))
    apply(fivetran, plan(fivetran, old, memory=memory), memory=memory)

    saved = save(fivetran, new, memory=memory)
    report = apply(fivetran, check(fivetran, new, saved))

    assert report.ok
    assert "/config/password" == saved.plan.changes[0].keys[0].pointer
    (sent,) = [call.body for call in mock.calls if call.operation == "update_connection"]
    assert {"config": {"password": "******"}} == sent


def test_nothing_but_the_approved_is_sent(fivetran):
    """A new connection is refused, one that is gone as well, and so is a create that has happened."""
    asked = declared(database(password="p"))
    other = Declaration(GROUP, "b", {**database(), "config": {"schema_prefix": "b"}})
    saved = save(fivetran, asked)

    with pytest.raises(OutdatedPlan, match=f"{GROUP}/b \\(not in the plan\\)"):
        check(fivetran, [*asked, other], saved)
    with pytest.raises(OutdatedPlan, match=f"{GROUP}/pg \\(no longer to create\\)"):
        check(fivetran, [], saved)
    apply(fivetran, plan(fivetran, asked))
    with pytest.raises(OutdatedPlan, match="no longer to create"):
        check(fivetran, asked, saved)


def test_approved_deletions_need_no_memory(fivetran, tmp_path):
    """An undeclared connection is deleted from another machine as well, if and only if that was approved."""
    memory = Memory(tmp_path / "m.jsonl", account=AccountId("a", "x"), api_secret="s")
    path = tmp_path / "set.json"
    path.write_text(json.dumps(database()))
    apply(fivetran, plan(fivetran, load(path), memory=memory), memory=memory)
    path.write_text(json.dumps({"version": 1, "connections": []}))
    options = PlanOptions(delete_undeclared=True)

    listed = save(fivetran, load(path), memory=memory)
    approved = save(fivetran, load(path), memory=memory, options=options)
    with pytest.raises(OutdatedPlan, match=r"pg \(action\)"):
        check(fivetran, load(path), listed, options)
    report = apply(fivetran, check(fivetran, load(path), approved, options))

    assert [Action.DELETE] == [outcome.change.action for outcome in report.outcomes]
    assert [] == list(fivetran.connections.list())


def test_an_action_that_differs_is_named(fivetran, mock):
    """A connection that gained a duplicate since is outdated."""
    asked = declared(database(host="h"))
    mock.seed(connections=[database()])
    saved = save(fivetran, asked)
    mock.seed(connections=[database()])

    with pytest.raises(OutdatedPlan, match=r"pg \(duplicates\)"):
        check(fivetran, asked, saved)


def test_a_command_is_pinned_by_its_text(fivetran, tmp_path):
    """Another output of the same command is no difference, and another command is one."""
    path, output = tmp_path / "set.yaml", tmp_path / "out"
    body = database(password=f'${{command:["cat", "{output}"]}}')
    path.write_text(json.dumps(body))
    output.write_text("one")
    saved = save(fivetran, load(path, allow_commands=True))

    output.write_text("two")
    check(fivetran, load(path, allow_commands=True), saved)
    path.write_text(json.dumps(body).replace("cat", "tac"))
    with pytest.raises(OutdatedPlan, match="/config/password"):
        check(fivetran, load(path, allow_commands=True), saved)


def _edits(content: object, at: str = "") -> list[tuple[str, object]]:
    """Return the pointer of each value, with each other value that a hand may write there."""
    if is_mapping(content):
        below = [(child(at, key), value) for key, value in content.items()]
    else:
        below = [(f"{at}/{index}", value) for index, value in enumerate(content if is_array(content) else ())]
    found: list[tuple[str, object]] = []
    for pointer, value in below:
        others: tuple[object, ...] = (None, True, 5, f"{value}0", "\ud800", "", "create", list[Any](), {"a": "b"})
        found += [(pointer, other) for other in others if other != value]
        found += _edits(value, pointer)
    return found


def shown_and_verified(text: str) -> None:
    """Show a plan, and verify it."""
    saved = SavedPlan.parse(text)
    assert str(saved.plan)
    saved.verify("s")


def test_a_plan_that_is_edited_by_hand_is_refused(fivetran, mock):
    """Each edit of each key of the file is refused in one sentence, and can be shown or is refused there, too."""
    mock.seed(connections=[database()])
    asked = declared(database(host="h", password="p"), tables={"schema_change_handling": "BLOCK_ALL"})
    saved = save(fivetran, [*asked, Declaration(GROUP, "b", {**database(), "config": {"schema_prefix": "b"}})])
    text = saved.dump()
    edits = _edits(json.loads(text))

    for pointer, other in edits:
        content: Any = json.loads(text)
        *sections, last = keys_of(pointer)
        inner = content
        for key in sections:
            inner = inner[int(key)] if is_array(inner) else inner[key]
        inner[int(last) if is_array(inner) else last] = other
        with pytest.raises(OutdatedPlan, match="plan"):
            shown_and_verified(json.dumps(content))
    assert len(edits) > 100


def test_another_key_is_named(fivetran, monkeypatch):
    """A plan that was made with another key is refused, and the message names the key to set."""
    saved = save(fivetran, declared(database()))

    with pytest.raises(OutdatedPlan, match=f"made with the key {saved.key}, .* Set FIVETRAN_CONNECTIONS_MEMORY_KEY"):
        saved.verify("another secret")
    monkeypatch.setenv("FIVETRAN_CONNECTIONS_MEMORY_KEY", "ab" * 32)
    with pytest.raises(OutdatedPlan, match="Set FIVETRAN_CONNECTIONS_MEMORY_KEY"):
        saved.verify("s")
    own = save(fivetran, declared(database()))
    own.verify("whatever the secret is")


def test_another_account_is_refused(fivetran):
    """A plan of another account is refused."""
    saved = save(fivetran, declared(database()))

    with pytest.raises(OutdatedPlan, match="was made for an account, and this is another"):
        saved.check(plan(fivetran, declared(database())), "another", saved.verify("s"))


@pytest.mark.parametrize(
    "text",
    [
        *("", "[]", '{"format": 2}', '{"format": 3}', '{"format": 3, "account": 5}'),
        '{"format": 3, "account": "\\ud800"}',
        '{"format": 3, "account": ' + "[" * 400 + "]" * 400 + "}",
    ],
)
def test_a_file_that_is_no_plan_is_named(text):
    """A file that is not a saved plan of this version is refused in one sentence."""
    with pytest.raises(OutdatedPlan, match="make a new one with plan -o FILE"):
        SavedPlan.parse(text)


def test_lists_of_the_api_have_no_order(fivetran, mock):
    """A list that the API returns in another order is no difference."""
    body = {"group_id": GROUP, "service": "google_ads", "config": {"schema": "pg", "accounts": ["1", "2"]}}
    mock.seed(connections=[body])
    (connection,) = fivetran.connections.list(group_id=GROUP)
    asked = [Declaration(GROUP, "pg", body)]
    saved = save(fivetran, asked)

    fivetran.connections.update(connection.id, {"config": {"accounts": ["2", "1"]}}, read_first=False)
    check(fivetran, asked, saved)
