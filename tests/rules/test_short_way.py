"""The fast path: valid bodies are accepted quickly."""

from __future__ import annotations

from decimal import Decimal
from enum import Enum, IntEnum, StrEnum
from unittest.mock import patch

import pytest

import fivetran_rules
from fivetran_rules._json import as_json
from fivetran_rules._shape import Shape

from ._bodies import FULL, Body, check, check_change, found, google, other, pinterest


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
    """A valid body is accepted without a search for findings."""
    with patch.object(Shape, "findings") as searched:
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
def test_plain_json_is_not_copied(value: object) -> None:
    """A value that is plain JSON already comes back itself, without a flaw."""
    copy, flaws = as_json(value)

    assert copy is value
    assert [] == flaws


@pytest.mark.parametrize(("levels", "is_plain"), [(100, True), (101, False)])
def test_a_hundred_levels_are_plain(levels: int, is_plain: bool) -> None:
    """A value may be nested a hundred levels deep; a deeper place is a flaw."""
    value: object = 1
    for _ in range(levels):
        value = [value]
    copy, flaws = as_json(value)

    assert is_plain == (copy is value)
    assert (not is_plain) == bool(flaws)


@pytest.mark.parametrize("value", [2**1024, -(2**1024), float("inf")], ids=["large", "small", "infinite"])
def test_numbers_beyond_json_are_flaws(value: object) -> None:
    """A number that JSON readers cannot take is a flaw."""
    assert as_json(value)[0] is None
    assert 1 == len(as_json(value)[1])


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
def test_what_cannot_be_sent_is_found_wherever_it_is(body: Body, pointer: str) -> None:
    """A value that cannot be sent is found at any place, though the validator would accept it."""
    assert pointer in [violation.pointer for violation in check(body)]


@pytest.mark.parametrize("number", [2**1024, -(2**1024)], ids=["large", "small"])
def test_the_first_number_beyond_json_is_found(number: int) -> None:
    """The least number with too many digits is found in a field that any whole number fits, and the next is sound."""
    body = other(config={"schema_prefix": "p", "port": number})
    nearer = other(config={"schema_prefix": "p", "port": number - (1 if number > 0 else -1)})

    assert [("/config/port", "shape.body")] == found(fivetran_rules.check(body))
    assert [] == found(fivetran_rules.check(nearer))


class Number(float):
    """A number of another library, like numpy's."""


def test_scalars_of_a_kind_of_their_own_are_what_they_hold() -> None:
    """Members of StrEnum and IntEnum, and subclasses of float, are judged as text and numbers."""
    kind = StrEnum("Kind", {"SHORT": "ONE"})
    often = IntEnum("Often", {"DAILY": 1440})

    assert [] == check(pinterest({"click_attribution_window": kind.SHORT}, sync_frequency=often.DAILY))
    assert [] == check(pinterest(sync_frequency=Number(60)))
    assert [("/sync_frequency", "shape.enum")] == found(check(pinterest(sync_frequency=Number(61))))
    assert [] == check_change({"sync_frequency": Number(60)})
    assert [("/sync_frequency", "shape.enum")] == found(check(other(sync_frequency=Number(61))))


def test_validators_are_made_once() -> None:
    """A schema is compiled once, since that takes milliseconds."""

    def judge_all() -> None:
        check(google())
        check_change({"paused": True}, {"service": "google_ads"})
        check_change({"paused": True})

    judge_all()
    with patch("fivetran_rules._judge.Shape") as compiled:
        judge_all()
    compiled.assert_not_called()


def test_an_empty_auth_is_as_good_as_none() -> None:
    """An empty auth is never a violation."""
    assert [("/config/schema", "shape.empty")] == found(check(pinterest({"schema": ""}, auth={})))
