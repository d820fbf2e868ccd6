"""
Prism, run from Python: a stateless mock made from the document, or a proxy that checks a server against it.

Prism itself is installed into a cache folder on first use. POSIX systems only: it has a process group of its own.
"""

from __future__ import annotations

import http.client
import json
import re
from dataclasses import dataclass
from pathlib import Path
from subprocess import TimeoutExpired
from typing import Any, Final, Self

import fivetran_openapi

from .._mock.formats.http import Reply, Request
from ._install import GUARD, find_node, install
from ._process import LoggedProcess, PrismFailed

DOCUMENT: Final = Path(fivetran_openapi.__file__).with_name("openapi.json")
"""The document, as a file."""

START_SECONDS: Final = 60.0
ANSWER_SECONDS: Final = 10.0
"""The seconds that Prism may take to start, and to answer."""

_HOST: Final = "127.0.0.1"
_LINES_SHOWN: Final = 20
_LISTENING: Final = re.compile(r"Prism is listening on \S+:(\d+)")


@dataclass(frozen=True, slots=True)
class PrismViolation:
    """One violation that Prism found in a request or an answer."""

    location: tuple[str, ...]
    """The place, which starts with `request` or `response`."""
    severity: str
    message: str


def violations(reply: Reply) -> list[PrismViolation]:
    """
    Return the violations that Prism reports in a header.

    The body of the reply is the document's example whatever was wrong, so a test that reads its message passes for the
    wrong reason. Prism cuts the header at about 8 KB; if the rest is no JSON, it counts as one violation.
    """
    found: list[PrismViolation] = []
    for header in (value for name, value in reply.headers if name == "sl-violations"):
        try:
            listed: list[dict[str, Any]] = json.loads(header)
        except ValueError:
            listed = [{"message": header}]
        found += [
            PrismViolation(tuple(one.get("location", ())), one.get("severity", "Error"), one.get("message", ""))
            for one in listed
        ]
    return found


class Prism:
    """
    The Prism command line as a context manager: ended by leaving it, and by any end of this process.

    It is a mock, which answers from the document's examples, or with `upstream` a proxy, which passes requests on to
    that server and judges both ways: a violation becomes a 500. `check_requests` false lets the proxy pass bad requests
    on, so that the server's own refusal is seen. `document` is a file in place of the document of `fivetran_openapi`.
    The lines of Prism's log go to the logger `fivetran_mock.prism`, at level DEBUG.

    Raises `PrismUnavailable` when it is started where Prism cannot be run, and `PrismFailed` when it does not start.
    """

    def __init__(
        self, *, upstream: str | None = None, check_requests: bool = True, document: str | Path = DOCUMENT
    ) -> None:
        self.upstream: Final = upstream
        self.port: int = 0
        """The port that it listens on; 0 when it is not started."""
        self._document = document
        self._flags = ("--errors", *(() if check_requests else ("--validate-request=false",)))
        self._process: LoggedProcess | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.stop()

    @property
    def url(self) -> str:
        """The address to send requests to, without a slash at its end."""
        return f"http://{_HOST}:{self.port}"

    @property
    def pid(self) -> int | None:
        """The id of Prism's process and of its process group; None when it is not started."""
        return self._process.process.pid if self._process else None

    @property
    def log(self) -> tuple[str, ...]:
        """The last lines that Prism wrote, oldest first."""
        return tuple(self._process.lines) if self._process else ()

    def start(self) -> None:
        """Start Prism, and return when it listens; does nothing when it was started before."""
        if self._process is not None:
            return
        node = find_node()
        entry = install(node)
        mode = ("mock", str(self._document)) if self.upstream is None else ("proxy", str(self._document), self.upstream)
        program = (node.executable, f"--require={GUARD}", str(entry), *mode)
        command = (*program, f"--host={_HOST}", "--port=0", *self._flags)
        self._process = LoggedProcess(command, folder=entry.parent, ready=_LISTENING)
        try:
            self.port = self._listening(self._process)
        except BaseException:
            self.stop()
            raise

    def _listening(self, process: LoggedProcess) -> int:
        """Return the port that Prism names once it listens."""
        try:
            found = process.ready.result(START_SECONDS)
        except TimeoutError:
            raise self._failed(f"Prism did not start within {START_SECONDS:g} seconds") from None
        if found:
            return int(found[1])
        raise self._failed(f"Prism ended at its start (exit status {process.end()})")

    def stop(self) -> None:
        """End Prism and all that belongs to it; does nothing when it is not started."""
        if self._process is not None:
            self._process.end()
            self._process = None
            self.port = 0

    def handle(self, request: Request) -> Reply:
        """
        Send one request and return the answer, as `FivetranMock.handle` does.

        A proxy answers with 500 if the answer behind it violates the document. Prism itself only warns about a status
        that the document does not know; here such an answer becomes a 500 as well. Raises ValueError for a request that
        HTTP cannot carry, and `PrismFailed` if no answer comes within `ANSWER_SECONDS` or if Prism has ended.
        """
        if self._process is None:
            raise PrismFailed("Prism is not started: use it as `with Prism() as prism`")
        process, named = self._process.process, f"{request.method} {request.target}"
        connection = http.client.HTTPConnection(_HOST, self.port, timeout=ANSWER_SECONDS)
        try:
            connection.request(request.method, request.target, request.body, dict(request.headers))
            answer = connection.getresponse()
            body = answer.read()
        except (http.client.InvalidURL, ValueError):
            raise ValueError(
                "the request cannot be sent: method, target and headers are text without control characters, "
                "the target in ASCII"
            ) from None
        except TimeoutError:
            raise self._failed(f"Prism left {named} unanswered for {ANSWER_SECONDS:g} seconds") from None
        except (OSError, http.client.HTTPException) as error:
            try:
                fate = f"ended by itself (exit status {process.wait(1.0)})"
            except TimeoutExpired:
                fate = "broke off"
            raise self._failed(f"Prism {fate} while it had {named} to answer") from error
        finally:
            connection.close()
        reply = Reply(answer.status, [(name.lower(), value) for name, value in answer.getheaders()], body)
        if self.upstream is not None and any(violation.severity == "Warning" for violation in violations(reply)):
            reply.status = 500
        return reply

    def _failed(self, sentence: str) -> PrismFailed:
        return PrismFailed(sentence, log=self.log[-_LINES_SHOWN:])
