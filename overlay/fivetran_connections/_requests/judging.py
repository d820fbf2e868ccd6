"""Judges a body before it is sent: by the rules, or by its schema in the document."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING, Any

from .._values.encoding import UNENCODABLE, NotPlain, encode, plain
from ..errors import InvalidBody, InvalidConnection

if TYPE_CHECKING:
    from fivetran_rules import Violation

_logger = logging.getLogger("fivetran_connections")


def checked_by(schema: str, body: dict[str, Any], *, error: type[InvalidBody] = InvalidBody) -> dict[str, Any]:
    """Check the body of a request by its schema in the document, and return it."""
    from fivetran_rules import check_request  # brings the validator, which reading alone does not need

    raise_or_warn(check_request(schema, as_sent(body)), error=error)
    return body


def as_sent(body: dict[str, Any]) -> Any:
    """Return the body as the API will read it: of plain types, which are judged four times as fast as secrets are."""
    try:
        return plain(body)
    except (NotPlain, RecursionError):
        pass
    try:
        return json.loads(encode(body))
    except UNENCODABLE:
        return body  # the rules name the place that JSON cannot hold


def raise_or_warn(violations: list[Violation], *, error: type[InvalidBody] = InvalidConnection) -> None:
    """Raise with all errors, if there are any; write mere doubts to the log."""
    if not violations:
        return
    if errors := [violation for violation in violations if violation.severity == "error"]:
        raise error(errors)
    for violation in violations:
        where, what, rule, evidence = violation.pointer, violation.message, violation.rule, violation.evidence.value
        _logger.warning("%s: %s (rule %s, %s)", where, what, rule, evidence)
