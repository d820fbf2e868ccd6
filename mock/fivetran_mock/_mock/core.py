"""The heart of the mock: a request goes in, a reply comes out, and state changes in between. No IO.

The checks come in the order 401, 406, 415, 404, 400, 409; rate limits count whoever got past 401.
"""

from __future__ import annotations

import base64
import binascii
import logging
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from functools import lru_cache
from threading import RLock
from typing import Final, NamedTuple

from fivetran_openapi import document

from .call import Call
from .contract import request_schemas
from .contract.replies import check_reply
from .contract.routes import Routes, operations
from .contract.unsupported import routes_beyond
from .faults.apply import spoil
from .faults.model import Fault, FaultBook
from .formats import bodies, envelope
from .formats.envelope import Refusal, refused
from .formats.messages import Reply, Request
from .journal.journal import Journal
from .lifecycle.transitions import settle
from .operations import actions, connections, neighbours, schemas
from .operations.cards import create_connect_card
from .state.account import Account
from .state.rate_limits import Limits
from .state.store import Change, Store
from .state.world import World

logger = logging.getLogger("fivetran_mock")

Handler = Callable[[Call], Reply]

HANDLERS: Final[Mapping[str, Handler]] = {
    "list_connections": connections.list_connections,
    "create_connection": connections.create_connection,
    "get_connection": connections.get_connection,
    "update_connection": connections.update_connection,
    "delete_connection": connections.delete_connection,
    "sync_connection": actions.sync_connection,
    "force_connection_sync": actions.sync_connection,
    "resync_connection": actions.resync_connection,
    "run_setup_tests": actions.run_setup_tests,
    "create_connect_card": create_connect_card,
    "get_connection_state": actions.get_connection_state,
    "update_connection_state": actions.update_connection_state,
    "list_connection_errors": actions.list_connection_errors,
    "get_schema_config": schemas.get_schema_config,
    "update_schema_config": schemas.update_schema_config,
    "reload_schema_config": schemas.reload_schema_config,
    "resync_tables": schemas.resync_tables,
    "list_groups": neighbours.list_groups,
    "list_group_connections": connections.list_group_connections,
    "get_account_info": neighbours.get_account_info,
    "get_connector_type": neighbours.get_connector_type,
}
"""The handler of each operation; an operation of the document without one is answered 501."""

JUDGED_BY_RULES: Final = frozenset({"create_connection", "update_connection"})
"""Operations whose handlers ask `fivetran_rules`; the bodies of all others are judged by the document alone."""

BAD_REQUEST: Final = 400

SHARED: Final = ""
"""The name of the one account that all credentials share, if they do."""


class Operation(NamedTuple):
    """What the core has to know of an operation before its handler is called."""

    id: str
    handler: Handler
    of_connection: bool
    takes_body: bool
    needs_body: bool


class Core:
    """All accounts, and the way of a request through them."""

    def __init__(
        self,
        world: World,
        *,
        seed: int,
        journal: Journal,
        credentials: Mapping[str, str] | None = None,
        one_account: bool = False,
        faults: Iterable[Fault] = (),
        limits: Limits | None = None,
        store: Store | None = None,
        check_replies: bool = False,
    ) -> None:
        self.world = world
        self.journal = journal
        self.faults = FaultBook(faults)
        self.limits = limits
        self.accounts: dict[str, Account] = {}
        self.lock = RLock()
        self._nobody = Account(SHARED, seed=seed)
        self._by_header: dict[str, Account] = {}
        self._seed = seed
        self._credentials = credentials
        self._one_account = one_account or credentials is not None
        self._store = store
        self._changes: list[Change] | None = None if store is None else []
        self._check_replies = check_replies
        self._routes = Routes(document())
        self._beyond = routes_beyond()
        self._operations = _operations()
        self.microseconds_per_call = 0
        if store is not None:
            self.enter(store.load())

    def handle(self, request: Request) -> Reply:
        """Answer one request. Raises only for a fault of the mock itself."""
        with self.lock:
            if self.microseconds_per_call:
                self.world.clock.move(self.microseconds_per_call)
            call = Call(self.world, self.limits, self._nobody, request)
            path = request.target.partition("?")[0]
            found = self._routes.find(path)
            call.argument = found.argument
            call.operation = found.methods.get(request.method, "")
            fault = self.faults.strike(call.operation, call.argument) if self.faults else None
            if fault is None:
                reply = self._answer(call, path, found.methods)
            else:
                reply = spoil(fault, self._answer(call, path, found.methods) if fault.acts else None, request)
            self.journal.add(call, reply, struck=fault is not None)
            return reply

    def account(self, key: str) -> Account:
        """Give the account of an API key, a new one for a key that was never seen."""
        return self._named(self._name(key))

    def forget(self, key: str | None) -> None:
        """Forget the account of a key, or all; raises OSError, and then forgets nothing, if the store cannot."""
        name = None if key is None else self._name(key)
        if self._store is not None and self._changes is not None:
            self._store.clear(name)
            self._changes[:] = [change for change in self._changes if name not in (None, change.account)]
        if name is None:
            self.accounts.clear()
        else:
            self.accounts.pop(name, None)
        self._by_header.clear()
        if self.limits is not None:
            self.limits.clear(name)

    def enter(self, changes: Iterable[Change]) -> None:
        """Take back records that a store or a snapshot gave."""
        for account, kind, number, value in changes:
            if value is None:
                continue
            if kind == "clock":
                self.world.clock.set(int(value))
            else:
                self._named(account).enter(kind, number, value)

    def replace(self, changes: Iterable[Change]) -> None:
        """Take these records instead of all there are; whatever it raises, those stay."""
        before, now = self.accounts, self.world.clock.now()
        self.accounts = {}
        try:
            self.enter(changes)
        except Exception:
            self.accounts = before
            self.world.clock.set(now)
            raise
        self._by_header.clear()
        if self._changes is not None:
            gone = [entry._replace(value=None) for account in before.values() for entry in account.entries()]
            self._changes += [*gone, *(entry for account in self.accounts.values() for entry in account.entries())]
            try:
                self.flush()
            except Exception:
                self.world.clock.set(now)
                raise

    def flush(self) -> None:
        """Have the store keep what changed; if it cannot, nothing has changed, and its error is raised: an OSError."""
        if self._store is None or not self._changes:
            return
        try:
            self._write(self._store, self._changes)
        except Exception:
            self._go_back(self._store, self._changes)
            raise

    def offer(self) -> None:
        """Have the store keep what time alone has changed; what it cannot keep now waits, and nobody need know."""
        if self._store is not None and self._changes:
            with suppress(OSError):
                self._write(self._store, self._changes)

    def _write(self, store: Store, changes: list[Change]) -> None:
        store.write([*changes, Change("", "clock", 0, b"%d" % self.world.clock.now())])
        changes.clear()

    def _go_back(self, store: Store, changes: list[Change]) -> None:
        """Be again what the store keeps, which is what was acknowledged; time goes on."""
        kept = [change for change in store.load() if change.kind != "clock"]
        self.accounts = {}
        self._by_header.clear()
        self.enter(kept)
        changes.clear()

    def _name(self, key: str) -> str:
        return SHARED if self._one_account else key

    def _named(self, name: str) -> Account:
        account = self.accounts.get(name)
        if account is not None:
            return account
        account = self.accounts[name] = Account(name, seed=self._seed, changes=self._changes)
        for group in self.world.groups or ():
            account.meet_group(group, self.world.clock)
        return account

    def _answer(self, call: Call, path: str, methods: Mapping[str, str]) -> Reply:
        """Let the operation answer, or spell why it does not."""
        try:
            reply = self._act(call, path, methods)
        except Refusal as refusal:
            call.violations = refusal.violations
            reply = refused(refusal)
        if self._changes:
            reply = self._kept(call, reply)
        if self.limits is not None and call.account is not self._nobody:
            reply.headers.extend(self.limits.headers(call.account.key, self.world.clock.now()))
        if self._check_replies and call.operation:
            check_reply(call.operation, reply)
        return reply

    def _kept(self, call: Call, reply: Reply) -> Reply:
        """Give the reply after the store has kept what the call changed, or another one if it cannot."""
        if call.request.method == "GET" or reply.status >= BAD_REQUEST:
            self.offer()
            return reply
        try:
            self.flush()
        except OSError as problem:
            logger.warning("%s changed nothing: %s", call.operation, problem)
            return refused(envelope.not_kept(problem))
        return reply

    def _act(self, call: Call, path: str, methods: Mapping[str, str]) -> Reply:
        """Check a request from the outside to the inside, and let its operation's handler answer."""
        headers = call.request.headers
        authorization = headers.get("authorization", "")
        account = self._by_header.get(authorization)
        call.account = self._authorize(authorization) if account is None else account
        if self.limits is not None:
            call.spend("all")
        operation = self._operations.get(call.operation)
        if operation is None:
            raise self._no_operation(call.request.method, path, methods)
        if not _accepts_json(headers.get("accept", "")):
            raise envelope.not_acceptable()
        body = call.request.body
        if operation.takes_body and body and not _is_json(headers.get("content-type", "")):
            raise envelope.unsupported_media_type()
        if operation.of_connection:
            call.number = self._find(call)
        if operation.takes_body:
            self._read(call, operation, body)
        return operation.handler(call)

    def _find(self, call: Call) -> int:
        number = call.account.number(call.argument)
        if number is None:
            raise envelope.not_found("Connector", call.argument)
        settle(self.world, call.account, number)
        return number

    def _read(self, call: Call, operation: Operation, body: bytes) -> None:
        """Parse and judge a body."""
        if not body and not operation.needs_body:
            return
        if not body:
            raise envelope.invalid("The request body is missing")
        call.body = bodies.parse(body)
        if operation.id not in JUDGED_BY_RULES:
            wrong = request_schemas.violations(operation.id, call.body)
            if wrong:
                raise envelope.invalid_body(wrong)

    def _authorize(self, header: str) -> Account:
        key, secret = _credentials(header)
        if self._credentials is not None and self._credentials.get(key) != secret:
            raise envelope.unauthorized()
        account = self._by_header[header] = self.account(key)
        return account

    def _no_operation(self, method: str, path: str, methods: Mapping[str, str]) -> Refusal:
        beyond = self._beyond.find(path).methods
        if methods and method not in methods and method not in beyond:
            return envelope.method_not_allowed(method, methods)
        return envelope.not_imitated(method, path)


def _operations() -> dict[str, Operation]:
    """Join each operation of the document that has a handler with it."""
    joined: dict[str, Operation] = {}
    for _, path, described in operations(document()):
        name = described["operationId"]
        if name not in HANDLERS:
            continue
        body = described.get("requestBody")
        joined[name] = Operation(
            name,
            HANDLERS[name],
            of_connection="{connectionId}" in path,
            takes_body=body is not None,
            needs_body=body is not None and body.get("required", False),
        )
    return joined


def _credentials(header: str) -> tuple[str, str]:
    """Read key and secret of basic authentication; raises a refusal unless both are there."""
    scheme, _, token = header.partition(" ")
    try:
        key, _, secret = base64.b64decode(token.strip(), validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        raise envelope.unauthorized() from None
    if scheme.lower() != "basic" or not key or not secret:
        raise envelope.unauthorized()
    return key, secret


_PARAMETERS: Final = frozenset({"", "version=2", "charset=utf-8"})


@lru_cache(256)
def _accepts_json(header: str) -> bool:
    """Tell whether an Accept header allows what the API gives; an absent one does."""
    return not header.strip() or any(_allows_json(choice) for choice in header.lower().split(","))


def _allows_json(choice: str) -> bool:
    media, *parameters = (part.strip() for part in choice.split(";"))
    weights = [part.removeprefix("q=") for part in parameters if part.startswith("q=")]
    others = [part for part in parameters if not part.startswith("q=")]
    if media not in ("*/*", "application/*", "application/json") or not _PARAMETERS.issuperset(others):
        return False
    return not any(weight.strip("0.") == "" for weight in weights)


@lru_cache(256)
def _is_json(header: str) -> bool:
    """Tell whether a Content-Type header announces JSON, with or without the parameters that clients add."""
    return header.partition(";")[0].strip().lower() == "application/json"
