"""Log one line for each request, without secrets: no header, no body, no card token."""

from __future__ import annotations

import json
import time
from collections.abc import Awaitable
from datetime import UTC, datetime
from typing import Literal, TextIO

from fivetran_common.text import printable, printable_json

from .._mock.formats.http import Reply, Request
from .._mock.formats.masking import without_token
from .._mock.formats.refusals import VIOLATIONS_HEADER
from ..admin import RequestHandler

LogFormat = Literal["none", "text", "json"]


def logged(answer: RequestHandler, *, style: LogFormat, stream: TextIO) -> RequestHandler:
    """Return an `answer` that also writes a line to `stream`; with style `none`, the same `answer`."""
    if style == "none":
        return answer
    written = _as_json if style == "json" else _as_text

    def answer_and_log(request: Request) -> Reply | Awaitable[Reply]:
        begun = time.perf_counter()

        def log(reply: Reply) -> Reply:
            print(written(request, reply, 1000 * (time.perf_counter() - begun)), file=stream, flush=True)
            return reply

        async def log_later(reply: Awaitable[Reply]) -> Reply:
            return log(await reply)

        answered = answer(request)
        return log(answered) if isinstance(answered, Reply) else log_later(answered)

    return answer_and_log


def _as_json(request: Request, reply: Reply, milliseconds: float) -> str:
    violations = _violations(reply)
    entry = {
        "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "method": request.method,
        "target": without_token(request.target),
        "status": reply.status,
        "milliseconds": round(milliseconds, 3),
        **({"fault": reply.effect} if reply.effect else {}),
        **({"violations": violations} if violations else {}),
    }
    return printable_json(entry)


def _as_text(request: Request, reply: Reply, milliseconds: float) -> str:
    reasons = [f"{violation['pointer']}: {violation['message']}" for violation in _violations(reply)]
    fault = [f"fault {reply.effect}"] if reply.effect else []
    line = f"{reply.status} {request.method} {without_token(request.target)} {milliseconds:.1f} ms"
    return printable("; ".join((line, *fault, *reasons)))


def _violations(reply: Reply) -> list[dict[str, str]]:
    """Return the violations of a refusal, which its header has."""
    found: list[dict[str, str]] = json.loads(dict(reply.headers).get(VIOLATIONS_HEADER, "[]"))
    return found
