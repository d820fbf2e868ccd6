"""What the commands have in common in reading their words: one sentence for each that is wrong."""

from __future__ import annotations

import argparse
import re
from typing import Final, NoReturn

_MOST_SECONDS: Final = 1_000_000
"""Eleven days; some systems count a time-out in milliseconds, of 31 bits."""


class Parser(argparse.ArgumentParser):
    """Argparse, with one sentence instead of a page when an option is wrong."""

    def error(self, message: str) -> NoReturn:
        """End with status 2."""
        self.exit(2, f"{self.prog}: {message}. Try: {self.prog} --help\n")


def port(text: str) -> int:
    """Read a port; 0 is any that is free."""
    if not (text.isascii() and text.isdecimal() and int(text) < 65_536):
        raise argparse.ArgumentTypeError(f"{text!r} is no port: use a number from 0 to 65535")
    return int(text)


def file(text: str) -> str:
    """Read the name of a file."""
    if not text:
        raise argparse.ArgumentTypeError("a file is named by its path, which is not empty")
    return text


def seconds(text: str) -> float:
    """Read how long to wait."""
    try:
        wait = float(text)
    except ValueError:
        wait = 0.0
    if not 0 < wait <= _MOST_SECONDS:  # not so for nan
        raise argparse.ArgumentTypeError(f"{text!r} cannot be waited: use seconds above 0 and up to {_MOST_SECONDS:,}")
    return wait


def server(text: str) -> str:
    """Read where a server is, without the /v1 that all its paths begin with; a password is refused unseen."""
    if _CREDENTIALS.match(text):
        raise argparse.ArgumentTypeError("the address is shown: leave the credentials out of it")
    if "?" in text or "#" in text:
        raise argparse.ArgumentTypeError("paths are added to the address: leave out what begins with ? or #")
    return text.rstrip("/").removesuffix("/v1")


def upstream(text: str) -> str:
    """Read where the server behind a proxy is."""
    if not _ADDRESS.match(server(text)):
        raise argparse.ArgumentTypeError(f"{text!r} is no address: use one like http://127.0.0.1:8000")
    return text


_CREDENTIALS: Final = re.compile(r"([^/]*//)?[^/?#]*@")
_ADDRESS: Final = re.compile(r"https?://[^/?#\s]+", re.IGNORECASE)
