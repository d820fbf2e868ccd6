# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from __future__ import annotations

from attrs import define as _attrs_define
from fivetran_common.answers import Answer


@_attrs_define(frozen=True, kw_only=True, repr=False, eq=False)
class ConnectCard(Answer):
    """A page on which the owner of the source authorizes a connection."""

    token: str
    """ The token of the page, a JSON Web Token that is good for one day. """
    uri: str
    """ Address of the page, with the token in it. """
