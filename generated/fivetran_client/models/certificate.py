# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import ClassVar

from attrs import define as _attrs_define
from fivetran_common.answers import Answer


@_attrs_define(frozen=True, kw_only=True, repr=False, eq=False)
class Certificate(Answer):
    """A TLS certificate that has been approved."""

    hash_: str
    """ Hash of the certificate. """
    id: str | None = None
    """ Id of the certificate. """
    name: None | str = None
    """ Name of the certificate. """
    type_: None | str = None
    """ Type of the certificate. """
    sha1: None | str = None
    """ SHA-1 of the certificate. """
    sha256: None | str = None
    """ SHA-256 of the certificate. """
    public_key: None | str = None
    """ The public key of the certificate, in words. """
    validated_date: datetime.datetime | None = None
    """ When the certificate was approved, in UTC. """
    validated_by: None | str = None
    """ Given and family name of the user who approved it (live test); the definition has an id. """

    __json_names__: ClassVar[Mapping[str, str]] = {
        "hash_": "hash",
        "type_": "type",
    }
