# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from __future__ import annotations

import datetime

from attrs import define as _attrs_define
from fivetran_common.answers import Answer

from ..models.free_object import FreeObject


@_attrs_define(frozen=True, kw_only=True, repr=False, eq=False)
class Sync(Answer):
    """One sync of a connection."""

    sync_id: str
    """ Id of the sync. """
    status: str
    """ The outcome: COMPLETED, FAILURE, CANCELED, INCOMPLETE, RESCHEDULED or PAUSED. """
    stages: FreeObject
    """ An object whose keys depend on the service. """
    start: datetime.datetime | None = None
    """ When it started, in UTC; null before it starts. """
    end: datetime.datetime | None = None
    """ When it finished, in UTC; null while it runs. """
    reason: None | str = None
    """ Why it did not complete; absent if it did. """
