"""
Accepts undocumented spellings that official clients send.

Bodies are checked by the definition. This only converts the few spellings that are known to pass; any other body is
returned as the same object, so that it need not be checked twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from fivetran_common.json_types import is_object
from fivetran_openapi import document

NULL_IS_ABSENT: Final = ("data_delay_sensitivity", "data_delay_threshold", "hybrid_deployment_agent_id")
"""
Fields that a create may give as null.

The Go SDK, and with it the Terraform provider, sends the first two so unless they are set; the Connector SDK's deploy
sends the third.
"""

_FREQUENCIES: Final[Mapping[str, int]] = {
    str(minutes): minutes for minutes in document()["components"]["schemas"]["SyncFrequency"]["enum"]
}
_FLAGS: Final = ("paused", "pause_after_trial", "run_setup_tests", "trust_certificates", "trust_fingerprints")

QUOTED: Final[Mapping[str, Mapping[str, int]]] = {
    "sync_frequency": _FREQUENCIES,
    **{flag: {"true": True, "false": False} for flag in _FLAGS},
}
"""
Fields whose values may be in quotes, with the values.

The Connector SDK's deploy sends a frequency as the definition lists it, as text, and its first versions and the API
framework of Fivetran's own services team send flags so.
"""


def new_as_read(body: Any) -> Any:
    """Return the body of a create in its documented spelling."""
    if not is_object(body):
        return body
    nulls = [key for key in NULL_IS_ABSENT if key in body and body[key] is None]
    present = {key: value for key, value in body.items() if key not in nulls} if nulls else body
    return _unquoted(present)


def change_as_read(patch: Any, schema: object) -> Any:
    """Return the body of an update in its documented spelling, if the connection's config has this schema."""
    if not is_object(patch):
        return patch
    config = patch.get("config")
    if is_object(config) and "schema" in config and config["schema"] == schema:
        others = {key: value for key, value in config.items() if key != "schema"}
        return _unquoted({**patch, "config": others})
    return _unquoted(patch)


def _unquoted(body: dict[str, Any]) -> dict[str, Any]:
    meant = {
        key: meanings[value]
        for key, meanings in QUOTED.items()
        if isinstance(value := body.get(key), str) and value in meanings
    }
    return {**body, **meant} if meant else body
