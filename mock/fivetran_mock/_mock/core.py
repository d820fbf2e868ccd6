"""
The core of the mock: it takes a request, changes the state and returns a reply. No IO.

The checks come in the order 401, 403, 406, 415, 404, 400, 409; rate limits count every call that is past 401.
"""

from __future__ import annotations

import base64
import binascii
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from functools import lru_cache, partial
from threading import RLock
from typing import Final, NamedTuple

from fivetran_openapi import document
from fivetran_rules import check_request

from .call import Call
from .clock.moments import END
from .clock.sleepers import Sleepers
from .contract.differences import check_reply
from .contract.routes import Routes, every_spelling, operations
from .contract.unsupported import FAMILIES, GONE
from .faults import ActiveFault, Fault, apply_fault, select_fault
from .formats import http
from .formats.http import Pending, ReceiverReply, Refusal, Reply, Request, refused
from .formats.json import UnreadableBody, parse
from .journal import Journal
from .lifecycle.deliveries import Delivery, Outbox
from .lifecycle.transitions import settle, settle_all
from .operations import HANDLERS, Handler
from .state.accounts import ANY, Accounts, Credential, RoleName
from .state.rate_limits import RateLimits
from .state.store import Store
from .state.world import API, CARD_PATH, MOST_EVENTS, World

logger = logging.getLogger("fivetran_mock")

CHECKED_BY_RULES: Final = frozenset({"create_connection", "update_connection"})
"""Operations whose handlers use `fivetran_rules`; the bodies of all others are checked by the document alone."""

API_HOST: Final = API.partition("://")[2]

OK: Final = 200
BAD_REQUEST: Final = 400


class HandledOperation(NamedTuple):
    """The facts about an operation that are needed before its handler is called."""

    handler: Handler
    of_connection: bool
    schema: str
    """The name of the schema of the body in the document; empty where there is no body."""
    needs_body: bool
    permission: str | None
    """The permission that a key needs; None for an operation that only reads."""
    open_to_creators: bool
    """Whether a key of the role `creator` has it."""
    limits: tuple[str, ...]


class Core:
    """The way of a request through the checks to its handler."""

    def __init__(
        self,
        world: World,
        *,
        random_seed: int,
        journal: Journal,
        credentials: Mapping[str, Credential] | None,
        shared_account: bool,
        faults: Iterable[Fault],
        limits: RateLimits | None,
        store: Store | None,
        check_replies: bool,
        time_per_call: int,
    ) -> None:
        """Prepare to answer; raises `InvalidRecord` for a record of the store that is damaged."""
        self.world = world
        self.journal = journal
        self.faults: list[ActiveFault] = [ActiveFault(fault) for fault in faults]
        self.limits = limits
        self.lock: RLock = RLock()
        self.accounts: Accounts = Accounts(
            world, random_seed=random_seed, shared=shared_account or credentials is not None, store=store
        )
        self.outbox: Outbox = Outbox(world, self.accounts)
        self.deliver: Callable[[], bool] = lambda: True
        """Delivers what has happened, after the clock has let time pass; returns False if somebody delivers already."""
        self.sleepers: Sleepers = Sleepers(world.clock, self.lock)
        self._credentials = credentials
        self._keys: dict[str, tuple[str, RoleName]] = {}
        """The key and its role by the `Authorization` header, so that a known header is not decoded again."""
        self._check_replies = check_replies
        self._time_per_call = time_per_call
        self._routes = Routes(every_spelling(document()))
        self._operations = _operations()
        self.listen()

    def handle(self, request: Request) -> Reply:
        """Answer one request. Raises only for a defect of the mock itself."""
        reply = self.begin(request)
        if reply.pending is None:
            return reply
        with self.lock:  # a request in process does not wait for a receiver
            self.outbox.put(reply.pending.delivery)
        return reply.pending.finish(ReceiverReply(OK))

    def begin(self, request: Request) -> Reply:
        """Answer one request, or return a reply that says what has to be posted before it can be answered."""
        with self.lock:
            self.sleepers.stirs += 1
            if self._time_per_call or self.world.events is not None:
                for _ in self.moments(self.world.clock.now() + self._time_per_call):
                    """Events that are due are delivered after the request, never within it."""
            path = request.target.partition("?")[0]
            found = self._routes.find(path, request.method)
            operation = found.methods.get(request.method, "")
            call = Call(self.world, self.limits, self.accounts.unknown, request, found.arguments, operation)
            act = partial(self._act, call, path, found.methods)
            fault = None
            if self.faults:
                with suppress(Refusal):
                    call.key, _ = self._authorize(request.headers.get("authorization", ""))
                fault = select_fault(self.faults, call)
            if fault is not None:
                own = None
                if fault.acts:
                    acted = self._answer(call, act)
                    pending = acted.pending  # no receiver is asked for a call that fails
                    own = acted if pending is None else self._answer(call, partial(pending.finish, ReceiverReply(OK)))
                return self._done(call, apply_fault(fault, own, request, call.operation))
            reply = self._answer(call, act)
            if reply.pending is None:
                return self._done(call, reply)
            finish = partial(self._finish, call, reply.pending)
            return replace(reply, pending=reply.pending._replace(finish=finish))

    def _finish(self, call: Call, pending: Pending, answered: ReceiverReply) -> Reply:
        """Return the answer to a request that had to wait for a receiver."""
        with self.lock:
            return self._done(call, self._answer(call, partial(pending.finish, answered)))

    def _done(self, call: Call, reply: Reply) -> Reply:
        self.journal.add(call, reply)
        if "webhook" in call.operation:
            self.listen()
        if self.world.events:
            self.outbox.gather()
        return reply

    def listen(self) -> None:
        """Note what happens while a webhook is active, from now on."""
        hooks = (webhook for account in self.accounts for webhook in account.tables["webhook"].records())
        if not any(webhook["active"] for webhook in hooks):
            self.world.events = None
        elif self.world.events is None:
            settle_all(self.world, self.accounts)
            self.world.events = []

    def answered(self, delivery: Delivery, answer: ReceiverReply) -> None:
        """Keep what came of a delivery."""
        with self.lock:
            self.outbox.answered(delivery, answer)
            self.listen()
            self.accounts.offer()

    @property
    def waits(self) -> bool:
        """Whether something may be delivered now."""
        return self.outbox.waits

    def moments(self, until: int) -> Iterator[int]:
        """
        Move time to a moment, and yield each moment on the way at which something happens, the earliest first.

        Time stands while a moment is yielded: `World.events` ends with what has just happened, the lock is free, and
        the receiver of an event may call the mock. A generator that is left early leaves time where it is. A move
        yields at most `MOST_EVENTS` events; it then warns, and the rest happens unheard.

        While `World.events` is None, nobody listens: nothing is yielded, and a connection is brought up to date when it
        is read.
        """
        world, left = self.world, MOST_EVENTS
        while True:
            with self.lock:
                heard = world.events
                dues = [] if heard is None else [due for account in self.accounts for due in account.due.values()]
                if heard is not None and self.outbox.next_repeat > world.clock.now():
                    dues.append(self.outbox.next_repeat)
                due = min(dues, default=END)
                if left < 0 or (left == 0 and due <= until):
                    self._skip(until)
                if heard is None or due > until or left <= 0:
                    world.clock.move_to(until)
                    return
                world.clock.move_to(due)
                told = len(heard)
                settle_all(world, self.accounts, by=due)
                left -= len(heard) - told
                if left < 0:
                    del heard[left:]
                self.outbox.gather()
            yield due

    def _skip(self, until: int) -> None:
        """Move time to a moment, and let happen unheard what is due by then."""
        world, heard = self.world, self.world.events
        since, world.events = world.clock.now(), None
        world.clock.move_to(until)
        settle_all(world, self.accounts)
        world.events = heard
        logger.warning(
            "One move of time brought %s events, so that those from %s to %s are left out: move time in smaller steps",
            f"{MOST_EVENTS:,}",
            world.clock.text(since),
            world.clock.text(until),
        )

    def forget(self, key: str | None) -> None:
        """Forget the account of a key, or all; raises OSError, and then forgets nothing, if the store fails."""
        name = self.accounts.forget(key)
        self._keys.clear()
        if key is None:
            self.outbox.clear()
        self.listen()
        if self.limits is not None:
            self.limits.clear(name)

    def _answer(self, call: Call, act: Callable[[], Reply]) -> Reply:
        """Return the answer of the operation that `act` carries out, or of its refusal, once the changes are saved."""
        acted = self._acted(call, act)
        if acted.pending is not None:
            return acted
        reply = self._saved(call, acted) if self.accounts.unsaved else acted
        if self.limits is not None and call.account is not self.accounts.unknown:
            reply.headers.extend(self.limits.headers(call.account.key, self.world.clock.now()))
        if self._check_replies and call.operation:
            check_reply(call.operation, reply)
        return reply

    def _acted(self, call: Call, act: Callable[[], Reply]) -> Reply:
        """Return the reply of `act` or of its refusal, with the codes, headers and messages that the mock is set to."""
        behaviours = self.world.behaviours
        try:
            reply = act()
        except Refusal as refusal:
            call.violations = refusal.violations
            if refusal.code == "NotFound_Connector":
                refusal.code = behaviours["unknown_connection"]
            if behaviours["retry_after"] == "absent":
                refusal.headers = tuple(header for header in refusal.headers if header[0] != "retry-after")
            return refused(refusal)
        if call.request.method == "GET" and behaviours["read_messages"] == "absent":
            return replace(reply, body=b'{"code":"Success","data":' + reply.body.partition(b',"data":')[2])
        return reply

    def _saved(self, call: Call, reply: Reply) -> Reply:
        """Save what the call changed and return the reply, or the reply of a failure if the store fails."""
        if call.request.method == "GET" or reply.status >= BAD_REQUEST:
            self.accounts.offer()
            return reply
        try:
            self.accounts.flush()
        except OSError as problem:
            logger.warning("%s changed nothing: %s", call.operation, problem)
            self.world.events = self.world.events and []
            return refused(http.not_kept(problem))
        return reply

    def _act(self, call: Call, path: str, methods: Mapping[str, str]) -> Reply:
        """Check a request from the outside to the inside, and call its operation's handler."""
        if path == CARD_PATH:
            raise http.no_card_page()
        headers = call.request.headers
        authorization = headers.get("authorization", "")
        key, role = self._keys.get(authorization) or self._authorize(authorization)
        call.key, call.account = key, self.accounts.of(key)
        if self.limits is not None:
            call.spend(("all",))
        operation = self._operations.get(call.operation)
        if operation is None:
            return self._without_operation(call, path, methods)
        if operation.permission and role != "administrator" and not (operation.open_to_creators and role == "creator"):
            raise http.forbidden(operation.permission)
        call.kinds = operation.limits
        if not _accepts_json(headers.get("accept", "")):
            raise http.not_acceptable()
        body = call.request.body
        media_type = headers.get("content-type", "").partition(";")[0]  # clients add parameters
        if operation.schema and body and media_type.strip().lower() != "application/json":
            raise http.unsupported_media_type()
        if operation.of_connection:
            call.number = call.find_connection(call.argument)
            settle(self.world, call.account, call.number)
        if operation.schema:
            self._read(call, operation, body)
        return operation.handler(call)

    def _read(self, call: Call, operation: HandledOperation, body: bytes) -> None:
        """Parse a body and check it."""
        if not body and not operation.needs_body:
            return
        if not body:
            raise http.invalid("The request body is missing")
        try:
            call.body = parse(body)
        except UnreadableBody as problem:
            raise http.invalid(str(problem)) from None
        if call.operation not in CHECKED_BY_RULES:
            wrong = check_request(operation.schema, call.body)
            if wrong:
                raise http.invalid_body(wrong)

    def _authorize(self, header: str) -> tuple[str, RoleName]:
        """Return the key of a header and its role; raises 401 for one that is not known."""
        key, secret = _key_pair(header)
        credential = ANY if self._credentials is None else self._credentials.get(key)
        if credential is None or credential.secret not in (None, secret):
            raise http.unauthorized()
        self._keys[header] = key, credential.role
        return key, credential.role

    def _without_operation(self, call: Call, path: str, methods: Mapping[str, str]) -> Reply:
        """Refuse a wrong method with 405, what the API gave up with 404, and all else with 501 or as `unimitated`."""
        method = call.request.method
        if method == "GET" and GONE.fullmatch(path):
            raise http.metadata_is_gone()
        version, _, rest = path.strip("/").partition("/")
        family, _, inner = rest.partition("/")
        is_missing = version == "v1" and family in FAMILIES and not self._routes.find(f"/v1/{family}", "GET").methods
        call.unimitated = is_missing and self.world.unimitated == "empty"
        if call.unimitated and method == "GET" and not inner:
            return Reply(OK, [http.JSON], b'{"code":"Success","data":{"items":[]}}')
        if call.unimitated:
            raise http.no_path()
        served = self._operations.keys() & set(methods.values())
        if served and method not in methods:
            allowed = [("allow", ", ".join(methods))]
            raise Refusal(405, "MethodNotAllowed", f"Method '{method}' is not allowed here", headers=allowed)
        host = call.request.headers.get("host", "").lower()
        if host.endswith("fivetran.com") and host != API_HOST:
            raise http.other_host(method, path, host)
        raise http.not_imitated(method, path)


def _operations() -> dict[str, HandledOperation]:
    """Join each operation of the document with its handler; one without a handler is left out."""
    joined: dict[str, HandledOperation] = {}
    for _, path, described in operations(document()):
        name = described["operationId"]
        body = described.get("requestBody")
        if name in HANDLERS:
            joined[name] = HandledOperation(
                HANDLERS[name],
                of_connection=path.startswith("/v1/connections/{connectionId}"),
                schema=body["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2] if body else "",
                needs_body=body is not None and body["required"],
                permission=described.get("x-fivetran-permission"),
                open_to_creators=described.get("x-mock-creator", False),
                limits=tuple(described.get("x-fivetran-limits", ())),
            )
    return joined


def _key_pair(header: str) -> tuple[str, str]:
    """Return key and secret of basic authentication; raises a refusal unless both are there."""
    scheme, _, token = header.partition(" ")
    if scheme.lower() == "bearer":
        raise http.not_basic()
    try:
        key, _, secret = base64.b64decode(token.strip(), validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        raise http.unauthorized() from None
    if scheme.lower() != "basic" or not key or not secret:
        raise http.unauthorized()
    return key, secret


_PARAMETERS: Final = frozenset({"", "version=1", "version=2", "charset=utf-8"})
"""Parameters of JSON; the answers of version 1 are those of version 2 (docs/evidence.md#version-1)."""


@lru_cache(256)
def _accepts_json(header: str) -> bool:
    """Return whether an Accept header allows JSON; an absent one does."""
    return not header.strip() or any(_allows_json(choice) for choice in header.lower().split(","))


def _allows_json(choice: str) -> bool:
    media, *parameters = (part.strip() for part in choice.split(";"))
    weights = [part.removeprefix("q=") for part in parameters if part.startswith("q=")]
    others = [part for part in parameters if not part.startswith("q=")]
    if media not in ("*/*", "application/*", "application/json") or not _PARAMETERS.issuperset(others):
        return False
    return not any(weight.strip("0.") == "" for weight in weights)
