"""A model of the hold: who paused a connection, and whether its policy is in place, told without the code of a plan."""

from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, Literal

from hypothesis import example, given
from hypothesis import strategies as st

from fivetran_connections import NotFound
from fivetran_connections.code import Declaration, PlanOptions, apply, plan
from fivetran_connections.code.applying import update_values
from fivetran_connections.code.importing import declaration_of

from ._oracle import policy_differs
from .conftest import Account, body

RIGHT: Final = {"schemas": {"pin_eu": {"tables": {"campaign_report": {"columns": {"name": {"hashed": True}}}}}}}
WRONG: Final = {"schemas": {"pin_eu": {"tables": {"campain_report": {"enabled": False}}}}}
OPTIONS: Final = {"unpause_when_connected", "sync_before_tables", "adopt"}
FAULTS: Final[dict[str, Any]] = {
    "refused": {"status": 400},
    "fails": {"status": 500},
    "lost": {"socket": "reset", "when": "after"},
}


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
    base: str = ""
    """The memory as another branch of the repository has it."""

    def __post_init__(self) -> None:
        """Let the memory know another connection, so that the branches have its first line in common."""
        self.account.memory.confirm(Declaration("amber_kettle", "other", {}), "other_id", {}, sent={})

    @property
    def found(self) -> dict[str, Any]:
        """The connection as the account has it; empty where there is none."""
        return next(iter(self.account.mock.connections()), {})

    @property
    def lacks_policy(self) -> bool:
        """Whether the policy is not in place, as answers show it."""
        schemas, at = self.account.fivetran.schemas, (str(self.found["id"]), "pin_eu", "campaign_report")
        try:
            config, columns = schemas.get(at[0]).to_dict(), schemas.columns(*at).to_dict()["columns"]
        except NotFound:  # not captured
            return bool(self.declared.tables)
        policy = self.declared.tables
        return bool(policy) and any(policy_differs(policy, config, {"/pin_eu/campaign_report": columns}))

    def apply(self, word: str = "") -> None:
        """Apply the file with an option, or with a request that fails, and check what it did to the pause."""
        options = {word: True} if word in OPTIONS else {}
        self.may_run |= "sync_before_tables" in options
        before, memory = self.found, self.account.memory
        is_known = bool(before and memory.known(before).entry)
        if word in FAULTS:
            self.account.mock.add_fault({"operation": "update_connection", "times": 1, **FAULTS[word]})
        planned = plan(self.account.fivetran, [self.declared], options=PlanOptions(**options), memory=memory)
        report, after = apply(self.account.fivetran, planned, memory=memory), self.found
        self.account.mock.clear_faults()
        file, is_synced = self.declared.body.get("paused"), bool(after.get("succeeded_at"))
        if before.get("paused") and "unpause_when_connected" in options and not (is_known or is_synced):
            self.who = "apply"  # as if its create had the option
        if before.get("paused") and not after["paused"]:
            assert self.who in {"apply", "unclear"} or file is False, "it ended the pause of somebody"
        if not (before.get("paused") and after["paused"]):
            self.who = "" if not after["paused"] else "file" if file else "apply"
        self.hold_may_stand = not report.ok
        if report.ok:
            is_over = after["status"]["setup_state"] == "connected" and (is_synced or not self.lacks_policy)
            assert not (self.who == "apply" and is_over and file is not True), "a pause outlives its reason"
            assert not (self.runs and after["paused"] and is_over), "a pause is no drift"
            is_early = not (after["paused"] or is_synced or self.may_run)
            assert not (is_early and self.lacks_policy), "it runs without its policy"

    def update(self, word: str) -> None:
        """Change a value with the command `update`."""
        values = {"sync_frequency": 60} if word == "frequency" else {"paused": word == "pause"}
        was = bool(self.found["paused"])
        self.account.fivetran.connections.__driver__.run(update_values(self.found, values, self.account.memory))
        self.saw(was=was, stands=bool(self.declared.tables))

    def somebody(self, word: str) -> None:
        """Pause or unpause it by hand."""
        was = bool(self.found["paused"])
        self.account.mock.pause(str(self.found["id"]), paused=word == "pauses")
        self.saw(was=was, stands=True)

    def saw(self, *, was: bool, stands: bool) -> None:
        """Note who pauses it now; after the end of a hold that stands in the memory, that is unclear."""
        if was and not self.found["paused"]:
            self.hold_may_stand |= stands and self.who in {"apply", "unclear"}
            self.may_run |= self.who == "somebody" and bool(self.declared.ignore_changes)  # it is left to others
            self.who = ""
        elif self.found["paused"] and not was:
            self.who = "unclear" if self.hold_may_stand else "somebody"

    def anew(self, word: str) -> None:
        """Delete it and create it again by hand, or create it first."""
        if self.found:
            self.account.fivetran.connections.delete(str(self.found["id"]))
        self.account.fivetran.connections.create(body(paused=word == "paused"))
        self.who, self.hold_may_stand, self.may_run = "somebody" if word == "paused" else "", False, False

    def branch(self) -> None:
        """Begin another branch of the repository."""
        self.base = self.account.file.read_text()

    def merge(self) -> None:
        """Update the connection on the other branch, and merge its memory as git and our message do."""
        if self.base:
            mine = self.account.file.read_text()
            self.account.file.write_text(self.base)
            self.update("frequency")
            base, ours, theirs = (text.splitlines() for text in (self.base, mine, self.account.file.read_text()))
            kept = [line for line in ours if line in theirs or line not in base]
            new = [line for line in theirs if line not in base and line not in ours]
            self.account.file.write_text("".join(f"{line}\n" for line in (*kept, *new)))
            self.base, self.hold_may_stand = "", True

    def tests(self, word: str) -> None:
        """Let the setup tests fail from now on, or run and pass."""
        self.account.mock.script_setup_tests(status="FAILED") if word == "fail" else self.account.set_up()

    def syncs(self) -> None:
        """Let a day pass."""
        self.account.mock.advance(days=1)

    def imports(self) -> None:
        """Write the file anew from the account; the policy stays."""
        found = self.account.fivetran.connections.get(str(self.found["id"])).to_dict()
        self.declared = replace(self.declared, body=declaration_of(found), ignore_changes=())
        self.runs = not found["paused"]
        self.may_run |= self.runs and found["status"]["setup_state"] != "connected"  # it ran before its policy


FREE: Final = [
    "apply",
    *(f"apply {word}" for word in (*FAULTS, *OPTIONS)),
    *("anew paused", "anew runs", "branch", "syncs"),
]
MORE: Final = (
    "apply,tests fail,tests pass,update frequency,update pause,update unpause,merge,imports,somebody pauses,"
    "somebody unpauses"
)
ACTS: Final = st.sampled_from([*FREE, *MORE.split(",")])
FILES: Final = st.tuples(*map(st.sampled_from, ([None, RIGHT, WRONG], [None, None, False, True], [(), ("/paused",)])))
SILENT: Final = None, None, ()
POLICY: Final = RIGHT, None, ()
FAIL: Final = "tests fail"
HELD: Final = "apply unpause_when_connected"


@given(FILES, st.lists(ACTS, min_size=3, max_size=9))
@example(SILENT, [FAIL, HELD, "update frequency", "tests pass", "apply"])  # an update forgets no hold
@example(SILENT, [FAIL, "branch", HELD, "merge", "tests pass", "apply"])  # nor does a merge
@example(POLICY, [FAIL, "apply", "anew paused", "tests pass", "apply"])  # what is made anew inherits none
@example(SILENT, ["apply", "somebody pauses", HELD])  # an option ends only a pause that it would have begun
@example((WRONG, None, ()), ["anew paused", HELD, "apply sync_before_tables"])  # which it remembers as its own
@example(SILENT, [FAIL, HELD, "update unpause", "somebody pauses", "tests pass", "apply"])  # its end is remembered
@example(POLICY, [FAIL, "apply", "anew runs", "tests pass", "syncs", "apply"])  # what has synced is not held
@example(SILENT, ["apply", "imports", "somebody pauses", "apply"])  # an import says that it runs
@example(POLICY, [FAIL, "apply", "somebody unpauses", "apply", "tests pass", "apply"])
@example(POLICY, ["apply", "anew runs", "apply fails", "apply"])
@example(POLICY, [FAIL, "anew runs", "update frequency", "apply"])  # an update is no apply
def test_a_hold_ends_with_its_reason_alone(file, acts):
    """An apply ends only pauses of an apply, none outlives its reason, and nothing syncs before its policy."""
    tables, paused, ignored = file
    asked = body(**({} if paused is None or ignored else {"paused": paused}))
    with TemporaryDirectory() as folder:
        world = World(Account(Path(folder)), Declaration("amber_kettle", "pin_eu", asked, ignored, tables))
        for act in acts:
            name, *words = act.split()
            if world.found or act in {*FREE, FAIL}:
                getattr(world, name)(*words)
