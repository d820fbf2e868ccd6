"""Spell answers: templates, headers, and the files that pages need."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined

from ..._mock.formats.http import Reply, Request
from .._access import COOKIE
from ._visit import File, Page, Problem, SeeOther, Visit, quoted

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
PACKAGE: Final = "fivetran_mock.admin.console"
KINDS: Final = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}
LIVE: Final = "x-console-live"
"""A header by which the script asks for the changing part of a page alone."""

LIVE_BEGINS: Final = "<!--live-->"
LIVE_ENDS: Final = "<!--/live-->"
"""The marks around that part in a template; no value of a page can contain them, since it is escaped."""

DONE: Final = {
    "advanced": "Time has moved.",
    "restored": "The state is that of the snapshot.",
    "forgotten": "The log is empty.",
    "reset": "Everything is reset.",
    "fault-added": "The fault is added.",
    "fault-removed": "The fault is removed.",
    "faults-cleared": "All faults are removed.",
    "behaviours-set": "The mock behaves so from now on.",
    "passed": "The setup tests passed.",
    "failed": "A setup test failed.",
    "started": "A sync is requested.",
    "finished": "The sync has succeeded.",
    "broken": "The sync has failed.",
    "rescheduled": "The sync is rescheduled.",
    "paused": "The connection is paused.",
    "resumed": "The connection is resumed.",
    "authorized": "The Connect Card is completed, and the setup tests ran.",
    "deleted": "The connection is deleted.",
}
"""The sentences about a step just taken; an address can name one of these and nothing else."""


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader(PACKAGE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def page_reply(visit: Visit, root: str, page: Page) -> Reply:
    """Render a page, or only its changing part where the script asks for that."""
    template = _environment().get_template(page.template)
    values = {
        "root": root,
        "now": visit.mock.now,
        "quote": quoted,
        "done": DONE.get(visit.query.get("done", "")),
        **page.values,
    }
    content = template.render(values)
    if LIVE in visit.request.headers:
        live = content.partition(LIVE_BEGINS)[2].partition(LIVE_ENDS)[0]
        content = f"\n{LIVE_BEGINS}{live}{LIVE_ENDS}\n"  # node for node what the page holds, so that focus stays
    headers = [("content-type", "text/html; charset=utf-8"), ("cache-control", "no-store"), *SECURE]
    return _unless_known(visit.request, Reply(page.status, headers, content.encode(errors="replace")))


def file_reply(file: File, request: Request) -> Reply:
    """Spell the content of a file."""
    headers = [("content-type", file.kind), ("cache-control", "no-cache"), *SECURE]
    if file.name:
        headers.append(("content-disposition", f'attachment; filename="{file.name}"'))
    return _unless_known(request, Reply(200, headers, file.content))


def redirect(root: str, to: SeeOther) -> Reply:
    """Send the browser on, by an address relative to its own."""
    mark = "&" if "?" in to.path else "?"
    done = f"{mark}done={to.done}" if to.done else ""
    return Reply(303, [("location", f"{root}{to.path}{done}"), ("cache-control", "no-store"), *SECURE], b"")


def signed_in(cookie: str) -> Reply:
    """Keep a cookie in the browser, and show the first page."""
    kept = f"{COOKIE}={cookie}; HttpOnly; SameSite=Strict"  # without a path it is for all below `/__mock__/`
    return Reply(303, [("location", "./"), ("set-cookie", kept), ("cache-control", "no-store"), *SECURE], b"")


def asset(name: str) -> File:
    """Return a bundled file."""
    kind = KINDS.get(name.rpartition(".")[2])
    if kind is None or name not in _assets():
        raise Problem("There is no such file.", 404)
    return File(_assets()[name], f"{kind}; charset=utf-8")


@cache
def _assets() -> dict[str, bytes]:
    return {each.name: each.read_bytes() for each in (files(PACKAGE) / "assets").iterdir() if each.is_file()}


def _unless_known(request: Request, reply: Reply) -> Reply:
    """Answer 304 if the browser has this content already."""
    if reply.status != 200:
        return reply
    tag = f'"{hashlib.sha256(reply.body).hexdigest()[:24]}"'
    reply.headers.append(("etag", tag))
    if request.headers.get("if-none-match") == tag:
        return Reply(304, reply.headers, b"")
    return reply
