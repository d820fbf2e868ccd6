"""Read a body from YAML, with the line of every value and a word on YAML's traps.

YAML has two readings: in YAML 1.1 ``14:00`` is the number 840, ``no`` is false and ``1e3`` is text,
in YAML 1.2 they are text, text and 1000. Where the readings differ the file is refused rather than
guessed at. What stands where a secret belongs is not quoted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import yaml

from fivetran_common.pointers import child

from .._values.masking import is_secret_name
from ._source import MOST_VALUES, Place, Problem, Source, Unreadable, counted, source, too_large

_TAG = "tag:yaml.org,2002:"
_MERGE = _TAG + "merge"
_READ_TWO_WAYS = frozenset(_TAG + name for name in ("int", "float", "timestamp"))
_JSON_TAGS = _READ_TWO_WAYS | {_TAG + name for name in ("map", "seq", "str", "bool", "null")}
_JSON_NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?")
_TRUE = frozenset({"true", "yes", "on"})
_ONE_BOOLEAN = frozenset({"true", "True", "TRUE", "false", "False", "FALSE"})  # in both readings
_NUMBER_IN_1_2 = re.compile(r"[-+]?(\.\d+|\d+(\.\d*)?)([eE][-+]?\d+)?|0o[0-7]+", re.ASCII)

_SAID = {
    "another document": "The file holds more than one document: give each connection a file of its own",
    "'\\t'": "The file is not YAML: it is indented with a tab, where YAML wants spaces",
    # Without the name that was found: it may be a secret that wants quotes.
    "undefined alias": "The file is not YAML: without quotes * stands for an anchor, and there is none of that name",
    "undefined tag": "The file is not YAML: without quotes ! begins a tag, and there is none of that name",
}


class _Standing(NamedTuple):
    pointer: str
    line: int
    node: yaml.Node


def read_yaml(text: str) -> Source:
    """Return the body in ``text``; raise `Unreadable` where it is not YAML that JSON can carry."""
    try:
        loader: Any = yaml.SafeLoader(text)  # its stubs leave out some types
        root = loader.get_single_node()
        if root and _unfolded(root, {}) > MOST_VALUES:
            raise too_large()
        standing = counted(_walk(root)) if root else []
        _refuse([problem for place in standing for problem in _problems(place)])
        body: object = loader.construct_document(root) if root else None
    except yaml.YAMLError as error:
        raise Unreadable(_syntax(error)) from None
    except ValueError as error:  # a number of more digits than Python converts
        raise Unreadable(Problem("file.yaml", f"The file holds a number that is too long: {error}.")) from None
    return source(body, [_place(place) for place in standing])


def _unfolded(node: yaml.Node, known: dict[int, int]) -> int:
    """Count what a node stands for, with all that its aliases and merges bring in; what holds itself counts once."""
    if id(node) not in known:
        known[id(node)] = 1
        known[id(node)] += sum(_unfolded(value, known) for value in _values(node))
    return known[id(node)]


def _values(node: yaml.Node) -> list[yaml.Node]:
    if isinstance(node, yaml.MappingNode):
        return [value for _, value in node.value]
    return node.value if isinstance(node, yaml.SequenceNode) else []


def _walk(root: yaml.Node) -> Iterator[_Standing]:
    waiting = [_Standing("", 1, root)]
    while waiting:
        place = waiting.pop()
        yield place
        waiting.extend(reversed(list(_children(place))))


def _children(place: _Standing) -> Iterator[_Standing]:
    if isinstance(place.node, yaml.SequenceNode):
        for index, item in enumerate(place.node.value):
            yield _Standing(child(place.pointer, index), _line(item), item)
    elif isinstance(place.node, yaml.MappingNode):
        for key, value in place.node.value:
            if key.tag != _MERGE:  # what a merge brings in was walked where its anchor stands
                yield _Standing(child(place.pointer, key.value), _line(key), value)


def _place(standing: _Standing) -> Place:
    node = standing.node
    plain = node.value if _is_plain(node) and node.tag != _TAG + "str" else None
    return Place(standing.pointer, standing.line, plain)


def _is_plain(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and node.style is None


def _line(node: yaml.Node) -> int:
    return node.start_mark.line + 1


def _refuse(problems: list[Problem]) -> None:
    if problems:
        raise Unreadable(*problems)


def _problems(place: _Standing) -> Iterator[Problem]:
    """Yield what JSON cannot carry, and what the two readings of YAML read differently."""
    node = place.node
    if isinstance(node, yaml.MappingNode):
        yield from _key_problems(place)
    if node.tag not in _JSON_TAGS:
        named = "" if _is_secret(place) else f" {node.tag.removeprefix(_TAG)}"
        message = f"Leave the tag{named} out: the API takes JSON, which has no value for it."
        yield Problem("file.yaml", message, place.pointer, place.line)
    elif message := _two_readings(node):
        quoted = "Write the value in quotes: without them YAML does not read it as text."
        yield Problem("file.quotes", quoted if _is_secret(place) else message, place.pointer, place.line)


def _is_secret(place: _Standing) -> bool:
    """Say whether a secret may stand here, which no message repeats."""
    return any(map(is_secret_name, place.pointer.split("/")))


def _two_readings(node: yaml.Node) -> str:
    """Say what to write in the place of a value that the two readings of YAML read differently."""
    if node.tag in _READ_TWO_WAYS and not _JSON_NUMBER.fullmatch(node.value):
        return f'Write "{node.value}" in quotes: without them it is {_reading(node)} in YAML.'
    if node.tag == _TAG + "bool" and node.value not in _ONE_BOOLEAN:
        meant = "true" if node.value.lower() in _TRUE else "false"
        return f'Write {meant}, or "{node.value}" in quotes: YAML 1.1 reads it as {meant}, YAML 1.2 as text.'
    if node.tag == _TAG + "str" and _is_plain(node) and _NUMBER_IN_1_2.fullmatch(node.value):
        return f'Write "{node.value}" in quotes, or all digits: YAML 1.1 reads it as text, YAML 1.2 as a number.'
    return ""


def _reading(node: yaml.Node) -> str:
    if node.tag == _TAG + "timestamp":
        return "a date"
    loader: Any = yaml.SafeLoader("")
    try:
        return f"the number {loader.construct_object(node)}"
    except ValueError:  # an explicit tag, as in `!!int x`
        return "tagged as a number"


def _key_problems(place: _Standing) -> Iterator[Problem]:
    for key, _ in place.node.value:
        if key.tag not in (_TAG + "str", _MERGE):
            name = f"key {key.value}" if isinstance(key, yaml.ScalarNode) else "key of this mapping"
            message = f"Write the {name} in quotes: without them it is not text."
            yield Problem("file.yaml", message, place.pointer, _line(key))


def _syntax(error: yaml.YAMLError) -> Problem:
    """Say in one sentence what the parser found, and where."""
    if not isinstance(error, yaml.MarkedYAMLError) or error.problem_mark is None:
        return Problem("file.yaml", f"The file is not YAML: {str(error).splitlines()[0]}.")
    mark, found = error.problem_mark, str(error.problem)
    message = next((said for part, said in _SAID.items() if part in found), f"The file is not YAML: {found}")
    place = f"line {mark.line + 1}, column {mark.column + 1}"
    return Problem("file.yaml", f"{message} ({place}).", line=mark.line + 1)
