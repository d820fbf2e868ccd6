"""Read a document from JSON, with the place of every value."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import NamedTuple, NoReturn

from fivetran_common.pointers import child

from .source import Place, Position, Problem, Source, Unreadable, counted, source

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}:,]|[^\s\[\]{}:,"]+')


class _Token(NamedTuple):
    text: str
    position: Position


def read_json(file: str, text: str) -> Source:
    """Return the document in ``text``; raise `Unreadable` where it is not JSON."""
    try:
        body: object = json.loads(text, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        message = f"The file is not JSON: {error.msg} (line {error.lineno}, column {error.colno})."
        raise Unreadable(Problem("file.json", message, position=Position(error.lineno, error.colno))) from None
    except ValueError as error:  # a number of more digits than Python converts
        raise Unreadable(Problem("file.json", f"The file holds a number that is too long: {error}.")) from None
    tokens = iter(list(_tokens(text)))
    return source(file, text, body, counted(_value("", next(tokens), tokens)))


def _refuse_constant(name: str) -> NoReturn:
    raise Unreadable(Problem("file.json", f"The file holds {name}, which is not a number in JSON."))


def _tokens(text: str) -> Iterator[_Token]:
    line, begin, end = 1, 0, 0
    for match in _TOKEN.finditer(text):
        if breaks := text.count("\n", end, match.start()):
            line += breaks
            begin = text.rindex("\n", end, match.start()) + 1
        end = match.start()
        yield _Token(match.group(), Position(line, end - begin + 1))


def _value(pointer: str, token: _Token, rest: Iterator[_Token]) -> Iterator[Place]:
    """Yield the places of the value that ``token`` begins; `json` itself keeps no positions."""
    yield Place(pointer, token.position, None if token.text[0] in '"[{' else token.text)
    if token.text == "{":
        yield from _members(pointer, rest)
    elif token.text == "[":
        yield from _items(pointer, rest)


def _members(pointer: str, rest: Iterator[_Token]) -> Iterator[Place]:
    while (key := next(rest)).text != "}":
        if key.text != ",":
            next(rest)  # the colon
            value = next(rest)._replace(position=key.position)
            yield from _value(child(pointer, json.loads(key.text)), value, rest)


def _items(pointer: str, rest: Iterator[_Token]) -> Iterator[Place]:
    index = 0
    while (token := next(rest)).text != "]":
        if token.text != ",":
            yield from _value(child(pointer, index), token, rest)
            index += 1
