"""Merges of memories by git: whatever each branch sent, no value is taken for known that was not sent last."""

import subprocess
import tempfile
from pathlib import Path
from typing import Literal

from hypothesis import example, given, settings
from hypothesis import strategies as st

from fivetran_connections.code import Declaration, Memory
from fivetran_connections.code.memory import AccountId

ACCOUNT = AccountId("mock", "https://api.example.com")
SECRET = "/config/password"
SCHEMAS = ("one", "two", "three")
Fate = Literal["done", "killed before its answer", "killed before it was sent"]

runs = st.lists(
    st.tuples(
        st.sampled_from(("ours", "theirs")),
        st.dictionaries(st.sampled_from(SCHEMAS), st.sampled_from("AB"), min_size=1),
        st.sampled_from(Fate.__args__),
    ),
    max_size=6,
)


def declared(schema: str, value: str) -> Declaration:
    """Declare a connection with a password."""
    body = {"group_id": "g", "service": "postgres", "config": {"schema_prefix": schema, "password": value}}
    return Declaration("g", schema, body)


def shown(schema: str) -> dict[str, str]:
    """Return the part of a connection that an answer shows."""
    return {"group_id": "g", "schema": schema, "id": f"id_{schema}"}


class Team:
    """Two branches of a repository with a memory, and the last sent values of each connection."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.last: dict[str, str] = {}
        self.git("init", "--quiet", "--initial-branch=ours")
        self.apply(dict.fromkeys(SCHEMAS, "A"), "done")
        self.commit()
        self.git("branch", "theirs")

    def git(self, *words: str, check: bool = True) -> None:
        """Run git with an identity of its own, and without the settings of the user."""
        settings = ("-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false")
        subprocess.run(["git", *settings, *words], cwd=self.folder, check=check, stdout=subprocess.DEVNULL)

    def commit(self) -> None:
        """Commit the memory."""
        self.git("add", "memory.jsonl")
        self.git("commit", "--quiet", "--allow-empty", "--message", "Apply")

    def memory(self) -> Memory:
        """Read the memory."""
        return Memory(self.folder / "memory.jsonl", account=ACCOUNT, api_secret="secret")

    def apply(self, values: dict[str, str], fate: str) -> None:
        """Send each password that the memory does not know as sent; a killed run ends at the last of them."""
        memory = self.memory()
        for number, (schema, value) in enumerate(values.items(), 1):
            if memory.known(shown(schema)).says(SECRET, value) == "sent":
                continue
            ended = fate != "done" and number == len(values)
            memory.begin(declared(schema, value), f"id_{schema}", [SECRET], unsure=False)
            if ended and fate == "killed before it was sent":
                return
            self.last[schema] = value
            if ended:
                return
            declaration = declared(schema, value)
            memory.confirm(declaration, f"id_{schema}", {SECRET: value}, sent=declaration.body)
        memory.finish()

    def merge(self) -> None:
        """Merge the other branch; of a conflict, keep the lines of both sides, as the memory's message says."""
        self.git("checkout", "--quiet", "ours")
        self.git("merge", "--quiet", "theirs", check=False)
        path = self.folder / "memory.jsonl"
        lines = path.read_text().splitlines(keepends=True)
        path.write_text("".join(line for line in lines if line.startswith("{")))


@settings(max_examples=5 + settings().max_examples // 5)  # git takes its time
@given(runs)
@example([("ours", {"three": "B"}, "done"), ("theirs", {"three": "B"}, "done"), ("ours", {"three": "A"}, "done")])
def test_a_merge_takes_no_value_for_known_that_was_not_sent_last(runs):
    """After a merge, `applied` is said of the last password alone, and an apply that is killed and repeated ends it."""
    with tempfile.TemporaryDirectory() as folder:
        team = Team(Path(folder))
        for branch, values, fate in runs:
            team.git("checkout", "--quiet", branch)
            team.apply(values, fate)
            team.commit()
        team.merge()

        for schema, last in team.last.items():
            known = [value for value in "AB" if team.memory().known(shown(schema)).says(SECRET, value) == "sent"]
            assert known in ([], [last])
        for fate in ("killed before its answer", "done"):
            team.apply(dict.fromkeys(SCHEMAS, "B"), fate)
        assert dict.fromkeys(SCHEMAS, "B") == team.last
        assert {"sent"} == {team.memory().known(shown(schema)).says(SECRET, "B") for schema in SCHEMAS}
