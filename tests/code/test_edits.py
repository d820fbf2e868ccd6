"""For random edits, removals, protections and memories, exactly the edited connections change."""

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from fivetran_connections import Fivetran
from fivetran_connections.code import Action, Limits, Memory, Plan, PlanOptions, apply, load, plan
from fivetran_mock import FivetranMock

SCHEMAS = ("a", "b", "c", "d", "e")


class Settings(NamedTuple):
    """The settings of a connection that the tests edit; the password is in no answer."""

    password: str
    host: str
    file: str


SETS = st.dictionaries(
    st.sampled_from(SCHEMAS),
    st.builds(Settings, st.sampled_from("pqr"), st.sampled_from("xy"), st.sampled_from(["one", "two"])),
)
PROTECTED = st.sets(st.sampled_from(SCHEMAS), max_size=2)


class World:
    """A mock, a folder of files, and one memory."""

    def __init__(self, folder: Path, fivetran: Fivetran) -> None:
        self.folder = folder
        self.fivetran = fivetran

    def plan(self, declared: Mapping[str, Settings], protected: set[str]) -> tuple[Plan, Memory]:
        """Write the files, and plan to delete the connections that left them."""
        for name in ("one", "two"):
            entries = [
                {
                    "service": "postgres",
                    "group_id": "amber_kettle",
                    "config": {"schema_prefix": schema, "password": each.password, "host": each.host},
                }
                for schema, each in declared.items()
                if each.file == name
            ]
            protect = [{"schema": schema} for schema in protected]
            document = {"version": 1, "protect": protect, "connections": entries}
            (self.folder / f"{name}.yaml").write_text(yaml.safe_dump(document))
        opened = Memory.open(self.fivetran, self.folder / "memory.jsonl")
        options = PlanOptions(delete_undeclared=True)
        return plan(self.fivetran, load(self.folder), options=options, memory=opened), opened

    def apply(self, declared: Mapping[str, Settings], protected: set[str]) -> Plan:
        """Carry out a plan, and check that nothing fails."""
        planned, opened = self.plan(declared, protected)
        limits = Limits(max_percent=100)
        assert apply(self.fivetran, planned, memory=opened, limits=limits).ok
        return planned


@contextmanager
def world() -> Generator[World]:
    """Return an empty world."""
    with TemporaryDirectory() as folder, FivetranMock().client() as fivetran:
        yield World(Path(folder), fivetran)


@pytest.mark.slow
@given(st.lists(st.tuples(SETS, PROTECTED), min_size=2, max_size=3))
def test_exactly_the_edited_connections_change(runs):
    """With one memory, each apply carries out the edits and nothing else; it deletes nothing protected."""
    with world() as here:
        exists: dict[str, Settings] = {}
        for declared, protected in runs:
            planned = here.apply(declared, protected)

            left = exists.keys() - declared.keys()
            expected = dict.fromkeys(declared.keys() - exists.keys(), Action.CREATE)
            expected |= {schema: Action.UNDECLARED if schema in protected else Action.DELETE for schema in left}
            for schema in declared.keys() & exists.keys():
                edited = declared[schema][:2] != exists[schema][:2]
                expected[schema] = Action.UPDATE if edited else Action.UNCHANGED
            assert expected == {change.schema: change.action for change in planned}

            exists = {**{schema: exists[schema] for schema in left & protected}, **declared}
            again, _ = here.plan(declared, protected)
            assert again.is_empty
            assert exists.keys() == {each.schema for each in here.fivetran.connections.list()}


@pytest.mark.deep
def test_exactly_the_edited_connections_change_at_length():
    """With one memory, each apply carries out the edits and nothing else, for thousands of edits."""
    for _ in range(4):
        test_exactly_the_edited_connections_change()
