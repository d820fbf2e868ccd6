# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from __future__ import annotations

from attrs import define as _attrs_define
from fivetran_common.answers import Answer


@_attrs_define(frozen=True, kw_only=True, repr=False, eq=False)
class ConnectorFeature(Answer):
    """Something that a connector service can do."""

    id: str | None = None
    """ Id of the feature, for instance CAPTURE_DELETES. """
    notes: None | str = None
    """ More about it. """
