"""The facts of the definition's prose: the keys that a service needs or ignores, and the host that a database needs."""

import json
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import fivetran_openapi
from fivetran_rules import SERVICE_RULES, ServiceCatalogue, check, check_change, lacking_keys

from ._bodies import CARD, Body, found

PAGES = Path(__file__).parents[2]
CATALOGUE = ServiceCatalogue.packaged()
TYPED = {
    schema.get("properties", {}).get("service", {}).get("const")
    for schema in fivetran_openapi.document()["components"]["schemas"].values()
} - {None}
"""The services that the document describes."""
OWN = {(service, rule.condition.pointer) for service, rules in SERVICE_RULES.items() for rule in rules}
"""The places that a rule of a service is about: it replaces a fact."""


class Fact(NamedTuple):
    """A key that a service needs, or that only has an effect, where another one has a value."""

    service: str
    key: str
    kind: str
    when: dict[str, Any]


FACTS = [
    Fact(service, key, each["is"], each["when"])
    for service, keys in json.loads(fivetran_openapi.requirements())["services"].items()
    for key, several in keys.items()
    for each in several
    if (service, f"/config/{key}") not in OWN
]
TOLD = {"published.needed", "published.needed_list", "published.idle", "inferred.host"}


def new(service: str, config: Body, **fields: object) -> Body:
    """Return a new connection, named as its service is."""
    entry = CATALOGUE.entry(service)
    assert entry
    return {"group_id": "g", "service": service, "config": dict.fromkeys(entry.naming[0], "n") | config, **fields}


def value_of(service: str, key: str) -> Any:
    """Return a value that a key of a service may have."""
    entry = CATALOGUE.entry(service)
    assert entry
    field = entry.config[key]
    return {"array": ["x"], "boolean": True, "integer": 1}.get(field.type, field.enum[0] if field.enum else "x")


def other_value(service: str, key: str, given: object) -> object:
    """Return another value that a key of a service may have."""
    entry = CATALOGUE.entry(service)
    assert entry
    return not given if isinstance(given, bool) else next(each for each in entry.config[key].enum if each != given)


def told(body: Body, **options: Any) -> list[tuple[str, str]]:
    """Return pointer and rule of what the facts say about a new connection."""
    return [(pointer, rule) for pointer, rule in found(check(body, **options)) if rule in TOLD]


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: f"{fact.service}-{fact.key}")
def test_each_fact_is_broken_by_one_body_and_met_by_another(fact):
    """A fact names its key where the body breaks it, and is silent where it is met, or its condition is absent."""
    service, key, kind, when = fact
    place, value = f"/config/{key}", {key: value_of(service, key)}
    other = {name: other_value(service, name, given) for name, given in when.items()}
    bodies = (when, {**when, **value}, value, {**other, **value})
    lacking, whole, elsewhere, idle = ([at for at, _ in told(new(service, each))] for each in bodies)

    assert (kind == "needed", False, False) == (place in lacking, place in whole, place in elsewhere)
    assert (kind == "only") == (place in idle)
    assert place not in [at for at, _ in told(new(service, when), unchecked=[key])]


@pytest.mark.parametrize("value", ["BRAND_NEW", "${env:METHOD}", "", 5, ["SshTunnel"], None])
def test_a_key_is_not_idle_beside_a_value_that_no_source_knows(value):
    """A key may have an effect beside a value that the catalogue lacks, as that of a reference; an empty one never."""
    assert [] == told(new("postgres", {"host": "h", "connection_type": "Directly", "tunnel_host": ""}))
    assert [] == told(new("postgres", {"host": "h", "connection_type": value, "tunnel_host": "t"}))


@pytest.mark.parametrize(
    ("service", "way"),
    [("postgres", ""), ("mongo", ""), ("sap_hana_db", "ms_host"), ("sql_server", "connection_string")],
)
def test_a_database_needs_a_host(service, way):
    """Without host a database is warned about, an error with its way out if strict; a card or another key brings it."""
    key = "hosts" if service == "mongo" else "host"
    missing = [(f"/config/{key}", "inferred.host")]

    assert missing == told(new(service, {}))
    assert missing == told(new(service, {key: ""}))
    strictly = check(new(service, {}), strict=True)
    assert [("error", True)] == [(each.severity, f"unchecked=['{key}']" in each.message) for each in strictly]
    assert [] == told(new(service, {}, connect_card_config=CARD))
    assert (key,) == lacking_keys(new(service, {}))
    assert [] == told(new(service, {key: ["h"] if key == "hosts" else "h"}))
    assert [] == told(new(service, {way: "w"} if way else {key: "h"}))


def test_a_host_is_no_matter_of_other_services_and_of_changes_that_leave_it():
    """A service without a tunnel needs no host, and a change is judged only if it clears the host."""
    stored = {"service": "postgres", "config": {"schema_prefix": "p", "port": 1}}

    assert [] == told(new("jira", {}))
    assert [] == check_change({"config": {"port": 5433}}, stored)
    assert ["inferred.host"] == [each.rule for each in check_change({"config": {"host": ""}}, stored)]
    assert [] == check_change({"config": {"host": ""}}, {**stored, "service": "sql_server"})  # it may have hidden ways
    assert () == lacking_keys({"service": "no_service"}) == lacking_keys({})


GITHUB: Body = {"sync_mode": "SpecificRepositories"}


def test_a_missing_list_is_an_error_unless_the_stored_connection_lacks_it_too():
    """A list is an error, also with a card; of a change, it is one only if the stored connection had the list."""
    lacks = [("/config/repositories", "published.needed_list", "error")]
    whole, broken = ({"service": "github", "config": {**GITHUB, **more}} for more in ({"repositories": ["r"]}, {}))

    def judged(stored: Body, **config: object) -> list[tuple[str, str, str]]:
        return [(each.pointer, each.rule, each.severity) for each in check_change({"config": config}, stored)]

    for fields in ({}, {"connect_card_config": CARD, "run_setup_tests": False}):
        assert lacks == [(each.pointer, each.rule, each.severity) for each in check(new("github", GITHUB, **fields))]
    assert lacks == judged(whole, repositories=[])
    assert [(*lacks[0][:2], "warning")] == judged(broken, repositories=[]) == judged(broken, **GITHUB)
    assert [] == judged(whole, **GITHUB) == judged(broken, repositories=["r"]) == judged(broken, schema_name="x")[1:]
    assert [] == judged({"service": "github", "config": {}}, **GITHUB)  # an empty config is not known


def test_a_list_that_a_stored_connection_of_a_typed_service_lacks_is_a_warning():
    """A rule that an existing connection breaks without the change is a warning, also if it is a typed service's."""
    stored = {"service": "pinterest_ads", "config": {"schema": "s", "sync_mode": "SpecificAdvertisers"}}
    (warning,) = check_change({"config": {"sync_mode": "SpecificAdvertisers"}}, stored)

    assert ("pinterest_ads.advertisers.required", "warning") == (warning.rule, warning.severity)


def test_a_hidden_or_held_value_is_not_missing():
    """A secret that an answer lacks, and a key that an external secrets manager holds, count as given."""
    stored = {"service": "anaplan", "config": {"auth_mode": "Certificate", "certificate": "******"}}

    assert [] == check_change({"config": {"auth_mode": "Certificate"}}, stored)
    assert [("/config/private_key", "published.needed")] == found(check_change({"config": {"private_key": ""}}, stored))
    assert ["username"] == [*lacking_keys(new("anaplan", {"auth_mode": "Basic", "password": "p"}))]
    assert () == lacking_keys(
        new("anaplan", {"auth_mode": "Basic"}, external_secrets_keys_config={"username": "u", "password": "p"})
    )


def test_one_key_is_left_out_of_the_check():
    """`unchecked` with a key leaves out what the catalogue says about this key."""
    body = new("postgres", {"hosst": "h", "port": "five", "tunnel_host": 7})

    assert ["/config/host", "/config/port", "/config/tunnel_host"] == [
        each.pointer for each in check(body, unchecked={"hosst"})
    ]
    assert [] == check(body, unchecked=["hosst", "host", "port", "tunnel_host"])
    assert [] == check(new("postgres", {"host": "h", "port": "five"}), unchecked="port")


@pytest.mark.parametrize(
    ("service", "config", "rule"),
    [
        ("google_ads", {"keey": 1}, "shape.unknown"),
        ("pinterest_ads", {"schema": ""}, "shape.empty"),
        ("pinterest_ads", {"schema": "******"}, "shape.masked"),
        ("postgres", {"password": "******"}, "shape.masked"),
        ("postgres", {"schema_prefix": "UPPER"}, "schema_prefix.name"),
    ],
)
def test_a_key_leaves_out_no_more_than_its_service(service, config, rule):
    """A key in `unchecked` keeps each error that `unchecked=True` keeps: of a mask as a secret, and of a wrong name."""
    body = new(service, config)

    assert rule in [each.rule for each in check(body, unchecked=True)]
    assert rule in [each.rule for each in check(body, unchecked=[*config])]


def test_the_page_of_services_counts_what_is_packaged():
    """docs/services.md has the numbers of facts, services, keys, defaults and sources; no fact was left out."""
    text = " ".join((PAGES / "docs/services.md").read_text("utf-8").split())
    file = json.loads(fivetran_openapi.requirements())
    facts = sum(len(several) for keys in file["services"].values() for several in keys.values())
    entries = [entry for name in CATALOGUE.names() if (entry := CATALOGUE.entry(name))]
    fields = [(entry.undefined, field) for entry in entries for field in entry.config.values()]
    alone = [undefined for undefined, field in fields if len(field.sources) == 1]

    assert 0 == file["left_out"]
    for sentence in (
        f"{len(entries) - len(TYPED)} others",
        f"{facts} statements about {len(file['services'])} services",
        f"only {sum(field.default is not None for _, field in fields)} keys have a default",
        f"{alone.count(False)} are in one source only, or {len(alone)} with those of",
        f"the {sum(entry.undefined for entry in entries)} services that only the provider lists",
    ):
        assert sentence in text


@pytest.mark.parametrize("page", ["README.md", "docs/services.md", "docs/rules.md", "docs/comparison.md"])
def test_the_pages_count_what_is_checked_for_whom(page):
    """Each page has the numbers of typed services, of those with facts, and of those by their fields alone."""
    text = " ".join((PAGES / page).read_text("utf-8").split())
    names, facts = {*CATALOGUE.names()}, {fact.service for fact in FACTS} - TYPED

    numbers = f"{len(TYPED)} typed services, {len(facts)} with facts, {len(names - facts - TYPED)} by fields alone"
    assert numbers in text
