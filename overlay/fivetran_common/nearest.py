"""Suggestions: the known word nearest to a misspelt one."""

from __future__ import annotations

from collections.abc import Iterable


def nearest(word: str, known: Iterable[str], *, tolerance: int | None = None) -> str | None:
    """
    Find the known word closest to this one, or None when none is close.

    Case and separators do not count (``syncMode`` is ``sync_mode``). ``tolerance`` is the number of letters that may
    be missing, superfluous, wrong or swapped; by default a third of the word.
    """
    bare = _bare(word)
    limit = len(bare) // 3 if tolerance is None else tolerance
    near = [(_distance(bare, _bare(other), limit), other) for other in known]
    distance, other = min(near, default=(limit + 1, ""))
    return other if distance <= limit else None


def hint(word: str, known: Iterable[str], otherwise: str = "") -> str:
    """Return `; did you mean NAME?` for the nearest known word, or else another ending."""
    near = nearest(word, known)
    return f"; did you mean {near}?" if near else otherwise


def _bare(word: str) -> str:
    return "".join(filter(str.isalnum, word.casefold()))


def _distance(left: str, right: str, limit: int) -> int:
    """Count the edits between two words (optimal string alignment); more than the limit is not counted out."""
    if abs(len(left) - len(right)) > limit:
        return limit + 1
    rows = [list(range(len(right) + 1))]
    for i, letter in enumerate(left, 1):
        row = [i]
        for j, other in enumerate(right, 1):
            cost = min(rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == right[j - 2] and left[i - 2] == other:
                cost = min(cost, rows[-2][j - 2] + 1)
            row.append(cost)
        rows.append(row)
    return rows[-1][-1]
