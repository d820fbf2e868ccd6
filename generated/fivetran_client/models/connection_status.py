# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from __future__ import annotations

import datetime
from typing import ClassVar

from attrs import define as _attrs_define
from fivetran_common.answers import Answer

from ..models.schema_status import SchemaStatus
from ..models.setup_state import SetupState
from ..models.status_note import StatusNote
from ..models.sync_state import SyncState
from ..models.update_state import UpdateState


@_attrs_define(frozen=True, kw_only=True, repr=False, eq=False)
class ConnectionStatus(Answer):
    """The status of a connection."""

    setup_state: SetupState | str
    """ Whether the connection is set up. """
    sync_state: str | SyncState
    """ The state of the syncs. """
    update_state: str | UpdateState
    """ Whether the data is as fresh as expected. """
    is_historical_sync: bool
    """ Whether the first full sync is still to come or running. """
    schema_status: None | SchemaStatus | str = None
    """ Whether a connection that masks columns may sync. Documented for some services only; seen as ready with
    another. """
    rescheduled_for: datetime.datetime | None = None
    """ When a rescheduled sync goes on. """
    tasks: list[StatusNote] | None = None
    """ The tasks that the user has to do. """
    warnings: list[StatusNote] | None = None
    """ The warnings for the user. """

    __always_sent__: ClassVar[frozenset[str]] = frozenset(
        {
            "setup_state",
            "sync_state",
            "update_state",
            "is_historical_sync",
        }
    )
