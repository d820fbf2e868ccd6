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
from subprocess import Popen, TimeoutExpired
from typing import Any, Final, Literal, Self

import fivetran_openapi

from .._mock.formats.http import Reply, Request
from ._install import GUARD, find_node, install
from ._process import LoggedProcess, OnLine, PrismFailed

DOCUMENT: Final = Path(fivetran_openapi.__file__).with_name("openapi.json")
"""The document, as a file."""

_HOST: Final = "127.0.0.1"
_LINES_SHOWN: Final = 20
_LISTENING: Final = re.compile(r"Prism is listening on \S+:(\d+)")


@dataclass(frozen=True, slots=True)
class PrismViolation:
    """One thing that Prism has against a request or an answer."""

    location: tuple[str, ...]
    """Where, starting with `request` or `response`."""
    severity: str
    message: str


def violations(reply: Reply) -> list[PrismViolation]:
    """
    Return the violations that Prism reports in a header.

    Its body is the document's example whatever was wrong, so a test that reads the body's message passes for the wrong
    reason. Prism cuts the header at about 8 KB; what is then no JSON counts as one violation.
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

    `mode` is `mock` (answers from the document's examples) or `proxy` (passes requests on to `upstream` and judges both
    ways). `port` 0 takes a free one. `errors` turns what Prism has against an answer into a 500. `check_requests` false
    lets the proxy pass bad requests on, so that the server's own refusal is seen. `dynamic` invents answers from the
    schemas, the same ones again with the same `seed`. `document` is another file than that of
    `fivetran_openapi`. `on_line` gets each line of Prism's log. Times are in seconds.

    Raises ValueError for a proxy without `upstream`, and when it is started `PrismUnavailable` where Prism cannot be
    run, `PrismFailed` when it does not start.
    """

    def __init__(
        self,
        *,
        mode: Literal["mock", "proxy"] = "mock",
        upstream: str | None = None,
        port: int = 0,
        errors: bool = True,
        check_requests: bool = True,
        seed: str | None = None,
        dynamic: bool = False,
        document: str | Path = DOCUMENT,
        on_line: OnLine = lambda _line: None,
        start_timeout: float = 60.0,
        timeout: float = 10.0,
    ) -> None:
        if (mode == "proxy") != (upstream is not None):
            raise ValueError("upstream is the server behind a proxy: pass it only with mode='proxy'")
        self.mode: Final = mode
        self.upstream: Final = upstream
        self.port: int = port
        self.timeout = timeout
        self._wanted: int = port
        self._start_timeout = start_timeout
        self._strict_proxy = errors and mode == "proxy"
        self._document = document
        self._on_line = on_line
        self._flags = tuple(
            flag
            for flag, wanted in {
                "--errors": errors,
                "--dynamic": dynamic,
                f"--seed={seed}": seed is not None,
                "--validate-request=false": not check_requests,
            }.items()
            if wanted
        )
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
        program = (node.executable, f"--require={GUARD}", str(entry), self.mode, str(self._document))
        listen = (f"--host={_HOST}", f"--port={self._wanted}")
        upstream = (self.upstream,) if self.upstream else ()
        command = (*program, *upstream, *listen, *self._flags)
        self._process = LoggedProcess(command, folder=entry.parent, ready=_LISTENING, on_line=self._on_line)
        try:
            self.port = self._listening(self._process)
        except BaseException:
            self.stop()
            raise

    def _listening(self, process: LoggedProcess) -> int:
        """Return the port that Prism says it listens on, which it says when it does."""
        try:
            found = process.ready.result(self._start_timeout)
        except TimeoutError:
            raise self._failed(f"Prism did not start within {self._start_timeout:g} seconds") from None
        if found:
            return int(found[1])
        if any("EADDRINUSE" in line for line in self.log):
            raise PrismFailed(f"port {self._wanted} of {_HOST} is taken: choose another, or 0 for any")
        raise self._failed(f"Prism ended at its start (exit status {process.end()})")

    def stop(self) -> None:
        """End Prism and all that belongs to it; does nothing when it is not started."""
        if self._process is not None:
            self._process.end()
            self._process = None
            self.port = self._wanted

    def wait(self) -> int:
        """Wait until Prism ends by itself, and return its exit status."""
        return self._started().wait()

    def handle(self, request: Request) -> Reply:
        """
        Send one request and return the answer, as `FivetranMock.handle` does.

        A proxy with `errors` refuses an answer whose status the document does not know with a 500, as Prism itself does
        with every other violation; on that one it only warns. Raises ValueError for a request that HTTP cannot carry,
        and `PrismFailed` when no answer comes within `timeout` and when Prism has ended.
        """
        process, named = self._started(), f"{request.method} {request.target}"
        connection = http.client.HTTPConnection(_HOST, self.port, timeout=self.timeout)
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
            raise self._failed(f"Prism left {named} unanswered for {self.timeout:g} seconds") from None
        except (OSError, http.client.HTTPException) as error:
            try:
                fate = f"ended by itself (exit status {process.wait(1.0)})"
            except TimeoutExpired:
                fate = "broke off"
            raise self._failed(f"Prism {fate} while it had {named} to answer") from error
        finally:
            connection.close()
        reply = Reply(answer.status, [(name.lower(), value) for name, value in answer.getheaders()], body)
        if self._strict_proxy and any(violation.severity == "Warning" for violation in violations(reply)):
            reply.status = 500
        return reply

    def _started(self) -> Popen[bytes]:
        if self._process is None:
            raise PrismFailed("Prism is not started: use it as `with Prism() as prism`")
        return self._process.process

    def _failed(self, sentence: str) -> PrismFailed:
        return PrismFailed(sentence, log=self.log[-_LINES_SHOWN:])
