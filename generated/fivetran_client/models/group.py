# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from __future__ import annotations

import datetime

from attrs import define as _attrs_define
from fivetran_common.answers import Answer


@_attrs_define(frozen=True, kw_only=True, repr=False, eq=False)
class Group(Answer):
    """A destination with its connections."""

    id: str
    """ Id of the group, two words joined by an underscore. """
    name: str | None = None
    """ Name of the group. """
    created_at: datetime.datetime | None = None
    """ When the group was created, in UTC. """
