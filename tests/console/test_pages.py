"""The pages of the console without a script: their content and their forms."""

import json
import os
import re
import shlex
import shutil
import subprocess
from html import unescape
from urllib.parse import urljoin

import pytest

from fivetran_mock import FivetranMock, Request
from fivetran_mock.admin import Access, Site
from fivetran_mock.server import MockServer
from fivetran_rules.behaviours import DEFAULTS

from .._stores import NO_SPACE, Keeping
from .conftest import BODY, BROKEN, Browser

NAMES = ("connections", "deliveries", "faults", "behaviours", "clock", "docs")
PAGES = ("", *(f"console/{name}" for name in NAMES))


@pytest.mark.parametrize("path", PAGES)
def test_page_is_safe(browser, path):
    """A page allows no inline script or style, no other host, no frame, and is never stored."""
    page = browser.get(path)
    policy = page.header("content-security-policy")

    assert 200 == page.status
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "no-store" == page.header("cache-control")
    assert " style=" not in page.html
    assert "<style" not in page.html
    assert " onclick" not in page.html
    assert [] == re.findall(r'(?:href|src|action)="(?:https?:)?//', page.html)


def test_every_link_leads_to_a_page(browser):
    """From the first page, every page of the console is found by its links, and no link is dead."""
    identifier = browser.create()
    browser.api("POST", "/v1/connections", BROKEN)
    browser.api("GET", f"/v1/connections/{identifier}")
    seen: set[str] = set()
    waiting = [("", "")]
    asked: set[str] = set()
    while waiting:
        base, link = waiting.pop()
        browser.address = f"/__mock__/{base}"
        target = urljoin(browser.address, link.partition("#")[0])
        if target in asked:
            continue
        asked.add(target)
        shown = browser.follow(link) if link else browser.get()
        assert 200 == shown.status, (base, link)
        place = browser.address.removeprefix("/__mock__/")
        if place in seen or not shown.header("content-type").startswith("text/html"):
            continue
        seen.add(place)
        waiting += [(place, each) for each in shown.links() if not each.startswith("#")]

    assert {*PAGES, "console/requests/2", f"console/connections/{identifier}"} <= seen


@pytest.mark.parametrize(
    ("path", "to"), [("/", "./__mock__/"), ("/__mock__", "./__mock__/"), ("/__mock__/console", "./")]
)
def test_browser_is_led_to_the_first_page(browser, path, to):
    """A browser that opens the server's address, or omits the last slash, is redirected to the console."""
    reply = browser.site.answer(Request("GET", path, {"accept": "text/html"}, b""))

    assert 303 == reply.status
    assert to == dict(reply.headers)["location"]


def test_browser_elsewhere_is_asked_for_the_token():
    """With `--admin-token`, a browser on another machine asks for the token as a password, and then gets the pages."""
    site = Site(FivetranMock(), Access(token="open sesame"))
    asked = Request("GET", "/__mock__/console/clock", {"accept": "text/html", "host": "box:8080"}, b"", local=False)
    refused = site.answer(asked)
    inside = site.answer(asked._replace(headers={**asked.headers, "authorization": "Basic bWU6b3BlbiBzZXNhbWU="}))

    assert [401, 200] == [refused.status, inside.status]
    assert dict(refused.headers)["www-authenticate"].startswith("Basic ")
    assert "Advance" in inside.body.decode()


def test_without_jinja_the_page_says_what_to_install(browser, monkeypatch):
    """Without Jinja2 a browser reads the command that installs it, and the mock's own API still works."""
    monkeypatch.setattr("fivetran_mock.admin._site.find_spec", lambda _: None)
    page = browser.get()

    assert 501 == page.status
    assert "pip install '.[mock]'" in page.text
    assert 501 == browser.site.answer(Request("GET", "/connect-card/setup", {}, b"")).status
    assert 200 == browser.site.answer(Request("GET", "/__mock__/state", {}, b"")).status


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("console/nothing", "There is no such page."),
        ("console/requests/1", "The log has no request 1"),
        ("console/requests/x%2F1", "The log has no request x/1"),
        ("console/connections/gone", "There is no connection gone."),
        ("console/assets/secret.txt", "There is no such file."),
        ("console/assets/missing.css", "There is no such file."),
    ],
)
def test_path_that_is_no_page_is_a_page(browser, path, words):
    """An unknown address shows a page that says so."""
    page = browser.get(path)

    assert 404 == page.status
    assert words in page.text
    assert "Go to the requests" in page.text


def test_method_that_a_page_does_not_take(browser):
    """A page without a form refuses POST; HEAD is answered as GET, and the adapter leaves out the body."""
    page, head = browser.post("console/docs"), Request("HEAD", "/__mock__/console/docs", {"accept": "text/html"}, b"")
    assert 200 == browser.site.answer(head).status

    assert 405 == page.status
    assert "This page takes GET." in page.text


def test_html_in_a_body_stays_text(browser):
    """Text of a request that looks like HTML is shown as text."""
    attack = "<img src=x onerror=alert(1)>"
    browser.api("POST", "/v1/connections", {**BODY, "config": {"schema": attack}, attack: attack})
    browser.api("GET", "/v1/<script>alert(1)</script>")

    for path in ("", "console/requests/1", "console/requests/2"):
        page = browser.get(path)
        assert "<img" not in page.html
        assert "<script>" not in page.html
    assert attack in browser.get("console/requests/1").text


def test_text_that_is_no_unicode_is_shown(browser):
    """A request target with invalid Unicode does not break the list."""
    browser.site.answer(Request("GET", "/v1/\ud800", {}, b""))

    assert 200 == browser.get().status
    assert 200 == browser.get("console/requests/1").status


@pytest.mark.parametrize("where", ["console/connections/{id}", "console/requests/1", "state", "journal", "start-sync"])
def test_secrets_are_masked_by_their_place(where):
    """The console and the mock's own API show no value of an HTTP header, and no password of a URL."""
    places = {"base_url": "https://user:hush@example.com", "custom_headers": [{"key": "k", "value": "hush"}]}
    body = {"service": "zz_next", "group_id": "near", "config": {"schema": "s", **places}}
    browser = Browser(FivetranMock(services=["zz_next"]))
    browser.api("POST", "/v1/connections", body)
    (record,) = browser.mock.connections()
    browser.mock.run_setup_tests(record["id"])

    given = json.dumps({"connection_id": record["id"]}).encode() if where == "start-sync" else b""
    request = Request("POST" if given else "GET", f"/__mock__/{where.format(id=record['id'])}", {}, given)
    shown = browser.site.answer(request).body

    assert b"user:***@example.com" in shown
    assert b"hush" not in shown


def test_empty_list_says_how_to_begin(browser):
    """Before the first request, the list says how to send one."""
    assert "No requests yet." in browser.get().text
    assert "No request fits these filters." in browser.get("?status=404").text


def test_refused_request_is_explained(browser):
    """The list names two violations and counts the rest; the page of a request has rule, message and evidence."""
    browser.api("POST", "/v1/connections", BROKEN)
    browser.api("POST", "/v1/connections", {"service": "pinterest_ads", "a": 1, "b": 2, "c": 3})
    listed, page = browser.get(), browser.get("console/requests/1")

    assert "/config/advertisers Fill advertisers with the ids to sync" in listed.text
    assert "and 3 more" in listed.text
    assert "pinterest_ads.advertisers.required" in page.text
    assert "documented error" in page.text
    assert "../../console/docs#pinterest_ads.advertisers.required" in page.links()
    assert 'id="pinterest_ads.advertisers.required"' in browser.get("console/docs").html
    marked = page.html.partition('class="line wrong"')[2]
    assert marked.startswith("><code>  &#34;config&#34;: {</code>")


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("status=201", ["1"]),
        ("status=4xx", ["3", "2"]),
        ("status=4", ["3", "2"]),
        ("status=20", ["5", "1"]),
        ("verdict=refused", ["3", "2"]),
        ("verdict=fault", ["4"]),
        ("verdict=accepted", ["5", "1"]),
        ("operation=list_groups", ["5", "4"]),
        ("connection={id}", ["1"]),
        ("connection=pin", ["1"]),
        ("connection=pin_fr", ["2"]),
        ("operation=get_connection&status=503", []),
        ("status=&verdict=", ["5", "4", "3", "2", "1"]),
    ],
)
def test_filters(browser, query, numbers):
    """A list can be filtered by status, verdict, operation and connection."""
    identifier = browser.create()
    browser.api("POST", "/v1/connections", BROKEN)
    browser.api("GET", "/v1/connections/nothing")
    browser.mock.add_fault({"status": 503, "times": 1})
    browser.api("GET", "/v1/groups")
    browser.mock.advance(minutes=6)
    browser.api("GET", "/v1/groups")
    page = browser.get("?" + query.format(id=identifier))

    assert numbers == [link.rpartition("/")[2] for link in page.links() if "console/requests/" in link]


def test_families_that_are_not_imitated_are_marked():
    """A call to such a family has its own verdict, in the list and on its page."""
    browser = Browser(FivetranMock(unimitated="empty"))
    browser.api("GET", "/v1/teams")

    assert "console/requests/1" in browser.get("?verdict=unimitated").html
    assert "The mock does not imitate this family" in browser.get("console/requests/1").text


@pytest.mark.parametrize("status", ["ok", "4040", "x"])
def test_filter_that_is_none(browser, status):
    """An unreadable status in the filter is named."""
    assert "has to look like 404, 4xx or 4." in browser.get(f"?status={status}").text


def test_unknown_path_is_shown_with_the_near_one(browser):
    """The page of a request with an unknown path names the near one."""
    browser.api("GET", "/v1/conections")

    assert "did you mean /v1/connections?" in browser.get("console/requests/1").text


def test_long_list_is_bounded(browser):
    """A list shows the latest 100 requests, and leads to the older ones by the same filters."""
    for _ in range(100):
        browser.api("GET", "/v1/groups")
    assert 100 == browser.get("?page=2").html.count("data-key")
    for _ in range(20):
        browser.api("GET", "/v1/groups")
    page = browser.get()

    assert 100 == page.html.count("data-key")
    assert "120 requests since the last reset. The list shows 1 to 100, the newest first." in page.text
    (older,) = re.findall(r'href="[^"]*(\?[^"]*)">Older<', page.html)
    last = browser.get(older.replace("&amp;", "&"))
    assert 20 == last.html.count("data-key")
    assert "The list shows 101 to 120" in last.text
    assert ">Newer<" in last.html
    assert ">Older<" not in last.html
    assert "has to be a number such as 2" in browser.get("?page=two").text
    assert "The list shows 101 to 120" in browser.get("?page=9").text


def test_rows_name_the_connection(browser):
    """Each page shows schema and id of a connection, or the id of one that is gone; the count is filtered."""
    identifier = browser.create(config={"schema": "pin_eu"})
    browser.api("GET", "/v1/connections")
    name, paths = f'">pin_eu</a> <span class="faint">{identifier}</span>', ("", "console/requests/1")
    assert [1, 1, 1] == [browser.get(path).html.count(name) for path in (*paths, "console/connections")]
    browser.api("DELETE", f"/v1/connections/{identifier}")

    assert [2, 1] == [browser.get(path).html.count(f'">{identifier}</a>') for path in paths]
    assert "1 of 3 requests fits the filter." in browser.get("?operation=delete_connection").text


def test_warnings_are_not_red(browser):
    """The finding of an accepted body is marked as a warning, in the list and in the body."""
    browser.create(data_delay_threshold=60)
    warned, wrong = browser.get("console/requests/1").html, browser.get().html

    assert '<p class="why warning">' in wrong
    assert '<p class="line warned">' in warned
    assert '<p class="line wrong">' not in warned


def test_connection_shows_what_failed_and_what_is_scripted(browser):
    """The page of a connection shows the setup test that failed, and the scripts that its next tests and syncs meet."""
    identifier, other = browser.create(), browser.create(config={**BODY["config"], "schema": "other"})
    browser.mock.script_setup_tests(status="WARNING", service="pinterest_ads", times=2)
    browser.mock.script_syncs("failed", connection_id=identifier)
    browser.mock.script_syncs("failed", connection_id=other)
    page = browser.get(f"console/connections/{identifier}").text

    assert "Nobody has authorized this connection" in page
    assert "FAILED Validate Login: Either accessToken or refreshToken must not be null" in page
    assert "SetupTestScript(service='pinterest_ads', times=2, tests=(SetupTest(" in page
    assert 1 == page.count("SyncScript(")


def test_forgotten_requests_are_counted():
    """A list says how many requests the log has dropped."""
    browser = Browser(FivetranMock(journal_entries=105))
    for _ in range(109):
        browser.api("GET", "/v1/groups")

    assert "the newest first. The log had no room for the 4 oldest. Mock time" in browser.get().text


def test_huge_body_is_cut(browser):
    """A page shows the first lines of a body and the beginning of a long text, and leads to the journal as JSON."""
    body = {**BODY, "list": list(range(5_000)), "deep": [[[[]]]]}
    browser.api("POST", "/v1/connections", {"text": "<" * 1_500, **body})
    page = browser.get("console/requests/1")
    whole = browser.follow("../../journal")

    assert "Further lines are not shown; the journal as JSON has them." in page.text
    assert "398," not in page.text
    assert '<… and 500 more characters",' in page.text
    assert "/deep" in page.text
    assert "The request is too large to be copied from this page." in page.text
    assert "../../journal" in page.links()
    assert body["list"] == json.loads(whole.reply.body)[0]["body"]["list"]


def test_connections_are_found(browser):
    """Connections are listed, and found by id, group or schema."""
    empty = browser.get("console/connections").text
    browser.create()

    assert "No connections yet." in empty
    assert "1 connection." in browser.get("console/connections").text
    assert "No connection has this id, group or schema." in browser.get("console/connections?named=other").text


def test_many_connections_are_bounded(browser):
    """The list of connections has a limit, and says so."""
    browser.mock.seed(connections=[{**BODY, "config": {"schema": f"s{number}"}} for number in range(120)])

    assert "120 connections. The list shows the latest 100" in browser.get("console/connections").text


STEPS: list[tuple[str, str, tuple[str, str]]] = [
    ("fail", "A setup test failed.", ("broken", "scheduled")),
    ("pass", "The setup tests passed.", ("connected", "scheduled")),
    ("start", "A sync is requested.", ("connected", "syncing")),
    ("finish", "The sync has succeeded.", ("connected", "scheduled")),
    ("start", "A sync is requested.", ("connected", "syncing")),
    ("break", "The sync has failed.", ("connected", "scheduled")),
    ("start", "A sync is requested.", ("connected", "syncing")),
    ("reschedule", "The sync is rescheduled.", ("connected", "rescheduled")),
    ("pause", "The connection is paused.", ("connected", "paused")),
    ("resume", "The connection is resumed.", ("connected", "scheduled")),
]


def test_docs_list_operations_and_rules(browser):
    """The docs list each operation with its requests, and each rule with its evidence."""
    page = browser.get("console/docs")

    assert "../?operation=create_connection" in page.links()
    assert re.search(r"Rules .* pinterest_ads\.advertisers\.required ", page.text)


def test_buttons_of_a_connection(browser):
    """Each button takes its step; the page confirms it and shows the new states."""
    identifier = browser.create(auth={"refresh_token": "r", "client_access": {"client_id": "i", "client_secret": "s"}})
    for step, sentence, (setup, sync) in STEPS:
        page = browser.post(f"console/connections/{identifier}/{step}")
        status = browser.mock.connection(identifier)["status"]

        assert sentence in page.text
        assert setup == status["setup_state"]
        assert sync == status["sync_state"]
        assert f"Set-up {setup} Sync {sync}" in page.text

    assert browser.mock.connection(identifier)["failed_at"]
    advanced = browser.post(f"console/connections/{identifier}/advance")
    assert "Time has moved." in advanced.text
    assert browser.mock.now.startswith("2026-01-01T00:10")
    assert "create_connection" in browser.get(f"console/connections/{identifier}").text


def test_connect_card_is_completed(browser):
    """An unauthorized connection has a button that completes the Connect Card."""
    identifier = browser.create(run_setup_tests=False)
    page = browser.post(f"console/connections/{identifier}/authorize")

    assert "The Connect Card is completed" in page.text
    assert "connected" == browser.mock.connection(identifier)["status"]["setup_state"]


def test_step_that_cannot_be_taken(browser):
    """A step that the state does not allow shows an error on the page of the connection."""
    identifier = browser.create()
    page = browser.post(f"console/connections/{identifier}/finish")

    assert 400 == page.status
    assert "no sync of this connection is running" in page.text
    assert 404 == browser.post(f"console/connections/{identifier}/explode").status
    assert 404 == browser.post("console/connections/gone/pass").status
    assert 404 == browser.get("console/connections/gone").status


def test_connection_is_deleted(browser):
    """The last button deletes the connection and returns to the list."""
    identifier = browser.create()
    page = browser.post(f"console/connections/{identifier}/delete")

    assert "The connection is deleted." in page.text
    assert [] == browser.mock.connections()


def test_change_that_cannot_be_kept():
    """A change that the state file cannot store shows an error, and is undone."""
    page = Browser(FivetranMock(store=Keeping(NO_SPACE))).post("console/clock/reset")

    assert 500 == page.status
    assert "Nothing was changed, since the change cannot be kept: no space left" in page.text


def test_deliveries_are_shown_and_repeated(browser):
    """The page has the webhooks, each delivery with its answer, the newest first, and a button repeats one."""
    empty = browser.get("console/deliveries")
    body = {"url": "https://receiver.example/", "events": ["create_connector"], "secret": "a deep secret"}
    browser.mock.webhooks.mount(body["url"], lambda _: 418 if browser.mock.connection_count() else 200)
    made = browser.api("POST", "/v1/webhooks/account", body)
    browser.create()
    browser.mock.webhooks.deliver()
    shown = browser.get("console/deliveries")
    repeated = browser.post("console/deliveries/2/repeat")

    assert "Nothing was delivered yet." in empty.text
    assert f"yes https://receiver.example/ the account create_connector {made['data']['id']}" in shown.text
    assert "2 deliveries. Mock time" in shown.text
    assert "418 create_connector to https://receiver.example/" in shown.text
    assert '"event": "create_connector"' in unescape(shown.html)
    assert "deep" not in shown.html
    assert "The event is delivered again." in repeated.text
    assert 3 == len(browser.mock.webhooks.deliveries)
    assert 404 == browser.post("console/deliveries/x/repeat").status

    browser.api("DELETE", f"/v1/webhooks/{made['data']['id']}")
    assert "its webhook is gone" in browser.post("console/deliveries/2/repeat").text


def test_fault_is_added_counted_and_removed(browser):
    """A fault from the form affects calls, counts them, and can be removed."""
    added = browser.post("console/faults", operation="list_groups", status="503", times="1", share="1", nth="")
    browser.api("GET", "/v1/groups")
    browser.api("GET", "/v1/groups")

    assert "The fault is added." in added.text
    assert "operation list_groups share 1 times 1 status 503 2 1 Remove" in browser.get("console/faults").text
    assert "The fault is removed." in browser.post("console/faults/0/remove").text
    assert 404 == browser.post("console/faults/0/remove").status
    assert 404 == browser.post("console/faults/x/remove").status

    browser.post("console/faults", socket="reset")
    assert "All faults are removed." in browser.post("console/faults/clear").text
    assert () == browser.mock.faults


@pytest.mark.parametrize(
    ("path", "fields", "words"),
    [
        ("faults", {}, "one of status, body, headers"),
        ("faults", {"status": "many"}, "/status: "),
        ("faults", {"status": "503", "share": "half"}, "/share: "),
        ("faults", {"answer": "nonsense"}, "/answer: "),
        ("faults", {"status": "9" * 30}, "/status: "),
        (
            "behaviours",
            {"last_page": "null", "mask": "ten"},
            "behaviour mask has the values six, eight, prefixed, mixed, not 'ten'.",
        ),
        ("clock/advance", {"amount": "soon", "unit": "minutes"}, "Write the amount as a number."),
        ("clock/advance", {"amount": "-1", "unit": "minutes"}, "time moves forward"),
        ("clock/advance", {"amount": "nan", "unit": "minutes"}, "minutes cannot be written as JSON"),
    ],
)
def test_form_that_is_refused(browser, path, fields, words):
    """An impossible input is refused with its reason, and changes nothing."""
    before = browser.mock.now
    page = browser.post(f"console/{path}", **fields)

    assert 400 == page.status
    assert words in page.text
    assert () == browser.mock.faults
    assert DEFAULTS == browser.mock.behaviours
    assert before == browser.mock.now


def test_refused_form_keeps_the_input(browser):
    """The form of a refused fault keeps the input."""
    page = browser.post("console/faults", status="many", share="half")

    assert 'value="many"' in page.html
    assert 'value="half"' in page.html


def test_behaviours_are_shown_and_set(browser):
    """The page shows the value of each behaviour, and its form sets some or all to their defaults."""
    browser.mock.set_behaviours({"mask": "eight"})
    page = browser.get("console/behaviours")

    assert '<option value="eight" selected>eight (client)</option>' in page.html
    assert "absent (client, default)" in page.text
    assert "The mock behaves so from now on." in browser.post("console/behaviours", last_page="null", x="y").text
    assert "null" == browser.mock.behaviours["last_page"]
    assert "eight" == browser.mock.behaviours["mask"]
    browser.post("console/behaviours", last_page="empty", defaults="yes")
    assert DEFAULTS == browser.mock.behaviours


@pytest.mark.parametrize(("unit", "now"), [("minutes", "2026-01-01T00:02"), ("days", "2026-01-03T00:00")])
def test_time_is_advanced(browser, unit, now):
    """Time moves by an amount of a unit."""
    page = browser.post("console/clock/advance", amount="2", unit=unit)

    assert "Time has moved." in page.text
    assert browser.mock.now.startswith(now)


@pytest.mark.parametrize("body", [b"\xff", b"amount=" + b"1" * 1_048_576, b"a&" * 101], ids=["bytes", "long", "many"])
def test_form_that_cannot_be_read(browser, body):
    """A malformed form, a long one, and one with many fields are refused."""
    page = browser.post("console/clock/advance", body=body)

    assert 400 == page.status
    assert "The form cannot be read." in page.text


@pytest.mark.parametrize(
    ("button", "sentence", "connections"), [("clear", "The log is empty.", 1), ("reset", "Everything is reset.", 0)]
)
def test_state_is_emptied(browser, button, sentence, connections):
    """The log can be emptied alone, or everything deleted."""
    browser.create()
    page = browser.post(f"console/clock/{button}")

    assert sentence in page.text
    assert 0 == browser.mock.call_count
    assert connections == len(browser.mock.connections())


def test_sentence_of_another_page_is_not_shown(browser):
    """An address can make a page show one of the console's messages, and no other text."""
    assert "call this number" not in browser.get("?done=call+this+number").text


def test_assets_are_bundled(browser):
    """Style, script and icon come from the package."""
    for name, kind in (("console.css", "text/css"), ("console.js", "text/javascript"), ("icon.svg", "image/svg+xml")):
        file = browser.get(f"console/assets/{name}")

        assert file.header("content-type").startswith(kind)
        assert len(file.reply.body) < 20_000


def copied(browser: Browser) -> str:
    """Return the command that repeats the latest request."""
    page = browser.get(f"console/requests/{browser.mock.call_count}").html
    (found,) = re.findall(r"Copy as curl</button>\s*<pre[^>]*>(.*?)</pre>", page, flags=re.DOTALL)
    return unescape(found)


def words(browser: Browser) -> list[str]:
    """Return the words of the command, as a shell reads them."""
    return shlex.split(copied(browser).replace("\\\n", " "))


def test_body_that_is_not_json_is_copied(browser):
    """A body that is not JSON stands for itself in the command."""
    browser.site.answer(Request("POST", "/v1/groups", {"authorization": "Basic eDp5"}, b"hush"))

    assert "<4 bytes that are not JSON>" == words(browser)[9]


def test_the_address_of_a_copied_command_is_quoted(browser):
    """A target with signs of a shell stays one word in the copied command."""
    browser.api("GET", "/v1/connections?schema=$(touch+x);'&cursor=")

    assert "https://api.fivetran.com/v1/connections?schema=$(touch+x);'&cursor=" == words(browser)[3]


@pytest.mark.skipif(shutil.which("curl") is None, reason="there is no curl, whose command is run")
def test_copied_curl_sends_the_same(browser):
    """The curl command, run by a shell, sends a request with the same body."""
    browser.api("POST", "/v1/connections", {**BODY, "it's": "$HOME `id`"})
    before = browser.mock.calls[-1]
    with MockServer(browser.mock) as server:
        command = copied(browser).replace("https://api.fivetran.com", server.url)
        subprocess.run(command, shell=True, check=True, capture_output=True, env={**os.environ, **server.environment})  # noqa: S602 - our own command
        after = browser.mock.calls[-1]

    assert before.request_line == after.request_line
    assert before.body == after.body
    assert after.number > before.number


@pytest.mark.parametrize("target", ["*@elsewhere.test:81/x", "@elsewhere.test/x", ".elsewhere.test/x", "*", ":81/x"])
def test_no_copy_names_another_host(target):
    """A copied request goes to the mock, whatever target was asked for."""
    browser = Browser(FivetranMock(card_page="http://127.0.0.1:8080"))
    browser.mock.handle(Request("GET", target, {}, b""))

    assert words(browser)[3].startswith("http://127.0.0.1:8080/")
