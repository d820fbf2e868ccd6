"""The API's catalogue of refusals, and the header in which the mock says more than the API would."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from itertools import accumulate, islice
from typing import Final

from fivetran_rules import Effect, Violation

from .http import JSON, Reply
from .json import encode

VIOLATIONS_HEADER: Final = "x-fivetran-mock-violations"
"""A header in which the mock says more than the API would: a JSON list of pointer, rule and message."""

MOST_VIOLATIONS: Final = 20
MOST_CHARACTERS: Final = 300
MOST_HEADER: Final = 8_000
"""The limits of that header: number of violations, length of each text, length of all. Clients limit headers."""


class Refusal(Exception):
    """A request that the API does not accept: becomes an answer of `{code, message}`."""

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        *,
        violations: Iterable[Violation] = (),
        headers: Iterable[tuple[str, str]] = (),
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.violations: tuple[Violation, ...] = tuple(violations)
        self.headers: tuple[tuple[str, str], ...] = tuple(headers)


def refused(refusal: Refusal) -> Reply:
    """Return a refusal as the API's answer, with the violations in a header for developers."""
    headers = [JSON, *refusal.headers]
    if refusal.violations:
        headers.append((VIOLATIONS_HEADER, spell_violations(refusal.violations)))
    body = encode({"code": refusal.code, "message": refusal.message}).encode(errors="replace")
    return Reply(refusal.status, headers, body)


def spell_violations(violations: Iterable[Violation]) -> str:
    """Encode violations as a header's value: JSON in ASCII, as many as it has room for."""
    spelled = [
        json.dumps({"pointer": _short(violation.pointer), "rule": violation.rule, "message": _short(violation.message)})
        for violation in islice(violations, MOST_VIOLATIONS)
    ]
    ends = accumulate(map(len, spelled))
    return f"[{', '.join(text for text, end in zip(spelled, ends, strict=True) if end <= MOST_HEADER)}]"


def _short(text: str) -> str:
    return text if len(text) <= MOST_CHARACTERS else f"{text[:MOST_CHARACTERS]}…"


def _refusal(status: int, code: str, message: str) -> Callable[..., Refusal]:
    """Return a function that makes a refusal; its arguments stand for the braces in code and message."""

    def refuse(*details: object) -> Refusal:
        return Refusal(status, code.format(*details), message.format(*details))

    return refuse


invalid_parameter = _refusal(400, "InvalidInput", "Invalid '{}' parameter")
invalid_limit = _refusal(400, "InvalidInput", "Invalid 'limit' parameter: it has to be from 1 to {}")
no_schema_reload = _refusal(400, "NotSupported_SchemaReload", "Service '{}' does not support schema reload")
no_columns_config = _refusal(  # docs/evidence.md#no-columns-config; takes schema and table
    400, "InvalidInput", "Table `{1}` of schema `{0}` doesn't supports columns configuration"
)
not_set_up = _refusal(  # docs/evidence.md#not-set-up; takes the setup state
    400,
    "InvalidInput",
    "We expected the connector's setup state ('status.setup_state') to be 'connected', but it was '{}'. \n"
    "Please configure the connector and perform the setup tests.",
)
unauthorized = _refusal(401, "AuthFailed", "The API key and secret are missing or wrong")
not_basic = _refusal(401, "AuthFailed", "The API takes Basic authentication with key and secret, and no Bearer token")
forbidden = _refusal(403, "Forbidden", "Access denied. Required permission: {}")
not_found = _refusal(404, "NotFound_{0}", "Cannot find entity '{0}' with id '{1}'")
no_schema_config = _refusal(  # docs/evidence.md#no-schema-config
    404, "NotFound_SchemaConfig", "Connection with id '{}' doesn't have schema config"
)
unknown_service = _refusal(404, "NotFound", "Connector service '{}' is unknown to the mock")
missing = _refusal(404, "NotFound", "{}")  # for kinds whose code is unknown
metadata_is_gone = _refusal(  # docs/evidence.md#metadata-deprecated
    404,
    "NotFound",
    "Metadata API is deprecated. You can retrieve schema metadata from the metadata tables in Platform Connector:\n"
    'https://fivetran.com/docs/logs/fivetran-platform")\n',
)
no_state = _refusal(405, "MethodNotAllowed", "HTTP 405 Method Not Allowed")  # docs/evidence.md#no-state
no_path = _refusal(404, "NotFound", "HTTP 404 Not Found")  # docs/evidence.md#unknown-path
no_such_path = _refusal(404, "NotFound", "HTTP 404 Not Found; did you mean {}?")
not_acceptable = _refusal(406, "NotAcceptable", "The 'Accept' header does not allow JSON")
conflict = _refusal(409, "Conflict", "{}")
unsupported_media_type = _refusal(415, "UnsupportedMediaType", "The 'Content-Type' header has to be 'application/json'")
not_kept = _refusal(500, "InternalError", "Nothing was changed, since the change cannot be kept: {}")
not_imitated = _refusal(
    501,
    "NotImplemented",
    "The mock does not imitate '{0} {1}' (docs/not-imitated.md): Fault(method='{0}', path='{1}', ...) answers it",
)
other_host = _refusal(501, "NotImplemented", "'{} {}' was sent to {}: the API is at api.fivetran.com")
no_card_page = _refusal(
    501,
    "NotImplemented",
    "In process, a Connect Card has no page: call complete_connect_card of the mock, or use a server of it",
)


def invalid(message: str, violations: Iterable[Violation] = ()) -> Refusal:
    """Refuse a request with a message."""
    return Refusal(400, "InvalidInput", message, violations=violations)


def invalid_body(violations: list[Violation]) -> Refusal:
    """Refuse a body with the API's coarse message, and with the violations."""
    return invalid(_coarse(violations), violations)


def duplicate_schema(schema: str, answer: str) -> Refusal:
    """Refuse a second connection of one schema in a group; `answer` is the value of the behaviour: code and status."""
    code, _, status = answer.partition("_")
    message = f'An integration with schema "{schema}" already exists, please choose a different schema'
    return Refusal(int(status), code, message)


def too_many(limit: str, retry_after: int) -> Refusal:
    """Refuse a request above a limit, with the observed text (docs/evidence.md#too-many-requests)."""
    return Refusal(429, "TooManyRequests", f"No more than {limit}", headers=[("retry-after", str(retry_after))])


_FIELD_MESSAGES: Final[Mapping[str, str]] = {
    "": "Invalid request body",
    "/config": "Invalid 'config' object",
    "/auth": "Invalid 'auth' object",
}


def _coarse(violations: list[Violation]) -> str:
    """Return the API's message: the missing required field, or the wrong part of the body."""
    for violation in violations:
        if violation.effect is Effect.MISSING and violation.pointer in _NAMED_WHEN_MISSING:
            return f"Field '{violation.pointer.rpartition('/')[2]}' is required"
    if violations[0].answer:
        return violations[0].answer
    pointer = violations[0].pointer
    top = pointer.split("/", 2)[1] if pointer else ""
    return _FIELD_MESSAGES.get(pointer) or _FIELD_MESSAGES.get(f"/{top}") or f"Invalid '{top}' value"


_NAMED_WHEN_MISSING: Final = frozenset(
    {"/group_id", "/service", "/config", "/config/schema", "/config/schema_prefix", "/state", "/connect_card_config"}
)
"""The missing fields that a message names: observed for the two of `config`, inferred for the others."""
