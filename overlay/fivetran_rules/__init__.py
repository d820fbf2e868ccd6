"""
Judge a Fivetran connection before it is sent, or after it has arrived: every problem at once, each with its place.

``check`` judges a new connection and ``check_change`` an update. Both take JSON as Python has it and do no IO.
"""

from __future__ import annotations

from ._account import Account
from ._book import SERVICE_RULES
from ._catalogue import RuleInfo, catalogue
from ._file_schema import connection_file_schema
from ._judge import check, check_change
from ._violation import Evidence, Severity, Violation

__all__ = [
    "SERVICE_RULES",
    "Account",
    "Evidence",
    "RuleInfo",
    "Severity",
    "Violation",
    "catalogue",
    "check",
    "check_change",
    "connection_file_schema",
]
