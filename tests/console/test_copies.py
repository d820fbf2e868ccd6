"""The command of curl on the page of a request repeats that request."""

import os
import re
import shlex
import shutil
import subprocess
from html import unescape

import pytest

from fivetran_mock import FivetranMock, Request
from fivetran_mock.server import MockServer

from .conftest import BODY, Browser


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
