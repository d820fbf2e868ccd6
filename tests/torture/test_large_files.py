"""Small files with large costs: each is read in linear time, in bounded memory, and with a bounded output."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from fivetran_connections.__main__ import main as connections
from fivetran_connections._api.difference import comparisons
from fivetran_connections.code import Memory
from fivetran_connections.code.memory import AccountId
from fivetran_connections.code.reading.documents import expand
from fivetran_connections.code.reading.files import files_of, read, read_table
from fivetran_connections.code.reading.loading import Loaded, load_files
from fivetran_connections.code.reading.source import Unreadable
from fivetran_mock.__main__ import main

from .._cases import slow_after
from .._work import at_most


@pytest.fixture
def loaded(tmp_path: Path) -> Callable[[str, str], Loaded]:
    """Return a function that loads a file with a text."""

    def load(name: str, text: str) -> Loaded:
        path = tmp_path / name
        path.write_text(text, "utf-8")
        return load_files([str(path)], lookup=None)

    return load


@pytest.mark.parametrize(
    ("name", "text"),
    slow_after(
        1,
        [
            ("unknown.json", json.dumps({"version": 1, "connections": [{"no": 1, "paused": "true"}] * 400}, indent=1)),
            ("no.yaml", "- no\n" * 8_000),
            ("octal.yaml", "a:\n" + "- 1_0\n" * 5_000),
            ("twice.json", "{" + ",\n".join(['"a": 1'] * 8_000) + "}"),
            ("line.json", '{"pad": "' + "x" * 3_000_000 + '", ' + ", ".join(['"a": 1'] * 40_000) + "}"),
        ],
    ),
)
def test_many_problems_take_linear_time_and_a_bounded_output(loaded, name, text):
    """A file with thousands of problems shows 1,000, and the number of the others."""
    with at_most(calls=10_000_000):
        found = loaded(name, text).findings

    assert 1001 == len(found)
    assert ("error", True) == (found[-1].severity, found[-1].message.endswith("correct these first, and check again."))


@pytest.mark.parametrize("order", [1, -1])
def test_long_lists_of_objects_are_compared_in_linear_time(order):
    """Lists of thousands of objects are equal in the same order, and compared by position in another one."""
    items = [{"name": f"n{number}", "fields": ["a", "b"]} for number in range(4_000)]

    with at_most(calls=2_000_000):
        found = [*comparisons({"config": {"reports": items}}, {"config": {"reports": items[::order]}})]

    assert (order == -1) == bool(found)


def test_long_keys_are_not_multiplied_by_what_is_below_them(loaded):
    """A key of 400 KB above 1,000 values is refused, and messages show a part of a long key."""
    long = "k" * 400_000
    (refused,) = loaded("deep.json", json.dumps({long: [1] * 1_000})).findings
    shown = loaded("flat.json", json.dumps({long: 1})).findings

    assert refused.rule == "file.size"
    assert sum(len(str(each)) for each in shown) < 5_000


@pytest.mark.slow
def test_rows_times_keys_are_counted_before_they_are_expanded(tmp_path):
    """A table of 3,000 rows with 2,000 keys each is refused, as are defaults of 2,000 keys of 3,000 entries."""
    (tmp_path / "rows.csv").write_text("n\n" + "x\n" * 3_000)
    config = {f"k{number}": "${n}" for number in range(2_000)}
    rows, entries = tmp_path / "rows.json", tmp_path / "entries.json"
    rows.write_text(json.dumps({"version": 1, "connections": [{"for_each": {"csv": "rows.csv"}, "config": config}]}))
    entries.write_text(json.dumps({"version": 1, "defaults": {"config": config}, "connections": [{}] * 3_000}))

    for path in (rows, entries):
        with pytest.raises(Unreadable, match="more than 1,000,000 values"):
            expand(read(str(path)))
        assert ["file.size"] == [each.rule for each in load_files([str(path)], lookup=None).findings]


@pytest.mark.slow
def test_a_table_has_a_bounded_number_of_columns_and_cells(tmp_path):
    """A header of 100,000 columns is read in linear time; a table with too many cells is refused while it is read."""
    path = tmp_path / "table.csv"
    path.write_text(",".join(f"c{number}" for number in range(100_000)) + "\n")

    with at_most(calls=250_000):
        assert 100_000 == len(read_table(str(path)).columns)
    path.write_text("c\n" + "x\n" * 600_000)
    with pytest.raises(Unreadable, match="more than 1,000,000 cells"):
        read_table(str(path))


def test_a_text_is_not_multiplied_by_its_references(loaded, tmp_path):
    """A text in which a long cell stands 1,000 times is refused, and 100,000 escaped marks are read at once."""
    (tmp_path / "long.csv").write_text("n\n" + "x" * 10_000 + "\n")
    body = {"for_each": {"csv": "long.csv"}, "service": "postgres", "config": {"host": "${n}" * 1_000}}
    assert ["file.cell"] == [
        each.rule for each in loaded("l.json", json.dumps({"version": 1, "connections": [body]})).findings
    ]
    assert loaded("marks.json", json.dumps({"service": "$${" * 100_000})).findings


def test_a_folder_with_links_to_itself_ends(tmp_path):
    """A folder is visited once, and a file is read once, under however many names."""
    (tmp_path / "a.yaml").write_text("version: 1\nconnections: []\n")
    for name in ("one", "two", "a-link.yaml"):
        (tmp_path / name).symlink_to("a.yaml" if "." in name else ".")

    assert [str(tmp_path / "a-link.yaml")] == list(files_of([str(tmp_path), str(tmp_path / "a.yaml"), str(tmp_path)]))


@pytest.mark.deep
def test_folders_within_folders_are_one_set(tmp_path):
    """Folders nested deeper than Python's stack are read."""
    here, made = Path.cwd(), 0
    os.chdir(tmp_path)
    try:
        while made < 1_500:
            Path("d").mkdir()
            os.chdir("d")
            made += 1
        Path("a.yaml").write_text("version: 1\nconnections: []\n")
        assert len([*files_of([str(tmp_path)])]) == 1
    finally:
        Path("a.yaml").unlink(missing_ok=True)
        for _ in range(made):  # or the next run of pytest fails: its stack is too short to remove them
            os.chdir("..")
            Path("d").rmdir()
        os.chdir(here)


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [pytest.param("many.yaml", "- a\n" * 1_000_001, "more than 1,000,000 values", marks=pytest.mark.deep)],
)
def test_a_seed_has_a_bounded_number_of_values(tmp_path, capsys, name, text, says):
    """A seed with too many values is refused before they are made."""
    (tmp_path / name).write_text(text)

    with at_most(calls=10_000_000):
        assert main(["serve", "--seed-file", str(tmp_path / name)])
    assert says in capsys.readouterr().err


@pytest.mark.deep
def test_equal_names_of_an_import_are_numbered_in_linear_time(tmp_path):
    """A Terraform state of 4,000 connections with one name becomes as many files."""
    values = {
        "group_id": "g",
        "service": "postgres",
        "destination_schema": {"prefix": "same"},
        "config": {"password": "p"},
    }
    found = [{"type": "fivetran_connector", "values": {**values, "id": str(number)}} for number in range(4_000)]
    (tmp_path / "state.json").write_text(json.dumps({"values": {"root_module": {"resources": found}}}))

    with at_most(calls=20_000_000):
        assert 0 == connections(["import", "--from-terraform", str(tmp_path / "state.json"), "-o", str(tmp_path / "o")])
    assert 4_000 == len(list((tmp_path / "o").iterdir()))


def test_a_merge_of_many_lines_takes_linear_time(tmp_path):
    """A memory with 20,000 lines of one connection, which all differ, is read, and all are pending."""
    account = AccountId("mock", "https://api.example.com")
    names = {"group_id": "g", "schema": "s", "service": "postgres", "key": "k", "id": "x"}
    lines = [{**names, "values": {f"/config/k{number}": ["0", "sent"]}} for number in range(20_000)]
    header = {"memory": 3, "account": "mock", "address": account.address, "salt": "00"}
    (tmp_path / "m.jsonl").write_text("".join(f"{json.dumps(line)}\n" for line in (header, *lines)))

    with at_most(calls=4_000_000):
        memory = Memory(tmp_path / "m.jsonl", account=account, api_secret="secret")

    assert 1 == memory.foreign
