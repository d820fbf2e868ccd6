"""Files of connections: version 1, rows, references, and the place of every problem."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from fivetran_client.models import Group
from fivetran_connections import InvalidRequest, Secret
from fivetran_connections.__main__ import main
from fivetran_connections.code import Finding, InvalidFiles, Selector, load
from fivetran_connections.code.file_schema import file_schema
from fivetran_connections.code.reading.loading import load_files
from fivetran_connections.code.reading.references import Lookup

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

Validate = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def validate(capsys: pytest.CaptureFixture[str]) -> Validate:
    """Return a function that runs `validate` and returns its findings."""

    def validate_it(path: Path, *options: str) -> list[dict[str, Any]]:
        main(["validate", str(path), "--output", "json", *options])
        found: list[dict[str, Any]] = json.loads(capsys.readouterr().out)["violations"]
        return [each for each in found if each["rule"] != "published.service"]  # the service of most tests is made up

    return validate_it


def problems(*paths: Path, **options: Any) -> list[Finding]:
    """Return the problems that loading finds."""
    with pytest.raises(InvalidFiles) as caught:
        load(*paths, **options)
    return [finding for finding in caught.value.findings if finding.severity == "error"]


def entry(text: str, head: str = "version: 1\n") -> str:
    """Return a file of version 1 with one entry."""
    lines = "\n    ".join(text.splitlines())
    return f"{head}connections:\n  - {lines}\n"


def rows(text: str, *, row: str = "{csv: b.csv}", service: str = "s", name: str = "a", **more: Any) -> str:
    """Return a file of version 1 with one entry for many rows, and its config as YAML."""
    others = "".join(f", {key}: {json.dumps(value)}" for key, value in more.items())
    config = f'{{schema: "{name}"{text and ", "}{text}}}'
    return entry(f"{{for_each: {row}, group_id: g, service: {service}, config: {config}{others}}}")


def body_with(value: object, key: str = "x") -> dict[str, Any]:
    """Return a body of a service without a schema of its own."""
    return {"group_id": "g", "service": "s", "config": {"schema": "a", key: value}}


# --- files and entries


@pytest.mark.parametrize("paths", [[], [""], ["connections", ""]])
def test_load_takes_at_least_one_path_and_no_empty_one(paths):
    """No path, as from an empty glob, or an empty path, as from an unset variable, is refused."""
    with pytest.raises(InvalidRequest, match="load takes at least one file or folder, and no empty path"):
        load(*paths)


def test_one_file_declares_many(write, monkeypatch):
    """The file of the documentation gives one connection for each row of the CSV file, and one more."""
    monkeypatch.setenv("PINTEREST_TOKEN", "my_token")
    monkeypatch.setenv("PG", "my_password")
    write('\ufeffbrand,id\n"e,u",1\n\nus,"2"\n', "brands.csv")
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
    for name, text in (
        (".hidden.yaml", "["),
        (".git/a.yaml", "["),
        ("connection.schema.json", "{"),
        ("README.md", "no"),
    ):
        write(text, name)

    assert ["g/b", "g/a"] == [str(each) for each in load(tmp_path)]


def test_finds_duplicates_before_anything_is_sent(write, tmp_path):
    """Two connections with the same group and schema are found over files and rows, at the key that names them."""
    write(entry("{group_id: g, service: s, config: {schema: a}}"), "1.yaml")
    write(entry("for_each: [{n: a}, {n: b}, {n: b}]\ngroup_id: g\nservice: t\nconfig: {schema: '${n}'}"), "2.yaml")
    for name in ("3.yaml", "4.yaml"):
        write("group_id: g\nservice: postgres\nconfig:\n  host: h\n  schema_prefix: pg\n", name)

    first, second, third = problems(tmp_path)

    assert f"The group g and the schema a are declared twice, first in {tmp_path / '1.yaml'}:3." in str(first)
    assert f"declared twice, first in {tmp_path / '2.yaml'}:6, row 2. (row 3)" in str(second)
    assert ("/config/schema_prefix", 5) == (third.pointer, third.line)
    assert f"first in {tmp_path / '3.yaml'}:5." in third.message


def test_defaults_merge_deeply_and_replace_lists(write):
    """Mappings of the defaults and of an entry are merged; lists and null of the entry replace."""
    text = """\
version: 1
defaults: {group_id: g, service: s, paused: true, ignore_changes: [/x], config: {schema: d, a: {x: 1, y: [1]}}}
connections:
  - {paused: null, config: {schema: e, a: {y: [2], z: 3}}}
"""

    (declared,) = load(write(text))

    assert {
        "group_id": "g",
        "service": "s",
        "paused": None,
        "config": {"schema": "e", "a": {"x": 1, "y": [2], "z": 3}},
    } == declared.body
    assert (("/x",), None) == (declared.ignore_changes, declared.tables)


ONE = "/connections/0"
OFF = "exclusive: true, schemas: {shop: {enabled: false, tables: {user: %s}}}"
BELOW = " would be enabled below "
EMPTY = "Write settings below {}, for instance enabled: true."


def policy(text: str) -> str:
    """Return a file with a policy for tables."""
    return entry(f"{{group_id: g, service: s, config: {{schema: x}}, tables: {{{text}}}}}")


def value(text: str) -> str:
    """Return a file with a value of a config."""
    return json.dumps(body_with(text))


@pytest.mark.parametrize(
    ("text", "pointer", "part"),
    [
        ("version: 2\nconnections: []", "/version", "Write version: 1"),
        ("version: true\nconnections: []", "/version", "Write version: 1"),
        ("connections: []", "/version", "Write version: 1"),
        ("version: 1", "/connections", "a list of mappings"),
        ("version: 1\nconnections: {}", "/connections", "a list of mappings"),
        ("version: 1\nconnections: [5]", ONE, "Write a connection as a mapping"),
        ("version: 1\nconnections: []\ndefault: {}", "/default", "did you mean defaults?"),
        ("version: 1\nconnections: []\ngroup_id: g", "/group_id", "below connections or defaults"),
        ("version: 1\ndefaults: 5\nconnections: []", "/defaults", "Write defaults as a mapping"),
        ("version: 1\ndefaults: {for_each: []}\nconnections: []", "/defaults/for_each", "Write for_each below"),
        (entry("{for_each: 5}"), f"{ONE}/for_each", "as a list of mappings, or as {csv: FILE}"),
        (entry("{for_each: {cvs: a}}"), f"{ONE}/for_each", "as a list of mappings, or as {csv: FILE}"),
        (entry("{ignore_changes: config}"), f"{ONE}/ignore_changes", "a list of JSON pointers"),
        (entry("{ignore_changes: [config]}"), f"{ONE}/ignore_changes", "a list of JSON pointers"),
        (entry("{ignore_changes: [/]}"), f"{ONE}/ignore_changes", "a list of JSON pointers"),
        (entry("{tables: all}"), f"{ONE}/tables", "Write tables as a schema update has them"),
        (entry("{group_id: g, service: s, config: {}}"), f"{ONE}/config", "Name the schema"),
        (entry("{group_id: g, service: s, config: {schema: 5}}"), f"{ONE}/config", "Name the schema"),
        ("service: [a]\ngroup_id: g\nconfig: {schema: x}", "/service", "service has to be text, not a list."),
        # rows
        (rows("", row="{csv: none.csv}"), f"{ONE}/for_each/csv", "There is no such file (none.csv)."),
        (rows("", row="[{id: a}, {}]", name="${id}"), f"{ONE}/config/schema", "no column id: it has none. (row 2)"),
        (rows("", name="${bran}"), f"{ONE}/config/schema", "no column bran: did you mean brand? (b.csv:2)"),
        (rows("", name="x_${brand}"), f"{ONE}/config/schema", "empty, and schema is made of it: fill it in. (b.csv:2)"),
        (rows("", row='[{n: ""}]', name="${n}"), f"{ONE}/config/schema", "is made of it: fill it in. (row 1)"),
        (rows("", row="[{n: null}]", name="${n}"), f"{ONE}/config/schema", "is made of it: fill it in. (row 1)"),
        (rows("", row='[{a: "${env:"}]'), f"{ONE}/for_each/0/a", "no closing brace"),
        (rows("", row='[{a: ["${b}"]}]'), f"{ONE}/for_each/0/a/0", "A row has no other columns: write ${env:b}"),
        (rows('x: "x${a}"', row='[{a: ["${env:A}"]}]'), f"{ONE}/config/x", "cannot be a part of a text. (row"),
        # references
        (value("${env:A"), "/config/x", "no closing brace"),
        (value("${nope:A}"), "/config/x", "A reference is ${env:NAME}, ${file:PATH}"),
        (value("${}"), "/config/x", "names nothing"),
        (value("${env:}"), "/config/x", "names nothing"),
        (value("${command:ls}"), "/config/x", "JSON list of its words"),
        (value("${command:[]}"), "/config/x", "JSON list of its words"),
        (value('${command:["a"]'), "/config/x", "JSON list of its words"),
        (value("${brand}"), "/config/x", "There is no for_each with a column brand: write ${env:brand}"),
        (value("${env:T_${brand}}"), "/config/x", "There is no for_each with a column brand: write ${env:brand}"),
        (value("${file:${env:A}}"), "/config/x", "Within a reference only a column of for_each may stand"),
        (value("${env:NOT_SET}"), "/config/x", "Set the environment variable NOT_SET"),
        (value("${file:none}${"), "/config/x", "no closing brace"),
        (value("${env:A\0}"), "/config/x", "Set the environment variable"),
        (value("${file:none}"), "/config/x", "Write this value into the file"),
        # policies
        (policy('schema_change_handling: "${env:NO}"'), f"{ONE}/tables/schema_change_handling", "variable NO:"),
        (policy('schemas: {"${env:NO}": {enabled: true}}'), f"{ONE}/tables/schemas/${{env:NO}}", "variable NO:"),
        (policy('schemas: {"${id}": {enabled: true}}'), f"{ONE}/tables/schemas/${{id}}", "for_each with a column id"),
        (policy("exclusive: 1, schemas: {s: {enabled: true}}"), f"{ONE}/tables/exclusive", "has to be true or false."),
        (policy("exclusive: true"), f"{ONE}/tables/exclusive", "disables every schema that is not declared: declare"),
        (policy(OFF % "{sync_mode: LIVE}"), f"{ONE}/tables/schemas/shop/tables/user", BELOW),
        (policy(OFF.replace("true", "false") % "{enabled: true}"), f"{ONE}/tables/schemas/shop/tables/user", BELOW),
        (policy("schemas: {s: {tables: {t: {exclusive: true, columns: {a: {}}}}}}"), f"{ONE}/tables", "BLOCK_ALL"),
        (
            policy("schema_change_handling: BLOCK_ALL, schemas: {s: {tables: {t: {exclusive: true}}}}"),
            f"{ONE}/tables",
            "declare those to sync",
        ),
        (
            policy(OFF % "{enabled: false, columns: {id: {hashed: true}, name: {enabled: true}}}"),
            f"{ONE}/tables/schemas/shop/tables/user/columns/name",
            "name would be enabled below shop",
        ),
        (
            policy(OFF.replace("enabled: false, ", "") % "{enabled: false, columns: {a: {enabled: true}}}"),
            f"{ONE}/tables/schemas/shop/tables/user/columns/a",
            "a would be enabled below user",
        ),
        (policy("schemas: {shop: , hr: {enabled: true}}"), f"{ONE}/tables/schemas/shop", EMPTY.format("shop")),
        (
            policy("schemas: {shop: {tables: {user: {columns: {name: null}}}}}"),
            f"{ONE}/tables/schemas/shop/tables/user/columns/name",
            EMPTY.format("name"),
        ),
        (policy("schemas: {public: {}}"), f"{ONE}/tables/schemas/public", EMPTY.format("public")),
        (policy("schemas: {s: {tables: {shop: {}}}}"), f"{ONE}/tables/schemas/s/tables/shop", EMPTY.format("shop")),
        (policy("exclusive: true, schemas: {s: {}}"), f"{ONE}/tables/schemas/s", EMPTY.format("s")),
        (policy("public: {}"), f"{ONE}/tables/public", "public is not a field of the body"),
        (policy("exclusive: true, schemas: {s: 1}"), f"{ONE}/tables/schemas/s", "has to be an object, not a number."),
        (policy("schemas: {s: {tables: 5, enabled: true}}"), f"{ONE}/tables/schemas/s/tables", "object, not a number."),
    ],
)
def test_a_problem_is_named_with_its_place(write, text, pointer, part):
    """Each mistake in a file, row, reference or policy is one error with file, line, pointer and row."""
    write("brand,x\n,1\n", "b.csv")

    (found,) = problems(write(text), unchecked={"s"})

    assert pointer == found.pointer
    assert part in found.sentence
    assert str(found).startswith(f"{found.file}:{found.line}:")


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", "The file is empty: its first line has to name the columns (b.csv)."),
        ("a,,c\n", "A column has no name in the first line (b.csv, line 1)."),
        ("a,b,a\n", "The column a stands twice in the first line (b.csv, line 1)."),
        ("a,b\n1\n", "This row has 1 cells, and the first line names 2 columns (b.csv, line 2)."),
        ('a,b\n"x', "The file is not CSV: unexpected end of data (b.csv, line 2)."),
    ],
)
def test_a_table_that_cannot_be_used_is_named(write, text, part):
    """An invalid CSV file is reported with its line."""
    write(text, "b.csv")

    (found,) = problems(write(rows("")))

    assert part == found.message


def test_an_error_of_a_top_level_key_hides_no_other(write):
    """Errors of the version, of keys and of entries are reported in the order of lines; misspelt defaults count."""
    text = """\
version: 2
default: {service: pinterest_ads}
protect: all
connections:
  - 5
  - {group_id: g, paused: "true", config: {schema: a, sync_mode: Nothing}}
"""

    with pytest.raises(InvalidFiles) as caught:
        load(write(text))

    found = [each.pointer.removeprefix("/connections") for each in caught.value.findings]
    assert ["/version", "/default", "/protect", "/0", "/1/paused", "/1/config/sync_mode"] == found


def test_misspelt_keys_of_an_entry_are_named(write):
    """Misspelt keys get "did you mean"; keys that begin with `x-` are ignored."""
    text = """\
version: 1
x-common: &common {sync_mode: AllAdvertisers}
connections:
  - {group_id: g, service: pinterest_ads, tabels: {}, for_eahc: [], ignore_change: [], config: {schema: a, <<: *common}}
"""
    asked = [each.message.partition(": ")[2] for each in problems(write(text)) if each.rule == "file.key"]
    assert ["did you mean for_each?", "did you mean ignore_changes?", "did you mean tables?"] == sorted(asked)


IGNORED = """\
version: 1
defaults: {group_id: g, ignore_changes: [%s]}
connections:
  - {service: postgres, config: {schema_prefix: pg}, ignore_changes: [%s]}
  - for_each: [{n: a}, {n: b}]
    service: google_ads
    config: {schema: "${n}", reports: []}
  - {service: pinterest_ads, config: {schema: pin}}
"""


@pytest.mark.parametrize(
    ("of_entry", "of_defaults", "flaws"),
    [
        ("/config/hots", "", ["/config/hots ignores nothing: hots is not a field of config: did you mean host? If"]),
        ("/sync_freq", "", ["/sync_freq ignores nothing: sync_freq is not a field of the body: did you mean sync"]),
        ("/config/host/name", "", ["/config/host/name ignores nothing: host has to be text, not an object."]),
        ("/tables, /tables/schemas/a", "", ["A part of tables cannot be ignored: leave its name out "] * 2),
        ("/config/host, /paused, /auth, /trust_certificates, /config/schema_prefix, /config, /schedule", "", []),
        ("", "/config/advertisers, /config/reports/0/fields, /config/reports/7", []),
        ("", "/config/advertizers", ["/config/advertizers ignores nothing: advertizers is not a field of config: "]),
        ("", "/config/reports/0/fieldz", ["/config/reports/0/fieldz ignores nothing: fieldz is not a field of repor"]),
        ("", "/tables", ["A part of tables cannot be ignored: "]),
    ],
)
def test_a_pointer_of_ignore_changes_leads_to_a_field(write, of_entry, of_defaults, flaws):
    """An unknown pointer is named with the nearest field; one of the defaults is known if one heir has the field."""
    (loaded,) = [load_files([str(write(IGNORED % (of_defaults, of_entry)))], lookup=Lookup(allow_commands=False))]

    found = [each for each in loaded.findings if each.rule == "file.ignore_changes"]
    assert [True] * len(flaws) == [each.message.startswith(flaw) for each, flaw in zip(found, flaws, strict=True)]
    assert {2 if of_defaults else 4} >= {each.line for each in found}
    assert not found or not loaded.valid


def test_a_pointer_is_not_judged_where_nothing_is_known(write):
    """No pointer of a service without an entry in the catalogue, of an unchecked service, or of the body is judged."""
    unknown = {"service": "no_service", "config": {"schema": "a"}, "ignore_changes": ["/config/hots"]}
    of_body = {
        "service": "postgres",
        "config": {"schema_prefix": "pg", "brand": "x"},
        "ignore_changes": ["/config/brand"],
    }
    unchecked = {"service": "zendesk", "config": {"schema": "z"}, "ignore_changes": ["/config/hots"]}
    of_key = {"service": "s3", "config": {"schema": "a", "table": "b"}, "ignore_changes": ["/config/hots"]}
    entries = [{"group_id": "g", **each} for each in (unknown, of_body, unchecked, of_key)]
    names = ["zendesk", "postgres:hots", "s3:hots"]

    assert 4 == len(load(write({"version": 1, "connections": entries}), unchecked=names))


def test_devices_and_files_without_end_are_not_read(tmp_path):
    """A device or a pipe is refused before it is read, and a file beyond the limit without being read to its end."""
    os.mkfifo(tmp_path / "pipe.yaml")
    with (tmp_path / "big.yaml").open("wb") as file:
        file.truncate(1 << 40)

    big, pipe = problems(tmp_path)

    assert ("file.size", "The file is larger than 4 MiB.") == (big.rule, big.message)
    assert "This is not a regular file" in pipe.message


# --- rows


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("$${x}", "${x}"),
        ("a$${b}${n}", "a${b}1"),
        ("${n}", 1),
        ("${t}", True),
        ("x${n}${t}${z}", "x1truenull"),
        ("${l}", [1]),
        ("${e}", "one"),
        ("a${e}${two}", "aone2-one"),
        ("${m}", "${env:ONE}"),
        ("a${m}", "a${env:ONE}"),
        ("${both}", {"key": ["one", "${x}"]}),
    ],
)
def test_columns_of_an_inline_row(write, monkeypatch, text, value):
    """Columns are filled in as text, or as the whole cell, whose references are resolved once."""
    monkeypatch.setenv("ONE", "one")
    row = {"n": 1, "t": True, "z": None, "l": [1], "m": "$${env:ONE}", "e": "${env:ONE}", "two": "2-${env:ONE}"}
    cells = json.dumps([row | {"both": {"key": ["${env:ONE}", "$${x}"]}}])

    (declared,) = load(write(rows(f"x: {json.dumps(text)}", row=cells)))

    assert value == declared.body["config"]["x"]


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("$${file:x}", "${file:x}"),
        ("${file:x}", None),
        ("a ${env:X} b", None),
        ("${command:[]}", None),
        ("$5 {x}", "$5 {x}"),
    ],
)
def test_a_cell_of_a_csv_file_is_no_reference(write, cell, value):
    """A CSV cell that would be a reference is an error with its row, unless its column is not used."""
    write(f'x,y\na,1\n"{cell}",2\n', "b.csv")
    text = rows('x: "${x}"', name="s_${y}")

    assert 2 == len(load(write(text.replace('"${x}"', "1"))))
    if value is None:
        (found,) = problems(write(text))
        assert "The cell of column x is a reference, which no CSV file may have: write it into this file" in str(found)
        assert ("b.csv:3", "/connections/0/config/x") == (found.row, found.pointer)
    else:
        assert [value] == [each.body["config"]["x"] for each in load(write(text))[1:]]


@pytest.mark.parametrize(
    ("text", "cell", "value"),
    [
        ("${env:TOK_${c}}", "b05", "of b05"),
        ("p-${env:TOK_${c}}", "b05", "p-of b05"),
        ("${env:TOK_${c}}", "b-05", "only letters, digits and _: add a column with such a word"),
        ("${env:TOK_${c}}", "", "only letters, digits and _"),
        ("${file:secrets/${c}.txt}", "b05", "file of b05"),
        ("${file:secrets/${c}.txt}", "../b05", "no / and no \\"),
        ("${file:secrets/${c}}", "..", "no / and no \\"),
        ("${file:secrets/.${c}}", ".", "no / and no \\"),
        ("${file:secrets/${c}}", "", "neither empty nor dots alone"),
        ("${file:secrets/$${c}}", "b05", "${c}"),
        ('${command:["COMMAND","${c}-x"]}', 'a","b} $HOME', 'a","b} $HOME-x'),
        ('${command:["COMMAND","$${c}"]}', "b05", "${c}"),
        ('${command:["COMMAND","${c}"]}', "", "any text that is not empty"),
        ("${env:TOK_${d}}", "b05", "The row has no column d: did you mean c?"),
    ],
)
def test_columns_within_references(write, monkeypatch, text, cell, value):
    """A cell stays within the name, the file name or the word in which it stands; any other is refused with its row."""
    monkeypatch.setenv("TOK_b05", "of b05")
    write("file of b05\n", "secrets/b05.txt")
    write("${c}", "secrets/${c}")
    write(f'c,n\n"{cell.replace(chr(34), chr(34) * 2)}",1\n', "b.csv")
    program = f'{sys.executable}","-c","import sys; print(*sys.argv[1:])'
    path = write(rows("x: " + json.dumps(text.replace("COMMAND", program)), name="s_${n}"))

    try:
        (declared,) = load(path, allow_commands=True)
    except InvalidFiles as error:
        (found,) = error.findings
        assert value in found.message
        assert (found.row in {"b.csv:2", ""}) and ("/connections/0/config/x", 3) == (found.pointer, found.line)
    else:
        assert value == declared.body["config"]["x"]
        assert "***" == f"{declared.body['config']['x']}"


def test_problems_of_many_rows_are_grouped(write):
    """Many rows with the same problem are one finding; other problems have findings of their own."""
    write("id,odd\n" + "".join(f"{number},{number % 3}\n" for number in range(30)), "b.csv")

    (found,) = problems(write(rows('sync_mode: "${odd}"', service="pinterest_ads", name="a_${id}")))

    row = 'b.csv:2, column odd: "0"'
    assert (30, row) == (found.count, found.row)
    assert f"({row} and 29 more)" in str(found)
    assert {"row": row, "connections": 30}.items() <= found.as_json().items()


def test_csv_as_people_have_it(write):
    """An empty cell is absent, `null` clears, TRUE and lists between semicolons take the type of their field."""
    write('name,paused,ids,freq,mode\na,TRUE,1;2; ,60,\nb,false,"[""3""]",null,AllAdvertisers\n', "b.csv")
    config = 'sync_mode: "${mode}", advertisers: "${ids}"'
    text = rows(config, service="pinterest_ads", name="pin_${name}", paused="${paused}", sync_frequency="${freq}")

    first, second = (each.body for each in load(write(text), unchecked=["pinterest_ads"]))

    assert (True, 60) == (first["paused"], first["sync_frequency"])
    assert (False, None) == (second["paused"], second["sync_frequency"])
    assert {"schema": "pin_a", "advertisers": ["1", "2"]} == first["config"]
    assert ["3"] == second["config"]["advertisers"]


def test_keys_are_left_unchecked_by_the_file(write, validate):
    """A key that the catalogue refuses passes if its entry or the defaults name it, and no other key of the service."""
    body = {"group_id": "g", "config": {"schema_prefix": "a", "hots": "h"}}
    other = {**body, "config": {"schema_prefix": "b", "prot": 1}}
    text = {"version": 1, "defaults": {"service": "postgres"}, "connections": [body, other]}
    refused = [each["message"] for each in validate(write(text)) if each["severity"] == "error"]
    own = {**text, "connections": [{**body, "unchecked": ["/config/hots"]}]}
    all_own = {**text, "defaults": {"service": "postgres", "unchecked": ["/config/hots", "/config/prot"]}}

    assert ["hots", "prot"] == [each.split()[0] for each in refused]
    assert refused[0].endswith(
        "add --unchecked postgres:hots (unchecked=['postgres:hots'] in Python), or its "
        "pointer to unchecked in the file."
    )
    assert [[], []] == [
        [each for each in validate(write(one)) if each["severity"] == "error"] for one in (own, all_own)
    ]
    for wrong in ("/config/hots", ["hots"], ["/config"], [1]):
        (found,) = problems(write({**text, "connections": [{**other, "unchecked": wrong}]}))
        assert ("file.unchecked", "/connections/0/unchecked") == (found.rule, found.pointer)


def test_a_name_of_unchecked_that_no_connection_has_is_refused(write):
    """A misspelt service or key is an error with the nearest one, once; behind a reference it may be any service."""
    config = {"schema_prefix": "a", "host": "h", "new": {}}
    defaults = {"group_id": "g", "service": "postgres", "unchecked": ["/config/new", "/config/nwe"]}
    rows = write("name,empty\nb,\nc,\n", "rows.csv")
    entries = [
        {"config": config, "ignore_changes": ["/config/theirs"]},
        {"for_each": {"csv": rows.name}, "config": {"schema_prefix": "${name}", "late": "${empty}"}},
    ]
    path = write({"version": 1, "defaults": defaults, "connections": entries})
    names = ["postgrse:port", "postgres:host", "postgres:hots", "postgres:late", "postgres:theirs"]

    assert [
        "No connection has the unchecked service postgrse; did you mean postgres?",
        "No connection has the unchecked key hots; did you mean host?",
        "No connection has the unchecked key nwe; did you mean new?",
    ] == [each.message for each in problems(path, unchecked=names)]
    behind = str(write(entry('{group_id: g, service: "${env:S}", config: {schema: a}}')))
    assert load_files([behind], lookup=None, unchecked=["zendesk"]).valid


@pytest.mark.parametrize("row", ["{csv: b.csv}", '[{x: "1;2"}]'])
def test_several_items_in_a_cell_are_no_single_item(write, row):
    """A cell with a list is refused as an item, in a sentence that says how to write it, and taken as the value."""
    write("x\n1;2\n", "b.csv")
    text = rows('sync_mode: SpecificAdvertisers, advertisers: "${x}"', row=row, service="pinterest_ads")

    (declared,) = load(write(text))
    (found,) = problems(write(text.replace('"${x}"', '["${x}"]')))

    assert ["1", "2"] == declared.body["config"]["advertisers"]
    assert "/connections/0/config/advertisers/0" == found.pointer
    assert "The cell of column x has several items: write ${x} without brackets." == found.message


def test_an_empty_cell_in_a_list_is_absent_and_no_number_is_made_of_a_word(write):
    """A list loses its empty cells; NaN stays text, and a cell that fits no type is quoted in the error."""
    write("a,b,n\nx,,NaN\n", "b.csv")

    (found,) = problems(write(rows('advertisers: ["${a}", "${b}"]', service="pinterest_ads", sync_frequency="${n}")))

    assert ('b.csv:2, column n: "NaN"', "/connections/0/sync_frequency") == (found.row, found.pointer)


@pytest.mark.parametrize(
    ("cell", "warned"), [("5.49756E+11", 1), ("1;5,49756E+11", 1), ("5E+11", 1), ("549755885175", 0), ("E+11", 0)]
)
def test_a_number_that_a_spreadsheet_has_shortened_is_a_warning(write, validate, cell, warned):
    """Excel saves long ids as 5.49756E+11, which loses digits; strict checks refuse it."""
    write(f'name,id\na,"{cell}"\n', "b.csv")
    config = 'sync_mode: SpecificAdvertisers, advertisers: "${id}"'
    path = write(rows(config, service="pinterest_ads", name="${name}"))

    for severity, options in (("warning", ()), ("error", ("--strict",))):
        found = [each for each in validate(path, *options) if each["rule"] == "file.number"]
        assert [(severity, f'b.csv:2, column id: "{cell}"')] * warned == [
            (each["severity"], each["row"]) for each in found
        ]


# --- references


def test_references_are_resolved_anywhere(write, monkeypatch, tmp_path):
    """Environment variables, files and commands can be referred to in any value, and their values are masked."""
    monkeypatch.setenv("NAME", "one")
    (tmp_path / "two").write_text("two\r\n")
    program = json.dumps([sys.executable, "-c", "print('}three' or '$${x}')"])
    config = {"schema": "a_${env:NAME}", "x": "${env:NAME}-${file:two}$${", "y": ["${command:" + program + "}, four"]}

    (declared,) = load(write({"group_id": "g", "service": "s", "config": config}), allow_commands=True)

    assert "a_one" == declared.schema
    assert "one-two${" == declared.body["config"]["x"]
    assert "}three, four" == declared.body["config"]["y"][0]
    assert isinstance(declared.body["config"]["x"], Secret)


@pytest.mark.parametrize(
    ("config", "is_refused"),
    [
        ({"password": "${env:BLANK}"}, True),
        ({"port": "${env:BLANK}"}, True),
        ({"password": '${command:["echo"]}'}, True),
        ({"password": "before${env:BLANK}"}, True),
        ({"password": "${env:BLANK}${env:SET}"}, True),
        ({"connection_url": "https://user:${env:BLANK}@example.com"}, True),
        ({"host": " ${env:BLANK}${env:BLANK}"}, True),
        ({"host": "shop${env:BLANK}"}, False),
        ({"host": "${env:SET} ${env:SET}"}, False),
    ],
)
def test_an_empty_reference_is_no_value_and_no_part_of_a_secret(write, monkeypatch, config, is_refused):
    """A blank variable, file or output is an error that names it and the way out; within another text it is allowed."""
    monkeypatch.setenv("BLANK", " ")
    monkeypatch.setenv("SET", "x")
    (key,) = config
    path = write({"group_id": "g", "service": "postgres", "config": {"schema_prefix": "pg", **config}})

    loaded = load_files([str(path)], lookup=Lookup(allow_commands=True), unchecked=["postgres"])

    assert is_refused is not loaded.valid
    ends = f" is empty, and /config/{key} is made of it: set it, leave /config/{key} out, or write null."
    assert not is_refused or [f"/config/{key}"] == [
        found.pointer for found in loaded.findings if found.message.endswith(ends)
    ]


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ([sys.executable, "-c", "raise SystemExit(7)"], "ended with status 7"),
        (["/no/such/program"], "cannot be started: No such file"),
        ([sys.executable, "-c", "import os; os.write(1, b'\\xff')"], "printed bytes that are not UTF-8"),
        (["sleep"], "did not end within 60 seconds"),
        (["false"], ""),
    ],
)
def test_a_command_that_fails_or_may_not_run_is_named(write, monkeypatch, words, reason):
    """A failed command is reported with its program and the reason; without permission none runs."""
    if words == ["sleep"]:
        monkeypatch.setattr(subprocess, "run", lambda *_, **settings: late(settings["timeout"]))

    def late(seconds: float) -> None:
        raise subprocess.TimeoutExpired("sleep", seconds)

    (found,) = problems(write(body_with("${command:" + json.dumps(words) + "}")), allow_commands=bool(reason))

    assert (f"The command {words[0]} of this value {reason}" if reason else "Add --allow-commands") in found.message


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

    assert (60, True, "5") == (declared.body["sync_frequency"], declared.body["paused"], declared.schema)
    assert ["1", "2"] == declared.body["config"]["advertisers"]
    (found,) = problems(write(text.replace("MINUTES", "WORD")))
    assert "/sync_frequency" == found.pointer
    reports = [{"table": name, "report_type": "r", "fields": "${env:IDS}"} for name in "tu"]
    (ads,) = load(write({"group_id": "g", "service": "google_ads", "config": {"schema": "a", "reports": reports}}))
    assert [["1", "2"]] * 2 == [report["fields"] for report in ads.body["config"]["reports"]]


def test_the_values_of_references_are_bounded(write):
    """Values of references that are together too large are refused before they are joined."""
    write("x" * 60_000, "large")

    found = problems(write(body_with(["${file:large}" * 16] * 71)))

    assert {"The values of references have together more than 64 MiB."} == {each.message for each in found}


def test_validate_looks_nothing_up(write, validate, monkeypatch):
    """`validate` resolves no references: it skips unresolved values, and duplicates that depend on them."""
    monkeypatch.delenv("NOT_SET", raising=False)
    text = """\
version: 1
defaults: {group_id: "${env:NOT_SET}", service: pinterest_ads, sync_frequency: "${env:NOT_SET}"}
connections:
  - config: {schema: a, advertisers: ["${env:NOT_SET}"]}
  - config: {schema: a}
"""

    assert [] == validate(write(text))
    assert [] == validate(write({"group_id": "g", "service": "s", "config": {}}))  # which only a plan has to name


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

    assert ["g/a", "g/b"] == [str(each) for each in load(path, selects=Selector(schemas=("a",)).names)]
    assert ["/connections/1/config/port", "/connections/1/tables/schemas/${env:NOT_SET}"] == sorted(
        each.pointer for each in problems(path, selects=Selector(schemas=("b",)).names)
    )


@pytest.mark.parametrize("config", ["5", "{schema: 5}", "{}", '{schema: "${env:NOT_SET}"}'])
def test_a_connection_whose_name_is_not_known_may_be_selected(write, config):
    """A selector hides no error of a connection without a usable name."""
    text = f"{{group_id: g, service: pinterest_ads, config: {config}}}"

    assert problems(write(text), selects=Selector(schemas=("a",)).names)


@pytest.mark.parametrize("value", ["${env:A}", "plain"])
@pytest.mark.parametrize(
    ("service", "fields", "found"),
    [
        ("facebook_ads", {"config": {"acounts": "VALUE"}}, {"/config/acounts": "shape.unknown"}),
        (
            "facebook_ads",
            {"auth": {"access_token": "VALUE", "user_access_token": "${env:B}"}},
            {"/auth/user_access_token": "facebook_ads.user_access_token.exclusive"},
        ),
        ("salesforce", {"config": {"password": "VALUE"}}, {"/config/password": "salesforce.password.sunset"}),
    ],
)
def test_keys_are_judged_where_their_values_are_references(write, validate, value, service, fields, found):
    """A key that is wrong with any value is found, even if its value is an unresolved reference."""
    body = {"group_id": "g", "service": service, "config": {"schema": "s", **fields.get("config", {})}}
    path = write(json.loads(json.dumps({**fields, **body}).replace("VALUE", value)))

    assert found == {each["pointer"]: each["rule"] for each in validate(path) if each["rule"] != "file.secret"}


@pytest.mark.parametrize(
    ("fields", "rules"),
    [
        ({"networking_method": "${env:WAY}", "private_link_id": "p"}, []),
        ({"networking_method": "Directly", "private_link_id": "p"}, ["private_link_id.method"]),
        ({"data_delay_sensitivity": "${env:HOW}", "data_delay_threshold": 5}, []),
        ({"sync_frequency": "${env:OFTEN}", "daily_sync_time": "14:00"}, []),
        ({"config": {"connection_type": "${env:WAY}", "tunnel_host": "t"}}, []),
        ({"service": "share_point", "config": {"table": "t", "is_single_table_mode": "${env:ONE}"}}, []),
        ({"service": "share_point", "config": {"table": "t"}}, ["share_point.table.magic_folder"]),
    ],
)
def test_a_value_beside_a_reference_is_no_mistake(write, validate, fields, rules):
    """A rule about a value that needs one value of another key is silent where that is an unresolved reference."""
    names = {"schema": "s"} if "service" in fields else {"schema_prefix": "s", "host": "h"}
    config = {**names, **fields.get("config", {})}
    path = write({"group_id": "g", "service": "postgres", **fields, "config": config})

    assert rules == [each["rule"] for each in validate(path)]


def test_values_of_the_environment_are_shown_on_request(write, monkeypatch):
    """Values of references are masked; `show_values` shows a variable in a field of no secret, if its name is none."""
    for name in ("HOST", "DB_PASSWORD"):
        monkeypatch.setenv(name, f"value of {name}")
    config = {"schema_prefix": "s", "host": "${env:HOST}", "user": "${env:DB_PASSWORD}", "password": "${env:HOST}"}
    others = {
        "database": f"${{file:{write('value of a file', 'f')}}}",
        "slot": '${command:["echo", "value of a command"]}',
    }
    path = write({"group_id": "g", "service": "postgres", "config": {**config, **others}})

    (masked,), (shown,) = (load(path, show_values=show, allow_commands=True) for show in (False, True))

    assert "value of" not in repr(masked.body)
    assert "value of a" not in repr(shown.body)
    assert 1 == repr(shown.body).count("value of HOST")
    assert "DB_PASSWORD" not in repr(shown.body)


def test_both_values_of_a_difference_are_masked(write, monkeypatch):
    """A plan shows a reference as it is written, and a mask for the old value; names and tables it shows."""
    for name in ("NAME", "A", "IDS"):
        monkeypatch.setenv(name, "5;6")
    write("plain,b\nx,y\n", "b.csv")
    config = (
        'host: "p-${env:A}", url: "https://u:hush@h/", plain: "${plain}", list: ["1", "${env:A}"], '
        'headers: [{name: n, value: hush}], advertisers: "${env:IDS}"'
    )
    path = write(rows(config, service="pinterest_ads", name="${env:NAME}"))
    (declared,) = load(path, unchecked=["pinterest_ads"])

    def shown(pointer: str, old: Any = "old") -> tuple[Any, Any]:
        new: Any = declared.body
        for key in pointer.split("/")[1:]:
            new = new[int(key) if key.isdecimal() else key]
        return declared.shown(pointer, old, new)

    assert ("old", "5;6") == shown("/config/schema")
    assert ("old", "x") == shown("/config/plain")
    assert ("***", "p-${env:A}") == shown("/config/host")
    assert (None, "p-${env:A}") == shown("/config/host", None)
    assert ("***", ["1", "${env:A}"]) == shown("/config/list", ["1", "2"])
    assert ("***", "${env:A}") == shown("/config/list/1")
    assert ("old", "1") == shown("/config/list/0")
    assert ("***", "${env:IDS}") == shown("/config/advertisers", ["5"])
    assert ("***", "${env:IDS}") == shown("/config/advertisers/1")
    assert ("***", "***") == shown("/config/url", "https://u:old@h/")
    assert ([{"value": "***"}], [{"name": "n", "value": "***"}]) == shown("/config/headers", [{"value": "old"}])
    assert (True, "5;6") == declared.shown("/tables/schemas/s", True, "5;6")


# --- groups by name

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
    """The body has the id of the named group, which needs the groups; that of an entry replaces the defaults'."""
    monkeypatch.setenv("GROUP", "Sales")

    first, second = load(write(NAMED), groups=groups(amber_kettle="Sales", other="Other"))
    (found,) = problems(write(NAMED))

    assert ("amber_kettle", "a") == first.key
    assert {"group_id": "amber_kettle", "service": "pinterest_ads", "config": {"schema": "a"}} == first.body
    assert ("lime_pear", "b") == second.key
    assert "The groups of the account are needed: load(..., groups=fivetran.groups.list()) in Python." == found.message


@pytest.mark.parametrize(
    ("entry_of", "message"),
    [
        ("group_name: Sales", "Several groups have the name Sales: write group_id, one of a, b."),
        ("group_name: Markting", "The account has no group Markting; did you mean Marketing?"),
        ("group_name: x", "The account has no group x; see `groups`."),
        ("group_name: 5", "Write group_name as text, without a group_id beside it."),
        ("group_name: Marketing\n    group_id: c", "Write group_name as text, without a group_id beside it."),
        ("group_name: '${env:NOT_SET}'", "Set the environment variable NOT_SET: this value is taken from it."),
    ],
)
def test_a_name_that_is_not_of_one_group_is_refused(write, entry_of, message):
    """An unknown name, one of two groups, and one beside an id are errors at the line of the name."""
    text = f"version: 1\nconnections:\n  - {entry_of}\n    service: pinterest_ads\n    config: {{schema: a}}\n"

    (found,) = problems(write(text), groups=groups(a="Sales", b="Sales", c="Marketing"))

    assert (message, 3) == (found.message, found.line)


def test_two_entries_share_the_rows_of_one_file(write):
    """A CSV file that two entries name is read for both."""
    write("brand\na\n", "b.csv")
    one = "  - {for_each: {csv: b.csv}, group_id: g, service: pinterest_ads, config: {schema: '%s_${brand}'}}\n"

    loaded = load(write("version: 1\nconnections:\n" + one % "x" + one % "y"))

    assert ["x_a", "y_a"] == [each.schema for each in loaded]


def test_doubles_are_found_by_name_and_by_id(write, validate):
    """Two connections of one name are doubles before the id is known, and a name and its id once it is."""
    text = entry("{for_each: [{n: 1}, {n: 2}], group_name: Sales, service: s, config: {schema: a}}")
    path = write(text + "  - {group_id: amber, service: s, config: {schema: a}}\n")

    assert [] == validate(write(NAMED, "named.yaml"))
    assert ["file.duplicate"] == [each["rule"] for each in validate(path)]
    assert ["file.duplicate"] * 2 == [each.rule for each in problems(path, groups=groups(amber="Sales"))]


# --- findings and secrets


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
    path = write(
        {"group_id": "g", "service": "s3", "config": {"schema": "s", "table": "t", "bucket": "b", "role_arn": text}}
    )

    if severity == "error":
        assert [severity] == [each.severity for each in problems(path) if each.rule.endswith(".masked")]
    else:
        assert load(path)
    if severity == "warning":
        assert ["file.masked"] == [each.rule for each in problems(path, strict=True)]


@pytest.mark.parametrize(
    ("secret", "places"),
    [("hush-hush", ["/config/password"]), ("${env:PASSWORD}", []), ("p-${env:PASSWORD}", []), ("", []), ("******", [])],
)
def test_a_literal_secret_is_reported(write, validate, secret, places):
    """A secret in clear text is a warning with the reference to write instead, an error if strict, and not shown."""
    path = write(f"group_id: g\nservice: postgres\nconfig: {{schema_prefix: s, password: '{secret}'}}\n")

    for severity, options in (("warning", ()), ("error", ("--strict",))):
        found = [each for each in validate(path, *options) if each["rule"] == "file.secret"]
        assert [(place, severity) for place in places] == [(each["pointer"], each["severity"]) for each in found]
        assert all("${env:PASSWORD}" in each["message"] and "hush" not in repr(each) for each in found)


@pytest.mark.parametrize(
    ("service", "config"),
    [
        ("connector_sdk", {"secrets_list": [{"key": "API_KEY_NAME", "value": "${env:A}"}]}),
        ("google_ads", {"reports": [{"table": "t", "config_type": "c", "report_type": "r", "fields": ["f"]}]}),
        ("s3", {"table": "t", "bucket": "b", "external_id": "e"}),
        ("microsoft_entra_id", {"client_id": "cid", "client_secret": "${env:A}"}),
    ],
)
def test_a_body_that_was_sent_elsewhere_is_valid(write, monkeypatch, service, config):
    """Names of secrets, ids of clients, and fields that recorded or official creates have are no findings."""
    monkeypatch.setenv("A", "a")

    assert load(write({"group_id": "g", "service": service, "config": {"schema": "s", **config}}), strict=True)


def test_numbers_and_truth_values_in_quotes_are_warnings(write, validate):
    """The API takes them as text, so they are converted as cells are; strict checks refuse them."""
    text = 'group_id: g\nservice: postgres\npaused: "True"\nsync_frequency: "{}"\n'
    text += 'config: {{schema_prefix: x, host: h, port: "5432"}}\n'
    path = write(text.format(15))
    pointers = ["/config/port", "/paused", "/sync_frequency"]

    (declared,) = load(path)
    assert {
        "paused": True,
        "sync_frequency": 15,
        "config": {"schema_prefix": "x", "host": "h", "port": 5432},
    }.items() <= (declared.body.items())
    assert pointers == sorted(each["pointer"] for each in validate(path) if each["severity"] == "warning")
    assert pointers == sorted(each.pointer for each in problems(path, strict=True))
    wrong = {each.pointer: each.message for each in problems(write(text.format("7")))}
    assert wrong["/sync_frequency"].startswith("sync_frequency has to be 1, 5, 15")
    assert wrong["/sync_frequency"].endswith('The value is "7".')
    assert ["/sync_frequency"] == [each.pointer for each in problems(write(text.format("[15]")))]


@pytest.mark.parametrize(
    ("config", "is_quoted"),
    [
        ("schema_prefix: Hush-x", True),
        ("schema_prefix: x, passwrod: hush", False),
        ("schema_prefix: x, password: [hush]", False),
        ("schema_prefix: x, port: https://u:hush@h/", False),
    ],
)
def test_a_finding_has_the_value_unless_it_may_be_a_secret(write, validate, config, *, is_quoted):
    """The value of a field without secrets is quoted; that of a secret, a misspelt key and a URL's password is not."""
    path = write(f"group_id: g\nservice: postgres\nconfig: {{{config}}}\n")
    text = " ".join(each["message"] for each in validate(path)).lower()

    assert is_quoted == ("hush" in text)


# --- policies for tables


def test_a_policy_for_tables_is_judged_as_a_schema_update(write):
    """Misspelt keys and wrong values of a policy are found before anything is sent; `enabled` may be left out."""
    policy = """\
group_id: g
service: s
config: {schema: x}
tables:
  schema_change_handling: ALOW_ALL
  exclusiv: true
  schemas:
    "*": {enabled: false}
    s: {enabeld: true, tables: {t: {enabled: "maybe", row_filter: {}, columns: {c: {hashed: null}, d: {hash: true}}}}}
    o: 1
"""
    found = problems(write(entry(policy)))

    handling = "schema_change_handling has to be ALLOW_ALL, ALLOW_COLUMNS or BLOCK_ALL. Did you mean ALLOW_ALL?"
    handling += ' The value is "ALOW_ALL".'
    assert {
        "/connections/0/tables/schema_change_handling": handling,
        "/connections/0/tables/exclusiv": "exclusiv is not a field of tables: did you mean exclusive?",
        "/connections/0/tables/schemas/*": (
            "* is no name: name each part, let exclusive disable the others, or schema_change_handling block new ones."
        ),
        "/connections/0/tables/schemas/s/enabeld": "enabeld is not a field of s: did you mean enabled?",
        "/connections/0/tables/schemas/o": "o has to be an object, not a number. The value is 1.",
        "/connections/0/tables/schemas/s/tables/t/enabled": (
            'enabled has to be true or false, not text. The value is "maybe".'
        ),
        "/connections/0/tables/schemas/s/tables/t/row_filter": (
            "Remove row_filter: no plan changes the rows that are synced. Set it in Fivetran, which keeps it."
        ),
        "/connections/0/tables/schemas/s/tables/t/columns/d/hash": "hash is not a field of d: did you mean hashed?",
    } == {each.pointer: each.message for each in found}


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
    assert "BLOCK_ALL" in str(policies[0])


# --- the schema for editors


def test_the_schema_of_a_file_accepts_what_is_loaded():
    """The JSON Schema for editors accepts bodies and sets with references, nulls and own keys, and refuses mistakes."""
    validator = jsonschema.Draft202012Validator(file_schema())
    connection = {"for_each": {"csv": "a.csv"}, "config": {"schema": "${a}", "advertisers": ["${id}"]}}
    defaults = {"service": "pinterest_ads", "sync_frequency": "${env:N}", "paused": None, "ignore_changes": ["/paused"]}
    table = {"enabled": "${a}", "sync_mode": "HISTORY", "columns": {"c": {"hashed": True}}}
    tables = {"schema_change_handling": "BLOCK_ALL", "exclusive": True, "schemas": {"s": {"tables": {"t": table}}}}
    good: dict[str, Any] = {"version": 1, "defaults": defaults, "connections": [{**connection, "tables": tables}]}
    one = {"service": "pinterest_ads", "config": {"schema": "s"}}

    validator.check_schema(file_schema())
    for each in (
        good,
        {**good, "protect": [{"schema": "prod_*"}, {"group": "g", "service": "s"}]},
        {**good, "defaults": {"group_name": "Sales"}},
        {"group_name": "Sales", **one},
        {"group_id": "g", **one, "paused": "${env:P}"},
    ):
        validator.validate(each)
    for bad in (
        {**good, "version": 2},
        {**good, "protect": [{}]},
        {**good, "protect": [{"schemas": "s"}]},
        {**good, "more": 1},
        {"group_name": "Sales", "group_id": "g", **one},
        one,
        {**good, "connections": [{"tables": {"exclusive": "no"}}]},
        {**good, "connections": [{"tables": {"is_type_locked": True}}]},
        {**good, "connections": [{"tables": {"schemas": {"s": {"tables": {"t": {"row_filter": {}}}}}}}]},
        {**good, "connections": [{"tables": {"schemas": {"s": {"tables": {"t": {"hashed": True}}}}}}]},
        {**good, "connections": [{"service": "pinterest_ads", "sync_frequency": 7}]},
        {"group_id": "g", **one, "paused": 5},
    ):
        assert not validator.is_valid(bad), bad


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
    client = {"client_id": "c", "client_secret": "s"}
    for auth in ({"access_token": "t"}, {"client_access": client}):
        validator.validate({"version": 1, "connections": [{"service": "facebook_ads", "auth": auth}]})


@pytest.mark.parametrize(
    ("secret", "named"),
    [
        ("${env:SHOPIFY}", {"config": {"schema": "s_${env:SHOPIFY}"}}),
        ("${file:token.txt}", {"config": {"schema": "${file:../set/token.txt}"}}),
        ('${command:["vault"]}', {"group_name": '${command:["vault"]}', "config": {"schema": "a"}}),
        ("x", {"config": {"schema": "s_${env:SHOPIFY_SECRET}"}}),
        ("x", {"config": {"schema": "s_${env:SHOPIFY}", "headers": [{"value": "${env:SHOPIFY}"}]}, "service": "new"}),
        ("x", {"config": {"schema": "a"}, "tables": {"schemas": {"${env:API_KEY}": {"enabled": True}}}}),
        ("x", {"config": {"schema": "a"}, "tables": {"schemas": {"https://u:hush@h": {"enabled": True}}}}),
        ("x", {"config": {"schema": "${env:ADDRESS}"}}),
    ],
)
def test_a_secret_is_never_a_part_of_a_name(write, monkeypatch, secret, named):
    """A secret reference, or a URL with a password, is refused in a name, and no value shows."""
    monkeypatch.setenv("ADDRESS", "https://u:hush@h")
    for name in ("SHOPIFY", "SHOPIFY_SECRET", "API_KEY"):
        monkeypatch.setenv(name, "hush")
    group = {} if "group_name" in named else {"group_id": "g"}
    entries = [{"service": "pinterest_ads", **group, **named}]
    path = write({"version": 1, "connections": entries}, "set/a.yaml")
    write("hush", "set/token.txt")
    other = {"group_id": "g", "service": "postgres", "config": {"schema_prefix": "b", "host": "h", "password": secret}}
    write({"version": 1, "connections": [other]}, "set/b.yaml")

    with pytest.raises(InvalidFiles) as refused:
        load(path.parent, allow_commands=True)

    assert "is a secret, and every plan shows this name in clear text" in str(refused.value)
    assert "hush" not in str(refused.value)
