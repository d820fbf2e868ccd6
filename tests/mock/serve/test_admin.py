"""The mock's own API, and the page of a connect card."""

import base64
import json
from typing import Any
from urllib.parse import urlsplit

import jsonschema
import pytest

from fivetran_mock import FivetranMock, Reply, Request
from fivetran_mock.admin import Site
from fivetran_rules.behaviours import DEFAULTS

from ..._stores import NO_SPACE, Keeping

AUTHORIZATION = {"authorization": "Basic " + base64.b64encode(b"mock-key:mock-secret").decode()}
CREATE = {
    "service": "pinterest_ads",
    "group_id": "near",
    "run_setup_tests": False,
    "config": {"schema": "pin", "sync_mode": "AllAdvertisers"},
}


@pytest.fixture
def site(mock: FivetranMock) -> Site:
    """Return the site with all paths of the mock."""
    return Site(mock)


def ask(site: Site, method: str, target: str, body: object = None, **headers: str) -> Reply:
    """Send a request as a client on this machine."""
    text = b"" if body is None else json.dumps(body).encode()
    given = {"content-type": "application/json", **AUTHORIZATION, **headers}
    return site.answer(Request(method, target, given, text))


def step(site: Site, name: str, **body: object) -> Reply:
    """Take a step of the mock's own API."""
    return ask(site, "POST", f"/__mock__/{name}", body)


def data(reply: Reply) -> Any:
    """Return the data of a successful answer."""
    assert reply.status < 300, reply.body
    return json.loads(reply.body)


def create(site: Site, **changes: object) -> dict[str, Any]:
    """Create a connection."""
    created: dict[str, Any] = data(ask(site, "POST", "/v1/connections", CREATE | changes))["data"]
    return created


def test_index_lists_every_action(site):
    """The list of operations is complete, and each operation works."""
    index = data(ask(site, "GET", "/__mock__/"))

    assert "GET /__mock__/state" in index
    assert data(ask(site, "GET", "/__mock__")) == index
    for entry, described in index.items():
        method, path = entry.split()
        jsonschema.Draft202012Validator.check_schema(described["arguments"])
        assert ask(site, method, path, {}).status in {200, 400, 409}


SETTING = "a setting of the server, or for clients in process"
SHOWN = "state, journal or deliveries has it"
WITHOUT = {
    **dict.fromkeys(("api_key", "api_secret", "settings", "card_page", "clock"), SETTING),
    **dict.fromkeys(
        ("asgi_app", "async_client", "client", "handle", "begin", "intercept", "mount", "transport"), SETTING
    ),
    **dict.fromkeys(
        ("now", "connections", "connection", "connection_count", "latest_connections", "call_count"), SHOWN
    ),
    **dict.fromkeys(("calls", "dropped_calls", "refused_calls", "webhooks", "unused"), SHOWN),
    **dict.fromkeys(("scripts_for", "setup_of", "visit_connect_card"), "for the pages of a browser"),
    **dict.fromkeys(
        ("api", "cancel", "post_by", "deliver_for_others", "move", "delivered", "failures"), "of the loop in process"
    ),
    **dict.fromkeys(("finish", "require_bounded"), "of the server, which awaits receivers"),
    **dict.fromkeys(("open",), "each step returns open_deliveries while a webhook is active"),
}
"""The public names without an operation, with the reason."""


def test_each_method_is_an_operation(site, mock):
    """Each public name of the mock and of its webhooks is an operation, or has a reason why it is none."""
    index = {key.rpartition("/")[2].replace("-", "_") for key in data(ask(site, "GET", "/__mock__/"))}
    other = {"clear_calls", "clear_faults", "clear_scripts", "add_fault", "set_behaviours"}
    public = {name for part in (mock, mock.webhooks) for name in dir(part) if not name.startswith("_")}

    assert public - index == WITHOUT.keys() | other | {"deliver"}


def test_state_and_journal(site):
    """State and journal show the calls and their effects, with secrets masked."""
    secret = {"refresh_token": "hush", "client_access": {"client_id": "i", "client_secret": "hush"}}
    identifier = create(site, auth=secret)["id"]
    state = data(ask(site, "GET", "/__mock__/state"))
    journal = data(ask(site, "GET", "/__mock__/journal"))

    assert [identifier] == [each["id"] for each in state["connections"]]
    assert 1 == state["calls"]
    assert ["create_connection"] == [call["operation"] for call in journal]
    assert "hush" not in json.dumps(journal)
    assert [] == data(ask(site, "GET", "/__mock__/journal?after=1"))


def test_faults_come_and_go(site):
    """Faults are added one by one or as a list, listed, and removed one by one or all together."""
    data(ask(site, "POST", "/__mock__/faults", {"status": 503, "times": 1}))
    data(ask(site, "POST", "/__mock__/faults", [{"status": 500}, {"socket": "reset"}]))

    assert 503 == ask(site, "GET", "/v1/connections").status
    assert 500 == ask(site, "GET", "/v1/connections").status
    data(step(site, "remove-fault", place=1))
    assert [{"status": 503, "times": 1}, {"socket": "reset"}] == data(ask(site, "GET", "/__mock__/faults"))
    data(ask(site, "DELETE", "/__mock__/faults"))
    assert 200 == ask(site, "GET", "/v1/connections").status


def test_behaviours_are_listed_and_set(site, mock):
    """Each behaviour is listed with its value and evidence, and a request sets some until a reset."""
    listed = data(ask(site, "GET", "/__mock__/behaviours"))
    create(site)

    assert {"absent": "client", "present": "published"} == listed[0]["values"]
    assert {"about", "evidence", "reason", "limit", "default"} < listed[0].keys()
    assert DEFAULTS == {each["name"]: each["value"] for each in listed}
    assert DEFAULTS | {"list_config": "present"} == data(
        ask(site, "POST", "/__mock__/behaviours", {"version": 1, "behaviours": {"list_config": "present"}})
    )
    assert "config" in data(ask(site, "GET", "/v1/connections"))["data"]["items"][0]
    assert "present" == mock.behaviours["list_config"]
    data(ask(site, "POST", "/__mock__/reset"))
    assert DEFAULTS == mock.behaviours


def test_parameters_of_an_address_have_the_types_of_the_arguments(site, mock):
    """A parameter is a text where the argument is one, also if it has only digits, and else JSON."""
    mock.seed(connections=[{**CREATE, "id": "7"}])
    data(ask(site, "POST", "/__mock__/advance?hours=1.5"))

    assert mock.now.startswith("2026-01-01T01:30")
    for paused in (True, False):
        assert (
            paused is data(ask(site, "POST", f"/__mock__/pause?connection_id=7&paused={json.dumps(paused)}"))["paused"]
        )


def test_seed_snapshot_reset_restore(site, mock):
    """Seeded state can be saved in a snapshot, reset, and restored."""
    seeded = data(ask(site, "POST", "/__mock__/seed", {"connections": [CREATE]}))["connections"]
    snapshot = data(ask(site, "GET", "/__mock__/snapshot"))

    assert 1 == len(mock.connections())
    data(ask(site, "POST", "/__mock__/reset"))
    assert [] == mock.connections()
    data(ask(site, "POST", "/__mock__/restore", snapshot))
    assert seeded == [each["id"] for each in mock.connections()]


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "message"),
    [
        ("GET", "nothing", None, 404, "There is no /__mock__/nothing; GET /__mock__/ lists the operations."),
        ("PUT", "faults", None, 405, "/__mock__/faults takes GET, POST, DELETE."),
        ("POST", "behaviours", [], 400, "behaviours have to be an object of names and values."),
        ("POST", "behaviours", {"x" * 9000: 1}, 400, f"there is no behaviour '{'x' * 60}'."),
        ("POST", "advance", {"seconds": 1, "minutes": None}, 400, "minutes has to be a number."),
        ("POST", "advance", {}, 400, "advance needs an amount of time"),
        ("POST", "advance", {"minutes": 10**400, "seconds": 0.5}, 400, "time moves forward"),
        ("GET", "journal?apikey=k", None, 400, "journal has no 'apikey'; there are after."),
        ("GET", "health?x=1", None, 400, "health has no 'x'."),
        ("POST", "pause", {}, 400, "pause: missing a required argument: 'connection_id'."),
        ("POST", "reset/a-key", {}, 404, "There is no /__mock__/reset/a-key; GET /__mock__/ lists the operations."),
        ("POST", "reset", [], 400, "the body has to be an object."),
        ("POST", "seed?x=1", {}, 400, "seed has no 'x'."),
        ("POST", "end-synk", {}, 404, "There is no /__mock__/end-synk; did you mean end-sync?"),
        ("POST", "assert-created", {"service": "s"}, 400, "assert_created has no 'service'; there are wanted."),
        ("POST", "assert-created", {"wanted": []}, 400, "wanted has to be an object."),
        ("POST", "assert-called", {"operation": "sync", "wanted": {"times": 1}}, 400, "wanted of assert_called has "),
        ("POST", "script-setup-tests", {"tests": [{"status": "?"}]}, 400, "tests[0].status has to be one of PASSED, "),
        ("POST", "seed", "seed.json", 400, "/: this has to be an object."),
        ("POST", "restore", {}, 400, "this is not a snapshot of a mock"),
        ("GET", "journal?after=x", None, 400, "after has to be a whole number from 0."),
        ("GET", "journal?after=" + "9" * 5_000, None, 400, "after has to be a whole number from 0."),
    ],
)
def test_action_that_cannot_be_done(site, method, path, body, status, message):
    """An impossible action is refused in the API's format, in one sentence."""
    reply = ask(site, method, f"/__mock__/{path}", body)
    said = json.loads(reply.body)

    assert status == reply.status
    assert {"code", "message"} == set(said)
    assert message in said["message"]
    assert said["message"].endswith((".", "?"))


def test_journal_is_told_whatever_it_holds(site, mock):
    """The journal returns calls that UTF-8 cannot encode, and those beside them."""
    ask(site, "GET", "/v1/groups")
    mock.handle(Request("GET", "/v1/\ud800", {}, b""))

    assert ["/v1/groups", "/v1/\ud800"] == [call["path"] for call in data(ask(site, "GET", "/__mock__/journal"))]


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"{", "The request body is not JSON."),
        (b"[" + b"[]," * 100_000 + b"[]]", "The request body holds too many values."),
        (b" " * (4 * 1024 * 1024 + 1), "The request body is too large."),
    ],
    ids=["cut off", "100,002 values", "4 MiB and a byte"],
)
@pytest.mark.parametrize("name", ["seed", "reset"])
def test_body_that_is_refused_unread(site, name, body, problem):
    """A body that is no JSON, or that would keep other clients waiting, is refused; only a snapshot may be larger."""
    reply = site.answer(Request("POST", f"/__mock__/{name}", AUTHORIZATION, body))

    assert 400 == reply.status
    assert problem == json.loads(reply.body)["message"]


def test_snapshot_of_too_many_values_is_refused(site):
    """A snapshot in a request may hold two million values: more would keep other clients waiting for long."""
    body = b'{"fivetran_mock":2,"records":[' + b"[]," * 2_000_000 + b"[]]}"
    reply = site.answer(Request("POST", "/__mock__/restore", AUTHORIZATION, body))

    assert 400 == reply.status
    assert "a snapshot may hold 2,000,000 values here." == json.loads(reply.body)["message"]


def test_other_paths_are_the_cores(site):
    """A path that only resembles the mock's own belongs to the Fivetran API."""
    assert ask(site, "GET", "/__mocking__").status in {404, 501}


def card(site: Site, **config: object) -> tuple[str, str]:
    """Return the id of a new connection, and the target of its Connect Card's page."""
    wanted = {"redirect_uri": "https://app.test/done?from=card", **config}
    created = create(site, connect_card_config=wanted)
    address = urlsplit(created["connect_card"]["uri"])
    return created["id"], f"{address.path}?{address.query}"


def test_card_page_completes_the_set_up(site, mock):
    """The page's button completes the set-up and redirects with the connection's id."""
    identifier, target = card(site)
    page = ask(site, "GET", target)

    assert 200 == page.status
    assert b'<form method="post">' in page.body
    assert b"<dt>Service</dt><dd>pinterest_ads</dd><dt>Schema</dt><dd>pin</dd>" in page.body
    assert "incomplete" == mock.connection(identifier)["status"]["setup_state"]

    done = ask(site, "POST", target)

    assert 303 == done.status
    assert f"https://app.test/done?from=card&id={identifier}" == dict(done.headers)["location"]
    assert "connected" == mock.connection(identifier)["status"]["setup_state"]


def test_card_page_has_a_strict_policy(site):
    """The policy allows nothing inline; page and style sheet both have it, and are for browsers alone."""
    page, style = ask(site, "GET", card(site)[1]), ask(site, "GET", "/connect-card/setup.css")

    assert b'<link rel="stylesheet" href="setup.css">' in page.body
    assert b"style>" not in page.body
    assert 200 == style.status
    assert "text/css; charset=utf-8" == dict(style.headers)["content-type"]
    assert b"{" in style.body
    for reply in (page, style):
        policy = dict(reply.headers)["content-security-policy"]
        assert policy.startswith("default-src 'none'; style-src 'self';")
        assert "unsafe" not in policy
    for path in ("/connect-card/setup", "/connect-card/setup.css"):
        assert "GET, HEAD, POST" == dict(ask(site, "DELETE", path).headers)["allow"]


def test_card_page_may_hide_the_guide(site):
    """The setup guide is shown unless the card hides it."""
    _, shown = card(site)
    hidden = shown.replace("hide_setup_guide=false", "hide_setup_guide=true")

    assert b"<aside>" in ask(site, "GET", shown).body
    assert b"<aside>" not in ask(site, "GET", hidden).body


@pytest.mark.parametrize(
    ("asked", "back"),
    [
        ("http://app.test/done", "http://app.test/done?id={}"),
        ("https://app.test/done?x=1#part", "https://app.test/done?x=1&id={}#part"),
        ("https://app.test/done#part", "https://app.test/done?id={}#part"),
        ("https://app.test/d%20one/\u4e2d", "https://app.test/d%20one/%E4%B8%AD?id={}"),
    ],
    ids=["plain", "fragment and query", "fragment", "characters"],
)
def test_card_page_goes_back_where_it_was_told(site, asked, back):
    """The id is in the query, before a fragment, and the address is encoded for a header."""
    identifier, target = card(site, redirect_uri=asked)

    assert back.format(identifier) == dict(ask(site, "POST", target).headers)["location"]


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("spoil", ["token", "scheme", "bracket", "connection", "day"])
def test_card_page_that_is_not_valid(site, mock, spoil, method):
    """A foreign or expired token, a deleted connection, or an invalid address shows no card and changes nothing."""
    identifier, target = card(site)
    if spoil == "token":
        target = target.replace("auth=", "auth=x")
    if spoil == "scheme":
        target = target.replace("redirect_uri=https", "redirect_uri=javascript")
    if spoil == "bracket":
        target = target.replace("redirect_uri=https%3A%2F%2F", "redirect_uri=https%3A%2F%2F%5B")
    if spoil == "connection":
        ask(site, "DELETE", f"/v1/connections/{identifier}")
    if spoil == "day":
        mock.advance(days=1, seconds=1)
    reply = ask(site, method, target)

    assert 400 == reply.status
    assert b"<form" not in reply.body
    assert "location" not in dict(reply.headers)
    assert all(each["status"]["setup_state"] == "incomplete" for each in mock.connections())


def test_card_page_shows_failing_tests_and_goes_on(site, mock):
    """With failing setup tests the page stays and shows them; it sends the browser back once they pass."""
    identifier, target = card(site)
    mock.script_setup_tests(status="FAILED", message="No <access>", times=1)
    stays = press(site, target, "authorize")

    assert 200 == stays.status
    assert "incomplete" == mock.connection(identifier)["status"]["setup_state"]
    assert b"Validate Login: FAILED. No &lt;access&gt;" in stays.body
    assert b"No &lt;access&gt;" in ask(site, "GET", target).body
    assert 303 == press(site, target, "authorize").status
    assert b"Setup tests" not in ask(site, "GET", target).body


@pytest.mark.parametrize(
    ("act", "told"), [("refuse", b"The source refused the access"), ("cancel", b"Nothing was changed")]
)
def test_card_that_nobody_completes(site, mock, act, told):
    """After a refusal or a cancellation the connection lacks authorization, and its setup tests fail."""
    identifier, target = card(site)
    reply = press(site, target, act)
    tested = data(ask(site, "POST", f"/v1/connections/{identifier}/test", {}))["data"]

    assert 200 == reply.status
    assert told in reply.body
    assert ["Either accessToken or refreshToken must not be null"] == [
        each["message"] for each in tested["setup_tests"]
    ]
    assert "incomplete" == mock.connection(identifier)["status"]["setup_state"]
    assert (act == "refuse") == (b"<form" in reply.body)


def press(site: Site, target: str, act: str) -> Reply:
    """Press a button of the page."""
    return site.answer(Request("POST", target, {}, f"act={act}".encode(), local=False))


@pytest.mark.parametrize("act", ["dance", 100 * "&act"])
def test_button_that_is_not_there(site, act):
    """A form with another button, or with too many fields, is refused."""
    assert 400 == press(site, card(site)[1], act).status


def test_visits_are_in_journal_and_history(site, mock):
    """Visits of a card are in the journal without its token, and refused ones too; a connection's history has them."""
    identifier, target = card(site)
    for act in ("cancel", "authorize"):
        press(site, target, act)
    ask(site, "GET", target)
    ask(site, "GET", target.replace("auth=", "auth=x"))
    visits = mock.calls[-4:]
    history = [seen for seen in mock.calls if seen.is_about(identifier)]

    assert [200, 303, 200, 400] == [call.status for call in visits]
    assert ["cancel", "authorize", "show"] == [call.response["act"] for call in visits[:3]]
    assert all("auth=***&" in call.query for call in visits)
    assert [1, 2, 3] == [entry.number - 1 for entry in history[-3:]]
    assert "The connect card's token was not created by this mock" == visits[3].reason


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ("https://evil.test/connect-card/setup?auth=x", "card: The address is not one of this mock's cards, which"),
        ("https://fivetran.com/connect-card/setup?x=1", "card: The connect card's token was not created by this mock"),
        ("no_such", "card: there is no connection no_such; pass its id, or the address or token of a card"),
        ("", "card has to be a text that is not empty"),
    ],
)
def test_card_that_is_none(mock, given, problem):
    """Anything but a card is refused by a sentence that names the argument."""
    with pytest.raises(ValueError, match=problem):
        mock.complete_connect_card(given)


def test_change_that_cannot_be_kept():
    """If the store is full, the mock's own API and the card's page report an error, and nothing changes."""
    store = Keeping()
    mock = FivetranMock(store=store)
    site = Site(mock)
    identifier, target = card(site)
    store.problem = NO_SPACE
    seeded = ask(site, "POST", "/__mock__/seed", {"groups": ["more"]})
    reset = ask(site, "POST", "/__mock__/reset", {})
    page = ask(site, "POST", target)

    assert [500] * 3 == [reply.status for reply in (seeded, reset, page)]
    assert "Nothing was changed, since the change cannot be kept: no space left" == json.loads(seeded.body)["message"]
    assert b"no space left" in page.body
    assert "incomplete" == mock.connection(identifier)["status"]["setup_state"]
    assert [identifier] == [each["id"] for each in data(ask(site, "GET", "/__mock__/state"))["connections"]]
