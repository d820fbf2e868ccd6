# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from __future__ import annotations

from attrs import define as _attrs_define
from fivetran_common.answers import Answer


@_attrs_define(frozen=True, kw_only=True, repr=False, eq=False)
class WebhookTestResult(Answer):
    """What came of the test of a webhook."""

    succeed: bool
    """ Whether the receiver took the event. """
    status: int
    """ The status that the receiver answered. """
    message: str | None = None
    """ What happened, in words. """
