"""Suggestions: the known word nearest to a misspelt one."""

import pytest

from fivetran_common.nearest import nearest

KNOWN = ("advertisers", "schema", "sync_mode", "schedule")


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("SCHEMA", "schema"),
        ("syncMode", "sync_mode"),
        ("schem", "schema"),
        ("schemas", "schema"),
        ("schama", "schema"),
        ("shcema", "schema"),
        ("shcmea", "schema"),
        ("xxhema", "schema"),
        ("xxxema", None),
        ("schemaxxxx", None),
        ("advertizer", "advertisers"),
        ("adv", None),
        ("", None),
    ],
)
def test_a_word_is_taken_for_the_nearest(word, expected):
    """The suggestion is the known word with the fewest typing errors, if they are few for its length."""
    assert expected == nearest(word, KNOWN)


@pytest.mark.parametrize(
    ("word", "known", "tolerance"),
    [
        ("abcdef", "abcdef", 0),
        ("abcdef", "abcdex", 1),
        ("abcdef", "bacdef", 1),
        ("abcdef", "bcadef", 2),
        ("abcdef", "abcd", 2),
        ("abcdef", "acbdfe", 2),
        ("abcdef", "abcxyz", 3),
        ("abcdef", "fedcba", 5),
        ("ключи", "клюич", 1),
        ("abab", "baba", 2),
        ("ab", "ba", 1),
        ("", "ab", 2),
    ],
)
def test_slips_are_counted(word, known, tolerance):
    """A missing, extra or wrong letter, or a swapped pair, counts as one error, in both directions."""
    assert known == nearest(word, [known], tolerance=tolerance)
    assert word == nearest(known, [word], tolerance=tolerance)
    assert nearest(word, [known], tolerance=tolerance - 1) is None


def test_the_fewest_slips_win():
    """The closer of two words is suggested, of equally close ones always the same, and none where none is known."""
    assert "schemes" == nearest("schemas", ["schedule", "schemes"])
    assert "ab" == nearest("aa", ["ba", "ab"], tolerance=1)
    assert "ab" == nearest("aa", ["ab", "ba"], tolerance=1)
    assert "aab" == nearest("aaa", ["a", "aab"], tolerance=2)
    assert nearest("schema", []) is None
