"""The memory: a changed secret is sent once, on any machine; no file holds a value; nothing is lost in silence."""

import errno
import gc
import json
import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from fivetran_connections import Fivetran, InvalidRequest, ReceivedResponse, Secret
from fivetran_connections.code import (
    Action,
    AnotherApply,
    CannotKeep,
    Change,
    Declaration,
    Memory,
    Outcome,
    Plan,
    PlanOptions,
    Report,
    apply,
    load,
    plan,
)
from fivetran_connections.code.applying import update_values
from fivetran_connections.code.data_files import journal, only_apply
from fivetran_connections.code.hold import Hold
from fivetran_connections.code.memory import MEMORY, MEMORY_KEY, AccountId, Digests, memory_file, new_key
from fivetran_mock import FivetranMock

from .._disk import full_disk

ACCOUNT = AccountId("mock", "https://api.example.com")


def database(
    value: str | None = "hunter2", schema: str = "pg", *, ignored: tuple[str, ...] = (), **more: Any
) -> Declaration:
    """Declare a connection with a password in its config."""
    config = {"schema_prefix": schema, **({} if value is None else {"password": value}), **more.pop("config", {})}
    body = {"group_id": "amber_kettle", "service": "postgres", "config": config, **more}
    return Declaration("amber_kettle", schema, body, ignored)


def applied(fivetran: Fivetran, memory: Memory, *declared: Declaration, **options: Any) -> Report:
    """Plan and apply with a memory."""
    planned = plan(fivetran, declared, memory=memory, options=PlanOptions(**options))
    return apply(fivetran, planned, memory=memory)


class Recording(httpx.BaseTransport):
    """Passes requests to the mock, and keeps the passwords in them, which the mock's journal masks."""

    def __init__(self, mock: FivetranMock) -> None:
        self.mock = mock
        self.passwords: list[str] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Keep the password of a body."""
        if content := request.read():
            self.passwords += [
                value for key, value in json.loads(content).get("config", {}).items() if key == "password"
            ]
        return self.mock.transport().handle_request(request)


@pytest.fixture
def recording(mock: FivetranMock) -> Recording:
    """Return the way to the mock."""
    return Recording(mock)


@pytest.fixture
def fivetran(mock: FivetranMock, recording: Recording) -> Iterator[Fivetran]:
    """Return a client whose passwords are recorded."""
    with mock.client(transport=recording) as fivetran:
        yield fivetran


def changed(fivetran: Fivetran, memory: Memory, *declared: Declaration) -> list[tuple[str, str]]:
    """Return pointer and reason of each planned change."""
    return [(key.pointer, key.reason) for change in plan(fivetran, declared, memory=memory) for key in change.keys]


def test_a_secret_that_changed_is_sent_once_from_any_machine(fivetran, recording, tmp_path):
    """A changed secret is exactly one update, also where another machine made the memory."""
    file = tmp_path / "memory.jsonl"
    applied(fivetran, Memory.open(fivetran, file), database("hunter2"), database("hunter2", "other"))

    here = Memory.open(fivetran, file)
    second = database("hunter3"), database("hunter2", "other")
    reasons = changed(fivetran, here, *second)
    report = applied(fivetran, here, *second)

    assert [("/config/password", "changed since the last apply")] == reasons
    assert ["hunter2", "hunter2", "hunter3"] == recording.passwords
    assert plan(fivetran, second, memory=here).is_empty
    assert plan(fivetran, second, memory=Memory.open(fivetran, file)).is_empty
    assert "hunter" not in f"{report} {here.__dict__} {file.read_text()}"


def test_a_secret_of_an_existing_connection_is_assumed(fivetran, mock, prints):
    """Without memory the declared secret is the baseline, marked as assumed; its next change is sent, then applied."""
    mock.seed(connections=[database("another").body])
    before = plan(fivetran, [database()], memory=prints)
    applied(fivetran, prints, database())
    after = plan(fivetran, [database()], memory=prints)

    assert {"/config/password": "unknown"} == before.changes[0].hidden
    assert {"/config/password": "assumed"} == after.changes[0].hidden
    assert [("/config/password", "changed since the last apply")] == changed(fivetran, prints, database("hunter3"))
    applied(fivetran, prints, database("hunter3"))
    sent = plan(fivetran, [database("hunter3")], memory=prints)
    assert {"/config/password": "sent"} == sent.changes[0].hidden


def test_a_secret_that_is_not_sent_keeps_its_mark(fivetran, mock, prints):
    """An update of other values keeps the sent and the assumed marks of a secret."""
    mock.seed(connections=[database("another").body])
    applied(fivetran, prints, database())

    applied(fivetran, prints, database(paused=True))

    (change,) = plan(fivetran, [database(paused=True)], memory=prints)
    assert Action.UNCHANGED == change.action
    assert {"/config/password": "assumed"} == change.hidden
    prints.begin(database(), shown(fivetran)["id"], ["/config/password"], unsure=False)
    applied(fivetran, prints, database(None))
    assert "pending" == prints.known(shown(fivetran)).says("/config/password", "hunter2")


class Killed(BaseException):
    """Ends an apply as a kill does."""


def kill(recording: Recording, file: Path, declared: Declaration, method: str) -> None:
    """Apply with a memory, and end the run after the first request of a method, before its answer is read."""

    def end(response: ReceivedResponse) -> None:
        if response.request.summary.method == method:
            raise Killed

    with recording.mock.client(transport=recording, on_response=end) as fivetran:
        memory = Memory.open(fivetran, file)
        with pytest.raises(Killed):
            applied(fivetran, memory, declared)


def test_a_killed_create_leaves_its_secrets_pending(fivetran, recording, tmp_path):
    """After a kill during a create, the next apply sends the password of the file, whether or not it changed."""
    file = tmp_path / "memory.jsonl"
    kill(recording, file, database("hunter2"), "POST")

    memory = Memory.open(fivetran, file)
    reasons = changed(fivetran, memory, database("hunter3"))
    applied(fivetran, memory, database("hunter3"))

    assert [("/config/password", "not confirmed by an answer")] == reasons
    assert ["hunter2", "hunter3"] == recording.passwords
    assert plan(fivetran, [database("hunter3")], memory=Memory.open(fivetran, file)).is_empty


def test_a_pending_create_that_is_found_late_stays_pending(fivetran, recording, tmp_path):
    """A create of a killed run that becomes visible only after the next plan is adopted, and its secret sent."""
    file = tmp_path / "memory.jsonl"
    planned = plan(fivetran, [database("hunter3")])
    kill(recording, file, database("hunter2"), "POST")

    memory = Memory.open(fivetran, file)
    report = apply(fivetran, planned, memory=memory)
    applied(fivetran, memory, database("hunter3"))

    assert ("The answer to its create was lost. The values that no answer shows were sent again.",) == (
        report.outcomes[0].notes
    )
    assert ["hunter2", "hunter3"] == recording.passwords


def test_an_ignored_secret_is_sent_once_it_is_no_longer_ignored(fivetran, recording, prints):
    """A value that was edited while it was ignored is not taken for applied."""
    applied(fivetran, prints, database("hunter2"))
    applied(fivetran, prints, database("hunter3", ignored=("/config/password",)))

    applied(fivetran, prints, database("hunter3"))

    assert ["hunter2", "hunter3"] == recording.passwords


def test_an_ignored_secret_is_not_remembered(fivetran, mock, prints):
    """Of a value that was always ignored, nothing is known."""
    mock.seed(connections=[database("another").body])
    applied(fivetran, prints, database(ignored=("/config/password",)))

    assert {"/config/password": "unknown"} == plan(fivetran, [database()], memory=prints).changes[0].hidden


def test_a_connection_of_the_same_name_is_another_one(fivetran, mock, prints):
    """A connection that was deleted and created again gets every hidden value, and the plan says why."""
    applied(fivetran, prints, database())
    (old,) = fivetran.connections.list()
    fivetran.connections.delete(old.id)
    deleted = plan(fivetran, [database()], memory=prints).changes[0]
    mock.seed(connections=[database("another").body])
    anew = plan(fivetran, [database()], memory=prints).changes[0]

    assert (f"It was deleted since the last apply, when its id was {old.id}.",) == deleted.warnings
    assert [("/config/password", "it was created again")] == [(key.pointer, key.reason) for key in anew.keys]
    assert f"It was created again since the last apply, when its id was {old.id}: " in anew.warnings[0]


def test_a_visible_value_has_no_digest(fivetran, prints):
    """Of a connection whose values are all visible, the memory has only the id, the names and the pointers."""
    applied(fivetran, prints, database(None, config={"host": "db.example.com"}))

    _, line = prints.path.read_text().splitlines()
    assert {"group_id", "schema", "service", "key", "id", "declared"} == json.loads(line).keys()


def test_a_deleted_connection_is_forgotten(fivetran, prints):
    """A deletion drops the entries of the connection, those with other keys too, and of no other one."""
    applied(fivetran, prints, database(), database(schema="other"))
    for connection in fivetran.connections.list():
        change = Change(Action.DELETE, "amber_kettle", connection.schema, "postgres", connection.id)
        if connection.schema == "pg":
            apply(fivetran, Plan((change,)), memory=prints)

    prints.forget("amber_kettle", "pg", "never_known")
    assert ["other"] == [json.loads(line)["schema"] for line in prints.path.read_text().splitlines()[1:]]


def test_a_deletion_is_kept_before_the_end(fivetran, prints):
    """A killed apply leaves no entry of a connection that it deleted."""
    applied(fivetran, prints, database())
    (found,) = fivetran.connections.list()

    prints.forget("amber_kettle", "pg", found.id)

    again = Memory.open(fivetran, prints.path)
    assert "unknown" == again.known(found.to_dict()).says("/config/password", "hunter2")
    again.finish()
    assert 1 == len(prints.path.read_text().splitlines())


def test_digests_are_of_the_value_as_it_is_sent():
    """A secret that Python holds in a tuple, or sealed, has the digest of its JSON; id and pointer count too."""
    digests = Digests(b"k" * 32)
    digest = digests.of_value("an_id", "/auth/keys", (Secret("one"), "two"))

    assert digest == digests.of_value("an_id", "/auth/keys", ["one", "two"])
    assert 5 == len(
        {
            digest,
            digests.of_value("an_id", "/auth/keys", ["one"]),
            digests.of_value("other_id", "/auth/keys", ["one", "two"]),
            digests.of_value("an_id", "/auth/key", ["one", "two"]),
            Digests(b"j" * 32).of_value("an_id", "/auth/keys", ["one", "two"]),
        }
    )


def test_a_memory_that_was_written_before_is_understood(tmp_path, monkeypatch):
    """Digests and the id of the key never change, or each secret of each team would be sent again."""
    monkeypatch.setenv(MEMORY_KEY, "00" * 32)
    values = {"/config/password": "1306cf2c5e412db2f57339a1969e1359", "/auth": "a4856ed87f1478ca9a5af935f880e871"}
    values = {pointer: [digest, "sent"] for pointer, digest in values.items()}
    entry = {"group_id": "g", "schema": "s", "service": "postgres", "key": "de0f64be", "id": "an_id", "values": values}
    header = {"memory": 3, "account": "mock", "address": "https://api.example.com", "salt": "00" * 16}
    (tmp_path / "memory.jsonl").write_text(f"{json.dumps(header)}\n{json.dumps(entry)}\n")
    found = {"group_id": "g", "schema": "s", "id": "an_id"}

    memory = Memory(tmp_path / "memory.jsonl", account=ACCOUNT, api_secret="secret")

    assert "sent" == memory.known(found).says("/config/password", Secret("hunter2"))
    assert "sent" == memory.known(found).says("/auth", {"b": 1, "a": [True]})
    assert "changed" == memory.known(found).says("/auth", {"a": [True], "b": 2})
    assert ["changed", "unknown"] == [memory.known(found).says(pointer, None) for pointer in ("/config", "/other")]
    assert 0 == memory.foreign


def test_each_memory_has_its_own_salt(tmp_path):
    """A new memory begins with sixteen random bytes, so that keys from one API secret differ."""
    paths = tmp_path / "one.jsonl", tmp_path / "two.jsonl"
    one, two = (Memory(path, account=ACCOUNT, api_secret="secret") for path in paths)
    for memory in (one, two):
        memory.begin(database(), "", unsure=True)

    assert one.digests.key_id != two.digests.key_id
    assert [16, 16] == [len(bytes.fromhex(json.loads(path.read_text().splitlines()[0])["salt"])) for path in paths]


def updated(fivetran: Fivetran, memory: Memory, found: dict[str, Any], **config: Any) -> Outcome:
    """Update values of a connection outside of a plan."""
    return fivetran.connections.__driver__.run(update_values(found, {"config": config}, memory))


def shown(fivetran: Fivetran, schema: str = "pg") -> dict[str, Any]:
    """Return the connection of a schema."""
    (found,) = [each.to_dict() for each in fivetran.connections.list() if each.schema == schema]
    return found


def test_an_update_outside_of_a_plan_is_remembered(fivetran, prints):
    """An update replaces the digests of the values that it sends, also of a connection that the memory did not know."""
    fivetran.connections.create(dict(database("hunter2", "unknown").body))
    applied(fivetran, prints, database("hunter2"))

    for schema in ("pg", "unknown"):
        updated(fivetran, prints, shown(fivetran, schema), password="hunter3")

    later = Memory.open(fivetran, prints.path)
    assert "sent" == later.known(shown(fivetran)).says("/config/password", "hunter3")
    assert "sent" == later.known(shown(fivetran, "unknown")).says("/config/password", "hunter3")


@pytest.mark.parametrize(("unsure", "state"), [(False, "sent"), (True, "unsure")])
def test_an_update_confirms_what_it_sends_alone(fivetran, prints, state, *, unsure):
    """Values that an apply left pending stay so, unless the update sends them whole."""
    applied(fivetran, prints, database("hunter2", auth={"key": "a"}))
    prints.begin(database(), shown(fivetran)["id"], ["/config/password", "/auth"], unsure=unsure)

    updated(fivetran, prints, shown(fivetran), password="hunter3")

    assert state == prints.known(shown(fivetran)).says("/config/password", "hunter3")
    assert ("unsure" if state == "unsure" else "pending") == prints.known(shown(fivetran)).says("/auth/key", "a")
    fivetran.connections.__driver__.run(update_values(shown(fivetran), {"auth": {"key": "b"}}, prints))
    assert state == prints.known(shown(fivetran)).says("/auth/key", "b")


def test_an_update_keeps_what_a_file_declared(fivetran, prints, tmp_path):
    """A connection that an update changes is still known to be of its file."""
    file = tmp_path / "set.yaml"
    file.write_text(json.dumps(database().body))
    applied(fivetran, prints, *load(file))

    updated(fivetran, prints, shown(fivetran), password="hunter3")

    assert ["pg"] == [entry.schema for entry in prints.declared_in([str(file)])]
    assert str(file) == prints.file_of(shown(fivetran))
    assert "" == prints.file_of({**shown(fivetran), "id": "another"})


def test_an_update_of_a_connection_made_anew_hides_nothing(fivetran, prints):
    """The next apply still sends every value to a connection with a new id."""
    applied(fivetran, prints, database("hunter2", auth={"key": "a"}))
    fivetran.connections.delete(shown(fivetran)["id"])
    fivetran.connections.create(dict(database("another").body))

    updated(fivetran, prints, shown(fivetran), password="hunter3")

    assert "anew" == prints.known(shown(fivetran)).says("/auth/key", "a")


def test_a_first_line_is_never_a_second_one(tmp_path):
    """Of two runs that found no memory, and that no lock keeps apart, the second one sends nothing."""
    one, two = (Memory(tmp_path / "m.jsonl", account=ACCOUNT, api_secret="secret") for _ in range(2))
    one.begin(database(), "", unsure=True)

    with pytest.raises(CannotKeep, match=r"Another run has made the memory .* since: run the same command again"):
        two.begin(database(), "", unsure=True)

    assert 2 == len((tmp_path / "m.jsonl").read_text().splitlines())


def test_a_plan_makes_no_memory(fivetran, prints):
    """Only a run that sends something makes the file, and it holds the lock."""
    plan(fivetran, [database()], memory=prints)

    assert not prints.path.exists()


def test_a_connection_is_forgotten_whoever_else_has_its_name(tmp_path, monkeypatch):
    """Entries of the same group and schema that have another id stay, now and for a later run."""
    monkeypatch.setenv(MEMORY_KEY, "00" * 32)
    header = {"memory": 3, "account": "mock", "address": "https://api.example.com", "salt": "00" * 16}
    names = {"group_id": "g", "schema": "s", "service": "postgres"}
    entries = [
        {**names, "key": key, "id": f"the_{key}", "values": {"/auth": ["x", "sent"]}}
        for key in ("de0f64be", "ffffffff")
    ]
    (tmp_path / "m.jsonl").write_text("".join(f"{json.dumps(line)}\n" for line in (header, *entries)))
    found = {**names, "id": "the_de0f64be"}
    memory = Memory(tmp_path / "m.jsonl", account=ACCOUNT, api_secret="secret")
    assert "changed" == memory.known(found).says("/auth", "a")

    memory.forget("g", "s", "the_de0f64be")
    later = Memory(tmp_path / "m.jsonl", account=ACCOUNT, api_secret="secret")

    assert [("anew", 1)] * 2 == [(each.known(found).says("/auth", "a"), each.foreign) for each in (memory, later)]


@pytest.mark.posix
def test_a_sorted_memory_keeps_its_mode(fivetran, prints):
    """A new memory is its owner's alone, also once it is sorted; a mode that the owner has set stays."""
    applied(fivetran, prints, database())
    new = stat.S_IMODE(prints.path.stat().st_mode)
    prints.path.chmod(0o640)

    applied(fivetran, prints, database("hunter3"))

    assert 0o600 == new
    assert 0o640 == stat.S_IMODE(prints.path.stat().st_mode)


def test_a_create_without_an_answer_is_no_declared_connection(prints, tmp_path):
    """A connection that may never have been made is not listed as declared by its file."""
    file = tmp_path / "set.yaml"
    file.write_text(json.dumps(database().body))
    (declared,) = load(file)

    prints.begin(declared, "", unsure=True)

    assert [] == [*prints.declared_in([str(file)])]


def test_the_first_failure_is_reported(fivetran):
    """Of several results that cannot be written, the report names why the first one was not."""
    failures = iter(("first", "second", "third"))

    def watch(_: Outcome) -> None:
        raise CannotKeep(next(failures))

    report = apply(fivetran, plan(fivetran, [database(schema=f"s{number}") for number in range(3)]), watch=watch)

    assert "first" == str(report.failure)
    assert [] == [*failures]


def test_only_values_that_an_update_sends_are_pending(fivetran, mock, prints):
    """An update that may have acted leaves the values pending that it had; a refused one leaves all as they were."""
    applied(fivetran, prints, database(auth={"key": "a"}))
    (found,) = [each.to_dict() for each in fivetran.connections.list()]
    mock.add_fault({"operation": "update_connection", "status": 403, "times": 1})
    mock.add_fault({"operation": "update_connection", "status": 500})

    applied(fivetran, prints, database("hunter3", auth={"key": "a"}))
    assert "changed" == prints.known(found).says("/config/password", "hunter3")
    applied(fivetran, prints, database("hunter3", auth={"key": "a"}))
    assert "pending" == prints.known(found).says("/config/password", "hunter3")
    assert "sent" == prints.known(found).says("/auth/key", "a")
    applied(fivetran, prints, database("hunter3", auth={"key": "b"}))
    assert "pending" == prints.known(found).says("/auth/key", "a")


def test_the_key_comes_from_the_secret_of_the_client(mock, prints):
    """The API key alone, which is no secret, is not enough to test guesses with a memory."""
    prints.begin(database(), "", unsure=True)
    salt = bytes.fromhex(json.loads(prints.path.read_text().splitlines()[0])["salt"])

    assert Digests.found(mock.api_secret, salt).key_id == prints.digests.key_id


def test_a_memory_that_nothing_changes_is_not_written(fivetran, prints):
    """An apply without anything new leaves the file as it is, so that a committed one shows no change."""
    applied(fivetran, prints, database())
    applied(fivetran, prints, database())  # a read shows the masks of its secrets
    before = prints.path.stat()

    for memory in (prints, Memory.open(fivetran, prints.path)):
        applied(fivetran, memory, database())

    after = prints.path.stat()
    assert before.st_ino == after.st_ino
    assert before.st_mtime_ns == after.st_mtime_ns


def test_the_key_is_that_of_the_variable_or_of_the_secret(monkeypatch):
    """The variable has precedence and needs no salt; the derived key depends on secret and salt (RFC 5869)."""
    one, other = Digests.found("secret", b"a" * 16), Digests.found("secret", b"b" * 16)
    assert 3 == len({one.key_id, other.key_id, Digests.found("another", b"a" * 16).key_id})
    assert one.key_id == Digests.found("secret", b"a" * 16).key_id

    monkeypatch.setenv(MEMORY_KEY, new_key())
    assert Digests.found("secret", b"a" * 16).key_id == Digests.found("another", b"b" * 16).key_id
    monkeypatch.setenv(MEMORY_KEY, "hunter2")
    with pytest.raises(InvalidRequest, match="is no key: make one with `fivetran-connections memory new-key`") as error:
        Digests.found("secret", b"a" * 16)
    assert "hunter2" not in str(error.value)


@pytest.mark.parametrize("other", ["00000000", "ffffffff"])
def test_the_entry_of_the_key_names_the_file(tmp_path, monkeypatch, other):
    """A connection whose file changed after the key did is not of the file that the entry of the old key names."""
    monkeypatch.setenv(MEMORY_KEY, "00" * 32)
    lines = sorted([_line(key=other, file="old.yaml"), _line(key="de0f64be", file="new.yaml")])
    (tmp_path / "m.jsonl").write_text(HEADER + "".join(lines))

    memory = Memory(tmp_path / "m.jsonl", account=ACCOUNT, api_secret="secret")

    of_each = ([*memory.declared_in([str(tmp_path / name)])] for name in ("old.yaml", "new.yaml"))
    assert [0, 1] == [len(entries) for entries in of_each]


def test_entries_with_another_key_are_kept(fivetran, tmp_path, monkeypatch):
    """A machine with another key adds its own entries, counts those of others, and leaves them as they are."""
    file = tmp_path / "memory.jsonl"
    applied(fivetran, Memory.open(fivetran, file), database())
    theirs = file.read_text().splitlines()[1]
    monkeypatch.setenv(MEMORY_KEY, new_key())

    memory = Memory.open(fivetran, file)
    hidden = plan(fivetran, [database()], memory=memory).changes[0].hidden
    applied(fivetran, memory, database("hunter3"))

    assert 1 == memory.foreign
    assert {"/config/password": "unknown"} == hidden
    assert theirs in file.read_text().splitlines()
    assert 3 == len(file.read_text().splitlines())


def _line(**more: Any) -> str:
    """Return the line of an entry."""
    entry = {"group_id": "g", "schema": "s", "service": "postgres", "key": "k", "id": "an_id", **more}
    return json.dumps(entry) + "\n"


HEADER = json.dumps({"memory": 4, "account": "mock", "address": ACCOUNT.address, "salt": "00"}) + "\n"
CONFLICT = f"{HEADER}<<<<<<< ours\n{_line()}=======\n{_line(id='b')}>>>>>>> theirs\n"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (CONFLICT, r"has the conflict markers of git, see line 2: remove the markers, keep the lines of both sides"),
        (HEADER + "{}\n", "Line 2 of the memory .* is damaged: restore the file, or remove this line"),
        (HEADER + "[]\n", "Line 2 .* damaged"),
        (HEADER + "x" * 9 + "\n" + _line(), "Line 2 .* damaged"),
        (HEADER + "!\n" + _line()[:20], "Line 2 .* damaged"),
        (HEADER + "[" * 100_000 + "\n", "Line 2 .* damaged"),
        (HEADER + _line(values=[1]), "Line 2 .* damaged"),
        (HEADER + _line(values={"/a": 1}), "Line 2 .* damaged"),
        (HEADER + _line(values={"/a": ["x"]}), "Line 2 .* damaged"),
        (HEADER + _line(held="tables"), "Line 2 .* damaged"),
        (HEADER + _line(declared=[1]), "Line 2 .* damaged"),
        (HEADER + _line(policies=["tables"]), "Line 2 .* damaged"),
        (HEADER + _line(copied=[{}]), "Line 2 .* damaged"),
        (HEADER + _line(other=1), "Line 2 .* damaged"),
        (HEADER + _line(schema=["s"]), "Line 2 .* damaged"),
        (HEADER + '{"forgotten": "an_id"}\n', "Line 2 .* damaged"),
        (HEADER + HEADER, "Line 2 .* damaged"),
        (_line(), "Line 1 .* damaged"),
        ("no line", "Line 1 .* damaged"),
        (HEADER.replace('"00"', '"no salt"'), "Line 1 .* damaged"),
        (HEADER.replace('"00"', "0"), "Line 1 .* damaged"),
        (HEADER.replace('"memory": 4', '"memory": 5'), "was written by a newer version .*: update this one"),
        (HEADER.replace('"memory": 4', '"memory": 2'), "is of a form that no release wrote: remove it"),
        (HEADER.replace("mock", "other"), "is of account other at .*, and this is account mock at .*: name another"),
        (b"\xff", "cannot be used. The file is not text in UTF-8"),
    ],
)
def test_a_file_that_cannot_be_used_is_named(tmp_path, content, message):
    """Conflict markers, damage, a newer version and another account are one sentence each, and the file stays."""
    file = tmp_path / "memory.jsonl"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    before = file.read_bytes()

    with pytest.raises(InvalidRequest, match=message) as error:
        Memory(file, account=ACCOUNT, api_secret="s")

    assert before == file.read_bytes()
    assert "\n" not in str(error.value)


@pytest.mark.posix
def test_a_memory_that_is_no_file_is_refused(tmp_path):
    """A folder or a FIFO is refused at once."""
    os.mkfifo(tmp_path / "fifo")
    for path, message in ((tmp_path, "This is a directory"), (tmp_path / "fifo", "not a regular file")):
        with pytest.raises(InvalidRequest, match=message):
            Memory(path, account=ACCOUNT, api_secret="s")
    with pytest.raises(InvalidRequest, match="There is no folder"):
        memory_file(ACCOUNT, tmp_path / "missing" / "memory.jsonl")


@pytest.mark.parametrize(("mine", "theirs", "same"), [("a", None, True), (None, None, True), ("a", "b", False)])
def test_accounts_are_compared_as_far_as_they_are_known(mine, theirs, same):
    """An unknown id is compared by the address; a known one is the same at each address."""
    assert same is not AccountId(mine, "x").is_another(AccountId(theirs, "x"))
    assert same is not AccountId(mine, "x").is_another(AccountId(theirs, "y" if mine == theirs == "a" else "x"))
    assert AccountId(None, "x").is_another(AccountId("a", "y"))


def test_a_key_that_may_not_read_the_account_has_a_memory(fivetran, mock):
    """Without the permission to read the account, the memory is that of the address."""
    mock.add_fault({"operation": "get_account_info", "status": 403})

    assert Memory.open(fivetran).path.name.startswith("memory-https-")


def test_the_memory_may_be_named(fivetran, monkeypatch, tmp_path):
    """The argument has precedence over the variable, and the variable over the data folder, by account."""
    usual = memory_file(ACCOUNT)
    monkeypatch.setenv(MEMORY, str(tmp_path / "named.jsonl"))

    assert Path(os.environ["FIVETRAN_CONNECTIONS_DATA"]).resolve() / "memory-mock.jsonl" == usual
    named = Memory.open(fivetran)
    named.begin(database(), "", unsure=True)
    assert tmp_path.resolve() / "named.jsonl" == named.path
    assert tmp_path.resolve() / "argument.jsonl" == Memory.open(fivetran, tmp_path / "argument.jsonl").path
    assert 0o600 == stat.S_IMODE((tmp_path / "named.jsonl").stat().st_mode)


def test_a_file_on_another_drive_keeps_its_whole_path(fivetran, prints, tmp_path, monkeypatch):
    """Where no path leads from the memory to a file, as between drives of Windows, the entry has the whole path."""

    def other_drive(*_: object) -> str:
        raise ValueError

    monkeypatch.setattr("os.path.relpath", other_drive)
    file = tmp_path / "set.yaml"
    file.write_text(json.dumps(database().body))

    applied(fivetran, prints, *load(file))

    assert file.resolve().as_posix() == json.loads(prints.path.read_text().splitlines()[1])["file"]
    assert ["pg"] == [entry.schema for entry in prints.declared_in([str(file)])]


def test_an_incomplete_last_line_is_dropped(fivetran, tmp_path):
    """A line that a kill cut off says nothing, and does not stick to the next one; a whole one counts."""
    file = tmp_path / "memory.jsonl"
    applied(fivetran, Memory.open(fivetran, file), database())
    text = file.read_text()
    for tail in (text.splitlines()[1][:40], text.splitlines()[1]):
        file.write_text(text + tail)
        applied(fivetran, Memory.open(fivetran, file), database("hunter3"), database(schema=f"s{len(tail)}"))

    file.write_text(file.read_text() + text.splitlines()[1][:40])
    Memory.open(fivetran, file).begin(database(schema="killed"), "", unsure=True)
    found = {"group_id": "amber_kettle", "schema": "killed", "id": "any"}
    assert "unsure" == Memory.open(fivetran, file).known(found).says("/config/password", "hunter2")

    file.write_text(file.read_text().rstrip("\n"))
    killed_again = Memory.open(fivetran, file)
    assert not changed(fivetran, killed_again, database("hunter3"))
    applied(fivetran, killed_again, database("hunter3"), database(schema="killed"))
    assert [*sorted(lines := file.read_text().splitlines()[1:], key=lambda line: json.loads(line)["schema"])] == lines


def test_an_empty_file_becomes_a_memory(fivetran, tmp_path):
    """An empty file, which a kill may leave, gets its first line."""
    file = tmp_path / "memory.jsonl"
    file.touch()

    Memory.open(fivetran, file).begin(database(), "", unsure=True)

    assert 4 == json.loads(file.read_text().splitlines()[0])["memory"]


def test_a_merge_of_both_sides_sends_what_differs(fivetran, tmp_path):
    """Where a merge keeps two lines of a connection, the values in which they differ are sent again."""
    file = tmp_path / "memory.jsonl"
    applied(fivetran, Memory.open(fivetran, file), database("hunter2"))
    ours = file.read_text()
    applied(fivetran, Memory.open(fivetran, file), database("hunter3"))
    theirs = file.read_text().splitlines()[1]
    file.write_text(f"{ours}{theirs}\n")

    assert [("/config/password", "not confirmed by an answer")] == changed(
        fivetran, Memory.open(fivetran, file), database("hunter3")
    )
    other = theirs.replace('"id": "', '"id": "x')
    file.write_text(f"{ours}{other}\n{theirs}\n")
    assert 1 == len(changed(fivetran, Memory.open(fivetran, file), database("hunter3")))


@pytest.mark.parametrize(
    ("other_id", "states"), [("an_id", ["sent", "pending", "pending", "pending"]), ("another", ["unsure"] * 4)]
)
def test_a_merge_marks_exactly_what_its_sides_disagree_on(tmp_path, monkeypatch, other_id, states):
    """Of two lines of one connection, values that differ or that one side lacks are sent again; of two ids, all are."""
    monkeypatch.setenv(MEMORY_KEY, "00" * 32)
    digests = Digests(bytes(32))
    header = {"memory": 3, "account": "mock", "address": "https://api.example.com", "salt": "00" * 16}
    same, old, new = (digests.of_value("an_id", pointer, "v") for pointer in ("/same", "/old", "/new"))
    sides = {
        other_id: {"/same": same, "/old": old, "/both": "0" * 32},
        "an_id ": {"/same": same, "/new": new, "/both": digests.of_value("an_id", "/both", "v")},
    }
    names = {"group_id": "g", "schema": "s", "service": "postgres", "key": digests.key_id}
    lines = [
        {**names, "id": identifier.strip(), "values": {at: [digest, "sent"] for at, digest in values.items()}}
        for identifier, values in sides.items()
    ]
    lines[0]["varies"] = ["group"]
    (tmp_path / "m.jsonl").write_text("".join(f"{json.dumps(line)}\n" for line in (header, *lines)))

    memory = Memory(tmp_path / "m.jsonl", account=ACCOUNT, api_secret="secret")

    found = {**names, "id": "an_id"}
    assert [("group",)] == [entry.varies for entry in memory.entries]
    assert states == [memory.known(found).says(pointer, "v") for pointer in ("/same", "/old", "/new", "/both")]


def test_lines_of_a_killed_run_are_sorted_by_the_next_one(fivetran, prints):
    """Lines that a killed apply appended stay known, and are one line for each connection after the next apply."""
    hold = Hold(("tables",), ({"exclusive": True},), ("shop.users",))
    prints.begin(database(), "", unsure=True)
    prints.begin(database(), "", ["/auth"], hold=hold, unsure=False)
    assert 3 == len(prints.path.read_text().splitlines())

    Memory.open(fivetran, prints.path).finish()

    (_, line) = prints.path.read_text().splitlines()
    held = {"held": ["tables"], "policies": [{"exclusive": True}], "copied": ["shop.users"]}
    kept = {"values": {"/auth": ["", "pending"]}, **held, "unsure": True}
    assert kept.items() <= json.loads(line).items()
    assert "after" not in line


def test_one_apply_at_a_time(tmp_path):
    """A second apply is refused while the first one runs; the lock ends with its process, even after SIGKILL."""
    script = (
        "import sys, pathlib; from fivetran_connections.code.data_files import only_apply\n"
        "with only_apply(pathlib.Path(sys.argv[1])): print('held', flush=True); sys.stdin.read()"
    )
    memory = tmp_path / "memory.jsonl"
    with subprocess.Popen(
        [sys.executable, "-c", script, str(memory)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        assert b"held\n" == holder.stdout.readline()
        with pytest.raises(AnotherApply, match=r"Another apply with the memory .* is running"), only_apply(memory):
            pass
        holder.kill()
        holder.wait()

    with only_apply(memory):
        pass


@pytest.mark.parametrize("content", [None, b"x" * 4096], ids=["a folder", "other bytes"])
def test_a_lock_that_cannot_be_used_is_named(tmp_path, content):
    """A file other than a lock is not taken for another apply, and is closed."""
    path = tmp_path / "memory.jsonl.lock"
    if content is None:
        path.mkdir()
    else:
        path.write_bytes(content)

    with pytest.raises(InvalidRequest, match=r"jsonl.lock cannot be used"), only_apply(tmp_path / "memory.jsonl"):
        pass
    gc.collect()  # Python 3.13 warns of a database that is still open


@pytest.mark.posix
@pytest.mark.parametrize(("name", "reason"), [("none/it", "No such file"), ("fifo", r"No such device or address\.")])
def test_a_journal_that_cannot_be_written_is_named(tmp_path, name, reason):
    """A journal in a folder that does not exist, and a FIFO without a reader, are refused before anything is sent."""
    os.mkfifo(tmp_path / "fifo")
    with pytest.raises(InvalidRequest, match=f"{name} cannot be written: {reason}"):
        journal(tmp_path / name).__enter__()


def test_a_full_disk_of_the_journal_stops_the_run(fivetran, recording):
    """The first result that the journal cannot take stops new changes; the report names both."""
    planned = plan(fivetran, [database(schema=f"s{number}") for number in range(3)])
    with journal(Path("/dev/full")) as write:
        report = apply(fivetran, planned, watch=write)

    assert "The journal /dev/full cannot be written: No space left on device." == str(report.failure)
    assert ["done", "skipped", "skipped"] == [outcome.result for outcome in report.outcomes]
    assert ["amber_kettle/s0"] == [str(outcome.change) for outcome in report.unkept]
    assert not report.ok
    assert 1 == len(recording.passwords)


@pytest.mark.linux
@pytest.mark.parametrize(
    ("room", "results", "sent", "unkept"),
    [(0, ["failed", "skipped", "skipped"], 0, []), (400, ["done", "skipped", "skipped"], 1, ["amber_kettle/s0"])],
    ids=["before the request", "after the answer"],
)
def test_a_full_disk_of_the_memory_stops_the_run(fivetran, recording, prints, room, results, sent, unkept):
    """No secret is sent unless its mark is written; the report names the file and the lack of space."""
    planned = plan(fivetran, [database(schema=f"s{number}") for number in range(3)])
    prints.begin(database(schema="other"), "", unsure=True)
    prints.finish()
    with full_disk(prints.path.stat().st_size + room):
        report = apply(fivetran, planned, memory=prints)

    assert results == [outcome.result for outcome in report.outcomes]
    assert sent == len(recording.passwords)
    assert unkept == [str(outcome.change) for outcome in report.unkept]
    assert str(prints.path) in str(report.failure)
    assert isinstance(report.failure, CannotKeep)
    edited = [database("hunter3", f"s{number}") for number in range(3)]
    again = plan(fivetran, edited, memory=Memory.open(fivetran, prints.path))
    assert sent == again.count(Action.UPDATE)


def test_a_memory_that_cannot_be_sorted_is_whole(fivetran, prints, monkeypatch):
    """Where only the sorting at the end fails, the report says so, and no line is lost."""

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)

    report = applied(fivetran, prints, database())

    assert "cannot be sorted: No space left on device." in str(report.failure)
    assert [] == changed(fivetran, Memory.open(fivetran, prints.path), database())


def test_a_memory_that_can_no_longer_be_written_stops_the_run(fivetran, recording, prints):
    """Where the file became a folder since the plan, nothing is sent."""
    planned = plan(fivetran, [database()], memory=prints)
    prints.path.mkdir()

    report = apply(fivetran, planned, memory=prints)

    assert "cannot be written: Is a directory." in str(report.failure)
    assert [] == recording.passwords


def bucket(key: str) -> Declaration:
    """Declare a connection whose table is named with one of two keys."""
    config = {"schema": "lake", key: "raw", "bucket": "b"}
    return Declaration("files", "lake.raw", {"group_id": "files", "service": "s3", "config": config})


@pytest.mark.parametrize("rotate", [False, True])
def test_a_change_of_the_key_that_names_a_table_is_named_and_never_sent(naming_keys, fivetran, prints, *, rotate):
    """No update can change the key: another one in the file is refused where answers show the key, else named."""
    applied(fivetran, prints, bucket("table"))

    (same,) = plan(fivetran, [bucket("table")], memory=prints)
    (other,) = plan(fivetran, [bucket("table_group_name")], memory=prints, options=PlanOptions(rotate_secrets=rotate))

    assert "unknown" not in same.hidden.values()
    assert Action.UNCHANGED == same.action
    if naming_keys == "present":
        assert Action.REFUSED == other.action
        assert ["/config/table_group_name"] == [each.pointer for each in other.differences]
        return
    assert "unknown" == other.hidden["/config/table_group_name"]
    assert Action.UNCHANGED == other.action
