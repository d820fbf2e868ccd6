"""Disagreements between judges that have a reason, from `explained.toml`."""

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ._bodies import Body


@dataclass(frozen=True)
class Explanation:
    """The reason why some judges accept a body that others refuse."""

    name: str
    operation: str
    reason: str
    """For the next reader; the tests do not use it."""
    verdicts: Mapping[str, str]
    body: Any
    """A body on which the judges differ so: when they do not any more, the explanation has to go."""
    spoiled: str = ""
    """Which bodies it is good for: a pattern over how and where they were spoiled."""
    stored: str = "pinterest_ads"

    def covers(self, operation: str, body: Body, verdicts: Mapping[str, str]) -> bool:
        """Return whether this explanation covers the disagreement."""
        place = f"{body.spoiled} at {body.pointer}"
        expected = {name: self.verdicts[name] for name in verdicts}  # Prism is not asked in every test
        same = (operation, dict(verdicts)) == (self.operation, expected)
        return same and re.search(self.spoiled, place) is not None


def _read(entry: dict[str, Any]) -> Explanation:
    """Read an entry; a body with null is JSON text, since TOML has no null."""
    body = entry["body"]
    return Explanation(**{**entry, "body": json.loads(body) if isinstance(body, str) else body})


EXPLAINED = [
    _read(entry) for entry in tomllib.loads(Path(__file__).with_name("explained.toml").read_text())["explained"]
]
