"""What `serve` and `run` have in common: the options of a mock, and the mock they make."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Generator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

from .._mock.faults.model import InvalidFault, faults_from_data
from .._mock.formats.data_files import InvalidDataFile, read_data
from .._mock.lifecycle.seeds import InvalidSeed, read_seed
from .._mock.state.sqlite_store import SQLiteStore, StateFileError
from ..admin import Answer, Site
from ..mock import FivetranMock
from ..server import CannotListen, Endpoint, MissingExtra
from ..server._access_log import logged
from ..server._tls import temporary_identity, trust
from . import FAILED, INVALID, USAGE, complain
from ._parser import Parser, file, port

_DESCRIPTION_WIDTH: Final = 28

_HOSTS: Final = ("localhost", "127.0.0.1", "::1", "api.fivetran.com")
"""Whom the certificate speaks for: this machine, and the API, for clients whose name server leads here."""


class Unusable(Exception):
    """What was asked for cannot be had; `status` is the command's exit status."""

    def __init__(self, sentence: object, *, status: int = FAILED) -> None:
        super().__init__(str(sentence))
        self.status = status


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A mock and the socket it will answer on."""

    mock: FivetranMock
    endpoint: Endpoint
    answer: Answer
    authority_file: str | None
    """Where the certificate lies by which clients believe the server; None without TLS."""

    @property
    def environment(self) -> dict[str, str]:
        """The variables by which a client finds the mock and believes it."""
        trusted = {} if self.authority_file is None else trust(self.authority_file)
        return {**self.endpoint.environment(self.mock), **trusted}


def new_parser(command: str, description: str, *, usage: str | None = None) -> argparse.ArgumentParser:
    """Give a parser that knows the options of a mock."""
    parser = Parser(
        prog=f"fivetran-mock {command}",
        usage=usage,
        description=description,
        allow_abbrev=False,
        formatter_class=lambda prog: argparse.HelpFormatter(prog, max_help_position=_DESCRIPTION_WIDTH),
    )
    parser.set_defaults(command=command)
    add = parser.add_argument
    add("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
    add("--port", type=port, default=0, help="port to listen on; 0, the default, takes any that is free")
    add("--seed-file", metavar="FILE", type=file, help="groups, connections and scripts to begin with, YAML or JSON")
    add("--faults", metavar="FILE", type=file, help="what is to go wrong, YAML or JSON")
    add(
        "--group",
        metavar="ID",
        action="append",
        type=_group,
        help="a group that exists, may be repeated; any group by default",
    )
    add(
        "--credential",
        metavar="KEY:SECRET",
        action="append",
        type=_credential,
        help="a key pair that works, may be repeated; any well-formed pair by default",
    )
    add("--rate-limits", choices=("standard", "trial"), help="count calls as the API does, and refuse with 429")
    add("--duplicate-schemas", choices=("refuse", "allow"), default="refuse", help="a second connection on one schema")
    add("--strict", action="store_true", help="refuse what is only inferred to be wrong, too")
    add("--realtime", action="store_true", help="let time follow the clock; by default it moves when told to")
    add("--random-seed", metavar="NUMBER", type=int, default=0, help="what ids and fault shares are drawn from (0)")
    add(
        "--state",
        metavar="FILE",
        type=file,
        help="keep the state in this SQLite file; a seed is planted only while it has none",
    )
    add("--tls", action="store_true", help="serve https with a certificate authority that is thrown away at the end")
    add(
        "--ca-file",
        metavar="FILE",
        type=file,
        help="where --tls leaves the authority's certificate; a temporary file by default",
    )
    add("--log-format", choices=("none", "text", "json"), default="none", help="a line on stderr for each request")
    return parser


@contextmanager
def prepare(options: argparse.Namespace) -> Generator[Prepared]:
    """Make what the options describe, and clean up afterwards; raises `Unusable`."""
    with ExitStack() as stack:
        try:
            prepared = _prepare(options, stack)
        except InvalidDataFile as problem:
            raise Unusable(problem, status=INVALID) from None
        except (CannotListen, MissingExtra, StateFileError, OSError) as problem:
            raise Unusable(problem) from None
        yield prepared


def _prepare(options: argparse.Namespace, stack: ExitStack) -> Prepared:
    if options.ca_file is not None and not options.tls:
        raise Unusable("--ca-file is where --tls leaves a certificate: give --tls too, or neither", status=USAGE)
    endpoint = stack.enter_context(Endpoint.bind(options.host, options.port))
    authority_file = None
    if options.tls:
        identity = temporary_identity((options.host, *_HOSTS))
        endpoint = endpoint.with_tls(identity.context)
        authority_file = _temporary_file(stack) if options.ca_file is None else options.ca_file
        _leave(identity.authority, authority_file)
    mock = _mock(options, stack, card_page=endpoint.url)
    answer = logged(Site(mock).answer, style=options.log_format, stream=sys.stderr)
    return Prepared(mock=mock, endpoint=endpoint, answer=answer, authority_file=authority_file)


def _mock(options: argparse.Namespace, stack: ExitStack, *, card_page: str) -> FivetranMock:
    faults = () if options.faults is None else _from_file(options.faults, faults_from_data, InvalidFault)
    store = None if options.state is None else stack.enter_context(closing(SQLiteStore(options.state)))
    mock = FivetranMock(
        credentials=None if options.credential is None else dict(options.credential),
        groups=options.group,
        strict=options.strict,
        rate_limits=options.rate_limits,
        realtime=options.realtime,
        seed=options.random_seed,
        faults=faults,
        duplicate_schemas=options.duplicate_schemas,
        store=store,
        card_page=card_page,
    )
    if options.seed_file is not None:
        _from_file(options.seed_file, lambda data: _seed(mock, data, options), InvalidSeed)
    return mock


def _seed(mock: FivetranMock, data: object, options: argparse.Namespace) -> None:
    """Plant a seed; where there is state already, that counts, and only the scripts stand, which are never kept."""
    if not mock.accounts():
        mock.seed(data)
        return
    seed = read_seed(data)
    mock.seed(setup_tests=seed.setup_tests, syncs=seed.syncs)
    if seed.groups or seed.connections:
        complain(
            options.command,
            f"{options.state} has state already: the groups and connections of {options.seed_file} are not planted.",
        )


_Made = TypeVar("_Made")


def _from_file(path: str, make: Callable[[Any], _Made], problem: type[Exception]) -> _Made:
    """Make something of a file's data; what is wrong with it is told with the file's name."""
    data = read_data(path)
    try:
        return make(data)
    except problem as error:
        raise InvalidDataFile(path, error) from None


def _leave(authority: bytes, path: str) -> None:
    try:
        Path(path).write_bytes(authority)
    except OSError as error:
        raise Unusable(f"--ca-file: the certificate cannot be left in {path}: {error.strerror}") from None


def _temporary_file(stack: ExitStack) -> str:
    folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="fivetran-mock-"))
    return str(Path(folder) / "ca.pem")


def _group(text: str) -> str:
    if not text:
        raise argparse.ArgumentTypeError("a group is named by its id, which is not empty")
    return text


def _credential(text: str) -> tuple[str, str]:
    key, _, secret = text.partition(":")
    if not (key and secret):
        raise argparse.ArgumentTypeError("a credential is a key and a secret, joined by a colon")
    return key, secret
