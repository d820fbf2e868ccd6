"""
Secrets in a text from outside: found plain, escaped, encoded or cut off, and masked in time proportional to the text.

The escapes of JSON, HTML and URLs are undone, in the text and in the secret alike, until none is left; a secret is then
searched as it is. No pattern is made from a secret, so nothing can backtrack.
"""

from __future__ import annotations

import html
import re
import sys
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from .secret import MASK

_SHORT: Final = 3
"""Characters up to which a secret counts only as a word of its own: it would shred the words of a text."""

_CUT_OFF: Final = 6
"""Characters from which the begin of a secret is masked at the end of a text, and all of it inside of base64."""

_MOST_ESCAPES: Final = 8
"""How often escapes of different kinds are undone: a server may put JSON into HTML into JSON."""

_ESCAPE: Final = re.compile(
    # JSON and Python; a run of backslashes stands for one, since it grows each time that a text is escaped.
    rb"\\++(?:u(?P<utf16>[dD][89abAB][0-9a-fA-F]{2}\\++u[dD][c-fC-F][0-9a-fA-F]{2}|[0-9a-fA-F]{4})"
    rb"|x(?P<byte>[0-9a-fA-F]{2})|(?P<octal>[0-3][0-7]{2})|(?P<letter>[bfnrt]))?"
    rb"|%(?:25)*(?P<percent>[0-9a-fA-F]{2})"
    rb"|&(?:amp;)*+(?:#0*(?P<decimal>[0-9]{1,7});?|#[xX]0*(?P<hexadecimal>[0-9a-fA-F]{1,6});?"
    rb"|(?P<name>[a-zA-Z][0-9a-zA-Z]{1,31};))?"
)
_BEGUN: Final = re.compile(
    rb"(?:\\u[0-9a-fA-F]{0,3}|\\x[0-9a-fA-F]?|\\[0-3]?[0-7]?|%(?:25)*[0-9a-fA-F]?|&(?:amp;)*[#0-9a-zA-Z]{0,32})\Z"
)
"""An escape that the end of the text cuts off; the rest of its run of backslashes counts for nothing."""

_LONGEST_ESCAPE: Final = 60

_AFTER_A_CUT: Final = "\"'`}])>. \t\r\n\ufffd…".encode()
"""The texts between a text that a server has cut off and the end of its answer, and half of a character."""

_LETTERS: Final = {b"b": b"\b", b"f": b"\f", b"n": b"\n", b"r": b"\r", b"t": b"\t"}

# Letters count the same in either case, a plus as the space that it stands for in URLs, and both alphabets of base64
# as one.
_ALIKE: Final = bytes.maketrans(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ+-_", b"abcdefghijklmnopqrstuvwxyz  /")


class _Reading(NamedTuple):
    """A text without its escapes, and where each of its bytes begins and ends in the text with them."""

    text: bytes
    starts: Sequence[int]
    ends: Sequence[int]


def masker(secrets: Iterable[str]) -> Callable[[str], str]:
    """Return the function that replaces these secrets in a text by the mask."""
    needles = dict.fromkeys(needle for secret in secrets for needle in _needles(secret))

    def masked(text: str) -> str:
        data = text.encode("utf-8", "surrogatepass")
        shown, end = bytearray(), 0
        for start, stop in sorted(_spans(data, needles)):
            if start >= end:
                shown += data[end:start] + MASK.encode()
            end = max(end, stop)
        return (shown + data[end:]).decode("utf-8", "surrogatepass")

    return masked if needles else str


def _needles(secret: str) -> Iterator[tuple[bytes, bool]]:
    """Return the texts that stand for a secret, and whether each counts only as a word of its own."""
    data = secret.encode("utf-8", "surrogatepass")
    for spelled in (data, _without_escapes(data).text):
        if needle := spelled.translate(_ALIKE):
            yield needle, len(secret) <= _SHORT or len(needle) <= _SHORT
    if len(secret) <= _SHORT:
        return
    encoded = [data.hex(), data.hex(":"), data.hex(" "), b64encode(data).decode(), b64encode(data).decode().rstrip("=")]
    if len(data) >= _CUT_OFF:
        for before in range(3):
            coded = b64encode(b"\0" * before + data).decode()
            # Characters that depend on the bytes around the secret are left out.
            encoded.append(coded[(before * 8 + 5) // 6 : (before + len(data)) * 8 // 6])
    for coded in encoded:
        yield coded.encode().translate(_ALIKE), False


def _spans(data: bytes, needles: Iterable[tuple[bytes, bool]]) -> Iterator[tuple[int, int]]:
    """Return the places of the needles in a text."""
    whole = _Reading(data, range(len(data)), range(1, len(data) + 1))
    plain = _without_escapes(data)
    for reading in (whole, plain) if plain.text != data else (whole,):
        text = reading.text.translate(_ALIKE)
        for needle, word in needles:
            start = text.find(needle)
            while start >= 0:
                end = start + len(needle)
                if not (word and (_is_letter(text[start - 1 : start]) or _is_letter(text[end : end + 1]))):
                    yield reading.starts[start], reading.ends[end - 1]
                start = text.find(needle, end)
    begun = data.rstrip(_AFTER_A_CUT)
    for reading, stop in ((whole, len(data)), (plain, len(data)), (_without_escapes(begun, cut=True), len(begun))):
        text = reading.text.translate(_ALIKE)
        for needle, _ in needles:
            if length := _overlap(text, needle):
                yield reading.starts[-length], stop


def _is_letter(character: bytes) -> bool:
    return character.isalnum() or character >= b"\x80"


def _overlap(text: bytes, needle: bytes) -> int:
    """Return the length of the longest end of the text that begins the needle, 0 for one that is too short."""
    tail = text[-len(needle) :]
    if len(needle) <= _CUT_OFF or needle[:_CUT_OFF] not in tail:
        return 0
    both = [*needle, -1, *tail]
    lengths = [0]  # for each place, of the longest text before it that also begins all: as Knuth, Morris and Pratt do
    for byte in both[1:]:
        length = lengths[-1]
        while length and both[length] != byte:
            length = lengths[length - 1]
        lengths.append(length + (both[length] == byte))
    return lengths[-1] if lengths[-1] >= _CUT_OFF else 0


def _without_escapes(data: bytes, *, cut: bool = False) -> _Reading:
    """Undo the escapes of a text; ``cut`` leaves out one that the end of the text cuts off."""
    reading = _Reading(data, range(len(data)), range(1, len(data) + 1))
    for _ in range(_MOST_ESCAPES):
        before = reading.text
        if cut and (begun := _BEGUN.search(before[-_LONGEST_ESCAPE:])):
            before = before[: -len(begun[0])].rstrip(b"\\")
        text, starts, ends, done = bytearray(), list[int](), list[int](), 0
        for escape in _ESCAPE.finditer(before):
            start, end = escape.span()
            plain = _character(escape)
            text += before[done:start] + plain
            starts += [*reading.starts[done:start], *[reading.starts[start]] * len(plain)]
            ends += [*reading.ends[done:start], *[reading.ends[end - 1]] * len(plain)]
            done = end
        text += before[done:]
        starts += reading.starts[done : len(before)]
        ends += reading.ends[done : len(before)]
        if (decoded := bytes(text)) == reading.text:
            break
        reading = _Reading(decoded, starts, ends)
    return reading


def _character(escape: re.Match[bytes]) -> bytes:
    """Return the bytes that an escape stands for; a run of backslashes before another character is left out."""
    kind = escape.lastgroup
    said = escape[kind or 0]
    if kind is None:
        return b"&" if said.startswith(b"&") else b""
    if kind == "utf16":
        units = bytes.fromhex(re.sub(rb"\\+u", b"", said).decode())
        return units.decode("utf-16-be", "surrogatepass").encode("utf-8", "surrogatepass")
    if kind in {"decimal", "hexadecimal"}:
        point = int(said, 10 if kind == "decimal" else 16)
        return chr(point).encode("utf-8", "surrogatepass") if point <= sys.maxunicode else escape[0]
    if kind == "name":
        return html.unescape(f"&{said.decode()}").encode()
    return _LETTERS.get(said) or (bytes([int(said, 8)]) if kind == "octal" else bytes.fromhex(said.decode()))
