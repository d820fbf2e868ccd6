"""Differences from a published document are reported by place and kind; only unknown ones count."""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from ._changes import Change, Tool, drop, grow, put

CREATE = "/paths/~1v1~1connections/post"
VARIANT = "/components/schemas/pinterest_ads_NewConnectorRequestV1"
NEW = "/components/schemas/NewConnectorRequestV1/properties"
CONFIG = "/components/schemas/pinterest_ads_config_V1/properties"

OURS = yaml.safe_load("""
paths:
  /v1/connections:
    post:
      parameters: [{name: Accept, in: header, schema: {type: string}}]
      requestBody:
        content:
          application/json:
            schema: {oneOf: [{$ref: '#/components/schemas/Pinterest'}, {$ref: '#/components/schemas/Other'}]}
      responses:
        '201': {content: {application/json: {schema: {$ref: '#/components/schemas/Envelope'}}}}
        '400': {content: {application/json: {schema: {$ref: '#/components/schemas/Failure'}}}}
        5XX: {content: {application/json: {schema: {$ref: '#/components/schemas/Failure'}}}}
  /v1/connections/{connectionId}:
    parameters: [{name: connectionId, in: path, required: true, schema: {type: string}}]
    delete: {responses: {'200': {description: Gone}}}
components:
  schemas:
    Pinterest:
      type: object
      required: [service, group_id]
      properties:
        service: {const: pinterest_ads}
        group_id: {type: string}
        sync_frequency: {type: integer, enum: [5, 360]}
        config:
          type: object
          properties:
            sync_mode: {$ref: '#/components/schemas/SyncMode'}
            refresh_token_expires_at: {type: string, pattern: '^[0-9]+$'}
            advertisers: {type: array, items: {type: string}}
    Other: {type: object, properties: {service: {type: string}, config: {type: object}}}
    SyncMode: {type: string, enum: [AllAdvertisers, SpecificAdvertisers]}
    Envelope: {type: object, required: [code], properties: {code: {type: string}}}
    Failure: {type: object, required: [code], properties: {code: {type: string}}}
""")

# The same in the style of the published definition: another name for the path's parameter, allOf,
# a discriminator whose variants include the schema that has it, answers written out in place.
OFFICIAL = yaml.safe_load("""
paths:
  /v1/connections:
    post:
      parameters: [{name: Accept, in: header, schema: {type: string}}]
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/NewConnectorRequestV1'}}}}
      responses:
        '201': {content: {application/json: {schema: {required: [code], properties: {code: {type: string}}}}}}
        '400': {content: {application/json: {schema: {required: [code], properties: {code: {type: string}}}}}}
        '500': {content: {application/json: {schema: {required: [code], properties: {code: {type: string}}}}}}
  /v1/connections/{id}: {delete: {responses: {'200': {description: Gone}}}}
  /v1/users: {get: {responses: {}}}
components:
  schemas:
    NewConnectorRequestV1:
      required: [service, group_id]
      properties:
        service: {type: string, enum: [pinterest_ads]}
        group_id: {type: string}
        sync_frequency: {type: integer, enum: [5, 360]}
      discriminator:
        propertyName: service
        mapping: {pinterest_ads: '#/components/schemas/pinterest_ads_NewConnectorRequestV1'}
    pinterest_ads_NewConnectorRequestV1:
      allOf:
        - {$ref: '#/components/schemas/NewConnectorRequestV1'}
        - {properties: {config: {$ref: '#/components/schemas/pinterest_ads_config_V1'}}}
    pinterest_ads_config_V1:
      type: object
      properties:
        sync_mode: {type: string, enum: [SpecificAdvertisers, AllAdvertisers]}
        refresh_token_expires_at: {type: string}
        advertisers: {type: array, items: {type: string}}
""")


# What changes in the published document, and the line that must come of it.
CHANGES: dict[str, tuple[Change, str]] = {
    "nothing": (lambda _: None, ""),
    "an enum declared as an object": (
        put(f"{CONFIG}/sync_mode/type", "object"),
        f"{CONFIG}/sync_mode: enum-type: body.config.sync_mode is object with enum values of the type string",
    ),
    "string values on an integer enum": (
        put(f"{NEW}/sync_frequency/enum", ["5", "360"]),
        f"{NEW}/sync_frequency: enum-type: body.sync_frequency is integer with enum values of the type string",
    ),
    "a Unix timestamp as date-time": (
        put(f"{CONFIG}/refresh_token_expires_at/format", "date-time"),
        (
            f"{CONFIG}/refresh_token_expires_at: format: "
            "body.config.refresh_token_expires_at has date-time format here, and has no format in our document"
        ),
    ),
    "a number as text": (
        put(f"{NEW}/group_id/type", "integer"),
        f"{NEW}/group_id: type: body.group_id is integer here, and string in our document",
    ),
    "an error without a body": (
        drop(f"{CREATE}/responses/400/content"),
        f"{CREATE}/responses/400: body-missing: the answer 400 has no body here",
    ),
    "no config in the create request": (
        drop(f"{VARIANT}/allOf/1/properties"),
        f"{CREATE}/requestBody/content/application~1json/schema/config: field-gone: there is no body.config here",
    ),
    "a field more": (
        put(f"{CONFIG}/custom_reports", {"type": "array", "items": {"type": "object"}}),
        f"{CONFIG}/custom_reports: field-added: our document has no body.config.custom_reports",
    ),
    "a field less": (
        drop(f"{CONFIG}/advertisers"),
        f"{VARIANT}/allOf/1/properties/config/advertisers: field-gone: there is no body.config.advertisers here",
    ),
    "a field whose parts are not described any more": (
        drop("/components/schemas/pinterest_ads_config_V1/properties"),
        f"{VARIANT}/allOf/1/properties/config: untyped: body.config has no parts here, and has 3 parts in our document",
    ),
    "an enum value more": (
        grow(f"{CONFIG}/sync_mode/enum", "NoAdvertisers"),
        f"{CONFIG}/sync_mode: enum-added: body.config.sync_mode can be NoAdvertisers here",
    ),
    "an enum value less": (
        put(f"{CONFIG}/sync_mode/enum", ["AllAdvertisers"]),
        f"{CONFIG}/sync_mode: enum-gone: body.config.sync_mode cannot be SpecificAdvertisers here",
    ),
    "a flag more": (
        put("/components/schemas/pinterest_ads_config_V1/required", ["sync_mode"]),
        f"{CONFIG}/sync_mode: required: body.config.sync_mode is required here, and not so in our document",
    ),
    "a flag less": (
        put("/components/schemas/NewConnectorRequestV1/required", ["service"]),
        f"{NEW}/group_id: required: body.group_id is optional here, and not so in our document",
    ),
    "a parameter more": (
        grow(f"{CREATE}/parameters", {"name": "dry_run", "in": "query", "schema": {"type": "boolean"}}),
        f"{CREATE}/parameters/1/schema: field-added: our document has no query.dry_run",
    ),
    "parameter less": (put(f"{CREATE}/parameters", []), f"{CREATE}/Accept: field-gone: there is no header.Accept here"),
    "a body less": (drop(f"{CREATE}/requestBody"), f"{CREATE}/body: field-gone: there is no body here"),
    "an operation more": (
        put("/paths/~1v1~1connections~1{id}/get", {"responses": {}}),
        "/paths/~1v1~1connections~1{id}/get: endpoint-added: this operation is not in our document",
    ),
    "an operation less": (
        drop("/paths/~1v1~1connections~1{id}"),
        "/paths/~1v1~1connections~1{connectionId}/delete: endpoint-gone: this operation of ours is not there any more",
    ),
    "a status more": (
        put(f"{CREATE}/responses/402", {"description": "Pay first"}),
        f"{CREATE}/responses/402: status-added: our document does not know the status 402 here",
    ),
    "a schema made of itself": (put(f"{CONFIG}/sync_mode/anyOf", [{"$ref": f"#{CONFIG}/sync_mode"}]), ""),
    "a schema inside itself": (
        put(f"{CONFIG}/sync_mode/properties", {"deeper": {"$ref": f"#{CONFIG}/sync_mode"}}),
        f"{CONFIG}/sync_mode: untyped: body.config.sync_mode has 1 parts here, and has no parts in our document",
    ),
}


@pytest.fixture
def drift(tool: Tool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    """Run the program on a small document and a changed one."""

    def drift(official: Any, *options: str, explained: str = "explained = []", name: str = "official.json") -> int:
        files = {"ours.json": json.dumps(OURS), name: official, "explained.toml": explained}
        for file, content in files.items():
            text = content if isinstance(content, str) else json.dumps(content)
            (tmp_path / file).write_text(text, encoding="utf-8")
        program = tool("drift")
        monkeypatch.setattr(program, "ENTRY", tmp_path / "ours.json")
        monkeypatch.setattr(program, "EXPLAINED", tmp_path / "explained.toml")
        monkeypatch.setattr("sys.argv", ["drift.py", str(tmp_path / name), *options])
        status: int = program.main()
        return status

    return drift


@pytest.fixture
def official() -> Any:
    """Return a copy of the published document to change."""
    return copy.deepcopy(OFFICIAL)


@pytest.mark.parametrize(("change", "expected"), CHANGES.values(), ids=CHANGES)
def test_each_kind_of_difference_is_named(change, expected, official, drift, capsys):
    """A difference prints one line, and the status is 1."""
    change(official)

    status = drift(official)

    lines = [expected] if expected else []
    assert [*lines, f"{len(lines)} differences are new, 0 are known"] == capsys.readouterr().out.splitlines()
    assert bool(expected) == bool(status)


KNOWN = f"""
[[explained]]
pointer = "{CONFIG}/*"
kind = "enum-type"
reason = "the definition calls every enum an object"
"""


@pytest.mark.parametrize(
    ("known", "sentence"),
    [(1, ""), (1, 'sentence = "body.config.* is object with *"\n'), (0, 'sentence = "answer.*"\n')],
    ids=["any", "its sentence", "another sentence"],
)
def test_known_differences_do_not_count(known, sentence, official, drift, capsys):
    """Explained differences do not count, and --all shows their reasons; a sentence limits an explanation to it."""
    put(f"{CONFIG}/sync_mode/type", "object")(official)

    assert 1 - known == drift(official, explained=KNOWN + sentence)
    assert f"{1 - known} differences are new, {known} are known" == capsys.readouterr().out.splitlines()[-1]
    drift(official, "--all", explained=KNOWN + sentence)
    assert known == capsys.readouterr().out.count("(known: the definition calls every enum an object)")


def test_yaml_is_read_too(official, drift):
    """A published document may be YAML or JSON."""
    assert 0 == drift(official, name="official.yaml")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "is neither JSON nor YAML"),
        ("{}", "has no paths, so it is another file"),
        ('{"paths": {"/v1/connections": {"post": {}}}}', "'responses' is missing"),
        (json.dumps(OFFICIAL).replace("pinterest_ads_config_V1", "Gone", 1), "'Gone' is missing"),
    ],
)
def test_a_file_that_is_no_document_is_refused_in_a_sentence(content, sentence, drift, capsys):
    """An invalid file, also one with a dangling reference, ends with status 2 and one sentence."""
    assert 2 == drift(content)
    assert sentence in capsys.readouterr().err


@pytest.mark.parametrize("content", ["", "explained = 1", "[[explained]]\npointer = '/'", "["])
def test_known_differences_need_a_reason(content, official, drift, capsys):
    """An incomplete file of known differences is refused."""
    assert 2 == drift(official, explained=content)
    assert "explained.toml cannot be read" in capsys.readouterr().err


def test_our_document_does_not_drift_from_itself(tool):
    """A comparison of the document with itself finds no difference."""
    ours = tool("bundle").load()

    assert [] == tool("drift").compare(ours, ours)


def test_the_known_differences_have_reasons(tool):
    """The committed file of known differences is valid, with a reason for each."""
    known = tool("drift").explanations()

    assert known
    assert [] == [why for why in known if not why.reason.strip()]
