"""Fixtures of the tests of connections as code."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from fivetran_connections import Fivetran
from fivetran_connections.code import Change, Declaration, Memory, Outcome, Plan, PlanOptions, apply, plan
from fivetran_mock import FivetranMock

Write = Callable[..., Path]


@pytest.fixture(autouse=True)
def _data_folder(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a test write its data outside of the user's data folder."""
    monkeypatch.setenv("FIVETRAN_CONNECTIONS_DATA", str(tmp_path_factory.mktemp("data")))


@pytest.fixture
def mock() -> FivetranMock:
    """Return a mock that allows a schema twice in a group, as the API may, and needs no authorization."""
    return FivetranMock(behaviours={"duplicate_schema": "allowed", "authorization": "assumed"})


@pytest.fixture
def fivetran(mock: FivetranMock) -> Iterator[Fivetran]:
    """Return a client of the mock whose waits take no time."""
    with mock.client(sleep=lambda _: None) as fivetran:
        yield fivetran


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a file of connections and return its path."""

    def write_it(content: str | dict[str, Any], name: str = "connections.yaml") -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content if isinstance(content, str) else yaml.safe_dump(content, sort_keys=False), "utf-8")
        return path

    return write_it


@pytest.fixture
def prints(fivetran: Fivetran, tmp_path: Path) -> Memory:
    """Return a memory in a folder of the test."""
    return Memory.open(fivetran, tmp_path / "memory.jsonl")


class Account:
    """An account with one connection, the memory of a team, and the sent requests."""

    def __init__(self, folder: Path, **behaviours: str) -> None:
        self.mock = FivetranMock(behaviours={"authorization": "assumed", **behaviours})
        self.waits = list[float]()
        self.fivetran = self.mock.client(sleep=self.waits.append)
        self.file = folder / "memory.jsonl"

    @property
    def memory(self) -> Memory:
        """The memory as it is read from its file."""
        return Memory.open(self.fivetran, self.file)

    def plan(self, declared: Declaration, *, memory: bool = True, **options: Any) -> Plan:
        """Plan the connection."""
        known = self.memory if memory else None
        return plan(self.fivetran, [declared], options=PlanOptions(**options), memory=known)

    def change(self, declared: Declaration, *, memory: bool = True, **options: Any) -> Change:
        """Return the planned change of the connection."""
        (change,) = self.plan(declared, memory=memory, **options)
        return change

    def apply(self, declared: Declaration, *, memory: bool = True, **options: Any) -> Outcome:
        """Apply the connection, and return the outcome."""
        known = self.memory if memory else None
        planned = plan(self.fivetran, [declared], options=PlanOptions(**options), memory=known)
        (outcome,) = apply(self.fivetran, planned, memory=known).outcomes
        return outcome

    @property
    def found(self) -> dict[str, Any]:
        """The only connection as the mock has it."""
        (found,) = self.mock.connections()
        return found

    def sent(self) -> list[tuple[str, Any]]:
        """Return operation and body of each request that changed something, and forget the requests."""
        calls = [(str(call.operation), call.body) for call in self.mock.calls if call.method != "GET"]
        self.mock.clear_calls()
        return calls

    @property
    def writes(self) -> list[str]:
        """The operations that changed something, in their order."""
        return [call.operation for call in self.mock.calls if call.operation and call.method != "GET"]

    def set_up(self) -> None:
        """Let the setup tests pass."""
        self.mock.clear_scripts()
        self.fivetran.connections.test(str(self.found["id"]))


@pytest.fixture
def account(tmp_path: Path) -> Account:
    """Return an account."""
    return Account(tmp_path)


def body(schema: str = "pin_eu", **more: Any) -> dict[str, Any]:
    """Return a valid body."""
    config = {"schema": schema, **more.pop("config", {})}
    return {"group_id": "amber_kettle", "service": "pinterest_ads", "config": config, **more}


def database(schema: str = "pg", **config: Any) -> dict[str, Any]:
    """Return a body with a password in its config."""
    config = {"schema_prefix": schema, "host": "db.example.com", "port": 5432, **config}
    return {"group_id": "amber_kettle", "service": "postgres", "config": config}


def declared(*bodies: dict[str, Any], **settings: Any) -> list[Declaration]:
    """Declare bodies without files."""
    names = [each["config"].get("schema") or each["config"]["schema_prefix"] for each in bodies]
    return [Declaration(each["group_id"], name, each, **settings) for name, each in zip(names, bodies, strict=True)]
