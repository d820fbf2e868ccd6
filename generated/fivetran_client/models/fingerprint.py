# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import ClassVar

from attrs import define as _attrs_define
from fivetran_common.answers import Answer


@_attrs_define(frozen=True, kw_only=True, repr=False, eq=False)
class Fingerprint(Answer):
    """An SSH fingerprint that has been approved."""

    hash_: str
    """ Hash of the fingerprint. """
    id: str | None = None
    """ Id of the fingerprint. """
    public_key: str | None = None
    """ The public key of the host. """
    validated_date: datetime.datetime | None = None
    """ When the fingerprint was approved, in UTC. """
    validated_by: None | str = None
    """ Given and family name of the user who approved it (live test); the definition has an id. """

    __json_names__: ClassVar[Mapping[str, str]] = {
        "hash_": "hash",
    }
