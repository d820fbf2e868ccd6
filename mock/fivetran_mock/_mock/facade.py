"""The facade without adapters: settings, state, time, journal, faults and scripts of one mock."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeAlias

from fivetran_common.nearest import hint, nearest
from fivetran_rules import ServiceCatalogue, without_url_secrets
from fivetran_rules.behaviours import read_behaviours

from . import arguments, assertions
from .api import Api
from .arguments import operation
from .call import Call
from .clock.moments import END
from .contract.unsupported import Missing, missing
from .findings import NO_CALLS, Findings, Verified, spelled
from .formats.files import read_data
from .formats.http import Reply, Request
from .journal import RecordedCall
from .lifecycle.deliveries import DeliveryFault, Outbox, tell
from .lifecycle.transitions import ask_for_sync, next_due, set_paused, settle, settle_all
from .operations.cards import CardAct, CardVisit, InvalidToken, authorize, find_card, token_of, visit_card
from .operations.setup_tests import run_tests
from .receivers import WebhookReceivers
from .seeds import add_seeds, read_seed
from .state.faults import ActiveFault, Fault
from .state.rate_limits import RateLimitPlan
from .state.records import Record
from .state.scripts import AnyScript, SetupTest, SetupTestScript, SyncOutcome, SyncScript, TestStatus
from .state.settings import SETTINGS, MockSettings, by_settings
from .state.snapshots import read_snapshot, write_snapshot

Step: TypeAlias = Callable[[int, Record], int | None]
"""Changes the record of a connection with this number, and returns the moment of its next event."""


_NO_TIME: Final = float("0")
"""The default of an amount of time: 0, but not the 0 that a caller passes."""


class FaultCount(NamedTuple):
    """An active fault, with the number of calls that it selected, and the number of calls to which it applied."""

    fault: Fault
    selected: int
    applied: int


class BaseMock:
    """A stateful fake of the Fivetran API without adapters, which `FivetranMock` adds."""

    @by_settings(MockSettings)
    def __init__(self, settings: MockSettings) -> None:
        """Make a mock by `MockSettings`, whose fields are the arguments."""
        self.settings: Final = settings
        """The settings at the start; `behaviours` and `card_page` may have changed since."""
        self._api = Api(settings)
        self._state = self._api.state
        self.webhooks: Final = WebhookReceivers(self._api)
        """The receivers of webhooks, and the deliveries to them."""
        self._findings = Findings(self._api)
        self.handle: Final[Callable[[Request], Reply]] = self.webhooks.handle
        """Answers one request: no IO, no waiting; a reply may ask its adapter for a delay or a socket fault."""
        self.begin: Final[Callable[[Request], Reply]] = self._api.begin
        """Answers one request, or returns a reply with a post: a server sends it first, and `finish` then answers."""

    @property
    def api_key(self) -> str:
        """An API key that works."""
        return "mock-key" if self._api.credentials is None else next(iter(self._api.credentials))

    @property
    def api_secret(self) -> str:
        """The secret of `api_key`."""
        credentials = self._api.credentials
        return "mock-secret" if credentials is None else credentials[self.api_key].secret

    @property
    def card_page(self) -> str:
        """The address of Connect Cards: scheme and host."""
        return self._state.card_page

    @card_page.setter
    def card_page(self, address: str) -> None:
        SETTINGS.check_arguments(card_page=address)
        self._state.card_page = address

    # --- what happened --------------------------------------------------------------------------------------------

    @property
    def calls(self) -> list[RecordedCall]:
        """The latest calls, the oldest first, with secrets masked."""
        with self._api.lock:
            return list(self._api.journal.entries)

    @property
    def call_count(self) -> int:
        """The number of calls since the mock was made or reset."""
        return self._api.journal.count

    @property
    def dropped_calls(self) -> int:
        """The number of the oldest calls that the journal dropped for want of room."""
        return self._api.journal.dropped

    @property
    def refused_calls(self) -> list[RecordedCall]:
        """The calls that the mock refused, those to which a fault applied left out."""
        return [call for call in self.calls if call.verdict == "refused"]

    @operation
    def assert_created(self, **wanted: Any) -> RecordedCall:
        """
        Return the call that created a connection from a body with these values; raises AssertionError without one.

        A connection whose answer a fault took counts, too. Keys of `config` may stand beside the others:
        `assert_created(service="pinterest_ads", schema="pin_eu")`. An object is compared by the given keys. Raises
        ValueError for a key that no create can have.
        """
        with self._api.lock:
            return assertions.called(self._api.journal, "create_connection", wanted=wanted, created=True)[-1]

    @operation
    def assert_called(
        self,
        operation: str,
        *,
        times: int | None = None,
        query: Mapping[str, object] | None = None,
        headers: Mapping[str, str] | None = None,
        **wanted: Any,
    ) -> list[RecordedCall]:
        """
        Return the calls of an operation with these values.

        Values are those of the body, and the ids in the path: `assert_called("sync_connection", connection_id="c")`.
        `query` and `headers` have parameters and headers of the calls. Raises AssertionError without a call, or for
        another number than `times`, and ValueError for a name that no call of the operation can have.
        """
        with self._api.lock:
            return assertions.called(
                self._api.journal, operation, wanted=wanted, times=times, query=query, headers=headers
            )

    @operation
    def clear_calls(self) -> None:
        """Empty the journal; state, faults, scripts and time stay."""
        with self._api.lock:
            self._api.journal.clear()

    @operation
    def assert_not_called(self, operation: str, **wanted: Any) -> None:
        """Raise AssertionError if an operation was called with these values."""
        self.assert_called(operation, times=0, **wanted)

    # --- what goes wrong ------------------------------------------------------------------------------------------

    @property
    def faults(self) -> tuple[Fault, ...]:
        """The active faults."""
        return tuple(active.fault for active in self._state.faults)

    @operation
    def add_fault(self, fault: Fault | Mapping[str, Any]) -> Fault:
        """Add a fault; plain data is read as by `Fault.from_data`."""
        made = fault if isinstance(fault, Fault) else Fault.from_data(fault)
        with self._api.lock:
            self._state.faults.append(ActiveFault(made))
        return made

    @property
    def fault_counts(self) -> list[FaultCount]:
        """Each active fault, with the number of calls that it selected, and of calls to which it applied."""
        with self._api.lock:
            return [FaultCount(active.fault, active.matched, active.applied) for active in self._state.faults]

    @property
    def unused(self) -> list[tuple[Fault | AnyScript | DeliveryFault, str]]:
        """The active faults that applied too seldom, and the active scripts that nothing has used; each described."""
        with self._api.lock:
            settle_all(self._state)
            faults = [fault for fault in self._state.faults if not fault.is_used]
            scripts = self._state.scripts.unused
            return [
                *((active.fault, active.described(self.call_count)) for active in faults),
                *((script, script.spelled()) for script in scripts),
                *((fault, fault.described()) for fault in self._api.outbox.faults),
            ]

    @operation
    def verify(self, *, expected: Collection[int] = (), allow_unused: bool = False, advice: str = "") -> Verified:
        """
        Make sure that nothing went wrong unnoticed since the last `verify` or reset; raises AssertionError.

        It names refused calls, and parameters, deliveries, faults and scripts without effect. A refusal or a failed
        delivery with an `expected` status is left out, and one that nothing was refused with is named; `allow_unused`
        leaves out unused faults, scripts and statuses. `advice` replaces the last line of the error, which says this in
        Python's words. The notes of the result name pages whose cursor was never sent, and dropped calls.
        """
        self.webhooks.deliver()
        if self.webhooks.failures:
            raise self.webhooks.failures.pop(0)
        with self._api.lock:
            found = [each for each in self._findings.look() if each.status not in expected]
            unused = self._findings.unused(self.unused) + self._findings.unrefused(expected, "expected")
            notes = self._findings.notes()
            if not (notes or self._findings.calls):
                notes = [NO_CALLS]
            if left := found + ([] if allow_unused else unused):
                advice = advice or "pass expected=[STATUS] or allow_unused=True"
                raise AssertionError("\n".join([spelled(left), *notes, f"({advice} if the test expects this)"]))
            return Verified(len(self._findings.calls), notes)

    @operation
    def remove_fault(self, place: int) -> None:
        """Remove the fault at a place in `faults`; raises IndexError beyond its end."""
        with self._api.lock:
            there = self._state.faults
            if not 0 <= place < len(there):
                raise IndexError(f"there is no fault with the index {place}: there are {len(there)}, counted from 0")
            del there[place]

    @operation
    def clear_faults(self) -> None:
        """Remove all faults, those of deliveries included."""
        with self._api.lock:
            self._state.faults.clear()
            self._api.outbox.faults.clear()

    @operation
    def script_setup_tests(
        self,
        *tests: SetupTest,
        status: TestStatus = "PASSED",
        message: str = "",
        service: str | None = None,
        connection_id: str | None = None,
        destination_id: str | None = None,
        times: int | None = None,
    ) -> None:
        """
        Script how setup tests end: as `tests` say, or in one test with `status` and `message`.

        The script is for all connections, for those that `service` or `connection_id` names, or for one destination.
        """
        one = SetupTest(status=status, message=message)
        if tests and one != SetupTest():
            raise ValueError("pass either tests, or status and message")
        aim: dict[str, Any] = {"service": service, "connection_id": connection_id, "destination_id": destination_id}
        self._script(SetupTestScript(tests=tests or (one,), **aim, times=times))

    @operation
    def script_syncs(
        self,
        outcome: SyncOutcome,
        *,
        message: str = "The source did not answer",
        seconds: float | None = None,
        service: str | None = None,
        connection_id: str | None = None,
        times: int | None = None,
    ) -> None:
        """
        Script how syncs end: `succeeded`, `failed`, or `rescheduled` because the source's quota is used up.

        `seconds` is how long they take, instead of the mock's `sync_seconds`; a running sync keeps its end.
        """
        aim: dict[str, Any] = {"service": service, "connection_id": connection_id}
        self._script(SyncScript(outcome=outcome, message=message, seconds=seconds, **aim, times=times))

    @property
    def scripts(self) -> list[str]:
        """The active scripts as they were made, the latest first."""
        with self._api.lock:
            return [script.spelled() for script in self._state.scripts.active]

    @operation
    def clear_scripts(self) -> None:
        """Remove the scripts of setup tests and syncs, which pass and succeed again; the schemas of sources stay."""
        with self._api.lock:
            settle_all(self._state)
            self._state.scripts.clear()

    @property
    def behaviours(self) -> dict[str, str]:
        """The value of each behaviour, by its name."""
        return dict(self._state.behaviours)

    def set_behaviours(self, behaviours: Mapping[str, object]) -> None:
        """Set some behaviours from now on; raises `InvalidBehaviours`, and then sets none. `reset` takes it back."""
        named = read_behaviours(behaviours)
        with self._api.lock:
            settle_all(self._state)
            self._state.behaviours = {**self._state.behaviours, **named}

    # --- time and state -------------------------------------------------------------------------------------------

    @property
    def now(self) -> str:
        """The mock's time, as the API spells times."""
        clock = self._state.clock
        return clock.text(clock.now())

    def __setattr__(self, name: str, value: object) -> None:
        if name in SETTINGS.schema["properties"] and name != "card_page":
            ways = f"FivetranMock({name}=...), the marker, or reset"
            raise AttributeError(f"{name} is a setting, which an assignment does not change: pass it to {ways}")
        if not hasattr(self, name) and (near := nearest(name, SETTINGS.schema["properties"])):
            raise AttributeError(f"a mock has no attribute {name!r}; did you mean the setting {near}?")
        super().__setattr__(name, value)

    @operation
    def advance(
        self,
        by: timedelta | None = None,
        /,
        *,
        days: float = _NO_TIME,
        hours: float = _NO_TIME,
        minutes: float = _NO_TIME,
        seconds: float = _NO_TIME,
    ) -> None:
        """Move time ahead, by at most 100 years and to the end of 9998; due events apply at the next read."""
        if not isinstance(by, timedelta | None):  # pyright: ignore[reportUnnecessaryIsInstance]  # a number
            raise TypeError(f"an amount of time has a unit, as in advance(seconds={by!r})")
        amounts = {"days": days, "hours": hours, "minutes": minutes, "seconds": seconds}
        if by is None and all(amount is _NO_TIME for amount in amounts.values()):
            raise TypeError("advance needs an amount of time: days, hours, minutes or seconds")
        microseconds = arguments.microseconds_of(by or timedelta(), amounts)
        until = self._state.clock.now() + microseconds
        if until > END:
            raise ValueError(f"time ends with the year 9998: it is {self.now}, and cannot move so far")
        self.webhooks.require_bounded(microseconds)
        self.webhooks.move(self._api.advance_by_event(until))
        with self._api.lock:
            self._api.saving.try_save()

    @operation
    def reset(
        self,
        *,
        sync_seconds: float | None = None,
        seconds_to_first_sync: float | None = None,
        seconds_per_call: float | None = None,
        rate_limits: RateLimitPlan | None = None,
        behaviours: Mapping[str, object] | None = None,
        continue_ids: bool = False,
    ) -> None:
        """
        Forget all but the settings: records, journal, scripts, added faults, set behaviours, and passed time.

        The arguments are settings until the next reset, in place of those that the mock was made with. Ids begin anew,
        or with `continue_ids` go on: then a poll that an earlier test left behind finds no connection of a later one.
        """
        given = {"sync_seconds": sync_seconds, "seconds_per_call": seconds_per_call, "rate_limits": rate_limits}
        given["seconds_to_first_sync"] = seconds_to_first_sync
        named: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
        chosen = {**(self.settings.behaviours or {}), **read_behaviours(behaviours or {})}
        settings = replace(self.settings, **named, behaviours=chosen)
        with self._api.lock:
            self._api.saving.clear(continue_ids=continue_ids)
            self._api.outbox = Outbox(self._state)
            self._api.limits = settings.limits()
            self._api.journal.clear()
            self._findings.statuses.clear()
            self._state.apply(settings)
        self.webhooks.cancel()

    @operation
    def seed(
        self,
        data: object = None,
        /,
        *,
        groups: Iterable[str] = (),
        connections: Iterable[Mapping[str, Any]] = (),
        setup_tests: Iterable[SetupTestScript] = (),
        syncs: Iterable[SyncScript] = (),
    ) -> list[str]:
        """
        Add the groups, connections and scripts that a test begins with, and return the ids of the connections.

        `data` is plain data with the same keys and `sources`, or the path of a YAML or JSON file. A connection is the
        body of a create, which may also have keys that answers add, such as `id`, `status` or `succeeded_at`; its setup
        tests do not run. Raises `InvalidSeed` with a JSON pointer, and adds nothing; `InvalidDataFile` for the file.
        """
        seeds = [arguments.read_lists(groups=groups, connections=connections, setup_tests=setup_tests, syncs=syncs)]
        if data is not None:
            seeds.insert(0, read_seed(read_data(str(data)) if isinstance(data, str | Path) else data))
        with self._api.lock:
            added = add_seeds(self._state, seeds)
            self._api.save()
            settle_all(self._state)
            for seed in seeds:
                seed.add_scripts(self._state.scripts)
            return added

    def snapshot(self) -> bytes:
        """Return the records and the time, as JSON."""
        with self._api.lock:
            rows = list(self._state.rows())
        return write_snapshot(rows)

    def restore(self, snapshot: bytes | str) -> None:
        """Restore the records and the time of a snapshot; raises `InvalidSnapshot`, and then changes nothing."""
        rows = read_snapshot(snapshot)
        with self._api.lock:
            try:
                self._api.saving.restore(rows)
                self._api.limits = self._state.settings.limits()
            finally:
                self._api.listen()
        self.webhooks.cancel()

    def connections(self) -> list[dict[str, Any]]:
        """Return the connections as they are now, oldest first, with naming keys in each `config`."""
        with self._api.lock:
            return self._settled(self._state.find())

    def connection(self, connection_id: str) -> dict[str, Any]:
        """Return a connection as it is now; raises KeyError for an unknown id."""
        with self._api.lock:
            return self._settled([self._found(connection_id)])[0]

    def latest_connections(self, *, limit: int, named: str = "") -> list[dict[str, Any]]:
        """Return the latest connections, the newest first, or those with this id, group or schema."""
        with self._api.lock:
            numbers = self._state.named(named) if named else self._state.find()
            return self._settled([*islice(reversed(numbers), limit)])

    def connection_count(self) -> int:
        """Return the number of connections."""
        with self._api.lock:
            return len(self._state.find())

    @operation
    def complete_connect_card(self, card: str) -> dict[str, Any]:
        """
        Authorize a connection as the owner of a source does on the page of its card, and run its setup tests.

        `card` is the address or the token of a card, or the id of the connection. Returns the connection. Raises
        `InvalidToken` for a card of another mock, for one older than a day, and for one of a deleted connection.
        """
        with self._api.lock:
            try:
                token = token_of(card, self._state.card_page)
                if token is None:
                    number = self._found(card)
                    settle(self._state, number)
                else:
                    number = find_card(self._state, token)
            except InvalidToken as problem:
                raise InvalidToken(f"card: {problem}") from None
            except KeyError:
                accepted = "pass its id, or the address or token of a card"
                raise InvalidToken(f"card: there is no connection {card}; {accepted}") from None
            authorize(self._state, number)
            self._api.save()
            record = self._state.connections.copy(number)
        self.webhooks.deliver()
        return record

    def visit_connect_card(self, request: Request, token: str, act: CardAct) -> CardVisit:
        """Carry out a visit of the page of a card, and keep it in the journal; raises `InvalidToken` or OSError."""
        with self._api.lock:
            noted = request._replace(target=without_url_secrets(request.target), body=b"")
            call = Call(self._state, None, noted)
            try:
                visit = visit_card(self._state, token, act)
                self._api.save()
            except (InvalidToken, OSError) as problem:
                summary = {"code": "InvalidCard", "message": str(problem)}
                self._api.journal.add(call, Reply(400, [], json.dumps(summary).encode()))
                raise
            record = visit.record
            call.connection_id = record["id"]
            summary = {"connection_id": record["id"], **{key: record[key] for key in ("service", "schema")}, "act": act}
            summary["setup_state"] = record["status"]["setup_state"]
            self._api.journal.add(call, Reply(303 if visit.returns else 200, [], json.dumps(summary).encode()))
            return visit

    def setup_of(self, connection_id: str) -> dict[str, Any]:
        """Return whether a connection is `authorized`, and the results of its last setup `tests` that did not pass."""
        with self._api.lock:
            return self._state.setup_of(self._found(connection_id))

    def scripts_for(self, connection_id: str) -> list[str]:
        """Return the scripts that fit a connection as they were made, the latest first."""
        with self._api.lock:
            record = self._state.connections.at(self._found(connection_id))
            return [script.spelled() for script in self._state.scripts.active if script.fits(record)]

    # --- one connection, without a request ------------------------------------------------------------------------

    @operation
    def start_sync(self, connection_id: str) -> dict[str, Any]:
        """
        Start a sync of a connection, and return the connection.

        If the connection is paused or not set up, the sync starts as soon as it can. Like the other methods of one
        connection, this leaves no entry in the journal, and raises KeyError for an unknown id.
        """
        return self._step(connection_id, lambda _, record: ask_for_sync(self._state, record))

    @operation
    def end_sync(
        self, connection_id: str, outcome: SyncOutcome = "succeeded", *, message: str = "The source did not answer"
    ) -> dict[str, Any]:
        """End the running sync of a connection now, and return the connection; raises ValueError if none is running."""
        script = SyncScript(outcome=outcome, message=message, times=1)

        def step(_: int, record: Record) -> int:
            if record["status"]["sync_state"] != "syncing":
                raise ValueError("no sync of this connection is running")
            self._state.scripts.add(replace(script, connection_id=record["id"]))
            return self._state.clock.now()

        return self._step(connection_id, step)

    @operation
    def run_setup_tests(
        self, connection_id: str, *, status: TestStatus = "PASSED", message: str = ""
    ) -> dict[str, Any]:
        """Run the setup tests of a connection with this result, and return the connection."""
        test = SetupTest(status=status, message=message)

        def step(number: int, record: Record) -> int | None:
            self._state.scripts.add(SetupTestScript(tests=(test,), connection_id=record["id"], times=1))
            due, _ = run_tests(self._state, number, record, self._state.due.get(number))
            return due

        return self._step(connection_id, step)

    @operation
    def resume(self, connection_id: str) -> dict[str, Any]:
        """End the pause of a connection, and return the connection."""
        return self.pause(connection_id, paused=False)

    @operation
    def pause(self, connection_id: str, *, paused: bool = True) -> dict[str, Any]:
        """Pause a connection, or resume it with `paused=False`, and return the connection."""

        def step(number: int, record: Record) -> int | None:
            set_paused(self._state, record, paused=paused)
            return next_due(self._state, record, self._state.due.get(number))

        return self._step(connection_id, step)

    @operation
    def delete(self, connection_id: str) -> None:
        """Delete a connection."""
        with self._api.lock:
            number = self._found(connection_id)
            tell(self._state, "delete_connector", self._state.connections.at(number))
            self._state.remove_connection(number)
            self._api.save()
        self.webhooks.deliver()

    def _step(self, connection_id: str, step: Step) -> Record:
        """Change a connection as it is now, and return it."""
        with self._api.lock:
            number = self._found(connection_id)
            settle(self._state, number)
            record = self._state.connections.copy(number)
            due = step(number, record)
            self._state.replace_connection(number, record, due)
            settle(self._state, number)
            self._api.save()
            changed = self._state.connections.copy(number)
        self.webhooks.deliver()
        return changed

    def _found(self, connection_id: str) -> int:
        arguments.require_text("connection_id", connection_id)
        number = self._state.connections.ids.get(connection_id)
        if number is None:
            raise KeyError(f"there is no connection {connection_id}")
        return number

    @staticmethod
    def not_imitated() -> list[Missing]:
        """List the parts of the API that the mock leaves out, and its choices where facts are missing."""
        return list(missing())

    def _script(self, script: SetupTestScript | SyncScript) -> None:
        arguments.check_script(script)
        with self._api.lock:
            if script.connection_id is not None:
                self._found(script.connection_id)
            services = {*ServiceCatalogue.packaged().names(), *self._state.settings.services}
            if script.service is not None and script.service not in services:
                raise ValueError(f"there is no service {script.service!r}{hint(script.service, services)}")
            destination = getattr(script, "destination_id", None)
            if destination is not None and not self._state.has_group(destination):
                raise KeyError(f"there is no destination {destination}")
            settle_all(self._state)
            self._state.scripts.add(script)

    def _settled(self, numbers: Iterable[int]) -> list[dict[str, Any]]:
        for number in numbers:
            settle(self._state, number)
        self._api.saving.try_save()
        return [self._state.connections.copy(number) for number in numbers]
