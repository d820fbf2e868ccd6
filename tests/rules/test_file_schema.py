"""The JSON Schema of a connection file."""

import json
from collections.abc import Iterator

import jsonschema
import jsonschema_rs
import pytest

import fivetran_openapi
from fivetran_rules import check, connection_file_schema, service_file_schema

from ._bodies import FULL, google, other, pinterest, without


def _judge() -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(connection_file_schema())


def _nodes(node: object) -> Iterator[dict[str, object]]:
    if isinstance(node, dict):
        yield node
    for child in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from _nodes(child)


def test_it_is_a_json_schema():
    """The schema is valid JSON Schema of its dialect."""
    schema = connection_file_schema()

    jsonschema.Draft202012Validator.check_schema(schema)

    assert "https://json-schema.org/draft/2020-12/schema" == schema["$schema"]
    assert schema == json.loads(json.dumps(schema))


def test_it_stands_alone():
    """The schema has only references to its own definitions, uses each, and has no extension keys."""
    schema = connection_file_schema()
    references = {node["$ref"] for node in _nodes(schema) if "$ref" in node}

    assert {f"#/$defs/{name}" for name in schema["$defs"]} == references
    assert [] == [key for node in _nodes(schema) for key in node if key.startswith("x-")]


@pytest.mark.parametrize(
    "body", [FULL, pinterest(), google({"sync_mode": "AllAccounts"}), other(config={"host": "h"}), other("s3")]
)
def test_it_accepts_sound_files(body):
    """The schema accepts a valid body as a file."""
    assert _judge().is_valid(body)


@pytest.mark.parametrize(
    "body",
    [
        [],
        {},
        without(FULL, "group_id"),
        without(FULL, "service"),
        without(FULL, "config"),
        pinterest({"sync_mode": "all"}),
        pinterest({"accounts": ["1"]}),
        google({"advertisers": ["1"]}),
        pinterest({"sync_mode": "SpecificAdvertisers"}),
        pinterest(daily_sync_time="05:00"),
        other(sync_frequency=7),
        other(host="h"),
        other() | {"service": 5},
    ],
)
def test_it_refuses_what_is_wrong(body):
    """The schema refuses a file whose body the document refuses, by the service's own schema."""
    assert not _judge().is_valid(body)


def test_services_are_offered_for_completion():
    """The schema offers the described services for completion, and accepts others."""
    variants = fivetran_openapi.document()["components"]["schemas"]["NewConnection"]["oneOf"]
    offered, other = connection_file_schema()["properties"]["service"]["anyOf"]

    assert {"pinterest_ads"} < {*offered["enum"]}
    assert len(variants) - 1 == len(offered["enum"])
    assert {"type": "string"} == other


def test_each_call_gives_a_new_one():
    """Each call returns a new schema, which the caller may change."""
    connection_file_schema()["required"].clear()
    connection_file_schema()["$defs"]["PinterestAdsConfig"]["required"].clear()
    connection_file_schema()["$defs"]["PinterestAdsConfig"]["properties"].clear()

    assert connection_file_schema()["required"]
    assert connection_file_schema()["$defs"]["PinterestAdsConfig"]["required"]
    assert connection_file_schema()["$defs"]["PinterestAdsConfig"]["properties"]


def test_a_field_may_be_named_like_a_keyword():
    """The schema of a service has every field, also one that is named like a keyword of JSON Schema."""
    schema = service_file_schema("google_analytics_4")
    config = {"schema": "s", "properties": ["one"]}
    body = {"group_id": "g", "service": "google_analytics_4", "config": config}

    assert schema is not None
    judge = jsonschema_rs.validator_for(schema)
    assert judge.is_valid(body)
    assert not judge.is_valid({**body, "config": {**config, "properties": 5}})
    assert [] == [each.rule for each in check(body) if each.pointer == "/config/properties"]
