"""Bodies and texts as they may be shown: secrets masked."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from fivetran_common.json_types import is_array, is_mapping
from fivetran_rules import is_secret

from .secret import MASK, Secret

API_MASK = "******"
"""What the API itself answers in place of a sensitive value (observed, go-fivetran's live tests)."""

# Everything below these keys is secret, whatever its own name.
_SECRET_BRANCHES = frozenset({"auth"})

_SHORT = 3


def masked(value: Any, *, name: str = "", secret: bool = False) -> Any:
    """Return a copy of a JSON value in which every secret is `***`."""
    secret = secret or is_secret_name(name)
    if is_mapping(value):
        return {key: masked(item, name=key, secret=secret) for key, item in value.items()}
    if is_array(value):
        return [masked(item, secret=secret) for item in value]
    return MASK if _hidden(value, secret=secret) else value


def secrets_in(value: Any, *, name: str = "", secret: bool = False) -> Iterator[str]:
    """Return every secret in a JSON value, numbers in digits."""
    secret = secret or is_secret_name(name)
    if is_mapping(value):
        for key, item in value.items():
            yield from secrets_in(item, name=key, secret=secret)
    elif is_array(value):
        for item in value:
            yield from secrets_in(item, secret=secret)
    elif _hidden(value, secret=secret):
        # A sealed number shows its mask as text; the encoder writes it as it is sent.
        yield str.__str__(value) if isinstance(value, str) else json.dumps(value, default=str)


def scrubbed(text: str, *, body: Any, secrets: Iterable[str] = ()) -> str:
    """Return a text of the server's in which none of these secrets is left, and none of the request's body."""
    try:
        hidden = {*secrets, *secrets_in(body)}
    except RecursionError:  # Python can write a body that is nested too deep for it to be walked
        return MASK
    # The longest first: a secret may contain another one.
    spellings = map(_spelling, sorted(hidden, key=len, reverse=True))
    return re.sub("|".join(spellings), MASK, text) if hidden else text


def _spelling(secret: str) -> str:
    """Return the pattern of every way in which a server may write a secret that it repeats."""
    # How long a run of backslashes is says only how often the text was escaped.
    pattern = "".join(map(_spelt, re.sub(r"\\+", r"\\", secret)))
    # One of three letters would shred the words of the text, so it counts only as a word of its own.
    return rf"(?<![^\W_]){pattern}(?![^\W_])" if len(secret) <= _SHORT else pattern


@lru_cache(maxsize=1024)
def _spelt(character: str) -> str:
    """Return the pattern of one character: as it is, or as JSON or HTML escape it, JSON up to three times over."""
    if character.isascii() and character.isalnum():
        return character  # nobody escapes these, and secrets are mostly made of them
    units = re.findall("....", character.encode("utf-16-be", "surrogatepass").hex())
    # No two of these match the same text, or a long secret would have them tried in every combination; and where one
    # begins another, the longer stands first.
    ways = ["".join(rf"\\{{1,8}}u(?i:{unit})" for unit in units)]
    if (entity := html.escape(character)) != character:
        ways.append(re.escape(entity))
    if (short := json.dumps(character)[2:-1]).isalpha():  # n for a line break
        ways.append(rf"\\{{1,8}}{short}")
    if character == "\\":  # stands for a run of them
        ways = [f"(?:{ways[0]})+", r"(?<!\\)\\+"]
    else:
        ways.append(rf"\\{{0,8}}{re.escape(character)}")
    return f"(?:{'|'.join(ways)})"


@lru_cache(maxsize=1024)  # bodies have the same few keys again and again
def is_secret_name(name: str) -> bool:
    """Say whether what stands under this key is to be masked."""
    text = str(name)  # JSON has only text keys, but a caller's mapping may not
    return text in _SECRET_BRANCHES or is_secret(text)


def _hidden(value: object, *, secret: bool) -> bool:
    return isinstance(value, Secret) or (secret and value is not None and value != "" and not isinstance(value, bool))
