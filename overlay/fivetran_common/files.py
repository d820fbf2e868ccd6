"""Read files with a limit, without devices and pipes, and replace files as a whole or not at all."""

from __future__ import annotations

import os
import re
import secrets
import stat
import time
from collections.abc import Iterable
from contextlib import suppress
from functools import partial
from os import PathLike, fspath
from pathlib import Path
from typing import BinaryIO, Final

KIB: Final = 1024
MIB: Final = 1024 * KIB

CONNECTION_BYTES: Final = 4 * MIB
"""The limit of a file with connections, and of a request body."""
SECRET_BYTES: Final = 64 * KIB
"""The limit of a file that holds one secret."""
DATA_BYTES: Final = 64 * MIB
"""The limit of seeds, CSV files, snapshots, definitions and answers."""


STANDARD_INPUT: Final = "<stdin>"
"""The name of standard input as a file, as compilers have it."""
DASH: Final = "-"
"""The path that stands for standard input on command lines."""


class CannotRead(Exception):
    """A file cannot be read; the text is one sentence without the file's name."""


class TooLarge(CannotRead):
    """A file is larger than its limit."""


class NotText(CannotRead):
    """A file is not text in UTF-8."""


def read_bytes(path: str | PathLike[str], *, limit: int) -> bytes:
    """Return the bytes of a regular file of at most `limit` bytes; raises `CannotRead`."""
    try:
        with open(fspath(path), "rb", opener=_open_regular) as file:  # Path.open takes no opener
            return read_stream(file, limit=limit)
    except FileNotFoundError:
        raise CannotRead("There is no such file.") from None
    except IsADirectoryError:
        raise CannotRead("This is a directory.") from None
    except ValueError:  # a null byte in the name
        raise CannotRead("This is not the name of a file.") from None
    except OSError as error:
        raise CannotRead(f"The file cannot be read: {error.strerror}.") from None


def read_text(path: str | PathLike[str], *, limit: int) -> str:
    """Return the text of a regular file in UTF-8 of at most `limit` bytes; raises `CannotRead`."""
    return decoded(read_bytes(path, limit=limit))


def read_stream(stream: BinaryIO, *, limit: int) -> bytes:
    """Return the rest of a stream of at most `limit` bytes, whole KiB or MiB; raises `TooLarge`."""
    content = stream.read(limit + 1)
    if len(content) > limit:
        size = f"{limit // MIB} MiB" if limit >= MIB else f"{limit // KIB} KiB"
        raise TooLarge(f"The file is larger than {size}.")
    return content


def write_whole(path: str | PathLike[str], content: bytes, *, mode: int | None = None) -> None:
    """
    Write a file, or leave it as it was; raises `OSError`.

    A file beside it is written first and then takes its name, so no reader finds a part, also when the disk is full. A
    link is followed once; permissions stay unless ``mode`` has others; a device or a pipe is written directly.
    """
    target = Path(os.path.realpath(path))
    before = target.stat().st_mode if target.exists() else None
    if before is not None and not stat.S_ISREG(before):
        target.write_bytes(content)
        return
    permissions = mode or before
    beside = target.with_name(f".{target.name[:50]}.{secrets.token_hex(8)}")
    try:
        # Never through a link that somebody has put there; nobody else has it open when the content comes.
        with open(beside, "xb", opener=partial(os.open, mode=0o600 if permissions else 0o666)) as file:
            if permissions is not None:
                beside.chmod(permissions)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(target)
    except BaseException:
        with suppress(OSError):
            beside.unlink()
        raise


def remove_rests(paths: Iterable[Path]) -> None:
    """Remove the files that `write_whole` left beside these when it was killed, more than an hour ago."""
    folders = dict[Path, set[str]]()
    for path in paths:
        folders.setdefault(path.parent, set()).add(path.name[:50])
    latest = time.time() - 3600
    for folder, names in folders.items():
        for rest in folder.glob(".*"):
            name = _REST.fullmatch(rest.name)
            if name and name[1] in names and rest.lstat().st_mtime < latest and rest.is_file():
                rest.unlink(missing_ok=True)


_REST: Final = re.compile(r"\.(.+)\.[0-9a-f]{16}")


def decoded(content: bytes) -> str:
    """Return UTF-8 text, without the byte order mark that editors on Windows write; raises `NotText`."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotText(f"The file is not text in UTF-8: see byte {error.start + 1}.") from None


def _open_regular(name: str, flags: int) -> int:
    # Without O_NONBLOCK, opening a pipe would wait for a writer.
    descriptor = os.open(name, flags | getattr(os, "O_NONBLOCK", 0))
    mode = os.fstat(descriptor).st_mode
    if stat.S_ISREG(mode) or stat.S_ISDIR(mode):
        return descriptor
    os.close(descriptor)
    raise CannotRead("This is not a regular file: a device, pipe or socket is not read.")
