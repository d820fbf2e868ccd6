"""The import of the package: its names and its cost."""

import subprocess
import sys

import pytest

import fivetran_rules

LAZY: dict[str, tuple[str, str, str]] = {
    "a name": ("fivetran_rules._judge", "fivetran_rules", "fivetran_rules.check"),
    "the validator": (
        "jsonschema_rs",
        "fivetran_rules.all_rules(), fivetran_rules.connection_file_schema()",
        "fivetran_rules.check({})",
    ),
    "catalogue": ("fivetran_openapi", "fivetran_rules.is_secret('password')", "fivetran_rules.is_secret('x', 's3')"),
}


@pytest.mark.parametrize(("module", "before", "use"), LAZY.values(), ids=LAZY)
def test_what_is_slow_to_load_waits_for_its_first_use(module, before, use):
    """Importing the package, and functions that judge nothing, load neither rules, validator nor catalogue."""
    loaded = f"print({module!r} in sys.modules)"
    script = f"import sys, fivetran_rules; {before}; {loaded}; {use}; {loaded}"
    told = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True).stdout

    assert ["False", "True"] == told.split()


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
def test_services_have_their_defaults(service, defaults):
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
def test_a_default_is_known_or_only_inferred(key, value, is_default):
    """A value is a default if the API is known to fill it in; an inferred default is none."""
    assert is_default is fivetran_rules.traits("pinterest_ads").is_default(key, value)


@pytest.mark.parametrize(
    ("at", "config", "is_shown"),
    [
        (("paused",), {}, True),
        (("auth", "token"), {"host": "h"}, False),
        (("trust_certificates",), {}, False),
        (("run_setup_tests",), {}, False),
        (("config", "database"), {"host": "h"}, True),
        (("config", "reports", "0", "fields"), {"host": "h"}, True),
        (("config", "connecting_user"), {"host": "h"}, False),
        (("config", "database"), {}, False),
        (("config", "database"), {"schema": "s"}, False),
        (("config", "database"), None, True),
    ],
    ids=str,
)
def test_an_answer_shows_what_is_set(at, config, is_shown):
    """A key that is set is in an answer, but for a few keys, and for those of a config that has names alone."""
    assert is_shown is fivetran_rules.is_shown(at, {"config": config})


def test_a_request_has_to_be_an_object():
    """The body of a request without rules of its own is judged by the document, and has to be an object."""
    assert ["shape.body"] == [each.rule for each in fivetran_rules.check_request("SchemaConfigUpdate", [])]
    assert ["shape.unknown"] == [each.rule for each in fivetran_rules.check_request("SchemaConfigUpdate", {"x": 1})]


def test_fields_that_answers_show_have_their_initial_values():
    """Fields that a request sets and an answer shows have the value of one that was never set, or None."""
    fields = fivetran_rules.kept_fields()

    assert not fields["paused"]
    assert 360 == fields["sync_frequency"]
    assert fields["private_link_id"] is None
    assert not {"group_id", "service", "config", "connect_card_config"} & set(fields)
