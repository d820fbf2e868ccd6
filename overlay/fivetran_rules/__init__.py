"""
Judge a Fivetran connection: all violations at once, each with its place.

``check`` judges a new connection and ``check_change`` an update. Both take JSON as Python has it and do no IO.
A public name is imported on first use, so that importing this package costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fivetran_common.lazy import importer

if TYPE_CHECKING:
    from ._file_schema import connection_file_schema, service_file_schema
    from ._judge import check, check_change, check_request, lacking_keys
    from ._registry import SERVICE_RULES, all_rules, traits
    from ._rule import Effect, Evidence, RuleInfo, Severity, Unchecked, Violation
    from ._schemas import is_shown, kept_fields
    from ._secrets import is_open, is_secret, may_be_secret, url_secrets, without_url_secrets
    from ._traits import Traits
    from .published.catalogue import Field, Service, ServiceCatalogue, default_of, naming_keys, naming_of

__all__ = [
    "SERVICE_RULES",
    "Effect",
    "Evidence",
    "Field",
    "RuleInfo",
    "Service",
    "ServiceCatalogue",
    "Severity",
    "Traits",
    "Unchecked",
    "Violation",
    "all_rules",
    "check",
    "check_change",
    "check_request",
    "connection_file_schema",
    "default_of",
    "is_open",
    "is_secret",
    "is_shown",
    "kept_fields",
    "lacking_keys",
    "may_be_secret",
    "naming_keys",
    "naming_of",
    "service_file_schema",
    "traits",
    "url_secrets",
    "without_url_secrets",
]

if not TYPE_CHECKING:  # pragma: no branch - or type checkers would accept every misspelt name
    __getattr__ = importer(
        __name__,
        {
            "._file_schema": "connection_file_schema service_file_schema",
            "._judge": "check check_change check_request lacking_keys",
            "._registry": "SERVICE_RULES all_rules traits",
            "._rule": "Effect Evidence RuleInfo Severity Unchecked Violation",
            "._schemas": "is_shown kept_fields",
            "._secrets": "is_open is_secret may_be_secret url_secrets without_url_secrets",
            "._traits": "Traits",
            ".published.catalogue": "Field Service ServiceCatalogue default_of naming_keys naming_of",
        },
    )
