"""The mock that people hold in their hands."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from ._clock import Clock
from ._envelope import Refusal, done, encode, refused, success
from ._ids import Names
from ._messages import Reply, Request

if TYPE_CHECKING:
    from .transport import FivetranTransport


class FivetranMock:
    """A stateful fake of the Fivetran API (first form: create, get, list, delete)."""

    def __init__(
        self,
        *,
        credentials: Mapping[str, str] | None = None,
        groups: Iterable[str] | None = None,
        seed: int = 0,
    ) -> None:
        self._credentials = dict(credentials) if credentials is not None else None
        self._groups = None if groups is None else tuple(groups)
        self._seed = seed
        self._clock = Clock()
        self._names = Names(seed=seed, key="mock")
        self._rows: dict[str, bytes] = {}

    api_key = "mock-key"
    api_secret = "mock-secret"  # noqa: S105 a pair that works, not a secret

    def handle(self, request: Request) -> Reply:
        """Answer one request; the only thing that changes the state."""
        try:
            return self._handle(request)
        except Refusal as refusal:
            return refused(refusal)

    def transport(self) -> FivetranTransport:
        """Give a transport for `httpx.Client(transport=...)` and `httpx.AsyncClient(transport=...)`."""
        from .transport import FivetranTransport  # noqa: PLC0415 httpx only where it is used

        return FivetranTransport(self.handle)

    def reset(self) -> None:
        """Forget everything."""
        self._rows.clear()

    def _handle(self, request: Request) -> Reply:
        self._authorize(request.headers.get("authorization", ""))
        path = request.target.partition("?")[0].rstrip("/")
        if path == "/v1/connections":
            return (
                self._create(request.body) if request.method == "POST" else self._list()
            )
        identifier = path.rpartition("/")[2]
        if identifier not in self._rows:
            raise Refusal(
                404,
                "NotFound_Connection",
                f"Cannot find connection with id '{identifier}'",
            )
        if request.method == "DELETE":
            del self._rows[identifier]
            return done("delete_connection", identifier)
        return success("get_connection", self._rows[identifier])

    def _authorize(self, header: str) -> None:
        scheme, _, token = header.partition(" ")
        try:
            key, colon, secret = (
                base64.b64decode(token, validate=True).decode().partition(":")
            )
        except ValueError:
            key, colon, secret = "", "", ""
        known = self._credentials is None or self._credentials.get(key) == secret
        if scheme.lower() != "basic" or not (colon and key and secret and known):
            raise Refusal(401, "AuthFailed", "Authorization failed")

    def _create(self, body: bytes) -> Reply:
        try:
            given: dict[str, Any] = json.loads(body)
        except ValueError:
            raise Refusal(
                400, "InvalidInput", "The request body is not valid JSON"
            ) from None
        identifier = self._names.next()
        record = {
            "id": identifier,
            "group_id": given["group_id"],
            "service": given["service"],
            "service_version": 0,
            "schema": given["config"]["schema"],
            "connected_by": "word_word",
            "created_at": self._clock.text(self._clock.tick()),
            "succeeded_at": None,
            "failed_at": None,
            "paused": given.get("paused", False),
            "pause_after_trial": given.get("pause_after_trial", False),
            "sync_frequency": given.get("sync_frequency", 360),
            "data_delay_threshold": 0,
            "data_delay_sensitivity": "NORMAL",
            "private_link_id": None,
            "networking_method": "Directly",
            "proxy_agent_id": None,
            "hybrid_deployment_agent_id": None,
            "schedule_type": "auto",
            "status": {
                "setup_state": "incomplete",
                "sync_state": "scheduled",
                "update_state": "on_schedule",
                "is_historical_sync": True,
                "tasks": [],
                "warnings": [],
            },
            "config": given["config"],
        }
        self._rows[identifier] = data = encode(record).encode()
        return success("create_connection", data, status=201)

    def _list(self) -> Reply:
        return success(
            "list_connections", b'{"items":[%b]}' % b",".join(self._rows.values())
        )
