"""Files of connections: version 1, rows, references, and the place of every problem."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import jsonschema
import pytest
import yaml

from fivetran_client.models import Group
from fivetran_connections import InvalidRequest, Secret
from fivetran_connections.code import Finding, InvalidFiles, Selector, load
from fivetran_connections.code.file_schema import file_schema
from fivetran_connections.code.reading.loading import load_files
from fivetran_connections.code.reading.references import Lookup

from .conftest import body

ISSUE = """\
version: 1
defaults: {group_id: amber_kettle, service: pinterest_ads, paused: true}
connections:
  - for_each: {csv: brands.csv}
    config: {schema: "pin_${brand}", sync_mode: SpecificAdvertisers, advertisers: ["${id}"]}
    auth: {refresh_token: "${env:PINTEREST_TOKEN}", client_access: {client_id: cid, client_secret: "${file:secret}"}}
  - service: postgres
    config: {schema_prefix: pg, host: db.example.com, port: 5432, password: "${env:PG}"}
"""


def problems(*paths: Path, **options: object) -> list[Finding]:
    """Return the problems that loading finds."""
    with pytest.raises(InvalidFiles) as caught:
        load(*paths, **options)
    return [finding for finding in caught.value.findings if finding.severity == "error"]


def test_load_takes_at_least_one_path() -> None:
    """Without a path, for instance of an empty glob, nothing is taken for an empty set."""
    with pytest.raises(InvalidRequest, match="load takes at least one file or folder"):
        load()


def entry(text: str, head: str = "version: 1\n") -> str:
    """Return a file of version 1 with one entry."""
    lines = "\n    ".join(text.splitlines())
    return f"{head}connections:\n  - {lines}\n"


def test_one_file_declares_many(write, monkeypatch):
    """The file of the documentation gives one connection for each row of the CSV file, and one more."""
    monkeypatch.setenv("PINTEREST_TOKEN", "my_token")
    monkeypatch.setenv("PG", "my_password")
    write('﻿brand,id\n"e,u",1\n\nus,"2"\n', "brands.csv")
    write("my_secret\n", "secret")

    first, second, third = load(write(ISSUE))

    assert ("amber_kettle", "pin_e,u", "pinterest_ads") == (*first.key, first.service)
    assert ["2"] == second.body["config"]["advertisers"]
    assert {"refresh_token": "my_token", "client_access": {"client_id": "cid", "client_secret": "my_secret"}} == (
        second.body["auth"]
    )
    assert "amber_kettle/pg" == str(third)
    assert third.body["paused"]
    assert 5432 == third.body["config"]["port"]
    assert "my_" not in f"{first!r} {first.body['auth']}"


def test_a_folder_is_one_set(write, tmp_path):
    """A folder stands for all files in it and below it, except hidden files and schemas."""
    write(entry("{group_id: g, service: s, config: {schema: a}}"), "b/a.yaml")
    write('{"group_id": "g", "service": "s", "config": {"schema": "b"}}', "a.json")
    write("[", ".hidden.yaml")
    write("[", ".git/a.yaml")
    write("{", "connection.schema.json")
    write("no", "README.md")

    assert ["g/b", "g/a"] == [str(each) for each in load(tmp_path)]


def test_finds_duplicates_before_anything_is_sent(write, tmp_path):
    """Two connections with the same group and schema are found, over files and over rows."""
    write(entry("{group_id: g, service: s, config: {schema: a}}"), "1.yaml")
    write(entry("for_each: [{n: a}, {n: b}, {n: b}]\ngroup_id: g\nservice: t\nconfig: {schema: '${n}'}"), "2.yaml")

    first, second = problems(tmp_path)

    assert f"The group g and the schema a are declared twice, first in {tmp_path / '1.yaml'}:3." in str(first)
    assert f"declared twice, first in {tmp_path / '2.yaml'}:6, row 2. (row 3)" in str(second)


def test_duplicates_are_named_by_the_key_that_names_them(write, tmp_path):
    """For services with a prefix, the finding stands at the prefix of the second file and names that of the first."""
    for name in ("1.yaml", "2.yaml"):
        write("group_id: g\nservice: postgres\nconfig:\n  host: h\n  schema_prefix: pg\n", name)

    (found,) = problems(tmp_path)

    assert "/config/schema_prefix" == found.pointer
    assert 5 == found.line
    assert f"first in {tmp_path / '1.yaml'}:5." in found.message


def test_defaults_merge_deeply_and_replace_lists(write):
    """Mappings of the defaults and of an entry are merged; lists and null of the entry replace."""
    text = """\
version: 1
defaults: {group_id: g, service: s, paused: true, config: {schema: d, a: {x: 1, y: [1]}}}
connections:
  - {paused: null, config: {schema: e, a: {y: [2], z: 3}}}
"""

    (declared,) = load(write(text))

    assert {"schema": "e", "a": {"x": 1, "y": [2], "z": 3}} == declared.body["config"]
    assert declared.body["paused"] is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("$${x}", "${x}"),
        ("a$${b}${n}", "a${b}1"),
        ("${n}", 1),
        ("${t}", True),
        ("x${n}${t}${z}", "x1truenull"),
        ("${l}", [1]),
        ("${m}", "${env:NO}"),
        ("a${m}", "a${env:NO}"),
    ],
)
def test_columns_are_filled_in(write, text, value):
    """Columns are filled in as text, or as the whole cell; a cell is never read as a reference."""
    row = {"n": 1, "t": True, "z": None, "l": [1], "m": "${env:NO}"}
    rows = json.dumps([row])
    lines = f"for_each: {rows}\ngroup_id: g\nservice: s\nconfig: {{schema: a, x: {json.dumps(text)}}}"

    (declared,) = load(write(entry(lines)))

    assert value == declared.body["config"]["x"]


def test_references_are_resolved_anywhere(write, monkeypatch, tmp_path):
    """Environment variables, files and commands can be referred to in any value, and their values are masked."""
    monkeypatch.setenv("NAME", "one")
    (tmp_path / "two").write_text("two\r\n")
    program = json.dumps([sys.executable, "-c", "print('}three' or '${x}')"])
    body = {
        "group_id": "g",
        "service": "s",
        "config": {
            "schema": "a_${env:NAME}",
            "x": "${env:NAME}-${file:two}$${",
            "y": ["${command:" + program + "}"],
        },
    }

    (declared,) = load(write(body), allow_commands=True)

    assert "a_one" == declared.schema
    assert "one-two${" == declared.body["config"]["x"]
    assert "}three" == declared.body["config"]["y"][0]
    assert isinstance(declared.body["config"]["x"], Secret)


def test_commands_run_only_where_that_is_allowed(write):
    """Without permission no command runs, and the error names the option."""
    (found,) = problems(write(body_with('${command:["false"]}')))

    assert "Add --allow-commands" in found.message


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ([sys.executable, "-c", "raise SystemExit(7)"], "ended with status 7"),
        (["/no/such/program"], "cannot be started: No such file"),
        ([sys.executable, "-c", "import os; os.write(1, b'\\xff')"], "printed bytes that are not UTF-8"),
    ],
)
def test_a_command_that_fails_is_named(write, words, reason):
    """A failed command is reported with its program and the reason."""
    (found,) = problems(write(body_with("${command:" + json.dumps(words) + "}")), allow_commands=True)

    assert f"The command {words[0]} of this value {reason}" in found.message


def test_a_command_that_waits_is_ended(write, monkeypatch):
    """A command that exceeds its time is stopped and reported."""
    monkeypatch.setattr("fivetran_connections.code.reading.references._SECONDS", 0.01)
    words = json.dumps([sys.executable, "-c", "import threading; threading.Event().wait()"])

    (found,) = problems(write(body_with("${command:" + words + "}")), allow_commands=True)

    assert "did not end within" in found.message


def body_with(value: object, key: str = "x") -> dict[str, object]:
    """Return a body of a service without a schema of its own."""
    return {"group_id": "g", "service": "s", "config": {"schema": "a", key: value}}


def test_a_whole_reference_takes_the_type_of_its_field(write, monkeypatch):
    """A value of the environment becomes a number, bool or list if its field has that type, else text."""
    for name, value in {"MINUTES": "60", "PAUSED": "true", "IDS": '["1", "2"]', "NAME": "5", "WORD": "x"}.items():
        monkeypatch.setenv(name, value)
    text = """\
group_id: amber_kettle
service: pinterest_ads
sync_frequency: ${env:MINUTES}
paused: ${env:PAUSED}
config: {schema: "${env:NAME}", sync_mode: SpecificAdvertisers, advertisers: "${env:IDS}"}
"""

    (declared,) = load(write(text))

    assert 60 == declared.body["sync_frequency"]
    assert declared.body["paused"]
    assert "5" == declared.schema
    assert ["1", "2"] == declared.body["config"]["advertisers"]
    (found,) = problems(write(text.replace("MINUTES", "WORD")))
    assert "/sync_frequency" == found.pointer


def test_the_type_of_a_reference_within_a_list(write, monkeypatch):
    """A reference in a list of objects takes the type of its field."""
    monkeypatch.setenv("ONE", '["a"]')
    text = """\
group_id: g
service: google_ads
config:
  schema: a
  reports: [{table: t, report_type: r, fields: "${env:ONE}"}, {table: u, report_type: r, fields: [b]}]
"""

    (declared,) = load(write(text))

    assert [["a"], ["b"]] == [report["fields"] for report in declared.body["config"]["reports"]]


@pytest.mark.parametrize("text", ["file:*", "env:TOKEN", "env: see below"])
def test_a_text_without_braces_is_no_reference(write, text):
    """A text that only begins as a reference does is the value itself, also where a secret belongs."""
    (declared,) = load(write(body_with(text, "password")))

    assert text == declared.body["config"]["password"]


@pytest.mark.parametrize(
    ("value", "part"),
    [
        ("${env:A", "no closing brace"),
        ("${nope:A}", "A reference is ${env:NAME}, ${file:PATH}"),
        ("${}", "names nothing"),
        ("${env:}", "names nothing"),
        ("${command:ls}", "JSON list of its words"),
        ("${command:[]}", "JSON list of its words"),
        ('${command:["a"]', "JSON list of its words"),
        ("${brand}", "There is no for_each with a column brand: write ${env:brand}"),
        ("${env:NOT_SET}", "Set the environment variable NOT_SET"),
        ("${file:none}${", "no closing brace"),
        ("${env:A\0}", "Set the environment variable"),
        ("${file:none}", "Write this value into the file"),
    ],
)
def test_a_reference_that_cannot_be_used_is_named(write, monkeypatch, value, part):
    """A reference that is misspelt or has no value is named with its place, and nothing is loaded."""
    monkeypatch.delenv("NOT_SET", raising=False)

    (found,) = problems(write(json.dumps(body_with(value)), "c.json"))

    assert part in found.message
    assert "/config/x" == found.pointer
    assert 1 == found.line


@pytest.mark.parametrize(
    ("text", "pointer", "part"),
    [
        ("version: 2\nconnections: []", "/version", "Write version: 1"),
        ("version: true\nconnections: []", "/version", "Write version: 1"),
        ("connections: []", "/version", "Write version: 1"),
        ("version: 1", "/connections", "a list of mappings"),
        ("version: 1\nconnections: {}", "/connections", "a list of mappings"),
        ("version: 1\nconnections: [5]", "/connections/0", "Write a connection as a mapping"),
        ("version: 1\nconnections: []\ndefault: {}", "/default", "did you mean defaults?"),
        ("version: 1\nconnections: []\ngroup_id: g", "/group_id", "below connections or defaults"),
        ("version: 1\ndefaults: 5\nconnections: []", "/defaults", "Write defaults as a mapping"),
        ("version: 1\ndefaults: {for_each: []}\nconnections: []", "/defaults/for_each", "Write for_each below"),
        (entry("{for_each: 5}"), "/connections/0/for_each", "as a list of mappings, or as {csv: FILE}"),
        (entry("{for_each: {cvs: a}}"), "/connections/0/for_each", "as a list of mappings, or as {csv: FILE}"),
        (entry("{ignore_changes: config}"), "/connections/0/ignore_changes", "a list of JSON pointers"),
        (entry("{ignore_changes: [config]}"), "/connections/0/ignore_changes", "a list of JSON pointers"),
        (entry("{tables: all}"), "/connections/0/tables", "Write tables as a schema update has them"),
        (entry("{for_each: {csv: none.csv}}"), "/connections/0/for_each/csv", "There is no such file (none.csv)."),
        (entry("{group_id: g, service: s, config: {}}"), "/connections/0/config", "Name the schema"),
        (entry("{group_id: g, service: s, config: {schema: 5}}"), "/connections/0/config", "Name the schema"),
    ],
)
def test_the_form_of_a_file_is_checked(write, text, pointer, part):
    """An invalid file of version 1 is refused with the problem and its place."""
    (found,) = problems(write(text))

    assert pointer == found.pointer
    assert part in found.message
    assert f"{found.place}: {pointer}: {found.message}" == str(found)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", "The file is empty: its first line has to name the columns (b.csv)."),
        ("a,,c\n", "A column has no name in the first line (b.csv, line 1)."),
        ("a,b,a\n", "The column a stands twice in the first line (b.csv, line 1)."),
        ("a,b\n1\n", "This row has 1 cells, and the first line names 2 columns (b.csv, line 2)."),
        ('a,b\n"x', "The file is not CSV: unexpected end of data (b.csv, line 2)."),
        ("brand\nx\n", "The row has no column id: it has brand."),
        ("ids\nx\n", "The row has no column id: did you mean ids?"),
    ],
)
def test_a_table_that_cannot_be_used_is_named(write, text, part):
    """An invalid CSV file is reported with its line, and a missing column with its place."""
    write(text, "b.csv")
    path = write(entry("for_each: {csv: b.csv}\ngroup_id: g\nservice: s\nconfig: {schema: '${id}'}"))

    (found,) = problems(path)

    assert part in found.message


def test_a_row_that_lacks_a_column_is_named(write):
    """A row of an inline list without a needed column is reported by its number; other rows are not."""
    path = write(entry("for_each: [{id: a}, {}, {id: c}]\ngroup_id: g\nservice: s\nconfig: {schema: '${id}'}"))

    (found,) = problems(path)

    assert "The row has no column id: it has none. (row 2)" in str(found)


@pytest.mark.slow
def test_problems_of_many_rows_are_grouped(write):
    """Thousands of rows with the same problem are one finding; other problems have findings of their own."""
    lines = "".join(f"{number},{number % 3}\n" for number in range(3000))
    write("id,odd\n" + lines, "b.csv")
    text = (
        "for_each: {csv: b.csv}\ngroup_id: g\nservice: pinterest_ads\nconfig: {schema: 'a_${id}', sync_mode: '${odd}'}"
    )

    (found,) = problems(write(entry(text)))

    row = 'b.csv:2, column odd: "0"'
    assert 3000 == found.count
    assert row == found.row
    assert f"({row} and 2,999 more)" in str(found)
    assert {"row": row, "connections": 3000}.items() <= found.as_json().items()


def test_shows_the_line_of_a_problem_but_never_a_secret(write):
    """A finding shows its line; of a line that has a secret it shows the key."""
    text = "group_id: g\nservice: pinterest_ads\npaused: 5\nconfig: {schema: 1, api_key: k}\n"
    path = write(text)

    shown = {finding.pointer: finding.shown for finding in problems(path)}

    assert "paused: 5" == shown["/paused"]
    assert "schema: ..." == shown["/config/schema"]


@pytest.mark.parametrize("line_break", ["\r\n", "\r", "\x85", "\u2028"])
def test_shows_the_right_line_after_any_line_break(write, line_break):
    """Lines are counted as YAML counts them, so that another line, which may have a secret, is never shown."""
    lines = ["group_id: g", "service: pinterest_ads", "config: {schema: s, password: hush}", "paused: 5"]

    (found,) = (each for each in problems(write(line_break.join(lines))) if each.pointer == "/paused")

    assert (4, 1, "paused: 5") == (*found.position, found.shown)


def test_showing_many_lines_costs_no_more_than_showing_one(write, monkeypatch):
    """Whether a line has a secret is found out once for a file, however many of its lines are shown."""
    asked = {1: [], 40: []}

    def ask(name, *_):
        asked[len(wrong)].append(name)

    monkeypatch.setattr("fivetran_connections.code.reading.excerpts.is_secret_name", ask)
    entries = [body(f"s_{number}", paused=True) for number in range(40)]
    for wrong in (entries[:1], entries[:]):
        for each in wrong:
            each["paused"] = 5
        shown = [each.shown for each in problems(write({"version": 1, "connections": entries}))]
        assert ["paused: 5"] * len(wrong) == shown

    assert asked[1] == asked[40] != []


def test_a_value_of_the_defaults_is_shown_there(write):
    """A finding about a value of the defaults points to the defaults."""
    defaults = "version: 1\ndefaults:\n  group_id: g\n  paused: 5\n"
    text = f"{defaults}connections:\n  - {{service: pinterest_ads, config: {{schema: a}}}}\n"

    (found,) = problems(write(text))

    assert (4, 3, "paused: 5") == (*found.position, found.shown)


def test_a_pointer_that_is_left_to_others(write):
    """`ignore_changes` is kept with the connection, from the defaults too."""
    text = "version: 1\ndefaults: {ignore_changes: [/paused]}\nconnections:\n"
    text += "- {group_id: g, service: s, config: {schema: a}}\n"

    (declared,) = load(write(text))

    assert ("/paused",) == declared.ignore_changes
    assert declared.tables is None
    assert "ignore_changes" not in declared.body


def test_validate_looks_nothing_up(write, monkeypatch):
    """`validate` resolves no references: it skips unresolved values, and duplicates that depend on them."""
    monkeypatch.delenv("NOT_SET", raising=False)
    text = """\
version: 1
defaults: {group_id: "${env:NOT_SET}", service: pinterest_ads, sync_frequency: "${env:NOT_SET}"}
connections:
  - config: {schema: a, advertisers: ["${env:NOT_SET}"]}
  - config: {schema: a}
"""

    loaded = load_files([str(write(text))], lookup=None)

    assert loaded.valid
    assert 2 == len(loaded.connections)


def test_an_error_of_a_top_level_key_hides_no_other(write):
    """Errors of the version, of keys and of entries are reported together; misspelt defaults count as meant."""
    text = """\
version: 2
default: {service: pinterest_ads}
protect: all
connections:
  - 5
  - {group_id: g, config: {schema: a, sync_mode: Nothing}}
"""

    found = {each.pointer for each in problems(write(text))}

    assert {"/version", "/default", "/protect", "/connections/0", "/connections/1/config/sync_mode"} == found


NAMED = """\
version: 1
defaults: {group_name: "${env:GROUP}", service: pinterest_ads}
connections:
  - {config: {schema: a}}
  - {group_id: lime_pear, config: {schema: b}}
"""


def groups(**names: str) -> list[Group]:
    """Return groups by id."""
    return [
        Group.from_dict({"id": key, "name": name, "created_at": "2026-01-01T00:00:00Z"}) for key, name in names.items()
    ]


def test_a_group_is_found_by_its_name(write, monkeypatch):
    """The body has the id of the group that is named; the group of an entry replaces the one of the defaults."""
    monkeypatch.setenv("GROUP", "Sales")

    first, second = load(write(NAMED), groups=groups(amber_kettle="Sales", other="Other"))

    assert ("amber_kettle", "a") == first.key
    assert {"group_id": "amber_kettle", "service": "pinterest_ads", "config": {"schema": "a"}} == first.body
    assert ("lime_pear", "b") == second.key


@pytest.mark.parametrize(
    ("entry_of", "message"),
    [
        ("group_name: Sales", "Several groups have the name Sales: write group_id, one of a, b."),
        ("group_name: Markting", "The account has no group Markting: did you mean Marketing?"),
        ("group_name: x", "The account has no group x: see `groups`."),
        ("group_name: 5", "Write group_name as text, without a group_id beside it."),
        ("group_name: Marketing\n    group_id: c", "Write group_name as text, without a group_id beside it."),
        ("group_name: '${env:NOT_SET}'", "Set the environment variable NOT_SET: this value is taken from it."),
    ],
)
def test_a_name_that_is_not_of_one_group_is_refused(write, entry_of, message):
    """An unknown name, one of two groups, and one beside an id are errors at the line of the name."""
    text = f"version: 1\nconnections:\n  - {entry_of}\n    service: pinterest_ads\n    config: {{schema: a}}\n"

    (found,) = problems(write(text), groups=groups(a="Sales", b="Sales", c="Marketing"))

    assert message == found.message
    assert 3 == found.line


def test_groups_are_read_only_where_a_name_needs_them(write):
    """Without a group_name the groups are not asked for; with one, Python has to pass them."""
    assert load(write({"group_id": "g", "service": "s", "config": {"schema": "a"}}), groups=iter(lambda: 1 / 0, 1))
    (found,) = problems(write({"group_name": "x", "service": "s", "config": {"schema": "a"}}))
    assert "load(..., groups=fivetran.groups.list())" in found.message


@pytest.mark.parametrize("lookup", [None, Lookup(groups=groups(amber="Sales"))])
def test_doubles_are_found_by_name_and_by_id(write, lookup):
    """Two connections of one name are doubles before the id is known, and a name and its id once it is."""
    text = entry("{for_each: [{n: 1}, {n: 2}], group_name: Sales, service: s, config: {schema: a}}")
    text += "  - {group_id: amber, service: s, config: {schema: a}}\n"

    loaded = load_files([str(write(text))], lookup=lookup)

    assert load_files([str(write(NAMED, "named.yaml"))], lookup=None).valid
    assert (2 if lookup else 1) == sum(each.count for each in loaded.findings if each.rule == "file.duplicate")


def test_references_of_what_is_not_selected_are_not_needed(write):
    """Of connections that the selector leaves out, only the names are resolved."""
    text = """\
version: 1
defaults: {group_id: g, service: postgres}
connections:
  - {config: {schema_prefix: a, host: h, port: 5432}}
  - config: {schema_prefix: b, host: h, port: "${env:NOT_SET}"}
    tables: {schemas: {"${env:NOT_SET}": {enabled: true}}}
"""
    path = write(text)

    first, second = load(path, selects=Selector(schemas=("a",)).names)

    assert ["g/a", "g/b"] == [str(first), str(second)]
    assert ["/connections/1/config/port", "/connections/1/tables/schemas/${env:NOT_SET}"] == sorted(
        each.pointer for each in problems(path, selects=Selector(schemas=("b",)).names)
    )


@pytest.mark.parametrize("config", ["5", "{schema: 5}", "{}", '{schema: "${env:NOT_SET}"}'])
def test_a_connection_whose_name_is_not_known_may_be_selected(write, config):
    """A selector hides no error of a connection that has no usable name."""
    text = f"{{group_id: g, service: pinterest_ads, config: {config}}}"

    assert problems(write(text), selects=Selector(schemas=("a",)).names)


@pytest.mark.parametrize(
    ("cell", "warned"), [("5.49756E+11", 1), ("1;5,49756E+11", 1), ("5E+11", 1), ("549755885175", 0), ("E+11", 0)]
)
def test_a_number_that_a_spreadsheet_has_shortened_is_a_warning(write, cell, warned):
    """Excel saves long ids as 5.49756E+11, which loses digits; strict checks refuse it."""
    write(f'name,id\na,"{cell}"\n', "b.csv")
    config = '{schema: "${name}", sync_mode: SpecificAdvertisers, advertisers: "${id}"}'
    path = str(write(entry(f"{{for_each: {{csv: b.csv}}, group_id: g, service: pinterest_ads, config: {config}}}")))

    found, strict = (
        [each for each in load_files([path], lookup=None, strict=strict).findings if each.rule == "file.number"]
        for strict in (False, True)
    )

    assert [f'b.csv:2, column id: "{cell}"'] * warned == [each.row for each in found]
    assert ["warning"] * warned == [each.severity for each in found]
    assert ["error"] * warned == [each.severity for each in strict]


def test_a_service_without_a_name_for_the_destination_may_be_validated(write):
    """`validate` accepts a service without a destination name, which only `plan` and `apply` need."""
    path = str(write({"group_id": "g", "service": "s", "config": {}}))

    assert load_files([path], lookup=None, named=False).valid
    assert not load_files([path], lookup=Lookup()).valid


def test_devices_and_pipes_are_not_read(tmp_path):
    """A device or a pipe is refused before it is read."""
    os.mkfifo(tmp_path / "pipe.yaml")

    (found,) = problems(tmp_path / "pipe.yaml")

    assert "This is not a regular file" in found.message


def test_a_file_without_end_is_refused(tmp_path):
    """A file beyond the size limit is refused without being read to its end."""
    with (tmp_path / "big.yaml").open("wb") as file:
        file.truncate(1 << 40)

    (found,) = problems(tmp_path / "big.yaml")

    assert "file.size" == found.rule
    assert "The file is larger than 4 MiB." == found.message


def test_the_schema_of_a_file_accepts_what_is_loaded():
    """The JSON Schema for editors accepts bodies and sets with references, nulls and own keys, and refuses mistakes."""
    validator = jsonschema.Draft202012Validator(file_schema())
    connection = {"for_each": {"csv": "a.csv"}, "config": {"schema": "${a}", "advertisers": ["${id}"]}}
    defaults = {"service": "pinterest_ads", "sync_frequency": "${env:N}", "paused": None, "ignore_changes": ["/paused"]}
    table = {"enabled": "${a}", "sync_mode": "HISTORY", "columns": {"c": {"hashed": True}}}
    tables = {"schema_change_handling": "BLOCK_ALL", "exclusive": True, "schemas": {"s": {"tables": {"t": table}}}}
    good = {"version": 1, "defaults": defaults, "connections": [{**connection, "tables": tables}]}

    validator.check_schema(file_schema())
    validator.validate(good)
    validator.validate({**good, "protect": [{"schema": "prod_*"}, {"group": "g", "service": "s"}]})
    validator.validate({**good, "defaults": {"group_name": "Sales"}})
    validator.validate({"group_name": "Sales", "service": "pinterest_ads", "config": {"schema": "s"}})
    validator.validate({"group_id": "g", "service": "pinterest_ads", "config": {"schema": "s"}, "paused": "${env:P}"})
    for bad in (
        {**good, "version": 2},
        {**good, "protect": [{}]},
        {**good, "protect": [{"schemas": "s"}]},
        {**good, "more": 1},
        {"group_name": "Sales", "group_id": "g", "service": "pinterest_ads", "config": {"schema": "s"}},
        {"service": "pinterest_ads", "config": {"schema": "s"}},
        {**good, "connections": [{"tables": {"exclusive": "no"}}]},
        {**good, "connections": [{"tables": {"is_type_locked": True}}]},
        {**good, "connections": [{"tables": {"schemas": {"s": {"tables": {"t": {"hashed": True}}}}}}]},
        {**good, "connections": [{"service": "pinterest_ads", "sync_frequency": 7}]},
        {"group_id": "g", "service": "pinterest_ads", "config": {"schema": "s"}, "paused": 5},
    ):
        assert not validator.is_valid(bad), bad


def test_the_line_after_a_secret_of_several_lines_is_shown(write):
    """Of a block of text that may be a secret only its own lines are hidden, not the line where the block ends."""
    body = "group_id: g\nservice: postgres\nconfig:\n  schema_prefix: s\n  password: |\n    hush\n    hush\n  port: x\n"

    assert {"/config/port": "port: x"} == {each.pointer: each.shown for each in problems(write(body))}


def test_a_policy_for_tables_is_judged_as_a_schema_update(write):
    """Misspelt keys and wrong values of a policy are found before anything is sent; `enabled` may be left out."""
    policy = """\
group_id: g
service: s
config: {schema: x}
tables:
  schema_change_handling: ALOW_ALL
  exclusiv: true
  schemas: {s: {enabeld: true, tables: {t: {enabled: "maybe", columns: {c: {hashed: null}, d: {hash: true}}}}}, o: 1}
"""
    found = problems(write(entry(policy)))

    handling = "schema_change_handling has to be ALLOW_ALL, ALLOW_COLUMNS or BLOCK_ALL. Did you mean ALLOW_ALL?"
    assert {
        "/connections/0/tables/schema_change_handling": handling,
        "/connections/0/tables/exclusiv": "exclusiv is not a field of tables: did you mean exclusive?",
        "/connections/0/tables/schemas/s/enabeld": "enabeld is not a field of s: did you mean enabled?",
        "/connections/0/tables/schemas/o": "o has to be an object, not a number.",
        "/connections/0/tables/schemas/s/tables/t/enabled": "enabled has to be true or false, not text.",
        "/connections/0/tables/schemas/s/tables/t/columns/d/hash": "hash is not a field of d: did you mean hashed?",
    } == {each.pointer: each.message for each in found}


OFF = "exclusive: true, schemas: {shop: {enabled: false, tables: {user: %s}}}"
BELOW = " would be enabled below "
EMPTY = "Write settings below {}, for instance enabled: true."


@pytest.mark.parametrize(
    ("policy", "place", "part"),
    [
        ("exclusive: true, schemas: {s: {enabled: true}}", None, ""),
        ("exclusive: false", None, ""),
        ("exclusive: 1, schemas: {s: {enabled: true}}", "exclusive", "exclusive has to be true or false."),
        ("exclusive: true", "exclusive", "exclusive disables every schema that is not declared: declare those to"),
        (OFF % "{sync_mode: LIVE}", "schemas/shop/tables/user", BELOW),
        (
            OFF % "{enabled: false, columns: {name: {enabled: true}}}",
            "schemas/shop/tables/user/columns/name",
            "name would be enabled below shop",
        ),
        (
            "exclusive: true, schemas: {shop: {tables: {user: {enabled: false, columns: {a: {enabled: true}}}}}}",
            "schemas/shop/tables/user/columns/a",
            BELOW,
        ),
        (OFF % "{enabled: false, columns: {name: {hashed: true}}}", None, ""),
        (OFF.replace("true", "false") % "{enabled: true}", None, ""),
        ("exclusive: true, schemas: {shop: , hr: {enabled: true}}", "schemas/shop", EMPTY.format("shop")),
        ("schemas: {shop: {tables: {user: , b: {enabled: true}}}}", "schemas/shop/tables/user", EMPTY.format("user")),
        (
            "schemas: {shop: {tables: {user: {columns: {name: null}}}}}",
            "schemas/shop/tables/user/columns/name",
            EMPTY.format("name"),
        ),
        ("exclusive: true, schemas: {shop: {enabled: null, tables: {user: {columns: null}}}}", None, ""),
        ("exclusive: true, schemas: {shop: 1}", "schemas/shop", "has to be an object, not a number."),
        ("schemas: {s: {tables: 5, enabled: true}}", "schemas/s/tables", "has to be an object, not a number."),
    ],
)
def test_a_policy_that_means_something_else_is_refused_at_its_part(write, policy, place, part):
    """What `exclusive` would disable unasked, a name with nothing below it, and a part that is no mapping are named."""
    path = write(entry(f"{{group_id: g, service: github, config: {{schema: x}}, tables: {{{policy}}}}}"))

    found = [each for each in load_files([str(path)], lookup=None).findings if "tables" in each.pointer]

    assert [f"/connections/0/tables/{place}"] * bool(place) == [each.pointer for each in found]
    assert all(part in each.message for each in found)


def test_references_in_a_policy_are_judged_by_their_values_alone(write, monkeypatch):
    """Where references are not resolved, the value of one is unknown, also in a name; a resolved one is judged."""
    monkeypatch.setenv("FLAG", "maybe")
    tables = 'tables: {schemas: {"${env:NAME}": {enabled: "${env:FLAG}", tables: {t: {enabled: "${env:FLAG}"}}}}}'
    path = write(entry(f"group_id: g\nservice: s\nconfig: {{schema: x}}\n{tables}"))

    assert load_files([str(path)], lookup=None).valid
    monkeypatch.setenv("NAME", "sales")
    places = [each.pointer for each in problems(path)]
    assert [f"/connections/0/tables/schemas/sales/{rest}enabled" for rest in ("", "tables/t/")] == places


@pytest.mark.parametrize("token", ["${env:A}", "plain"])
def test_keys_are_judged_where_their_values_are_references(write, token):
    """A key that is wrong whatever its value is, is found where the value is a reference that is not resolved."""
    auth = f"auth: {{access_token: '{token}', user_access_token: '${{env:B}}'}}"
    path = write(f"group_id: g\nservice: facebook_ads\nconfig: {{schema: s, acounts: '${{env:C}}'}}\n{auth}\n")

    loaded = load_files([str(path)], lookup=None)

    assert [
        ("/config/acounts", "shape.unknown"),
        ("/auth/user_access_token", "facebook_ads.user_access_token.exclusive"),
    ] == [(each.pointer, each.rule) for each in loaded.findings if each.rule != "file.secret"]


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        ("arn:****", "error"),
        ("arn:********", "error"),
        ("${env:ARN}", "warning"),
        ("${env:STARS}", "error"),
        ("arn:***", None),
        ("****x", None),
    ],
)
def test_a_mask_is_no_value_of_a_file(write, monkeypatch, text, severity):
    """A text that ends with four stars is an error, the same value of a reference a warning unless it is all stars."""
    monkeypatch.setenv("ARN", "arn:********")
    monkeypatch.setenv("STARS", "********")
    path = write({"group_id": "g", "service": "s3", "config": {"schema": "s", "table": "t", "role_arn": text}})

    findings = load_files([str(path)], lookup=Lookup()).findings
    found = [each.severity for each in findings if each.rule.endswith(".masked")]

    assert ([severity] if severity else []) == found


@pytest.mark.parametrize(
    ("secret", "places"),
    [
        ("hush-hush", ["/config/password"]),
        ("${env:PASSWORD}", []),
        ("p-${env:PASSWORD}", []),
        ("", []),
        ("******", []),
    ],
)
def test_a_literal_secret_is_reported(write, secret, places):
    """A secret in clear text is a warning with the reference to write instead, an error if strict, and not shown."""
    path = write(f"group_id: g\nservice: postgres\nconfig: {{schema_prefix: s, password: '{secret}'}}\n")
    found = [each for each in load_files([str(path)], lookup=None).findings if each.rule == "file.secret"]
    strict = [each for each in load_files([str(path)], lookup=None, strict=True).findings if each.rule == "file.secret"]

    assert places == [each.pointer for each in found] == [each.pointer for each in strict]
    assert {"warning"} >= {each.severity for each in found}
    assert {"error"} >= {each.severity for each in strict}
    assert all("${env:PASSWORD}" in each.message and "hush" not in repr(each) for each in found)


def test_services_that_are_not_checked_may_be_a_set(write):
    """A service that is no text is a finding, also where the services that are not checked are a set."""
    (found,) = problems(write("service: [a]\ngroup_id: g\nconfig: {schema: x}\n"), unchecked={"s"})

    assert "service has to be text, not a list." == found.message


def test_references_stand_in_a_policy_for_tables(write, monkeypatch):
    """Names and values of a table policy may be references and columns, and are not masked; bools stay bools."""
    monkeypatch.setenv("HANDLING", "BLOCK_ALL")
    monkeypatch.setenv("TABLE", "report")
    text = """\
version: 1
connections:
  - for_each: [{brand: eu, sync: "false"}, {brand: 7, sync: true}]
    group_id: g
    service: pinterest_ads
    config: {schema: "pin_${brand}"}
    tables:
      schema_change_handling: "${env:HANDLING}"
      schemas: {"pin_${brand}": {tables: {"${env:TABLE}": {enabled: "${sync}"}}}}
"""

    policies = [declared.tables for declared in load(write(text))]

    assert [
        {"schema_change_handling": "BLOCK_ALL", "schemas": {name: {"tables": {"report": {"enabled": enabled}}}}}
        for name, enabled in (("pin_eu", False), ("pin_7", True))
    ] == policies
    assert "BLOCK_ALL" == str(policies[0]["schema_change_handling"])


@pytest.mark.parametrize(
    ("policy", "pointer", "part"),
    [
        ('{schemas: {"${env:NOT_SET}": {enabled: true}}}', "/tables/schemas/${env:NOT_SET}", "variable NOT_SET"),
        ('{schema_change_handling: "${env:NOT_SET}"}', "/tables/schema_change_handling", "variable NOT_SET"),
        ('{schemas: {"${brand}": {enabled: true}}}', "/tables/schemas/${brand}", "no for_each with a column brand"),
    ],
)
def test_a_reference_of_a_policy_without_a_value_is_named(write, policy, pointer, part):
    """An unresolved name or value of a table policy is reported with its place."""
    (found,) = problems(write(entry(f"{{group_id: g, service: s, config: {{schema: x}}, tables: {policy}}}")))

    assert f"/connections/0{pointer}" == found.pointer
    assert part in found.message


def test_csv_as_people_have_it(write):
    """An empty cell is absent, `null` clears, TRUE and lists between semicolons take the type of their field."""
    write('name,paused,ids,freq,mode\na,TRUE,1;2; ,60,\nb,false,"[""3""]",null,AllAdvertisers\n', "b.csv")
    config = {"schema": "pin_${name}", "sync_mode": "${mode}", "advertisers": "${ids}"}
    row = {"for_each": {"csv": "b.csv"}, "group_id": "g", "service": "pinterest_ads", "paused": "${paused}"}
    found = load(
        write({"version": 1, "connections": [{**row, "sync_frequency": "${freq}", "config": config}]}),
        unchecked=["pinterest_ads"],
    )

    first, second = (each.body for each in found)
    assert first["paused"]
    assert 60 == first["sync_frequency"]
    assert not second["paused"]
    assert second["sync_frequency"] is None
    assert {"schema": "pin_a", "advertisers": ["1", "2"]} == first["config"]
    assert ["3"] == second["config"]["advertisers"]


@pytest.mark.parametrize(
    ("rows", "row"),
    [("{csv: b.csv}", "b.csv:2"), ('[{name: ""}]', "row 1"), ("[{name: null}]", "row 1")],
)
def test_a_name_is_not_made_of_an_empty_cell(write, rows, row):
    """A cell of which a name is made has to be filled in, in a CSV file and in an inline row."""
    write("name,x\n,1\n", "b.csv")
    (found,) = problems(
        write(entry(f'{{for_each: {rows}, group_id: g, service: s, config: {{schema: "pin_${{name}}"}}}}'))
    )

    assert f"The cell of column name is empty, and schema is made of it: fill it in. ({row})" == found.sentence


def test_a_finding_shows_a_cell_but_no_secret(write):
    """A message about a cell shows its value where the field holds no secret; a text that fits no type stays text."""
    write("name,p,w\na,1;2,S\n", "b.csv")
    config = '{schema_prefix: "${name}", port: "${p}", password: ["${w}"]}'
    found = problems(write(entry(f"{{for_each: {{csv: b.csv}}, group_id: g, service: postgres, config: {config}}}")))

    assert {'b.csv:2, column p: "1;2"'} <= {each.row for each in found}
    assert "S" not in "".join(each.row + each.shown for each in found).replace("S3", "")


def test_misspelt_keys_of_an_entry_are_named(write):
    """Misspelt keys and pointers that ignore nothing get "did you mean"; keys that begin with `x-` are ignored."""
    text = """\
version: 1
x-common: &common {sync_mode: AllAdvertisers}
connections:
  - {group_id: g, service: pinterest_ads, tabels: {}, for_eahc: [], ignore_change: [], config: {schema: a}}
"""
    asked = [each.message.partition(": ")[2] for each in problems(write(text)) if each.rule == "file.key"]
    assert ["did you mean for_each?", "did you mean ignore_changes?", "did you mean tables?"] == sorted(asked)

    text = """\
version: 1
x-common: &common {sync_mode: AllAdvertisers}
connections:
  - group_id: g
    service: pinterest_ads
    ignore_changes: [/config/sync_mod, /paused, /nothing/near]
    config: {schema: a, <<: *common}
"""
    (found,) = load_files([str(write(text))], lookup=None).findings
    assert "warning" == found.severity
    assert "The body has no /config/sync_mod: did you mean /config/sync_mode?" == found.message


@pytest.mark.parametrize(
    ("text", "pointer"),
    [
        ('config: {schema: s, password:\n "S3", host: 5}\n', "/config/host"),
        ('config: {schema: s, pass word: "S3", host: 5}\n', "/config/host"),
        ('{"service": "postgres", "config": {"password":\n"S3", "host": 5}}', "/config/host"),
        ("config: {schema: s, host: [&h S3], password: *h}\n", "/config/host"),
    ],
)
def test_a_line_with_a_possible_secret_is_shown_as_its_key(write, text, pointer):
    """Anchors, wrapped values and misspelt keys may hold secrets: of their lines the key is shown."""
    suffix = "json" if text.startswith("{") else "yaml"
    head = "" if suffix == "json" else "group_id: g\nservice: postgres\n"
    found = problems(write(head + text, f"a.{suffix}"))

    assert f"{pointer.rpartition('/')[2]}: ..." in {each.shown for each in found if each.pointer == pointer}
    assert "S3" not in "".join(map(str, found)) + "".join(each.shown for each in found)


def test_rows_and_anchors_are_not_quoted(write):
    """The value of a row, and one that an alias brings to a secret, are quoted in no message."""
    for text in (
        "- {paused: 5}\nx-pw: &p 0123",
        "- for_each: [{pw: 0123}]",
        "- {paused: &p 0123, config: {password: *p}}",
    ):
        assert "0123" not in "".join(map(str, problems(write(f"version: 1\nconnections:\n  {text}\n"))))


def test_values_of_the_environment_are_shown_where_no_secret_is(write, monkeypatch):
    """`${env:NAME}` is shown in a field that holds no secret, unless the name is that of a secret."""
    for name in ("HOST", "DB_PASSWORD"):
        monkeypatch.setenv(name, f"value of {name}")
    config = {"schema_prefix": "s", "host": "${env:HOST}", "user": "${env:DB_PASSWORD}", "password": "${env:HOST}"}
    (found,) = load(write({"group_id": "g", "service": "postgres", "config": config}))

    shown = repr(found.body["config"])
    assert 1 == shown.count("value of HOST")
    assert "DB_PASSWORD" not in shown


def test_the_editor_schema_takes_every_example_and_every_service():
    """The schema of version 1 takes each example as an entry, facebook_ads with `auth` among them."""
    validator = jsonschema.Draft202012Validator(file_schema())
    bodies = [
        yaml.safe_load(path.read_text()) for path in sorted(Path("examples").glob("*.yaml")) if path.stem != "broken"
    ]

    assert len(bodies) >= 5
    for each in bodies:
        bare = {key: value for key, value in each.items() if key != "version"}
        validator.validate(each)
        if "connections" not in each:
            validator.validate({"version": 1, "x-common": 1, "defaults": {"group_id": "g"}, "connections": [bare]})
    secrets = {"access_token": "t", "client_access": {"client_id": "c", "client_secret": "s"}}
    for auth in ({"access_token": "t"}, {"client_access": secrets["client_access"]}):
        validator.validate({"version": 1, "connections": [{"service": "facebook_ads", "auth": auth}]})


def test_the_values_of_references_are_bounded(write):
    """Values of references that are together too large are refused before they are joined."""
    path = write({"group_id": "g", "service": "postgres", "config": {"schema_prefix": "s", "host": "${env:A}${env:A}"}})
    found = load_files([str(path)], lookup=Lookup({"A": "x" * 10}, characters=15)).findings

    assert ["file.size"] == [each.rule for each in found]


def test_an_empty_cell_in_a_list_is_absent_and_no_number_is_made_of_a_word(write):
    """A list loses its empty cells; NaN stays text, and a cell that fits no type is told as it stands."""
    write("a,b,n\nx,,NaN\n", "b.csv")
    config = '{schema: x, advertisers: ["${a}", "${b}"]}, sync_frequency: "${n}"'
    found = problems(
        write(entry(f"{{for_each: {{csv: b.csv}}, group_id: g, service: pinterest_ads, config: {config}}}"))
    )

    assert 'b.csv:2, column n: "NaN"' in {each.row for each in found}
    assert ["/connections/0/sync_frequency"] == [each.pointer for each in found]


def test_a_table_is_read_once_for_all_entries(write):
    """Two entries with one CSV file, whose column is misspelt, have one finding each, for both rows."""
    write("brand\na\nb\n", "b.csv")
    row = {"for_each": {"csv": "b.csv"}, "group_id": "g", "service": "s", "config": {"schema": "${brnad}"}}
    found = problems(write({"version": 1, "connections": [row, row]}))

    assert [("did you mean brand?", 2)] * 2 == [(each.message.partition(": ")[2], each.count) for each in found]


@pytest.mark.parametrize(
    ("config", "unchecked", "severity", "part"),
    [
        ("{schema: x, colour: red}", (), "error", "If the API takes it, add --unchecked pinterest_ads"),
        ("{schema: x, colour: red}", ("pinterest_ads",), "warning", "colour is not a field of config"),
        ('{schema: x, refresh_token_expires_at: "2027-01-01T00:00:00Z"}', (), None, ""),
    ],
)
def test_a_key_that_is_newer_than_the_document_can_be_let_pass(write, config, unchecked, severity, part):
    """An unknown key of a typed service is an error that says how it is sent; with `unchecked` it is a warning."""
    path = write(f"{{group_id: g, service: pinterest_ads, config: {config}}}")

    findings = load_files([str(path)], lookup=None, unchecked=unchecked).findings

    assert [severity] * bool(severity) == [each.severity for each in findings]
    assert all(part in each.message for each in findings)


def test_a_number_that_is_spelt_as_text_is_a_warning(write):
    """The API takes numbers and booleans of config as text, also those that a file has in quotes."""
    path = write('{group_id: g, service: postgres, config: {schema_prefix: x, port: "5432", host: h}}')

    findings = load_files([str(path)], lookup=None).findings

    assert [("/config/port", "warning")] == [(each.pointer, each.severity) for each in findings]
