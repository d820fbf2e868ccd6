"""The parts of the pytest plugin that do not need pytest: the plan of a test, and its outcome."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from itertools import groupby
from os import PathLike
from pathlib import Path
from typing import Any, Final, Self

from fivetran_common.json_types import is_array
from fivetran_common.nearest import hint

from .._mock.findings import Finding, Findings, spelled
from .._mock.formats.files import InvalidDataFile, read_data
from .._mock.formats.json import listed
from .._mock.state.settings import MockSettings
from .._mock.state.state import API
from ..intercept import unsent
from ..mock import FivetranMock


class InvalidMarker(ValueError):
    """The marker's arguments describe no mock."""


_OWN: Final = ("allow_unused", "behaviours", "faults", "patch_time", "refused", "seed")
NOT_IMITATED: Final = 501
"""The status of an operation that the mock does not imitate: its message says how a fault answers it."""

MOST_SHOWN: Final = 30
"""The most calls that the report of a failing test lists."""

_SETTINGS: Final = tuple(each.name for each in fields(MockSettings) if each.name not in {*_OWN, "store"})


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkerPlan:
    """The content of a test's marker: the mock to make, and which refusals are expected."""

    seed: Any = None
    """The state at the start: data as `FivetranMock.seed` takes it, or the path of a file of such data."""
    faults: Any = ()
    """The faults, or their data, or the path of a file of such data."""
    behaviours: Any = None
    """The behaviours by name, or the path of a file of behaviours."""
    refused: bool | Collection[int] = False
    """The refusals that the test expects: all, none, or those with one of these statuses."""
    allow_unused: bool = False
    """Whether faults, scripts and expected refusals of the test may stay unused."""
    patch_time: bool = False
    """Whether the code under test sleeps in the time of the mock, and sees it pass."""
    own: Collection[str] = ()
    """The arguments that the marker of the test itself has, as opposed to those of its class and module."""
    settings: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """The other arguments of `FivetranMock`."""

    @classmethod
    def read(cls, options: Mapping[str, Any], *, own: Collection[str] = (), unnamed: Sequence[object] = ()) -> Self:
        """Sort a marker's arguments, of which `own` are those of the test itself; raises `InvalidMarker`."""
        if unnamed:
            raise InvalidMarker("its arguments are named, as in fivetran_mock(groups=['known'])")
        known = sorted(_OWN + _SETTINGS)
        for name in options.keys() - {*known}:
            other = hint(name, known, f"; there are {', '.join(known)}")
            raise InvalidMarker(f"there is no {name!r}{other}")
        for name in ("allow_unused", "patch_time"):
            if options.get(name, False) not in (True, False):
                raise InvalidMarker(f"{name} has to be True or False")
        ours = {name: options[name] for name in _OWN if name in options}
        ours["refused"] = _statuses(options.get("refused", False))
        return cls(**ours, own=own, settings={name: value for name, value in options.items() if name not in _OWN})

    def make(self, folder: Path) -> FivetranMock:
        """Return the mock; paths are relative to the folder. Raises `InvalidMarker` with file and pointer."""
        try:
            content = {"faults": _content(self.faults, folder), "behaviours": _content(self.behaviours, folder)}
            given = dict(self.settings)
            if self.patch_time:
                given.setdefault("start_time", datetime.now(UTC))
            mock = FivetranMock(**content, **given)
            if self.seed is not None:
                mock.seed(_content(self.seed, folder))
            if self.patch_time:
                mock.clock.patch_time()
        except (InvalidDataFile, TypeError, ValueError) as problem:
            raise InvalidMarker(str(problem)) from None
        return mock

    def describe(self, findings: Iterable[Finding], seen: Collection[int]) -> str:
        """Describe the findings that were not expected, a line for each; `seen` has the statuses of all findings."""
        left = [found for found in findings if self.refused is not True and found.status not in self.expected]
        marker = f"@pytest.mark.fivetran_mock(refused={sorted({*seen} - {0, NOT_IMITATED})})"
        advice = f"\n(mark the test with {marker}, or refused=True, if it expects them)"
        return spelled(left) + advice * any(found.status not in (0, NOT_IMITATED) for found in left)

    @property
    def expected(self) -> Collection[int]:
        """The statuses of the refusals that the test expects."""
        return () if isinstance(self.refused, bool) else self.refused


class TestRecord:
    """A test's mock, and the use of the settings that the test made."""

    def __init__(self, plan: MarkerPlan, mock: FivetranMock) -> None:
        self._plan = plan
        self._mock = mock
        self.failed = False
        """Whether the test has failed: then its unused parts are not reported."""
        self._findings = Findings(mock.webhooks.api)
        own = "faults" in plan.own and not _is_path(plan.faults)
        self._marked = mock.faults if own else ()

    def begin(self) -> None:
        """Remember the faults and scripts that fixtures or files have added, and not the test itself."""
        marked = {id(fault) for fault in self._marked}  # others may be equal to one
        self._findings.unused([each for each in self._mock.unused if id(each[0]) not in marked])

    def raised(self) -> Sequence[BaseException]:
        """Return and forget the exceptions of receivers, raised while the code under test let time pass."""
        raised, self._mock.webhooks.failures = self._mock.webhooks.failures, []
        return raised

    def unexpected(self) -> str:
        """Describe the refusals and the like since the last time that were not expected."""
        findings = [*self._findings.look(), *unsent()]
        self._findings.statuses.update(found.status for found in findings)
        return self._plan.describe(findings, self._findings.statuses)

    def notes(self) -> list[str]:
        """Describe pages whose cursor was never sent, dropped calls, and long waits in real time."""
        return self._findings.notes() + self._mock.clock.real_waits

    def unused(self) -> str:
        """Describe the faults and scripts of the test itself that no call used."""
        return "" if self._plan.allow_unused else spelled(self._findings.unused(self._mock.unused))

    def unrefused(self) -> str:
        """Describe the statuses of the test's marker with which nothing was refused."""
        expected = () if self._plan.allow_unused or "refused" not in self._plan.own else self._plan.expected
        return spelled(self._findings.unrefused(expected, "refused"))

    def call_log(self) -> str:
        """Describe the latest calls with their verdicts and violations, and the unused settings."""
        calls = self._mock.calls
        earlier = [f"  ... {len(calls) - MOST_SHOWN} earlier"] if len(calls) > MOST_SHOWN else []
        lines: list[str] = []
        for call in calls[-MOST_SHOWN:]:
            reason = f": {call.reason}" if call.reason else ""
            lines.append(f"  {call.status} {call.request_line} ({call.verdict}{reason})")
        runs = ((line, len([*run])) for line, run in groupby(lines))
        lines = [line + f" ({count} times)" * (count > 1) for line, count in runs]
        unused = [f"  {line}" for _, line in self._mock.unused]
        heads = ["calls of the Fivetran mock:", *earlier, *lines] if calls else ["no call reached the Fivetran mock"]
        made = [f"  {delivery.line}" for delivery in self._mock.webhooks.deliveries[-MOST_SHOWN:]]
        rest = [*(["deliveries to webhooks:", *made] if made else []), *(["set up, and not used:"] if unused else [])]
        return "\n".join([*heads, *rest, *unused])


def _statuses(refused: Any) -> bool | Collection[int]:
    """Read the expected statuses of a marker: all, none, one or several."""
    if isinstance(refused, bool):
        return refused
    given = [refused] if isinstance(refused, int) else listed(refused)
    if not is_array(given) or not all(isinstance(status, int) and 400 <= status <= 599 for status in given):
        raise InvalidMarker("refused has to be True, False, or one or a list of statuses from 400 to 599")
    return tuple(given)


def environment(mock: FivetranMock) -> dict[str, str]:
    """Return the variables by which Fivetran's clients, in each of their spellings, find the key pair and the API."""
    keys = {"FIVETRAN_API_KEY": mock.api_key, "FIVETRAN_API_SECRET": mock.api_secret, "FIVETRAN_BASE_URL": API}
    return {**keys, "FIVETRAN_APIKEY": mock.api_key, "FIVETRAN_APISECRET": mock.api_secret, "FIVETRAN_API_URL": API}


def _content(value: Any, folder: Path) -> Any:
    """Return the content of the file that a path names; any other value is returned as it is."""
    if not _is_path(value):
        return value
    path = folder / value
    try:
        return read_data(str(path))
    except InvalidDataFile as problem:
        if path == Path(value):
            raise
        reason = str(problem).removeprefix(f"{path}: ")
        raise InvalidDataFile(f"{value} (in the test's folder, {folder})", reason) from None


def _is_path(value: Any) -> bool:
    return isinstance(value, str | PathLike)
