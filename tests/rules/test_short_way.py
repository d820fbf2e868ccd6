"""The short way of judging: what is sound is told quickly, and what need not be asked is not asked."""

from __future__ import annotations

from decimal import Decimal

import pytest

from fivetran_rules import check
from fivetran_rules._book import book_for
from fivetran_rules._schemas import component_of, create_root, numbers, variants
from fivetran_rules._shape import shape_of_any_change, shape_of_change, shape_of_create

from ._bodies import FULL, Body, found, google, pinterest, without
from ._tables import CREATES, Create


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
def test_a_sound_body_is_accepted_quickly(body: Body) -> None:
    """The quick validator alone accepts what has no error."""
    assert shape_of_create(str(body["service"])).accepts(body)
    assert [] == check(body)


def test_numbers_that_are_misread_are_found_wherever_one_is_due() -> None:
    """The validator reads a number of 5,000 digits as 0, and a Decimal as it is; the places of numbers are known."""
    assert [("data_delay_threshold",), ("schedule", "interval"), ("sync_frequency",)] == sorted(
        numbers(component_of(create_root("pinterest_ads")))
    )
    assert ("/config/conversion_window_size", "shape.body") in found(
        check(google({"conversion_window_size": 10**5000}))
    )
    assert ("/config/conversion_window_size", "shape.body") in found(
        check(google({"conversion_window_size": Decimal(30)}))
    )
    assert ("/sync_frequency", "shape.body") in found(check(pinterest(sync_frequency=Decimal(60))))


def test_validators_are_made_once() -> None:
    """Compiling a schema takes milliseconds, so that is done once for each."""
    assert shape_of_create("google_ads") is shape_of_create("google_ads")
    assert shape_of_change("google_ads") is shape_of_change("google_ads")
    assert shape_of_any_change() is shape_of_any_change()
    assert variants() is variants()


@pytest.mark.parametrize("body", [FULL, pinterest(), google()], ids=["full", "pinterest_ads", "google_ads"])
def test_a_sound_body_is_cleared_at_once(body: Body) -> None:
    """Of a body without a doubt no rule is asked, but for two that need to know more than one value."""
    screened = without(without(body, "connect_card_config"), "destination_configuration")

    assert not book_for(body["service"]).may_break(screened, body["config"])


@pytest.mark.parametrize("row", [row for row in CREATES if row.places])
def test_no_broken_rule_is_cleared(row: Create) -> None:
    """What breaks a rule is refused by the shape check, or is not cleared before the rule has been asked."""
    service = row.body.get("service")
    if service not in variants():
        return

    accepted = shape_of_create(service).accepts(row.body)

    assert not accepted or book_for(service).may_break(row.body, row.body["config"])


def test_an_empty_auth_is_as_good_as_none() -> None:
    """Whatever else is wrong with a body, an empty auth is not."""
    assert [("/config/schema", "shape.empty")] == found(check(pinterest({"schema": ""}, auth={})))
