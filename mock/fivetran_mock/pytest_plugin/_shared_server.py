"""One server for many tests: each has a mock and a key pair of its own, and the pair tells which mock answers."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Self

from .._mock.formats.messages import Reply, Request
from ..admin import Site
from ..mock import FivetranMock
from ..server import Endpoint, ServerThread


@dataclass(frozen=True, slots=True)
class ServedMock:
    """A mock, and where it is served."""

    mock: FivetranMock
    endpoint: Endpoint

    @property
    def url(self) -> str:
        """Where the mock answers."""
        return self.endpoint.url

    @property
    def api_key(self) -> str:
        """The key that leads to this mock."""
        return self.mock.api_key

    @property
    def api_secret(self) -> str:
        """The secret of `api_key`."""
        return self.mock.api_secret

    @property
    def environment(self) -> dict[str, str]:
        """The variables by which a Fivetran client in another process finds the mock."""
        return self.endpoint.environment(self.mock)


class Host:
    """
    Serves the mock of the test that runs.

    A request with credentials of an earlier test, sent by a thread or process that
    outlived it, is refused and seen by no test. Everything else is for the mock of now.
    """

    def __init__(self) -> None:
        self._thread = ServerThread(Endpoint.bind(), self._answer)
        self._nobody = Site(FivetranMock(credentials=_new_pair()))
        self._current = self._nobody
        self._sites: dict[str, Site] = {}

    def settings(self) -> dict[str, Any]:
        """Give the settings of a mock that is to be served here: a new pair, and this server's page."""
        return {"credentials": _new_pair(), "card_page": self._thread.endpoint.url}

    @contextmanager
    def serving(self, mock: FivetranMock) -> Generator[ServedMock]:
        """Serve a mock for the length of a block."""
        token = _token(mock.api_key, mock.api_secret)
        self._current = self._sites[token] = Site(mock)
        try:
            yield ServedMock(mock, self._thread.endpoint)
        finally:
            self._sites[token] = self._current = self._nobody

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
