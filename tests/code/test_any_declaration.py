"""For any declaration and any server that adds, masks, omits and reorders values, the plan after an apply is empty."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fivetran_common.json_types import is_array, is_object
from fivetran_connections.code import Action, Declaration, Memory, PlanOptions
from fivetran_connections.code.memory import AccountId, has_value
from fivetran_connections.code.patching import to_remember, without_nulls
from fivetran_connections.code.planning import compare_one
from fivetran_rules import is_secret

KEYS = st.sampled_from(["a", "b", "c", "password", "api_key", "hosts"])
SCALARS = st.none() | st.booleans() | st.integers(0, 9) | st.sampled_from(["", "x", "y", "5", "true"])
VALUES = st.recursive(
    SCALARS | st.lists(st.sampled_from(["1", "2", "3"]), unique=True, max_size=3),
    lambda values: (
        st.dictionaries(KEYS, values, max_size=3) | st.lists(st.dictionaries(KEYS, SCALARS, max_size=2), max_size=2)
    ),
    max_leaves=6,
)
CONFIGS = st.dictionaries(KEYS, VALUES, max_size=4)
LEVELS = st.fixed_dictionaries(
    {},
    optional={
        "paused": st.booleans(),
        "sync_frequency": st.sampled_from([5, 60, 360, None]),
        "data_delay_sensitivity": st.sampled_from(["LOW", "NORMAL"]),
    },
)


class Server:
    """Stores a connection, and shows it with defaults, masks, and omitted keys."""

    def __init__(self, defaults: dict[str, Any], hidden: set[str], *, spell: bool) -> None:
        self.defaults = defaults
        self.hidden = hidden
        self.spell = spell
        self.stored: dict[str, Any] = {}

    def create(self, body: dict[str, Any]) -> None:
        """Store the body of a create."""
        self.stored = without_nulls({key: value for key, value in body.items() if key != "auth"})

    def update(self, patch: Any) -> None:
        """Merge the body of an update, config key by key; null clears."""
        config = {**self.stored["config"], **patch.get("config", {})}
        merged = {**self.stored, **{key: value for key, value in patch.items() if key != "auth"}, "config": config}
        self.stored = without_nulls(merged)

    def shown(self) -> dict[str, Any]:
        """Return the connection as an answer shows it."""
        level = {"paused": False, "sync_frequency": 360, "data_delay_sensitivity": "NORMAL"}
        config = {**self.defaults, **self._seen(self.stored["config"])}
        config = {key: value for key, value in config.items() if key not in self.hidden}
        return {"id": "an_id", "group_id": "g", "schema": "s", **level, **self.stored, "config": config}

    def _seen(self, value: Any, *, secret: bool = False) -> Any:
        if is_object(value):
            return {key: self._seen(item, secret=secret or is_secret(key)) for key, item in value.items()}
        if is_array(value):
            return [self._seen(item, secret=secret) for item in reversed(value)]
        if secret and value not in (None, "") and not isinstance(value, bool):
            return "******"
        return str(value) if self.spell and isinstance(value, int) and not isinstance(value, bool) else value


SERVERS = st.builds(
    Server,
    st.dictionaries(st.sampled_from(["a", "c", "d"]), st.sampled_from(["default", 7, True]), max_size=2),
    st.sets(st.sampled_from(["b", "hosts", "password"]), max_size=1),
    spell=st.booleans(),
)


def declare(level: dict[str, Any], config: dict[str, Any], auth: dict[str, Any]) -> Declaration:
    """Declare a connection."""
    body = {"group_id": "g", "service": "odd_service", "config": {"schema": "s", **config}, "auth": auth, **level}
    return Declaration("g", "s", body)


@contextmanager
def empty_memory() -> Generator[Memory]:
    """Return a memory in a folder of its own."""
    with TemporaryDirectory() as folder:
        memory = Memory(
            Path(folder, "memory.jsonl"), account=AccountId("mock", "address"), api_secret="secret"
        )  # of no account
        yield memory
        memory.finish()


def remember(memory: Memory, declaration: Declaration, shown: dict[str, Any], patch: Any = None) -> None:
    """Store what an answer hides, after a create or an update."""
    values = dict(to_remember(declaration.body, shown))
    memory.confirm(declaration, shown["id"], values, is_sent=lambda pointer: patch is None or has_value(pointer, patch))


def check_cycle(memory: Memory, server: Server, *declarations: Declaration) -> None:
    """Create the first declaration and apply the others; check that the plan after each apply is empty."""
    server.create(dict(declarations[0].body))
    remember(memory, declarations[0], server.shown())
    for declaration in declarations:
        change = compare_one(declaration, [server.shown()], PlanOptions(), memory)
        assert change.action in {Action.UPDATE, Action.UNCHANGED}, change.reasons
        if change.action is Action.UPDATE:
            server.update(change.patch)
        remember(memory, declaration, server.shown(), change.patch)

        again = compare_one(declaration, [server.shown()], PlanOptions(), memory)
        assert () == again.keys


@given(SERVERS, LEVELS, CONFIGS, LEVELS, CONFIGS, CONFIGS)
def test_the_plan_after_an_apply_is_empty(
    server: Server,
    level: dict[str, Any],
    config: dict[str, Any],
    edited: dict[str, Any],
    other: dict[str, Any],
    auth: dict[str, Any],
) -> None:
    """For any declaration and server, the plan is empty after create, edit and apply."""
    with empty_memory() as memory:
        check_cycle(
            memory, server, declare(level, config, auth), declare(edited, other, auth), declare(level, config, {})
        )


@pytest.mark.deep
def test_the_plan_after_an_apply_is_empty_at_length() -> None:
    """The plan is empty after create, edit and apply, for thousands of declarations."""
    for _ in range(10):
        test_the_plan_after_an_apply_is_empty()


@given(LEVELS, CONFIGS, st.sampled_from([("a", "seen"), ("c", 123), ("b", ["9"])]))
def test_a_plan_is_empty_only_if_nothing_differs(
    level: dict[str, Any], config: dict[str, Any], edit: tuple[str, Any]
) -> None:
    """A plan always reports a visible value that differs from the file."""
    key, value = edit
    server = Server({}, set(), spell=False)
    declaration = declare(level, {**config, key: value}, {})
    server.create(dict(declaration.body))
    with empty_memory() as memory:
        remember(memory, declaration, server.shown())
        server.stored["config"][key] = "somebody else's"

        change = compare_one(declaration, [server.shown()], PlanOptions(), memory)

    assert [f"/config/{key}"] == [each.pointer for each in change.keys]
