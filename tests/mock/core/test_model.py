"""The mock agrees with a simple model of it, for any sequence of calls."""

import json
from typing import Any

import hypothesis.strategies as st
from hypothesis import settings
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, rule

from fivetran_mock import FivetranMock

from ._asking import ask

GROUPS = st.sampled_from(["g1", "g2"])
SCHEMAS = st.sampled_from(["a", "b", "c"])
FREQUENCIES = st.sampled_from([60, 360, 1440])


class Life(RuleBasedStateMachine):
    """Sequences of creates, updates, deletes, time and snapshots."""

    made = Bundle("made")

    def __init__(self) -> None:
        super().__init__()
        # The model knows no syncs, so none of them heals a broken connection.
        self.mock = FivetranMock(check_replies=True, behaviours={"broken_sync": "waits"})
        self.model: dict[str, dict[str, Any]] = {}
        self.saved: list[tuple[bytes, dict[str, dict[str, Any]]]] = []

    @rule(target=made, group=GROUPS, schema=SCHEMAS, paused=st.booleans(), tested=st.booleans())
    def create(self, group: str, schema: str, paused: bool, tested: bool) -> str:
        """Create a connection; if its schema is used, expect a conflict."""
        taken = any((each["group_id"], each["schema"]) == (group, schema) for each in self.model.values())
        config = {"schema": schema}
        body = {
            "group_id": group,
            "service": "mailchimp",
            "config": config,
            "paused": paused,
            "run_setup_tests": tested,
        }
        reply = ask(self.mock, "POST", "/v1/connections", body)
        if taken:
            assert 409 == reply.status
            return "taken_schema"
        data = json.loads(reply.body)["data"]
        self.model[data["id"]] = {
            "group_id": group,
            "schema": schema,
            "paused": paused,
            "sync_frequency": 360,
            "setup_state": "connected" if tested else "incomplete",
        }
        return str(data["id"])

    @rule(connection=made, paused=st.booleans(), frequency=FREQUENCIES)
    def update(self, connection: str, paused: bool, frequency: int) -> None:
        """Change a connection."""
        patch = {"paused": paused, "sync_frequency": frequency, "run_setup_tests": False}
        self.expect(connection, ask(self.mock, "PATCH", f"/v1/connections/{connection}", patch).status)
        if connection in self.model:
            self.model[connection].update(paused=paused, sync_frequency=frequency)

    @rule(connection=made, passing=st.booleans())
    def test(self, connection: str, passing: bool) -> None:
        """Run the setup tests with a scripted result."""
        self.mock.clear_scripts()
        self.mock.script_setup_tests(status="PASSED" if passing else "FAILED")
        self.expect(connection, ask(self.mock, "POST", f"/v1/connections/{connection}/test", {}).status)
        self.mock.clear_scripts()
        if connection in self.model:
            before = self.model[connection]["setup_state"]
            worse = "incomplete" if before == "incomplete" else "broken"
            self.model[connection]["setup_state"] = "connected" if passing else worse

    @rule(connection=made, action=st.sampled_from(["sync", "resync", "schemas/reload"]))
    def act(self, connection: str, action: str) -> None:
        """Call an operation that does not change the model."""
        status = ask(self.mock, "POST", f"/v1/connections/{connection}/{action}").status
        known = self.model.get(connection)
        refused = action == "schemas/reload" and known is not None and known["setup_state"] != "connected"
        assert status == (404 if known is None else 400 if refused else 200)

    @rule(connection=consumes(made))
    def delete(self, connection: str) -> None:
        """Remove a connection."""
        self.expect(connection, ask(self.mock, "DELETE", f"/v1/connections/{connection}").status)
        self.model.pop(connection, None)

    @rule(minutes=st.integers(0, 5_000))
    def wait(self, minutes: int) -> None:
        """Let time pass."""
        self.mock.advance(minutes=minutes)

    @rule()
    def save(self) -> None:
        """Take a snapshot."""
        self.saved.append((self.mock.snapshot(), {key: dict(value) for key, value in self.model.items()}))

    @rule()
    def bring_back(self) -> None:
        """Restore the latest snapshot."""
        if self.saved:
            snapshot, model = self.saved.pop()
            self.mock.restore(snapshot)
            self.model = model

    @invariant()
    def lists_agree(self) -> None:
        """Check that pages, filters and reads show the model's connections."""
        shown = {each["id"]: each for each in self.pages("/v1/connections?limit=2")}
        assert list(shown) == list(self.model)
        for identifier, expected in self.model.items():
            data = shown[identifier]
            assert expected == {
                **{key: data[key] for key in ("group_id", "schema", "paused", "sync_frequency")},
                "setup_state": data["status"]["setup_state"],
            }
            assert (data["status"]["sync_state"] == "paused") == expected["paused"]
        for schema in ("a", "b"):
            ids = [each["id"] for each in self.pages(f"/v1/groups/g1/connections?schema={schema}&limit=1")]
            assert ids == [
                key for key, each in self.model.items() if (each["group_id"], each["schema"]) == ("g1", schema)
            ]

    def pages(self, target: str) -> list[dict[str, Any]]:
        """Read all pages of a list."""
        items: list[dict[str, Any]] = []
        cursor = ""
        while cursor is not None:
            data = json.loads(ask(self.mock, "GET", target + cursor).body)["data"]
            items += data["items"]
            cursor = f"&cursor={data['next_cursor']}" if "next_cursor" in data else None
        return items

    def expect(self, connection: str, status: int) -> None:
        """Expect success for a connection that exists, and 404 otherwise."""
        assert status == (200 if connection in self.model else 404)


TestLife = Life.TestCase
TestLife.settings = settings(stateful_step_count=25)
