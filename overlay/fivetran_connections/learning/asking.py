"""Asks an account: by reading alone, or by throwaway connections, which are deleted at the end."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final, TypeAlias
from urllib.parse import quote

from attrs import define

from fivetran_common import answers
from fivetran_common.json_types import Json, is_array, is_mapping
from fivetran_rules.recordings import GROUP, OWN, PREFIX, reduced, sent_texts, with_names, write_recording

from .._http.drivers import Driver
from .._http.exchange import exchange
from .._http.limits import MINUTE
from .._http.steps import ApiCall, pause
from ..errors import DeadlineTooSoon, FivetranError, RateLimited, RequestFailed, StatusError, UnexpectedAnswer
from .questions import ADS, ASKS, DESTINATION, LIST_ALL, LIST_FIRST, READ_TWIN, SYNC, Ask, Observation, Seen, of_own

MOST_REQUESTS: Final = 100
MOST_CREATES: Final = 15
"""The creates of a trial, with those that a rate limit refuses; 20 in a minute were refused (recorded)."""
ENDED: Final = f"The trial ended, since it sends at most {MOST_REQUESTS} requests and {MOST_CREATES} creates."
_TAKEN: Final = "Connections of this trial were deleted while it ran, perhaps by another trial: nothing is learnt."
KEPT_BACK: Final = 12
"""Requests beside the deletes that are kept for the end."""
LAG: Final = 65.0
"""Seconds after which a list that lags shows a connection."""
PATIENCE: Final = 300.0
"""The most seconds that rate limits may delay the questions, and again the deletes."""
MOST_PAGES: Final = 6
MOST_GROUPS: Final = 3
MOST_DETAILS: Final = 15
"""Connections whose details reading alone asks for; with the other reads it stays at a few dozen."""
EVENTS: Final = ("create_connector", "edit_connector", "delete_connector", "connection_failure")
"""The events of webhooks that a trial may cause."""
HEADERS: Final = ("content-type", "retry-after", "x-rate-limit", "x-rate-limit-remaining")
"""The headers of an answer that a recording keeps."""
OnWait: TypeAlias = Callable[..., None]
"""Is called with the seconds of each wait, and with its reason if that is not a rate limit."""
_ID: Final = re.compile(r"[\w-]+", re.ASCII)


@define(eq=False)
class Envelope(answers.Answer):
    """Any answer of the API, with its status and headers."""


class TrialEnded(FivetranError):
    """A trial cannot go on; the text is one sentence with the reason."""


class Asking(Seen):
    """Sends each request once, and keeps the answers."""

    def __init__(self, driver: Driver, names: Mapping[str, str], on_wait: OnWait) -> None:
        """Take the driver of a client without rate limits of its own, and what names in braces stand for."""
        super().__init__(names)
        self.driver: Driver = driver
        self.on_wait: OnWait = on_wait
        self.patience: float = PATIENCE
        """The seconds for which rate limits may still delay requests."""

    def read_account(self) -> None:
        """Read what exists in the account; raises `FivetranError` if its connections cannot be listed."""
        self.ask(LIST_FIRST)
        if error := self.answer(LIST_FIRST).error:
            raise error
        self.answers[LIST_ALL] = self.answers[LIST_FIRST]
        items = self.listed.items
        by_service = {item["service"]: item for item in reversed(items)}
        chosen = {item["id"]: item for item in (*by_service.values(), *items)}  # first one of each service
        if len({item["schema"] for item in items}) > 1:
            self.names["schema"] = items[-1]["schema"]
        for number, identifier in enumerate([*chosen][:MOST_DETAILS]):
            self.names[f"own{number}"] = identifier
            self.ask(of_own(f"own{number}"))
        for group in [*{item["group_id"]: item for item in chosen.values()}][:MOST_GROUPS]:
            self.names["group"] = group
            self.ask(Ask(path=DESTINATION.path))
        for ask in ASKS:
            if ask.method == "GET" and not ask.about and ask not in self.answers:
                self.ask(ask)

    def ask(self, ask: Ask) -> None:
        """Send a request, and keep the answer."""
        try:
            path, query, bodies = self.filled([ask.path, ask.query, ask.bodies])
        except KeyError:
            self.answers[ask] = Observation(error=FivetranError("no connection was there to ask"))
            return
        body = bodies[0] if bodies else None
        self.answers[ask] = self.pages(path, query) if ask.has_pages else self.send(ask.method, path, query, body)

    def send(self, method: str, path: str, query: Json | None = None, body: Json | None = None) -> Observation:
        """Send a request, again after the wait for a rate limit; raises `DeadlineTooSoon` if that is too long."""
        while True:
            answer = self.send_once(method, path, query or {}, body)
            if not isinstance(answer.error, RateLimited):
                return answer
            wait = MINUTE if answer.error.retry_after is None else max(answer.error.retry_after, 1.0)
            if wait > self.patience:
                raise DeadlineTooSoon(wait=wait)
            self.patience -= wait
            self.on_wait(wait)
            self.wait(wait)

    def wait(self, seconds: float) -> None:
        """Wait for some seconds."""
        self.driver.run(pause(seconds))

    def send_once(self, method: str, path: str, query: Json, body: Json | None) -> Observation:
        """Send a request once."""
        call = ApiCall(method, path, Envelope.from_dict, version=2, params=query or None, body=body)
        try:
            envelope = self.driver.run(exchange(call))
        except RequestFailed as error:
            if isinstance(error, StatusError) and error.response and error.code:
                refusal = {"code": error.code, "message": error.api_message}
                return Observation(error.response.status, error.response.headers, refusal, error=error)
            return Observation(error=error)
        content, response = envelope.to_dict(), envelope.http or answers.HttpResponse(0, {})
        data = content.get("data")
        items = data.get("items") if is_mapping(data) else None
        needed = ("id", "group_id", "service", "schema", "created_at") if "connections" in path else ("id",)
        shown = [
            item
            for item in (items if is_array(items) else ())
            if is_mapping(item) and all(isinstance(item.get(key), str) for key in needed)
        ]
        return Observation(response.status, response.headers, content, shown)

    def pages(self, path: str, query: Json) -> Observation:
        """Read the pages of a list, at most `MOST_PAGES`."""
        answer = self.send("GET", path, query)
        for _ in range(MOST_PAGES - 1):
            if cursor := answer.data.get("next_cursor"):
                following = self.send("GET", path, {**query, "cursor": str(cursor)})
                answer = following._replace(items=[*answer.items, *following.items])
        return answer


class Trial(Asking):
    """
    Asks one group by throwaway connections.

    Each is paused from its create on, is tested by no create, and has a schema that only trials make.
    """

    def __init__(self, driver: Driver, group: str, mark: str, on_wait: OnWait) -> None:
        """Take the id of the group, and six hexadecimal digits that name this run."""
        listed = f"/v1/groups/{quote(group, safe='')}/connections"
        super().__init__(driver, {"group": group, "list": listed, "page": "1000"}, on_wait)
        self.most: int = MOST_REQUESTS
        """The requests that may be sent for now, with those that were sent."""
        self.sent: int = 0
        self.creates: int = 0
        self.created: float = float("-inf")
        """The moment at which the last create ended."""
        self.prefix: str = f"{PREFIX}{mark}"
        self.made: list[str] = []
        """The ids of connections that this trial has made."""
        self.found: list[str] = []
        """The ids of connections of trials that the group had when it was last listed."""
        self.seen: set[str] = set()
        """The ids of connections whose 404 says that they are deleted: a read of one, no list, has shown it before."""
        self.gone: set[str] = set()
        """The ids of deleted connections."""
        self.taken: set[str] = set()
        """The ids of those that were gone before this trial deleted them."""
        self.missing: set[str] = set()
        """The ids of those that only a 404 or 204 calls deleted."""
        self.unclear: set[str] = set()
        """The schemas of connections that creates may have made, although no answer shows them."""
        self.left: list[str] = []
        """Sentences about connections that may be left."""
        self.exchanges: list[Json] = []
        self.is_stopped: bool = False
        self.is_cleaning: bool = False

    def stop(self) -> None:
        """Let the run ask no more: it deletes what it has made, and ends with KeyboardInterrupt."""
        self.is_stopped = True

    def wait(self, seconds: float) -> None:
        """Wait by the second, since a stop ends the wait of a question."""
        end = self.driver.monotonic() + seconds
        while (left := end - self.driver.monotonic()) > 0:
            self._heed_stop()
            super().wait(min(left, 1.0))

    def _heed_stop(self) -> None:
        if self.is_stopped and not self.is_cleaning:
            raise KeyboardInterrupt

    def announced(self) -> list[str]:
        """Read the group and the webhooks, and say what the trial will do; raises `FivetranError`."""
        self.look()
        webhooks, group = self.pages("/v1/webhooks", {"limit": "100"}), self.names["group"]
        told = [
            each["id"]
            for each in webhooks.items
            if each.get("active") and each.get("group_id") in (None, group)
            if any(event in str(each.get("events")) for event in EVENTS)
        ]
        unknown = "unknown, since they cannot be read" if webhooks.error else "none"
        return [
            f"The trial makes up to 15 paused connections in the group {group}, with schemas like {self.prefix}_1.",
            f"It changes and deletes them, and sends some 60 requests, at most {MOST_REQUESTS}. Nothing is synced.",
            f"Webhooks that get events of it: {', '.join(told) or unknown}.",
            *([f"It first deletes what an earlier trial has left: {', '.join(self.kept)}."] if self.kept else []),
        ]

    def run(self) -> None:
        """Ask every question, and delete what was made, whatever happens; raises `FivetranError` if it ended early."""
        try:
            self.sweep()
            for ask in ASKS:
                self.ask(ask)
        finally:
            self.clean()
            if is_taken := not self.taken.isdisjoint(self.made):
                self.answers.clear()
                self.exchanges.clear()
        if is_taken:
            raise TrialEnded(_TAKEN)
        if self.is_stopped:
            raise KeyboardInterrupt

    def ask(self, ask: Ask) -> None:
        """Send a request unless it might start a sync, and keep requests back for deletes and lists at the end."""
        self.most = MOST_REQUESTS - KEPT_BACK - 2 * len(self.made)
        if ask in SYNC and not self._is_idle():
            self.answers[ask] = Observation(error=FivetranError("no connection was seen as paused and incomplete"))
        elif ask.path == ADS.path:
            self._create(ask)
        else:
            super().ask(ask)
        if ask is LIST_ALL and not self._shows_all(ask):
            self._await_lag()
            super().ask(ask)
        if ask in (LIST_FIRST, LIST_ALL) and not self._shows_all(ask):
            self.lags: bool = True
            seconds = self.driver.monotonic() - self.created
            error = FivetranError(f"a list lacked a connection {seconds:.1f} s after its create")
            self.answers[ask] = self.answers[ask]._replace(error=error)

    def _is_idle(self) -> bool:
        """Return whether a read shows the connection of the syncs as paused and incomplete."""
        super().ask(READ_TWIN)
        shown = [data for data in self.own(READ_TWIN) if data.get("paused") is True and is_mapping(data.get("status"))]
        return any(data["status"].get("setup_state") == "incomplete" for data in shown)

    def _shows_all(self, ask: Ask) -> bool:
        """Return whether a list shows each own connection; true also if it was not answered."""
        answer = self.answer(ask)
        return answer.error is not None or {*self.made} <= {item["id"] for item in answer.items}

    def _await_lag(self) -> None:
        seconds = max(self.created + LAG - self.driver.monotonic(), 0)
        self.on_wait(seconds, "lists may not show yet what was made")
        self.wait(seconds)

    def _create(self, ask: Ask) -> None:
        """Create a connection of the first service that is taken; the trial ends if the very first create fails."""
        answer = Observation()
        for template in ask.bodies:
            self.names["new"] = f"{self.prefix}_{self.sent}"
            body = self.filled(template)
            answer = self.answers[ask] = self.send("POST", ask.path, body=body)
            if identifier := str(answer.data.get("id", "")):
                self._remember(ask, body, identifier, str(answer.data.get("schema")))
            if not answer.is_refusal:
                break
        if ask is ADS and "ads" not in self.names:
            raise answer.error or TrialEnded("The answer to the first create shows no connection.")

    def _remember(self, ask: Ask, body: Json, identifier: str, schema: str) -> None:
        """Note a connection that was made, if its schema is an own one; raises `TrialEnded` if it is not paused."""
        if not (_ID.fullmatch(identifier) and schema.startswith(self.prefix)):
            self.left.append(f"A create was answered with {identifier}, which has another schema: look at it.")
            return
        self.made.append(identifier)
        self.names.setdefault(ask.about, identifier)
        if ask is ADS:
            self.names.update({"schema": schema, "service": body["service"]})
        if self.answers[ask].data.get("paused") is not True:
            raise TrialEnded(f"The API created the connection {identifier} unpaused, although it was told not to.")

    def look(self) -> None:
        """Find connections in the group that trials have made; raises `FivetranError`."""
        listed = self.pages(self.names["list"], {"limit": self.names["page"]})
        if listed.error:
            raise listed.error
        if not is_array(listed.data.get("items")):
            raise TrialEnded("The list of the group's connections has no items.")
        if listed.data.get("next_cursor"):
            raise TrialEnded(f"The group has more than {MOST_PAGES},000 connections: name a smaller one.")
        own = [item["id"] for item in listed.items if OWN.fullmatch(item["schema"]) and item.get("paused") is True]
        self.found = [identifier for identifier in own if _ID.fullmatch(identifier)]

    @property
    def kept(self) -> list[str]:
        """The ids of connections of trials that are not deleted yet; a list that lags shows also deleted ones."""
        return [each for each in dict.fromkeys((*self.found, *self.made)) if each not in self.gone]

    def sweep(self) -> None:
        """Delete what was found and made, each in two tries: the second may find that the first was carried out."""
        for identifier in self.kept:
            for is_second in (False, True):
                answer = self.send("DELETE", f"/v1/connections/{identifier}")
                self.taken |= {identifier} if answer.status == 404 and not is_second else set()
                if isinstance(answer.error, UnexpectedAnswer) and answer.error.status == 404:
                    answer = self.send("GET", f"/v1/connections/{identifier}")
                is_done = answer.envelope.get("code") == "Success" and "data" not in answer.envelope
                is_missing = is_second and answer.status == 404 and identifier in self.seen
                is_empty = answer.status == 204 and identifier not in self.missing  # not twice, if a list shows it
                if is_done or is_empty or is_missing:
                    self.gone.add(identifier)
                    self.taken -= set() if is_missing else {identifier}
                    self.missing |= set() if is_done else {identifier}
                    break

    def clean(self) -> None:
        """Delete what was made, look again where lists lag, and name what is left."""
        self.is_cleaning = True
        self.most = MOST_REQUESTS
        self.patience: float = PATIENCE
        try:
            self.sweep()
            if self.unclear or self.lags or self.kept:  # reads and lists may not show yet what a create has made
                self._await_lag()
            self.look()
            self.seen |= {*self.made} - {*self.found}  # nor does a list show them after the lag
            self.unclear.clear()
            self.gone -= self.missing & {*self.found}  # a gateway may have answered the 404
            self.sweep()
        except FivetranError:
            pass  # the sentences below say what may be left
        finally:
            if self.kept:
                self.left.append(f"May be left: {', '.join(self.kept)}. Delete them, or let the next trial do it.")
            if self.unclear:
                schemas = ", ".join(sorted(self.unclear))
                self.left.append(f"A create had no clear answer: look for connections with the schema {schemas}.")

    def send_once(self, method: str, path: str, query: Json, body: Json | None) -> Observation:
        """Send a request once, and keep it for the recording; raises `TrialEnded` when the most were sent."""
        self._heed_stop()
        is_create = (method, path) == ("POST", ADS.path)
        if self.sent >= self.most or (is_create and self.creates >= MOST_CREATES):
            raise TrialEnded(ENDED)
        self.sent += 1
        self.creates += is_create
        answer = Observation()
        try:
            answer = super().send_once(method, path, query, body)
        finally:
            if is_create:
                self.created = self.driver.monotonic()
                is_refused = isinstance(answer.error, RequestFailed) and not answer.error.may_have_acted
                if not is_refused and not answer.data.get("id"):
                    config = (body or {})["config"]  # some creates repeat an earlier schema
                    self.unclear.add(str(config.get("schema") or config.get("schema_prefix")))
            if method != "POST":
                self.seen.add(str(answer.data.get("id")))
            if not isinstance(answer.error, RateLimited):  # which is sent again
                line = {"method": method, "path": path, "query": query, "body": body}
                headers = {name: answer.headers[name] for name in HEADERS if name in answer.headers}
                self.exchanges.append({**line, "status": answer.status, "headers": headers, "answer": answer.envelope})
        return answer

    def recording(self, behaviours: Mapping[str, str]) -> bytes:
        """Return the requests about the trial's own connections, and what is safe to pass on of the answers."""
        group = self.names["group"]
        names = {group: GROUP, quote(group, safe=""): GROUP}
        names |= {each: f"{{connection_{n}}}" for n, each in enumerate(self.made, 1)}
        sent, listed = sent_texts(self.exchanges), self.names["list"]
        deletable = [f"/v1/connections/{identifier}" for identifier in self.made]
        lines = [
            {
                **each,
                "path": with_names(each["path"], names),
                "body": with_names(each["body"], names),
                "answer": reduced(each["answer"], names, sent),
            }
            for each in self.exchanges
            if each["path"].startswith(("/v1/connections", listed)) and "cursor" not in each["query"]
            if each["method"] != "DELETE" or each["path"] in deletable
        ]
        return write_recording(behaviours, lines)
