"""A stateful fake of the Fivetran API for tests: in process, on a port, or behind respx."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from ._mock.contract.replies import NonConforming
    from ._mock.contract.unsupported import Missing
    from ._mock.faults import AnswerFault, Fault, InvalidFault, faults_from_data
    from ._mock.formats.http import Reply, Request, SocketFault
    from ._mock.journal import RecordedCall, RuleWarning
    from ._mock.lifecycle.seeds import InvalidSeed
    from ._mock.lifecycle.snapshots import InvalidSnapshot
    from ._mock.operations.cards import InvalidToken
    from ._mock.state.scripts import SetupTest, SetupTestScript, SyncScript
    from ._mock.state.store import Change, InvalidRecord, Store
    from .intercept import NotIntercepted
    from .mock import FivetranMock
    from .server import ServedMock

__all__ = [
    "AnswerFault",
    "Change",
    "Fault",
    "FivetranMock",
    "InvalidFault",
    "InvalidRecord",
    "InvalidSeed",
    "InvalidSnapshot",
    "InvalidToken",
    "Missing",
    "NonConforming",
    "NotIntercepted",
    "RecordedCall",
    "Reply",
    "Request",
    "RuleWarning",
    "ServedMock",
    "SetupTest",
    "SetupTestScript",
    "SocketFault",
    "Store",
    "SyncScript",
    "faults_from_data",
]

_HOMES: Final = {
    "AnswerFault": "._mock.faults",
    "Change": "._mock.state.store",
    "Fault": "._mock.faults",
    "FivetranMock": ".mock",
    "InvalidFault": "._mock.faults",
    "InvalidRecord": "._mock.state.store",
    "InvalidSeed": "._mock.lifecycle.seeds",
    "InvalidSnapshot": "._mock.lifecycle.snapshots",
    "InvalidToken": "._mock.operations.cards",
    "Missing": "._mock.contract.unsupported",
    "NonConforming": "._mock.contract.replies",
    "NotIntercepted": ".intercept",
    "RecordedCall": "._mock.journal",
    "Reply": "._mock.formats.http",
    "Request": "._mock.formats.http",
    "RuleWarning": "._mock.journal",
    "ServedMock": ".server",
    "SetupTest": "._mock.state.scripts",
    "SetupTestScript": "._mock.state.scripts",
    "SocketFault": "._mock.formats.http",
    "Store": "._mock.state.store",
    "SyncScript": "._mock.state.scripts",
    "faults_from_data": "._mock.faults",
}


def __getattr__(name: str) -> object:
    """Import a public name when it is first used: pytest loads this package, for its plugin, in every run."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(_HOMES[name], __name__), name)
    return value
