"""Templates, schemas and metadata entries are right for every service."""

from typing import Any

import jsonschema_rs
import pytest
import yaml

from fivetran_common.json_types import mapped
from fivetran_connections.cli.template import template
from fivetran_rules import Service, ServiceCatalogue, check, service_file_schema

from ._bodies import catalogue_of, filled_in, good_body

PACKAGED = ServiceCatalogue.packaged()
SAMPLE = ("postgres", "facebook_ads", "s3", "15five", "google_sheets", "adobe_analytics", "connector_sdk")
SERVICES = [*SAMPLE, *(pytest.param(name, marks=pytest.mark.deep) for name in PACKAGED.names() if name not in SAMPLE)]


def _service(name: str) -> Service:
    service = PACKAGED.entry(name)
    assert service is not None
    return service


@pytest.mark.parametrize("name", SERVICES)
def test_a_template_is_a_valid_connection(name):
    """A template is valid once filled in, also by the file's schema; until then each placeholder is named, once."""
    service, schema = _service(name), service_file_schema(name)
    empty = mapped(yaml.safe_load(template(service, "2026-06-30")), lambda value, _: value, nulls=False)
    doubts = ["published.undefined"] if service.undefined else []
    named = [violation.pointer for violation in check(empty) if violation.rule not in doubts]
    assert len({*named}) == len(named) == [violation.rule for violation in check(empty)].count("shape.placeholder")
    short = filled_in(service, empty)

    assert doubts == [violation.rule for violation in check(short)]
    assert schema is not None
    judge = jsonschema_rs.Draft202012Validator(schema)
    assert judge.is_valid(short)
    assert not judge.is_valid({**short, "config": {**short["config"], "surely_no_field": 1}})


def test_an_unknown_service_has_no_schema():
    """An unknown service has no schema of a file."""
    assert service_file_schema("no_such_service") is None


def _made(**fields: dict[str, Any]) -> Service:
    shop = {"naming": [["schema"]], "config": fields, "external_secrets_keys": ["pin"]}
    service = catalogue_of(shop=shop).entry("shop")
    assert service is not None
    return service


def test_odd_keys_have_templates():
    """Keys that are no Python names, and texts with line breaks, are written correctly."""
    inner = {"type": "object", "fields": {"b": {}}}
    odd = {"last synced": {"enum": ["no", "x" * 90, "y" * 90]}, "class": {"type": "boolean"}}
    odd["lines"] = {"enum": ["a\nb: c", "d"]}
    service = _made(**odd, **{"a-b": inner, "a_b": inner})

    assert {"last synced": "no", "class": False, "a-b": {"b": "text"}, "a_b": {"b": "text"}}.items() <= (
        good_body(service)["config"].items()
    )
    assert "..." in template(service, "2026-01-31")
    assert {"schema": "<schema>"} == yaml.safe_load(template(service, "2026-01-31"))["config"]


def test_a_service_without_fields_has_a_template():
    """A service without fields has the template of any connection."""
    bare = Service(name="360", naming=(), config={}, auth={}, external_secrets_keys=())

    assert {"group_id": "<group>", "service": "360"} == yaml.safe_load(template(bare, "2026-01-31"))
