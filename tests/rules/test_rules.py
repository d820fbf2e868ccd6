"""Each rule, broken and kept, in a new connection and in a change."""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import pytest

from fivetran_rules import Effect, all_rules

from ._bodies import CARD, FULL, check, check_change, found, google, other, pinterest
from ._tables import CHANGES, CREATES, NOW

RULES = {rule.id: rule for rule in all_rules() if not rule.id.startswith(("shape.", "published.", "inferred."))}


TABLES = {"create": CREATES, "change": CHANGES}
ROWS = [
    pytest.param(rule, row, id=f"{rule}-{moment}-{'broken' if row.places else 'kept'}-{number}")
    for moment, table in TABLES.items()
    for rule, rows in table.items()
    for number, row in enumerate(rows)
]


@pytest.mark.parametrize(("rule", "row"), ROWS)
def test_a_rule_names_every_place_that_breaks_it(rule, row):
    """A rule names every place, and no other, and is silent if the stored value is unknown."""
    violations = [each for each in row.judge() if each.rule == rule]

    assert row.places == tuple(each.pointer for each in violations)
    assert {RULES[rule].evidence} >= {each.evidence for each in violations}
    assert {RULES[rule].severity} >= {each.severity for each in violations}
    assert {RULES[rule].effect} >= {each.effect for each in violations}
    assert [] == [each for each in violations if not each.message.startswith(RULES[rule].message)]


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_every_rule_stands_in_the_tables(rule):
    """Each rule of the catalogue has a row that breaks it and one that does not, for each moment it applies to."""
    moments = {(moment, bool(row.places)) for moment in rule.applies for row in TABLES[moment].get(rule.id, ())}

    assert {(moment, broken) for moment in rule.applies for broken in (True, False)} == moments


def test_a_rule_about_a_permanent_key_says_so():
    """A rule that refuses a key of every update has the effect PERMANENT, by which a plan replaces a connection."""
    refusing = {rule.id for rule in all_rules() if rule.applies == ("change",) and rule.presence_only}

    assert refusing == {rule.id for rule in all_rules() if rule.effect is Effect.PERMANENT}


@pytest.mark.parametrize(
    "body",
    [pinterest(), google(), other(), FULL, pinterest(connect_card_config=CARD, run_setup_tests=False)],
    ids=["pinterest_ads", "google_ads", "other", "full", "card"],
)
def test_a_sound_connection_passes(body):
    """A valid connection has no violations, with and without `strict`."""
    assert [] == check(body)
    assert [] == check(body, strict=True)


def test_everything_is_said_at_once():
    """All violations are returned together, in the order of their places."""
    body = pinterest(
        {"sync_mode": "SpecificAdvertisers", "refresh_token_expires_at": str(NOW)},
        daily_sync_time="05:30",
        data_delay_threshold=5,
        auth={"refresh_token": "rt"},
    )

    assert [
        ("/auth/client_access", "pinterest_ads.auth.whole"),
        ("/config/advertisers", "pinterest_ads.advertisers.required"),
        ("/config/refresh_token_expires_at", "pinterest_ads.refresh_token_expires_at.past"),
        ("/daily_sync_time", "daily_sync_time.frequency"),
        ("/daily_sync_time", "daily_sync_time.on_the_hour"),
        ("/data_delay_threshold", "data_delay_threshold.custom"),
    ] == found(check(body))


class Elementwise:
    """A value whose comparison returns an array, which has no truth value."""

    __hash__ = None  # type: ignore[assignment]  # as arrays have it

    def __eq__(self, other: object) -> Any:
        return self

    def __ne__(self, other: object) -> Any:
        return self

    def __bool__(self) -> bool:
        raise ValueError


ODD: dict[str, dict[str, Any]] = {f"/{key}": {key: Elementwise()} for key in FULL} | {
    f"/config/{key}": {"config": FULL["config"] | {key: Elementwise()}} for key in FULL["config"]
}


@pytest.mark.parametrize(("pointer", "odd"), ODD.items(), ids=ODD)
def test_what_compares_oddly_is_judged(pointer, odd):
    """A value whose comparisons have no truth value is reported as no JSON, in a create and in a change."""
    rest = {"networking_method": "PrivateLink", "schedule_type": "manual", "data_delay_threshold": 5}

    assert any(each.pointer.startswith(pointer) for each in check(FULL | rest | odd))
    assert any(each.pointer.startswith(pointer) for each in check_change(FULL | rest | odd))


@pytest.mark.parametrize("key", FULL["config"])
def test_what_is_stored_may_compare_oddly(key):
    """A stored value whose comparisons have no truth value does not disturb the rules."""
    stored = {"service": "pinterest_ads", "config": FULL["config"] | {key: Elementwise()}}

    assert [] == check_change({"config": {"advertisers": ["1"]}}, stored)


@dataclass
class Model:
    """A connection model."""

    held: Any

    def to_dict(self) -> Any:
        return self.held


@pytest.mark.parametrize("stored", [Model, dict, MappingProxyType])
def test_what_is_stored_may_be_a_model(stored):
    """A stored connection may be a model or the equal mapping."""
    kept = stored({"networking_method": "Directly"})

    assert [("/private_link_id", "private_link_id.method")] == found(check_change({"private_link_id": "l"}, kept))


@pytest.mark.parametrize(
    ("stored", "kind"), [([], "list"), ("brisk_otter", "str"), (0, "int"), (Model([]), "Model")], ids=repr
)
def test_what_is_no_connection_is_not_taken_for_one(stored, kind):
    """A stored connection of another type is refused, since rules would be skipped silently."""
    with pytest.raises(TypeError, match=f"^stored is of type {kind}: pass a mapping, a model "):
        check_change({"private_link_id": "l"}, stored)
