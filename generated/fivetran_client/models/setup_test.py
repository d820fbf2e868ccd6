# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from __future__ import annotations

from typing import Any

from attrs import define as _attrs_define
from fivetran_common.answers import Answer

from ..models.setup_test_status import SetupTestStatus


@_attrs_define(frozen=True, kw_only=True, repr=False, eq=False)
class SetupTest(Answer):
    """The result of one setup test."""

    title: str
    """ Name of the test. """
    status: SetupTestStatus | str
    """ The result of the test. """
    message: None | str = None
    """ Why it ended so. """
    details: Any = None
    """ More about it; a string, an object or an array. """
