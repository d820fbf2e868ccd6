# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from __future__ import annotations

from attrs import define as _attrs_define
from fivetran_common.answers import Answer


@_attrs_define(frozen=True, kw_only=True, repr=False, eq=False)
class AccountInfo(Answer):
    """The account behind the credentials."""

    account_id: str
    """ Id of the account. """
    account_name: str | None = None
    """ Name of the account. """
    user_id: str | None = None
    """ Id of the user, for a scoped key. """
    system_key_id: str | None = None
    """ Id of the key, for a system key. """
