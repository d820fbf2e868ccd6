"""The regular expressions that meet texts from outside."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = ["overlay", "mock"]

NESTED = {
    r"((?<=://)(?:[^/?#@\s:]*:)?)([^/?#\s]+)(?=@)|([?&#]([^?&#=\s]*)=)((?:[^&# \t\r\n]|#(?![^?&#=\s]*=))+)": (
        "only the second branch takes a #, and it looks no further than the next one"
    ),
    r"[A-Za-z_][A-Za-z0-9_]*(?:[./-][A-Za-z0-9_]+)*": "each repetition begins with a character that the inner lacks",
}
"""Repetitions in repetitions that cannot be divided in two ways, with the reason."""

MADE = {"overlay/fivetran_rules/_rule.py": "patterns of our own rules, which stand in calls of this function"}
"""Modules that make a pattern from something else than a constant, with the reason."""

ONE = re.compile(
    r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\(\?P<\w+>|\(\?[aimsx]*:|\(\?<?[=!]|\(\?>|\{\d*(?:,\d*)?\}[?+]?|[*+?][?+]?|.",
    re.DOTALL,
)
"""One element of a pattern: an escape, a set, the begin of a group, a repetition, or a character."""


TAKES = {"compile", "search", "match", "fullmatch", "sub", "findall", "split", "finditer"}
"""The functions of `re` that take a pattern first."""


class Used(NamedTuple):
    """A pattern, and where it stands."""

    place: str
    pattern: str


def patterns() -> Iterator[Used]:
    """Return the pattern of each call of `re`; empty if it is no constant."""
    for path in sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(func=ast.Attribute(value=ast.Name("re"), attr=name), args=[first, *_]) if name in TAKES:
                    written = first.value if isinstance(first, ast.Constant) else ""
                    text = written.decode("latin-1") if isinstance(written, bytes) else str(written)
                    yield Used(path.relative_to(ROOT).as_posix(), text)


def nested(pattern: str) -> bool:
    """Return whether an unlimited repetition that can backtrack contains another one."""
    inside = [False]
    closed = False
    for element in ONE.findall(pattern):
        endless = element[0] in "*+" or (element[0] == "{" and element.rstrip("?+").endswith(",}"))
        gives_back = endless and not (len(element) > 1 and element.endswith("+"))
        if gives_back and closed:
            return True
        closed = False
        if element[0] == "(":
            inside.append(False)
        elif element == ")":
            closed = inside.pop()
            inside[-1] = inside[-1] or closed
        elif gives_back:
            inside[-1] = True
    return False


@pytest.mark.parametrize(
    ("expected", "pattern"),
    [
        (True, "(a*)*"),
        (True, "(?:a+b?)+c"),
        (True, "((a{2,}))*"),
        (False, "(a*+)*"),
        (False, "(?:a*b)*+"),
        (False, r"(?:[^()*]|\(*a)(b)+"),
        (False, "[(a*]*"),
        (False, "(a|b)*c*"),
    ],
)
def test_nested_repetitions_are_found(expected, pattern):
    """A repetition in a repetition is found, unless one of them gives nothing back."""
    assert expected == nested(pattern)


def test_no_pattern_has_nested_repetitions():
    """No pattern can be matched in a number of ways that grows with the text, except for those with a reason."""
    used = list(patterns())

    assert len(used) > 30
    assert sorted(NESTED) == sorted({pattern for _, pattern in used if nested(pattern)})
    assert sorted(MADE) == sorted({place for place, pattern in used if not pattern})


@pytest.mark.slow
def test_no_pattern_takes_long():
    """Each pattern ends on long texts of any of its own characters, where exponential work never would."""
    for pattern in {pattern for _, pattern in patterns()}:
        matcher = re.compile(pattern)
        characters = {*"a0 \n", *pattern}

        for character in characters:
            for text in (character * 2_000 + "!", f"{character}a" * 1_000 + "!"):
                matcher.fullmatch(text)
                matcher.sub("", text)
