"""A model of the hold: who paused a connection, and whether its policy is in place, told without the code of a plan."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, Literal

from hypothesis import example, given
from hypothesis import strategies as st

from fivetran_connections.code import Declaration, PlanOptions, apply, plan
from fivetran_connections.code.applying import update_values
from fivetran_connections.code.importing import declaration_of

from ._oracle import policy_differs
from .conftest import Account

GROUP: Final = "amber_kettle"
RIGHT: Final = {"schemas": {"brand": {"tables": {"campaign_report": {"columns": {"name": {"hashed": True}}}}}}}
WRONG: Final = {"schemas": {"brand": {"tables": {"campain_report": {"enabled": False}}}}}


@dataclass
class World:
    """An account, the file of one connection, the memory of a team, and the model's knowledge of the pause."""

    account: Account
    declared: Declaration
    who: Literal["", "apply", "file", "somebody", "unclear"] = ""
    """Who began the pause; unclear where somebody ended a hold and paused again, which no memory can know."""
    hold_may_stand: bool = False
    """Whether a hold ended, or began, without an apply that saw it."""
    may_run: bool = False
    """Whether an option said that it may sync before its tables are set."""
    runs: bool = False
    """Whether its file was imported while it ran."""
    base: str | None = None
    """The memory as another branch of the repository has it."""

    def __post_init__(self) -> None:
        """Let the memory know another connection, so that the branches have its first line in common."""
        self.account.memory.confirm(Declaration(GROUP, "other", {}), "other_id", {}, sent={})

    @property
    def found(self) -> dict[str, Any]:
        """The connection as the account has it; empty where there is none."""
        return next(iter(self.account.mock.connections()), {})

    @property
    def policy_is_missing(self) -> bool:
        """Whether the policy is not in place, as raw answers show it."""
        at = str(self.found["id"]), "brand", "campaign_report"
        try:
            config, columns = (
                self.account.fivetran.schemas.get(at[0]).to_dict(),
                self.account.fivetran.schemas.columns(*at),
            )
        except Exception:  # noqa: BLE001  # not captured
            return bool(self.declared.tables)
        shown = {"/brand/campaign_report": columns.to_dict()["columns"]}
        return any(policy_differs(self.declared.tables, config, shown)) if self.declared.tables else False

    def apply(self, *words: str) -> None:
        """Apply the file with options, or with a request that fails, and check what it did to the pause."""
        options = {word: True for word in words if word in OPTIONS}
        self.may_run |= "sync_before_tables" in options
        before, memory = self.found, self.account.memory
        is_known = bool(before and memory.known(before).entry)
        for word in set(words) - OPTIONS:
            self.account.mock.add_fault({"operation": "update_connection", "times": 1, **FAULTS[word]})
        planned = plan(self.account.fivetran, [self.declared], options=PlanOptions(**options), memory=memory)
        report, after = apply(self.account.fivetran, planned, memory=memory), self.found
        self.account.mock.clear_faults()
        file, is_synced = self.declared.body.get("paused"), bool(after.get("succeeded_at"))
        if before.get("paused") and not after["paused"]:
            by_option = "unpause_when_connected" in options and not is_known
            assert self.who in {"apply", "unclear"} or file is False or by_option, "it ended the pause of somebody"
        if not after["paused"]:
            self.who = ""
        elif not before.get("paused"):
            self.who = "file" if file else "apply"
        self.hold_may_stand = not report.ok
        if not report.ok:
            return
        is_over = after["status"]["setup_state"] == "connected" and (is_synced or not self.policy_is_missing)
        assert not (self.who == "apply" and is_over and file is not True), "a pause outlives its reason"
        assert not (self.runs and after["paused"] and is_over), "a pause is no drift"
        is_early = not (after["paused"] or is_synced or self.may_run)
        assert not (is_early and self.policy_is_missing), "it runs without its policy"

    def update(self, key: str) -> None:
        """Change a value with the command `update`."""
        if self.found:
            values = {"sync_frequency": 60} if key == "sync_frequency" else {"paused": key == "pause"}
            was = bool(self.found["paused"])
            self.account.fivetran.connections.driver.run(update_values(self.found, values, self.account.memory))
            self.saw_pause(was=was, stands=bool(self.declared.tables))

    def somebody(self, change: str) -> None:
        """Pause or unpause it by hand."""
        if self.found:
            was = bool(self.found["paused"])
            {"pause": self.account.mock.pause, "unpause": self.account.mock.resume}[change](str(self.found["id"]))
            self.saw_pause(was=was, stands=True)

    def saw_pause(self, *, was: bool, stands: bool) -> None:
        """Note who pauses it now; after the end of a hold that stands in the memory, that is unclear."""
        if was and not self.found["paused"]:
            self.hold_may_stand |= stands and self.who in {"apply", "unclear"}
            self.who = ""
        elif self.found["paused"] and not was:
            self.who = "unclear" if self.hold_may_stand else "somebody"

    def anew(self, change: str) -> None:
        """Delete it and create it again by hand, or create it first."""
        if self.found:
            self.account.fivetran.connections.delete(str(self.found["id"]))
        body = {"group_id": GROUP, "service": "pinterest_ads", "config": {"schema": "brand"}}
        self.account.fivetran.connections.create({**body, "paused": change == "paused"})
        self.who, self.hold_may_stand, self.may_run = "somebody" if change == "paused" else "", False, False

    def merge(self, step: str) -> None:
        """Begin another branch; or update the connection there, and merge its memory as git and our message do."""
        file = self.account.file
        mine = file.read_text()
        if step == "branch":
            self.base = mine
        elif self.base and self.found:
            file.write_text(self.base)
            self.update("sync_frequency")
            base, ours, theirs = (text.splitlines() for text in (self.base, mine, file.read_text()))
            kept = [line for line in ours if line in theirs or line not in base]
            new = [line for line in theirs if line not in base and line not in ours]
            file.write_text("".join(f"{line}\n" for line in (*kept, *new)))
            self.base = None
            self.hold_may_stand = True

    def passes(self, what: str) -> None:
        """Let time pass, end the set-up, or let its tests fail."""
        if what == "sync":
            self.account.mock.advance(days=1)
        elif what == "fails":
            self.account.mock.script_setup_tests(status="FAILED")
        elif self.found:
            self.account.set_up()

    def imports(self, _: str) -> None:
        """Write the file anew from the account; the policy stays."""
        if self.found:
            found = self.account.fivetran.connections.get(str(self.found["id"])).to_dict()
            self.declared = replace(self.declared, body=declaration_of(found), ignore_changes=())
            self.runs = not found["paused"]
            is_early = found["status"]["setup_state"] != "connected"
            self.may_run |= self.runs and is_early  # a policy for a connection that ran before it


OPTIONS: Final = {"unpause_when_connected", "sync_before_tables", "adopt"}
FAULTS: Final[dict[str, dict[str, Any]]] = {
    "refused": {"status": 400},
    "fails": {"status": 500},
    "lost": {"socket": "reset", "when": "after"},
}
Act = tuple[str, str]
STEPS: Final[dict[str, Callable[[World, str], None]]] = {
    "apply": lambda world, words: world.apply(*words.split()),
    "update": World.update,
    "somebody": World.somebody,
    "anew": World.anew,
    "merge": World.merge,
    "it": World.passes,
    "import": World.imports,
}
CHOICES: Final[dict[str, tuple[str, ...]]] = {
    "apply": ("", *FAULTS, *OPTIONS),
    "update": ("sync_frequency", "pause", "unpause"),
    "somebody": ("pause", "unpause"),
    "anew": ("paused", "runs"),
    "merge": ("branch", "back"),
    "it": ("sync", "fails", "set up"),
    "import": ("",),
}
ACTS: Final = st.sampled_from(sorted(CHOICES)).flatmap(
    lambda name: st.tuples(st.just(name), st.sampled_from(CHOICES[name]))
)
APPLY, CONNECTED = ("apply", ""), ("apply", "unpause_when_connected")
FAILS, SET_UP, SYNC, PAUSE, UNPAUSE = (
    ("it", "fails"),
    ("it", "set up"),
    ("it", "sync"),
    ("somebody", "pause"),
    ("somebody", "unpause"),
)
KEY: Final = ("update", "sync_frequency")
FILES: Final = st.tuples(
    st.sampled_from([None, RIGHT, WRONG]),
    st.sampled_from([None, None, False, True]),
    st.sampled_from([(), ("/paused",)]),
)
File = tuple[dict[str, Any] | None, bool | None, tuple[str, ...]]
SILENT: Final[File] = None, None, ()
POLICY: Final[File] = RIGHT, None, ()


@given(FILES, st.lists(ACTS, min_size=3, max_size=9))
@example(SILENT, [FAILS, CONNECTED, KEY, SET_UP, APPLY])  # an update forgets no hold
@example(SILENT, [FAILS, ("merge", "branch"), CONNECTED, ("merge", "back"), SET_UP, APPLY])  # nor does a merge
@example(POLICY, [FAILS, APPLY, ("anew", "paused"), SET_UP, APPLY])  # what is made anew inherits none
@example(SILENT, [APPLY, PAUSE, CONNECTED])  # an option ends only a pause that it would have begun
@example(SILENT, [FAILS, CONNECTED, ("update", "unpause"), PAUSE, SET_UP, APPLY])  # a hold that ended is forgotten
@example(POLICY, [FAILS, APPLY, ("anew", "runs"), SET_UP, SYNC, APPLY])  # what has synced is not held
@example(SILENT, [APPLY, ("import", ""), PAUSE, APPLY])  # an import says that it runs
@example(POLICY, [FAILS, APPLY, UNPAUSE, APPLY, SET_UP, APPLY])
@example(POLICY, [APPLY, ("anew", "runs"), ("apply", "fails"), APPLY])
@example(POLICY, [FAILS, ("anew", "runs"), KEY, APPLY])  # an update is no apply
def test_a_hold_ends_with_its_reason_alone(file: File, acts: list[Act]) -> None:
    """An apply ends only pauses of an apply, none outlives its reason, and nothing syncs before its policy."""
    tables, paused, ignored = file
    body = {"group_id": GROUP, "service": "pinterest_ads", "config": {"schema": "brand"}}
    if paused is not None and not ignored:
        body["paused"] = paused
    with TemporaryDirectory() as folder:
        world = World(Account(Path(folder)), Declaration(GROUP, "brand", body, ignored, tables))
        for name, word in acts:
            STEPS[name](world, word)
