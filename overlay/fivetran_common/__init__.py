"""Private helpers of the client and the mock: JSON, files, text for output, command lines. Not a public API."""

from __future__ import annotations

__version__ = "0.1.0"
