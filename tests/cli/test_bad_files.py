"""Invalid files: each is refused in one sentence with the place, and without a traceback."""

import re

import pytest

TIGHT = '{"group_id": "g", "service": "pinterest_ads", "config": {"schema": "s"}}'

TENFOLD = [(n, ", ".join([f"*a{n - 1}"] * 10)) for n in range(1, 9)]
ALIASES = "a0: &a0 [1, 1]\n" + "".join(f"a{n}: &a{n} [{aliases}]\n" for n, aliases in TENFOLD)
MERGES = "a0: &a0 {x: 1, y: 2}\n" + "".join(f"a{n}: &a{n} {{<<: [{aliases}]}}\n" for n, aliases in TENFOLD)

# What stands in the file, then rule, pointer, line and a part of the sentence.
YAML = {
    "nothing": ("", "file.empty", "", None, "The file is empty"),
    "blanks": (" \n\t\n", "file.empty", "", None, "The file is empty"),
    "only a comment": ("# later\n", "file.empty", "", None, "The file is empty"),
    "an explicit null": ("---\n", "file.empty", "", None, "The file is empty"),
    "a list": ("- group_id: g\n", "file.mapping", "", None, "The file holds a list"),
    "a word": ("pinterest_ads\n", "file.mapping", "", None, "The file holds a single value"),
    "an open bracket": ("config: [1\n", "file.yaml", "", 2, "The file is not YAML: expected ',' or ']'"),
    "a tab": ("config:\n\tschema: s\n", "file.yaml", "", 2, "indented with a tab"),
    "a control character": ("a: \x07\n", "file.yaml", "", None, "The file is not YAML: unacceptable character"),
    "two documents": ("a: 1\n---\na: 2\n", "file.yaml", "", 2, "more than one document"),
    "an unknown alias": ("a: *b\n", "file.yaml", "", 1, "an unquoted * refers to an anchor"),
    "a tag of nobody's": ("a: !b!c d\n", "file.yaml", "", 1, "an unquoted ! begins a tag"),
    "a tag of Python's": ("config: !!python/name:os.system\n", "file.yaml", "/config", 1, "Leave the tag out"),
    "a tag of bytes": ("paused: !!binary aGk=\n", "file.yaml", "/paused", 1, "Leave the tag out"),
    "a tag on a list": ("paused: !!int [1]\n", "file.yaml", "/paused", 1, "Leave the tag out"),
    "a tag on a mapping": ("a: !!bool {b: 1}\n", "file.yaml", "/a", 1, "Leave the tag out"),
    "a misspelt key": ("pass word: 0123\n", "file.quotes", "/pass word", 1, "Write the value in quotes"),
    "a number as a key": ("config:\n  1: x\n", "file.yaml", "/config", 2, "Write the key 1 in quotes"),
    "a word that is a boolean as a key": ("on: x\n", "file.yaml", "", 1, "Write the key on in quotes"),
    "a list as a key": ("? [a]\n: b\n", "file.yaml", "", 1, "Write the key of this mapping in quotes"),
    "a key twice": ("config:\n  a: a\n  b: b\n  a: b\n", "file.duplicate_key", "/config/a", 4, "line 2 and in line 4"),
    "a key twice in one line": ("config: {a: a, a: b}", "file.duplicate_key", "/config/a", 1, "both in line 1"),
    "a time": ("daily_sync_time: 14:00\n", "file.quotes", "/daily_sync_time", 1, "YAML reads it as a number."),
    "an octal number": ("paused: 0123\n", "file.quotes", "/paused", 1, "reads it as a number. The value is 0123."),
    "a date": ("paused:\n- 2026-01-01\n", "file.quotes", "/paused/0", 2, "YAML reads it as a date."),
    "a word for true": ("paused: Yes\n", "file.quotes", "/paused", 1, "Write true or false, or the value in quotes"),
    "a word for false": ("paused: NO\n", "file.quotes", "/paused", 1, "YAML 1.2 as text."),
    "a bare exponent": ("paused: 1.5e3\n", "file.quotes", "/paused", 1, "Write the value in quotes, or all its digits"),
    "an octal number of YAML 1.2": ("paused: 0o17\n", "file.quotes", "/paused", 1, "YAML 1.2 as a number"),
    "no number": ("paused: .nan\n", "file.quotes", "/paused", 1, "Write the value in quotes"),
    "a tag that does not fit": ("paused: !!int x\n", "file.quotes", "/paused", 1, "and without a tag"),
    "an alias that holds itself": ("a: &a\n  b: *a\n", "file.size", "", None, "does an alias contain itself?"),
    "too many levels": ("a: " + "[" * 600, "file.size", "", None, "nested deeper than any set of connections"),
    "aliases that hold each other": (ALIASES, "file.size", "", None, "larger or nested deeper"),
    "merges that hold each other": (MERGES, "file.size", "", None, "larger or nested deeper"),
    "a number without end": ("a: " + "9" * 5000, "file.yaml", "", 1, "a value is not valid for its type"),
    "bytes that are no text": (b"a: \xff\n", "file.encoding", "", None, "not text in UTF-8: see byte 4"),
}

JSON = {
    "an open brace": ('{\n"a": 1', "file.json", "", 2, "The file is not JSON: Expecting ',' delimiter (line 2"),
    "a trailing comma": ('{"a": 1,}', "file.json", "", 1, "The file is not JSON"),
    "no number": ('{"a": NaN}', "file.json", "", None, "The file holds NaN"),
    "a number without end": ('{"a": ' + "9" * 5000 + "}", "file.json", "", None, "number of 5,000 digits is too long"),
    "a list": ("[]", "file.mapping", "", None, "The file holds a list"),
    "null": ("null", "file.empty", "", None, "The file is empty"),
    "a key twice": ('{\n"a": {"b": 1},\n"a": {"b": [{}]}\n}', "file.duplicate_key", "/a", 3, "in line 2 and in line 3"),
    "too many levels": ('{"a": ' + "[" * 1500 + "]" * 1500 + "}", "file.size", "", None, "nested deeper than any set"),
}


@pytest.mark.parametrize(
    ("name", "content", "rule", "pointer", "line", "part"),
    [
        *(pytest.param("c.yaml", *row, id=f"YAML, {name}") for name, row in YAML.items()),
        *(pytest.param("c.json", *row, id=f"JSON, {name}") for name, row in JSON.items()),
    ],
)
def test_names_the_trouble_and_its_place(run, write, name, content, rule, pointer, line, part):
    """An invalid file is refused in one sentence with its place, in text and in JSON."""
    path = write(content, name)

    (violation,) = run("validate", "--output", "json", path).data["violations"]
    ran = run("validate", path)

    assert str(path) == violation["file"]
    assert pointer == violation["pointer"]
    assert rule == violation["rule"]
    assert part in violation["message"]
    place = re.escape(str(path)) + (rf":{line}:\d+" if line else "")
    assert 3 == ran.status
    assert re.fullmatch(f"{place}: error: .*\n", ran.out)


def test_names_everything_that_yaml_reads_two_ways(run, write):
    """Each value that YAML 1.1 and 1.2 read differently is reported, not only the first."""
    path = write("daily_sync_time: 14:00\nconfig:\n  advertisers: [0123, 1_000, +5, 0x1F]\n")

    found = run("validate", "--output", "json", path).data["violations"]

    expected = ["/daily_sync_time", *(f"/config/advertisers/{index}" for index in range(4))]
    assert expected == [violation["pointer"] for violation in found]


@pytest.mark.parametrize("value", ["0123", "2026-01-01", "!hunter2 x", "*hunter2", "!hunter2!x y", "1e23"])
def test_repeats_no_secret(run, write, value):
    """An unquoted secret is reported by its place or line, without its value."""
    path = write(f"config:\n  schema: s\n  password: {value}\n")

    place, _, said = run("validate", path).out.partition(": error: ")

    assert place.startswith(f"{path}:3:")
    assert not any(part in said for part in ("0123", "83", "2026", "hunter2", "1e23"))


def test_names_a_path_that_cannot_be_read(run, tmp_path, monkeypatch):
    """A missing file, a loop, an empty or closed folder, and too long a name are findings with the reason."""
    loop = tmp_path / "loop.yaml"

    assert "There is no YAML or JSON file in this folder." in run("validate", tmp_path).out
    loop.symlink_to(loop)
    assert "The file cannot be read: " in run("validate", loop).out
    assert "error: There is no such file.\n" in run("validate", tmp_path / "none.yaml").out
    assert "cannot be read: File name too long." in run("validate", tmp_path / ("x" * 300)).out

    def closed(folder):
        raise PermissionError(13, "Permission denied", str(folder))

    monkeypatch.setattr("pathlib.Path.iterdir", closed)
    ran = run("validate", tmp_path)
    said = "error: The path cannot be read: Permission denied."
    assert (3, f"{tmp_path}: {said}\n", "") == ran


@pytest.mark.parametrize(
    ("name", "content"),
    [
        pytest.param("c.json", TIGHT, id="JSON by its name"),
        pytest.param("c.txt", TIGHT, id="JSON by its first character"),
        pytest.param("c.yaml", TIGHT.replace('":', '": '), id="JSON in YAML"),
        pytest.param("c.txt", "group_id: g\nservice: pinterest_ads\nconfig: {schema: s}\n", id="YAML by default"),
        pytest.param("c.yml", b"\xef\xbb\xbfgroup_id: g\nservice: github\nconfig: {schema: s}", id="a byte order mark"),
        pytest.param(
            "c.yaml",
            "group_id: g\nservice: tiktok_ads\nconfig:\n  schema: s\n"
            "  custom_reports: [&r {table_name: 'no', aggregate: ~}, {<<: *r, report_type: '1e3'}]\n",
            id="an anchor that is merged",
        ),
    ],
)
def test_reads_what_is_json_or_yaml(run, write, name, content):
    """The file's name decides between JSON and YAML, and without an ending the first character."""
    path = write(content, name)

    assert (0, f"{path}: valid\n", "") == run("validate", path)


def test_reads_standard_input(run):
    """A hyphen as path means standard input."""
    assert (0, "<stdin>: valid\n", "") == run("validate", "-", stdin=TIGHT.encode())


def test_says_that_there_is_no_standard_input(run, monkeypatch):
    """A closed standard input is reported."""
    monkeypatch.setattr("io.TextIOWrapper", lambda _: None)

    assert "standard input is closed" in run("validate", "-").out


def test_shows_what_no_encoding_has_bytes_for(run, write):
    """A key with an unpaired surrogate is printed escaped."""
    ran = run("validate", write('{"\\ud800": 1, "\\ud800": 2}', "c.json"))

    assert 3 == ran.status
    assert "/\\ud800" in ran.out
