"""A request copied from the console repeats it: as a test, as Python, and as a curl command."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Callable
from html import unescape
from urllib.parse import urlsplit

import pytest

from fivetran_mock import FivetranMock, Request
from fivetran_mock.server import MockServer

from .._cases import slow_after
from .conftest import BODY, BROKEN, Browser

Ask = Callable[[Browser], object]

ADDRESS = re.compile(r"https?://[^'\"]+")


QUIET = ("-q", "-p", "no:cacheprovider", "-p", "no:asyncio")
FORCE = {"force": True}

REQUESTS: dict[str, Ask] = {
    "create": lambda browser: browser.create(),
    "refused create": lambda browser: browser.api("POST", "/v1/connections", BROKEN),
    "duplicate": lambda browser: [browser.create(), browser.api("POST", "/v1/connections", BODY)],
    "get": lambda browser: browser.api("GET", f"/v1/connections/{browser.create()}"),
    "get by the older address": lambda browser: browser.api("GET", f"/v1/connectors/{browser.create()}"),
    "update": lambda browser: browser.api("PATCH", f"/v1/connections/{browser.create()}", {"paused": True}),
    "delete": lambda browser: browser.api("DELETE", f"/v1/connections/{browser.create()}"),
    "sync": lambda browser: browser.api("POST", f"/v1/connections/{browser.create()}/sync", {}),
    "sync with an option": lambda browser: browser.api("POST", f"/v1/connections/{browser.create()}/sync", FORCE),
    "setup tests": lambda browser: browser.api("POST", f"/v1/connections/{browser.create()}/test", {}),
    "list": lambda browser: browser.api("GET", "/v1/connections"),
    "groups": lambda browser: browser.api("GET", "/v1/groups"),
    "account": lambda browser: browser.api("GET", "/v1/account/info"),
    "fault": lambda browser: [browser.mock.add_fault({"status": 503}), browser.api("GET", "/v1/groups")],
    "unknown connection": lambda browser: browser.api("GET", "/v1/connections/nothing"),
    "unknown path": lambda browser: browser.api("GET", "/v1/nothing"),
    "no key pair": lambda browser: browser.site.answer(Request("GET", "/v1/groups", {}, b"")),
    "body that is no object": lambda browser: browser.api("POST", "/v1/connections", ["it's"]),
}


def copied(browser: Browser) -> dict[str, str]:
    """Return the copies of the latest request, by their titles."""
    page = browser.get(f"console/requests/{browser.mock.call_count}").html
    found = re.findall(r"Copy as (\w+)</button>\s*<pre[^>]*>(.*?)</pre>", page, flags=re.DOTALL)
    return {title: unescape(text) for title, text in found}


@pytest.mark.parametrize("name", slow_after(3, REQUESTS))
def test_copied_test_passes(browser: Browser, pytester: pytest.Pytester, name: str) -> None:
    """The pytest case of a request passes with a new mock."""
    REQUESTS[name](browser)
    pytester.makepyfile(copied(browser)["pytest"])
    done = pytester.runpytest_inprocess(*QUIET)

    done.assert_outcomes(passed=1)


@pytest.mark.parametrize("name", [name for name in REQUESTS if name not in ("delete", "duplicate", "create")])
def test_copied_python_sends_the_same(browser: Browser, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """The copied Python sends a request of the same operation, unless the client refuses to send it."""
    REQUESTS[name](browser)
    (before,) = browser.mock.latest_calls(limit=1)
    with MockServer(browser.mock) as server:
        for variable, value in server.environment.items():
            monkeypatch.setenv(variable, value)
        program = copied(browser)["Python"].replace("https://api.fivetran.com", server.url)
        browser.mock.clear_faults()
        problem = _run(program)
        (after,) = browser.mock.latest_calls(limit=1)

    if problem == "InvalidConnection":
        assert "refused create" == name
    else:
        assert before.method == after.method
        assert before.operation == after.operation
        assert before.body == after.body or (before.body == {} and not any(after.body.values()))
        assert after.number > before.number


def _run(program: str) -> str:
    """Run a program, and return the name of the client's error that ends it, if there is one."""
    from fivetran_connections import FivetranError, InvalidConnection

    try:
        exec(compile(program, "copied", "exec"), {})  # noqa: S102  # the program of our own page is what is tested
    except (FivetranError, InvalidConnection) as error:
        return type(error).__name__
    return ""


def test_copied_curl_is_the_request(browser: Browser) -> None:
    """The curl command has method, address and body, quoted for a shell, and no secret."""
    browser.api("POST", "/v1/connections", {**BODY, "it's": "$HOME `id`"})
    words = shlex.split(copied(browser)["curl"].replace("\\\n", " "))

    assert ["curl", "--request", "POST", "https://api.fivetran.com/v1/connections"] == words[:4]
    assert "$FIVETRAN_API_KEY:$FIVETRAN_API_SECRET" == words[5]
    assert '"it\'s": "$HOME `id`"' in words[9]


def test_the_address_of_a_copied_command_is_quoted(browser: Browser) -> None:
    """A target with signs of a shell stays one word in the copied command."""
    browser.api("GET", "/v1/connections?schema=$(touch+x);'&cursor=")
    words = shlex.split(copied(browser)["curl"].replace("\\\n", " "))

    assert "https://api.fivetran.com/v1/connections?schema=$(touch+x);'&cursor=" == words[3]


@pytest.mark.skipif(shutil.which("curl") is None, reason="there is no curl, whose command is run")
def test_copied_curl_sends_the_same(browser: Browser) -> None:
    """The curl command, run by a shell, sends a request with the same body."""
    browser.api("POST", "/v1/connections", {**BODY, "it's": "$HOME `id`"})
    (before,) = browser.mock.latest_calls(limit=1)
    with MockServer(browser.mock) as server:
        command = copied(browser)["curl"].replace("https://api.fivetran.com", server.url)
        subprocess.run(command, shell=True, check=True, capture_output=True, env={**os.environ, **server.environment})  # noqa: S602 - our own command
        (after,) = browser.mock.latest_calls(limit=1)

    assert before.request_line == after.request_line
    assert before.body == after.body
    assert after.number > before.number


@pytest.mark.parametrize("target", ["*@elsewhere.test:81/x", "@elsewhere.test/x", ".elsewhere.test/x", "*", ":81/x"])
def test_no_copy_names_another_host(target: str) -> None:
    """A copied request goes to the mock or the API, whatever target was asked for."""
    browser = Browser(FivetranMock(card_page="http://127.0.0.1:8080"))
    browser.mock.handle(Request("GET", target, {}, b""))

    found = {urlsplit(address).netloc for text in copied(browser).values() for address in ADDRESS.findall(text)}
    assert {"127.0.0.1:8080", "api.fivetran.com"} == found
