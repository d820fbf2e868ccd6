"""What a test tells the mock in advance: how setup tests and syncs will end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal, TypeVar

Outcome = Literal["succeed", "fail", "reschedule"]
TestStatus = Literal["PASSED", "SKIPPED", "WARNING", "FAILED", "JOB_FAILED"]

BAD: Final = frozenset({"FAILED", "JOB_FAILED"})
"""The statuses of a setup test that keep a connection from being connected."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetupTest:
    """One setup test's result, as the answer gives it; the titles are generic, each service's own are unknown."""

    title: str = "Validate Login"
    status: TestStatus = "PASSED"
    message: str = ""
    details: object = None

    def to_dict(self) -> dict[str, object]:
        """Spell the result as the API does."""
        shown: dict[str, object] = {"title": self.title, "status": self.status, "message": self.message}
        return shown if self.details is None else {**shown, "details": self.details}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Aim:
    """Which connections a script is for: all where nothing is named."""

    connection_id: str | None = None
    service: str | None = None
    times: int | None = None
    """How often the script is played; None for as long as it stands."""

    def fits(self, record: Mapping[str, Any]) -> bool:
        """Tell whether the script is for this connection."""
        return self.connection_id in (None, record["id"]) and self.service in (None, record["service"])


@dataclass(frozen=True, slots=True, kw_only=True)
class SetupTestScript(_Aim):
    """How the next setup tests end."""

    tests: tuple[SetupTest, ...] = field(default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncScript(_Aim):
    """How the next syncs end."""

    outcome: Outcome = "succeed"
    message: str = "The source did not answer"


PASSING: Final = (SetupTest(), SetupTest(title="Test Connection"))
"""What setup tests give when nothing is scripted."""

Script = TypeVar("Script", SetupTestScript, SyncScript)


class Scripts:
    """The scripts that stand, the latest first."""

    __slots__ = ("_setup_tests", "_syncs")

    def __init__(self) -> None:
        self._setup_tests: list[tuple[SetupTestScript, list[int]]] = []
        self._syncs: list[tuple[SyncScript, list[int]]] = []

    def add(self, script: SetupTestScript | SyncScript) -> None:
        """Let a script stand, before those that stand already."""
        if isinstance(script, SetupTestScript):
            self._setup_tests.insert(0, (script, [script.times or 0]))
        else:
            self._syncs.insert(0, (script, [script.times or 0]))

    def clear(self) -> None:
        """Forget all scripts."""
        self._setup_tests.clear()
        self._syncs.clear()

    @property
    def for_setup_tests(self) -> bool:
        """Whether any script for setup tests stands."""
        return bool(self._setup_tests)

    def setup_tests(self, record: Mapping[str, Any]) -> tuple[SetupTest, ...]:
        """Give the results of this connection's setup tests now."""
        script = _take(self._setup_tests, record)
        return PASSING if script is None else script.tests

    def sync(self, record: Mapping[str, Any]) -> SyncScript:
        """Tell how this connection's sync ends now."""
        return _take(self._syncs, record) or _SUCCEED

    def counts_syncs_of(self, record: Mapping[str, Any]) -> bool:
        """Tell whether a script stands that ends some of this connection's syncs otherwise than the rest."""
        return any(script.fits(record) for script, _ in self._syncs if script.times is not None)


_SUCCEED: Final = SyncScript()


def _take(standing: list[tuple[Script, list[int]]], record: Mapping[str, Any]) -> Script | None:
    """Play the first script that fits, and drop it after its last time."""
    for place, (script, left) in enumerate(standing):
        if script.fits(record):
            if script.times is not None:
                left[0] -= 1
                if left[0] <= 0:
                    del standing[place]
            return script
    return None
