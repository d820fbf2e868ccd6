"""The JSON Schema of a connection file."""

from __future__ import annotations

import json
from collections.abc import Iterator

import jsonschema
import pytest

from fivetran_rules import connection_file_schema

from ._bodies import FULL, Body, google, other, pinterest, without


def _judge() -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(connection_file_schema())


def _nodes(node: object) -> Iterator[dict[str, object]]:
    if isinstance(node, dict):
        yield node
    for child in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from _nodes(child)


def test_it_is_a_json_schema() -> None:
    """It is valid JSON Schema of the dialect that it names, and nothing but JSON."""
    schema = connection_file_schema()

    jsonschema.Draft202012Validator.check_schema(schema)

    assert "https://json-schema.org/draft/2020-12/schema" == schema["$schema"]
    assert schema == json.loads(json.dumps(schema))


def test_it_stands_alone() -> None:
    """Every reference leads to a definition within it, every definition is used, and no extension of ours is left."""
    schema = connection_file_schema()
    references = {node["$ref"] for node in _nodes(schema) if "$ref" in node}

    assert {f"#/$defs/{name}" for name in schema["$defs"]} == references
    assert [] == [key for node in _nodes(schema) for key in node if key.startswith("x-")]


@pytest.mark.parametrize(
    "body", [FULL, pinterest(), google({"sync_mode": "AllAccounts"}), other(config={"host": "h"}), other("s3")]
)
def test_it_accepts_sound_files(body: Body) -> None:
    """A body that creates a connection is a valid file."""
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
def test_it_refuses_what_is_wrong(body: object) -> None:
    """What the document refuses of a new connection is refused in a file, each service by its own schema."""
    assert not _judge().is_valid(body)


def test_services_are_offered_for_completion() -> None:
    """An editor can offer the services that are described, and accepts others."""
    assert {"anyOf": [{"enum": ["facebook_ads", "google_ads", "pinterest_ads"]}, {"type": "string"}]} == (
        connection_file_schema()["properties"]["service"]
    )


def test_each_call_gives_a_new_one() -> None:
    """A caller may change what it was given."""
    connection_file_schema()["$defs"]["PinterestAdsConfig"]["properties"].clear()

    assert connection_file_schema()["$defs"]["PinterestAdsConfig"]["properties"]
