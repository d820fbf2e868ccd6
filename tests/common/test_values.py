"""JSON types, JSON pointers, printable text and YAML nodes."""

import json
from collections import UserDict
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fivetran_common.json_text import KeyTwice, is_utf8, json_places, unique_keys
from fivetran_common.json_types import is_array, is_mapping, is_object, keys_of, pointer_of, without
from fivetran_common.text import printable, printable_json, shortened
from fivetran_common.yaml_nodes import TooManyValues, compose, construct, repeated_keys


def test_half_of_a_surrogate_pair_is_no_text():
    """UTF-8 can write every text but one with an unpaired surrogate."""
    assert is_utf8("\U0001f600 é")
    assert not is_utf8("a\ud83d")


def test_a_key_that_stands_twice_is_named():
    """An object with a key twice is refused by the name of the key; equal keys of different objects are not."""
    assert {"a": {"a": 1}} == json.loads('{"a": {"a": 1}}', object_pairs_hook=unique_keys)
    with pytest.raises(KeyTwice, match="'b' stands twice"):
        json.loads('{"a": 1, "b": 2, "c": 3, "b": 4}', object_pairs_hook=unique_keys)


def test_each_value_of_json_has_its_place():
    """A value of an object has the place of its key, one of a list its own; a repeated key has two places."""
    text = '{"a": [1,\n "x"],\n  "a": {"b/c": null}}'
    found = [("", 1, 1), ("/a", 1, 2), ("/a/0", 1, 8), ("/a/1", 2, 2)]

    assert [*found, ("/a", 3, 3), ("/a/b~1c", 3, 9)] == [*json_places(text)]


def test_json_types():
    """Dictionaries are objects, all mappings are mappings, lists and tuples are arrays."""
    assert is_object({})
    assert not is_object(UserDict())
    assert is_mapping({})
    assert is_mapping(MappingProxyType({}))
    assert not any(map(is_mapping, ("", 1, None, [])))
    assert is_array([])
    assert is_array(())
    assert not is_array("")


@given(st.lists(st.text(alphabet="a~/01", max_size=4), max_size=4))
def test_pointers_are_read_back(keys):
    """A parsed pointer has the keys that it was built from, slashes and tildes included."""
    assert tuple(keys) == keys_of(pointer_of(keys))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31m", "\\x1b[31m"),
        ("a\x9bb", "a\\x9bb"),
        ("a\u202eb", "a\\u202eb"),
        ("a\u2028b", "a\\u2028b"),
        ("a\ud800", "a\\ud800"),
        ("tab\tline\n", "tab\\x09line\\x0a"),
        ("Müller 東京", "Müller 東京"),
    ],
)
def test_printable(text, shown):
    """Control characters, line breaks and direction marks are escaped; letters of any script stay."""
    assert shown == printable(text)


def test_members_are_left_out_at_any_depth():
    """Members of objects are left out by their pointers, also within lists; nothing else changes."""
    value = {"a": 1, "b": [{"c": 1, "d": 2}, {"c": 3}], "e": {"f": None}}

    assert {"b": [{"d": 2}, {"c": 3}], "e": {}} == without(value, {"/a", "/b/0/c", "/e/f"})
    assert value is without(value, ())


def test_yaml_is_composed_and_constructed():
    """A YAML document is read as nodes with lines, and as plain data; an empty one is None."""
    root = compose("a: [1, {b: two}]\n", most_values=100)

    assert {"a": [1, {"b": "two"}]} == construct(root)
    assert construct(compose("", most_values=1)) is None


def test_yaml_bounds_what_aliases_unfold_to():
    """Aliases that expand beyond the limit are refused before they are expanded, and recursive ones are safe."""
    lines = ["a0: &a0 x"] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 9)]
    with pytest.raises(TooManyValues, match="1,000 values"):
        compose("\n".join(lines), most_values=1000)

    assert compose("&a [*a]", most_values=3) is not None


def test_yaml_finds_repeated_keys():
    """A repeated key is reported at its second place, at any depth, once for each mapping."""
    found = list(repeated_keys(compose("a: 1\nb: &m {c: 1, c: 2}\nd: *m\na: 2\n1: x\n? [k]\n: y\n", most_values=99)))

    assert [("a", 3), ("c", 1)] == [(key.value, key.start_mark.line) for key in found]
    assert [] == list(repeated_keys(None))


def test_json_escapes_what_a_terminal_obeys():
    """C1 control characters, DEL and overrides are escaped in JSON, whether or not it is ASCII alone."""
    value = {"é": "\x9b\x7f\u202e\x1b\n"}

    assert json.loads(printable_json(value, indent=1, ascii_only=False)) == value
    assert printable_json(value, ascii_only=False) == '{"é": "\\u009b\\u007f\\u202e\\u001b\\n"}'
    assert printable_json(value).isascii()


def test_a_long_text_is_shortened():
    """A text is cut only where it is too long."""
    assert ["abc", "ab…"] == [shortened("abc", 3), shortened("abcd", 3)]


def test_too_many_nodes_are_refused_before_they_are_made():
    """A document with more values than allowed is refused while it is parsed; keys do not count."""
    assert compose("{a: 1, b: 2}", most_values=3) is not None
    with pytest.raises(TooManyValues, match="more than 3 values"):
        compose("[1, 2, 3, 4]", most_values=3)
