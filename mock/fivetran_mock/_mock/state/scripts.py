"""Scripts: the ends of the next setup tests and syncs, and the content of sources, as a test wants them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, Final, Literal, TypeVar, get_args

from ..formats.schema import (
    NAME,
    TEXT,
    Checker,
    an_object,
    array,
    known_fields,
    mapping_of,
    number,
    one_of,
    or_null,
    whole,
)

SyncOutcome = Literal["succeeded", "failed", "rescheduled"]
"""The ends of a sync, in the words of the client's `SyncResult`."""

TestStatus = Literal["PASSED", "SKIPPED", "WARNING", "FAILED", "JOB_FAILED"]
"""The statuses of a setup test, in the words of the API."""

YEAR: Final = 366 * 86_400
"""The seconds of a year: the longest time that a script may give a sync."""

Needed = Literal["certificate", "fingerprint"]
"""The things whose approval a setup test may need."""

BAD: Final = frozenset({"FAILED", "JOB_FAILED"})
"""The statuses of a setup test that keep a connection from being connected."""


@known_fields
@dataclass(frozen=True, slots=True, kw_only=True)
class SetupTest:
    """The result of one setup test, as answers show it."""

    title: str = "Validate Login"
    status: TestStatus = "PASSED"
    message: str = ""
    details: object = None
    needs: Needed | None = None
    """The test fails until the certificate or fingerprint of the connection or destination is approved."""

    @property
    def failed(self) -> bool:
        """Whether the test keeps its connection or destination from being connected."""
        return self.status in BAD

    def to_dict(self) -> dict[str, object]:
        """Return the result in the API's form."""
        shown: dict[str, object] = {"title": self.title, "status": self.status, "message": self.message}
        return shown if self.details is None else {**shown, "details": self.details}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Target:
    """The connections that a script is for: all unless it names some."""

    connection_id: str | None = None
    service: str | None = None
    times: int | None = None
    """The most uses of the script; None for no limit."""

    def spelled(self) -> str:
        """Write the script as it was made."""
        given = [(kept.name, getattr(self, kept.name)) for kept in fields(self)]
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in given if value)})"

    def fits(self, record: Mapping[str, Any]) -> bool:
        """Return whether the script is for this connection."""
        return self.connection_id in (None, record["id"]) and self.service in (None, record["service"])


@known_fields
@dataclass(frozen=True, slots=True, kw_only=True)
class SetupTestScript(_Target):
    """The results of the next setup tests: of the connections that the script is for, or of one destination."""

    tests: tuple[SetupTest, ...] = field(default=())
    destination_id: str | None = None

    def fits(self, record: Mapping[str, Any]) -> bool:
        """Return whether the script is for this connection."""
        return self.destination_id is None and _Target.fits(self, record)


@known_fields
@dataclass(frozen=True, slots=True, kw_only=True)
class SyncScript(_Target):
    """The outcome of the next syncs."""

    outcome: SyncOutcome = "succeeded"
    message: str = "The source did not answer"
    seconds: float | None = None
    """The duration of the syncs; None for the usual one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceScript(_Target):
    """The schemas of sources: columns by table, by schema."""

    schema: str | None = None
    """The schema of the connection, as answers show it; None for any."""
    schemas: Mapping[str, Mapping[str, Sequence[str]]]

    def fits(self, record: Mapping[str, Any]) -> bool:
        """Return whether it is the source of this connection."""
        return self.schema in (None, record["schema"]) and _Target.fits(self, record)


_SECONDS: Final = or_null(number(0, YEAR, f"a number of seconds from 0 to {YEAR} (a year)"))
_RESULT: Final = {
    "title": TEXT,
    "status": one_of(*get_args(TestStatus)),
    "message": TEXT,
    "details": {"title": "a JSON value"},
    "needs": or_null(one_of(*get_args(Needed))),
}
_AIM: Final = {**dict.fromkeys(("connection_id", "service"), or_null(NAME)), "times": or_null(whole(1))}

SETUP_TEST: Final = Checker(an_object(_RESULT))
"""The result of one setup test as plain data."""

SETUP_TEST_SCRIPT: Final = Checker(
    an_object(
        {"tests": array(SETUP_TEST.schema), **_RESULT, **_AIM, "destination_id": or_null(NAME)},
        **{"if": {"required": ["tests"]}},
        then={"properties": dict.fromkeys(_RESULT, False), "title": "left out beside tests"},
    )
)
"""A script for setup tests as plain data: `tests`, or the keys of a single one, and the connections that it is for."""

SYNC_SCRIPT: Final = Checker(
    an_object({"outcome": one_of(*get_args(SyncOutcome)), "message": TEXT, "seconds": _SECONDS, **_AIM})
)
"""A script for syncs as plain data: `outcome`, and the connections that it is for."""

SOURCE_SCRIPT: Final = Checker(
    an_object(
        {
            **{key: _AIM[key] for key in ("connection_id", "service")},
            "schema": or_null(NAME),
            "schemas": mapping_of(mapping_of(array(NAME))),
        },
        required=["schemas"],
    )
)
"""The schemas of a source as plain data: tables with lists of columns, and the connections of that source."""


Script = TypeVar("Script", SetupTestScript, SyncScript, SourceScript)
AnyScript = SetupTestScript | SyncScript | SourceScript


@dataclass(slots=True)
class _Active:
    """A script, and how often it was used."""

    script: AnyScript
    uses: int = 0


class Scripts:
    """The active scripts, the latest first."""

    def __init__(self) -> None:
        self._active: list[_Active] = []

    def add(self, script: AnyScript) -> None:
        """Add a script; it is asked before those that were added earlier."""
        self._active.insert(0, _Active(script))

    def clear(self) -> None:
        """Forget all scripts but the scripts of sources."""
        self._active = [each for each in self._active if isinstance(each.script, SourceScript)]

    @property
    def active(self) -> list[AnyScript]:
        """The scripts, the latest first."""
        return [active.script for active in self._active]

    @property
    def unused(self) -> list[AnyScript]:
        """The scripts that no setup test, sync or read of a source has used yet, the earliest first."""
        return [active.script for active in reversed(self._active) if not active.uses]

    def setup_tests(self, fits: Callable[[SetupTestScript], bool]) -> tuple[SetupTest, ...] | None:
        """Return the results of setup tests by the latest script that fits, or None; the script counts this use."""
        script = self._take(SetupTestScript, fits)
        return None if script is None else script.tests

    def sync(self, record: Mapping[str, Any]) -> SyncScript:
        """Return how a connection's sync ends; the script counts this use."""
        return self._take(SyncScript, lambda script: script.fits(record)) or SyncScript()

    def source(self, record: Mapping[str, Any]) -> SourceScript | None:
        """Return the script with the schemas in the source of a connection; None if no script is for the connection."""
        return self._take(SourceScript, lambda script: script.fits(record))

    def _take(self, kind: type[Script], fits: Callable[[Script], bool]) -> Script | None:
        """Return the first script of a kind that fits, and drop it after its last use."""
        for place, active in enumerate(self._active):
            if isinstance(active.script, kind) and fits(active.script):
                active.uses += 1
                if active.uses == active.script.times:
                    del self._active[place]
                return active.script
        return None

    def of_syncs(self, record: Mapping[str, Any]) -> Iterator[SyncScript]:
        """Return the scripts for the syncs of a connection; the first one is for the sync that runs."""
        for active in self._active:
            if isinstance(active.script, SyncScript) and active.script.fits(record):
                yield active.script
