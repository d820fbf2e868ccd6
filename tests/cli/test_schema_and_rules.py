"""The commands `schema` and `rules`."""

import pytest

from fivetran_rules import all_rules


def test_lists_every_rule(run):
    """Every rule is listed with its pointer, evidence, advice and source."""
    ran = run("rules")

    assert 0 == ran.status
    for rule in all_rules():
        assert f"  {rule.message}\n  {rule.source}\n" in ran.out
    assert (
        "pinterest_ads.advertisers.required  /config/advertisers, pinterest_ads, on create and change  documented\n"
        in ran.out
    )


def test_lists_rules_as_json(run):
    """With JSON output, each rule has all its attributes."""
    rules = run("rules", "--output", "json").data

    assert [rule.id for rule in all_rules()] == [rule["id"] for rule in rules]
    keys = "id pointer service applies evidence severity source message effect presence_only reads"
    assert keys.split() == list(rules[0])


def test_lists_the_rules_of_a_service(run):
    """With a service, `rules` lists its rules and those of every service, and no others."""
    rules = run("rules", "--service", "google_ads", "--output", "json").data

    assert {None, "google_ads"} == {rule["service"] for rule in rules}


@pytest.mark.parametrize("service", ["pinterest_adz", ""])
def test_refuses_a_service_without_rules(run, service):
    """A service without rules of its own is wrong usage; the error lists the services that have some."""
    ran = run("rules", "--service", service)

    assert 2 == ran.status
    assert "" == ran.out
    assert "pinterest_ads" in ran.err
