"""
The API that the mock imitates: it takes a request, changes the state and returns a reply. No IO.

An unknown path is 404 before any other check. These come in the order 401, 403, 406, 415, 404, 400, 409; rate limits
count every call but those with a 401 and those of an unknown path.
"""

from __future__ import annotations

import logging
import re
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache, partial
from threading import RLock
from typing import Final

from fivetran_rules import check_request

from .call import Call
from .clock.moments import END, SECOND
from .clock.sleepers import Sleepers
from .contract.differences import check_reply
from .contract.routes import Routes, every_spelling, nearest_path
from .contract.unsupported import GONE, LISTS, PUBLIC, is_of_family, is_published
from .faults import apply_fault
from .formats import http, refusals
from .formats.http import OPERATIONS, DocumentedOperation, Pending, ReceiverReply, Reply, Request
from .formats.json import UnreadableBody, parse
from .formats.refusals import Refusal, refused
from .journal import Journal
from .lifecycle.deliveries import Delivery, Outbox
from .lifecycle.transitions import settle, settle_all
from .operations import HANDLERS
from .state.faults import select_fault
from .state.rate_limits import RateLimits
from .state.saving import Saving
from .state.settings import MockSettings, RoleName, key_pair
from .state.state import API, CARD_PATH, State

logger = logging.getLogger("fivetran_mock")

CHECKED_BY_RULES: Final = frozenset({"create_connection", "update_connection"})
"""Operations whose handlers use `fivetran_rules`; the bodies of all others are checked by the document alone."""

API_HOST: Final = API.partition("://")[2]


class Api:
    """Answers requests: each passes the checks to the handler of its operation."""

    def __init__(self, settings: MockSettings) -> None:
        """Prepare to answer; raises `InvalidRecord` for a damaged row of the store."""
        self.state: State = State(settings)
        self.saving: Saving = Saving(self.state, settings.store)
        self.journal: Journal = Journal(
            self.state.clock, most_entries=settings.journal_entries, most_bytes=settings.journal_bytes
        )
        self.credentials: Final = settings.key_pairs()
        self.limits: RateLimits | None = settings.limits()
        self.lock: RLock = RLock()
        self.outbox: Outbox = Outbox(self.state)
        self.deliver: Callable[[], bool] = lambda: False
        """Delivers waiting events for the clock; returns False if none waits, or somebody delivers already."""
        self.sleepers: Sleepers = Sleepers(self.state.clock, self.lock)
        self._role = lru_cache(256)(self._authorized)
        self._check_replies = settings.check_replies
        self._routes = Routes(every_spelling())
        self.listen()

    def begin(self, request: Request) -> Reply:
        """Answer one request, or return a reply with a post to a receiver, which has to go first."""
        with self.lock:
            self.sleepers.stir()
            seconds = self.state.settings.seconds_per_call
            if seconds or self.state.listens:
                moments = self.advance_by_event(self.state.clock.now() + int(seconds * SECOND))
                deque(moments, maxlen=0)  # events are delivered after the request
            path = request.target.partition("?")[0]
            found = self._routes.find(path, request.method)
            operation = found.methods.get(request.method, "")
            call = Call(self.state, self.limits, request, found.arguments, operation)
            dispatch = partial(self._authorize_and_dispatch, call, path, found.methods)
            faults = self.state.faults
            fault = select_fault(faults, request, operation, call.argument) if faults else None
            if fault is not None:
                own = self._save_and_mark(call, dispatch) if fault.acts else None
                if own is not None and own.pending is not None:  # no receiver is asked for a call that fails
                    own = self._save_and_mark(call, partial(own.pending.finish, ReceiverReply(200)))
                return self._record(call, apply_fault(fault, own, request, call.operation))
            reply = self._save_and_mark(call, dispatch)
            if reply.pending is None:
                return self._record(call, reply)
            pending = reply.pending._replace(delivery=self.outbox.begun(reply.pending.delivery))
            return replace(reply, pending=pending._replace(finish=partial(self._finish, call, pending)))

    def _finish(self, call: Call, pending: Pending, answered: ReceiverReply) -> Reply:
        """Return the answer to a request that had to wait for a receiver."""
        with self.lock:
            if pending.delivery.generation != self.state.generation:  # not a call of the new journal
                answered = ReceiverReply(None, error="the mock was reset")
                return self._save_and_mark(call, partial(pending.finish, answered))
            return self._record(call, self._save_and_mark(call, partial(pending.finish, answered)))

    def _record(self, call: Call, reply: Reply) -> Reply:
        self.journal.add(call, reply)
        self.listen()
        return reply

    def listen(self) -> None:
        """Tell webhooks of all events from now on, if one is active, and of none before."""
        active = any(webhook["active"] for webhook in self.state.records["webhook"].records())
        if active and not self.state.listens:
            settle_all(self.state)
        self.state.listens = active

    def answered(self, delivery: Delivery, answer: ReceiverReply) -> None:
        """Keep the outcome of a delivery."""
        with self.lock:
            self.sleepers.stir()
            self.outbox.answered(delivery, answer)
            self.listen()
            self.saving.try_save()

    def advance_by_event(self, until: int) -> Iterator[int]:
        """
        Move time to a moment, and yield the moment of each event on the way, the earliest first.

        Time stands while a moment is yielded: the lock is free, and the receiver of an event may call the mock. If the
        caller ends the generator early, time stays where it is. A reset or restore of the mock ends the generator.

        While no webhook is active, nothing is yielded, and a connection is brought up to date when it is read.
        """
        state, until, generation = self.state, min(until, END), self.state.generation
        while True:
            with self.lock:
                if state.generation != generation:
                    return
                now = state.clock.now()
                later = state.next_later if state.next_later > now else END + 1
                due = min([later, *state.due.values()]) if state.listens else END + 1
                if due > until:
                    state.clock.move_to(until)
                    if until > now:
                        state.changed.add(("clock", 0))
                    return
                state.clock.move_to(due)
                settle_all(state, by=due)
                self.sleepers.stir()
            yield due

    def save(self) -> None:
        """Write all changes; if the store fails, undo them and raise its error, an OSError."""
        try:
            self.saving.save()
        finally:
            self.listen()  # a failure has put the stored rows in place

    def _save_and_mark(self, call: Call, dispatch: Callable[[], Reply]) -> Reply:
        """Return the answer of an operation or of its refusal, once the changes are saved."""
        acted = self._translate_refusals(call, dispatch)
        if acted.pending is not None:
            return acted
        reply = self._save(call, acted) if self.state.changed else acted
        if self.limits is not None and call.authorized:
            reply.headers.extend(self.limits.headers(self.state.clock.now()))
        if self._check_replies and call.operation:
            check_reply(call.operation, reply)
        return reply

    def _translate_refusals(self, call: Call, dispatch: Callable[[], Reply]) -> Reply:
        """Return the reply of an operation or of its refusal, with codes, headers and messages by the behaviours."""
        behaviours = self.state.behaviours
        try:
            reply = dispatch()
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

    def _save(self, call: Call, reply: Reply) -> Reply:
        """Save the changes of the call and return its reply; a failure of the store becomes a reply too."""
        if call.request.method == "GET" or reply.status >= 400:
            self.saving.try_save()
            return reply
        try:
            self.saving.save()
        except OSError as problem:
            logger.warning("%s changed nothing: %s", call.operation, problem)
            call.connection_id = ""
            return refused(refusals.not_kept(problem))
        return reply

    def _authorize_and_dispatch(self, call: Call, path: str, methods: Mapping[str, str]) -> Reply:
        """Check a request from the outside to the inside, and call its operation's handler."""
        headers = call.request.headers
        if not methods:
            self._require_path(call.request.method, path, headers.get("host", "").lower())
        authorization = headers.get("authorization", "")
        role = "reviewer" if path == PUBLIC else self._role(authorization)
        call.authorized = True
        if self.limits is not None:
            call.spend(("all",))
        operation = OPERATIONS.get(call.operation)
        if operation is None:
            return self._without_operation(call, path, methods)
        described = operation.described
        allowed = role == "administrator" or (role == "creator" and "x-mock-creator" in described)
        if "x-fivetran-permission" in described and not allowed:
            raise refusals.forbidden(described["x-fivetran-permission"])
        call.kinds = described.get("x-fivetran-limits", ())
        accepted = headers.get("accept", "").lower()  # weights do not count
        if accepted.strip() and not re.search(r"\*/\*|application/(\*|json)", accepted):
            raise refusals.not_acceptable()
        body = call.request.body
        media_type = headers.get("content-type", "").partition(";")[0]  # clients add parameters
        is_strict = call.request.method in ("POST", "PATCH") and self.state.behaviours["untyped_post"] == "refused"
        if (is_strict or (operation.schema and body)) and media_type.strip().lower() != "application/json":
            raise refusals.unsupported_media_type()
        if operation.path.startswith("/v1/connections/{connectionId}"):
            call.number = call.find_connection(call.argument)
            settle(self.state, call.number)
        if "?" in call.request.target and self.state.behaviours["unknown_query"] == "refused":
            call.require_parameters(operation.parameters)
        if operation.schema:
            self._read(call, operation, body)
        return HANDLERS[call.operation](call)

    def _read(self, call: Call, operation: DocumentedOperation, body: bytes) -> None:
        """Parse a body and check it."""
        if not body and not operation.described["requestBody"]["required"]:
            return
        if not body:
            raise refusals.invalid("The request body is missing")
        try:
            call.body = parse(body)
        except UnreadableBody as problem:
            raise refusals.invalid(str(problem)) from None
        if call.operation not in CHECKED_BY_RULES:
            wrong = check_request(operation.schema, call.body)
            if wrong:
                raise refusals.invalid_body(wrong)

    def _authorized(self, header: str) -> RoleName:
        """Return the role of the key of a header; raises 401 for an unknown one."""
        key, secret = key_pair(header)
        if self.credentials is None:
            return "administrator"
        credential = self.credentials.get(key)
        if credential is None or credential.secret != secret:
            raise refusals.unauthorized()
        return credential.role

    def _without_operation(self, call: Call, path: str, methods: Mapping[str, str]) -> Reply:
        """Refuse a wrong method with 405, a retired path with 404, and a published one with 501 or as `unimitated`."""
        method = call.request.method
        if GONE.fullmatch(path):
            raise refusals.metadata_is_gone()
        is_list = method in LISTS.find(path, method).methods
        is_missing = is_list or is_of_family(path)
        call.unimitated = is_missing and self.state.settings.unimitated == "empty"
        if call.unimitated and is_list:
            return Reply(200, [http.JSON], b'{"code":"Success","data":{"items":[]}}')
        if call.unimitated:
            raise refusals.no_path()
        if methods and method not in methods:
            allowed = [("allow", ", ".join(methods))]
            raise Refusal(405, "MethodNotAllowed", f"Method '{method}' is not allowed here", headers=allowed)
        raise refusals.not_imitated(method, path)

    def _require_path(self, method: str, path: str, host: str) -> None:
        """Make sure that the API has a path; it looks for it before the key (docs/evidence.md#unknown-path)."""
        if path == CARD_PATH:
            raise refusals.no_card_page()
        if host.endswith("fivetran.com") and host != API_HOST:
            raise refusals.other_host(method, path, host)
        if not is_published(path):
            known = [known for _, known, _ in every_spelling()]
            near = f"/v1{path}" if self._routes.find(f"/v1{path}", method).methods else nearest_path(path, known)
            raise refusals.no_such_path(near) if near else refusals.no_path()
