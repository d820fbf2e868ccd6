"""On a terminal of any width, what a user reads or copies is whole; read from a pseudo-terminal."""

import csv
import json
import re
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len

from fivetran_connections.cli.layout import laid_out
from fivetran_connections.cli.output import print_line
from fivetran_mock import Fault, FivetranMock

from .conftest import Run, Serve, Terminal

pytestmark = pytest.mark.posix("pseudo-terminals")

Ready = Callable[..., list[str]]
LONG = "a_name_of_forty_two_characters_as_some_are"
NAMES = {"short": ("amber_kettle", "brand_eu"), "long": (LONG, LONG[::-1]), "longest": ("g" * 200, "h" * 200)}
ON_EACH = [f"{name} --schema *" for name in ("errors", "tables", "test", "sync", "connect-card", "get")]
ROWS = ["list", "status", "groups", "memory show", "services", "services show snowflake_db", *ON_EACH[:-1]]
LINES = [ON_EACH[-1], "rules", "doctor", "plan {file}", "apply --yes --show-links {file}", "show {saved}"]
COPIED = {"id", "group_id", "schema", "link", "pointer", "file", "field", "service", "source", "found", "setup_state"}
"""Keys of JSON whose values a user reads or copies, also where no columns are printed."""
MAY_GO = {"update_state", "failed_at", "succeeded_at", "service"}


@pytest.fixture
def ready(serve: Serve, run: Run, tmp_path: Path) -> Ready:
    """Return a function that serves a new mock with connections of these names, and returns the words of a command."""

    def prepared(command: str, names: str) -> list[str]:
        group, schema = NAMES[names]
        one = {"group_id": group, "service": "pinterest_ads", "paused": False, "config": {"schema": schema}}
        two = {"group_id": "azure", "service": "google_ads", "config": {"schema": schema[2:]}}
        groups = [{"id": group, "name": "中文 👩‍💻"}, {"id": "azure", "name": "Azure"}]
        mock = serve(FivetranMock())
        mock.seed(groups=groups, connections=[one, two])
        item = {"type": "broken", "title": "No", "message": "Denied, for a reason that is told at length." * 3}
        tables = {"schemas": {schema: {"tables": {f"table_{number}": {"enabled": True} for number in range(12)}}}}
        for operation, data in (("list_connection_errors", {"items": [item]}), ("get_schema_config", tables)):
            mock.add_fault(Fault(operation=operation, status=200, body={"code": "Success", "data": data}))
        card = {"run_setup_tests": False, "connect_card_config": {"redirect_uri": "https://a.example"}}
        declared = [{**one, "sync_frequency": 60}, {**two, "config": {"schema": schema[1:]}, **card}]
        file, saved = tmp_path / f"{names}.json", tmp_path / f"{names}.plan"
        file.write_text(json.dumps({"version": 1, "connections": declared}))
        run("apply", "--yes", file) if command == "memory show" else run("plan", "-o", saved, file)
        return command.format(file=file, saved=saved).split()

    return prepared


@pytest.fixture
def shown_on(on_a_terminal: Callable[..., tuple[int, bytes]]) -> Callable[..., str]:
    """Return a function that runs a command on a terminal of a width, and returns its output without colours."""

    def shown(width: int, words: list[str], **more: str) -> str:
        _, output = on_a_terminal(*words, width=width, **more)
        return at_one_address(re.sub(r"\x1b\[[0-9;]*m", "", output.decode().replace("\r\n", "\n")))

    return shown


def at_one_address(text: str) -> str:
    """Return a text with one address for every mock."""
    return re.sub(r"127\.0\.0\.1:\d+", "mock.example", text)


def values_of(data: Any, keys: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield these keys of JSON and their values."""
    for key, value in data.items() if isinstance(data, dict) else enumerate(data):
        if isinstance(value, dict | list):
            yield from values_of(value, keys)
        elif key in keys and value:
            yield str(key), str(value)


@pytest.mark.parametrize("names", ["short", "long", pytest.param("longest", marks=pytest.mark.slow)])
@pytest.mark.parametrize("command", [*ROWS, *LINES])
def test_everything_is_whole_on_a_terminal(ready, run, shown_on, command, names):
    """Each text that a user copies, and each cell of CSV, is whole on a terminal, or its column is left out."""
    wanted = list[tuple[str, str]]()
    keys = COPIED
    if command in ROWS:
        reader = csv.DictReader(at_one_address(run(*ready(command, names), "--output", "csv").out).splitlines())
        cells = [(name, cell.strip("[]{}")) for row in reader for name, cell in row.items()]
        wanted += [(name, part) for name, cell in cells for part in re.split(r" (?=fivetran-connections )", cell)]
        keys = COPIED & {*(reader.fieldnames or ())}
    data = json.loads(at_one_address(run(*ready(command, names), "--output", "json").out))
    wanted += values_of(data, keys)
    for width in (60, 80, 120, 200):
        shown = shown_on(width, ready(command, names))
        left_out = MAY_GO & {*re.findall(r"\w+", shown.rpartition("Left out: ")[2])}

        assert len(wanted) > 1
        assert [] == [(name, value) for name, value in wanted if value not in shown and name not in left_out]


@pytest.mark.parametrize(
    ("width", "environment"),
    [(20, {}), (0, {}), (80, {"TERM": "dumb"}), (80, {"NO_COLOR": "1"}), (80, {"COLUMNS": "none"}), (80, {"TERM": ""})],
)
def test_nothing_is_cut_in_an_odd_terminal(ready, shown_on, width, environment):
    """Ids and the next command are whole without a width, in 20 columns, and in a terminal that can do little."""
    shown = shown_on(width, ready("status", "long"), **environment)

    assert [] == [value for value in NAMES["long"] if value not in shown]
    assert re.search(r"^ *(Run: )?fivetran-connections [a-z-]+ \w+$", shown, re.MULTILINE)


@pytest.mark.parametrize(
    ("encoding", "name"), [("utf-8", "中文 👩‍💻"), ("ascii", r"\u4e2d\u6587 \U0001f469\u200d\U0001f4bb")]
)
def test_columns_are_aligned_by_what_a_terminal_shows(ready, shown_on, encoding, name):
    """Wide characters and escapes count as many columns as they take."""
    lines = shown_on(120, ready("groups", "short"), encoding=encoding).splitlines()

    assert name in lines[1]
    assert 1 == len({cell_len(re.split("created|2026", line)[0]) for line in lines})


COLUMNS = ("id", "group_id", "group_name", "service", "schema", "update_state", "paused", "failed_at", "message")
CELLS = (
    ("abc", "g1", "g1", "s3", "one", "delayed", "true", "", "No reason."),
    ("def", "g2", "g2", "gcs", "two", "on_schedule", "true", "", ""),
)
GOING = ("failed_at", "message", "group_name", "paused", "update_state", "service")


@pytest.mark.parametrize(
    ("gone", "widths"), [*enumerate([(87, 500), (76, 86), (64, 75), (52, 63), (44, 51), (30, 43), (21, 29)])]
)
def test_columns_give_way_in_order(gone, widths):
    """Empty columns leave, texts move below their row, then equal, constant and dispensable columns leave."""
    for width in widths:
        lines = ["".join(text for text, _ in line) for line in laid_out(COLUMNS, CELLS * 250, width)]
        (header,) = [line for line in lines if line.startswith("id  ")]
        rows = [line for line in lines if line.startswith(("abc  ", "def  "))]

        assert [column for column in COLUMNS if column not in GOING[:gone]] == header.split()
        assert 500 == len(rows)
        assert max(map(cell_len, (header, *rows))) <= width
        assert (gone > 1) == ("    No reason." in lines)
        assert (gone > 3) == ("In all rows paused: true" in lines)
        assert ("Left out: " in lines[-1]) == bool(gone)


def test_rows_that_fit_no_table_are_blocks():
    """A block has all that its row has, and what all of several rows have stands once."""
    assert "paused        true" in ["".join(text for text, _ in line) for line in laid_out(COLUMNS, CELLS[:1], 20)]
    lines = ["".join(text for text, _ in line) for line in laid_out(COLUMNS, CELLS, 20)]

    assert lines == [
        "In all rows paused: true",
        *("id            abc", "group_id      g1", "service       s3", "schema        one", "update_state  delayed"),
        *("    No reason.", "", "id            def", "group_id      g2", "service       gcs", "schema        two"),
        "update_state  on_schedule",
        "Left out: group_name (as group_id), failed_at (empty). A wider terminal or --output csv shows them.",
    ]


def test_a_line_is_broken_before_a_command_or_a_link_alone(monkeypatch):
    """A line that is too long goes on before a command, a link or the next name; what is longer stays whole."""
    stream = Terminal()
    monkeypatch.setenv("COLUMNS", "40")
    name, link = "of_thirty_eight_characters_as_some_are", f"https://a.example/{'x' * 60}"

    print_line(("+ create", ""), (" group_a/schema_of_23_characters", ""), (f" {name}", ""), stream=stream)
    print_line((f"Run: fivetran-connections test able_acorn. See: {link}", ""), stream=stream)
    print_line(("  ", ""), (link, ""), stream=stream)

    run = ["Run:", "    fivetran-connections test able_acorn. See:", f"    {link}", f"    {link}"]
    assert ["+ create group_a/schema_of_23_characters", name, *run] == stream.getvalue().splitlines()
