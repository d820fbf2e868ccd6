"""Stores in memory, which record the writes of a mock, or fail."""

from collections.abc import Iterable, Sequence

from fivetran_mock import Store, StoredRow

NO_SPACE = OSError("no space left")


class Keeping(Store):
    """A store that records its writes, and raises `problem` where there is one."""

    def __init__(self, problem: Exception | None = None) -> None:
        self.kept: dict[tuple[str, int], bytes] = {}
        self.writes = 0
        self.problem = problem

    def load(self) -> Iterable[StoredRow]:
        """Return all records, connections first."""
        ordered = sorted(self.kept.items(), key=lambda item: (item[0][0] != "connection", item[0]))
        return [StoredRow(*key, value) for key, value in ordered]

    def write(self, changes: Sequence[StoredRow]) -> None:
        """Store changes, or fail."""
        if self.problem is not None:
            raise self.problem
        self.writes += 1
        for kind, key, value in changes:
            if value is None:
                self.kept.pop((kind, key), None)
            else:
                self.kept[kind, key] = value
