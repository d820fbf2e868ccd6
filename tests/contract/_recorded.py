"""Answers of the real API from public sources; values that identify anyone are made up."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fivetran_mock import Reply


@dataclass(frozen=True)
class Recorded:
    """One answer and its source."""

    name: str
    operation: str
    status: int
    source: str
    evidence: str
    body: Any
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def reply(self) -> Reply:
        """Return the answer as an HTTP response."""
        headers = {"content-type": "application/json"} | dict(self.headers)
        return Reply(self.status, [*headers.items()], json.dumps(self.body).encode())


RECORDED = [
    Recorded(name=file.stem, **json.loads(file.read_text()))
    for file in sorted((Path(__file__).parent / "recorded").glob("*.json"))
]
NAMED = {each.name: each for each in RECORDED}
