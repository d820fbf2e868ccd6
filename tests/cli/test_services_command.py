"""The commands about services and rules: the catalogue, templates, schemas, and the rules with their evidence."""

import re

import jsonschema_rs
import pytest

from fivetran_connections.cli.session import Status
from fivetran_connections.code.file_schema import with_references
from fivetran_rules import ServiceCatalogue, all_rules, service_file_schema


def test_services_are_listed(run):
    """Each service is a row; a word finds services by their names and their fields."""
    assert 818 == len(run("services", "--output", "json").data)
    found = run("services", "search", "Snowflake", "--output", "json").data
    assert ["snowflake_db"] == [row["service"] for row in found]
    assert "google_sheets" in run("services", "search", "sheet_id").out


def test_a_service_is_shown(run):
    """The fields of a service are shown with types, values, marks and sources."""
    rows = {row["field"]: row for row in run("services", "show", "s3", "--output", "json").data}

    assert "names the destination, permanent, required" == rows["config.schema"]["notes"]
    assert "names the destination, permanent, optional" == rows["config.table"]["notes"]
    assert "secret, nullable" == rows["config.access_key_secret"]["notes"]
    assert "list of object" == rows["config.files"]["type"]
    assert ["definition", "provider"] == rows["config.files[].table_name"]["sources"]
    assert "external_secrets_keys_config.access_key_id" in rows
    assert "read-only" in run("services", "show", "appsflyer").out


@pytest.mark.parametrize("command", [["services", "show"], ["init"], ["schema", "--service"]])
@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("postgress", "; did you mean postgres?"),
        ("pintrest", ". Try: fivetran-connections services search pintrest"),
        ("x" * 9000, f". Try: fivetran-connections services search {'x' * 100}"),
    ],
)
def test_a_service_that_is_not_there_is_named(run, command, name, near):
    """A misspelt service gets the nearest name, and any other text a search, which looks for a word that is near."""
    ran = run(*command, name)

    assert Status.USAGE == ran.status
    assert "" == ran.out
    assert f"error: There is no service {name[:100]!r} in the catalogue{near}\n" == ran.err
    assert not name.startswith("pin") or "\npinterest_ads " in run("services", "search", name).out


def fill(path):
    """Write a value in the place of each placeholder of a template."""
    path.write_text(re.sub(r"<\w+>", path.stem, path.read_text("utf-8")), "utf-8")


def test_a_template_is_written_once(run, tmp_path):
    """The template of a service is valid once its placeholders are filled, and does not replace an existing file."""
    path = tmp_path / "shop.yaml"

    assert (Status.DONE, "", "") == run("init", "postgres", "-o", path)
    assert run("init", "postgres").out == path.read_text("utf-8")
    unfilled = run("validate", path)
    assert Status.INVALID == unfilled.status
    assert "/config/host is still the placeholder <host>: fill in a value." in unfilled.out
    fill(path)
    assert Status.DONE == run("validate", path).status
    assert '"${env:POSTGRES_PASSWORD}"' in path.read_text("utf-8")

    again = run("init", "postgres", "-o", path)
    assert Status.INVALID == again.status
    assert f"error: {path} exists already: choose another name.\n" == again.err
    none = run("init", "postgres", "-o", tmp_path / "none" / "x.yaml")
    assert Status.FAILED == none.status
    assert "cannot be written: No such file or directory." in none.err


@pytest.mark.parametrize("service", ["postgres", "facebook_ads"])
def test_the_schema_of_a_service_takes_references(run, service):
    """Where a file refers to a value, the editor's schema takes it for a field of any type, and no other text."""
    judge = jsonschema_rs.validator_for(run("schema", "--service", service).data)
    named = {"schema_prefix": "a"} if service == "postgres" else {"schema": "a"}
    field = "port" if service == "postgres" else "sync_metadata"
    body = {"group_id": "g", "service": service, "config": named}

    assert judge.is_valid({**body, "config": {**named, field: "${env:VALUE}"}, "paused": "${env:PAUSED}"})
    assert not judge.is_valid({**body, "config": {**named, field: "text"}})
    assert not judge.is_valid({**body, "config": {**named, "surely_no_field": 1}})


@pytest.mark.slow
def test_every_schema_for_editors_is_one():
    """The schema of a file of each of the 818 services, with and without references, fits the meta-schema."""
    for name in ServiceCatalogue.packaged().names():
        schema = service_file_schema(name)
        assert schema is not None
        jsonschema_rs.meta.validate(schema)
        jsonschema_rs.meta.validate(with_references(schema))


@pytest.mark.parametrize("options", [[], ["--service", "google_analytics_4"]], ids=["file", "service"])
def test_a_printed_schema_is_one(run, options):
    """The schema that `schema` prints fits the meta-schema, also of a service with a field named `properties`."""
    schema = run("schema", *options).data

    jsonschema_rs.meta.validate(schema)
    if options:
        body = {"group_id": "g", "service": "google_analytics_4", "config": {"schema": "s", "properties": ["${env:P}"]}}
        assert jsonschema_rs.validator_for(schema).is_valid(body)


def test_a_template_has_common_fields_first(run):
    """A template starts with the fields that most connections need, and chooses no value for any field."""
    lines = run("init", "postgres").out.splitlines()
    fields = [line.split(":")[0].strip("# ") for line in lines if line.startswith("#   ")][1:]

    assert ["port", "database", "user", "password", "connection_type"] == fields[:5]
    assert "  host: <host>  # required: the set-up needs it" in lines
    assert "#   update_method:  # one of QUERY_BASED, WAL_PGOUTPUT, XMIN" in lines
    assert '#   csv_delimiter:  # one of ",", ":", ";", "|"' in run("init", "klarna").out.splitlines()


def test_a_template_marks_what_is_optional(run):
    """A table is marked as optional in a template, and a service without a definition is marked as such."""
    assert "#   table: <table>  # optional: names the destination too, permanent" in run("init", "google_sheets").out
    assert "# The service is in no definition of 2026-07-11: it may be gone." in run("init", "db2").out
    (row,) = run("services", "search", "sendinblue", "--output", "json").data
    assert "in no definition of 2026-07-11" == row["notes"]
    shown = {row["field"]: row["notes"] for row in run("services", "show", "postgres", "--output", "json").data}
    assert "XMIN is not in the definition" == shown["config.update_method"]


def test_warnings_are_counted_beside_valid(run, write):
    """`validate` never prints `valid` alone where it warned."""
    head = "group_id: g\nservice: sendinblue\nconfig:\n  schema: s"
    two, one = write(f"{head}\n  zz: 1\n", "two.yaml"), write(f"{head}2\n", "one.yaml")

    assert run("validate", two).out.endswith(f"{two}: valid, 2 warnings\n")
    assert run("validate", one).out.endswith(f"{one}: valid, 1 warning\n")


def test_templates_of_several_services_are_one_set(run, tmp_path):
    """Filled templates of two services in one folder declare two connections, not the same one twice."""
    for service in ("postgres", "github"):
        run("init", service, "-o", tmp_path / f"{service}.yaml")
        fill(tmp_path / f"{service}.yaml")

    assert Status.DONE == run("validate", tmp_path).status


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
