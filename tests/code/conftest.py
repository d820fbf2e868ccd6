"""Fixtures of the tests of connections as code."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from fivetran_connections import Fivetran
from fivetran_connections.code import Declaration, Memory
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
    with Fivetran(
        api_key=mock.api_key, api_secret=mock.api_secret, transport=mock.transport(), sleep=lambda _: None
    ) as fivetran:
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
