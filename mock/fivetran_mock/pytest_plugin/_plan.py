"""The parts of the pytest plugin that do not need pytest: the plan of a test, and what became of it."""

from __future__ import annotations

import inspect
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Self, TypeGuard, cast

from .._mock.formats.files import InvalidDataFile, read_data
from .._mock.journal import RecordedCall
from .._mock.state.world import API
from ..mock import FivetranMock


class InvalidMarker(ValueError):
    """The marker's arguments describe no mock."""


_OWN: Final = ("behaviours", "faults", "refused", "seed")
_SETTINGS: Final = tuple(name for name in inspect.signature(FivetranMock).parameters if name not in {*_OWN, "store"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The content of a test's marker: the mock to make, and which refusals are expected."""

    seed: Any = None
    """The state at the start: data as `FivetranMock.seed` takes it, or the path of a file of such data."""
    faults: Any = ()
    """The faults, or their data, or the path of a file of such data."""
    behaviours: Any = None
    """The behaviours by name, or the path of a file of behaviours."""
    refused: bool | Collection[int] = False
    """Which refusals the test expects: all, none, or those with one of these statuses."""
    settings: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """The other arguments of `FivetranMock`."""

    @classmethod
    def read(cls, options: Mapping[str, Any], *, unnamed: Sequence[object] = ()) -> Self:
        """Sort a marker's arguments; raises `InvalidMarker` for one that there is not, or that has no name."""
        if unnamed:
            raise InvalidMarker("its arguments are named, as in fivetran_mock(groups=['known'])")
        unknown = [name for name in options if name not in _OWN + _SETTINGS]
        if unknown:
            raise InvalidMarker(f"there is no {unknown[0]!r}; there are {', '.join(sorted(_OWN + _SETTINGS))}")
        own = {name: options[name] for name in _OWN if name in options}
        own["refused"] = _statuses(options.get("refused", False))
        return cls(**own, settings={name: value for name, value in options.items() if name not in _OWN})

    def make(self, **settings: Any) -> FivetranMock:
        """Return the mock; raises `InvalidMarker` with the file and the pointer of the mistake."""
        try:
            content = {"faults": _content(self.faults), "behaviours": _content(self.behaviours)}
            mock = FivetranMock(**content, **{**settings, **self.settings})
            if self.seed is not None:
                mock.seed(_content(self.seed))
        except (InvalidDataFile, TypeError, ValueError) as problem:
            raise InvalidMarker(str(problem)) from None
        return mock

    def describe(self, calls: Iterable[RecordedCall]) -> str:
        """Describe the refusals that were not expected, a line for each; nothing if there are none."""
        refused = [call for call in calls if call.verdict == "refused" and not self._expects(call)]
        if not refused:
            return ""
        lines = (f"  {call.status} {call.method} {call.target}: {call.reason}" for call in refused)
        meant = sorted({*self._expected, *(call.status for call in refused)})
        advice = (
            f"(mark the test with @pytest.mark.fivetran_mock(refused={meant}), or refused=True, if it expects them)"
        )
        return "\n".join(("the Fivetran mock refused calls that this test does not expect:", *lines, advice))

    @property
    def _expected(self) -> Collection[int]:
        return () if isinstance(self.refused, bool) else self.refused

    def _expects(self, call: RecordedCall) -> bool:
        return self.refused is True or call.status in self._expected


class Scene:
    """A test's mock, and what was told of it already."""

    def __init__(self, plan: Plan, mock: FivetranMock) -> None:
        self._plan = plan
        self._mock = mock
        self._told = 0

    def news(self) -> str:
        """Describe the refusals since the last time that were not expected."""
        count = self._mock.call_count
        calls = self._mock.calls_after(self._told if self._told <= count else 0)  # a reset counts from 1 again
        self._told = count
        return self._plan.describe(calls)


def _statuses(refused: Any) -> bool | Collection[int]:
    """Read what a marker calls expected: everything, nothing, one status or several."""
    if isinstance(refused, bool):
        return refused
    given = (refused,) if isinstance(refused, int) else refused
    if not _are_statuses(given):
        raise InvalidMarker("refused has to be True, False, or one or a list of statuses from 400 to 599")
    return tuple(given)


def _are_statuses(given: object) -> TypeGuard[Collection[int]]:
    if not isinstance(given, Collection):
        return False
    return all(isinstance(each, int) and 400 <= each <= 599 for each in cast("Collection[object]", given))


def environment(mock: FivetranMock) -> dict[str, str]:
    """Return the variables by which Fivetran's clients, in each of their spellings, find the key pair and the API."""
    keys = {"FIVETRAN_API_KEY": mock.api_key, "FIVETRAN_API_SECRET": mock.api_secret, "FIVETRAN_BASE_URL": API}
    return {**keys, "FIVETRAN_APIKEY": mock.api_key, "FIVETRAN_APISECRET": mock.api_secret, "FIVETRAN_API_URL": API}


def _content(value: Any) -> Any:
    """Return the content of the file that a path names; any other value is returned as it is."""
    return read_data(str(value)) if isinstance(value, str) or hasattr(value, "__fspath__") else value
