"""
The exceptions of this package; docs/errors.md shows them as a tree.

Each message names the failure, and says whether the request was sent, and whether it may have succeeded. Secrets are
masked in messages, in `.request` and in `.response`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

from fivetran_common.text import printable

if TYPE_CHECKING:
    # Only named in annotations: importing the rules or the models would cost every import of this package.
    from fivetran_rules import Violation

    from ._results import Mismatch, SetupResult, SyncResult

__all__ = [
    "BadRequest",
    "Conflict",
    "ConnectionDiffers",
    "ConnectionFailed",
    "ConnectionWarning",
    "CredentialsError",
    "DeadlinePassed",
    "DeadlineTooSoon",
    "FivetranError",
    "Forbidden",
    "InvalidBody",
    "InvalidConnection",
    "InvalidEvent",
    "InvalidRequest",
    "InvalidSignature",
    "MethodNotAllowed",
    "NotAcceptable",
    "NotFound",
    "OutcomeUnknown",
    "RateLimited",
    "RawResponse",
    "RepeatedCursor",
    "RequestFailed",
    "RequestSummary",
    "ServerError",
    "StatusError",
    "TimedOut",
    "TooManyPages",
    "Unauthorized",
    "UnexpectedAnswer",
    "UnsupportedMediaType",
]


@dataclass(frozen=True, slots=True)
class RequestSummary:
    """A request as it may be shown: secrets in the body are masked."""

    method: str
    path: str
    body: Any = None

    def __str__(self) -> str:
        """Return method and path."""
        return f"{self.method} {self.path}"


@dataclass(frozen=True, slots=True)
class RawResponse:
    """
    The answer to a request that failed, with the key pair and the secrets of the request masked.

    Of a long body the first 64 KiB are kept. The repr leaves out headers and body.
    """

    status: int
    headers: Mapping[str, str] = field(repr=False)
    content: bytes = field(repr=False)

    @property
    def text(self) -> str:
        """The body as text; bytes outside of UTF-8 become replacement characters."""
        return self.content.decode("utf-8", errors="replace")

    @property
    def request_id(self) -> str | None:
        """The `X-Request-Id` header, which Fivetran's own command line client reads too."""
        return self.headers.get("x-request-id")


class FivetranError(Exception):
    """Root of all errors of this package."""

    sent: bool = False
    """Whether a request left for the API."""

    may_have_acted: bool = False
    """Whether the API may have done what was requested in spite of the error."""

    partial: Sequence[Any] = ()
    """The items of a list before it was interrupted."""

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle by state: the constructors take keywords, which the default way would lose."""
        return type(self).__new__, (type(self), *self.args), self.__dict__


class ConnectionWarning(UserWarning):
    """A built request breaks an inferred or published rule; it can still be sent."""


class CredentialsError(FivetranError):
    """No key pair, base URL or profile is usable; nothing was sent."""


class InvalidRequest(FivetranError, ValueError):
    """The request cannot be sent as it is; nothing was sent."""


class InvalidBody(InvalidRequest):
    """
    The body of a request does not fit the API's document; nothing was sent.

    `violations` has every mistake with its JSON pointer.
    """

    _what: ClassVar[str] = "body"

    def __init__(self, violations: Iterable[Violation]) -> None:
        """Take the violations that `fivetran_rules` found."""
        self.violations: tuple[Violation, ...] = tuple(violations)
        found = (printable(f"{violation.pointer or '/'}: {violation.message}") for violation in self.violations)
        super().__init__(_listed(f"Not a valid {self._what}, nothing was sent", found))


class InvalidConnection(InvalidBody):
    """The body of a connection breaks rules; nothing was sent. `violations` has all of them."""

    _what: ClassVar[str] = "connection"


class RequestFailed(FivetranError):
    """
    A request was tried and did not succeed.

    `request` is a masked summary; `response` is the answer, masked as well, or `None` if none came; `attempts` counts
    how often the request was tried, and `waited` the seconds that were waited between the tries. `reason` is the
    message without its sentence about the effect of the request.
    """

    def __init__(
        self,
        what: str,
        *,
        request: RequestSummary,
        response: RawResponse | None = None,
        sent: bool = True,
        may_have_acted: bool = False,
        hint: str = "",
    ) -> None:
        """Take the event as the end of a sentence that starts with method and path."""
        self.request: RequestSummary = request
        self.response: RawResponse | None = response
        self.sent = sent
        self.may_have_acted = may_have_acted
        self.attempts: int = 1
        self.waited: float = 0.0
        self.reason: str = f"{request} {what}. {hint}".rstrip()
        consequence = "Nothing was changed."
        if not sent:
            consequence = "Nothing was sent."
        elif may_have_acted:
            consequence = "It may have succeeded; check before retrying."
        super().__init__(f"{request} {what}. {consequence} {hint}".rstrip())

    @property
    def status(self) -> int | None:
        """The HTTP status, if there was an answer."""
        return self.response.status if self.response else None

    @property
    def request_id(self) -> str | None:
        """The API's id for this exchange: name it when you ask Fivetran's support."""
        return self.response.request_id if self.response else None

    @property
    def retry_after(self) -> float | None:
        """Seconds that the API asks to wait, from `Retry-After`; `None` if it does not say."""
        return seconds_to_wait(self.response.headers) if self.response else None


class ConnectionFailed(RequestFailed):
    """No answer came: refused, reset, cut off, no such host, TLS failure."""


class TimedOut(ConnectionFailed):
    """No answer came in time. `sent` says whether it was the connecting or the reading that took too long."""


class UnexpectedAnswer(RequestFailed):
    """An answer is not in the API's format: HTML, empty, cut off, malformed JSON, or JSON of another shape."""

    is_cut_off: bool = False
    """Whether it is JSON that breaks off, so that the same request may be answered whole."""


class StatusError(RequestFailed):
    """The API answered with an error status. Use `code` for logic and `api_message` for people."""

    def __init__(
        self,
        *,
        request: RequestSummary,
        response: RawResponse,
        code: str | None = None,
        api_message: str | None = None,
        may_have_acted: bool = False,
        hint: str = "",
    ) -> None:
        """Take code and message of the error envelope `{code, message}`; both may be missing (documented)."""
        self.code: str | None = code
        self.api_message: str | None = api_message
        answer = " ".join(filter(None, (str(response.status), code)))
        said = f": {' '.join(api_message.split()).rstrip('.')}" if api_message else ""
        what = f"was answered {answer}{said}"
        if response.request_id:
            what += f" (request id {response.request_id})"
        super().__init__(printable(what), request=request, response=response, may_have_acted=may_have_acted, hint=hint)


class BadRequest(StatusError):
    """400: the API found the request malformed or invalid."""


class Unauthorized(StatusError):
    """401: the key pair is missing, malformed or wrong."""


class Forbidden(StatusError):
    """403: the key is known but may not do this."""


class NotFound(StatusError):
    """404: the resource does not exist; `code` names its type."""


class MethodNotAllowed(StatusError):
    """405: the operation does not exist for this resource."""


class NotAcceptable(StatusError):
    """406: the API cannot serve the `Accept` header."""


class Conflict(StatusError):
    """409: the state forbids it, for example a running sync or a name in use."""


class UnsupportedMediaType(StatusError):
    """415: the body is not declared as JSON."""


class RateLimited(StatusError):
    """429: over a limit. Nothing was done; `retry_after` has the seconds to wait."""


class ServerError(StatusError):
    """500 to 599, and statuses beyond: the API failed; a write may have been done."""


BY_STATUS: dict[int, type[StatusError]] = {
    400: BadRequest,
    401: Unauthorized,
    403: Forbidden,
    404: NotFound,
    405: MethodNotAllowed,
    406: NotAcceptable,
    409: Conflict,
    415: UnsupportedMediaType,
    429: RateLimited,
}


def seconds_to_wait(headers: Mapping[str, str]) -> float | None:
    """
    Return the seconds that the `Retry-After` of an answer asks for, or `None` if it is missing or unreadable.

    Fivetran documents whole seconds; the HTTP standard allows a date too, and a proxy on the way may send one.
    """
    header = headers.get("retry-after", "").strip()
    # isdecimal alone would let other scripts' digits through, which float() reads but no server sends.
    if header.isascii() and header.isdecimal():
        return float(header)
    from datetime import UTC, datetime  # most runs need neither import
    from email.utils import parsedate_to_datetime

    try:
        moment = parsedate_to_datetime(header)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return max(0.0, (moment - datetime.now(UTC)).total_seconds())
    except (IndexError, OverflowError, TypeError, ValueError):  # email's date parser raises any of these
        return None


def kind_of(status: int) -> type[StatusError]:
    """Return the class of an error status: its own class, or the class of its hundred."""
    return BY_STATUS.get(status, StatusError if status < 500 else ServerError)


class RepeatedCursor(FivetranError):
    """The API gave a cursor for the second time, so the list would never end."""

    sent: bool = True

    def __init__(self, cursor: str, *, partial: Sequence[Any]) -> None:
        """Take the cursor and the items that came before."""
        self.cursor: str = cursor
        self.partial = partial
        super().__init__(
            f"The API gave the cursor {cursor!r} a second time, so the list would never end. "
            f"The {len(partial)} items that came before are in .partial."
        )


class TooManyPages(FivetranError):
    """A list has more pages than the client's `most_pages`, or its pages are larger than 64 MiB together."""

    sent: bool = True

    def __init__(self, limit: str, remedy: str, *, partial: Sequence[Any]) -> None:
        """Take the limit, the next step, and the items of the pages that were read."""
        self.partial = partial
        super().__init__(
            f"The list has more than {limit}. The {len(partial):,} items of these are in .partial; {remedy}."
        )


class ConnectionDiffers(FivetranError):
    """`ensure` found a different connection under that group and schema; it was left alone."""

    sent: bool = True

    def __init__(self, connection_id: str, differences: Iterable[Mismatch]) -> None:
        """Take the id of the existing connection, and how it differs."""
        self.connection_id: str = connection_id
        self.differences: tuple[Mismatch, ...] = tuple(differences)
        found = f"The connection {connection_id} has this group and schema but differs; it was not changed"
        super().__init__(_listed(found, (printable(str(difference)) for difference in self.differences)))


class OutcomeUnknown(FivetranError):
    """
    `ensure` could not find out whether the connection exists.

    The create may have succeeded, but no look-up found the connection, or the last one failed; the `__cause__` has that
    failure. A list may show a new connection late. So wait, and look for the connection before you run the same
    `ensure` again: it looks too, but it creates what it does not find.
    """

    sent: bool = True
    may_have_acted: bool = True

    def __init__(self, *, group_id: str, schema: str) -> None:
        """Take where the connection would be."""
        self.group_id: str = group_id
        self.schema: str = schema
        super().__init__(
            f"It is unknown whether a connection {schema!r} was created in group {group_id!r}: the create had no clear "
            "answer, and no look-up found it. Wait, and look for it before you try again."
        )


class DeadlineTooSoon(FivetranError):
    """The rate limits delay a request beyond the deadline; it was not sent. `wait` has the seconds to wait."""

    def __init__(self, *, wait: float) -> None:
        """Take the seconds after which the request could be sent."""
        self.wait: float = wait
        super().__init__(
            f"A rate limit allows the next request in {wait:.0f} s, after the deadline; it was not sent. Run it again."
        )


class DeadlinePassed(FivetranError):
    """A wait ran out of time. `result` has the last state and the next step."""

    sent: bool = True

    def __init__(self, result: SetupResult | SyncResult, *, seconds: float) -> None:
        """Take the last look and the seconds that were allowed."""
        self.result: SetupResult | SyncResult = result
        super().__init__(f"Not done after {seconds:g} s. {result.advice}")


class InvalidSignature(FivetranError):
    """The body that a receiver of webhooks got is not signed with its secret: answer 401, and do not use it."""


class InvalidEvent(FivetranError):
    """The body that a receiver of webhooks got has the right signature, and is no event."""


def _listed(headline: str, lines: Iterable[str]) -> str:
    listed = list(lines)
    if len(listed) == 1:
        return f"{headline}. {listed[0]}"
    return "\n  ".join((f"{headline}:", *listed))
