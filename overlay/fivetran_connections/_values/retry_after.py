"""Reading a `Retry-After` header."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime


def seconds(header: str | None) -> float | None:
    """
    Return the seconds to wait, or `None` if the header is missing or unreadable.

    Fivetran documents whole seconds; the HTTP standard allows a date too, and
    a proxy on the way may send one.
    """
    if header is None:
        return None
    header = header.strip()
    # isdecimal alone would let other scripts' digits through, which float() reads but no server sends.
    if header.isascii() and header.isdecimal():
        return float(header)
    try:
        moment = parsedate_to_datetime(header)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return max(0.0, (moment - datetime.now(UTC)).total_seconds())
    except (IndexError, OverflowError, TypeError, ValueError):  # the parser was made for letters, not for attacks
        return None
