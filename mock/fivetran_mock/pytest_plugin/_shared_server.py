"""One server for many tests: each test has its own mock and key pair, and the pair selects the mock."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Awaitable, Generator
from contextlib import contextmanager
from typing import Any

from .._mock.formats.http import Reply, Request
from ..admin import Site
from ..mock import FivetranMock
from ..server import Endpoint, ServedMock, ServerThread
from ..server._posting import Posting


class Host(ServerThread):
    """
    Serve the mock of the current test.

    A request with the credentials of an earlier test, sent by a thread or process that outlived it, is refused and
    recorded by no test's mock. All other requests are for the mock of the current test.
    """

    def __init__(self) -> None:
        super().__init__(Endpoint.bind(), self._answer_for_test)
        self._without_test = Site(FivetranMock(credentials=_new_pair()))
        self._current: Site | Posting = self._without_test
        self._sites: dict[str, Site | Posting] = {}

    def settings(self) -> dict[str, Any]:
        """Return the settings of a mock for this server: a new key pair, and the address of its Connect Card page."""
        return {"credentials": _new_pair(), "card_page": self.endpoint.url}

    @contextmanager
    def serving(self, mock: FivetranMock) -> Generator[ServedMock]:
        """Serve a mock within a block."""
        token = base64.b64encode(f"{mock.api_key}:{mock.api_secret}".encode()).decode()
        self._current = self._sites[token] = posting = Posting(mock)
        posting.open_to(self._loop)
        try:
            yield ServedMock(mock, self.endpoint)
        finally:
            posting.close()
            self._sites[token] = self._current = self._without_test

    def _answer_for_test(self, request: Request) -> Reply | Awaitable[Reply]:
        token = request.headers.get("authorization", "").partition(" ")[2]
        return self._sites.get(token, self._current).answer(request)


def _new_pair() -> dict[str, str]:
    return {f"key_{secrets.token_hex(6)}": secrets.token_hex(12)}
