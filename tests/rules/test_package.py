"""The import of the package: its names and its cost."""

from __future__ import annotations

import subprocess
import sys

import pytest

import fivetran_rules


def test_rules_wait_for_the_first_judgement() -> None:
    """Importing the package loads only what finds its names; the first use of a name does the rest."""
    script = """
import sys, fivetran_rules
print(sorted(name for name in sys.modules if name.startswith("fivetran")))
"""
    told = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True).stdout

    assert "['fivetran_common', 'fivetran_common.lazy', 'fivetran_rules']" == told.strip()


def test_jsonschema_rs_waits_for_the_first_judgement() -> None:
    """Importing the package, listing rules and creating the file's schema load no validator; judging does."""
    script = """
import sys, fivetran_rules
fivetran_rules.all_rules(), fivetran_rules.connection_file_schema()
before = "jsonschema_rs" in sys.modules
fivetran_rules.check({})
print(before, "jsonschema_rs" in sys.modules)
"""
    told = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True).stdout

    assert "False True" == told.strip()


@pytest.mark.parametrize(
    ("service", "defaults"),
    [
        ("facebook_ads", {"sync_metadata": True, "timeframe_months": "THREE"}),
        ("google_ads", {"timeframe_months": "TWELVE"}),
        ("pinterest_ads", {"sync_mode": "AllAdvertisers", "timeframe_months": "THREE"}),
        ("reddit_ads", {"timeframe_months": "TWELVE"}),
        ("postgres", {}),
    ],
)
def test_services_have_their_defaults(service: str, defaults: dict[str, object]) -> None:
    """The traits of a service have the values that the API fills in."""
    assert defaults == fivetran_rules.traits(service).defaults


@pytest.mark.parametrize(
    ("key", "value", "is_default"),
    [
        ("timeframe_months", "THREE", True),
        ("timeframe_months", "SIX", False),
        ("sync_mode", "AllAdvertisers", False),
        ("schema", "pin", False),
    ],
    ids=["known", "another value", "inferred", "no default"],
)
def test_a_default_is_known_or_only_inferred(key: str, value: str, is_default: bool) -> None:
    """A value is a default if the API is known to fill it in; an inferred default is none."""
    assert is_default is fivetran_rules.traits("pinterest_ads").is_default(key, value)


def test_a_request_has_to_be_an_object() -> None:
    """The body of a request without rules of its own is judged by the document, and has to be an object."""
    assert ["shape.body"] == [each.rule for each in fivetran_rules.check_request("SchemaConfigUpdate", [])]
    assert ["shape.unknown"] == [each.rule for each in fivetran_rules.check_request("SchemaConfigUpdate", {"x": 1})]


def test_fields_that_answers_show_have_their_initial_values() -> None:
    """Fields that a request sets and an answer shows have the value of one that was never set, or None."""
    fields = fivetran_rules.kept_fields()

    assert not fields["paused"]
    assert 360 == fields["sync_frequency"]
    assert fields["private_link_id"] is None
    assert not {"group_id", "service", "config", "connect_card_config"} & set(fields)
