"""
Mask secrets in a text from outside, in time proportional to the text.

A secret is searched as it is and in each encoding of one table, whole or cut off by the end of the text. No pattern is
made from a secret, so nothing can backtrack.
"""

from __future__ import annotations

import html
import json
from base64 import b64encode
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from os.path import commonprefix
from string import ascii_lowercase, ascii_uppercase
from typing import Any, Final
from urllib.parse import quote, quote_plus

from .masking import secrets_in
from .secret import MASK

_SHORT: Final = 3
"""The length up to which a secret is masked only as a word of its own: within words it would shred a text."""

_CUT_OFF: Final = 6
"""The fewest characters of a secret that are masked at the cut end of a text."""

_MOST_BEGINS: Final = 100
"""The most places at the end of a text where a cut-off secret may begin: more are no cut, but a text that repeats."""

_AFTER_A_CUT: Final = "\"'`}])>. \t\r\n\ufffd…"
"""The texts that may follow a cut-off text until the end of the answer, and half of a character."""

_ONE_CASE: Final = str.maketrans(ascii_uppercase, ascii_lowercase)


def _bytes(secret: str) -> bytes:
    return secret.encode("utf-8", "surrogatepass")


def _json(secret: str) -> str:
    return json.dumps(secret)[1:-1]


_ENCODERS: Final[tuple[Callable[[str], str], ...]] = (
    str,
    _json,
    lambda secret: json.dumps(secret, ensure_ascii=False)[1:-1],
    lambda secret: _json(secret).replace("/", r"\/"),
    lambda secret: _json(secret).translate({ord(sign): rf"\u{ord(sign):04x}" for sign in "<>&"}),  # as Go writes it
    lambda secret: _json(_json(secret)),  # a message in JSON that quotes JSON
    lambda secret: quote(secret, safe="", errors="surrogatepass"),
    lambda secret: quote(secret, errors="surrogatepass"),
    lambda secret: quote_plus(secret, errors="surrogatepass"),
    html.escape,
    lambda secret: html.escape(secret, quote=False),
    lambda secret: html.escape(secret).replace("&#x27;", "&#39;").replace("&quot;", "&#34;"),  # as Jinja writes it
    lambda secret: b64encode(_bytes(secret)).decode(),
    lambda secret: b64encode(_bytes(secret), altchars=b"-_").decode(),
)
"""The ways in which a server may repeat a secret; letters count the same in either case."""


def scrubber(body: Any, secrets: Iterable[str] = ()) -> Callable[[str], str]:
    """Return the function that masks these secrets in a text of the server's, and all of the request's body."""
    try:
        hidden = {*secrets, *secrets_in(body)}
    except RecursionError:  # Python can write a body that is too deep to walk
        return lambda _: MASK
    encoded = {(encode(secret), len(secret) <= _SHORT) for secret in hidden for encode in _ENCODERS}
    needles = [(text.translate(_ONE_CASE), is_word) for text, is_word in encoded if text]

    def scrubbed(text: str) -> str:
        shown, end = list[str](), 0
        for start, stop in sorted(_spans(text.translate(_ONE_CASE), needles)):
            if start >= end:
                shown += text[end:start], MASK
            end = max(end, stop)
        return "".join((*shown, text[end:]))

    return scrubbed


class Others:
    """
    Masks the secrets of many bodies in a text: each of at least eight characters that is no name to be shown.

    A shorter secret, such as `1`, would shred the messages of other requests. The secrets are encoded with the first
    text, since most runs have no failure.
    """

    def __init__(self, bodies: Iterable[Any] = (), names: Iterable[str] = ()) -> None:
        """Take the bodies, and the names that messages may show."""
        self._bodies = tuple(bodies)
        self._names = frozenset(name.lower() for name in names)

    def __call__(self, text: str) -> str:
        """Return the text with the mask for each of the secrets, and for one that the end of the text cuts off."""
        needles, plain = self._needles, text.translate(_ONE_CASE)
        cuts = len(plain), len(plain.rstrip(_AFTER_A_CUT))
        shown, end = list[str](), 0
        for start in range(len(plain) - _CUT_OFF + 1):
            if start >= end and plain[start : start + _CUT_OFF] in needles.beginnings:
                whole = start + needles.length(plain[start : start + needles.longest])
                tails = [cut for cut in cuts if _CUT_OFF <= cut - start < needles.longest]
                stop = max((whole, *(cut for cut in tails if needles.any_begins(plain[start:cut]))))
                if stop > start:
                    shown += text[end:start], MASK
                    end = stop
        return "".join((*shown, text[end:]))

    @cached_property
    def _needles(self) -> _Needles:
        secrets = {secret for secret in secrets_in(self._bodies) if len(secret) >= _LEAST_OF_OTHERS}
        needles = set[str]()
        for secret in secrets:
            if secret.lower() not in self._names:
                needles |= {encode(secret).translate(_ONE_CASE) for encode in _ENCODERS}
        return _Needles(needles)


_LEAST_OF_OTHERS: Final = 8
"""The fewest characters of a secret of another body that are masked."""


class _Needles:
    """
    Encoded secrets in sorted order: a binary search finds the longest one with which a text begins.

    It is the one sorted right before the text, or has only the beginning that the text shares with that one. A
    dictionary of beginnings would not do: thousands of keys may begin alike.
    """

    def __init__(self, needles: Iterable[str]) -> None:
        """Sort them; the empty text is before all, and each text begins with it."""
        self._sorted = sorted(("", *needles))
        self.longest: Final = max(map(len, self._sorted))
        self.beginnings: Final = {needle[:_CUT_OFF] for needle in self._sorted}

    def length(self, text: str) -> int:
        """Return the length of the longest one with which a text begins; 0 if there is none."""
        while not text.startswith(needle := self._sorted[bisect_right(self._sorted, text) - 1]):
            text = commonprefix((text, needle))  # noqa: RUF071  # of texts, not of paths
        return len(needle)

    def any_begins(self, text: str) -> bool:
        """Return whether one of them begins with a text."""
        at = bisect_left(self._sorted, text)
        return at < len(self._sorted) and self._sorted[at].startswith(text)


def _spans(text: str, needles: Iterable[tuple[str, bool]]) -> Iterator[tuple[int, int]]:
    """
    Return the places of the needles in a text, and the end of the text if it begins one.

    A word among the needles counts only without a letter or digit beside it.
    """
    begun = text.rstrip(_AFTER_A_CUT)
    for needle, is_word in needles:
        start = text.find(needle)
        while start >= 0:
            end = start + len(needle)
            if not (is_word and (text[start - 1 : start].isalnum() or text[end : end + 1].isalnum())):
                yield start, end
            start = text.find(needle, end)
        for cut in (text, begun):
            if length := _overlap(cut, needle):
                yield len(cut) - length, len(cut)


def _overlap(text: str, needle: str) -> int:
    """Return the length of the longest end of the text that begins the needle; 0 if it is too short to count."""
    tail = text[-len(needle) :]
    start = -1
    for _ in range(_MOST_BEGINS if len(needle) > _CUT_OFF else 0):
        start = tail.find(needle[:_CUT_OFF], start + 1)
        if start < 0:
            break
        if needle.startswith(tail[start:]):
            return len(tail) - start
    return 0
