# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import ClassVar

from attrs import define as _attrs_define
from fivetran_common.answers import Answer


@_attrs_define(frozen=True, kw_only=True, repr=False, eq=False)
class Webhook(Answer):
    """A webhook."""

    id: str
    """ Id of the webhook. """
    type_: str | None = None
    """ Whose events it has, account or group. """
    group_id: str | None = None
    """ Id of the group; absent for a webhook of the account. """
    url: str | None = None
    """ Where the events go. """
    events: list[str] | None = None
    """ The events that it is told of. """
    active: bool | None = None
    """ Whether events are posted. """
    secret: str | None = None
    """ Six stars, if it has a secret. """
    created_at: datetime.datetime | None = None
    """ When the webhook was created, in UTC. """
    created_by: str | None = None
    """ Id of the user who created it. """

    __json_names__: ClassVar[Mapping[str, str]] = {
        "type_": "type",
    }
