# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from __future__ import annotations

import datetime

from attrs import define as _attrs_define
from fivetran_common.answers import Answer


@_attrs_define(frozen=True, kw_only=True, repr=False, eq=False)
class Membership(Answer):
    """The role of a user in a group or connection."""

    id: str
    """ Id of the group or connection. """
    role: str
    """ Role of the user there. """
    created_at: datetime.datetime
    """ When the user got access, in UTC. """
