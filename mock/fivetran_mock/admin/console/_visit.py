"""A visit to a page, and the three kinds of answer: a page, a redirect, a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from email import message_from_bytes
from typing import Any, Final, NamedTuple
from urllib.parse import parse_qs, quote

from ..._mock.facade import BaseMock
from ..._mock.formats.http import Request

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


def query_of(target: str) -> dict[str, str]:
    """Read the query of a target; of a name that stands twice, the last value counts."""
    _, _, query = target.partition("?")
    return _last(parse_qs(query, keep_blank_values=True))


def form_of(request: Request) -> dict[str, str]:
    """Read the fields of a submitted form; a file is one of them, as text."""
    kind = request.headers.get("content-type", "")
    if kind.lower().startswith("multipart/form-data"):
        return _parts(kind, request.body)
    if len(request.body) > LONGEST_FORM:
        raise _unreadable()
    try:
        return _last(parse_qs(request.body.decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS))
    except ValueError:
        raise _unreadable() from None


MOST_FIELDS: Final = 100

LONGEST_FORM: Final = 1_048_576
"""How many bytes a form without a file may have."""

LONGEST_HEAD: Final = 1_000
"""How many bytes the headers of a part of a form may have."""


def quoted(text: object) -> str:
    """Quote a part of a path or of a query."""
    return quote(str(text).encode(errors="replace"), safe="")


def _unreadable() -> Problem:
    return Problem("The form cannot be read. Load the page again and repeat the step.")


def _parts(kind: str, body: bytes) -> dict[str, str]:
    """Split a form at its boundary: Python's parser of mails takes minutes for a form of 32 MiB with many lines."""
    boundary = _parameter(b"content-type: " + kind.encode(errors="replace"), "content-type", "boundary")
    if not boundary:
        return {}
    mark = b"\r\n--" + boundary.encode(errors="replace")
    _, *parts = (b"\r\n" + body).split(mark, MOST_FIELDS + 1)
    if len(parts) > MOST_FIELDS:
        raise _unreadable()
    fields: dict[str, str] = {}
    for part in parts:
        head, _, content = part.partition(b"\r\n\r\n")
        name = _parameter(head.lstrip(), "content-disposition", "name")
        if name:
            fields[name] = content.decode(errors="replace")
    return fields


def _parameter(head: bytes, header: str, name: str) -> str | None:
    """Return the parameter of a header in the headers of a form or of its part; None if it has none."""
    value = message_from_bytes(head[:LONGEST_HEAD]).get_param(name, header=header)
    return value if isinstance(value, str) else None


def _last(values: Mapping[str, list[str]]) -> dict[str, str]:
    return {name: each[-1] for name, each in values.items()}
