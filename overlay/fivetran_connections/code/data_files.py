"""The files of the data folder: the lock of an apply, and the journal."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable, Generator
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from fivetran_common.lazy import EXTRA
from fivetran_common.system import variable

from ..errors import FivetranError, InvalidRequest
from .plans import Outcome


def data_folder() -> Path:
    """Return the folder, made if need be and closed to other users. `FIVETRAN_CONNECTIONS_DATA` names another one."""
    named = variable("FIVETRAN_CONNECTIONS_DATA", refusal=InvalidRequest)
    try:
        if not named:
            from platformdirs import user_data_dir  # in an extra, and only here

            named = user_data_dir("fivetran-connections")
        (folder := Path(named)).mkdir(mode=0o700, parents=True, exist_ok=True)
    except ImportError:
        problem = f"needs {EXTRA.format('cli')}, or name one"
    except OSError as error:
        problem = f"{named} cannot be made ({error.strerror}): name another one"
    else:
        return folder
    raise InvalidRequest(f"The data folder {problem} in FIVETRAN_CONNECTIONS_DATA.")


class AnotherApply(InvalidRequest):
    """Another apply with the same memory is running; nothing was sent."""


class CannotKeep(FivetranError):
    """The journal or the memory cannot be written; an apply starts no other change then."""


@contextmanager
def only_apply(memory: Path) -> Generator[None, None, None]:
    """Hold the lock of a memory, which ends with its process; raise `AnotherApply` where another one holds it."""
    path = memory.with_name(f"{memory.name}.lock")
    with ExitStack() as held:
        try:
            database = held.enter_context(closing(sqlite3.connect(path, timeout=0, isolation_level=None)))
            database.execute("BEGIN EXCLUSIVE")
        except sqlite3.Error as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                raise InvalidRequest(
                    f"The lock {path} cannot be used ({error}): its folder has to be writable, or name another memory "
                    "with --memory."
                ) from None
            raise AnotherApply(
                f"Another apply with the memory {memory} is running; nothing was sent. "
                "Wait until it has ended, then plan again."
            ) from None
        yield


@contextmanager
def journal(path: Path) -> Generator[Callable[[Outcome], None], None, None]:
    """
    Yield a function that appends an outcome to a file, as one line of JSON without values.

    The file is made if need be, and only its owner can read it. Each line is written before the next change begins.
    Raises `InvalidRequest` where the file cannot be opened, and the function `CannotKeep` where it cannot be written.
    """
    with appending("journal", path) as append:
        yield lambda one: append({"time": datetime.now(UTC).isoformat(timespec="milliseconds"), **one.as_json()})


@contextmanager
def appending(name: str, path: Path) -> Generator[Callable[[object], None], None, None]:
    """Yield a function that appends a line of JSON to a file of its owner, which is called by `name` in errors."""
    # Without O_NONBLOCK, opening a FIFO would wait for a reader.
    flags = os.O_CREAT | os.O_APPEND | os.O_WRONLY | getattr(os, "O_NONBLOCK", 0)
    try:
        descriptor = os.open(path, flags, 0o600)
    except OSError as error:
        raise InvalidRequest(f"The {name} {path} cannot be written: {error.strerror}.") from None
    try:

        def append(line: object) -> None:
            text = f"{json.dumps(line, ensure_ascii=False)}\n"
            left = memoryview(text.encode(errors="backslashreplace"))  # as JSON escapes a surrogate
            try:
                while left:
                    left = left[os.write(descriptor, left) :]
            except OSError as error:
                raise CannotKeep(f"The {name} {path} cannot be written: {error.strerror}.") from None

        yield append
    finally:
        os.close(descriptor)
