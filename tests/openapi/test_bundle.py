"""The document's files are bundled, and an invalid one is refused in one sentence."""

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from fivetran_openapi import document

from ._changes import Tool

Join = Callable[..., Any]

ENTRY = """
openapi: 3.1.0
paths:
  /v1/things: {$ref: 'things.yaml#/paths/~1v1~1things'}
  /v1/things/{id}: {$ref: 'things.yaml#/paths/~1v1~1things~1%7Bid%7D'}
components:
  securitySchemes:
    basicAuth: {type: http}
"""

THINGS = """
paths:
  /v1/things:
    get:
      parameters:
        - {$ref: 'deep/shared.yaml#/parameters/1'}
      responses:
        '200': {$ref: 'deep/shared.yaml#/components/responses/Fine'}
  /v1/things/{id}:
    get: {operationId: get_thing}
components:
  schemas:
    Thing:
      properties:
        name: {$ref: 'deep/shared.yaml#/fields/name'}
        other: {$ref: '#/components/schemas/Thing'}
        nick: {description: Short, $ref: 'deep/shared.yaml#/fields/name'}
"""

SHARED = """
parameters:
  - {name: cursor}
  - {name: limit}
fields:
  name: {type: string, description: Long}
components:
  responses:
    Fine:
      schema: {$ref: '../things.yaml#/components/schemas/Thing'}
"""


@pytest.fixture
def join(tool: Tool, tmp_path: Path) -> Join:
    """Bundle files; by default, three valid ones."""

    def join(**changed: str) -> Any:
        (tmp_path / "deep").mkdir()
        texts = {"openapi": ENTRY, "things": THINGS, "deep/shared": SHARED, **changed}
        for name, text in texts.items():
            (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
        return tool("bundle").load(tmp_path / "openapi.yaml")

    return join


def test_named_components_stay_references(join):
    """A reference to another file's component leads to the bundle, which has all components."""
    bundle = join()

    assert {"$ref": "#/components/responses/Fine"} == bundle["paths"]["/v1/things"]["get"]["responses"]["200"]
    assert {"$ref": "#/components/schemas/Thing"} == bundle["components"]["responses"]["Fine"]["schema"]
    assert ["responses", "schemas", "securitySchemes"] == sorted(bundle["components"])


OF_ALL = """
x-every-operation:
  security: [{basicAuth: []}]
  headers: {X-Rate-Limit: {schema: {type: integer}}}
  responses: {'401': {description: Unauthorized}, 5XX: {description: Broken}}
  responses-to-a-body: {'415': {description: Wrong type}}
paths:
  /v1/things:
    get:
      responses: {'200': {description: Things}, '401': {description: Who are you}}
    post:
      security: []
      requestBody: {content: {}}
      responses: {'201': {description: A thing, headers: {}}}
"""


def test_every_operation_gets_what_all_share(join):
    """An operation gets shared answers, headers and credentials unless it says otherwise; a body may be refused."""
    bundle = join(openapi=OF_ALL)
    get, post = bundle["paths"]["/v1/things"]["get"], bundle["paths"]["/v1/things"]["post"]

    assert "x-every-operation" not in bundle
    assert [{"basicAuth": []}] == get["security"]
    assert [] == post["security"]
    assert ["200", "401", "5XX"] == list(get["responses"])
    assert ["201", "401", "415", "5XX"] == list(post["responses"])
    assert "Who are you" == get["responses"]["401"]["description"]
    assert {"X-Rate-Limit": {"schema": {"type": "integer"}}} == get["responses"]["200"]["headers"]
    assert {} == post["responses"]["201"]["headers"]


def test_other_parts_are_copied(join):
    """Referenced paths, parameters and fields are copied; a key beside the reference has precedence."""
    bundle = join()

    assert [{"name": "limit"}] == bundle["paths"]["/v1/things"]["get"]["parameters"]
    assert "get_thing" == bundle["paths"]["/v1/things/{id}"]["get"]["operationId"]
    assert {
        "name": {"type": "string", "description": "Long"},
        "other": {"$ref": "#/components/schemas/Thing"},
        "nick": {"type": "string", "description": "Short"},
    } == bundle["components"]["schemas"]["Thing"]["properties"]


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"things": "a: 1\nb: 2\na: 3\n"}, "things.yaml, line 3: the key 'a' stands twice"),
        ({"things": "a: ["}, "things.yaml is neither JSON nor YAML"),
        ({"things": "- 1\n"}, "things.yaml is not a mapping"),
        ({"things": "a: \x00"}, "things.yaml is neither JSON nor YAML"),
        ({"openapi": "paths: {$ref: 'gone.yaml#/paths'}"}, "gone.yaml cannot be read: No such file or directory"),
        ({"openapi": "paths: {$ref: 'things.yaml#/gone'}"}, "there is no things.yaml#/gone"),
        ({"openapi": "paths: {$ref: 'deep/shared.yaml#/parameters/2'}"}, "there is no deep/shared.yaml#/parameters/2"),
        ({"openapi": "a: {$ref: '#/b'}\nb: {c: {$ref: '#/a'}}"}, "openapi.yaml#/b refers to itself"),
        (
            {"things": THINGS.replace("  schemas:", "  responses: {Fine: {}}\n  schemas:")},
            "another file has the component Fine too",
        ),
        ({"openapi": "components: []"}, "openapi.yaml: the components are not a mapping"),
        ({"openapi": "components: {schemas: 1}"}, "openapi.yaml, schemas: the components are not a mapping"),
    ],
)
def test_files_that_cannot_be_joined_are_refused(changed, sentence, join, tool):
    """Files that cannot be bundled are refused in one sentence with the file, and the place or next step."""
    with pytest.raises(tool("bundle").Refused) as caught:
        join(**changed)

    assert sentence in str(caught.value)


def test_the_shipped_document_is_the_bundle(tool):
    """`fivetran_openapi.document()` is the bundle of the files in openapi/."""
    assert tool("bundle").load() == document()


def test_the_document_comes_without_conditions_too():
    """`document(conditions=False)` lacks only the conditions between fields, and does not change the full document."""
    before = copy.deepcopy(document())
    whole, plain = document(), document(conditions=False)

    assert before == document() == whole
    assert {"allOf"} == set(_keys_that_differ(whole, plain))
    assert plain is document(conditions=False)


def test_without_conditions_a_body_needs_only_its_shape():
    """Without conditions, a body that breaks one is valid, and one with a wrong shape is not."""
    body = {"group_id": "g", "service": "webhooks", "private_link_id": "p"}

    assert not _judge(document()).is_valid(body)
    assert _judge(document(conditions=False)).is_valid(body)
    assert not _judge(document(conditions=False)).is_valid({**body, "paused": "yes"})


def _judge(described: Any) -> jsonschema_rs.Draft202012Validator:
    schema = {"$ref": "#/components/schemas/NewConnection", "components": described["components"]}
    return jsonschema_rs.Draft202012Validator(schema)


def _keys_that_differ(whole: Any, plain: Any) -> list[str]:
    if isinstance(whole, dict):
        gone = [key for key in whole if key not in plain]
        return gone + [key for name in plain for key in _keys_that_differ(whole[name], plain[name])]
    if isinstance(whole, list):
        return [key for old, new in zip(whole, plain, strict=True) for key in _keys_that_differ(old, new)]
    return [] if whole == plain else ["value"]
