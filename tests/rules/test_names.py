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


def test_letters_without_a_latin_base_become_something_unknown() -> None:
    """Where the naming rules do not give the new name, the warning says that it is unknown."""
    (found,) = said_of("日本")

    assert found.message.endswith("What this one becomes is unknown.")


def test_a_long_name_is_a_warning() -> None:
    """The warning shows the rest of a long name in PostgreSQL, and that the limit of the API is unknown."""
    (found,) = said_of("p" * 70)

    assert "schema.length" == found.rule
    assert found.message.endswith(f"There it becomes {'p' * 63!r}; the limit of the API is unknown.")


def test_a_builder_warns_of_a_name() -> None:
    """The warning appears when the request is built; an allowed name has none."""
    with pytest.warns(ConnectionWarning, match=r"^/config/schema: .* becomes 'pin_eu'; .*\(rule schema.name, inf"):
        pinterest_ads(group_id="g", schema="Pin EU")
    with warnings.catch_warnings(record=True) as caught:
        pinterest_ads(group_id="g", schema="pin_eu")

    assert [] == caught
