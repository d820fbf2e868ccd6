"""The commands `schema` and `rules`."""

from __future__ import annotations

import jsonschema
import pytest

from fivetran_rules import catalogue


def test_prints_the_schema_of_a_file(run):
    """The JSON Schema of a file is printed, and it is one."""
    ran = run("schema")

    assert (0, "") == (ran.status, ran.err)
    jsonschema.Draft202012Validator.check_schema(ran.data)


def test_lists_every_rule(run):
    """Every rule is listed with its pointer, evidence, advice and source."""
    ran = run("rules")

    assert ran.status == 0
    for rule in catalogue():
        assert f"  {rule.message}\n  {rule.source}\n" in ran.out
    assert (
        "pinterest_ads.advertisers.required  /config/advertisers, pinterest_ads, on create and change  documented\n"
        in ran.out
    )


def test_lists_rules_as_json(run):
    """A program is given every rule with all that is known of it."""
    rules = run("rules", "--output", "json").data

    assert [rule.id for rule in catalogue()] == [rule["id"] for rule in rules]
    assert {"id", "pointer", "service", "applies", "evidence", "severity", "source", "message"} == set(rules[0])


def test_lists_the_rules_of_a_service(run):
    """With a service named, its rules and those of every service are listed, and no others."""
    rules = run("rules", "--service", "google_ads", "--output", "json").data

    assert {None, "google_ads"} == {rule["service"] for rule in rules}


@pytest.mark.parametrize("service", ["pinterest_adz", ""])
def test_refuses_a_service_without_rules(run, service):
    """A service that has no rules of its own is wrong usage, and those that have are named."""
    ran = run("rules", "--service", service)

    assert (2, "") == (ran.status, ran.out)
    assert "pinterest_ads" in ran.err
