"""Permanent names: a name that Fivetran naming does not allow is a warning with the name that it becomes."""

from __future__ import annotations

import warnings

import pytest

from fivetran_connections import ConnectionWarning, pinterest_ads
from fivetran_rules import Evidence, Violation, check


def said_of(name: str) -> list[Violation]:
    """Return the findings about the name of a schema."""
    return check({"service": "pinterest_ads", "group_id": "g", "config": {"schema": name}})


@pytest.mark.parametrize(
    ("name", "becomes"),
    [
        ("Pin EU", "pin_eu"),
        ("PinterestAds", "pinterest_ads"),
        ("pinEUAds2", "pin_eu_ads2"),
        ("pin  -  eu", "pin_eu"),
        ("1st", "_1st"),
        ("héllo wörld", "hello_world"),
        ("P" * 100, "p" * 100),
        ("P" * 200, f"{'p' * 100}..."),
    ],
)
def test_a_name_that_changes_is_a_warning(name: str, becomes: str) -> None:
    """The warning shows the new name, and says that the API's own answer is unknown."""
    (found,) = (each for each in said_of(name) if each.rule == "schema.name")

    assert "/config/schema" == found.pointer
    assert "warning" == found.severity
    assert Evidence.INFERRED == found.evidence
    assert found.message.endswith(f"becomes {becomes!r}; whether the API refuses it is unknown.")


@pytest.mark.parametrize(
    ("rule", "name", "words"),
    [
        ("schema.name", "日本", "What this one becomes is unknown."),
        ("schema.length", "p" * 70, f"There it becomes {'p' * 63!r}; the limit of the API is unknown."),
    ],
    ids=["no Latin base", "long"],
)
def test_what_a_name_becomes_may_be_unknown(rule: str, name: str, words: str) -> None:
    """The warning says what is unknown: a name without Latin letters, or the limit of the API."""
    (found,) = said_of(name)

    assert rule == found.rule
    assert found.message.endswith(words)


def test_a_builder_warns_of_a_name() -> None:
    """The warning appears when the request is built; an allowed name has none."""
    with pytest.warns(ConnectionWarning, match=r"^/config/schema: .* becomes 'pin_eu'; .*\(rule schema.name, inf"):
        pinterest_ads(group_id="g", schema="Pin EU")
    with warnings.catch_warnings(record=True) as caught:
        pinterest_ads(group_id="g", schema="pin_eu")

    assert [] == caught
