"""Read the values of options; a wrong one is one sentence."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable
from contextlib import suppress
from ipaddress import ip_address
from typing import Final, get_args
from urllib.parse import urlsplit

from fivetran_common.files import SECRET_BYTES, CannotRead, decoded, read_bytes
from fivetran_common.json_text import is_utf8

from .._mock.clock.moments import read_start
from .._mock.credentials import RoleName

_MOST_SECONDS: Final = 1_000_000
"""Eleven days; some systems count a time-out in milliseconds, in 31 bits."""


def port(text: str) -> int:
    """Return a port; 0 takes any free one."""
    if not (text.isascii() and text.isdecimal() and int(text) < 65_536):
        raise argparse.ArgumentTypeError(f"{text!r} is not a port: use a number from 0 to 65535")
    return int(text)


def group(text: str) -> tuple[str, str]:
    """Return the id of a group and its name, which is the id unless it is given."""
    found, _, name = text.partition(":")
    if not (found and _is_text(text)):
        raise argparse.ArgumentTypeError("the id of a group is text in UTF-8, and not empty")
    return found, name or found


def behaviour(text: str) -> dict[str, str]:
    """Return a behaviour, with its name as the only key."""
    from fivetran_rules.behaviours import InvalidBehaviours, read_behaviours  # takes as long as all other imports

    name, equals, value = text.partition("=")
    if not equals:
        raise argparse.ArgumentTypeError("a behaviour is a name and a value, as in list_config=present")
    try:
        return read_behaviours({name: value})
    except InvalidBehaviours as problem:
        raise argparse.ArgumentTypeError(str(problem)) from None


def owner(text: str) -> tuple[str, str]:
    """Return a key of the owner with its value, as in `given_name=Ada`."""
    from .._mock.state.settings import SETTINGS  # takes as long as all other imports

    key, _, value = text.partition("=")
    try:
        SETTINGS.check_arguments(owner={key: value})
    except (TypeError, ValueError) as problem:
        raise argparse.ArgumentTypeError(str(problem)) from None
    return key, value


def credential(text: str) -> tuple[str, str | tuple[str, RoleName]]:
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
    if not (key and secret):
        raise argparse.ArgumentTypeError("a credential is a key and a secret, joined by a colon")
    if not _is_text(text):
        raise argparse.ArgumentTypeError("a credential is text in UTF-8 without control characters")
    if not role:
        return key, secret
    for name in get_args(RoleName):
        if role == name:
            return key, (secret, name)
    raise argparse.ArgumentTypeError(f"the third part of a credential is a role: {', '.join(get_args(RoleName))}")


def duration(text: str) -> float:
    """Return how long something takes, which may be 0."""
    try:
        length = float(text)
    except ValueError:
        length = -1.0
    if not 0 <= length <= _MOST_SECONDS:  # false for nan
        raise argparse.ArgumentTypeError(f"{text!r} is not a time: use seconds from 0 to {_MOST_SECONDS:,}")
    return length


def server(text: str) -> str:
    """Return the address of a server without the /v1 of all paths; an error does not show a password."""
    if _CREDENTIALS.match(text):
        raise argparse.ArgumentTypeError("the address is printed: remove the credentials from it")
    if "?" in text or "#" in text:
        raise argparse.ArgumentTypeError("paths are added to the address: remove ? or # and the text behind it")
    if not _is_address(text):
        raise argparse.ArgumentTypeError(f"{text!r} is not an address: use one like http://127.0.0.1:8000")
    return text.rstrip("/").removesuffix("/v1")


def _is_address(text: str) -> bool:
    """Return whether a text is the address of a server: a scheme, a host, and a port if there is one."""
    try:
        parts = urlsplit(text)
        is_complete = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port out of range, or a bracket that is left open
        return False
    return is_complete and text.isprintable() and " " not in text


def _is_text(text: str) -> bool:
    """Return whether a text can be encoded, which bytes of another encoding cannot, and has no control character."""
    return is_utf8(text) and not _CONTROLS.search(text)


_CONTROLS: Final = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_HOST: Final = re.compile(r"(\*\.)?(?!.*(\.\.|\.-|-\.))[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?")
_CREDENTIALS: Final = re.compile(r"([^/]*//)?[^/?#]*@")


def _text(fits: Callable[[str], object], sentence: str) -> Callable[[str], str]:
    """Return a reader of texts that fit; the sentence for others may show them as `{}`, since they are no secrets."""

    def read(text: str) -> str:
        with suppress(ValueError):
            if fits(text):
                return text
        raise argparse.ArgumentTypeError(sentence.format(repr(text)))

    return read


file = _text(bool, "the path of a file is not empty")
identifier = _text(lambda text: text and _is_text(text), "an id is text in UTF-8, and not empty")
token = _text(
    lambda text: text.isascii() and text.isprintable() and text.strip() == text != "",
    "a token is printable ASCII text, and not empty",
)
moment = _text(lambda text: read_start(text) >= 0, "{} is no date and time with its zone, as in 2026-01-01T00:00:00Z")
host = _text(
    lambda text: _HOST.fullmatch(text) or ip_address(text),
    "{} is neither a host name nor an address, as in mock.test or 10.0.0.2",
)
