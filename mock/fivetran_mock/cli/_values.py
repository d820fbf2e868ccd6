"""Read the values of options; a wrong one is one sentence. Those of settings are checked by the mock."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable
from contextlib import suppress
from ipaddress import ip_address
from typing import Final, get_args
from urllib.parse import urlsplit

from fivetran_common.files import SECRET_BYTES, CannotRead, decoded, read_bytes


def port(text: str) -> int:
    """Return a port; 0 takes any free one."""
    if not (text.isascii() and text.isdecimal() and int(text) < 65_536):
        raise argparse.ArgumentTypeError(f"{text!r} is not a port: use a number from 0 to 65535")
    return int(text)


def group(text: str) -> tuple[str, str]:
    """Return the id of a group and its name, by default the id."""
    found, _, name = text.partition(":")
    return found, name or found


def pair(text: str) -> tuple[str, str]:
    """Return a name and its value."""
    name, equals, value = text.partition("=")
    if not equals:
        raise argparse.ArgumentTypeError(f"{text!r} is not a name and a value, joined by an equals sign")
    return name, value


def credential(text: str) -> tuple[str, str | tuple[str, str]]:
    """
    Return a key, and its secret or a pair of secret and role; an error does not show them.

    `@PATH` reads the first line of a file, so that the secret is not on the command line.
    """
    if text.startswith("@"):
        try:
            text = decoded(read_bytes(text[1:], limit=SECRET_BYTES)).partition("\n")[0].rstrip("\r")
        except CannotRead as problem:
            raise argparse.ArgumentTypeError(
                f"the file of a credential cannot be used. {problem}".rstrip(".")
            ) from None
    key, _, rest = text.partition(":")
    secret, _, role = rest.partition(":")
    if not (key and secret and text.isprintable()):
        raise argparse.ArgumentTypeError("a credential is a key and a secret of printable text, joined by a colon")
    if role:
        from .._mock.state.settings import RoleName  # help and completion do not need the mock

        if role not in get_args(RoleName):
            raise argparse.ArgumentTypeError(f"the role in KEY:SECRET:ROLE is {' or '.join(get_args(RoleName))}")
    return key, (secret, role) if role else secret


_HOST: Final = re.compile(r"(\*\.)?(?!.*(\.\.|\.-|-\.))[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?")
_ADDRESS: Final = re.compile(r"https?://[^\s/?#@]+(/[^\s?#@]*)?")


def _text(fits: Callable[[str], object], sentence: str) -> Callable[[str], str]:
    """Return a reader of texts that fit; the sentence for others may show them as `{}`, since they are no secrets."""

    def read(text: str) -> str:
        with suppress(ValueError):
            if fits(text):
                return text
        raise argparse.ArgumentTypeError(sentence.format(repr(text)))

    return read


file = _text(bool, "the path of a file is not empty")
token = _text(
    lambda text: text.isascii() and text.isprintable() and text.strip() == text != "",
    "a token, also that of FIVETRAN_MOCK_ADMIN_TOKEN, is printable ASCII text, and not empty",
)
host = _text(
    lambda text: _HOST.fullmatch(text) or ip_address(text),
    "{} is neither a host name nor an address, as in mock.test or 10.0.0.2",
)
address = _text(
    lambda text: _ADDRESS.fullmatch(text) and text.isprintable() and urlsplit(text).port != 0,
    "an address is like http://127.0.0.1:8000/path, without credentials, ? and #",
)
