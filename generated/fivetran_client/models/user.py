# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from __future__ import annotations

import datetime

from attrs import define as _attrs_define
from fivetran_common.answers import Answer


@_attrs_define(frozen=True, kw_only=True, repr=False, eq=False)
class User(Answer):
    """A user of the account."""

    id: str
    """ Id of the user. """
    email: str | None = None
    """ E-mail address of the user. """
    verified: bool | None = None
    """ Whether the user has verified the e-mail address. """
    invited: bool | None = None
    """ Whether the user has been invited and has not answered yet. """
    picture: None | str = None
    """ Picture of the user, in base64. """
    phone: None | str = None
    """ Telephone number of the user. """
    role: None | str = None
    """ Role of the user in the account. """
    active: bool | None = None
    """ Whether the user may log in. """
    given_name: None | str = None
    """ Given name of the user. """
    family_name: None | str = None
    """ Family name of the user. """
    logged_in_at: datetime.datetime | None = None
    """ When the user last logged in, in UTC; null until then. """
    created_at: datetime.datetime | None = None
    """ When the user was created, in UTC. """
