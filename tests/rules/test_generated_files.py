"""Templates, schemas and metadata entries are right for every service."""

from __future__ import annotations

from typing import Any

import jsonschema_rs
import pytest
import yaml

from fivetran_common.json_types import mapped
from fivetran_connections.cli.template import template
from fivetran_rules import Service, ServiceCatalogue, check, service_file_schema
from fivetran_rules.published.metadata import entry_of, with_entries

from ._bodies import catalogue_of, good_body

PACKAGED = ServiceCatalogue.packaged()
SAMPLE = ("postgres", "facebook_ads", "s3", "15five", "google_sheets", "adobe_analytics", "connector_sdk")
SERVICES = [*SAMPLE, *(pytest.param(name, marks=pytest.mark.deep) for name in PACKAGED.names() if name not in SAMPLE)]


def _service(name: str) -> Service:
    service = PACKAGED.entry(name)
    assert service is not None
    return service


@pytest.mark.parametrize("name", SERVICES)
def test_a_template_is_a_valid_connection(name: str) -> None:
    """A template is valid as it is, also by the file's schema."""
    service, schema = _service(name), service_file_schema(name)
    short = mapped(yaml.safe_load(template(service, "2026-06-30")), lambda value, _: value, nulls=False)

    assert (["published.undefined"] if service.undefined else []) == [violation.rule for violation in check(short)]
    assert schema is not None
    judge = jsonschema_rs.Draft202012Validator(schema)
    assert judge.is_valid(short)
    assert not judge.is_valid({**short, "config": {**short["config"], "surely_no_field": 1}})


def test_an_unknown_service_has_no_schema() -> None:
    """An unknown service has no schema of a file."""
    assert service_file_schema("no_such_service") is None


def _made(**fields: dict[str, Any]) -> Service:
    shop = {"naming": [["schema"]], "config": fields, "external_secrets_keys": ["pin"]}
    service = catalogue_of(shop=shop).entry("shop")
    assert service is not None
    return service


def test_odd_keys_have_templates() -> None:
    """Keys that are no Python names, and texts with line breaks, are written correctly."""
    inner = {"type": "object", "fields": {"b": {}}}
    odd = {"last synced": {"enum": ["no", "x" * 90, "y" * 90]}, "class": {"type": "boolean"}}
    odd["lines"] = {"enum": ["a\nb: c", "d"]}
    service = _made(**odd, **{"a-b": inner, "a_b": inner})

    assert {"last synced": "no", "class": False, "a-b": {"b": "text"}, "a_b": {"b": "text"}}.items() <= (
        good_body(service)["config"].items()
    )
    assert "..." in template(service, "2026-01-31")
    assert {"schema": "my_shop"} == yaml.safe_load(template(service, "2026-01-31"))["config"]


def test_a_service_without_fields_has_a_template() -> None:
    """A service without fields has the template of any connection."""
    bare = Service(name="360", naming=(), config={}, auth={}, external_secrets_keys=())

    assert {"group_id": "my_group_id", "service": "360"} == yaml.safe_load(template(bare, "2026-01-31"))


# --- the account's metadata -------------------------------------------------------------------------------------------

METADATA: dict[str, Any] = {
    "id": "shop",
    "new_key": 1,
    "config": {
        "type": "object",
        "required": ["schema"],
        "properties": {
            "schema": {"type": "string"},
            "table": {"type": "string"},
            "port": {"type": "integer", "nullable": True},
            "mode": {"type": "object", "enum": ["A", "B"]},
            "pin": {"type": "string", "format": "password"},
            "made": {"type": "string", "readonly": True},
            "rows": {"type": "array", "items": {"type": "object", "properties": {"key": {"type": "string"}}}},
            "odd": {"type": "tuple"},
            "list": {"type": "array"},
            "words": {"type": "array", "items": {"type": "string"}},
            "none": None,
        },
    },
    "external_secrets_keys_config": {"properties": {"pin": {}}},
}


def test_metadata_becomes_an_entry() -> None:
    """Metadata becomes an entry with naming, types, values and flags; unknown parts are left out."""
    entry = entry_of(METADATA)

    assert [["schema"], ["schema", "table"]] == entry["naming"]
    assert ["pin"] == entry["external_secrets_keys"]
    assert {
        "port": {"type": "integer", "nullable": True, "source": "metadata"},
        "mode": {"enum": ["A", "B"], "source": "metadata"},
        "pin": {"secret": True, "source": "metadata"},
        "made": {"readonly": True, "source": "metadata"},
        "rows": {
            "type": "array",
            "items": {"type": "object", "fields": {"key": {"source": "metadata"}}},
            "source": "metadata",
        },
        "words": {"type": "array", "items": {}, "source": "metadata"},
    } == entry["config"]


def test_known_ways_to_name_the_destination_are_kept() -> None:
    """Metadata does not tell apart the ways to name a destination; those known are kept, other keys are fields."""
    config = {"type": "object", "required": ["schema_prefix"], "properties": {"schema": {"type": "string"}}}

    known = entry_of({"config": config}, (("schema_prefix",),))
    assert {"naming": [["schema_prefix"]], "config": {"schema": {"source": "metadata"}}} == known
    assert {"naming": [["schema_prefix"], ["schema", "schema_prefix"]]} == entry_of({"config": config})


def test_metadata_that_requires_nothing_is_named_by_its_first_key() -> None:
    """Where metadata requires no naming key, the first one names the destination."""
    config = {"properties": {"schema": {"type": "string"}, "table": {"type": "string"}}}

    assert {"naming": [["schema"], ["schema", "table"]]} == entry_of({"config": config})


@pytest.mark.parametrize("metadata", [{}, {"config": None}, {"config": []}, {"auth": {"properties": 5}}])
def test_metadata_without_fields_is_an_empty_entry(metadata: dict[str, Any]) -> None:
    """Metadata without fields makes an entry without fields."""
    assert {} == entry_of(metadata)


def test_entries_are_put_into_a_catalogue() -> None:
    """Merging the account's entries into a catalogue keeps all other services."""
    entries = {"shop": entry_of(METADATA), "mysql": entry_of({}, (("schema_prefix",),))}
    fresh = ServiceCatalogue.parse(with_entries(PACKAGED, entries, vintage="2026-11-26"))
    shop = fresh.entry("shop")

    assert shop is not None
    assert {"pin"} == shop.secret_keys
    assert fresh.entry("postgres") == PACKAGED.entry("postgres")
    assert "2026-11-26" == fresh.vintage
    mysql = fresh.entry("mysql")
    assert mysql is not None
    assert (("schema_prefix",),) == mysql.naming
    assert {} == dict(mysql.config)
    assert [] == check({"group_id": "g", "service": "shop", "config": {"schema": "s", "port": 1}}, catalogue=fresh)
    with pytest.raises(KeyError):
        PACKAGED.raw("shop")
