"""A plan as data: selectors, limits, and the shown form of a change."""

from contextlib import nullcontext
from dataclasses import fields, replace
from typing import Any

import pytest

from fivetran_connections import InvalidRequest, Secret
from fivetran_connections.code import (
    Action,
    BeyondLimit,
    Change,
    Declaration,
    Difference,
    Limits,
    Plan,
    PlanOptions,
    Selector,
)
from fivetran_connections.code.plans import Captured, summary
from fivetran_connections.code.saved import SavedPlan


def changes(**counts: int) -> Plan:
    """Return a plan with so many changes of each action."""
    actions = [Action(action) for action, count in counts.items() for _ in range(count)]
    return Plan(tuple(Change(action, "g", f"s{number}", "postgres") for number, action in enumerate(actions)))


@pytest.mark.parametrize(
    ("names", "chosen"),
    [
        ({}, ["g/a_1", "g/b_1", "h/a_2"]),
        ({"groups": ("h",)}, ["h/a_2"]),
        ({"services": ("github", "postgres")}, ["g/a_1", "g/b_1"]),
        ({"schemas": ("z", "a_*")}, ["g/a_1", "h/a_2"]),
        ({"groups": ("g",), "schemas": ("a_*",)}, ["g/a_1"]),
        ({"groups": ("g",), "services": ("github",)}, ["g/b_1"]),
        ({"states": ("connected",)}, ["g/a_1"]),
        ({"states": ("connected", "broken"), "groups": ("g",)}, ["g/a_1", "g/b_1"]),
    ],
    ids=str,
)
def test_a_selector_chooses_what_each_of_its_parts_names(names, chosen):
    """A connection is chosen if group, service, schema and state are among those named; without names, any is."""
    found: list[dict[str, Any]] = [
        {"group_id": "g", "schema": "a_1", "service": "postgres", "status": {"setup_state": "connected"}},
        {"group_id": "g", "schema": "b_1", "service": "github", "status": {"setup_state": "broken"}},
        {"group_id": "h", "schema": "a_2", "service": "s3", "status": None},
    ]
    selector = Selector(**names)

    assert chosen == [f"{each['group_id']}/{each['schema']}" for each in found if selector.has(each)]
    assert bool(names) == bool(selector)


@pytest.mark.parametrize(
    ("names", "sentence"),
    [
        ({"services": ("postgers",)}, "The service postgers matches no connection; did you mean postgres? Nothing was"),
        ({"services": ("Warehouse",)}, "The service Warehouse matches no connection. Nothing was sent."),
        ({"groups": ("amber_kettel",)}, "The group amber_kettel matches no connection; did you mean amber_kettle?"),
        ({"groups": ("zzz",)}, "The group zzz matches no connection. Nothing was sent."),
        ({"schemas": ("shop", "b_*")}, r"The schema b_\* matches no connection. Nothing was sent."),
        ({"schemas": ("sohp",)}, "The schema sohp matches no connection; did you mean shop?"),
        ({"services": ("post*",)}, r"The service post\* matches no connection. Nothing was sent."),
    ],
    ids=str,
)
def test_a_name_that_matches_nothing_is_an_error_with_the_nearest(names, sentence):
    """Each name of a selector has to match, patterns are for schemas alone."""
    known = [("amber_kettle", "postgres", "shop"), ("amber_kettle", "postgres", "sales")]

    with pytest.raises(InvalidRequest, match=sentence.replace("?", r"\?")):
        Selector(**names).check(known, ["h"])


def test_names_that_match_are_no_error():
    """Groups, services, and schemas or patterns that some connection has pass, as does a group without connections."""
    known = [("g", "postgres", "shop"), ("g", "github", "code")]
    named = Selector(groups=("g", "h"), services=("postgres", "github"), schemas=("sh*", "code"), states=("any",))

    named.check(known, ["h"])


@pytest.mark.parametrize(
    ("counts", "limits", "sentence"),
    [
        ({"delete": 2}, {"max_deletes": 2}, None),
        ({"delete": 3}, {}, None),
        ({"delete": 9}, {}, None),
        ({"delete": 1, "replace": 2, "unchanged": 7}, {}, None),
        ({"delete": 6, "unchanged": 14}, {}, None),
        ({"delete": 6, "unchanged": 4}, {"max_percent": 60}, None),
        ({"create": 20}, {}, None),
        ({"delete": 1}, {"max_deletes": 0}, "would delete 1 connection, and --max-deletes allows 0"),
        ({"delete": 4}, {"max_deletes": 2}, "would delete 4 connections, and --max-deletes allows 2"),
        ({"delete": 1, "replace": 1}, {"max_deletes": 1}, "would delete 2 connections, and --max-deletes allows 1"),
        ({"delete": 10}, {}, "would delete or replace 10 of 10 connections, more than 30 %"),
        ({"delete": 2, "replace": 2, "unchanged": 6}, {}, "would delete or replace 4 of 10 connections, more than"),
        ({"delete": 31, "unchanged": 69}, {"max_percent": 30.7}, "31 of 100 connections, more than 30.7 %"),
        ({"delete": 4, "unchanged": 7, "create": 5}, {}, "4 of 11 connections, more than 30 %"),
    ],
    ids=str,
)
def test_a_plan_beyond_a_limit_is_refused(counts, limits, sentence):
    """The first limit that a plan is beyond is named with both numbers; the share counts from ten existing ones on."""
    with nullcontext() if sentence is None else pytest.raises(BeyondLimit, match=sentence):
        Limits(**limits).check(changes(**counts))


def test_a_plan_allows_nothing_that_was_not_asked_for():
    """By default nothing is replaced, rotated, deleted, listed beside the files, or synced before its tables."""
    assert not any(getattr(PlanOptions(), option.name) for option in fields(PlanOptions))


def test_a_change_shows_and_compares_what_is_planned_alone():
    """The repr of a change has no body and no answer, and changes are equal whatever the API answered otherwise."""
    declared = Declaration("g", "s", {"service": "postgres", "config": {"password": Secret("hush")}})
    plain = Change(Action.UPDATE, "g", "s", "postgres", "an_id")
    whole = replace(plain, declaration=declared, found={"id": "x"}, captured=Captured({}))

    assert plain == whole
    assert repr(plain) == repr(whole)
    assert whole != replace(whole, differences=(Difference("hold", "/paused", False, True),))


@pytest.mark.parametrize(
    ("found", "state"),
    [
        (None, None),
        ({}, None),
        ({"status": None}, None),
        ({"status": {}}, None),
        ({"status": {"setup_state": "broken"}}, "broken"),
    ],
    ids=str,
)
def test_the_setup_state_of_a_change_is_that_which_was_found(found, state):
    """A connection that does not exist, or whose answer has no status, has no setup state."""
    change = Change(Action.UPDATE, "g", "s", "postgres", found=found)

    assert state == change.setup_state


def test_a_change_is_printed_without_what_is_empty():
    """The JSON of a change has its action and schema, and no empty key."""
    password = {"pointer": "/config/password", "old": "***", "new": "***"}
    paused = {"pointer": "/paused", "old": False, "new": True}
    differences = (
        Difference("body", "/config/password", "***", "***", reason="changed"),
        Difference("body", "/auth", None, "***", "unseen", mark="sent"),
        Difference("hold", "/paused", False, True, "waiting", "later", waits_for="set-up"),
    )
    change = Change(Action.UPDATE, "g", "s", "postgres", "an_id", differences, warnings=("w",), is_protected=True)

    assert {
        "action": "update",
        "group_id": "g",
        "schema": "s",
        "service": "postgres",
        "id": "an_id",
        "changes": [{"part": "body", **password, "status": "change", "reason": "changed"}],
        "waiting": [{"part": "hold", **paused, "status": "waiting", "reason": "later", "for": "set-up"}],
        "cannot_be_seen": {"/auth": "sent"},
        "warnings": ["w"],
        "protected": True,
    } == change.as_json()
    assert {"action": "create", "schema": ""} == Change(Action.CREATE, "", "", "").as_json()


@pytest.mark.parametrize(
    ("word", "difference"),
    [
        ("", Difference("hold", "/paused", False, True)),
        ("set-up,tables", Difference("hold", "/paused", True, False, held=frozenset({"tables", "set-up"}))),
        ("permanent", Difference("body", "/service", "a", "b", "refused", "it is", is_permanent=True)),
        ("unknown", Difference("body", "/auth", None, "***", reason="not shown", mark="unknown")),
    ],
)
def test_a_saved_plan_keeps_what_is_known_of_a_difference(word, difference):
    """A mark, the reasons of a hold and a permanent value share one key of the file, and are read as they were."""
    changes = Plan((Change(Action.UPDATE, "g", "s", "postgres", "an_id", (difference,), is_protected=True),))
    saved = SavedPlan.of(changes, account="a", paths=(), options={}, api_secret="s")

    assert word == difference.as_json().get("known", "")
    assert changes.changes == SavedPlan.parse(saved.dump()).plan.changes


def test_a_plan_counts_each_action():
    """The numbers are one line; a plan with pending, refused or waiting changes is not empty, waiting ones settled."""
    several = changes(create=2, refused=1, unchanged=1000)

    assert "2 to create, 1 refused, 1,000 unchanged." == summary(several)
    assert "no connections." == summary(changes())
    assert 3 == several.count(Action.CREATE, Action.REFUSED, Action.DELETE)
    empty = {action: changes(**{str(action): 1}).is_empty for action in Action}
    settled = {action for action in Action if changes(**{str(action): 1}).is_settled}
    assert {Action.UNCHANGED, Action.UNMANAGED, Action.UNDECLARED} == settled - {Action.WAITING}
    assert {action for action, is_it in empty.items() if is_it} == settled - {Action.WAITING}
