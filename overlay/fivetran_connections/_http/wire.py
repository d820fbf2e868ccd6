"""Between calls and HTTP: builds requests, reads answers, names failures, writes the log. No IO."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any, Self, TypeVar

from fivetran_common.answers import Answer, HttpResponse, Misshapen
from fivetran_common.json_types import is_mapping

from .._bodies.judging import UNENCODABLE, encode
from ..errors import (
    ConnectionFailed,
    InvalidRequest,
    RawResponse,
    RequestFailed,
    TimedOut,
    UnexpectedAnswer,
    kind_of,
    seconds_to_wait,
)
from .credentials import Credentials
from .httpx_clients import (
    INVALID_URL,
    NEVER_SENT,
    TIMEOUTS,
    UNREADABLE,
    Request,
    Timeouts,
    TookTooLong,
    WholeAnswer,
    proxy_secrets,
)
from .steps import ApiCall

T = TypeVar("T")

_logger = logging.getLogger("fivetran_connections")

_ACCEPT = {None: b"application/json", 2: b"application/json;version=2"}
_PREVIEW = 120
MOST_LEVELS = 100  # of an answer; a request has no more than 64
_KEPT = 65_536  # bytes of an answer that an error keeps; twice as many are searched for secrets before the cut


@dataclass(frozen=True, slots=True)
class Wire:
    """Everything about a client that shows on the wire."""

    credentials: Credentials
    headers: tuple[tuple[bytes, bytes], ...] = field(repr=False)  # the Authorization header is among them
    timeouts: Timeouts
    secrets: tuple[str, ...] = field(repr=False)  # of the key pair and of proxies, which a server may repeat
    others: Callable[[str], str] | None = field(default=None, repr=False)
    """Masks the secrets of other bodies in a message: of all that a command, a plan or a call of many is about."""

    @classmethod
    def of(cls, credentials: Credentials, timeouts: Timeouts) -> Self:
        """Return the headers and secrets of a client with these credentials."""
        _logger.info("using %s at %s", credentials.source, credentials.base_url)
        key, secret, authorization = (
            each.reveal() for each in (credentials.api_key, credentials.api_secret, credentials.authorization())
        )
        headers = (
            (b"Authorization", authorization.encode()),
            (b"User-Agent", b"fivetran-connections"),
            (b"Accept-Encoding", b"gzip, deflate"),
            (b"Connection", b"keep-alive"),
        )
        hidden = (key, secret, authorization.removeprefix("Basic "), *proxy_secrets())
        return cls(credentials, headers, timeouts, hidden)

    def request(self, call: ApiCall[Any]) -> Request:
        """Build the request of a call; raise `InvalidRequest` for a body or an address that cannot be sent."""
        headers = [*self.headers, (b"Accept", _ACCEPT[call.version])]
        content = None
        if call.body is not None:
            headers.append((b"Content-Type", b"application/json"))
            try:
                content = encode(call.body)
            except UNENCODABLE as error:
                # The error may quote the body, so the message has only its kind.
                raise InvalidRequest(
                    f"The body cannot be written as JSON ({type(error).__name__}); nothing was sent."
                ) from None
        steps = {step: getattr(self.timeouts, step) for step in ("connect", "read", "write", "pool")}
        try:
            return Request(
                call.method,
                self.credentials.base_url + call.path,
                params=call.params,
                headers=headers,
                content=content,
                extensions={"timeout": steps},
            )
        except INVALID_URL as error:
            raise InvalidRequest(
                f"{call.method} {call.path} is no usable address: {error}. Nothing was sent."
            ) from None

    def answered(self, call: ApiCall[T], response: WholeAnswer, attempt: int, started: float) -> T:
        """Return the result of an answer, or the error that the answer stands for."""
        if _logger.isEnabledFor(logging.INFO):
            _log(call, response.status, response.headers.get("x-request-id"), attempt, started)
        if not 200 <= response.status < 300:
            raise self._refused(call, response)
        if call.on_size:
            call.on_size(len(response.content))
        try:
            result = call.interpret(_parsed(response.content if response.status != 204 else b"{}"))
        except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError) as error:
            misread = self._misread(call, self._detached(call, response), error)
        else:
            if isinstance(result, Answer):
                object.__setattr__(result, "_http", HttpResponse(response.status, response.headers))
            return result
        raise misread  # not in the `except`: the error, which would be its context, may keep the whole answer

    def failed(self, call: ApiCall[Any], failure: Exception, attempt: int, started: float) -> RequestFailed:
        """Name a failure in which no whole answer came."""
        if _logger.isEnabledFor(logging.INFO):
            _log(call, type(failure).__name__, None, attempt, started)
        sent = not isinstance(failure, NEVER_SENT)
        name, reason = type(failure).__name__, self.scrubber(call)(str(failure)).rstrip(".")
        kind: type[RequestFailed] = TimedOut if isinstance(failure, TIMEOUTS) else ConnectionFailed
        if isinstance(failure, UNREADABLE):
            kind, what = UnexpectedAnswer, f"got an answer that cannot be read: {reason or name}"
        elif kind is TimedOut and sent:
            why = reason if isinstance(failure, TookTooLong) else name
            what = f"was sent, but no answer came in time ({why})"
        elif kind is TimedOut:
            what = f"could not be sent: no connection to {self.credentials.base_url} in time"
        elif sent:
            what = f"was sent, but the connection failed before the answer was complete: {reason or name}"
        else:
            what = f"could not be sent: no connection to {self.credentials.base_url}: {reason or name}"
        return kind(what, request=call.summary(), sent=sent, may_have_acted=sent and call.writes)

    def _refused(self, call: ApiCall[Any], answer: WholeAnswer) -> RequestFailed:
        response = self._detached(call, answer)
        if response.status < 400:
            return _strange(call, response, f"was answered {response.status}, which is neither a result nor an error")
        scrubbed = self.scrubber(call)
        code, message = (text and scrubbed(text[: 2 * _KEPT])[:_KEPT] for text in _envelope(answer.content))
        if response.status == 404 and code is None:  # of another server at this address, or of a proxy
            shown = _preview(response)
            return _strange(call, response, f"was answered 404, but the body is not in the API's format: {shown}")
        kind = kind_of(response.status)
        return kind(
            request=call.summary(),
            response=response,
            code=code,
            api_message=message,
            # A request that timed out at the server may have succeeded all the same.
            may_have_acted=call.writes and (response.status >= 500 or response.status == 408),
            hint=self._hint(response, readable=code is not None or message is not None),
        )

    def _hint(self, response: RawResponse, *, readable: bool) -> str:
        if (reason := _reason_of_mock(response)) is not None:
            return f"The mock says: {reason}"
        if response.status == 401:
            return f"The credentials come from {self.credentials.source}."
        wait = seconds_to_wait(response.headers)
        if wait is not None:
            return f"The API asks to wait {wait:g} s{', and no wait is longer than an hour' if wait > 3600 else ''}."
        return "" if readable or not response.content else f"The body is not in the API's format: {_preview(response)}."

    def _misread(self, call: ApiCall[Any], response: RawResponse, error: Exception) -> UnexpectedAnswer:
        is_json = not isinstance(error, json.JSONDecodeError | UnicodeDecodeError)
        named = str(error) if isinstance(error, Misshapen) else type(error).__name__
        if isinstance(error, KeyError):
            named = f"no {error}"
        what = f"does not have the documented form ({named})" if is_json else "is not JSON"
        shown = _preview(response)
        strange = _strange(call, response, f"was answered {response.status}, but the body {what}: {shown}")
        strange.is_cut_off = isinstance(error, json.JSONDecodeError) and response.content.startswith(b"{")
        return strange

    def _detached(self, call: ApiCall[Any], response: WholeAnswer) -> RawResponse:
        """Return the answer masked, and without the request, which httpx keeps there with key and secrets."""
        scrubbed = self.scrubber(call)
        headers = {name: scrubbed(value) for name, value in response.headers.items()}
        text = response.content[: 2 * _KEPT].decode("utf-8", errors="replace")
        return RawResponse(response.status, headers, scrubbed(text).encode()[:_KEPT])

    def scrubber(self, call: ApiCall[Any]) -> Callable[[str], str]:
        """Return the function that masks the key pair and the secrets of a call in a text of the server's."""
        from .._secrets.scrubbing import scrubber  # only failures need it

        own, others = scrubber((call.body, call.beside), self.secrets), self.others
        return own if others is None else lambda text: own(others(text))


def _parsed(content: bytes) -> Any:
    """Parse an answer; raises `Misshapen` for no object, and for one that is too deep for code which walks it."""
    answer = json.loads(content)
    if not is_mapping(answer):
        raise Misshapen("is not an object")
    level: list[Any] = [answer] if content.count(b"{") + content.count(b"[") > MOST_LEVELS else []
    for _ in range(MOST_LEVELS):
        parts = (part.values() if is_mapping(part) else part for part in level)
        level = [value for part in parts for value in part if type(value) in (dict, list)]
        if not level:
            return answer
    raise Misshapen(f"is nested deeper than {MOST_LEVELS} levels")


def _preview(response: RawResponse) -> str:
    text = response.text
    return repr(text if len(text) <= _PREVIEW else f"{text[:_PREVIEW]}…") if text else "empty"


def _envelope(content: bytes) -> tuple[str | None, str | None]:
    """Read `{code, message}` as far as it is there; not every error has a body (documented)."""
    try:
        body = json.loads(content)
    except (RecursionError, ValueError):
        return None, None
    if not is_mapping(body):
        return None, None
    code, message = body.get("code"), body.get("message")
    return code if isinstance(code, str) and code else None, message if isinstance(message, str) and message else None


def _strange(call: ApiCall[Any], response: RawResponse, what: str) -> UnexpectedAnswer:
    may_have_acted = response.status < 300 and call.writes
    return UnexpectedAnswer(what, request=call.summary(), response=response, may_have_acted=may_have_acted)


def _log(call: ApiCall[Any], status: object, request_id: str | None, attempt: int, started: float) -> None:
    """Write one line per exchange, and the masked body for those who debug."""
    milliseconds = (perf_counter() - started) * 1000
    facts = {"method": call.method, "path": call.path, "status": status, "request_id": request_id, "attempt": attempt}
    _logger.info(
        "%(method)s %(path)s %(status)s %(milliseconds).1f ms request_id=%(request_id)s attempt=%(attempt)d",
        {**facts, "milliseconds": milliseconds},
    )
    if _logger.isEnabledFor(logging.DEBUG):
        _logger.debug("%s %s body=%s", call.method, call.path, call.summary().body)


def _reason_of_mock(response: RawResponse) -> str | None:
    """Return the first reason that `fivetran_mock` gives for a refusal, in a header that the API does not have."""
    try:
        first = json.loads(response.headers.get("x-fivetran-mock-violations", ""))[0]
        return f"{first['pointer']}: {first['message']}"
    except (LookupError, RecursionError, TypeError, ValueError):
        return None
