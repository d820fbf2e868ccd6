"""
The console in a real browser: Playwright drives the Chromium of this machine.

Without Chromium these tests are left out; `tests/conftest.py` then says so in one line.
"""

import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from fivetran_mock import FivetranMock, Request
from fivetran_mock.server import CannotListen, MockServer

from .._cases import slow_after
from .conftest import AUTHORIZATION, BODY, BROKEN
from .test_pages import PAGES as BARE

FLAGS = (
    "--no-sandbox",  # the sandbox refuses root, which is who runs in a container
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
SECONDS = 60_000
"""The milliseconds that a page may take on a busy machine."""
PAGES = (*BARE, "console/requests/2", "console/connections/{id}", "console/nothing")
PHONE = {"width": 360, "height": 780}


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Start a browser with a profile of its own."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def server(mock: FivetranMock) -> Iterator[MockServer]:
    """Serve the mock on a port."""
    with MockServer(mock) as served:
        yield served


@pytest.fixture
def context(chromium: Browser, server: MockServer) -> Iterator[BrowserContext]:
    """Return a fresh context whose pages fail the test if a script fails, or the policy stops anything."""
    made = chromium.new_context(base_url=f"{server.url}/__mock__/", viewport={"width": 1280, "height": 800})
    made.set_default_timeout(SECONDS)
    expect.set_options(timeout=SECONDS)
    complaints: list[str] = []
    made.on("weberror", lambda error: complaints.append(str(error.error)))
    made.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    yield made
    made.close()
    lost = ("ERR_CONNECTION", "Failed to load resource")
    assert [] == [each for each in complaints if not any(word in each for word in lost)]


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """Return a tab."""
    return context.new_page()


def send(mock: FivetranMock, method: str, path: str, body: bytes = b"") -> None:
    """Send a request to the API."""
    mock.handle(Request(method, path, {"authorization": AUTHORIZATION, "content-type": "application/json"}, body))


def filled(mock: FivetranMock) -> str:
    """Fill a mock so that every page has content; return the id of a connection."""
    hostile = {
        **BODY,
        "config": {**BODY["config"], "schema": "<script>document.title='hit'</script>\u202e" + "x" * 150},
    }
    identifier, other = mock.seed(connections=[BODY, hostile])
    mock.run_setup_tests(identifier)
    send(mock, "GET", f"/v1/connections/{other}")
    send(mock, "GET", f"/v1/connections/{identifier}")
    for _ in range(2):
        send(mock, "POST", "/v1/connections", str(BROKEN).replace("'", '"').encode())
    mock.add_fault({"operation": "list_groups", "status": 503})
    send(mock, "GET", "/v1/groups")
    with pytest.raises(AssertionError):
        mock.assert_created(schema="pun")
    webhooks = mock.client().webhooks
    hook = webhooks.create({"url": "http://127.0.0.1:9/", "events": ["sync_end"], "active": False})
    webhooks.test(str(hook.id), "sync_end")
    return identifier


def violations(page: Page) -> list[str]:
    """Return the findings of axe-core against WCAG 2.2 AA and its best practices."""
    page.evaluate(AXE_SCRIPT)
    found: list[dict[str, Any]] = page.evaluate("axe.run().then(found => found.violations)")
    return [f"{each['id']}: {node['html']}" for each in found for node in each["nodes"]]


def test_owner_walks_through_a_card(page, mock, server):
    """The owner refuses, cancels, meets a failing setup test, and authorizes; then the browser is sent back."""
    (identifier,) = mock.seed(connections=[BODY])
    back = f"{server.url}/__mock__/console/docs"
    with mock.client() as fivetran:
        link = str(fivetran.connections.connect_card(identifier, redirect_uri=back).connect_card.uri)
    mock.script_setup_tests(status="FAILED", message="The account has no access", times=1)
    page.goto(link)
    expect(page.get_by_text("pinterest_ads")).to_be_visible()

    page.get_by_role("button", name="Refuse").click()
    expect(page.get_by_text("The source refused the access")).to_be_visible()
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_text("Nothing was changed.")).to_be_visible()
    page.goto(link)
    page.get_by_role("button", name="Authorize").click()
    expect(page.get_by_text("FAILED. The account has no access")).to_be_visible()
    assert [] == violations(page)
    assert "incomplete" == mock.connection(identifier)["status"]["setup_state"]

    page.get_by_role("button", name="Authorize").click()
    page.wait_for_url(f"{back}?id={identifier}")
    assert "connected" == mock.connection(identifier)["status"]["setup_state"]
    acts = ["show", "refuse", "cancel", "show", "authorize", "authorize"]
    assert acts == [call.response["act"] for call in mock.calls[1:]]


@pytest.mark.slow
def test_requests_appear_by_themselves(page, mock):
    """A request appears while the page is open, and HTML in it stays text."""
    page.goto("")
    expect(page.get_by_text("No requests yet.")).to_be_visible()
    expect(page.locator("[data-link-text]")).to_have_text("Live")

    send(mock, "GET", "/v1/<img src=x onerror=document.title='hacked'>")
    expect(page.get_by_role("link", name="<img src=x")).to_be_visible()
    send(mock, "POST", "/v1/connections", str(BROKEN).replace("'", '"').encode())
    expect(page.get_by_text("Fill advertisers with the ids to sync").first).to_be_visible()

    assert "Requests" in page.title()


@pytest.mark.parametrize("path", slow_after(1, ["", "console/requests/2", "console/connections/{id}"]))
def test_pages_are_accessible(page, mock, path):
    """axe-core finds no accessibility problem."""
    page.goto(path.format(id=filled(mock)))

    assert [] == violations(page)


@pytest.mark.deep
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_every_page_is_accessible_and_fits(page, mock, scheme, phone, tmp_path):
    """On desktop and phone, light and dark, axe-core finds no problem and no page is wider than the screen."""
    identifier = filled(mock)
    page.emulate_media(color_scheme=scheme)
    if phone:
        page.set_viewport_size(PHONE)  # type: ignore[arg-type]  # a plain dictionary is a ViewportSize
    for path in PAGES:
        page.goto(path.format(id=identifier))
        page.screenshot(path=tmp_path / f"{re.sub('[^a-z]+', '-', path) or 'requests'}.png", full_page=True)

        assert [] == violations(page), path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        assert "hit" != page.title()


@pytest.mark.deep
@pytest.mark.parametrize("path", PAGES)
def test_page_without_javascript(chromium, server, mock, path):
    """Without JavaScript a page shows its content, and no control that needs a script."""
    identifier = filled(mock)
    context = chromium.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(f"{server.url}/__mock__/{path.format(id=identifier)}")

    expect(tab.get_by_role("heading", level=1)).to_be_visible()
    expect(tab.locator("[data-link-state]")).to_be_hidden()
    expect(tab.locator("[data-copy]:visible")).to_have_count(0)
    context.close()


def started_again_and_again(mock: FivetranMock) -> MockServer:
    """Return a server on a port below those that the system hands out, so that its port stays free while it is down."""
    while True:
        with suppress(CannotListen):
            return MockServer(mock, port=20_000 + secrets.randbelow(10_000))


@pytest.mark.deep
def test_server_that_stops_and_comes_back(context, mock):
    """A page reports that its server has stopped, and continues when the server is back."""
    first = started_again_and_again(mock).start()
    tab = context.new_page()
    tab.goto(f"{first.url}/__mock__/")
    first.stop()
    expect(tab.locator("[data-link-text]")).to_have_text("Disconnected, trying again")

    port = int(first.url.rpartition(":")[2])
    with MockServer(mock, port=port):
        expect(tab.locator("[data-link-text]")).to_have_text("Live")
        send(mock, "GET", "/v1/after-the-break")
        expect(tab.get_by_role("link", name="/v1/after-the-break")).to_be_visible()


@pytest.mark.deep
def test_update_keeps_the_focus(page, mock):
    """An update of the page keeps the focus."""
    identifier = filled(mock)
    page.goto("")
    link = page.get_by_role("link", name=f"GET /v1/connections/{identifier}")
    link.focus()
    send(mock, "GET", "/v1/one-more")
    expect(page.get_by_role("link", name="/v1/one-more")).to_be_visible()

    expect(link).to_be_focused()


@pytest.mark.deep
def test_update_keeps_open_parts(page, mock):
    """An update of the page keeps open details."""
    filled(mock)
    page.goto("console/deliveries")
    page.locator("details summary").first.click()
    webhook = mock.client().webhooks
    (hook,) = webhook.list()
    webhook.test(hook.id, "sync_start")

    expect(page.locator("details")).to_have_count(2)
    expect(page.locator("details[open] pre")).to_be_visible()


@pytest.mark.deep
def test_updates_can_be_paused(page, mock):
    """A reader can pause and resume the updates."""
    page.goto("")
    page.get_by_role("button", name="Pause").click()
    expect(page.locator("[data-link-text]")).to_have_text("Paused")
    send(mock, "GET", "/v1/unseen")
    page.evaluate("new Promise(done => setTimeout(done, 2200))")  # more than two polls, by the browser's clock
    expect(page.get_by_role("link", name="/v1/unseen")).to_have_count(0)

    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_role("link", name="/v1/unseen")).to_be_visible()


@pytest.mark.deep
def test_keyboard_alone(page, mock):
    """The keyboard alone suffices to skip to the content, filter, open a request, and take a step."""
    identifier = filled(mock)
    page.goto("")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("/")
    expect(page.get_by_label("Status")).to_be_focused()
    page.keyboard.type("200")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("status=200"))
    page.get_by_role("link", name=f"GET /v1/connections/{identifier}").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Request body")).to_be_visible()
    page.get_by_role("link", name="pin", exact=True).focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Start a sync").focus()
    page.keyboard.press("Space")

    expect(page.locator(".facts .state-syncing")).to_be_visible()


@pytest.mark.deep
def test_copy_button(context, page, mock):
    """The button copies the text below it."""
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    filled(mock)
    page.clock.install()
    page.goto("console/requests/2")
    page.clock.pause_at("2100-01-01")  # the button says for a moment what it did: the moment does not pass
    page.get_by_role("button", name="Copy as curl").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    page.clock.run_for(2000)
    expect(page.get_by_role("button", name="Copy as curl")).to_be_visible()

    assert page.evaluate("navigator.clipboard.readText()").startswith("curl --request ")


@pytest.mark.deep
def test_counts_have_a_name_on_a_phone(page, mock):
    """On a phone, where tables have no head, each count of a fault has a label."""
    filled(mock)
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]  # a plain dictionary is a ViewportSize
    page.goto("console/faults")

    named = "cells => cells.map(cell => getComputedStyle(cell, '::before').content + cell.textContent)"
    assert ['"Matching requests "1', '"Applied "1'] == page.locator("tbody td.end").evaluate_all(named)


@pytest.mark.deep
def test_snapshot_goes_round(page, mock, tmp_path):
    """A snapshot is downloaded, everything is reset, and the snapshot brings the state back."""
    filled(mock)
    page.goto("console/clock")
    page.get_by_role("button", name="1 hour").click()
    with page.expect_download() as started:
        page.get_by_role("link", name="Download a snapshot").click()
    file = tmp_path / "snapshot.json"
    started.value.save_as(file)
    page.get_by_text("Reset everything", exact=True).click()
    page.get_by_role("button", name="Reset everything for good").click()
    expect(page.get_by_text("Everything is reset.")).to_be_visible()
    assert [] == mock.connections()

    mock.restore(file.read_bytes())
    assert 2 == len(mock.connections())
