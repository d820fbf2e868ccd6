"""`doctor --trial` learns by throwaway connections how the API behaves, never a wrong value, and leaves nothing."""

import json
import random
import re
import signal
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from fivetran_connections.cli.output import print_wait
from fivetran_connections.cli.session import interruptible
from fivetran_connections.errors import DeadlineTooSoon, FivetranError
from fivetran_connections.learning.asking import Trial
from fivetran_connections.learning.questions import QUESTIONS, UNASKED, learned
from fivetran_mock import Fault, FivetranMock
from fivetran_rules.behaviours import BEHAVIOURS, read_behaviours
from fivetran_rules.recordings import read_recording

GROUP = "trial_group"
BAD = {"code": "InvalidInput", "message": "m"}
ENDLESS = {"code": "Success", "data": {"items": [], "next_cursor": "x"}}
ASKED = BEHAVIOURS.keys() - UNASKED.keys()
SYNCS = {"sync_paused", "sync_incomplete"}
OF_OTHERS = {"duplicate_schema", "mask", "named_secrets", "nested_objects", "null_in_update"}
OF_OTHERS |= {"schema_spelling", "set_secret", "unknown_group", "unset_secret"}
"""The behaviours for which the trial creates more connections than the first."""


def drawn(seed: int) -> dict[str, str]:
    """Return a random value of each behaviour."""
    draw = random.Random(seed)  # noqa: S311  # no secret
    return {name: draw.choice(list(each.values)) for name, each in BEHAVIOURS.items()}


def account(behaviours: dict[str, str] | None = None, seed: int = 0) -> FivetranMock:
    """Return a mock with one group."""
    return FivetranMock(behaviours=behaviours or {}, groups={GROUP: "Trial"}, random_seed=seed)


class Killed(BaseException):
    """The process ends here."""


class Between(httpx.BaseTransport):
    """Answers a request with something else than the mock, or ends the process there, and counts the requests."""

    def __init__(self, mock: FivetranMock, nth: int = 0, instead: Any = None, *, acts: bool = False) -> None:
        self.real, self.nth, self.instead, self.acts, self.count = mock.transport(), nth, instead, acts, 0

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer a request."""
        self.count += 1
        if self.count != self.nth:
            return self.real.handle_request(request)
        if self.acts:
            self.real.handle_request(request).read()
        if isinstance(self.instead, httpx.Response):
            return httpx.Response(self.instead.status_code, content=self.instead.content, headers=self.instead.headers)
        raise self.instead


def trial(
    mock: FivetranMock, between: httpx.BaseTransport | None = None, mark: str = "0123ab", group: str = GROUP
) -> tuple[Trial, Any]:
    """Run a trial of a mock in virtual time, and return it with the error that ended it."""
    before = mock.call_count
    with mock.client(**({} if between is None else {"transport": between})) as fivetran:
        made, ended = Trial(fivetran.connections.__driver__, group, mark, print_wait), None
        try:
            made.announced()
            made.run()
        except FivetranError as error:
            ended = error
    creates = [call for call in mock.calls if call.number > before and call.operation == "create_connection"]
    assert len(creates) <= 15
    assert made.sent <= 100
    return made, ended


def values(made: Trial) -> dict[str, str]:
    """Return the values that a trial has learnt."""
    return {row.name: row.value for row in learned(made) if row.value is not None}


def wrong(made: Trial, behaviours: dict[str, str]) -> dict[str, str]:
    """Return the values that a trial has learnt and that the mock does not have."""
    return {name: value for name, value in values(made).items() if value != behaviours[name]}


def test_each_behaviour_has_a_question_or_a_reason():
    """A new behaviour needs a question or a reason for none, and no row has both."""
    assert sorted(BEHAVIOURS) == sorted([*(question.name for question in QUESTIONS), *UNASKED])


@pytest.mark.parametrize("seeds", [range(30), pytest.param(range(30, 500), marks=pytest.mark.deep)], ids=["30", "470"])
def test_learns_what_a_mock_is_set_to(seeds):
    """Under random behaviours each value that is learnt is right; those of a lag and of a refused sync stay open."""
    for seed in seeds:
        mock = account(drawn(seed), seed)
        made, ended = trial(mock)

        assert (None, {}, [], []) == (ended, wrong(made, drawn(seed)), made.left, mock.connections())
        unknown = {"time_digits"} | ({"list_lag"} if drawn(seed)["list_lag"] != "none" else set())
        unknown |= {"update_tests"} if drawn(seed)["update_answer"] == drawn(seed)["pause_answer"] == "bare" else set()
        unknown |= {"mask"} if drawn(seed)["set_secret"] == "absent" else set()
        if {"400", "409"} & {drawn(seed)[name] for name in SYNCS}:
            unknown |= SYNCS
        assert ASKED - unknown == values(made).keys()


def refusal(status: int, code: str, **headers: str) -> httpx.Response:
    """Return a refusal in the API's format."""
    return httpx.Response(status, json={"code": code, "message": "m"}, headers=headers)


HTML = {"content-type": "text/html"}
INSTEAD = {
    "403": refusal(403, "Forbidden"),
    "404": refusal(404, "NotFound_Connection"),
    "429": refusal(429, "TooManyRequests", **{"retry-after": "5"}),
    "500": refusal(500, "InternalError"),
    "html": httpx.Response(200, content=b"<html>", headers=HTML),
    "502": httpx.Response(502, content=b"<html>", headers=HTML),
    "page": httpx.Response(200, json={"code": "Success", "data": {"items": []}}),
    "blank": httpx.Response(200),
    "reset": httpx.ReadError("reset"),
}
FEW = pytest.param((1, 3, 21, 40, 52), id="few")
EACH = pytest.param(range(1, 60), id="each", marks=pytest.mark.deep)


@pytest.mark.parametrize("places", [FEW, EACH])
@pytest.mark.parametrize("instead", INSTEAD)
def test_an_answer_replaced(instead, places):
    """With any answer replaced, whether its request was carried out or not, no value is wrong and nothing is left."""
    for nth in places:
        for acts in (False, True):
            mock = account(drawn(nth), nth)
            made, _ = trial(mock, Between(mock, nth, INSTEAD[instead], acts=acts))

            assert {} == wrong(made, drawn(nth))
            assert ([], []) == (made.left, mock.connections())


def test_changes_only_throwaway_connections():
    """Each is created paused and untested with invented values, one is tested, and nothing else is touched."""
    mock = account({"authorization": "assumed", "list_lag": "60"})
    kept = {"service": "postgres", "group_id": GROUP, "config": {"schema_prefix": "fc_trial_x", "host": "real.test"}}
    mock.seed(connections=[{**kept, "id": "kept_connection", "paused": True, "status": {"setup_state": "connected"}}])
    before = mock.connection("kept_connection")
    made, _ = trial(mock)
    sent = [call for call in mock.calls if call.method in {"POST", "PATCH", "DELETE"}]
    bodies = [call.body for call in sent if call.operation in {"create_connection", "update_connection"}]

    assert [before] == mock.connections()
    assert "kept_connection" not in {argument for call in sent for argument in call.arguments}
    tested = [body for body in bodies if body.get("run_setup_tests")]
    assert [{"run_setup_tests": True, "sync_frequency": 360}] == tested
    assert [{"paused": True}] == [body for body in bodies if "run_setup_tests" not in body]
    assert {True} == {body.get("paused", True) for body in bodies}
    assert all(body["paused"] is True for body in bodies if "service" in body)
    assert all(host.endswith(".invalid") for host in re.findall(r"\"host\": \"(.*?)\"", json.dumps(bodies)))
    assert 1 == sum(call.path.endswith("/test") for call in sent)
    assert "sync_connection" == [call.operation for call in sent if call.method != "DELETE"][-1]
    assert made.lags


def test_waits_65_seconds_for_a_list_that_lags():
    """The wait is from the last create on, and is none where that is long ago."""
    waits = list[float]()
    for seconds in (0, 200):
        mock = account({"list_lag": "60"})
        with mock.client() as fivetran:
            made = Trial(fivetran.connections.__driver__, GROUP, "0123ab", lambda wait, *_: waits.append(wait))
            made.created = mock.clock.monotonic() - seconds
            made.unclear.add("lost")
            made.clean()

    assert [65.0, 0.0] == waits


@pytest.fixture(scope="module")
def large() -> dict[str, Any]:
    """Return the state of an account whose group has 1,005 connections."""
    mock = account()
    ads = {"service": "pinterest_ads", "group_id": GROUP}
    mock.seed(connections=[{**ads, "config": {"schema": f"s{number}"}} for number in range(1005)])
    mock.advance(minutes=5)
    return mock.snapshot()


LATER_PAGES = [
    Fault(operation="list_group_connections", nth=nth, status=answer.status_code, body=answer.json())
    for nth in (4, 6)
    for answer in (INSTEAD["500"], INSTEAD["page"])
]


@pytest.mark.parametrize(("lag", "fault"), [("none", None), ("60", None), *(("none", fault) for fault in LATER_PAGES)])
def test_a_group_of_1005_connections(large, lag, fault):
    """All pages of a large group are read, nothing is learnt wrong if one of them is, and all of the group stays."""
    order = "newest_first" if fault else "oldest_first"  # then only the first page has the own connections
    mock = account({"list_lag": lag, "last_page": "null", "list_order": order})
    mock.restore(large)
    if fault:
        mock.add_fault(fault)
    made, ended = trial(mock)

    assert (None, {}, 1005) == (ended, wrong(made, mock.behaviours), mock.connection_count())
    assert fault or {"last_page", "list_order", "schema_filter", "unknown_query"} <= values(made).keys()


@pytest.mark.parametrize(
    ("refused", "service", "unknown"),
    [
        # a service whose fields the mock knows all, Postgres, the connection of the sync
        ((1, 3, 8), "linkedin_ads", {"unknown_config_key", "null_in_update"} | SYNCS),
        ((8, 9, 10, 11), "facebook_ads", {"unknown_group", "schema_spelling"}),  # the account is full
        (range(2, 16), "facebook_ads", {"schema_filter", "list_order", *OF_OTHERS} | SYNCS),  # one alone cannot tell
    ],
)
def test_a_refused_create_costs_its_own_questions(refused, service, unknown):
    """The next service takes the place of a refused one, a full account teaches nothing, and other rows are learnt."""
    mock = account()
    for nth in refused:
        mock.add_fault(Fault(operation="create_connection", nth=nth, status=400, body=BAD))
    made, _ = trial(mock)

    assert (SYNCS <= unknown) == ("sync_connection" not in {call.operation for call in mock.calls})
    assert service == made.names["service"]
    assert ASKED - values(made).keys() == {"time_digits", *unknown}


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        (Fault(operation="create_connection", status=400, body=BAD), "was answered 400"),
        (Fault(operation="create_connection", status=200, body={"code": "Success"}), "shows no connection"),
        (Fault(operation="update_connection", status=429, retry_after=3000), "after the deadline"),
        (Fault(operation="update_connection", status=429, retry_after=1), "at most 100 requests and 15 creates"),
        (Fault(operation="list_group_connections", status=200, body=ENDLESS), "more than 6,000 connections"),
        (Fault(operation="list_group_connections", status=200, body={"code": "Success", "data": {}}), "has no items"),
    ],
    ids=["no destination", "strange", "limits", "updates", "a large group", "a list without items"],
)
def test_ends_early(fault, message):
    """A trial that cannot go on ends with one sentence and few requests; the next deletes what may be left."""
    mock = account()
    mock.add_fault(fault)
    made, ended = trial(mock)
    assert message in str(ended) or any(message in str(each.error) for each in made.answers.values())
    assert fault.retry_after == 3000 or mock.connection_count() == 0
    assert "6,000" not in message or made.sent == 6
    deletes = [call.number for call in mock.calls if call.method == "DELETE"]
    assert fault.retry_after != 1 or 100 - 12 - 2 * len(made.made) == deletes[0] - 1

    mock.clear_faults()
    mock.advance(hours=2)
    trial(mock)
    assert [] == mock.connections()


def test_a_trial_with_too_many_creates_waits_for_its_deletes():
    """After 15 creates, of which a rate limit has refused the last, the trial ends, and waits for deletes alone."""
    mock = account()
    before = mock.clock.monotonic()
    for nth in range(1, 20, 2):
        mock.add_fault(Fault(operation="create_connection", nth=nth, status=429, retry_after=0))
    mock.add_fault(Fault(operation="delete_connection", nth=1, status=429, retry_after=1))
    made, ended = trial(mock)

    assert (15, "at most 100 requests and 15 creates.") == (made.creates, str(ended)[-36:])
    assert 8 < mock.clock.monotonic() - before < 12
    assert ([], []) == (made.left, mock.connections())


@pytest.mark.parametrize(("number", "left"), [(80, 0), (120, 22)])
def test_a_trial_that_has_many_to_delete(number, left):
    """A trial that spends its requests on deletes for earlier ones ends, deletes what it made, and names the rest."""
    mock = account()
    old = {"service": "pinterest_ads", "group_id": GROUP, "paused": True}
    mock.seed(connections=[{**old, "config": {"schema": f"fc_trial_aaaaaa_{each}"}} for each in range(number)])
    made, ended = trial(mock)

    assert (not left, "at most 100 requests and 15 creates.") == (len(made.made) > 0, str(ended)[-36:])
    assert left == len(mock.connections()) == len(made.kept)
    assert all(each["id"] in "".join(made.left) for each in mock.connections())


@pytest.mark.parametrize(("wait", "is_ended"), [(5, False), (301, True)])
def test_a_rate_limit_may_delay_a_trial_for_minutes_after_the_prompt(wait, is_ended):
    """However long the user thinks at the prompt, rate limits may then delay the questions for five minutes."""
    mock = account()
    mock.add_fault(Fault(operation="create_connection", nth=1, status=429, retry_after=wait))
    with mock.client() as fivetran:
        made = Trial(fivetran.connections.__driver__, GROUP, "0123ab", print_wait)
        made.announced()
        mock.advance(minutes=30)
        with suppress(DeadlineTooSoon):
            made.run()

    assert is_ended == (values(made) == {})


def altered(
    change: Callable[[dict[str, Any]], Any],
    mock: FivetranMock | None = None,
    method: str = "POST",
    word: str = "paused",
) -> httpx.BaseTransport:
    """Return the transport of a mock whose successes with a word are changed."""
    real = (mock or account()).transport()

    def answer(request: httpx.Request) -> httpx.Response:
        given = real.handle_request(request)
        body = json.loads(given.read())
        if given.is_success and request.method == method and word in given.text:
            change(body["data"])
        return httpx.Response(given.status_code, json=body)

    return httpx.MockTransport(answer)


def test_a_value_that_was_not_stored_proves_nothing():
    """If a read does not show what a create has sent, its update teaches nothing: a merge would look like the other."""
    mock = account({"nested_objects": "merged"})
    dropped = altered(lambda data: data["config"]["aws_credentials"].pop("home_folder"), mock, "GET", "home_folder")
    made, _ = trial(mock, dropped)

    assert "nested_objects" not in values(made)
    assert "named_secrets" in values(made)


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data.get("status", {}).update(setup_state="connected"),
        lambda data: data.update(paused=False),
        lambda data: data.update(status=None),
    ],
    ids=["connected", "unpaused", "no status"],
)
def test_starts_no_sync_of_a_connection_that_might_sync(change):
    """If no read shows a connection as paused and incomplete, no sync is requested."""
    mock = account()
    trial(mock, altered(change, mock, "GET"))

    mock.assert_not_called("sync_connection")
    assert [] == mock.connections()


def test_a_create_that_made_something_else():
    """A connection that is unpaused is deleted, and the trial ends; of one with another schema the user is told."""
    made, ended = trial(account(), altered(lambda data: data.update(paused=False)))
    other, _ = trial(account(), altered(lambda data: data.update(schema="sales", id="sales_id")))

    assert "unpaused, although" in str(ended)
    assert ([*made.gone], []) == (made.made, made.left)
    assert ["A create was answered with sales_id, which has another schema: look at it."] == other.left[:1]
    assert [] == other.made


@pytest.mark.parametrize(
    ("name", "word", "first"),
    [
        ("unknown_group", "fc_trial_no_such_group", refusal(400, "InvalidInput")),
        ("unoffered_trust", "/certificates", refusal(404, "NotFound")),
        ("unknown_connection", "fc_trial_no_such_connection", refusal(404, "NotFound_Integration")),
    ],
)
def test_one_answer_of_two_proves_nothing(name, word, first):
    """A question that a proxy may have answered is sent twice; if the answers differ, no value is reported."""
    mock, answers = account(), [first]
    real = mock.transport()

    def answer(request: httpx.Request) -> httpx.Response:
        is_asked = answers and word in f"{request.url}{request.read().decode()}"
        return answers.pop() if is_asked else real.handle_request(request)

    made, _ = trial(mock, httpx.MockTransport(answer))

    assert name not in values(made)
    assert ASKED - values(made).keys() <= {name, "time_digits"}


class Account(httpx.BaseTransport):
    """
    An account with look-alikes and webhooks, whose answers have secrets and whose limits have no `Retry-After`.

    It does something before or after its nth request, and may replace answers.
    """

    GROUP = "acme corp"

    def __init__(self, nth: int = 0, then: Callable[[], object] = bool, *, acts: bool = False, seed: int = 0) -> None:
        self.mock = FivetranMock(behaviours=drawn(nth), groups=[self.GROUP, "other"], random_seed=nth)
        alike = {"service": "pinterest_ads", "group_id": self.GROUP, "paused": True}
        schema, names = "fc_trial_0123ab_7", ("fc_trial_0123ab_7_prod", "fc_trial_prod00_1", "my_fc_trial_0123ab_7")
        alikes = [*({"config": {"schema": each}} for each in names), {"paused": False}, {"group_id": "other"}]
        self.mock.seed(connections=[{**alike, "config": {"schema": schema}, **each} for each in alikes])
        self.foreign = self.mock.connections()
        hook = {"url": "https://u:hush@h.test", "events": ["create_connector"]}
        paths = ("account", f"group/{quote(self.GROUP)}", "group/other")
        made = [self._ask("POST", f"/v1/webhooks/{path}", hook)["id"] for path in paths]
        self.hooks = [each["id"] for each in self._ask("GET", "/v1/webhooks")["items"] if each["id"] != made[-1]]
        self.real, self.nth, self.then, self.acts, self.count = self.mock.transport(), nth, then, acts, 0
        self.draw = random.Random(seed) if seed else None  # noqa: S311  # no secret

    def _ask(self, method: str, path: str, body: Any = None) -> Any:
        """Return the data of an answer of the mock."""
        pair = (self.mock.api_key, self.mock.api_secret)
        with httpx.Client(transport=self.mock.transport(), base_url="https://api.test", auth=pair) as client:
            return client.request(method, path, json=body).json()["data"]

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer a request."""
        self.count += 1
        is_now = self.count == self.nth
        if is_now and not self.acts:
            self.then()
        answer = self._answer(request)
        if is_now and self.acts:
            self.then()
        return answer

    def _answer(self, request: httpx.Request) -> httpx.Response:
        if self.count % 19 == 0:
            return httpx.Response(429, json={"code": "TooManyRequests", "message": "hush"})
        name = self.draw.choice([*INSTEAD]) if self.draw and self.draw.random() < 0.2 else ""
        instead: Any = INSTEAD.get(name) if name != "page" else None  # nobody can see through an empty list
        is_lost = self.draw and instead and (name.startswith("4") or self.draw.random() < 0.5)  # a refusal is true
        given = None if is_lost else self.real.handle_request(request)
        if isinstance(instead, Exception):
            raise instead
        if instead or given is None:
            return httpx.Response(instead.status_code, content=instead.content, headers=instead.headers)
        body = json.loads(given.read())
        body = body if request.method == "DELETE" else {**body, "note": "hush", "message": "hush"}
        if isinstance(body.get("data"), dict):
            body["data"] |= {"token": "hush", "connected_by": "hush"}
        return httpx.Response(given.status_code, json=body, headers={"x-secret": "hush"})

    def trial(self, mark: str = "0123ab") -> tuple[Trial, BaseException | None]:
        """Run a trial as the command does, and check that it is harmless."""
        earlier = [each["id"] for each in self.mock.connections()]
        with self.mock.client(transport=self) as fivetran:
            made, ended = Trial(fivetran.connections.__driver__, self.GROUP, mark, print_wait), None
            try:
                with interruptible(made.stop, "Deleting"):
                    self.told = made.announced()
                    made.run()
            except (FivetranError, KeyboardInterrupt, Killed) as error:
                ended = error
        assert self.foreign == [each for each in self.mock.connections() if each in self.foreign]
        assert not re.search("|".join(["hush|acme|prod", *earlier]), made.recording(values(made)).decode())
        return made, ended

    @property
    def rest(self) -> list[dict[str, Any]]:
        """The connections that a trial has left."""
        return [each for each in self.mock.connections() if each not in self.foreign]


ENDING = [getattr(signal, name, signal.SIGINT) for name in ("SIGINT", "SIGTERM", "SIGHUP")]
PLACES = [pytest.param(range(1, 70, 9), id="few"), pytest.param(range(1, 75), id="each", marks=pytest.mark.deep)]


@pytest.mark.linux("signals of POSIX")
@pytest.mark.parametrize("number", [*ENDING, None], ids=[*(each.name for each in ENDING), "SIGKILL"])
@pytest.mark.parametrize("places", PLACES)
def test_ended_by_a_signal_at_a_request(places, number):
    """Whatever request a signal comes before or after, nothing foreign changes, and nothing of the trial is left."""
    for nth in places:
        for acts in (False, True):
            account = Account(nth, acts=acts)
            account.then = partial(signal.raise_signal, number) if number else partial(setattr, account, "real", Dead())
            made, ended = account.trial()
            if number:
                assert isinstance(ended, KeyboardInterrupt) == (nth <= account.count), nth
            else:
                account.real, account.nth = account.mock.transport(), 0
                made, ended = account.trial("ffffff")
                assert ended is None, nth
            assert ([], []) == (made.left, account.rest), nth


class Dead(httpx.BaseTransport):
    """The end of a process: no request is sent any more."""

    def handle_request(self, _: httpx.Request) -> httpx.Response:
        """Answer no request."""
        raise Killed


@pytest.mark.linux("signals of POSIX")
@pytest.mark.parametrize("number", ENDING)
def test_a_second_signal_ends_the_deletes(number):
    """A second signal ends the deletes at once, and all that may be left is named."""
    twice = Account(30)
    twice.then = lambda: (setattr(twice, "nth", twice.nth + 2), signal.raise_signal(number))
    made, ended = twice.trial()

    assert isinstance(ended, KeyboardInterrupt)
    assert len(twice.rest) > 1
    assert all(each["id"] in str(made.left) for each in twice.rest)


@pytest.mark.parametrize(
    "seeds",
    [
        pytest.param([*range(1, 13), 394], id="13"),  # of 394, a lost create repeats an earlier schema
        pytest.param(range(13, 400), id="387", marks=pytest.mark.deep),
    ],
)
def test_a_hostile_api(seeds):
    """Whatever a fifth of the answers is replaced by, nothing foreign changes, and what is left is named."""
    for seed in seeds:
        account = Account(seed=seed)
        made, _ = account.trial()

        named = {*re.findall(r"\w+", str(made.left))}
        assert all({each["id"], each["schema"].partition(".")[0]} & named for each in account.rest), seed


@pytest.mark.parametrize("places", [pytest.param((5, 14, 30, 45), id="few"), PLACES[1]])
def test_two_trials_at_once(places):
    """A trial whose connections another one deletes learns and records nothing, and nothing is left."""
    for nth in places:
        account = Account(nth)
        account.then = partial(trial, account.mock, mark="ffffff", group=Account.GROUP)
        made, ended = account.trial()

        assert {} == wrong(made, {**account.mock.behaviours, "read_messages": "present"}), nth  # the account adds one
        assert ([], True) == (account.rest, ended is None or "another trial" in str(ended)), nth
        assert (ended is None) == bool(made.exchanges) >= bool(values(made)), nth


def test_announces_the_webhooks_and_heeds_limits_without_a_time():
    """Webhooks of the account and of the group are named, and a limit without `Retry-After` is waited for a minute."""
    account = Account()
    own = {"group_id": Account.GROUP, "paused": True, "config": {"schema": "fc_trial_bbbbbb_1"}}
    (earlier,) = account.mock.seed(connections=[{"service": "pinterest_ads", **own}])
    before = account.mock.clock.monotonic()
    made, ended = account.trial()

    assert (None, []) == (ended, made.left)
    assert f"It first deletes what an earlier trial has left: {earlier}." == account.told[-1]
    assert f"Webhooks that get events of it: {', '.join(account.hooks)}." in account.told
    assert account.mock.clock.monotonic() - before >= 60 * (account.count // 19)


def test_says_what_is_left():
    """Connections that cannot be deleted are named, and so is the schema of a create without a clear answer."""
    mock = account()
    mock.add_fault(Fault(operation="delete_connection", status=500))
    made, _ = trial(mock)
    ids = ", ".join(each["id"] for each in mock.connections())
    other = account()
    other.add_fault(Fault(operation="create_connection", socket="reset", when="after"))
    other.add_fault(Fault(operation="list_group_connections", status=500, nth=2))
    lost, _ = trial(other)

    assert [f"May be left: {ids}. Delete them, or let the next trial do it."] == made.left
    schema = other.connections()[0]["schema"]
    assert [f"A create had no clear answer: look for connections with the schema {schema}."] == lost.left


@pytest.mark.parametrize(("status", "acts", "tries"), [(204, True, 1), (404, True, 2), (204, False, 0)])
def test_a_delete_without_content_is_done(status, acts, tries):
    """A 204 says that a connection is deleted, unless a list shows it; after an empty 404, a GET does."""
    mock = account()
    real = mock.transport()

    def answer(request: httpx.Request) -> httpx.Response:
        given = real.handle_request(request) if acts or request.method != "DELETE" else None
        return httpx.Response(status) if given is None or request.method == "DELETE" else given

    made, _ = trial(mock, httpx.MockTransport(answer))

    unnamed = [each["id"] for each in mock.connections() if each["id"] not in str(made.left)]
    assert ([], not acts) == (unnamed, bool(made.left))
    assert tries * len(made.made) <= sum(call.operation == "delete_connection" for call in mock.calls)


@pytest.mark.parametrize("lag", [50, 7200], ids=["a while", "for ever"])
def test_a_404_of_a_connection_that_no_read_has_shown_is_no_proof(lag):
    """Where reads and deletes of a new connection answer 404, a trial looks again, and names what may be left."""
    mock = account()
    real, born = mock.transport(), dict[str, float]()

    def answer(request: httpx.Request) -> httpx.Response:
        identifier = request.url.path.split("/")[3:4]
        known = {each["id"]: born.setdefault(each["id"], mock.clock.monotonic()) for each in mock.connections()}
        if identifier and mock.clock.monotonic() - known.get(identifier[0], -lag) < lag:
            return httpx.Response(404, json={"code": "NotFound_Connector", "message": "m"})
        return real.handle_request(request)

    made, _ = trial(mock, httpx.MockTransport(answer))

    left = ", ".join(each["id"] for each in mock.connections())
    assert (lag > 60) == bool(left)
    assert ([f"May be left: {left}. Delete them, or let the next trial do it."] if left else []) == made.left


@pytest.fixture
def doctor(run: Any, serve: Any, tmp_path: Any) -> Any:
    """Return a function that runs the command against a mock, and returns its run and its file."""

    def asked(mock: FivetranMock, *arguments: str, stdin: bytes = b"") -> tuple[Any, Any]:
        file = tmp_path / "behaviours.json"
        serve(mock)
        ran = run("doctor", "--trial", GROUP, "-o", file, *arguments, stdin=stdin)
        return ran, json.loads(file.read_text(encoding="utf-8")) if file.exists() else None

    return asked


def test_the_command_writes_files(doctor, run, tmp_path):
    """The command says what it does, prints each row with the mock's default, and writes the values and a recording."""
    file, other = tmp_path / "recording.jsonl", tmp_path / "behaviours.json"
    mock = account({"list_config": "present", "mask": "eight"})
    hooks = [
        {"id": f"hook_{group}", "group_id": group, "active": True, "events": ["create_connector"]}
        for group in (GROUP, "other")
    ]
    mock.add_fault(Fault(operation="list_webhooks", status=200, body={"code": "Success", "data": {"items": hooks}}))
    ran, data = doctor(mock, "--yes", "--record", str(file))

    assert (0, 0) == (ran.status, mock.connection_count())
    assert f"Webhooks that get events of it: hook_{GROUP}.\n" in ran.err
    assert "It first deletes" not in ran.err
    assert re.search(r"^list_config +present +absent +false$", ran.out, re.MULTILINE)
    assert re.search(r"^naming_keys +(\w+) +\1 +true$", ran.out, re.MULTILINE)
    assert re.search(r"^time_digits +six +not seen: the digits of a second", ran.out, re.MULTILINE)
    assert {"present", "eight"} <= set(read_behaviours(data).values())
    assert FivetranMock(behaviours=data["behaviours"])
    assert data["behaviours"] == read_recording(file.read_bytes())[0]
    assert 0 == doctor(account(), "--yes", "--record", str(file))[0].status
    assert 2 == doctor(account(), "--yes", "--record", str(other))[0].status
    assert {2} == {run("doctor", *words).status for words in (["--yes"], ["--record", "f"])}


@pytest.mark.parametrize("how", [("--behaviours",), ("--trial", GROUP, "--yes")], ids=["reading", "trial"])
def test_the_command_waits_no_longer_than_it_may(run, serve, how):
    """A rate limit that holds the questions longer than --max-wait ends the command with 6."""
    mock = serve(account())
    mock.add_fault(Fault(operation="list_destinations", status=429, retry_after=61))
    ran = run("doctor", *how, "--max-wait", "60")

    assert (6, []) == (ran.status, mock.connections())
    assert "A rate limit allows the next request in 61 s" in ran.err


def test_the_command_asks_first(doctor):
    """Without --yes and without a terminal, nothing is created, and the sentence names the option."""
    mock = account()
    ran, data = doctor(mock)

    assert (3, None) == (ran.status, data)
    assert "Allow it with --yes" in ran.err
    mock.assert_not_called("create_connection")


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        (Fault(operation="create_connection", status=403), 4),
        (Fault(operation="list_group_connections", status=404), 5),
        (Fault(operation="list_groups", status=200, body="<html>"), 1),
        (Fault(operation="list_groups", status=302, headers={"location": "https://else.example"}), 1),
        (Fault(operation="delete_connection", status=500), 1),
        (Fault(operation="list_webhooks", status=403), 0),
    ],
    ids=["read-only", "no group", "html", "redirect", "left", "webhooks"],
)
def test_the_command_ends_with_a_sentence(monkeypatch, doctor, fault, status):
    """Each failure has one sentence and its status, and the rows that were learnt before are printed."""
    monkeypatch.setattr("fivetran_connections.learning.asking.LAG", 0.0)
    mock = account()
    mock.add_fault(fault)
    ran, data = doctor(mock, "--yes", "--output", "json")
    errors = [line for line in ran.err.splitlines() if not line.startswith("note: ")]

    assert (status, 1 if status else 0) == (ran.status, len(errors))
    assert (fault.operation in {"list_groups", "list_group_connections"}) == (data is None)


@pytest.mark.linux("signals of POSIX")
@pytest.mark.parametrize("number", ENDING)
def test_a_signal_deletes_and_prints(monkeypatch, doctor, number):
    """Ctrl-C, SIGTERM and SIGHUP end with status 130: what was made is deleted, and what was learnt is printed."""
    mock = account()
    ask = Trial.ask

    def interrupted(self: Trial, ask_: Any) -> None:
        if self.sent > 20:
            signal.raise_signal(number)
        ask(self, ask_)

    monkeypatch.setattr(Trial, "ask", interrupted)
    ran, data = doctor(mock, "--yes")

    assert (130, []) == (ran.status, mock.connections())
    assert "naming_keys" in data["behaviours"]
