"""A stateful fake of the Fivetran API for tests: in process, on a port, or behind respx."""

from __future__ import annotations

from ._messages import Reply, Request, SocketFault
from ._mock import FivetranMock

__all__ = ["FivetranMock", "Reply", "Request", "SocketFault"]
