"""What the pytest plugin does, apart from pytest: a test's plan, and httpx intercepted."""

from __future__ import annotations

import inspect
from collections.abc import Collection, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final, Self

from ._data_file import InvalidDataFile, read_data
from ._faults import Fault, InvalidFault, faults_from_data
from ._journal import RecordedCall
from ._mock import FivetranMock
from ._seeds import InvalidSeed


class InvalidMarker(ValueError):
    """The marker's arguments describe no mock."""


_OWN: Final = ("faults", "refused", "seed")
_SETTINGS: Final = tuple(
    name for name in inspect.signature(FivetranMock).parameters if name not in {"seed", "faults", "store"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a test's marker says: the mock to make, and which refusals are expected."""

    seed: Any = None
    """What the mock begins with: data as `FivetranMock.seed` takes it, or the path of a file of such data."""
    faults: Any = ()
    """What goes wrong: faults or their data, or the path of a file of such data."""
    refused: bool | Collection[int] = False
    """Which refusals the test expects: all, none, or those with one of these statuses."""
    settings: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """The other arguments of `FivetranMock`."""

    @classmethod
    def read(cls, options: Mapping[str, Any]) -> Self:
        """Sort a marker's arguments; raises `InvalidMarker` for one that there is not."""
        unknown = [name for name in options if name not in _OWN + _SETTINGS]
        if unknown:
            raise InvalidMarker(f"there is no {unknown[0]!r}; there are {', '.join(sorted(_OWN + _SETTINGS))}")
        own = {name: options[name] for name in _OWN if name in options}
        return cls(**own, settings={name: value for name, value in options.items() if name not in _OWN})

    def make(self, **settings: Any) -> FivetranMock:
        """Make the mock; raises `InvalidMarker` with the file and the pointer of what is wrong."""
        try:
            mock = FivetranMock(faults=_faults(_content(self.faults)), **{**settings, **self.settings})
            if self.seed is not None:
                mock.seed(_content(self.seed))
        except (InvalidDataFile, InvalidFault, InvalidSeed, TypeError, ValueError) as problem:
            raise InvalidMarker(str(problem)) from None
        return mock

    def report(self, mock: FivetranMock) -> str:
        """Describe the refusals that were not expected, a line for each; nothing if there are none."""
        refused = [call for call in mock.refused_calls if not self._expects(call)]
        if not refused:
            return ""
        lines = (f"  {call.status} {call.method} {call.target}: {call.reason}" for call in refused)
        return "\n".join(("the Fivetran mock refused calls that this test does not expect:", *lines, _ADVICE))

    def _expects(self, call: RecordedCall) -> bool:
        return self.refused if isinstance(self.refused, bool) else call.status in self.refused


_ADVICE: Final = "(mark the test with @pytest.mark.fivetran_mock(refused=[400]), or refused=True, if it means them)"


@contextmanager
def intercepted(mock: FivetranMock) -> Generator[None]:
    """Let `mock` answer what httpx sends to the API; other addresses are reached as ever."""
    try:
        import respx
    except ImportError:
        raise ImportError(
            "fixture fivetran_mock needs the extra `mock`: pip install 'fivetran-connections[mock]'"
        ) from None
    with respx.mock(using="httpx", assert_all_called=False) as router:
        mock.mount(router)
        router.route().pass_through()
        yield


def _content(value: Any) -> Any:
    """Read the file that a path names; give anything else as it is."""
    return read_data(str(value)) if isinstance(value, str) or hasattr(value, "__fspath__") else value


def _faults(given: Any) -> tuple[Fault, ...]:
    """Make faults of what may be a mixture of faults and their data."""
    data = [each.to_data() if isinstance(each, Fault) else each for each in given]
    return faults_from_data(data)
