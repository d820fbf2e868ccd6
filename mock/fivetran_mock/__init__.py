"""A stateful fake of the Fivetran API for tests: in process, on a port, or behind respx."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fivetran_common import __version__ as __version__
from fivetran_common.lazy import importer

if TYPE_CHECKING:
    from ._mock.clock.mock_clock import MockClock
    from ._mock.clock.sleepers import MockEnded
    from ._mock.contract.differences import NonConforming
    from ._mock.contract.unsupported import Missing
    from ._mock.formats.files import InvalidDataFile
    from ._mock.formats.http import Reply, Request, SocketFault
    from ._mock.journal import RecordedCall
    from ._mock.lifecycle.deliveries import Delivery
    from ._mock.operations.cards import InvalidToken
    from ._mock.seeds import InvalidSeed
    from ._mock.state.faults import AnswerFault, Fault, InvalidFault
    from ._mock.state.records import InvalidRecord, Store, StoredRow
    from ._mock.state.scripts import SetupTest, SetupTestScript, SyncScript
    from ._mock.state.settings import MockSettings
    from ._mock.state.snapshots import InvalidSnapshot
    from .intercept import NotIntercepted
    from .mock import FivetranMock
    from .server import MockServer

__all__ = [
    "AnswerFault",
    "Delivery",
    "Fault",
    "FivetranMock",
    "InvalidDataFile",
    "InvalidFault",
    "InvalidRecord",
    "InvalidSeed",
    "InvalidSnapshot",
    "InvalidToken",
    "Missing",
    "MockClock",
    "MockEnded",
    "MockServer",
    "MockSettings",
    "NonConforming",
    "NotIntercepted",
    "RecordedCall",
    "Reply",
    "Request",
    "SetupTest",
    "SetupTestScript",
    "SocketFault",
    "Store",
    "StoredRow",
    "SyncScript",
]

if not TYPE_CHECKING:  # pragma: no branch - or type checkers would accept every misspelt name
    __getattr__ = importer(
        __name__,
        {
            "._mock.clock.mock_clock": "MockClock",
            "._mock.clock.sleepers": "MockEnded",
            "._mock.contract.differences": "NonConforming",
            "._mock.contract.unsupported": "Missing",
            "._mock.state.faults": "AnswerFault Fault InvalidFault",
            "._mock.formats.files": "InvalidDataFile",
            "._mock.formats.http": "Reply Request SocketFault",
            "._mock.lifecycle.deliveries": "Delivery",
            "._mock.journal": "RecordedCall",
            "._mock.seeds": "InvalidSeed",
            "._mock.state.settings": "MockSettings",
            "._mock.state.snapshots": "InvalidSnapshot",
            "._mock.operations.cards": "InvalidToken",
            "._mock.state.scripts": "SetupTest SetupTestScript SyncScript",
            "._mock.state.records": "StoredRow InvalidRecord Store",
            ".intercept": "NotIntercepted",
            ".mock": "FivetranMock",
            ".server": "MockServer",
        },
    )
