# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from __future__ import annotations

from attrs import define as _attrs_define
from fivetran_common.answers import Answer

from ..models.sync import Sync


@_attrs_define(frozen=True, kw_only=True, repr=False, eq=False)
class SyncPage(Answer):
    """A page of syncs."""

    items: list[Sync]
    """ The syncs of the page. """
    next_cursor: None | str = None
    """ Cursor of the next page; absent on the last one, or null or empty. """
