"""Seeds: the groups, connections and scripts that a mock begins with, read from plain data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, cast

from fivetran_common.json_types import is_object

from ..formats.schema import NAME, TEXT, Checker, InvalidData, an_object, array, one_of
from ..state.scripts import (
    SETUP_TEST,
    SETUP_TEST_SCRIPT,
    SYNC_SCRIPT,
    Scripts,
    SetupTest,
    SetupTestScript,
    SyncScript,
)
from .transitions import SETUP_STATES, SYNC_STATES


class InvalidSeed(InvalidData):
    """A seed that cannot be planted; the message is one sentence with the pointer of the mistake."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seed:
    """The groups, connections and scripts to add to an account."""

    groups: Mapping[str, str | None] = field(default_factory=dict[str, str | None])
    """The names of groups by id; None for a made-up name."""
    connections: Sequence[Mapping[str, Any]] = ()
    """Bodies of creates, which may also have keys that answers add, such as `id` or `status`."""
    setup_tests: Sequence[SetupTestScript] = ()
    syncs: Sequence[SyncScript] = ()

    def script(self, scripts: Scripts) -> None:
        """Add the scripts; the first of each kind is asked first."""
        for setup_test in reversed(self.setup_tests):
            scripts.add(setup_test)
        for sync in reversed(self.syncs):
            scripts.add(sync)


def read_seed(data: object) -> Seed:
    """Read a seed from plain data; raises `InvalidSeed` with the pointer of the mistake."""
    SEED.check(data, InvalidSeed)
    given = cast("Mapping[str, Any]", data)  # the schema has refused all else
    groups = [each if is_object(each) else {"id": each} for each in given.get("groups", ())]
    return Seed(
        groups={each["id"]: each.get("name") for each in groups},
        connections=tuple(map(dict, given.get("connections", ()))),
        setup_tests=tuple(map(_setup_test_script, given.get("setup_tests", ()))),
        syncs=tuple(SyncScript(**each) for each in given.get("syncs", ())),
    )


def _setup_test_script(data: Mapping[str, Any]) -> SetupTestScript:
    result = {key: value for key, value in data.items() if key in SETUP_TEST.schema["properties"]}
    tests = data.get("tests", [result] if result else [])
    aim = {key: value for key, value in data.items() if key not in result and key != "tests"}
    return SetupTestScript(tests=tuple(SetupTest(**each) for each in tests), **aim)


_GROUP: Final = {
    "if": {"type": "object"},
    "then": an_object({"id": NAME, "name": TEXT}, required=["id"]),
    "else": {**NAME, "title": "the id of a group, or an object with id and name"},
}

_CONNECTION: Final = {
    "type": "object",
    "title": "an object",
    "description": "The body of a create, with or without keys that answers add.",
    "properties": {
        "id": {
            "type": "string",
            "pattern": "^[A-Za-z0-9_-]+$",
            "title": "an id of letters, digits, _ and -, as it stands in addresses",
        },
        "status": {
            "type": "object",
            "title": "an object",
            "properties": {
                "setup_state": one_of(*sorted({state for state, _ in SETUP_STATES})),
                "sync_state": one_of(*sorted({state for state, _ in SYNC_STATES})),
            },
        },
    },
}

SCRIPTS: Final = {"setup_tests": array(SETUP_TEST_SCRIPT.schema), "syncs": array(SYNC_SCRIPT.schema)}

SEED: Final = Checker(an_object({"groups": array(_GROUP), "connections": array(_CONNECTION), **SCRIPTS}))
"""A seed as plain data; `planting` checks its connections as a create does."""
