"""Ids of two words, as the API has them: a seeded sequence without repetition that stores only its position."""

from __future__ import annotations

from importlib.resources import files
from typing import Final
from zlib import crc32

_FIRST, _SECOND = (
    words.split() for words in files(__package__ or "").joinpath("words.txt").read_text(encoding="utf-8").split("\n\n")
)

WORDS: Final = 256
"""The number of words in each list."""

_SPAN: Final = WORDS * WORDS
_MASK: Final = _SPAN - 1


class Names:
    """An endless sequence of two-word ids; the same seed and key produce the same ids."""

    def __init__(self, *, seed: int, key: str) -> None:
        self._by = crc32(key.encode(errors="surrogatepass"), seed & 0xFFFFFFFF)
        self.count: int = 0
        """The number of ids returned so far: the whole state of the sequence."""

    def next(self) -> str:
        """Return an id that this sequence has not returned before."""
        round_, number = divmod(self.count, _SPAN)
        self.count += 1
        mixed = (number + self._by) & _MASK  # each number becomes another one, in an order that looks random
        mixed = (mixed * ((self._by >> 15) | 1)) & _MASK
        mixed ^= mixed >> 7
        first, second = divmod((mixed * 0x9E35) & _MASK, WORDS)
        return f"{_FIRST[first]}_{_SECOND[second]}{round_ or ''}"
