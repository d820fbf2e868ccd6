"""Log one line for each request, without secrets: no header, no body, no card token."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Awaitable
from contextlib import suppress
from typing import Any

from fivetran_common.text import printable
from fivetran_rules import without_url_secrets

from .._mock.formats.http import Reply, Request
from .._mock.formats.refusals import VIOLATIONS_HEADER
from ..admin import RequestHandler


def logged(answer: RequestHandler) -> RequestHandler:
    """Return an `answer` that also writes a line to standard error."""

    def answer_and_log(request: Request) -> Reply | Awaitable[Reply]:
        begun = time.perf_counter()

        def log(reply: Reply) -> Reply:
            with suppress(OSError):  # a full disk, or nobody who reads: the request has been carried out
                sys.stderr.write(_line(request, reply, 1000 * (time.perf_counter() - begun)))
            return reply

        async def log_later(reply: Awaitable[Reply]) -> Reply:
            return log(await reply)

        answered = answer(request)
        return log(answered) if isinstance(answered, Reply) else log_later(answered)

    return answer_and_log


def _line(request: Request, reply: Reply, milliseconds: float) -> str:
    header = dict(reply.headers).get(VIOLATIONS_HEADER)
    violations: list[dict[str, Any]] = json.loads(header) if header else []
    reasons = [f"{violation['pointer']}: {violation['message']}" for violation in violations]
    fault = [f"fault {reply.effect}"] if reply.effect else []
    line = f"{reply.status} {request.method} {without_url_secrets(request.target)} {milliseconds:.1f} ms"
    return f"{printable('; '.join((line, *fault, *reasons)))}\n"
