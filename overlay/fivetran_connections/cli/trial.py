"""Asks an account: by reading alone, or by throwaway connections, which are deleted at the end."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final
from urllib.parse import quote

from fivetran_common.json_types import Json, is_array, is_mapping, mapped
from fivetran_rules.recordings import GROUP, OWN, PREFIX, reduced, sent_texts, with_names, write_recording

from .._http.drivers import Driver
from .._http.exchange import exchange
from .._http.limits import LimitedWaits, Stopped
from .._http.steps import ApiCall, pause
from .._http.watching import ReceivedResponse
from ..errors import FivetranError, RequestFailed, StatusError
from .questions import ADS, LIST_ALL, LIST_FIRST, QUESTIONS, Answer, Ask, Seen, own

MOST_REQUESTS: Final = 100
MOST_CREATES: Final = 15
"""The creates of a trial, with those that a rate limit refuses; 20 in a minute were refused (recorded)."""
ENDED: Final = f"The trial ended, since it sends at most {MOST_REQUESTS} requests and {MOST_CREATES} creates."
KEPT_BACK: Final = 12
"""Requests beside the deletes that are kept for the end."""
LAG: Final = 65.0
"""Seconds after which a list that lags shows a connection."""
PATIENCE: Final = 300.0
"""The most seconds that rate limits may delay the questions, and again the deletes."""
MOST_PAGES: Final = 6
MOST_DETAILS: Final = 15
"""Connections whose details reading alone asks for; with the other reads it stays at a few dozen."""
EVENTS: Final = frozenset({f"{act}_connector" for act in ("create", "edit", "delete")} | {"connection_failure"})
"""The events of webhooks that a trial may cause."""
HEADERS: Final = ("content-type", "retry-after", "x-rate-limit", "x-rate-limit-remaining")
"""The headers of an answer that a recording keeps."""
_ID: Final = re.compile(r"[\w-]+", re.ASCII)


class TrialEnded(FivetranError):
    """A trial cannot go on; the text is one sentence with the reason."""


class Asking(Seen):
    """Sends each request once, and keeps the answers."""

    def __init__(self, driver: Driver, names: Mapping[str, str]) -> None:
        """Take the driver of a client whose limits hold, and what names in braces stand for."""
        super().__init__(names)
        self.driver: Driver = replace(driver, on_response=self._heard)
        self.sent: int = 0
        self.heard: ReceivedResponse | None = None
        """The end of the last request."""
        self.refusal: FivetranError | None = None

    def read_account(self) -> None:
        """Read what exists in the account; raises `FivetranError` if its connections cannot be listed."""
        self.ask(LIST_FIRST)
        if LIST_FIRST in self.failures and self.refusal:
            raise self.refusal
        self.answers[LIST_ALL] = self.answers[LIST_FIRST]
        items = self.listed.items
        by_service = {item["service"]: item for item in reversed(items)}
        others = [item for item in items if item["id"] != by_service[item["service"]]["id"]]
        chosen = [*by_service.values(), *others][:MOST_DETAILS]
        schemas = list(dict.fromkeys(item["schema"] for item in items))
        self.names.update({"schema": schemas[-1]} if len(schemas) > 1 else {})
        for number, item in enumerate(chosen):
            self.names.update({f"own{number}": item["id"], "group": item["group_id"]})
            self.ask(own(f"own{number}"))
            if number < 3 and item["group_id"] not in {each["group_id"] for each in chosen[:number]}:
                self.ask(Ask(path="/v1/destinations/{group}"))
        for ask in (ask for question in QUESTIONS if question.is_read for ask in question.asks):
            if not ask.about and ask not in self.answers:
                self.ask(ask)

    def ask(self, ask: Ask) -> None:
        """Send a request and keep the answer, or the reason why there is none."""
        try:
            path, query, bodies = self.filled([ask.path, ask.query, ask.bodies])
        except KeyError:
            self.failures[ask] = "no connection was there to ask"
            return
        body = bodies[0] if bodies else None
        try:
            answer = self.pages(path, query) if ask.has_pages else self.send(ask.method, path, query, body)
        except RequestFailed as failure:
            self.refusal, self.failures[ask] = failure, failure.reason
        else:
            self.keep(ask, answer)

    def filled(self, value: Any) -> Any:
        """Return a JSON value with ids and names in the place of words in braces; raises KeyError without one."""

        def fill(text: Any, _: str) -> Any:
            return text.format_map(self.names) if isinstance(text, str) else text

        return mapped(value, fill, keys=fill)

    def send(self, method: str, path: str, query: Json | None = None, body: Json | None = None) -> Answer:
        """Send one request; raises `RequestFailed` without an answer in the format of the API."""
        call = ApiCall(method, path, lambda envelope: envelope, version=2, params=query or None, body=body)
        try:
            envelope = self.driver.run(exchange(call))
        except StatusError as error:
            self.refusal = error
            if error.code is None:
                raise
            return Answer(error.status or 0, {"code": error.code, "message": error.api_message})
        data = envelope.get("data") if is_mapping(envelope) else None
        items = data.get("items") if is_mapping(data) else None
        needed = ("id", "group_id", "service", "schema", "created_at") if "connections" in path else ("id",)
        shown = [
            item
            for item in (items if is_array(items) else ())
            if is_mapping(item) and all(isinstance(item.get(key), str) for key in needed)
        ]
        status = self.heard.status if self.heard else None
        return Answer(status or 0, envelope if is_mapping(envelope) else {}, shown)

    def pages(self, path: str, query: Json) -> Answer:
        """Read the pages of a list, at most `MOST_PAGES`."""
        answer = self.send("GET", path, query)
        for _ in range(MOST_PAGES - 1):
            if cursor := answer.data.get("next_cursor"):
                following = self.send("GET", path, {**query, "cursor": str(cursor)})
                answer = following._replace(items=[*answer.items, *following.items])
        return answer

    def _heard(self, response: ReceivedResponse) -> None:
        self.sent += 1
        self.heard = response


class Trial(Asking):
    """
    Asks one group by throwaway connections.

    Each is paused from its create on, is tested by no create or update, and has a schema that only trials make.
    """

    def __init__(self, driver: Driver, group: str, mark: str) -> None:
        """Take the id of the group, and six hexadecimal digits that name this run."""
        listed = f"/v1/groups/{quote(group, safe='')}/connections"
        super().__init__(driver, {"group": group, "list": listed, "page": "1000"})
        self._limit_waits()
        self.creates: int = 0
        self.prefix: str = f"{PREFIX}{mark}"
        self.made: dict[str, str] = {}
        """The label of each connection that was made, by its id."""
        self.gone: set[str] = set()
        """The ids of deleted connections."""
        self.exchanges: list[Json] = []
        self.old: list[str] = []
        """The ids of connections that earlier trials have left."""
        self.left: list[str] = []
        """Sentences about connections that may be left."""
        self.created: float = 0.0
        """The moment of the last create."""
        self.is_unsure: bool = False
        """Whether a create may have made a connection that no answer has named."""

    def send(self, method: str, path: str, query: Json | None = None, body: Json | None = None) -> Answer:
        """Send one request, and keep it for the recording; raises `TrialEnded` when the most were sent."""
        line: dict[str, Any] = {"at": self.driver.monotonic(), "method": method, "path": path, "query": query or {}}
        answer = Answer(0, {})
        if self.sent >= self.most:
            raise TrialEnded(ENDED)
        try:
            answer = super().send(method, path, query, body)
        except Stopped:
            raise TrialEnded(ENDED) from None
        finally:
            headers: Json = self.heard.headers if self.heard else {}
            kept = {name: headers[name] for name in HEADERS if name in headers}
            self.exchanges.append(
                {**line, "body": body, "status": answer.status, "headers": kept, "answer": answer.envelope}
            )
        return answer

    def _heard(self, response: ReceivedResponse) -> None:
        """Count a request; of the last one, a refusal by a rate limit is not waited for."""
        super()._heard(response)
        is_create = str(response.request.summary) == "POST /v1/connections"
        self.creates += is_create
        if self.sent >= self.most or (is_create and self.creates >= MOST_CREATES):
            self.limits.stopped.set()

    def _limit_waits(self) -> None:
        """Let rate limits delay requests for `PATIENCE` seconds from now on, and allow all requests."""
        self.most: int = MOST_REQUESTS
        self.limits: LimitedWaits = self.driver.new_limits(None, PATIENCE, None, otherwise=self.driver.limits)
        self.driver: Driver = replace(self.driver, limits=self.limits)

    def recording(self, behaviours: Mapping[str, str]) -> bytes:
        """Return the requests about the trial's own connections, and what is safe to pass on of the answers."""
        names = {self.names["group"]: GROUP, **{each: f"{{connection_{n}}}" for n, each in enumerate(self.made, 1)}}
        sent, listed = sent_texts(self.exchanges), self.names["list"]
        deletable = [f"/v1/connections/{identifier}" for identifier in self.made]
        lines = [
            {
                **each,
                "at": round(each["at"] - self.exchanges[0]["at"], 3),
                "path": with_names(each["path"], names),
                "body": with_names(each["body"], names),
                "answer": reduced(each["answer"], names, sent),
            }
            for each in self.exchanges
            if each["path"].startswith(("/v1/connections", listed)) and "cursor" not in each["query"]
            if each["method"] != "DELETE" or each["path"] in deletable
        ]
        return write_recording(behaviours, lines)

    def announced(self) -> list[str]:
        """Read the group and the webhooks, and say what the trial will do; raises `FivetranError`."""
        self.old, group = self.leftovers(), self.names["group"]
        webhooks = self.pages("/v1/webhooks", {"limit": "100"})
        told = [
            each["id"]
            for each in webhooks.items
            if each.get("active")
            and each.get("group_id") in (None, group)
            and EVENTS & {*map(str, each.get("events") or ())}
        ]
        unknown = "unknown, the key may not read them" if webhooks.status >= 300 else "none"
        return [
            f"The trial makes up to 15 paused connections in the group {group}, with schemas like {self.prefix}_1.",
            f"It changes and deletes them, and sends some 60 requests, at most {MOST_REQUESTS}. Nothing is synced.",
            f"Webhooks that get events of it: {', '.join(told) or unknown}.",
            *([f"It first deletes what an earlier trial has left: {', '.join(self.old)}."] if self.old else []),
        ]

    def leftovers(self) -> list[str]:
        """Return the ids of connections in the group that trials have made; raises `FivetranError`."""
        listed = self.pages(self.names["list"], {"limit": self.names["page"]})
        if listed.status >= 300 and self.refusal:
            raise self.refusal
        if listed.data.get("next_cursor"):
            raise TrialEnded(f"The group has more than {MOST_PAGES},000 connections: name a smaller one.")
        own = [item for item in listed.items if OWN.fullmatch(item["schema"]) and item.get("paused") is True]
        return [item["id"] for item in own if item["id"] not in self.gone and _ID.fullmatch(item["id"])]

    def run(self) -> None:
        """Ask every question, and delete what was made, whatever happens; raises `FivetranError` if it ended early."""
        try:
            self._limit_waits()  # from now on: the user may have thought for long
            self.delete(self.old)
            for ask in (ask for question in QUESTIONS for ask in question.asks):
                if ask not in self.answers and ask not in self.failures:
                    self.ask(ask)
        finally:
            self.clean()

    def ask(self, ask: Ask) -> None:
        """Send a request unless it might start a sync, and keep requests back for deletes and lists at the end."""
        self.most = MOST_REQUESTS - KEPT_BACK - 2 * len(self.made)
        shown: Json = self.data(ask.after) if ask.after else {}
        status = shown.get("status")
        is_idle = shown.get("paused") is True and is_mapping(status) and status.get("setup_state") == "incomplete"
        if ask.after and not is_idle:
            self.failures[ask] = "no connection was seen as paused and incomplete"
        elif ask.method == "POST" and ask.path == "/v1/connections":
            self._create(ask)
        else:
            super().ask(ask)
        if ask is LIST_ALL and not self._shows_all(ask):
            self._await_lag()
            super().ask(ask)
        if ask in (LIST_FIRST, LIST_ALL) and not self._shows_all(ask):
            self.lag: float = max(self.driver.monotonic() - self.created, 0.1)

    def _shows_all(self, ask: Ask) -> bool:
        """Return whether a list shows each own connection; true also if it was not answered."""
        shown = {item["id"] for item in self.answers[ask].items} if ask in self.answers else {*self.made}
        return {key for key, label in self.made.items() if label != "nowhere"} <= shown

    def _await_lag(self) -> None:
        self.driver.run(pause(max(self.created + LAG - self.driver.monotonic(), 0)))

    def _create(self, ask: Ask) -> None:
        """Create a connection of the first service that is taken; the trial ends if the very first create fails."""
        for template in ask.bodies:
            self.names["new"] = f"{self.prefix}_{self.sent}"
            body = self.filled(template)
            was_unsure, self.is_unsure, self.created = self.is_unsure, True, self.driver.monotonic()
            try:
                answer = self.send("POST", ask.path, body=body)
            except RequestFailed as failure:
                self.failures[ask] = failure.reason
                self.refusal: FivetranError | None = failure
                self.is_unsure = was_unsure or failure.may_have_acted
                break
            self.is_unsure = was_unsure or answer.status >= 500 or (answer.status < 300 and not answer.data.get("id"))
            self._remember(ask, body, answer)
            self.keep(ask, answer)
            if not self.refuses(ask):
                break
        if ask is ADS and "ads" not in self.names:
            raise self.refusal or TrialEnded("The answer to the first create shows no connection.")

    def _remember(self, ask: Ask, body: Json, answer: Answer) -> None:
        """Note the connection that an answer shows, if its schema is an own one."""
        identifier, schema = (str(answer.data.get(key, "")) for key in ("id", "schema"))
        if not (_ID.fullmatch(identifier) and OWN.fullmatch(schema) and schema.startswith(self.prefix)):
            if identifier:
                self.left.append(f"A create was answered with {identifier}, which has another schema: look at it.")
            return
        self.made[identifier] = ask.about
        self.names.setdefault(ask.about, identifier)
        if ask is ADS:
            service, mode = body["service"], body["config"]["sync_mode"]
            ids = "advertisers" if service == "pinterest_ads" else "accounts"
            self.names.update({"schema": schema, "service": service, "mode": mode, "ids": ids})
        if answer.data.get("paused") is not True:
            raise TrialEnded(f"The API created the connection {identifier} unpaused, although it was told not to.")

    def clean(self) -> None:
        """Delete what was made, look again where lists lag, and name what is left."""
        self._limit_waits()
        found: list[str] = []
        try:
            self.delete(self.made)
            if self.is_unsure or self.lag:  # a list may not show what an earlier trial or the last create has made
                self._await_lag()
            found = self.leftovers()
            self.is_unsure = False
            self.delete(found)
        except FivetranError:
            pass  # the sentences below say what may be left
        finally:
            if kept := {*self.made, *found} - self.gone:
                self.left.append(f"Not deleted: {', '.join(sorted(kept))}. Delete them, or let the next trial do it.")
            if self.is_unsure:
                self.left.append(f"A create had no clear answer: look for a schema that begins with {self.prefix}.")

    def delete(self, identifiers: Iterable[str]) -> None:
        """Delete connections, each in two tries, of which the second may find that the first was carried out."""
        for identifier in identifiers:
            for is_second in (False, True):
                try:
                    answer = self.send("DELETE", f"/v1/connections/{identifier}")
                except RequestFailed:
                    continue
                is_done = answer.envelope.get("code") == "Success" and "data" not in answer.envelope
                if is_done or (is_second and answer.status == 404):
                    self.gone.add(identifier)
                    break
