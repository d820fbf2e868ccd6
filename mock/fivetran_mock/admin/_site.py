"""All paths of a served mock: the API, the Connect Card's page, and the mock's own API."""

from __future__ import annotations

from typing import Protocol

from .._mock.facade.base import BaseMock
from .._mock.formats.messages import Reply, Request
from ._api import PREFIX, Admin
from ._card_page import CARD_PATH, CardPage


class Answer(Protocol):
    """A function that answers a request, such as `Site.answer`."""

    def __call__(self, request: Request, /, *, local: bool) -> Reply:
        """Answer a request; `local` says that the client is on this machine."""
        ...


class Site:
    """All paths of a served mock."""

    def __init__(self, mock: BaseMock) -> None:
        self._handle = mock.handle
        self._card_page = CardPage(mock)
        self._admin = Admin(mock)

    def answer(self, request: Request, /, *, local: bool) -> Reply:
        """Answer a request; `local` says that the client is on this machine."""
        target = request.target
        if target[:4] == "/v1/":
            return self._handle(request)
        if target.startswith(CARD_PATH):
            return self._card_page.answer(request)
        if target.partition("?")[0] == PREFIX or target.startswith(PREFIX + "/"):
            return self._admin.answer(request, local=local)
        return self._handle(request)
