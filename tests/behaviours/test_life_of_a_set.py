"""The promises of connections as code, under each behaviour that the API may have."""

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fivetran_connections import AsyncFivetran, ConnectionDiffers, Fivetran
from fivetran_connections.__main__ import main
from fivetran_connections.code import Action, Limits, Memory, Plan, PlanOptions, Report, apply, load, plan
from fivetran_mock import Fault, FivetranMock
from fivetran_rules.behaviours import BEHAVIOURS, DEFAULTS

PIN: Final[Mapping[str, Any]] = {
    "group_id": "amber_kettle",
    "service": "pinterest_ads",
    "config": {
        "schema": "pin_eu",
        "sync_mode": "SpecificAdvertisers",
        "advertisers": ["1", "2"],
        "click_attribution_window": "SEVEN",
        "timeframe_months": "THREE",
    },
    "auth": {"refresh_token": "t", "client_access": {"client_id": "i", "client_secret": "${env:LIFE_TOKEN}"}},
}
PG: Final[Mapping[str, Any]] = {
    "group_id": "amber_kettle",
    "service": "postgres",
    "paused": True,
    "config": {
        "schema_prefix": "pg",
        "host": "db.example.com",
        "port": 5432,
        "user": "reader",
        "password": "${env:LIFE_PASSWORD}",
        "update_method": "XMIN",
    },
}
SHEET: Final[Mapping[str, Any]] = {
    "group_id": "amber_kettle",
    "service": "google_sheets",
    "sync_frequency": 60,
    "config": {"schema": "sheets", "table": "plan", "sheet_id": "https://docs.example.com/1", "named_range": "all"},
}
EVENTS: Final[Mapping[str, Any]] = {
    "group_id": "azure_lantern",
    "service": "amplitude",
    "config": {
        "schema": "events",
        "gcs_credentials": {"bucket_name": "b", "home_folder": "/"},
        "project_credentials": [{"project": "one", "api_key": "${env:LIFE_TOKEN}", "secret_key": "${env:LIFE_TOKEN}"}],
    },
}
TOGETHER: Final = (PIN, PG, SHEET, EVENTS)


UPDATE, CREATE, DELETE = "update_connection", "create_connection", "delete_connection"


class Account:
    """An account with given behaviours, a folder of files, and the tools that work on both."""

    def __init__(self, folder: Path, behaviours: Mapping[str, str]) -> None:
        self.mock = FivetranMock(behaviours=behaviours)
        self.behaviours = {**DEFAULTS, **behaviours}
        self.fivetran = self.client()
        self.folder = folder

    def client(self, **_: Any) -> Fivetran:
        """Return a client of the account."""
        return self.mock.client()

    def async_client(self, **_: Any) -> AsyncFivetran:
        """Return an async client of the account."""
        return self.mock.async_client()

    def write(self, *bodies: Mapping[str, Any], name: str = "set.yaml") -> Path:
        """Write a file of connections."""
        path = self.folder / name
        path.write_text(json.dumps({"version": 1, "connections": bodies}), "utf-8")
        return path

    def memory(self, name: str = "memory.jsonl") -> Memory:
        """Open a memory, as each run of a tool does."""
        return Memory.open(self.fivetran, self.folder / name)

    def plan(self, path: Path, memory: Memory | None = None, **options: Any) -> Plan:
        """Plan a file or folder."""
        return plan(self.fivetran, load(path), options=PlanOptions(**options), memory=memory or self.memory())

    def apply(self, path: Path, **options: Any) -> Report:
        """Apply a file or folder."""
        memory = self.memory()
        planned = self.plan(path, memory, **options)
        return apply(self.fivetran, planned, memory=memory, limits=Limits(max_percent=100))

    def applied(self, path: Path, *sent: str, **options: Any) -> Report:
        """Apply a file, and check the requests, the success, and the empty plan after it."""
        before = self.mock.call_count
        report = self.apply(path, **options)
        assert report.ok, [outcome.message for outcome in report.failures]
        assert list(sent) == [
            str(call.operation) for call in self.mock.calls if call.number > before and call.method != "GET"
        ]
        left = self.plan(path)
        assert left.is_empty, left.changes
        return report

    def config(self, schema: str) -> dict[str, Any]:
        """Return the config of the one connection with a schema, as a read shows it."""
        (one,) = [each["id"] for each in self.mock.connections() if each["schema"] == schema]
        found = self.fivetran.connections.get(one).to_dict()
        return dict(found["config"])


Command = Callable[..., tuple[int, str]]


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[[Account], Command]:
    """Run commands on an account; each returns its exit status and its output."""

    def of(account: Account) -> Command:
        monkeypatch.setattr("fivetran_connections.client.Fivetran", account.client)
        monkeypatch.setattr("fivetran_connections.client.AsyncFivetran", account.async_client)

        def run(*words: object) -> tuple[int, str]:
            status = main(list(map(str, words)))
            shown = capsys.readouterr()
            return status, shown.out + shown.err

        return run

    return of


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Set the secrets of the files, and keep the data of commands in the folder of the test."""
    monkeypatch.setenv("FIVETRAN_CONNECTIONS_DATA", str(tmp_path))
    monkeypatch.setenv("LIFE_TOKEN", "t")
    monkeypatch.setenv("LIFE_PASSWORD", "hunter2")


def edited(body: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """Return a body with other values in its config, and the others as they are."""
    return {**body, "config": {**body["config"], **more}}


def is_made_once(account: Account, _: Command, __: pytest.MonkeyPatch) -> None:
    """Each connection is created once, however often, and one that differs is not adopted."""
    path = account.write(*TOGETHER)
    fivetran, body = account.fivetran, load(path)[0].body
    fivetran.connections.ensure(body)
    assert "adopted" == fivetran.connections.ensure(body).outcome
    assert ["adopted"] * 2 == [one.outcome for one in fivetran.connections.ensure_many([body, body])]
    with pytest.raises(ConnectionDiffers, match="/config/click_attribution_window"):
        fivetran.connections.ensure(edited(body, click_attribution_window="ONE"))
    account.applied(path, UPDATE, CREATE, CREATE, CREATE)  # its auth, which no answer shows, is sent once
    found = fivetran.connections.get_by_schema("amber_kettle", "pin_eu")
    assert found is not None
    assert found.config is not None
    assert "SEVEN" == found.config["click_attribution_window"]
    everything = [each.id for each in fivetran.connections.list(page_size=1)]
    assert sorted(everything) == sorted(each["id"] for each in account.mock.connections())
    assert ["pg"] == [each.schema for each in fivetran.connections.list(schema="pg")]


def is_changed(account: Account, _: Command, __: pytest.MonkeyPatch) -> None:
    """A change in the file is one update, and the connection is as the file says."""
    account.apply(account.write(*TOGETHER))
    account.applied(
        account.write(edited(PIN, click_attribution_window="ONE", advertisers=["3"]), *TOGETHER[1:]), UPDATE
    )
    shown = account.config("pin_eu")
    assert "ONE" == shown["click_attribution_window"]
    assert ["3"] == shown["advertisers"]
    account.applied(account.write({**PIN, "paused": True}, *TOGETHER[1:]), UPDATE)
    nested = edited(EVENTS, gcs_credentials={"bucket_name": "c"})
    account.applied(account.write({**PIN, "paused": False}, PG, SHEET, nested), UPDATE, UPDATE)
    assert {"bucket_name": "c", "home_folder": "/"} == account.config("events")["gcs_credentials"]
    account.applied(account.write(*TOGETHER), UPDATE)


def is_mended(account: Account, run: Command, _: pytest.MonkeyPatch) -> None:
    """A change by somebody else is shown and mended."""
    path = account.write(*TOGETHER)
    account.apply(path)
    pg, events = (
        next(each["id"] for each in account.mock.connections() if each["schema"] == schema)
        for schema in ("pg", "events")
    )
    theirs = account.client().connections
    theirs.update(pg, {"config": {"port": 6543}, "sync_frequency": 5})
    (drifted,) = account.plan(path).having(Action.UPDATE)
    assert [("/config/port", 6543, 5432)] == [(key.pointer, key.old, key.new) for key in drifted.keys]
    account.applied(path, UPDATE)
    theirs.update(events, {"config": {"project_credentials": []}, "paused": True})
    assert 1 == account.plan(path).count(Action.UPDATE)
    account.applied(path, UPDATE)
    run("update", pg, "config.port=7", "config.user=null")
    assert 1 == account.plan(path).count(Action.UPDATE)
    account.applied(path, UPDATE)


def is_told(account: Account, run: Command, _: pytest.MonkeyPatch) -> None:
    """Commands show the state and the problems of connections, whatever the codes and texts of the API."""
    fivetran = account.fivetran
    account.apply(account.write(*TOGETHER))
    pin, pg = (next(each.id for each in fivetran.connections.list(schema=name)) for name in ("pin_eu", "pg"))
    shown = run("status")[1]
    assert all(each["id"] in shown for each in account.mock.connections())
    assert f"Paused. Run: fivetran-connections unpause {pg}" in shown
    run("test", pin)
    ended = fivetran.connections.wait_for_sync(pin, start=True)
    assert ("ended" if account.behaviours["sync_end"] == "silent" else "succeeded") == ended.outcome
    status, shown = run("sync", "--wait", pg)
    assert (9, True) == (status, "It is paused, so no sync was started." in shown)
    assert 5 == run("get", "nobody")[0]
    account.mock.add_fault(Fault(operation="get_connection", times=1, status=401))
    assert 4 == run("get", pin)[0]
    account.mock.add_fault(Fault(operation="get_connection", times=1, status=429))
    assert fivetran.connections.get(pin).id == pin


def is_rotated(account: Account, _: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """A changed secret is one update, after which the connection is still authorized."""
    account.apply(account.write(*TOGETHER))
    monkeypatch.setenv("LIFE_PASSWORD", "hunter3")
    account.applied(account.write(*TOGETHER), UPDATE)
    monkeypatch.setenv("LIFE_TOKEN", "other")
    account.applied(account.write(*TOGETHER), UPDATE, UPDATE)
    pin = next(each for each in account.mock.connections() if each["schema"] == "pin_eu")
    assert "connected" == pin["status"]["setup_state"]


def is_imported(account: Account, run: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """An import writes files whose plan is empty, also without a memory."""
    account.apply(account.write(*TOGETHER))
    status, shown = run("import", "-o", account.folder / "imported")
    assert 0 == status
    for name in re.findall(r"FIVETRAN_\w+", shown):
        monkeypatch.setenv(name, "hunter2" if "PASSWORD" in name else "t")
    imported = account.plan(account.folder / "imported", account.memory("elsewhere.jsonl"))
    assert len(TOGETHER) == len(imported), imported.changes
    assert imported.is_empty, imported.changes


def is_replaced(account: Account, _: Command, __: pytest.MonkeyPatch) -> None:
    """A change of a permanent key is refused, unless an option allows to delete and create the connection."""
    account.apply(account.write(*TOGETHER))
    path = account.write(edited(PIN, timeframe_months="SIX"), *TOGETHER[1:])
    assert 1 == account.plan(path).count(Action.REFUSED)
    account.applied(path, DELETE, CREATE, allow_replace=True)


def is_deleted(account: Account, _: Command, __: pytest.MonkeyPatch) -> None:
    """An option deletes each connection that no file declares, and no other one."""
    account.apply(account.write(*TOGETHER))
    account.applied(account.write(PG, EVENTS), DELETE, DELETE, delete_unmanaged=True)
    assert {"pg", "events"} == {each["schema"] for each in account.mock.connections()}
    assert account.fivetran.connections.get_by_schema("amber_kettle", "pin_eu") is None


Promise = Callable[[Account, Command, pytest.MonkeyPatch], None]
PROMISES: Final[tuple[Promise, ...]] = (
    *(is_made_once, is_changed, is_mended, is_told),
    *(is_rotated, is_imported, is_replaced, is_deleted),
)
OTHERS: Final = [
    (name, value) for name, row in BEHAVIOURS.items() if name != "list_lag" for value in list(row.values)[1:]
]
"""Lists that lag have a test of their own, since the others do not wait for them."""
CHANGING: Final = ("list_config", "list_order", "sync_end", "sync_paused", "sync_incomplete", "update_answer")
"""Behaviours that change which requests are sent; under the others they are those of the default."""
VALUES: Final = [
    pytest.param({name: value} if name else {}, marks=() if name in ("", *CHANGING) else pytest.mark.slow)
    for name, value in (("", ""), *OTHERS)
]
EACH_PROMISE: Final = pytest.mark.parametrize("promise", PROMISES)


@EACH_PROMISE
@pytest.mark.parametrize("behaviours", VALUES, ids=lambda given: "=".join(*given.items()) if given else "default")
def test_a_promise_under_each_behaviour(tmp_path, command, monkeypatch, promise, behaviours):
    """Under the default and under each other value, every tool keeps its promises."""
    account = Account(tmp_path, behaviours)

    promise(account, command(account), monkeypatch)


def clears_nothing(account: Account, run: Command) -> None:
    """A null that clears nothing ends `apply` and `update` with 9, and plans have the value that stands there."""
    account.apply(account.write(PG))
    told = "Null cleared nothing: /config/user."
    status, shown = run("apply", "--yes", path := account.write(edited(PG, user=None)))
    assert (9, True) == (status, told in shown)
    status, shown = run("update", "amber_kettle/pg", "config.user=null")
    assert (9, True) == (status, told in shown)
    status, shown = run("plan", path)
    assert (0, True) == (status, 'null cleared nothing: /config/user is still "reader";' in shown)


def keeps_secrets(account: Account, run: Command) -> None:
    """A secret that left the file of a Connector SDK is deleted by `apply`; one that `update` leaves out is named."""
    first, second = ({"key": key, "value": "x"} for key in ("first", "second"))
    sdk = {"group_id": "amber_kettle", "service": "connector_sdk", "config": {"schema": "sdk"}}
    account.apply(account.write(edited(sdk, secrets_list=[first, second])))
    told = "The API merges secrets by key, and still has second: send each with the value null."
    assert told in run("update", "amber_kettle/sdk", f"config.secrets_list={json.dumps([first])}")[1]
    account.applied(path := account.write(edited(sdk, secrets_list=[first])), UPDATE)
    assert account.plan(path).is_empty
    assert ["first"] == [each["key"] for each in account.mock.connections()[0]["config"]["secrets_list"]]


def hides_secrets(account: Account, run: Command) -> None:
    """Without a memory, a secret that no answer shows is sent by `apply`, and by `--adopt` named and not sent."""
    path, elsewhere = account.write(PG), account.folder / "elsewhere.jsonl"
    account.applied(path, CREATE)
    status, shown = run("apply", "--yes", "--adopt", "--memory", elsewhere, path)
    assert (0, 1) == (status, sum(call.method != "GET" for call in account.mock.calls))
    assert "/config/password (never sent from here" in shown
    assert "--rotate-secrets sends" in shown
    assert "Plan: 1 to update." in run("plan", "--memory", account.folder / "third.jsonl", path)[1]


def is_created_twice(account: Account, run: Command) -> None:
    """A connection that two processes created is adopted with the id of the other one, which `plan` names."""
    body = load(account.write(PG))[0].body
    first, second = (account.fivetran.connections.create(body).id for _ in range(2))
    assert (second,) == account.fivetran.connections.ensure(body).duplicates
    assert f"more connections of this group and schema: {second}" in run("plan", account.write(PG))[1]
    found = account.fivetran.connections.get_by_schema("amber_kettle", "pg")
    assert found is not None
    assert first == found.id


def is_renamed(account: Account, run: Command) -> None:
    """`apply` reports a name that the API changes, and `plan` warns of a second create."""
    path = account.write(edited(PG, schema_prefix="PG_eu"))
    assert "The API named it pg_eu: write this name in the file" in run("apply", "--yes", path)[1]
    assert "warning: pg_eu exists in this group." in run("plan", path)[1]


def ends_silently(account: Account, run: Command) -> None:
    """The success of a sync that ends without a trace is reported as unknown."""
    account.apply(account.write({**PG, "paused": False}))
    status, shown = run("sync", "--wait", "amber_kettle/pg")
    assert 9 == status
    assert "Whether it succeeded is unknown" in shown


def lags(account: Account, run: Command) -> None:
    """A new connection is found by its id, also after it left the file; without a memory, apply looks for a minute."""
    path = account.write(PG, EVENTS)
    account.applied(path, CREATE, CREATE)
    account.write(PG)
    assert {"unchanged": 1, "undeclared": 1} == {str(key): value for key, value in account.plan(path).counts.items()}
    elsewhere = ("--memory", account.folder / "elsewhere.jsonl", path)
    assert "Plan: 1 to create." in run("plan", *elsewhere)[1]
    assert "It exists, although the plan did not find it." in run("apply", "--yes", *elsewhere)[1]
    account.applied(path, DELETE, delete_undeclared=True)
    account.applied(account.write(PG, EVENTS), CREATE)
    account.fivetran.connections.ensure(load(path)[0].body)
    assert ["events", "pg"] == sorted(each["schema"] for each in account.mock.connections())


LIMITS: Final = {
    ("list_lag", "60"): lags,
    ("null_in_update", "kept"): clears_nothing,
    ("named_secrets", "merged"): keeps_secrets,
    ("set_secret", "absent"): hides_secrets,
    ("duplicate_schema", "allowed"): is_created_twice,
    ("schema_spelling", "lowered"): is_renamed,
    ("sync_end", "silent"): ends_silently,
}


@pytest.mark.parametrize(("name", "value"), LIMITS)
def test_a_promise_that_cannot_hold_is_told(tmp_path, command, name, value):
    """Where a tool cannot keep a promise, the table says so, and so does the output of the tool."""
    account = Account(tmp_path, {name: value})

    LIMITS[name, value](account, command(account))


def test_the_table_names_each_promise_that_cannot_hold():
    """Each row with a limit names its value, and no other row has one."""
    assert set(LIMITS) == {(name, row.limit.split("`")[1]) for name, row in BEHAVIOURS.items() if row.limit}


@pytest.mark.deep
@EACH_PROMISE
@given(
    behaviours=st.fixed_dictionaries(
        {name: st.sampled_from(list(row.values)) for name, row in BEHAVIOURS.items() if name != "list_lag"}
    )
)
def test_a_promise_under_any_behaviours(tmp_path_factory, command, monkeypatch, promise, behaviours):
    """Under any assignment of all behaviours, every tool keeps its promises."""
    folder = tmp_path_factory.mktemp("life")
    monkeypatch.setenv("FIVETRAN_CONNECTIONS_DATA", str(folder))
    for name, value in (("LIFE_PASSWORD", "hunter2"), ("LIFE_TOKEN", "t")):  # the example before may have changed them
        monkeypatch.setenv(name, value)
    account = Account(folder, behaviours)

    promise(account, command(account), monkeypatch)
