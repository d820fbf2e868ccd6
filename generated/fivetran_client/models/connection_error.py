# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import ClassVar

from attrs import define as _attrs_define
from fivetran_common.answers import Answer


@_attrs_define(frozen=True, kw_only=True, repr=False, eq=False)
class ConnectionError_(Answer):
    """Something that went wrong with a connection."""

    type_: str | None = None
    """ The kind of error, for instance unknown_sync_failure. """
    title: str | None = None
    """ The error in short. """
    reason: None | str = None
    """ Why it happened. """
    message: None | str = None
    """ The error in full. """
    created_at: datetime.datetime | None = None
    """ When it happened, in UTC. """

    __json_names__: ClassVar[Mapping[str, str]] = {
        "type_": "type",
    }
