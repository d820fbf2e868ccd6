"""A mock with its console, and a simple browser without scripts."""

import base64
import json
import re
from dataclasses import dataclass
from html import unescape
from typing import Any
from urllib.parse import urlencode, urljoin

import pytest

from fivetran_mock import FivetranMock, Reply, Request
from fivetran_mock.admin import Site

AUTHORIZATION = "Basic " + base64.b64encode(b"mock-key:mock-secret").decode()
BODY = {"service": "pinterest_ads", "group_id": "near", "config": {"schema": "pin", "sync_mode": "AllAdvertisers"}}
BROKEN = {**BODY, "config": {"schema": "pin_fr", "sync_mode": "SpecificAdvertisers"}}


@dataclass
class Shown:
    """A page, its status and its text."""

    reply: Reply

    @property
    def status(self) -> int:
        """The status."""
        return self.reply.status

    @property
    def html(self) -> str:
        """The source of the page, without the places where a long word may break."""
        return self.reply.body.decode().replace("<wbr>", "")

    @property
    def text(self) -> str:
        """The text of the page, with single spaces."""
        return " ".join(unescape(re.sub(r"<[^>]*>", " ", self.html)).split())

    def header(self, name: str) -> str:
        """Return a header."""
        return dict(self.reply.headers)[name]

    def links(self) -> list[str]:
        """Return the addresses of all links."""
        return [unescape(link) for link in re.findall(r' href="([^"]*)"', self.html)]


class Browser:
    """Loads pages and submits forms, without scripts."""

    def __init__(self, mock: FivetranMock) -> None:
        self.mock = mock
        self.site = Site(mock)
        self.address = "/__mock__/"

    def get(self, path: str = "", **headers: str) -> Shown:
        """Load a page, whose path begins after `/__mock__/`."""
        self.address = urljoin("/__mock__/", path)
        return self._ask("GET", b"", headers)

    def post(self, path: str, body: bytes | None = None, **fields: str) -> Shown:
        """Submit a form, and follow the redirect."""
        content = urlencode(fields).encode() if body is None else body
        self.address = urljoin("/__mock__/", path)
        shown = self._ask("POST", content, {"content-type": "application/x-www-form-urlencoded"})
        if shown.status == 303:
            self.address = urljoin(self.address, shown.header("location"))
            return self._ask("GET", b"", {})
        return shown

    def follow(self, link: str) -> Shown:
        """Load the page of a link of the page before."""
        self.address = urljoin(self.address, link.partition("#")[0])
        return self._ask("GET", b"", {})

    def api(self, method: str, path: str, body: object = None) -> Any:
        """Send a request to the API, and return the body of the answer."""
        headers = {"authorization": AUTHORIZATION, "content-type": "application/json"}
        text = b"" if body is None else json.dumps(body).encode()
        return json.loads(self.mock.handle(Request(method, path, headers, text)).body)

    def create(self, **changes: Any) -> str:
        """Create a connection, and return its id."""
        identifier: str = self.api("POST", "/v1/connections", {**BODY, **changes})["data"]["id"]
        return identifier

    def _ask(self, method: str, body: bytes, headers: dict[str, str]) -> Shown:
        wanted = {"accept": "text/html,application/xhtml+xml", **headers}
        return Shown(self.site.answer(Request(method, self.address, wanted, body)))


@pytest.fixture
def mock() -> FivetranMock:
    """Return a mock that checks its own answers."""
    return FivetranMock(check_replies=True)


@pytest.fixture
def browser(mock: FivetranMock) -> Browser:
    """Return a browser without a script."""
    return Browser(mock)
