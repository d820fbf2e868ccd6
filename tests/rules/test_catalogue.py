"""The list of rules, and the page generated from it."""

import dataclasses

import pytest

from fivetran_openapi import document
from fivetran_rules import SERVICE_RULES, Evidence, all_rules, check

IGNORED = {"data_delay_threshold.custom", "trust_certificates.setup_tests", "trust_fingerprints.setup_tests"}
"""Rules about values that the API is documented to ignore, or that live tests send, which is a warning."""
REFUSED = {"shape.masked", "shape.placeholder", "shape.range", "shape.empty"}
"""Rules about values that the document of this project excludes, and the published definition does not."""
RULES = {rule.id: rule for rule in all_rules()}


def test_ids_are_unique():
    """No two rules share an id."""
    assert len(RULES) == len(all_rules())


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.id)
def test_every_rule_is_told_whole(rule):
    """Each rule has a dotted id, evidence with a source, a moment, a place and one sentence of advice."""
    assert rule.id == rule.id.lower() and "." in rule.id.strip(".")
    assert rule.evidence in Evidence
    if rule.evidence is not Evidence.PUBLISHED and rule.id not in IGNORED:  # where each rule has its own weight
        assert (
            "warning" if rule.evidence is Evidence.INFERRED and rule.id not in REFUSED else "error"
        ) == rule.severity
    assert rule.source.startswith("https://")
    assert rule.applies and {"create", "change"} >= set(rule.applies)
    assert rule.pointer.startswith("/") or not rule.pointer
    assert rule.message[0].isupper() and rule.message.endswith(".")


@pytest.mark.parametrize(
    ("part", "pointer"),
    [("auth.whole", "/auth/refresh_token"), ("client_access.whole", "/auth/client_access/client_id")],
)
def test_a_rule_is_listed_where_it_usually_speaks(part, pointer):
    """A rule about several keys of an object has the place of the first."""
    assert {pointer} == {rule.pointer for rule in all_rules() if rule.id.endswith(part)}


def test_every_service_has_its_rules_listed():
    """The catalogue lists the rules of each service under its name, and no other service."""
    assert set(SERVICE_RULES) == {rule.service for rule in all_rules() if rule.service}


@pytest.mark.parametrize(
    ("schema", "prefix", "service"),
    [
        ("NewPinterestAdsConnection", "", None),
        ("PinterestAdsConfig", "/config", "pinterest_ads"),
        ("GoogleAdsConfig", "/config", "google_ads"),
        ("FacebookAdsConfig", "/config", "facebook_ads"),
    ],
)
def test_what_the_document_calls_immutable_has_a_rule(schema, prefix, service):
    """Each immutable property of the document has a rule that forbids its change."""
    properties = document()["components"]["schemas"][schema]["properties"]
    immutable = {f"{prefix}/{name}" for name, value in properties.items() if value.get("x-fivetran-immutable")}
    kept_out = {rule.pointer for rule in all_rules() if ("change",) == rule.applies and rule.service in (None, service)}

    assert immutable
    assert set() == immutable - kept_out


@pytest.mark.parametrize(
    "value",
    [all_rules()[0], check([])[0], SERVICE_RULES["pinterest_ads"][0], SERVICE_RULES["google_ads"][0].condition],
    ids=lambda value: type(value).__name__,
)
def test_values_stay_as_they_are(value):
    """Rules and violations are immutable values."""
    name = dataclasses.fields(value)[0].name

    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(value, name, None)
    assert not hasattr(value, "__dict__")
