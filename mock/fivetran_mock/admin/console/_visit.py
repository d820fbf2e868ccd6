"""A visit to a page, and the three kinds of answer: a page, a redirect, a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from email import policy
from email.parser import BytesParser
from typing import Any, Final, NamedTuple
from urllib.parse import parse_qs

from ..._mock.facade.base import BaseMock
from ..._mock.formats.messages import Request

NO_VALUES: Final[Mapping[str, Any]] = {}


@dataclass(frozen=True, slots=True)
class Visit:
    """One request of a browser."""

    mock: BaseMock
    request: Request
    arguments: tuple[str, ...]
    """The parts of the path that a route leaves open, percent-decoded."""
    query: Mapping[str, str]
    form: Mapping[str, str]

    def number(self, name: str) -> int | None:
        """Read a whole number of the query; None where there is none."""
        text = self.query.get(name, "")
        return int(text) if text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS else None


MOST_DIGITS: Final = 18


class Page(NamedTuple):
    """A page: a template with its values."""

    template: str
    values: Mapping[str, Any] = NO_VALUES
    status: int = 200


class SeeOther(NamedTuple):
    """Send the browser to another page of the console, whose path is counted from `/__mock__/`."""

    path: str
    done: str = ""
    """The name of the sentence that the page shows about the step just taken."""


class File(NamedTuple):
    """Content that is no page."""

    content: bytes
    kind: str
    name: str = ""
    """The file name under which a browser saves it; empty if a browser is to show it."""


Answer = Page | SeeOther | File


@dataclass(frozen=True, slots=True)
class Problem(Exception):
    """A step that cannot be taken; the page says why."""

    message: str
    status: int = 400
    values: Mapping[str, Any] = field(default_factory=dict[str, Any])


def query_of(target: str) -> dict[str, str]:
    """Read the query of a target; of a name that stands twice, the last value counts."""
    _, _, query = target.partition("?")
    return _last(parse_qs(query, keep_blank_values=True))


def form_of(request: Request) -> dict[str, str]:
    """Read the fields of a submitted form; a file is one of them, as text."""
    kind = request.headers.get("content-type", "")
    if kind.lower().startswith("multipart/form-data"):
        return _parts(kind, request.body)
    try:
        return _last(parse_qs(request.body.decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS))
    except ValueError:
        raise Problem("The form cannot be read. Load the page again and repeat the step.") from None


MOST_FIELDS: Final = 100


def _parts(kind: str, body: bytes) -> dict[str, str]:
    message = BytesParser(policy=policy.HTTP).parsebytes(b"content-type: " + kind.encode() + b"\r\n\r\n" + body)
    fields: dict[str, str] = {}
    for part in message.iter_parts() if message.is_multipart() else ():
        name = part.get_param("name", header="content-disposition")
        content = part.get_payload(decode=True)
        if isinstance(name, str) and isinstance(content, bytes):
            fields[name] = content.decode(errors="replace")
    return fields


def _last(values: Mapping[str, list[str]]) -> dict[str, str]:
    return {name: each[-1] for name, each in values.items()}
