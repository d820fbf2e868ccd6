"""
Read a document from YAML, with the place of every value.

YAML has two versions: in YAML 1.1 ``14:00`` is the number 840, ``no`` is false and ``1e3`` is text; in YAML 1.2 they
are text, text and 1000. A value that the versions read differently is an error, not a guess. Messages quote only values
of fields beside ``config`` and ``auth``; others may be secrets.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

import yaml

from fivetran_common.json_types import child
from fivetran_common.text import shortened
from fivetran_common.yaml_nodes import MERGE, TooManyValues, compose, construct
from fivetran_rules import kept_fields

from .source import MOST_VALUES, Place, Position, Problem, Source, Unreadable, counted, source, too_large

_MOST_OF_VALUE = 60
_TAG = "tag:yaml.org,2002:"
_TEXT = _TAG + "str"
_READ_TWO_WAYS = frozenset(_TAG + name for name in ("int", "float", "timestamp"))
_JSON_TAGS = _READ_TWO_WAYS | {_TAG + name for name in ("map", "seq", "str", "bool", "null")}
_JSON_NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?")
_ONE_BOOLEAN = frozenset({"true", "True", "TRUE", "false", "False", "FALSE"})  # booleans in YAML 1.1 and 1.2
_NUMBER_IN_1_2 = re.compile(r"[-+]?(\.\d+|\d+(\.\d*)?)([eE][-+]?\d+)?|0o[0-7]+", re.ASCII)

_SAID = {
    "another document": "The file holds more than one document: write each connection into its own file",
    "'\\t'": "The file is not YAML: it is indented with a tab, where YAML requires spaces",
    # The name is left out: it may be a secret without quotes.
    "undefined alias": "The file is not YAML: an unquoted * refers to an anchor, which does not exist: quote the text",
    "undefined tag": "The file is not YAML: an unquoted ! begins a tag, which does not exist: quote the text",
}


def read_yaml(file: str, text: str) -> Source:
    """Return the document in ``text``; raise `Unreadable` where it is not YAML that JSON can carry."""
    try:
        try:
            root = compose(text, most_values=MOST_VALUES)
        except yaml.YAMLError:  # Python's own parser explains the errors of the faster one
            root = yaml.compose(text, yaml.SafeLoader)
        nodes = list[yaml.Node]()
        places = counted(_places(root, nodes)) if root else []
        problems = [found for place, node in zip(places, nodes, strict=True) for found in _problems(*place, node)]
        if problems:
            raise Unreadable(*problems)
        body: object = construct(root)
    except TooManyValues:
        raise too_large() from None
    except yaml.YAMLError as error:
        raise Unreadable(_syntax(error)) from None
    return source(file, body, places)


def _places(root: yaml.Node, nodes: list[yaml.Node]) -> Iterator[Place]:
    """Yield the place of each value, and append its node: the place is that of its key or, in a list, its own."""
    waiting = [("", Position(1, 1), root)]
    while waiting:
        pointer, position, node = waiting.pop()
        nodes.append(node)
        yield pointer, position
        below: list[tuple[str, Position, yaml.Node]] = []
        if isinstance(node, yaml.SequenceNode):
            below = [(child(pointer, index), _position(item), item) for index, item in enumerate(node.value)]
        elif isinstance(node, yaml.MappingNode):
            # Merged values are visited at their anchor.
            pairs = ((key, value) for key, value in node.value if key.tag != MERGE)
            below = [(child(pointer, key.value), _position(key), value) for key, value in pairs]
        waiting += reversed(below)


def _position(node: yaml.Node) -> Position:
    return Position(node.start_mark.line + 1, node.start_mark.column + 1)


def _problems(pointer: str, position: Position, node: yaml.Node) -> Iterator[Problem]:
    """Yield keys other than text, values that JSON lacks, and values that YAML 1.1 and 1.2 read differently."""
    for key, _ in node.value if isinstance(node, yaml.MappingNode) else ():
        if key.tag not in (_TEXT, MERGE):
            name = f"key {key.value}" if isinstance(key, yaml.ScalarNode) else "key of this mapping"
            message = f"Write the {name} in quotes: without them it is not text."
            yield Problem("file.yaml", message, pointer, _position(key))
    if node.tag not in _JSON_TAGS or not isinstance(node, _KINDS.get(node.tag, yaml.ScalarNode)):
        message = "Leave the tag out: the API takes JSON, which has no value for it."
        yield Problem("file.yaml", message, pointer, position)
    elif message := _two_readings(node):
        if pointer.rpartition("/")[2] in kept_fields():
            message += f" The value is {shortened(node.value, _MOST_OF_VALUE)}."
        yield Problem("file.quotes", message, pointer, position)


_KINDS: Final[Mapping[str, type[yaml.Node]]] = {_TAG + "map": yaml.MappingNode, _TAG + "seq": yaml.SequenceNode}
"""The kind of node of each tag for a sequence or mapping."""


def _two_readings(node: Any) -> str:
    """Return how to write a value that the two versions of YAML read differently, or an empty text."""
    if node.tag in _READ_TWO_WAYS and not _JSON_NUMBER.fullmatch(node.value):
        read = "date" if node.tag == _TAG + "timestamp" else "number"
        return f"Write the value in quotes, and without a tag: YAML reads it as a {read}."
    if node.tag == _TAG + "bool" and node.value not in _ONE_BOOLEAN:
        return "Write true or false, or the value in quotes: YAML 1.1 reads it as true or false, YAML 1.2 as text."
    if node.tag == _TEXT and not node.style and _NUMBER_IN_1_2.fullmatch(node.value):
        return "Write the value in quotes, or all its digits: YAML 1.1 reads it as text, YAML 1.2 as a number."
    return ""


def _syntax(error: yaml.YAMLError) -> Problem:
    """Describe the parser's error and its place in one sentence."""
    if not isinstance(error, yaml.MarkedYAMLError) or error.problem_mark is None:
        return Problem("file.yaml", f"The file is not YAML: {str(error).splitlines()[0]}.")
    mark, found = error.problem_mark, str(error.problem)
    message = next((said for part, said in _SAID.items() if part in found), f"The file is not YAML: {found}")
    place = f"line {mark.line + 1}, column {mark.column + 1}"
    return Problem("file.yaml", f"{message} ({place}).", position=Position(mark.line + 1, mark.column + 1))
