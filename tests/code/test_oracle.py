"""An empty plan is true: after an apply, the account is as the files declare, or the plan names hidden values."""

import base64
import json
import shutil
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import httpx
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from fivetran_common.json_types import is_within
from fivetran_connections.code import Action, Change, InvalidFiles, Limits, Memory, PlanOptions, apply, load, plan
from fivetran_connections.code.applying import update_values
from fivetran_connections.code.importing import declaration_of
from fivetran_connections.code.reading.loading import load_files
from fivetran_connections.code.reading.references import Lookup
from fivetran_connections.errors import BadRequest, NotFound
from fivetran_mock import FivetranMock
from fivetran_rules import is_secret
from fivetran_rules.behaviours import BEHAVIOURS

from . import _oracle as oracle

Json = dict[str, Any]

SERVICES: Final[Mapping[str, Json]] = json.loads(
    (Path(__file__).parents[2] / "generated" / "fivetran_openapi" / "services.json").read_text("utf-8")
)["services"]
CREATE_ONLY: Final = "destination_schema_names"
TYPO: Final = "surely_no_field"
TRUST: Final = ("trust_certificates", "trust_fingerprints")
GROUP: Final = "amber_kettle"


class Killed(BaseException):
    """Ends an apply as a kill does."""


@dataclass
class Tap(httpx.BaseTransport):
    """Passes requests to a mock and keeps their raw bytes; may hide a key of answers, lose an answer, or kill."""

    mock: FivetranMock
    hidden: str = ""
    as_null: bool = False
    fault: str = ""
    race: Callable[[], object] | None = None
    """Acts as another person, right before apply looks up a connection that it is to create."""
    calls: list[tuple[str, str, bytes, int, bytes]] = field(default_factory=list[tuple[str, str, bytes, int, bytes]])

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer a request; a fault hits the next write that succeeds, before its answer is read."""
        body = request.read()
        if self.race and request.url.path == "/v1/connections":
            self.race, race = None, self.race
            race()
        reply = self.mock.transport().handle_request(request)
        answer = self._without_hidden(reply.read())
        self.calls.append((request.method, request.url.path, body, reply.status_code, answer))
        if self.fault and request.method in {"POST", "PATCH"} and reply.is_success:
            fault, self.fault = self.fault, ""
            if fault != "lost":
                raise Killed
            message = "the answer is lost"
            raise httpx.ReadError(message)
        return httpx.Response(reply.status_code, content=answer, headers={"Content-Type": "application/json"})

    def _without_hidden(self, answer: bytes) -> bytes:
        """Return an answer in which the key is null or absent, at the top and within config."""
        content = json.loads(answer)
        data = content.get("data") or {}
        for found in [data, *data.get("items", ())] if self.hidden else ():
            config = found.get("config", {})
            if self.as_null and "config" in found:
                config[self.hidden] = None
            else:
                config.pop(self.hidden, None)
            if self.hidden == CREATE_ONLY:
                found.pop(self.hidden, None)
        return json.dumps(content).encode()


class World:
    """An account, the files of one connection, and the memory of a team."""

    def __init__(self, folder: Path, tap: Tap) -> None:
        self.folder, self.tap, self.mock = folder, tap, tap.mock
        self.memory = folder / "memory.jsonl"
        self.knows = True
        self.adopts = False
        self.stays_killed = False
        self.may_be_paused = False
        self.left_out: set[str] = set()
        self.masks, self.next_masks = set[str](), set[str]()
        self.fivetran = self.mock.client(transport=tap, sleep=lambda _: None)
        self.others = self.mock.client(sleep=lambda _: None)

    def apply(self, body: Json, **chosen: Any) -> bool:
        """Apply a file, again after most kills; check each plan, and return whether nothing is left to do."""
        (self.folder / "one.json").write_text(json.dumps({"version": 1, "connections": [body]}), encoding="utf-8")
        try:
            declared = load(self.folder / "one.json")
        except InvalidFiles:
            assume(False)  # the rules refuse it
        options, begin = PlanOptions(**chosen), len(self.tap.calls)
        self.adopts = options.adopt
        while True:
            memory = Memory.open(self.fivetran, self.memory)
            planned, before = plan(self.fivetran, declared, options=options, memory=memory), len(self.tap.calls)
            if planned.is_empty:
                self.check(body, planned.changes[0])
            try:
                report = apply(self.fivetran, planned, memory=memory, limits=Limits(max_percent=100))
                break
            except Killed:
                if self.stays_killed:
                    return False
        if planned.changes[0].action is Action.UPDATE:
            self.check_sent(planned.changes[0], self.tap.calls[before:])
        memory = Memory.open(self.fivetran, self.memory)
        after = plan(self.fivetran, declared, options=options, memory=memory)
        late = {each.pointer for change in after.changes for each in change.having("change")}
        # A guess in an empty config is seen to be wrong once the config is not empty any more.
        assert after.is_settled or not report.ok or late <= planned.changes[0].hidden.keys(), after.changes
        lost = [*oracle.lost(self.tap.calls[begin:]), *oracle.members_lost(self.tap.calls, begin)]
        assert options.allow_loss or [] == lost
        if (report.ok and after.is_settled) or after.is_empty:
            self.check(body, after.changes[0])
        return after.is_empty

    def check(self, body: Json, change: Any) -> None:
        """Compare the file with the sent values and a raw GET; a plan names values that neither of them shows."""
        shown = self.shown(str(change.connection_id))
        named = {pointer for pointer, kind in change.hidden.items() if kind in DOUBTS}
        guessed = [at for at, kind in change.hidden.items() if kind in GUESSES and oracle.is_unset(at, shown)]
        # A secret without a mask may be set all the same: --adopt names it.
        assert [] == [at for at in guessed if not (self.adopts and is_secret(at.rpartition("/")[2]))]
        waits = {each.part for each in change.having("waiting")}
        assert not waits or shown["status"]["setup_state"] != "connected"
        if "tables" not in waits | {pointer.split("/")[1] for pointer in named}:
            self.check_policy(body.get("tables"), str(change.connection_id))
        is_silent = body.get("tables") and "paused" not in body and not self.may_be_paused
        assert not is_silent or shown["paused"] == ("hold" in waits)
        config = {key: value for key, value in body["config"].items() if key not in naming_of(body["service"])}
        usual = {key: spec.get("default") for key, spec in SERVICES[body["service"]].get("config", {}).items()}
        sent = oracle.fold(self.tap.calls).get(str(change.connection_id))
        apart = {"tables", "ignore_changes", *(["paused"] if "hold" in waits else ())}
        declared = {key: value for key, value in {**body, "config": config}.items() if key not in apart}
        shown = {key: value for key, value in shown.items() if key not in TRUST}  # options of one request
        wrong = oracle.differs(declared, sent, shown, {"config": usual, **dict.fromkeys(TRUST, False)})
        self.left_out |= {f"/config/{key}" for key in {*usual, TYPO, *naming_of(body["service"])} - config.keys()}
        assert [] == [each for each in wrong if not any(f"{name}/".startswith(f"{each}/") for name in named)]
        if TYPO in config and shown["config"].get(TYPO) is None:
            assert change.hidden[f"/config/{TYPO}"] in {"unknown", "assumed", "dropped"}
        if self.knows:  # a name is no excuse for what was declared all the time
            always = {
                each for each in named if each.startswith(("/config/", "/trust")) and change.hidden[each] != "kept"
            }
            assert set() == {each for each in always if not is_within(each, self.left_out)}

    @staticmethod
    def check_sent(change: Change, calls: list[tuple[str, str, bytes, int, bytes]]) -> None:
        """Compare the updates of a connection with the plan, which shows each sent key, and at most two are sent."""
        bodies = [json.loads(call[2]) for call in calls if call[0] == "PATCH" and call[1].count("/") == 3]
        sent = {f"/{key}" for body in bodies for key in body.keys() - {"config", "run_setup_tests", *TRUST}}
        sent |= {f"/config/{key}" for body in bodies for key in body.get("config", {})}
        shown = {f"{each.pointer}/" for each in change.differences if each.status in {"change", "waiting"}}
        assert set() == {key for key in sent if not any(at.startswith(f"{key}/") for at in shown)}
        assert len(bodies) <= 1 + any(body.get("paused") is False for body in bodies)

    def check_policy(self, policy: Json | None, connection_id: str) -> None:
        """Compare a policy for tables with raw GETs of schemas and columns."""
        columns = {
            f"/{schema}/{table}": self.shown(f"{connection_id}/schemas/{schema}/tables/{table}/columns").get(
                "columns", {}
            )
            for schema, below in (policy or {"schemas": {}})["schemas"].items()
            for table in below.get("tables", {})
        }
        assert not policy or [] == [*oracle.policy_differs(policy, self.shown(f"{connection_id}/schemas"), columns)]

    def shown(self, path: str) -> Json:
        """Return the data of a raw GET of a connection, or of a path below it."""
        pair = base64.b64encode(f"{self.mock.api_key}:{self.mock.api_secret}".encode()).decode()
        headers = {"Authorization": f"Basic {pair}"}
        url = f"https://api.fivetran.com/v1/connections/{path}"
        return dict(
            json.loads(self.tap.handle_request(httpx.Request("GET", url, headers=headers)).content).get("data") or {}
        )

    def disturb(self, event: str, body: Json) -> None:
        """Let something happen before an apply."""
        self.stays_killed = event == "kill for good"
        self.mock.clear_faults()
        self.tap.fault = ""  # one that the last apply did not meet
        self.tap.race = partial(self.create, body) if event == "raced" and not self.mock.connections() else None
        if event in {"lost", "kill", "kill for good"}:
            self.tap.fault = event
        elif event in {"no memory", "adopt"}:
            self.memory.unlink(missing_ok=True)
            self.tap.calls.clear()  # what was sent before is not known then
            self.knows = False
        elif event in REFUSALS:
            self.mock.add_fault(REFUSALS[event])
        elif event == "fails":
            self.mock.script_setup_tests(status="FAILED")
        elif event == "set up":
            self.mock.clear_scripts()
        elif event == "synced":
            self.mock.advance(days=1)
        for found in self.mock.connections():
            self.change(event, str(found["id"]), body)
        if event == "copied":
            self.mock.advance(days=1)

    def create(self, body: Json) -> None:
        """Create the connection by hand, with its names alone."""
        names = {"group_id": GROUP, "service": body["service"], "config": naming_of(body["service"])}
        self.others.connections.create(names, unchecked=True)

    def change(self, event: str, connection_id: str, body: Json) -> None:
        """Change a connection in another way than by an apply."""
        texts = {key for key, spec in SERVICES[body["service"]].get("config", {}).items() if spec.keys() <= TEXT}
        values = {"config": {key: "theirs" for key in body["config"] if key in texts}}
        if event == "edited" and values["config"]:
            self.others.connections.update(connection_id, values, unchecked=True)
        elif event == "update" and values["config"]:
            memory = Memory.open(self.fivetran, self.memory)
            self.fivetran.connections.__driver__.run(update_values(self.shown(connection_id), values, memory))
        elif event == "anew":
            apart = {"auth", "tables", "ignore_changes"}  # a create may refuse the nulls of auth
            values["config"] |= naming_of(body["service"])
            self.others.connections.delete(connection_id)
            self.others.connections.create({key: body[key] for key in body.keys() - apart} | values, unchecked=True)
        elif event == "set up":
            self.others.connections.test(connection_id)
        elif event == "nulled":
            clear = dict.fromkeys(oracle.masked(self.shown(connection_id)["config"]))
            with suppress(BadRequest):
                self.others.connections.update(connection_id, {"config": clear}, unchecked=True)
        elif event in {"unpaused", "copied"}:
            self.others.connections.update(connection_id, {"paused": False}, unchecked=True)
        elif event == "disabled":
            with suppress(NotFound):
                self.others.schemas.update(connection_id, DISABLED)

    def enabled(self) -> set[str]:
        """Return the enabled tables."""
        configs = (self.shown(f"{found['id']}/schemas") for found in self.mock.connections())
        return {name for config in configs for name in oracle.tables(config)}

    def copied(self) -> set[str]:
        """Return the names that the memory has as copied too early."""
        lines = map(json.loads, self.memory.read_text("utf-8").splitlines()[1:])
        return {name for line in lines for name in line.get("copied", ())}

    def see_masks(self, *, is_over: bool) -> None:
        """Note the masks that a read of an apply showed, once it has ended; the next one reads those of now."""
        self.masks = self.next_masks if is_over else self.masks
        configs = (self.shown(found["id"])["config"] for found in self.mock.connections())
        self.next_masks = {key for config in configs for key in oracle.masked(config)}

    def check_masks(self, body: Json, calls: list[tuple[str, str, bytes, int, bytes]]) -> None:
        """After masks were cleared by hand, each declared value whose mask a read showed is sent."""
        bodies = [json.loads(call[2]).get("config") or {} for call in calls if call[0] == "PATCH"]
        (found,) = self.mock.connections()
        sent = {key for each in bodies for key in each} | oracle.masked(self.shown(found["id"])["config"])
        declared = {key for key, value in body["config"].items() if isinstance(value, str)}
        assert set() == self.masks & declared - sent

    def is_confirmed(self) -> bool:
        """Return whether the memory knows of each hidden value that it was sent, and confirmed by an answer."""
        lines = map(json.loads, self.memory.read_text("utf-8").splitlines()[1:])
        return all(known[1] == "sent" for line in lines for known in line.get("values", {}).values())

    def imported(self, body: Json) -> Json:
        """Return the files of an import, with secrets as they were sent; if all was applied, nothing is left to do."""
        for found in self.mock.connections():
            sent = oracle.fold(self.tap.calls).get(found["id"], {})
            written = oracle.resolved(declaration_of(self.shown(found["id"])), sent)
            written["config"].pop("table", None)  # no answer shows which of both names it has
            written["config"] |= naming_of(body["service"])
            return dict(written)
        return body


GUESSES: Final = {"unknown", "assumed"}
DOUBTS: Final = {"unknown", "assumed", "gone", "kept", "unverified"}
"""The marks in a plan of values that the account may lack."""

REFUSALS: Final[Mapping[str, Json]] = {
    f"{operation} {status}": {"operation": operation, "status": status}
    for operation in ("reload_schema_config", "update_schema_config", "create_schema_config", "update_connection")
    for status in (400, 500)
}

OFF: Final = {"enabled": False}
DISABLED: Final = {"schemas": {"brand": {**OFF, "tables": {"campaign_report": {**OFF, "columns": {"name": OFF}}}}}}
"""A schema, with a table and a column of it, disabled by hand."""

TEXT: Final = {"secret", "nullable", "source"}
"""The keys of the catalogue's entry of a field that takes any text."""


def naming_of(service: str) -> Json:
    """Return the keys that name the destination of a service."""
    way = SERVICES[service].get("naming", [["schema"]])[0]
    return {key: "brand" if key.startswith("schema") else "table" for key in way}


def values(spec: Json, *, nulls: bool = True) -> st.SearchStrategy[Any]:
    """Return values of a field of the catalogue: false, 0 and empty lists among them, and now and then null."""
    kind = spec.get("type", "string")
    if "enum" in spec:
        drawn: st.SearchStrategy[Any] = st.sampled_from(spec["enum"][:3])
    elif kind == "boolean":
        drawn = st.booleans()
    elif kind in {"integer", "number"}:
        drawn = st.sampled_from([0, 1, 5432])
    elif kind == "array":
        drawn = st.lists(values(spec.get("items", {}), nulls=False), max_size=2, unique_by=json.dumps)
    elif kind == "object":
        fields = {key: values(each, nulls=False) for key, each in list(spec.get("fields", {}).items())[:4]}
        drawn = st.fixed_dictionaries({}, optional=fields)
    else:
        drawn = st.sampled_from(["x", "y"])
    return st.one_of(drawn, drawn, drawn, st.none()) if nulls and spec.get("nullable") else drawn


@st.composite
def lives(draw: st.DrawFn) -> tuple[str, list[Json], list[str]]:
    """Draw a service, the versions of its file, and the events before each version."""
    service = draw(st.sampled_from(sorted(SERVICES)))
    config = {key: spec for key, spec in SERVICES[service].get("config", {}).items() if not spec.get("readonly")}
    secrets = [key for key, spec in config.items() if spec.get("secret")]
    chosen = [each for each in (sorted(config), secrets) if each]
    keys = draw(st.lists(st.one_of([st.sampled_from(each) for each in chosen]), max_size=5)) if chosen else []
    drawn = {key: values(config[key]) for key in keys} | {TYPO: st.just("typo")}
    auth = {key: values(spec) for key, spec in list(SERVICES[service].get("auth", {}).items())[:2]}
    bodies = st.fixed_dictionaries(
        {"config": st.fixed_dictionaries({}, optional=drawn)},
        optional={
            "auth": st.one_of(st.none(), *[st.fixed_dictionaries({}, optional=auth)] * 3),
            **dict.fromkeys(("paused", *TRUST), st.booleans()),
        },
    )
    return service, draw(st.lists(bodies, min_size=2, max_size=3)), draw(st.lists(EVENTS, min_size=3, max_size=3))


KILLS: Final = ("lost", "kill", "kill for good")
EVENTS: Final = st.sampled_from(
    ["", "", *KILLS, "anew", "raced", "edited", "no memory", "adopt", "update", "import", "allow loss", *["nulled"] * 3]
)
HIDDEN: Final = st.sampled_from(["", "", "a null key", "an absent key"])
EACH: Final = [(name, value) for name, row in BEHAVIOURS.items() for value in row.values]
BEHAVIOUR: Final = st.sampled_from(EACH)


Life = tuple[str, list[Json], list[str]]
SIX: Final = ("mask", "six")


def life(
    service: str, *versions: Json, events: tuple[str, ...] = (), behaviour: tuple[str, str] = SIX, hidden: str = ""
) -> tuple[Life, tuple[str, str], str]:
    """Return a life as it is drawn; a version of the file is its body, or the config alone."""
    bodies = [version if "config" in version else {"config": version} for version in versions]
    return (service, bodies, [*events, *[""] * (len(bodies) - len(events))]), behaviour, hidden


SECRETS: Final = [{"key": "first", "value": "x"}, {"key": "second", "value": "y"}]
LESS: Final = {"secrets_list": SECRETS}, {"secrets_list": SECRETS[1:]}
ROLE, OTHER, BOTH = (
    {"aws_credentials": each}
    for each in (
        {"bucket_name": "x", "s3_role_arn": "y"},
        {"bucket_name": "z"},
        {"bucket_name": "z", "s3_role_arn": "y"},
    )
)
NO_ROLE: Final = {"aws_credentials": None}
CLIENTS: Final = [
    {"config": {}, "auth": {"client_access": each}}
    for each in ({"client_id": "x", "client_secret": "y"}, {"client_id": "z"}, {"client_id": "z", "client_secret": "y"})
]
KILLED: Final = [{"password": "x"}, {"password": "y"}, {}, {"password": "x"}]
GAP: Final = [{"quote_character_enabled": False}, {}, {"quote_character_enabled": True}]
TRUSTED: Final = ({}, {TRUST[0]: True}, {TRUST[0]: False}, {TRUST[0]: True, TRUST[1]: True})
TRUSTING: Final = [{"config": {}, **trust} for trust in TRUSTED]
NAMED: Final = {"config": {}, "destination_schema_names": "SOURCE_NAMING"}
GONE: Final = "an absent key"
HOST: Final = {"host": "h"}
WINDOW: Final = {"post_click_attribution_window_size": "DAY_30"}
WHOLE_AUTH: Final = {"config": {}, "auth": {"refresh_token": "t", "client_access": {"client_id": "c"}}}
LESS_AUTH: Final = {"config": {}, "auth": {"refresh_token": "u"}}
X, Y = {"password": "x"}, {"password": "y"}
EMAIL: Final = {"email": "x"}
LIVES: Final = (
    life("s3", {}, {"quote_character_enabled": False}, behaviour=("text_values", "accepted")),
    life("facebook_ads", {}, {"sync_metadata": False}, behaviour=("config_defaults", "hidden")),
    life(
        "elastic_cloud",
        *({"always_encrypted": each} for each in (True, False)),
        behaviour=("config_defaults", "hidden"),
    ),
    life("postgres", X, X, events=("", "anew")),
    life("postgres", X, Y, events=("kill", "lost"), behaviour=("mask", "eight")),
    life("postgres", X, Y, X, events=("", "kill for good")),
    life("postgres", X, {}, {}, events=("kill for good", "", "import")),
    life("postgres", {}, X, {}, events=("", "edited", "import")),
    life("postgres", X, X, events=("lost",)),
    life("zendesk", EMAIL, {"email": "y"}, {"email": "y"}, hidden="a null key"),
    life("zendesk", EMAIL, {}, {"email": "y"}, hidden=GONE),
    life("postgres", NAMED, NAMED, hidden=GONE),
    life("postgres", NAMED, NAMED, events=("", "no memory"), hidden=GONE),
    life("connector_sdk", *LESS, behaviour=("named_secrets", "merged")),
    life("connector_sdk", *LESS, behaviour=("named_secrets", "replaced")),
    life("zendesk", {TYPO: "x"}, {TYPO: "x"}, behaviour=("unknown_config_key", "dropped")),
    life("amplitude", ROLE, OTHER, BOTH),
    life("amplitude", ROLE, NO_ROLE, ROLE),
    life("amplitude", ROLE, NO_ROLE, behaviour=("null_in_update", "kept")),
    life("amplitude", ROLE, OTHER, events=("", "allow loss")),
    life("postgres", X, {"password": None}, X, behaviour=("unset_secret", "null")),
    life("cornerstone", {"scopes": None}, {"scopes": None}),
    life("criteo", {"custom_reports": []}, {"custom_reports": None}),
    life("maria", {"password": None}, X, events=("lost", "edited")),
    life("instagram_business", {"accounts": ["x"]}, {"accounts": []}, events=("kill for good",), hidden=GONE),
    life("postgres", *KILLED, events=("", "kill for good")),
    life("s3", *GAP, events=("kill for good",), hidden=GONE),
    life("amplitude", {"aws_credentials": {}}, {"aws_credentials": {}}),
    life("zendesk", EMAIL, EMAIL, EMAIL, events=("", "update", "import")),
    life("postgres", X, Y, Y, events=("", "update", "adopt")),
    life("google_ads", *[{"config": {}, "auth": {"client_access": None}}] * 2, events=("lost", "kill")),
    life("postgres", *TRUSTING),
    life("postgres", *TRUSTING, events=("", "kill for good", "lost", "anew")),
    life("postgres", *TRUSTING, events=("", "no memory")),
    life("adobe_workfront", *CLIENTS),
    life("adobe_workfront", CLIENTS[0], {"config": {}, "auth": None}),
    life("namely", {"config": {}, "auth": {}}, {"config": {}, "auth": None}),
    life("drift", {"config": {}, "auth": {"access_token": None}}, {"config": {}, "auth": None}, events=("lost",)),
    life("postgres", HOST, {**HOST, **X, "database": "prod"}, events=("", "adopt")),
    life("postgres", HOST, {**HOST, **X, "database": "prod"}, events=("", "adopt"), behaviour=("unset_key", "null")),
    life("postgres", HOST, {**HOST, TYPO: "x"}, events=("", "adopt"), behaviour=("unknown_config_key", "dropped")),
    life("linkedin_ads", {}, WINDOW, events=("", "adopt"), behaviour=("config_defaults", "hidden")),
    life("postgres", {**HOST, **X}, {**HOST, **X}, events=("raced",)),
    life("postgres", X, {**HOST, **X}, events=("nulled", "nulled")),
    life("postgres", {}, X, {**X, TYPO: "x"}, events=("", "adopt")),
    life("shopify", WHOLE_AUTH, LESS_AUTH),
    life("shopify", WHOLE_AUTH, LESS_AUTH, WHOLE_AUTH, events=("", "allow loss")),
    life("shopify", {}, WHOLE_AUTH, LESS_AUTH, events=("", "kill for good")),
    life("shopify", WHOLE_AUTH, LESS_AUTH, events=("kill for good",)),
)
"""Cases in which an empty plan was once false, and some beside them."""


def live(drawn: Life, behaviour: tuple[str, str], hidden: str) -> None:
    """Apply each version of a file, and check the plan after each apply."""
    service, versions, events = drawn
    mock = FivetranMock(behaviours={"authorization": "assumed", **dict([behaviour])})
    parts = [part for version in versions for part in (version, version["config"])]
    keys = [key for part in parts for key in part if key not in {"auth", "config", "paused", *TRUST}]
    tap = Tap(mock, keys[-1] if hidden and keys else "", as_null=hidden == "a null key")
    with TemporaryDirectory() as folder:
        world = World(Path(folder), tap)
        is_done = False
        for version, event in zip(versions, events, strict=False):
            config = {**naming_of(service), **version["config"]}
            body = {"group_id": GROUP, "service": service, **version, "config": config}
            for _ in range(2 if event == "nulled" else 0):  # one sends the secrets, and the next one reads their masks
                world.disturb("", body)
                world.apply(body)
                world.see_masks(is_over=True)
            world.disturb(event, body)
            if event == "import":
                body = world.imported(body)
            begin, was_done = len(tap.calls), is_done and world.knows and world.is_confirmed()
            is_done = world.apply(body, adopt=event == "adopt", allow_loss=event == "allow loss")
            if event == "nulled":
                world.check_masks(body, tap.calls[begin:])
            world.see_masks(is_over=event not in KILLS)
            sent = {call[0] for call in tap.calls[begin:]}
            assert not (event == "import" and was_done) or {"GET"} == sent


def cases(test: Callable[..., None]) -> Callable[..., None]:
    """Add the known cases to a test as examples."""
    for drawn, behaviour, hidden in LIVES:
        test = example(drawn, behaviour, hidden)(test)
    return test


@cases
@given(lives(), BEHAVIOUR, HIDDEN)
def test_an_empty_plan_is_true(drawn, behaviour, hidden):
    """After each apply, every declared value is shown, was sent, or is a default, or the plan names it."""
    live(drawn, behaviour, hidden)


STAGES: Final = st.tuples(
    st.sampled_from(["prod", "test", "dev"]),
    st.sets(st.sampled_from("abc")),
    st.sampled_from(["defaults", "entries", "rows"]),
)
STAGE: Final = {"group_id": "g_${env:STAGE}"}
NAMED_BY_ROW: Final = {"service": "pinterest_ads", "group_id": "${to}", "config": {"schema": "${name}"}}


def staged(schemas: set[str], place: str) -> Json:
    """Return a document whose groups have a reference: in its defaults, in its entries, or in the rows of one."""
    entries = [{"service": "pinterest_ads", "config": {"schema": schema}} for schema in sorted(schemas)]
    if place == "defaults":
        return {"version": 1, "defaults": STAGE, "connections": entries}
    if place == "entries":
        return {"version": 1, "connections": [{**entry, **STAGE} for entry in entries]}
    rows = [{"to": STAGE["group_id"], "name": schema} for schema in sorted(schemas)]
    return {"version": 1, "connections": [{**NAMED_BY_ROW, "for_each": rows}]}


@example([("prod", {"a"}, "rows"), ("test", {"a", "b"}, "rows"), ("test", {"a"}, "entries"), ("test", set(), "rows")])
@given(st.lists(STAGES, min_size=2, max_size=6))
def test_a_run_deletes_nothing_in_groups_that_it_does_not_name(runs):
    """One set of files for three environments: each run changes only the connections of its own group."""
    mock = FivetranMock()
    mock.seed(groups=[{"id": f"g_{stage}", "name": stage} for stage in ("prod", "test", "dev")])
    model: dict[str, set[str]] = {}
    with TemporaryDirectory() as folder:
        world = World(Path(folder), Tap(mock))
        file = Path(folder) / "all.json"
        for stage, schemas, place in runs:
            file.write_text(json.dumps(staged(schemas, place)), encoding="utf-8")
            loaded = load_files([str(file)], lookup=Lookup(allow_commands=False, environment={"STAGE": stage}))
            memory = Memory.open(world.fivetran, world.memory)
            options = PlanOptions(delete_undeclared=True)
            planned = plan(world.fivetran, loaded.connections, options=options, memory=memory)
            assert apply(world.fivetran, planned, memory=memory, limits=Limits(max_percent=100)).ok
            model[stage] = schemas or model.get(stage, set())  # a run without a connection names no group
            there = {(str(found["group_id"]), str(found["schema"])) for found in mock.connections()}
            assert {(f"g_{stage}", schema) for stage, names in model.items() for schema in names} == there


@example([({"a", "b", "c"}, False, False), ({"a"}, True, False), ({"a"}, False, True)])
@given(st.lists(st.tuples(st.sets(st.sampled_from("abc"), min_size=1), st.booleans(), st.booleans()), max_size=5))
def test_what_left_a_renamed_folder_is_named_or_deleted_by_was(runs):
    """Each connection that no file declares any more is listed, or counted in a note; `was` alone deletes elsewhere."""
    mock = FivetranMock()
    there: dict[str, Path] = {}  # the folder that declared a connection last
    with TemporaryDirectory() as name:
        world, folder = World(Path(name), Tap(mock)), Path(name) / "files"
        for number, (schemas, is_renamed, says_was) in enumerate(runs):
            old = folder
            folder = Path(name) / f"files_{number}" if is_renamed else folder
            shutil.rmtree(old, ignore_errors=True)
            folder.mkdir()
            for schema in schemas:
                declared: Json = {"group_id": GROUP, "service": "pinterest_ads", "config": {"schema": schema}}
                (folder / f"{schema}.json").write_text(json.dumps({"version": 1, "connections": [declared]}))
            memory = Memory.open(world.fivetran, world.memory)
            options = PlanOptions(delete_undeclared=True, was=(str(old),) if is_renamed and says_was else ())
            planned = plan(world.fivetran, load(folder), options=options, memory=memory)
            listed = {change.schema: change.action for change in planned.changes}
            deleted = {schema for schema, action in listed.items() if action is Action.DELETE}
            allowed = {schema for schema, place in there.items() if place == folder or str(place) in options.was}
            assert deleted <= allowed - schemas
            assert there.keys() - schemas <= listed.keys() or any("do not exist" in note for note in planned.notes)
            assert apply(world.fivetran, planned, memory=memory, limits=Limits(max_percent=100)).ok
            there = {key: place for key, place in there.items() if key not in deleted} | dict.fromkeys(schemas, folder)
            assert set(there) == {found["schema"] for found in mock.connections()}


@pytest.mark.deep
@pytest.mark.parametrize("behaviour", EACH, ids=":".join)
def test_an_empty_plan_is_true_under_each_behaviour(behaviour):
    """The known cases hold under each behaviour of the API."""
    for drawn, _, hidden in LIVES:
        live(drawn, behaviour, hidden)


def policy(
    schema: str = "brand",
    table: str = "campaign_report",
    *,
    exclusive: bool = False,
    columns_only: bool = False,
    **columns: Json,
) -> Json:
    """Return a version of a file: a policy with one schema, one table, and its columns."""
    settings: Json = {"columns": columns} if columns else {"enabled": True}
    settings |= {"exclusive": True} if columns_only else {}
    handling = {"schema_change_handling": "BLOCK_ALL"} if exclusive or columns_only else {}
    return {"tables": {**handling, "exclusive": exclusive, "schemas": {schema: {"tables": {table: settings}}}}}


COLUMN: Final = st.fixed_dictionaries({"hashed": st.booleans()}, optional={"enabled": st.booleans()})
PART: Final = st.fixed_dictionaries({}, optional={"enabled": st.booleans()})
TABLE: Final = st.builds(
    lambda part, columns, exclusive: (
        {**part, **({"columns": columns, **exclusive} if columns else {})} or {"enabled": True}
    ),
    PART,
    st.dictionaries(st.sampled_from(["name", "created_at", "nmae"]), COLUMN, max_size=2),
    st.sampled_from([{}, {"exclusive": True}]),
)
POLICIES: Final = st.builds(
    lambda handling, exclusive, schema, part, tables, pause: {
        "tables": {
            "schema_change_handling": "BLOCK_ALL" if '"exclusive": true' in json.dumps(tables) else handling,
            "exclusive": exclusive,
            "schemas": {schema: {**part, "tables": tables}},
        },
        **pause,
    },
    st.sampled_from(["ALLOW_ALL", "BLOCK_ALL"]),
    st.booleans(),
    st.sampled_from(["brand", "brand", "brand", "Brand"]),
    PART,
    st.dictionaries(st.sampled_from(["campaign_report", "campaign_history", "campain_report"]), TABLE, min_size=1),
    st.fixed_dictionaries({}, optional={"paused": st.booleans()}),
)
MISHAPS: Final = st.sampled_from(
    [
        *REFUSALS,
        *("", "", "lost", "kill", "synced", "fails", "set up", "disabled", "unpaused", "copied", "anew", "raced"),
        *("no memory", "adopt", "sync first"),
    ]
)
OFF_BOTH: Final = {"tables": {"schemas": {"brand": {"tables": {"campaign_report": OFF, "campaign_history": OFF}}}}}
OFF_ONE: Final = {"tables": {"schemas": {"brand": {"tables": {"campaign_report": OFF}}}}}
SMALLER: Final = st.sampled_from([{}, {"paused": True}, {"paused": False}, OFF_BOTH])
"""A file without a policy, and one whose policy every other one shrinks."""
HASHED: Final = {"hashed": True}
WRONG: Final = policy("Brand", exclusive=True)
HOLDS: Final[Mapping[str, Json]] = {
    "policy": {},
    "set-up": {"unpause_when_connected": True},
    "pause ignored": {"ignore_changes": ["/paused"]},
    "no reload": {"service": "aws_lambda"},
    "a null key": {"service": "postgres", "config": {"schema_prefix": "brand", "client_private_key": None}},
}
SOURCES: Final = {
    "sources": [{"schemas": {"brand": {key: ["name", "created_at"] for key in ("campaign_report", "more")}}}]
}


@pytest.mark.parametrize("hold", HOLDS.values(), ids=HOLDS)
@example([WRONG, policy(exclusive=True)], ["", ""], SIX)
@example([policy(name=HASHED), WRONG, policy(exclusive=True)], [""] * 3, SIX)
@example([policy(nmae=HASHED), policy(name=HASHED)], ["", "lost"], ("unknown_column", "stored"))
@example([policy(), policy(name=HASHED)], ["kill", "synced"], ("list_lag", "60"))
@example([policy()] * 2, ["", "disabled"], SIX)
@example([policy(exclusive=True)] * 2, ["", "disabled"], SIX)
@example([policy()] * 2, ["", "anew"], SIX)
@example([policy()] * 2, ["raced", ""], SIX)
@example([policy()] * 3, ["fails", "", "set up"], SIX)
@example([policy()] * 3, ["fails", "unpaused", "set up"], SIX)
@example([{**policy(), "paused": False}] * 2, ["", "anew"], SIX)
@example([policy()] * 3, ["fails", "no memory", "set up"], SIX)
@example([policy(nmae=HASHED)] * 2, ["", "synced"], SIX)
@example([policy(name=HASHED, columns_only=True), policy(created_at=HASHED, columns_only=True)], [""] * 2, SIX)
@example([policy(name=HASHED, columns_only=True)] * 2, [""] * 2, ("reload_paused", "400"))
@example([OFF_BOTH, {}, OFF_BOTH], ["update_schema_config 500", "", ""], SIX)
@example([OFF_BOTH, policy(enabled=False)], ["update_schema_config 500", ""], SIX)
@example([OFF_BOTH, {"paused": True}, {"paused": False}], ["update_schema_config 500", "", ""], SIX)
@example([OFF_BOTH] * 2, ["update_schema_config 500", "copied"], SIX)
@example([OFF_BOTH, policy(), policy()], ["reload_schema_config 400"] * 2 + ["copied"], SIX)
@example([OFF_BOTH, {**policy(), "paused": False}], ["update_schema_config 500", "no memory"], SIX)
@example([{}, policy(exclusive=True)], ["update_connection 400", "copied"], SIX)
@example([{}, {}], ["lost", ""], ("list_lag", "60"))
@example([{**policy(), "paused": True}, policy()], ["reload_schema_config 400", "copied"], SIX)
@example([{}, policy("Brand")], ["update_connection 400", "unpaused"], SIX)
@example([{}, OFF_ONE, policy()], ["update_connection 400"] * 2 + ["reload_schema_config 400"], SIX)
@given(st.lists(POLICIES | SMALLER, min_size=2, max_size=3), st.lists(MISHAPS, min_size=3, max_size=3), BEHAVIOUR)
def test_an_empty_plan_is_true_of_tables(hold, versions, events, behaviour):
    """If nothing is left to do, schemas and columns are as declared, and it runs; until then, nothing syncs."""
    mock = FivetranMock(behaviours={"authorization": "assumed", **dict([behaviour])})
    usual = {"group_id": GROUP, "service": "pinterest_ads", "config": {"schema": "brand"}}
    options = {key: value for key, value in hold.items() if key == "unpause_when_connected"}
    with TemporaryDirectory() as folder:
        world = World(Path(folder), Tap(mock))
        if "config" in hold:
            mock.seed(SOURCES)
        may_run = is_done = False
        promised: list[Json | None] = []
        for version, event in zip(versions, events, strict=False):
            body = {**usual, **version, **{key: hold[key] for key in hold.keys() - options}}
            if "ignore_changes" in body:
                body.pop("paused", None)
            is_held = world.knows and not may_run and all(found["paused"] for found in mock.connections())
            world.disturb(event, body)
            before = world.enabled()
            world.may_be_paused |= body.get("paused", False) or ("ignore_changes" in body and not world.knows)
            may_run |= event in {"anew", "raced", "sync first"}
            is_promised = any(map(oracle.forbids_something, promised))
            is_seen = world.knows and behaviour[0] != "list_lag"  # else no memory has its hold, or no list has it yet
            is_kept = is_seen and (is_promised or (any(promised) and not world.may_be_paused))
            may_run |= event in {"unpaused", "copied"} and not is_kept
            begin, was_done = len(world.tap.calls), is_done
            is_done = world.apply(body, **options, adopt=event == "adopt", sync_before_tables=event == "sync first")
            first = next((call[2] for call in world.tap.calls[begin:] if call[0] != "GET"), b"")
            is_free = event != "anew" or not was_done or "tables" not in body
            assert is_free or body.get("paused") or json.loads(first)["paused"]
            closed = before - world.enabled()
            assert not (event == "copied" and is_held and is_promised) or closed <= world.copied()
            has_synced = any(found["succeeded_at"] for found in mock.connections())
            is_early = is_held and world.knows and not has_synced
            open_since = world.enabled() & before if before else world.enabled()  # a file may enable what was off
            wanted = {table for table in open_since if any(oracle.forbids(each, table) for each in promised)}
            opened = {table for table in wanted if not oracle.forbids(body.get("tables"), table)}
            assert not (opened and is_early) or may_run or all(found["paused"] for found in mock.connections())
            may_run |= (event == "copied" and has_synced) or (is_done and not (opened and is_early))
            promised = [] if may_run or not world.knows else [*promised, body.get("tables")]
            assert may_run or not any(promised) or all(found["paused"] for found in mock.connections())
