"""A stateful fake of the Fivetran API for tests: in process, on a port, or behind respx."""

from __future__ import annotations

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
