"""A stateful fake of the Fivetran API for tests: in process, on a port, or behind respx."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from ._beyond import Missing
    from ._cards import InvalidToken
    from ._conformance import NonConforming
    from ._faults import AnswerFault, Fault, InvalidFault, faults_from_data
    from ._journal import RecordedCall
    from ._messages import Reply, Request, SocketFault
    from ._mock import FivetranMock, InvalidSnapshot
    from ._scripts import SetupTest, SetupTestScript, SyncScript
    from ._seeds import InvalidSeed
    from ._store import Change, Store

__all__ = [
    "AnswerFault",
    "Change",
    "Fault",
    "FivetranMock",
    "InvalidFault",
    "InvalidSeed",
    "InvalidSnapshot",
    "InvalidToken",
    "Missing",
    "NonConforming",
    "RecordedCall",
    "Reply",
    "Request",
    "SetupTest",
    "SetupTestScript",
    "SocketFault",
    "Store",
    "SyncScript",
    "faults_from_data",
]

_HOMES: Final = {
    "AnswerFault": "_faults",
    "Change": "_store",
    "Fault": "_faults",
    "FivetranMock": "_mock",
    "InvalidFault": "_faults",
    "InvalidSeed": "_seeds",
    "InvalidSnapshot": "_mock",
    "InvalidToken": "_cards",
    "Missing": "_beyond",
    "NonConforming": "_conformance",
    "RecordedCall": "_journal",
    "Reply": "_messages",
    "Request": "_messages",
    "SetupTest": "_scripts",
    "SetupTestScript": "_scripts",
    "SocketFault": "_messages",
    "Store": "_store",
    "SyncScript": "_scripts",
    "faults_from_data": "_faults",
}


def __getattr__(name: str) -> object:
    """Import a public name when it is first used: pytest loads this package, for its plugin, in every run."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(f".{_HOMES[name]}", __name__), name)
    return value
