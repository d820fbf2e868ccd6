"""A recording of a trial tells nothing of the account, and a mock compares equal with the recording of a mock."""

import json
import random
import re
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from fivetran_common.json_types import scalars
from fivetran_mock import Fault, FivetranMock
from fivetran_mock.__main__ import main
from fivetran_rules.recordings import MOST_BYTES, read_recording, reduced, write_recording

from .test_trial import GROUP, SYNCS, account, drawn, trial, values

HIDDEN = {"service": "postgres", "group_id": GROUP, "connected_by": "hidden_user", "id": "hidden_connection"}
SEED = {
    "groups": [{"id": GROUP, "name": "Hidden group"}],
    "connections": [
        {**HIDDEN, "config": {"schema_prefix": "hidden_s", "host": "db.hidden.example", "password": "hidden-1"}},
        {**HIDDEN, "id": "hidden_2", "service": "s3", "config": {"schema": "hidden_b", "bucket": "hidden_bucket"}},
    ],
}


def recorded(mock: FivetranMock) -> bytes:
    """Return the recording of a trial of a mock."""
    made, _ = trial(mock)
    return made.recording(values(made))


@pytest.fixture
def compare(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[[bytes], tuple[int, str, str]]:
    """Return a function that runs the command on the content of a recording."""

    def compared(content: bytes) -> tuple[int, str, str]:
        file = tmp_path / "recording.jsonl"
        file.write_bytes(content)
        status = main(["compare", str(file)])
        return status, *capsys.readouterr()

    return compared


@pytest.mark.parametrize("seeds", [range(8), pytest.param(range(8, 200), marks=pytest.mark.deep)], ids=["8", "192"])
def test_a_mock_equals_the_recording_of_a_mock(seeds, compare):
    """Under random behaviours the replay has no difference, also if other connections and a lag hide a part."""
    for seed in seeds:
        mock = account({**drawn(seed), **dict.fromkeys(SYNCS, "accepted")}, seed)  # a refusal tells not which of them
        mock.seed({**SEED, "groups": []})

        status, out, _ = compare(recorded(mock))
        assert (0, True) == (status, out.endswith(" 0 differences\n")), seed


def test_a_recording_tells_nothing_of_the_account():
    """No id, name, e-mail, secret or address of a seeded account is in the recording, nor any id of its own."""
    mock = FivetranMock(
        behaviours={"list_config": "present", "schema_filter": "ignored"},
        groups={GROUP: "Hidden group"},
        user_id="hidden_user",
        owner={"email": "hidden@hidden.example", "given_name": "Hidden", "family_name": "Hidden"},
    )
    mock.seed({**SEED, "groups": []})
    text = recorded(mock).decode()
    own = {call.connection_id for call in mock.calls if call.operation == "create_connection"} - {None, ""}

    assert not re.search("hidden", text, re.IGNORECASE)
    assert {""} == {each for each in own if each in text} | {""}
    assert GROUP not in text
    assert '"{connection_7}"' in text
    assert mock.api_secret not in text


def test_a_recording_keeps_no_group_whose_name_is_encoded():
    """A group whose name needs percent-encoding is a placeholder in paths and bodies as well."""
    mock = FivetranMock(groups={"acme corp": "Trial"})
    made, _ = trial(mock, group="acme corp")

    assert "acme" not in made.recording(values(made)).decode()


def changed(line: dict[str, Any], pointer: str, value: Any) -> None:
    """Change a value of an exchange, or remove it if the value is `...`."""
    *way, last = pointer.split("/")
    for key in way:
        line = line[int(key) if isinstance(line, list) else key]
    if value is ...:
        del line[last]
    else:
        line[last] = value


@pytest.mark.parametrize(
    ("method", "path", "pointer", "value", "shown"),
    [
        ("POST", "connections", "status", 200, "create_connection /status"),
        ("POST", "connections", "answer/code", "Created", "create_connection /code"),
        ("POST", "connections", "answer/message", ..., "create_connection /message"),
        ("POST", "connections", "answer/message", "<text of 26>", "create_connection /message"),
        ("POST", "connections", "answer/data/paused", False, "create_connection /data/paused"),
        ("POST", "connections", "answer/data/schema", "<text of 4>", "create_connection /data/schema"),
        ("POST", "connections", "answer/data/created_at", "0000-00-00T00:00:00.000Z", "/data/created_at"),
        ("POST", "connections", "answer/data/succeeded_at", "0000-00-00T00:00:00.000Z", "/data/succeeded_at"),
        ("POST", "connections", "answer/data/sync_frequency", "360", "create_connection /data/sync_frequency"),
        ("POST", "connections", "answer/data/data_delay_threshold", None, "/data/data_delay_threshold"),
        ("POST", "connections", "answer/data/config", ..., "create_connection /data/config: only the mock"),
        ("POST", "connections", "answer/data/<key of 9>", True, "create_connection /data/<key of 9>: the mock lacks"),
        ("POST", "connections", "answer/data/status/tasks", [{}], "create_connection /data/status/tasks"),
        ("POST", "connections", "answer/data/group_id", "<text of 4>", "create_connection /data/group_id"),
        ("GET", "connections/{connection_1}", "answer/data/config/schema", "x", "get_connection /data/config/schema"),
        ("GET", "connections/{connection_2}", "answer/data/config/password", "********", "/data/config/password"),
        ("GET", "groups/{group}/connections", "answer/data/items", [], "/data/items"),
        ("GET", "groups/{group}/connections", "answer/data/next_cursor", None, "/data/next_cursor"),
        ("PATCH", "connections/{connection_1}", "answer/data/id", "{connection_2}", "update_connection /data/id"),
        ("DELETE", "connections/{connection_1}", "status", 404, "delete_connection /status"),
        ("POST", "connections/{connection_1}/test", "answer/data/status/setup_state", "broken", "/setup_state"),
    ],
)
def test_each_change_of_an_answer_is_noticed(compare, method, path, pointer, value, shown):
    """A changed answer is one line with its operation and pointer, and the status is 8."""
    first, *lines = map(json.loads, recorded(account()).splitlines())
    found = [line for line in lines if (line["method"], line["path"]) == (method, f"/v1/{path}")]
    changed(max(found, key=lambda line: len(str(line))), pointer, value)
    status, out, _ = compare("\n".join(map(json.dumps, [first, *lines])).encode())

    assert 8 == status
    assert shown in out


def test_compares_also_what_a_trial_could_not_see(compare):
    """A list that is cut off is compared without its items, an answer that was lost is not compared."""
    mock = account()
    ads = {"service": "pinterest_ads", "group_id": GROUP}
    mock.seed(connections=[{**ads, "config": {"schema": f"s{number}"}} for number in range(1005)])
    mock.add_fault(Fault(operation="update_connection", nth=1, socket="reset", when="after"))
    status, out, _ = compare(recorded(mock))

    assert (0, True) == (status, out.endswith(" 0 differences\n"))


@pytest.mark.parametrize(
    ("ours", "other"),
    [
        (b'"service_version": 1', b'"service_version": 4'),
        (b'"data": {"id": "invented"', b'"data": {"id": "<text of 1>"'),
    ],
)
def test_a_known_difference_is_none(compare, ours, other):
    """A difference that the list of known ones has is not printed."""
    content = recorded(account())

    assert (True, 0) == (ours in content, compare(content.replace(ours, other))[0])


def test_reports_the_exchanges_that_follow_from_a_difference(compare):
    """If the mock refuses what the account took, each operation and pointer is reported once."""
    mock = account({"schema_spelling": "refused"})
    behaviours, exchanges = read_recording(recorded(mock))
    others = {**behaviours, "schema_spelling": "kept", "list_order": "by_id"}
    status, out, _ = compare(write_recording(others, exchanges))
    told = [line.partition(": ")[0] for line in out.splitlines()[:-1]]

    assert 8 == status
    assert "create_connection /status: 400, and the mock has 201" in out
    assert sorted(set(told)) == sorted(told)


FIRST = {"recording": "trial", "version": 1, "behaviours": {}}
LINE = {"method": "GET", "path": "/v1/x", "query": {}, "body": None, "status": 200, "headers": {}, "answer": {}}


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "It is damaged: a line is not as a trial writes it."),
        (b"\xff", "It is damaged: a line is not as a trial writes it."),
        (b"[" * 100_000, "It is damaged: a line is not as a trial writes it."),
        (b"{}", "It is damaged: a line is not as a trial writes it."),
        ([{**FIRST, "version": 2}], "It has the version 2, and this release reads 1."),
        ([{**FIRST, "behaviours": {"mask": "nine"}}], "behaviour mask has the values"),
        ([FIRST, []], "It is damaged: a line is not as a trial writes it."),
        ([FIRST, {**LINE, "more": 1}], "It is damaged: an exchange has a wrong value."),
        ([FIRST, {**LINE, "answer": []}], "It is damaged: an exchange has a wrong value."),
        ([FIRST, {**LINE, "path": "\ud800"}], "It is damaged: an exchange has a wrong value."),
        (b" " * (MOST_BYTES + 1), "The file is larger than 4 MiB."),
    ],
    ids=range(11),
)
def test_a_bad_recording_is_one_sentence(compare, content, sentence):
    """A recording that is damaged, too large or of another version is refused with its name and status 3."""
    lines = content if isinstance(content, bytes) else "\n".join(map(json.dumps, content)).encode()
    status, out, err = compare(lines)

    assert (3, "", 1) == (status, out, len(err.splitlines()))
    assert f"recording.jsonl: {sentence}" in err


def test_hostile_lines_are_only_differences(compare):
    """Lines that no trial writes do not end the comparison, nor do they steer a terminal."""
    odd = [
        {**LINE, "path": "/v1/connections", "answer": {"data": {"items": [3, {"id": 4}], "\x1b[31m": 1}}},
        {**LINE, "method": "BREW", "answer": {"data": None}},
        {**LINE, "path": "/v1/groups/{group}/connections", "answer": {"data": {"items": {}}}},
    ]
    behaviours = {**FIRST, "behaviours": {"list_lag": "none"}}
    status, out, _ = compare("\n".join(map(json.dumps, [behaviours, *odd])).encode())

    assert (8, False) == (status, "\x1b" in out)


ODD: list[Any] = [{"a": 1}, [], [[1]], 3, None, True, "x", {"id": {"a": 1}}, "{group}", 1e308]


def test_a_damaged_recording_ends_no_comparison(compare):
    """Whatever a stranger puts in the place of a value of a recording, the command ends with a documented status."""
    lines = [json.loads(line) for line in recorded(account()).splitlines()]
    places = [(number, at) for number, line in enumerate(lines) for at in (*dict(scalars(line)), "/answer/data")]
    draw = random.Random(56)  # noqa: S311  # no secret
    created = [(number, "/answer/data/id") for number, line in enumerate(lines) if line.get("method") == "POST"]
    for number, pointer in (*created[:1], *draw.sample(places, 40)):
        damaged = json.loads(json.dumps(lines))
        with suppress(KeyError, TypeError):
            changed(damaged[number], pointer[1:], {"a": 1} if (number, pointer) in created else draw.choice(ODD))
        status, _, err = compare("\n".join(map(json.dumps, damaged)).encode())

        assert (status in {0, 8}, status == 3) == (not err, len(err.splitlines()) == 1), pointer


def test_an_unknown_key_or_number_is_hidden():
    """Of an answer the recording keeps known keys, sent texts and masks, and nothing else that is unknown."""
    answer = {"data": {"id": "own", "secret_plan": 5, "sync_frequency": 60, "other": {"id": "hidden", "paused": True}}}

    assert {
        "data": {"id": "{connection_1}", "<key of 11>": "<number>", "sync_frequency": 60, "<key of 5>": {}}
    } == reduced(answer, {"own": "{connection_1}"}, ())
    config = {"user": "sent", "password": "******", "host": "theirs"}
    assert {**config, "host": "<text of 6>"} == reduced(config, {}, {"sent"})
