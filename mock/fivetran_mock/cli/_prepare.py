"""Make the mock and the server that the options of `serve` and `run` describe."""

from __future__ import annotations

import argparse
import gc
import json
import sys
import time
from collections.abc import Awaitable, Callable, Generator
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass, fields
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit

from fivetran_common.text import printable
from fivetran_rules import without_url_secrets
from fivetran_rules.behaviours import InvalidBehaviours, read_behaviours

from .._mock.formats.files import InvalidDataFile, read_data
from .._mock.formats.http import Reply, Request
from .._mock.formats.refusals import VIOLATIONS_HEADER
from .._mock.formats.schema import InvalidData
from .._mock.seeds import SCRIPTS, read_seed
from .._mock.state.faults import faults_of
from .._mock.state.records import InvalidRecord
from .._mock.state.settings import MockSettings
from ..admin import RequestHandler
from ..mock import FivetranMock
from ..server import Endpoint, MissingExtra
from ..server._posting import Posting
from ..server._server import temporary_identity, trust
from . import INVALID, USAGE, Unusable, complain
from ._options import option_of

_HOSTS: Final = ("localhost", "127.0.0.1", "::1", "api.fivetran.com")
"""Names in the certificate: this machine, and the API, for clients whose name server points here."""

FROZEN: Final = 1_000
"""The creates after which the server exempts all objects from garbage collection."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A mock and its listening socket."""

    mock: FivetranMock
    endpoint: Endpoint
    answer: RequestHandler
    closing: Callable[[], None]
    credentials: str
    """A sentence about the key pairs that work, without their secrets."""
    authority_file: str | None
    """The file with the certificate that clients have to trust; None without TLS."""

    @property
    def environment(self) -> dict[str, str]:
        """The environment variables by which a client finds the mock and trusts its certificate."""
        trusted = {} if self.authority_file is None else trust(self.authority_file)
        return {**self.endpoint.environment(self.mock), **trusted}


@contextmanager
def prepare(command: str, options: argparse.Namespace) -> Generator[Prepared]:
    """Make a mock and its socket, and clean up afterwards; raises `Unusable`."""
    with ExitStack() as stack:
        try:
            prepared = _prepare(command, options, stack)
        except InvalidDataFile as problem:
            raise Unusable(problem, status=INVALID) from None
        except (MissingExtra, OSError) as problem:
            raise Unusable(problem) from None
        yield prepared


def _prepare(command: str, options: argparse.Namespace, stack: ExitStack) -> Prepared:
    for option, other in (("ca-file", "tls"), ("tls-name", "tls"), ("durable", "state")):
        if getattr(options, option.replace("-", "_")) and not getattr(options, other):
            sentence = f"--{option} works only with --{other}: add --{other}, or remove --{option}"
            raise Unusable(sentence, status=USAGE)
    names = (options.host, *_HOSTS, *(options.tls_name or ()))
    tls, authority = temporary_identity(names) if options.tls else (None, b"")
    endpoint = stack.enter_context(Endpoint.bind(options.host, options.port, tls=tls))
    authority_file = None
    if tls is not None:
        authority_file = options.ca_file or str(
            Path(stack.enter_context(TemporaryDirectory(prefix="fivetran-mock-"))) / "ca.pem"
        )
        try:
            Path(authority_file).write_bytes(authority)
        except OSError as error:
            sentence = f"--ca-file: the certificate cannot be written to {authority_file}: {error.strerror}"
            raise Unusable(sentence) from None
    public = (options.public_url or endpoint.url).rstrip("/")
    mock = _mock(command, options, stack, card_page=public)
    access = endpoint.access(urlsplit(public).hostname or "", admin_token=options.admin_token)
    posting = Posting(mock, access, hosts=options.webhooks_to or ())
    stack.callback(gc.unfreeze)
    answer = without_pauses(logged(posting.answer) if options.log else posting.answer)
    credentials = _credentials(mock, options)
    return Prepared(mock, endpoint, answer, posting.close, credentials, authority_file)


def without_pauses(answer: RequestHandler) -> RequestHandler:
    """
    Return an `answer` that exempts all objects from garbage collection after each `FROZEN` creates.

    A collection would otherwise look at every connection, and pause the server for half a second with 100,000. It is
    for a process of the mock alone; in the process of a test, the collector belongs to the test.
    """
    created = 0
    gc.freeze()  # objects of a state file or a seed

    def answer_and_freeze(request: Request) -> Reply | Awaitable[Reply]:
        nonlocal created
        reply = answer(request)
        if isinstance(reply, Reply) and reply.status == 201:
            created += 1
            if created % FROZEN == 0:
                gc.collect(1)  # frozen garbage is never freed
                gc.freeze()
        return reply

    return answer_and_freeze


def logged(answer: RequestHandler) -> RequestHandler:
    """Return an `answer` that also writes a line to standard error: no header, no body, and no token of a card."""

    def answer_and_log(request: Request) -> Reply | Awaitable[Reply]:
        begun = time.perf_counter()

        def log(reply: Reply) -> Reply:
            with suppress(OSError):  # a full disk, or nobody who reads: the request has been carried out
                sys.stderr.write(_log_line(request, reply, 1000 * (time.perf_counter() - begun)))
            return reply

        async def log_later(reply: Awaitable[Reply]) -> Reply:
            return log(await reply)

        answered = answer(request)
        return log(answered) if isinstance(answered, Reply) else log_later(answered)

    return answer_and_log


def _log_line(request: Request, reply: Reply, milliseconds: float) -> str:
    header = dict(reply.headers).get(VIOLATIONS_HEADER)
    violations: list[dict[str, Any]] = json.loads(header) if header else []
    reasons = [f"{violation['pointer']}: {violation['message']}" for violation in violations]
    fault = [f"fault {reply.effect}"] if reply.effect else []
    line = f"{reply.status} {request.method} {without_url_secrets(request.target)} {milliseconds:.1f} ms"
    return f"{printable('; '.join((line, *fault, *reasons)))}\n"


def _credentials(mock: FivetranMock, options: argparse.Namespace) -> str:
    if options.credentials is not None:
        return f"these API keys work, each with its own secret: {', '.join(key for key, _ in options.credentials)}"
    example = f"FIVETRAN_API_KEY={mock.api_key} FIVETRAN_API_SECRET={mock.api_secret}"
    return f"every key pair works: {example}"


def _mock(command: str, options: argparse.Namespace, stack: ExitStack, *, card_page: str) -> FivetranMock:
    store, is_new = None, True
    if options.state is not None:
        from .._mock.state.sqlite_store import SQLiteStore  # brings sqlite3

        store = stack.enter_context(closing(SQLiteStore(options.state, durable=options.durable)))
        is_new = not list(store.load())
    settings = {each.name: getattr(options, each.name, None) for each in fields(MockSettings)}
    given = {name: value for name, value in settings.items() if value is not None}
    for name in {"credentials", "groups", "owner"} & given.keys():
        given[name] = dict(given[name])
    if options.faults is not None:
        given["faults"] = _from_file(options.faults, faults_of)
    given["behaviours"] = {} if options.behaviours is None else _from_file(options.behaviours, read_behaviours)
    given["behaviours"] |= dict(options.behaviour or ())
    try:
        mock = FivetranMock(**given, store=store, card_page=card_page)
    except InvalidRecord as problem:
        advice = "name another file with --state, or restore a copy"
        raise Unusable(f"{options.state}: {problem}: {advice}.") from None
    except (TypeError, ValueError) as problem:
        sentence = str(problem)
        for setting in settings:
            if sentence.startswith(setting):
                sentence = sentence.replace(setting, option_of(setting), 1)
        raise Unusable(sentence, status=USAGE) from None
    if options.seed_file is not None:
        _from_file(options.seed_file, lambda data: _add_seed(command, mock, data, options, is_new=is_new))
    return mock


def _add_seed(command: str, mock: FivetranMock, data: Any, options: argparse.Namespace, *, is_new: bool) -> None:
    """Add a seed; to a used state file only its scripts, which no state file keeps."""
    seed = read_seed(data)  # refuses a text, which `mock.seed` would take for a path
    if is_new:
        mock.seed(data)
        return
    mock.seed({key: value for key, value in data.items() if key in SCRIPTS})
    if seed.groups or seed.connections:
        complain(
            command, f"{options.state} is not empty: the groups and connections of {options.seed_file} were not added."
        )


_Made = TypeVar("_Made")


def _from_file(path: str, make: Callable[[Any], _Made]) -> _Made:
    """Convert a file's data; an error names the file."""
    data = read_data(path)
    try:
        return make(data)
    except (InvalidData, InvalidBehaviours, TypeError) as problem:
        raise InvalidDataFile(path, problem) from None
