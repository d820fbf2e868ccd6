"""The fast path: valid bodies are accepted quickly. A rule acts by its effect."""

from dataclasses import replace
from decimal import Decimal
from enum import Enum
from typing import Any, cast
from unittest.mock import patch

import httpx
import pytest

from fivetran_connections import Fivetran
from fivetran_connections.code import Action, Declaration, PlanOptions, plan
from fivetran_mock import FivetranMock
from fivetran_rules import SERVICE_RULES, Effect
from fivetran_rules._json import as_json
from fivetran_rules._judge import _INSTEAD_OF, _judge_of

from ._bodies import FULL, check, check_change, found, google, pinterest


@pytest.mark.parametrize(
    "body",
    [
        FULL,
        pinterest(data_delay_sensitivity="CUSTOM", data_delay_threshold=30),
        pinterest(schedule={"schedule_type": "INTERVAL", "interval": 5}),
        google({"conversion_window_size": 30}),
    ],
    ids=["full", "threshold", "interval", "window"],
)
def test_a_sound_body_is_accepted_quickly(body):
    """A valid body is accepted without a search for findings."""
    with patch("fivetran_rules._shape.as_json") as searched:
        assert [] == check(body)
    searched.assert_not_called()


class Window(Enum):
    """An enum whose members are not text."""

    SHORT = "ONE"
    DAILY = 1440


class Metric(Enum):
    """An enum whose member is spelt like a value of the document."""

    SPEND = "SPEND"


@pytest.mark.parametrize(
    "value",
    [{"a": [1, -5, 1.5, None, True, "ключ", {"b": []}]}, 2**1024 - 1, 1 - 2**1024, {}, ""],
    ids=["nested", "largest", "smallest", "empty", "text"],
)
def test_plain_json_is_not_copied(value):
    """A plain JSON value comes back itself, without a flaw."""
    copy, flaws = as_json(value)

    assert copy is value
    assert [] == flaws


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        (google({"conversion_window_size": 10**5000}), "/config/conversion_window_size"),
        (google({"conversion_window_size": Decimal(30)}), "/config/conversion_window_size"),
        (pinterest(sync_frequency=Decimal(60)), "/sync_frequency"),
        (pinterest(sync_frequency=Window.DAILY), "/sync_frequency"),
        (pinterest({"click_attribution_window": Window.SHORT}), "/config/click_attribution_window"),
        (pinterest({"sync_mode": "SpecificAdvertisers", "advertisers": [Window.SHORT]}), "/config/advertisers/0"),
        (
            pinterest(
                {
                    "sync_mode": "SpecificAdvertisers",
                    "advertisers": ["1"],
                    "custom_reports": [
                        {"table_name": "t", "report_type": "CAMPAIGN", "granularity": "WEEK", "metrics": [Metric.SPEND]}
                    ],
                }
            ),
            "/config/custom_reports/0/metrics/0",
        ),
    ],
)
def test_what_cannot_be_sent_is_found_wherever_it_is(body, pointer):
    """A value that cannot be sent is found at any place, though the validator would accept it."""
    assert pointer in [violation.pointer for violation in check(body)]


def test_validators_are_made_once():
    """A schema is compiled once, since that takes milliseconds."""

    def judge_all() -> None:
        check(google())
        check_change({"paused": True}, {"service": "google_ads"})
        check_change({"paused": True})

    judge_all()
    with patch("fivetran_rules._judge.Shape") as compiled:
        judge_all()
    compiled.assert_not_called()


def test_an_empty_auth_is_as_good_as_none():
    """An empty auth is never a violation."""
    assert [("/config/schema", "shape.empty")] == found(check(pinterest({"schema": ""}, auth={})))


def test_a_rule_acts_by_its_effect_whatever_its_id(monkeypatch):
    """A renamed rule about a permanent key still means a replacement, and the mock can still ignore the key."""
    renamed = [
        replace(rule, id=f"{rule.id.removesuffix('create_only')}fixed") if rule.effect is Effect.PERMANENT else rule
        for rule in SERVICE_RULES["pinterest_ads"]
    ]
    monkeypatch.setitem(cast("dict[str, Any]", SERVICE_RULES), "pinterest_ads", tuple(renamed))
    for rule in renamed:
        monkeypatch.setitem(cast("dict[str, Any]", _INSTEAD_OF), rule.id, rule.instead_of)
    _judge_of.cache_clear()
    mock = FivetranMock(behaviours={"create_only_key": "ignored"})
    with Fivetran(api_key="k", api_secret="s", transport=mock.transport()) as fivetran:
        made = fivetran.connections.create(pinterest({"schema": "s", "timeframe_months": "THREE"}))
        asked = pinterest({"schema": "s", "timeframe_months": "SIX"})
        declared = [Declaration(str(asked["group_id"]), "s", asked)]
        (change,) = plan(fivetran, declared, options=PlanOptions(allow_replace=True))
    found = check_change({"config": {"timeframe_months": "SIX"}}, change.found)
    with httpx.Client(transport=mock.transport(), auth=("k", "s"), base_url="https://api.fivetran.com") as http:
        answer = http.patch(f"/v1/connections/{made.id}", json={"config": {"timeframe_months": "SIX"}})
    _judge_of.cache_clear()

    assert ["pinterest_ads.timeframe_months.fixed"] == [each.rule for each in found]
    assert Action.REPLACE == change.action
    assert 200 == answer.status_code
