# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from __future__ import annotations

from attrs import define as _attrs_define
from fivetran_common.answers import Answer


@_attrs_define(frozen=True, kw_only=True, repr=False, eq=False)
class Failure(Answer):
    """The answer to every refused request. The code is for programs, the message for people."""

    code: str
    """ Success, or what went wrong, for instance InvalidInput or NotFound_Connector. """
    message: str
    """ The reason in words, which may change. """
