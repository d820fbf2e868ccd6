"""The journal: one line of JSON for each change that was carried out or failed, without values."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from ...errors import InvalidRequest
from .report import Outcome


class Journal:
    """Appends lines to a file that only its owner can read; each line is written before the next change begins."""

    def __init__(self, path: Path) -> None:
        """Open the file, made if need be; raise `InvalidRequest` where it cannot be written."""
        try:
            descriptor = os.open(path, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
        except OSError as error:
            raise InvalidRequest(f"The journal {path} cannot be written: {error.strerror}.") from None
        self._stream = os.fdopen(descriptor, "w", encoding="utf-8")

    def write(self, outcome: Outcome) -> None:
        """Append one line."""
        line = {"time": datetime.now(UTC).isoformat(timespec="milliseconds"), **outcome.as_json()}
        self._stream.write(json.dumps(line, ensure_ascii=False) + "\n")
        self._stream.flush()

    def __enter__(self) -> Self:
        """Return the journal itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Close the file."""
        self._stream.close()
