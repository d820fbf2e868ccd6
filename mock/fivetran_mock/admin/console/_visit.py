"""A visit to a page, and its answers: a page from a template, a redirect, an asset."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final
from urllib.parse import parse_qsl, quote

from jinja2 import Environment, PackageLoader, StrictUndefined, Template, select_autoescape

from fivetran_rules import without_url_secrets

from ..._mock.facade import BaseMock
from ..._mock.formats.http import Reply, Request

PACKAGE: Final = "fivetran_mock.admin.console"
KINDS: Final = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""Nothing inline runs, nothing comes from another host, and no other page shows ours in a frame."""

SECURE: Final = [
    ("content-security-policy", POLICY),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "same-origin"),
]

MOST_FIELDS: Final = 100

LONGEST_FORM: Final = 1_048_576
"""The most bytes of a form."""


@dataclass(frozen=True, slots=True)
class PageProblem(Exception):
    """A step that cannot be taken; the page says why."""

    message: str
    status: int = 400


@dataclass(frozen=True, slots=True)
class Visit:
    """One request of a browser."""

    mock: BaseMock
    request: Request
    path: str
    """The path of the page, which begins after `/__mock__/`."""
    arguments: tuple[str, ...]
    """The parts of the path that a route leaves open, percent-decoded."""
    query: Mapping[str, str]
    form: Mapping[str, str]

    def page(self, name: str, *, status: int = 200, failed: str = "", **values: Any) -> Reply:
        """Render a page; `failed` is shown at its head."""
        always = {
            "root": self._root,
            "now": self.mock.now,
            "quote": quoted,
            "done": self.query.get("done", ""),
            "failed": failed,
        }
        content = template(name).render(always, **values)
        headers = [("content-type", "text/html; charset=utf-8"), ("cache-control", "no-store"), *SECURE]
        status = 400 if failed and status == 200 else status
        return Reply(status, headers, content.encode(errors="replace"))

    def asset(self) -> Reply:
        """Return the bundled file that the path names."""
        name = self.arguments[0]
        kind = KINDS.get(name.rpartition(".")[2])
        if kind is None or name not in _assets():
            raise PageProblem("There is no such file.", 404)
        headers = [("content-type", f"{kind}; charset=utf-8"), ("cache-control", "no-cache"), *SECURE]
        return Reply(200, headers, _assets()[name])

    def redirect(self, path: str, done: str = "") -> Reply:
        """Send the browser on, by an address relative to its own; `done` names the sentence that the page shows."""
        done = f"{'&' if '?' in path else '?'}done={done}" if done else ""
        location = ("location", f"{self._root}{path}{done}")
        return Reply(303, [location, ("cache-control", "no-store"), *SECURE], b"")

    @property
    def _root(self) -> str:
        return "../" * self.path.count("/") or "./"


@cache
def template(name: str) -> Template:
    """Return a template; those that end in `.html` escape their values."""
    loader = PackageLoader(PACKAGE)
    environment = Environment(
        loader=loader, autoescape=select_autoescape(), undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["without_url_secrets"] = without_url_secrets
    return environment.get_template(name)


@cache
def _assets() -> dict[str, bytes]:
    return {asset.name: asset.read_bytes() for asset in (files(PACKAGE) / "assets").iterdir() if asset.is_file()}


def quoted(text: object) -> str:
    """Quote a part of a path or of a query."""
    return quote(str(text).encode(errors="replace"), safe="")


def query_of(target: str) -> dict[str, str]:
    """Read the query of a target; of a name that stands twice, the last value counts."""
    return dict(parse_qsl(target.partition("?")[2], keep_blank_values=True))


def form_of(request: Request) -> dict[str, str]:
    """Read the fields of a submitted form; of a name that stands twice, the last value counts."""
    if len(request.body) > LONGEST_FORM:
        raise PageProblem(_UNREADABLE)
    try:
        return dict(parse_qsl(request.body.decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS))
    except ValueError:
        raise PageProblem(_UNREADABLE) from None


_UNREADABLE: Final = "The form cannot be read. Load the page again and repeat the step."
