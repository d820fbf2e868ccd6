# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from __future__ import annotations

from attrs import define as _attrs_define
from fivetran_common.answers import Answer

from ..models.fingerprint_page import FingerprintPage


@_attrs_define(frozen=True, kw_only=True, repr=False, eq=False)
class FingerprintPageEnvelope(Answer):
    """An answer with a page of fingerprints."""

    code: str
    """ Success, or what went wrong, for instance InvalidInput or NotFound_Connector. """
    data: FingerprintPage
    """ A page of fingerprints. """
    message: str | None = None
    """ The reason in words, which may change. """
