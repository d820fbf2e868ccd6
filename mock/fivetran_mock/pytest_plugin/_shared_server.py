"""One server for many tests: each test has its own mock and key pair, and the pair selects the mock."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any, Self

from .._mock.formats.http import Reply, Request
from ..admin import Site
from ..mock import FivetranMock
from ..server import Endpoint, ServedMock, ServerThread


class Host:
    """
    Serve the mock of the current test.

    A request with the credentials of an earlier test, sent by a thread or process that outlived it, is refused and
    recorded by no test's mock. All other requests are for the mock of the current test.
    """

    def __init__(self) -> None:
        self._thread = ServerThread(Endpoint.bind(), self._answer)
        self._without_test = Site(FivetranMock(credentials=_new_pair()))
        self._current = self._without_test
        self._sites: dict[str, Site] = {}

    def settings(self) -> dict[str, Any]:
        """Return the settings of a mock for this server: a new key pair, and the address of its Connect Card page."""
        return {"credentials": _new_pair(), "card_page": self._thread.endpoint.url}

    @contextmanager
    def serving(self, mock: FivetranMock) -> Generator[ServedMock]:
        """Serve a mock within a block."""
        token = _token(mock.api_key, mock.api_secret)
        self._current = self._sites[token] = Site(mock)
        try:
            yield ServedMock(mock, self._thread.endpoint)
        finally:
            self._sites[token] = self._current = self._without_test

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._thread.stop()

    def _answer(self, request: Request, /, *, local: bool) -> Reply:
        token = request.headers.get("authorization", "").partition(" ")[2]
        return self._sites.get(token, self._current).answer(request, local=local)


def _new_pair() -> dict[str, str]:
    return {f"key_{secrets.token_hex(6)}": secrets.token_hex(12)}


def _token(key: str, secret: str) -> str:
    return base64.b64encode(f"{key}:{secret}".encode()).decode()
