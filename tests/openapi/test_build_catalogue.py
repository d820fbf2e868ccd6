"""The catalogue of services: built reproducibly from two published files, one service a line."""

import json
from typing import Any

import pytest

from ._changes import Tool

Json = dict[str, Any]


def _ref(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}


def _part(part: str, **properties: Json) -> Json:
    return {"properties": {part: {"type": "object", "properties": properties}}}


@pytest.fixture
def definition() -> Json:
    """Return a definition of two services, in Fivetran's format."""
    schemas: Json = {
        "NewConnectorRequestV1": {
            "discriminator": {"mapping": {"shop": _ref("shop_New")["$ref"], "files": _ref("files_New")["$ref"]}}
        },
        "shop_New": {"allOf": [_ref("NewConnectorRequestV1"), _ref("schema_format_schema")]},
        "shop_config_V1": _part(
            "config",
            region={"type": "object", "enum": ["US", "EU"]},
            token={"type": "string", "format": "password"},
            pages={"type": "array", "items": {"type": "object", "properties": {"size": {"type": "integer"}}}},
        ),
        "shop_auth_V1": _part("auth", client={"type": "object", "properties": {"secret": {"type": "string"}}}),
        "shop_readonly_config_V1": _part("config", public_key={"type": "string"}),
        "shop_esm_keys_config_V1": _part("external_secrets_keys_config", token={"type": "string"}),
        "files_New": {"allOf": [_ref("NewConnectorRequestV1"), _ref("schema_format_schema_table_group")]},
        "files_config_V1": _part("config", path={"type": "string"}),
    }
    return {"openapi": "3.0.1", "info": {"version": "2026-01-31"}, "components": {"schemas": schemas}}


@pytest.fixture
def provider() -> Json:
    """Return the fields of three services, in the provider's format."""
    return {
        "config": {
            "schema": {"type": "string", "services": ["files", "old", "shop"]},
            "table": {"type": "string", "services": ["files", "old"]},
            "path": {"type": "string", "nullable": True, "services": ["files", "old"]},
            "region": {"type": "string", "nullable": True, "services": ["shop"]},
            "pages_shop": {
                "type": "object_list",
                "fields": {"size": {"type": "integer", "services": ["shop"]}},
                "services": ["shop"],
            },
            "rates": {"type": "string_list", "item_type": {"shop": "integer"}, "services": ["shop"]},
            "share": {"type": "string", "item_type": "float", "services": ["shop"]},
            "id": {"type": "string", "readonly": ["x"], "services": ["old"]},
            "made_by": {"type": "string", "readonly": True, "services": ["files"]},
        },
        "auth": {
            "client": {
                "type": "object",
                "fields": {"secret": {"type": "string", "sensitive": True, "services": ["shop"]}},
                "services": ["shop"],
            }
        },
    }


@pytest.fixture
def made(tool: Tool, definition: Json, provider: Json) -> Json:
    """Return the services of both files."""
    services: Json = json.loads(tool("services").catalogue_text(definition, provider))["services"]
    return services


def test_the_two_sources_are_joined(made):
    """Types and enums come from the definition, flags from both; a field of one source only says so."""
    assert {
        "naming": [["schema"]],
        "config": {
            "pages": {"type": "array", "items": {"type": "object", "fields": {"size": {"type": "integer"}}}},
            "public_key": {"readonly": True, "source": "definition"},
            "rates": {"type": "array", "items": {"type": "integer"}, "source": "provider"},
            "region": {"enum": ["EU", "US"], "nullable": True},
            "share": {"type": "number", "source": "provider"},
            "token": {"secret": True, "source": "definition"},
        },
        "auth": {"client": {"type": "object", "fields": {"secret": {"secret": True}}}},
        "external_secrets_keys": ["token"],
    } == made["shop"]


def test_live_tests_add_values_and_fields(tool):
    """Values and fields that live tests send are in the catalogue, and an input is no key of answers alone."""
    none: Json = {"naming": [], "auth": {}, "external_secrets_keys": []}
    defined = {
        "postgres": {**none, "config": {"update_method": {"enum": ["WAL"]}}},
        "azure_service_bus": {**none, "config": {"subscriber_name": {"readonly": True}}},
    }
    made = tool("services").joined(defined, {})

    assert ["XMIN"] == made["postgres"]["config"]["update_method"]["tested"]
    assert {"secret": True, "source": "test"} == made["postgres"]["auth"]["password"]
    assert "readonly" not in made["azure_service_bus"]["config"]["subscriber_name"]


def test_a_table_is_another_way_where_the_provider_has_one(made):
    """The definition's way to name the destination comes first; a table known only to the provider comes second."""
    assert [["schema", "table_group_name"], ["schema", "table"]] == made["files"]["naming"]
    assert [["schema"], ["schema", "table"]] == made["old"]["naming"]
    assert {"path": {"nullable": True}, "made_by": {"readonly": True, "source": "provider"}} == made["files"]["config"]


def test_the_definition_alone_is_enough(tool, definition):
    """Without the provider's file, every field comes from the definition."""
    services = json.loads(tool("services").catalogue_text(definition, None))["services"]

    assert ["files", "shop"] == list(services)
    assert {"path": {"source": "definition"}} == services["files"]["config"]


def test_one_service_is_one_line(tool, definition, provider):
    """Each service is one line that starts with its name, for any order of the sources' keys."""
    text = tool("services").catalogue_text(definition, provider)
    mapping = definition["components"]["schemas"]["NewConnectorRequestV1"]["discriminator"]["mapping"]
    definition["components"]["schemas"]["NewConnectorRequestV1"]["discriminator"]["mapping"] = dict(
        reversed(mapping.items())
    )

    names = [line.split(":", 1)[0] for line in text.splitlines()[1:-1]]

    assert ['"files"', '"old"', '"shop"'] == names
    assert text == tool("services").catalogue_text(definition, provider)


def test_a_published_default_stands_beside_its_field(tool, definition, tmp_path):
    """A default becomes a part of its field; one of a destination, or of an unknown key, is left out."""
    defaults = {"shop": {"region": "EU", "no_key": 1}, "warehouse": {"region": "US"}}
    (tmp_path / "d.json").write_text(json.dumps(definition), encoding="utf-8")
    (tmp_path / "v.json").write_text(json.dumps({"defaults": defaults}), encoding="utf-8")
    out = tmp_path / "services.json"

    tool("services").main([str(tmp_path / "d.json"), "--defaults", str(tmp_path / "v.json"), "-o", str(out)])

    services = json.loads(out.read_text(encoding="utf-8"))["services"]
    assert {"EU"} == {spec["default"] for spec in services["shop"]["config"].values() if "default" in spec}
    assert "warehouse" not in services


@pytest.mark.parametrize(
    ("services", "kept", "left_out"),
    [
        ({"shop": {"token": [{"is": "needed", "when": {"region": "EU"}}]}}, ["shop"], 0),
        ({"shop": {"token": [{"is": "only", "when": {"region": "MARS"}}]}}, [], 1),
        ({"shop": {"token": [{"is": "only", "when": {"region": True}}]}}, [], 1),
        ({"shop": {"token": [{"is": "only", "when": {"pages": "x"}}]}}, [], 1),
        ({"shop": {"token": [{"is": "only", "when": {"no_key": "x"}}]}}, [], 1),
        ({"shop": {"no_key": [{"is": "needed", "when": {}}]}, "warehouse": {"a": [{"is": "only", "when": {}}]}}, [], 2),
        ({"shop": ["token"]}, None, 0),
        ({"shop": {"token": [{"is": "only"}]}}, None, 0),
    ],
)
def test_requirements_that_the_catalogue_lacks_are_counted(
    tool, definition, tmp_path, capsys, services, kept, left_out
):
    """A requirement with a key or a value that the catalogue lacks is left out and counted; a damaged file is named."""
    (tmp_path / "d.json").write_text(json.dumps(definition), encoding="utf-8")
    (tmp_path / "r.json").write_text(json.dumps({"services": services}), encoding="utf-8")
    words = [str(tmp_path / "d.json"), "--requirements", str(tmp_path / "r.json"), "-o", str(tmp_path / "out.json")]

    assert (2 if kept is None else 0) == tool("services").main(words)

    if kept is None:
        assert "r.json does not have the form of requirements.\n" == capsys.readouterr().err
        return
    made = json.loads((tmp_path / "requirements.json").read_text(encoding="utf-8"))
    assert (kept, left_out) == (list(made["services"]), made["left_out"])


def test_the_command_writes_one_file(tool, definition, provider, tmp_path, capsys):
    """The command reads both files and writes the catalogue, and no other file."""
    for name, content in {"d.json": definition, "p.json": provider}.items():
        (tmp_path / name).write_text(json.dumps(content), encoding="utf-8")
    out = tmp_path / "out" / "services.json"
    out.parent.mkdir()

    assert 0 == tool("services").main([str(tmp_path / "d.json"), str(tmp_path / "p.json"), "-o", str(out)])
    assert [out] == list(out.parent.iterdir())
    assert tool("services").catalogue_text(definition, provider) == out.read_text(encoding="utf-8")
    assert "wrote" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("content", "words", "sentence"),
    [
        ("{", [], "is neither JSON nor YAML"),
        ("[]", [], "is not a mapping"),
        ("{}", [], "has no openapi, so it is another file."),
        ('{"openapi": "3.0.1", "info": {"version": "7"}}', [], "give one with --vintage YYYY-MM-DD."),
        ('{"openapi": "3.0.1"}', ["--vintage", "2026-01-01"], "The definition has no services: 'components'"),
        ("[" * 100_000, [], "is neither JSON nor YAML"),
        (None, [], "cannot be read: No such file"),
    ],
)
def test_what_is_no_definition_is_refused_in_a_sentence(tool, tmp_path, capsys, content, words, sentence):
    """An invalid definition is refused in one sentence, and nothing is written."""
    path, out = tmp_path / "d.json", tmp_path / "out.json"
    if content is not None:
        path.write_text(content, encoding="utf-8")

    assert 2 == tool("services").main([str(path), "-o", str(out), *words])

    told = capsys.readouterr().err
    assert sentence in told
    assert 1 == len(told.splitlines())
    assert not out.exists()


@pytest.mark.parametrize(
    ("out", "sentence"),
    [("o", "The provider's file has no fields: 'auth' is missing"), ("none/o", "cannot be written: No such file or d")],
)
def test_another_file_of_the_provider_or_no_folder_is_named(tool, tmp_path, definition, capsys, out, sentence):
    """A provider's file without fields, and a missing folder, are refused in one sentence."""
    files = {"d": definition, "p": {"config": {}, **({"auth": {}} if "/" in out else {})}}
    for name, content in files.items():
        (tmp_path / name).write_text(json.dumps(content), encoding="utf-8")

    assert 2 == tool("services").main([*(str(tmp_path / name) for name in files), "-o", str(tmp_path / out)])
    assert sentence in capsys.readouterr().err
